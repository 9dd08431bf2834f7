//! # WideSlots: the prefix length that two steps ask the wide table for
//! Slots that are not in use are left out.
//!
//! | port         | dir | cycle | meaning                                        |
//! | lengths4, lengths6 | in |  | 8 octets each                                   |
//! | last_step4, last_step6 | out | 1 | of a lookup that begins in this cycle    |
//! | issue, begins, odd | in | 1 | a step; it is the first; its number is odd     |
//! | next_ipv6    | in  | 1     | family, with `begins`                          |
//! | ipv6         | in  | 1     | family, with later steps                       |
//! | length       | out | 2     | of this step; zero: none is left               |
//! | second       | out | 2     | it is the second step for this length          |
//!
//! Clock: core_clock. Latency: 1 cycle; a list 3. Throughput: a step a cycle.
//! Storage: 25 bits and two `WideList`. Resources: see `FibEngine`.
//! Not obvious: a lookup asks the slots that were in use when it began; the
//! length of each is read when its turn comes, so that it may have become none.

use rust_hdl::prelude::*;

use super::wide_list::WideList;
use crate::arbiter::{lowest_bit::LowestBit, one_hot_mux::OneHotMux};

#[derive(LogicBlock)]
pub struct WideSlots {
    pub clock: Signal<In, Clock>,
    pub lengths4: Signal<In, Bits<64>>,
    pub lengths6: Signal<In, Bits<64>>,
    pub last_step4: Signal<Out, Bits<4>>,
    pub last_step6: Signal<Out, Bits<4>>,
    pub issue: Signal<In, Bit>,
    pub begins: Signal<In, Bit>,
    pub odd: Signal<In, Bit>,
    pub next_ipv6: Signal<In, Bit>,
    pub ipv6: Signal<In, Bit>,
    pub length: Signal<Out, Bits<8>>,
    pub second: Signal<Out, Bit>,
    list4: WideList,
    list6: WideList,
    /// Slots that this lookup has still to ask.
    remaining: DFF<Bits<8>>,
    /// The next of them, alone.
    next_slot: DFF<Bits<8>>,
    asked: DFF<Bits<8>>,
    second_2: DFF<Bit>,
    lower_half: LowestBit,
    upper_half: LowestBit,
    lowest: Signal<Local, Bits<8>>,
    mux4: OneHotMux<8, 8, 9>,
    mux6: OneHotMux<8, 8, 9>,
}

impl WideSlots {
    pub fn new() -> Self {
        Self {
            clock: Default::default(),
            lengths4: Default::default(),
            lengths6: Default::default(),
            last_step4: Default::default(),
            last_step6: Default::default(),
            issue: Default::default(),
            begins: Default::default(),
            odd: Default::default(),
            next_ipv6: Default::default(),
            ipv6: Default::default(),
            length: Default::default(),
            second: Default::default(),
            list4: WideList::new(32, 7),
            list6: WideList::new(128, 8),
            remaining: Default::default(),
            next_slot: Default::default(),
            asked: Default::default(),
            second_2: Default::default(),
            lower_half: Default::default(),
            upper_half: Default::default(),
            lowest: Default::default(),
            mux4: Default::default(),
            mux6: Default::default(),
        }
    }
}

impl Default for WideSlots {
    fn default() -> Self {
        Self::new()
    }
}

impl Logic for WideSlots {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, remaining, next_slot, asked, second_2);
        clock!(self, clock, list4, list6);
        self.list4.lengths.next = self.lengths4.val();
        self.list6.lengths.next = self.lengths6.val();
        self.last_step4.next = self.list4.last_step.val();
        self.last_step6.next = self.list6.last_step.val();
        for i in 0..8 {
            self.mux4.inputs[i].next = self.lengths4.val().get_bits::<8>(8 * i);
            self.mux6.inputs[i].next = self.lengths6.val().get_bits::<8>(8 * i);
        }
        self.mux4.select.next = self.next_slot.q.val();
        self.mux6.select.next = self.next_slot.q.val();
        self.lower_half.bits.next = self.remaining.q.val().get_bits::<4>(0);
        self.upper_half.bits.next = self.remaining.q.val().get_bits::<4>(4);
        self.lowest.next = bit_cast::<8, 4>(self.lower_half.lowest.val());
        if !self.lower_half.any.val() {
            self.lowest.next = bit_cast::<8, 4>(self.upper_half.lowest.val()) << 4;
        }

        if self.issue.val() {
            self.second_2.d.next = self.odd.val();
            if self.begins.val() {
                self.asked.d.next = self.list4.first_length.val();
                self.remaining.d.next = self.list4.others.val();
                if self.next_ipv6.val() {
                    self.asked.d.next = self.list6.first_length.val();
                    self.remaining.d.next = self.list6.others.val();
                }
            } else if self.odd.val() {
                self.next_slot.d.next = self.lowest.val();
                self.remaining.d.next = self.remaining.q.val() ^ self.lowest.val();
            } else {
                self.asked.d.next = self.mux4.chosen.val();
                if self.ipv6.val() {
                    self.asked.d.next = self.mux6.chosen.val();
                }
            }
        }
        self.length.next = self.asked.q.val();
        self.second.next = self.second_2.q.val();
    }
}
