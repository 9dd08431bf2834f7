//! # RegisterFile: the slave of the register bus
//! All regions of `regmap`: registers, counters, FDB and CPU port.
//!
//! | port            | dir | meaning                                          |
//! | bus_*           | in, out | the register bus of ARCHITECTURE.md          |
//! | epoch, uart_divisor | in | kept by the control plane                     |
//! | uart_divisor_write, uart_divisor_value | out | the host wants this one  |
//! | rx_enable, forward, flood, learn, inject_ports | out | a bit a port     |
//! | trap_link_local, fdb_seed, ageing_interval | out | configuration        |
//! | link_up, free_cells, fdb_entries, fdb_unlearned, fdb_moves | in | state  |
//! | punt_words, inject_words, inject_refused | in | state of the CPU port     |
//! | counter_*       | out, in | `CounterEngine`: `read` until `read_ready`   |
//! | command_*       | out, in | FDB: `command_valid` until `command_done`    |
//! | table_*         | out, in | FDB: `table_read` until `table_ready`        |
//! | cpu_offset      | out | address within INJECT or PUNT                    |
//! | inject_write, inject_data | out | a word, until `inject_ready`           |
//! | punt_read       | out | until `punt_ready`, with `punt_data` in that cycle |
//! | punt_release    | out | the host wrote to PUNT, until `punt_ready`       |
//!
//! Clock: core_clock. Latency: 7 cycles for a register; else 4 and what the
//! block behind it takes. Throughput: one access at a time.
//! Storage: about 800 bit of registers. Tables: regmap::registers, regmap::region.
//! Resources: not measured.
//! Not obvious: an access that the master gives up is withdrawn from the block
//! behind it. What is not mapped reads zero at once; writes there do nothing.

use rust_hdl::prelude::*;

use super::{
    bus_decoder::BusDecoder, counter_window::CounterWindow,
    fdb_command_window::FdbCommandWindow, fdb_table_window::FdbTableWindow,
    register_window::RegisterWindow,
};

#[derive(LogicBlock)]
pub struct RegisterFile {
    pub clock: Signal<In, Clock>,
    pub bus_address: Signal<In, Bits<24>>,
    pub bus_write_data: Signal<In, Bits<32>>,
    pub bus_write: Signal<In, Bit>,
    pub bus_read: Signal<In, Bit>,
    pub bus_ready: Signal<Out, Bit>,
    pub bus_read_data: Signal<Out, Bits<32>>,
    pub epoch: Signal<In, Bits<16>>,
    pub uart_divisor: Signal<In, Bits<16>>,
    pub uart_divisor_write: Signal<Out, Bit>,
    pub uart_divisor_value: Signal<Out, Bits<16>>,
    pub rx_enable: Signal<Out, Bits<9>>,
    pub forward: Signal<Out, Bits<9>>,
    pub flood: Signal<Out, Bits<9>>,
    pub learn: Signal<Out, Bits<9>>,
    pub inject_ports: Signal<Out, Bits<9>>,
    pub trap_link_local: Signal<Out, Bit>,
    pub link_up: Signal<In, Bits<8>>,
    pub free_cells: Signal<In, Bits<16>>,
    pub clocks: Signal<Out, Bits<32>>,
    pub punt_words: Signal<In, Bits<16>>,
    pub inject_words: Signal<In, Bits<16>>,
    pub inject_refused: Signal<In, Bits<16>>,
    pub fdb_seed: Signal<Out, Bits<60>>,
    pub ageing_interval: Signal<Out, Bits<32>>,
    pub fdb_entries: Signal<In, Bits<16>>,
    pub fdb_unlearned: Signal<In, Bits<32>>,
    pub fdb_moves: Signal<In, Bits<32>>,
    pub command_valid: Signal<Out, Bit>,
    pub command_key: Signal<Out, Bits<60>>,
    pub command_attributes: Signal<Out, Bits<32>>,
    pub command_operation: Signal<Out, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    pub command_code: Signal<In, Bits<8>>,
    pub command_index: Signal<In, Bits<12>>,
    pub table_read: Signal<Out, Bit>,
    pub table_index: Signal<Out, Bits<12>>,
    pub table_ready: Signal<In, Bit>,
    pub table_entry: Signal<In, Bits<72>>,
    pub counter_read: Signal<Out, Bit>,
    pub counter_index: Signal<Out, Bits<10>>,
    pub counter_ready: Signal<In, Bit>,
    pub counter_value: Signal<In, Bits<64>>,
    pub cpu_offset: Signal<Out, Bits<20>>,
    pub inject_write: Signal<Out, Bit>,
    pub inject_data: Signal<Out, Bits<32>>,
    pub inject_ready: Signal<In, Bit>,
    pub punt_read: Signal<Out, Bit>,
    pub punt_release: Signal<Out, Bit>,
    pub punt_data: Signal<In, Bits<32>>,
    pub punt_ready: Signal<In, Bit>,
    decoder: BusDecoder,
    registers: RegisterWindow,
    counters: CounterWindow,
    fdb_table: FdbTableWindow,
    fdb_command: FdbCommandWindow,
}

