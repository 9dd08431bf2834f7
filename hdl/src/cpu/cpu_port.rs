//! # CpuPort: frames to and from the host
//! To the datapath a port like the others, without a wire; to the host the
//! regions INJECT and PUNT of `regmap`.
//!
//! | port           | dir | meaning                                           |
//! | data, empty    | out | an RxWord while `empty` is 0                      |
//! | read           | in  | takes it                                          |
//! | tx_data        | in  | a TxWord, taken with `tx_write`                   |
//! | tx_almost_full | out | at most 8 more writes fit                         |
//! | tx_first       | in  | with `tx_write`: first word of a frame; with it   |
//! |                |     | `tx_length`, `tx_ingress` and `tx_reason` hold    |
//! | offset         | in  | within region INJECT or PUNT                      |
//! | inject_write   | in  | `inject_data` for INJECT, until `inject_ready`    |
//! | clocks         | in  | core clocks, for time stamps                      |
//! | punt_read      | in  | a word of PUNT, until `punt_ready`, with `punt_data` |
//! | punt_release   | in  | a write to PUNT, until `punt_ready`               |
//! | punt_words     | out | PUNT_STATUS                                       |
//! | inject_words, inject_refused | out | INJECT_STATUS                       |
//!
//! Clock: core_clock. Clear: none.
//! Latency: an injected frame is offered 5 cycles after the `inject_ready` of
//! its last word, 3 where it is padded; a punted frame is in `punt_words` 2 cycles after its last
//! word. Throughput: a word a cycle from and to the datapath, one access of the
//! host at a time.
//! Backpressure: `read`; `tx_almost_full`, while the host takes nothing.
//! Storage: 512 TxWords each way in block RAM. Tables: regmap::region,
//! regmap::PuntHeader.
//! Resources: about 880 LUT, 632 FF, 4 EBR; 123 to 145 MHz with four seeds
//! (LFE5U-25F speed 6, Yosys 0.70, nextpnr 0.11.1, between shift registers).
//! All of it is the way from an EBR, 5.8 ns behind the clock, to the register
//! beside it; with the EBR's own output registers the rest reaches 167 MHz.
//! Not obvious: see `InjectWriter` (refused and unfinished frames),
//! `InjectStore` (room) and `PuntReader` (release).

use rust_hdl::prelude::*;

use super::{InjectReader, InjectStore, InjectWriter, PuntReader, PuntStore};

#[derive(LogicBlock, Default)]
pub struct CpuPort {
    pub clock: Signal<In, Clock>,
    pub data: Signal<Out, Bits<72>>,
    pub empty: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    pub tx_data: Signal<In, Bits<68>>,
    pub tx_write: Signal<In, Bit>,
    pub tx_almost_full: Signal<Out, Bit>,
    pub tx_first: Signal<In, Bit>,
    pub tx_length: Signal<In, Bits<14>>,
    pub tx_ingress: Signal<In, Bits<4>>,
    pub tx_reason: Signal<In, Bits<8>>,
    pub offset: Signal<In, Bits<20>>,
    pub inject_write: Signal<In, Bit>,
    pub inject_data: Signal<In, Bits<32>>,
    pub inject_ready: Signal<Out, Bit>,
    pub clocks: Signal<In, Bits<32>>,
    pub punt_read: Signal<In, Bit>,
    pub punt_release: Signal<In, Bit>,
    pub punt_data: Signal<Out, Bits<32>>,
    pub punt_ready: Signal<Out, Bit>,
    pub punt_words: Signal<Out, Bits<16>>,
    pub inject_words: Signal<Out, Bits<16>>,
    pub inject_refused: Signal<Out, Bits<16>>,
    inject_writer: InjectWriter,
    inject_store: InjectStore,
    inject_reader: InjectReader,
    punt_store: PuntStore,
    punt_reader: PuntReader,
}

/// Verilog of the port alone, module `cpu_port`.
pub fn verilog() -> String {
    let mut port = CpuPort::default();
    port.clock.connect();
    port.read.connect();
    port.tx_data.connect();
    port.tx_write.connect();
    port.tx_first.connect();
    port.tx_length.connect();
    port.tx_ingress.connect();
    port.tx_reason.connect();
    port.offset.connect();
    port.inject_write.connect();
    port.inject_data.connect();
    port.clocks.connect();
    port.punt_read.connect();
    port.punt_release.connect();
    port.connect_all();
    crate::verilog::emit(&port, "cpu_port")
}

