//! Judges what happened: every frame of every port, once, in order, right.

use std::collections::VecDeque;

use ferroute_regmap::DropReason;
use ferroute_sim::golden::Fdb;

use super::frames::{Expected, Frame, expected};
use super::model::{PortWords, Ports, Record, Settings};

/// Frames of each port with the cycle from which on they arrive; a word
/// follows the other as fast as the core can take them.
pub struct Bench {
    /// Cycles by which a trailer comes later than its data.
    pub trailer_delay: u64,
    pub ports: Ports,
    pub frames: Vec<Vec<(u64, Frame)>>,
}

/// What a run was made of.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Frames by their drop code; code 0 was forwarded.
    verdicts: [u64; 32],
    pub forwarded: u64,
    pub dropped_for_cells: u64,
    /// Of these, the ones that had some cells already.
    pub partial_chains: u64,
}

impl Outcome {
    pub fn add_verdicts(&self, sums: &mut [u64; 32]) {
        for (sum, count) in sums.iter_mut().zip(self.verdicts) {
            *sum += count;
        }
    }
}

impl Bench {
    pub fn new(ports: Ports, frames: Vec<Vec<(u64, Frame)>>) -> Self {
        assert_eq!(frames.len(), ports.count());
        Self { trailer_delay: 0, ports, frames }
    }

    pub fn words(&self) -> PortWords {
        let port_words = |frames: &Vec<(u64, Frame)>| {
            let words = frames.iter().flat_map(|(from, frame)| {
                frame.rx_words().map(move |word| {
                    let delay = if word >> 71 == 1 { self.trailer_delay } else { 0 };
                    [word as u64, (word >> 64) as u64, from + delay]
                })
            });
            words.collect()
        };
        self.frames.iter().map(port_words).collect()
    }
}

/// Records of one port, in order.
#[derive(Default)]
struct PortRecords {
    first_reads: VecDeque<u64>,
    frames: VecDeque<(u64, Record)>,
    events: VecDeque<(u64, Record)>,
    learned: VecDeque<u64>,
    lookups: VecDeque<u64>,
}

fn sort(ports: usize, records: &[(u64, Record)]) -> Vec<PortRecords> {
    let mut sorted: Vec<PortRecords> = (0..ports).map(|_| PortRecords::default()).collect();
    for (cycle, record) in records {
        match record {
            Record::Frame { ingress, .. } => sorted[*ingress].frames.push_back((*cycle, record.clone())),
            Record::Rx { port, .. } => sorted[*port].events.push_back((*cycle, record.clone())),
            Record::Learn { port, key } => sorted[*port].learned.push_back(*key),
            Record::Lookup { port, key } => sorted[*port].lookups.push_back(*key),
            Record::FirstRead { port } => sorted[*port].first_reads.push_back(*cycle),
            Record::TrailerRead { .. } => {}
            Record::Fault { code, value } => panic!("cycle {cycle}: fault {code}, {value}"),
            Record::Summary { unread, held, .. } => {
                assert_eq!((*unread, *held), (0, 0), "unread words, cells that leaked");
            }
        }
    }
    sorted
}

pub fn check(bench: &Bench, settings: &Settings, fdb: &Fdb, records: &[(u64, Record)]) -> Outcome {
    let ports = bench.ports.count();
    let always_cells = records
        .iter()
        .any(|(_, record)| matches!(record, Record::Summary { no_cells_cycles: 0, .. }));
    let mut outcome = Outcome::default();
    let sorted = sort(ports, records);
    for (port, (frames, mut seen)) in bench.frames.iter().zip(sorted).enumerate() {
        for (index, (_, frame)) in frames.iter().enumerate() {
            let name = format!("port {port}, frame {index}");
            // The word that the state is looked up for in this cycle.
            let looked_at = seen.first_reads.pop_front().expect(&name) + 1;
            let mask = if looked_at > settings.rx_enable_change_at { settings.rx_enable_after } else { settings.rx_enable };
            if mask >> port & 1 == 0 {
                continue;
            }
            let (cycle, event) = seen.events.pop_front().unwrap_or_else(|| panic!("{name} was not counted"));
            let Record::Rx { drop, .. } = event else { unreachable!() };
            let no_cell = drop == DropReason::BufferFull as u64;
            let expected = expected(settings, ports, fdb, port, frame, no_cell);
            check_event(&name, frame, &event, &expected);
            if let Some(key) = expected.lookup {
                assert_eq!(seen.lookups.pop_front(), Some(key), "{name}: lookup");
            }
            if let Some(key) = expected.learn {
                assert_eq!(seen.learned.pop_front(), Some(key), "{name}: learned");
            }
            outcome.verdicts[drop as usize] += 1;
            outcome.forwarded += u64::from(drop == 0);
            outcome.dropped_for_cells += u64::from(no_cell);
            // The frame's own record comes one cycle before its event.
            let own = seen.frames.front().is_some_and(|(at, _)| at + 1 == cycle);
            let record = if own { seen.frames.pop_front() } else { None };
            match record {
                Some((_, record)) => {
                    outcome.partial_chains += check_cells(&name, port, frame, &expected, record);
                }
                None => assert!(
                    frame.words.is_empty() || (!always_cells && expected.egress == 0),
                    "{name} never came to the buffer"
                ),
            }
        }
        assert!(seen.events.is_empty() && seen.frames.is_empty(), "port {port}: too many");
        assert!(seen.learned.is_empty(), "port {port} learned too much: {:x?}", seen.learned);
        assert!(seen.lookups.is_empty(), "port {port} looked too much up");
    }
    outcome
}

fn check_event(name: &str, frame: &Frame, event: &Record, expected: &Expected) {
    let Record::Rx { length, good, class, drop, copies, .. } = *event else { unreachable!() };
    assert_eq!(length, u64::from(frame.trailer.length), "{name}");
    assert_eq!(good == 1, expected.good, "{name}: {frame:x?}");
    assert_eq!(drop, expected.drop, "{name}: {frame:x?}");
    assert_eq!(copies, u64::from(expected.egress.count_ones()), "{name}");
    if expected.good {
        assert_eq!(class, expected.class, "{name}");
    }
}

/// What the buffer was told. 1 where the frame lacks cells.
fn check_cells(name: &str, port: usize, frame: &Frame, expected: &Expected, record: Record) -> u64 {
    let Record::Frame { ingress, cells, length, egress, class, priority, reason, words } = record else {
        unreachable!()
    };
    assert_eq!((ingress, egress, priority), (port, expected.egress, 0), "{name}");
    let whole = frame.words.len().div_ceil(8) as u64;
    let stored = (cells as usize * 8).min(frame.words.len());
    assert!((1..=whole).contains(&cells), "{name}: {cells} cells of {whole}");
    assert_eq!(words[..stored], frame.words[..stored], "{name}: octets");
    assert!(words[stored..].iter().all(|word| *word == u64::MAX), "{name}: more than the frame");
    if expected.drop != DropReason::BufferFull as u64 && expected.good {
        assert_eq!((cells, reason, class), (whole, expected.reason, expected.class), "{name}");
        assert_eq!(length, u64::from(frame.trailer.length) - 4, "{name}");
    }
    u64::from(cells < whole)
}
