//! # FcsAppender: octets of the transmitter to GMII, with the FCS
//! The CRC runs beside the octets and is shifted out behind them.
//!
//! | port    | dir | meaning                                              |
//! | state   | in  | what stands on the line next                         |
//! | octet   | in  | of preamble and data                                 |
//! | spoiled | in  | the FCS is sent wrong in every bit, under TX_ER      |
//! | gmii_*  | out | registered                                           |
//!
//! Clock: tx_clock. Clear: none; every frame starts the CRC anew.
//! Latency: 1 cycle. Throughput: an octet a cycle. Backpressure: none.
//! Resources: see `TxPort`.

use rust_hdl::prelude::*;

use super::{Crc32Octet, transmitter::TxState};

#[derive(LogicBlock)]
pub struct FcsAppender {
    pub clock: Signal<In, Clock>,
    pub state: Signal<In, TxState>,
    pub octet: Signal<In, Bits<8>>,
    pub spoiled: Signal<In, Bit>,
    pub gmii_txd: Signal<Out, Bits<8>>,
    pub gmii_tx_en: Signal<Out, Bit>,
    pub gmii_tx_er: Signal<Out, Bit>,
    with_octet: Crc32Octet,
    crc: DFF<Bits<32>>,
    txd: DFF<Bits<8>>,
    tx_en: DFF<Bit>,
    tx_er: DFF<Bit>,
    crc_start: Constant<Bits<32>>,
}

impl Default for FcsAppender {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            state: Default::default(),
            octet: Default::default(),
            spoiled: Default::default(),
            gmii_txd: Default::default(),
            gmii_tx_en: Default::default(),
            gmii_tx_er: Default::default(),
            with_octet: Default::default(),
            crc: Default::default(),
            txd: Default::default(),
            tx_en: Default::default(),
            tx_er: Default::default(),
            crc_start: Constant::new(0xFFFF_FFFFu64.to_bits()),
        }
    }
}

impl Logic for FcsAppender {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, crc, txd, tx_en, tx_er);
        self.with_octet.crc.next = self.crc.q.val();
        self.with_octet.octet.next = self.octet.val();
        self.crc.d.next = self.crc_start.val();
        self.tx_en.d.next = true;
        self.tx_er.d.next = false;
        self.txd.d.next = self.octet.val();
        match self.state.val() {
            TxState::Gap => {
                self.tx_en.d.next = false;
                self.txd.d.next = 0.into();
            }
            TxState::Data => {
                self.crc.d.next = self.with_octet.next_crc.val();
            }
            TxState::Fcs => {
                self.crc.d.next = self.crc.q.val() >> 8;
                self.tx_er.d.next = self.spoiled.val();
                self.txd.d.next = !self.crc.q.val().get_bits::<8>(0);
                if self.spoiled.val() {
                    self.txd.d.next = self.crc.q.val().get_bits::<8>(0);
                }
            }
            _ => {}
        }
        self.gmii_txd.next = self.txd.q.val();
        self.gmii_tx_en.next = self.tx_en.q.val();
        self.gmii_tx_er.next = self.tx_er.q.val();
    }
}
