//! # RequestCheck: what a request is, and whether it is to be executed
//! All checks of `regmap::message` but that of the address, in their order.
//!
//! | port            | dir | meaning                                          |
//! | opcode, request_sequence, request_epoch, count | in | of the request's header    |
//! | first_payload, payload_words | in | of the request                       |
//! | epoch           | in  | of the device                                    |
//! | greeted         | in  | there was a Hello since the start                |
//! | expected        | in  | sequence of the request to be executed next      |
//! | repeatable      | in  | the last one executed is a Read or CrcRange      |
//! | status          | out | 0: to be executed once its addresses are checked |
//! | hello, reads, writes, sums | out | which opcode it is, one of them        |
//! | span            | out | words that it touches                            |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `LATENCY` cycles; inputs hold meanwhile. Throughput: one a cycle.
//! Storage: 45 bit of registers. Tables: regmap::message.
//! Resources: see `ControlPort`.
//! Not obvious: before the first Hello every epoch is the wrong one.

use ferroute_regmap::message::{HELLO_WORDS, MAX_WORDS, Opcode, REPEAT_SPAN, Status};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct RequestCheck {
    pub clock: Signal<In, Clock>,
    pub opcode: Signal<In, Bits<8>>,
    pub request_sequence: Signal<In, Bits<8>>,
    pub request_epoch: Signal<In, Bits<16>>,
    pub count: Signal<In, Bits<8>>,
    pub first_payload: Signal<In, Bits<32>>,
    pub payload_words: Signal<In, Bits<6>>,
    pub epoch: Signal<In, Bits<16>>,
    pub greeted: Signal<In, Bit>,
    pub expected: Signal<In, Bits<8>>,
    pub repeatable: Signal<In, Bit>,
    pub status: Signal<Out, Bits<3>>,
    pub hello: Signal<Out, Bit>,
    pub reads: Signal<Out, Bit>,
    pub writes: Signal<Out, Bit>,
    pub sums: Signal<Out, Bit>,
    pub span: Signal<Out, Bits<16>>,
    is_hello: DFF<Bit>,
    is_read: DFF<Bit>,
    is_write: DFF<Bit>,
    is_sum: DFF<Bit>,
    epoch_good: DFF<Bit>,
    /// The expected sequence less the request's.
    behind: DFF<Bits<8>>,
    count_is_payload: DFF<Bit>,
    count_good: DFF<Bit>,
    sum_good: DFF<Bit>,
    no_payload: DFF<Bit>,
    outcome: DFF<Bits<3>>,
    touched: DFF<Bits<16>>,
    in_sequence: Signal<Local, Bit>,
    length_good: Signal<Local, Bit>,
    hello_code: Constant<Bits<8>>,
    read_code: Constant<Bits<8>>,
    write_code: Constant<Bits<8>>,
    sum_code: Constant<Bits<8>>,
    hello_words: Constant<Bits<16>>,
    max_words: Constant<Bits<8>>,
    repeat_span: Constant<Bits<8>>,
    bad_opcode: Constant<Bits<3>>,
    bad_count: Constant<Bits<3>>,
    wrong_epoch: Constant<Bits<3>>,
    out_of_order: Constant<Bits<3>>,
    already_done: Constant<Bits<3>>,
}

fn code(opcode: Opcode) -> Constant<Bits<8>> {
    Constant::new((opcode as u64).to_bits())
}

/// A status as the blocks here pass it on.
pub(super) fn status(status: Status) -> Constant<Bits<3>> {
    Constant::new((status as u64).to_bits())
}

impl RequestCheck {
    /// Cycles from the inputs to the outputs.
    pub const LATENCY: usize = 2;
}

