//! # SwitchCore: the whole dataplane, without pins and PLLs
//! N - 1 GMII ports, the CPU port behind the register bus, and the UART.
//!
//! | port            | dir | clock    | meaning                              |
//! | gmii_rx*        | in  | rx_clock | GMII of each port, from the PHY      |
//! | gmii_tx*        | out | tx_clock | GMII of each port, to the PHY        |
//! | link_up         | in  | any      | a bit a port, as the PHY reports     |
//! | uart_rx         | in  | any      | from the host                        |
//! | uart_tx         | out | core_clock | to the host                        |
//!
//! Clock: core_clock, and an rx_clock and a tx_clock a port, all unrelated.
//! Clear: none; every register has its value at power-up.
//! Parameters: P front-panel ports, N = P + 1, N_PLUS_1 = N + 1, 2^CELL cells,
//! WORD = CELL + 3.
//! Resources: `cargo xtask synth`.

mod build;

use rust_hdl::prelude::*;

pub use build::{UnsupportedSize, verilog};

use crate::arbiter::PortMask;
use crate::buffer::PacketBuffer;
use crate::cdc::Synchronizer;
use crate::control::ControlPort;
use crate::counters::CounterEngine;
use crate::cpu::CpuPort;
use crate::fdb::Fdb;
use crate::ingress::Ingress;
use crate::receive::RxPort;
use crate::registers::RegisterFile;
use crate::transmit::{CrowdSensor, TxPort};

#[derive(LogicBlock)]
pub struct SwitchCore<
    const P: usize,
    const N: usize,
    const N_PLUS_1: usize,
    const CELL: usize,
    const WORD: usize,
> {
    pub core_clock: Signal<In, Clock>,
    pub rx_clock: [Signal<In, Clock>; P],
    pub gmii_rxd: [Signal<In, Bits<8>>; P],
    pub gmii_rx_dv: [Signal<In, Bit>; P],
    pub gmii_rx_er: [Signal<In, Bit>; P],
    pub tx_clock: [Signal<In, Clock>; P],
    pub gmii_txd: [Signal<Out, Bits<8>>; P],
    pub gmii_tx_en: [Signal<Out, Bit>; P],
    pub gmii_tx_er: [Signal<Out, Bit>; P],
    pub link_up: Signal<In, Bits<P>>,
    pub uart_rx: Signal<In, Bit>,
    pub uart_tx: Signal<Out, Bit>,
    rx_ports: [RxPort; P],
    tx_ports: [TxPort; P],
    link_synchronizers: [Synchronizer; P],
    crowd: CrowdSensor<N>,
    cpu_port: CpuPort,
    ingress: Ingress<N, N_PLUS_1, CELL, WORD>,
    fdb: Fdb,
    buffer: PacketBuffer<N, N_PLUS_1, CELL, WORD>,
    counters: CounterEngine<N, N_PLUS_1>,
    registers: RegisterFile,
    control: ControlPort,
    links: PortMask<P, N>,
    empties: PortMask<N, N_PLUS_1>,
    tx_full: PortMask<N, N_PLUS_1>,
    underruns: PortMask<N, N_PLUS_1>,
}

