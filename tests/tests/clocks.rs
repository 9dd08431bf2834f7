//! Every port with a clock of its own, 100 ppm off either way (IEEE 802.3-2022
//! clause 35.2.2.1 allows that much), at any phase.

use ferroute_sim::board::{Clock, ClockPlan, Options, When};
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, station};

const PPM: [i64; 4] = [100, -100, 100, -100];

/// Full mesh at 100 % load between fast and slow ports: a slow egress falls
/// behind a fast ingress by 200 ppm, which the buffer holds. Nothing is lost,
/// changed or reordered.
#[test]
fn fast_and_slow_ports_exchange_frames_without_loss() {
    let mut clocks = ClockPlan::in_phase();
    for (port, ppm) in PPM.into_iter().enumerate() {
        clocks.set_port(port, Clock::offset(ppm, 1_234_567 * (port as u64 + 1)));
    }
    let Some(mut rig) = Rig::open_with("clocks", 4, 512, &Options { clocks }) else { return };
    for port in 0..4 {
        rig.send_apart(port, good([0xFF; 6], station(port as u32), 64, 0));
    }
    rig.settle();
    for (length, frames) in [(64, 3000), (65, 1000), (333, 400), (1518, 120)] {
        // Frames of different ports meet at an egress in an order that their
        // phases decide; each flow on its own keeps its order.
        for turn in 0..frames {
            for port in 0..4 {
                let to = if turn < frames / 2 { port ^ 1 } else { port ^ 2 };
                let tag = (port * frames + turn) as u32;
                rig.send(port, good(station(to as u32), station(port as u32), length, tag), When::BACK_TO_BACK);
            }
        }
        let mut egress = rig.settle_flows();
        assert_eq!(egress.len(), 4 * frames, "{length} octets");
        egress.retain(|event| event.port == 0);
        let span = egress[frames - 1].first_bit.picoseconds() - egress[0].first_bit.picoseconds();
        let ideal = (frames as u64 - 1) * (length as u64 + 20) * 8000;
        // At most 200 ppm and a few clocks of waiting when the source changes.
        assert!(span.abs_diff(ideal) < ideal / 4000 + 300_000, "{length} octets: {span} of {ideal} ps");
    }
    rig.check_counters();
    rig.check_conservation();
}
