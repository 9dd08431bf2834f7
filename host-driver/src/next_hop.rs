//! # The plan of the next hops
//! Owns: the device's next hops and buckets, who refers to which of them, and
//! what is known of neighbours. Equal next hops share an entry; objects have
//! one of their own. Reads and writes no device.
//!
//! The writes of a change are in such an order that nothing refers to an entry
//! before it is complete, and an entry is cleared only when nothing refers to
//! it any more.

mod adopt;
mod buckets;
mod group;
mod leaf;
mod object;
mod spread;

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::time::Duration;

use ferroute_regmap::size::NEXT_HOPS;
use ferroute_regmap::{NextHop, region};

use crate::fib::Write;
use crate::mac_address::MacAddress;
use buckets::Buckets;
use group::Group;

pub use adopt::Hints;
pub use leaf::{Hop, Leaf, Target};
pub use spread::{Member, log2_buckets, spread};

/// Members of a group, at most.
pub const MOST_MEMBERS: usize = 128;

/// Why next hops were not changed; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NextHopError {
    /// The table's.
    #[error("all {NEXT_HOPS} next hops are in use")]
    Full,
    /// The table's.
    #[error("no {needed} buckets in a row are free for the group ({used} of {} are used)", ferroute_regmap::size::BUCKETS)]
    BucketsFull { needed: usize, used: usize },
    /// The caller's.
    #[error("no next hop object {0}")]
    NoObject(u32),
    /// The caller's: use `replace`.
    #[error("next hop object {0} exists already")]
    Exists(u32),
    /// The caller's.
    #[error("next hop object {id} is in use ({references} routes or groups)")]
    InUse { id: u32, references: usize },
    /// The caller's.
    #[error("next hop object {0} is a group, and a group's members are no groups")]
    Nested(u32),
    /// The caller's.
    #[error("a group has 1 to {MOST_MEMBERS} next hops, not {0}")]
    Members(usize),
}

/// What is known of a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    Known(MacAddress),
    /// It was asked and has not answered; until then frames to it are dropped.
    Held { until: Option<Duration> },
}

/// What an entry of the table stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Spec {
    Leaf(Leaf),
    /// Sorted.
    Group(Vec<Member>),
}

#[derive(Clone, Debug)]
struct Slot {
    spec: Spec,
    /// The object whose entry it is; such an entry is not shared.
    object: Option<u32>,
    references: usize,
    group: Option<Group>,
    words: [u32; NextHop::WORDS],
}

/// The next hops of a device.
#[derive(Clone)]
pub struct NextHops {
    slots: Vec<Option<Slot>>,
    shared: HashMap<Spec, u16>,
    objects: BTreeMap<u32, u16>,
    buckets: Buckets,
    neighbours: BTreeMap<(u8, IpAddr), Resolution>,
}

impl Default for NextHops {
    fn default() -> Self {
        Self {
            slots: vec![None; NEXT_HOPS],
            shared: HashMap::new(),
            objects: BTreeMap::new(),
            buckets: Buckets::default(),
            neighbours: BTreeMap::new(),
        }
    }
}

impl NextHops {
    /// Refers to what a target means once more, and makes it where it is not
    /// there yet: for a group with the buckets that `like` has, where this is a
    /// group, as far as it shares members.
    pub fn acquire(
        &mut self, target: &Target, like: Option<u16>, writes: &mut Vec<Write>,
    ) -> Result<u16, NextHopError> {
        match target {
            Target::Leaf(leaf) => self.acquire_leaf(*leaf, writes),
            Target::Multipath(hops) => {
                self.undoing(writes, |hops_table, writes| {
                    let members = hops_table.acquire_members(hops, writes)?;
                    hops_table.acquire_group(members, like, writes)
                })
            }
        }
    }

    /// Refers to an entry once more.
    pub fn refer(&mut self, index: u16) {
        if let Some(slot) = self.slot_mut(index) {
            slot.references += 1;
        }
    }

