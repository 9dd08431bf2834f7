//! Frames as a receive FIFO holds them, random ones, and what is expected of each.

use ferroute_hdl::stream::{L3Kind, RxTrailer, RxWord};
use ferroute_regmap::{DropReason, PuntReason, fdb_entry};
use ferroute_sim::golden::forward::{FID, forward};
use ferroute_sim::golden::{Capacity, Configuration, Fdb, Learned, Verdict};
use rand::{Rng, RngExt};

use super::model::Settings;

/// A frame between a port's MAC and the core.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Octets without FCS that reach the core, in words.
    pub words: Vec<u64>,
    pub trailer: RxTrailer,
}

impl Frame {
    /// A good frame of these octets.
    pub fn good(octets: &[u8]) -> Self {
        let words = octets.chunks(8).map(|chunk| {
            let mut word = [0xEE; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(word)
        });
        let trailer = RxTrailer {
            length: octets.len() as u16 + 4,
            l3_kind: L3Kind::Ipv6,
            protocol: 58,
            source_port: 0x8000,
            ..RxTrailer::default()
        };
        Self { words: words.collect(), trailer }
    }

    /// The first `words` words of a good frame, with another end.
    pub fn bad(octets: &[u8], words: usize, status: DropReason, length: u16) -> Self {
        let mut frame = Self::good(octets);
        frame.words.truncate(words);
        frame.trailer = RxTrailer { status: Some(status), length, ..frame.trailer };
        frame
    }

    pub fn addressed(destination: [u8; 6], source: [u8; 6], octets: usize, fill: u8) -> Vec<u8> {
        let mut frame = [destination, source].concat();
        frame.extend((12..octets).map(|index| (index as u8).wrapping_mul(31) ^ fill));
        frame
    }

    /// Words as the FIFO holds them.
    pub fn rx_words(&self) -> impl Iterator<Item = u128> + '_ {
        let data = self.words.iter().map(|word| RxWord::Data(*word).pack());
        data.chain([RxWord::Trailer(self.trailer).pack()])
    }

    fn octet(&self, index: usize) -> u8 {
        self.words[index / 8].to_le_bytes()[index % 8]
    }

    fn address(&self, offset: usize) -> [u8; 6] {
        std::array::from_fn(|index| self.octet(offset + index))
    }

    pub fn destination(&self) -> [u8; 6] {
        self.address(0)
    }

    pub fn source(&self) -> [u8; 6] {
        self.address(6)
    }
}

/// What is expected of a frame that is received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub good: bool,
    pub class: u64,
    pub drop: u64,
    pub egress: u64,
    pub reason: u64,
    pub learn: Option<u64>,
    pub lookup: Option<u64>,
}

/// The reference configuration of these settings.
pub fn configuration(settings: &Settings, ports: usize) -> Configuration {
    Configuration {
        port_count: ports - 1,
        rx_enable: settings.rx_enable as u16,
        forward: settings.forward as u16,
        flood: settings.flood as u16,
        learn: settings.learn as u16,
        trap_link_local: settings.trap_link_local == 1,
    }
}

