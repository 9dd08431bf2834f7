//! # RouterBus: regions 8 to 15 of the register bus
//!
//! | port        | dir | meaning                                             |
//! | read, write | in  | an access, held until `done` or given up            |
//! | address, write_data | in | of it; bits 22:20 are the region, less 8      |
//! | done, data  | out | for one cycle: it is done                           |
//! | fib4_*, fib6_*, wide_* | | the `FibEngine`: an access is held until it is done |
//! | offset, data_out | out | of the access                                   |
//! | table_write | out | for one cycle, one bit a region from NEXT_HOPS on    |
//! | next_hop_word, bucket_word, interface_word, trap_word, register_word | in | words at `offset` |
//!
//! Clock: core_clock. Clear: none. Latency: `LATENCY` cycles but for the FIB.
//! Throughput: one access at a time. Storage: 92 bit of registers.
//! Resources: see `RouterTables`. Tables: regmap::region.
//! Not obvious: every table is given the same time, that of the slowest one.

use ferroute_regmap::region;
use rust_hdl::prelude::*;

use super::interface_table::InterfaceTable;

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum BusState {
    Idle,
    /// The tables find their words.
    Wait,
    /// The engine has the access.
    Engine,
    Done,
    /// Until the master takes the access away.
    Ended,
}

#[derive(LogicBlock)]
pub struct RouterBus {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub address: Signal<In, Bits<23>>,
    pub write_data: Signal<In, Bits<32>>,
    pub done: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<32>>,
    pub fib4_read: Signal<Out, Bit>,
    pub fib4_write: Signal<Out, Bit>,
    pub fib4_done: Signal<In, Bit>,
    pub fib4_data: Signal<In, Bits<32>>,
    pub fib6_read: Signal<Out, Bit>,
    pub fib6_write: Signal<Out, Bit>,
    pub fib6_done: Signal<In, Bit>,
    pub fib6_data: Signal<In, Bits<32>>,
    pub wide_read: Signal<Out, Bit>,
    pub wide_write: Signal<Out, Bit>,
    pub wide_done: Signal<In, Bit>,
    pub wide_data: Signal<In, Bits<32>>,
    pub offset: Signal<Out, Bits<20>>,
    pub data_out: Signal<Out, Bits<32>>,
    pub table_write: Signal<Out, Bits<5>>,
    pub next_hop_word: Signal<In, Bits<32>>,
    pub bucket_word: Signal<In, Bits<32>>,
    pub interface_word: Signal<In, Bits<32>>,
    pub trap_word: Signal<In, Bits<32>>,
    pub register_word: Signal<In, Bits<32>>,
    state: DFF<BusState>,
    count: DFF<Bits<4>>,
    held_address: DFF<Bits<23>>,
    held_data: DFF<Bits<32>>,
    held_write: DFF<Bit>,
    strobe: DFF<Bits<5>>,
    answer: DFF<Bits<32>>,
    engine_data: DFF<Bits<32>>,
    asked: Signal<Local, Bit>,
    region: Signal<Local, Bits<3>>,
    engine_done: Signal<Local, Bit>,
    last: Constant<Bits<4>>,
    strobe_at: Constant<Bits<4>>,
    one: Constant<Bits<8>>,
    regions: Signal<Local, Bits<8>>,
}

impl RouterBus {
    /// Cycles from an access of a table to `done`.
    pub const LATENCY: usize = Self::LAST + 2;
    const LAST: usize = 15;
}

