//! # RouterTables: what the host tells the router
//!
//! | port        | dir | meaning                                             |
//! | next_hop_*, bucket_* | | as `NextHopTable`, `BucketTable`               |
//! | interface_*, ingress_*, match_*, rewrite_* | | as `InterfaceTable`      |
//! | trap_*, police* | | as `TrapTable`, `Policers`; a frame of `trap_policer` |
//! | router_*    |     | the register bus, as `RouterBus`                    |
//! | fib4_*, fib6_*, wide_*, fib_* | | the `FibEngine`'s regions             |
//! | the others  |     | as `RouterRegisters`                                |
//!
//! Clock: core_clock. Clear: none. Latency, throughput, storage: see the blocks.
//! Resources: not measured.

use rust_hdl::prelude::*;

use super::bucket_table::BucketTable;
use super::interface_table::InterfaceTable;
use super::next_hop_table::NextHopTable;
use super::policers::Policers;
use super::router_bus::RouterBus;
use super::router_registers::RouterRegisters;
use super::trap_table::TrapTable;

#[derive(LogicBlock)]
pub struct RouterTables {
    pub clock: Signal<In, Clock>,
    pub next_hop_read: Signal<In, Bit>,
    pub next_hop_number: Signal<In, Bits<9>>,
    pub next_hop_kind: Signal<Out, Bits<4>>,
    pub next_hop_interface: Signal<Out, Bits<6>>,
    pub next_hop_mac: Signal<Out, Bits<48>>,
    pub bucket_number: Signal<In, Bits<11>>,
    pub bucket_next_hop: Signal<Out, Bits<9>>,
    pub interface_number: Signal<In, Bits<6>>,
    pub interface_valid: Signal<Out, Bit>,
    pub interface_vlan: Signal<Out, Bits<12>>,
    pub interface_mtu: Signal<Out, Bits<14>>,
    pub ingress_number: Signal<In, Bits<6>>,
    pub ingress_flags: Signal<Out, Bits<6>>,
    pub trap_number: Signal<In, Bits<6>>,
    pub trap_drop: Signal<Out, Bit>,
    pub trap_policer: Signal<Out, Bits<4>>,
    pub police: Signal<In, Bit>,
    pub police_exhausted: Signal<Out, Bit>,
    pub match_valid: Signal<In, Bit>,
    pub match_port: Signal<In, Bits<4>>,
    pub match_vlan: Signal<In, Bits<12>>,
    pub match_found: Signal<Out, Bit>,
    pub match_interface: Signal<Out, Bits<6>>,
    pub match_mac: Signal<Out, Bits<48>>,
    pub match_flags: Signal<Out, Bits<6>>,
    pub rewrite_interface: Signal<In, Bits<6>>,
    pub rewrite_mac: Signal<Out, Bits<48>>,
    pub rewrite_vlan: Signal<Out, Bits<12>>,
    pub router_read: Signal<In, Bit>,
    pub router_write: Signal<In, Bit>,
    pub router_address: Signal<In, Bits<23>>,
    pub router_write_data: Signal<In, Bits<32>>,
    pub router_done: Signal<Out, Bit>,
    pub router_data: Signal<Out, Bits<32>>,
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
    pub fib_offset: Signal<Out, Bits<20>>,
    pub fib_write_data: Signal<Out, Bits<32>>,
    pub seed: Signal<Out, Bits<60>>,
    pub lengths4: Signal<Out, Bits<128>>,
    pub lengths6: Signal<Out, Bits<128>>,
    pub wide_lengths4: Signal<Out, Bits<64>>,
    pub wide_lengths6: Signal<Out, Bits<64>>,
    pub default_routes: Signal<Out, Bits<32>>,
    pub ecmp_seed: Signal<Out, Bits<32>>,
    pub probe_enable: Signal<Out, Bit>,
    pub probe_port: Signal<Out, Bits<4>>,
    pub probe_valid: Signal<In, Bit>,
    pub probe_verdict: Signal<In, Bits<32>>,
    pub probe_lookup: Signal<In, Bits<32>>,
    pub probe_entry: Signal<In, Bits<32>>,
    pub probe_mac: Signal<In, Bits<48>>,
    next_hops: NextHopTable,
    buckets: BucketTable,
    interfaces: InterfaceTable,
    traps: TrapTable,
    policers: Policers,
    registers: RouterRegisters,
    bus: RouterBus,
}

