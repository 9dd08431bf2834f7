//! # EtherType: what a type field says
//!
//! | port   | dir | meaning                                                |
//! | high   | in  | first octet of the field                               |
//! | low    | in  | second octet                                           |
//! | tag    | out | C-TAG or S-TAG (IEEE 802.1Q-2022 table 9-1)            |
//! | arp, ipv4, ipv6 | out | that protocol                                 |
//! | length | out | at most 1500 (IEEE 802.3-2022 clause 3.2.6)            |
//!
//! Clock: rx_clock. Latency: 1 cycle. Throughput: a field a cycle.
//! Storage: 5 bit. Resources: see `RxPort`.
//! Not obvious: it looks at every pair of octets; the user knows which is a field.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct EtherType {
    pub clock: Signal<In, Clock>,
    pub high: Signal<In, Bits<8>>,
    pub low: Signal<In, Bits<8>>,
    pub tag: Signal<Out, Bit>,
    pub arp: Signal<Out, Bit>,
    pub ipv4: Signal<Out, Bit>,
    pub ipv6: Signal<Out, Bit>,
    pub length: Signal<Out, Bit>,
    is_tag: DFF<Bit>,
    is_arp: DFF<Bit>,
    is_ipv4: DFF<Bit>,
    is_ipv6: DFF<Bit>,
    is_length: DFF<Bit>,
    is_08: Signal<Local, Bit>,
    below_5: Signal<Local, Bit>,
    above_dc: Signal<Local, Bit>,
}

impl Logic for EtherType {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_tag, is_arp, is_ipv4, is_ipv6, is_length);
        // 0x8100 and 0x88A8.
        self.is_tag.d.next = ((self.high.val() == 0x81) & (self.low.val() == 0x00))
            | ((self.high.val() == 0x88) & (self.low.val() == 0xA8));
        self.is_08.next = self.high.val() == 0x08;
        self.is_arp.d.next = self.is_08.val() & (self.low.val() == 0x06);
        self.is_ipv4.d.next = self.is_08.val() & (self.low.val() == 0x00);
        self.is_ipv6.d.next = (self.high.val() == 0x86) & (self.low.val() == 0xDD);
        // 1500 is 0x05DC. Written out, since a comparison becomes a carry chain.
        self.below_5.next = !self.high.val().get_bits::<5>(3).any()
            & !(self.high.val().get_bit(2) & self.high.val().get_bits::<2>(0).any());
        self.above_dc.next = self.low.val().get_bits::<3>(5).all()
            | ((self.low.val().get_bits::<6>(2) == 0x37) & self.low.val().get_bits::<2>(0).any());
        self.is_length.d.next =
            self.below_5.val() | ((self.high.val() == 5) & !self.above_dc.val());
        self.tag.next = self.is_tag.q.val();
        self.arp.next = self.is_arp.q.val();
        self.ipv4.next = self.is_ipv4.q.val();
        self.ipv6.next = self.is_ipv6.q.val();
        self.length.next = self.is_length.q.val();
    }
}
