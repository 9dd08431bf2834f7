//! # FreeList: hands out cells and takes chains back
//! After power-up a counter hands out 0 to 2^CELL - 1; after that the cells come
//! from a linked list, whole chains being appended at its end. Either source
//! fills a prefetch queue of 16.
//!
//! | port           | dir | meaning                                          |
//! | free_cell      | out | the next cell while one is ready                 |
//! | take_cell      | in  | it is taken                                      |
//! | cell_available | out | at least 8 cells are ready                       |
//! | no_cells       | out | fewer are ready and none is to come              |
//! | free_cells     | out | cells that hold nothing, 2 cycles late           |
//! | chain_*        | in  | a chain to append, held until `chain_taken`      |
//! | append_*, fetch_*, next_cell | | the `LinkMemory`                      |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a lone cell given back is ready 2 cycles later.
//! Throughput: a cell in 3 cycles while the egress reader leaves a read port to
//! it, where 9 ports need one in 9 cycles (84 / 9 minimum frames, or one in 8
//! words); 1 a cycle from the counter; a chain a cycle.
//! Backpressure: see `Ingress` for `cell_available` and `no_cells`.
//! Storage: 16 x CELL bit of distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: `no_cells` stays until 8 cells are ready again, so that words of
//! ingress that were let through to be dropped cannot take a cell that is not
//! there. Up to 7 cells stay in the queue meanwhile.

use rust_hdl::prelude::*;

use crate::memory::SyncFifo;

/// Cells ready while `cell_available` is 1.
pub const READY_CELLS: usize = 8;

#[derive(LogicBlock)]
pub struct FreeList<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub free_cell: Signal<Out, Bits<CELL>>,
    pub take_cell: Signal<In, Bit>,
    pub cell_available: Signal<Out, Bit>,
    pub no_cells: Signal<Out, Bit>,
    pub free_cells: Signal<Out, Bits<12>>,
    pub chain_valid: Signal<In, Bit>,
    pub chain_first: Signal<In, Bits<CELL>>,
    pub chain_last: Signal<In, Bits<CELL>>,
    pub chain_cells: Signal<In, Bits<8>>,
    pub chain_taken: Signal<Out, Bit>,
    pub append_valid: Signal<Out, Bit>,
    pub append_from: Signal<Out, Bits<CELL>>,
    pub append_to: Signal<Out, Bits<CELL>>,
    pub append_ready: Signal<In, Bit>,
    pub fetch: Signal<Out, Bit>,
    pub fetch_cell: Signal<Out, Bits<CELL>>,
    pub fetch_ready: Signal<In, Bit>,
    pub next_cell: Signal<In, Bits<CELL>>,
    prefetch: SyncFifo<CELL, 4>,
    fresh: DFF<Bits<CELL>>,
    fresh_done: DFF<Bit>,
    head: DFF<Bits<CELL>>,
    tail: DFF<Bits<CELL>>,
    list_some: DFF<Bit>,
    /// 0: `head` is right; 1 and 2: the link behind it is being read.
    phase: DFF<Bits<2>>,
    starved: DFF<Bit>,
    free: DFFWithInit<Bits<12>>,
    taken: DFF<Bit>,
    returned: DFF<Bits<8>>,
    append: Signal<Local, Bit>,
    is_single: Signal<Local, Bit>,
    could_fetch: Signal<Local, Bit>,
    last_fresh: Constant<Bits<CELL>>,
}

impl<const CELL: usize> Default for FreeList<CELL> {
    fn default() -> Self {
        assert!((5..=11).contains(&CELL), "a cell number of {CELL} bits");
        Self {
            clock: Default::default(),
            free_cell: Default::default(),
            take_cell: Default::default(),
            cell_available: Default::default(),
            no_cells: Default::default(),
            free_cells: Default::default(),
            chain_valid: Default::default(),
            chain_first: Default::default(),
            chain_last: Default::default(),
            chain_cells: Default::default(),
            chain_taken: Default::default(),
            append_valid: Default::default(),
            append_from: Default::default(),
            append_to: Default::default(),
            append_ready: Default::default(),
            fetch: Default::default(),
            fetch_cell: Default::default(),
            fetch_ready: Default::default(),
            next_cell: Default::default(),
            prefetch: SyncFifo::new(READY_CELLS),
            fresh: Default::default(),
            fresh_done: Default::default(),
            head: Default::default(),
            tail: Default::default(),
            list_some: Default::default(),
            phase: Default::default(),
            starved: Default::default(),
            free: DFFWithInit::new((1u64 << CELL).to_bits()),
            taken: Default::default(),
            returned: Default::default(),
            append: Default::default(),
            is_single: Default::default(),
            could_fetch: Default::default(),
            last_fresh: Constant::new(((1u64 << CELL) - 1).to_bits()),
        }
    }
}

