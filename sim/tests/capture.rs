//! Capture files, good and damaged.

use std::fs;
use std::path::{Path, PathBuf};

use ferroute_sim::capture::{CaptureError, CapturedFrame, Reader, Writer};
use tempfile::TempDir;

fn frame(nanoseconds: u64, length: usize) -> CapturedFrame {
    let octets: Vec<u8> = (0..length).map(|index| (index * 7) as u8 ^ nanoseconds as u8).collect();
    let wire_octets = octets.len() as u32;
    CapturedFrame { nanoseconds: nanoseconds.into(), octets, wire_octets }
}

fn frames() -> Vec<CapturedFrame> {
    vec![frame(0, 60), frame(8, 60), frame(999_999_999, 1514), frame(1_700_000_000_123_456_789, 14)]
}

fn write(folder: &TempDir, name: &str) -> PathBuf {
    let path = folder.path().join(name);
    let mut writer = Writer::create(&path).unwrap();
    for frame in frames() {
        writer.write(frame.nanoseconds as u64, &frame.octets);
    }
    writer.flush().unwrap();
    path
}

fn read(path: &Path) -> (Vec<CapturedFrame>, Option<CaptureError>) {
    let (mut good, mut fault) = (Vec::new(), None);
    for frame in Reader::open(path).unwrap() {
        assert!(fault.is_none(), "nothing follows a fault");
        match frame {
            Ok(frame) => good.push(frame),
            Err(error) => fault = Some(error),
        }
    }
    (good, fault)
}

#[test]
fn frames_come_back_to_the_nanosecond() {
    let folder = TempDir::new().unwrap();
    let (good, fault) = read(&write(&folder, "a.pcap"));
    assert_eq!(good, frames());
    assert!(fault.is_none());
    // Magic of a file with nanoseconds, and Ethernet.
    let file = fs::read(folder.path().join("a.pcap")).unwrap();
    assert_eq!(u32::from_ne_bytes(file[..4].try_into().unwrap()), 0xA1B2_3C4D);
    assert_eq!(u32::from_ne_bytes(file[20..24].try_into().unwrap()), 1);
}

#[test]
fn microseconds_are_read_as_nanoseconds() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.pcap");
    let mut file = fs::read(&path).unwrap();
    file[..4].copy_from_slice(&0xA1B2_C3D4_u32.to_ne_bytes());
    fs::write(&path, file).unwrap();
    let (good, _) = read(&path);
    assert_eq!(good[1].nanoseconds, 8_000);
}

/// Cut behind every octet: all frames that are whole, then one sentence.
#[test]
fn a_cut_file_gives_the_frames_before_the_cut() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.pcap");
    let file = fs::read(&path).unwrap();
    let mut ends = vec![24];
    for frame in frames() {
        ends.push(ends.last().unwrap() + 16 + frame.octets.len());
    }
    assert_eq!(*ends.last().unwrap(), file.len());
    for length in 0..file.len() {
        fs::write(&path, &file[..length]).unwrap();
        if length < 24 {
            let error = Reader::open(&path).err().expect("no header").to_string();
            assert!(error.contains("a.pcap: ") && !error.contains('\n'), "{error}");
            assert_eq!(error.matches("a.pcap").count(), 1, "{error}");
            continue;
        }
        let whole = ends.iter().filter(|end| **end <= length).count() - 1;
        let (good, fault) = read(&path);
        assert_eq!(good, frames()[..whole]);
        match fault {
            None => assert!(ends.contains(&length), "{length}"),
            Some(CaptureError::Damaged { good_frames, reason, .. }) => {
                assert!(!ends.contains(&length), "{length}");
                assert_eq!(good_frames, whole as u64);
                assert!(reason.contains("truncated"), "{reason}");
            }
            Some(other) => panic!("{other}"),
        }
    }
}

#[test]
fn frames_that_were_not_kept_whole_are_told_apart() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.pcap");
    let mut file = fs::read(&path).unwrap();
    // The original length of the second frame.
    let place = 24 + 16 + 60 + 12;
    file[place..place + 4].copy_from_slice(&1500_u32.to_ne_bytes());
    fs::write(&path, file).unwrap();
    let (read, fault) = read(&path);
    assert!(fault.is_none());
    let mut expected = frames();
    expected[1].wire_octets = 1500;
    assert_eq!(read, expected);
    let whole: Vec<bool> = read.iter().map(|frame| frame.is_whole()).collect();
    assert_eq!(whole, [true, false, true, true]);
}

#[test]
fn only_ethernet_is_read() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "a.pcap");
    let mut file = fs::read(&path).unwrap();
    file[20..24].copy_from_slice(&113_u32.to_ne_bytes());
    fs::write(&path, file).unwrap();
    let error = Reader::open(&path).err().expect("Linux cooked").to_string();
    assert_eq!(error, format!("{} has link type LINUX_SLL instead of Ethernet", path.display()));
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing.pcap");
    let error = Reader::open(&missing).err().unwrap().to_string();
    assert_eq!(error, format!("cannot read {}: No such file or directory", missing.display()));
    let text = folder.path().join("text.pcap");
    fs::write(&text, "this is no capture, but long enough to be one").unwrap();
    assert!(Reader::open(&text).is_err());
    assert!(Reader::open(Path::new("-")).is_err());
    let nowhere = folder.path().join("missing/a.pcap");
    let error = Writer::create(&nowhere).err().unwrap().to_string();
    assert_eq!(error, format!("cannot write {}: No such file or directory", nowhere.display()));
    assert!(Writer::create(Path::new("-")).is_err());
}

#[test]
fn a_full_disk_is_seen() {
    if !Path::new("/dev/full").exists() {
        println!("SKIPPED: no /dev/full");
        return;
    }
    let error = Writer::create(Path::new("/dev/full")).err().expect("no room").to_string();
    assert!(error.starts_with("cannot write /dev/full: "), "{error}");
}
