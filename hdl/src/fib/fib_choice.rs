//! # FibChoice: the longest match of a lookup's steps, and its result
//!
//! | port           | dir | cycle | meaning                                     |
//! | length_a, length_b, length_wide | in | 9 | lengths that are asked for     |
//! | hit_*, next_hop_*, index_* | in | 10 | what was found of ports A and B of the pools and in the wide table |
//! | first, last    | in  | 11, 12 | the step is the first, the last of a lookup |
//! | done_tag, done_ipv6 | in | 12 | with `last`                                 |
//! | default_routes | in  |       | register DEFAULT_ROUTES                     |
//! | result_*       | out | 13    | the lookup's result, one cycle              |
//!
//! Clock: core_clock. Latency: 3 cycles behind `hit_*`. Throughput: a step a
//! cycle. Backpressure: none. Storage: 220 bits. Resources: see `FibEngine`.
//! Not obvious: where pool and wide table hold the same prefix either is given.

use rust_hdl::prelude::*;

/// Where the longest prefix is.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct FibMatch {
    pub length: Bits<8>,
    /// 0 nowhere, 1 pool, 2 wide table, 3 default route.
    pub table: Bits<2>,
    pub next_hop: Bits<9>,
    pub index: Bits<14>,
}

#[derive(LogicBlock, Default)]
pub struct FibChoice {
    pub clock: Signal<In, Clock>,
    pub length_a: Signal<In, Bits<8>>,
    pub length_b: Signal<In, Bits<8>>,
    pub length_wide: Signal<In, Bits<8>>,
    pub hit_a: Signal<In, Bit>,
    pub hit_b: Signal<In, Bit>,
    pub hit_wide: Signal<In, Bit>,
    pub next_hop_a: Signal<In, Bits<9>>,
    pub next_hop_b: Signal<In, Bits<9>>,
    pub next_hop_wide: Signal<In, Bits<9>>,
    pub index_a: Signal<In, Bits<14>>,
    pub index_b: Signal<In, Bits<14>>,
    pub index_wide: Signal<In, Bits<14>>,
    pub first: Signal<In, Bit>,
    pub last: Signal<In, Bit>,
    pub done_tag: Signal<In, Bits<7>>,
    pub done_ipv6: Signal<In, Bit>,
    pub default_routes: Signal<In, Bits<32>>,
    pub result_valid: Signal<Out, Bit>,
    pub result_tag: Signal<Out, Bits<7>>,
    pub result_next_hop: Signal<Out, Bits<9>>,
    pub result_length: Signal<Out, Bits<8>>,
    pub result_table: Signal<Out, Bits<2>>,
    pub result_index: Signal<Out, Bits<14>>,
    // Cycle 10: lengths and their order.
    length_a_10: DFF<Bits<8>>,
    length_b_10: DFF<Bits<8>>,
    length_wide_10: DFF<Bits<8>>,
    b_before_a: DFF<Bit>,
    wide_before_a: DFF<Bit>,
    wide_before_b: DFF<Bit>,
    // Cycle 11: of this step.
    found_11: DFF<Bit>,
    match_11: DFF<FibMatch>,
    // Cycle 12: of the steps up to this one.
    found_12: DFF<Bit>,
    match_12: DFF<FibMatch>,
    // Cycle 13.
    valid: DFF<Bit>,
    tag: DFF<Bits<7>>,
    result: DFF<FibMatch>,
    takes_b: Signal<Local, Bit>,
    takes_wide: Signal<Local, Bit>,
    best: Signal<Local, FibMatch>,
    of_step: Signal<Local, FibMatch>,
    fallback: Signal<Local, FibMatch>,
}

impl Logic for FibChoice {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, length_a_10, length_b_10, length_wide_10);
        dff_setup!(self, clock, b_before_a, wide_before_a, wide_before_b);
        dff_setup!(self, clock, found_11, match_11, found_12, match_12, valid, tag, result);
        // Cycle 9.
        self.length_a_10.d.next = self.length_a.val();
        self.length_b_10.d.next = self.length_b.val();
        self.length_wide_10.d.next = self.length_wide.val();
        self.b_before_a.d.next = self.length_b.val() > self.length_a.val();
        self.wide_before_a.d.next = self.length_wide.val() > self.length_a.val();
        self.wide_before_b.d.next = self.length_wide.val() > self.length_b.val();

        // Cycle 10.
        self.takes_wide.next = self.hit_wide.val()
            & (self.wide_before_a.q.val() | (!self.hit_a.val()))
            & (self.wide_before_b.q.val() | (!self.hit_b.val()));
        self.takes_b.next = self.hit_b.val() & (self.b_before_a.q.val() | (!self.hit_a.val()));
        self.found_11.d.next = self.hit_a.val() | self.hit_b.val() | self.hit_wide.val();
        self.match_11.d.next.length = self.length_a_10.q.val();
        self.match_11.d.next.table = 1.into();
        self.match_11.d.next.next_hop = self.next_hop_a.val();
        self.match_11.d.next.index = self.index_a.val();
        if self.takes_wide.val() {
            self.match_11.d.next.length = self.length_wide_10.q.val();
            self.match_11.d.next.table = 2.into();
            self.match_11.d.next.next_hop = self.next_hop_wide.val();
            self.match_11.d.next.index = self.index_wide.val();
        } else if self.takes_b.val() {
            self.match_11.d.next.length = self.length_b_10.q.val();
            self.match_11.d.next.next_hop = self.next_hop_b.val();
            self.match_11.d.next.index = self.index_b.val();
        }

        // Cycle 11.
        self.of_step.next = self.match_11.q.val();
        self.best.next = self.match_12.q.val();
        if self.first.val() {
            self.found_12.d.next = self.found_11.q.val();
        } else if self.found_11.q.val() {
            self.found_12.d.next = true;
        }
        if self.found_11.q.val()
            & (self.first.val()
                | (!self.found_12.q.val())
                | (self.of_step.val().length > self.best.val().length))
        {
            self.match_12.d.next = self.match_11.q.val();
        }

        // Cycle 12.
        self.fallback.next.length = 0.into();
        self.fallback.next.table = 0.into();
        self.fallback.next.next_hop = 0.into();
        self.fallback.next.index = 0.into();
        if self.done_ipv6.val() {
            if self.default_routes.val().get_bit(31) {
                self.fallback.next.table = 3.into();
                self.fallback.next.next_hop = self.default_routes.val().get_bits::<9>(16);
            }
        } else if self.default_routes.val().get_bit(15) {
            self.fallback.next.table = 3.into();
            self.fallback.next.next_hop = self.default_routes.val().get_bits::<9>(0);
        }
        self.valid.d.next = self.last.val();
        self.tag.d.next = self.done_tag.val();
        self.result.d.next = self.fallback.val();
        if self.found_12.q.val() {
            self.result.d.next = self.match_12.q.val();
        }
        self.result_valid.next = self.valid.q.val();
        self.result_tag.next = self.tag.q.val();
        self.result_length.next = self.result.q.val().length;
        self.result_table.next = self.result.q.val().table;
        self.result_next_hop.next = self.result.q.val().next_hop;
        self.result_index.next = self.result.q.val().index;
    }
}
