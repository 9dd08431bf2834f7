//! Frames to and from the host, through the real host stack.

use ferroute_host::cpu_port::{inject, receive};
use ferroute_host::port::Port;
use ferroute_regmap::registers::{FLOOD, TRAP};
use ferroute_regmap::{DropReason, PuntReason};
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, octets, station};

const BPDU_DESTINATION: [u8; 6] = [0x01, 0x80, 0xC2, 0, 0, 0];

#[test]
fn trapped_frames_reach_the_host_as_they_were() {
    let Some(mut rig) = Rig::open("trap", 4, 512) else { return };
    rig.send_apart(2, good(BPDU_DESTINATION, station(1), 64, 0));
    rig.settle();
    assert!(receive(&mut rig.device).expect("the CPU port").is_none(), "not trapped: dropped");
    rig.write(&TRAP, 1);
    for (port, length) in [(0, 64), (1, 65), (2, 1518), (3, 333)] {
        rig.send_apart(port, good(BPDU_DESTINATION, station(1), length, length as u32));
        rig.settle();
        let punted = receive(&mut rig.device).expect("the CPU port").expect("a frame waits");
        assert_eq!(punted.port, Port::new(port as u8, 4));
        assert_eq!(punted.reason, Some(PuntReason::LinkLocal));
        assert_eq!(punted.octets, octets(BPDU_DESTINATION, station(1), length, length as u32));
    }
    assert!(receive(&mut rig.device).expect("the CPU port").is_none());
    rig.check_counters();
    rig.check_conservation();
}

#[test]
fn flooded_frames_reach_a_host_that_wants_them() {
    let Some(mut rig) = Rig::open("flood-to-host", 4, 512) else { return };
    rig.write(&FLOOD, 0b11111);
    rig.send_apart(1, good([0xFF; 6], station(1), 100, 5));
    assert_eq!(rig.settle().len(), 3);
    let punted = receive(&mut rig.device).expect("the CPU port").expect("a frame waits");
    assert_eq!((punted.port, punted.reason), (Port::new(1, 4), Some(PuntReason::Forwarded)));
    assert_eq!(punted.octets, octets([0xFF; 6], station(1), 100, 5));
    rig.check_counters();
    rig.check_conservation();
}

#[test]
fn injected_frames_leave_where_the_host_says() {
    let Some(mut rig) = Rig::open("inject", 4, 512) else { return };
    let ports = |names: &[&str]| -> Vec<Port> {
        names.iter().map(|name| Port::parse(name, 4).expect("a port")).collect()
    };
    // Also where the switch itself would not send it.
    for (names, length) in [(&["swp1"][..], 64), (&["swp2", "swp4"], 65), (&["swp1", "swp2", "swp3", "swp4"], 1518)] {
        let frame = octets(BPDU_DESTINATION, station(7), length, 3);
        inject(&mut rig.device, &ports(names), &frame).expect("room");
        let egress = rig.run_until_quiet();
        let mut sent: Vec<usize> = egress.iter().map(|event| event.port).collect();
        sent.sort_unstable();
        assert_eq!(sent, ports(names).iter().map(|port| usize::from(port.index())).collect::<Vec<_>>());
        for event in egress {
            assert_eq!(event.frame().as_deref(), Some(&frame[..]));
        }
    }
    rig.check_conservation();
}

#[test]
fn injected_frames_can_take_the_switch_s_own_way() {
    let Some(mut rig) = Rig::open("inject-bridge", 4, 512) else { return };
    rig.send_apart(2, good([0xFF; 6], station(2), 64, 0));
    rig.settle();
    let known = octets(station(2), station(7), 80, 1);
    inject(&mut rig.device, &[], &known).expect("room");
    let egress = rig.run_until_quiet();
    assert_eq!(egress.iter().map(|event| event.port).collect::<Vec<_>>(), [2]);
    assert_eq!(egress[0].frame(), Some(known));
    inject(&mut rig.device, &[], &octets(station(9), station(7), 80, 1)).expect("room");
    assert_eq!(rig.run_until_quiet().len(), 4, "unknown: flooded to every port");
    inject(&mut rig.device, &[], &octets(BPDU_DESTINATION, station(7), 80, 1)).expect("room");
    assert!(rig.run_until_quiet().is_empty());
    let counters = rig.check_conservation();
    assert_eq!(counters.drops(4, DropReason::LinkLocalMulticast), 1);
}

/// The host does not read: what waits for it takes at most half of the buffer,
/// and transit traffic loses nothing.
#[test]
fn a_punt_storm_costs_transit_traffic_nothing() {
    use ferroute_sim::board::When;
    let Some(mut rig) = Rig::open("punt-storm", 4, 512) else { return };
    rig.write(&TRAP, 1);
    rig.send_apart(1, good([0xFF; 6], station(1), 64, 0));
    rig.send_apart(0, good([0xFF; 6], station(0), 64, 0));
    rig.settle();
    for turn in 0..2000 {
        rig.send_unchecked(0, good(station(1), station(0), 64, turn), When::BACK_TO_BACK);
        rig.send_unchecked(2, good(BPDU_DESTINATION, station(2), 64, turn), When::BACK_TO_BACK);
        rig.send_unchecked(3, good(BPDU_DESTINATION, station(3), 64, turn), When::BACK_TO_BACK);
    }
    let egress = rig.run_until_quiet();
    assert_eq!(egress.len(), 2000);
    assert!(egress.iter().all(|event| event.port == 1));
    let mut punted = 0;
    while receive(&mut rig.device).expect("the CPU port").is_some() {
        punted += 1;
    }
    let counters = rig.check_conservation();
    let lost = counters.drops(4, DropReason::TailDrop);
    assert_eq!(punted + lost, 4000, "punted or counted");
    assert!(lost > 3000 && punted > 200, "{punted} punted, {lost} lost");
}
