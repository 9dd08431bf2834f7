//! # Router: layer 3, but for the words of its frames
//! Joins the tables, the lookup engine and the decision; wires only.
//!
//! | port        | dir | meaning                                             |
//! | match_*, header_*, launch_*, route_* | | of the `HeaderCollector`        |
//! | decided*, almost_full, verdict* | | a frame's decision in, its verdict out, see `RouterDecision` |
//! | probe_enable, probe_port | out | register PROBE                        |
//! | rewrite_*   |     | an egress interface, for the `Rewriter`             |
//! | router_*    |     | regions 8 to 15 of the register bus                 |
//!
//! Clock: core_clock. Clear: none. Latency, throughput, storage: see the blocks.
//! Resources: not measured as a whole.

use rust_hdl::prelude::*;

use crate::fib::FibEngine;
use crate::ingress::Decision;
use crate::rewrite::Rewrite;
use crate::router_tables::RouterTables;

use super::RouterDecision;

/// Rows of each bank of a pool, as log2, and bits of a word of it.
const FIB4_ROW_BITS: usize = 11;
const FIB4_WORD: usize = 27;
const FIB6_ROW_BITS: usize = 11;
const FIB6_WORD: usize = 44;

#[derive(LogicBlock)]
pub struct Router<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub match_valid: Signal<In, Bit>,
    pub match_port: Signal<In, Bits<4>>,
    pub match_vlan: Signal<In, Bits<12>>,
    pub match_found: Signal<Out, Bit>,
    pub match_interface: Signal<Out, Bits<6>>,
    pub match_mac: Signal<Out, Bits<48>>,
    pub match_flags: Signal<Out, Bits<6>>,
    pub header_valid: Signal<In, Bit>,
    pub header_port: Signal<In, Bits<4>>,
    pub header_slot: Signal<In, Bits<2>>,
    pub header_index: Signal<In, Bits<3>>,
    pub header_data: Signal<In, Bits<64>>,
    pub launch_valid: Signal<In, Bit>,
    pub launch_tag: Signal<In, Bits<7>>,
    pub launch_source: Signal<In, Bit>,
    pub route_valid: Signal<In, Bit>,
    pub route_ipv6: Signal<In, Bit>,
    pub route_address: Signal<In, Bits<128>>,
    pub route_tag: Signal<In, Bits<7>>,
    pub route_full: Signal<Out, Bit>,
    pub decided_valid: Signal<In, Bit>,
    pub decided: Signal<In, Decision>,
    pub almost_full: Signal<Out, Bit>,
    pub verdict_valid: Signal<Out, Bit>,
    pub verdict: Signal<Out, Decision>,
    pub verdict_rewrite: Signal<Out, Rewrite>,
    pub probe_enable: Signal<Out, Bit>,
    pub probe_port: Signal<Out, Bits<4>>,
    pub rewrite_interface: Signal<In, Bits<6>>,
    pub rewrite_mac: Signal<Out, Bits<48>>,
    pub rewrite_vlan: Signal<Out, Bits<12>>,
    pub router_read: Signal<In, Bit>,
    pub router_write: Signal<In, Bit>,
    pub router_address: Signal<In, Bits<23>>,
    pub router_write_data: Signal<In, Bits<32>>,
    pub router_done: Signal<Out, Bit>,
    pub router_data: Signal<Out, Bits<32>>,
    engine: FibEngine<FIB4_ROW_BITS, FIB4_WORD, FIB6_ROW_BITS, FIB6_WORD>,
    decision: RouterDecision<N>,
    tables: RouterTables,
}

impl<const N: usize> Default for Router<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            header_valid: Default::default(),
            header_port: Default::default(),
            header_slot: Default::default(),
            header_index: Default::default(),
            header_data: Default::default(),
            launch_valid: Default::default(),
            launch_tag: Default::default(),
            launch_source: Default::default(),
            route_valid: Default::default(),
            route_ipv6: Default::default(),
            route_address: Default::default(),
            route_tag: Default::default(),
            route_full: Default::default(),
            decided_valid: Default::default(),
            decided: Default::default(),
            almost_full: Default::default(),
            verdict_valid: Default::default(),
            verdict: Default::default(),
            verdict_rewrite: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            rewrite_interface: Default::default(),
            rewrite_mac: Default::default(),
            rewrite_vlan: Default::default(),
            router_read: Default::default(),
            router_write: Default::default(),
            router_address: Default::default(),
            router_write_data: Default::default(),
            router_done: Default::default(),
            router_data: Default::default(),
            engine: Default::default(),
            decision: Default::default(),
            tables: RouterTables::new(FIB4_ROW_BITS, FIB6_ROW_BITS),
        }
    }
}