impl<const P: usize, const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize>
    Default for SwitchCore<P, N, N_PLUS_1, CELL, WORD>
{
    fn default() -> Self {
        assert!(N == P + 1 && N_PLUS_1 == N + 1, "{P} ports, {N} with the CPU port");
        assert!(WORD == CELL + 3, "8 words a cell");
        Self {
            core_clock: Default::default(),
            rx_clock: std::array::from_fn(|_| Default::default()),
            gmii_rxd: std::array::from_fn(|_| Default::default()),
            gmii_rx_dv: std::array::from_fn(|_| Default::default()),
            gmii_rx_er: std::array::from_fn(|_| Default::default()),
            tx_clock: std::array::from_fn(|_| Default::default()),
            gmii_txd: std::array::from_fn(|_| Default::default()),
            gmii_tx_en: std::array::from_fn(|_| Default::default()),
            gmii_tx_er: std::array::from_fn(|_| Default::default()),
            link_up: Default::default(),
            uart_rx: Default::default(),
            uart_tx: Default::default(),
            rx_ports: std::array::from_fn(|_| Default::default()),
            tx_ports: std::array::from_fn(|_| Default::default()),
            link_synchronizers: std::array::from_fn(|_| Default::default()),
            crowd: Default::default(),
            cpu_port: Default::default(),
            ingress: Default::default(),
            fdb: Default::default(),
            buffer: Default::default(),
            counters: Default::default(),
            registers: RegisterFile::new(P, 1 << CELL),
            control: ControlPort::new(P),
            links: Default::default(),
            empties: Default::default(),
            tx_full: Default::default(),
            underruns: Default::default(),
        }
    }
}

