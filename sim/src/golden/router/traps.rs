//! Whether the host gets a frame: trap entries, and the policers they share.

use ferroute_regmap::size::{POLICER_UNIT_CLOCKS, POLICERS};
use ferroute_regmap::{DropReason, Policer, PuntReason, TrapEntry};

/// Codes of punt reasons that region TRAPS has an entry for.
const ENTRIES: usize = 64;

/// Region TRAPS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traps {
    /// By the code of the reason.
    pub entries: Vec<TrapEntry>,
    policers: Vec<Bucket>,
    /// Core clocks.
    now: u64,
}

/// A token bucket, a token a frame. Full when it is configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bucket {
    policer: Policer,
    tokens: u16,
    /// Unit of time in which the next token comes.
    next_unit: u64,
    dropped: u32,
}

impl Bucket {
    /// Units between two tokens.
    fn period(&self) -> u64 {
        u64::from(self.policer.interval) + 1
    }

    fn fill(&mut self, unit: u64) {
        if unit < self.next_unit {
            return;
        }
        let tokens = (unit - self.next_unit) / self.period() + 1;
        self.next_unit += tokens * self.period();
        let sum = u64::from(self.tokens).saturating_add(tokens);
        self.tokens = sum.min(self.policer.burst.into()) as u16;
    }
}

impl Default for Traps {
    /// Every frame is handed over, unpoliced.
    fn default() -> Self {
        Self { entries: vec![TrapEntry::default(); ENTRIES], policers: vec![Bucket::default(); POLICERS], now: 0 }
    }
}

/// The drop reason of a frame whose trap's action is to drop: that of the same
/// name where there is one.
pub fn drop_reason(reason: PuntReason) -> DropReason {
    let same = DropReason::ALL.iter().find(|drop| drop.name() == reason.name());
    *same.unwrap_or(&DropReason::TrapDropped)
}

impl Traps {
    pub fn entry(&self, reason: PuntReason) -> TrapEntry {
        self.entries[reason as usize]
    }

    pub fn set_entry(&mut self, reason: PuntReason, entry: TrapEntry) {
        self.entries[reason as usize] = entry;
    }

    pub fn policer(&self, number: usize) -> Policer {
        self.policers[number].policer
    }

    /// Configures a policer; its bucket is full and its count zero.
    pub fn set_policer(&mut self, number: usize, policer: Policer) {
        let mut bucket = Bucket { policer, tokens: policer.burst, ..Bucket::default() };
        bucket.next_unit = self.now / POLICER_UNIT_CLOCKS + bucket.period();
        self.policers[number] = bucket;
    }

    /// Frames that a policer dropped.
    pub fn dropped(&self, number: usize) -> u32 {
        self.policers[number].dropped
    }

    /// Lets time pass, in core clocks.
    pub fn advance(&mut self, core_clocks: u64) {
        self.now += core_clocks;
        for bucket in &mut self.policers {
            bucket.fill(self.now / POLICER_UNIT_CLOCKS);
        }
    }

    /// Whether a frame with this reason would be handed over now.
    pub fn would_admit(&self, reason: PuntReason, is_host_enabled: bool) -> Result<(), DropReason> {
        if reason == PuntReason::Forwarded {
            return Ok(());
        }
        let entry = self.entry(reason);
        if entry.drop {
            return Err(drop_reason(reason));
        }
        if !is_host_enabled {
            return Err(DropReason::PortListIsEmpty);
        }
        if entry.policer != 0 && self.policers[usize::from(entry.policer)].tokens == 0 {
            return Err(DropReason::TrapDropped);
        }
        Ok(())
    }

