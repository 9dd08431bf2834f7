//! Random commands of the host's stack over lines that damage what passes: no
//! write may ever be executed that was not asked for, in another order, or
//! twice. 100 thousand commands in all.

use ferroute_host::bus::{BusError, Operation, RegisterBus, crc_of_words};
use ferroute_host::transport::FaultRates;
use ferroute_regmap::region;
use ferroute_regmap::registers::{AGEING_INTERVAL, FLOOD, LEARN, RX_ENABLE, SCRATCH};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::harness::{Harness, Written};
use super::line::connect;

/// A write whose words hardly occur in another.
fn unique_write(random: &mut StdRng, serial: &mut u32) -> Operation {
    let registers = [SCRATCH, RX_ENABLE, FLOOD, LEARN, AGEING_INTERVAL];
    let (address, count) = match random.random_range(0..20) {
        0..10 => (registers[random.random_range(0..registers.len())].address, 1),
        10..13 => (RX_ENABLE.address, random.random_range(1..=6)),
        13..19 => (region::FDB_COMMAND, 4 * random.random_range(1..=5)),
        _ => (region::INJECT, random.random_range(1..=130)),
    };
    // An odd factor keeps them different, and some have zeros where others have none.
    let factor = [1_u32, 0x0001_0001, 0x9E37_79B9][random.random_range(0..3)];
    let words = (0..count).map(|_| {
        *serial += 1;
        serial.wrapping_mul(factor)
    });
    Operation::Write { address, words: words.collect() }
}

/// The words that a command writes, in order.
fn writes(operation: &Operation) -> Vec<Written> {
    let Operation::Write { address, words } = operation else { return Vec::new() };
    (*address..).zip(words).map(|(address, word)| Written { address, word: *word }).collect()
}

fn random_operation(random: &mut StdRng, serial: &mut u32) -> Operation {
    match random.random_range(0..20) {
        0..5 => {
            Operation::Read { address: RX_ENABLE.address, count: random.random_range(1..=6) }
        }
        5 => Operation::Read { address: region::FDB_TABLE, count: random.random_range(1..=100) },
        6..8 => {
            Operation::CrcRange { address: region::FDB_TABLE, count: random.random_range(1..=60) }
        }
        _ => unique_write(random, serial),
    }
}

/// What was read after the last write is what stands there still.
fn check_reads(operations: &[Operation], results: &[Vec<u32>], harness: &Harness) {
    let last_write =
        operations.iter().rposition(|operation| matches!(operation, Operation::Write { .. }));
    let behind = last_write.map_or(0, |index| index + 1);
    for (operation, words) in operations.iter().zip(results).skip(behind) {
        let first = operation.address();
        let now: Vec<u32> = (first..first + operation.count() as u32)
            .map(|address| harness.peek(address))
            .collect();
        match operation {
            Operation::Read { .. } => assert_eq!(words, &now),
            _ => assert_eq!(words, &[crc_of_words(&now)]),
        }
    }
}

/// How many of `executed` are late: what a command that gave up still had on
/// the line, executed before the next command began.
fn late(owed: &[Written], executed: &[Written]) -> usize {
    owed.iter().zip(executed).take_while(|(owed, executed)| owed == executed).count()
}

/// Probabilities of damage.
struct Damage {
    /// Of each kind of fault together, for each octet.
    octets: f64,
    /// For each bit of the line, start and stop bits included.
    bits: f64,
}

