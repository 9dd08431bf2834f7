//! Routes, next hops, neighbours and interfaces with names instead of numbers,
//! as they are shown, saved and restored.
//! Owns: the form. Reads and writes no file.

use std::net::IpAddr;

use ferroute_regmap::{Interface, ReversePath};
use serde::{Deserialize, Serialize};

use super::interface::{InterfaceError, InterfaceName, Interfaces};
use super::{RouteState, Router};
use crate::fib::{Place, Prefix};
use crate::mac_address::MacAddress;
use crate::next_hop::{Hop, Leaf, Resolution, Target};

/// Why a record means nothing. Its writer's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Interface(#[from] InterfaceError),
    #[error("give \"dev INTERFACE\": no route leads to the gateway {0} directly")]
    NoDevice(IpAddr),
    #[error("{0}")]
    Combination(&'static str),
    #[error("a weight is 1 to 256")]
    Weight,
}

/// What kind of route it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Unicast,
    Local,
    Blackhole,
    Unreachable,
    Trap,
    /// Leads to the host because a longer prefix is not in the hardware.
    Incomplete,
    /// Its next hop says nothing.
    Nothing,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unicast => "unicast",
            Kind::Local => "local",
            Kind::Blackhole => "blackhole",
            Kind::Unreachable => "unreachable",
            Kind::Trap => "trap",
            Kind::Incomplete => "incomplete",
            Kind::Nothing => "nothing",
        }
    }

    fn leaf(self) -> Option<Leaf> {
        Some(match self {
            Kind::Unicast => return None,
            Kind::Local => Leaf::Local,
            Kind::Blackhole => Leaf::Blackhole,
            Kind::Unreachable => Leaf::Unreachable,
            Kind::Trap => Leaf::Trap,
            Kind::Incomplete => Leaf::Incomplete,
            Kind::Nothing => Leaf::Nothing,
        })
    }
}

/// One next hop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lladdr: Option<MacAddress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dev: Option<String>,
    /// Number of a next hop object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhid: Option<u32>,
    /// In a group: its share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u16>,
    /// The neighbour was asked in vain.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// What a route or an object leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayRecord {
    #[serde(rename = "type", default)]
    pub kind: Kind,
    #[serde(flatten)]
    pub hop: HopRecord,
    /// More than one: a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nexthops: Vec<HopRecord>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteRecord {
    pub prefix: Prefix,
    #[serde(flatten)]
    pub way: WayRecord,
}

/// A route with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteReport {
    #[serde(flatten)]
    pub record: RouteRecord,
    /// `installed`, `incomplete` (leads to the host because of refused routes
    /// below it) or `refused`.
    pub state: &'static str,
    pub refused_below: usize,
    /// `pool`, `wide` or `default`.
    pub table: Option<&'static str>,
    /// Entry in it.
    pub index: Option<usize>,
    /// Number of the next hop that was made for it.
    pub next_hop: Option<u16>,
}

/// A next hop object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRecord {
    pub id: u32,
    #[serde(flatten)]
    pub way: WayRecord,
}

/// A neighbour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeighbourRecord {
    pub address: IpAddr,
    pub dev: String,
    /// None: it was asked in vain, and frames to it are dropped.
    pub lladdr: Option<MacAddress>,
}

/// A router interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceRecord {
    /// Port, and behind a dot the VLAN.
    pub interface: String,
    pub address: MacAddress,
    pub mtu: u16,
    pub ipv4: bool,
    pub ipv6: bool,
    pub rpf4: Rpf,
    pub rpf6: Rpf,
}

/// Reverse-path check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rpf {
    #[default]
    Off,
    Loose,
    Strict,
}

impl Rpf {
    pub fn name(self) -> &'static str {
        match self {
            Rpf::Off => "off",
            Rpf::Loose => "loose",
            Rpf::Strict => "strict",
        }
    }
}

impl From<Rpf> for ReversePath {
    fn from(rpf: Rpf) -> Self {
        match rpf {
            Rpf::Off => ReversePath::Off,
            Rpf::Loose => ReversePath::Loose,
            Rpf::Strict => ReversePath::Strict,
        }
    }
}