impl RouterTables {
    /// log2 of the rows of a bank of each pool of the FIB.
    pub fn new(fib4_row_bits: usize, fib6_row_bits: usize) -> Self {
        Self {
            clock: Default::default(),
            next_hop_read: Default::default(),
            next_hop_number: Default::default(),
            next_hop_kind: Default::default(),
            next_hop_interface: Default::default(),
            next_hop_mac: Default::default(),
            bucket_number: Default::default(),
            bucket_next_hop: Default::default(),
            interface_number: Default::default(),
            interface_valid: Default::default(),
            interface_vlan: Default::default(),
            interface_mtu: Default::default(),
            ingress_number: Default::default(),
            ingress_flags: Default::default(),
            trap_number: Default::default(),
            trap_drop: Default::default(),
            trap_policer: Default::default(),
            police: Default::default(),
            police_exhausted: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            rewrite_interface: Default::default(),
            rewrite_mac: Default::default(),
            rewrite_vlan: Default::default(),
            router_read: Default::default(),
            router_write: Default::default(),
            router_address: Default::default(),
            router_write_data: Default::default(),
            router_done: Default::default(),
            router_data: Default::default(),
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
            fib_offset: Default::default(),
            fib_write_data: Default::default(),
            seed: Default::default(),
            lengths4: Default::default(),
            lengths6: Default::default(),
            wide_lengths4: Default::default(),
            wide_lengths6: Default::default(),
            default_routes: Default::default(),
            ecmp_seed: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            probe_valid: Default::default(),
            probe_verdict: Default::default(),
            probe_lookup: Default::default(),
            probe_entry: Default::default(),
            probe_mac: Default::default(),
            next_hops: Default::default(),
            buckets: Default::default(),
            interfaces: Default::default(),
            traps: Default::default(),
            policers: Default::default(),
            registers: RouterRegisters::new(fib4_row_bits, fib6_row_bits),
            bus: Default::default(),
        }
    }
}

