//! # BusDecoder: from the register bus to one region
//! Registers an access, holds it out to its region until that is done, and
//! answers.
//!
//! | port          | dir | meaning                                             |
//! | bus_*         | in, out | the register bus of ARCHITECTURE.md             |
//! | offset, write_data | out | of the access that is under way                |
//! | *_read, *_write | out | level: the region's access is under way           |
//! | *_done        | in  | the region has done it; may be combinational        |
//! | *_data        | in  | with `*_done` of a read                             |
//!
//! Clock: core_clock. Latency: 3 cycles and what the region takes.
//! Throughput: one access at a time. Storage: 100 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::region.
//! Not obvious: an access that the master gives up is withdrawn from the
//! region, also before it is done. What no region takes reads zero at once.

use ferroute_regmap::region;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct BusDecoder {
    pub clock: Signal<In, Clock>,
    pub bus_address: Signal<In, Bits<24>>,
    pub bus_write_data: Signal<In, Bits<32>>,
    pub bus_write: Signal<In, Bit>,
    pub bus_read: Signal<In, Bit>,
    pub bus_ready: Signal<Out, Bit>,
    pub bus_read_data: Signal<Out, Bits<32>>,
    pub offset: Signal<Out, Bits<20>>,
    pub write_data: Signal<Out, Bits<32>>,
    pub registers_read: Signal<Out, Bit>,
    pub registers_write: Signal<Out, Bit>,
    pub registers_done: Signal<In, Bit>,
    pub registers_data: Signal<In, Bits<32>>,
    pub counters_read: Signal<Out, Bit>,
    pub counters_done: Signal<In, Bit>,
    pub counters_data: Signal<In, Bits<32>>,
    pub table_read: Signal<Out, Bit>,
    pub table_done: Signal<In, Bit>,
    pub table_data: Signal<In, Bits<32>>,
    pub command_write: Signal<Out, Bit>,
    pub command_done: Signal<In, Bit>,
    pub inject_write: Signal<Out, Bit>,
    pub inject_done: Signal<In, Bit>,
    pub punt_read: Signal<Out, Bit>,
    pub punt_write: Signal<Out, Bit>,
    pub punt_done: Signal<In, Bit>,
    pub punt_data: Signal<In, Bits<32>>,
    address: DFF<Bits<24>>,
    data: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    ready: DFF<Bit>,
    busy: DFF<Bit>,
    // The region of the access under way; none of them: unmapped.
    to_registers_read: DFF<Bit>,
    to_registers_write: DFF<Bit>,
    to_counters: DFF<Bit>,
    to_table: DFF<Bit>,
    to_command: DFF<Bit>,
    to_inject: DFF<Bit>,
    to_punt_read: DFF<Bit>,
    to_punt_write: DFF<Bit>,
    to_nothing: DFF<Bit>,
    index: Signal<Local, Bits<4>>,
    requested: Signal<Local, Bit>,
    done: Signal<Local, Bit>,
    registers_index: Constant<Bits<4>>,
    counters_index: Constant<Bits<4>>,
    table_index: Constant<Bits<4>>,
    command_index: Constant<Bits<4>>,
    inject_index: Constant<Bits<4>>,
    punt_index: Constant<Bits<4>>,
}

fn index_of(first: u32) -> Constant<Bits<4>> {
    Constant::new(u64::from(region::index(first)).to_bits())
}

impl Default for BusDecoder {
    fn default() -> Self {
        assert!(region::SHIFT == 20, "four bits select the region");
        Self {
            clock: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            registers_read: Default::default(),
            registers_write: Default::default(),
            registers_done: Default::default(),
            registers_data: Default::default(),
            counters_read: Default::default(),
            counters_done: Default::default(),
            counters_data: Default::default(),
            table_read: Default::default(),
            table_done: Default::default(),
            table_data: Default::default(),
            command_write: Default::default(),
            command_done: Default::default(),
            inject_write: Default::default(),
            inject_done: Default::default(),
            punt_read: Default::default(),
            punt_write: Default::default(),
            punt_done: Default::default(),
            punt_data: Default::default(),
            address: Default::default(),
            data: Default::default(),
            answer: Default::default(),
            ready: Default::default(),
            busy: Default::default(),
            to_registers_read: Default::default(),
            to_registers_write: Default::default(),
            to_counters: Default::default(),
            to_table: Default::default(),
            to_command: Default::default(),
            to_inject: Default::default(),
            to_punt_read: Default::default(),
            to_punt_write: Default::default(),
            to_nothing: Default::default(),
            index: Default::default(),
            requested: Default::default(),
            done: Default::default(),
            registers_index: index_of(region::REGISTERS),
            counters_index: index_of(region::COUNTERS),
            table_index: index_of(region::FDB_TABLE),
            command_index: index_of(region::FDB_COMMAND),
            inject_index: index_of(region::INJECT),
            punt_index: index_of(region::PUNT),
        }
    }
}

