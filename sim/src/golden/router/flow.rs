//! The bucket of a flow (RFC 2992 asks that a flow stays on its path; RFC 6437
//! and RFC 6438 for the flow label).

use ferroute_regmap::flow_hash::flow_hash;
use ferroute_regmap::size::BUCKETS;

use super::super::parse::Parsed;
use super::address::bits;
use super::packet::Packet;

const TCP: u8 = 6;
const UDP: u8 = 17;
/// Marks a flow label beside the other flows' protocol and ports.
const LABEL_BIT: u64 = 1 << 40;

/// What the contract calls `upper`: the label where there is one, else
/// protocol and ports. ICMP has no ports.
fn upper(packet: &Packet, parsed: &Parsed) -> u64 {
    if packet.flow_label != 0 {
        return LABEL_BIT | u64::from(packet.flow_label);
    }
    let has_ports = parsed.l4_valid && !parsed.fragment && matches!(parsed.protocol, TCP | UDP);
    let ports = if has_ports { u64::from(parsed.source_port) << 16 | u64::from(parsed.destination_port) } else { 0 };
    u64::from(parsed.protocol) << 32 | ports
}

/// The flow's hash.
pub fn hash(packet: &Packet, parsed: &Parsed, seed: u32) -> u8 {
    flow_hash(bits(packet.source), bits(packet.destination), upper(packet, parsed), seed)
}

/// The bucket of a group that a hash takes.
pub fn bucket(first_bucket: u16, log2_buckets: u8, hash: u8) -> usize {
    let offset = u32::from(hash) % (1 << log2_buckets);
    (usize::from(first_bucket) + offset as usize) % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::super::address::Family;
    use super::*;

    const PORTS: u64 = 40000 << 16 | 443;

    fn packet(flow_label: u32) -> Packet {
        Packet {
            family: Family::Ipv6,
            source: "2001:db8::1".parse().unwrap(),
            destination: "2001:db8::2".parse().unwrap(),
            hop_limit: 64,
            length: 100,
            flow_label,
        }
    }

    fn parsed(protocol: u8) -> Parsed {
        Parsed { protocol, l4_valid: true, source_port: 40000, destination_port: 443, ..Parsed::default() }
    }

    #[test]
    fn the_contract_s_upper() {
        for (name, label, parsed, expected) in [
            ("TCP", 0, parsed(6), 6 << 32 | PORTS),
            ("UDP", 0, parsed(17), 17 << 32 | PORTS),
            ("RFC 6438 section 3: label in place of ports", 0xABCDE, parsed(6), 1 << 40 | 0xABCDE),
            ("a fragment's label", 5, Parsed { fragment: true, ..parsed(6) }, 1 << 40 | 5),
            ("a first fragment, ports seen", 0, Parsed { fragment: true, ..parsed(6) }, 6 << 32),
            (
                "cut short before the ports",
                0,
                Parsed { l4_valid: false, source_port: 0, destination_port: 0, ..parsed(6) },
                6 << 32,
            ),
            ("ICMPv6 has types, not ports", 0, parsed(58), 58 << 32),
            (
                "SCTP's ports are not looked at",
                0,
                Parsed { l4_valid: false, source_port: 0, destination_port: 0, ..parsed(132) },
                132 << 32,
            ),
        ] {
            assert_eq!(upper(&packet(label), &parsed), expected, "{name}");
        }
    }

    #[test]
    fn buckets_of_a_group_are_its_own() {
        for log2_buckets in 0..=8 {
            let taken: std::collections::BTreeSet<usize> =
                (0..=255).map(|hash| bucket(512, log2_buckets, hash)).collect();
            assert_eq!(taken, (512..512 + (1 << log2_buckets)).collect());
        }
    }

    #[test]
    fn the_seed_moves_flows() {
        let moved = (0..256).filter(|seed| hash(&packet(7), &parsed(6), *seed) != hash(&packet(7), &parsed(6), 0));
        assert!(moved.count() > 200);
    }
}
