//! The board around a stand-in for the switch that is known to the cycle: what
//! comes in at a port leaves, through registers, at another.

mod stand_in;

use ferroute_host::transport::Transport;
use ferroute_sim::board::{
    BoardError, Clock, ClockPlan, Options, SharedBoard, SimTransport, Time, Until, When,
};
use ferroute_sim::generator::{Generator, Sizes, Stream, pin_table};
use ferroute_sim::golden::CarrierEvent;
use stand_in::StandIn;
use std::time::Duration;

/// Clock periods, in nanoseconds.
const CYCLE: u64 = 8;

fn event(fill: u8, length: usize) -> CarrierEvent {
    CarrierEvent::new((0..length).map(|index| fill.wrapping_add(index as u8)).collect())
}

fn nanoseconds(count: u64) -> Time {
    Time::from_nanoseconds(count)
}

#[test]
fn a_frame_passes_with_its_times_and_errors() {
    let Some(mut board) = StandIn::new(4).open() else { return };
    let sent = CarrierEvent { error_positions: vec![0, 5, 71], ..event(1, 72) };
    let id = board.send(1, sent.clone(), When::at_cycle(10)).unwrap();
    board.run(10 + 72);
    // The last octet is on its way, so that neither end has seen an end.
    assert_eq!((board.take_ingress().len(), board.take_egress().len()), (0, 0));
    assert_eq!((board.cycle(), board.now()), (82, nanoseconds(82 * CYCLE)));
    board.run(3);
    let (ingress, egress) = (board.take_ingress(), board.take_egress());
    assert_eq!((ingress.len(), egress.len()), (1, 1));
    let (ingress, egress) = (&ingress[0], &egress[0]);
    assert_eq!((ingress.port, ingress.id, &ingress.event), (1, id, &sent));
    assert_eq!((ingress.first_cycle, ingress.first_bit), (10, nanoseconds(10 * CYCLE)));
    assert_eq!(ingress.last_bit, nanoseconds((10 + 72) * CYCLE));
    // Two registers: two clocks from wire to wire.
    assert_eq!((egress.port, &egress.event), (2, &sent));
    assert_eq!((egress.first_cycle, egress.first_bit), (11, nanoseconds(12 * CYCLE)));
    assert_eq!(egress.last_bit, nanoseconds((12 + 72) * CYCLE));
    assert_eq!(board.queued(1), 0);
    assert!(board.take_egress().is_empty());
}

#[test]
fn gaps_and_cycles_are_exact() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    let starts = [
        (When::after_gap(1), 0),
        (When::after_gap(1), 20 + 1),
        (When::BACK_TO_BACK, 21 + 20 + 12),
        (When { gap: 5, not_before: 78 }, 53 + 20 + 5),
        (When { gap: 5, not_before: 104 }, 104),
        (When::at_cycle(0), 104 + 20 + 12),
    ];
    for (index, (when, _)) in starts.iter().enumerate() {
        board.send(0, event(index as u8, 20), *when).unwrap();
    }
    assert_eq!(board.queued(0), 6);
    board.run(160);
    let found: Vec<u64> = board.take_ingress().iter().map(|event| event.first_cycle).collect();
    assert_eq!(found, starts.map(|(_, start)| start));
    let copies: Vec<u64> = board.take_egress().iter().map(|event| event.first_cycle).collect();
    assert_eq!(copies, starts.map(|(_, start)| start + 1));
    // On an idle line the next event comes with the next cycle.
    board.run(40);
    board.send(0, event(0, 20), When::BACK_TO_BACK).unwrap();
    board.run(30);
    assert_eq!(board.take_ingress()[0].first_cycle, 200);
}

