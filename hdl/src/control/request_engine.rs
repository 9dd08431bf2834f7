//! # RequestEngine: the message rules over the register bus
//! Takes one request after the other, checks it, executes it and writes its
//! reply.
//!
//! | port            | dir | meaning                                          |
//! | available, take, payload_words, held, read_word, read_data | in, out | of `RequestStore` |
//! | hold            | in  | no request is taken                              |
//! | idle            | out | none is under way                                |
//! | epoch           | in  | of the device                                    |
//! | reply_*         | out, in | of `ReplyWriter`                             |
//! | bus_*           | out, in | the register bus of ARCHITECTURE.md          |
//!
//! Clock: core_clock. Clear: none.
//! Latency: about 25 cycles to the reply, one for each word that is checked and
//! what the accesses take. Throughput: one request at a time.
//! Backpressure: `reply_ready`. Storage: the parts'. Tables: regmap::message.
//! Resources: see `ControlPort`.

use ferroute_regmap::message::HEADER_OCTETS;
use rust_hdl::prelude::*;

use super::{
    executor::Executor, range_check::RangeCheck, reply_header::ReplyHeader,
    request_check::RequestCheck, request_header::RequestHeader, sequencer::Sequencer,
};

#[derive(LogicBlock)]
pub struct RequestEngine {
    pub clock: Signal<In, Clock>,
    pub available: Signal<In, Bit>,
    pub take: Signal<Out, Bit>,
    pub payload_words: Signal<In, Bits<6>>,
    pub held: Signal<In, Bits<3>>,
    pub read_word: Signal<Out, Bits<6>>,
    pub read_data: Signal<In, Bits<32>>,
    pub hold: Signal<In, Bit>,
    pub idle: Signal<Out, Bit>,
    pub epoch: Signal<In, Bits<16>>,
    pub reply_word: Signal<Out, Bits<32>>,
    pub reply_valid: Signal<Out, Bit>,
    pub reply_ready: Signal<In, Bit>,
    pub reply_restart: Signal<Out, Bit>,
    pub reply_finish: Signal<Out, Bit>,
    pub bus_address: Signal<Out, Bits<24>>,
    pub bus_write_data: Signal<Out, Bits<32>>,
    pub bus_write: Signal<Out, Bit>,
    pub bus_read: Signal<Out, Bit>,
    pub bus_ready: Signal<In, Bit>,
    pub bus_read_data: Signal<In, Bits<32>>,
    sequencer: Sequencer,
    header: RequestHeader,
    check: RequestCheck,
    range: RangeCheck,
    executor: Executor,
    reply: ReplyHeader,
    streams: Signal<Local, Bit>,
    payload_base: Constant<Bits<6>>,
}

impl RequestEngine {
    /// `ports`: front-panel ports, 2 to 8.
    pub fn new(ports: usize) -> Self {
        Self {
            clock: Default::default(),
            available: Default::default(),
            take: Default::default(),
            payload_words: Default::default(),
            held: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            hold: Default::default(),
            idle: Default::default(),
            epoch: Default::default(),
            reply_word: Default::default(),
            reply_valid: Default::default(),
            reply_ready: Default::default(),
            reply_restart: Default::default(),
            reply_finish: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            sequencer: Default::default(),
            header: Default::default(),
            check: Default::default(),
            range: RangeCheck::new(ports),
            executor: Default::default(),
            reply: Default::default(),
            streams: Default::default(),
            payload_base: Constant::new((HEADER_OCTETS as u64 / 4).to_bits()),
        }
    }
}

