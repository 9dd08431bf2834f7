//! # AddressBlocks: which special blocks an address belongs to
//!
//! | port    | dir | meaning                                              |
//! | octets  | in  | a header word, first octet in bits 7:0               |
//! | behind  | in  | the IPv4 address is in its last four octets, not the first |
//! | blocks  | out | of the IPv4 address, and of an IPv6 address of which the word is the first or the second half |
//!
//! Combinational. Resources: see `HeaderSummary`.

use rust_hdl::prelude::*;

/// Blocks of addresses that are not routed like others.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct AddressBlock {
    /// 224.0.0.0/4 (RFC 5771).
    pub multicast4: Bit,
    /// 127.0.0.0/8 (RFC 1122 section 3.2.1.3).
    pub loopback4: Bit,
    /// 240.0.0.0/4 (RFC 1112 section 4).
    pub class_e: Bit,
    /// 0.0.0.0/8 (RFC 1122 section 3.2.1.3).
    pub unspecified4: Bit,
    /// 169.254.0.0/16 (RFC 3927).
    pub link_local4: Bit,
    /// 224.0.0.0/24 (RFC 5771 section 4).
    pub local_group4: Bit,
    /// 255.255.255.255 (RFC 919).
    pub limited_broadcast: Bit,
    /// ff00::/8 (RFC 4291 section 2.7), told by the first half.
    pub multicast6: Bit,
    /// fe80::/10 (RFC 4291 section 2.5.6), told by the first half.
    pub link_local6: Bit,
    /// ff02::/16, told by the first half.
    pub local_group6: Bit,
    /// The half is zero, or one.
    pub zero: Bit,
    pub one: Bit,
}

#[derive(LogicBlock)]
pub struct AddressBlocks {
    pub octets: Signal<In, Bits<64>>,
    pub behind: Signal<In, Bit>,
    pub blocks: Signal<Out, AddressBlock>,
    ipv4: Signal<Local, Bits<32>>,
    first: Signal<Local, Bits<8>>,
    second: Signal<Local, Bits<8>>,
    high_zero: Signal<Local, Bit>,
    all_ones: Constant<Bits<32>>,
}

impl Default for AddressBlocks {
    fn default() -> Self {
        Self {
            octets: Default::default(),
            behind: Default::default(),
            blocks: Default::default(),
            ipv4: Default::default(),
            first: Default::default(),
            second: Default::default(),
            high_zero: Default::default(),
            all_ones: Constant::new(0xFFFF_FFFFu64.to_bits()),
        }
    }
}

impl Logic for AddressBlocks {
    #[hdl_gen]
    fn update(&mut self) {
        self.ipv4.next = self.octets.val().get_bits::<32>(0);
        if self.behind.val() {
            self.ipv4.next = self.octets.val().get_bits::<32>(32);
        }
        self.first.next = self.ipv4.val().get_bits::<8>(0);
        self.second.next = self.ipv4.val().get_bits::<8>(8);
        self.blocks.next.multicast4 = self.first.val().get_bits::<4>(4) == 14;
        self.blocks.next.loopback4 = self.first.val() == 127;
        self.blocks.next.class_e = self.first.val().get_bits::<4>(4) == 15;
        self.blocks.next.unspecified4 = self.first.val() == 0;
        self.blocks.next.link_local4 = (self.first.val() == 169) & (self.second.val() == 254);
        self.blocks.next.local_group4 = self.ipv4.val().get_bits::<24>(0) == 224;
        self.blocks.next.limited_broadcast = self.ipv4.val() == self.all_ones.val();

        self.blocks.next.multicast6 = self.octets.val().get_bits::<8>(0) == 255;
        self.blocks.next.link_local6 = (self.octets.val().get_bits::<8>(0) == 254)
            & (self.octets.val().get_bits::<2>(14) == 2);
        self.blocks.next.local_group6 = (self.octets.val().get_bits::<8>(0) == 255)
            & (self.octets.val().get_bits::<8>(8) == 2);
        self.high_zero.next = self.octets.val().get_bits::<56>(0) == 0;
        self.blocks.next.zero = self.high_zero.val() & (self.octets.val().get_bits::<8>(56) == 0);
        self.blocks.next.one = self.high_zero.val() & (self.octets.val().get_bits::<8>(56) == 1);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn blocks(uut: &mut AddressBlocks, octets: [u8; 8], behind: bool) -> AddressBlock {
        uut.octets.next = u64::from_le_bytes(octets).to_bits();
        uut.behind.next = behind;
        assert!(simulate(uut, 100));
        uut.blocks.val()
    }

    /// First and last address of each block and those beside it.
    #[test]
    fn ipv4_blocks() {
        let mut uut = AddressBlocks::default();
        uut.connect_all();
        for text in [
            "0.0.0.0", "0.255.255.255", "1.0.0.0", "126.255.255.255", "127.0.0.0", "127.255.255.255",
            "128.0.0.0", "169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0",
            "223.255.255.255", "224.0.0.0", "224.0.0.255", "224.0.1.0", "224.1.0.0", "225.0.0.0",
            "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255", "254.255.255.255",
        ] {
            let address: Ipv4Addr = text.parse().unwrap();
            let [a, b, c, d] = address.octets();
            for behind in [false, true] {
                let octets = if behind { [224, 0, 0, 1, a, b, c, d] } else { [a, b, c, d, 127, 0, 0, 1] };
                let seen = blocks(&mut uut, octets, behind);
                let expected = [
                    address.is_multicast(),
                    address.is_loopback(),
                    a >= 240,
                    a == 0,
                    address.is_link_local(),
                    address.octets()[..3] == [224, 0, 0],
                    address.is_broadcast(),
                ];
                let seen = [
                    seen.multicast4,
                    seen.loopback4,
                    seen.class_e,
                    seen.unspecified4,
                    seen.link_local4,
                    seen.local_group4,
                    seen.limited_broadcast,
                ];
                assert_eq!(seen, expected, "{text}, behind {behind}");
            }
        }
    }

    #[test]
    fn ipv6_blocks() {
        let mut uut = AddressBlocks::default();
        uut.connect_all();
        for text in [
            "::", "::1", "::2", "::101", "0:0:0:1::", "100::", "fe7f:ffff::", "fe80::", "febf:ffff::1",
            "fec0::", "feff::", "ff00::", "ff01::1", "ff02::", "ff02:ffff::", "ff03::1", "ff12::2", "1:0:0:1::1",
        ] {
            let address: Ipv6Addr = text.parse().unwrap();
            let octets = address.octets();
            let first = blocks(&mut uut, octets[..8].try_into().unwrap(), false);
            let second = blocks(&mut uut, octets[8..].try_into().unwrap(), false);
            let expected = [
                address.is_multicast(),
                address.is_unicast_link_local(),
                address.segments()[0] == 0xFF02,
                address.is_unspecified(),
                address.is_loopback(),
            ];
            let seen = [
                first.multicast6,
                first.link_local6,
                first.local_group6,
                first.zero && second.zero,
                first.zero && second.one,
            ];
            assert_eq!(seen, expected, "{text}");
        }
    }
}
