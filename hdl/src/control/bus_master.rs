//! # BusMaster: one access to the register bus, given up after a time
//!
//! | port          | dir | meaning                                            |
//! | start, write, address, write_data | in | one cycle: the access to make   |
//! | done          | out | one cycle: it is over                              |
//! | timed_out     | out | with `done`: nothing answered                      |
//! | read_data     | out | with `done` and after: the word that was read      |
//! | bus_*         | out, in | the register bus of ARCHITECTURE.md            |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles and what the slave takes, at most
//! `message::BUS_TIMEOUT_CLOCKS`. Throughput: one access at a time.
//! Storage: 110 bit of registers. Resources: see `ControlPort`.
//! Not obvious: an answer in the last clock of the time still counts.

use ferroute_regmap::message::BUS_TIMEOUT_CLOCKS;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct BusMaster {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub address: Signal<In, Bits<24>>,
    pub write_data: Signal<In, Bits<32>>,
    pub done: Signal<Out, Bit>,
    pub timed_out: Signal<Out, Bit>,
    pub read_data: Signal<Out, Bits<32>>,
    pub bus_address: Signal<Out, Bits<24>>,
    pub bus_write_data: Signal<Out, Bits<32>>,
    pub bus_write: Signal<Out, Bit>,
    pub bus_read: Signal<Out, Bit>,
    pub bus_ready: Signal<In, Bit>,
    pub bus_read_data: Signal<In, Bits<32>>,
    reading: DFF<Bit>,
    writing: DFF<Bit>,
    target: DFF<Bits<24>>,
    data: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    elapsed: DFF<Bits<16>>,
    /// This is the last clock of the time.
    last: DFF<Bit>,
    is_done: DFF<Bit>,
    is_timed_out: DFF<Bit>,
    busy: Signal<Local, Bit>,
    last_but_one: Constant<Bits<16>>,
}

impl Default for BusMaster {
    fn default() -> Self {
        assert!((4..=1 << 16).contains(&BUS_TIMEOUT_CLOCKS), "16 bits count the time");
        Self {
            clock: Default::default(),
            start: Default::default(),
            write: Default::default(),
            address: Default::default(),
            write_data: Default::default(),
            done: Default::default(),
            timed_out: Default::default(),
            read_data: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            reading: Default::default(),
            writing: Default::default(),
            target: Default::default(),
            data: Default::default(),
            answer: Default::default(),
            elapsed: Default::default(),
            last: Default::default(),
            is_done: Default::default(),
            is_timed_out: Default::default(),
            busy: Default::default(),
            last_but_one: Constant::new((u64::from(BUS_TIMEOUT_CLOCKS) - 2).to_bits()),
        }
    }
}

impl Logic for BusMaster {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, reading, writing, target, data, answer, elapsed, last);
        dff_setup!(self, clock, is_done, is_timed_out);
        self.busy.next = self.reading.q.val() | self.writing.q.val();
        self.is_done.d.next = false;
        self.elapsed.d.next = self.elapsed.q.val() + 1;
        self.last.d.next = self.elapsed.q.val() == self.last_but_one.val();
        if self.start.val() {
            self.reading.d.next = !self.write.val();
            self.writing.d.next = self.write.val();
            self.target.d.next = self.address.val();
            self.data.d.next = self.write_data.val();
            self.elapsed.d.next = 0.into();
            self.last.d.next = false;
        } else if self.busy.val() & (self.bus_ready.val() | self.last.q.val()) {
            self.reading.d.next = false;
            self.writing.d.next = false;
            self.is_done.d.next = true;
            self.is_timed_out.d.next = !self.bus_ready.val();
            self.answer.d.next = self.bus_read_data.val();
        }
        self.done.next = self.is_done.q.val();
        self.timed_out.next = self.is_timed_out.q.val();
        self.read_data.next = self.answer.q.val();
        self.bus_address.next = self.target.q.val();
        self.bus_write_data.next = self.data.q.val();
        self.bus_write.next = self.writing.q.val();
        self.bus_read.next = self.reading.q.val();
    }
}
