//! # FdbTableWindow: region FDB_TABLE
//! Four words an entry, as in `regmap::FdbEntry`. Word 0 takes the entry out of
//! the FDB; words 1 to 3 of the same entry then come from that copy.
//!
//! | port          | dir | meaning                                          |
//! | read, offset  | in  | an access of the bus                             |
//! | done, data    | out | its answer                                       |
//! | table_read    | out | `table_index` is wanted, until `table_ready`     |
//! | table_entry   | in  | key 59:0, port 63:60, age 66:64, static 67, valid 68 |
//!
//! Clock: core_clock. Latency: 3 cycles more than the FDB takes, 2 from the copy.
//! Throughput: one access at a time. Storage: 85 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::FdbEntry.
//! Not obvious: a word 1 to 3 of another entry than the last takes that entry.

use ferroute_regmap::FdbEntry;
use rust_hdl::prelude::*;

#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
pub enum WindowState {
    Idle,
    /// `is_hit` tells whether the copy answers.
    Check,
    Wait,
    Answer,
}

#[derive(LogicBlock)]
pub struct FdbTableWindow {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub done: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<32>>,
    pub table_read: Signal<Out, Bit>,
    pub table_index: Signal<Out, Bits<12>>,
    pub table_ready: Signal<In, Bit>,
    pub table_entry: Signal<In, Bits<72>>,
    copy: DFF<Bits<69>>,
    copy_index: DFF<Bits<12>>,
    copied: DFF<Bit>,
    state: DFF<WindowState>,
    is_hit: DFF<Bit>,
    entry_index: Signal<Local, Bits<12>>,
    word: Signal<Local, Bits<2>>,
    beyond: Signal<Local, Bits<6>>,
    port: Signal<Local, Bits<4>>,
    flags: Signal<Local, Bits<5>>,
}

impl Default for FdbTableWindow {
    fn default() -> Self {
        assert!(
            FdbEntry::WORDS == 4
                && (FdbEntry::PORT_SHIFT, FdbEntry::AGE_SHIFT, FdbEntry::AGE_BITS) == (0, 4, 3)
                && (FdbEntry::STATIC_BIT, FdbEntry::VALID_BIT, FdbEntry::FID_SHIFT) == (7, 8, 16),
            "the shifts below are those of FdbEntry"
        );
        Self {
            clock: Default::default(),
            read: Default::default(),
            offset: Default::default(),
            done: Default::default(),
            data: Default::default(),
            table_read: Default::default(),
            table_index: Default::default(),
            table_ready: Default::default(),
            table_entry: Default::default(),
            copy: Default::default(),
            copy_index: Default::default(),
            copied: Default::default(),
            state: Default::default(),
            is_hit: Default::default(),
            entry_index: Default::default(),
            word: Default::default(),
            beyond: Default::default(),
            port: Default::default(),
            flags: Default::default(),
        }
    }
}

impl Logic for FdbTableWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, copy, copy_index, copied, state, is_hit);
        self.word.next = self.offset.val().get_bits::<2>(0);
        self.entry_index.next = self.offset.val().get_bits::<12>(2);
        self.beyond.next = self.offset.val().get_bits::<6>(14);
        self.is_hit.d.next = (self.beyond.val() != 0)
            | (self.copied.q.val()
                & (self.copy_index.q.val() == self.entry_index.val())
                & (self.word.val() != 0));
        match self.state.q.val() {
            WindowState::Idle => {
                self.state.d.next = WindowState::Check;
            }
            WindowState::Check => {
                self.state.d.next = WindowState::Wait;
                if self.is_hit.q.val() {
                    self.state.d.next = WindowState::Answer;
                }
            }
            WindowState::Wait => {
                if self.table_ready.val() {
                    self.copy.d.next = self.table_entry.val().get_bits::<69>(0);
                    self.copy_index.d.next = self.entry_index.val();
                    self.copied.d.next = true;
                    self.state.d.next = WindowState::Answer;
                }
            }
            WindowState::Answer => {}
        }
        if !self.read.val() {
            self.state.d.next = WindowState::Idle;
        }
        self.table_read.next = self.state.q.val() == WindowState::Wait;
        self.table_index.next = self.entry_index.val();
        self.done.next = self.read.val() & (self.state.q.val() == WindowState::Answer);
        self.port.next = self.copy.q.val().get_bits::<4>(60);
        self.flags.next = self.copy.q.val().get_bits::<5>(64);
        self.data.next = 0.into();
        if self.beyond.val() == 0 {
            if self.word.val() == 0 {
                self.data.next = self.copy.q.val().get_bits::<32>(0);
            } else if self.word.val() == 1 {
                // The FID follows the MAC in the key as in the word.
                self.data.next = bit_cast::<32, 28>(self.copy.q.val().get_bits::<28>(32));
            } else if self.word.val() == 2 {
                self.data.next = bit_cast::<32, 4>(self.port.val())
                    | (bit_cast::<32, 5>(self.flags.val()) << 4);
            }
        }
    }
}
