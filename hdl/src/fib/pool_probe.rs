//! # PoolProbe: one prefix length a clock to a row of each bank
//! What one port of all banks reads, and what it must find there.
//!
//! | port       | dir | cycle | meaning                                           |
//! | tokens, families | in |  | bit n: there is a step in cycle n; it is of IPv6   |
//! | length     | in  | 2     | that is asked for; zero: none                     |
//! | address    | in  | 2     | first 49 bits of it                               |
//! | bus, bus_row | in | 3    | read this row in place of the address' rows       |
//! | rows       | out | 5     | row of bank i in bits 12i+11:12i, of which a bank takes the low ones |
//! | entry4, entry6 | out | 7 | what an entry that matches holds, next hop zero   |
//! | valid4, valid6 | out | 8 | such an entry counts                              |
//! | rows_9, length_9 | out | 9 | `rows` and `length` again                       |
//!
//! Clock: core_clock. Latency: as above. Throughput: a length a cycle.
//! Storage: 600 bits. Resources: see `FibEngine`.
//! Tables: regmap::{fib_entry, fib_hash}.
//! Not obvious: an address whose tag would be zero has no valid entry, as that
//! is the tag of empty ones.

use ferroute_regmap::fib_entry::{FIB4_KEY_BITS, FIB6_KEY_BITS};
use ferroute_regmap::fib_hash::{FIB4_COPY_SHIFT, FIB6_COPY_SHIFT, SLICE_BITS};
use ferroute_regmap::size::NEXT_HOP_BITS;
use rust_hdl::prelude::*;

use super::{delay_line::DelayLine, fib_hasher::FibHasher, pool_key::PoolKey};

/// Bits of `PoolKey`'s key, and those of it behind an IPv4 key.
const KEY_BITS: usize = 49;
const BEHIND_IPV4: u64 = 20;

