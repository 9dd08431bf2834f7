//! What the messages reach.

use std::collections::BTreeMap;

use ferroute_regmap::register::Access;
use ferroute_regmap::registers::{
    self, BUFFER, CYCLES_HIGH, CYCLES_LOW, DIMENSIONS, EPOCH, FDB_FAILURES, FDB_RESULT, FDB_USAGE,
    FLOOD, FORWARD, INJECT_PORTS, INJECT_STATUS, LAYOUT_HASH_HIGH, LAYOUT_HASH_LOW, LEARN, LINK_STATUS,
    PUNT_STATUS, RX_ENABLE,
};
use ferroute_regmap::{Counter, FdbEntry, LAYOUT_HASH, region};

use super::cpu_port::SoftCpuPort;
use super::fdb::SoftFdb;
use super::router::SoftRouter;

const CELLS: u32 = 1024;

pub struct Memory {
    registers: BTreeMap<u32, u32>,
    /// By port, then by index.
    counters: Vec<Vec<u64>>,
    latched: u32,
    /// Readings of the first port's sent frames by each of which they grow.
    pub moving_reads: u32,
    pub fdb: SoftFdb,
    pub cpu_port: SoftCpuPort,
    pub router: SoftRouter,
    /// Injected frames are never decided about.
    pub ignores_probes: bool,
    command: [u32; FdbEntry::WORDS],
}

impl Memory {
    pub fn new(port_count: u8) -> Self {
        let mut registers: BTreeMap<u32, u32> =
            registers::ALL.iter().map(|register| (register.address, register.reset)).collect();
        let mut set = |address, value| registers.insert(address, value);
        set(LAYOUT_HASH_LOW.address, LAYOUT_HASH as u32);
        set(LAYOUT_HASH_HIGH.address, (LAYOUT_HASH >> 32) as u32);
        set(DIMENSIONS.address, CELLS << 16 | u32::from(port_count));
        set(EPOCH.address, 0x1234);
        set(LINK_STATUS.address, (1 << port_count) - 1);
        set(BUFFER.address, (CELLS - 24) << 16 | CELLS);
        set(CYCLES_LOW.address, 125_000_000);
        set(CYCLES_HIGH.address, 1);
        let (front, all) = ((1 << port_count) - 1, (2 << port_count) - 1);
        for (register, mask) in [(RX_ENABLE, all), (FORWARD, all), (FLOOD, front), (LEARN, front)] {
            set(register.address, mask);
        }
        Self {
            registers,
            counters: vec![vec![0; Counter::PER_PORT]; usize::from(port_count) + 1],
            latched: 0,
            moving_reads: 0,
            fdb: SoftFdb::default(),
            cpu_port: SoftCpuPort::default(),
            router: SoftRouter::new(9, 9),
            ignores_probes: false,
            command: [0; FdbEntry::WORDS],
        }
    }

    pub fn port_count(&self) -> u8 {
        (self.register(DIMENSIONS.address) & 0xF) as u8
    }

    pub fn register(&self, address: u32) -> u32 {
        if self.router.region(address).is_some() {
            return self.router.read(address);
        }
        self.registers.get(&address).copied().unwrap_or_default()
    }

    pub fn set_register(&mut self, address: u32, value: u32) {
        if self.router.region(address).is_some() {
            return self.router.write(address, value);
        }
        self.registers.insert(address, value);
    }

    pub fn set_counter(&mut self, port: usize, index: usize, value: u64) {
        self.counters[port][index] = value;
    }

    pub fn is_readable(&self, address: u32) -> bool {
        let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
        match address - offset as u32 {
            region::REGISTERS | region::ROUTER => {
                self.access(address).is_some_and(|access| access != Access::WriteOnly)
            }
            region::COUNTERS => offset < self.counters.len() * Counter::PER_PORT * 2,
            region::PUNT => true,
            region::FDB_TABLE => offset < ferroute_regmap::size::FDB_ENTRIES * FdbEntry::WORDS,
            _ => self.router.region(address).is_some_and(|words| offset < words.len()),
        }
    }

    pub fn is_writable(&self, address: u32) -> bool {
        let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
        match address - offset as u32 {
            region::REGISTERS | region::ROUTER => self.access(address).is_some_and(|access| access != Access::ReadOnly),
            region::FDB_COMMAND | region::INJECT | region::PUNT => true,
            _ => self.router.region(address).is_some_and(|words| offset < words.len()),
        }
    }

    fn access(&self, address: u32) -> Option<Access> {
        registers::ALL
            .iter()
            .find(|register| register.address == address)
            .map(|register| register.access)
    }

    pub fn read(&mut self, address: u32) -> u32 {
        let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
        match address - offset as u32 {
            region::COUNTERS if offset.is_multiple_of(2) => {
                if offset == 2 * Counter::TxUnicast as usize && self.moving_reads > 0 {
                    self.moving_reads -= 1;
                    self.counters[0][Counter::TxUnicast as usize] += 1;
                }
                let value = self.counters[offset / 2 / Counter::PER_PORT][offset / 2 % Counter::PER_PORT];
                self.latched = (value >> 32) as u32;
                value as u32
            }
            region::COUNTERS => self.latched,
            region::FDB_TABLE => self.fdb.word(offset),
            region::PUNT => self.cpu_port.punt_word(offset),
            _ if address == PUNT_STATUS.address => self.cpu_port.punt_words(),
            _ if address == INJECT_STATUS.address => {
                let before = self.cpu_port.injected.len();
                let status = self.cpu_port.inject_status(self.registers[&INJECT_PORTS.address]);
                let forward = self.register(FORWARD.address);
                for (ports, frame) in &self.cpu_port.injected[before..] {
                    if self.router.is_probing() && *ports == 0 && !self.ignores_probes {
                        self.router.probe(frame, self.register(DIMENSIONS.address) & 0xF, forward);
                    }
                }
                status
            }
            _ if address == FDB_USAGE.address => self.fdb.len() as u32,
            _ => self.register(address),
        }
    }

    pub fn write(&mut self, address: u32, word: u32) {
        match region::index(address) << region::SHIFT {
            region::REGISTERS => {
                self.registers.insert(address, word);
            }
            region::INJECT => self.cpu_port.inject_word(address == region::INJECT, word),
            region::PUNT => self.cpu_port.release(),
            _ if self.router.region(address).is_some() => self.router.write(address, word),
            _ => self.command(address, word),
        }
    }

    fn command(&mut self, address: u32, word: u32) {
        let slot = address as usize % FdbEntry::WORDS;
        self.command[slot] = word;
        if slot == FdbEntry::WORDS - 1 {
            let seed = self.seed();
            let (result, index) = self.fdb.execute(self.command, seed);
            self.set_register(FDB_RESULT.address, index << 16 | result as u32);
            if result as u32 != 0 {
                let failures = self.register(FDB_FAILURES.address);
                self.set_register(FDB_FAILURES.address, failures.saturating_add(1));
            }
        }
    }

    fn seed(&self) -> u64 {
        u64::from(self.register(registers::FDB_SEED_LOW.address))
            | u64::from(self.register(registers::FDB_SEED_HIGH.address)) << 32
    }
}
