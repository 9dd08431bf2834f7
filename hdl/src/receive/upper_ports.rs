//! # UpperPorts: ports of TCP and UDP, type and code of ICMP
//!
//! | port   | dir | meaning                                                   |
//! | clear  | in  | start anew                                                |
//! | octet  | in  | octet of the first word of layer 4                        |
//! | valid  | in  | `octet` is one                                            |
//! | phase  | in  | which one                                                 |
//! | of_packet | in  | `octet` is of the packet, not padding behind it           |
//! | ports, icmp | in | what the protocol has there                           |
//! | l4_valid | out | all of that was of the packet                                |
//! | source_port, destination_port | out | ICMP: type and code, and zero      |
//!
//! Clock: rx_clock. Latency: 1 cycle. Storage: 33 bit. Resources: see `RxPort`.
//! Not obvious: without `l4_valid` the ports are whatever stood there.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct UpperPorts {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub phase: Signal<In, Bits<2>>,
    pub of_packet: Signal<In, Bit>,
    pub ports: Signal<In, Bit>,
    pub icmp: Signal<In, Bit>,
    pub l4_valid: Signal<Out, Bit>,
    pub source_port: Signal<Out, Bits<16>>,
    pub destination_port: Signal<Out, Bits<16>>,
    is_valid: DFF<Bit>,
    source_high: DFF<Bits<8>>,
    source_low: DFF<Bits<8>>,
    destination_high: DFF<Bits<8>>,
    destination_low: DFF<Bits<8>>,
}

impl Logic for UpperPorts {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_valid, source_high, source_low, destination_high, destination_low);
        if self.valid.val() & (self.phase.val() == 0) {
            self.source_high.d.next = self.octet.val();
        }
        if self.valid.val() & (self.phase.val() == 1) {
            self.source_low.d.next = self.octet.val();
        }
        if self.valid.val() & (self.phase.val() == 2) & self.ports.val() {
            self.destination_high.d.next = self.octet.val();
        }
        if self.valid.val() & (self.phase.val() == 3) & self.ports.val() {
            self.destination_low.d.next = self.octet.val();
        }
        if self.valid.val()
            & self.of_packet.val()
            & (((self.phase.val() == 1) & self.icmp.val())
                | ((self.phase.val() == 3) & self.ports.val()))
        {
            self.is_valid.d.next = true;
        }
        if self.clear.val() {
            self.is_valid.d.next = false;
            self.source_high.d.next = 0.into();
            self.source_low.d.next = 0.into();
            self.destination_high.d.next = 0.into();
            self.destination_low.d.next = 0.into();
        }
        self.l4_valid.next = self.is_valid.q.val();
        self.source_port.next =
            (bit_cast::<16, 8>(self.source_high.q.val()) << 8) | bit_cast::<16, 8>(self.source_low.q.val());
        self.destination_port.next = (bit_cast::<16, 8>(self.destination_high.q.val()) << 8)
            | bit_cast::<16, 8>(self.destination_low.q.val());
    }
}
