//! A line that damages what passes, from a seed, in both directions.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Transport, TransportError};

/// Probability of each fault for each octet.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaultRates {
    /// 1 to 4 bits of the octet and those after it are inverted.
    pub bit_errors: f64,
    /// The octet is lost.
    pub lost: f64,
    /// The octet comes twice.
    pub doubled: f64,
    /// An octet that was never sent follows.
    pub invented: f64,
}

impl FaultRates {
    /// Every fault at a quarter of `rate`.
    pub fn even(rate: f64) -> Self {
        Self { bit_errors: rate / 4.0, lost: rate / 4.0, doubled: rate / 4.0, invented: rate / 4.0 }
    }
}

/// Wraps any transport; counts what it did.
pub struct FaultyTransport<T> {
    inner: T,
    rates: FaultRates,
    random: StdRng,
    faults: u64,
}

impl<T> FaultyTransport<T> {
    /// Damages what passes `inner` at `rates`, the same way for the same `seed`.
    pub fn new(inner: T, rates: FaultRates, seed: u64) -> Self {
        Self { inner, rates, random: StdRng::seed_from_u64(seed), faults: 0 }
    }

    /// Faults so far.
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// Changes the rates from here on.
    pub fn set_rates(&mut self, rates: FaultRates) {
        self.rates = rates;
    }

    /// The wrapped transport.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// The wrapped transport.
    pub fn inner_mut(&mut self) -> &mut T {
        &mut self.inner
    }

    fn strikes(&mut self, rate: f64) -> bool {
        let strikes = rate > 0.0 && self.random.random_bool(rate.min(1.0));
        self.faults += u64::from(strikes);
        strikes
    }

    fn damage(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut flips = vec![0_u8; octets.len()];
        for index in 0..octets.len() {
            if self.strikes(self.rates.bit_errors) {
                for _ in 0..self.random.random_range(1..=4) {
                    let at = (index + self.random.random_range(0..4)).min(octets.len() - 1);
                    flips[at] ^= 1 << self.random.random_range(0..8);
                }
            }
        }
        let mut damaged = Vec::with_capacity(octets.len() + 4);
        for (octet, flip) in octets.iter().zip(flips) {
            if !self.strikes(self.rates.lost) {
                damaged.push(octet ^ flip);
            }
            if self.strikes(self.rates.doubled) {
                damaged.push(octet ^ flip);
            }
            if self.strikes(self.rates.invented) {
                damaged.push(self.random.random());
            }
        }
        damaged
    }
}

impl<T: Transport> Transport for FaultyTransport<T> {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        let damaged = self.damage(octets);
        self.inner.send(&damaged)
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        // Leave room for octets that the damage adds.
        let room = (buffer.len() / 4).max(1);
        let mut raw = vec![0; room];
        let count = self.inner.receive(&mut raw, wait)?;
        let damaged = self.damage(&raw[..count]);
        let count = damaged.len().min(buffer.len());
        buffer[..count].copy_from_slice(&damaged[..count]);
        Ok(count)
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        self.inner.discard()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.inner.set_baud(baud)
    }

    fn now(&self) -> Instant {
        self.inner.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Loopback;

    fn pass(rates: FaultRates, seed: u64) -> (Vec<u8>, u64) {
        let (left, mut right) = Loopback::pair();
        let mut faulty = FaultyTransport::new(left, rates, seed);
        faulty.send(&[0x55; 10_000]).unwrap();
        let mut buffer = vec![0; 50_000];
        let count = right.receive(&mut buffer, Duration::ZERO).unwrap();
        buffer.truncate(count);
        (buffer, faulty.faults())
    }

    #[test]
    fn without_rates_nothing_changes() {
        assert_eq!(pass(FaultRates::default(), 1), (vec![0x55; 10_000], 0));
    }

    #[test]
    fn each_fault_does_what_it_says() {
        let rate = 0.01;
        let (octets, faults) = pass(FaultRates { lost: rate, ..Default::default() }, 2);
        assert_eq!(octets.len() as u64, 10_000 - faults);
        assert!((50..200).contains(&faults), "{faults}");
        let (octets, faults) = pass(FaultRates { doubled: rate, ..Default::default() }, 3);
        assert_eq!(octets.len() as u64, 10_000 + faults);
        let (octets, faults) = pass(FaultRates { invented: rate, ..Default::default() }, 4);
        assert_eq!(octets.len() as u64, 10_000 + faults);
        let (octets, _) = pass(FaultRates { bit_errors: rate, ..Default::default() }, 5);
        let flipped: u32 = octets.iter().map(|octet| (octet ^ 0x55).count_ones()).sum();
        assert_eq!(octets.len(), 10_000);
        assert!((100..500).contains(&flipped), "{flipped}");
    }

    #[test]
    fn the_same_seed_damages_in_the_same_way() {
        assert_eq!(pass(FaultRates::even(0.1), 9), pass(FaultRates::even(0.1), 9));
        assert_ne!(pass(FaultRates::even(0.1), 9), pass(FaultRates::even(0.1), 10));
    }
}
