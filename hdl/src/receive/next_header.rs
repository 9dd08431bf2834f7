//! # NextHeader: protocol of the packet and what kind of header it names
//!
//! | port     | dir | meaning                                                 |
//! | clear    | in  | start anew                                              |
//! | load     | in  | `octet` is IPv4's protocol or a next header of IPv6     |
//! | is_ipv6  | in  | the packet is IPv6, else IPv4                           |
//! | protocol | out | the last octet loaded                                   |
//! | extension | out | routing, destination options, fragment or AH (RFC 8200 section 4) |
//! | fragment, authentication | out | of these, that one                      |
//! | hop_by_hop | out | zero, which is an extension header in its place only  |
//! | ports    | out | TCP or UDP                                              |
//! | icmp     | out | the ICMP of the family                                  |
//!
//! Clock: rx_clock. Latency: `protocol` 1 cycle, the kinds 2 cycles.
//! Storage: 14 bit. Resources: see `RxPort`.
//! Not obvious: ESP ends the chain, since behind it nothing can be read.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct NextHeader {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub load: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub is_ipv6: Signal<In, Bit>,
    pub protocol: Signal<Out, Bits<8>>,
    pub extension: Signal<Out, Bit>,
    pub fragment: Signal<Out, Bit>,
    pub authentication: Signal<Out, Bit>,
    pub hop_by_hop: Signal<Out, Bit>,
    pub ports: Signal<Out, Bit>,
    pub icmp: Signal<Out, Bit>,
    loaded: DFF<Bits<8>>,
    is_extension: DFF<Bit>,
    is_fragment: DFF<Bit>,
    is_authentication: DFF<Bit>,
    is_hop_by_hop: DFF<Bit>,
    has_ports: DFF<Bit>,
    is_icmp: DFF<Bit>,
}

impl Logic for NextHeader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, loaded, is_extension, is_fragment, is_authentication);
        dff_setup!(self, clock, is_hop_by_hop, has_ports, is_icmp);
        if self.load.val() {
            self.loaded.d.next = self.octet.val();
        }
        if self.clear.val() {
            self.loaded.d.next = 0.into();
        }
        self.is_extension.d.next = (self.loaded.q.val() == 43)
            | (self.loaded.q.val() == 44)
            | (self.loaded.q.val() == 51)
            | (self.loaded.q.val() == 60);
        self.is_fragment.d.next = self.loaded.q.val() == 44;
        self.is_authentication.d.next = self.loaded.q.val() == 51;
        self.is_hop_by_hop.d.next = self.loaded.q.val() == 0;
        self.has_ports.d.next = (self.loaded.q.val() == 6) | (self.loaded.q.val() == 17);
        // ICMP is 1, ICMPv6 is 58.
        self.is_icmp.d.next = ((self.loaded.q.val() == 1) & !self.is_ipv6.val())
            | ((self.loaded.q.val() == 58) & self.is_ipv6.val());
        self.protocol.next = self.loaded.q.val();
        self.extension.next = self.is_extension.q.val();
        self.fragment.next = self.is_fragment.q.val();
        self.authentication.next = self.is_authentication.q.val();
        self.hop_by_hop.next = self.is_hop_by_hop.q.val();
        self.ports.next = self.has_ports.q.val();
        self.icmp.next = self.is_icmp.q.val();
    }
}
