//! # RxPort: GMII to words in the core's clock
//!
//! | port        | dir | clock      | meaning                                  |
//! | gmii_rxd, gmii_rx_dv, gmii_rx_er | in | rx_clock | RXD, RX_DV, RX_ER (IEEE 802.3-2022 clause 35) |
//! | data        | out | core_clock | oldest word while `empty` is 0, see `stream::RxWord` |
//! | empty       | out | core_clock | nothing to read                          |
//! | read        | in  | core_clock | takes `data`                             |
//!
//! Clear: none.
//! Latency: the trailer is written `TRAILER_LATENCY` rx clocks after the first
//! clock edge that samples RX_DV as 0, and readable AsyncFifo::READ_LATENCY
//! core clocks later. A data word comes at the latest a clock before.
//! Throughput: an octet a clock; one idle clock between carrier events.
//! Backpressure: none on the wire. Data words that leave no more than
//! `TRAILER_PLACES` places are dropped with the rest of their frame, which then
//! has status receive_overrun.
//! Storage: 32 x 72 bit of distributed RAM. Layout: stream::RxWord.
//! Resources: not measured.
//! Not obvious: the last data word is padded with what follows on the wire, the
//! FCS first. When even the places for trailers are taken, the trailers that
//! follow are owed (`TrailerDebt`) and come later with status receive_overrun,
//! length 0 and no other field.

use ferroute_regmap::DropReason;
use rust_hdl::prelude::*;

use super::{mac_receive::MacReceive, packet_parser::PacketParser, trailer_debt::TrailerDebt};
use crate::cdc::AsyncFifo;
use crate::stream::RxTrailerFields;

#[derive(LogicBlock)]
pub struct RxPort {
    pub rx_clock: Signal<In, Clock>,
    pub gmii_rxd: Signal<In, Bits<8>>,
    pub gmii_rx_dv: Signal<In, Bit>,
    pub gmii_rx_er: Signal<In, Bit>,
    pub core_clock: Signal<In, Clock>,
    pub data: Signal<Out, Bits<72>>,
    pub empty: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    mac: MacReceive,
    parser: PacketParser,
    debt: TrailerDebt,
    fifo: AsyncFifo<72, 5, 6>,
    /// Stage 0 in bits 63:56, stage 7, the oldest octet, in bits 7:0.
    stages: DFF<Bits<64>>,
    valid_0: DFF<Bit>,
    error_0: DFF<Bit>,
    valid_1: DFF<Bit>,
    error_1: DFF<Bit>,
    trailer: Signal<Local, RxTrailerFields>,
    owed_trailer: Constant<Bits<72>>,
}

impl RxPort {
    /// Words of the FIFO that only trailers take.
    pub const TRAILER_PLACES: usize = 8;
    /// Octets of a frame that are delivered at most.
    pub const MAX_DATA_OCTETS: usize = 1536;
    /// rx clocks from the edge that samples the first RX_DV of 0 to the edge
    /// that writes the trailer.
    pub const TRAILER_LATENCY: usize = 4;

    /// Verilog of a port alone, with `name` as its top module.
    pub fn verilog(name: &str) -> String {
        let mut port = Self::default();
        port.rx_clock.connect();
        port.gmii_rxd.connect();
        port.gmii_rx_dv.connect();
        port.gmii_rx_er.connect();
        port.core_clock.connect();
        port.read.connect();
        port.connect_all();
        crate::verilog::emit(&port, name)
    }
}

impl Default for RxPort {
    fn default() -> Self {
        let owed = RxTrailerFields {
            status: (DropReason::ReceiveOverrun as u64).to_bits(),
            is_trailer: true,
            ..Default::default()
        };
        Self {
            rx_clock: Default::default(),
            gmii_rxd: Default::default(),
            gmii_rx_dv: Default::default(),
            gmii_rx_er: Default::default(),
            core_clock: Default::default(),
            data: Default::default(),
            empty: Default::default(),
            read: Default::default(),
            mac: Default::default(),
            parser: Default::default(),
            debt: Default::default(),
            fifo: AsyncFifo::new(Self::TRAILER_PLACES),
            stages: Default::default(),
            valid_0: Default::default(),
            error_0: Default::default(),
            valid_1: Default::default(),
            error_1: Default::default(),
            trailer: Default::default(),
            owed_trailer: Constant::new(owed.into()),
        }
    }
}

