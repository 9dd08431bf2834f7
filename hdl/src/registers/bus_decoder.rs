//! # BusDecoder: from the register bus to one region
//! Registers an access, holds it out to its region until that is done, and
//! answers.
//!
//! | port          | dir | meaning                                             |
//! | bus_*         | in, out | the register bus of ARCHITECTURE.md             |
//! | offset, write_data | out | of the access that is under way                |
//! | *_read, *_write | out | level: the region's access is under way; router: regions 8 to 15 |
//! | router_address | out | bits 22:0 of the address                          |
//! | *_done        | in  | the region has done it; may be combinational        |
//! | *_data        | in  | with `*_done` of a read                             |
//!
//! Clock: core_clock. Latency: 4 cycles and what the region takes.
//! Throughput: one access at a time. Storage: 102 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::region.
//! Not obvious: an access that the master gives up is withdrawn from the
//! region, also before it is done. What no region takes reads zero at once.

use ferroute_regmap::region;
use rust_hdl::prelude::*;

use crate::arbiter::one_hot_mux::OneHotMux;

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
    pub router_read: Signal<Out, Bit>,
    pub router_write: Signal<Out, Bit>,
    pub router_address: Signal<Out, Bits<23>>,
    pub router_done: Signal<In, Bit>,
    pub router_data: Signal<In, Bits<32>>,
    address: DFF<Bits<24>>,
    data: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    ready: DFF<Bit>,
    // No region has the access any more: it is done; the master gave it up.
    ended: DFF<Bit>,
    withdrawn: DFF<Bit>,
    mux: OneHotMux<32, 5, 6>,
    reads: Signal<Local, Bits<5>>,
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
    to_router_read: DFF<Bit>,
    to_router_write: DFF<Bit>,
    to_nothing: DFF<Bit>,
    index: Signal<Local, Bits<4>>,
    requested: Signal<Local, Bit>,
    is_registers: Signal<Local, Bit>,
    is_punt: Signal<Local, Bit>,
    is_command: Signal<Local, Bit>,
    is_inject: Signal<Local, Bit>,
    is_counters: Signal<Local, Bit>,
    is_table: Signal<Local, Bit>,
    is_router: Signal<Local, Bit>,
    start: Signal<Local, Bit>,
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
            router_read: Default::default(),
            router_write: Default::default(),
            router_address: Default::default(),
            router_done: Default::default(),
            router_data: Default::default(),
            address: Default::default(),
            data: Default::default(),
            answer: Default::default(),
            ready: Default::default(),
            ended: Default::default(),
            withdrawn: Default::default(),
            mux: Default::default(),
            reads: Default::default(),
            busy: Default::default(),
            to_registers_read: Default::default(),
            to_registers_write: Default::default(),
            to_counters: Default::default(),
            to_table: Default::default(),
            to_command: Default::default(),
            to_inject: Default::default(),
            to_punt_read: Default::default(),
            to_punt_write: Default::default(),
            to_router_read: Default::default(),
            to_router_write: Default::default(),
            to_nothing: Default::default(),
            index: Default::default(),
            requested: Default::default(),
            is_registers: Default::default(),
            is_punt: Default::default(),
            is_command: Default::default(),
            is_inject: Default::default(),
            is_counters: Default::default(),
            is_table: Default::default(),
            is_router: Default::default(),
            start: Default::default(),
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
        dff_setup!(self, clock, address, data, answer, ready, ended, withdrawn, busy, to_registers_read);
        dff_setup!(self, clock, to_registers_write, to_counters, to_table, to_command, to_inject);
        dff_setup!(self, clock, to_punt_read, to_punt_write, to_router_read, to_router_write, to_nothing);
        self.requested.next = self.bus_read.val() | self.bus_write.val();
        self.index.next = self.bus_address.val().get_bits::<4>(20);
        self.is_registers.next = self.index.val() == self.registers_index.val();
        self.is_punt.next = self.index.val() == self.punt_index.val();
        self.is_command.next = self.index.val() == self.command_index.val();
        self.is_inject.next = self.index.val() == self.inject_index.val();
        self.is_counters.next = self.index.val() == self.counters_index.val();
        self.is_router.next = self.bus_address.val().get_bit(23);
        self.is_table.next = self.index.val() == self.table_index.val();
        self.start.next = self.requested.val() & (!self.busy.q.val()) & (!self.ready.q.val());
        if self.start.val() {
            self.busy.d.next = true;
            self.address.d.next = self.bus_address.val();
            self.data.d.next = self.bus_write_data.val();
        } else if self.ended.q.val() | self.withdrawn.q.val() {
            self.busy.d.next = false;
        }
        // A region has the access until it is done or withdrawn.
        self.to_registers_read.d.next = (self.to_registers_read.q.val() & self.requested.val() & (!self.registers_done.val()))
            | (self.start.val() & (!self.bus_write.val()) & self.is_registers.val());
        self.to_registers_write.d.next = (self.to_registers_write.q.val() & self.requested.val() & (!self.registers_done.val()))
            | (self.start.val() & self.bus_write.val() & self.is_registers.val());
        self.to_counters.d.next = (self.to_counters.q.val() & self.requested.val() & (!self.counters_done.val()))
            | (self.start.val() & (!self.bus_write.val()) & self.is_counters.val());
        self.to_table.d.next = (self.to_table.q.val() & self.requested.val() & (!self.table_done.val()))
            | (self.start.val() & (!self.bus_write.val()) & self.is_table.val());
        self.to_command.d.next = (self.to_command.q.val() & self.requested.val() & (!self.command_done.val()))
            | (self.start.val() & self.bus_write.val() & self.is_command.val());
        self.to_inject.d.next = (self.to_inject.q.val() & self.requested.val() & (!self.inject_done.val()))
            | (self.start.val() & self.bus_write.val() & self.is_inject.val());
        self.to_punt_read.d.next = (self.to_punt_read.q.val() & self.requested.val() & (!self.punt_done.val()))
            | (self.start.val() & (!self.bus_write.val()) & self.is_punt.val());
        self.to_punt_write.d.next = (self.to_punt_write.q.val() & self.requested.val() & (!self.punt_done.val()))
            | (self.start.val() & self.bus_write.val() & self.is_punt.val());
        self.to_router_read.d.next = (self.to_router_read.q.val() & self.requested.val() & (!self.router_done.val()))
            | (self.start.val() & (!self.bus_write.val()) & self.is_router.val());
        self.to_router_write.d.next = (self.to_router_write.q.val() & self.requested.val() & (!self.router_done.val()))
            | (self.start.val() & self.bus_write.val() & self.is_router.val());
        self.to_nothing.d.next = self.start.val()
            & (!self.is_router.val())
            & (!self.is_registers.val())
            & (!self.is_punt.val())
            & (!(self.bus_write.val() & (self.is_command.val() | self.is_inject.val())))
            & (self.bus_write.val() | ((!self.is_counters.val()) & (!self.is_table.val())));
        self.ended.d.next = self.requested.val()
            & (self.to_nothing.q.val()
                | ((self.to_registers_read.q.val() | self.to_registers_write.q.val()) & self.registers_done.val())
                | (self.to_counters.q.val() & self.counters_done.val())
                | (self.to_table.q.val() & self.table_done.val())
                | (self.to_command.q.val() & self.command_done.val())
                | (self.to_inject.q.val() & self.inject_done.val())
                | ((self.to_punt_read.q.val() | self.to_punt_write.q.val()) & self.punt_done.val())
                | ((self.to_router_read.q.val() | self.to_router_write.q.val()) & self.router_done.val()));
        self.withdrawn.d.next = self.busy.q.val() & (!self.requested.val());
        self.ready.d.next = self.ended.q.val() & self.requested.val();

        self.mux.inputs[0].next = self.registers_data.val();
        self.mux.inputs[1].next = self.counters_data.val();
        self.mux.inputs[2].next = self.table_data.val();
        self.mux.inputs[3].next = self.punt_data.val();
        self.mux.inputs[4].next = self.router_data.val();
        self.reads.next = bits::<5>(0)
            .replace_bit(0, self.to_registers_read.q.val())
            .replace_bit(1, self.to_counters.q.val())
            .replace_bit(2, self.to_table.q.val())
            .replace_bit(3, self.to_punt_read.q.val())
            .replace_bit(4, self.to_router_read.q.val());
        self.mux.select.next = self.reads.val();
        if self.to_nothing.q.val() | self.reads.val().any() {
            self.answer.d.next = self.mux.chosen.val();
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
        self.router_read.next = self.to_router_read.q.val();
        self.router_write.next = self.to_router_write.q.val();
        self.router_address.next = self.address.q.val().get_bits::<23>(0);
    }
}