impl RegisterFile {
    /// `ports`: front-panel ports, 2 to 8; `cells`: cells of the packet buffer.
    pub fn new(ports: usize, cells: usize) -> Self {
        assert!((2..=8).contains(&ports), "{ports} front-panel ports");
        assert!(cells <= usize::from(u16::MAX), "{cells} cells");
        Self {
            clock: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            epoch: Default::default(),
            uart_divisor: Default::default(),
            uart_divisor_write: Default::default(),
            uart_divisor_value: Default::default(),
            rx_enable: Default::default(),
            forward: Default::default(),
            flood: Default::default(),
            learn: Default::default(),
            inject_ports: Default::default(),
            trap_link_local: Default::default(),
            link_up: Default::default(),
            free_cells: Default::default(),
            clocks: Default::default(),
            punt_words: Default::default(),
            inject_words: Default::default(),
            inject_refused: Default::default(),
            fdb_seed: Default::default(),
            ageing_interval: Default::default(),
            fdb_entries: Default::default(),
            fdb_unlearned: Default::default(),
            fdb_moves: Default::default(),
            command_valid: Default::default(),
            command_key: Default::default(),
            command_attributes: Default::default(),
            command_operation: Default::default(),
            command_done: Default::default(),
            command_code: Default::default(),
            command_index: Default::default(),
            table_read: Default::default(),
            table_index: Default::default(),
            table_ready: Default::default(),
            table_entry: Default::default(),
            counter_read: Default::default(),
            counter_index: Default::default(),
            counter_ready: Default::default(),
            counter_value: Default::default(),
            cpu_offset: Default::default(),
            inject_write: Default::default(),
            inject_data: Default::default(),
            inject_ready: Default::default(),
            punt_read: Default::default(),
            punt_release: Default::default(),
            punt_data: Default::default(),
            punt_ready: Default::default(),
            decoder: Default::default(),
            registers: RegisterWindow::new(ports, cells),
            counters: Default::default(),
            fdb_table: Default::default(),
            fdb_command: Default::default(),
        }
    }
}