impl<const CELL: usize> Logic for FreeList<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, fresh, fresh_done, head, tail, list_some, phase, starved);
        dff_setup!(self, clock, free, taken, returned);
        clock!(self, clock, prefetch);
        self.prefetch.read.next = self.take_cell.val();
        self.free_cell.next = self.prefetch.data.val();
        self.cell_available.next = self.prefetch.almost_full.val();

        // A chain is appended, or a cell taken from the front; never both at
        // once, so that a list of one cell needs no special case.
        self.append_valid.next = self.chain_valid.val() & self.list_some.q.val();
        self.append_from.next = self.tail.q.val();
        self.append_to.next = self.chain_first.val();
        self.append.next =
            self.chain_valid.val() & (self.append_ready.val() | !self.list_some.q.val());
        self.chain_taken.next = self.append.val();
        self.is_single.next = self.head.q.val() == self.tail.q.val();
        self.could_fetch.next = self.list_some.q.val()
            & self.fresh_done.q.val()
            & (self.phase.q.val() == 0)
            & (!self.prefetch.full.val())
            & (!self.chain_valid.val());
        self.fetch.next = self.could_fetch.val();
        self.fetch_cell.next = self.head.q.val();
        self.prefetch.write.next = self.could_fetch.val() & self.fetch_ready.val();
        self.prefetch.write_data.next = self.head.q.val();
        if self.could_fetch.val() & self.fetch_ready.val() {
            if self.is_single.val() {
                self.list_some.d.next = false;
            } else {
                self.phase.d.next = 1.into();
            }
        }
        if self.phase.q.val() == 1 {
            self.phase.d.next = 2.into();
        }
        if self.phase.q.val() == 2 {
            self.head.d.next = self.next_cell.val();
            self.phase.d.next = 0.into();
        }
        if self.append.val() {
            self.tail.d.next = self.chain_last.val();
            self.list_some.d.next = true;
            if !self.list_some.q.val() {
                self.head.d.next = self.chain_first.val();
            }
        }
        if !self.fresh_done.q.val() {
            self.prefetch.write.next = true;
            self.prefetch.write_data.next = self.fresh.q.val();
            if !self.prefetch.full.val() {
                self.fresh.d.next = self.fresh.q.val() + 1;
                self.fresh_done.d.next = self.fresh.q.val() == self.last_fresh.val();
            }
        }

        if self.prefetch.almost_full.val() {
            self.starved.d.next = false;
        } else if self.fresh_done.q.val() & (!self.list_some.q.val()) & (!self.chain_valid.val()) {
            self.starved.d.next = true;
        }
        self.no_cells.next = self.starved.q.val();

        self.taken.d.next = self.take_cell.val();
        self.returned.d.next = 0.into();
        if self.append.val() {
            self.returned.d.next = self.chain_cells.val();
        }
        self.free.d.next = self.free.q.val() + bit_cast::<12, 8>(self.returned.q.val());
        if self.taken.q.val() {
            self.free.d.next = self.free.q.val() + bit_cast::<12, 8>(self.returned.q.val()) - 1;
        }
        self.free_cells.next = self.free.q.val();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, VecDeque};

    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    const CELLS: usize = 64;

    /// The list with a link memory of plain Rust.
    struct Bench {
        list: FreeList<6>,
        links: [u64; CELLS],
        answers: VecDeque<u64>,
        busy_links: bool,
        busy_reads: bool,
    }

    impl Bench {
        fn new() -> Self {
            let mut list = FreeList::default();
            list.connect_all();
            assert!(simulate(&mut list, 100));
            Self { list, links: [0; CELLS], answers: [0, 0].into(), busy_links: false, busy_reads: false }
        }

        /// One cycle; true when the offered chain was taken.
        fn cycle(&mut self) -> bool {
            let list = &mut self.list;
            list.append_ready.next = !self.busy_links;
            list.fetch_ready.next = !self.busy_reads;
            list.next_cell.next = self.answers.pop_front().expect("two").to_bits();
            assert!(simulate(list, 100));
            let taken = list.chain_valid.val() && list.chain_taken.val();
            let fetched = list.fetch.val() && !self.busy_reads;
            let fetch_cell = list.fetch_cell.val().to_u64() as usize;
            self.answers.push_back(if fetched { self.links[fetch_cell] } else { 99 % CELLS as u64 });
            if list.append_valid.val() && !self.busy_links {
                assert!(!fetched || fetch_cell as u64 != list.append_from.val().to_u64());
                self.links[list.append_from.val().to_u64() as usize] = list.append_to.val().to_u64();
            }
            list.clock.next = true.into();
            assert!(simulate(list, 100));
            list.clock.next = false.into();
            list.take_cell.next = false;
            if taken {
                list.chain_valid.next = false;
            }
            assert!(simulate(list, 100));
            taken
        }

        fn offer(&mut self, chain: &[u64]) {
            for pair in chain.windows(2) {
                self.links[pair[0] as usize] = pair[1];
            }
            self.list.chain_first.next = chain[0].to_bits();
            self.list.chain_last.next = chain[chain.len() - 1].to_bits();
            self.list.chain_cells.next = (chain.len() as u64).to_bits();
            self.list.chain_valid.next = true;
        }

        fn give_back(&mut self, chain: &[u64]) {
            self.offer(chain);
            while !self.cycle() {}
        }

        fn take(&mut self) -> u64 {
            let cell = self.list.free_cell.val().to_u64();
            self.list.take_cell.next = true;
            self.cycle();
            cell
        }
    }

    /// All cells but the last 7, in the order of the counter.
    fn drained() -> Bench {
        let mut bench = Bench::new();
        for _ in 0..12 {
            bench.cycle();
        }
        for expected in 0..CELLS as u64 - 7 {
            assert!(bench.list.cell_available.val(), "{expected}");
            assert_eq!(bench.take(), expected);
        }
        bench.cycle();
        assert!(!bench.list.cell_available.val() && bench.list.no_cells.val());
        bench.cycle();
        assert_eq!(bench.list.free_cells.val().to_u64(), 7);
        bench
    }

    #[test]
    fn the_counter_comes_first_then_chains_in_order() {
        let mut bench = drained();
        for chain in [&[5, 3][..], &[9], &[1, 2, 4]] {
            bench.give_back(chain);
        }
        for _ in 0..40 {
            bench.cycle();
        }
        assert_eq!(bench.list.free_cells.val().to_u64(), 13);
        let left: Vec<u64> = (0..13).map(|_| bench.take()).collect();
        assert_eq!(left, [57, 58, 59, 60, 61, 62, 63, 5, 3, 9, 1, 2, 4]);
    }

    #[test]
    fn no_cells_stays_until_eight_are_ready() {
        let mut bench = drained();
        for _ in 0..7 {
            bench.take();
        }
        for returned in 0..8u64 {
            assert!(bench.list.no_cells.val(), "{returned}");
            bench.give_back(&[returned]);
            for _ in 0..10 {
                bench.cycle();
            }
        }
        assert!(!bench.list.no_cells.val() && bench.list.cell_available.val());
    }

    #[test]
    fn a_cell_given_back_to_an_empty_list_is_ready_two_cycles_later() {
        let mut bench = drained();
        assert!(!bench.list.cell_available.val());
        bench.offer(&[33]);
        assert!(bench.cycle());
        bench.cycle();
        assert!(bench.list.cell_available.val());
    }

    #[test]
    fn random_chains_are_neither_lost_nor_doubled() {
        println!("seed 11");
        let mut random = StdRng::seed_from_u64(11);
        let mut bench = Bench::new();
        let mut held: Vec<u64> = Vec::new();
        let mut chain: Vec<u64> = Vec::new();
        let mut empty = 0;
        for step in 0..3000 {
            bench.busy_links = random.random_bool(0.3);
            bench.busy_reads = random.random_bool(0.3);
            let greedy = step / 200 % 2 == 0;
            if bench.list.cell_available.val() && random.random_bool(if greedy { 0.8 } else { 0.1 }) {
                held.push(bench.list.free_cell.val().to_u64());
                bench.list.take_cell.next = true;
            }
            if chain.is_empty() && !held.is_empty() && random.random_bool(if greedy { 0.02 } else { 0.5 }) {
                let length = random.random_range(1..=held.len().min(8));
                for _ in 0..length {
                    chain.push(held.swap_remove(random.random_range(0..held.len())));
                }
                bench.offer(&chain);
            }
            if bench.cycle() {
                chain.clear();
            }
            let distinct: BTreeSet<u64> = held.iter().chain(&chain).copied().collect();
            assert_eq!(distinct.len(), held.len() + chain.len(), "step {step}");
            empty += usize::from(bench.list.no_cells.val());
        }
        assert!(empty > 10, "{empty}");
        bench.busy_links = false;
        bench.busy_reads = false;
        while !chain.is_empty() {
            if bench.cycle() {
                chain.clear();
            }
        }
        for _ in 0..3 {
            bench.cycle();
        }
        assert_eq!(bench.list.free_cells.val().to_u64() as usize, CELLS - held.len());
    }
}
