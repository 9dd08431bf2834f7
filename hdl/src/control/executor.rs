//! # Executor: the bus accesses of one request
//!
//! | port            | dir | meaning                                          |
//! | start           | in  | one cycle; the next four hold until `done`       |
//! | writes, sums    | in  | words are written; are read into the CRC; else are read into the reply |
//! | address, span   | in  | first word and number of words, at least 1       |
//! | done            | out | one cycle: it is over                            |
//! | timed_out       | out | with `done` and after: an access was not answered |
//! | crc             | out | over the words that were read since `start`      |
//! | payload_index   | out | word of the payload to be written                |
//! | payload         | in  | it, `RequestStore::LATENCY` cycles later         |
//! | reply, reply_valid | out | a word that was read, taken with `reply_ready` |
//! | bus_*           | out, in | the register bus of ARCHITECTURE.md          |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a word takes 5 cycles (read) or 8 (write) and what the slave takes.
//! Throughput: one request at a time. Backpressure: `reply_ready`.
//! Storage: 60 bit of registers and the parts'. Resources: see `ControlPort`.
//! Not obvious: a timeout ends the request; what was done of it stays done.

use rust_hdl::prelude::*;

use super::bus_master::BusMaster;
use super::request_store::RequestStore;
use super::word_crc::WordCrc;

#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
pub enum ExecutorState {
    Idle,
    /// The payload's word is on its way out of the store.
    Fetch,
    Access,
    Wait,
    /// The word that was read goes on.
    Pass,
    /// To the next word, if there is one.
    Next,
}

#[derive(LogicBlock)]
pub struct Executor {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub writes: Signal<In, Bit>,
    pub sums: Signal<In, Bit>,
    pub address: Signal<In, Bits<24>>,
    pub span: Signal<In, Bits<16>>,
    pub done: Signal<Out, Bit>,
    pub timed_out: Signal<Out, Bit>,
    pub crc: Signal<Out, Bits<32>>,
    pub payload_index: Signal<Out, Bits<6>>,
    pub payload: Signal<In, Bits<32>>,
    pub reply: Signal<Out, Bits<32>>,
    pub reply_valid: Signal<Out, Bit>,
    pub reply_ready: Signal<In, Bit>,
    pub bus_address: Signal<Out, Bits<24>>,
    pub bus_write_data: Signal<Out, Bits<32>>,
    pub bus_write: Signal<Out, Bit>,
    pub bus_read: Signal<Out, Bit>,
    pub bus_ready: Signal<In, Bit>,
    pub bus_read_data: Signal<In, Bits<32>>,
    master: BusMaster,
    range_crc: WordCrc,
    state: DFF<ExecutorState>,
    word: DFF<Bits<24>>,
    left: DFF<Bits<16>>,
    /// `left` is 1; it changes seldom enough for a register in between.
    is_last: DFF<Bit>,
    index: DFF<Bits<6>>,
    /// Cycles that the store still takes.
    fetch_left: DFF<Bits<2>>,
    is_done: DFF<Bit>,
    is_timed_out: DFF<Bit>,
    /// The word under way is over and another may follow.
    fetch_wait: Constant<Bits<2>>,
}

impl Default for Executor {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            start: Default::default(),
            writes: Default::default(),
            sums: Default::default(),
            address: Default::default(),
            span: Default::default(),
            done: Default::default(),
            timed_out: Default::default(),
            crc: Default::default(),
            payload_index: Default::default(),
            payload: Default::default(),
            reply: Default::default(),
            reply_valid: Default::default(),
            reply_ready: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            master: Default::default(),
            range_crc: Default::default(),
            state: Default::default(),
            word: Default::default(),
            left: Default::default(),
            is_last: Default::default(),
            index: Default::default(),
            fetch_left: Default::default(),
            is_done: Default::default(),
            is_timed_out: Default::default(),
            fetch_wait: Constant::new((RequestStore::LATENCY as u64).to_bits()),
        }
    }
}

impl Logic for Executor {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, word, left, is_last, index, fetch_left, is_done, is_timed_out);
        clock!(self, clock, master, range_crc);
        self.master.start.next = self.state.q.val() == ExecutorState::Access;
        self.master.write.next = self.writes.val();
        self.master.address.next = self.word.q.val();
        self.master.write_data.next = self.payload.val();
        self.range_crc.clear.next = self.start.val();
        self.range_crc.word.next = self.master.read_data.val();
        self.range_crc.valid.next =
            (self.state.q.val() == ExecutorState::Pass) & self.sums.val();
        self.reply.next = self.master.read_data.val();
        self.reply_valid.next = (self.state.q.val() == ExecutorState::Pass) & !self.sums.val();
        self.is_last.d.next = self.left.q.val() == 1;
        self.is_done.d.next = false;
        match self.state.q.val() {
            ExecutorState::Idle => {
                self.word.d.next = self.address.val();
                self.left.d.next = self.span.val();
                self.index.d.next = 0.into();
                self.fetch_left.d.next = self.fetch_wait.val();
                if self.start.val() {
                    self.is_timed_out.d.next = false;
                    self.state.d.next = ExecutorState::Fetch;
                }
            }
            ExecutorState::Fetch => {
                self.fetch_left.d.next = self.fetch_left.q.val() - 1;
                if (self.fetch_left.q.val() == 0) | !self.writes.val() {
                    self.state.d.next = ExecutorState::Access;
                }
            }
            ExecutorState::Access => {
                self.fetch_left.d.next = self.fetch_wait.val();
                self.state.d.next = ExecutorState::Wait;
            }
            ExecutorState::Wait => {
                if self.master.done.val() {
                    if self.master.timed_out.val() {
                        self.is_timed_out.d.next = true;
                        self.is_done.d.next = true;
                        self.state.d.next = ExecutorState::Idle;
                    } else if self.writes.val() {
                        self.state.d.next = ExecutorState::Next;
                    } else {
                        self.state.d.next = ExecutorState::Pass;
                    }
                }
            }
            ExecutorState::Pass => {
                if (self.sums.val() & !self.range_crc.busy.val())
                    | ((!self.sums.val()) & self.reply_ready.val())
                {
                    self.state.d.next = ExecutorState::Next;
                }
            }
            ExecutorState::Next => {
                self.word.d.next = self.word.q.val() + 1;
                self.left.d.next = self.left.q.val() - 1;
                self.index.d.next = self.index.q.val() + 1;
                self.state.d.next = ExecutorState::Fetch;
                if self.is_last.q.val() {
                    self.is_done.d.next = true;
                    self.state.d.next = ExecutorState::Idle;
                }
            }
        }
        self.done.next = self.is_done.q.val();
        self.timed_out.next = self.is_timed_out.q.val();
        self.crc.next = self.range_crc.crc.val();
        self.payload_index.next = self.index.q.val();
        self.bus_address.next = self.master.bus_address.val();
        self.bus_write_data.next = self.master.bus_write_data.val();
        self.bus_write.next = self.master.bus_write.val();
        self.bus_read.next = self.master.bus_read.val();
        self.master.bus_ready.next = self.bus_ready.val();
        self.master.bus_read_data.next = self.bus_read_data.val();
    }
}
