//! # FibBus: the host's reads and writes of the FIB
//! An access that concerns a memory takes one cycle of port A, in which no step
//! of a lookup is made.
//!
//! | port          | dir | cycle | meaning                                       |
//! | fib4_*, fib6_*, wide_* | in, out | | the bus, a group a table; as of `FibEngine` |
//! | offset, write_data | in |   | of all groups                                 |
//! | pause         | out | 1     | no step                                       |
//! | passage       | out |       | bit n: the access is in cycle n               |
//! | row           | out | 3     | that it concerns                              |
//! | reads4, reads6, reads_wide | out | 4 | it is a read of that table           |
//! | writes4, writes6 | out | 4  | it is a write, bit i: of bank i               |
//! | writes_wide   | out | 4     | likewise                                      |
//! | new_word4, new_word6, new_word_wide | out | 5 | what is written             |
//! | words4, words6, word_wide | in | 7 | what was read, of each bank            |
//! | begins, ends  | in  | 2, 13 | a lookup began, has its result                |
//!
//! Clock: core_clock. Clear: none.
//! Latency, from the request to `done`: a staged word, or one beyond a table, 2
//! cycles; a read 10; a write 9, or 1 behind the last result of the lookups that
//! began before it. Throughput: one access at a time.
//! Storage: 130 bits and those of `FibBusWords`. Resources: see `FibEngine`.
//! Tables: regmap::fib_entry.
//! Not obvious: of requests at once the first in the order above is served.

use ferroute_regmap::fib_entry::{FIB4_STRIDE, FIB6_STRIDE, WIDE_ROW_BITS, WIDE_STRIDE, WIDE_WORDS};
use ferroute_regmap::size::FIB_BANKS;
use rust_hdl::prelude::*;

use super::fib_bus_words::FibBusWords;

#[derive(LogicBlock)]
pub struct FibBus<const R4: usize, const W4: usize, const R6: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
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
    pub pause: Signal<Out, Bit>,
    pub passage: Signal<Out, Bits<16>>,
    pub row: Signal<Out, Bits<12>>,
    pub reads4: Signal<Out, Bit>,
    pub reads6: Signal<Out, Bit>,
    pub reads_wide: Signal<Out, Bit>,
    pub writes4: Signal<Out, Bits<4>>,
    pub writes6: Signal<Out, Bits<4>>,
    pub writes_wide: Signal<Out, Bit>,
    pub new_word4: Signal<Out, Bits<W4>>,
    pub new_word6: Signal<Out, Bits<W6>>,
    pub new_word_wide: Signal<Out, Bits<137>>,
    pub words4: [Signal<In, Bits<W4>>; 4],
    pub words6: [Signal<In, Bits<W6>>; 4],
    pub word_wide: Signal<In, Bits<137>>,
    pub begins: Signal<In, Bit>,
    pub ends: Signal<In, Bit>,
    store: FibBusWords<W4, W6>,
    busy: DFF<Bit>,
    done: DFF<Bit>,
    /// Bit 0: the access is told apart; bit n: it is in cycle n.
    line: DFF<Bits<16>>,
    is_write: DFF<Bit>,
    /// Bit 0 IPv4 pool, 1 IPv6 pool, 2 wide table.
    target: DFF<Bits<3>>,
    place: DFF<Bits<20>>,
    data: DFF<Bits<32>>,
    // From cycle 1 on.
    row_1: DFF<Bits<12>>,
    bank_1: DFF<Bits<4>>,
    word_1: DFF<Bits<8>>,
    /// A write is done but for the lookups that began before it.
    waits: DFF<Bit>,
    under_way: DFF<Bits<4>>,
    before_write: DFF<Bits<4>>,
    asked: Signal<Local, Bits<3>>,
    entry: Signal<Local, Bits<20>>,
    beyond: Signal<Local, Bits<20>>,
    bank: Signal<Local, Bits<20>>,
    word: Signal<Local, Bits<3>>,
    commits: Signal<Local, Bit>,
    in_range: Signal<Local, Bit>,
    stages: Signal<Local, Bit>,
    enters: Signal<Local, Bit>,
    count: Signal<Local, Bits<4>>,
    one4: Constant<Bits<4>>,
    one8: Constant<Bits<8>>,
    row_bits4: Constant<Bits<4>>,
    row_bits6: Constant<Bits<4>>,
    entry_bits4: Constant<Bits<4>>,
    entry_bits6: Constant<Bits<4>>,
    entry_bits_wide: Constant<Bits<4>>,
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Default
    for FibBus<R4, W4, R6, W6>
{
    fn default() -> Self {
        assert!(
            (FIB4_STRIDE, FIB6_STRIDE, WIDE_STRIDE, WIDE_WORDS, FIB_BANKS) == (1, 2, 8, 5, 4),
            "the numbers below are those of regmap::fib_entry"
        );
        let bits = |value: usize| Constant::new((value as u64).to_bits());
        Self {
            clock: Default::default(),
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
            offset: Default::default(),
            write_data: Default::default(),
            pause: Default::default(),
            passage: Default::default(),
            row: Default::default(),
            reads4: Default::default(),
            reads6: Default::default(),
            reads_wide: Default::default(),
            writes4: Default::default(),
            writes6: Default::default(),
            writes_wide: Default::default(),
            new_word4: Default::default(),
            new_word6: Default::default(),
            new_word_wide: Default::default(),
            words4: std::array::from_fn(|_| Default::default()),
            words6: std::array::from_fn(|_| Default::default()),
            word_wide: Default::default(),
            begins: Default::default(),
            ends: Default::default(),
            store: Default::default(),
            busy: Default::default(),
            done: Default::default(),
            line: Default::default(),
            is_write: Default::default(),
            target: Default::default(),
            place: Default::default(),
            data: Default::default(),
            row_1: Default::default(),
            bank_1: Default::default(),
            word_1: Default::default(),
            waits: Default::default(),
            under_way: Default::default(),
            before_write: Default::default(),
            asked: Default::default(),
            entry: Default::default(),
            beyond: Default::default(),
            bank: Default::default(),
            word: Default::default(),
            commits: Default::default(),
            in_range: Default::default(),
            stages: Default::default(),
            enters: Default::default(),
            count: Default::default(),
            one4: bits(1),
            one8: Constant::new(1u64.to_bits()),
            row_bits4: bits(R4),
            row_bits6: bits(R6),
            entry_bits4: bits(R4 + 2),
            entry_bits6: bits(R6 + 2),
            entry_bits_wide: bits(WIDE_ROW_BITS as usize + 2),
        }
    }
}

