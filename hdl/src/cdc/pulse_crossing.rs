//! # PulseCrossing: single events into another clock domain
//!
//! | port        | dir | meaning                                           |
//! | source      | in  | one event for each `source_clock` cycle at 1      |
//! | destination | out | 1 for one `destination_clock` cycle an event      |
//!
//! Clock: each port has its own, see above. Clear: none.
//! Latency: 1 source edge, then 2 destination edges.
//! Throughput: one event in any time that holds 2 destination edges.
//! Constraints: the path from `toggle` into `meta` is asynchronous (false path).
//! Resources: 4 FF, 2 LUT (counted from the structure).
//! Not obvious: events closer together than that cancel each other; the users
//! are events of frames, at least 20 clocks apart.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct PulseCrossing {
    pub source_clock: Signal<In, Clock>,
    pub source: Signal<In, Bit>,
    pub destination_clock: Signal<In, Clock>,
    pub destination: Signal<Out, Bit>,
    toggle: DFF<Bit>,
    meta: DFF<Bit>,
    stable: DFF<Bit>,
    seen: DFF<Bit>,
}

impl PulseCrossing {
    /// Destination edges from the change of the toggle to the pulse.
    pub const LATENCY: usize = 2;
}

impl Logic for PulseCrossing {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, source_clock, toggle);
        dff_setup!(self, destination_clock, meta, stable, seen);
        self.toggle.d.next = self.toggle.q.val() ^ self.source.val();
        self.meta.d.next = self.toggle.q.val();
        self.stable.d.next = self.meta.q.val();
        self.seen.d.next = self.stable.q.val();
        self.destination.next = self.stable.q.val() ^ self.seen.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs both clocks, source period 10, destination period `period`.
    fn pulses_seen(period: u64, source_cycles_between: u64, events: u64) -> u64 {
        let mut uut = PulseCrossing::default();
        uut.connect_all();
        let (mut sent, mut seen) = (0, 0);
        for time in 1..(events * source_cycles_between + 20) * 10 {
            if time % 10 == 5 {
                let cycle = time / 10;
                uut.source.next = cycle % source_cycles_between == 0 && sent < events;
                sent += u64::from(uut.source.next);
            }
            let source_edge = time % 10 == 0 || time % 10 == 5;
            let destination_edge = time % period == 0 || time % period == period / 2;
            if time % period == 0 {
                seen += u64::from(uut.destination.val());
            }
            if source_edge {
                uut.source_clock.next = (time % 10 == 0).into();
            }
            if destination_edge {
                uut.destination_clock.next = (time % period == 0).into();
            }
            if source_edge || destination_edge {
                assert!(simulate(&mut uut, 20));
            }
        }
        assert_eq!(sent, events);
        seen
    }

    #[test]
    fn every_event_arrives_once_with_any_clock_ratio() {
        for period in [4, 7, 10, 11, 26] {
            assert_eq!(pulses_seen(period, 20, 9), 9, "destination period {period}");
        }
    }

    #[test]
    fn events_closer_than_two_destination_edges_cancel() {
        assert!(pulses_seen(40, 1, 8) < 8);
    }
}