impl Logic for RouterTables {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, next_hops, buckets, interfaces, traps, policers, registers, bus);
        self.next_hops.read.next = self.next_hop_read.val();
        self.next_hops.number.next = self.next_hop_number.val();
        self.next_hop_kind.next = self.next_hops.kind.val();
        self.next_hop_interface.next = self.next_hops.interface_number.val();
        self.next_hop_mac.next = self.next_hops.mac.val();
        self.buckets.number.next = self.bucket_number.val();
        self.bucket_next_hop.next = self.buckets.next_hop.val();
        self.interfaces.egress_number.next = self.interface_number.val();
        self.interface_valid.next = self.interfaces.egress_valid.val();
        self.interface_vlan.next = self.interfaces.egress_vlan.val();
        self.interface_mtu.next = self.interfaces.egress_mtu.val();
        self.interfaces.ingress_number.next = self.ingress_number.val();
        self.ingress_flags.next = self.interfaces.ingress_flags.val();
        self.interfaces.match_valid.next = self.match_valid.val();
        self.interfaces.match_port.next = self.match_port.val();
        self.interfaces.match_vlan.next = self.match_vlan.val();
        self.match_found.next = self.interfaces.match_found.val();
        self.match_interface.next = self.interfaces.match_interface.val();
        self.match_mac.next = self.interfaces.match_mac.val();
        self.match_flags.next = self.interfaces.match_flags.val();
        self.interfaces.rewrite_number.next = self.rewrite_interface.val();
        self.rewrite_mac.next = self.interfaces.rewrite_mac.val();
        self.rewrite_vlan.next = self.interfaces.rewrite_vlan.val();
        self.traps.number.next = self.trap_number.val();
        self.trap_drop.next = self.traps.drop.val();
        self.trap_policer.next = self.traps.policer.val();
        self.policers.police.next = self.police.val();
        self.policers.policer.next = self.traps.policer.val();
        self.police_exhausted.next = self.policers.exhausted.val();
        // The bus.
        self.bus.read.next = self.router_read.val();
        self.bus.write.next = self.router_write.val();
        self.bus.address.next = self.router_address.val();
        self.bus.write_data.next = self.router_write_data.val();
        self.router_done.next = self.bus.done.val();
        self.router_data.next = self.bus.data.val();
        self.fib4_read.next = self.bus.fib4_read.val();
        self.fib4_write.next = self.bus.fib4_write.val();
        self.bus.fib4_done.next = self.fib4_done.val();
        self.bus.fib4_data.next = self.fib4_data.val();
        self.fib6_read.next = self.bus.fib6_read.val();
        self.fib6_write.next = self.bus.fib6_write.val();
        self.bus.fib6_done.next = self.fib6_done.val();
        self.bus.fib6_data.next = self.fib6_data.val();
        self.wide_read.next = self.bus.wide_read.val();
        self.wide_write.next = self.bus.wide_write.val();
        self.bus.wide_done.next = self.wide_done.val();
        self.bus.wide_data.next = self.wide_data.val();
        self.fib_offset.next = self.bus.offset.val();
        self.fib_write_data.next = self.bus.data_out.val();
        self.next_hops.write.next = self.bus.table_write.val().get_bit(0);
        self.next_hops.offset.next = self.bus.offset.val();
        self.next_hops.write_data.next = self.bus.data_out.val();
        self.buckets.write.next = self.bus.table_write.val().get_bit(1);
        self.buckets.offset.next = self.bus.offset.val();
        self.buckets.write_data.next = self.bus.data_out.val();
        self.interfaces.write.next = self.bus.table_write.val().get_bit(2);
        self.interfaces.offset.next = self.bus.offset.val();
        self.interfaces.write_data.next = self.bus.data_out.val();
        self.traps.write.next = self.bus.table_write.val().get_bit(3);
        self.traps.offset.next = self.bus.offset.val();
        self.traps.write_data.next = self.bus.data_out.val();
        self.registers.write.next = self.bus.table_write.val().get_bit(4);
        self.registers.offset.next = self.bus.offset.val();
        self.registers.write_data.next = self.bus.data_out.val();
        self.policers.write.next = self.bus.table_write.val().get_bit(3);
        self.policers.offset.next = self.bus.offset.val();
        self.policers.write_data.next = self.bus.data_out.val();
        self.bus.next_hop_word.next = self.next_hops.word.val();
        self.bus.bucket_word.next = self.buckets.word.val();
        self.bus.interface_word.next = self.interfaces.word.val();
        self.bus.trap_word.next = self.traps.word.val() | self.policers.word.val();
        self.bus.register_word.next = self.registers.word.val();
        // Registers.
        self.seed.next = self.registers.seed.val();
        self.lengths4.next = self.registers.lengths4.val();
        self.lengths6.next = self.registers.lengths6.val();
        self.wide_lengths4.next = self.registers.wide_lengths4.val();
        self.wide_lengths6.next = self.registers.wide_lengths6.val();
        self.default_routes.next = self.registers.default_routes.val();
        self.ecmp_seed.next = self.registers.ecmp_seed.val();
        self.probe_enable.next = self.registers.probe_enable.val();
        self.probe_port.next = self.registers.probe_port.val();
        self.registers.probe_valid.next = self.probe_valid.val();
        self.registers.probe_verdict.next = self.probe_verdict.val();
        self.registers.probe_lookup.next = self.probe_lookup.val();
        self.registers.probe_entry.next = self.probe_entry.val();
        self.registers.probe_mac.next = self.probe_mac.val();
    }
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
