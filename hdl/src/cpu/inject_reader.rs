//! # InjectReader: TxWords to words as of an RxPort
//! Adds the trailer of a good frame behind each last word: its length with
//! FCS, and nothing parsed (ARCHITECTURE.md, "From a port to the core").
//!
//! | port        | dir | meaning                                    |
//! | store_data  | in  | a TxWord while `store_empty` is 0          |
//! | store_read  | out | takes it                                   |
//! | data, empty | out | an RxWord while `empty` is 0               |
//! | read        | in  | takes it                                   |
//!
//! Clock: core_clock. Clear: none. Latency: none for data words.
//! Throughput: one word a cycle. Backpressure: `read`.
//! Resources: see `CpuPort`.

use ferroute_regmap::size::FCS_OCTETS;
use rust_hdl::prelude::*;

use crate::stream::TxWordFields;

#[derive(LogicBlock)]
pub struct InjectReader {
    pub clock: Signal<In, Clock>,
    pub store_data: Signal<In, Bits<68>>,
    pub store_empty: Signal<In, Bit>,
    pub store_read: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<72>>,
    pub empty: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    fields: TxWordFields,
    /// Octets of the words taken from the present frame.
    octets: DFF<Bits<14>>,
    is_trailer: DFF<Bit>,
    trailer_length: DFF<Bits<14>>,
    end_octets: Signal<Local, Bits<14>>,
    trailer_bit: Constant<Bits<72>>,
    fcs_and_one: Constant<Bits<14>>,
}

impl Default for InjectReader {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            store_data: Default::default(),
            store_empty: Default::default(),
            store_read: Default::default(),
            data: Default::default(),
            empty: Default::default(),
            read: Default::default(),
            fields: Default::default(),
            octets: Default::default(),
            is_trailer: Default::default(),
            trailer_length: Default::default(),
            end_octets: Default::default(),
            trailer_bit: Constant::new((1u128 << 71).to_bits()),
            fcs_and_one: Constant::new((FCS_OCTETS as u64 + 1).to_bits()),
        }
    }
}

impl Logic for InjectReader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octets, is_trailer, trailer_length);
        self.fields.word.next = self.store_data.val();
        self.end_octets.next =
            bit_cast::<14, 3>(self.fields.count_less_one.val()) + self.fcs_and_one.val();
        self.store_read.next = self.read.val() & !self.is_trailer.q.val();
        self.data.next = bit_cast::<72, 64>(self.fields.octets.val());
        self.empty.next = self.store_empty.val();
        if self.is_trailer.q.val() {
            self.data.next = bit_cast::<72, 14>(self.trailer_length.q.val()) | self.trailer_bit.val();
            self.empty.next = false;
            if self.read.val() {
                self.is_trailer.d.next = false;
            }
        } else if self.read.val() & !self.store_empty.val() {
            self.octets.d.next = self.octets.q.val() + 8;
            self.trailer_length.d.next = self.octets.q.val() + self.end_octets.val();
            if self.fields.last.val() {
                self.octets.d.next = 0.into();
                self.is_trailer.d.next = true;
            }
        }
    }
}
