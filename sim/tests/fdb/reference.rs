//! The reference model, driven by what begins in the gateware: order and
//! moment of each effect come from there, what the effect is from here.

use std::collections::VecDeque;

use ferroute_regmap::size::{FDB_ENTRIES, FDB_ROWS, FDB_WAYS};
use ferroute_regmap::{FdbCommand, FdbEntry, FdbResult, fdb_entry};
use ferroute_sim::golden::fdb::{Capacity, Fdb, Learned};

use crate::model::Outputs;

/// Cycles from the start of a job until lookups that start see its effect.
const JOB_CYCLES: u64 = 8;

/// Key and port.
pub type Request = (u64, u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    pub key: u64,
    pub attributes: u32,
    pub operation: u32,
}

#[derive(Clone, Copy, Debug)]
enum Job {
    Learn(Request),
    Command(Command),
    FlushRow(Command, usize),
    Visit { row: usize, way: usize },
    TableRead,
}

/// A visit of the ageing scan that has not come to its last way.
struct Visit {
    row: usize,
    ways: usize,
    after: Fdb,
}

pub struct Reference {
    pub fdb: Fdb,
    /// Key at each index of the table.
    places: Vec<Option<u64>>,
    visit: Option<Visit>,
    pending: Option<(u64, Job)>,
    learns: VecDeque<Request>,
    lookups: VecDeque<(u64, Request)>,
    /// Cycle, key, port and egress of each answer to come.
    answers: VecDeque<(u64, u8, Option<u8>)>,
    command: Option<Command>,
    command_answer: Option<(FdbResult, usize)>,
    table_index: usize,
    pub slowest_lookup: u64,
    pub lookup_count: u64,
    pub hit_count: u64,
    pub learned: [u64; 5],
    pub visits: Vec<(u64, usize)>,
    pub longest_learn_queue: usize,
}

pub fn split(key: u64) -> ([u8; 6], u16) {
    let octets = key.to_le_bytes();
    (octets[..6].try_into().expect("6 octets"), (key >> 48) as u16)
}

impl Reference {
    pub fn new(seed: u64) -> Self {
        Self {
            fdb: Fdb::new(Capacity::Hashed { seed }),
            places: vec![None; FDB_ENTRIES],
            visit: None,
            pending: None,
            learns: VecDeque::new(),
            lookups: VecDeque::new(),
            answers: VecDeque::new(),
            command: None,
            command_answer: None,
            table_index: 0,
            slowest_lookup: 0,
            lookup_count: 0,
            hit_count: 0,
            learned: [0; 5],
            visits: Vec::new(),
            longest_learn_queue: 0,
        }
    }

    /// Another seed for a table without entries; the counts go on.
    pub fn reseed(&mut self, seed: u64) {
        let (unlearned_count, move_count) = (self.fdb.unlearned_count, self.fdb.move_count);
        self.fdb = Fdb::new(Capacity::Hashed { seed });
        (self.fdb.unlearned_count, self.fdb.move_count) = (unlearned_count, move_count);
    }

    pub fn waiting_learns(&self) -> usize {
        self.learns.len()
    }

    /// Nothing is under way but ageing.
    pub fn is_idle(&self) -> bool {
        self.learns.is_empty() && self.lookups.is_empty() && self.answers.is_empty()
    }

    pub fn lookup(&mut self, now: u64, request: Request) {
        self.lookups.push_back((now, request));
    }

    pub fn learn(&mut self, request: Request) {
        if request.0 & 1 == 0 {
            self.learns.push_back(request);
            self.longest_learn_queue = self.longest_learn_queue.max(self.learns.len());
        }
    }

    pub fn command(&mut self, command: Command) {
        self.command = Some(command);
        self.command_answer = None;
    }

    pub fn table_read(&mut self, index: usize) {
        self.table_index = index;
    }

    /// What begins in this cycle, and what of earlier starts takes effect.
    pub fn begin(&mut self, now: u64, out: &Outputs) {
        if let Some((start, job)) = self.pending
            && now >= start + JOB_CYCLES
        {
            self.pending = None;
            self.apply(job);
        }
        assert_eq!(out.tap_collision, 0, "cycle {now}: a row is read while it is written");
        if out.tap_lookup == 1 {
            let (since, (key, port)) = self.lookups.pop_front().expect("a lookup waits");
            self.slowest_lookup = self.slowest_lookup.max(now + 10 - since);
            self.answers.push_back((now + 10, port, self.find(key)));
        }
        if out.tap_job == 1 {
            assert!(self.pending.is_none(), "cycle {now}: jobs overlap");
            let job = self.started(out);
            if let Job::Visit { row, way: 0 } = job {
                self.visits.push((now, row));
            }
            self.pending = Some((now, job));
        }
    }

    fn started(&mut self, out: &Outputs) -> Job {
        let command = || self.command.expect("the host commands");
        let (row, way) = (out.tap_row as usize, usize::from(out.tap_way));
        match out.tap_choice {
            1 => Job::Learn(self.learns.pop_front().expect("a source waits")),
            2 | 4 | 8 | 16 => Job::Command(command()),
            32 => Job::FlushRow(command(), row),
            64 => Job::Visit { row, way },
            128 => Job::TableRead,
            choice => panic!("choice {choice:#x}"),
        }
    }

    fn find(&self, key: u64) -> Option<u8> {
        let (mac, fid) = split(key);
        if let Some(visit) = &self.visit
            && let Some(index) = self.fdb.index(mac, fid)
            && index % FDB_ROWS == visit.row
            && index / FDB_ROWS < visit.ways
        {
            return visit.after.find(mac, fid).map(|entry| entry.port);
        }
        self.fdb.find(mac, fid).map(|entry| entry.port)
    }