#[derive(LogicBlock)]
pub struct PoolProbe<const R4: usize, const W4: usize, const R6: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
    pub seed: Signal<In, Bits<60>>,
    pub tokens: Signal<In, Bits<16>>,
    pub families: Signal<In, Bits<16>>,
    pub length: Signal<In, Bits<8>>,
    pub address: Signal<In, Bits<49>>,
    pub bus: Signal<In, Bit>,
    pub bus_row: Signal<In, Bits<12>>,
    pub rows: Signal<Out, Bits<48>>,
    pub entry4: Signal<Out, Bits<W4>>,
    pub entry6: Signal<Out, Bits<W6>>,
    pub valid4: Signal<Out, Bit>,
    pub valid6: Signal<Out, Bit>,
    pub rows_9: Signal<Out, Bits<48>>,
    pub length_9: Signal<Out, Bits<8>>,
    pool_key: PoolKey,
    hasher: FibHasher,
    low_4: DFF<Bits<12>>,
    /// Bit n: the entry of cycle n counts.
    valid_line: DFF<Bits<16>>,
    valid4_8: DFF<Bit>,
    valid6_8: DFF<Bit>,
    rows_5: DFF<Bits<48>>,
    keys: DelayLine<49, 4>,
    rows_line: DelayLine<48, 4>,
    lengths: DelayLine<8, 7>,
    key: Signal<Local, Bits<49>>,
    key6: Signal<Local, Bits<46>>,
    high4: Signal<Local, Bits<49>>,
    high6: Signal<Local, Bits<46>>,
    copy4: Signal<Local, Bits<60>>,
    copy6: Signal<Local, Bits<60>>,
    tag_is_zero: Signal<Local, Bit>,
    inverted: Signal<Local, Bits<49>>,
    inverted6: Signal<Local, Bits<46>>,
    tag4: Signal<Local, Bits<49>>,
    tag6: Signal<Local, Bits<46>>,
    hash: Signal<Local, Bits<60>>,
    slices: Signal<Local, Bits<48>>,
    low: Signal<Local, Bits<48>>,
    above4: Constant<Bits<6>>,
    above6: Constant<Bits<6>>,
    ones4: Constant<Bits<49>>,
    ones6: Constant<Bits<46>>,
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Default
    for PoolProbe<R4, W4, R6, W6>
{
    fn default() -> Self {
        let next_hop = NEXT_HOP_BITS as usize;
        let (tag4, tag6) = (FIB4_KEY_BITS as usize - R4, FIB6_KEY_BITS as usize - R6);
        assert!((9..=12).contains(&R4) && (9..=12).contains(&R6), "2^{R4} and 2^{R6} rows a bank");
        assert!(W4 == tag4 + next_hop && W6 == tag6 + next_hop, "{W4} and {W6} bits a word");
        assert!(
            (SLICE_BITS, FIB4_COPY_SHIFT, FIB6_COPY_SHIFT) == (15, 20, 37) && KEY_BITS == 49,
            "the numbers below are those of regmap::fib_hash"
        );
        Self {
            clock: Default::default(),
            seed: Default::default(),
            tokens: Default::default(),
            families: Default::default(),
            length: Default::default(),
            address: Default::default(),
            bus: Default::default(),
            bus_row: Default::default(),
            rows: Default::default(),
            entry4: Default::default(),
            entry6: Default::default(),
            valid4: Default::default(),
            valid6: Default::default(),
            rows_9: Default::default(),
            length_9: Default::default(),
            pool_key: Default::default(),
            hasher: Default::default(),
            low_4: Default::default(),
            valid_line: Default::default(),
            valid4_8: Default::default(),
            valid6_8: Default::default(),
            rows_5: Default::default(),
            keys: Default::default(),
            rows_line: Default::default(),
            lengths: Default::default(),
            key: Default::default(),
            key6: Default::default(),
            high4: Default::default(),
            high6: Default::default(),
            copy4: Default::default(),
            copy6: Default::default(),
            tag_is_zero: Default::default(),
            inverted: Default::default(),
            inverted6: Default::default(),
            tag4: Default::default(),
            tag6: Default::default(),
            hash: Default::default(),
            slices: Default::default(),
            low: Default::default(),
            above4: Constant::new((BEHIND_IPV4 + R4 as u64).to_bits()),
            above6: Constant::new((R6 as u64).to_bits()),
            ones4: Constant::new(((1u64 << tag4) - 1).to_bits()),
            ones6: Constant::new(((1u64 << tag6) - 1).to_bits()),
        }
    }
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Logic
    for PoolProbe<R4, W4, R6, W6>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, low_4, valid_line, valid4_8, valid6_8, rows_5);
        clock!(self, clock, pool_key, hasher, keys, rows_line, lengths);
        // Cycle 2.
        self.pool_key.asks.next = self.tokens.val().get_bit(2);
        self.pool_key.length.next = self.length.val();
        self.pool_key.ipv6.next = self.families.val().get_bit(2);
        self.pool_key.address.next = self.address.val();
        self.lengths.word.next = self.length.val();

        // Cycle 3.
        self.key.next = self.pool_key.key.val();
        self.keys.word.next = self.key.val();
        self.key6.next = self.key.val().get_bits::<46>(0);
        self.high4.next = self.key.val() >> self.above4.val();
        self.high6.next = self.key6.val() >> self.above6.val();
        self.copy4.next = bit_cast::<60, 49>(self.high4.val());
        self.copy6.next = bit_cast::<60, 46>(self.high6.val());
        self.hasher.seed.next = self.seed.val();
        self.hasher.clear.next = self.bus.val();
        self.hasher.key.next =
            self.copy4.val() | (self.copy4.val() << 20) | (self.copy4.val() << 40);
        self.low_4.d.next = self.key.val().get_bits::<12>(20);
        self.tag_is_zero.next = self.high4.val() == self.ones4.val();
        if self.families.val().get_bit(3) {
            self.hasher.key.next = self.copy6.val() | (self.copy6.val() << 37);
            self.low_4.d.next = self.key.val().get_bits::<12>(0);
            self.tag_is_zero.next = self.high6.val() == self.ones6.val();
        }
        if self.bus.val() {
            self.low_4.d.next = self.bus_row.val();
        }
        self.valid_line.d.next = (self.valid_line.q.val() << 1)
            .replace_bit(4, self.pool_key.valid.val() & (!self.tag_is_zero.val()));

        // Cycle 4.
        self.hash.next = self.hasher.spread.val();
        self.slices.next = bit_cast::<48, 12>(self.hash.val().get_bits::<12>(0))
            | (bit_cast::<48, 12>(self.hash.val().get_bits::<12>(15)) << 12)
            | (bit_cast::<48, 12>(self.hash.val().get_bits::<12>(30)) << 24)
            | (bit_cast::<48, 12>(self.hash.val().get_bits::<12>(45)) << 36);
        self.low.next = bit_cast::<48, 12>(self.low_4.q.val())
            | (bit_cast::<48, 12>(self.low_4.q.val()) << 12)
            | (bit_cast::<48, 12>(self.low_4.q.val()) << 24)
            | (bit_cast::<48, 12>(self.low_4.q.val()) << 36);
        self.rows_5.d.next = self.slices.val() ^ self.low.val();
        self.rows.next = self.rows_5.q.val();
        self.rows_line.word.next = self.rows_5.q.val();

        // Cycle 7.
        self.inverted.next = !self.keys.delayed.val();
        self.inverted6.next = self.inverted.val().get_bits::<46>(0);
        self.tag4.next = self.inverted.val() >> self.above4.val();
        self.tag6.next = self.inverted6.val() >> self.above6.val();
        self.entry4.next = bit_cast::<W4, 49>(self.tag4.val()) << 9;
        self.entry6.next = bit_cast::<W6, 46>(self.tag6.val()) << 9;
        self.valid4_8.d.next = self.valid_line.q.val().get_bit(7) & (!self.families.val().get_bit(7));
        self.valid6_8.d.next = self.valid_line.q.val().get_bit(7) & self.families.val().get_bit(7);
        self.valid4.next = self.valid4_8.q.val();
        self.valid6.next = self.valid6_8.q.val();

        self.rows_9.next = self.rows_line.delayed.val();
        self.length_9.next = self.lengths.delayed.val();
    }
}
