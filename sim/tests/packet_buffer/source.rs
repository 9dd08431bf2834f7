//! `Ingress` and the ports before it: words of several ports in turn, with the
//! pipeline between the choice of a port and the use of its word.

use std::collections::VecDeque;
use std::rc::Rc;

use super::frame::{CELL_WORDS, Frame};
use super::model::{Inputs, Outputs};

/// Cycles between two words of a port.
const SPACING: u64 = 5;

#[derive(Default)]
struct Port {
    waiting: VecDeque<Rc<Frame>>,
    /// When the first of `waiting` began to come in, at line rate.
    begin: u64,
    place: usize,
    /// The line is free again.
    free_at: u64,
    next_turn: u64,
    /// The frame met `no_cells`.
    failed: bool,
}

/// Port, frame, place of the word (`None`: the trailer).
type Choice = (usize, Rc<Frame>, Option<usize>);

pub struct Source {
    ports: Vec<Port>,
    /// Chosen words on their way.
    pipeline: VecDeque<Option<Choice>>,
    turn: usize,
    /// All words of a frame are there at once.
    pub impatient: bool,
    /// Holder of each cell.
    holders: Vec<Option<u64>>,
    pub buffer_full: usize,
    pub stalled: usize,
}

impl Source {
    /// `delay`: cycles from the choice of a word to its use, 1 to 6.
    pub fn new(ports: usize, cells: usize, delay: usize) -> Self {
        Self {
            ports: (0..ports).map(|_| Port::default()).collect(),
            pipeline: std::iter::repeat_n(None, delay).collect(),
            turn: 0,
            impatient: false,
            holders: vec![None; cells],
            buffer_full: 0,
            stalled: 0,
        }
    }

    /// Frames that wait at this port.
    pub fn waiting(&self, port: usize) -> usize {
        self.ports[port].waiting.len()
    }

    pub fn is_idle(&self) -> bool {
        self.ports.iter().all(|port| port.waiting.is_empty()) && self.pipeline.iter().all(Option::is_none)
    }

    pub fn offer(&mut self, port: usize, frame: Frame, time: u64) {
        let port = &mut self.ports[port];
        if port.waiting.is_empty() {
            port.begin = time.max(port.free_at);
        }
        port.waiting.push_back(Rc::new(frame));
    }

    /// The frame left the buffer.
    pub fn release(&mut self, frame: &Frame) {
        for cell in frame.cells.borrow_mut().drain(..) {
            assert_eq!(self.holders[usize::from(cell)].take(), Some(frame.id), "cell {cell}");
        }
    }

    pub fn cells_held(&self) -> usize {
        self.holders.iter().flatten().count()
    }

    /// One cycle: the inputs of the buffer, and the frame that is complete.
    pub fn cycle(&mut self, time: u64, outputs: &Outputs) -> (Inputs, Option<Rc<Frame>>) {
        let blocked = outputs.cell_available == 0 && outputs.no_cells == 0;
        self.stalled += usize::from(blocked);
        let chosen = if blocked { None } else { self.choose(time) };
        self.pipeline.push_back(chosen);
        match self.pipeline.pop_front().expect("the pipeline has a length") {
            None => (Inputs::default(), None),
            Some((port, frame, Some(place))) => (self.word(port, &frame, place, outputs), None),
            Some((port, frame, None)) => self.trailer(port, frame),
        }
    }

    fn choose(&mut self, time: u64) -> Option<Choice> {
        let count = self.ports.len();
        for index in (0..count).map(|step| (self.turn + step) % count) {
            let impatient = self.impatient;
            let port = &mut self.ports[index];
            let Some(frame) = port.waiting.front().cloned() else { continue };
            let is_word = port.place < frame.words.len();
            let octets = if is_word { (port.place as u64 + 1) * 8 } else { u64::from(frame.length) + 4 };
            let arrived = impatient || time >= port.begin + 8 + octets;
            if !arrived || time < port.next_turn {
                continue;
            }
            self.turn = (index + 1) % count;
            port.next_turn = time + SPACING;
            let place = is_word.then_some(port.place);
            port.place += 1;
            if !is_word {
                port.waiting.pop_front();
                port.place = 0;
                port.free_at = port.begin + frame.wire_clocks();
                port.begin = port.free_at;
            }
            return Some((index, frame, place));
        }
        None
    }

    fn word(&mut self, port: usize, frame: &Frame, place: usize, outputs: &Outputs) -> Inputs {
        let mut inputs = Inputs::default();
        if self.ports[port].failed {
            return inputs;
        }
        let mut cells = frame.cells.borrow_mut();
        if place.is_multiple_of(CELL_WORDS) {
            if outputs.no_cells == 1 {
                self.ports[port].failed = true;
                return inputs;
            }
            let cell = outputs.free_cell;
            let holder = &mut self.holders[usize::from(cell)];
            assert_eq!(holder.replace(frame.id), None, "cell {cell} is handed out twice");
            inputs.take_cell = 1;
            if let Some(before) = cells.last() {
                (inputs.link_valid, inputs.link_from, inputs.link_to) = (1, *before, cell);
            }
            cells.push(cell);
        }
        let cell = cells.last().expect("a cell was taken");
        inputs.write_enable = 1;
        inputs.write_address = cell * CELL_WORDS as u16 + (place % CELL_WORDS) as u16;
        inputs.write_data = frame.words[place];
        inputs
    }

    fn trailer(&mut self, port: usize, frame: Rc<Frame>) -> (Inputs, Option<Rc<Frame>>) {
        let failed = std::mem::take(&mut self.ports[port].failed);
        self.buffer_full += usize::from(failed);
        let cells = frame.cells.borrow().clone();
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
            // What its fields say must not matter.
            let inputs =
                Inputs { frame_valid: 1, frame_egress: 0xffff, frame_rewrite: u64::MAX >> 6, ..Inputs::default() };
            return (inputs, None);
        };
        let inputs = Inputs {
            frame_valid: 1,
            frame_first: *first,
            frame_last: *last,
            frame_cells: cells.len() as u8,
            frame_length: frame.length,
            frame_egress: if failed { 0 } else { frame.egress },
            frame_class: frame.class,
            frame_ingress: frame.ingress,
            frame_reason: frame.reason,
            frame_rewrite: frame.rewrite.pack(),
            ..Inputs::default()
        };
        (inputs, Some(frame))
    }
}
