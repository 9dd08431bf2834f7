//! How a group's buckets are shared out among its members.
//!
//! A flow's bucket does not change, so a flow moves only where its bucket gets
//! another member: of a member that leaves the others inherit, and one that
//! joins gets its share from those that have most above theirs.

use std::collections::BTreeMap;

use ferroute_regmap::NextHop;

/// Buckets for each member, at least.
const BUCKETS_PER_MEMBER: usize = 8;
/// Most buckets of a group.
const MOST_BUCKETS: usize = 1 << NextHop::MAX_LOG2_BUCKETS;

/// A next hop in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Member {
    /// Number of the next hop.
    pub next_hop: u16,
    /// Its share, in proportion to the others'; at least 1.
    pub weight: u16,
}

/// log2 of the buckets of a group with so many members.
pub fn log2_buckets(members: usize) -> u8 {
    (members * BUCKETS_PER_MEMBER).clamp(1, MOST_BUCKETS).next_power_of_two().trailing_zeros() as u8
}

/// The buckets after `members` became what they are, from what they were
/// before; `before` is empty for a new group. The result has `count` buckets,
/// not fewer than `before`, both powers of two.
pub fn spread(before: &[u16], members: &[Member], count: usize) -> Vec<u16> {
    const NOBODY: u16 = u16::MAX;
    let mut shares: BTreeMap<u16, Share> = BTreeMap::new();
    for member in members {
        shares.entry(member.next_hop).or_default().weight += usize::from(member.weight.max(1));
    }
    let total: usize = shares.values().map(|share| share.weight).sum();
    if total == 0 {
        return vec![NOBODY; count];
    }
    // A flow's bucket among twice as many is the old one or that much higher.
    let old = |bucket: usize| before.get(bucket % before.len().max(1)).copied();
    let mut buckets: Vec<u16> = (0..count)
        .map(|bucket| old(bucket).filter(|owner| shares.contains_key(owner)).unwrap_or(NOBODY))
        .collect();
    for owner in &buckets {
        if let Some(share) = shares.get_mut(owner) {
            share.held += 1;
        }
    }
    for bucket in &mut buckets {
        if *bucket == NOBODY {
            // The member that is furthest below its share.
            let next = shares.iter_mut().min_by_key(|(_, share)| share.excess(total, count));
            if let Some((owner, share)) = next {
                *bucket = *owner;
                share.held += 1;
            }
        }
    }
    loop {
        let poorest = shares.iter().find(|(_, share)| share.held < share.least(total, count));
        let richest = shares.iter().filter(|(_, share)| share.held > 1).max_by_key(|(_, share)| share.excess(total, count));
        let (Some((to, _)), Some((from, _))) = (poorest, richest) else { break };
        let (to, from) = (*to, *from);
        let Some(bucket) = buckets.iter().rposition(|owner| *owner == from) else { break };
        buckets[bucket] = to;
        shares.entry(from).or_default().held -= 1;
        shares.entry(to).or_default().held += 1;
    }
    buckets
}

#[derive(Default)]
struct Share {
    weight: usize,
    held: usize,
}

impl Share {
    /// Whole buckets that the member is owed.
    fn least(&self, total: usize, count: usize) -> usize {
        (self.weight * count / total).max(1)
    }

    /// What it holds above its share, in parts that `total` make a bucket of.
    fn excess(&self, total: usize, count: usize) -> isize {
        (self.held * total) as isize - (self.weight * count) as isize
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    fn even(next_hops: impl IntoIterator<Item = u16>) -> Vec<Member> {
        next_hops.into_iter().map(|next_hop| Member { next_hop, weight: 1 }).collect()
    }

    fn held(buckets: &[u16], next_hop: u16) -> usize {
        buckets.iter().filter(|owner| **owner == next_hop).count()
    }

    /// Each has its share, rounded up or down.
    fn check_fair(buckets: &[u16], members: &[Member]) {
        let total: usize = members.iter().map(|member| usize::from(member.weight)).sum();
        for member in members {
            let share = buckets.len() as f64 * f64::from(member.weight) / total as f64;
            let held = held(buckets, member.next_hop) as f64;
            assert!(held >= share.floor().max(1.0), "{member:?} holds {held} of {share}: {buckets:?}");
        }
        assert!(buckets.iter().all(|owner| members.iter().any(|member| member.next_hop == *owner)));
    }

    #[test]
    fn buckets_are_at_least_eight_a_member_and_at_most_256() {
        let sizes = [1, 2, 3, 4, 5, 8, 9, 31, 32, 33, 100].map(log2_buckets);
        assert_eq!(sizes, [3, 4, 5, 5, 6, 6, 7, 8, 8, 8, 8]);
    }

    #[test]
    fn a_member_that_leaves_leaves_the_others_where_they_are() {
        for members in 2..=40 {
            let all = even(0..members);
            let count = 1 << log2_buckets(all.len());
            let before = spread(&[], &all, count);
            check_fair(&before, &all);
            for gone in 0..members {
                let rest = even((0..members).filter(|next_hop| *next_hop != gone));
                let after = spread(&before, &rest, count);
                check_fair(&after, &rest);
                for (before, after) in before.iter().zip(&after) {
                    assert!(before == after || *before == gone, "{members} members: {before} became {after}");
                }
            }
        }
    }

    #[test]
    fn a_member_that_joins_takes_its_share_and_nothing_else_moves() {
        for members in 1..=31 {
            let count = 1 << log2_buckets(usize::from(members) + 1);
            let before = spread(&[], &even(0..members), 1 << log2_buckets(members.into()));
            let after = spread(&before, &even(0..=members), count);
            check_fair(&after, &even(0..=members));
            let moved = after.iter().enumerate().filter(|(bucket, owner)| before[bucket % before.len()] != **owner);
            assert!(moved.clone().all(|(_, owner)| *owner == members), "only to the one that joins");
            assert_eq!(moved.count(), count / (usize::from(members) + 1));
        }
    }

    #[test]
    fn weights_are_shares() {
        let members = [Member { next_hop: 3, weight: 1 }, Member { next_hop: 4, weight: 3 }];
        let buckets = spread(&[], &members, 16);
        assert_eq!((held(&buckets, 3), held(&buckets, 4)), (4, 12));
        // However small its weight is, it has a bucket.
        let members = [Member { next_hop: 3, weight: 1 }, Member { next_hop: 4, weight: 1000 }];
        let buckets = spread(&[], &members, 16);
        assert_eq!((held(&buckets, 3), held(&buckets, 4)), (1, 15));
        assert_eq!(spread(&[], &[], 2), [u16::MAX; 2]);
    }

    #[test]
    fn any_change_ends_with_fair_shares() {
        println!("seed 9");
        let mut random = StdRng::seed_from_u64(9);
        let mut buckets = Vec::new();
        for _ in 0..2000 {
            let members: Vec<Member> = (0..random.random_range(1..=20))
                .map(|_| random.random_range(0..30))
                .collect::<std::collections::BTreeSet<u16>>()
                .into_iter()
                .map(|next_hop| Member { next_hop, weight: random.random_range(1..5) })
                .collect();
            let count = (1 << log2_buckets(members.len())).max(buckets.len());
            buckets = spread(&buckets, &members, count);
            check_fair(&buckets, &members);
        }
    }
}
