//! Groups of next hops: their entries and buckets.

use std::collections::BTreeMap;

use ferroute_regmap::{NextHop, region};

use super::{Hop, Leaf, MOST_MEMBERS, Member, NextHopError, NextHops, Slot, Spec, log2_buckets, spread};
use crate::fib::Write;

/// The buckets of a group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub first: usize,
    /// The next hop in each, `2^n` of them.
    pub owners: Vec<u16>,
}

impl Group {
    /// The next hop in one of the device's buckets.
    pub fn owner(&self, bucket: usize) -> Option<u16> {
        self.owners.get(bucket.checked_sub(self.first)?).copied()
    }

    fn entry(&self) -> NextHop {
        NextHop::Group {
            first_bucket: self.first as u16,
            log2_buckets: self.owners.len().trailing_zeros() as u8,
        }
    }
}

impl NextHops {
    /// Refers to each hop once more, equal ones together.
    pub(super) fn acquire_members(
        &mut self, hops: &[Hop], writes: &mut Vec<Write>,
    ) -> Result<Vec<Member>, NextHopError> {
        let mut weights: BTreeMap<u16, u16> = BTreeMap::new();
        for hop in hops {
            let index = self.acquire_leaf(hop.leaf, writes)?;
            if let (Leaf::Object { id }, Some(Spec::Group(_))) = (hop.leaf, self.slot(index).map(|slot| &slot.spec)) {
                return Err(NextHopError::Nested(id));
            }
            match weights.get_mut(&index) {
                Some(weight) => {
                    *weight = weight.saturating_add(hop.weight.max(1));
                    self.release(index, writes);
                }
                None => {
                    weights.insert(index, hop.weight.max(1));
                }
            }
        }
        if !(1..=MOST_MEMBERS).contains(&weights.len()) {
            return Err(NextHopError::Members(weights.len()));
        }
        Ok(weights.into_iter().map(|(next_hop, weight)| Member { next_hop, weight }).collect())
    }

    /// Refers to the group of these members, whose references it takes over.
    pub(super) fn acquire_group(
        &mut self, members: Vec<Member>, like: Option<u16>, writes: &mut Vec<Write>,
    ) -> Result<u16, NextHopError> {
        if let [only] = members[..] {
            return Ok(only.next_hop);
        }
        let spec = Spec::Group(members.clone());
        if let Some(index) = self.shared.get(&spec).copied() {
            self.refer(index);
            members.iter().for_each(|member| self.release(member.next_hop, writes));
            return Ok(index);
        }
        let before = like.and_then(|like| self.slot(like)?.group.clone());
        let index = self.make(spec, None)?;
        self.refer(index);
        let owners = before.map(|group| group.owners).unwrap_or_default();
        self.new_buckets(index, &members, &owners, writes)?;
        Ok(index)
    }

    /// Gives an entry other members; the references of these are taken over,
    /// those of the old ones are the caller's to take back.
    pub(super) fn regroup(
        &mut self, index: u16, members: &[Member], writes: &mut Vec<Write>,
    ) -> Result<(), NextHopError> {
        let before = self.slot(index).and_then(|slot| slot.group.clone());
        let Some(group) = before else { return self.new_buckets(index, members, &[], writes) };
        let count = 1 << log2_buckets(members.len());
        if count > group.owners.len() {
            self.new_buckets(index, members, &group.owners, writes)?;
            self.buckets.free(group.first);
            return Ok(());
        }
        let owners = spread(&group.owners, members, group.owners.len());
        for (offset, (new, old)) in owners.iter().zip(&group.owners).enumerate() {
            if new != old {
                writes.push(bucket_write(group.first + offset, *new));
            }
        }
        if let Some(slot) = self.slot_mut(index) {
            slot.group = Some(Group { owners, ..group });
        }
        Ok(())
    }

    /// Takes what a slot that is gone referred to back.
    pub(super) fn disband(&mut self, slot: Slot, writes: &mut Vec<Write>) {
        if let Some(group) = slot.group {
            self.buckets.free(group.first);
        }
        if let Spec::Group(members) = slot.spec {
            members.iter().for_each(|member| self.release(member.next_hop, writes));
        }
    }

    /// Buckets of its own for a group, and its entry that names them.
    fn new_buckets(
        &mut self, index: u16, members: &[Member], before: &[u16], writes: &mut Vec<Write>,
    ) -> Result<(), NextHopError> {
        let count = (1 << log2_buckets(members.len())).max(before.len());
        let used = self.buckets.used();
        let first = self.buckets.allocate(count).ok_or(NextHopError::BucketsFull { needed: count, used })?;
        let group = Group { first, owners: spread(before, members, count) };
        writes.extend(group.owners.iter().zip(first..).map(|(owner, bucket)| bucket_write(bucket, *owner)));
        self.set_words(index, group.entry().pack(), writes);
        if let Some(slot) = self.slot_mut(index) {
            slot.group = Some(group);
        }
        Ok(())
    }
}

fn bucket_write(bucket: usize, next_hop: u16) -> Write {
    Write::new(region::BUCKETS + bucket as u32, &[next_hop.into()])
}
