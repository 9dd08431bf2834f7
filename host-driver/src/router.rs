//! # The plan of the router
//! Owns: routes, neighbours and interfaces as they are wanted, and the words to
//! write, in order, for a change of them. Reads and writes no device, except
//! in [`device`], which does nothing else.
//!
//! A [`Router`] is what the device holds once every write that was handed out
//! is done, and beside it what is wanted and does not fit. A change either
//! hands out its writes or is refused with nothing changed.
//!
//! ```no_run
//! use ferroute_host::device::Device;
//! use ferroute_host::next_hop::{Leaf, Target};
//! use ferroute_host::router::{Mode, device};
//!
//! # fn example(bus: impl ferroute_host::bus::RegisterBus) -> Result<(), Box<dyn std::error::Error>> {
//! let mut switch = Device::open(bus)?;
//! let mut router = device::open(&mut switch, None)?;
//! let gateway = Target::Leaf(Leaf::Via { gateway: "192.0.2.1".parse()?, interface: 4 });
//! let mut plan = Vec::new();
//! router.set_route("10.0.0.0/8".parse()?, &gateway, Mode { replace: true, partial: false }, &mut plan)?;
//! device::execute(&mut switch, &plan)?;
//! # Ok(())
//! # }
//! ```

pub mod device;
mod install;
pub mod interface;
mod load;
pub mod names;
mod neighbour;
pub mod probe;
pub mod record;
mod refused;
pub mod state;

use std::collections::BTreeSet;

use crate::fib::{Entry, Family, Fib, FibError, Place, Prefix, RouteMap, Write};
use crate::next_hop::{Hop, Leaf, NextHopError, NextHops, Target};
use interface::Interfaces;

pub use interface::InterfaceError;
pub use load::DeviceWords;
pub use neighbour::NeighbourError;

/// Where a route comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody wants it.
    Static,
    /// A neighbour with this address is known, or was asked in vain.
    Neighbour,
}

/// A route as it is wanted, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub target: Target,
    pub origin: Origin,
    pub state: RouteState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteState {
    /// In the hardware. While refused routes lie right below it, its traffic
    /// goes to the host.
    Installed { next_hop: u16, refused_below: usize },
    /// It does not fit; the route above it brings its traffic to the host.
    Refused,
}

/// What is done where the prefix has a route, or does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// A route that is there gets the new target; otherwise it is an error.
    pub replace: bool,
    /// A route that does not fit is kept beside the hardware, and the next
    /// route above it leads to the host.
    pub partial: bool,
}

