//! # FibEngine: the longest prefix of an address, and its next hop
//! A pool a family, asked for two prefix lengths a clock, and one wide table for
//! prefixes that the pools cannot hold, asked for a length in two clocks.
//!
//! | port           | dir | meaning                                            |
//! | seed           | in  | of the hash                                        |
//! | lengths4, lengths6 | in | that the pools are asked for, an octet each, 14 of IPv4; 0: none; any order |
//! | wide_lengths4, wide_lengths6 | in | that the wide table is asked for     |
//! | default_routes | in  | register DEFAULT_ROUTES                            |
//! | lookup_valid, lookup_ipv6, lookup_address, lookup_tag | in | a lookup     |
//! | lookup_almost_full | out | room for at most 6 more                        |
//! | result_*       | out | for one cycle, in the order of the lookups; `result_table`: 0 nothing found, 1 pool, 2 wide table, 3 default route; `result_index`: entry of that table |
//! | fib4_*, fib6_*, wide_* | in, out | regions FIB4, FIB6, FIB_WIDE of the bus: `read` or `write` until `done`, which comes with `data` |
//! | offset, write_data | in | of these, steady with them                      |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 19 cycles from `lookup_valid` to `result_valid` for IPv4, 20 for
//! IPv6, where nothing else is asked; with 5 lengths and more of a family in the
//! wide table 13 + 2 x lengths - 1.
//! Throughput: a lookup takes 7 (IPv4) or 8 clocks (IPv6), or 2 a length in use of
//! the wide table where these are more; a bus access that reads or writes an
//! entry takes one.
//! Backpressure: `lookup_almost_full`.
//! Storage: a pool of 4 x 2^R rows, R4 and R6 from 9 to 12, W4 and W6 bits wide
//! (W4 = 38 - R4, W6 = 55 - R6); 1024 wide entries. With R4 = R6 = 11 40 DP16KD.
//! Resources: not measured.
//! Tables: regmap::{fib_entry, fib_hash}.
//! Not obvious: a write is `done` when every lookup that began before it has its
//! result. What a lookup finds of an entry that is written meanwhile is its old
//! or its new content. A list that changes is heeded by lookups from the fourth
//! clock on.

use rust_hdl::prelude::*;

use super::{
    bank_pick::BankPick, fib_bank::FibBank, fib_bus::FibBus, fib_choice::FibChoice,
    fib_requests::FibRequests, pool_probe::PoolProbe, pool_slots::PoolSlots, wide_probe::WideProbe,
    wide_slots::WideSlots, wide_table::WideTable,
};

