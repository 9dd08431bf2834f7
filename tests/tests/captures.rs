//! Real traffic: every frame of every capture through the switch and the model.

use std::path::{Path, PathBuf};

use ferroute_sim::capture::Reader;
use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::verilator::workspace_root;
use ferroute_tests::Rig;

const PORTS: usize = 4;

/// Captures of a folder by name.
fn captures(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pcap"))
        .collect();
    paths.sort();
    paths
}

/// Replays each capture into a port of its own turn, back to back, and waits
/// until it is through: the order is certain within a port. Returns frames and files.
fn replay(rig: &mut Rig, paths: &[PathBuf]) -> (usize, usize) {
    let (mut frames, mut files) = (0, 0);
    for (index, path) in paths.iter().enumerate() {
        let reader = match Reader::open(path) {
            Ok(reader) => reader,
            Err(error) => {
                println!("SKIPPED {error}");
                continue;
            }
        };
        files += 1;
        for frame in reader {
            match frame {
                Ok(frame) => {
                    rig.send_apart(index % PORTS, CarrierEvent::frame(&frame.octets));
                    frames += 1;
                }
                // Some captures are damaged on purpose; what comes before counts.
                Err(error) => println!("{error}"),
            }
        }
        rig.settle();
    }
    rig.check_counters();
    rig.check_fdb();
    rig.check_conservation();
    (frames, files)
}

#[test]
fn recorded_by_this_project() {
    let folder = workspace_root().join("tests/captures");
    let paths = captures(&folder);
    assert!(!paths.is_empty(), "the project's captures are in {}", folder.display());
    let Some(mut rig) = Rig::open("recorded", PORTS, 1024) else { return };
    let (frames, files) = replay(&mut rig, &paths);
    println!("{frames} frames of {files} captures");
    assert!(frames > 100);
}

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
    let (frames, files) = replay(&mut rig, &paths);
    println!("{frames} frames of {files} captures");
    assert!(frames > 1000);
}
