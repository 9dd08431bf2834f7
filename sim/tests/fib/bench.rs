//! Engine and reference side by side: the lookups under way, each with every
//! answer that the routes of its time allow, and the host's side of the bus.

use std::collections::VecDeque;

use crate::model::{Inputs, Model, Outputs, Rows};
use crate::reference::{Answer, Change, Lists, Prefix, Reference, Table};

/// Clocks after which something hangs.
const PATIENCE: u64 = 1000;
/// Clocks within which a list that changed is heeded.
const LIST_CLOCKS: usize = 4;

/// A lookup under way.
struct Lookup {
    since: u64,
    tag: u8,
    ipv6: bool,
    address: u128,
    answers: Vec<Answer>,
}

/// An access of the bus.
#[derive(Clone, Debug)]
pub struct Access {
    pub table: Table,
    pub offset: u32,
    /// What is written; none: it is read.
    pub write: Option<u32>,
    /// Entry and content that takes effect.
    pub stores: Option<(usize, Option<Prefix>)>,
    /// The route that it changes.
    pub change: Option<Change>,
}

/// A result, and the clocks since its lookup and since the result before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub answer: Answer,
    pub latency: u64,
    pub cycle: u64,
}

pub struct Bench {
    model: Model,
    pub reference: Reference,
    inputs: Inputs,
    pub now: u64,
    lookups: VecDeque<Lookup>,
    next_tag: u8,
    access: Option<(u64, Access)>,
    /// Begun lookups that a write must wait for, while one is under way.
    fence: Option<u64>,
    begun_count: u64,
    pub given_count: u64,
    /// Entries that were overwritten: table, entry, what was there, until when.
    overwritten: VecDeque<(Table, usize, Prefix, u64)>,
    pub given: Vec<Given>,
    pub words_read: Vec<u32>,
    /// Lists that were in force, and until when they may still be heeded.
    old_lists: Option<(u64, Lists)>,
    /// Lookups to which the routes of their time gave more than one answer.
    pub ambiguous_count: u64,
    pub answers_by_source: [u64; 4],
    pub access_clocks: u64,
    pub almost_full: bool,
}

impl Bench {
    pub fn new(rows: Rows, seed: u64) -> Option<Self> {
        Some(Self {
            model: Model::new(rows)?,
            reference: Reference::new(rows, seed),
            inputs: Inputs { seed, ..Inputs::default() },
            now: 0,
            lookups: VecDeque::new(),
            next_tag: 0,
            access: None,
            fence: None,
            begun_count: 0,
            given_count: 0,
            overwritten: VecDeque::new(),
            given: Vec::new(),
            words_read: Vec::new(),
            old_lists: None,
            ambiguous_count: 0,
            answers_by_source: [0; 4],
            access_clocks: 0,
            almost_full: false,
        })
    }

    /// Lists and default routes while no lookup is under way.
    pub fn set_lists(&mut self, lists: Lists) {
        assert!(self.lookups.is_empty(), "a lookup is under way");
        self.reference.lists = lists;
        self.inputs.lengths4 = lists.lengths4;
        self.inputs.lengths6 = lists.lengths6;
        self.inputs.wide_lengths4 = lists.wide_lengths4;
        self.inputs.wide_lengths6 = lists.wide_lengths6;
        self.inputs.default_routes = lists.default_routes;
        for _ in 0..LIST_CLOCKS {
            self.cycle();
        }
    }

    /// Lists at any time, other by one length: lookups under way heed them or not.
    pub fn change_lists(&mut self, lists: Lists) {
        self.old_lists = Some((self.now + LIST_CLOCKS as u64, self.reference.lists));
        self.reference.lists = lists;
        self.inputs.lengths4 = lists.lengths4;
        self.inputs.lengths6 = lists.lengths6;
        self.inputs.wide_lengths4 = lists.wide_lengths4;
        self.inputs.wide_lengths6 = lists.wide_lengths6;
        self.add_answers();
    }

    /// A lookup in this cycle, with the next tag.
    pub fn lookup(&mut self, ipv6: bool, address: u128) {
        assert_eq!(self.inputs.lookup_valid, 0, "one lookup a cycle");
        let tag = self.next_tag;
        self.next_tag = (self.next_tag + 1) % 128;
        self.inputs.lookup_valid = 1;
        self.inputs.lookup_ipv6 = u8::from(ipv6);
        self.inputs.lookup_tag = tag;
        for word in 0..4 {
            self.inputs.lookup_address[word] = (address >> (32 * word)) as u32;
        }
        let mut answers = vec![self.reference.find(ipv6, address, None)];
        if let Some(change) = self.pending_change() {
            answers.push(self.reference.find(ipv6, address, Some(change)));
        }
        if let Some((until, old)) = self.old_lists
            && self.now <= until
        {
            let new = std::mem::replace(&mut self.reference.lists, old);
            answers.push(self.reference.find(ipv6, address, None));
            self.reference.lists = new;
        }
        self.lookups.push_back(Lookup { since: self.now, tag, ipv6, address, answers });
    }

    /// The route of the access under way, as it was before.
    fn pending_change(&self) -> Option<Change> {
        self.access.as_ref().and_then(|(_, access)| access.change)
    }

    pub fn bus_is_free(&self) -> bool {
        self.access.is_none()
    }

    pub fn start(&mut self, mut access: Access) {
        assert!(self.bus_is_free());
        let bit = 1 << access.table as u8;
        (self.inputs.reads, self.inputs.writes) = if access.write.is_some() { (0, bit) } else { (bit, 0) };
        self.inputs.offset = access.offset;
        self.inputs.write_data = access.write.unwrap_or(0);
        if let Some((entry, prefix)) = access.stores {
            if let Some(old) = self.reference.stored(access.table, entry) {
                self.overwritten.push_back((access.table, entry, old, u64::MAX));
            }
            self.reference.store(access.table, entry, prefix);
        }
        if let Some(change) = access.change {
            // From now on either; once it is done, the new one.
            let old = self.reference.route(change.0, change.1);
            self.reference.apply(change);
            access.change = Some((change.0, change.1, old));
            self.add_answers();
        }
        self.access = Some((self.now, access));
    }