#[derive(LogicBlock, Default)]
pub struct FibEngine<const R4: usize, const W4: usize, const R6: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
    pub seed: Signal<In, Bits<60>>,
    pub lengths4: Signal<In, Bits<128>>,
    pub lengths6: Signal<In, Bits<128>>,
    pub wide_lengths4: Signal<In, Bits<64>>,
    pub wide_lengths6: Signal<In, Bits<64>>,
    pub default_routes: Signal<In, Bits<32>>,
    pub lookup_valid: Signal<In, Bit>,
    pub lookup_ipv6: Signal<In, Bit>,
    pub lookup_address: Signal<In, Bits<128>>,
    pub lookup_tag: Signal<In, Bits<7>>,
    pub lookup_almost_full: Signal<Out, Bit>,
    pub result_valid: Signal<Out, Bit>,
    pub result_tag: Signal<Out, Bits<7>>,
    pub result_next_hop: Signal<Out, Bits<9>>,
    pub result_length: Signal<Out, Bits<8>>,
    pub result_table: Signal<Out, Bits<2>>,
    pub result_index: Signal<Out, Bits<14>>,
    pub fib4_read: Signal<In, Bit>,
    pub fib4_write: Signal<In, Bit>,
    pub fib4_done: Signal<Out, Bit>,
    pub fib4_data: Signal<Out, Bits<32>>,
    pub fib6_read: Signal<In, Bit>,
    pub fib6_write: Signal<In, Bit>,
    pub fib6_done: Signal<Out, Bit>,
    pub fib6_data: Signal<Out, Bits<32>>,
    pub wide_read: Signal<In, Bit>,
    pub wide_write: Signal<In, Bit>,
    pub wide_done: Signal<Out, Bit>,
    pub wide_data: Signal<Out, Bits<32>>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    requests: FibRequests,
    pool_slots: PoolSlots,
    wide_slots: WideSlots,
    probe_a: PoolProbe<R4, W4, R6, W6>,
    probe_b: PoolProbe<R4, W4, R6, W6>,
    wide_probe: WideProbe,
    banks: [FibBank<R4, W4, R6, W6>; 4],
    wide_table: WideTable,
    pick_a: BankPick<R4, R6>,
    pick_b: BankPick<R4, R6>,
    choice: FibChoice,
    bus: FibBus<R4, W4, R6, W6>,
    // Cycle 5.
    read4: DFF<Bit>,
    read6: DFF<Bit>,
    read_wide: DFF<Bit>,
    write4: DFF<Bits<4>>,
    write6: DFF<Bits<4>>,
    write_wide: DFF<Bit>,
    tokens: Signal<Local, Bits<16>>,
    families: Signal<Local, Bits<16>>,
    prefix: Signal<Local, Bits<49>>,
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Logic
    for FibEngine<R4, W4, R6, W6>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, read4, read6, read_wide, write4, write6, write_wide);
        clock!(self, clock, requests, pool_slots, wide_slots, probe_a, probe_b, wide_probe);
        clock!(self, clock, wide_table, pick_a, pick_b, choice, bus);
        self.requests.lookup_valid.next = self.lookup_valid.val();
        self.requests.lookup_ipv6.next = self.lookup_ipv6.val();
        self.requests.lookup_address.next = self.lookup_address.val();
        self.requests.lookup_tag.next = self.lookup_tag.val();
        self.lookup_almost_full.next = self.requests.lookup_almost_full.val();
        self.requests.pause.next = self.bus.pause.val();
        self.requests.last_step4.next = self.wide_slots.last_step4.val();
        self.requests.last_step6.next = self.wide_slots.last_step6.val();
        self.tokens.next = self.requests.tokens.val();
        self.families.next = self.requests.families.val();
        self.prefix.next = self.requests.address.val().get_bits::<49>(79);

        self.pool_slots.lengths4.next = self.lengths4.val();
        self.pool_slots.lengths6.next = self.lengths6.val();
        self.pool_slots.step.next = self.requests.step.val();
        self.pool_slots.ipv6.next = self.requests.next_ipv6.val();
        self.wide_slots.lengths4.next = self.wide_lengths4.val();
        self.wide_slots.lengths6.next = self.wide_lengths6.val();
        self.wide_slots.issue.next = self.requests.issue.val();
        self.wide_slots.begins.next = self.requests.begins.val();
        self.wide_slots.odd.next = self.requests.step.val().get_bit(0);
        self.wide_slots.next_ipv6.next = self.requests.next_ipv6.val();
        self.wide_slots.ipv6.next = self.families.val().get_bit(2);

        self.probe_a.seed.next = self.seed.val();
        self.probe_a.tokens.next = self.tokens.val();
        self.probe_a.families.next = self.families.val();
        self.probe_a.length.next = self.pool_slots.length_a.val();
        self.probe_a.address.next = self.prefix.val();
        self.probe_a.bus.next = self.bus.passage.val().get_bit(3);
        self.probe_a.bus_row.next = self.bus.row.val();
        self.probe_b.seed.next = self.seed.val();
        self.probe_b.tokens.next = self.tokens.val();
        self.probe_b.families.next = self.families.val();
        self.probe_b.length.next = self.pool_slots.length_b.val();
        self.probe_b.address.next = self.prefix.val();
        self.probe_b.bus.next = false;
        self.probe_b.bus_row.next = 0.into();
        self.wide_probe.seed.next = self.seed.val();
        self.wide_probe.tokens.next = self.tokens.val();
        self.wide_probe.families.next = self.families.val();
        self.wide_probe.length.next = self.wide_slots.length.val();
        self.wide_probe.second.next = self.wide_slots.second.val();
        self.wide_probe.address.next = self.requests.address.val();
        self.wide_probe.bus.next = self.bus.passage.val().get_bit(3);
        self.wide_probe.bus_row.next = self.bus.row.val().get_bits::<10>(0);

        self.read4.d.next =
            (self.tokens.val().get_bit(4) & (!self.families.val().get_bit(4))) | self.bus.reads4.val();
        self.read6.d.next =
            (self.tokens.val().get_bit(4) & self.families.val().get_bit(4)) | self.bus.reads6.val();
        self.read_wide.d.next = self.tokens.val().get_bit(4) | self.bus.reads_wide.val();
        self.write4.d.next = self.bus.writes4.val();
        self.write6.d.next = self.bus.writes6.val();
        self.write_wide.d.next = self.bus.writes_wide.val();
        for i in 0..4 {
            self.banks[i].clock.next = self.clock.val();
            self.banks[i].row_a.next = self.probe_a.rows.val().get_bits::<12>(12 * i);
            self.banks[i].row_b.next = self.probe_b.rows.val().get_bits::<12>(12 * i);
            self.banks[i].read4.next = self.read4.q.val();
            self.banks[i].read6.next = self.read6.q.val();
            self.banks[i].write4.next = self.write4.q.val().get_bit(i);
            self.banks[i].write6.next = self.write6.q.val().get_bit(i);
            self.banks[i].new_word4.next = self.bus.new_word4.val();
            self.banks[i].new_word6.next = self.bus.new_word6.val();
            self.bus.words4[i].next = self.banks[i].word4.val();
            self.bus.words6[i].next = self.banks[i].word6.val();
            self.banks[i].ipv6.next = self.families.val().get_bit(7);
            self.banks[i].entry4_a.next = self.probe_a.entry4.val();
            self.banks[i].entry6_a.next = self.probe_a.entry6.val();
            self.banks[i].entry4_b.next = self.probe_b.entry4.val();
            self.banks[i].entry6_b.next = self.probe_b.entry6.val();
            self.banks[i].valid4_a.next = self.probe_a.valid4.val();
            self.banks[i].valid6_a.next = self.probe_a.valid6.val();
            self.banks[i].valid4_b.next = self.probe_b.valid4.val();
            self.banks[i].valid6_b.next = self.probe_b.valid6.val();
            self.pick_a.hits[i].next = self.banks[i].hit_a.val();
            self.pick_b.hits[i].next = self.banks[i].hit_b.val();
            self.pick_a.next_hops[i].next = self.banks[i].next_hop_a.val();
            self.pick_b.next_hops[i].next = self.banks[i].next_hop_b.val();
        }
        self.wide_table.row_a.next = self.wide_probe.row_a.val();
        self.wide_table.row_b.next = self.wide_probe.row_b.val();
        self.wide_table.read.next = self.read_wide.q.val();
        self.wide_table.write.next = self.write_wide.q.val();
        self.wide_table.new_word.next = self.bus.new_word_wide.val();
        self.wide_table.entry.next = self.wide_probe.entry.val();
        self.wide_table.valid.next = self.wide_probe.valid.val();
        self.wide_table.row_a_9.next = self.wide_probe.row_a_9.val();
        self.wide_table.row_b_9.next = self.wide_probe.row_b_9.val();
        self.bus.word_wide.next = self.wide_table.word.val();

        self.pick_a.rows.next = self.probe_a.rows_9.val();
        self.pick_a.ipv6.next = self.families.val().get_bit(9);
        self.pick_b.rows.next = self.probe_b.rows_9.val();
        self.pick_b.ipv6.next = self.families.val().get_bit(9);
        self.choice.length_a.next = self.probe_a.length_9.val();
        self.choice.length_b.next = self.probe_b.length_9.val();
        self.choice.length_wide.next = self.wide_probe.length_9.val();
        self.choice.hit_a.next = self.pick_a.hit.val();
        self.choice.hit_b.next = self.pick_b.hit.val();
        self.choice.hit_wide.next = self.wide_table.hit.val();
        self.choice.next_hop_a.next = self.pick_a.next_hop.val();
        self.choice.next_hop_b.next = self.pick_b.next_hop.val();
        self.choice.next_hop_wide.next = self.wide_table.next_hop.val();
        self.choice.index_a.next = self.pick_a.index.val();
        self.choice.index_b.next = self.pick_b.index.val();
        self.choice.index_wide.next = self.wide_table.index.val();
        self.choice.first.next = self.requests.firsts.val().get_bit(11);
        self.choice.last.next = self.requests.lasts.val().get_bit(12);
        self.choice.done_tag.next = self.requests.done_tag.val();
        self.choice.done_ipv6.next = self.requests.done_ipv6.val();
        self.choice.default_routes.next = self.default_routes.val();
        self.result_valid.next = self.choice.result_valid.val();
        self.result_tag.next = self.choice.result_tag.val();
        self.result_next_hop.next = self.choice.result_next_hop.val();
        self.result_length.next = self.choice.result_length.val();
        self.result_table.next = self.choice.result_table.val();
        self.result_index.next = self.choice.result_index.val();

        self.bus.fib4_read.next = self.fib4_read.val();
        self.bus.fib4_write.next = self.fib4_write.val();
        self.bus.fib6_read.next = self.fib6_read.val();
        self.bus.fib6_write.next = self.fib6_write.val();
        self.bus.wide_read.next = self.wide_read.val();
        self.bus.wide_write.next = self.wide_write.val();
        self.bus.offset.next = self.offset.val();
        self.bus.write_data.next = self.write_data.val();
        self.bus.begins.next = self.requests.firsts.val().get_bit(2);
        self.bus.ends.next = self.choice.result_valid.val();
        self.fib4_done.next = self.bus.fib4_done.val();
        self.fib4_data.next = self.bus.fib4_data.val();
        self.fib6_done.next = self.bus.fib6_done.val();
        self.fib6_data.next = self.bus.fib6_data.val();
        self.wide_done.next = self.bus.wide_done.val();
        self.wide_data.next = self.bus.wide_data.val();
    }
}

