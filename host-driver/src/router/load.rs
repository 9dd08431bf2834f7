//! The router as a device holds it, with what a state file adds.

use std::collections::{BTreeMap, BTreeSet};

use ferroute_regmap::NextHop;

use super::interface::Interfaces;
use super::state::State;
use super::{Origin, Route, RouteState, Router};
use crate::fib::{Entry, Family, Fib, Image, Prefix, Write};
use crate::next_hop::{Leaf, NextHops, Resolution, Target};

/// What was read of a device.
#[derive(Clone, Debug)]
pub struct DeviceWords {
    pub fib: Image,
    /// Words of region NEXT_HOPS.
    pub next_hops: Vec<u32>,
    /// Words of region BUCKETS.
    pub buckets: Vec<u32>,
    /// Words of region INTERFACES.
    pub interfaces: Vec<u32>,
}

impl DeviceWords {
    fn next_hop(&self, index: u16) -> NextHop {
        let words = self.next_hops.get(usize::from(index) * NextHop::WORDS..).and_then(|words| words.first_chunk());
        words.map_or(NextHop::None, |words| NextHop::unpack(*words))
    }
}

impl Router {
    /// Takes over what a device holds. The state, if there is one that belongs
    /// to these tables, tells what routes were made for; where the tables say
    /// otherwise they are right. Without it a host route with a MAC address is
    /// a neighbour. Returns the writes that put right what should not be there.
    pub fn adopt(words: &DeviceWords, state: Option<&State>) -> (Self, Vec<Write>) {
        let empty = State::default();
        let known = state.unwrap_or(&empty);
        let (fib, mut writes) = Fib::adopt(&words.fib);
        let entries: Vec<Entry> = fib.entries().map(|(entry, _)| entry).collect();
        // The own next hops of routes that lead to the host for the time being.
        let is_incomplete = |entry: &&Entry| words.next_hop(entry.next_hop) == NextHop::Incomplete;
        let incomplete: BTreeSet<Prefix> = entries.iter().filter(is_incomplete).map(|entry| entry.prefix).collect();
        let hidden: BTreeMap<Prefix, u16> = known.hidden().filter(|(prefix, _)| incomplete.contains(prefix)).collect();
        let references = entries.iter().map(|entry| entry.next_hop).chain(hidden.values().copied());
        let (next_hops, clearing) = NextHops::adopt(&words.next_hops, &words.buckets, references, &known.hints());
        // Nothing leads to these any more once the FIB is put right.
        writes.extend(clearing);
        let mut router = Self::new(fib);
        router.next_hops = next_hops;
        router.interfaces = Interfaces::adopt(&words.interfaces);
        // A default that stands for refused routes only is no route.
        let stands_in = Family::ALL.map(|family| {
            let prefix = Prefix::default_of(family);
            state.is_some() && incomplete.contains(&prefix) && !hidden.contains_key(&prefix)
        });
        for Entry { prefix, next_hop } in entries {
            if !(prefix.is_default() && stands_in[prefix.family() as usize]) {
                let own = hidden.get(&prefix).copied().unwrap_or(next_hop);
                let target = router.next_hops.target(own).unwrap_or(Target::Leaf(Leaf::Nothing));
                let origin = router.origin(prefix, &target, known);
                let state = RouteState::Installed { next_hop: own, refused_below: 0 };
                router.routes.insert(prefix, Route { target, origin, state });
            }
        }
        let hidden = hidden.into_keys().collect();
        router.adopt_refused(known, hidden, stands_in, &mut writes);
        if state.is_none() {
            router.guess_neighbours();
        }
        (router, writes)
    }

    /// Refused routes, and the routes above them, which lead to the host or will.
    fn adopt_refused(
        &mut self, known: &State, mut hidden: BTreeSet<Prefix>, mut stands_in: [bool; 2], writes: &mut Vec<Write>,
    ) {
        for (prefix, target) in known.refused() {
            if self.routes.get(prefix).is_none() {
                self.refused.insert(prefix);
                let route = Route { target: target.clone(), origin: Origin::Static, state: RouteState::Refused };
                self.routes.insert(prefix, route);
            }
        }
        for prefix in self.refused.clone() {
            let above = self.installed_above(prefix);
            let family = prefix.family() as usize;
            let is_hidden = match above {
                Some(above) => hidden.remove(&above),
                None => std::mem::take(&mut stands_in[family]),
            };
            match above.and_then(|above| self.routes.get_mut(above)).map(|route| &mut route.state) {
                _ if !is_hidden => self.hide_above(prefix, 1, writes),
                Some(RouteState::Installed { refused_below, .. }) => *refused_below = 1,
                _ => self.refused_below_nothing[family] = 1,
            }
        }
        // Nothing is refused below these any more.
        for prefix in hidden {
            if let Some(RouteState::Installed { next_hop, .. }) = self.routes.get(prefix).map(|route| route.state) {
                self.fib.replace(Entry { prefix, next_hop }, writes);
                self.release_incomplete(writes);
            }
        }
        for family in Family::ALL {
            if stands_in[family as usize] {
                self.fib.remove(Prefix::default_of(family), writes);
                self.release_incomplete(writes);
            }
        }
    }

    /// Host routes that lead to a MAC address are taken for neighbours.
    fn guess_neighbours(&mut self) {
        let hosts: Vec<(Prefix, Resolution, u8)> = self
            .routes
            .iter()
            .filter(|(prefix, _)| prefix.is_host())
            .filter_map(|(prefix, route)| match route.target {
                Target::Leaf(Leaf::Lladdr { mac, interface }) => Some((prefix, Resolution::Known(mac), interface)),
                Target::Leaf(Leaf::Held { interface }) => Some((prefix, Resolution::Held { until: None }, interface)),
                _ => None,
            })
            .collect();
        for (prefix, resolution, interface) in hosts {
            // No next hop is known to be by it, so nothing is written.
            self.next_hops.set_neighbour(interface, prefix.first(), Some(resolution), &mut Vec::new());
            if let Some(route) = self.routes.get_mut(prefix) {
                route.origin = Origin::Neighbour;
            }
        }
    }
}