impl Default for RouterBus {
    fn default() -> Self {
        assert!(
            [region::FIB4, region::FIB6, region::FIB_WIDE, region::NEXT_HOPS]
                .map(region::index) == [8, 9, 10, 11]
                && [region::BUCKETS, region::INTERFACES, region::TRAPS, region::ROUTER]
                    .map(region::index) == [12, 13, 14, 15],
            "the numbers below are those of regmap::region"
        );
        assert!(Self::LAST > InterfaceTable::WORD_LATENCY, "words are there by then");
        Self {
            clock: Default::default(),
            read: Default::default(),
            write: Default::default(),
            address: Default::default(),
            write_data: Default::default(),
            done: Default::default(),
            data: Default::default(),
            fib4_read: Default::default(),
            fib4_write: Default::default(),
            fib4_done: Default::default(),
            fib4_data: Default::default(),
            fib6_read: Default::default(),
            fib6_write: Default::default(),
            fib6_done: Default::default(),
            fib6_data: Default::default(),
            wide_read: Default::default(),
            wide_write: Default::default(),
            wide_done: Default::default(),
            wide_data: Default::default(),
            offset: Default::default(),
            data_out: Default::default(),
            table_write: Default::default(),
            next_hop_word: Default::default(),
            bucket_word: Default::default(),
            interface_word: Default::default(),
            trap_word: Default::default(),
            register_word: Default::default(),
            state: Default::default(),
            count: Default::default(),
            held_address: Default::default(),
            held_data: Default::default(),
            held_write: Default::default(),
            strobe: Default::default(),
            answer: Default::default(),
            engine_data: Default::default(),
            asked: Default::default(),
            region: Default::default(),
            engine_done: Default::default(),
            last: Constant::new((Self::LAST as u64).to_bits()),
            strobe_at: Constant::new(4u64.to_bits()),
            one: Constant::new(1u64.to_bits()),
            regions: Default::default(),
        }
    }
}

impl Logic for RouterBus {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, count, held_address, held_data, held_write);
        dff_setup!(self, clock, strobe, answer, engine_data);
        self.asked.next = self.read.val() | self.write.val();
        self.region.next = self.held_address.q.val().get_bits::<3>(20);
        self.regions.next = self.one.val() << self.region.val();
        self.offset.next = self.held_address.q.val().get_bits::<20>(0);
        self.data_out.next = self.held_data.q.val();
        self.table_write.next = self.strobe.q.val();
        self.strobe.d.next = 0.into();

        self.fib4_read.next = false;
        self.fib4_write.next = false;
        self.fib6_read.next = false;
        self.fib6_write.next = false;
        self.wide_read.next = false;
        self.wide_write.next = false;
        self.engine_done.next = false;
        self.answer.d.next = self.register_word.val();
        if self.region.val() == 0 {
            self.answer.d.next = self.fib4_data.val();
            self.engine_done.next = self.fib4_done.val();
        } else if self.region.val() == 1 {
            self.answer.d.next = self.fib6_data.val();
            self.engine_done.next = self.fib6_done.val();
        } else if self.region.val() == 2 {
            self.answer.d.next = self.wide_data.val();
            self.engine_done.next = self.wide_done.val();
        } else if self.region.val() == 3 {
            self.answer.d.next = self.next_hop_word.val();
        } else if self.region.val() == 4 {
            self.answer.d.next = self.bucket_word.val();
        } else if self.region.val() == 5 {
            self.answer.d.next = self.interface_word.val();
        } else if self.region.val() == 6 {
            self.answer.d.next = self.trap_word.val();
        }
        match self.state.q.val() {
            BusState::Idle => {
                self.held_address.d.next = self.address.val();
                self.held_data.d.next = self.write_data.val();
                self.held_write.d.next = self.write.val();
                self.count.d.next = 0.into();
                if self.asked.val() {
                    self.state.d.next = BusState::Wait;
                }
            }
            BusState::Wait => {
                self.count.d.next = self.count.q.val() + 1;
                if self.held_write.q.val() & (self.count.q.val() == self.strobe_at.val()) {
                    self.strobe.d.next = self.regions.val().get_bits::<5>(3);
                }
                if self.region.val() < 3 {
                    self.state.d.next = BusState::Engine;
                } else if self.count.q.val() == self.last.val() {
                    self.state.d.next = BusState::Done;
                }
            }
            BusState::Engine => {
                self.fib4_read.next = (self.region.val() == 0) & !self.held_write.q.val();
                self.fib4_write.next = (self.region.val() == 0) & self.held_write.q.val();
                self.fib6_read.next = (self.region.val() == 1) & !self.held_write.q.val();
                self.fib6_write.next = (self.region.val() == 1) & self.held_write.q.val();
                self.wide_read.next = (self.region.val() == 2) & !self.held_write.q.val();
                self.wide_write.next = (self.region.val() == 2) & self.held_write.q.val();
                if self.engine_done.val() {
                    self.state.d.next = BusState::Done;
                }
            }
            BusState::Done => self.state.d.next = BusState::Ended,
            BusState::Ended => {}
        }
        // Also where the master gives up.
        if !self.asked.val() {
            self.state.d.next = BusState::Idle;
        }
        self.done.next = self.state.q.val() == BusState::Done;
        self.data.next = self.answer.q.val();
    }
}
