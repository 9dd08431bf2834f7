//! # InjectLength: whether a frame of this length is taken
//!
//! | port       | dir | meaning                                            |
//! | value      | in  | octets without FCS                                 |
//! | room       | in  | words that the store can take, as INJECT_STATUS    |
//! | accepted   | out | the length is allowed and there is room            |
//! | last_index | out | index of the last 32-bit word of the octets        |
//! | last_octet | out | index of the last octet in its TxWord              |
//! | pad_count  | out | 32-bit words of zeros that a short frame gets      |
//! | end_bits   | out | `last` and `count_less_one` of the last TxWord     |
//!
//! Clock: core_clock. Latency: 3 cycles for `accepted`, 2 for the rest.
//! Throughput: one a cycle. Resources: see `CpuPort`.

use ferroute_regmap::{region, size};
use rust_hdl::prelude::*;

/// Octets up to which frames are padded.
const PADDED: u64 = (size::MIN_FRAME_OCTETS - size::FCS_OCTETS) as u64;

#[derive(LogicBlock)]
pub struct InjectLength {
    pub clock: Signal<In, Clock>,
    pub value: Signal<In, Bits<32>>,
    pub room: Signal<In, Bits<16>>,
    pub accepted: Signal<Out, Bit>,
    pub last_index: Signal<Out, Bits<9>>,
    pub last_octet: Signal<Out, Bits<3>>,
    pub pad_count: Signal<Out, Bits<4>>,
    pub end_bits: Signal<Out, Bits<4>>,
    // One cycle after `value`.
    in_range_1: DFF<Bit>,
    is_short_1: DFF<Bit>,
    less_one_1: DFF<Bits<11>>,
    // Two cycles.
    in_range_2: DFF<Bit>,
    needed_2: DFF<Bits<16>>,
    less_one_2: DFF<Bits<11>>,
    pad_count_2: DFF<Bits<4>>,
    end_bits_2: DFF<Bits<4>>,
    // Three cycles.
    accepted_3: DFF<Bit>,
    length: Signal<Local, Bits<11>>,
    index: Signal<Local, Bits<9>>,
    pad: Signal<Local, Bits<9>>,
    shortest: Constant<Bits<11>>,
    longest: Constant<Bits<11>>,
    padded: Constant<Bits<11>>,
    padded_index: Constant<Bits<9>>,
    padded_end: Constant<Bits<4>>,
}

impl Default for InjectLength {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            value: Default::default(),
            room: Default::default(),
            accepted: Default::default(),
            last_index: Default::default(),
            last_octet: Default::default(),
            pad_count: Default::default(),
            end_bits: Default::default(),
            in_range_1: Default::default(),
            is_short_1: Default::default(),
            less_one_1: Default::default(),
            in_range_2: Default::default(),
            needed_2: Default::default(),
            less_one_2: Default::default(),
            pad_count_2: Default::default(),
            end_bits_2: Default::default(),
            accepted_3: Default::default(),
            length: Default::default(),
            index: Default::default(),
            pad: Default::default(),
            shortest: Constant::new(u64::from(region::INJECT_MIN_OCTETS).to_bits()),
            longest: Constant::new(u64::from(region::INJECT_MAX_OCTETS).to_bits()),
            padded: Constant::new(PADDED.to_bits()),
            padded_index: Constant::new(((PADDED - 1) / 4).to_bits()),
            padded_end: Constant::new(((PADDED - 1) % 8 * 2 + 1).to_bits()),
        }
    }
}

impl Logic for InjectLength {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, in_range_1, is_short_1, less_one_1);
        dff_setup!(self, clock, in_range_2, needed_2, less_one_2, pad_count_2, end_bits_2);
        dff_setup!(self, clock, accepted_3);
        self.length.next = self.value.val().get_bits::<11>(0);
        self.less_one_1.d.next = self.length.val() - 1;
        self.is_short_1.d.next = self.length.val() < self.padded.val();
        self.in_range_1.d.next = (self.value.val().get_bits::<21>(11) == 0)
            & (self.length.val() >= self.shortest.val())
            & (self.length.val() <= self.longest.val());

        // A frame takes its words and the one with its length.
        self.index.next = self.less_one_1.q.val().get_bits::<9>(2);
        self.pad.next = self.padded_index.val() - self.index.val();
        self.in_range_2.d.next = self.in_range_1.q.val();
        self.less_one_2.d.next = self.less_one_1.q.val();
        self.needed_2.d.next = bit_cast::<16, 9>(self.index.val()) + 2;
        self.pad_count_2.d.next = 0.into();
        self.end_bits_2.d.next =
            (bit_cast::<4, 3>(self.less_one_1.q.val().get_bits::<3>(0)) << 1) | 1;
        if self.is_short_1.q.val() {
            self.needed_2.d.next = bit_cast::<16, 9>(self.padded_index.val()) + 2;
            self.pad_count_2.d.next = self.pad.val().get_bits::<4>(0);
            self.end_bits_2.d.next = self.padded_end.val();
        }

        self.accepted_3.d.next = self.in_range_2.q.val() & (self.needed_2.q.val() <= self.room.val());
        self.accepted.next = self.accepted_3.q.val();
        self.last_index.next = self.less_one_2.q.val().get_bits::<9>(2);
        self.last_octet.next = self.less_one_2.q.val().get_bits::<3>(0);
        self.pad_count.next = self.pad_count_2.q.val();
        self.end_bits.next = self.end_bits_2.q.val();
    }
}
