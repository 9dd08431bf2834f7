//! The rewriter between a reader that gives words of several ports in turn and
//! the ports, every output of every cycle.

use std::collections::VecDeque;

use ferroute_hdl::{rewrite::Rewriter, stream::TxWord};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::frame::{Interface, Kind, Rewrite, padding, routed};
use super::model::{Inputs, Model, Outputs};

pub const PORTS: usize = 9;

/// What is told with a frame's first word.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Header {
    length: u16,
    ingress: u8,
    reason: u8,
}

/// A frame as it is read from the buffer.
struct Reading {
    rewrite: Rewrite,
    header: Header,
    padding: u8,
    /// Words with bits 67:64.
    words: Vec<(u64, u8)>,
    /// The words that leave with each of them.
    expected: Vec<Option<TxWord>>,
}

#[derive(Default)]
struct Port {
    waiting: VecDeque<Reading>,
    /// The next word of the first frame that waits.
    place: usize,
    next_turn: u64,
}

/// What must leave in a cycle.
struct Leaving {
    port: usize,
    word: TxWord,
    first: Option<Header>,
}

pub struct Bench {
    model: Model,
    pub random: StdRng,
    pub interfaces: Vec<Interface>,
    ports: Vec<Port>,
    turn: usize,
    /// Probability that no word is read in a cycle.
    pub pause: f64,
    /// Cycles between two words of a port, at least; now and then it is more.
    pub spacing: u64,
    time: u64,
    /// The interface that was asked for two cycles and one ago.
    asked: [u8; 2],
    /// The word that was chosen for the next cycle.
    chosen: Option<usize>,
    pub frames: u64,
    pub words: u64,
}

impl Bench {
    /// `None`, with a line that says so, where the tools are missing.
    pub fn new(seed: u64) -> Option<Self> {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        // Every other one has a VLAN.
        let interface = |index: u16| Interface {
            mac: random.random(),
            vlan: if index.is_multiple_of(2) { 0 } else { random.random_range(1..4095) },
        };
        let interfaces = (0..64).map(interface).collect();
        Some(Self {
            model: Model::new()?,
            random,
            interfaces,
            ports: (0..PORTS).map(|_| Port::default()).collect(),
            turn: 0,
            pause: 0.0,
            spacing: Rewriter::<9>::SPACING as u64,
            time: 0,
            asked: [0; 2],
            chosen: None,
            frames: 0,
            words: 0,
        })
    }

    pub fn waiting(&self, port: usize) -> usize {
        self.ports[port].waiting.len()
    }

    /// A way to treat a frame, at random but for what is given.
    pub fn rewrite(&mut self, kind: Kind, tag_in: bool, tag_out: bool) -> Rewrite {
        let random = &mut self.random;
        let tpid = if random.random_bool(0.5) { 0x8100 } else { 0x88A8 };
        Rewrite {
            kind,
            tag: tag_in.then_some((tpid, random.random())),
            vlan_tagged: tag_out,
            interface: random.random_range(0..32) * 2 + u8::from(tag_out),
            mac: random.random(),
        }
    }

    /// A frame waits at `port`; it is read as the buffer reads it: the words it
    /// leaves as, and one more if it is routed.
    pub fn offer(&mut self, port: usize, frame: &[u8], rewrite: Rewrite) {
        let out = routed(frame, &rewrite, &self.interfaces[usize::from(rewrite.interface)]);
        let leaving = TxWord::of_frame(&out);
        let delay = usize::from(rewrite.kind != Kind::Bridged);
        let mut octets = frame.to_vec();
        octets.extend((0..32).map(|_| self.random.random::<u8>()));
        let count = leaving.len() + delay;
        let words = (0..count).map(|place| {
            let octets = octets[place * 8..place * 8 + 8].try_into().expect("8 octets");
            let end = if place + 1 == count { leaving[leaving.len() - 1].pack() >> 64 } else { 0 };
            (u64::from_le_bytes(octets), end as u8)
        });
        let reading = Reading {
            rewrite,
            header: Header { length: out.len() as u16, ingress: self.random.random_range(0..16), reason: self.random.random() },
            padding: padding(frame, &rewrite) as u8,
            words: words.collect(),
            expected: (0..count).map(|place| place.checked_sub(delay).map(|place| leaving[place])).collect(),
        };
        self.ports[port].waiting.push_back(reading);
        self.frames += 1;
    }

