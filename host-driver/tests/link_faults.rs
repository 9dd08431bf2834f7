//! Random commands over a line that damages what passes: no write may ever be
//! executed that was not asked for, in another order, or twice.

mod soft_device;

use ferroute_host::bus::{BusError, Operation, RegisterBus, crc_of_words};
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_host::transport::{FaultRates, FaultyTransport};
use ferroute_regmap::registers::{AGEING_INTERVAL, FLOOD, LEARN, RX_ENABLE, SCRATCH};
use ferroute_regmap::{FdbCommand, region};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use soft_device::{ExecutedWrite, SoftDevice, SoftTransport};

type FaultyLink = SerialLink<FaultyTransport<SoftTransport>>;

fn connect(rate: f64, seed: u64) -> FaultyLink {
    let transport = SoftTransport::new(SoftDevice::new(4));
    let faulty = FaultyTransport::new(transport, FaultRates::even(rate), seed);
    SerialLink::connect(faulty, LinkOptions { tries: 30, ..Default::default() }).expect("Hello")
}

/// A write whose words occur in no other.
fn unique_write(random: &mut StdRng, serial: &mut u32) -> Operation {
    let mut word = || {
        *serial += 1;
        *serial
    };
    let registers = [SCRATCH, RX_ENABLE, FLOOD, LEARN, AGEING_INTERVAL];
    let (address, count) = match random.random_range(0..3) {
        0 => (registers[random.random_range(0..registers.len())].address, 1),
        1 => (RX_ENABLE.address, random.random_range(1..=4)),
        _ => (region::FDB_COMMAND, 4 * random.random_range(1..=40)),
    };
    let mut words: Vec<u32> = (0..count).map(|_| word()).collect();
    if address == region::FDB_COMMAND {
        for command in words.chunks_exact_mut(4) {
            command[0] = command[0] << 8 | 2;
            command[3] = command[3] << 11 | FdbCommand::Add as u32;
        }
    }
    Operation::Write { address, words }
}

/// The messages that a write becomes.
fn messages(operation: &Operation) -> Vec<ExecutedWrite> {
    let Operation::Write { address, words } = operation else { return Vec::new() };
    words
        .chunks(60)
        .enumerate()
        .map(|(index, chunk)| ExecutedWrite {
            address: address + 60 * index as u32,
            words: chunk.to_vec(),
        })
        .collect()
}

/// Runs `commands` random commands at a fault rate; returns those that ended in an error.
fn torture(rate: f64, seed: u64, commands: usize) -> usize {
    println!("fault rate {rate}, seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut link = connect(rate, seed ^ 0x5EED);
    let (mut serial, mut failed) = (0, 0);
    for _ in 0..commands {
        let executed_before = link.transport_mut().inner().device.writes.len();
        let operations: Vec<Operation> = (0..random.random_range(1..=6))
            .map(|_| match random.random_range(0..4) {
                0 => Operation::Read { address: RX_ENABLE.address, count: random.random_range(1..=6) },
                1 => Operation::CrcRange { address: region::FDB_TABLE, count: random.random_range(1..=300) },
                _ => unique_write(&mut random, &mut serial),
            })
            .collect();
        let result = link.run(&operations);
        let device = &mut link.transport_mut().inner_mut().device;
        let wanted: Vec<ExecutedWrite> = operations.iter().flat_map(messages).collect();
        let executed = &device.writes[executed_before..];
        match result {
            Ok(results) => {
                assert_eq!(executed, wanted, "success means: all writes, once, in order");
                // What was read after the last write is what stands there still.
                let last_write =
                    operations.iter().rposition(|operation| matches!(operation, Operation::Write { .. }));
                for (operation, words) in
                    operations.iter().zip(&results).skip(last_write.map_or(0, |index| index + 1))
                {
                    let memory = &mut device.memory;
                    let first = operation.address();
                    let now: Vec<u32> = (first..first + operation.count() as u32)
                        .map(|address| memory.read(address))
                        .collect();
                    match operation {
                        Operation::Read { .. } => assert_eq!(words, &now),
                        _ => assert_eq!(words, &[crc_of_words(&now)]),
                    }
                }
            }
            Err(BusError::NoReply { .. }) => {
                failed += 1;
                assert!(wanted.starts_with(executed), "an error means: a beginning of the writes");
            }
            Err(error) => panic!("{error}"),
        }
    }
    let (statistics, faults) = (link.statistics(), link.transport_mut().faults());
    println!("{commands} commands, {failed} failed, {faults} faults, {statistics:?}");
    assert_eq!(faults > 0, rate > 0.0);
    failed
}

#[test]
fn no_wrong_write_at_1e_5() {
    assert_eq!(torture(1e-5, 1, 3000), 0);
}

#[test]
fn no_wrong_write_at_1e_4() {
    assert_eq!(torture(1e-4, 2, 3000), 0);
}

#[test]
fn no_wrong_write_at_1e_3() {
    assert_eq!(torture(1e-3, 3, 3000), 0);
}

#[test]
fn no_wrong_write_at_1e_2() {
    // A long message has a chance of one in twelve here, so some commands give up.
    let failed = torture(1e-2, 4, 1500);
    assert!(failed < 750, "{failed}");
}

#[test]
fn no_wrong_write_without_faults_and_no_repetition_either() {
    assert_eq!(torture(0.0, 5, 500), 0);
    let mut link = connect(0.0, 5);
    link.write(region::FDB_COMMAND, &[0; 4096]).unwrap();
    assert_eq!(link.statistics().repeated, 0);
}
