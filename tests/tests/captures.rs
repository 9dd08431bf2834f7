//! Real traffic: every frame of every capture through the switch and the model.

use std::path::{Path, PathBuf};

use ferroute_sim::capture::Reader;
use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::verilator::workspace_root;
use ferroute_tests::Rig;

const PORTS: usize = 4;

/// What a folder holds and `wanted` holds of, by name.
fn entries(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| wanted(path)).collect();
    paths.sort();
    paths
}

fn captures(folder: &Path) -> Vec<PathBuf> {
    entries(folder, |path| path.extension().is_some_and(|extension| extension == "pcap"))
}

/// Frames with their times, up to where the file is damaged: some are on purpose.
fn frames(path: &Path) -> Vec<(i128, Vec<u8>)> {
    let reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) => {
            println!("SKIPPED {error}");
            return Vec::new();
        }
    };
    let mut frames = Vec::new();
    for frame in reader {
        match frame {
            Ok(frame) => frames.push((frame.nanoseconds, frame.octets)),
            Err(error) => println!("{error}"),
        }
    }
    frames
}

fn check_all(rig: &mut Rig) {
    rig.check_counters();
    rig.check_fdb();
    rig.check_conservation();
}

/// Each scenario is a folder with a capture for each host: its frames go into a
/// port of its own, in the order of their times.
#[test]
fn recorded_by_this_project() {
    let folder = workspace_root().join("tests/captures");
    let scenarios = entries(&folder, |path| path.is_dir() && !captures(path).is_empty());
    assert!(scenarios.len() >= 5, "the project's captures are in {}", folder.display());
    for scenario in scenarios {
        let hosts = captures(&scenario);
        let Some(mut rig) = Rig::open("recorded", hosts.len().max(PORTS), 1024) else { return };
        let mut all: Vec<(i128, usize, Vec<u8>)> = Vec::new();
        for (port, path) in hosts.iter().enumerate() {
            all.extend(frames(path).into_iter().map(|(time, octets)| (time, port, octets)));
        }
        all.sort_by_key(|(time, port, _)| (*time, *port));
        println!("{}: {} frames of {} hosts", scenario.display(), all.len(), hosts.len());
        assert!(!all.is_empty());
        for (_, port, octets) in &all {
            rig.send_apart(*port, CarrierEvent::frame(octets));
        }
        rig.settle();
        check_all(&mut rig);
    }
}

/// Each capture goes into one port, the ports taking turns.
#[test]
fn third_party() {
    let folder = match std::env::var_os("FERROUTE_CAPTURES") {
        Some(folder) => PathBuf::from(folder),
        None => workspace_root().join("../shared/captures/tcpdump"),
    };
    let paths = captures(&folder);
    if paths.is_empty() {
        println!("SKIPPED third-party captures: none in {}; FERROUTE_CAPTURES names another folder", folder.display());
        return;
    }
    let Some(mut rig) = Rig::open("third-party", PORTS, 1024) else { return };
    let mut count = 0;
    for (index, path) in paths.iter().enumerate() {
        for (_, octets) in frames(path) {
            rig.send_apart(index % PORTS, CarrierEvent::frame(&octets));
            count += 1;
        }
        rig.settle();
    }
    println!("{count} frames of {} captures", paths.len());
    assert!(count > 1000);
    check_all(&mut rig);
}
