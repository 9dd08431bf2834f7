//! # FibBank: a bank of each pool, and the comparison of what is read there
//!
//! | port          | dir | cycle | meaning                                        |
//! | row_a, row_b  | in  | 5     | rows to read, of which each pool takes the low bits |
//! | read4, read6  | in  | 5     | both ports read that pool                      |
//! | write4, write6 | in | 5     | `new_word4` or `new_word6` goes to `row_a`; not with `read4`, `read6` |
//! | word4, word6  | out | 7     | what port A read                               |
//! | ipv6          | in  | 7     | family of the lookup                           |
//! | entry4_a, entry6_a, entry4_b, entry6_b | in | 7 | tags that match, from bit 9 on |
//! | valid4_a, valid6_a, valid4_b, valid6_b | in | 8 | whose match counts    |
//! | hit_a, hit_b  | out | 9     | it matches                                     |
//! | next_hop_a, next_hop_b | out | 9 | next hop that was read                    |
//!
//! Clock: core_clock. Latency: as above. Throughput: two rows a cycle.
//! Storage: 2^R4 x W4 and 2^R6 x W6 bits of block RAM, 2 x (W4 + W6 + 28) bits.
//! Resources: see `FibEngine`.
//! Not obvious: the registers of cycle 7 are plain and the only readers of the
//! RAM's outputs, so that they can move into it.

use rust_hdl::prelude::*;

use super::tag_compare::TagCompare;
use crate::memory::TrueDualPortRam;

#[derive(LogicBlock, Default)]
pub struct FibBank<const R4: usize, const W4: usize, const R6: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
    pub row_a: Signal<In, Bits<12>>,
    pub row_b: Signal<In, Bits<12>>,
    pub read4: Signal<In, Bit>,
    pub read6: Signal<In, Bit>,
    pub write4: Signal<In, Bit>,
    pub write6: Signal<In, Bit>,
    pub new_word4: Signal<In, Bits<W4>>,
    pub new_word6: Signal<In, Bits<W6>>,
    pub word4: Signal<Out, Bits<W4>>,
    pub word6: Signal<Out, Bits<W6>>,
    pub ipv6: Signal<In, Bit>,
    pub entry4_a: Signal<In, Bits<W4>>,
    pub entry6_a: Signal<In, Bits<W6>>,
    pub entry4_b: Signal<In, Bits<W4>>,
    pub entry6_b: Signal<In, Bits<W6>>,
    pub valid4_a: Signal<In, Bit>,
    pub valid6_a: Signal<In, Bit>,
    pub valid4_b: Signal<In, Bit>,
    pub valid6_b: Signal<In, Bit>,
    pub hit_a: Signal<Out, Bit>,
    pub hit_b: Signal<Out, Bit>,
    pub next_hop_a: Signal<Out, Bits<9>>,
    pub next_hop_b: Signal<Out, Bits<9>>,
    pool4: TrueDualPortRam<W4, R4>,
    pool6: TrueDualPortRam<W6, R6>,
    word4_a: DFF<Bits<W4>>,
    word4_b: DFF<Bits<W4>>,
    word6_a: DFF<Bits<W6>>,
    word6_b: DFF<Bits<W6>>,
    compare_a: TagCompare<W4, W6>,
    compare_b: TagCompare<W4, W6>,
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Logic
    for FibBank<R4, W4, R6, W6>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word4_a, word4_b, word6_a, word6_b);
        clock!(self, clock, pool4, pool6, compare_a, compare_b);
        self.pool4.enable_a.next = self.read4.val() | self.write4.val();
        self.pool4.write_a.next = self.write4.val();
        self.pool4.address_a.next = bit_cast::<R4, 12>(self.row_a.val());
        self.pool4.write_data.next = self.new_word4.val();
        self.pool4.enable_b.next = self.read4.val();
        self.pool4.address_b.next = bit_cast::<R4, 12>(self.row_b.val());
        self.pool6.enable_a.next = self.read6.val() | self.write6.val();
        self.pool6.write_a.next = self.write6.val();
        self.pool6.address_a.next = bit_cast::<R6, 12>(self.row_a.val());
        self.pool6.write_data.next = self.new_word6.val();
        self.pool6.enable_b.next = self.read6.val();
        self.pool6.address_b.next = bit_cast::<R6, 12>(self.row_b.val());
        self.word4_a.d.next = self.pool4.data_a.val();
        self.word4_b.d.next = self.pool4.data_b.val();
        self.word6_a.d.next = self.pool6.data_a.val();
        self.word6_b.d.next = self.pool6.data_b.val();
        self.word4.next = self.word4_a.q.val();
        self.word6.next = self.word6_a.q.val();

        self.compare_a.ipv6.next = self.ipv6.val();
        self.compare_a.word4.next = self.word4_a.q.val();
        self.compare_a.word6.next = self.word6_a.q.val();
        self.compare_a.entry4.next = self.entry4_a.val();
        self.compare_a.entry6.next = self.entry6_a.val();
        self.compare_a.valid4.next = self.valid4_a.val();
        self.compare_a.valid6.next = self.valid6_a.val();
        self.hit_a.next = self.compare_a.hit.val();
        self.next_hop_a.next = self.compare_a.next_hop.val();

        self.compare_b.ipv6.next = self.ipv6.val();
        self.compare_b.word4.next = self.word4_b.q.val();
        self.compare_b.word6.next = self.word6_b.q.val();
        self.compare_b.entry4.next = self.entry4_b.val();
        self.compare_b.entry6.next = self.entry6_b.val();
        self.compare_b.valid4.next = self.valid4_b.val();
        self.compare_b.valid6.next = self.valid6_b.val();
        self.hit_b.next = self.compare_b.hit.val();
        self.next_hop_b.next = self.compare_b.next_hop.val();
    }
}
