//! # PuntReader: the host's reads and releases of the oldest frame
//!
//! | port         | dir | meaning                                            |
//! | punt_read    | in  | the word at `offset` of region PUNT, until `punt_ready` |
//! | punt_release | in  | a write to region PUNT, until `punt_ready`         |
//! | offset       | in  | 0, 1: the header; then the frame's words           |
//! | punt_ready   | out | done                                               |
//! | punt_data    | out | the word, with `punt_ready`                        |
//! | waiting, header, timestamp, last_index | in | the oldest frame of the `PuntStore` |
//! | read, read_word, read_data | out, in | a pair of its words            |
//! | drop_oldest  | out | it is done with                                    |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `punt_ready` 7 cycles after a request. Throughput: one at a time.
//! Backpressure: `punt_ready`. Resources: see `CpuPort`.
//! Not obvious: beyond the frame's last octet all is zero, also within its last
//! word. A release with no frame waiting does nothing; one that is repeated
//! releases the next frame.

use rust_hdl::prelude::*;

use super::OctetMask;

/// Cycles of a request.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum PuntState {
    Idle,
    Compare,
    Fetch,
    Wait1,
    Wait2,
    Select,
    Mask,
    Done,
    /// The next frame becomes the oldest one.
    Settle,
}

#[derive(LogicBlock, Default)]
pub struct PuntReader {
    pub clock: Signal<In, Clock>,
    pub punt_read: Signal<In, Bit>,
    pub punt_release: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub punt_ready: Signal<Out, Bit>,
    pub punt_data: Signal<Out, Bits<32>>,
    pub waiting: Signal<In, Bit>,
    pub header: Signal<In, Bits<32>>,
    pub timestamp: Signal<In, Bits<32>>,
    pub last_index: Signal<In, Bits<12>>,
    pub read: Signal<Out, Bit>,
    pub read_word: Signal<Out, Bits<9>>,
    pub read_data: Signal<In, Bits<64>>,
    pub drop_oldest: Signal<Out, Bit>,
    mask: OctetMask,
    state: DFF<PuntState>,
    /// Index of the word in the frame's octets.
    index: DFF<Bits<20>>,
    is_header: DFF<Bit>,
    is_timestamp: DFF<Bit>,
    is_beyond: DFF<Bit>,
    is_last: DFF<Bit>,
    /// Octets of the last word, minus one.
    end_octets: DFF<Bits<2>>,
    half: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    length_less_one: Signal<Local, Bits<2>>,
}

impl Logic for PuntReader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, index, is_header, is_beyond, is_last, end_octets);
        dff_setup!(self, clock, half, answer, is_timestamp);

        // Beside the states; the request and the oldest frame hold still.
        self.index.d.next = self.offset.val() - 2;
        self.is_header.d.next = self.offset.val() == 0;
        self.is_timestamp.d.next = self.offset.val() == 1;
        self.is_last.d.next = self.index.q.val() == bit_cast::<20, 12>(self.last_index.val());
        self.length_less_one.next = self.header.val().get_bits::<2>(0) - 1;
        self.end_octets.d.next = self.length_less_one.val();
        self.half.d.next = self.read_data.val().get_bits::<32>(0);
        if self.index.q.val().get_bit(0) {
            self.half.d.next = self.read_data.val().get_bits::<32>(32);
        }

        self.mask.word.next = self.half.q.val();
        self.mask.is_last.next = self.is_last.q.val();
        self.mask.end_octets.next = self.end_octets.q.val();
        self.answer.d.next = self.mask.masked.val();
        if self.is_beyond.q.val() {
            self.answer.d.next = 0.into();
        }
        if self.is_header.q.val() {
            self.answer.d.next = 0.into();
            if self.waiting.val() {
                self.answer.d.next = self.header.val();
            }
        }
        if self.is_timestamp.q.val() {
            self.answer.d.next = 0.into();
            if self.waiting.val() {
                self.answer.d.next = self.timestamp.val();
            }
        }

        self.read.next = false;
        self.drop_oldest.next = false;
        match self.state.q.val() {
            PuntState::Idle => {
                self.state.d.next = PuntState::Compare;
            }
            PuntState::Compare => {
                // Held until the answer, also if a frame completes meanwhile.
                self.is_beyond.d.next = (self.index.q.val()
                    > bit_cast::<20, 12>(self.last_index.val()))
                    | !self.waiting.val();
                self.state.d.next = PuntState::Fetch;
            }
            PuntState::Fetch => {
                self.read.next = !(self.is_header.q.val() | self.is_timestamp.q.val() | self.is_beyond.q.val());
                self.state.d.next = PuntState::Wait1;
            }
            PuntState::Wait1 => self.state.d.next = PuntState::Wait2,
            PuntState::Wait2 => self.state.d.next = PuntState::Select,
            PuntState::Select => self.state.d.next = PuntState::Mask,
            PuntState::Mask => self.state.d.next = PuntState::Done,
            PuntState::Done => {
                self.drop_oldest.next = self.punt_release.val() & self.waiting.val();
                self.state.d.next = PuntState::Settle;
            }
            PuntState::Settle => self.state.d.next = PuntState::Idle,
        }
        // Also where the master gives up.
        if !(self.punt_read.val() | self.punt_release.val()) {
            self.state.d.next = PuntState::Idle;
        }
        self.read_word.next = self.index.q.val().get_bits::<9>(1);
        self.punt_ready.next = self.state.q.val() == PuntState::Done;
        self.punt_data.next = self.answer.q.val();
    }
}