impl From<ReversePath> for Rpf {
    fn from(check: ReversePath) -> Self {
        match check {
            ReversePath::Off => Rpf::Off,
            ReversePath::Loose => Rpf::Loose,
            ReversePath::Strict => Rpf::Strict,
        }
    }
}

/// Names of a device's interfaces.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    interfaces: &'a Interfaces,
    port_count: u8,
}

impl<'a> Names<'a> {
    pub fn new(interfaces: &'a Interfaces, port_count: u8) -> Self {
        Self { interfaces, port_count }
    }

    /// The interface's number.
    pub fn number(&self, name: &str) -> Result<u8, InterfaceError> {
        self.interfaces.find(InterfaceName::parse(name, self.port_count)?)
    }

    /// The name of a number; of one that the device does not have, the number.
    pub fn name(&self, number: u8) -> String {
        self.interfaces.name(number, self.port_count).map_or_else(|| number.to_string(), |name| name.to_string())
    }

    pub fn interface(&self, number: u8, interface: &Interface) -> InterfaceRecord {
        InterfaceRecord {
            interface: self.name(number),
            address: MacAddress(interface.mac),
            mtu: interface.mtu,
            ipv4: interface.ipv4,
            ipv6: interface.ipv6,
            rpf4: interface.reverse_path4.into(),
            rpf6: interface.reverse_path6.into(),
        }
    }

    pub fn neighbour(&self, interface: u8, address: IpAddr, resolution: Resolution) -> NeighbourRecord {
        let lladdr = match resolution {
            Resolution::Known(mac) => Some(mac),
            Resolution::Held { .. } => None,
        };
        NeighbourRecord { address, dev: self.name(interface), lladdr }
    }

    /// What a target leads to.
    pub fn way(&self, target: &Target) -> WayRecord {
        match target {
            Target::Leaf(leaf) => {
                let kind = match leaf {
                    Leaf::Local => Kind::Local,
                    Leaf::Blackhole => Kind::Blackhole,
                    Leaf::Unreachable => Kind::Unreachable,
                    Leaf::Trap => Kind::Trap,
                    Leaf::Incomplete => Kind::Incomplete,
                    Leaf::Nothing => Kind::Nothing,
                    _ => Kind::Unicast,
                };
                WayRecord { kind, hop: self.hop(*leaf), nexthops: Vec::new() }
            }
            Target::Multipath(hops) => {
                let record = |hop: &Hop| HopRecord { weight: Some(hop.weight), ..self.hop(hop.leaf) };
                WayRecord { nexthops: hops.iter().map(record).collect(), ..WayRecord::default() }
            }
        }
    }

    fn hop(&self, leaf: Leaf) -> HopRecord {
        let mut record = HopRecord { dev: leaf.interface().map(|number| self.name(number)), ..HopRecord::default() };
        match leaf {
            Leaf::Via { gateway, .. } => record.via = Some(gateway),
            Leaf::Lladdr { mac, .. } => record.lladdr = Some(mac),
            Leaf::Held { .. } => record.held = true,
            Leaf::Object { id } => record.nhid = Some(id),
            _ => {}
        }
        record
    }
}

impl Router {
    /// The target that a record means. A gateway without an interface is
    /// looked for where a route leads to it directly.
    pub fn target(&self, way: &WayRecord, port_count: u8) -> Result<Target, RecordError> {
        let names = Names::new(&self.interfaces, port_count);
        let is_bare = way.hop == HopRecord::default();
        if let Some(leaf) = way.kind.leaf() {
            let is_alone = is_bare && way.nexthops.is_empty();
            return is_alone
                .then_some(Target::Leaf(leaf))
                .ok_or(RecordError::Combination("only a unicast route has next hops"));
        }
        if way.nexthops.is_empty() {
            return Ok(Target::Leaf(self.leaf(&way.hop, names)?));
        }
        if !is_bare {
            return Err(RecordError::Combination("give either one next hop or several, each behind \"nexthop\""));
        }
        let hop = |record: &HopRecord| {
            let weight = record.weight.unwrap_or(1);
            match (1..=256).contains(&weight) {
                true => Ok(Hop { leaf: self.leaf(record, names)?, weight }),
                false => Err(RecordError::Weight),
            }
        };
        Ok(Target::Multipath(way.nexthops.iter().map(hop).collect::<Result<_, _>>()?))
    }

