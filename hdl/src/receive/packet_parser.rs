//! # PacketParser: the trailer's header fields
//! Serial, an octet a clock: tags, EtherType, IPv4 (RFC 791) with options and
//! checksum, IPv6 (RFC 8200) with extension headers, ports of TCP and UDP, type
//! and code of ICMP.
//!
//! | port      | dir | meaning                                                  |
//! | valid_1   | in  | RX_DV of stage 1                                         |
//! | in_frame  | in  | stage 2 holds an octet of the frame                      |
//! | stage_5, stage_6, stage_7 | in | these octets                                       |
//! | clear     | in  | the fields have been taken                               |
//! | the others | out | fields of `stream::RxTrailer`                           |
//!
//! Clock: rx_clock. Latency: the fields are final in the second cycle in which
//! `in_frame` is 0, until `clear`, at least 4 cycles before the next frame's
//! first octet is parsed. Throughput: an octet a cycle.
//! Storage: 56 bit and the blocks inside. Resources: see `RxPort`.
//! Not obvious: an octet is parsed while the four behind it are of the frame
//! too, so that the FCS is never parsed. Of a malformed packet only
//! `tag_count`, `l3_kind` and `malformed` mean anything; the ports mean nothing
//! without `l4_valid`.

use rust_hdl::prelude::*;

use super::{
    ether_type::EtherType, field_strobes::FieldStrobes, fragment_field::FragmentField,
    header_walk::HeaderWalk, ipv4_checksum::Ipv4Checksum, next_header::NextHeader,
    packet_check::PacketCheck, payload_counter::PayloadCounter, upper_ports::UpperPorts,
};

#[derive(LogicBlock, Default)]
pub struct PacketParser {
    pub clock: Signal<In, Clock>,
    pub valid_1: Signal<In, Bit>,
    pub in_frame: Signal<In, Bit>,
    pub stage_5: Signal<In, Bits<8>>,
    pub stage_6: Signal<In, Bits<8>>,
    pub stage_7: Signal<In, Bits<8>>,
    pub clear: Signal<In, Bit>,
    pub tag_count: Signal<Out, Bits<2>>,
    pub l3_kind: Signal<Out, Bits<3>>,
    pub protocol: Signal<Out, Bits<8>>,
    pub fragment: Signal<Out, Bit>,
    pub later_fragment: Signal<Out, Bit>,
    pub options: Signal<Out, Bit>,
    pub malformed: Signal<Out, Bit>,
    pub l4_valid: Signal<Out, Bit>,
    pub checksum_bad: Signal<Out, Bit>,
    pub source_port: Signal<Out, Bits<16>>,
    pub destination_port: Signal<Out, Bits<16>>,
    ether_type: EtherType,
    walk: HeaderWalk,
    strobes: FieldStrobes,
    payload: PayloadCounter,
    checksum: Ipv4Checksum,
    next_header: NextHeader,
    fragments: FragmentField,
    ports: UpperPorts,
    check: PacketCheck,
    // Stages 3, 4 and 5 hold octets of the frame.
    frame_3: DFF<Bit>,
    frame_4: DFF<Bit>,
    frame_5: DFF<Bit>,
    /// Stages 2 to 6 do: the octet in stage 6 is parsed.
    step: DFF<Bit>,
    /// Stage 3 holds the frame's last octet.
    frame_ends: DFF<Bit>,
    kind: DFF<Bits<3>>,
    has_options: DFF<Bit>,
    is_checksum_bad: DFF<Bit>,
    /// The octets that pass are of the length that the IP header gave.
    counting: DFF<Bit>,
    hop_by_hop: Signal<Local, Bit>,
}

