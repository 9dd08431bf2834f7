//! # HeaderFacts: what a header word adds to a packet's summary
//!
//! | port     | dir | meaning                                          |
//! | octets   | in  | a header word, first octet in bits 7:0           |
//! | role     | in  | which one it is                                  |
//! | labelled | in  | the word has a flow label that is not zero       |
//! | earlier  | in  | summary of the words before it                   |
//! | updated  | out | summary with it, but for `flow_key`              |
//!
//! Combinational. Resources: see `RouterDecision`.

use rust_hdl::prelude::*;

use super::address_blocks::{AddressBlock, AddressBlocks};
use super::packet_summary::PacketSummary;

/// What a word is, by its index and the packet's version.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct WordRole {
    pub first: Bit,
    pub source4: Bit,
    pub destination4: Bit,
    pub source_high: Bit,
    pub source_low: Bit,
    pub destination_high: Bit,
    pub destination_low: Bit,
}

#[derive(LogicBlock)]
pub struct HeaderFacts {
    pub octets: Signal<In, Bits<64>>,
    pub role: Signal<In, WordRole>,
    pub labelled: Signal<In, Bit>,
    pub earlier: Signal<In, PacketSummary>,
    pub updated: Signal<Out, PacketSummary>,
    blocks: AddressBlocks,
    block: Signal<Local, AddressBlock>,
    ipv6_header_octets: Constant<Bits<14>>,
    nothing: Constant<PacketSummary>,
}

impl Default for HeaderFacts {
    fn default() -> Self {
        Self {
            octets: Default::default(),
            role: Default::default(),
            labelled: Default::default(),
            earlier: Default::default(),
            updated: Default::default(),
            blocks: Default::default(),
            block: Default::default(),
            // RFC 8200 section 3: the payload length is without the header.
            ipv6_header_octets: Constant::new(40u64.to_bits()),
            nothing: Constant::new(PacketSummary::default()),
        }
    }
}

impl Logic for HeaderFacts {
    #[hdl_gen]
    fn update(&mut self) {
        self.blocks.octets.next = self.octets.val();
        self.blocks.behind.next = self.role.val().source4;
        self.block.next = self.blocks.blocks.val();
        self.updated.next = self.earlier.val();
        if self.role.val().first {
            self.updated.next = self.nothing.val();
            // RFC 791 section 3.1: total length; the TTL is in the next word.
            self.updated.next.length = bit_cast::<14, 8>(self.octets.val().get_bits::<8>(24))
                | (bit_cast::<14, 6>(self.octets.val().get_bits::<6>(16)) << 8);
            if self.octets.val().get_bits::<4>(4) == 6 {
                // RFC 8200 section 3.
                self.updated.next.ipv6 = true;
                self.updated.next.length = (bit_cast::<14, 8>(self.octets.val().get_bits::<8>(40))
                    | (bit_cast::<14, 6>(self.octets.val().get_bits::<6>(32)) << 8))
                    + self.ipv6_header_octets.val();
                self.updated.next.ttl_small = self.octets.val().get_bits::<7>(57) == 0;
                self.updated.next.labelled = self.labelled.val();
            }
        }
        if self.role.val().source4 {
            self.updated.next.ttl_small = self.octets.val().get_bits::<7>(1) == 0;
            self.updated.next.source_multicast = self.block.val().multicast4;
            self.updated.next.source_loopback = self.block.val().loopback4;
            self.updated.next.source_class_e = self.block.val().class_e;
            self.updated.next.source_unspecified = self.block.val().unspecified4;
            self.updated.next.source_link_local = self.block.val().link_local4;
        }
        if self.role.val().destination4 {
            self.updated.next.destination_loopback = self.block.val().loopback4;
            self.updated.next.destination_unroutable = self.block.val().unspecified4
                | self.block.val().multicast4
                | self.block.val().class_e;
            self.updated.next.destination_link_local = self.block.val().link_local4;
            self.updated.next.destination_local_group = self.block.val().local_group4;
            self.updated.next.destination_broadcast = self.block.val().limited_broadcast;
        }
        if self.role.val().source_high {
            self.updated.next.source_multicast = self.block.val().multicast6;
            self.updated.next.source_link_local = self.block.val().link_local6;
            self.updated.next.half_zero = self.block.val().zero;
        }
        if self.role.val().source_low {
            self.updated.next.source_loopback =
                self.earlier.val().half_zero & self.block.val().one;
            self.updated.next.source_unspecified =
                self.earlier.val().half_zero & self.block.val().zero;
        }
        if self.role.val().destination_high {
            self.updated.next.destination_unroutable = self.block.val().multicast6;
            self.updated.next.destination_link_local = self.block.val().link_local6;
            self.updated.next.destination_local_group = self.block.val().local_group6;
            self.updated.next.half_zero = self.block.val().zero;
        }
        if self.role.val().destination_low {
            self.updated.next.destination_loopback =
                self.earlier.val().half_zero & self.block.val().one;
            self.updated.next.destination_unroutable =
                self.earlier.val().destination_unroutable
                    | (self.earlier.val().half_zero & self.block.val().zero);
        }
    }
}