impl<const P: usize, const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize>
    Logic for SwitchCore<P, N, N_PLUS_1, CELL, WORD>
{
    #[hdl_gen]
    fn update(&mut self) {
        // Clocks.
        self.cpu_port.clock.next = self.core_clock.val();
        self.crowd.clock.next = self.core_clock.val();
        self.ingress.clock.next = self.core_clock.val();
        self.fdb.clock.next = self.core_clock.val();
        self.buffer.clock.next = self.core_clock.val();
        self.counters.clock.next = self.core_clock.val();
        self.registers.clock.next = self.core_clock.val();
        self.control.clock.next = self.core_clock.val();
        // Front-panel ports.
        for i in 0..P {
            self.rx_ports[i].core_clock.next = self.core_clock.val();
            self.rx_ports[i].rx_clock.next = self.rx_clock[i].val();
            self.rx_ports[i].gmii_rxd.next = self.gmii_rxd[i].val();
            self.rx_ports[i].gmii_rx_dv.next = self.gmii_rx_dv[i].val();
            self.rx_ports[i].gmii_rx_er.next = self.gmii_rx_er[i].val();
            self.rx_ports[i].read.next = self.ingress.read.val().get_bit(i);
            self.ingress.words[i].next = self.rx_ports[i].data.val();
            self.empties.bits[i].next = self.rx_ports[i].empty.val();
            self.tx_ports[i].core_clock.next = self.core_clock.val();
            self.tx_ports[i].tx_clock.next = self.tx_clock[i].val();
            self.tx_ports[i].data.next = self.buffer.tx_data.val();
            self.tx_ports[i].write.next = self.buffer.tx_write.val().get_bit(i);
            self.tx_ports[i].crowded.next = self.crowd.crowded.val();
            self.tx_full.bits[i].next = self.tx_ports[i].almost_full.val();
            self.underruns.bits[i].next = self.tx_ports[i].underrun.val();
            self.gmii_txd[i].next = self.tx_ports[i].gmii_txd.val();
            self.gmii_tx_en[i].next = self.tx_ports[i].gmii_tx_en.val();
            self.gmii_tx_er[i].next = self.tx_ports[i].gmii_tx_er.val();
            self.link_synchronizers[i].clock.next = self.core_clock.val();
            self.link_synchronizers[i].source.next = self.link_up.val().get_bit(i);
            self.links.bits[i].next = self.link_synchronizers[i].destination.val();
        }
        // The CPU port follows them.
        for i in P..N {
            self.ingress.words[i].next = self.cpu_port.data.val();
            self.empties.bits[i].next = self.cpu_port.empty.val();
            self.cpu_port.read.next = self.ingress.read.val().get_bit(i);
            self.cpu_port.tx_write.next = self.buffer.tx_write.val().get_bit(i);
            self.tx_full.bits[i].next = self.cpu_port.tx_almost_full.val();
            self.underruns.bits[i].next = false;
        }
        self.cpu_port.tx_data.next = self.buffer.tx_data.val();
        self.cpu_port.tx_first.next = self.buffer.tx_first.val();
        self.cpu_port.tx_length.next = self.buffer.tx_length.val();
        self.cpu_port.tx_ingress.next = self.buffer.tx_ingress.val();
        self.cpu_port.tx_reason.next = self.buffer.tx_reason.val();
        self.crowd.read.next = self.ingress.read.val();
        self.ingress.empty.next = self.empties.mask.val();
        self.buffer.tx_almost_full.next = self.tx_full.mask.val();
        // Ingress and the forwarding database.
        self.ingress.rx_enable.next = self.registers.rx_enable.val();
        self.ingress.forward.next = self.registers.forward.val();
        self.ingress.flood.next = self.registers.flood.val();
        self.ingress.learn.next = self.registers.learn.val();
        self.ingress.inject_ports.next = self.registers.inject_ports.val();
        self.ingress.trap_link_local.next = self.registers.trap_link_local.val();
        self.fdb.lookup_valid.next = self.ingress.lookup_valid.val();
        self.fdb.lookup_key.next = self.ingress.lookup_key.val();
        self.fdb.lookup_port.next = self.ingress.lookup_port.val();
        self.ingress.lookup_done.next = self.fdb.lookup_done.val();
        self.ingress.lookup_done_port.next = self.fdb.lookup_done_port.val();
        self.ingress.lookup_hit.next = self.fdb.lookup_hit.val();
        self.ingress.lookup_egress.next = self.fdb.lookup_egress.val();
        self.fdb.learn_valid.next = self.ingress.learn_valid.val();
        self.fdb.learn_key.next = self.ingress.learn_key.val();
        self.fdb.learn_port.next = self.ingress.learn_port.val();
        // Ingress and the packet buffer.
        self.ingress.cell_available.next = self.buffer.cell_available.val();
        self.ingress.no_cells.next = self.buffer.no_cells.val();
        self.ingress.free_cell.next = self.buffer.free_cell.val();
        self.buffer.take_cell.next = self.ingress.take_cell.val();
        self.buffer.write_enable.next = self.ingress.write_enable.val();
        self.buffer.write_address.next = self.ingress.write_address.val();
        self.buffer.write_data.next = self.ingress.write_data.val();
        self.buffer.link_valid.next = self.ingress.link_valid.val();
        self.buffer.link_from.next = self.ingress.link_from.val();
        self.buffer.link_to.next = self.ingress.link_to.val();
        self.buffer.frame_valid.next = self.ingress.frame_valid.val();
        self.buffer.frame_first.next = self.ingress.frame_first.val();
        self.buffer.frame_last.next = self.ingress.frame_last.val();
        self.buffer.frame_cells.next = self.ingress.frame_cells.val();
        self.buffer.frame_length.next = self.ingress.frame_length.val();
        self.buffer.frame_egress.next = self.ingress.frame_egress.val();
        self.buffer.frame_class.next = self.ingress.frame_class.val();
        self.buffer.frame_ingress.next = self.ingress.frame_ingress.val();
        self.buffer.frame_priority.next = self.ingress.frame_priority.val();
        self.buffer.frame_reason.next = self.ingress.frame_reason.val();
        // Counters.
        self.counters.rx_valid.next = self.ingress.rx_valid.val();
        self.counters.rx_port.next = self.ingress.rx_port.val();
        self.counters.rx_length.next = self.ingress.rx_length.val();
        self.counters.rx_good.next = self.ingress.rx_good.val();
        self.counters.rx_class.next = self.ingress.rx_class.val();
        self.counters.rx_drop.next = self.ingress.rx_drop.val();
        self.counters.rx_copies.next = self.ingress.rx_copies.val();
        self.ingress.verdict_valid.next = self.ingress.decided_valid.val();
        self.ingress.verdict.next = self.ingress.decided.val();
        self.ingress.rx_almost_full.next = self.counters.rx_almost_full.val();
        self.counters.tx_valid.next = self.buffer.tx_valid.val();
        self.counters.tx_port.next = self.buffer.tx_port.val();
        self.counters.tx_length.next = self.buffer.tx_frame_length.val();
        self.counters.tx_class.next = self.buffer.tx_class.val();
        self.buffer.tx_counters_almost_full.next = self.counters.tx_almost_full.val();
        self.counters.tail_drop.next = self.buffer.tail_drop.val();
        self.counters.underrun.next = self.underruns.mask.val();
        self.counters.read.next = self.registers.counter_read.val();
        self.counters.read_index.next = self.registers.counter_index.val();
        self.registers.counter_ready.next = self.counters.read_ready.val();
        self.registers.counter_value.next = self.counters.read_value.val();
        // Control plane.
        self.control.uart_rx.next = self.uart_rx.val();
        self.uart_tx.next = self.control.uart_tx.val();
        self.registers.bus_address.next = self.control.bus_address.val();
        self.registers.bus_write_data.next = self.control.bus_write_data.val();
        self.registers.bus_write.next = self.control.bus_write.val();
        self.registers.bus_read.next = self.control.bus_read.val();
        self.control.bus_ready.next = self.registers.bus_ready.val();
        self.control.bus_read_data.next = self.registers.bus_read_data.val();
        self.registers.epoch.next = self.control.epoch.val();
        self.registers.uart_divisor.next = self.control.uart_divisor.val();
        self.control.uart_divisor_write.next = self.registers.uart_divisor_write.val();
        self.control.uart_divisor_value.next = self.registers.uart_divisor_value.val();
        self.registers.link_up.next = bit_cast::<8, P>(self.links.mask.val());
        self.registers.free_cells.next = self.buffer.free_cells.val();
        // Tables and the CPU port behind the register bus.
        self.fdb.seed.next = self.registers.fdb_seed.val();
        self.fdb.ageing_interval.next = self.registers.ageing_interval.val();
        self.registers.fdb_entries.next = self.fdb.entries.val();
        self.registers.fdb_unlearned.next = self.fdb.unlearned.val();
        self.registers.fdb_moves.next = self.fdb.moves.val();
        self.fdb.command_valid.next = self.registers.command_valid.val();
        self.fdb.command_key.next = self.registers.command_key.val();
        self.fdb.command_attributes.next = self.registers.command_attributes.val();
        self.fdb.command_operation.next = self.registers.command_operation.val();
        self.registers.command_done.next = self.fdb.command_done.val();
        self.registers.command_code.next = self.fdb.command_code.val();
        self.registers.command_index.next = self.fdb.command_index.val();
        self.fdb.table_read.next = self.registers.table_read.val();
        self.fdb.table_index.next = self.registers.table_index.val();
        self.registers.table_ready.next = self.fdb.table_ready.val();
        self.registers.table_entry.next = self.fdb.table_entry.val();
        self.cpu_port.offset.next = self.registers.cpu_offset.val();
        self.cpu_port.inject_write.next = self.registers.inject_write.val();
        self.cpu_port.inject_data.next = self.registers.inject_data.val();
        self.registers.inject_ready.next = self.cpu_port.inject_ready.val();
        self.cpu_port.clocks.next = self.registers.clocks.val();
        self.cpu_port.punt_read.next = self.registers.punt_read.val();
        self.cpu_port.punt_release.next = self.registers.punt_release.val();
        self.registers.punt_data.next = self.cpu_port.punt_data.val();
        self.registers.punt_ready.next = self.cpu_port.punt_ready.val();
        self.registers.punt_words.next = self.cpu_port.punt_words.val();
        self.registers.inject_words.next = self.cpu_port.inject_words.val();
        self.registers.inject_refused.next = self.cpu_port.inject_refused.val();
    }
}
