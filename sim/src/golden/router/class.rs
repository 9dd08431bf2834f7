//! Protocols of the control plane: the reason with which the host gets a frame
//! for itself.

use ferroute_regmap::PuntReason;

use super::super::parse::Parsed;
use super::address::Family;

const ICMPV6: u8 = 58;
const TCP: u8 = 6;
const UDP: u8 = 17;

/// The class of a packet that is not malformed; `None` where it has none.
pub fn class(family: Family, parsed: &Parsed) -> Option<PuntReason> {
    match parsed.protocol {
        // RFC 2328 appendix A.1, RFC 5340 section 2.
        89 => return Some(PuntReason::Ospf),
        // RFC 9568 section 5.1.1.4.
        112 => return Some(PuntReason::Vrrp),
        // RFC 7761 section 4.9.
        103 => return Some(PuntReason::Pim),
        // RFC 3376 section 4.
        2 if family == Family::Ipv4 => return Some(PuntReason::GroupMembership),
        _ => {}
    }
    // What follows is told by the first octets behind the IP headers.
    if !parsed.l4_valid {
        return None;
    }
    let ports = [parsed.source_port, parsed.destination_port];
    match (parsed.protocol, parsed.destination_port) {
        (ICMPV6, _) if family == Family::Ipv6 => icmpv6((parsed.source_port >> 8) as u8),
        // RFC 4271 section 8.2.1.
        (TCP, _) if ports.contains(&179) => Some(PuntReason::Bgp),
        // RFC 5881 section 4, RFC 5883 section 5.
        (UDP, 3784 | 3785 | 4784) => Some(PuntReason::Bfd),
        // RFC 2131 section 4.1, RFC 8415 section 7.2.
        (UDP, 67 | 68 | 546 | 547) => Some(PuntReason::Dhcp),
        _ => None,
    }
}

fn icmpv6(kind: u8) -> Option<PuntReason> {
    match kind {
        // MLD: RFC 2710 section 3, RFC 3810 section 5.
        130..=132 | 143 => Some(PuntReason::GroupMembership),
        // RFC 4861 section 4.
        133..=137 => Some(PuntReason::NeighborDiscovery),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PuntReason::*;

    fn with(protocol: u8, source_port: u16, destination_port: u16) -> Parsed {
        Parsed { protocol, l4_valid: true, source_port, destination_port, ..Parsed::default() }
    }

    #[test]
    fn table_of_classes() {
        for (name, parsed, ipv4, ipv6) in [
            ("OSPF", with(89, 0, 0), Some(Ospf), Some(Ospf)),
            ("VRRP", with(112, 0, 0), Some(Vrrp), Some(Vrrp)),
            ("PIM", with(103, 0, 0), Some(Pim), Some(Pim)),
            ("IGMP is of IPv4", with(2, 0, 0), Some(GroupMembership), None),
            ("ICMP type 133 of IPv4", with(1, 133 << 8, 0), None, None),
            ("ICMPv6 is of IPv6: query", with(58, 130 << 8, 0), None, Some(GroupMembership)),
            ("MLD done", with(58, 132 << 8 | 7, 0), None, Some(GroupMembership)),
            ("MLDv2 report", with(58, 143 << 8, 0), None, Some(GroupMembership)),
            ("router solicitation", with(58, 133 << 8, 0), None, Some(NeighborDiscovery)),
            ("redirect", with(58, 137 << 8, 0), None, Some(NeighborDiscovery)),
            ("echo request", with(58, 128 << 8, 0), None, None),
            ("beyond MLD", with(58, 144 << 8, 0), None, None),
            ("beyond ND", with(58, 138 << 8, 0), None, None),
            ("BGP to us", with(6, 40000, 179), Some(Bgp), Some(Bgp)),
            ("BGP from us", with(6, 179, 40000), Some(Bgp), Some(Bgp)),
            ("port 179 of UDP", with(17, 179, 179), None, None),
            ("BFD", with(17, 49152, 3784), Some(Bfd), Some(Bfd)),
            ("BFD echo", with(17, 49152, 3785), Some(Bfd), Some(Bfd)),
            ("multihop BFD", with(17, 49152, 4784), Some(Bfd), Some(Bfd)),
            ("from a BFD port", with(17, 3784, 9), None, None),
            ("DHCP server", with(17, 68, 67), Some(Dhcp), Some(Dhcp)),
            ("DHCP client", with(17, 67, 68), Some(Dhcp), Some(Dhcp)),
            ("DHCPv6 client", with(17, 547, 546), Some(Dhcp), Some(Dhcp)),
            ("DHCPv6 server", with(17, 546, 547), Some(Dhcp), Some(Dhcp)),
            ("from a DHCP port", with(17, 67, 9), None, None),
            ("port 67 of TCP", with(6, 67, 67), None, None),
            ("no ports to be seen", Parsed { l4_valid: false, ..with(17, 67, 67) }, None, None),
            ("a later fragment of OSPF", Parsed { l4_valid: false, ..with(89, 0, 0) }, Some(Ospf), Some(Ospf)),
        ] {
            assert_eq!(class(Family::Ipv4, &parsed), ipv4, "IPv4 {name}");
            assert_eq!(class(Family::Ipv6, &parsed), ipv6, "IPv6 {name}");
        }
    }
}