#[test]
fn ports_do_not_wait_for_each_other() {
    for ports in [2, 3, 8] {
        let Some(mut board) = StandIn::new(ports).open() else { return };
        for port in 0..ports {
            for index in 0..3 {
                board.send(port, event((16 * port + index) as u8, 30 + port), When::BACK_TO_BACK).unwrap();
            }
        }
        assert!(board.run_until(Until::Quiet(100), 10_000));
        let mut egress = board.take_egress();
        egress.sort_by_key(|event| (event.port, event.first_cycle));
        assert_eq!(egress.len(), 3 * ports);
        for (index, copy) in egress.iter().enumerate() {
            let (port, turn) = (index / 3, index % 3);
            let from = (port + ports - 1) % ports;
            assert_eq!((copy.port, copy.id), (port, turn as u64));
            assert_eq!(copy.event, event((16 * from + turn) as u8, 30 + from));
            assert_eq!(copy.first_cycle, 1 + (turn * (30 + from + 12)) as u64);
        }
    }
}

#[test]
fn runs_end_where_they_should() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    board.send(0, event(0, 20), When::at_cycle(100)).unwrap();
    // The end of a frame is seen in the first cycle without carrier.
    assert!(board.run_until(Until::Frame, 1_000));
    assert_eq!(board.cycle(), 100 + 20 + 1 + 1);
    assert!(!board.run_until(Until::Frame, 50));
    assert_eq!(board.cycle(), 172);
    // Idle since cycle 122, but quiet counts from the call.
    assert!(board.run_until(Until::Quiet(64), 1_000));
    assert_eq!((board.cycle(), board.wire_quiet_cycles()), (236, 114));
    // What is still to come is no quiet.
    board.send(1, event(0, 20), When::at_cycle(900)).unwrap();
    assert!(!board.run_until(Until::Quiet(64), 500));
    assert!(board.run_until(Until::Quiet(64), 1_000));
    assert_eq!(board.cycle(), 900 + 20 + 1 + 1 + 64);
}

#[test]
fn serial_octets_have_their_divisors_length() {
    for divisor in [8, 9, 1085] {
        let Some(mut board) = StandIn::new(2).open() else { return };
        board.set_divisor(divisor);
        let sent: Vec<u8> = (0..=255).collect();
        board.serial_send(&sent);
        assert_eq!(board.serial_queued(), 256);
        assert!(board.run_until(Until::Serial, 20_000));
        // Start bit, 8 data bits and half a stop bit, through two registers.
        let bit = u64::from(divisor);
        assert_eq!(board.cycle(), 9 * bit + bit / 2 + 2);
        assert!(board.run_until(Until::Quiet(1), 256 * 10 * bit));
        assert_eq!(board.cycle(), 256 * 10 * bit + 1);
        let mut buffer = [0; 300];
        assert_eq!(board.serial_receive(&mut buffer), 256);
        assert_eq!((&buffer[..256], board.framing_errors()), (&sent[..], 0));
        assert_eq!((board.serial_queued(), board.serial_receive(&mut buffer)), (0, 0));
    }
}

#[test]
fn a_line_at_two_speeds_is_noise() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    board.set_divisor(8);
    board.serial_send(&[0; 3]);
    // Changed in the middle of an octet in both directions: it stays whole.
    board.run(40);
    board.set_divisor(64);
    assert!(board.run_until(Until::Quiet(1_000), 100_000));
    let mut buffer = [0; 8];
    assert_eq!(board.serial_receive(&mut buffer), 3);
    assert_eq!((buffer[..3].to_vec(), board.framing_errors()), (vec![0; 3], 0));
    // Start bit and seven zeros at 64 clocks a bit are one break at 8.
    board.serial_send(&[0x80]);
    board.run(1);
    board.set_divisor(8);
    assert!(board.run_until(Until::Quiet(1_000), 100_000));
    assert_eq!((board.serial_receive(&mut buffer), buffer[0]), (1, 0));
    assert_eq!(board.framing_errors(), 1);
    // The start bit at 8 is over in the middle of one at 64.
    board.serial_send(&[0xFF]);
    board.run(1);
    board.set_divisor(64);
    assert!(board.run_until(Until::Quiet(1_000), 100_000));
    assert_eq!((board.serial_receive(&mut buffer), board.framing_errors()), (0, 1));
}

