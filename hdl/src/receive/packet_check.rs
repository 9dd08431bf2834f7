//! # PacketCheck: whether an IP packet is malformed
//! A version or header length that cannot be, a header that goes on beyond the
//! packet, a packet that goes on beyond the frame.
//!
//! | port       | dir | meaning                                               |
//! | clear      | in  | start anew                                            |
//! | octet      | in  | the octet at hand                                     |
//! | place, strobes | in | where it stands and what it is                     |
//! | counting   | in  | the packet's length is known and counts               |
//! | ended      | in  | from `PayloadCounter`                                 |
//! | frame_ends | in  | no octet, and the last one was the frame's last       |
//! | malformed  | out |                                                       |
//!
//! Clock: rx_clock. Latency: 1 cycle. Storage: 1 bit. Resources: see `RxPort`.

use rust_hdl::prelude::*;

use super::{field_strobes::Strobes, header_walk::Place};

#[derive(LogicBlock, Default)]
pub struct PacketCheck {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub place: Signal<In, Place>,
    pub strobes: Signal<In, Strobes>,
    pub counting: Signal<In, Bit>,
    pub ended: Signal<In, Bit>,
    pub frame_ends: Signal<In, Bit>,
    pub malformed: Signal<Out, Bit>,
    is_malformed: DFF<Bit>,
    in_header: Signal<Local, Bit>,
    bad_start: Signal<Local, Bit>,
    beyond_packet: Signal<Local, Bit>,
    beyond_frame: Signal<Local, Bit>,
}

impl Logic for PacketCheck {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_malformed);
        self.bad_start.next = (self.strobes.val().ipv4_first
            & ((self.octet.val().get_bits::<4>(4) != 4) | (self.octet.val().get_bits::<4>(0) < 5)))
            | (self.strobes.val().ipv6_first & (self.octet.val().get_bits::<4>(4) != 6));
        self.beyond_packet.next = (self.strobes.val().ipv4 | self.strobes.val().extension)
            & self.counting.val()
            & self.ended.val();
        self.in_header.next = self.place.val().in_ipv4
            | self.place.val().in_ipv6
            | self.place.val().in_extension;
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
