//! Congestion (RFC 2889 section 5.5): a congested output costs others nothing.

use ferroute_regmap::DropReason;
use ferroute_sim::board::When;
use ferroute_sim::golden::receive;
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, station};

/// Makes every station known on its port.
fn introduce(rig: &mut Rig) {
    for port in 0..rig.ports() {
        rig.send_apart(port, good([0xFF; 6], station(port as u32), 64, 0));
    }
    rig.settle();
}

/// Ports 0 and 1 send at 100 % to port 2, port 0 every other frame to port 3.
#[test]
fn head_of_line_blocking_does_not_happen() {
    for length in [64, 512, 1518] {
        let Some(mut rig) = Rig::open("head-of-line", 4, 512) else { return };
        introduce(&mut rig);
        let frames = 2 * (1500 * 64 / length as u32 + 200);
        for turn in 0..frames {
            let to = 2 + turn % 2;
            rig.send_unchecked(0, good(station(to), station(0), length, turn), When::BACK_TO_BACK);
            rig.send_unchecked(1, good(station(2), station(1), length, turn), When::BACK_TO_BACK);
        }
        let egress = rig.run_until_quiet();
        let free: Vec<_> = egress.iter().filter(|event| event.port == 3).collect();
        assert_eq!(free.len() as u32, frames / 2, "the free output loses nothing, {length} octets");
        for (index, event) in free.iter().enumerate() {
            let expected = good(station(3), station(0), length, 2 * index as u32 + 1);
            assert_eq!(receive(&event.event), receive(&expected), "in order and intact");
        }
        let counters = rig.check_conservation();
        let congested = egress.iter().filter(|event| event.port == 2).count() as u64;
        let lost = counters.drops(2, DropReason::TailDrop);
        assert!(lost > 0, "the other output is congested");
        assert_eq!(congested + lost, u64::from(frames / 2 + frames), "sent or counted");
        assert_eq!(counters.total_drops(DropReason::TailDrop), lost, "nobody else loses");
        assert_eq!(counters.total_drops(DropReason::BufferFull), 0);
    }
}

/// Two inputs congest one output 2:1 while two others exchange frames.
#[test]
fn two_to_one_leaves_a_third_flow_alone() {
    let Some(mut rig) = Rig::open("two-to-one", 4, 512) else { return };
    introduce(&mut rig);
    for turn in 0..4000 {
        rig.send_unchecked(0, good(station(2), station(0), 64, turn), When::BACK_TO_BACK);
        rig.send_unchecked(1, good(station(2), station(1), 64, turn), When::BACK_TO_BACK);
        rig.send_unchecked(2, good(station(3), station(2), 64, turn), When::BACK_TO_BACK);
    }
    let egress = rig.run_until_quiet();
    assert_eq!(egress.iter().filter(|event| event.port == 3).count(), 4000);
    let counters = rig.check_conservation();
    assert!(counters.drops(2, DropReason::TailDrop) > 3000);
    // The congested output never pauses: the line stays full to the end.
    let starts: Vec<u64> = egress.iter().filter(|event| event.port == 2).map(|event| event.first_cycle).collect();
    for pair in starts.windows(2).skip(2) {
        assert_eq!(pair[1] - pair[0], 84);
    }
}

/// Broadcast from every port at line rate: 7 copies of each frame where one fits.
#[test]
fn a_broadcast_storm_is_accounted_for_and_over_when_it_is_over() {
    let Some(mut rig) = Rig::open("storm", 8, 512) else { return };
    introduce(&mut rig);
    for turn in 0..1500 {
        for port in 0..8 {
            rig.send_unchecked(port, good([0xFF; 6], station(port as u32), 64, turn), When::BACK_TO_BACK);
        }
    }
    rig.run_until_quiet();
    let counters = rig.check_conservation();
    assert!(counters.total_drops(DropReason::TailDrop) > 0);
    // The model takes over with what the storm left.
    rig.golden.counters = counters;
    for port in 0..8 {
        rig.send_apart(port, good(station((port as u32 + 1) % 8), station(port as u32), 64, 7));
    }
    rig.settle();
    rig.check_counters();
}