/// Runs at least `commands` random commands; returns how many runs there were
/// and how many of them gave up.
fn torture(damage: Damage, seed: u64, commands: usize) -> Option<(usize, usize)> {
    println!("octets {}, bits {}, seed {seed}", damage.octets, damage.bits);
    let mut random = StdRng::seed_from_u64(seed);
    let (line, mut link) = connect(seed)?;
    link.transport_mut().inner_mut().gathering = 600;
    link.transport_mut().set_rates(FaultRates::even(damage.octets));
    line.harness.set_noise(damage.bits, damage.bits, if seed.is_multiple_of(2) { 30 } else { 0 });
    let (mut serial, mut done, mut runs, mut failed) = (0, 0, 0, 0);
    // What the last command, if it gave up, asked for and was not executed yet.
    let mut owed: Vec<Written> = Vec::new();
    while done < commands {
        let operations: Vec<Operation> = (0..random.random_range(1..=6))
            .map(|_| random_operation(&mut random, &mut serial))
            .collect();
        (done, runs) = (done + operations.len(), runs + 1);
        let result = link.run(&operations);
        let wanted: Vec<Written> = operations.iter().flat_map(writes).collect();
        let executed = line.harness.take_writes();
        let executed = &executed[late(&owed, &executed)..];
        owed.clear();
        match result {
            Ok(results) => {
                assert_eq!(executed, wanted, "success means: all writes, once, in order");
                check_reads(&operations, &results, &line.harness);
            }
            Err(BusError::NoReply { .. }) => {
                failed += 1;
                assert!(wanted.starts_with(executed), "an error means: a beginning of the writes");
                owed = wanted[executed.len()..].to_vec();
            }
            Err(error) => panic!("{error}"),
        }
    }
    let (statistics, faults) = (link.statistics(), link.transport_mut().faults());
    let cycles = line.harness.cycles();
    println!("{done} commands in {runs} runs, {failed} gave up, {faults} faults, {cycles} cycles");
    println!("{statistics:?}, {} framing errors", line.harness.framing_errors());
    assert_eq!(faults > 0, damage.octets > 0.0);
    assert!(damage.bits == 0.0 || line.harness.framing_errors() > 0);
    assert_eq!((line.harness.violations(), line.harness.withdrawn()), (0, 0));
    assert_eq!(line.harness.crooked_edges(), 0);
    Some((runs, failed))
}

fn none_gives_up(damage: Damage, seed: u64, commands: usize) {
    let Some((_, failed)) = torture(damage, seed, commands) else { return };
    assert_eq!(failed, 0);
}

#[test]
fn no_wrong_write_at_1e_5() {
    none_gives_up(Damage { octets: 1e-5, bits: 0.0 }, 1, 40_000);
}

#[test]
fn no_wrong_write_at_1e_4() {
    none_gives_up(Damage { octets: 1e-4, bits: 0.0 }, 2, 25_000);
}

#[test]
fn no_wrong_write_at_1e_3() {
    none_gives_up(Damage { octets: 1e-3, bits: 0.0 }, 3, 20_000);
}

#[test]
fn no_wrong_write_at_1e_2() {
    // A long message has a chance of one in twelve here, so some runs give up.
    let Some((runs, failed)) = torture(Damage { octets: 1e-2, bits: 0.0 }, 4, 8_000) else { return };
    assert!(failed < runs / 4, "{failed} of {runs}");
}

#[test]
fn no_wrong_write_on_a_line_with_single_wrong_bits() {
    none_gives_up(Damage { octets: 0.0, bits: 1e-4 }, 5, 5_000);
}

#[test]
fn no_wrong_write_on_a_line_with_many_wrong_bits() {
    let Some((runs, failed)) = torture(Damage { octets: 1e-3, bits: 1e-3 }, 6, 2_000) else { return };
    assert!(failed < runs / 4, "{failed} of {runs}");
}

#[test]
fn without_faults_nothing_is_repeated() {
    let Some((line, mut link)) = connect(7) else { return };
    link.write(region::FDB_COMMAND, &vec![0; 4096]).expect("a write");
    let table = link.read(region::FDB_TABLE, 4096).expect("a read");
    assert_eq!(table[4095], line.harness.peek(region::FDB_TABLE + 4095));
    let statistics = link.statistics();
    assert_eq!((statistics.repeated, statistics.garbage), (0, 0));
}
