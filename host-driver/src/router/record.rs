//! Routes, next hops, neighbours and interfaces with names instead of numbers,
//! as they are shown, saved and restored.
//! Owns: the form; what a name stands for is in [`super::names`].

use std::net::IpAddr;

use ferroute_regmap::ReversePath;
use serde::{Deserialize, Serialize};

use super::interface::InterfaceError;
use crate::fib::{Place, Prefix};
use crate::mac_address::MacAddress;
use crate::next_hop::Leaf;

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

    pub(super) fn leaf(self) -> Option<Leaf> {
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
