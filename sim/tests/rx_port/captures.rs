//! Frames of real captures, many of them malformed on purpose.

use std::path::PathBuf;

use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::golden::carrier::with_fcs;
use ferroute_sim::verilator::workspace_root;

use super::bench::{Bench, Clocks};

/// The folder of FERROUTE_CAPTURES, else the one beside the workspace.
fn folder() -> PathBuf {
    match std::env::var_os("FERROUTE_CAPTURES") {
        Some(folder) => PathBuf::from(folder),
        None => workspace_root().join("../shared/captures"),
    }
}

/// Frames of every Ethernet capture in the folder and the folders in it.
fn frames(folder: PathBuf) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(mut capture) = pcap::Capture::from_file(&path)
                && capture.get_datalink() == pcap::Linktype::ETHERNET
            {
                while let Ok(packet) = capture.next_packet() {
                    frames.push(packet.data.to_vec());
                }
            }
        }
    }
    frames
}

#[test]
fn every_frame_of_the_captures() {
    let folder = folder();
    if !folder.is_dir() {
        println!("SKIPPED: no captures in {}; set FERROUTE_CAPTURES", folder.display());
        return;
    }
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let frames = frames(folder);
    println!("{} frames", frames.len());
    assert!(frames.len() > 1000, "{} frames", frames.len());
    // As they would have come over the wire, and cut as they were captured.
    let padded = frames.iter().map(|frame| (CarrierEvent::frame(frame), 12));
    let cut = frames.iter().map(|frame| (CarrierEvent::raw(&with_fcs(frame)), 2));
    bench.check(&padded.chain(cut).collect::<Vec<_>>(), "captures");
}
