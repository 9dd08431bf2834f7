//! `CounterEngine` against additions in plain Rust.

use ferroute_regmap::{Counter, DropReason};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rust_hdl::prelude::*;

use super::{CounterEngine, counter_ram};

const PORTS: usize = 9;
type Engine = CounterEngine<PORTS, 10>;

fn drop_index(reason: DropReason) -> usize {
    Counter::DROP_BASE + reason as usize
}

struct Bench {
    engine: Engine,
    expected: [u64; 1024],
    cycles: u64,
    lost_pulses: u64,
}

#[derive(Clone, Copy)]
struct Received {
    port: usize,
    length: u64,
    good: bool,
    class: usize,
    drop: u64,
    copies: u64,
}

impl Bench {
    fn new() -> Self {
        let mut engine = Engine::default();
        engine.connect_all();
        assert!(simulate(&mut engine, 100));
        Self { engine, expected: [0; 1024], cycles: 0, lost_pulses: 0 }
    }

    fn settle(&mut self) {
        assert!(simulate(&mut self.engine, 200), "the engine settles");
    }

    /// One clock; valid signals and pulses last for it alone.
    fn cycle(&mut self) {
        self.engine.clock.next = true.into();
        self.settle();
        self.engine.clock.next = false.into();
        self.engine.rx_valid.next = false;
        self.engine.tx_valid.next = false;
        self.engine.tail_drop.next = 0.into();
        self.engine.underrun.next = 0.into();
        self.settle();
        self.cycles += 1;
    }

    fn count(&mut self, port: usize, counter: usize, amount: u64) {
        let total = &mut self.expected[port * Counter::PER_PORT + counter];
        *total = total.wrapping_add(amount);
    }

    fn receive(&mut self, frame: Received) {
        let Received { port, length, good, class, drop, copies } = frame;
        self.engine.rx_valid.next = true;
        self.engine.rx_port.next = (port as u64).to_bits();
        self.engine.rx_length.next = length.to_bits();
        self.engine.rx_good.next = good;
        self.engine.rx_class.next = (class as u64).to_bits();
        self.engine.rx_drop.next = drop.to_bits();
        self.engine.rx_copies.next = copies.to_bits();
        self.count(port, Counter::RxOctets as usize, length);
        let size = match length {
            0..64 => Counter::RxSizeUnder64,
            64 => Counter::RxSize64,
            65..128 => Counter::RxSize65To127,
            128..256 => Counter::RxSize128To255,
            256..512 => Counter::RxSize256To511,
            512..1024 => Counter::RxSize512To1023,
            1024..=1518 => Counter::RxSize1024To1518,
            _ => Counter::RxSizeOver1518,
        };
        self.count(port, size as usize, 1);
        if good {
            self.count(port, [1, 2, 3][class], 1);
        }
        if drop == 0 {
            self.count(port, Counter::ForwardCopies as usize, copies);
        } else {
            self.count(port, Counter::DROP_BASE + drop as usize, 1);
        }
    }

    fn transmit(&mut self, port: usize, length: u64, class: usize) {
        self.engine.tx_valid.next = true;
        self.engine.tx_port.next = (port as u64).to_bits();
        self.engine.tx_length.next = length.to_bits();
        self.engine.tx_class.next = (class as u64).to_bits();
        self.count(port, Counter::TxOctets as usize, length);
        self.count(port, [17, 18, 19][class], 1);
    }

    fn lose(&mut self, tail_drops: u64, underruns: u64) {
        self.engine.tail_drop.next = tail_drops.to_bits();
        self.engine.underrun.next = underruns.to_bits();
        for port in 0..PORTS {
            self.count(port, drop_index(DropReason::TailDrop), tail_drops >> port & 1);
            self.count(port, drop_index(DropReason::TransmitUnderrun), underruns >> port & 1);
        }
        self.lost_pulses += u64::from(tail_drops.count_ones());
    }

    /// The counter as the host reads it, and the clocks that it took.
    fn read(&mut self, index: usize) -> (u64, u64) {
        let start = self.cycles;
        self.engine.read.next = true;
        self.engine.read_index.next = (index as u64).to_bits();
        self.settle();
        while !self.engine.read_ready.val() {
            self.cycle();
            assert!(self.cycles - start < 200, "counter {index} is not answered");
        }
        let value = self.engine.read_value.val().to_u64();
        self.cycle();
        self.engine.read.next = false;
        (value, self.cycles - start)
    }

    /// Waits until nothing is under way, then reads every counter.
    fn check_all(&mut self) {
        for _ in 0..800 {
            self.cycle();
        }
        for index in 0..PORTS * Counter::PER_PORT {
            let (value, _) = self.read(index);
            let (port, counter) = (index / Counter::PER_PORT, index % Counter::PER_PORT);
            assert_eq!(value, self.expected[index], "port {port} counter {counter}");
        }
    }
}

fn random_frame(random: &mut StdRng) -> Received {
    let length = match random.random_range(0..4) {
        0 => [63, 64, 65, 127, 128, 255, 256, 511, 512, 1023, 1024, 1518, 1519, 16383]
            [random.random_range(0..14)],
        1 => 64,
        _ => random.random_range(0..2000),
    };
    let good = random.random_bool(0.8);
    let drop = if !good {
        random.random_range(1..=8)
    } else if random.random_bool(0.3) {
        random.random_range(16..=20)
    } else {
        0
    };
    let class = random.random_range(0..3);
    // Few ports, so that the same counters follow each other at once.
    let port = [0, 0, 0, 1, 8][random.random_range(0..5)];
    Received { port, length, good, class, drop, copies: random.random_range(0..=8) }
}