    /// A frame with this reason is for the host: takes a token of its policer.
    pub fn admit(&mut self, reason: PuntReason, is_host_enabled: bool) -> Result<(), DropReason> {
        let answer = self.would_admit(reason, is_host_enabled);
        let number = usize::from(self.entry(reason).policer);
        if reason != PuntReason::Forwarded && number != 0 {
            let bucket = &mut self.policers[number];
            match answer {
                Ok(()) => bucket.tokens -= 1,
                Err(DropReason::TrapDropped) if !self.entries[reason as usize].drop => {
                    bucket.dropped = bucket.dropped.wrapping_add(1);
                }
                Err(_) => {}
            }
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICED: PuntReason = PuntReason::Arp;

    fn policed(interval: u32, burst: u16) -> Traps {
        let mut traps = Traps::default();
        traps.set_policer(3, Policer { interval, burst });
        traps.set_entry(POLICED, TrapEntry { drop: false, policer: 3 });
        traps
    }

    /// Frames that pass back to back.
    fn passing(traps: &mut Traps) -> usize {
        (0..10_000).take_while(|_| traps.admit(POLICED, true).is_ok()).count()
    }

    #[test]
    fn a_bucket_holds_its_burst_and_fills_by_a_token_an_interval() {
        let mut traps = policed(9, 5);
        assert_eq!(passing(&mut traps), 5);
        for (clocks, tokens) in [(159, 0), (1, 1), (160, 1), (480, 3), (1 << 40, 5), (160, 1)] {
            traps.advance(clocks);
            assert_eq!(passing(&mut traps), tokens, "after {clocks} clocks more");
        }
        assert_eq!(traps.dropped(3), 7);
    }

    #[test]
    fn the_largest_policer() {
        let mut traps = policed((1 << Policer::INTERVAL_BITS) - 1, (1 << Policer::BURST_BITS) - 1);
        assert_eq!(passing(&mut traps), 4095);
        traps.advance((1 << 28) - 1);
        assert_eq!(passing(&mut traps), 0);
        traps.advance(1);
        assert_eq!(passing(&mut traps), 1);
    }

    #[test]
    fn a_burst_of_none_lets_nothing_pass() {
        let mut traps = policed(0, 0);
        traps.advance(1000);
        assert_eq!(traps.admit(POLICED, true), Err(DropReason::TrapDropped));
    }

    #[test]
    fn policer_0_lets_everything_pass() {
        let mut traps = Traps::default();
        assert_eq!(passing(&mut traps), 10_000);
    }

    #[test]
    fn reasons_share_a_policer() {
        let mut traps = policed(9, 2);
        traps.set_entry(PuntReason::Bgp, TrapEntry { drop: false, policer: 3 });
        assert_eq!(traps.admit(PuntReason::Bgp, true), Ok(()));
        assert_eq!(passing(&mut traps), 1);
        assert_eq!(traps.admit(PuntReason::Bgp, true), Err(DropReason::TrapDropped));
    }

    /// What is not handed over anyway takes no token, and asking takes none.
    #[test]
    fn only_what_is_handed_over_takes_a_token() {
        let mut traps = policed(9, 2);
        assert_eq!(traps.admit(POLICED, false), Err(DropReason::PortListIsEmpty));
        assert_eq!(traps.would_admit(POLICED, true), Ok(()));
        traps.set_entry(POLICED, TrapEntry { drop: true, policer: 3 });
        assert_eq!(traps.admit(POLICED, true), Err(DropReason::TrapDropped));
        assert_eq!(traps.dropped(3), 0, "it was the action");
        traps.set_entry(POLICED, TrapEntry { drop: false, policer: 3 });
        assert_eq!(passing(&mut traps), 2);
    }

    #[test]
    fn drop_reasons_of_the_same_name() {
        use PuntReason::*;
        let named = [TtlValueIsTooSmall, MtuValueIsTooSmall, UnresolvedNeigh, Ipv4LpmMiss, Ipv6LpmMiss];
        for reason in PuntReason::ALL {
            let drop = drop_reason(*reason);
            if named.contains(reason) {
                assert_eq!(drop.name(), reason.name());
            } else {
                assert_eq!(drop, DropReason::TrapDropped, "{}", reason.name());
            }
        }
    }

    #[test]
    fn forwarded_is_subject_to_nothing() {
        let mut traps = policed(9, 0);
        traps.set_entry(PuntReason::Forwarded, TrapEntry { drop: true, policer: 3 });
        assert_eq!(traps.admit(PuntReason::Forwarded, true), Ok(()));
    }
}
