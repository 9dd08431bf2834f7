//! Next hops with a number that people give them. Each has an entry of its own,
//! so that changing it changes every route and group that refers to it.

use super::{Leaf, NextHopError, NextHops, Spec, Target};
use crate::fib::Write;

impl NextHops {
    /// Makes an object that must not exist yet. Returns its entry.
    pub fn add_object(&mut self, id: u32, target: &Target, writes: &mut Vec<Write>) -> Result<u16, NextHopError> {
        if self.objects.contains_key(&id) {
            return Err(NextHopError::Exists(id));
        }
        self.undoing(writes, |table, writes| {
            let index = table.make(Spec::Leaf(Leaf::Nothing), Some(id))?;
            table.objects.insert(id, index);
            table.refer(index);
            table.set_target(id, index, target, writes)?;
            Ok(index)
        })
    }

    /// Makes an object, or changes it under those that refer to it.
    pub fn replace_object(&mut self, id: u32, target: &Target, writes: &mut Vec<Write>) -> Result<u16, NextHopError> {
        match self.objects.get(&id).copied() {
            None => self.add_object(id, target, writes),
            Some(index) => self.undoing(writes, |table, writes| {
                table.set_target(id, index, target, writes)?;
                Ok(index)
            }),
        }
    }

    /// Deletes an object that nothing refers to.
    pub fn delete_object(&mut self, id: u32, writes: &mut Vec<Write>) -> Result<(), NextHopError> {
        let index = self.object(id).ok_or(NextHopError::NoObject(id))?;
        let references = self.slot(index).map_or(0, |slot| slot.references.saturating_sub(1));
        if references > 0 {
            return Err(NextHopError::InUse { id, references });
        }
        self.objects.remove(&id);
        self.release(index, writes);
        Ok(())
    }

    /// The entry of an object.
    pub fn object(&self, id: u32) -> Option<u16> {
        self.objects.get(&id).copied()
    }

    /// Every object with its entry.
    pub fn objects(&self) -> impl Iterator<Item = (u32, u16)> {
        self.objects.iter().map(|(id, index)| (*id, *index))
    }

    /// Gives an object's entry another meaning, in place.
    fn set_target(
        &mut self, id: u32, index: u16, target: &Target, writes: &mut Vec<Write>,
    ) -> Result<(), NextHopError> {
        let old = self.slot(index).map(|slot| slot.spec.clone());
        match target {
            Target::Leaf(Leaf::Object { id }) => return Err(NextHopError::Nested(*id)),
            Target::Leaf(leaf) => {
                let group = self.slot_mut(index).and_then(|slot| {
                    slot.spec = Spec::Leaf(*leaf);
                    slot.group.take()
                });
                self.write_leaf(index, writes);
                group.iter().for_each(|group| self.buckets.free(group.first));
            }
            Target::Multipath(hops) => {
                if hops.iter().any(|hop| hop.leaf == Leaf::Object { id }) || self.is_member(index) {
                    return Err(NextHopError::Nested(id));
                }
                let members = self.acquire_members(hops, writes)?;
                self.regroup(index, &members, writes)?;
                if let Some(slot) = self.slot_mut(index) {
                    slot.spec = Spec::Group(members);
                }
            }
        }
        if let Some(Spec::Group(members)) = old {
            members.iter().for_each(|member| self.release(member.next_hop, writes));
        }
        Ok(())
    }

    fn is_member(&self, index: u16) -> bool {
        self.numbered().any(|(_, slot)| {
            matches!(&slot.spec, Spec::Group(members) if members.iter().any(|member| member.next_hop == index))
        })
    }
}
