//! # The router of the reference model
//! What ARCHITECTURE.md, "Routing rules", says about a frame, from tables as
//! the contract in `ferroute_regmap` has them. Which prefix is the longest is
//! answered by a plain map; how the hardware stores it is no part of this.
//!
//! | module         | decides                                            |
//! |----------------|----------------------------------------------------|
//! | `address`      | which blocks an address belongs to                 |
//! | `packet`       | fields of the IP headers and of the only tag       |
//! | `prefixes`     | the longest prefix of an address                   |
//! | `class`        | what the host is told of a frame for itself        |
//! | `flow`         | the bucket of a group                              |
//! | `reverse_path` | whether the source may come from there (RFC 3704)  |
//! | `rules`        | what becomes of a frame for the router             |
//! | `host_copy`    | what the host gets of a frame that is bridged      |
//! | `traps`        | whether the host gets it, policers                 |
//! | `rewrite`      | the octets that are sent                           |
//! | `probe`        | what a probe tells                                 |

pub mod address;
pub mod class;
pub mod flow;
pub mod host_copy;
pub mod packet;
pub mod prefixes;
pub mod probe;
pub mod reverse_path;
pub mod rewrite;
pub mod rules;
pub mod traps;

use ferroute_regmap::size::{BUCKETS, INTERFACES, INTERFACES_PER_PORT, NEXT_HOPS};
use ferroute_regmap::{Interface, NextHop};

pub use address::Family;
pub use packet::{Packet, Tag};
pub use prefixes::Prefixes;
pub use probe::Probe;
pub use rules::{Action, Decision, Route};
pub use traps::Traps;

/// Routes of a family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    pub prefixes: Prefixes,
    /// Next hop where no prefix matches.
    pub default: Option<u16>,
}

impl Routes {
    /// The route of an address.
    pub fn find(&self, address: u128) -> Option<Route> {
        let longest = self.prefixes.find(address);
        longest.map(|(length, next_hop)| Route { next_hop, length, is_default: false }).or_else(|| {
            self.default.map(|next_hop| Route { next_hop, length: 0, is_default: true })
        })
    }
}

/// Tables of the router; all empty at power-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Router {
    /// By number, `port * INTERFACES_PER_PORT + slot`.
    pub interfaces: Vec<Option<Interface>>,
    pub next_hops: Vec<NextHop>,
    /// Numbers of next hops.
    pub buckets: Vec<u16>,
    pub ipv4: Routes,
    pub ipv6: Routes,
    pub ecmp_seed: u32,
    pub traps: Traps,
}

impl Default for Router {
    fn default() -> Self {
        Self {
            interfaces: vec![None; INTERFACES],
            next_hops: vec![NextHop::None; NEXT_HOPS],
            buckets: vec![0; BUCKETS],
            ipv4: Routes::default(),
            ipv6: Routes::default(),
            ecmp_seed: 0,
            traps: Traps::default(),
        }
    }
}

impl Router {
    pub fn routes(&self, family: Family) -> &Routes {
        match family {
            Family::Ipv4 => &self.ipv4,
            Family::Ipv6 => &self.ipv6,
        }
    }

    pub fn routes_mut(&mut self, family: Family) -> &mut Routes {
        match family {
            Family::Ipv4 => &mut self.ipv4,
            Family::Ipv6 => &mut self.ipv6,
        }
    }

    /// Number and entry of the interface of a port and VLAN; where several are
    /// the same the lowest.
    fn interface_of(&self, port: usize, vlan: u16) -> Option<(u8, &Interface)> {
        (port * INTERFACES_PER_PORT..(port + 1) * INTERFACES_PER_PORT).find_map(|number| {
            let interface = self.interfaces.get(number)?.as_ref()?;
            (interface.vlan == vlan).then_some((number as u8, interface))
        })
    }
}

/// Port of an interface.
pub fn port_of(interface: u8) -> usize {
    usize::from(interface) / INTERFACES_PER_PORT
}

/// Whether an interface routes a family.
fn routes_family(interface: &Interface, family: Family) -> bool {
    match family {
        Family::Ipv4 => interface.ipv4,
        Family::Ipv6 => interface.ipv6,
    }
}
