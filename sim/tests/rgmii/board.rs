//! Frames from pins to pins through whole boards, between ports of different
//! speeds.

use ferroute_hdl::board_top::{BoardTop, Pll};
use ferroute_hdl::rgmii::{LinkSource, Taps};
use ferroute_sim::golden::carrier::with_fcs;

use crate::board_bench::BoardBench;
use crate::line::{SPEEDS, Speed};
use crate::window::octets;

const BOARD: BoardTop = BoardTop {
    ports: 2,
    cells: 512,
    pll: Pll { input_megahertz: 25, input_divisor: 1, feedback_divisor: 5, output_divisor: 5 },
    rx_delay: Taps::of_picoseconds(0),
    tx_delay: Taps::of_picoseconds(0),
    link_source: LinkSource::InBand,
    mdio: &[&[0, 1]],
    phy_resets: 1,
    leds: 2,
    leds_active_low: false,
};

/// A frame from one port's station to nobody the switch knows, FCS included.
fn frame(port: u8, length: usize, seed: u64) -> Vec<u8> {
    let mut frame = vec![0x02, 0, 0, 0, 0xEE, seed as u8, 0x02, 0, 0, 0, 0, port];
    frame.extend(octets(length - 16, seed));
    with_fcs(&frame)
}

/// Frames of several sizes, with odd and even preambles, from one port to the
/// other, whose partners take them whole.
fn exchange(board: &BoardBench, speeds: [Speed; 2], status: [u8; 2]) {
    for port in [0, 1] {
        let lengths: &[usize] = if speeds.contains(&Speed::Ten) { &[64, 65, 200] } else { &[64, 65, 67, 250, 1518] };
        let mut sent = Vec::new();
        for (index, length) in lengths.iter().enumerate() {
            let frame = frame(port as u8, *length, index as u64);
            let preamble = if speeds[port] == Speed::Gigabit { 7 } else { 15 - index % 2 };
            board.send(port, preamble, &frame, status[port]);
            sent.push(frame);
        }
        board.run_until_sent(port);
        let slowest = speeds.map(Speed::nanoseconds).into_iter().max().unwrap();
        board.run(slowest * 2 * (lengths.iter().sum::<usize>() as u64 + 200));
        let received = board.received(1 - port);
        assert!(received.iter().all(|frame| !frame.error), "{speeds:?}");
        let frames: Vec<Vec<u8>> = received.into_iter().map(|frame| frame.octets).collect();
        assert_eq!(frames, sent, "{speeds:?}, from port {port}");
        assert!(board.received(port).is_empty(), "a frame came back");
    }
}

#[test]
fn frames_pass_between_ports_of_all_speeds() {
    let Some(board) = BoardBench::new(&BOARD) else { return };
    // Each of these is a change of speed from the one before, too.
    for speeds in [
        [Speed::Gigabit, Speed::Gigabit],
        [Speed::Hundred, Speed::Gigabit],
        [Speed::Ten, Speed::Gigabit],
        [Speed::Hundred, Speed::Hundred],
        [Speed::Gigabit, Speed::Ten],
        [Speed::Ten, Speed::Hundred],
        [Speed::Gigabit, Speed::Hundred],
    ] {
        let status = speeds.map(Speed::status);
        for port in [0, 1] {
            board.set_line(port, speeds[port], status[port]);
        }
        board.run(20_000);
        assert_eq!(board.links(), 3);
        for port in [0, 1] {
            board.received(port);
        }
        exchange(&board, speeds, status);
        assert_eq!(board.shortest_half(0).min(board.shortest_half(1)), 4, "a pulse of TXC is cut");
    }
}

#[test]
fn half_duplex_and_no_link_are_no_link() {
    let Some(board) = BoardBench::new(&BOARD) else { return };
    for speed in SPEEDS {
        for (status, links) in [(speed.status(), 1), (speed.status() & 7, 0), (speed.status(), 1), (speed.status() & 14, 0)] {
            board.set_line(0, speed, status);
            board.run(30_000);
            assert_eq!(board.links(), links, "{speed:?} {status:04b}");
            assert_eq!(board.leds() & 1, links, "{speed:?} {status:04b}");
        }
    }
}

/// Over MDIO, with a PHY that says nothing in band.
fn by_mdio(top: BoardTop, phys: [(usize, u32); 2]) {
    let Some(board) = BoardBench::new(&top) else { return };
    let round = 2_000_000;
    board.run(round);
    assert_eq!(board.links(), 0, "no PHY answers");
    for (bus, phy) in phys {
        board.set_register(bus, phy, 1, 1 << 2 | 1 << 5);
        board.set_register(bus, phy, 4, 0b1111 << 5 | 1);
        board.set_register(bus, phy, 9, 0b10 << 8);
    }
    for speeds in [[Speed::Hundred, Speed::Gigabit], [Speed::Gigabit, Speed::Hundred]] {
        for port in [0, 1] {
            let (bus, phy) = phys[port];
            board.set_register(bus, phy, 5, 0b1111 << 5 | 1);
            board.set_register(bus, phy, 10, if speeds[port] == Speed::Gigabit { 0b10 << 10 } else { 0 });
            board.set_line(port, speeds[port], 0);
        }
        board.run(2 * round);
        assert_eq!(board.links(), 3, "{speeds:?}");
        for port in [0, 1] {
            board.received(port);
        }
        exchange(&board, speeds, [0, 0]);
    }
    let (bus, phy) = phys[1];
    // The partner offers half duplex only; then the PHY goes.
    board.set_register(bus, phy, 10, 0);
    board.set_register(bus, phy, 5, 0b0101 << 5 | 1);
    board.run(2 * round);
    assert_eq!(board.links(), 1);
    board.remove_phy(phys[0].0, phys[0].1);
    board.run(2 * round);
    assert_eq!(board.links(), 0);
}

#[test]
fn a_bus_for_both_phys_tells_their_speeds() {
    by_mdio(BoardTop { link_source: LinkSource::Mdio, ..BOARD }, [(0, 0), (0, 1)]);
}

#[test]
fn a_bus_for_each_phy_tells_their_speeds() {
    let top = BoardTop { link_source: LinkSource::Mdio, mdio: &[&[0], &[7]], phy_resets: 2, ..BOARD };
    by_mdio(top, [(0, 0), (1, 7)]);
}
