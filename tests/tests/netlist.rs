//! The synthesized core beside its source: `cargo xtask netlist` makes the
//! netlist that place and route would get, and here both see the same stimulus.

use std::time::Instant;

use ferroute_host::cpu_port::{inject, receive};
use ferroute_host::fdb::{Fdb, Key};
use ferroute_host::port::Port;
use ferroute_regmap::FdbEntry;
use ferroute_regmap::registers::TRAP;
use ferroute_sim::board::{Board, BoardError, Options, When, WireEvent};
use ferroute_sim::ecp5;
use ferroute_sim::golden::carrier::with_fcs;
use ferroute_sim::golden::{CarrierEvent, Counters};
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, octets, station};

const PORTS: usize = 3;
const CELLS: usize = 512;
const BPDU_DESTINATION: [u8; 6] = [0x01, 0x80, 0xC2, 0, 0, 0];
/// Stations: the port's number, and more of them in turn.
const STATIC_STATION: u32 = 100;
const STRANGER: u32 = 200;

/// All that can be seen of a board from outside.
#[derive(PartialEq)]
struct Seen {
    egress: Vec<WireEvent>,
    punted: Vec<Vec<u8>>,
    counters: Counters,
    entries: Vec<FdbEntry>,
    cycles: u64,
}

#[test]
fn the_netlist_does_what_its_source_does() {
    let name = "netlist";
    let Some(folder) = ecp5::netlist_folder("switch_core") else {
        println!("SKIPPED {name}: no netlist was made; run `cargo xtask netlist`");
        return;
    };
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("Verilog");
    let options = Options::default();
    let source = || Board::from_verilog(PORTS, &text("source.v"), &options);
    let netlist = || Board::from_netlist(PORTS, &text("netlist.v"), &options);
    let Some(source) = see("netlist-source", source) else { return };
    let netlist = see("netlist-cells", netlist).expect("the source was built");
    // Frame by frame first: the first difference says more than that there is one.
    for (index, (source, netlist)) in source.egress.iter().zip(&netlist.egress).enumerate() {
        assert_eq!(source, netlist, "event {index} from the switch");
    }
    assert_eq!(source.egress.len(), netlist.egress.len());
    assert_eq!(source.counters, netlist.counters);
    assert_eq!(source.entries, netlist.entries);
    assert_eq!(source.punted, netlist.punted);
    assert_eq!(source.cycles, netlist.cycles, "core clocks in all, control line included");
    println!("{} events from the switch, {} core clocks", source.egress.len(), source.cycles);
}

fn see(name: &'static str, open: impl Fn() -> Result<Board, BoardError>) -> Option<Seen> {
    let start = Instant::now();
    let board = match open() {
        Err(BoardError::Verilator(error)) if error.is_missing_tool() => {
            println!("SKIPPED {name}: {error}");
            return None;
        }
        board => board.expect("a board"),
    };
    println!("{name}: built in {:.0} s", start.elapsed().as_secs_f64());
    let mut rig = Rig::on_board(name, board, CELLS);
    let mut egress = smoke(&mut rig);
    let punted = host_traffic(&mut rig, &mut egress);
    let counters = rig.check_conservation();
    let entries = known_entries(&mut rig);
    let cycles = rig.board.lock().cycle();
    println!("{name}: {:.0} s in all", start.elapsed().as_secs_f64());
    Some(Seen { egress, punted, counters, entries, cycles })
}

/// Learning, floods, unicast of several sizes, errors, and line rate on every
/// port. The rig holds all of it to the reference model.
fn smoke(rig: &mut Rig) -> Vec<WireEvent> {
    let mut egress = Vec::new();
    let tables: Vec<FdbEntry> = (0..40)
        .map(|index| FdbEntry {
            mac: station(STATIC_STATION + index), fid: 0, port: (index % 3) as u8, age: 0, is_static: true,
        })
        .collect();
    Fdb::new(&mut rig.device).add(&tables).expect("room");
    for entry in tables {
        rig.golden.fdb.add(entry);
    }
    for port in 0..PORTS {
        rig.send_apart(port, good([0xFF; 6], station(port as u32), 64, port as u32));
    }
    rig.send_apart(1, good(station(STRANGER), station(1), 200, 4));
    egress.extend(rig.settle());
    for length in [64, 65, 67, 71, 72, 127, 128, 512, 1024, 1518] {
        for port in 0..PORTS {
            let to = station((port as u32 + 1) % 3);
            rig.send_apart(port, good(to, station(port as u32), length, length as u32));
            rig.send_apart(port, good(station(STATIC_STATION + length as u32 % 40), station(port as u32), length, 1));
        }
    }
    egress.extend(rig.settle());
    let mut bad_fcs = with_fcs(&octets(station(1), station(STRANGER), 100, 5));
    bad_fcs[50] ^= 0x40;
    let rx_er = CarrierEvent { error_positions: vec![40], ..good(station(1), station(STRANGER), 64, 6) };
    for event in [CarrierEvent::raw(&bad_fcs), rx_er, CarrierEvent::raw(&bad_fcs[..40])] {
        rig.send(0, event, When::BACK_TO_BACK);
        rig.send(0, good(station(1), station(0), 64, 7), When::BACK_TO_BACK);
    }
    egress.extend(rig.settle());
    for turn in 0..150 {
        for port in 0..PORTS as u32 {
            let to = station((port + 1) % 3);
            rig.send(port as usize, good(to, station(port), [64, 64, 65, 190][turn as usize % 4], turn), When::BACK_TO_BACK);
        }
    }
    egress.extend(rig.settle_flows());
    rig.check_counters();
    egress
}

/// Each entry that the model holds, as the device gives it: the whole table
/// would take most of the time.
fn known_entries(rig: &mut Rig) -> Vec<FdbEntry> {
    let mut model: Vec<FdbEntry> = rig.golden.fdb.entries().copied().collect();
    model.sort_by_key(|entry| entry.mac);
    let mut fdb = Fdb::new(&mut rig.device);
    assert_eq!(fdb.usage().expect("FDB_USAGE") as usize, model.len());
    let held = model.iter().map(|entry| fdb.get(Key::from(entry)).expect("an entry"));
    let held: Vec<FdbEntry> = held.map(|entry| FdbEntry { age: 0, ..entry }).collect();
    assert_eq!(held, model);
    held
}

/// Traps and injected frames, through the host stack.
fn host_traffic(rig: &mut Rig, egress: &mut Vec<WireEvent>) -> Vec<Vec<u8>> {
    let mut punted = Vec::new();
    rig.write(&TRAP, 1);
    for (port, length) in [(0, 64), (1, 1518), (2, 99)] {
        rig.send_apart(port, good(BPDU_DESTINATION, station(port as u32), length, 8));
        egress.extend(rig.settle());
        punted.push(receive(&mut rig.device).expect("the CPU port").expect("a frame waits").octets);
    }
    for (index, length) in [(0, 64), (1, 65), (2, 1518)] {
        let port = Port::new(index, PORTS as u8).expect("a port");
        inject(&mut rig.device, &[port], &octets(BPDU_DESTINATION, station(STRANGER), length, 9)).expect("room");
        egress.extend(rig.run_until_quiet());
    }
    punted
}