impl Logic for RegisterFile {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, decoder, registers, counters, fdb_table, fdb_command);
        self.decoder.bus_address.next = self.bus_address.val();
        self.decoder.bus_write_data.next = self.bus_write_data.val();
        self.decoder.bus_write.next = self.bus_write.val();
        self.decoder.bus_read.next = self.bus_read.val();
        self.bus_ready.next = self.decoder.bus_ready.val();
        self.bus_read_data.next = self.decoder.bus_read_data.val();
        // Registers.
        self.registers.read.next = self.decoder.registers_read.val();
        self.registers.write.next = self.decoder.registers_write.val();
        self.registers.offset.next = self.decoder.offset.val();
        self.registers.write_data.next = self.decoder.write_data.val();
        self.decoder.registers_done.next = self.registers.done.val();
        self.decoder.registers_data.next = self.registers.data.val();
        self.registers.epoch.next = self.epoch.val();
        self.registers.uart_divisor.next = self.uart_divisor.val();
        self.uart_divisor_write.next = self.registers.uart_divisor_write.val();
        self.uart_divisor_value.next = self.registers.uart_divisor_value.val();
        self.rx_enable.next = self.registers.rx_enable.val();
        self.forward.next = self.registers.forward.val();
        self.flood.next = self.registers.flood.val();
        self.learn.next = self.registers.learn.val();
        self.inject_ports.next = self.registers.inject_ports.val();
        self.trap_link_local.next = self.registers.trap_link_local.val();
        self.registers.link_up.next = self.link_up.val();
        self.registers.free_cells.next = self.free_cells.val();
        self.clocks.next = self.registers.clocks.val();
        self.registers.punt_words.next = self.punt_words.val();
        self.registers.inject_words.next = self.inject_words.val();
        self.registers.inject_refused.next = self.inject_refused.val();
        self.fdb_seed.next = self.registers.fdb_seed.val();
        self.ageing_interval.next = self.registers.ageing_interval.val();
        self.registers.fdb_entries.next = self.fdb_entries.val();
        self.registers.fdb_unlearned.next = self.fdb_unlearned.val();
        self.registers.fdb_moves.next = self.fdb_moves.val();
        // Counters.
        self.counters.read.next = self.decoder.counters_read.val();
        self.counters.offset.next = self.decoder.offset.val();
        self.decoder.counters_done.next = self.counters.done.val();
        self.decoder.counters_data.next = self.counters.data.val();
        self.counter_read.next = self.counters.counter_read.val();
        self.counter_index.next = self.counters.counter_index.val();
        self.counters.counter_ready.next = self.counter_ready.val();
        self.counters.counter_value.next = self.counter_value.val();
        // FDB.
        self.fdb_table.read.next = self.decoder.table_read.val();
        self.fdb_table.offset.next = self.decoder.offset.val();
        self.decoder.table_done.next = self.fdb_table.done.val();
        self.decoder.table_data.next = self.fdb_table.data.val();
        self.table_read.next = self.fdb_table.table_read.val();
        self.table_index.next = self.fdb_table.table_index.val();
        self.fdb_table.table_ready.next = self.table_ready.val();
        self.fdb_table.table_entry.next = self.table_entry.val();
        self.fdb_command.write.next = self.decoder.command_write.val();
        self.fdb_command.offset.next = self.decoder.offset.val();
        self.fdb_command.write_data.next = self.decoder.write_data.val();
        self.decoder.command_done.next = self.fdb_command.done.val();
        self.command_valid.next = self.fdb_command.command_valid.val();
        self.command_key.next = self.fdb_command.command_key.val();
        self.command_attributes.next = self.fdb_command.command_attributes.val();
        self.command_operation.next = self.fdb_command.command_operation.val();
        self.fdb_command.command_done.next = self.command_done.val();
        self.registers.command_done.next =
            self.command_done.val() & self.fdb_command.command_valid.val();
        self.registers.command_code.next = self.command_code.val();
        self.registers.command_index.next = self.command_index.val();
        // CPU port.
        self.cpu_offset.next = self.decoder.offset.val();
        self.inject_write.next = self.decoder.inject_write.val();
        self.inject_data.next = self.decoder.write_data.val();
        self.decoder.inject_done.next = self.decoder.inject_write.val() & self.inject_ready.val();
        self.punt_read.next = self.decoder.punt_read.val();
        self.punt_release.next = self.decoder.punt_write.val();
        self.decoder.punt_data.next = self.punt_data.val();
        self.decoder.punt_done.next =
            (self.decoder.punt_read.val() | self.decoder.punt_write.val()) & self.punt_ready.val();
    }
}
