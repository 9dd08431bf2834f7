//! # Transmitter: words of a frame to preamble, octets, FCS and gap
//! A word is shifted out of a register, an octet a clock; preamble and SFD are
//! a word, too. The line follows a clock behind.
//!
//! | port    | dir | meaning                                         |
//! | data    | in  | a TxWord while `empty` is 0; its count is 7, eight octets, |
//! |         |     | in words that are not the last, too             |
//! | empty   | in  | no word                                         |
//! | read    | out | takes `data`; may be 1 while `empty`            |
//! | gmii_*  | out | registered                                      |
//! | crowded | in  | a frame that finds the line idle waits `CROWD_DELAY` clocks first |
//! | cut     | out | a frame was cut short, 1 for one clock          |
//!
//! Clock: tx_clock. Clear: none.
//! Latency: `START_LATENCY` edges from the edge after which `empty` is 0 to the
//! one after which the first preamble octet stands on the wire.
//! Throughput: an octet a clock, frames 12 clocks apart (IEEE 802.3-2022
//! clause 4.4.2, interPacketGap). Backpressure: `read`.
//! Resources: see `TxPort`.
//! Not obvious: a frame whose next word is not there in time gets, in place of
//! its rest, four octets with TX_ER that are the complement of the FCS of what
//! was sent: no receiver takes it for good, not even one that ignores RX_ER.
//! The rest of its words is taken and dropped, and no frame starts before.

use rust_hdl::prelude::*;

use super::FcsAppender;
use crate::stream::TxWordFields;

/// What the shift register holds.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum TxState {
    /// Nothing that is sent: the gap behind a frame, or an idle line.
    Gap,
    /// Preamble and SFD.
    Preamble,
    Data,
    Fcs,
}

#[derive(LogicBlock)]
pub struct Transmitter {
    pub clock: Signal<In, Clock>,
    pub data: Signal<In, Bits<68>>,
    pub empty: Signal<In, Bit>,
    pub read: Signal<Out, Bit>,
    pub crowded: Signal<In, Bit>,
    pub gmii_txd: Signal<Out, Bits<8>>,
    pub gmii_tx_en: Signal<Out, Bit>,
    pub gmii_tx_er: Signal<Out, Bit>,
    pub cut: Signal<Out, Bit>,
    fields: TxWordFields,
    line: FcsAppender,
    state: DFF<TxState>,
    /// Clocks of the state, or of the word in it, that follow the present one.
    left: DFF<Bits<5>>,
    /// `left` is 0, as a register of its own: it steers 64 multiplexers.
    ends: DFFWithInit<Bit>,
    /// The gap has lasted longer than it must.
    idle: DFF<Bit>,
    octets: DFF<Bits<64>>,
    word_is_last: DFF<Bit>,
    /// The FCS is to be a wrong one.
    spoiled: DFF<Bit>,
    /// The rest of a frame that was cut is on its way.
    draining: DFF<Bit>,
    is_cut: DFF<Bit>,
    wants_word: Signal<Local, Bit>,
    load: Signal<Local, Bit>,
    preamble: Constant<Bits<64>>,
    crowd_wait: Constant<Bits<5>>,
}

impl Transmitter {
    /// Edges from a readable word to the first octet of the preamble.
    pub const START_LATENCY: usize = 2;
    /// Clocks that a frame waits on an idle line while `crowded`.
    pub const CROWD_DELAY: usize = 24;
}

impl Default for Transmitter {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            data: Default::default(),
            empty: Default::default(),
            read: Default::default(),
            crowded: Default::default(),
            gmii_txd: Default::default(),
            gmii_tx_en: Default::default(),
            gmii_tx_er: Default::default(),
            cut: Default::default(),
            fields: Default::default(),
            line: Default::default(),
            state: Default::default(),
            left: Default::default(),
            ends: DFFWithInit::new(true),
            idle: Default::default(),
            octets: Default::default(),
            word_is_last: Default::default(),
            spoiled: Default::default(),
            draining: Default::default(),
            is_cut: Default::default(),
            wants_word: Default::default(),
            load: Default::default(),
            preamble: Constant::new(0xD555_5555_5555_5555u64.to_bits()),
            crowd_wait: Constant::new((Self::CROWD_DELAY as u64 - 1).to_bits()),
        }
    }
}

impl Logic for Transmitter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, left, octets, word_is_last, spoiled, draining, is_cut);
        dff_setup!(self, clock, ends, idle);
        clock!(self, clock, line);
        self.fields.word.next = self.data.val();

        // Which word the shift register needs next. It loads without a look at
        // `empty`, which would come too late for 64 multiplexers.
        self.wants_word.next = self.ends.q.val()
            & ((self.state.q.val() == TxState::Preamble)
                | ((self.state.q.val() == TxState::Data) & !self.word_is_last.q.val()));
        self.load.next = self.wants_word.val() & !self.empty.val();
        self.read.next = self.wants_word.val() | self.draining.q.val();
        self.octets.d.next = self.octets.q.val() >> 8;
        if self.ends.q.val() {
            self.octets.d.next = self.fields.octets.val();
            if self.state.q.val() == TxState::Gap {
                self.octets.d.next = self.preamble.val();
            }
        }

        self.is_cut.d.next = self.wants_word.val() & self.empty.val();
        if self.draining.q.val() & self.fields.last.val() & !self.empty.val() {
            self.draining.d.next = false;
        }
        self.left.d.next = self.left.q.val() - 1;
        self.ends.d.next = self.left.q.val() == 1;
        if self.ends.q.val() {
            self.left.d.next = 0.into();
            self.ends.d.next = false;
            match self.state.q.val() {
                TxState::Gap => {
                    self.ends.d.next = true;
                    self.idle.d.next = true;
                    if !(self.empty.val() | self.draining.q.val()) {
                        self.ends.d.next = false;
                        self.idle.d.next = false;
                        self.left.d.next = self.crowd_wait.val();
                        if !(self.idle.q.val() & self.crowded.val()) {
                            self.state.d.next = TxState::Preamble;
                            self.left.d.next = 7.into();
                        }
                    }
                }
                TxState::Fcs => {
                    self.state.d.next = TxState::Gap;
                    self.left.d.next = 11.into();
                }
                _ => {
                    if self.load.val() {
                        self.state.d.next = TxState::Data;
                        self.left.d.next = bit_cast::<5, 3>(self.fields.count_less_one.val());
                        self.ends.d.next = self.fields.count_less_one.val() == 0;
                        self.word_is_last.d.next = self.fields.last.val();
                    } else {
                        self.state.d.next = TxState::Fcs;
                        self.left.d.next = 3.into();
                        self.spoiled.d.next = self.wants_word.val();
                        self.draining.d.next = self.wants_word.val();
                    }
                }
            }
        }

        self.line.state.next = self.state.q.val();
        self.line.octet.next = self.octets.q.val().get_bits::<8>(0);
        self.line.spoiled.next = self.spoiled.q.val();
        self.gmii_txd.next = self.line.gmii_txd.val();
        self.gmii_tx_en.next = self.line.gmii_tx_en.val();
        self.gmii_tx_er.next = self.line.gmii_tx_er.val();
        self.cut.next = self.is_cut.q.val();
    }
}
