//! Full mesh at line rate (RFC 2889 section 5.1, fully meshed).

use ferroute_sim::board::When;
use ferroute_tests::Rig;
use ferroute_tests::frames::{OVERHEAD_OCTETS, good, station};

const SIZES: [usize; 8] = [64, 65, 128, 256, 512, 1024, 1280, 1518];

/// Every port sends `rounds` frames to each other port, in turn, at 100 % load.
/// Each must come out, and each port must send without a pause: last egress
/// minus first egress is (frames - 1) (L + 20) cycles.
fn full_mesh(rig: &mut Rig, length: usize, rounds: usize) {
    let ports = rig.ports();
    let frames = rounds * (ports - 1);
    let start = rig.board.lock().cycle() + 100;
    for turn in 0..frames {
        for port in 0..ports {
            let destination = (port + 1 + turn % (ports - 1)) % ports;
            let tag = (port * frames + turn) as u32;
            let event = good(station(destination as u32), station(port as u32), length, tag);
            let when = if turn == 0 { When::at_cycle(start) } else { When::BACK_TO_BACK };
            rig.send(port, event, when);
        }
    }
    let egress = rig.settle();
    for port in 0..ports {
        let starts: Vec<u64> =
            egress.iter().filter(|event| event.port == port).map(|event| event.first_cycle).collect();
        assert_eq!(starts.len(), frames);
        let span = starts[frames - 1] - starts[0];
        let expected = (frames as u64 - 1) * (length as u64 + OVERHEAD_OCTETS);
        assert_eq!(span, expected, "swp{} of {ports}, {length} octets", port + 1);
    }
}

fn every_size(name: &'static str, ports: usize, rounds: usize) {
    let Some(mut rig) = Rig::open(name, ports, 1024) else { return };
    for port in 0..ports {
        rig.send_apart(port, good([0xFF; 6], station(port as u32), 64, 0));
    }
    rig.settle();
    for length in SIZES {
        full_mesh(&mut rig, length, rounds);
    }
    rig.check_counters();
    rig.check_conservation();
}

#[test]
fn four_ports_every_size() {
    every_size("mesh-4", 4, 20);
}

#[test]
fn eight_ports_every_size() {
    every_size("mesh-8", 8, 8);
}