    /// Round robin over the ports that may have a word.
    fn choose(&mut self) -> Option<usize> {
        if self.pause > 0.0 && self.random.random_bool(self.pause) {
            return None;
        }
        let mut candidates = (1..=PORTS).map(|step| (self.turn + step) % PORTS);
        let next = self.time + 1;
        let port = candidates.find(|index| {
            let port = &self.ports[*index];
            !port.waiting.is_empty() && next >= port.next_turn
        })?;
        self.turn = port;
        let late = if self.random.random_bool(0.1) { self.random.random_range(0..4) } else { 0 };
        self.ports[port].next_turn = next + self.spacing + late;
        Some(port)
    }

    /// Anything on the wires that do not count.
    fn noise(&mut self) -> Inputs {
        let random = &mut self.random;
        Inputs {
            octets: random.random(),
            rewrite: random.random::<u64>() >> 6,
            length: random.random_range(0..1 << 14),
            end: random.random_range(0..16),
            early_port: random.random_range(0..16),
            ingress: random.random_range(0..16),
            reason: random.random(),
            padding: random.random_range(0..8),
            ..Inputs::default()
        }
    }

    fn word(&mut self, index: usize, inputs: &mut Inputs) -> Option<Leaving> {
        let port = &mut self.ports[index];
        let reading = port.waiting.front().expect("a frame waits");
        (inputs.octets, inputs.end) = reading.words[port.place];
        inputs.write = 1 << index;
        if port.place == 0 {
            inputs.first = 1;
            inputs.length = reading.header.length;
            inputs.ingress = reading.header.ingress;
            inputs.reason = reading.header.reason;
            inputs.rewrite = reading.rewrite.pack();
            inputs.padding = reading.padding;
        }
        let leaving = reading.expected[port.place].map(|word| {
            let first = port.place == 0 || reading.expected[port.place - 1].is_none();
            Leaving { port: index, word, first: first.then_some(reading.header) }
        });
        port.place += 1;
        if port.place == reading.words.len() {
            port.waiting.pop_front();
            port.place = 0;
        }
        self.words += 1;
        leaving
    }

    pub fn cycle(&mut self) {
        let mut inputs = self.noise();
        let leaving = self.chosen.take().and_then(|port| self.word(port, &mut inputs));
        self.chosen = self.choose();
        if let Some(port) = self.chosen {
            inputs.early_port = port as u8;
        }
        let interface = self.interfaces[usize::from(self.asked[0])];
        inputs.mac = interface.mac.iter().rev().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
        inputs.vlan = interface.vlan;
        self.asked = [self.asked[1], self.model.outputs.interface];
        self.model.cycle(&inputs);
        self.time += 1;
        self.check(leaving);
    }

    fn check(&self, leaving: Option<Leaving>) {
        let outputs: Outputs = self.model.outputs;
        let Some(Leaving { port, word, first }) = leaving else {
            assert_eq!(outputs.write, 0, "nothing leaves at {}", self.time);
            return;
        };
        assert_eq!(outputs.write, 1 << port, "the port at {}", self.time);
        assert_eq!(u128::from(outputs.end), word.pack() >> 64, "the end at {}", self.time);
        let count = u32::from(word.last.unwrap_or(8));
        let mask = u64::MAX >> (64 - 8 * count);
        assert_eq!(outputs.octets & mask, word.octets, "port {port} at {}: {:016x} of {:016x}", self.time, outputs.octets, word.octets);
        let header = Header { length: outputs.length, ingress: outputs.ingress, reason: outputs.reason };
        assert_eq!((outputs.first == 1).then_some(header), first, "port {port} at {}", self.time);
    }

    /// Until no frame waits.
    pub fn finish(&mut self) {
        let end = self.time + 10_000_000;
        while self.chosen.is_some() || self.ports.iter().any(|port| !port.waiting.is_empty()) {
            assert!(self.time < end, "frames are stuck");
            self.cycle();
        }
        for _ in 0..10 {
            self.cycle();
        }
    }

    pub fn time(&self) -> u64 {
        self.time
    }
}
