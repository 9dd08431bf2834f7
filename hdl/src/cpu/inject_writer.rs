//! # InjectWriter: words that the host writes to frames of a fitting length
//! Clears what lies behind a frame's last octet and pads it to 60 octets
//! (IEEE 802.3-2022 clause 4.2.8).
//!
//! | port           | dir | meaning                                          |
//! | inject_write   | in  | a word for region INJECT, until `inject_ready`   |
//! | offset         | in  | 0: the word is the length of a new frame         |
//! | inject_data    | in  | the word                                         |
//! | inject_ready   | out | it is taken                                      |
//! | room           | in  | words that the store can take, as INJECT_STATUS  |
//! | refused        | out | frames refused, modulo 2^16                      |
//! | store_write    | out | `store_word`, a TxWord, is stored                |
//! | store_commit   | out | with it: the frame is complete                   |
//! | store_rollback | out | the incomplete frame is dropped                  |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `inject_ready` 4 cycles after `inject_write`; up to 12 more for the
//! last word of a frame that is padded. Throughput: one word at a time.
//! Backpressure: `inject_ready`. Resources: see `CpuPort`.
//! Not obvious: a refused length drops the incomplete frame, too. Words that
//! belong to no frame are taken and do nothing. `room` is looked at with the
//! length only, and holds for the frame because nobody else fills the store. The
//! last word waits for the padding, so that INJECT_STATUS counts the frame by
//! the time the next access can read it; given up meanwhile, it still holds.

use rust_hdl::prelude::*;

use super::{InjectLength, InjectPacker, OctetMask};

/// Cycles of a word from the host.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum InjectState {
    Idle,
    Check1,
    Check2,
    Check3,
    Apply,
    /// Words of zeros up to the shortest frame, one a cycle.
    Pad,
    PadDone,
}

#[derive(LogicBlock, Default)]
pub struct InjectWriter {
    pub clock: Signal<In, Clock>,
    pub inject_write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub inject_data: Signal<In, Bits<32>>,
    pub inject_ready: Signal<Out, Bit>,
    pub room: Signal<In, Bits<16>>,
    pub refused: Signal<Out, Bits<16>>,
    pub store_write: Signal<Out, Bit>,
    pub store_word: Signal<Out, Bits<68>>,
    pub store_commit: Signal<Out, Bit>,
    pub store_rollback: Signal<Out, Bit>,
    length: InjectLength,
    packer: InjectPacker,
    mask: OctetMask,
    state: DFF<InjectState>,
    value: DFF<Bits<32>>,
    is_length: DFF<Bit>,
    refused_count: DFF<Bits<16>>,
    restart: DFF<Bit>,
    // Of the present frame.
    active: DFF<Bit>,
    /// Words from the host that are still to come.
    host_left: DFF<Bits<9>>,
    /// None but the one being checked.
    host_ends: DFF<Bit>,
    /// Words of zeros behind the host's.
    pad_left: DFF<Bits<4>>,
    /// Octets of the host's last word, minus one.
    end_octets: DFF<Bits<2>>,
    end_bits: DFF<Bits<4>>,
    /// The host's word without what lies behind the frame.
    word: DFF<Bits<32>>,
    /// The access that began the padding still waits.
    held: DFF<Bit>,
    take: Signal<Local, Bit>,
    pads: Signal<Local, Bit>,
    confirm: Signal<Local, Bit>,
}

impl Logic for InjectWriter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, value, is_length, refused_count, restart, active);
        dff_setup!(self, clock, host_left, host_ends, pad_left, end_octets, end_bits, word, held);
        clock!(self, clock, length, packer);

        // Beside the states, from `value`: settled before Apply.
        self.length.value.next = self.value.q.val();
        self.length.room.next = self.room.val();
        self.host_ends.d.next = self.host_left.q.val() == 1;
        self.mask.word.next = self.value.q.val();
        self.mask.is_last.next = self.host_ends.q.val();
        self.mask.end_octets.next = self.end_octets.q.val();
        self.word.d.next = self.mask.masked.val();

        self.packer.push.next = false;
        self.packer.ends.next = false;
        self.packer.word.next = self.word.q.val();
        self.restart.d.next = false;
        // An access that the master gave up has no effect.
        self.take.next = self.inject_write.val() & (self.state.q.val() == InjectState::Apply);
        self.pads.next = false;
        self.confirm.next = false;
        self.held.d.next = self.held.q.val() & self.inject_write.val();
        match self.state.q.val() {
            InjectState::Idle => {
                self.value.d.next = self.inject_data.val();
                self.is_length.d.next = self.offset.val() == 0;
                if self.inject_write.val() {
                    self.state.d.next = InjectState::Check1;
                }
            }
            InjectState::Check1 => self.state.d.next = InjectState::Check2,
            InjectState::Check2 => self.state.d.next = InjectState::Check3,
            InjectState::Check3 => self.state.d.next = InjectState::Apply,
            InjectState::Apply => {
                self.state.d.next = InjectState::Idle;
                if self.take.val() & self.active.q.val() & !self.is_length.q.val() {
                    self.packer.push.next = true;
                    self.host_left.d.next = self.host_left.q.val() - 1;
                    if self.host_ends.q.val() {
                        self.active.d.next = false;
                        self.packer.ends.next = self.pad_left.q.val() == 0;
                        self.pads.next = self.pad_left.q.val().any();
                    }
                    if self.pads.val() {
                        self.held.d.next = true;
                        self.state.d.next = InjectState::Pad;
                    }
                }
            }
            InjectState::PadDone => {
                self.confirm.next = self.held.q.val() & self.inject_write.val();
                self.state.d.next = InjectState::Idle;
            }
            _ => {
                self.packer.push.next = true;
                self.packer.word.next = 0.into();
                self.pad_left.d.next = self.pad_left.q.val() - 1;
                if self.pad_left.q.val() == 1 {
                    self.packer.ends.next = true;
                    self.state.d.next = InjectState::PadDone;
                }
            }
        }
        if !(self.inject_write.val() | (self.state.q.val() == InjectState::Pad)) {
            self.state.d.next = InjectState::Idle;
        }
        if self.take.val() & self.is_length.q.val() {
            self.restart.d.next = true;
            self.active.d.next = self.length.accepted.val();
            self.host_left.d.next = bit_cast::<9, 9>(self.length.last_index.val()) + 1;
            self.pad_left.d.next = self.length.pad_count.val();
            self.end_octets.d.next = self.length.last_octet.val().get_bits::<2>(0);
            self.end_bits.d.next = self.length.end_bits.val();
            if !self.length.accepted.val() {
                self.refused_count.d.next = self.refused_count.q.val() + 1;
            }
        }

        self.packer.restart.next = self.restart.q.val();
        self.packer.end_bits.next = self.end_bits.q.val();
        self.store_write.next = self.packer.write.val();
        self.store_word.next = self.packer.tx_word.val();
        self.store_commit.next = self.packer.commit.val();
        self.store_rollback.next = self.restart.q.val();
        self.inject_ready.next = (self.take.val() & !self.pads.val()) | self.confirm.val();
        self.refused.next = self.refused_count.q.val();
    }
}