/// ARCHITECTURE.md, "Forwarding rules"; rules 4 to 8 by the reference model.
pub fn expected(settings: &Settings, ports: usize, fdb: &Fdb, port: usize, frame: &Frame, no_cell: bool) -> Expected {
    let configuration = configuration(settings, ports);
    let lookup = (frame.words.len() >= 2 && frame.octet(0) & 1 == 0)
        .then(|| fdb_entry::key(frame.destination(), FID));
    if let Some(status) = frame.trailer.status {
        return Expected { good: false, class: 0, drop: status as u64, egress: 0, reason: 0, learn: None, lookup };
    }
    let (destination, source) = (frame.destination(), frame.source());
    let class = match destination {
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] => 2,
        [first, ..] => u64::from(first & 1),
    };
    let is_new = Fdb::new(Capacity::Unlimited).learn(source, FID, port as u8) == Learned::Added;
    let learn = (is_new && configuration.learn >> port & 1 == 1).then(|| fdb_entry::key(source, FID));
    let verdict = if no_cell {
        Verdict::Drop(DropReason::BufferFull)
    } else if port == ports - 1 && settings.inject_ports != 0 {
        match settings.inject_ports as u16 & configuration.forward {
            0 => Verdict::Drop(DropReason::PortListIsEmpty),
            egress => Verdict::Forward { egress },
        }
    } else {
        forward(&configuration, fdb, port, destination, source)
    };
    let (drop, egress, reason) = match verdict {
        Verdict::Drop(reason) => (reason as u64, 0, 0),
        Verdict::Forward { egress }
        | Verdict::Flood { egress }
        | Verdict::Route { egress }
        | Verdict::Inject { egress } => {
            (0, u64::from(egress), PuntReason::Forwarded as u64)
        }
        Verdict::Punt(reason) => (0, u64::from(configuration.cpu()), reason as u64),
    };
    Expected { good: true, class, drop, egress, reason, learn, lookup }
}

/// A station that tests use.
pub fn station(index: u8) -> [u8; 6] {
    [0x02, 0x00, 0x5E, 0x10, index ^ 0x5A, index]
}

pub fn destination(random: &mut impl Rng) -> [u8; 6] {
    match random.random_range(0..12) {
        0 => [0xFF; 6],
        1 => [0x01, 0x80, 0xC2, 0, 0, random.random_range(0..0x12)],
        // Neighbours of the reserved block, one bit off.
        2 => {
            let mut near = [0x01, 0x80, 0xC2, 0, 0, random.random_range(0..16)];
            near[random.random_range(0..6)] ^= 1 << random.random_range(0..8);
            near
        }
        3 => [0x33, 0x33, 0, 0, 0, random.random()],
        4 => [0xFE | random.random_range(0..2u8), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        _ => station(random.random_range(0..24)),
    }
}

pub fn source(random: &mut impl Rng) -> [u8; 6] {
    match random.random_range(0..12) {
        0 => [0; 6],
        1 => [0x03, 0, 0, 0, 0, random.random()],
        // Only one bit keeps it from being the zero address.
        2 => {
            let mut near = [0; 6];
            near[random.random_range(0..6)] = 1 << random.random_range(1..8);
            near
        }
        _ => station(random.random_range(0..24)),
    }
}

/// Any frame that a port can deliver; the CPU port delivers good ones only.
pub fn random_frame(random: &mut impl Rng, only_good: bool) -> Frame {
    let octets = match random.random_range(0..4) {
        0 => 60,
        1 => random.random_range(60..140),
        2 => [60, 64, 65, 72, 128, 129, 1514, 1518, 1522][random.random_range(0..9)],
        _ => random.random_range(60..1523),
    };
    let frame = Frame::addressed(destination(random), source(random), octets, random.random());
    if only_good || random.random_bool(0.75) {
        return Frame::good(&frame);
    }
    let status = DropReason::from_code(random.random_range(1..9)).unwrap();
    let words = match random.random_range(0..5) {
        0 => 0,
        1 => random.random_range(0..4),
        2 => 192,
        _ => random.random_range(0..frame.len().div_ceil(8)),
    };
    let frame = if words == 192 { [frame.clone(), vec![0x77; 1536]].concat() } else { frame };
    Frame::bad(&frame, words, status, random.random_range(0..0x4000))
}

/// Some stations on some ports, as the harness and as the reference want them.
pub fn random_fdb(random: &mut impl Rng, ports: usize) -> (Vec<(u64, u8)>, Fdb) {
    let mut fdb = Fdb::new(Capacity::Unlimited);
    let entries = (0..18).map(|index| {
        let port = random.random_range(0..ports) as u8;
        fdb.learn(station(index), FID, port);
        (fdb_entry::key(station(index), FID), port)
    });
    (entries.collect(), fdb)
}
