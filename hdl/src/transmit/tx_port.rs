//! # TxPort: words of the core to GMII
//!
//! | port        | dir | clock      | meaning                                    |
//! | data        | in  | core_clock | a TxWord, taken with `write`               |
//! | write       | in  | core_clock | frames without FCS, at least 60 octets     |
//! | almost_full | out | core_clock | at most 8 more writes fit                  |
//! | crowded     | in  | core_clock | several ports are busy: see below          |
//! | underrun    | out | core_clock | a frame was cut short, 1 for one cycle     |
//! | gmii_*      | out | tx_clock   | IEEE 802.3-2022 clause 35.2.2, registered  |
//!
//! Clock: core_clock and tx_clock, any ratio and phase. Clear: none.
//! Latency: `AsyncFifo::READ_LATENCY` + `START_DELAY` tx edges from the write of
//! a frame's first word into an idle line to the first preamble octet.
//! Throughput: line rate, 12 octets between frames while words are there.
//! Backpressure: `almost_full`; it may stay low for 8 writes too many.
//! Storage: 32 x 68 bit of distributed RAM.
//! Constraints: those of `AsyncFifo` and `PulseCrossing`.
//! Resources: 528 LUT (136 of them RAM), 175 FF, no EBR; tx_clock 176 MHz,
//! core_clock 190 MHz, the lowest of three seeds (LFE5U-25F speed 6, Yosys 0.70,
//! nextpnr 0.11.1).
//!
//! ## START_DELAY
//! Two edges, which the registers take anyway. Nothing is waited beyond that,
//! because preamble and SFD give the reader eight clocks. Let a frame's first
//! word be readable after tx edge e. Edge e + 1 starts the preamble, which takes
//! 8 clocks, so word k is loaded at edge e + 9 + 8k and must be readable after
//! edge e + 8 + 8k. A reader that writes a word at least every 8 core clocks and
//! falls L clocks behind that pace has written it 8k + L core clocks after the
//! first word: at most 8k + L + 0.31 tx clocks with 200 ppm between the clocks
//! (190 words of 1522 octets x 8 x 200 ppm = 0.31). Both words cross at the edge
//! that follows their write, so the crossing rounds the distance up, also where
//! a flip-flop settles the wrong way: word k is readable after edge
//! e + 8k + L + 1 at the latest. That is in time up to L = `READER_SLACK` = 7:
//! the pace that the reader promises (L = 0) never shows on the wire, nor does
//! arbitration that is up to 7 core clocks late.
//!
//! ## Crowds
//! Frames that arrive on all ports at once are served one after the other: the
//! last of 8 trailers is taken 7 core clocks after the first, waits up to 7
//! more for its turn at the egress queues, and its first word up to 8 for its
//! turn at the reader. A frame that was first in line would start a burst, and
//! a later one, 22 clocks less lucky, would leave a hole in it. So while several
//! ports are busy a frame that finds the line idle waits `CROWD_DELAY` clocks,
//! and the burst leaves without a hole. On a switch that is otherwise idle
//! nothing waits.
//!
//! Not obvious: a frame that is cut ends with four octets of a wrong FCS under
//! TX_ER. Its remaining words are dropped as they come, and the next frame
//! starts no earlier than the last of them was taken.

use rust_hdl::prelude::*;

use super::Transmitter;
use crate::cdc::{AsyncFifo, PulseCrossing, Synchronizer};

#[derive(LogicBlock)]
pub struct TxPort {
    pub core_clock: Signal<In, Clock>,
    pub data: Signal<In, Bits<68>>,
    pub write: Signal<In, Bit>,
    pub almost_full: Signal<Out, Bit>,
    pub crowded: Signal<In, Bit>,
    pub underrun: Signal<Out, Bit>,
    pub tx_clock: Signal<In, Clock>,
    pub gmii_txd: Signal<Out, Bits<8>>,
    pub gmii_tx_en: Signal<Out, Bit>,
    pub gmii_tx_er: Signal<Out, Bit>,
    fifo: AsyncFifo<68, 5, 6>,
    transmitter: Transmitter,
    cut: PulseCrossing,
    crowd: Synchronizer,
    eight_octets: Constant<Bits<68>>,
}

impl TxPort {
    /// Writes that still fit when `almost_full` rises.
    pub const ALMOST_FULL_WORDS: usize = 8;
    /// Words it holds.
    pub const WORDS: usize = AsyncFifo::<68, 5, 6>::CAPACITY;
    /// Edges from the first readable word of a frame to its first preamble
    /// octet, on a line that was idle for a gap.
    pub const START_DELAY: usize = Transmitter::START_LATENCY;
    /// Clocks that it waits there besides while `crowded`.
    pub const CROWD_DELAY: usize = Transmitter::CROWD_DELAY;
    /// Core clocks that the reader may fall behind a word every 8 clocks.
    pub const READER_SLACK: usize = 7;
}

