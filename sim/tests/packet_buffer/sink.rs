//! The transmit FIFOs behind the buffer, and the checks of what they are given.

use std::collections::VecDeque;
use std::rc::Rc;

use super::frame::Frame;
use super::model::Outputs;

const CAPACITY: usize = 32;
/// Words that fit when a FIFO says that it is almost full.
const RESERVE: usize = 8;

/// What a port does with its words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    Stopped,
    /// A word in 8 cycles, as GMII.
    Line,
    /// A word a cycle.
    Eager,
}

struct Port {
    pace: Pace,
    fill: usize,
    almost_full: bool,
    writes_since: usize,
    current: Option<(Rc<Frame>, usize)>,
}

/// A word as it came: when, for whom, which of its frame.
#[derive(Clone, Debug)]
pub struct Written {
    pub time: u64,
    pub port: usize,
    pub place: usize,
}

pub struct Sink {
    ports: Vec<Port>,
    /// An event is due in this cycle: port, length, class.
    event: Option<(usize, u16, u8)>,
    /// `tx_early_port` of the cycle before.
    early_port: u8,
    /// Events the counters have not taken yet.
    events: usize,
    /// Cycles the counters take for an event.
    pub event_cycles: u64,
    pub sent: Vec<usize>,
    /// Every word, while wanted.
    pub log: Option<Vec<Written>>,
}

impl Sink {
    pub fn new(ports: usize) -> Self {
        let port = || Port { pace: Pace::Line, fill: 0, almost_full: false, writes_since: 0, current: None };
        Self {
            ports: (0..ports).map(|_| port()).collect(),
            event: None,
            early_port: 0,
            events: 0,
            event_cycles: 4,
            sent: vec![0; ports],
            log: None,
        }
    }

    pub fn set_pace(&mut self, port: usize, pace: Pace) {
        self.ports[port].pace = pace;
    }

    pub fn is_idle(&self) -> bool {
        self.ports.iter().all(|port| port.current.is_none()) && self.event.is_none()
    }

    pub fn almost_full(&self) -> u16 {
        self.ports.iter().enumerate().map(|(index, port)| u16::from(port.almost_full) << index).sum()
    }

    pub fn counters_almost_full(&self) -> bool {
        self.events >= 10
    }

    /// One cycle: the frame that left its queue, as port and cells, and the one
    /// that was sent to its end.
    pub fn cycle(
        &mut self,
        time: u64,
        outputs: &Outputs,
        expected: &mut [VecDeque<Rc<Frame>>],
    ) -> (Option<(usize, usize)>, Option<Rc<Frame>>) {
        self.check_event(time, outputs);
        let (mut popped, mut sent) = (None, None);
        assert!(outputs.tx_write.count_ones() <= 1, "{outputs:?}");
        if outputs.tx_write != 0 {
            let index = outputs.tx_write.trailing_zeros() as usize;
            assert_eq!(usize::from(self.early_port), index, "told a cycle early");
            let port = &mut self.ports[index];
            port.writes_since += 1;
            port.fill += 1;
            assert!(port.fill <= CAPACITY, "port {index} overflows");
            assert!(!port.almost_full || port.writes_since <= 2, "port {index} goes on");
            if outputs.tx_first == 1 {
                assert!(port.current.is_none(), "port {index}: a frame begins in another");
                let frame = expected[index].pop_front().expect("a frame is expected");
                check_first(&frame, outputs);
                popped = Some((index, frame.words.len().div_ceil(8)));
                self.event = Some((index, frame.lengths_out().1 + 4, frame.class));
                port.current = Some((frame, 0));
            }
            let (frame, place) = port.current.take().expect("a word belongs to a frame");
            if let Some(word) = frame.words.get(place) {
                assert_eq!(outputs.tx_octets, *word, "port {index}, frame {}, word {place}", frame.id);
            }
            assert_eq!(outputs.tx_end, frame.end_bits(place), "port {index}, frame {}, word {place}", frame.id);
            let last = place + 1 == frame.places();
            if let Some(log) = &mut self.log {
                log.push(Written { time, port: index, place });
            }
            if last {
                self.sent[index] += 1;
                sent = Some(frame);
            } else {
                port.current = Some((frame, place + 1));
            }
        }
        self.early_port = outputs.tx_early_port;
        self.drain(time);
        (popped, sent)
    }

    fn check_event(&mut self, time: u64, outputs: &Outputs) {
        let seen = (outputs.event_valid == 1)
            .then_some((usize::from(outputs.event_port), outputs.event_length, outputs.event_class));
        assert_eq!(seen, self.event.take(), "event at {time}");
        self.events += usize::from(seen.is_some());
        assert!(self.events <= 16, "the counters' queue overflows");
        if time.is_multiple_of(self.event_cycles) {
            self.events = self.events.saturating_sub(1);
        }
    }

    fn drain(&mut self, time: u64) {
        for (index, port) in self.ports.iter_mut().enumerate() {
            let takes = match port.pace {
                Pace::Stopped => false,
                Pace::Line => (time + index as u64).is_multiple_of(8),
                Pace::Eager => true,
            };
            if takes {
                port.fill = port.fill.saturating_sub(1);
            }
            let almost_full = port.fill + RESERVE >= CAPACITY;
            if almost_full != port.almost_full {
                port.writes_since = 0;
            }
            port.almost_full = almost_full;
        }
    }
}

fn check_first(frame: &Frame, outputs: &Outputs) {
    let (length, padded) = frame.lengths_out();
    let seen = (outputs.tx_length, outputs.tx_ingress, outputs.tx_reason);
    assert_eq!(seen, (padded, frame.ingress, frame.reason), "frame {}", frame.id);
    if frame.rewrite.kind == 0 {
        assert_eq!(outputs.tx_rewrite & 3, 0, "frame {}", frame.id);
    } else {
        assert_eq!(outputs.tx_rewrite, frame.rewrite.pack(), "frame {}", frame.id);
        assert_eq!(u16::from(outputs.tx_padding), padded - length, "frame {}", frame.id);
    }
}
