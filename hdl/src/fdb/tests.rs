//! What can be seen of `Fdb` in few cycles; `sim/tests/fdb.rs` has the rest.

use ferroute_regmap::{FdbCommand, FdbEntry, FdbResult, fdb_hash};
use rust_hdl::prelude::*;

use super::{Fdb, standalone_verilog};

const SEED: u64 = 0x0123_4567_89AB_CDE;

struct Bench {
    fdb: Fdb,
}

/// Code and index of a command.
type Answer = (FdbResult, usize);

impl Bench {
    fn new() -> Self {
        let mut fdb = Fdb::default();
        fdb.connect_all();
        fdb.seed.next = SEED.to_bits();
        let mut bench = Self { fdb };
        bench.settle();
        bench
    }

    fn settle(&mut self) {
        assert!(simulate(&mut self.fdb, 200), "the FDB settles");
    }

    /// One clock; requests of the datapath last for it alone.
    fn cycle(&mut self) {
        self.fdb.clock.next = true.into();
        self.settle();
        self.fdb.clock.next = false.into();
        self.fdb.lookup_valid.next = false;
        self.fdb.learn_valid.next = false;
        self.settle();
    }

    fn learn(&mut self, key: u64, port: u64) {
        self.fdb.learn_valid.next = true;
        self.fdb.learn_key.next = key.to_bits();
        self.fdb.learn_port.next = port.to_bits();
        self.cycle();
    }

    /// Hit and egress port, and the cycles that the answer took.
    fn lookup(&mut self, key: u64, port: u64) -> (Option<u64>, usize) {
        self.fdb.lookup_valid.next = true;
        self.fdb.lookup_key.next = key.to_bits();
        self.fdb.lookup_port.next = port.to_bits();
        for cycle in 1..100 {
            self.cycle();
            if self.fdb.lookup_done.val() {
                assert_eq!(self.fdb.lookup_done_port.val().to_u64(), port);
                let egress = self.fdb.lookup_egress.val().to_u64();
                return (self.fdb.lookup_hit.val().then_some(egress), cycle);
            }
        }
        panic!("no answer")
    }

    fn command(&mut self, operation: u32, key: u64, attributes: u32) -> Answer {
        self.fdb.command_valid.next = true;
        self.fdb.command_key.next = key.to_bits();
        self.fdb.command_attributes.next = u64::from(attributes).to_bits();
        self.fdb.command_operation.next = u64::from(operation).to_bits();
        self.settle();
        for _ in 0..10_000 {
            self.cycle();
            if self.fdb.command_done.val() {
                let code = self.fdb.command_code.val().to_u64() as u8;
                let index = self.fdb.command_index.val().index();
                // The window holds the request through the cycle of the answer.
                self.cycle();
                self.fdb.command_valid.next = false;
                self.settle();
                return (FdbResult::from_code(code).expect("a result"), index);
            }
        }
        panic!("no answer")
    }

    fn entry(&mut self, index: usize) -> Bits<72> {
        self.fdb.table_read.next = true;
        self.fdb.table_index.next = (index as u64).to_bits();
        self.settle();
        while !self.fdb.table_ready.val() {
            self.cycle();
        }
        let entry = self.fdb.table_entry.val();
        self.cycle();
        self.fdb.table_read.next = false;
        self.settle();
        entry
    }
}

fn entry_bits(entry: &FdbEntry) -> Bits<72> {
    let [_, _, attributes, _] = entry.pack();
    Bits::<72>::from(entry.key()) | (Bits::<72>::from(u64::from(attributes)) << 60u64)
}