impl Default for TxPort {
    fn default() -> Self {
        Self {
            core_clock: Default::default(),
            data: Default::default(),
            write: Default::default(),
            almost_full: Default::default(),
            crowded: Default::default(),
            underrun: Default::default(),
            tx_clock: Default::default(),
            gmii_txd: Default::default(),
            gmii_tx_en: Default::default(),
            gmii_tx_er: Default::default(),
            fifo: AsyncFifo::new(Self::ALMOST_FULL_WORDS),
            transmitter: Default::default(),
            cut: Default::default(),
            crowd: Default::default(),
            eight_octets: Constant::new((7u128 << 65).to_bits()),
        }
    }
}

/// Verilog of a port alone, module `tx_port`.
pub fn verilog() -> String {
    let mut port = TxPort::default();
    port.core_clock.connect();
    port.data.connect();
    port.write.connect();
    port.crowded.connect();
    port.tx_clock.connect();
    port.connect_all();
    crate::verilog::emit(&port, "tx_port")
}

impl Logic for TxPort {
    #[hdl_gen]
    fn update(&mut self) {
        self.fifo.write_clock.next = self.core_clock.val();
        self.fifo.write_data.next = self.data.val();
        if !self.data.val().get_bit(64) {
            self.fifo.write_data.next = self.data.val() | self.eight_octets.val();
        }
        self.fifo.write_enable.next = self.write.val();
        self.almost_full.next = self.fifo.almost_full.val();
        self.fifo.read_clock.next = self.tx_clock.val();
        self.transmitter.clock.next = self.tx_clock.val();
        self.transmitter.data.next = self.fifo.data.val();
        self.transmitter.empty.next = self.fifo.empty.val();
        self.fifo.read.next = self.transmitter.read.val();
        self.crowd.clock.next = self.tx_clock.val();
        self.crowd.source.next = self.crowded.val();
        self.transmitter.crowded.next = self.crowd.destination.val();
        self.gmii_txd.next = self.transmitter.gmii_txd.val();
        self.gmii_tx_en.next = self.transmitter.gmii_tx_en.val();
        self.gmii_tx_er.next = self.transmitter.gmii_tx_er.val();
        self.cut.source_clock.next = self.tx_clock.val();
        self.cut.source.next = self.transmitter.cut.val();
        self.cut.destination_clock.next = self.core_clock.val();
        self.underrun.next = self.cut.destination.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::TxWord;
    use crate::synthesis::synthesize;

    fn cycle(uut: &mut TxPort) {
        assert!(simulate(uut, 100));
        for level in [true, false] {
            uut.core_clock.next = level.into();
            uut.tx_clock.next = level.into();
            assert!(simulate(uut, 100));
        }
    }

    /// What stands on GMII in each of `cycles` clocks, the words written one a
    /// clock from the first on: octet, TX_EN, TX_ER.
    fn line(words: &[TxWord], cycles: usize) -> Vec<(u8, bool, bool)> {
        let mut uut = TxPort::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        let mut line = Vec::new();
        for index in 0..cycles {
            let word = words.get(index);
            let octets = word.map_or(0, TxWord::pack);
            uut.write.next = word.is_some();
            uut.data.next = octets.to_bits();
            cycle(&mut uut);
            line.push((uut.gmii_txd.val().to_u8(), uut.gmii_tx_en.val(), uut.gmii_tx_er.val()));
        }
        line
    }

    #[test]
    fn a_frame_leaves_after_the_latency_with_its_fcs() {
        let frame: Vec<u8> = (0..61).collect();
        let line = line(&TxWord::of_frame(&frame), 100);
        // Latency counts edges behind the edge of the write.
        let start = AsyncFifo::<68, 5, 6>::READ_LATENCY + TxPort::START_DELAY;
        let mut octets = vec![0x55; 7];
        octets.push(0xD5);
        octets.extend(&frame);
        let mut crc = u32::MAX;
        for octet in &frame {
            crc = (0..8).fold(crc ^ u32::from(*octet), |crc, _| crc >> 1 ^ (crc & 1) * 0xEDB8_8320);
        }
        octets.extend((!crc).to_le_bytes());
        let mut expected = vec![(0, false, false); start];
        expected.extend(octets.iter().map(|octet| (*octet, true, false)));
        expected.resize(100, (0, false, false));
        assert_eq!(line, expected);
    }

    #[test]
    fn a_frame_without_its_next_word_is_cut() {
        let words = TxWord::of_frame(&[0xA5; 64]);
        let line = line(&words[..2], 60);
        let sent = line.iter().filter(|(_, enable, _)| *enable).count();
        assert_eq!(sent, 8 + 16 + 4);
        assert_eq!(line.iter().filter(|(_, _, error)| *error).count(), 4);
    }

    #[test]
    fn it_synthesizes() {
        if let Some(cells) = synthesize(&verilog(), "tx_port") {
            assert_eq!(cells.get("TRELLIS_DPR16X4"), Some(&34));
            assert_eq!(cells.get("DP16KD"), None);
            assert!(cells["TRELLIS_FF"] <= 180, "{cells:?}");
        }
    }
}