impl<const R4: usize, const W4: usize, const R6: usize, const W6: usize> Logic
    for FibBus<R4, W4, R6, W6>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, busy, done, line, is_write, target, place, data);
        dff_setup!(self, clock, row_1, bank_1, word_1, waits, under_way, before_write);
        clock!(self, clock, store);
        self.asked.next = bits::<3>(0)
            .replace_bit(0, self.fib4_read.val() | self.fib4_write.val())
            .replace_bit(1, self.fib6_read.val() | self.fib6_write.val())
            .replace_bit(2, self.wide_read.val() | self.wide_write.val());
        if (!self.busy.q.val()) & self.asked.val().any() {
            self.busy.d.next = true;
            self.place.d.next = self.offset.val();
            self.data.d.next = self.write_data.val();
            if self.asked.val().get_bit(0) {
                self.target.d.next = 1.into();
                self.is_write.d.next = self.fib4_write.val();
            } else if self.asked.val().get_bit(1) {
                self.target.d.next = 2.into();
                self.is_write.d.next = self.fib6_write.val();
            } else {
                self.target.d.next = 4.into();
                self.is_write.d.next = self.wide_write.val();
            }
        }

        self.entry.next = self.place.q.val();
        self.beyond.next = self.place.q.val() >> self.entry_bits4.val();
        self.bank.next = self.place.q.val() >> self.row_bits4.val();
        self.word.next = 0.into();
        self.commits.next = true;
        if self.target.q.val().get_bit(1) {
            self.entry.next = self.place.q.val() >> 1;
            self.beyond.next = (self.place.q.val() >> 1) >> self.entry_bits6.val();
            self.bank.next = (self.place.q.val() >> 1) >> self.row_bits6.val();
            self.word.next = bit_cast::<3, 1>(self.place.q.val().get_bits::<1>(0));
            self.commits.next = self.place.q.val().get_bit(0);
        }
        if self.target.q.val().get_bit(2) {
            self.entry.next = self.place.q.val() >> 3;
            self.beyond.next = (self.place.q.val() >> 3) >> self.entry_bits_wide.val();
            self.word.next = self.place.q.val().get_bits::<3>(0);
            self.commits.next = self.place.q.val().get_bits::<3>(0) == 4;
        }
        self.in_range.next = (self.beyond.val() == 0) & (self.word.val() <= 4);
        self.stages.next = self.line.q.val().get_bit(0)
            & self.in_range.val() & self.is_write.q.val() & (!self.commits.val());
        self.enters.next = self.line.q.val().get_bit(0)
            & self.in_range.val() & (self.commits.val() | (!self.is_write.q.val()));
        self.line.d.next = (self.line.q.val() << 1).replace_bit(1, self.enters.val());
        if (!self.busy.q.val()) & self.asked.val().any() {
            self.line.d.next = 1.into();
        }
        self.row_1.d.next = self.entry.val().get_bits::<12>(0);
        self.bank_1.d.next = self.one4.val() << self.bank.val().get_bits::<2>(0);
        self.word_1.d.next = self.one8.val() << self.word.val();

        // Those that began before cycle 1, in which none begins.
        self.count.next = self.under_way.q.val();
        if self.begins.val() & (!self.ends.val()) {
            self.count.next = self.under_way.q.val() + 1;
        } else if self.ends.val() & (!self.begins.val()) {
            self.count.next = self.under_way.q.val() - 1;
        }
        self.under_way.d.next = self.count.val();
        if self.line.q.val().get_bit(1) {
            self.before_write.d.next = self.count.val();
        } else if self.ends.val() & self.before_write.q.val().any() {
            self.before_write.d.next = self.before_write.q.val() - 1;
        }
        if self.line.q.val().get_bit(6) {
            self.waits.d.next = self.is_write.q.val();
        }
        self.done.d.next = (self.line.q.val().get_bit(0) & (!self.enters.val()))
            | (self.line.q.val().get_bit(8) & (!self.is_write.q.val()));
        if self.waits.q.val() & (!self.before_write.q.val().any()) {
            self.waits.d.next = false;
            self.done.d.next = true;
        }
        if self.done.q.val() {
            self.busy.d.next = false;
        }

        self.store.data.next = self.data.q.val();
        self.store.stages.next = self.stages.val();
        self.store.target.next = self.target.q.val();
        self.store.staged_word.next = self.word.val();
        self.store.bank.next = self.bank_1.q.val();
        self.store.word.next = self.word_1.q.val();
        self.store.takes.next = self.line.q.val().get_bit(8);
        self.store.word_wide.next = self.word_wide.val();
        for i in 0..4 {
            self.store.words4[i].next = self.words4[i].val();
            self.store.words6[i].next = self.words6[i].val();
        }

        self.pause.next = self.line.q.val().get_bit(1);
        self.passage.next = self.line.q.val();
        self.row.next = self.row_1.q.val();
        self.reads4.next = self.line.q.val().get_bit(4) & self.target.q.val().get_bit(0) & (!self.is_write.q.val());
        self.reads6.next = self.line.q.val().get_bit(4) & self.target.q.val().get_bit(1) & (!self.is_write.q.val());
        self.reads_wide.next = self.line.q.val().get_bit(4) & self.target.q.val().get_bit(2) & (!self.is_write.q.val());
        self.writes4.next = 0.into();
        self.writes6.next = 0.into();
        self.writes_wide.next = false;
        if self.line.q.val().get_bit(4) & self.is_write.q.val() {
            if self.target.q.val().get_bit(0) {
                self.writes4.next = self.bank_1.q.val();
            }
            if self.target.q.val().get_bit(1) {
                self.writes6.next = self.bank_1.q.val();
            }
            self.writes_wide.next = self.target.q.val().get_bit(2);
        }
        self.new_word4.next = self.store.new_word4.val();
        self.new_word6.next = self.store.new_word6.val();
        self.new_word_wide.next = self.store.new_word_wide.val();
        self.fib4_done.next = self.done.q.val() & self.target.q.val().get_bit(0);
        self.fib6_done.next = self.done.q.val() & self.target.q.val().get_bit(1);
        self.wide_done.next = self.done.q.val() & self.target.q.val().get_bit(2);
        self.fib4_data.next = self.store.answer.val();
        self.fib6_data.next = self.store.answer.val();
        self.wide_data.next = self.store.answer.val();
    }
}
