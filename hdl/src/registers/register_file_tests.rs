//! `RegisterFile` against the contract, with a master on its bus and stand-ins
//! that answer after some cycles for the blocks behind it.

use ferroute_regmap::{
    FdbEntry, LAYOUT_HASH, fdb_command::FdbResult, region, register::{Access, Register}, registers,
    size::FDB_ENTRIES,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rust_hdl::prelude::*;

use super::RegisterFile;

/// Cycles that each stand-in lets an access wait.
const WAIT: u32 = 5;

struct Bench {
    file: RegisterFile,
    /// Cycles that the present request of a stand-in has waited.
    waited: u32,
    table: Vec<u128>,
    /// Entries that were taken out of the table.
    table_reads: usize,
    counters: Vec<u64>,
    counter_reads: usize,
    commands: Vec<(u64, u32, u32)>,
    injected: Vec<(u64, u32)>,
    punt: Vec<u32>,
    releases: usize,
    divisors: Vec<u16>,
    answers: bool,
}

impl Bench {
    fn new(ports: usize) -> Self {
        let mut file = RegisterFile::new(ports, 1024);
        file.connect_all();
        file.free_cells.next = 1024.into();
        assert!(simulate(&mut file, 100));
        Self {
            file,
            waited: 0,
            table: vec![0; FDB_ENTRIES],
            table_reads: 0,
            counters: vec![0; 1024],
            counter_reads: 0,
            commands: Vec::new(),
            injected: Vec::new(),
            punt: Vec::new(),
            releases: 0,
            divisors: Vec::new(),
            answers: true,
        }
    }

    fn settle(&mut self) {
        assert!(simulate(&mut self.file, 200), "the register file settles");
    }

    /// The stand-ins' answers for this cycle.
    fn answer(&mut self) {
        let file = &mut self.file;
        let requested = file.table_read.val()
            || file.counter_read.val()
            || file.command_valid.val()
            || file.inject_write.val()
            || file.punt_read.val()
            || file.punt_release.val();
        self.waited = if requested { self.waited + 1 } else { 0 };
        let ready = self.answers && self.waited == WAIT;
        file.table_ready.next = ready && file.table_read.val();
        file.counter_ready.next = ready && file.counter_read.val();
        file.command_done.next = ready && file.command_valid.val();
        file.inject_ready.next = ready && file.inject_write.val();
        file.punt_ready.next = ready && (file.punt_read.val() || file.punt_release.val());
        // Anything may stand on the data lines until the answer.
        let other = u64::from(self.waited).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        file.table_entry.next = u128::from(other).to_bits();
        file.counter_value.next = other.to_bits();
        file.command_code.next = (other & 0xFF).to_bits();
        file.punt_data.next = (other & 0xFFFF).to_bits();
        if !ready {
            return;
        }
        if file.table_read.val() {
            file.table_entry.next = self.table[file.table_index.val().index()].to_bits();
            self.table_reads += 1;
        }
        if file.counter_read.val() {
            file.counter_value.next = self.counters[file.counter_index.val().index()].to_bits();
            self.counter_reads += 1;
        }
        if file.command_valid.val() {
            let operation = file.command_operation.val().to_u32();
            self.commands.push((
                file.command_key.val().to_u64(),
                file.command_attributes.val().to_u32(),
                operation,
            ));
            // The operation tells this stand-in its outcome.
            file.command_code.next = u64::from(operation >> 16 & 0xFF).to_bits();
            file.command_index.next = u64::from(operation & 0xFFF).to_bits();
        }
        if file.inject_write.val() {
            self.injected.push((file.cpu_offset.val().to_u64(), file.inject_data.val().to_u32()));
        }
        if file.punt_read.val() {
            let word = self.punt.get(file.cpu_offset.val().index()).copied().unwrap_or_default();
            file.punt_data.next = u64::from(word).to_bits();
        }
        self.releases += usize::from(file.punt_release.val());
    }

    fn cycle(&mut self) {
        self.answer();
        self.settle();
        if self.file.uart_divisor_write.val() {
            self.divisors.push(self.file.uart_divisor_value.val().to_u16());
        }
        self.file.clock.next = true.into();
        self.settle();
        self.file.clock.next = false.into();
        self.settle();
    }

    /// Goes on until the access is answered; its word and its cycles.
    fn finish(&mut self) -> (u32, u32) {
        self.settle();
        let mut cycles = 1;
        while !self.file.bus_ready.val() {
            self.cycle();
            cycles += 1;
            assert!(cycles < 100, "address {:x} is not answered", self.file.bus_address.val());
        }
        let word = self.file.bus_read_data.val().to_u32();
        self.cycle();
        self.file.bus_read.next = false;
        self.file.bus_write.next = false;
        (word, cycles)
    }

    fn read(&mut self, address: u32) -> u32 {
        self.file.bus_address.next = u64::from(address).to_bits();
        self.file.bus_read.next = true;
        self.finish().0
    }

    fn write(&mut self, address: u32, word: u32) {
        self.file.bus_address.next = u64::from(address).to_bits();
        self.file.bus_write_data.next = u64::from(word).to_bits();
        self.file.bus_write.next = true;
        self.finish();
    }
}

/// Bits that a register has.
fn mask(register: &Register) -> u32 {
    if register.fields.is_empty() {
        return u32::MAX;
    }
    register.fields.iter().fold(0, |word, field| field.set(word, u32::MAX))
}

/// What the constructor or another block gives, as the bench drives it.
fn is_from_elsewhere(register: &Register) -> bool {
    [
        registers::LAYOUT_HASH_LOW.address,
        registers::LAYOUT_HASH_HIGH.address,
        registers::DIMENSIONS.address,
        registers::UART.address,
        registers::BUFFER.address,
        registers::CYCLES_LOW.address,
        registers::CYCLES_HIGH.address,
    ]
    .contains(&register.address)
}

/// Registers of this region.
fn here() -> impl Iterator<Item = &'static Register> {
    registers::ALL.iter().filter(|register| register.is_in(region::REGISTERS))
}

