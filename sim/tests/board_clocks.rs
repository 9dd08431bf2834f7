//! The board with a clock of its own for each port.

mod stand_in;

use ferroute_sim::board::{Clock, ClockPlan, Options, Time, Until, When, WireEvent};
use ferroute_sim::generator::{Generator, Sizes, Stream};
use ferroute_sim::golden::CarrierEvent;
use stand_in::StandIn;

fn event(fill: u8, length: usize) -> CarrierEvent {
    CarrierEvent::new((0..length).map(|index| fill.wrapping_add(index as u8)).collect())
}

/// Back-to-back frames of 64 octets on two ports, one of them 100 ppm faster.
#[test]
fn clocks_apart_by_ppm_give_rates_apart_by_ppm() {
    let mut clocks = ClockPlan::in_phase();
    clocks.set_port(0, Clock::offset(100, 1_234_567));
    clocks.set_port(1, Clock::offset(-100, 3));
    let options = Options { clocks };
    let Some(mut board) = StandIn { loop_to: 0, ..StandIn::new(3) }.open_with(&options) else { return };
    let frames = 2_000;
    for port in 0..3 {
        for index in 0..frames {
            board.send(port, event(index as u8, 72), When::BACK_TO_BACK).unwrap();
        }
    }
    let cycles = frames * 84 + 40;
    board.run(cycles);
    assert_eq!(board.now().femtoseconds(), cycles * 8_000_000);
    let (ingress, egress) = (board.take_ingress(), board.take_egress());
    for (port, period, phase) in [(0, 7_999_200, 1_234_567), (1, 8_000_800, 3), (2, 8_000_000, 0)] {
        for (events, delay) in [(&ingress, 0), (&egress, 2)] {
            let of_port: Vec<_> = events.iter().filter(|event| event.port == port).collect();
            assert_eq!(of_port.len() as u64, frames);
            for (index, copy) in of_port.iter().enumerate() {
                let start = phase + (84 * index as u64 + delay) * period;
                assert_eq!(copy.first_bit.femtoseconds(), start, "port {port} frame {index}");
                assert_eq!(copy.last_bit.femtoseconds(), start + 72 * period);
                assert_eq!(copy.event, event(index as u8, 72));
            }
        }
    }
}

/// Edges in time order against a count of what must have happened.
#[test]
fn each_clock_rises_as_often_as_its_period_says() {
    let mut clocks = ClockPlan::in_phase();
    clocks.core = Clock { period: 10_000_000, phase: 0 };
    clocks.rx = vec![Clock { period: 3_000_000, phase: 500_000 }, Clock { period: 35_000_000, phase: 7 }];
    clocks.tx = clocks.rx.clone();
    let options = Options { clocks };
    let Some(mut board) = StandIn { loop_to: 0, ..StandIn::new(2) }.open_with(&options) else { return };
    for port in 0..2 {
        for _ in 0..100 {
            board.send(port, event(0, 20), When::after_gap(1)).unwrap();
        }
    }
    board.run(700);
    // 7 us: 2333 edges of port 0, of which one is still to come; 199 of port 1.
    let egress = board.take_egress();
    let count = |port| egress.iter().filter(|event| event.port == port).count();
    assert_eq!((count(0), count(1)), (100, (199 - 1) / 21));
    let last = egress.iter().rfind(|event| event.port == 0).unwrap();
    assert_eq!(last.first_bit.femtoseconds(), 500_000 + 3_000_000 * (99 * 21 + 2));
}

#[test]
fn in_phase_and_in_time_agree() {
    let traffic = |clocks| {
        let mut board = StandIn::new(4).open_with(&Options { clocks })?;
        for port in 0..4 {
            let stream = Stream {
                source: [2, 0, 0, 0, 0, port as u8],
                destinations: vec![[2, 0, 0, 0, 0, 9]],
                sizes: Sizes::Uniform(64, 200),
                load: 0.8,
                seed: port as u64,
            };
            for (event, when) in Generator::new(stream).unwrap().take(50) {
                board.send(port, event, when).unwrap();
            }
        }
        board.serial_send(b"beside it");
        assert!(board.run_until(Until::Quiet(50_000), 1_000_000));
        let mut octets = [0; 16];
        let count = board.serial_receive(&mut octets);
        Some((board.take_ingress(), board.take_egress(), octets[..count].to_vec(), board.cycle()))
    };
    let Some(in_phase) = traffic(ClockPlan::in_phase()) else { return };
    // The transmit clocks rise a femtosecond after the receive clocks.
    let mut clocks = ClockPlan::in_phase();
    clocks.tx = vec![Clock { period: 8_000_000, phase: 1 }; 4];
    let mut in_time = traffic(clocks).unwrap();
    // So they see the register behind at once, and not a clock later.
    let later = |time: Time| Time::from_femtoseconds(time.femtoseconds() + 8_000_000 - 1);
    for event in &mut in_time.1 {
        (event.first_bit, event.last_bit) = (later(event.first_bit), later(event.last_bit));
        event.first_cycle += 1;
    }
    assert_eq!(in_phase.0, in_time.0);
    assert_eq!(in_phase.1.len(), 200);
    let sorted = |mut events: Vec<WireEvent>| {
        events.sort_by_key(|event| (event.port, event.id));
        events
    };
    assert_eq!(sorted(in_phase.1), sorted(in_time.1));
    assert_eq!(in_phase.2, in_time.2);
}
