//! Address learning (RFC 2889 sections 5.6 and 5.7, IEEE 802.1Q-2022 clauses 8.7 and 8.8).

use ferroute_host::bus::RegisterBus;
use ferroute_host::fdb::{Fdb, Selector};
use ferroute_regmap::registers::{AGEING_INTERVAL, FDB_MOVES, FDB_UNLEARNED, FDB_USAGE};
use ferroute_regmap::size::{AGEING_UNIT_CLOCKS, FDB_AGE_LIMIT, FDB_ENTRIES, FDB_ROWS};
use ferroute_sim::board::When;
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, station};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Address `index` of port `port`.
fn address(port: usize, index: u32) -> [u8; 6] {
    station((port as u32) << 16 | index)
}

/// One new address per minimum frame on every port at once; then a frame to
/// each of them, from every port at once, floods nowhere. A thousand addresses
/// in all: few enough that each finds a place.
fn learning_rate(name: &'static str, ports: usize, addresses: u32) {
    let Some(mut rig) = Rig::open(name, ports, 1024) else { return };
    // Every port's first station is known before, so that the frames that
    // teach are themselves not flooded.
    for port in 0..ports {
        rig.send_apart(port, good([0xFF; 6], address(port, 0), 64, 0));
    }
    rig.settle();
    for index in 1..addresses {
        for port in 0..ports {
            let to = address((port + 1) % ports, 0);
            rig.send(port, good(to, address(port, index), 64, index), When::BACK_TO_BACK);
        }
    }
    rig.settle();
    let word = rig.device.bus().read_word(FDB_UNLEARNED.address).expect("FDB_UNLEARNED");
    assert_eq!(word, 0, "every address found a place");
    for index in 0..addresses {
        for port in 0..ports {
            let to = address((port + 1) % ports, index);
            rig.send(port, good(to, address(port, 0), 64, index), When::BACK_TO_BACK);
        }
    }
    let egress = rig.settle();
    assert_eq!(egress.len(), addresses as usize * ports, "each frame left once: nothing was flooded");
    rig.check_counters();
    rig.check_fdb();
}

#[test]
fn learns_at_line_rate_on_four_ports() {
    learning_rate("learning-4", 4, 250);
}

#[test]
fn learns_at_line_rate_on_eight_ports() {
    learning_rate("learning-8", 8, 125);
}

#[test]
fn holds_nine_of_ten_random_addresses() {
    let Some(mut rig) = Rig::open("random-addresses", 4, 512) else { return };
    let seed = 20261;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    // Reserved destinations go nowhere; their sources are learned all the same.
    let pause = [0x01, 0x80, 0xC2, 0, 0, 1];
    for count in 0..FDB_ENTRIES {
        let mut source: [u8; 6] = random.random();
        source[0] &= 0xFE;
        rig.send(count % 4, good(pause, source, 64, count as u32), When::BACK_TO_BACK);
    }
    rig.settle();
    rig.check_counters();
    let held = rig.device.bus().read_word(FDB_USAGE.address).expect("FDB_USAGE");
    println!("{held} of {FDB_ENTRIES} addresses held");
    assert!(held as usize >= FDB_ENTRIES * 9 / 10, "{held}");
}

#[test]
fn a_station_that_moves_is_found_at_once() {
    let Some(mut rig) = Rig::open("station-move", 4, 512) else { return };
    let (mover, peer) = (station(1), station(2));
    rig.send_apart(3, good([0xFF; 6], peer, 64, 0));
    for port in [0, 1, 2, 1, 0] {
        rig.send_apart(port, good(peer, mover, 64, port as u32));
        rig.send_apart(3, good(mover, peer, 64, port as u32));
    }
    rig.settle();
    rig.check_counters();
    rig.check_fdb();
    let moves = rig.device.bus().read_word(FDB_MOVES.address).expect("FDB_MOVES");
    assert_eq!(u64::from(moves), rig.golden.fdb.move_count);
    assert_eq!(moves, 4);
}

#[test]
fn group_and_zero_sources_are_never_learned() {
    let Some(mut rig) = Rig::open("no-station", 4, 512) else { return };
    for source in [[1, 0, 0, 0, 0, 1], [0xFF; 6], [0x33, 0x33, 0, 0, 0, 1], [0; 6]] {
        rig.send_apart(0, good(station(9), source, 64, 0));
        rig.send_apart(1, good(source, station(8), 64, 0));
    }
    rig.settle();
    rig.check_counters();
    rig.check_fdb();
    assert_eq!(Fdb::new(&mut rig.device).show(&Selector::default()).expect("the table").len(), 1);
}

/// Unseen addresses go in the seventh visit of the scan, seen and static ones stay.
#[test]
fn addresses_age_unless_seen() {
    let Some(mut rig) = Rig::open("ageing", 4, 512) else { return };
    let (silent, talking, fixed) = (station(1), station(2), station(3));
    let entry = ferroute_regmap::FdbEntry { mac: fixed, fid: 0, port: 2, age: 0, is_static: true };
    Fdb::new(&mut rig.device).add(&[entry]).expect("room");
    rig.golden.fdb.add(entry);
    rig.send_apart(0, good(fixed, silent, 64, 0));
    rig.send_apart(1, good(fixed, talking, 64, 0));
    rig.settle();
    // A scan of all rows in 1024 x 4 x 16 clocks.
    let interval = 4;
    let scan = FDB_ROWS as u64 * interval * AGEING_UNIT_CLOCKS;
    rig.write(&AGEING_INTERVAL, interval as u32);
    for _ in 0..u64::from(FDB_AGE_LIMIT) - 2 {
        rig.board.lock().run(scan);
        rig.send_apart(1, good(fixed, talking, 64, 0));
        rig.settle();
    }
    let held = |rig: &mut Rig| -> Vec<[u8; 6]> {
        let entries = Fdb::new(&mut rig.device).show(&Selector::default()).expect("the table");
        entries.iter().map(|entry| entry.mac).collect()
    };
    rig.board.lock().run(3 * scan);
    rig.write(&AGEING_INTERVAL, 0);
    assert_eq!(held(&mut rig), [talking, fixed], "the silent one is gone");
    rig.write(&AGEING_INTERVAL, interval as u32);
    rig.board.lock().run(8 * scan);
    assert_eq!(held(&mut rig), [fixed], "the talking one went silent, the static one stays");
}