/// Why a change was refused; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouterError {
    #[error(transparent)]
    Fib(#[from] FibError),
    #[error(transparent)]
    NextHop(#[from] NextHopError),
    #[error(transparent)]
    Interface(#[from] InterfaceError),
    #[error(transparent)]
    Neighbour(#[from] NeighbourError),
    /// The caller's: use `replace`.
    #[error("a route for {0} exists already")]
    Exists(Prefix),
    /// The caller's.
    #[error("no route for {0}")]
    NotFound(Prefix),
    /// The caller's.
    #[error("{0} is not routed by the hardware: multicast, loopback and reserved addresses never are")]
    NotUnicast(Prefix),
    /// The caller's.
    #[error("the route for {0} has no next hops that others could be appended to")]
    NotAppendable(Prefix),
}

/// Routes, neighbours, interfaces and next hops of a device.
#[derive(Clone)]
pub struct Router {
    fib: Fib,
    next_hops: NextHops,
    interfaces: Interfaces,
    routes: RouteMap<Route>,
    refused: BTreeSet<Prefix>,
    /// Refused routes of each family with no route above them.
    refused_below_nothing: [usize; 2],
}

impl Router {
    /// An empty one.
    pub fn new(fib: Fib) -> Self {
        Self {
            fib,
            next_hops: NextHops::default(),
            interfaces: Interfaces::default(),
            routes: RouteMap::default(),
            refused: BTreeSet::new(),
            refused_below_nothing: [0; 2],
        }
    }

    pub fn fib(&self) -> &Fib {
        &self.fib
    }

    pub fn next_hops(&self) -> &NextHops {
        &self.next_hops
    }

    pub fn interfaces(&self) -> &Interfaces {
        &self.interfaces
    }

    pub fn routes(&self) -> &RouteMap<Route> {
        &self.routes
    }

    /// Where the hardware finds a route, and its next hop as the FIB has it.
    pub fn place(&self, prefix: Prefix) -> Option<(Place, u16)> {
        self.fib.get(prefix)
    }

    /// Prepares for many routes at once; see [`Fib::expect`].
    pub fn expect(&mut self, prefixes: impl IntoIterator<Item = Prefix>) {
        self.fib.expect(prefixes);
    }

    /// Adds a route, or changes the one that is there.
    pub fn set_route(
        &mut self, prefix: Prefix, target: &Target, mode: Mode, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        check_unicast(prefix)?;
        self.check_interfaces(target)?;
        let is_there = self.routes.get(prefix).is_some_and(|route| route.origin == Origin::Static);
        if is_there && !mode.replace {
            return Err(RouterError::Exists(prefix));
        }
        self.install(prefix, target, Origin::Static, mode.partial, writes)
    }

    /// Adds next hops to those that the route has.
    pub fn append_route(
        &mut self, prefix: Prefix, target: &Target, mode: Mode, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        let mode = Mode { replace: true, ..mode };
        let Some(route) = self.routes.get(prefix).filter(|route| route.origin == Origin::Static) else {
            return self.set_route(prefix, target, mode, writes);
        };
        let mut hops = hops(&route.target).ok_or(RouterError::NotAppendable(prefix))?;
        hops.extend(self::hops(target).ok_or(RouterError::NotAppendable(prefix))?);
        self.set_route(prefix, &Target::Multipath(hops), mode, writes)
    }

    /// Deletes a route. What was refused is tried again in its place.
    pub fn delete_route(&mut self, prefix: Prefix, writes: &mut Vec<Write>) -> Result<(), RouterError> {
        if !self.routes.get(prefix).is_some_and(|route| route.origin == Origin::Static) {
            return Err(RouterError::NotFound(prefix));
        }
        self.remove_static(prefix, writes);
        self.retry(prefix.family(), writes);
        Ok(())
    }

    /// Deletes the routes that are meant; returns how many these were.
    pub fn flush_routes(&mut self, is_meant: impl Fn(Prefix, &Route) -> bool, writes: &mut Vec<Write>) -> usize {
        let meant: Vec<Prefix> = self
            .routes
            .iter()
            .filter(|(prefix, route)| route.origin == Origin::Static && is_meant(*prefix, route))
            .map(|(prefix, _)| prefix)
            .collect();
        // Refused ones first, so that none is tried only to be deleted.
        let (refused, installed): (Vec<Prefix>, Vec<Prefix>) =
            meant.iter().copied().partition(|prefix| self.refused.contains(prefix));
        refused.into_iter().chain(installed).for_each(|prefix| self.remove_static(prefix, writes));
        Family::ALL.into_iter().for_each(|family| self.retry(family, writes));
        meant.len()
    }

    /// Adds an object that must not exist yet.
    pub fn add_object(&mut self, id: u32, target: &Target, writes: &mut Vec<Write>) -> Result<(), RouterError> {
        self.check_interfaces(target)?;
        Ok(self.next_hops.add_object(id, target, writes).map(drop)?)
    }

    /// Adds or changes an object.
    pub fn replace_object(&mut self, id: u32, target: &Target, writes: &mut Vec<Write>) -> Result<(), RouterError> {
        self.check_interfaces(target)?;
        Ok(self.next_hops.replace_object(id, target, writes).map(drop)?)
    }

    pub fn delete_object(&mut self, id: u32, writes: &mut Vec<Write>) -> Result<(), RouterError> {
        Ok(self.next_hops.delete_object(id, writes)?)
    }

    /// Does several changes that are undone as a whole when one of them fails.
    pub fn all_or_nothing<T, E>(
        &mut self, writes: &mut Vec<Write>, action: impl FnOnce(&mut Self, &mut Vec<Write>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (before, count) = (self.clone(), writes.len());
        action(self, writes).inspect_err(|_| {
            *self = before;
            writes.truncate(count);
        })
    }

    /// Gives the FIB's hash another seed and every prefix a new place. Until it
    /// is done, traffic goes to the host.
    pub fn reseed(&mut self, seed: u64, writes: &mut Vec<Write>) -> Result<usize, RouterError> {
        let entries: Vec<Entry> = self.fib.entries().map(|(entry, _)| entry).collect();
        let fib = Fib::filled(self.fib.sizes(), seed, &entries)?;
        let guard = self.next_hops.acquire(&Target::Leaf(Leaf::Incomplete), None, writes)?;
        writes.extend(self.fib.reload(&fib, guard));
        self.next_hops.release(guard, writes);
        self.fib = fib;
        Ok(entries.len())
    }

    fn check_interfaces(&self, target: &Target) -> Result<(), RouterError> {
        let missing = target.leaves().into_iter().filter_map(Leaf::interface).find(|number| self.interfaces.get(*number).is_none());
        missing.map_or(Ok(()), |number| Err(InterfaceError::NoNumber(number).into()))
    }
}

/// The hops of a target that others can be added to.
fn hops(target: &Target) -> Option<Vec<Hop>> {
    match target {
        Target::Multipath(hops) => Some(hops.clone()),
        Target::Leaf(leaf) if leaf.interface().is_some() || matches!(leaf, Leaf::Object { .. }) => {
            Some(vec![Hop { leaf: *leaf, weight: 1 }])
        }
        Target::Leaf(_) => None,
    }
}

/// Destinations that the hardware drops or hands over before it asks the FIB.
fn check_unicast(prefix: Prefix) -> Result<(), RouterError> {
    let reserved: &[(u128, u8)] = match prefix.family() {
        Family::Ipv4 => &[(0x7F << 120, 8), (0xE0 << 120, 3), (0, 8)],
        Family::Ipv6 => &[(0xFF << 120, 8), (1, 128), (0, 128)],
    };
    let is_reserved = reserved
        .iter()
        .filter_map(|(bits, length)| Prefix::new(prefix.family(), *bits, *length))
        .any(|reserved| reserved.covers(prefix));
    if is_reserved { Err(RouterError::NotUnicast(prefix)) } else { Ok(()) }
}