impl<const N: usize> Logic for Router<N> {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, engine, decision, tables);
        // Interfaces of frames that come in.
        self.tables.match_valid.next = self.match_valid.val();
        self.tables.match_port.next = self.match_port.val();
        self.tables.match_vlan.next = self.match_vlan.val();
        self.match_found.next = self.tables.match_found.val();
        self.match_interface.next = self.tables.match_interface.val();
        self.match_mac.next = self.tables.match_mac.val();
        self.match_flags.next = self.tables.match_flags.val();
        self.probe_enable.next = self.tables.probe_enable.val();
        self.probe_port.next = self.tables.probe_port.val();
        // Lookups.
        self.engine.seed.next = self.tables.seed.val();
        self.engine.lengths4.next = self.tables.lengths4.val();
        self.engine.lengths6.next = self.tables.lengths6.val();
        self.engine.wide_lengths4.next = self.tables.wide_lengths4.val();
        self.engine.wide_lengths6.next = self.tables.wide_lengths6.val();
        self.engine.default_routes.next = self.tables.default_routes.val();
        self.engine.lookup_valid.next = self.route_valid.val();
        self.engine.lookup_ipv6.next = self.route_ipv6.val();
        self.engine.lookup_address.next = self.route_address.val();
        self.engine.lookup_tag.next = self.route_tag.val();
        self.route_full.next = self.engine.lookup_almost_full.val();
        self.decision.result_valid.next = self.engine.result_valid.val();
        self.decision.result_tag.next = self.engine.result_tag.val();
        self.decision.result_next_hop.next = self.engine.result_next_hop.val();
        self.decision.result_length.next = self.engine.result_length.val();
        self.decision.result_table.next = self.engine.result_table.val();
        self.decision.result_index.next = self.engine.result_index.val();
        // Decisions.
        self.decision.header_valid.next = self.header_valid.val();
        self.decision.header_port.next = self.header_port.val();
        self.decision.header_slot.next = self.header_slot.val();
        self.decision.header_index.next = self.header_index.val();
        self.decision.header_data.next = self.header_data.val();
        self.decision.launch_valid.next = self.launch_valid.val();
        self.decision.launch_tag.next = self.launch_tag.val();
        self.decision.launch_source.next = self.launch_source.val();
        self.decision.decided_valid.next = self.decided_valid.val();
        self.decision.decided.next = self.decided.val();
        self.almost_full.next = self.decision.almost_full.val();
        self.verdict_valid.next = self.decision.verdict_valid.val();
        self.verdict.next = self.decision.verdict.val();
        self.verdict_rewrite.next = self.decision.verdict_rewrite.val();
        self.decision.probe_enable.next = self.tables.probe_enable.val();
        self.decision.ecmp_seed.next = self.tables.ecmp_seed.val();
        self.tables.next_hop_read.next = self.decision.next_hop_read.val();
        self.tables.next_hop_number.next = self.decision.next_hop_number.val();
        self.tables.bucket_number.next = self.decision.bucket_number.val();
        self.tables.interface_number.next = self.decision.interface_number.val();
        self.tables.ingress_number.next = self.decision.ingress_number.val();
        self.tables.trap_number.next = self.decision.trap_number.val();
        self.tables.police.next = self.decision.police.val();
        self.decision.next_hop_kind.next = self.tables.next_hop_kind.val();
        self.decision.next_hop_interface.next = self.tables.next_hop_interface.val();
        self.decision.next_hop_mac.next = self.tables.next_hop_mac.val();
        self.decision.bucket_next_hop.next = self.tables.bucket_next_hop.val();
        self.decision.interface_valid.next = self.tables.interface_valid.val();
        self.decision.interface_mac.next = 0.into();
        self.decision.interface_vlan.next = self.tables.interface_vlan.val();
        self.decision.interface_mtu.next = self.tables.interface_mtu.val();
        self.decision.ingress_flags.next = self.tables.ingress_flags.val();
        self.decision.trap_drop.next = self.tables.trap_drop.val();
        self.decision.trap_policer.next = self.tables.trap_policer.val();
        self.decision.police_exhausted.next = self.tables.police_exhausted.val();
        self.tables.probe_valid.next = self.decision.probe_valid.val();
        self.tables.probe_verdict.next = self.decision.probe_verdict.val();
        self.tables.probe_lookup.next = self.decision.probe_lookup.val();
        self.tables.probe_entry.next = self.decision.probe_entry.val();
        self.tables.probe_mac.next = self.decision.probe_mac.val();
        // The way out, and the bus.
        self.tables.rewrite_interface.next = self.rewrite_interface.val();
        self.rewrite_mac.next = self.tables.rewrite_mac.val();
        self.rewrite_vlan.next = self.tables.rewrite_vlan.val();
        self.tables.router_read.next = self.router_read.val();
        self.tables.router_write.next = self.router_write.val();
        self.tables.router_address.next = self.router_address.val();
        self.tables.router_write_data.next = self.router_write_data.val();
        self.router_done.next = self.tables.router_done.val();
        self.router_data.next = self.tables.router_data.val();
        self.engine.fib4_read.next = self.tables.fib4_read.val();
        self.engine.fib4_write.next = self.tables.fib4_write.val();
        self.tables.fib4_done.next = self.engine.fib4_done.val();
        self.tables.fib4_data.next = self.engine.fib4_data.val();
        self.engine.fib6_read.next = self.tables.fib6_read.val();
        self.engine.fib6_write.next = self.tables.fib6_write.val();
        self.tables.fib6_done.next = self.engine.fib6_done.val();
        self.tables.fib6_data.next = self.engine.fib6_data.val();
        self.engine.wide_read.next = self.tables.wide_read.val();
        self.engine.wide_write.next = self.tables.wide_write.val();
        self.tables.wide_done.next = self.engine.wide_done.val();
        self.tables.wide_data.next = self.engine.wide_data.val();
        self.engine.offset.next = self.tables.fib_offset.val();
        self.engine.write_data.next = self.tables.fib_write_data.val();
    }
}