#[test]
fn reset_values_are_those_of_the_contract() {
    let mut bench = Bench::new(8);
    for register in here().filter(|register| !is_from_elsewhere(register)) {
        assert_eq!(bench.read(register.address), register.reset, "{}", register.name);
    }
    assert_eq!(bench.read(registers::LAYOUT_HASH_LOW.address), LAYOUT_HASH as u32);
    assert_eq!(bench.read(registers::LAYOUT_HASH_HIGH.address), (LAYOUT_HASH >> 32) as u32);
    assert_eq!(bench.read(registers::DIMENSIONS.address), 1024 << 16 | 8);
    assert_eq!(bench.file.flood.val().to_u64(), 0xFF);
}

#[test]
fn ports_that_the_build_lacks_start_disabled() {
    let mut bench = Bench::new(3);
    assert_eq!(bench.read(registers::DIMENSIONS.address), 1024 << 16 | 3);
    assert_eq!(bench.read(registers::RX_ENABLE.address), 0xF);
    assert_eq!(bench.read(registers::FORWARD.address), 0xF);
    assert_eq!(bench.read(registers::FLOOD.address), 0x7, "not to the CPU port");
    assert_eq!(bench.read(registers::LEARN.address), 0x7);
}

#[test]
fn writable_fields_hold_and_nothing_else_changes() {
    let seed = 0xFEED;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new(8);
    let moves = |register: &Register| register.name.starts_with("CYCLES");
    let mut expected: Vec<u32> =
        here().map(|register| bench.read(register.address)).collect();
    for round in 0..3 {
        for (index, register) in here().enumerate() {
            let word = if round == 0 { u32::MAX } else { random.random() };
            bench.write(register.address, word);
            if register.access == Access::ReadWrite && !is_from_elsewhere(register) {
                expected[index] = word & mask(register);
            }
            if index % 5 == 0 || round == 0 {
                for (other, expected) in here().zip(&expected) {
                    if !moves(other) {
                        let read = bench.read(other.address);
                        assert_eq!(read, *expected, "{} after {}", other.name, register.name);
                    }
                }
            }
        }
    }
    let value = |register: &Register| {
        let index = here().position(|other| other.address == register.address);
        u64::from(expected[index.unwrap()])
    };
    let file = &bench.file;
    assert_eq!(file.rx_enable.val().to_u64(), value(&registers::RX_ENABLE));
    assert_eq!(file.forward.val().to_u64(), value(&registers::FORWARD));
    assert_eq!(file.flood.val().to_u64(), value(&registers::FLOOD));
    assert_eq!(file.learn.val().to_u64(), value(&registers::LEARN));
    assert_eq!(u64::from(file.trap_link_local.val()), value(&registers::TRAP));
    assert_eq!(file.inject_ports.val().to_u64(), value(&registers::INJECT_PORTS));
    assert_eq!(file.ageing_interval.val().to_u64(), value(&registers::AGEING_INTERVAL));
    let seed = value(&registers::FDB_SEED_LOW) | value(&registers::FDB_SEED_HIGH) << 32;
    assert_eq!(file.fdb_seed.val().to_u64(), seed);
    assert_eq!(bench.divisors.len(), 3, "a write of UART is one pulse");
    assert_eq!(bench.divisors[0], u16::MAX);
}