impl Default for RequestCheck {
    fn default() -> Self {
        assert!(Status::ALL.iter().all(|status| (*status as u8) < 8), "a status has 3 bits");
        Self {
            clock: Default::default(),
            opcode: Default::default(),
            request_sequence: Default::default(),
            request_epoch: Default::default(),
            count: Default::default(),
            first_payload: Default::default(),
            payload_words: Default::default(),
            epoch: Default::default(),
            greeted: Default::default(),
            expected: Default::default(),
            repeatable: Default::default(),
            status: Default::default(),
            hello: Default::default(),
            reads: Default::default(),
            writes: Default::default(),
            sums: Default::default(),
            span: Default::default(),
            is_hello: Default::default(),
            is_read: Default::default(),
            is_write: Default::default(),
            is_sum: Default::default(),
            epoch_good: Default::default(),
            behind: Default::default(),
            count_is_payload: Default::default(),
            count_good: Default::default(),
            sum_good: Default::default(),
            no_payload: Default::default(),
            outcome: Default::default(),
            touched: Default::default(),
            in_sequence: Default::default(),
            length_good: Default::default(),
            hello_code: code(Opcode::Hello),
            read_code: code(Opcode::Read),
            write_code: code(Opcode::Write),
            sum_code: code(Opcode::CrcRange),
            hello_words: Constant::new((HELLO_WORDS as u64).to_bits()),
            max_words: Constant::new((MAX_WORDS as u64).to_bits()),
            repeat_span: Constant::new(u64::from(REPEAT_SPAN).to_bits()),
            bad_opcode: status(Status::BadOpcode),
            bad_count: status(Status::BadCount),
            wrong_epoch: status(Status::WrongEpoch),
            out_of_order: status(Status::OutOfOrder),
            already_done: status(Status::AlreadyDone),
        }
    }
}

impl Logic for RequestCheck {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_hello, is_read, is_write, is_sum, epoch_good, behind);
        dff_setup!(self, clock, count_is_payload, count_good, sum_good, no_payload);
        dff_setup!(self, clock, outcome, touched);
        // First cycle: each comparison for itself.
        self.is_hello.d.next = self.opcode.val() == self.hello_code.val();
        self.is_read.d.next = self.opcode.val() == self.read_code.val();
        self.is_write.d.next = self.opcode.val() == self.write_code.val();
        self.is_sum.d.next = self.opcode.val() == self.sum_code.val();
        self.epoch_good.d.next =
            (self.request_epoch.val() == self.epoch.val()) & self.greeted.val();
        self.behind.d.next = self.expected.val() - self.request_sequence.val();
        self.no_payload.d.next = self.payload_words.val() == 0;
        self.count_is_payload.d.next =
            self.count.val() == bit_cast::<8, 6>(self.payload_words.val());
        self.count_good.d.next =
            (self.count.val() != 0) & (self.count.val() <= self.max_words.val());
        self.sum_good.d.next = (self.count.val() == 1)
            & (self.first_payload.val().get_bits::<16>(0) != 0)
            & (self.first_payload.val().get_bits::<16>(16) == 0);
        // Second cycle: the first check that fails.
        self.in_sequence.next = (self.behind.q.val() == 0)
            | ((self.behind.q.val() == 1) & self.repeatable.val() & !self.is_write.q.val());
        self.length_good.next = (self.is_read.q.val() & self.no_payload.q.val())
            | (self.is_write.q.val() & self.count_is_payload.q.val())
            | (self.is_sum.q.val() & self.count_is_payload.q.val() & self.sum_good.q.val());
        self.outcome.d.next = 0.into();
        if self.is_hello.q.val() {
            self.outcome.d.next = 0.into();
        } else if !(self.is_read.q.val() | self.is_write.q.val() | self.is_sum.q.val()) {
            self.outcome.d.next = self.bad_opcode.val();
        } else if !self.epoch_good.q.val() {
            self.outcome.d.next = self.wrong_epoch.val();
        } else if !self.in_sequence.val() {
            self.outcome.d.next = self.out_of_order.val();
            if self.behind.q.val() <= self.repeat_span.val() {
                self.outcome.d.next = self.already_done.val();
            }
        } else if !(self.length_good.val() & self.count_good.q.val()) {
            self.outcome.d.next = self.bad_count.val();
        }
        self.touched.d.next = bit_cast::<16, 8>(self.count.val());
        if self.is_hello.q.val() {
            self.touched.d.next = self.hello_words.val();
        } else if self.is_sum.q.val() {
            self.touched.d.next = self.first_payload.val().get_bits::<16>(0);
        }
        self.status.next = self.outcome.q.val();
        self.hello.next = self.is_hello.q.val();
        self.reads.next = self.is_read.q.val();
        self.writes.next = self.is_write.q.val();
        self.sums.next = self.is_sum.q.val();
        self.span.next = self.touched.q.val();
    }
}