/// Verilog of the engine alone, top module `fib_engine`, with 2^R4 and 2^R6
/// rows a bank.
pub fn standalone_verilog<const R4: usize, const W4: usize, const R6: usize, const W6: usize>() -> String {
    let mut engine = FibEngine::<R4, W4, R6, W6>::default();
    engine.clock.connect();
    engine.seed.connect();
    engine.lengths4.connect();
    engine.lengths6.connect();
    engine.wide_lengths4.connect();
    engine.wide_lengths6.connect();
    engine.default_routes.connect();
    engine.lookup_valid.connect();
    engine.lookup_ipv6.connect();
    engine.lookup_address.connect();
    engine.lookup_tag.connect();
    engine.fib4_read.connect();
    engine.fib4_write.connect();
    engine.fib6_read.connect();
    engine.fib6_write.connect();
    engine.wide_read.connect();
    engine.wide_write.connect();
    engine.offset.connect();
    engine.write_data.connect();
    engine.connect_all();
    crate::verilog::emit(&engine, "fib_engine")
}

#[cfg(test)]
mod tests {
    use crate::synthesis::synthesize;

    /// A pool's bank takes 3 and 5 block RAMs, the wide table 8; the queue's
    /// memory is no block RAM.
    #[test]
    fn synthesizes_without_doubled_memories() {
        let Some(cells) = synthesize(&super::standalone_verilog::<11, 27, 11, 44>(), "fib_engine") else { return };
        println!("{cells:?}");
        assert_eq!(cells["DP16KD"], 4 * (3 + 5) + 8);
    }
}
