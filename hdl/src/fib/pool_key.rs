//! # PoolKey: an address and a prefix length to a key of the pool
//! A prefix of the address, a one, zeros: see `regmap::fib_entry`.
//!
//! | port    | dir | cycle | meaning                                             |
//! | asks    | in  | 0     | there is a lookup                                   |
//! | length  | in  | 0     | zero, or one that the family's pool has not: none   |
//! | ipv6    | in  | 0     | family                                              |
//! | address | in  | 0     | first 49 bits of it                                 |
//! | key     | out | 1     | prefix, one and zeros; of IPv6 with the address' first 3 bits in front |
//! | valid   | out | 1     | the pool can hold it                                |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: a key a cycle.
//! Storage: 50 bits. Resources: see `FibEngine`.

use ferroute_regmap::size::{FIB4_MAX_LENGTH, FIB6_MAX_LENGTH};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct PoolKey {
    pub clock: Signal<In, Clock>,
    pub asks: Signal<In, Bit>,
    pub length: Signal<In, Bits<8>>,
    pub ipv6: Signal<In, Bit>,
    pub address: Signal<In, Bits<49>>,
    pub key: Signal<Out, Bits<49>>,
    pub valid: Signal<Out, Bit>,
    key_1: DFF<Bits<49>>,
    valid_1: DFF<Bit>,
    /// Ones behind the prefix; the highest of them is the terminator's place.
    behind: Signal<Local, Bits<49>>,
    behind_terminator: Signal<Local, Bits<49>>,
    place: Signal<Local, Bits<6>>,
    ones: Constant<Bits<49>>,
    longest4: Constant<Bits<8>>,
    longest6: Constant<Bits<8>>,
}

impl Default for PoolKey {
    fn default() -> Self {
        assert!(FIB6_MAX_LENGTH == 48, "a key of 49 bits ends behind the longest prefix");
        Self {
            clock: Default::default(),
            asks: Default::default(),
            length: Default::default(),
            ipv6: Default::default(),
            address: Default::default(),
            key: Default::default(),
            valid: Default::default(),
            key_1: Default::default(),
            valid_1: Default::default(),
            behind: Default::default(),
            behind_terminator: Default::default(),
            place: Default::default(),
            ones: Constant::new(((1u64 << 49) - 1).to_bits()),
            longest4: Constant::new(u64::from(FIB4_MAX_LENGTH).to_bits()),
            longest6: Constant::new(u64::from(FIB6_MAX_LENGTH).to_bits()),
        }
    }
}

impl Logic for PoolKey {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, key_1, valid_1);
        self.place.next = self.length.val().get_bits::<6>(0);
        self.behind.next = self.ones.val() >> self.place.val();
        self.behind_terminator.next = self.behind.val() >> 1;
        self.key_1.d.next = (self.address.val() & (!self.behind.val()))
            | (self.behind.val() & (!self.behind_terminator.val()));
        self.valid_1.d.next = self.asks.val()
            & (self.length.val() != 0)
            & (self.length.val() <= self.longest4.val());
        if self.ipv6.val() {
            self.valid_1.d.next = self.asks.val()
                & (self.length.val() >= 3)
                & (self.length.val() <= self.longest6.val())
                & (self.address.val().get_bits::<3>(46) == 1);
        }
        self.key.next = self.key_1.q.val();
        self.valid.next = self.valid_1.q.val();
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::fib_entry;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn keys_are_those_of_the_contract() {
        let seed = 0x9E;
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut uut = PoolKey::default();
        uut.connect_all();
        let mut valid_count = 0;
        for step in 0..1500u32 {
            let ipv6 = random.random_bool(0.5);
            let asks = random.random_bool(0.9);
            // Every length of an octet, those of the pools more often.
            let length = if step < 512 { (step / 2) as u8 } else { random.random_range(0..50) };
            let mut address: u128 = random.random();
            if random.random_bool(0.8) {
                address = address >> 3 | 1 << 125;
            }
            uut.asks.next = asks;
            uut.length.next = u64::from(length).to_bits();
            uut.ipv6.next = ipv6;
            uut.address.next = ((address >> 79) as u64).to_bits();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            let expected = if ipv6 {
                fib_entry::fib6_key(address, length).map(|key| key | 1 << 46)
            } else {
                fib_entry::fib4_key((address >> 96) as u32, length).map(|key| u64::from(key) << 20)
            };
            let found = uut.valid.val().then(|| uut.key.val().to_u64());
            // Where the contract has no key for its tag's sake this block has one.
            let all_ones = (address >> 108) as u32 == 0xF_FFFF >> 0 && !ipv6;
            assert!(!all_ones, "another seed");
            assert_eq!(found, expected.filter(|_| asks), "step {step}: {address:032x}/{length}, IPv6 {ipv6}");
            valid_count += u32::from(found.is_some());
        }
        assert!(valid_count > 400);
    }
}
