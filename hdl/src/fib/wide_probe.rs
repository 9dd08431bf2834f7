//! # WideProbe: a prefix length in two steps to four rows of the wide table
//! Banks 0 and 1 in the first step, 2 and 3 in the second.
//!
//! | port       | dir | cycle | meaning                                           |
//! | tokens, families | in |  | bit n: there is a step in cycle n; it is of IPv6   |
//! | length, second | in | 2   | as of `WideSlots`                                 |
//! | address    | in  | 2     |                                                   |
//! | bus, bus_row | in | 3    | read this row in place of the address' rows       |
//! | row_a, row_b | out | 5   | rows to read                                      |
//! | entry      | out | 7     | what an entry that matches holds: tag in bits 119:0, kind above |
//! | valid      | out | 8     | such an entry counts                              |
//! | row_a_9, row_b_9, length_9 | out | 9 | `row_a`, `row_b`, `length` again       |
//!
//! Clock: core_clock. Latency: as above. Throughput: a length in two cycles.
//! Storage: 600 bits. Resources: see `FibEngine`.
//! Tables: regmap::{fib_entry, fib_hash}.
//! Not obvious: masked address and kind go from cycle 3 to 5 to 7 with the first
//! step and stay there for the second, however many cycles are between them.

use ferroute_regmap::fib_entry::{WIDE_KIND_IPV4, WIDE_KIND_IPV6, WIDE_ROW_BITS, WIDE_TAG_BITS};
use ferroute_regmap::fib_hash::{SLICE_BITS, WIDE_TOP_SHIFT};
use rust_hdl::prelude::*;

use super::{delay_line::DelayLine, fib_hasher::FibHasher};

#[derive(LogicBlock)]
pub struct WideProbe {
    pub clock: Signal<In, Clock>,
    pub seed: Signal<In, Bits<60>>,
    pub tokens: Signal<In, Bits<16>>,
    pub families: Signal<In, Bits<16>>,
    pub length: Signal<In, Bits<8>>,
    pub second: Signal<In, Bit>,
    pub address: Signal<In, Bits<128>>,
    pub bus: Signal<In, Bit>,
    pub bus_row: Signal<In, Bits<10>>,
    pub row_a: Signal<Out, Bits<10>>,
    pub row_b: Signal<Out, Bits<10>>,
    pub entry: Signal<Out, Bits<128>>,
    pub valid: Signal<Out, Bit>,
    pub row_a_9: Signal<Out, Bits<10>>,
    pub row_b_9: Signal<Out, Bits<10>>,
    pub length_9: Signal<Out, Bits<8>>,
    masked_3: DFF<Bits<128>>,
    kind_3: DFF<Bits<8>>,
    entry_5: DFF<Bits<128>>,
    entry_7: DFF<Bits<128>>,
    low_4: DFF<Bits<10>>,
    rows_5: DFF<Bits<20>>,
    valid_line: DFF<Bits<16>>,
    second_line: DFF<Bits<16>>,
    hasher: FibHasher,
    rows_line: DelayLine<20, 4>,
    lengths: DelayLine<8, 7>,
    behind: Signal<Local, Bits<128>>,
    kind_base: Signal<Local, Bits<8>>,
    masked: Signal<Local, Bits<128>>,
    key: Signal<Local, Bits<128>>,
    hash: Signal<Local, Bits<60>>,
    low: Signal<Local, Bits<20>>,
    hashed: Signal<Local, Bits<20>>,
    banks: Signal<Local, Bits<20>>,
    bus_4: DFF<Bit>,
    first_banks: Constant<Bits<20>>,
    second_banks: Constant<Bits<20>>,
    in_range: Signal<Local, Bit>,
    ones: Constant<Bits<128>>,
    base4: Constant<Bits<8>>,
    base6: Constant<Bits<8>>,
}

impl Default for WideProbe {
    fn default() -> Self {
        assert!(
            (SLICE_BITS, WIDE_TOP_SHIFT, WIDE_ROW_BITS, WIDE_TAG_BITS) == (15, 27, 8, 120),
            "the numbers below are those of regmap"
        );
        Self {
            clock: Default::default(),
            seed: Default::default(),
            tokens: Default::default(),
            families: Default::default(),
            length: Default::default(),
            second: Default::default(),
            address: Default::default(),
            bus: Default::default(),
            bus_row: Default::default(),
            row_a: Default::default(),
            row_b: Default::default(),
            entry: Default::default(),
            valid: Default::default(),
            row_a_9: Default::default(),
            row_b_9: Default::default(),
            length_9: Default::default(),
            masked_3: Default::default(),
            kind_3: Default::default(),
            entry_5: Default::default(),
            entry_7: Default::default(),
            low_4: Default::default(),
            rows_5: Default::default(),
            valid_line: Default::default(),
            second_line: Default::default(),
            hasher: Default::default(),
            rows_line: Default::default(),
            lengths: Default::default(),
            behind: Default::default(),
            kind_base: Default::default(),
            masked: Default::default(),
            key: Default::default(),
            hash: Default::default(),
            low: Default::default(),
            hashed: Default::default(),
            banks: Default::default(),
            bus_4: Default::default(),
            first_banks: Constant::new((1u64 << 18).to_bits()),
            second_banks: Constant::new((2u64 << 8 | 3 << 18).to_bits()),
            in_range: Default::default(),
            ones: Constant::new(u128::MAX.to_bits()),
            base4: Constant::new(u64::from(WIDE_KIND_IPV4).to_bits()),
            base6: Constant::new(u64::from(WIDE_KIND_IPV6).to_bits()),
        }
    }
}

