//! The network around the router that the router's tests share.
//!
//! | interface | port and VLAN | routes | MTU  | reverse path |
//! |-----------|---------------|--------|------|--------------|
//! | `A`       | swp1          | both   | 1500 | off          |
//! | `B`       | swp2          | both   | 1500 | off          |
//! | `B100`    | swp2, VLAN 100 | both  | 1280 | off          |
//! | `C`       | swp3          | IPv6   | 1500 | off          |
//! | `D`       | swp4          | both   | 1500 | strict       |
//! | `D200`    | swp4, VLAN 200 | both  | 1500 | loose        |
//!
//! `ROUTES` lists what is routed where. The host's own addresses are 10.0.0.1
//! and 2001:db8::1.

use std::net::IpAddr;

use ferroute_regmap::{Interface, NextHop, PuntReason, ReversePath, TrapEntry};
use ferroute_sim::golden::router::address::{Family, bits};
use ferroute_sim::golden::{Configuration, Router};

use crate::packets::{self, Packet};

/// Front-panel ports.
pub const PORTS: usize = 4;
pub const A: u8 = 0;
pub const B: u8 = 4;
pub const B100: u8 = 5;
pub const C: u8 = 8;
pub const D: u8 = 12;
pub const D200: u8 = 13;
/// No interface has this number.
pub const ABSENT: u8 = 6;

/// Numbers of next hops, each in the entry of its number.
pub mod hop {
    pub const NOTHING: u16 = 0;
    pub const TO_B: u16 = 1;
    pub const TO_B100: u16 = 2;
    pub const LOCAL: u16 = 3;
    pub const BLACKHOLE: u16 = 4;
    pub const REJECT: u16 = 5;
    pub const TRAP: u16 = 6;
    pub const GLEAN_B: u16 = 7;
    pub const GROUP: u16 = 8;
    pub const TO_A: u16 = 9;
    pub const TO_D: u16 = 10;
    pub const INCOMPLETE: u16 = 11;
    pub const HOLD_DOWN_B: u16 = 12;
    pub const GROUP_OF_GROUPS: u16 = 13;
    pub const TO_ABSENT: u16 = 14;
    pub const TO_D200: u16 = 15;
    pub const TO_C: u16 = 16;
    pub const GLEAN_A: u16 = 17;
    pub const GROUP_OF_ONE: u16 = 18;
    pub const GROUP_OF_LOCAL: u16 = 19;
    /// Last number there is.
    pub const LAST: u16 = 511;
}

/// First buckets of the groups.
pub const GROUP_BUCKETS: u16 = 64;
pub const GROUP_LOG2: u8 = 4;
const GROUP_OF_GROUPS_BUCKET: u16 = 1;
const GROUP_OF_ONE_BUCKET: u16 = 2047;
const GROUP_OF_LOCAL_BUCKET: u16 = 2;

