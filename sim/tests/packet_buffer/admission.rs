//! What the queues must accept, to the cycle: the rule of ARCHITECTURE.md and
//! the order in which the enqueuer asks.

use std::collections::VecDeque;
use std::rc::Rc;

use super::frame::Frame;

const QUEUE_FRAMES: usize = 500;

/// A copy that is being decided, or the end of its frame (no port).
struct Question {
    port: Option<usize>,
    frame: Rc<Frame>,
    queue_frames: usize,
    queue_cells: usize,
    accept: bool,
}

pub struct Admission {
    waiting: VecDeque<(Rc<Frame>, u16)>,
    /// The frame whose ports are asked, and those that were not yet.
    present: Option<(Rc<Frame>, u16)>,
    /// Asks, is decided, takes effect.
    stages: [Option<Question>; 3],
    pub queue_frames: Vec<usize>,
    pub queue_cells: Vec<usize>,
    /// Frames that each port must send, in order.
    pub expected: Vec<VecDeque<Rc<Frame>>>,
    /// Ports whose `tail_drop` is due in the next cycle.
    pub tail_drop: u16,
    pub accepted: Vec<usize>,
    pub refused: Vec<usize>,
    pub deepest: usize,
}

impl Admission {
    pub fn new(ports: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            present: None,
            stages: [None, None, None],
            queue_frames: vec![0; ports],
            queue_cells: vec![0; ports],
            expected: (0..ports).map(|_| VecDeque::new()).collect(),
            tail_drop: 0,
            accepted: vec![0; ports],
            refused: vec![0; ports],
            deepest: 0,
        }
    }

    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.present.is_none() && self.stages.iter().all(Option::is_none)
    }

    /// One cycle with `free_cells` as it is in this cycle; `complete` is
    /// announced in it, `popped` has its first word at the ports in it. Gives
    /// the frame that is settled, if one is.
    pub fn cycle(
        &mut self,
        free_cells: u16,
        complete: Option<(Rc<Frame>, u16)>,
        popped: Option<(usize, usize)>,
    ) -> Option<Rc<Frame>> {
        if let Some(question) = &mut self.stages[1] {
            question.accept = question.queue_frames < QUEUE_FRAMES
                && question.queue_cells < usize::from(free_cells);
        }
        if let Some(question) = &mut self.stages[0]
            && let Some(port) = question.port
        {
            question.queue_frames = self.queue_frames[port];
            question.queue_cells = self.queue_cells[port];
        }
        let busy = self.stages.iter().flatten().filter_map(|question| question.port);
        let was_idle = self.present.is_none() && self.waiting.is_empty();
        let next = self.ask(busy.map(|port| 1 << port).sum());
        if self.present.is_none() {
            self.present = self.waiting.pop_front();
        }
        let decided = self.stages[2].take();
        self.stages.rotate_right(1);
        self.stages[0] = next;

        self.tail_drop = 0;
        let settled = decided.and_then(|question| self.effect(question));
        if let Some((port, cells)) = popped {
            self.queue_frames[port] -= 1;
            self.queue_cells[port] -= cells;
        }
        if was_idle {
            self.present = complete;
        } else {
            self.waiting.extend(complete);
        }
        self.deepest = self.deepest.max(self.waiting.len());
        settled
    }

    fn effect(&mut self, question: Question) -> Option<Rc<Frame>> {
        let frame = question.frame;
        let Some(port) = question.port else { return Some(frame) };
        if question.accept {
            self.accepted[port] += 1;
            self.queue_frames[port] += 1;
            self.queue_cells[port] += frame.words.len().div_ceil(8);
            frame.copies.set(frame.copies.get() + 1);
            self.expected[port].push_back(frame);
        } else {
            self.refused[port] += 1;
            self.tail_drop = 1 << port;
        }
        None
    }

    fn ask(&mut self, busy: u16) -> Option<Question> {
        let (frame, remaining) = self.present.as_mut()?;
        let frame = frame.clone();
        let mut question = Question { port: None, frame, queue_frames: 0, queue_cells: 0, accept: false };
        if *remaining == 0 {
            self.present = None;
            return Some(question);
        }
        let candidates = *remaining & !busy;
        if candidates == 0 {
            return None;
        }
        let port = candidates.trailing_zeros() as usize;
        *remaining &= !(1 << port);
        question.port = Some(port);
        Some(question)
    }
}
