//! # Sequencer: from request to reply, step by step
//! Holds the expected sequence. Decides nothing but the order of things; what
//! the steps work on passes by in `RequestEngine`.
//!
//! | port            | dir | meaning                                          |
//! | available, take | in, out | the store has a request; it is taken         |
//! | hold            | in  | no request is taken                              |
//! | idle            | out | none is under way                                |
//! | header_ready    | in  | one cycle: the header is there, and the check two cycles later |
//! | request_sequence | in  | of the request                                   |
//! | status, is_hello, streams, sums | in | what the check says; `streams`: the words that are read go into the reply |
//! | range_start, range_done, range_good | out, in | the check of the addresses |
//! | execute_start, execute_done, execute_timed_out | out, in | the accesses   |
//! | executing       | out | the executor's words go into the reply           |
//! | send_low, send_high, send_sum | out | that word of the reply, until `reply_ready` |
//! | reply_restart   | out | one cycle: what was written of the reply is void |
//! | reply_finish    | out | one cycle: the reply is complete                 |
//! | expected, repeatable, greeted | out | as `RequestCheck` takes them       |
//! | outcome         | out | status of the reply                              |
//!
//! Clock: core_clock. Clear: none. Latency: see `RequestEngine`.
//! Storage: 16 bit of registers. Tables: regmap::message.
//! Resources: see `ControlPort`.
//! Not obvious: the reply to a read is written while it is executed, its header
//! first; a timeout makes it void and another is written. The sequence is
//! counted up before the execution, as nothing can come between.

use ferroute_regmap::message::Status;
use rust_hdl::prelude::*;

use super::request_check::status;

#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
pub enum SequencerState {
    Idle,
    Header,
    Check,
    Decide,
    Range,
    Begin,
    ReplyLow,
    ReplyHigh,
    Execute,
    Sum,
    Finish,
}

#[derive(LogicBlock)]
pub struct Sequencer {
    pub clock: Signal<In, Clock>,
    pub available: Signal<In, Bit>,
    pub take: Signal<Out, Bit>,
    pub hold: Signal<In, Bit>,
    pub idle: Signal<Out, Bit>,
    pub header_ready: Signal<In, Bit>,
    pub request_sequence: Signal<In, Bits<8>>,
    pub status: Signal<In, Bits<3>>,
    pub is_hello: Signal<In, Bit>,
    pub streams: Signal<In, Bit>,
    pub sums: Signal<In, Bit>,
    pub range_start: Signal<Out, Bit>,
    pub range_done: Signal<In, Bit>,
    pub range_good: Signal<In, Bit>,
    pub execute_start: Signal<Out, Bit>,
    pub execute_done: Signal<In, Bit>,
    pub execute_timed_out: Signal<In, Bit>,
    pub executing: Signal<Out, Bit>,
    pub send_low: Signal<Out, Bit>,
    pub send_high: Signal<Out, Bit>,
    pub send_sum: Signal<Out, Bit>,
    pub reply_ready: Signal<In, Bit>,
    pub reply_restart: Signal<Out, Bit>,
    pub reply_finish: Signal<Out, Bit>,
    pub expected: Signal<Out, Bits<8>>,
    pub repeatable: Signal<Out, Bit>,
    pub greeted: Signal<Out, Bit>,
    pub outcome: Signal<Out, Bits<3>>,
    state: DFF<SequencerState>,
    expected_sequence: DFF<Bits<8>>,
    last_repeatable: DFF<Bit>,
    was_greeted: DFF<Bit>,
    outcome_register: DFF<Bits<3>>,
    done: Signal<Local, Bit>,
    bad_address: Constant<Bits<3>>,
    bus_timeout: Constant<Bits<3>>,
}

impl Default for Sequencer {
    fn default() -> Self {
        assert!(Status::Done as u8 == 0, "what is done has status 0");
        Self {
            clock: Default::default(),
            available: Default::default(),
            take: Default::default(),
            hold: Default::default(),
            idle: Default::default(),
            header_ready: Default::default(),
            request_sequence: Default::default(),
            status: Default::default(),
            is_hello: Default::default(),
            streams: Default::default(),
            sums: Default::default(),
            range_start: Default::default(),
            range_done: Default::default(),
            range_good: Default::default(),
            execute_start: Default::default(),
            execute_done: Default::default(),
            execute_timed_out: Default::default(),
            executing: Default::default(),
            send_low: Default::default(),
            send_high: Default::default(),
            send_sum: Default::default(),
            reply_ready: Default::default(),
            reply_restart: Default::default(),
            reply_finish: Default::default(),
            expected: Default::default(),
            repeatable: Default::default(),
            greeted: Default::default(),
            outcome: Default::default(),
            state: Default::default(),
            expected_sequence: Default::default(),
            last_repeatable: Default::default(),
            was_greeted: Default::default(),
            outcome_register: Default::default(),
            done: Default::default(),
            bad_address: status(Status::BadAddress),
            bus_timeout: status(Status::BusTimeout),
        }
    }
}

