//! What the device's tables cannot tell: the addresses of gateways, what was
//! refused, and what is known of neighbours without a host route. Kept as JSON.
//! Owns: the text's form. Reads and writes no file.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::neighbour::host_target;
use super::{Origin, RouteState, Router};
use crate::fib::Prefix;
use crate::mac_address::MacAddress;
use crate::next_hop::{Hints, Leaf, Member, Resolution, Target};

/// Beside the tables of a device since one of its starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The device's epoch: after another start the tables are empty.
    pub epoch: u16,
    neighbours: Vec<Neighbour>,
    /// Next hops whose entries say less than is known.
    leaves: Vec<(u16, Leaf)>,
    groups: Vec<(u16, Vec<Member>)>,
    objects: Vec<(u32, u16)>,
    /// Routes that lead to the host while others below them are refused, with
    /// their own next hops.
    hidden: Vec<(Prefix, u16)>,
    refused: Vec<(Prefix, Target)>,
    /// Host routes that somebody wants though they are like a neighbour's.
    wanted_hosts: Vec<Prefix>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Neighbour {
    interface: u8,
    address: IpAddr,
    /// None: held down.
    mac: Option<MacAddress>,
}

impl State {
    /// The state in a text.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|text| text + "\n")
    }

    pub(super) fn hints(&self) -> Hints {
        let resolution = |neighbour: &Neighbour| match neighbour.mac {
            Some(mac) => Resolution::Known(mac),
            None => Resolution::Held { until: None },
        };
        Hints {
            neighbours: self
                .neighbours
                .iter()
                .map(|neighbour| ((neighbour.interface, neighbour.address), resolution(neighbour)))
                .collect(),
            leaves: self.leaves.iter().copied().collect(),
            groups: self.groups.iter().cloned().collect(),
            objects: self.objects.iter().copied().collect(),
        }
    }

    pub(super) fn hidden(&self) -> impl Iterator<Item = (Prefix, u16)> {
        self.hidden.iter().copied()
    }

    pub(super) fn refused(&self) -> impl Iterator<Item = (Prefix, &Target)> {
        self.refused.iter().map(|(prefix, target)| (*prefix, target))
    }

    pub(super) fn is_wanted_host(&self, prefix: Prefix) -> bool {
        self.wanted_hosts.contains(&prefix)
    }
}

impl Router {
    /// What the tables cannot tell.
    pub fn state(&self, epoch: u16) -> State {
        let neighbours = self.next_hops.neighbours().map(|((interface, address), resolution)| Neighbour {
            interface,
            address,
            mac: match resolution {
                Resolution::Known(mac) => Some(mac),
                Resolution::Held { .. } => None,
            },
        });
        let (mut leaves, mut groups) = (Vec::new(), Vec::new());
        for (index, _) in self.next_hops.used() {
            if let Some(members) = self.next_hops.members(index) {
                groups.push((index, members.to_vec()));
            } else if let Some(Target::Leaf(leaf)) = self.next_hops.meaning(index)
                && Leaf::of_entry(self.next_hops.entry(index)) != Some(leaf)
            {
                leaves.push((index, leaf));
            }
        }
        let mut state = State {
            epoch,
            neighbours: neighbours.collect(),
            leaves,
            groups,
            objects: self.next_hops.objects().collect(),
            ..State::default()
        };
        for (prefix, route) in self.routes.iter() {
            match route.state {
                RouteState::Refused => state.refused.push((prefix, route.target.clone())),
                RouteState::Installed { next_hop, refused_below: 1.. } => state.hidden.push((prefix, next_hop)),
                RouteState::Installed { .. } => {}
            }
            let is_like_neighbour = self.neighbour_target(prefix).as_ref() == Some(&route.target);
            if is_like_neighbour && route.origin == Origin::Static {
                state.wanted_hosts.push(prefix);
            }
        }
        state
    }

    /// Whether a route is there for a neighbour's sake, as far as a state tells.
    pub(super) fn origin(&self, prefix: Prefix, target: &Target, known: &State) -> Origin {
        let is_like_neighbour = self.neighbour_targets(prefix).any(|other| other == *target);
        if is_like_neighbour && !known.is_wanted_host(prefix) { Origin::Neighbour } else { Origin::Static }
    }

    fn neighbour_targets(&self, prefix: Prefix) -> impl Iterator<Item = Target> {
        let own = self.next_hops.neighbours().filter(move |((_, address), _)| Prefix::host(*address) == prefix);
        own.map(|((interface, _), resolution)| host_target(interface, resolution))
    }
}
