//! Neighbours: stations at an interface by their IP addresses.
//!
//! One that is known gets a host route, unless somebody wants another route for
//! its address, and every next hop by it leads to its MAC address. One that was
//! asked and has not answered is held down: frames to it are dropped until the
//! time is over or it is known. Of others nothing is kept, and frames to them
//! reach the host by the glean entry of a route that leads there.

use std::net::IpAddr;
use std::time::Duration;

use super::{Origin, RouteState, Router, RouterError};
use crate::fib::{Prefix, Write};
use crate::mac_address::MacAddress;
use crate::next_hop::{Leaf, Resolution, Target};

/// Why a neighbour was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NeighbourError {
    /// The caller's: use `replace`.
    #[error("neighbour {0} exists already")]
    Exists(IpAddr),
    /// The caller's.
    #[error("no neighbour {0}")]
    NotFound(IpAddr),
    /// The caller's.
    #[error("{0} is no address of a station")]
    NotUnicast(IpAddr),
    /// The caller's.
    #[error("{0} is no address of a station")]
    GroupAddress(MacAddress),
}

impl Router {
    /// Adds a neighbour, or changes what is known of it where that is wanted.
    pub fn set_neighbour(
        &mut self, interface: u8, address: IpAddr, resolution: Resolution, replace: bool, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        if self.interfaces.get(interface).is_none() {
            return Err(super::InterfaceError::NoNumber(interface).into());
        }
        if address.is_multicast() || address.is_unspecified() || address.is_loopback() {
            return Err(NeighbourError::NotUnicast(address).into());
        }
        if let Resolution::Known(mac) = resolution
            && (mac.is_group() || mac.is_zero())
        {
            return Err(NeighbourError::GroupAddress(mac).into());
        }
        if !replace && self.next_hops.neighbour(interface, address).is_some() {
            return Err(NeighbourError::Exists(address).into());
        }
        let prefix = Prefix::host(address);
        let is_wanted = self.routes.get(prefix).is_some_and(|route| route.origin == Origin::Static);
        if has_host_route(address) && !is_wanted {
            // The only step that may fail comes first.
            self.install(prefix, &host_target(interface, resolution), Origin::Neighbour, false, writes)?;
        }
        self.next_hops.set_neighbour(interface, address, Some(resolution), writes);
        Ok(())
    }

    /// Forgets a neighbour: it has to be asked for again.
    pub fn delete_neighbour(
        &mut self, interface: u8, address: IpAddr, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        if self.next_hops.neighbour(interface, address).is_none() {
            return Err(NeighbourError::NotFound(address).into());
        }
        self.next_hops.set_neighbour(interface, address, None, writes);
        let prefix = Prefix::host(address);
        if self.routes.get(prefix).is_some_and(|route| route.origin == Origin::Neighbour) {
            let elsewhere = self.neighbour_target(prefix);
            let stands_in = elsewhere
                .is_some_and(|target| self.install(prefix, &target, Origin::Neighbour, false, writes).is_ok());
            if !stands_in {
                self.uninstall(prefix, writes);
                self.retry(prefix.family(), writes);
            }
        }
        Ok(())
    }

    /// A neighbour was asked for: until `until` frames to it are dropped, unless
    /// it is known before. One that is known stays so.
    pub fn hold_neighbour(
        &mut self, interface: u8, address: IpAddr, until: Duration, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        match self.next_hops.neighbour(interface, address) {
            Some(Resolution::Known(_)) => Ok(()),
            _ => self.set_neighbour(interface, address, Resolution::Held { until: Some(until) }, true, writes),
        }
    }

    /// Ends every hold-down whose time is over; returns when the next one is.
    pub fn expire_neighbours(&mut self, now: Duration, writes: &mut Vec<Write>) -> Option<Duration> {
        let held = |resolution| match resolution {
            Resolution::Held { until } => until,
            Resolution::Known(_) => None,
        };
        let over: Vec<(u8, IpAddr)> = self
            .next_hops
            .neighbours()
            .filter(|(_, resolution)| held(*resolution).is_some_and(|until| until <= now))
            .map(|(key, _)| key)
            .collect();
        for (interface, address) in over {
            // It is there: there is nothing to fail.
            let _ = self.delete_neighbour(interface, address, writes);
        }
        self.next_hops.neighbours().filter_map(|(_, resolution)| held(resolution)).min()
    }

    /// What the host route of a neighbour with this address leads to.
    pub(super) fn neighbour_target(&self, prefix: Prefix) -> Option<Target> {
        if !prefix.is_host() || !has_host_route(prefix.first()) {
            return None;
        }
        let mut known = self.next_hops.neighbours().filter(|((_, address), _)| *address == prefix.first());
        known.next().map(|((interface, _), resolution)| host_target(interface, resolution))
    }

    /// Whether the hardware leads to a neighbour directly.
    pub fn has_host_route(&self, address: IpAddr) -> bool {
        let route = self.routes.get(Prefix::host(address));
        route.is_some_and(|route| route.origin == Origin::Neighbour && route.state != RouteState::Refused)
    }
}

pub(super) fn host_target(interface: u8, resolution: Resolution) -> Target {
    Target::Leaf(match resolution {
        Resolution::Known(mac) => Leaf::Lladdr { mac, interface },
        Resolution::Held { .. } => Leaf::Held { interface },
    })
}

/// Link-local destinations go to the host whatever routes there are.
fn has_host_route(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local(),
    }
}
