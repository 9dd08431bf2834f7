//! Routes that do not fit.
//!
//! Under a route that is in the hardware lies one that is not: its traffic
//! would follow the route above it, and wrongly. So the nearest route above that
//! is in the hardware leads to the host, as long as anything right below it is
//! refused; where there is none, the default does.

use super::{Origin, Route, RouteState, Router, RouterError};
use crate::fib::{Entry, FibError, Prefix, Write};
use crate::next_hop::{Leaf, Target};

/// Refused routes that are tried in vain before no more are.
const MOST_TRIALS: usize = 4;

impl Router {
    /// Routes that are not in the hardware, in order.
    pub fn refused(&self) -> impl Iterator<Item = Prefix> {
        self.refused.iter().copied()
    }

    /// Tries what was refused again, now that there may be room.
    pub(super) fn retry(&mut self, family: crate::fib::Family, writes: &mut Vec<Write>) {
        let mut failures = 0;
        let mut from = Prefix::default_of(family);
        while failures < MOST_TRIALS {
            let next = self.refused.range(from..).find(|prefix| prefix.family() == family).copied();
            let Some(prefix) = next else { return };
            let Some(route) = self.routes.get(prefix).cloned() else { return };
            let count = writes.len();
            match self.install(prefix, &route.target, route.origin, false, writes) {
                Ok(()) => {}
                Err(_) => {
                    writes.truncate(count);
                    failures += 1;
                }
            }
            // Behind this one in the order, whatever became of it.
            let Some(after) = self.refused.range((std::ops::Bound::Excluded(prefix), std::ops::Bound::Unbounded)).next()
            else {
                return;
            };
            from = *after;
        }
    }

    /// Keeps a route beside the hardware.
    pub(super) fn refuse(
        &mut self, prefix: Prefix, target: &Target, origin: Origin, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        let is_new = !self.refused.contains(&prefix);
        if is_new {
            // Only the first refusal may find no next hop for it.
            let incomplete = self.next_hops.acquire(&Target::Leaf(Leaf::Incomplete), None, writes)?;
            self.hide_above(prefix, 1, writes);
            self.next_hops.release(incomplete, writes);
        }
        self.refused.insert(prefix);
        self.routes.insert(prefix, Route { target: target.clone(), origin, state: RouteState::Refused });
        Ok(())
    }

    /// Puts a prefix that is not there into the FIB: with its own next hop, or
    /// as incomplete where refused ones lie below it.
    pub(super) fn insert(&mut self, prefix: Prefix, next_hop: u16, writes: &mut Vec<Write>) -> Result<(), FibError> {
        let shown = match self.refused_right_below(prefix).is_empty() {
            true => next_hop,
            false => self.next_hops.acquire(&Target::Leaf(Leaf::Incomplete), None, writes).unwrap_or(next_hop),
        };
        self.fib.insert(Entry { prefix, next_hop: shown }, writes).inspect_err(|_| {
            if shown != next_hop {
                self.next_hops.release(shown, writes);
            }
        })
    }

    /// The refused routes below a prefix with no route in the hardware between.
    pub(super) fn refused_right_below(&self, prefix: Prefix) -> Vec<Prefix> {
        let above = self.installed_above(prefix);
        let below = self.refused.range(prefix..).take_while(|refused| prefix.covers(**refused));
        below
            .filter(|refused| **refused != prefix)
            .filter(|refused| {
                let nearest = self.installed_above(**refused);
                nearest == above || nearest == Some(prefix)
            })
            .copied()
            .collect()
    }

    /// Counts refused routes under the nearest route above a prefix that is in
    /// the hardware; its entry leads to the host while there are any.
    pub(super) fn hide_above(&mut self, prefix: Prefix, change: isize, writes: &mut Vec<Write>) {
        let above = self.installed_above(prefix);
        let route = above.and_then(|above| self.routes.get_mut(above));
        let (count, own) = match route.map(|route| &mut route.state) {
            Some(RouteState::Installed { next_hop, refused_below }) => (refused_below, Some(*next_hop)),
            _ => (&mut self.refused_below_nothing[prefix.family() as usize], None),
        };
        let before = *count;
        *count = count.saturating_add_signed(change);
        let after = *count;
        let prefix = above.unwrap_or(Prefix::default_of(prefix.family()));
        match (before, after) {
            (0, 1..) => {
                // There is room for it in the FIB, and an entry for it: the
                // callers see to that.
                if let Ok(next_hop) = self.next_hops.acquire(&Target::Leaf(Leaf::Incomplete), None, writes) {
                    let _ = self.fib.insert(Entry { prefix, next_hop }, writes);
                }
            }
            (1.., 0) => {
                match own {
                    Some(next_hop) => {
                        self.fib.replace(Entry { prefix, next_hop }, writes);
                    }
                    None => {
                        self.fib.remove(prefix, writes);
                    }
                }
                self.release_incomplete(writes);
            }
            _ => {}
        }
    }

    pub(super) fn release_incomplete(&mut self, writes: &mut Vec<Write>) {
        // One more and two less: the number is not kept anywhere.
        if let Ok(next_hop) = self.next_hops.acquire(&Target::Leaf(Leaf::Incomplete), None, writes) {
            self.next_hops.release(next_hop, writes);
            self.next_hops.release(next_hop, writes);
        }
    }

    /// The nearest route above a prefix that is in the hardware.
    pub(super) fn installed_above(&self, prefix: Prefix) -> Option<Prefix> {
        self.routes.above(prefix, |route| route.state != RouteState::Refused)
    }
}
