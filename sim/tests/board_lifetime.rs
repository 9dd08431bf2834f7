//! Boards give back what they took. A file of its own, so that no other test
//! of the same process takes memory meanwhile.

mod stand_in;

use ferroute_sim::board::When;
use ferroute_sim::golden::CarrierEvent;
use stand_in::StandIn;

#[test]
fn boards_leave_nothing_behind() {
    if StandIn::new(4).open().is_none() {
        return;
    }
    let resident = || -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4
    };
    let once = || {
        let mut board = StandIn::new(4).open().unwrap();
        for _ in 0..20 {
            board.send(0, CarrierEvent::new(vec![0; 20_000]), When::at_cycle(1 << 40)).unwrap();
        }
        board.run(10);
    };
    (0..5).for_each(|_| once());
    let before = resident();
    // 400 KB each: 20 MB if their queues were left behind.
    (0..50).for_each(|_| once());
    assert!(resident() < before + 8_000, "{before} KB became {} KB", resident());
}

