//! Latency of an idle switch, last bit in to first bit out (RFC 1242 section 3.8,
//! store and forward), between the MACs' GMIIs; exact in cycles.

use ferroute_tests::Rig;
use ferroute_tests::frames::{good, station};

/// Core clocks from the last octet of a 64-octet frame to the first of its
/// copy's preamble.
#[test]
fn of_a_bridged_minimum_frame() {
    let Some(mut rig) = Rig::open("latency", 4, 512) else { return };
    rig.send_apart(1, good([0xFF; 6], station(1), 64, 0));
    rig.settle();
    for length in [64, 65, 512, 1518] {
        rig.send_apart(0, good(station(1), station(0), length, 1));
        let mut board = rig.board.lock();
        board.run_until_quiet(100_000);
        let last_bit = board.take_ingress().pop().expect("one frame in").last_bit;
        let egress = board.take_egress();
        assert_eq!(egress.len(), 1);
        let nanoseconds = egress[0].first_bit.nanoseconds() - last_bit.nanoseconds();
        println!("{length} octets: {nanoseconds} ns");
    }
}