#[test]
fn random_events_add_up() {
    let seed = 0xC0;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new();
    for _ in 0..6000 {
        if !bench.engine.rx_almost_full.val() && random.random_bool(0.3) {
            bench.receive(random_frame(&mut random));
        }
        if !bench.engine.tx_almost_full.val() && random.random_bool(0.3) {
            let port = [0, 0, 7][random.random_range(0..3)];
            bench.transmit(port, random.random_range(64..1519), random.random_range(0..3));
        }
        if random.random_bool(0.3) {
            let tail_drops = random.random_range(0..1 << PORTS);
            let underruns = if random.random_bool(0.05) { random.random_range(0..1 << PORTS) } else { 0 };
            bench.lose(tail_drops, underruns);
        }
        bench.cycle();
    }
    assert!(bench.lost_pulses > 5000);
    bench.check_all();
}

/// The invariant of `SlotPlanner`, seen at the RAM: between an addition and the
/// next use of the same counter lie at least `DISTANCE` cycles.
#[test]
fn a_counter_is_never_used_before_its_sum_is_stored() {
    let mut random = StdRng::seed_from_u64(7);
    let mut bench = Bench::new();
    let mut last_add = [None; 1024];
    let mut closest = usize::MAX;
    bench.engine.read.next = true;
    for now in 0..6000usize {
        if !bench.engine.rx_almost_full.val() {
            bench.receive(random_frame(&mut random));
        }
        // Now and then only one side, so that events of a kind follow each other.
        if !bench.engine.tx_almost_full.val() && now % 1000 < 500 {
            bench.transmit(0, 64, 0);
        }
        bench.lose(random.random_range(0..4), random.random_range(0..300) / 299);
        let (add, sample) = (bench.engine.counters_add(), bench.engine.counters_sample());
        if add || sample {
            let index = bench.engine.counters_index();
            if let Some(before) = last_add[index] {
                closest = closest.min(now - before);
            }
            if add {
                last_add[index] = Some(now);
            }
        }
        // The host asks for whatever was used last.
        if bench.engine.read_ready.val() {
            let index = bench.engine.counters_index() as u64;
            bench.cycle();
            bench.engine.read_index.next = index.to_bits();
        } else {
            bench.cycle();
        }
    }
    assert_eq!(closest, counter_ram::DISTANCE, "equal counters do follow each other, no closer");
}

/// 8 ports at minimum frames both ways, every received frame also lost at
/// every egress port: the queues never fill, and the host is served.
#[test]
fn line_rate_fits_with_losses_and_host() {
    let mut bench = Bench::new();
    let mut slowest = 0;
    let mut waiting = 0;
    bench.engine.read.next = true;
    for cycle in 0..84 * 60u64 {
        if cycle % 84 < 64 && cycle % 8 == 0 {
            let port = (cycle % 84 / 8) as usize;
            assert!(!bench.engine.rx_almost_full.val() && !bench.engine.tx_almost_full.val());
            bench.receive(Received { port, length: 64, good: true, class: 0, drop: 0, copies: 1 });
            bench.transmit(port, 64, 0);
        }
        // More than the switch can refuse: all ports, two cycles of three.
        bench.lose(if cycle % 3 < 2 { 0x1FF } else { 0 }, 0);
        waiting += 1;
        if bench.engine.read_ready.val() {
            slowest = slowest.max(waiting);
            waiting = 0;
        }
        bench.cycle();
    }
    bench.engine.read.next = false;
    assert!((20..=84).contains(&slowest), "the host waits {slowest} clocks at most");
    bench.check_all();
}

#[test]
fn tail_drops_at_every_port_in_every_cycle_are_counted() {
    let mut bench = Bench::new();
    for _ in 0..1500 {
        if !bench.engine.rx_almost_full.val() {
            bench.receive(Received { port: 0, length: 64, good: true, class: 0, drop: 0, copies: 1 });
        }
        bench.lose(0x1FF, 0);
        bench.cycle();
    }
    bench.check_all();
    assert_eq!(bench.lost_pulses, 1500 * 9);
}

#[test]
fn the_carry_runs_through_64_bits() {
    let mut ram = counter_ram::CounterRam::default();
    ram.connect_all();
    ram.preset(5, u64::MAX - 10);
    let cycle = |ram: &mut counter_ram::CounterRam| {
        ram.clock.next = true.into();
        assert!(simulate(ram, 100));
        ram.clock.next = false.into();
        assert!(simulate(ram, 100));
    };
    ram.index.next = 5.into();
    for (increment, expected) in [(10u64, u64::MAX), (16383, 16382), (1, 16383)] {
        ram.increment.next = increment.to_bits();
        ram.add.next = true;
        cycle(&mut ram);
        ram.add.next = false;
        for _ in 1..counter_ram::DISTANCE {
            cycle(&mut ram);
        }
        ram.sample.next = true;
        cycle(&mut ram);
        ram.sample.next = false;
        cycle(&mut ram);
        assert!(ram.sampled.val());
        assert_eq!(ram.value.val().to_u64(), expected);
    }
}

#[test]
fn smaller_engines_generate_verilog() {
    fn emit<const N: usize, const N_PLUS_1: usize>() -> String {
        let mut engine = CounterEngine::<N, N_PLUS_1>::default();
        super::counter_engine::connect_inputs(&mut engine);
        engine.connect_all();
        crate::verilog::emit(&engine, "counter_engine")
    }
    assert!(emit::<3, 4>().contains("module counter_engine"));
    assert!(emit::<9, 10>().contains("tail_drop"));
}
