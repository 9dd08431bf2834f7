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
//! Storage: 3 bit and the blocks inside. Resources: see `RxPort`.
//! Not obvious: of a malformed packet only
//! `tag_count`, `l3_kind` and `malformed` mean anything; the ports mean nothing
//! without `l4_valid`.

use rust_hdl::prelude::*;

use super::{
    fragment_field::FragmentField, frame_walk::FrameWalk, ipv4_checksum::Ipv4Checksum,
    next_header::NextHeader, packet_check::PacketCheck, payload_counter::PayloadCounter,
    upper_ports::UpperPorts,
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
    walk: FrameWalk,
    payload: PayloadCounter,
    checksum: Ipv4Checksum,
    next_header: NextHeader,
    fragments: FragmentField,
    ports: UpperPorts,
    check: PacketCheck,
    has_options: DFF<Bit>,
    is_checksum_bad: DFF<Bit>,
    /// The octets that pass are of the length that the IP header gave.
    counting: DFF<Bit>,
}

impl Logic for PacketParser {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, has_options, is_checksum_bad, counting);
        clock!(self, clock, walk, payload, checksum, next_header, fragments, ports, check);
        self.walk.valid_1.next = self.valid_1.val();
        self.walk.in_frame.next = self.in_frame.val();
        self.walk.stage_5.next = self.stage_5.val();
        self.walk.stage_6.next = self.stage_6.val();
        self.walk.stage_7.next = self.stage_7.val();
        self.walk.clear.next = self.clear.val();
        self.walk.extension.next = self.next_header.extension.val();
        self.walk.hop_by_hop.next = self.next_header.hop_by_hop.val();
        self.walk.fragment_header.next = self.next_header.fragment.val();
        self.walk.authentication.next = self.next_header.authentication.val();
        self.walk.later_fragment.next = self.fragments.later.val();

        self.payload.clear.next = self.clear.val();
        self.payload.octet.next = self.stage_6.val();
        self.payload.load.next = self.walk.strobes.val().length;
        self.payload.count.next = self.walk.strobes.val().step & self.counting.q.val();
        self.payload.double.next = self.walk.strobes.val().ipv4_second;
        self.checksum.clear.next = self.clear.val();
        self.checksum.octet.next = self.stage_6.val();
        self.checksum.valid.next = self.walk.strobes.val().ipv4;
        self.next_header.clear.next = self.clear.val();
        self.next_header.octet.next = self.stage_6.val();
        self.next_header.is_ipv6.next = self.walk.l3_kind.val().get_bit(0);
        self.next_header.load.next = self.walk.strobes.val().next_header;
        self.fragments.clear.next = self.clear.val();
        self.fragments.octet.next = self.stage_6.val();
        self.fragments.strobes.next = self.walk.strobes.val();
        self.ports.clear.next = self.clear.val();
        self.ports.octet.next = self.stage_6.val();
        self.ports.valid.next = self.walk.strobes.val().upper;
        self.ports.phase.next = self.walk.place.val().phase;
        self.ports.of_packet.next = !self.payload.ended.val();
        self.ports.ports.next = self.next_header.ports.val();
        self.ports.icmp.next = self.next_header.icmp.val();
        self.check.clear.next = self.clear.val();
        self.check.octet.next = self.stage_6.val();
        self.check.place.next = self.walk.place.val();
        self.check.strobes.next = self.walk.strobes.val();
        self.check.counting.next = self.counting.q.val();
        self.check.ended.next = self.payload.ended.val();
        self.check.frame_ends.next = self.walk.frame_ends.val();

        if (self.walk.strobes.val().ipv4_first & (self.stage_6.val().get_bits::<4>(0) > 5))
            | (self.walk.strobes.val().ipv6_end & self.next_header.hop_by_hop.val())
        {
            self.has_options.d.next = true;
        }
        if self.walk.strobes.val().length_known {
            self.counting.d.next = true;
        }
        if self.clear.val() {
            self.has_options.d.next = false;
            self.counting.d.next = false;
        }
        self.is_checksum_bad.d.next = (self.walk.l3_kind.val() == 2) & !self.checksum.good.val();

        self.tag_count.next = self.walk.tag_count.val();
        self.l3_kind.next = self.walk.l3_kind.val();
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