impl Logic for Sequencer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, expected_sequence, last_repeatable, outcome_register);
        dff_setup!(self, clock, was_greeted);
        self.done.next = self.outcome_register.q.val() == 0;
        self.take.next = false;
        self.range_start.next = false;
        self.execute_start.next = false;
        self.reply_restart.next = false;
        match self.state.q.val() {
            SequencerState::Idle => {
                if self.available.val() & !self.hold.val() {
                    self.take.next = true;
                    self.state.d.next = SequencerState::Header;
                }
            }
            SequencerState::Header => {
                if self.header_ready.val() {
                    self.state.d.next = SequencerState::Check;
                }
            }
            SequencerState::Check => self.state.d.next = SequencerState::Decide,
            SequencerState::Decide => {
                self.outcome_register.d.next = self.status.val();
                self.range_start.next = true;
                self.state.d.next = SequencerState::Range;
                if self.status.val() != 0 {
                    self.state.d.next = SequencerState::ReplyLow;
                } else if self.is_hello.val() {
                    self.state.d.next = SequencerState::Begin;
                }
            }
            SequencerState::Range => {
                if self.range_done.val() {
                    self.state.d.next = SequencerState::Begin;
                    if !self.range_good.val() {
                        self.outcome_register.d.next = self.bad_address.val();
                        self.state.d.next = SequencerState::ReplyLow;
                    }
                }
            }
            SequencerState::Begin => {
                self.was_greeted.d.next = self.was_greeted.q.val() | self.is_hello.val();
                self.expected_sequence.d.next = self.request_sequence.val() + 1;
                self.last_repeatable.d.next =
                    (self.streams.val() & !self.is_hello.val()) | self.sums.val();
                self.execute_start.next = !self.streams.val();
                self.state.d.next = SequencerState::Execute;
                if self.streams.val() {
                    self.state.d.next = SequencerState::ReplyLow;
                }
            }
            SequencerState::ReplyLow => {
                if self.reply_ready.val() {
                    self.state.d.next = SequencerState::ReplyHigh;
                }
            }
            SequencerState::ReplyHigh => {
                if self.reply_ready.val() {
                    self.state.d.next = SequencerState::Finish;
                    if self.done.val() & self.streams.val() {
                        self.execute_start.next = true;
                        self.state.d.next = SequencerState::Execute;
                    } else if self.done.val() & self.sums.val() {
                        self.state.d.next = SequencerState::Sum;
                    }
                }
            }
            SequencerState::Execute => {
                if self.execute_done.val() {
                    self.state.d.next = SequencerState::ReplyLow;
                    if self.execute_timed_out.val() {
                        self.outcome_register.d.next = self.bus_timeout.val();
                        self.reply_restart.next = self.streams.val();
                    } else if self.streams.val() {
                        self.state.d.next = SequencerState::Finish;
                    }
                }
            }
            SequencerState::Sum => {
                if self.reply_ready.val() {
                    self.state.d.next = SequencerState::Finish;
                }
            }
            SequencerState::Finish => self.state.d.next = SequencerState::Idle,
        }
        self.idle.next = self.state.q.val() == SequencerState::Idle;
        self.executing.next = self.state.q.val() == SequencerState::Execute;
        self.send_low.next = self.state.q.val() == SequencerState::ReplyLow;
        self.send_high.next = self.state.q.val() == SequencerState::ReplyHigh;
        self.send_sum.next = self.state.q.val() == SequencerState::Sum;
        self.reply_finish.next = self.state.q.val() == SequencerState::Finish;
        self.expected.next = self.expected_sequence.q.val();
        self.repeatable.next = self.last_repeatable.q.val();
        self.greeted.next = self.was_greeted.q.val();
        self.outcome.next = self.outcome_register.q.val();
    }
}
