//! What a route may lead to.

use std::net::IpAddr;

use ferroute_regmap::NextHop;
use serde::{Deserialize, Serialize};

use crate::mac_address::MacAddress;

/// One way that frames go, by what is meant; what the hardware is told of it
/// depends on the neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaf {
    /// By the neighbour with this address.
    Via { gateway: IpAddr, interface: u8 },
    /// To this MAC address, whoever has it.
    Lladdr { mac: MacAddress, interface: u8 },
    /// Destinations are neighbours themselves.
    OnLink { interface: u8 },
    /// Destinations are neighbours that did not answer a moment ago.
    Held { interface: u8 },
    /// To the host, whose own address it is.
    Local,
    Blackhole,
    /// To the host, which answers with ICMP.
    Unreachable,
    /// To the host, which forwards.
    Trap,
    /// To the host: a longer prefix is not in the hardware.
    Incomplete,
    /// An entry that says nothing.
    Nothing,
    /// What the next hop object with this number leads to.
    Object { id: u32 },
}

/// A member of a group with its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hop {
    pub leaf: Leaf,
    /// In proportion to the others' weights, 1 to 256.
    pub weight: u16,
}

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Leaf(Leaf),
    /// One of these, by flow.
    Multipath(Vec<Hop>),
}

impl Leaf {
    /// The egress interface.
    pub fn interface(self) -> Option<u8> {
        match self {
            Leaf::Via { interface, .. }
            | Leaf::Lladdr { interface, .. }
            | Leaf::OnLink { interface }
            | Leaf::Held { interface } => Some(interface),
            _ => None,
        }
    }

    /// What an entry of the device means where nothing else is known.
    pub fn of_entry(entry: NextHop) -> Option<Self> {
        Some(match entry {
            NextHop::None => Leaf::Nothing,
            NextHop::Forward { mac, interface } => Leaf::Lladdr { mac: MacAddress(mac), interface },
            NextHop::Local => Leaf::Local,
            NextHop::Blackhole => Leaf::Blackhole,
            NextHop::Reject => Leaf::Unreachable,
            NextHop::Trap => Leaf::Trap,
            NextHop::Glean { interface } => Leaf::OnLink { interface },
            NextHop::HoldDown { interface } => Leaf::Held { interface },
            NextHop::Incomplete => Leaf::Incomplete,
            NextHop::Group { .. } => return None,
        })
    }
}

impl Target {
    /// Every way of it.
    pub fn leaves(&self) -> Vec<Leaf> {
        match self {
            Target::Leaf(leaf) => vec![*leaf],
            Target::Multipath(hops) => hops.iter().map(|hop| hop.leaf).collect(),
        }
    }
}