#[test]
fn commands_and_lookups_agree() {
    let mut bench = Bench::new();
    let entry = FdbEntry { mac: [2, 0, 0, 0, 0, 9], fid: 7, port: 5, age: 3, is_static: true };
    let key = entry.key();
    let index = usize::from(fdb_hash::rows(key, SEED, 0)[0]);
    assert_eq!(bench.lookup(key, 3), (None, 11));
    assert_eq!(bench.command(FdbCommand::Find as u32, key, 0), (FdbResult::NotFound, 0));
    assert_eq!(bench.command(FdbCommand::Add as u32, key, entry.pack()[2]), (FdbResult::Done, index));
    assert_eq!(bench.lookup(key, 8), (Some(5), 11));
    assert_eq!(bench.lookup(key ^ 1 << 59, 8), (None, 11));
    assert_eq!(bench.command(FdbCommand::Find as u32, key, 0), (FdbResult::Done, index));
    assert_eq!(bench.entry(index), entry_bits(&entry));
    assert_eq!(bench.entry(index ^ 1024), Bits::<72>::default());
    assert_eq!(bench.fdb.entries.val().to_u64(), 1);
    for unknown in [0, 5, 255] {
        assert_eq!(bench.command(unknown, key, 0), (FdbResult::Unknown, 0));
    }
    assert_eq!(bench.command(FdbCommand::Delete as u32, key, 0), (FdbResult::Done, index));
    assert_eq!(bench.command(FdbCommand::Delete as u32, key, 0), (FdbResult::NotFound, 0));
    assert_eq!(bench.lookup(key, 0), (None, 11));
    assert_eq!(bench.fdb.entries.val().to_u64(), 0);
}

#[test]
fn sources_are_learned_and_move_but_not_groups_nor_zero() {
    let mut bench = Bench::new();
    bench.learn(0x01, 1);
    bench.learn(0x00, 1);
    bench.learn(0x5 << 48, 1);
    bench.learn(0x02, 1);
    bench.learn(0x04, 2);
    bench.learn(0x02, 3);
    for _ in 0..60 {
        bench.cycle();
    }
    assert_eq!(bench.fdb.entries.val().to_u64(), 2);
    assert_eq!(bench.fdb.moves.val().to_u64(), 1);
    assert_eq!(bench.lookup(0x02, 0).0, Some(3));
    assert_eq!(bench.lookup(0x04, 0).0, Some(2));
    for key in [0x00, 0x01, 0x5 << 48] {
        assert_eq!(bench.lookup(key, 0).0, None, "{key:x}");
    }
}

/// The RAM's output must reach a plain register alone: only then can the
/// register move into the RAM, and with a reset it must not.
#[test]
fn the_registers_behind_the_memory_are_plain() {
    let verilog = standalone_verilog();
    let plain = "word$d = ram$read_entry;";
    let module = |name: &str| {
        let start = verilog.find(&format!("module {name}(")).expect("the module");
        &verilog[start..start + verilog[start..].find("endmodule").expect("its end")]
    };
    for way in 0..4 {
        let text = module(&format!("fdb$storage$ways${way}"));
        assert_eq!(text.matches("= ram$read_entry").count(), 1, "way {way}");
        assert_eq!(text.matches("word$d = ").count(), 2, "way {way}: default and {plain}");
        assert!(text.contains(plain), "way {way}");
        let ram = module(&format!("fdb$storage$ways${way}$ram"));
        let reads: Vec<&str> = ram.lines().map(str::trim).filter(|line| line.contains("read_entry <=")).collect();
        assert_eq!(reads, ["if (read) read_entry <= words[read_row];"], "way {way}");
    }
}

#[test]
fn it_fits() {
    if let Some(cells) = crate::synthesis::synthesize(&standalone_verilog(), "fdb") {
        let count = |cell: &str| cells.get(cell).copied().unwrap_or(0);
        println!(
            "{} LUT4, {} CCU2C, {} TRELLIS_DPR16X4, {} FF",
            count("LUT4"), count("CCU2C"), count("TRELLIS_DPR16X4"), count("TRELLIS_FF")
        );
        assert_eq!(count("DP16KD"), 16);
        assert!(count("LUT4") <= 1000 && count("CCU2C") <= 25);
    }
}