impl Logic for RxPort {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, rx_clock, stages, valid_0, error_0, valid_1, error_1);
        clock!(self, rx_clock, mac, parser, debt);
        self.stages.d.next =
            (self.stages.q.val() >> 8) | (bit_cast::<64, 8>(self.gmii_rxd.val()) << 56);
        self.valid_0.d.next = self.gmii_rx_dv.val();
        self.error_0.d.next = self.gmii_rx_er.val();
        self.valid_1.d.next = self.valid_0.q.val();
        self.error_1.d.next = self.error_0.q.val();

        self.mac.next_octet.next = self.stages.q.val().get_bits::<8>(48);
        self.mac.octet.next = self.stages.q.val().get_bits::<8>(40);
        self.mac.valid.next = self.valid_1.q.val();
        self.mac.error.next = self.error_1.q.val();
        self.mac.tag_count.next = self.parser.tag_count.val();
        self.mac.room.next = !self.fifo.almost_full.val() & !self.debt.some.val();
        self.parser.valid_1.next = self.valid_1.q.val();
        self.parser.in_frame.next = self.mac.in_frame.val();
        self.parser.stage_5.next = self.stages.q.val().get_bits::<8>(16);
        self.parser.stage_6.next = self.stages.q.val().get_bits::<8>(8);
        self.parser.stage_7.next = self.stages.q.val().get_bits::<8>(0);
        self.parser.clear.next = self.mac.trailer_due.val();
        self.debt.trailer.next = self.mac.trailer_due.val();
        self.debt.full.next = self.fifo.full.val();

        self.trailer.next.length = self.mac.length.val();
        self.trailer.next.status = self.mac.status.val();
        self.trailer.next.tag_count = self.parser.tag_count.val();
        self.trailer.next.l3_kind = self.parser.l3_kind.val();
        self.trailer.next.protocol = self.parser.protocol.val();
        self.trailer.next.fragment = self.parser.fragment.val();
        self.trailer.next.later_fragment = self.parser.later_fragment.val();
        self.trailer.next.options = self.parser.options.val();
        self.trailer.next.malformed = self.parser.malformed.val();
        self.trailer.next.l4_valid = self.parser.l4_valid.val();
        self.trailer.next.checksum_bad = self.parser.checksum_bad.val();
        self.trailer.next.unused = 0.into();
        self.trailer.next.source_port = self.parser.source_port.val();
        self.trailer.next.destination_port = self.parser.destination_port.val();
        self.trailer.next.is_trailer = true;

        self.fifo.write_clock.next = self.rx_clock.val();
        self.fifo.write_enable.next =
            self.mac.word_due.val() | self.mac.trailer_due.val() | self.debt.some.val();
        self.fifo.write_data.next = self.trailer.val().into();
        if self.debt.some.val() {
            self.fifo.write_data.next = self.owed_trailer.val();
        }
        if self.mac.word_due.val() {
            self.fifo.write_data.next = bit_cast::<72, 64>(self.stages.q.val());
        }
        self.fifo.read_clock.next = self.core_clock.val();
        self.fifo.read.next = self.read.val();
        self.data.next = self.fifo.data.val();
        self.empty.next = self.fifo.empty.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{L3Kind, RxTrailer, RxWord};
    use crate::synthesis::synthesize;

    /// A UDP packet in a tagged frame, without FCS.
    const FRAME: [u8; 60] = [
        0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x81, 0x00, 0x00, 0x64, //
        0x08, 0x00, 0x45, 0x00, 0x00, 0x20, 0x12, 0x34, 0x40, 0x00, 0x40, 0x11, 0xa4, 0x95, 0xc0, 0x00, //
        0x02, 0x01, 0xc0, 0x00, 0x02, 0x02, 0x30, 0x39, 0x00, 0x50, 0x00, 0x0c, 0x00, 0x00, 0xaa, 0xbb, //
        0xcc, 0xdd, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, //
    ];

    fn with_fcs() -> Vec<u8> {
        let mut frame = FRAME.to_vec();
        let step = |crc: u32, _| crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        let register = frame.iter().fold(!0u32, |crc, octet| (0..8).fold(crc ^ u32::from(*octet), step));
        frame.extend((!register).to_le_bytes());
        frame
    }

    /// The Rust of the blocks does what their Verilog does (sim/tests/rx_port.rs).
    #[test]
    fn a_frame_with_its_trailer() {
        let mut uut = RxPort::default();
        uut.connect_all();
        let mut wire = vec![None; 4];
        wire.extend([0x55; 7].iter().chain(&[0xD5]).chain(&with_fcs()).map(|octet| Some(*octet)));
        wire.extend([None; 20]);
        let mut words = Vec::new();
        uut.read.next = true;
        for sample in wire {
            uut.gmii_rxd.next = u64::from(sample.unwrap_or(0)).to_bits();
            uut.gmii_rx_dv.next = sample.is_some();
            assert!(simulate(&mut uut, 100));
            if !uut.empty.val() {
                words.push(RxWord::unpack(uut.data.val().to_u128()).expect("a known word"));
            }
            for level in [true, false] {
                uut.rx_clock.next = level.into();
                uut.core_clock.next = level.into();
                assert!(simulate(&mut uut, 100));
            }
        }
        let trailer = RxTrailer {
            length: 64,
            tag_count: 1,
            l3_kind: L3Kind::Ipv4,
            protocol: 17,
            l4_valid: true,
            source_port: 12345,
            destination_port: 80,
            ..RxTrailer::default()
        };
        assert_eq!(words.pop(), Some(RxWord::Trailer(trailer)));
        let word = |octets: &[u8]| octets.iter().rev().fold(0, |word, octet| word << 8 | u64::from(*octet));
        let frame = with_fcs();
        assert_eq!(words, frame.chunks(8).map(|octets| RxWord::Data(word(octets))).collect::<Vec<_>>());
    }

    #[test]
    fn it_synthesizes() {
        if let Some(cells) = synthesize(&RxPort::verilog("rx_port"), "rx_port") {
            assert_eq!(cells.get("TRELLIS_DPR16X4"), Some(&36));
            assert_eq!(cells.get("DP16KD"), None);
            assert!(cells["LUT4"] + 2 * cells["CCU2C"] <= 600 && cells["TRELLIS_FF"] <= 340, "{cells:?}");
        }
    }
}
