//! From numbers to names and back.

use std::net::IpAddr;

use ferroute_regmap::Interface;

use super::interface::{InterfaceError, InterfaceName, Interfaces};
use super::record::{
    HopRecord, InterfaceRecord, Kind, NeighbourRecord, RecordError, RouteRecord, RouteReport, WayRecord,
    place_name,
};
use super::{RouteState, Router};
use crate::fib::Prefix;
use crate::mac_address::MacAddress;
use crate::next_hop::{Hop, Leaf, Resolution, Target};

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
