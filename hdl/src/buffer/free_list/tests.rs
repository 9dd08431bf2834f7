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
fn a_cell_given_back_to_an_empty_list_is_ready_three_cycles_later() {
    let mut bench = drained();
    assert!(!bench.list.cell_available.val());
    bench.offer(&[33]);
    assert!(bench.cycle());
    bench.cycle();
    assert!(!bench.list.cell_available.val());
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
