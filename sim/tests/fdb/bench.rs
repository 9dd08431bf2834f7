//! Model and reference side by side, with the host's side of the interface.

use ferroute_regmap::FdbCommand;
use ferroute_regmap::size::FDB_ENTRIES;

use crate::model::{Inputs, Model, Outputs};
use crate::reference::{Command, Reference, Request};

/// Cycles from `lookup_valid` to `lookup_done` that must hold under any load.
pub const LOOKUP_LIMIT: u64 = 32;
/// Clocks after which something hangs.
const PATIENCE: u64 = 200_000;
/// Ports that can have a lookup outstanding.
pub const PORTS: u8 = 9;

pub struct Bench {
    model: Model,
    pub reference: Reference,
    inputs: Inputs,
    pub now: u64,
    outstanding: u16,
    host: Option<(u64, bool)>,
    /// Cycles of the last request of the host, and of the slowest.
    pub host_cycles: u64,
    pub slowest_host: u64,
    pub host_count: u64,
}

impl Bench {
    pub fn new(seed: u64) -> Option<Self> {
        Some(Self {
            model: Model::new()?,
            reference: Reference::new(seed),
            inputs: Inputs { seed, ..Inputs::default() },
            now: 0,
            outstanding: 0,
            host: None,
            host_cycles: 0,
            slowest_host: 0,
            host_count: 0,
        })
    }

    pub fn set_ageing_interval(&mut self, interval: u32) {
        self.inputs.ageing_interval = interval;
    }

    /// Another seed, for an FDB that is empty.
    pub fn reseed(&mut self, seed: u64) {
        assert!(self.reference.fdb.is_empty());
        self.inputs.seed = seed;
        self.reference.reseed(seed);
    }

    pub fn may_look_up(&self, port: u8) -> bool {
        self.outstanding >> port & 1 == 0
    }

    /// The port's lookup begins in the next cycle.
    pub fn lookup(&mut self, (key, port): Request) {
        assert!(self.may_look_up(port) && self.inputs.lookup_valid == 0);
        self.outstanding |= 1 << port;
        self.inputs.lookup_valid = 1;
        (self.inputs.lookup_key, self.inputs.lookup_port) = (key, port);
        self.reference.lookup(self.now, (key, port));
    }

    pub fn learn(&mut self, (key, port): Request) {
        assert_eq!(self.inputs.learn_valid, 0);
        self.inputs.learn_valid = 1;
        (self.inputs.learn_key, self.inputs.learn_port) = (key, port);
        self.reference.learn((key, port));
    }

    pub fn host_is_free(&self) -> bool {
        self.host.is_none()
    }

    pub fn start_command(&mut self, command: Command) {
        assert!(self.host_is_free());
        self.inputs.command_valid = 1;
        self.inputs.command_key = command.key;
        self.inputs.command_attributes = command.attributes;
        self.inputs.command_operation = command.operation;
        self.reference.command(command);
        self.host = Some((self.now, true));
    }

    pub fn start_table_read(&mut self, index: usize) {
        assert!(self.host_is_free());
        self.inputs.table_read = 1;
        self.inputs.table_index = index as u32;
        self.reference.table_read(index);
        self.host = Some((self.now, false));
    }

    /// One clock with what was asked for since the last.
    pub fn cycle(&mut self) -> Outputs {
        let out = self.model.cycle(&self.inputs);
        self.reference.begin(self.now, &out);
        self.reference.check(self.now, &out);
        self.inputs.lookup_valid = 0;
        self.inputs.learn_valid = 0;
        if out.lookup_done == 1 {
            self.outstanding &= !(1 << out.lookup_done_port);
        }
        match self.host {
            Some((since, true)) if out.command_done == 1 => self.end_host(since),
            Some((since, false)) if out.table_ready == 1 => self.end_host(since),
            waits => {
                assert_eq!((out.command_done, out.table_ready), (0, 0), "unasked");
                let since = waits.map_or(self.now, |(since, _)| since);
                assert!(self.now - since < PATIENCE, "the host gets no answer");
            }
        }
        self.now += 1;
        out
    }

    fn end_host(&mut self, since: u64) {
        self.host = None;
        self.inputs.command_valid = 0;
        self.inputs.table_read = 0;
        self.host_cycles = self.now - since + 1;
        self.slowest_host = self.slowest_host.max(self.host_cycles);
        self.host_count += 1;
    }

    /// Runs until nothing is under way, then compares the counts.
    pub fn settle(&mut self) {
        let start = self.now;
        while !(self.reference.is_idle() && self.host_is_free()) {
            self.cycle();
            assert!(self.now - start < PATIENCE, "something hangs");
        }
        let mut out = Outputs::default();
        for _ in 0..40 {
            out = self.cycle();
        }
        if self.inputs.ageing_interval == 0 {
            self.reference.check_counts(&out);
        }
    }

    /// A command alone; the reference checks the answer.
    pub fn command(&mut self, command: Command) {
        self.start_command(command);
        self.settle();
    }

    pub fn flush(&mut self, selectors: u32, port: u8, key: u64) {
        self.command(flush(selectors, port, key));
    }

    /// Reads every entry back; the reference compares each when it comes.
    pub fn compare_table(&mut self) {
        for index in 0..FDB_ENTRIES {
            self.start_table_read(index);
            while !self.host_is_free() {
                self.cycle();
            }
        }
        self.settle();
        let noted = self.reference.noted_table();
        assert!(noted == self.reference.fdb.table(), "places noted are those of the model");
    }
}

pub fn flush(selectors: u32, port: u8, key: u64) -> Command {
    Command {
        key,
        attributes: u32::from(port),
        operation: FdbCommand::Flush as u32 | selectors,
    }
}
