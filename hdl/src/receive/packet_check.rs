//! # PacketCheck: whether an IP packet is malformed
//! A version or header length that cannot be, a header that goes on beyond the
//! packet, a packet that goes on beyond the frame.
//!
//! | port       | dir | meaning                                               |
//! | clear      | in  | start anew                                            |
//! | octet      | in  | the octet at hand                                     |
//! | ipv4_first, ipv6_first | in | it begins an IPv4 or IPv6 header           |
//! | ipv4, extension | in | it is of an IPv4 or extension header              |
//! | in_header  | in  | an IP or extension header is not complete             |
//! | counting   | in  | the packet's length is known and counts               |
//! | ended      | in  | from `PayloadCounter`                                 |
//! | frame_ends | in  | no octet, and the last one was the frame's last       |
//! | malformed  | out |                                                       |
//!
//! Clock: rx_clock. Latency: 1 cycle. Storage: 1 bit. Resources: see `RxPort`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct PacketCheck {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub ipv4_first: Signal<In, Bit>,
    pub ipv6_first: Signal<In, Bit>,
    pub ipv4: Signal<In, Bit>,
    pub extension: Signal<In, Bit>,
    pub in_header: Signal<In, Bit>,
    pub counting: Signal<In, Bit>,
    pub ended: Signal<In, Bit>,
    pub frame_ends: Signal<In, Bit>,
    pub malformed: Signal<Out, Bit>,
    is_malformed: DFF<Bit>,
    bad_start: Signal<Local, Bit>,
    beyond_packet: Signal<Local, Bit>,
    beyond_frame: Signal<Local, Bit>,
}

impl Logic for PacketCheck {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_malformed);
        self.bad_start.next = (self.ipv4_first.val()
            & ((self.octet.val().get_bits::<4>(4) != 4) | (self.octet.val().get_bits::<4>(0) < 5)))
            | (self.ipv6_first.val() & (self.octet.val().get_bits::<4>(4) != 6));
        self.beyond_packet.next = (self.ipv4.val() | self.extension.val())
            & self.counting.val()
            & self.ended.val();
        self.beyond_frame.next = self.frame_ends.val()
            & (self.in_header.val() | (self.counting.val() & !self.ended.val()));
        if self.bad_start.val() | self.beyond_packet.val() | self.beyond_frame.val() {
            self.is_malformed.d.next = true;
        }
        if self.clear.val() {
            self.is_malformed.d.next = false;
        }
        self.malformed.next = self.is_malformed.q.val();
    }
}