/// Prefixes of both families and their next hops.
pub const ROUTES: &[(&str, u16)] = &[
    ("10.1.0.0/16", hop::TO_B),
    ("10.1.2.0/24", hop::TO_D),
    ("10.1.2.128/25", hop::TO_B100),
    ("10.1.2.144/28", hop::TO_B),
    ("10.1.2.145/32", hop::TO_D200),
    ("10.2.0.0/16", hop::TO_B100),
    ("10.4.0.0/16", hop::BLACKHOLE),
    ("10.5.0.0/16", hop::REJECT),
    ("10.6.0.0/16", hop::TRAP),
    ("10.7.0.0/16", hop::GLEAN_B),
    ("10.8.0.0/16", hop::GROUP),
    ("10.9.0.0/16", hop::TO_A),
    ("10.10.0.0/16", hop::TO_D),
    ("10.11.0.0/16", hop::INCOMPLETE),
    ("10.12.0.0/16", hop::HOLD_DOWN_B),
    ("10.13.0.0/16", hop::GROUP_OF_GROUPS),
    ("10.14.0.0/16", hop::TO_ABSENT),
    ("10.15.0.0/16", hop::TO_D200),
    ("10.16.0.0/16", hop::NOTHING),
    ("10.17.0.0/16", hop::GLEAN_A),
    ("10.18.0.0/16", hop::GROUP_OF_ONE),
    ("10.19.0.0/16", hop::GROUP_OF_LOCAL),
    ("10.20.0.0/16", hop::LAST),
    ("10.0.0.1/32", hop::LOCAL),
    // What a host adds for the directed broadcast of a subnet (RFC 2644).
    ("10.1.255.255/32", hop::BLACKHOLE),
    ("2001:db8:1::/48", hop::TO_B),
    ("2001:db8:1:2::/64", hop::TO_D),
    ("2001:db8:1:2::3/128", hop::TO_D200),
    ("2001:db8:1000::/36", hop::TO_B),
    ("2001:db8:1800::/37", hop::TO_D),
    ("2001:db8:2::/48", hop::TO_B100),
    ("2001:db8:4::/48", hop::BLACKHOLE),
    ("2001:db8:5::/48", hop::REJECT),
    ("2001:db8:6::/48", hop::TRAP),
    ("2001:db8:7::/48", hop::GLEAN_B),
    ("2001:db8:8::/48", hop::GROUP),
    ("2001:db8:9::/48", hop::TO_A),
    ("2001:db8:10::/48", hop::TO_D),
    ("2001:db8:11::/48", hop::INCOMPLETE),
    ("2001:db8:12::/48", hop::HOLD_DOWN_B),
    ("2001:db8:13::/48", hop::GROUP_OF_GROUPS),
    ("2001:db8:14::/48", hop::TO_ABSENT),
    ("2001:db8:15::/48", hop::TO_D200),
    ("2001:db8:16::/48", hop::TO_C),
    ("2001:db8:17::/48", hop::GLEAN_A),
    ("2001:db8::1/128", hop::LOCAL),
    ("fc00::/7", hop::TO_B),
    ("64:ff9b::/96", hop::TO_C),
];

/// MAC address of an interface.
pub fn router_mac(interface: u8) -> [u8; 6] {
    [0x02, 0xAA, 0, 0, 0, interface]
}

/// MAC address of the neighbour that a next hop leads to.
pub fn neighbour(next_hop: u16) -> [u8; 6] {
    let [high, low] = next_hop.to_be_bytes();
    [0x02, 0xBB, 0, 0, high, low]
}

/// Address of the station that sends into a port.
pub fn sender(port: usize) -> [u8; 6] {
    [0x02, 0xCC, 0, 0, 0, port as u8]
}

/// What stands in the device and in the model before a frame.
#[derive(Clone, Debug)]
pub struct Lab {
    pub router: Router,
    pub configuration: Configuration,
}

impl Default for Lab {
    fn default() -> Self {
        let mut lab = Self { router: Router::default(), configuration: Configuration::new(PORTS) };
        lab.router.ecmp_seed = 0x5EED_0001;
        lab.add_interfaces();
        lab.add_next_hops();
        for (prefix, next_hop) in ROUTES {
            lab.route(prefix, *next_hop);
        }
        lab
    }
}

impl Lab {
    fn add_interfaces(&mut self) {
        use ReversePath::{Loose, Off, Strict};
        for (number, vlan, mtu, ipv4, reverse_path) in [
            (A, 0, 1500, true, Off),
            (B, 0, 1500, true, Off),
            (B100, 100, 1280, true, Off),
            (C, 0, 1500, false, Off),
            (D, 0, 1500, true, Strict),
            (D200, 200, 1500, true, Loose),
        ] {
            self.router.interfaces[usize::from(number)] = Some(Interface {
                mac: router_mac(number),
                vlan,
                mtu,
                ipv4,
                ipv6: true,
                reverse_path4: reverse_path,
                reverse_path6: reverse_path,
            });
        }
    }