impl Logic for RequestEngine {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, sequencer, header, check, range, executor);
        self.sequencer.available.next = self.available.val();
        self.sequencer.hold.next = self.hold.val();
        self.take.next = self.sequencer.take.val();
        self.idle.next = self.sequencer.idle.val();
        // The header, then the payload, out of the store.
        self.header.start.next = self.sequencer.take.val();
        self.header.read_data.next = self.read_data.val();
        self.sequencer.header_ready.next = self.header.ready.val();
        self.executor.payload.next = self.read_data.val();
        self.read_word.next = self.executor.payload_index.val() + self.payload_base.val();
        if self.header.active.val() {
            self.read_word.next = self.header.read_word.val();
        }
        // The checks.
        self.check.opcode.next = self.header.opcode.val();
        self.check.request_sequence.next = self.header.request_sequence.val();
        self.check.request_epoch.next = self.header.epoch.val();
        self.check.count.next = self.header.count.val();
        self.check.first_payload.next = self.header.first_payload.val();
        self.check.payload_words.next = self.payload_words.val();
        self.check.epoch.next = self.epoch.val();
        self.check.expected.next = self.sequencer.expected.val();
        self.check.greeted.next = self.sequencer.greeted.val();
        self.check.repeatable.next = self.sequencer.repeatable.val();
        self.streams.next = self.check.hello.val() | self.check.reads.val();
        self.sequencer.request_sequence.next = self.header.request_sequence.val();
        self.sequencer.status.next = self.check.status.val();
        self.sequencer.is_hello.next = self.check.hello.val();
        self.sequencer.streams.next = self.streams.val();
        self.sequencer.sums.next = self.check.sums.val();
        self.range.start.next = self.sequencer.range_start.val();
        self.range.address.next = self.header.address.val();
        self.range.span.next = self.check.span.val();
        self.range.write.next = self.check.writes.val();
        self.sequencer.range_done.next = self.range.done.val();
        self.sequencer.range_good.next = self.range.good.val();
        // The accesses.
        self.executor.start.next = self.sequencer.execute_start.val();
        self.executor.writes.next = self.check.writes.val();
        self.executor.sums.next = self.check.sums.val();
        self.executor.address.next = self.header.address.val();
        if self.check.hello.val() {
            self.executor.address.next = 0.into();
        }
        self.executor.span.next = self.check.span.val();
        self.executor.reply_ready.next = self.reply_ready.val();
        self.sequencer.execute_done.next = self.executor.done.val();
        self.sequencer.execute_timed_out.next = self.executor.timed_out.val();
        self.bus_address.next = self.executor.bus_address.val();
        self.bus_write_data.next = self.executor.bus_write_data.val();
        self.bus_write.next = self.executor.bus_write.val();
        self.bus_read.next = self.executor.bus_read.val();
        self.executor.bus_ready.next = self.bus_ready.val();
        self.executor.bus_read_data.next = self.bus_read_data.val();
        // The reply.
        self.reply.opcode.next = self.header.opcode.val();
        self.reply.request_sequence.next = self.header.request_sequence.val();
        self.reply.epoch.next = self.epoch.val();
        self.reply.status.next = self.sequencer.outcome.val();
        self.reply.expected.next = self.sequencer.expected.val();
        self.reply.held.next = self.held.val();
        self.reply.count.next = 0.into();
        if self.sequencer.outcome.val() == 0 {
            if self.streams.val() {
                self.reply.count.next = self.check.span.val().get_bits::<8>(0);
            } else if self.check.sums.val() {
                self.reply.count.next = 1.into();
            }
        }
        self.reply_word.next = self.reply.low.val();
        if self.sequencer.send_high.val() {
            self.reply_word.next = self.reply.high.val();
        } else if self.sequencer.send_sum.val() {
            self.reply_word.next = self.executor.crc.val();
        } else if self.sequencer.executing.val() {
            self.reply_word.next = self.executor.reply.val();
        }
        self.reply_valid.next = self.sequencer.send_low.val()
            | self.sequencer.send_high.val()
            | self.sequencer.send_sum.val()
            | self.executor.reply_valid.val();
        self.sequencer.reply_ready.next = self.reply_ready.val();
        self.reply_restart.next = self.sequencer.reply_restart.val();
        self.reply_finish.next = self.sequencer.reply_finish.val();
    }
}