impl Logic for WideProbe {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, masked_3, kind_3, entry_5, entry_7, low_4, rows_5, valid_line, second_line);
        dff_setup!(self, clock, bus_4);
        clock!(self, clock, hasher, rows_line, lengths);
        // Cycle 2.
        self.behind.next = self.ones.val() >> self.length.val();
        self.kind_base.next = self.base4.val();
        self.in_range.next = (self.length.val() != 0) & (self.length.val() <= 32);
        if self.families.val().get_bit(2) {
            self.kind_base.next = self.base6.val();
            self.in_range.next = (self.length.val() != 0) & (self.length.val() <= 128);
        }
        if self.tokens.val().get_bit(2) & (!self.second.val()) {
            self.masked_3.d.next = self.address.val() & (!self.behind.val());
            self.kind_3.d.next = self.kind_base.val() + self.length.val();
        }
        self.valid_line.d.next = (self.valid_line.q.val() << 1)
            .replace_bit(3, self.tokens.val().get_bit(2) & self.in_range.val());
        self.second_line.d.next = (self.second_line.q.val() << 1).replace_bit(3, self.second.val());
        self.lengths.word.next = self.length.val();

        // Cycle 3.
        self.masked.next = self.masked_3.q.val();
        self.key.next = bit_cast::<128, 120>(self.masked.val().get_bits::<120>(8))
            | (bit_cast::<128, 8>(self.kind_3.q.val()) << 120);
        self.hasher.seed.next = self.seed.val();
        self.hasher.clear.next = self.bus.val();
        self.hasher.key.next = self.key.val().get_bits::<60>(0)
            ^ self.key.val().get_bits::<60>(60)
            ^ (bit_cast::<60, 8>(self.key.val().get_bits::<8>(120)) << 27);
        self.low_4.d.next = bit_cast::<10, 8>(self.masked.val().get_bits::<8>(0));
        self.bus_4.d.next = self.bus.val();
        if self.bus.val() {
            self.low_4.d.next = self.bus_row.val();
        }

        // Cycle 4.
        if self.tokens.val().get_bit(4) & (!self.second_line.q.val().get_bit(4)) {
            self.entry_5.d.next = self.key.val();
        }
        self.hash.next = self.hasher.spread.val();
        self.low.next =
            bit_cast::<20, 10>(self.low_4.q.val()) | (bit_cast::<20, 10>(self.low_4.q.val()) << 10);
        // Banks 0 and 1, then 2 and 3; each has 256 rows of its own.
        self.hashed.next = bit_cast::<20, 8>(self.hash.val().get_bits::<8>(0))
            | (bit_cast::<20, 8>(self.hash.val().get_bits::<8>(15)) << 10);
        self.banks.next = self.first_banks.val();
        if self.second_line.q.val().get_bit(4) {
            self.hashed.next = bit_cast::<20, 8>(self.hash.val().get_bits::<8>(30))
                | (bit_cast::<20, 8>(self.hash.val().get_bits::<8>(45)) << 10);
            self.banks.next = self.second_banks.val();
        }
        if self.bus_4.q.val() {
            self.banks.next = 0.into();
        }
        self.rows_5.d.next = (self.hashed.val() ^ self.low.val()) | self.banks.val();
        self.row_a.next = self.rows_5.q.val().get_bits::<10>(0);
        self.row_b.next = self.rows_5.q.val().get_bits::<10>(10);
        self.rows_line.word.next = self.rows_5.q.val();

        // Cycle 6.
        if self.tokens.val().get_bit(6) & (!self.second_line.q.val().get_bit(6)) {
            self.entry_7.d.next = self.entry_5.q.val();
        }
        self.entry.next = self.entry_7.q.val();
        self.valid.next = self.valid_line.q.val().get_bit(8);

        self.row_a_9.next = self.rows_line.delayed.val().get_bits::<10>(0);
        self.row_b_9.next = self.rows_line.delayed.val().get_bits::<10>(10);
        self.length_9.next = self.lengths.delayed.val();
    }
}