impl Logic for PacketParser {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, frame_3, frame_4, frame_5, step, frame_ends, kind, has_options);
        dff_setup!(self, clock, is_checksum_bad, counting);
        clock!(self, clock, ether_type, walk, payload, checksum, next_header, fragments, ports, check);
        // A carrier that goes on behind an octet of the frame is of the frame too.
        self.frame_3.d.next = self.in_frame.val();
        self.frame_4.d.next = self.frame_3.q.val();
        self.frame_5.d.next = self.frame_4.q.val();
        self.step.d.next = self.valid_1.val()
            & self.in_frame.val()
            & self.frame_3.q.val()
            & self.frame_4.q.val()
            & self.frame_5.q.val();
        self.frame_ends.d.next = self.in_frame.val() & !self.valid_1.val();

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
        self.hop_by_hop.next = self.next_header.hop_by_hop.val() & self.walk.in_ipv6.val();
        self.walk.extension.next = !self.walk.in_ipv4.val()
            & !self.fragments.later.val()
            & (self.next_header.extension.val() | self.hop_by_hop.val());
        self.walk.upper.next = !self.walk.extension.val() & !self.fragments.later.val();
        self.walk.fragment_header.next = self.next_header.fragment.val();
        self.walk.authentication.next = self.next_header.authentication.val();
        self.strobes.step.next = self.step.q.val();
        self.strobes.phase.next = self.walk.phase.val();
        self.strobes.first.next = self.walk.first.val();
        self.strobes.second.next = self.walk.second.val();
        self.strobes.third.next = self.walk.third.val();
        self.strobes.in_type.next = self.walk.in_type.val();
        self.strobes.in_ipv4.next = self.walk.in_ipv4.val();
        self.strobes.in_ipv6.next = self.walk.in_ipv6.val();
        self.strobes.in_extension.next = self.walk.in_extension.val();
        self.strobes.in_fragment.next = self.walk.in_fragment.val();
        self.strobes.in_upper.next = self.walk.in_upper.val();

        if self.strobes.type_end.val() {
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
        if (self.strobes.ipv4_first.val() & (self.stage_6.val().get_bits::<4>(0) > 5))
            | (self.step.q.val() & self.walk.ends.val() & self.hop_by_hop.val())
        {
            self.has_options.d.next = true;
        }

        // IPv4's total length counts from its second word on, IPv6's payload
        // length from the end of the header.
        if (self.strobes.ipv4.val() & (self.walk.phase.val() == 3))
            | (self.step.q.val() & self.walk.ends.val())
        {
            self.counting.d.next = true;
        }
        self.payload.clear.next = self.clear.val();
        self.payload.octet.next = self.stage_6.val();
        self.payload.load.next = self.strobes.length.val();
        self.payload.count.next = self.step.q.val() & self.counting.q.val();
        self.payload.double.next = self.walk.in_ipv4.val() & self.walk.second.val();
        self.checksum.clear.next = self.clear.val();
        self.checksum.octet.next = self.stage_6.val();
        self.checksum.valid.next = self.strobes.ipv4.val();
        self.is_checksum_bad.d.next = (self.kind.q.val() == 2) & !self.checksum.good.val();
        self.next_header.clear.next = self.clear.val();
        self.next_header.octet.next = self.stage_6.val();
        self.next_header.is_ipv6.next = self.kind.q.val().get_bit(0);
        self.next_header.load.next = self.strobes.next_header.val();
        self.fragments.clear.next = self.clear.val();
        self.fragments.octet.next = self.stage_6.val();
        self.fragments.ipv4_high.next = self.strobes.ipv4_fragment_high.val();
        self.fragments.ipv4_low.next = self.strobes.ipv4_fragment_low.val();
        self.fragments.ipv6_high.next = self.strobes.ipv6_fragment_high.val();
        self.fragments.ipv6_low.next = self.strobes.ipv6_fragment_low.val();
        self.ports.clear.next = self.clear.val();
        self.ports.octet.next = self.stage_6.val();
        self.ports.valid.next = self.strobes.upper.val();
        self.ports.phase.next = self.walk.phase.val();
        self.ports.of_packet.next = !self.payload.ended.val();
        self.ports.ports.next = self.next_header.ports.val();
        self.ports.icmp.next = self.next_header.icmp.val();
        self.check.clear.next = self.clear.val();
        self.check.octet.next = self.stage_6.val();
        self.check.ipv4_first.next = self.strobes.ipv4_first.val();
        self.check.ipv6_first.next = self.strobes.ipv6_first.val();
        self.check.ipv4.next = self.strobes.ipv4.val();
        self.check.extension.next = self.strobes.extension.val();
        self.check.in_header.next =
            self.walk.in_ipv4.val() | self.walk.in_ipv6.val() | self.walk.in_extension.val();
        self.check.counting.next = self.counting.q.val();
        self.check.ended.next = self.payload.ended.val();
        self.check.frame_ends.next = self.frame_ends.q.val();
        if self.clear.val() {
            self.kind.d.next = 0.into();
            self.has_options.d.next = false;
            self.counting.d.next = false;
        }

        self.tag_count.next = self.walk.tag_count.val();
        self.l3_kind.next = self.kind.q.val();
        self.protocol.next = self.next_header.protocol.val();
        self.fragment.next = self.fragments.fragment.val();
        self.later_fragment.next = self.fragments.later.val();
        self.options.next = self.has_options.q.val();
        self.malformed.next = self.check.malformed.val();
        self.l4_valid.next = self.ports.l4_valid.val();
        self.checksum_bad.next = self.is_checksum_bad.q.val();
        self.source_port.next = self.ports.source_port.val();
        self.destination_port.next = self.ports.destination_port.val();
    }
}