    /// Takes a reference back; what nothing refers to is cleared.
    pub fn release(&mut self, index: u16, writes: &mut Vec<Write>) {
        let Some(slot) = self.slot_mut(index) else { return };
        slot.references = slot.references.saturating_sub(1);
        if slot.references > 0 {
            return;
        }
        let Some(slot) = self.slots.get_mut(usize::from(index)).and_then(Option::take) else { return };
        if self.shared.get(&slot.spec) == Some(&index) {
            self.shared.remove(&slot.spec);
        }
        writes.push(entry_write(index, [0; NextHop::WORDS]));
        self.disband(slot, writes);
    }

    /// Changes what is known of a neighbour, and with it every next hop by it.
    /// Returns what was known before.
    pub fn set_neighbour(
        &mut self, interface: u8, address: IpAddr, resolution: Option<Resolution>, writes: &mut Vec<Write>,
    ) -> Option<Resolution> {
        let key = (interface, address);
        let before = match resolution {
            Some(resolution) => self.neighbours.insert(key, resolution),
            None => self.neighbours.remove(&key),
        };
        let by_it = Spec::Leaf(Leaf::Via { gateway: address, interface });
        let indices: Vec<u16> = self.numbered().filter(|(_, slot)| slot.spec == by_it).map(|(index, _)| index).collect();
        for index in indices {
            self.write_leaf(index, writes);
        }
        before
    }

    /// What is known of a neighbour.
    pub fn neighbour(&self, interface: u8, address: IpAddr) -> Option<Resolution> {
        self.neighbours.get(&(interface, address)).copied()
    }

    /// Every neighbour of which something is known, by interface and address.
    pub fn neighbours(&self) -> impl Iterator<Item = ((u8, IpAddr), Resolution)> {
        self.neighbours.iter().map(|(key, resolution)| (*key, *resolution))
    }

    /// The target that an entry was made for.
    pub fn target(&self, index: u16) -> Option<Target> {
        let slot = self.slot(index)?;
        match slot.object {
            Some(id) => Some(Target::Leaf(Leaf::Object { id })),
            None => self.meaning(index),
        }
    }

    /// What an entry leads to; of an object's entry what the object leads to.
    pub fn meaning(&self, index: u16) -> Option<Target> {
        match &self.slot(index)?.spec {
            Spec::Leaf(leaf) => Some(Target::Leaf(*leaf)),
            Spec::Group(members) => Some(Target::Multipath(
                members
                    .iter()
                    .filter_map(|member| match self.target(member.next_hop)? {
                        Target::Leaf(leaf) => Some(Hop { leaf, weight: member.weight }),
                        Target::Multipath(_) => None,
                    })
                    .collect(),
            )),
        }
    }

    /// The members of the group with this entry.
    pub fn members(&self, index: u16) -> Option<&[Member]> {
        match &self.slot(index)?.spec {
            Spec::Group(members) => Some(members),
            Spec::Leaf(_) => None,
        }
    }

    /// The device's entry with a number.
    pub fn entry(&self, index: u16) -> NextHop {
        self.slot(index).map_or(NextHop::None, |slot| NextHop::unpack(slot.words))
    }

    /// The next hop in a bucket.
    pub fn bucket(&self, bucket: usize) -> Option<u16> {
        self.numbered().find_map(|(_, slot)| slot.group.as_ref()?.owner(bucket))
    }

    /// Numbers in use with how often they are referred to.
    pub fn used(&self) -> impl Iterator<Item = (u16, usize)> {
        self.numbered().map(|(index, slot)| (index, slot.references))
    }

    /// Buckets in use.
    pub fn used_buckets(&self) -> usize {
        self.buckets.used()
    }

    /// Whether a next hop or a neighbour leads to an interface.
    pub fn uses_interface(&self, interface: u8) -> bool {
        let leads = |slot: &Slot| matches!(&slot.spec, Spec::Leaf(leaf) if leaf.interface() == Some(interface));
        self.numbered().any(|(_, slot)| leads(slot)) || self.neighbours.keys().any(|key| key.0 == interface)
    }

