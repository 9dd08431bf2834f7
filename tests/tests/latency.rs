//! Latency of an idle switch, last bit in to first bit out (RFC 1242 section 3.8,
//! store and forward), between the MACs' GMIIs; exact in cycles.

use ferroute_tests::Rig;
use ferroute_tests::frames::{good, station};

/// At most 250 ns, from the end of the frame's last octet to the beginning of
/// its copy's preamble. Lengths differ by how the last octets fill a word.
#[test]
fn of_bridged_frames() {
    let Some(mut rig) = Rig::open("latency", 4, 1024) else { return };
    rig.send_apart(1, good([0xFF; 6], station(1), 64, 0));
    rig.settle();
    for (length, cycles) in [(64, 30), (65, 29), (512, 30), (1518, 32)] {
        rig.send_apart(0, good(station(1), station(0), length, 1));
        let mut board = rig.board.lock();
        board.run_until_quiet(100_000);
        let last_bit = board.take_ingress().pop().expect("one frame in").last_bit;
        let egress = board.take_egress();
        assert_eq!(egress.len(), 1);
        let nanoseconds = egress[0].first_bit.nanoseconds() - last_bit.nanoseconds();
        assert_eq!(nanoseconds, 8 * cycles, "{length} octets");
    }
}
