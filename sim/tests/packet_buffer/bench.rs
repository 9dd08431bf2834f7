//! The buffer between its sources and sinks; every check of every cycle.

use std::rc::Rc;

use super::admission::Admission;
use super::frame::{Frame, Rewrite};
use super::model::{Inputs, Model};
use super::sink::Sink;
use super::source::Source;

pub struct Bench {
    model: Model,
    pub source: Source,
    pub admission: Admission,
    pub sink: Sink,
    cells: usize,
    pub time: u64,
    pub frames: u64,
    /// When each frame was announced, while the sink logs.
    pub announced: Vec<(u64, u64)>,
}

impl Bench {
    /// `None`, with a line that says so, where the tools are missing.
    pub fn new(ports: usize, cells: usize, delay: usize) -> Option<Self> {
        let mut bench = Self {
            model: Model::new(ports, cells)?,
            source: Source::new(ports, cells, delay),
            admission: Admission::new(ports),
            sink: Sink::new(ports),
            cells,
            time: 0,
            frames: 0,
            announced: Vec::new(),
        };
        // The first cells need some cycles after power-up.
        bench.run(20);
        bench.source.stalled = 0;
        Some(bench)
    }

    pub fn free_cells(&self) -> usize {
        usize::from(self.model.outputs.free_cells)
    }

    pub fn no_cells(&self) -> bool {
        self.model.outputs.no_cells == 1
    }

    /// A frame of `length` octets without FCS comes in at `port`; its number.
    pub fn offer(&mut self, port: usize, length: u16, egress: u16) -> u64 {
        self.offer_routed(port, length, egress, 0)
    }

    /// The same, to be rewritten according to `choice`, see [`Rewrite::new`].
    pub fn offer_routed(&mut self, port: usize, length: u16, egress: u16, choice: u8) -> u64 {
        self.frames += 1;
        let rewrite = Rewrite::new(self.frames, choice);
        self.source.offer(port, Frame::new(self.frames, length, egress, port as u8, rewrite), self.time);
        self.frames
    }

    pub fn run(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.cycle();
        }
    }

    pub fn cycle(&mut self) {
        let outputs = self.model.outputs;
        assert_eq!(outputs.tail_drop, self.admission.tail_drop, "tail drops at {}", self.time);
        let almost_full = self.sink.almost_full();
        let counters_almost_full = self.sink.counters_almost_full();
        let (popped, sent) = self.sink.cycle(self.time, &outputs, &mut self.admission.expected);
        let (mut inputs, complete) = self.source.cycle(self.time, &outputs);
        inputs.tx_almost_full = almost_full;
        inputs.counters_almost_full = u8::from(counters_almost_full);
        if let (Some(_), Some(frame)) = (&self.sink.log, &complete) {
            self.announced.push((frame.id, self.time));
        }
        let complete = complete.map(|frame| (frame, inputs.frame_egress));
        let settled = self.admission.cycle(outputs.free_cells, complete, popped);
        if let Some(frame) = sent {
            frame.copies.set(frame.copies.get() - 1);
            self.release(&frame);
        }
        if let Some(frame) = settled {
            frame.settled.set(true);
            self.release(&frame);
        }
        self.model.cycle(&inputs);
        self.time += 1;
    }

    fn release(&mut self, frame: &Rc<Frame>) {
        if frame.settled.get() && frame.copies.get() == 0 {
            self.source.release(frame);
        }
    }

    /// Until every frame is through, and the buffer is as it was.
    pub fn finish(&mut self, limit: u64) {
        let end = self.time + limit;
        let busy = |bench: &Self| {
            !(bench.source.is_idle()
                && bench.admission.is_idle()
                && bench.sink.is_idle()
                && bench.admission.expected.iter().all(|queue| queue.is_empty()))
        };
        while busy(self) {
            assert!(self.time < end, "frames are stuck: {:?}", self.admission.queue_frames);
            self.cycle();
        }
        self.run(200);
        assert_eq!(self.free_cells(), self.cells);
        assert_eq!(self.source.cells_held(), 0);
        assert_eq!(self.sink.sent, self.admission.accepted);
    }

    /// Takes every cell that is offered and gives none back; how many there were.
    pub fn exhaust(mut self) -> usize {
        let mut seen = vec![false; self.cells];
        for _ in 0..20 * self.cells {
            let outputs = self.model.outputs;
            let mut inputs = Inputs::default();
            if outputs.cell_available == 1 {
                inputs.take_cell = 1;
                let cell = usize::from(outputs.free_cell);
                assert!(!std::mem::replace(&mut seen[cell], true), "cell {cell} twice");
            }
            self.model.cycle(&inputs);
        }
        assert!(self.no_cells());
        seen.into_iter().filter(|taken| *taken).count()
    }
}
