//! # ReaderProgress: how far each port is in its frame
//! The state rests here between two words of a port; it is read when a word is
//! due and written back, changed, with that word.
//!
//! | port       | dir | meaning                                              |
//! | read_port  | in  | whose state is shown, at once:                       |
//! | old_cell, word | out | where the next word of the frame is                  |
//! | frame      | out | the frame                                            |
//! | is_end     | out | that is the last word of a cell                      |
//! | left       | out | words left, the next one included                    |
//! | tail       | out | octets of the last word, less one                    |
//! | write      | in  | `write_port` was given a word; with it:              |
//! | new_cell, new_word | in | where the one after it is                     |
//! | new_frame, old_left, old_tail | in | as they were read                  |
//! | is_first   | in  | instead: a frame began whose last octet is `last_octet`, from 0 |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a write is seen in the next cycle. Throughput: one read and one
//! write a cycle.
//! Storage: 16 x (15 + 2 CELL) bit of distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: the last octet is in word floor(last_octet / 8), so that as many
//! are left after word 0.

use rust_hdl::prelude::*;

use crate::memory::PortRam;

#[derive(LogicBlock, Default)]
pub struct ReaderProgress<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub read_port: Signal<In, Bits<4>>,
    pub old_cell: Signal<Out, Bits<CELL>>,
    pub word: Signal<Out, Bits<3>>,
    pub is_end: Signal<Out, Bit>,
    pub frame: Signal<Out, Bits<CELL>>,
    pub left: Signal<Out, Bits<8>>,
    pub tail: Signal<Out, Bits<3>>,
    pub write: Signal<In, Bit>,
    pub write_port: Signal<In, Bits<4>>,
    pub new_cell: Signal<In, Bits<CELL>>,
    pub new_word: Signal<In, Bits<3>>,
    pub new_frame: Signal<In, Bits<CELL>>,
    pub old_left: Signal<In, Bits<8>>,
    pub old_tail: Signal<In, Bits<3>>,
    pub is_first: Signal<In, Bit>,
    pub last_octet: Signal<In, Bits<11>>,
    cells: PortRam<Bits<CELL>>,
    frames: PortRam<Bits<CELL>>,
    /// From bit 0: word (3), left (8), tail (3), whether the word is 7.
    counts: PortRam<Bits<15>>,
    last_word: Signal<Local, Bits<15>>,
    new_left: Signal<Local, Bits<8>>,
    new_tail: Signal<Local, Bits<3>>,
}

impl<const CELL: usize> Logic for ReaderProgress<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, cells, frames, counts);
        self.cells.read_port.next = self.read_port.val();
        self.frames.read_port.next = self.read_port.val();
        self.counts.read_port.next = self.read_port.val();
        self.old_cell.next = self.cells.read_data.val();
        self.frame.next = self.frames.read_data.val();
        self.word.next = self.counts.read_data.val().get_bits::<3>(0);
        self.is_end.next = self.counts.read_data.val().get_bit(14);
        self.left.next = self.counts.read_data.val().get_bits::<8>(3);
        self.tail.next = self.counts.read_data.val().get_bits::<3>(11);

        self.new_left.next = self.old_left.val() - 1;
        self.new_tail.next = self.old_tail.val();
        if self.is_first.val() {
            self.new_left.next = self.last_octet.val().get_bits::<8>(3);
            self.new_tail.next = self.last_octet.val().get_bits::<3>(0);
        }
        self.cells.write_enable.next = self.write.val();
        self.cells.write_port.next = self.write_port.val();
        self.cells.write_data.next = self.new_cell.val();
        self.frames.write_enable.next = self.write.val();
        self.frames.write_port.next = self.write_port.val();
        self.frames.write_data.next = self.new_frame.val();
        self.counts.write_enable.next = self.write.val();
        self.counts.write_port.next = self.write_port.val();
        self.last_word.next = 0.into();
        if self.new_word.val() == 7 {
            self.last_word.next = 0x4000.into();
        }
        self.counts.write_data.next = bit_cast::<15, 3>(self.new_word.val())
            | (bit_cast::<15, 8>(self.new_left.val()) << 3)
            | (bit_cast::<15, 3>(self.new_tail.val()) << 11)
            | self.last_word.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_down_from_the_length() {
        let mut uut = ReaderProgress::<5>::default();
        uut.connect_all();
        for (length, words) in [(60u64, 8u64), (61, 8), (63, 8), (64, 8), (65, 9), (1522, 191)] {
            uut.write.next = true;
            uut.write_port.next = 6.into();
            uut.read_port.next = 6.into();
            uut.last_octet.next = (length - 1).to_bits();
            for given in 1..words {
                uut.is_first.next = given == 1;
                let (left, tail) = (uut.left.val(), uut.tail.val());
                uut.old_left.next = left;
                uut.old_tail.next = tail;
                assert!(simulate(&mut uut, 100));
                uut.clock.next = true.into();
                assert!(simulate(&mut uut, 100));
                uut.clock.next = false.into();
                assert!(simulate(&mut uut, 100));
                assert_eq!(uut.left.val().to_u64(), words - given, "{length}");
                assert_eq!(uut.tail.val().to_u64(), (length - 1) % 8, "{length}");
            }
        }
    }
}