    fn leaf(&self, record: &HopRecord, names: Names<'_>) -> Result<Leaf, RecordError> {
        let interface = record.dev.as_deref().map(|name| names.number(name)).transpose()?;
        match (record.via, record.lladdr, interface, record.nhid) {
            (Some(gateway), None, Some(interface), None) => Ok(Leaf::Via { gateway, interface }),
            (Some(gateway), None, None, None) => {
                let interface = self.link_to(gateway).ok_or(RecordError::NoDevice(gateway))?;
                Ok(Leaf::Via { gateway, interface })
            }
            (None, Some(mac), Some(interface), None) => Ok(Leaf::Lladdr { mac, interface }),
            (None, None, Some(interface), None) if record.held => Ok(Leaf::Held { interface }),
            (None, None, Some(interface), None) => Ok(Leaf::OnLink { interface }),
            (None, None, None, Some(id)) => Ok(Leaf::Object { id }),
            _ => Err(RecordError::Combination(
                "a next hop is \"via ADDRESS [dev INTERFACE]\", \"lladdr MAC dev INTERFACE\", \"dev INTERFACE\" or \"nhid ID\"",
            )),
        }
    }

    /// The interface that an address is at, as far as routes tell.
    fn link_to(&self, address: IpAddr) -> Option<u8> {
        match self.routes.lookup(address)?.1.target {
            Target::Leaf(leaf @ (Leaf::OnLink { .. } | Leaf::Lladdr { .. } | Leaf::Held { .. })) => leaf.interface(),
            _ => None,
        }
    }

    /// A route with what became of it.
    pub fn report(&self, prefix: Prefix, port_count: u8) -> Option<RouteReport> {
        let route = self.routes.get(prefix)?;
        let (state, refused_below, next_hop) = match route.state {
            RouteState::Refused => ("refused", 0, None),
            RouteState::Installed { next_hop, refused_below: 0 } => ("installed", 0, Some(next_hop)),
            RouteState::Installed { next_hop, refused_below } => ("incomplete", refused_below, Some(next_hop)),
        };
        let place = next_hop.and_then(|_| self.place(prefix)).map(|(place, _)| place);
        let (table, index) = place.map_or((None, None), |place| {
            let (table, index) = place_name(place);
            (Some(table), index)
        });
        let way = Names::new(&self.interfaces, port_count).way(&route.target);
        Some(RouteReport { record: RouteRecord { prefix, way }, state, refused_below, table, index, next_hop })
    }
}

/// Name of a table, and the entry in it where it has several.
pub(super) fn place_name(place: Place) -> (&'static str, Option<usize>) {
    match place {
        Place::Pool(index) => ("pool", Some(index)),
        Place::Wide(index) => ("wide", Some(index)),
        Place::Default => ("default", None),
    }
}

impl std::fmt::Display for HopRecord {
    /// As it is written in a command.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = [
            self.via.map(|via| format!("via {via}")),
            self.lladdr.map(|lladdr| format!("lladdr {lladdr}")),
            self.dev.as_ref().map(|dev| format!("dev {dev}")),
            self.nhid.map(|nhid| format!("nhid {nhid}")),
            self.weight.map(|weight| format!("weight {weight}")),
            self.held.then(|| "held down".to_owned()),
        ];
        out.write_str(&words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

impl std::fmt::Display for WayRecord {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.kind != Kind::Unicast {
            return out.write_str(self.kind.name());
        }
        write!(out, "{}", self.hop)?;
        let hops: Vec<String> = self.nexthops.iter().map(|hop| format!("nexthop {hop}")).collect();
        out.write_str(&hops.join(" "))
    }
}