    fn add_answers(&mut self) {
        for lookup in &mut self.lookups {
            lookup.answers.push(self.reference.find(lookup.ipv6, lookup.address, None));
        }
    }

    /// One clock with what was asked for since the last.
    pub fn cycle(&mut self) -> Outputs {
        let out = self.model.cycle(&self.inputs);
        assert_eq!((out.tap_collision, out.tap_lost), (0, 0), "cycle {}: RAM collision, lookup lost", self.now);
        self.inputs.lookup_valid = 0;
        self.almost_full = out.lookup_almost_full == 1;
        if out.result_valid == 1 {
            self.check_result(&out);
        }
        if out.tap_pause == 1 {
            self.fence = Some(self.begun_count);
        }
        self.begun_count += u64::from(out.tap_begins);
        self.check_access(&out);
        self.now += 1;
        out
    }

    fn check_result(&mut self, out: &Outputs) {
        let lookup = self.lookups.pop_front().expect("a lookup is under way");
        let (now, address, ipv6) = (self.now, lookup.address, lookup.ipv6);
        let answer =
            Answer { source: out.result_table, length: out.result_length, next_hop: out.result_next_hop };
        assert_eq!(out.result_tag, lookup.tag, "cycle {now}: tag");
        assert!(
            lookup.answers.contains(&answer),
            "cycle {now}: {address:032x}, IPv6 {ipv6}: {answer:x?}, not one of {:x?}",
            lookup.answers
        );
        self.check_index(out, &lookup);
        self.ambiguous_count += u64::from(lookup.answers.iter().any(|other| *other != answer));
        self.answers_by_source[usize::from(answer.source)] += 1;
        self.given_count += 1;
        self.given.push(Given { answer, latency: now - lookup.since, cycle: now });
    }

    /// The entry holds the prefix, or did when the lookup was under way.
    fn check_index(&mut self, out: &Outputs, lookup: &Lookup) {
        let table = match (out.result_table, lookup.ipv6) {
            (1, false) => Table::Pool4,
            (1, true) => Table::Pool6,
            (2, _) => Table::Wide,
            _ => return assert_eq!(out.result_index, 0, "cycle {}: index of no entry", self.now),
        };
        let prefix = Prefix::new(lookup.ipv6, out.result_length, lookup.address);
        let index = usize::from(out.result_index);
        let holds = self.reference.stored(table, index) == Some(prefix);
        let held = || {
            let old = |&(of, entry, content, until): &_| {
                (of, entry, content) == (table, index, prefix) && until >= lookup.since
            };
            self.overwritten.iter().any(old)
        };
        assert!(holds || held(), "cycle {}: entry {index} of {table:?} does not hold {prefix:x?}", self.now);
        let oldest = lookup.since;
        while self.overwritten.front().is_some_and(|&(.., until)| until < oldest) {
            self.overwritten.pop_front();
        }
    }

    fn check_access(&mut self, out: &Outputs) {
        let Some((since, access)) = self.access.take() else {
            return assert_eq!(out.dones, 0, "cycle {}: done unasked", self.now);
        };
        if out.dones == 0 {
            assert!(self.now - since < PATIENCE, "{access:x?} is never done");
            self.access = Some((since, access));
            return;
        }
        assert_eq!(out.dones, 1 << access.table as u8, "cycle {}: {access:x?}", self.now);
        (self.inputs.reads, self.inputs.writes) = (0, 0);
        self.access_clocks = self.now - since;
        let fence = self.fence.take();
        if access.write.is_none() {
            self.words_read.push(out.data);
        } else if let Some(fence) = fence {
            assert!(self.given_count >= fence, "cycle {}: {access:x?} done before a lookup that began earlier", self.now);
        }
        if access.stores.is_some() {
            for (.., until) in self.overwritten.iter_mut().filter(|(.., until)| *until == u64::MAX) {
                *until = self.now;
            }
        }
    }

    /// Runs until nothing is under way.
    pub fn settle(&mut self) {
        let start = self.now;
        while !(self.lookups.is_empty() && self.bus_is_free()) {
            self.cycle();
            assert!(self.now - start < PATIENCE, "something hangs");
        }
    }

    pub fn write(&mut self, table: Table, offset: u32, word: u32) {
        self.start(Access { table, offset, write: Some(word), stores: None, change: None });
        self.settle();
    }

    pub fn read(&mut self, table: Table, offset: u32) -> u32 {
        self.start(Access { table, offset, write: None, stores: None, change: None });
        self.settle();
        self.words_read.pop().expect("a word")
    }

    /// The accesses that store a prefix, or nothing, in an entry.
    pub fn accesses(&self, table: Table, entry: usize, prefix: Option<Prefix>, change: Option<Change>) -> Vec<Access> {
        let next_hop = match (change, prefix) {
            (Some((.., Some(next_hop))), _) => next_hop,
            (_, Some(prefix)) => self.reference.route(table, prefix).expect("a route"),
            _ => 0,
        };
        let words = self.reference.words(table, prefix, next_hop);
        let last = words.len() - 1;
        let offset = entry as u32 * table.words().1;
        let access = |(index, word): (usize, u32)| Access {
            table,
            offset: offset + index as u32,
            write: Some(word),
            stores: (index == last).then_some((entry, prefix)),
            change: change.filter(|_| index == last),
        };
        words.into_iter().enumerate().map(access).collect()
    }
}