    fn acquire_leaf(&mut self, leaf: Leaf, writes: &mut Vec<Write>) -> Result<u16, NextHopError> {
        let index = match leaf {
            Leaf::Object { id } => *self.objects.get(&id).ok_or(NextHopError::NoObject(id))?,
            leaf => match self.shared.get(&Spec::Leaf(leaf)) {
                Some(index) => *index,
                None => {
                    let index = self.make(Spec::Leaf(leaf), None)?;
                    self.write_leaf(index, writes);
                    index
                }
            },
        };
        self.refer(index);
        Ok(index)
    }

    /// A new slot without references and with nothing written.
    fn make(&mut self, spec: Spec, object: Option<u32>) -> Result<u16, NextHopError> {
        let index = self.slots.iter().position(Option::is_none).ok_or(NextHopError::Full)?;
        if object.is_none() {
            self.shared.insert(spec.clone(), index as u16);
        }
        self.slots[index] =
            Some(Slot { spec, object, references: 0, group: None, words: [0; NextHop::WORDS] });
        Ok(index as u16)
    }

    /// Brings a leaf's entry up to date.
    fn write_leaf(&mut self, index: u16, writes: &mut Vec<Write>) {
        let Some(Spec::Leaf(leaf)) = self.slot(index).map(|slot| &slot.spec) else { return };
        let entry = self.resolve(*leaf);
        self.set_words(index, entry.pack(), writes);
    }

    /// The entry that a leaf needs.
    fn resolve(&self, leaf: Leaf) -> NextHop {
        match leaf {
            Leaf::Via { gateway, interface } => match self.neighbour(interface, gateway) {
                Some(Resolution::Known(mac)) => NextHop::Forward { mac: mac.0, interface },
                Some(Resolution::Held { .. }) => NextHop::HoldDown { interface },
                None => NextHop::Glean { interface },
            },
            Leaf::Lladdr { mac, interface } => NextHop::Forward { mac: mac.0, interface },
            Leaf::OnLink { interface } => NextHop::Glean { interface },
            Leaf::Held { interface } => NextHop::HoldDown { interface },
            Leaf::Local => NextHop::Local,
            Leaf::Blackhole => NextHop::Blackhole,
            Leaf::Unreachable => NextHop::Reject,
            Leaf::Trap => NextHop::Trap,
            Leaf::Incomplete => NextHop::Incomplete,
            Leaf::Nothing | Leaf::Object { .. } => NextHop::None,
        }
    }

    fn set_words(&mut self, index: u16, words: [u32; NextHop::WORDS], writes: &mut Vec<Write>) {
        if let Some(slot) = self.slot_mut(index).filter(|slot| slot.words != words) {
            slot.words = words;
            writes.push(entry_write(index, words));
        }
    }

    /// Does something that is undone as a whole when it fails.
    fn undoing<T>(
        &mut self, writes: &mut Vec<Write>,
        action: impl FnOnce(&mut Self, &mut Vec<Write>) -> Result<T, NextHopError>,
    ) -> Result<T, NextHopError> {
        let (before, count) = (self.clone(), writes.len());
        action(self, writes).inspect_err(|_| {
            *self = before;
            writes.truncate(count);
        })
    }

    fn slot(&self, index: u16) -> Option<&Slot> {
        self.slots.get(usize::from(index))?.as_ref()
    }

    fn slot_mut(&mut self, index: u16) -> Option<&mut Slot> {
        self.slots.get_mut(usize::from(index))?.as_mut()
    }

    fn numbered(&self) -> impl Iterator<Item = (u16, &Slot)> {
        self.slots.iter().enumerate().filter_map(|(index, slot)| Some((index as u16, slot.as_ref()?)))
    }
}

fn entry_write(index: u16, words: [u32; NextHop::WORDS]) -> Write {
    Write::new(region::NEXT_HOPS + u32::from(index) * NextHop::WORDS as u32, &words)
}

#[cfg(test)]
mod tests;