impl Logic for CpuPort {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, inject_writer, inject_store, inject_reader, punt_store, punt_reader);
        // From the host to the datapath.
        self.inject_writer.inject_write.next = self.inject_write.val();
        self.inject_writer.offset.next = self.offset.val();
        self.inject_writer.inject_data.next = self.inject_data.val();
        self.inject_ready.next = self.inject_writer.inject_ready.val();
        self.inject_writer.room.next = self.inject_store.room.val();
        self.inject_words.next = self.inject_store.room.val();
        self.inject_refused.next = self.inject_writer.refused.val();
        self.inject_store.write.next = self.inject_writer.store_write.val();
        self.inject_store.word.next = self.inject_writer.store_word.val();
        self.inject_store.commit.next = self.inject_writer.store_commit.val();
        self.inject_store.rollback.next = self.inject_writer.store_rollback.val();
        self.inject_reader.store_data.next = self.inject_store.data.val();
        self.inject_reader.store_empty.next = self.inject_store.empty.val();
        self.inject_store.read.next = self.inject_reader.store_read.val();
        self.data.next = self.inject_reader.data.val();
        self.empty.next = self.inject_reader.empty.val();
        self.inject_reader.read.next = self.read.val();
        // From the datapath to the host.
        self.punt_store.tx_data.next = self.tx_data.val();
        self.punt_store.tx_write.next = self.tx_write.val();
        self.punt_store.tx_first.next = self.tx_first.val();
        self.punt_store.tx_length.next = self.tx_length.val();
        self.punt_store.tx_ingress.next = self.tx_ingress.val();
        self.punt_store.tx_reason.next = self.tx_reason.val();
        self.punt_store.clocks.next = self.clocks.val();
        self.tx_almost_full.next = self.punt_store.tx_almost_full.val();
        self.punt_words.next = self.punt_store.words.val();
        self.punt_reader.punt_read.next = self.punt_read.val();
        self.punt_reader.punt_release.next = self.punt_release.val();
        self.punt_reader.offset.next = self.offset.val();
        self.punt_ready.next = self.punt_reader.punt_ready.val();
        self.punt_data.next = self.punt_reader.punt_data.val();
        self.punt_reader.waiting.next = self.punt_store.waiting.val();
        self.punt_reader.header.next = self.punt_store.header.val();
        self.punt_reader.timestamp.next = self.punt_store.timestamp.val();
        self.punt_reader.last_index.next = self.punt_store.last_index.val();
        self.punt_store.read.next = self.punt_reader.read.val();
        self.punt_store.read_word.next = self.punt_reader.read_word.val();
        self.punt_reader.read_data.next = self.punt_store.read_data.val();
        self.punt_store.drop_oldest.next = self.punt_reader.drop_oldest.val();
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::PuntHeader;

    use super::*;
    use crate::stream::{RxTrailer, RxWord, TxWord};
    use crate::synthesis::synthesize;

    /// Cycles from the `inject_ready` of the last word of a padded frame.
    const OFFER_LATENCY: usize = 4;

    fn port() -> CpuPort {
        let mut port = CpuPort::default();
        port.connect_all();
        assert!(simulate(&mut port, 100));
        port
    }

    fn cycle(port: &mut CpuPort) {
        assert!(simulate(port, 100));
        for level in [true, false] {
            port.clock.next = level.into();
            assert!(simulate(port, 100));
        }
    }

    /// Cycles until the port takes the word.
    fn inject(port: &mut CpuPort, offset: u64, word: u32) -> usize {
        port.offset.next = offset.to_bits();
        port.inject_data.next = u64::from(word).to_bits();
        port.inject_write.next = true;
        assert!(simulate(port, 100));
        let waited = (0..40).take_while(|_| !port.inject_ready.val() && { cycle(port); true }).count();
        cycle(port);
        port.inject_write.next = false;
        assert!(simulate(port, 100));
        waited
    }

    #[test]
    fn an_injected_frame_is_padded_and_offered_when_complete() {
        let mut port = port();
        assert_eq!(inject(&mut port, 0, 14), 4);
        // The last word waits for 11 words of padding.
        for (word, waits) in [(0, 4), (1, 4), (2, 4), (3, 16)] {
            assert!(port.empty.val());
            assert_eq!(inject(&mut port, 1, 0x5000_0050 | word << 8 | 0xAB << 16), waits);
        }
        // The first 14 octets, then zeros up to 60, then the trailer.
        let trailer = RxTrailer { length: 64, ..Default::default() };
        let mut expected = vec![
            RxWord::Data(0x50AB_0150_50AB_0050),
            RxWord::Data(0x0000_0350_50AB_0250),
        ];
        expected.extend([RxWord::Data(0); 6]);
        expected.push(RxWord::Trailer(trailer));
        // One edge of `inject` is behind its `inject_ready`.
        for _ in 1..OFFER_LATENCY {
            assert!(port.empty.val());
            cycle(&mut port);
        }
        assert!(!port.empty.val());
        let mut words = Vec::new();
        port.read.next = true;
        assert!(simulate(&mut port, 100));
        for _ in 0..60 {
            if !port.empty.val() {
                words.push(RxWord::unpack(port.data.val().to_u128()).expect("a word"));
            }
            cycle(&mut port);
        }
        assert_eq!(words, expected);
    }

    #[test]
    fn a_punted_frame_is_readable_with_its_header() {
        let mut port = port();
        let frame: Vec<u8> = (1..=61).collect();
        let header = PuntHeader { length: 61, port: 9, reason: 0xA5, timestamp: 0x1234_5678 };
        for (index, word) in TxWord::of_frame(&frame).iter().enumerate() {
            port.tx_write.next = true;
            port.tx_data.next = word.pack().to_bits();
            port.tx_first.next = index == 0;
            port.tx_length.next = u64::from(header.length).to_bits();
            port.tx_ingress.next = u64::from(header.port).to_bits();
            port.tx_reason.next = u64::from(header.reason).to_bits();
            // The time of the first word is the frame's.
            port.clocks.next = (u64::from(header.timestamp) + index as u64).to_bits();
            cycle(&mut port);
        }
        port.tx_write.next = false;
        cycle(&mut port);
        assert_eq!(port.punt_words.val(), 2 + 16);
        let [first, second] = header.pack();
        for (offset, expected) in [(0u64, first), (1, second), (2, 0x0403_0201), (17, 61), (18, 0)] {
            port.offset.next = offset.to_bits();
            port.punt_read.next = true;
            assert!(simulate(&mut port, 100));
            let waited = (0..40).take_while(|_| !port.punt_ready.val() && { cycle(&mut port); true }).count();
            assert_eq!((waited, port.punt_data.val().to_u32()), (7, expected), "offset {offset}");
            cycle(&mut port);
            port.punt_read.next = false;
            cycle(&mut port);
        }
    }

    #[test]
    fn it_synthesizes() {
        if let Some(cells) = synthesize(&verilog(), "cpu_port") {
            assert_eq!(cells.get("DP16KD"), Some(&4), "{cells:?}");
        }
    }
}
