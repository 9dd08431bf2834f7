//! Reads a device's tables, and executes plans.

use ferroute_regmap::message::MAX_WORDS;
use ferroute_regmap::registers::{
    DEFAULT_ROUTES, FIB_SEED_HIGH, FIB_SEED_LOW, FIB4_LENGTHS_0, ROUTER_SIZES,
};
use ferroute_regmap::size::{BUCKETS, FIB_BANKS, INTERFACES, NEXT_HOPS};
use ferroute_regmap::fib_entry::{FIB4_STRIDE, FIB6_STRIDE, WIDE_ROW_BITS, WIDE_STRIDE};
use ferroute_regmap::{Interface, NextHop, region};

use super::state::State;
use super::{DeviceWords, Router};
use crate::bus::{BusError, Operation, RegisterBus, crc_of_words};
use crate::device::{Device, field};
use crate::fib::{Image, Sizes, Write};

/// Why the router's tables were not read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The device's.
    #[error("this build of the device has no router")]
    NoRouter,
    /// The device's fault.
    #[error("the device claims a router of 2^{row_bits4}, 2^{row_bits6} and 2^{wide_row_bits} rows or entries, which this program cannot be right about")]
    Sizes { row_bits4: u32, row_bits6: u32, wide_row_bits: u32 },
}

/// log2 of the rows of a bank that the contract's hash can serve.
const ROW_BITS: std::ops::RangeInclusive<u32> = 9..=12;

/// Sizes of the device's router.
pub fn sizes<B: RegisterBus>(device: &mut Device<B>) -> Result<Sizes, LoadError> {
    let word = device.bus().read_word(ROUTER_SIZES.address)?;
    let size = |name| field(&ROUTER_SIZES, name, word);
    let (row_bits4, row_bits6) = (size("fib4_row_bits"), size("fib6_row_bits"));
    let wide_row_bits = size("wide_row_bits");
    if row_bits4 == 0 {
        return Err(LoadError::NoRouter);
    }
    if !ROW_BITS.contains(&row_bits4) || !ROW_BITS.contains(&row_bits6) || 1 << wide_row_bits != FIB_BANKS << WIDE_ROW_BITS {
        return Err(LoadError::Sizes { row_bits4, row_bits6, wide_row_bits });
    }
    Ok(Sizes { row_bits4, row_bits6 })
}

/// Reads all tables of the router.
pub fn load<B: RegisterBus>(device: &mut Device<B>) -> Result<DeviceWords, LoadError> {
    let sizes = sizes(device)?;
    let bus = device.bus();
    let pool4 = (FIB_BANKS << sizes.row_bits4) * FIB4_STRIDE as usize;
    let pool6 = (FIB_BANKS << sizes.row_bits6) * FIB6_STRIDE as usize;
    let mut tables = read_sparse(bus, &[
        (region::FIB4, pool4),
        (region::FIB6, pool6),
        (region::FIB_WIDE, (FIB_BANKS << WIDE_ROW_BITS) * WIDE_STRIDE as usize),
        (region::NEXT_HOPS, NEXT_HOPS * NextHop::WORDS),
        (region::BUCKETS, BUCKETS),
        (region::INTERFACES, INTERFACES * Interface::STRIDE as usize),
    ])?
    .into_iter();
    let mut table = || tables.next().unwrap_or_default();
    let seed_low = u64::from(bus.read_word(FIB_SEED_LOW.address)?);
    let seed_high = u64::from(field(&FIB_SEED_HIGH, "seed", bus.read_word(FIB_SEED_HIGH.address)?));
    let mut lengths = [0; 12];
    let words = bus.read(FIB4_LENGTHS_0.address, lengths.len())?;
    lengths.iter_mut().zip(words).for_each(|(length, word)| *length = word);
    let fib = Image {
        sizes,
        seed: seed_low | seed_high << 32,
        pool4: table(),
        pool6: table(),
        wide: table(),
        lengths,
        defaults: bus.read_word(DEFAULT_ROUTES.address)?,
    };
    Ok(DeviceWords { fib, next_hops: table(), buckets: table(), interfaces: table() })
}

/// Reads the router, and puts right what a plan that was cut short left behind.
/// A state of another start of the device is passed over.
pub fn open<B: RegisterBus>(device: &mut Device<B>, state: Option<&State>) -> Result<Router, LoadError> {
    let words = load(device)?;
    let epoch = device.identity().epoch;
    let (router, repairs) = Router::adopt(&words, state.filter(|state| state.epoch == epoch));
    execute(device, &repairs)?;
    Ok(router)
}

/// Executes a plan. After an error it is not known how much of it was done:
/// the router has to be read anew.
///
/// What follows one another in the device goes into one message.
pub fn execute<B: RegisterBus>(device: &mut Device<B>, writes: &[Write]) -> Result<(), BusError> {
    let mut operations: Vec<Operation> = Vec::new();
    for write in writes {
        match operations.last_mut() {
            Some(Operation::Write { address, words }) if *address + words.len() as u32 == write.address() => {
                words.extend(write.words());
            }
            _ => operations.push(Operation::Write { address: write.address(), words: write.words().to_vec() }),
        }
    }
    match operations.is_empty() {
        true => Ok(()),
        false => device.bus().run(&operations).map(drop),
    }
}

/// Reads tables of which much is zero: first asks what is.
fn read_sparse<B: RegisterBus>(bus: &mut B, tables: &[(u32, usize)]) -> Result<Vec<Vec<u32>>, BusError> {
    let whole = not_zero(bus, tables)?;
    let mut blocks = Vec::new();
    for (first, count) in whole {
        blocks.extend((0..count).step_by(MAX_WORDS).map(|offset| {
            (first + offset as u32, MAX_WORDS.min(count - offset))
        }));
    }
    let full = not_zero(bus, &blocks)?;
    let reads: Vec<Operation> =
        full.iter().map(|(address, count)| Operation::Read { address: *address, count: *count }).collect();
    let results = bus.run(&reads)?;
    let mut contents: Vec<Vec<u32>> = tables.iter().map(|(_, count)| vec![0; *count]).collect();
    for ((address, count), words) in full.into_iter().zip(results) {
        let found = tables.iter().zip(&mut contents).find(|((first, size), _)| {
            (*first..*first + *size as u32).contains(&address)
        });
        if let Some(((first, _), content)) = found {
            let offset = (address - first) as usize;
            content[offset..offset + count].iter_mut().zip(words).for_each(|(place, word)| *place = word);
        }
    }
    Ok(contents)
}

/// Those ranges that hold anything.
fn not_zero<B: RegisterBus>(bus: &mut B, ranges: &[(u32, usize)]) -> Result<Vec<(u32, usize)>, BusError> {
    let checks: Vec<Operation> =
        ranges.iter().map(|(address, count)| Operation::CrcRange { address: *address, count: *count as u16 }).collect();
    let results = if checks.is_empty() { Vec::new() } else { bus.run(&checks)? };
    let is_zero = |count: usize, crc: &[u32]| crc.first() == Some(&crc_of_words(&vec![0; count]));
    let ranges = ranges.iter().zip(&results);
    Ok(ranges.filter(|((_, count), crc)| !is_zero(*count, crc)).map(|(range, _)| *range).collect())
}