impl Logic for BusDecoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, address, data, answer, ready, busy, to_registers_read);
        dff_setup!(self, clock, to_registers_write, to_counters, to_table, to_command, to_inject);
        dff_setup!(self, clock, to_punt_read, to_punt_write, to_nothing);
        self.requested.next = self.bus_read.val() | self.bus_write.val();
        self.index.next = self.bus_address.val().get_bits::<4>(20);
        self.done.next = self.to_nothing.q.val()
            | self.registers_done.val()
            | self.counters_done.val()
            | self.table_done.val()
            | self.command_done.val()
            | self.inject_done.val()
            | self.punt_done.val();
        self.ready.d.next = false;
        if self.busy.q.val() {
            if self.done.val() | !self.requested.val() {
                self.busy.d.next = false;
                self.ready.d.next = self.requested.val();
                self.to_registers_read.d.next = false;
                self.to_registers_write.d.next = false;
                self.to_counters.d.next = false;
                self.to_table.d.next = false;
                self.to_command.d.next = false;
                self.to_inject.d.next = false;
                self.to_punt_read.d.next = false;
                self.to_punt_write.d.next = false;
                self.to_nothing.d.next = false;
            }
        } else if self.requested.val() & !self.ready.q.val() {
            self.busy.d.next = true;
            self.address.d.next = self.bus_address.val();
            self.data.d.next = self.bus_write_data.val();
            self.to_nothing.d.next = true;
            if self.index.val() == self.registers_index.val() {
                self.to_registers_read.d.next = !self.bus_write.val();
                self.to_registers_write.d.next = self.bus_write.val();
                self.to_nothing.d.next = false;
            } else if self.index.val() == self.punt_index.val() {
                self.to_punt_read.d.next = !self.bus_write.val();
                self.to_punt_write.d.next = self.bus_write.val();
                self.to_nothing.d.next = false;
            } else if self.bus_write.val() {
                if self.index.val() == self.command_index.val() {
                    self.to_command.d.next = true;
                    self.to_nothing.d.next = false;
                } else if self.index.val() == self.inject_index.val() {
                    self.to_inject.d.next = true;
                    self.to_nothing.d.next = false;
                }
            } else if self.index.val() == self.counters_index.val() {
                self.to_counters.d.next = true;
                self.to_nothing.d.next = false;
            } else if self.index.val() == self.table_index.val() {
                self.to_table.d.next = true;
                self.to_nothing.d.next = false;
            }
        }
        self.answer.d.next = 0.into();
        if self.to_registers_read.q.val() {
            self.answer.d.next = self.registers_data.val();
        } else if self.to_counters.q.val() {
            self.answer.d.next = self.counters_data.val();
        } else if self.to_table.q.val() {
            self.answer.d.next = self.table_data.val();
        } else if self.to_punt_read.q.val() {
            self.answer.d.next = self.punt_data.val();
        }
        self.bus_ready.next = self.ready.q.val();
        self.bus_read_data.next = self.answer.q.val();
        self.offset.next = self.address.q.val().get_bits::<20>(0);
        self.write_data.next = self.data.q.val();
        self.registers_read.next = self.to_registers_read.q.val();
        self.registers_write.next = self.to_registers_write.q.val();
        self.counters_read.next = self.to_counters.q.val();
        self.table_read.next = self.to_table.q.val();
        self.command_write.next = self.to_command.q.val();
        self.inject_write.next = self.to_inject.q.val();
        self.punt_read.next = self.to_punt_read.q.val();
        self.punt_write.next = self.to_punt_write.q.val();
    }
}
