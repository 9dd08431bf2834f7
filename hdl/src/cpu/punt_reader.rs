//! # PuntReader: the host's reads and releases of the oldest frame
//!
//! | port         | dir | meaning                                            |
//! | punt_read    | in  | the word at `offset` of region PUNT, until `punt_ready` |
//! | punt_release | in  | a write to region PUNT, until `punt_ready`         |
//! | offset       | in  | 0: the header; then the frame's words              |
//! | punt_ready   | out | done                                               |
//! | punt_data    | out | the word, with `punt_ready`                        |
//! | waiting, header, last_index | in | the oldest frame of the `PuntStore`  |
//! | read, read_word, read_data | out, in | a pair of its words            |
//! | drop_oldest  | out | it is done with                                    |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `punt_ready` 7 cycles after a request. Throughput: one at a time.
//! Backpressure: `punt_ready`. Resources: see `CpuPort`.
//! Not obvious: beyond the frame's last octet all is zero, also within its last
//! word. A release with no frame waiting does nothing, so a repeated one can
//! release the frame behind: the host repeats it only where it knows better.

use rust_hdl::prelude::*;

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

#[derive(LogicBlock)]
pub struct PuntReader {
    pub clock: Signal<In, Clock>,
    pub punt_read: Signal<In, Bit>,
    pub punt_release: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub punt_ready: Signal<Out, Bit>,
    pub punt_data: Signal<Out, Bits<32>>,
    pub waiting: Signal<In, Bit>,
    pub header: Signal<In, Bits<32>>,
    pub last_index: Signal<In, Bits<12>>,
    pub read: Signal<Out, Bit>,
    pub read_word: Signal<Out, Bits<9>>,
    pub read_data: Signal<In, Bits<64>>,
    pub drop_oldest: Signal<Out, Bit>,
    state: DFF<PuntState>,
    /// Index of the word in the frame's octets.
    index: DFF<Bits<20>>,
    is_header: DFF<Bit>,
    is_beyond: DFF<Bit>,
    is_last: DFF<Bit>,
    /// Octets of the last word, minus one.
    end_octets: DFF<Bits<2>>,
    half: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    length_less_one: Signal<Local, Bits<2>>,
    one_octet: Constant<Bits<32>>,
    two_octets: Constant<Bits<32>>,
    three_octets: Constant<Bits<32>>,
}

impl Default for PuntReader {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            punt_read: Default::default(),
            punt_release: Default::default(),
            offset: Default::default(),
            punt_ready: Default::default(),
            punt_data: Default::default(),
            waiting: Default::default(),
            header: Default::default(),
            last_index: Default::default(),
            read: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            drop_oldest: Default::default(),
            state: Default::default(),
            index: Default::default(),
            is_header: Default::default(),
            is_beyond: Default::default(),
            is_last: Default::default(),
            end_octets: Default::default(),
            half: Default::default(),
            answer: Default::default(),
            length_less_one: Default::default(),
            one_octet: Constant::new(0xFFu64.to_bits()),
            two_octets: Constant::new(0xFFFFu64.to_bits()),
            three_octets: Constant::new(0xFF_FFFFu64.to_bits()),
        }
    }
}

impl Logic for PuntReader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, index, is_header, is_beyond, is_last, end_octets);
        dff_setup!(self, clock, half, answer);

        // Beside the states; the request and the oldest frame hold still.
        self.index.d.next = self.offset.val() - 1;
        self.is_header.d.next = self.offset.val() == 0;
        self.is_last.d.next = self.index.q.val() == bit_cast::<20, 12>(self.last_index.val());
        self.length_less_one.next = self.header.val().get_bits::<2>(0) - 1;
        self.end_octets.d.next = self.length_less_one.val();
        self.half.d.next = self.read_data.val().get_bits::<32>(0);
        if self.index.q.val().get_bit(0) {
            self.half.d.next = self.read_data.val().get_bits::<32>(32);
        }

        self.answer.d.next = self.half.q.val();
        if self.is_header.q.val() {
            self.answer.d.next = 0.into();
            if self.waiting.val() {
                self.answer.d.next = self.header.val();
            }
        } else if self.is_beyond.q.val() {
            self.answer.d.next = 0.into();
        } else if self.is_last.q.val() {
            if self.end_octets.q.val() == 0 {
                self.answer.d.next = self.half.q.val() & self.one_octet.val();
            } else if self.end_octets.q.val() == 1 {
                self.answer.d.next = self.half.q.val() & self.two_octets.val();
            } else if self.end_octets.q.val() == 2 {
                self.answer.d.next = self.half.q.val() & self.three_octets.val();
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
                self.read.next = !(self.is_header.q.val() | self.is_beyond.q.val());
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