#[test]
fn the_transport_lives_in_simulated_time() {
    let Some(board) = StandIn::new(2).open() else { return };
    let board = SharedBoard::new(board);
    let mut line = SimTransport::new(&board);
    let start = line.now();
    let mut buffer = [0; 16];
    assert_eq!(line.receive(&mut buffer, Duration::from_micros(10)).unwrap(), 0);
    assert_eq!(line.now() - start, Duration::from_micros(10));
    line.send(b"ab").unwrap();
    // The reset divisor: 1085 clocks a bit.
    assert_eq!(line.receive(&mut buffer, Duration::from_secs(1)).unwrap(), 1);
    assert_eq!(buffer[0], b'a');
    assert_eq!(board.lock().cycle(), 1250 + 9 * 1085 + 542 + 2);
    // What was sent before a change of speed leaves before it.
    line.set_baud(15_625_000).unwrap();
    assert_eq!(board.lock().serial_queued(), 0);
    assert_eq!(board.lock().divisor(), 8);
    assert_eq!(line.receive(&mut buffer, Duration::ZERO).unwrap(), 1);
    assert_eq!(buffer[0], b'b');
    line.send(b"cd").unwrap();
    assert_eq!(line.receive(&mut buffer, Duration::from_secs(1)).unwrap(), 1);
    board.lock().run(1_000);
    line.discard().unwrap();
    assert_eq!(line.receive(&mut buffer, Duration::from_nanos(1)).unwrap(), 0);
}

#[test]
fn the_pin_table_is_what_the_board_drives() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    let streams = |port: u8| {
        let stream = Stream {
            source: [2, 0, 0, 0, 0, port],
            destinations: vec![[2, 0, 0, 0, 0, 9]],
            sizes: Sizes::Imix,
            load: 0.9,
            seed: port.into(),
        };
        Generator::new(stream).unwrap()
    };
    let table = pin_table(&mut [streams(0), streams(1)], 20_000);
    for port in 0..2 {
        for (event, when) in streams(port).take(40) {
            board.send(port.into(), event, when).unwrap();
        }
    }
    board.run(20_000);
    let ingress = board.take_ingress();
    assert!(ingress.len() > 30);
    for event in ingress {
        for (position, octet) in event.event.octets.iter().enumerate() {
            let row = event.first_cycle as usize + position;
            assert_eq!(table[2 * row + event.port], 0x100 | u16::from(*octet));
        }
        let behind = event.first_cycle as usize + event.event.octets.len();
        assert_eq!(table[2 * behind + event.port], 0);
    }
}

#[test]
fn boards_are_independent() {
    let Some(mut first) = StandIn::new(4).open() else { return };
    let mut second = StandIn::new(4).open().unwrap();
    first.send(0, event(1, 40), When::BACK_TO_BACK).unwrap();
    first.run(20);
    second.run(100);
    assert!(second.take_egress().is_empty());
    drop(second);
    first.run(100);
    assert_eq!(first.take_egress().len(), 1);
    // A board in a thread of its own, dropped in this one.
    let moved = std::thread::spawn(move || {
        first.send(3, event(2, 40), When::BACK_TO_BACK).unwrap();
        first.run(100);
        first
    });
    assert_eq!(moved.join().unwrap().take_egress()[0].port, 0);
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    let refused = board.send(2, event(0, 64), When::BACK_TO_BACK).unwrap_err();
    assert_eq!(refused.to_string(), "no port with number 2; the board has 2 ports, counted from 0");
    assert!(matches!(board.send(0, event(0, 64), When::after_gap(0)), Err(BoardError::Gap)));
    assert!(matches!(board.send(0, event(0, 0), When::BACK_TO_BACK), Err(BoardError::CarrierEvent)));
    let outside = CarrierEvent { error_positions: vec![64], ..event(0, 64) };
    assert!(matches!(board.send(0, outside, When::BACK_TO_BACK), Err(BoardError::CarrierEvent)));
    assert_eq!(board.queued(0), 0);
    let mut clocks = ClockPlan::in_phase();
    clocks.set_port(2, Clock::NOMINAL);
    let refused = StandIn::new(2).try_open(&Options { clocks });
    assert!(matches!(refused, Err(BoardError::ClockWithoutPort { port: 2, ports: 2 })));
    for ports in [0, 1, 9] {
        assert!(matches!(StandIn::new(ports).try_open(&Options::default()), Err(BoardError::Ports { .. })));
    }
}
