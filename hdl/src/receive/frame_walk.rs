//! # FrameWalk: which field of which header the octet in stage 6 is
//! Joins `EtherType`, `HeaderWalk` and `FieldStrobes`, and holds the FCS back.
//!
//! | port      | dir | meaning                                                |
//! | valid_1   | in  | RX_DV of stage 1                                       |
//! | in_frame  | in  | stage 2 holds an octet of the frame                    |
//! | stage_5, stage_6, stage_7 | in | these octets                            |
//! | clear     | in  | the next octet is a frame's first                      |
//! | extension, hop_by_hop, fragment_header, authentication | in | from `NextHeader` |
//! | later_fragment | in | from `FragmentField`                               |
//! | place     | out | from `HeaderWalk`                                      |
//! | strobes   | out | from `FieldStrobes`                                    |
//! | frame_ends | out | there is no octet, and the last one was the frame's last |
//! | l3_kind, tag_count | out | of the trailer                                 |
//!
//! Clock: rx_clock. Latency: none, the strobes tell of the octet at hand.
//! Throughput: an octet a cycle. Storage: 8 bit and the blocks inside.
//! Resources: see `RxPort`.
//! Not obvious: an octet is parsed while the four behind it are of the frame
//! too, so that the FCS is never parsed.

use rust_hdl::prelude::*;

use super::{
    ether_type::EtherType,
    field_strobes::{FieldStrobes, Strobes},
    header_walk::{HeaderWalk, Place},
};

#[derive(LogicBlock, Default)]
pub struct FrameWalk {
    pub clock: Signal<In, Clock>,
    pub valid_1: Signal<In, Bit>,
    pub in_frame: Signal<In, Bit>,
    pub stage_5: Signal<In, Bits<8>>,
    pub stage_6: Signal<In, Bits<8>>,
    pub stage_7: Signal<In, Bits<8>>,
    pub clear: Signal<In, Bit>,
    pub extension: Signal<In, Bit>,
    pub hop_by_hop: Signal<In, Bit>,
    pub fragment_header: Signal<In, Bit>,
    pub authentication: Signal<In, Bit>,
    pub later_fragment: Signal<In, Bit>,
    pub place: Signal<Out, Place>,
    pub strobes: Signal<Out, Strobes>,
    pub frame_ends: Signal<Out, Bit>,
    pub l3_kind: Signal<Out, Bits<3>>,
    pub tag_count: Signal<Out, Bits<2>>,
    ether_type: EtherType,
    walk: HeaderWalk,
    field_strobes: FieldStrobes,
    // Stages 3, 4 and 5 hold octets of the frame.
    frame_3: DFF<Bit>,
    frame_4: DFF<Bit>,
    frame_5: DFF<Bit>,
    /// Stages 2 to 6 do.
    step: DFF<Bit>,
    /// Stage 3 holds the frame's last octet.
    ends: DFF<Bit>,
    kind: DFF<Bits<3>>,
}

impl Logic for FrameWalk {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, frame_3, frame_4, frame_5, step, ends, kind);
        clock!(self, clock, ether_type, walk);
        // A carrier that goes on behind an octet of the frame is of the frame too.
        self.frame_3.d.next = self.in_frame.val();
        self.frame_4.d.next = self.frame_3.q.val();
        self.frame_5.d.next = self.frame_4.q.val();
        self.step.d.next = self.valid_1.val()
            & self.in_frame.val()
            & self.frame_3.q.val()
            & self.frame_4.q.val()
            & self.frame_5.q.val();
        self.ends.d.next = self.in_frame.val() & !self.valid_1.val();

        self.ether_type.high.next = self.stage_6.val();
        self.ether_type.low.next = self.stage_5.val();
        self.walk.clear.next = self.clear.val();
        self.walk.step.next = self.step.q.val();
        self.walk.octet.next = self.stage_6.val();
        self.walk.previous_octet.next = self.stage_7.val();
        self.walk.is_tag.next = self.ether_type.tag.val();
        self.walk.is_ipv4.next = self.ether_type.ipv4.val();
        self.walk.is_ipv6.next = self.ether_type.ipv6.val();
        // RFC 8200 section 4.3: hop-by-hop options stand right behind the IPv6 header only.
        self.walk.extension.next = !self.walk.place.val().in_ipv4
            & !self.later_fragment.val()
            & (self.extension.val() | (self.hop_by_hop.val() & self.walk.place.val().in_ipv6));
        self.walk.upper.next = !self.walk.extension.val() & !self.later_fragment.val();
        self.walk.fragment_header.next = self.fragment_header.val();
        self.walk.authentication.next = self.authentication.val();
        self.field_strobes.step.next = self.step.q.val();
        self.field_strobes.place.next = self.walk.place.val();

        if self.field_strobes.strobes.val().type_end {
            self.kind.d.next = 0.into();
            if self.ether_type.arp.val() {
                self.kind.d.next = 1.into();
            } else if self.ether_type.ipv4.val() {
                self.kind.d.next = 2.into();
            } else if self.ether_type.ipv6.val() {
                self.kind.d.next = 3.into();
            } else if self.ether_type.length.val() {
                self.kind.d.next = 4.into();
            }
        }
        if self.clear.val() {
            self.kind.d.next = 0.into();
        }
        self.place.next = self.walk.place.val();
        self.strobes.next = self.field_strobes.strobes.val();
        self.frame_ends.next = self.ends.q.val();
        self.l3_kind.next = self.kind.q.val();
        self.tag_count.next = self.walk.tag_count.val();
    }
}