#[test]
fn status_inputs_are_read_in_their_fields() {
    let mut bench = Bench::new(4);
    let file = &mut bench.file;
    file.epoch.next = 0xE0E1.into();
    file.uart_divisor.next = 1085.into();
    file.link_up.next = 0xA5.into();
    file.fdb_entries.next = 0x0FFE.into();
    file.fdb_unlearned.next = 0x8765_4321.into();
    file.fdb_moves.next = 0x1234_5678.into();
    file.punt_words.next = 0x0111.into();
    file.inject_words.next = 0x0222.into();
    file.inject_refused.next = 0x8333.into();
    assert_eq!(bench.read(registers::EPOCH.address), 0xE0E1);
    assert_eq!(bench.read(registers::UART.address), 1085);
    assert_eq!(bench.read(registers::LINK_STATUS.address), 0xA5);
    assert_eq!(bench.read(registers::FDB_USAGE.address), 0x0FFE);
    assert_eq!(bench.read(registers::FDB_UNLEARNED.address), 0x8765_4321);
    assert_eq!(bench.read(registers::FDB_MOVES.address), 0x1234_5678);
    assert_eq!(bench.read(registers::PUNT_STATUS.address), 0x0111);
    assert_eq!(bench.read(registers::INJECT_STATUS.address), 0x8333_0222);
}

#[test]
fn the_lowest_number_of_free_cells_is_kept() {
    let mut bench = Bench::new(4);
    for (cells, lowest) in [(1024u64, 1024), (700, 700), (701, 700), (0, 0), (1024, 0)] {
        bench.file.free_cells.next = cells.to_bits();
        bench.cycle();
        bench.cycle();
        assert_eq!(bench.read(registers::BUFFER.address), lowest << 16 | cells as u32);
    }
    // Zero before the buffer has its cells ready is no value.
    let mut bench = Bench::new(4);
    bench.file.free_cells.next = 0.into();
    bench.cycle();
    bench.cycle();
    bench.file.free_cells.next = 512.into();
    bench.cycle();
    bench.cycle();
    assert_eq!(bench.read(registers::BUFFER.address), 512 << 16 | 512);
}

#[test]
fn what_is_not_mapped_reads_zero_and_is_ready() {
    let mut bench = Bench::new(8);
    let holes = (0..64).filter(|address| registers::ALL.iter().all(|r| r.address != *address));
    let outside = [
        region::REGISTERS | 0x40,
        region::REGISTERS | 0x8_0007,
        region::COUNTERS | 2048,
        region::FDB_TABLE | 4 * FDB_ENTRIES as u32,
        region::FDB_COMMAND,
        region::INJECT,
        6 << region::SHIFT,
        0xFF_FFFF,
    ];
    bench.write(registers::SCRATCH.address, 0xFFFF_FFFF);
    bench.answers = false;
    for address in holes.chain(outside) {
        assert_eq!(bench.read(address), 0, "address {address:x}");
    }
    for address in [region::REGISTERS | 0x47, region::COUNTERS, region::FDB_TABLE, 0xFF_FFFF] {
        bench.write(address, 0x1234_5678);
    }
    assert_eq!(bench.read(registers::SCRATCH.address), 0xFFFF_FFFF);
}

#[test]
fn a_counter_is_two_words_of_one_moment() {
    let mut bench = Bench::new(8);
    let index = 3 * 64 + 16;
    let address = region::COUNTERS + 2 * index as u32;
    bench.counters[index] = 0x0000_0001_FFFF_FFFF;
    assert_eq!(bench.read(address), 0xFFFF_FFFF);
    bench.counters[index] += 1;
    assert_eq!(bench.read(address + 1), 1, "the high word of before");
    assert_eq!(bench.read(address), 0);
    assert_eq!(bench.read(address + 1), 2);
    assert_eq!(bench.counter_reads, 2);
}

#[test]
fn table_entries_read_as_the_contract_packs_them() {
    let seed = 5;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut bench = Bench::new(8);
    for _ in 0..30 {
        let entry = FdbEntry {
            mac: random.random(),
            fid: random.random_range(0..4096),
            port: random.random_range(0..16),
            age: random.random_range(0..8),
            is_static: random.random(),
        };
        let index = random.random_range(0..FDB_ENTRIES);
        bench.table[index] = u128::from(entry.key())
            | u128::from(entry.port) << 60
            | u128::from(entry.age) << 64
            | u128::from(entry.is_static) << 67
            | 1 << 68;
        let first = region::FDB_TABLE + 4 * index as u32;
        let words = [0, 1, 2, 3].map(|word| bench.read(first + word));
        assert_eq!(words, entry.pack());
    }
    assert_eq!(bench.table_reads, 30, "one look into the table an entry");
}

