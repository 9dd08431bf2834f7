//! The device starts again while the host works.

use ferroute_host::bus::{BusError, RegisterBus};
use ferroute_host::device::Device;
use ferroute_host::link::SerialLink;
use ferroute_regmap::registers::{EPOCH, SCRATCH};
use ferroute_regmap::region;

use super::harness::{Harness, PORTS};
use super::line::{Line, PATIENT, connect};

#[test]
fn the_host_identifies_the_device() {
    let Some((line, link)) = connect(60) else { return };
    let mut device = Device::open(link).expect("a device of this layout");
    let identity = device.identity();
    assert_eq!((u32::from(identity.port_count), identity.cell_count), (PORTS, 1024));
    assert_eq!(u32::from(identity.epoch), line.harness.peek(EPOCH.address));
    assert_eq!(device.identify().expect("a report").uart_divisor, 8);
}

#[test]
fn a_restart_is_reported_once_and_nothing_is_written_behind_it() {
    let Some(harness) = Harness::new(61) else { return };
    // At the speed after power-up, so that the device is understood again at once.
    let line = Line::new(harness, 1.0);
    let mut link = SerialLink::connect(line.clone(), PATIENT).expect("Hello");
    let before = line.harness.peek(EPOCH.address) as u16;
    link.write(SCRATCH.address, &[1]).expect("a write");
    line.harness.take_writes();
    let words: Vec<u32> = (1..=400).collect();
    // In the middle of the third message.
    line.power_up_at.set(Some(line.harness.cycles() + 260 * 10_850 * 5 / 2));
    let result = link.write(region::FDB_COMMAND, &words);
    let after = line.harness.peek(EPOCH.address) as u16;
    match result {
        Err(BusError::Restarted { before: was, now }) => assert_eq!((was, now), (before, after)),
        other => panic!("{other:?}"),
    }
    assert!(after != before && after != 0);
    let written: Vec<u32> = line.harness.take_writes().iter().map(|written| written.word).collect();
    assert!(words.starts_with(&written) && written.len() >= 60 && written.len() < 240, "{}", written.len());
    // The link knows the new epoch and goes on.
    link.write(SCRATCH.address, &[2]).expect("a write");
    assert_eq!(link.read_word(SCRATCH.address).expect("a read"), 2);
}

#[test]
fn epochs_differ_with_the_time_of_the_first_message() {
    let mut epochs = Vec::new();
    for pause in [0, 1, 2, 1000] {
        let Some(harness) = Harness::new(62) else { return };
        let line = Line::new(harness, 1.0);
        line.harness.run(pause, false);
        let link = SerialLink::connect(line.clone(), PATIENT).expect("Hello");
        epochs.push(link.identity()[EPOCH.address as usize]);
    }
    let mut different = epochs.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), epochs.len(), "{epochs:?}");
}
