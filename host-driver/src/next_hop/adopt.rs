//! The next hops as a device holds them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ferroute_regmap::NextHop;
use ferroute_regmap::size::NEXT_HOPS;

use super::group::Group;
use super::{Leaf, Member, NextHops, Resolution, Slot, Spec, entry_write};
use crate::fib::Write;

/// What the tables cannot tell.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    pub neighbours: BTreeMap<(u8, IpAddr), Resolution>,
    /// What an entry was made for.
    pub leaves: BTreeMap<u16, Leaf>,
    /// Weights of the members of the group with this entry.
    pub groups: BTreeMap<u16, Vec<Member>>,
    /// Entries of the objects.
    pub objects: BTreeMap<u32, u16>,
}

impl NextHops {
    /// Takes over the words of regions NEXT_HOPS and BUCKETS. `references` are
    /// the entries that something outside refers to, as often as it does. Hints
    /// that the words contradict are passed over. Returns the writes that clear
    /// what nothing refers to.
    pub fn adopt(
        words: &[u32], buckets: &[u32], references: impl IntoIterator<Item = u16>, hints: &Hints,
    ) -> (Self, Vec<Write>) {
        let mut table = Self { neighbours: hints.neighbours.clone(), ..Self::default() };
        let entry = |index: u16| {
            let words = words.get(usize::from(index) * NextHop::WORDS..)?.first_chunk()?;
            Some((NextHop::unpack(*words), *words))
        };
        for (id, index) in &hints.objects {
            if entry(*index).is_some_and(|(entry, _)| entry != NextHop::None) {
                table.adopt_entry(*index, &entry, buckets, hints);
                table.refer(*index);
                table.objects.insert(*id, *index);
                if let Some(slot) = table.slot_mut(*index) {
                    slot.object = Some(*id);
                }
            }
        }
        for index in references {
            table.adopt_entry(index, &entry, buckets, hints);
            table.refer(index);
        }
        let own: Vec<(u16, Spec)> =
            table.numbered().filter(|(_, slot)| slot.object.is_none()).map(|(index, slot)| (index, slot.spec.clone())).collect();
        for (index, spec) in own {
            table.shared.entry(spec).or_insert(index);
        }
        let unused = (0..NEXT_HOPS as u16).filter(|index| table.slot(*index).is_none());
        let is_full = |index: &u16| entry(*index).is_some_and(|(_, words)| words != [0; NextHop::WORDS]);
        let clearing = unused.filter(is_full).map(|index| entry_write(index, [0; NextHop::WORDS])).collect();
        (table, clearing)
    }

    /// Takes over an entry without references, and what it refers to, once.
    fn adopt_entry(
        &mut self, index: u16, entry: &impl Fn(u16) -> Option<(NextHop, [u32; NextHop::WORDS])>, buckets: &[u32],
        hints: &Hints,
    ) {
        if self.slot(index).is_some() {
            return;
        }
        let Some((content, words)) = entry(index) else { return };
        let mut slot = Slot { spec: Spec::Leaf(Leaf::Nothing), object: None, references: 0, group: None, words };
        if let NextHop::Group { first_bucket, log2_buckets } = content {
            let first = usize::from(first_bucket);
            let count = 1_usize << log2_buckets.min(NextHop::MAX_LOG2_BUCKETS);
            let owners: Option<Vec<u16>> =
                buckets.get(first..first + count).map(|words| words.iter().map(|word| *word as u16).collect());
            if let Some(owners) = owners.filter(|_| self.buckets.take(first, count)) {
                let mut members = members(&owners);
                let hinted = hints.groups.get(&index).filter(|hint| {
                    hint.iter().map(|member| member.next_hop).eq(members.iter().map(|member| member.next_hop))
                });
                members = hinted.cloned().unwrap_or(members);
                slot.spec = Spec::Group(members.clone());
                slot.group = Some(Group { first, owners });
                self.slots[usize::from(index)] = Some(slot);
                for member in members {
                    // A group in a group leads nowhere; it is not followed.
                    if entry(member.next_hop).is_some_and(|(entry, _)| !matches!(entry, NextHop::Group { .. })) {
                        self.adopt_entry(member.next_hop, entry, buckets, hints);
                    }
                    self.refer(member.next_hop);
                }
                return;
            }
        } else {
            let hint = hints.leaves.get(&index).copied().filter(|leaf| self.resolve(*leaf) == content);
            slot.spec = Spec::Leaf(hint.or(Leaf::of_entry(content)).unwrap_or(Leaf::Nothing));
        }
        if let Some(place) = self.slots.get_mut(usize::from(index)) {
            *place = Some(slot);
        }
    }
}

/// The members that own these buckets, with the number of them as weights.
fn members(owners: &[u16]) -> Vec<Member> {
    let mut counts: BTreeMap<u16, u16> = BTreeMap::new();
    owners.iter().for_each(|owner| *counts.entry(*owner).or_default() += 1);
    counts.into_iter().map(|(next_hop, weight)| Member { next_hop, weight }).collect()
}
