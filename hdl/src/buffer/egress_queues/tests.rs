use std::collections::VecDeque;

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;

/// A queue's worst case: its turn of the ring has just passed.
const REFILL_CYCLES: u64 = 9 + 4;

struct Bench {
    uut: EgressQueues<9, 6>,
    /// Pushes, from their look on.
    pipeline: VecDeque<Option<(usize, u64)>>,
    queues: Vec<VecDeque<u64>>,
    popped_at: Vec<u64>,
    time: u64,
    /// Ports that have a head in this cycle.
    heads: u64,
}

impl Bench {
    fn new() -> Self {
        let mut uut = EgressQueues::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        let queues = (0..9).map(|_| VecDeque::new()).collect();
        Self { uut, pipeline: [None, None].into(), queues, popped_at: vec![0; 9], time: 0, heads: 0 }
    }

    /// One cycle that looks for a push and pops a head, if the port has one.
    fn cycle(&mut self, look: Option<(usize, u64)>, pop: Option<usize>) {
        self.uut.look_port.next = look.map_or(0, |(port, _)| port as u64).to_bits();
        self.pipeline.push_back(look);
        let push = self.pipeline.pop_front().expect("two stages");
        let looked = self.pipeline.front().expect("one stage left");
        self.uut.look_select.next = looked.map_or(0, |(port, _)| 1u64 << port).to_bits();
        self.uut.push.next = push.is_some();
        self.uut.pop.next = 0.into();
        if let Some((port, frame)) = push {
            self.uut.push_port.next = (port as u64).to_bits();
            self.uut.push_select.next = (1u64 << port).to_bits();
            self.uut.push_frame.next = frame.to_bits();
        }
        if let Some(port) = pop
            && self.heads >> port & 1 == 1
        {
            self.uut.head_port.next = (port as u64).to_bits();
            self.uut.pop.next = (1u64 << port).to_bits();
            assert!(simulate(&mut self.uut, 100));
            let head = self.uut.head.val().to_u64();
            assert_eq!(self.queues[port].pop_front(), Some(head), "port {port} at {}", self.time);
            self.popped_at[port] = self.time;
        }
        if let Some((port, frame)) = push {
            self.queues[port].push_back(frame);
        }
        assert!(simulate(&mut self.uut, 100));
        self.heads = self.uut.heads.val().to_u64();
        self.uut.clock.next = true.into();
        assert!(simulate(&mut self.uut, 100));
        self.uut.clock.next = false.into();
        assert!(simulate(&mut self.uut, 100));
        self.time += 1;
        for port in 0..9 {
            let has_head = self.heads >> port & 1 == 1;
            assert!(!has_head || !self.queues[port].is_empty(), "port {port} at {}", self.time);
            if self.queues[port].len() > 1 && self.time - self.popped_at[port] > REFILL_CYCLES {
                assert!(has_head, "port {port} at {}", self.time);
            }
        }
    }
}

#[test]
fn a_frame_is_the_head_of_an_empty_queue_in_the_next_cycle() {
    let mut bench = Bench::new();
    for port in [0, 8] {
        bench.cycle(Some((port, 42)), None);
        bench.cycle(None, None);
        assert_eq!(bench.heads, 0);
        bench.cycle(None, None);
        assert_eq!(bench.heads, 1 << port);
        bench.cycle(None, Some(port));
        assert_eq!(bench.heads, 0);
    }
}

#[test]
fn random_pushes_and_pops_match_deques() {
    println!("seed 13");
    let mut random = StdRng::seed_from_u64(13);
    let mut bench = Bench::new();
    let mut looked_at = [0; 9];
    let mut popped = 0;
    for step in 0..6000 {
        let filling = step / 500 % 2 == 0;
        let port = [0, 3, 7, 8][random.random_range(0..4)];
        // The same port every 4th cycle at most, as the enqueuer does.
        let may_push = bench.time >= looked_at[port] + 4 && bench.queues[port].len() < 500;
        let look = (may_push && random.random_bool(if filling { 0.6 } else { 0.2 })).then(|| {
            looked_at[port] = bench.time;
            (port, random.random_range(0..64))
        });
        let pop = random.random_bool(if filling { 0.1 } else { 0.7 });
        let before: usize = bench.queues.iter().map(VecDeque::len).sum();
        bench.cycle(look, pop.then(|| [0, 3, 7, 8][random.random_range(0..4)]));
        let after: usize = bench.queues.iter().map(VecDeque::len).sum();
        popped += usize::from(after < before);
    }
    assert!(popped > 500, "{popped}");
}

#[test]
fn a_full_queue_keeps_its_order_over_the_end_of_its_memory() {
    let mut bench = Bench::new();
    for frame in 0..1100u64 {
        bench.cycle(Some((8, frame % 61)), None);
        for _ in 0..3 {
            bench.cycle(None, None);
        }
        if frame >= 499 {
            bench.cycle(None, Some(8));
            for _ in 0..10 {
                bench.cycle(None, None);
            }
        }
    }
    assert!((498..=500).contains(&bench.queues[8].len()));
}