    fn apply(&mut self, job: Job) {
        if let Some(visit) = &self.visit {
            let goes_on = matches!(job, Job::Visit { row, way } if row == visit.row && way == visit.ways);
            assert!(goes_on, "{job:?} in the middle of a visit");
        }
        match job {
            Job::Learn((key, port)) => {
                let (mac, fid) = split(key);
                let learned = self.fdb.learn(mac, fid, port);
                self.learned[learned as usize] += 1;
                if learned == Learned::Added {
                    self.note_place(key);
                }
            }
            Job::Command(command) => self.command_answer = Some(self.execute(command)),
            Job::FlushRow(command, row) => self.flush_row(command, row),
            Job::Visit { row, way } => {
                let visit = self.visit.get_or_insert_with(|| {
                    let mut after = self.fdb.clone();
                    after.visit_row(row);
                    Visit { row, ways: 0, after }
                });
                visit.ways = way + 1;
                if visit.ways == FDB_WAYS {
                    self.fdb = self.visit.take().expect("a visit").after;
                    self.forget_deleted(row);
                }
            }
            Job::TableRead => {}
        }
    }

    fn entry(&self, index: usize) -> Option<FdbEntry> {
        let (mac, fid) = split(self.places[index]?);
        self.fdb.find(mac, fid).copied()
    }

    /// The table by the places noted here.
    pub fn noted_table(&self) -> Vec<Option<FdbEntry>> {
        (0..FDB_ENTRIES).map(|index| self.entry(index)).collect()
    }

    fn note_place(&mut self, key: u64) -> usize {
        let (mac, fid) = split(key);
        let index = self.fdb.index(mac, fid).expect("it has a place");
        self.places[index] = Some(key);
        index
    }

    fn forget_deleted(&mut self, row: usize) {
        for way in 0..FDB_WAYS {
            let index = way * FDB_ROWS + row;
            if self.entry(index).is_none() {
                self.places[index] = None;
            }
        }
    }

    fn execute(&mut self, command: Command) -> (FdbResult, usize) {
        let (mac, fid) = split(command.key);
        let [low, high] = [command.key as u32, (command.key >> 32) as u32];
        let words = [low, high, command.attributes | 1 << FdbEntry::VALID_BIT, 0];
        let index = self.fdb.index(mac, fid).unwrap_or(0);
        match command.operation {
            operation if operation == FdbCommand::Add as u32 => {
                let result = self.fdb.add(FdbEntry::unpack(words).expect("a valid entry"));
                let index = if result == FdbResult::Done { self.note_place(command.key) } else { 0 };
                (result, index)
            }
            operation if operation == FdbCommand::Delete as u32 => {
                let result = self.fdb.delete(mac, fid);
                self.forget_deleted(index % FDB_ROWS);
                (result, index)
            }
            operation if operation == FdbCommand::Find as u32 => {
                let found = self.fdb.find(mac, fid).is_some();
                (if found { FdbResult::Done } else { FdbResult::NotFound }, index)
            }
            _ => (FdbResult::Unknown, 0),
        }
    }

    fn flush_row(&mut self, command: Command, row: usize) {
        let selects = |bit: u32| command.operation >> bit & 1 == 1;
        let port = (command.attributes & 0xF) as u8;
        for way in 0..FDB_WAYS {
            let Some(entry) = self.entry(way * FDB_ROWS + row) else { continue };
            if (entry.is_static && !selects(FdbCommand::FLUSH_STATIC_BIT))
                || (selects(FdbCommand::FLUSH_PORT_BIT) && entry.port != port)
                || (selects(FdbCommand::FLUSH_FID_BIT) && entry.fid != (command.key >> 48) as u16)
            {
                continue;
            }
            self.fdb.delete(entry.mac, entry.fid);
        }
        self.forget_deleted(row);
        self.command_answer = Some((FdbResult::Done, 0));
    }

    /// Compares what the gateware answers in this cycle.
    pub fn check(&mut self, now: u64, out: &Outputs) {
        let due = self.answers.front().is_some_and(|(cycle, _, _)| *cycle == now);
        assert_eq!(out.lookup_done == 1, due, "cycle {now}: an answer at the wrong time");
        if due {
            let (_, port, egress) = self.answers.pop_front().expect("an answer");
            let found = (out.lookup_hit == 1).then_some(out.lookup_egress);
            assert_eq!((out.lookup_done_port, found), (port, egress), "cycle {now}: lookup");
            self.lookup_count += 1;
            self.hit_count += u64::from(egress.is_some());
        }
        if out.command_done == 1 {
            let expected = self.command_answer.take().expect("the command was executed");
            let code = FdbResult::from_code(out.command_code).expect("a result");
            let found = (code, out.command_index as usize);
            assert_eq!(found, expected, "cycle {now}: {:x?}", self.command);
        }
        if out.table_ready == 1 {
            let expected = self.entry(self.table_index);
            assert_eq!(unpack(out), expected, "cycle {now}: entry {}", self.table_index);
        }
    }

    /// Compares the counts, which lag behind the effects.
    pub fn check_counts(&self, out: &Outputs) {
        let found = (out.entries as usize, u64::from(out.unlearned), u64::from(out.moves));
        assert_eq!(found, (self.fdb.len(), self.fdb.unlearned_count, self.fdb.move_count));
    }
}

fn unpack(out: &Outputs) -> Option<FdbEntry> {
    FdbEntry::unpack([out.table_key as u32, (out.table_key >> 32) as u32, out.table_state, 0])
}

/// The 60-bit key of a station.
pub fn station(index: u64) -> u64 {
    let spread = index.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
    let [a, b, c, d, e, ..] = spread.to_le_bytes();
    fdb_entry::key([0x02, a, b, c, d, e], 0)
}
