//! # CellStore: the octets of all cells
//! A cell is 8 words of 64 bits; word w of cell c is at 8 c + w.
//!
//! | port          | dir | meaning                                         |
//! | write_enable  | in  | `write_data` goes to `write_address`            |
//! | read_enable   | in  | the word at `read_address` is wanted            |
//! | read_data     | out | that word, `LATENCY` cycles later, for one cycle |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles, RAM and output register. Throughput: one word written and
//! one read a cycle. Backpressure: none.
//! Storage: 2^WORD x 64 bit of block RAM, 2^WORD / 256 EBR.
//! Resources: see `PacketBuffer`.
//! Not obvious: a word is never read while it is written: a frame can be read
//! only after its last word is stored, and its cells are written again only
//! after the last copy was read.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock, Default)]
pub struct CellStore<const WORD: usize> {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<WORD>>,
    pub write_data: Signal<In, Bits<64>>,
    pub read_enable: Signal<In, Bit>,
    pub read_address: Signal<In, Bits<WORD>>,
    pub read_data: Signal<Out, Bits<64>>,
    ram: SimpleDualPortRam<64, WORD>,
    word: DFF<Bits<64>>,
}

impl<const WORD: usize> CellStore<WORD> {
    /// Cycles from `read_enable` to `read_data`.
    pub const LATENCY: usize = 2;
}

impl<const WORD: usize> Logic for CellStore<WORD> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word);
        clock!(self, clock, ram);
        self.ram.write_enable.next = self.write_enable.val();
        self.ram.write_address.next = self.write_address.val();
        self.ram.write_data.next = self.write_data.val();
        self.ram.read_enable.next = self.read_enable.val();
        self.ram.read_address.next = self.read_address.val();
        self.word.d.next = self.ram.read_data.val();
        self.read_data.next = self.word.q.val();
    }
}
