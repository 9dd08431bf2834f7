//! A core that does not read, or not enough: data words may be lost, carrier
//! events never, and never those of the next frame.

use ferroute_hdl::receive::{RxPort, trailer_debt::TrailerDebt};
use ferroute_hdl::stream::{L3Kind, RxTrailer};
use ferroute_regmap::DropReason;
use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::golden::carrier::with_fcs;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::bench::{Bench, Clocks, Delivered, compare, full_words, samples};
use super::frames;

/// Words of the FIFO.
const PLACES: usize = 32;

/// The trailer of an event that found no place.
fn is_owed(delivered: &Delivered) -> bool {
    let owed = RxTrailer { status: Some(DropReason::ReceiveOverrun), l3_kind: L3Kind::Other, ..RxTrailer::default() };
    delivered.trailer == owed
}

/// Sends the events while the core reads at this rate, then lets it read all.
fn run(bench: &mut Bench, events: &[CarrierEvent], gap: usize, read_rate: u64) -> Vec<Delivered> {
    for event in events {
        bench.run(&samples(event, gap), read_rate);
    }
    bench.drain();
    bench.delivered()
}

fn long_frame(random: &mut StdRng) -> CarrierEvent {
    let length = random.random_range(60..400);
    let mut frame = frames::ipv6_chain();
    frame.splice(0..0, [&[2; 12][..], &[0x86, 0xDD]].concat());
    frame.extend((0..length).map(|_| random.random_range(0..=255u8)));
    CarrierEvent::frame(&frame)
}

#[test]
fn the_places_for_trailers_hold_every_field() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    println!("seed 11");
    let mut random = StdRng::seed_from_u64(11);
    let mut overruns = 0;
    for round in 0..300 {
        let events: Vec<CarrierEvent> = (0..RxPort::TRAILER_PLACES)
            .map(|_| if random.random_bool(0.3) { long_frame(&mut random) } else { frames::event(&mut random) })
            .collect();
        let gap = random.random_range(1..=12);
        let delivered = run(&mut bench, &events, gap, 0);
        assert_eq!(delivered.len(), events.len(), "round {round}");
        for (event, delivered) in events.iter().zip(&delivered) {
            compare(event, delivered, true).unwrap_or_else(|error| panic!("round {round}: {error}\n{event:02x?}"));
            overruns += usize::from(delivered.trailer.status == Some(DropReason::ReceiveOverrun));
        }
        bench.check(&[(CarrierEvent::frame(&frames::ipv4_udp()), 1)], "after an overrun");
    }
    assert!(overruns > 300, "{overruns}");
}

#[test]
fn the_fifo_is_used_up_to_the_places_for_trailers() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let data_places = PLACES - RxPort::TRAILER_PLACES;
    for octets in [8 * data_places, 8 * data_places + 1] {
        let event = CarrierEvent::raw(&with_fcs(&vec![0x5A; octets]));
        let delivered = run(&mut bench, std::slice::from_ref(&event), 12, 0);
        assert_eq!(delivered.len(), 1);
        assert_eq!(delivered[0].data.len(), data_places);
        let fits = full_words(octets + 4) == data_places;
        assert_eq!(delivered[0].trailer.status, (!fits).then_some(DropReason::ReceiveOverrun), "{octets}");
        compare(&event, &delivered[0], true).unwrap();
    }
}

#[test]
fn what_is_beyond_1536_octets_cannot_overrun() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    // The core stops when all data words of the jabber have been taken.
    let event = CarrierEvent::raw(&with_fcs(&vec![0x5A; 4000]));
    let wire = samples(&event, 12);
    let (taken, rest) = wire.split_at(8 + RxPort::MAX_DATA_OCTETS + 40);
    bench.run(taken, 256);
    bench.run(rest, 0);
    bench.drain();
    let delivered = bench.delivered();
    compare(&event, &delivered[0], false).unwrap();
}

#[test]
fn trailers_without_a_place_come_later() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    println!("seed 12");
    let mut random = StdRng::seed_from_u64(12);
    for count in [9, 33, 300] {
        for gap in [1, 2, 12] {
            let events: Vec<CarrierEvent> = (0..count).map(|_| frames::event(&mut random)).collect();
            let delivered = run(&mut bench, &events, gap, 0);
            assert_eq!(delivered.len(), count);
            let exact = delivered.iter().take_while(|delivered| !is_owed(delivered)).count();
            assert!(exact >= RxPort::TRAILER_PLACES, "{exact}");
            for (event, delivered) in events.iter().zip(&delivered[..exact]) {
                compare(event, delivered, true).unwrap();
            }
            for delivered in &delivered[exact..] {
                assert!(is_owed(delivered) && delivered.data.is_empty(), "{delivered:?}");
            }
            bench.check(&[(CarrierEvent::frame(&frames::ipv4_udp()), 1)], "after owed trailers");
        }
    }
}

/// Frames go on while trailers are owed and paid: order and number stay right.
#[test]
fn a_core_that_is_too_slow_gets_every_event() {
    println!("seed 13");
    let mut random = StdRng::seed_from_u64(13);
    let (mut owed, mut overruns, mut whole) = (0, 0, 0);
    for (core_period, read_rate) in [(1000, 10), (1000, 20), (1000, 40), (2900, 40), (7000, 128), (13_000, 256)] {
        let Some(mut bench) = Bench::new(Clocks { core_period, read_rate: 256, ..Clocks::EQUAL }) else { return };
        for burst in 0..60 {
            let mut events: Vec<CarrierEvent> = (0..40).map(|_| frames::event(&mut random)).collect();
            if burst % 3 == 0 {
                events.extend((0..100).map(|_| CarrierEvent::new(vec![0x55])));
            }
            let gap = random.random_range(1..=12);
            let delivered = run(&mut bench, &events, gap, read_rate);
            assert_eq!(delivered.len(), events.len(), "core period {core_period}, rate {read_rate}");
            for (event, delivered) in events.iter().zip(&delivered) {
                match compare(event, delivered, true) {
                    Ok(()) => {
                        let overrun = delivered.trailer.status == Some(DropReason::ReceiveOverrun);
                        overruns += usize::from(overrun);
                        whole += usize::from(!overrun);
                    }
                    // Data words of the frame may have come before its trailer found no place.
                    Err(_) if is_owed(delivered) => owed += 1,
                    Err(error) => panic!("{error}\n{event:02x?}\n{delivered:?}"),
                }
            }
        }
    }
    println!("{whole} whole, {overruns} overruns, {owed} owed");
    assert!(whole > 500 && overruns > 500 && owed > 500, "{whole} {overruns} {owed}");
}

#[test]
fn so_many_trailers_can_be_owed() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    for (count, expected) in [(1055, 1055), (1056, 1055), (2000, 1055)] {
        assert_eq!(expected, PLACES + TrailerDebt::MAX_OWED);
        let events = vec![CarrierEvent::new(vec![0x55]); count];
        let delivered = run(&mut bench, &events, 1, 0);
        assert_eq!(delivered.len(), expected, "{count} events");
        bench.check(&[(CarrierEvent::frame(&frames::ipv4_udp()), 1)], "after too many events");
    }
}
