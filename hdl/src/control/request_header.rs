//! # RequestHeader: the first words of the request that was taken
//! Reads them out of the store one after the other and holds them.
//!
//! | port        | dir | meaning                                            |
//! | start       | in  | one cycle: the store has taken a request           |
//! | ready       | out | one cycle: the fields below are those of it        |
//! | active      | out | `read_word` is wanted                              |
//! | read_word   | out | index of a word                                    |
//! | read_data   | in  | it, `RequestStore::LATENCY` cycles later           |
//! | opcode, request_sequence, epoch, address, count | out | fields                 |
//! | first_payload | out | the word behind the header, whatever it is       |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 7 cycles. Throughput: one request at a time.
//! Storage: 100 bit of registers. Tables: regmap::message.
//! Resources: see `ControlPort`.

use rust_hdl::prelude::*;

use super::request_store::RequestStore;

#[derive(LogicBlock)]
pub struct RequestHeader {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
    pub active: Signal<Out, Bit>,
    pub read_word: Signal<Out, Bits<6>>,
    pub read_data: Signal<In, Bits<32>>,
    pub opcode: Signal<Out, Bits<8>>,
    pub request_sequence: Signal<Out, Bits<8>>,
    pub epoch: Signal<Out, Bits<16>>,
    pub address: Signal<Out, Bits<24>>,
    pub count: Signal<Out, Bits<8>>,
    pub first_payload: Signal<Out, Bits<32>>,
    /// Cycles since `start`; 0: at rest.
    step: DFF<Bits<3>>,
    is_ready: DFF<Bit>,
    first: DFF<Bits<32>>,
    second: DFF<Bits<32>>,
    third: DFF<Bits<32>>,
    last_step: Constant<Bits<3>>,
}

impl Default for RequestHeader {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            start: Default::default(),
            ready: Default::default(),
            active: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            opcode: Default::default(),
            request_sequence: Default::default(),
            epoch: Default::default(),
            address: Default::default(),
            count: Default::default(),
            first_payload: Default::default(),
            step: Default::default(),
            is_ready: Default::default(),
            first: Default::default(),
            second: Default::default(),
            third: Default::default(),
            // The third word is asked for in step 3.
            last_step: Constant::new((3 + RequestStore::LATENCY as u64).to_bits()),
        }
    }
}

impl Logic for RequestHeader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, step, is_ready, first, second, third);
        self.is_ready.d.next = false;
        if self.start.val() {
            self.step.d.next = 1.into();
        } else if self.step.q.val() != 0 {
            // Three words follow each other through the registers.
            self.first.d.next = self.second.q.val();
            self.second.d.next = self.third.q.val();
            self.third.d.next = self.read_data.val();
            self.step.d.next = self.step.q.val() + 1;
            if self.step.q.val() == self.last_step.val() {
                self.step.d.next = 0.into();
                self.is_ready.d.next = true;
            }
        }
        self.active.next = self.step.q.val() != 0;
        self.read_word.next = bit_cast::<6, 3>(self.step.q.val()) - 1;
        self.ready.next = self.is_ready.q.val();
        self.opcode.next = self.first.q.val().get_bits::<8>(0);
        self.request_sequence.next = self.first.q.val().get_bits::<8>(8);
        self.epoch.next = self.first.q.val().get_bits::<16>(16);
        self.address.next = self.second.q.val().get_bits::<24>(0);
        self.count.next = self.second.q.val().get_bits::<8>(24);
        self.first_payload.next = self.third.q.val();
    }
}