#[test]
fn words_of_one_entry_are_of_one_moment() {
    let mut bench = Bench::new(8);
    bench.table[9] = 1 << 68 | 0x11;
    bench.table[10] = 1 << 68 | 0x22;
    let (nine, ten) = (region::FDB_TABLE + 36, region::FDB_TABLE + 40);
    assert_eq!(bench.read(nine), 0x11);
    bench.table[9] = 0;
    assert_eq!(bench.read(nine + 2), 1 << FdbEntry::VALID_BIT, "from the copy");
    assert_eq!(bench.read(ten + 2), 1 << FdbEntry::VALID_BIT, "another entry is taken anew");
    assert_eq!(bench.read(nine), 0, "word 0 is always taken anew");
    assert_eq!(bench.read(nine + 2), 0);
}

#[test]
fn a_command_executes_with_its_last_word_and_leaves_its_result() {
    let mut bench = Bench::new(8);
    let outcomes = [(FdbResult::Done, 0x123), (FdbResult::Full, 0x456), (FdbResult::NotFound, 0xFFF)];
    for (slot, (result, index)) in outcomes.into_iter().enumerate() {
        let first = region::FDB_COMMAND + 4 * slot as u32;
        bench.write(first, 0x4433_2211);
        bench.write(first + 1, 0xF7AB_6655 + slot as u32);
        bench.write(first + 2, 0x0180 + slot as u32);
        assert_eq!(bench.commands.len(), slot, "nothing happens before word 3");
        let operation = (result as u32) << 16 | index;
        bench.write(first + 3, operation);
        let key = 0x7AB_6655_4433_2211 + ((slot as u64) << 32);
        assert_eq!(bench.commands.last(), Some(&(key, 0x0180 + slot as u32, operation)));
        assert_eq!(bench.read(registers::FDB_RESULT.address), index << 16 | result as u32);
    }
    assert_eq!(bench.commands.len(), 3);
    assert_eq!(bench.read(registers::FDB_FAILURES.address), 2);
    bench.write(registers::FDB_FAILURES.address, 0);
    assert_eq!(bench.read(registers::FDB_FAILURES.address), 0);
    // The count of failures stays at its end.
    bench.write(registers::FDB_FAILURES.address, u32::MAX - 1);
    for _ in 0..3 {
        bench.write(region::FDB_COMMAND + 3, (FdbResult::Unknown as u32) << 16);
    }
    assert_eq!(bench.read(registers::FDB_FAILURES.address), u32::MAX);
}

#[test]
fn frames_of_the_cpu_port_pass_through() {
    let mut bench = Bench::new(8);
    bench.punt = vec![60, 0x0403_0201, 0x0807_0605];
    assert_eq!(bench.read(region::PUNT), 60);
    assert_eq!(bench.read(region::PUNT + 2), 0x0807_0605);
    assert_eq!(bench.read(region::PUNT + 3), 0);
    assert_eq!(bench.releases, 0);
    bench.write(region::PUNT + 7, 1);
    assert_eq!(bench.releases, 1);
    bench.write(region::INJECT, 60);
    bench.write(region::INJECT + 5, 0xAABB_CCDD);
    assert_eq!(bench.injected, [(0, 60), (5, 0xAABB_CCDD)]);
}

#[test]
fn an_access_given_up_is_withdrawn() {
    let mut bench = Bench::new(8);
    bench.answers = false;
    bench.file.bus_address.next = u64::from(region::PUNT).to_bits();
    bench.file.bus_read.next = true;
    for _ in 0..20 {
        bench.cycle();
        assert!(!bench.file.bus_ready.val());
    }
    assert!(bench.file.punt_read.val());
    bench.file.bus_read.next = false;
    bench.cycle();
    bench.cycle();
    assert!(!bench.file.punt_read.val());
    bench.answers = true;
    assert_eq!(bench.read(registers::MAGIC.address), registers::MAGIC.reset);
}

#[test]
fn a_register_is_answered_in_seven_cycles() {
    let mut bench = Bench::new(8);
    bench.file.bus_address.next = u64::from(registers::MAGIC.address).to_bits();
    bench.file.bus_read.next = true;
    assert_eq!(bench.finish(), (registers::MAGIC.reset, 7));
}