    fn add_next_hops(&mut self) {
        let group = |first_bucket, log2_buckets| NextHop::Group { first_bucket, log2_buckets };
        for (number, interface) in [
            (hop::TO_A, A),
            (hop::TO_B, B),
            (hop::TO_B100, B100),
            (hop::TO_C, C),
            (hop::TO_D, D),
            (hop::TO_D200, D200),
            (hop::TO_ABSENT, ABSENT),
            (hop::LAST, B),
        ] {
            self.router.next_hops[usize::from(number)] = NextHop::Forward { mac: neighbour(number), interface };
        }
        for (number, next_hop) in [
            (hop::LOCAL, NextHop::Local),
            (hop::BLACKHOLE, NextHop::Blackhole),
            (hop::REJECT, NextHop::Reject),
            (hop::TRAP, NextHop::Trap),
            (hop::GLEAN_B, NextHop::Glean { interface: B }),
            (hop::GLEAN_A, NextHop::Glean { interface: A }),
            (hop::INCOMPLETE, NextHop::Incomplete),
            (hop::HOLD_DOWN_B, NextHop::HoldDown { interface: B }),
            (hop::GROUP, group(GROUP_BUCKETS, GROUP_LOG2)),
            (hop::GROUP_OF_GROUPS, group(GROUP_OF_GROUPS_BUCKET, 0)),
            (hop::GROUP_OF_ONE, group(GROUP_OF_ONE_BUCKET, 0)),
            (hop::GROUP_OF_LOCAL, group(GROUP_OF_LOCAL_BUCKET, 0)),
        ] {
            self.router.next_hops[usize::from(number)] = next_hop;
        }
        let members = [hop::TO_A, hop::TO_B, hop::TO_C, hop::TO_D];
        for bucket in 0..1 << GROUP_LOG2 {
            self.router.buckets[usize::from(GROUP_BUCKETS) + bucket] = members[bucket % members.len()];
        }
        self.router.buckets[usize::from(GROUP_OF_GROUPS_BUCKET)] = hop::GROUP;
        self.router.buckets[usize::from(GROUP_OF_ONE_BUCKET)] = hop::TO_B;
        self.router.buckets[usize::from(GROUP_OF_LOCAL_BUCKET)] = hop::LOCAL;
    }

    /// Adds a route or replaces it; a length of 0 is the default route.
    pub fn route(&mut self, prefix: &str, next_hop: u16) {
        let (family, address, length) = parse(prefix);
        let routes = self.router.routes_mut(family);
        if length == 0 {
            routes.default = Some(next_hop);
        } else {
            routes.prefixes.insert(address, length, next_hop);
        }
    }

    /// Deletes a route.
    pub fn withdraw(&mut self, prefix: &str) {
        let (family, address, length) = parse(prefix);
        self.router.routes_mut(family).prefixes.remove(address, length).expect("a route");
    }

    pub fn interface(&mut self, number: u8) -> &mut Interface {
        self.router.interfaces[usize::from(number)].as_mut().expect("an interface")
    }

    /// Sets a trap's action to drop.
    pub fn drop(&mut self, reason: PuntReason) {
        self.router.traps.set_entry(reason, TrapEntry { drop: true, policer: 0 });
    }
}

/// Family, address and length of a prefix.
pub fn parse(prefix: &str) -> (Family, u128, u8) {
    let (address, length) = prefix.split_once('/').expect("a prefix");
    let address: IpAddr = address.parse().expect("an address");
    let family = if address.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
    (family, bits(address), length.parse().expect("a length"))
}

pub fn port_of(interface: u8) -> usize {
    usize::from(interface) / 4
}

/// VLAN of an interface, as the lab has it at first.
pub fn vlan_of(interface: u8) -> u16 {
    match interface {
        B100 => 100,
        D200 => 200,
        _ => 0,
    }
}

/// The tag of a VLAN, none for 0.
pub fn tags(vlan: u16, priority: u16) -> Vec<(u16, u16)> {
    if vlan == 0 { Vec::new() } else { vec![(packets::C_TAG, priority << 12 | vlan)] }
}

/// A frame to the router's interface.
pub fn to_router(interface: u8, packet: &Packet) -> Vec<u8> {
    let (destination, source) = (router_mac(interface), sender(port_of(interface)));
    packets::frame(destination, source, &tags(vlan_of(interface), 0), packet.ether_type(), &packet.octets())
}
