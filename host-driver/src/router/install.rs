//! A route's way into the hardware and out of it.

use super::{Origin, Route, RouteState, Router, RouterError};
use crate::fib::{Entry, Prefix, Write};
use crate::next_hop::{NextHopError, Target};

impl Router {
    /// Brings a route into the hardware, or beside it where that is allowed.
    pub(super) fn install(
        &mut self, prefix: Prefix, target: &Target, origin: Origin, partial: bool, writes: &mut Vec<Write>,
    ) -> Result<(), RouterError> {
        let count = writes.len();
        let old = self.routes.get(prefix).map(|route| route.state);
        let like = match old {
            Some(RouteState::Installed { next_hop, .. }) => Some(next_hop),
            _ => None,
        };
        let next_hop = match self.next_hops.acquire(target, like, writes) {
            Ok(next_hop) => next_hop,
            Err(NextHopError::Full | NextHopError::BucketsFull { .. }) if partial && like.is_none() => {
                return self.refuse(prefix, target, origin, writes);
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(RouteState::Installed { next_hop: before, refused_below }) = old {
            if refused_below == 0 {
                self.fib.replace(Entry { prefix, next_hop }, writes);
            }
            let state = RouteState::Installed { next_hop, refused_below };
            self.routes.insert(prefix, Route { target: target.clone(), origin, state });
            self.next_hops.release(before, writes);
            return Ok(());
        }
        if let Err(error) = self.insert(prefix, next_hop, writes) {
            self.next_hops.release(next_hop, writes);
            writes.truncate(count);
            if !partial {
                return Err(error.into());
            }
            return self.refuse(prefix, target, origin, writes);
        }
        let refused_below = self.refused_right_below(prefix).len();
        let state = RouteState::Installed { next_hop, refused_below };
        if old == Some(RouteState::Refused) {
            self.refused.remove(&prefix);
            self.hide_above(prefix, -1, writes);
        }
        if refused_below > 0 && prefix.is_default() {
            // Its place held what stood for them until now.
            self.refused_below_nothing[prefix.family() as usize] = 0;
            self.release_incomplete(writes);
        } else if refused_below > 0 {
            self.hide_above(prefix, -(refused_below as isize), writes);
        }
        self.routes.insert(prefix, Route { target: target.clone(), origin, state });
        Ok(())
    }

    /// Takes away what somebody wanted; what is known of a neighbour stands in.
    pub(super) fn remove_static(&mut self, prefix: Prefix, writes: &mut Vec<Write>) {
        let is_installed = self.routes.get(prefix).is_some_and(|route| route.state != RouteState::Refused);
        let stands_in = self.neighbour_target(prefix).filter(|_| is_installed).is_some_and(|target| {
            self.install(prefix, &target, Origin::Neighbour, false, writes).is_ok()
        });
        if !stands_in {
            self.uninstall(prefix, writes);
        }
    }

    /// Takes a route out of the hardware, or from beside it.
    pub(super) fn uninstall(&mut self, prefix: Prefix, writes: &mut Vec<Write>) {
        let Some(route) = self.routes.remove(prefix) else { return };
        match route.state {
            RouteState::Refused => {
                self.refused.remove(&prefix);
                self.hide_above(prefix, -1, writes);
            }
            RouteState::Installed { next_hop, refused_below } => {
                if refused_below > 0 {
                    self.hide_above(prefix, refused_below as isize, writes);
                }
                let is_shadowed = prefix.is_default() && self.refused_below_nothing[prefix.family() as usize] > 0;
                if !is_shadowed {
                    self.fib.remove(prefix, writes);
                }
                if refused_below > 0 {
                    self.release_incomplete(writes);
                }
                self.next_hops.release(next_hop, writes);
            }
        }
    }
}
