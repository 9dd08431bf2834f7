//! # VerdictSelector: which rule decides
//! Second stage of the decision, in the order of ARCHITECTURE.md, "Forwarding
//! rules".
//!
//! | port        | dir | meaning                                             |
//! | valid, record, candidates | in | from `ForwardingCandidates`            |
//! | flood_ports, unicast_ports, inject_ports | in | likewise               |
//! | next_valid, next_record | out | the same frame                          |
//! | egress      | out | ports that get a copy; zero: it is dropped          |
//! | drop_code   | out | DropReason; zero where it is not dropped            |
//! | reason      | out | PuntReason for the CPU port's copy                  |
//! | good, cast | out | for the counters                                    |
//! | stored_length | out | octets without FCS                                |
//! | settled     | out | rules 1 to 4 decided                                |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: one a cycle.
//! Backpressure: none. Storage: the record and 41 bit of registers.
//! Resources: see `Ingress`.
//! Not obvious: `stored_length` of a frame shorter than its FCS wraps; it is dropped.

use ferroute_regmap::size::FCS_OCTETS;
use ferroute_regmap::{DropReason, PuntReason};
use rust_hdl::prelude::*;

use super::forwarding_candidates::Candidates;
use super::frame_record::FrameRecord;

#[derive(LogicBlock)]
pub struct VerdictSelector<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub valid: Signal<In, Bit>,
    pub record: Signal<In, FrameRecord>,
    pub candidates: Signal<In, Candidates>,
    pub flood_ports: Signal<In, Bits<9>>,
    pub unicast_ports: Signal<In, Bits<9>>,
    pub inject_ports: Signal<In, Bits<9>>,
    pub next_valid: Signal<Out, Bit>,
    pub next_record: Signal<Out, FrameRecord>,
    pub egress: Signal<Out, Bits<9>>,
    pub drop_code: Signal<Out, Bits<5>>,
    pub reason: Signal<Out, Bits<8>>,
    pub good: Signal<Out, Bit>,
    pub cast: Signal<Out, Bits<2>>,
    pub stored_length: Signal<Out, Bits<14>>,
    pub settled: Signal<Out, Bit>,
    valid_register: DFF<Bit>,
    record_register: DFF<FrameRecord>,
    egress_register: DFF<Bits<9>>,
    drop_register: DFF<Bits<5>>,
    reason_register: DFF<Bits<8>>,
    good_register: DFF<Bit>,
    cast_register: DFF<Bits<2>>,
    length_register: DFF<Bits<14>>,
    settled_register: DFF<Bit>,
    cpu_port: Constant<Bits<9>>,
    buffer_full: Constant<Bits<5>>,
    source_mac_is_multicast: Constant<Bits<5>>,
    link_local_multicast: Constant<Bits<5>>,
    port_loopback_filter: Constant<Bits<5>>,
    port_list_is_empty: Constant<Bits<5>>,
    forwarded: Constant<Bits<8>>,
    fcs_octets: Constant<Bits<14>>,
    link_local: Constant<Bits<8>>,
}

impl<const N: usize> Default for VerdictSelector<N> {
    fn default() -> Self {
        let code = |reason: DropReason| Constant::new((reason as u64).to_bits());
        Self {
            clock: Default::default(),
            valid: Default::default(),
            record: Default::default(),
            candidates: Default::default(),
            flood_ports: Default::default(),
            unicast_ports: Default::default(),
            inject_ports: Default::default(),
            next_valid: Default::default(),
            next_record: Default::default(),
            egress: Default::default(),
            drop_code: Default::default(),
            reason: Default::default(),
            good: Default::default(),
            cast: Default::default(),
            stored_length: Default::default(),
            settled: Default::default(),
            valid_register: Default::default(),
            record_register: Default::default(),
            egress_register: Default::default(),
            drop_register: Default::default(),
            reason_register: Default::default(),
            good_register: Default::default(),
            cast_register: Default::default(),
            length_register: Default::default(),
            settled_register: Default::default(),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            buffer_full: code(DropReason::BufferFull),
            source_mac_is_multicast: code(DropReason::SourceMacIsMulticast),
            link_local_multicast: code(DropReason::LinkLocalMulticast),
            port_loopback_filter: code(DropReason::PortLoopbackFilter),
            port_list_is_empty: code(DropReason::PortListIsEmpty),
            fcs_octets: Constant::new((FCS_OCTETS as u64).to_bits()),
            forwarded: Constant::new((PuntReason::Forwarded as u64).to_bits()),
            link_local: Constant::new((PuntReason::LinkLocal as u64).to_bits()),
        }
    }
}

impl<const N: usize> Logic for VerdictSelector<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid_register, record_register, egress_register);
        dff_setup!(self, clock, drop_register, reason_register, good_register, cast_register);
        dff_setup!(self, clock, length_register, settled_register);
        self.valid_register.d.next = self.valid.val();
        self.record_register.d.next = self.record.val();
        self.good_register.d.next = !self.candidates.val().bad;
        self.cast_register.d.next = self.candidates.val().class;
        self.length_register.d.next = self.record.val().length - self.fcs_octets.val();
        self.settled_register.d.next = self.candidates.val().bad
            | self.record.val().out_of_cells
            | self.candidates.val().redirected
            | self.candidates.val().group_source;

        self.egress_register.d.next = 0.into();
        self.drop_register.d.next = 0.into();
        self.reason_register.d.next = self.forwarded.val();
        if self.candidates.val().bad {
            self.drop_register.d.next = bit_cast::<5, 4>(self.record.val().status);
        } else if self.record.val().out_of_cells {
            self.drop_register.d.next = self.buffer_full.val();
        } else if self.candidates.val().redirected {
            self.egress_register.d.next = self.inject_ports.val();
            if !self.candidates.val().inject_any {
                self.drop_register.d.next = self.port_list_is_empty.val();
            }
        } else if self.candidates.val().group_source {
            self.drop_register.d.next = self.source_mac_is_multicast.val();
        } else if self.candidates.val().link_local {
            if self.candidates.val().trap_link_local {
                self.egress_register.d.next = self.cpu_port.val();
                self.reason_register.d.next = self.link_local.val();
            } else {
                self.drop_register.d.next = self.link_local_multicast.val();
            }
        } else if self.candidates.val().to_flood {
            self.egress_register.d.next = self.flood_ports.val();
            if !self.candidates.val().flood_any {
                self.drop_register.d.next = self.port_list_is_empty.val();
            }
        } else if self.candidates.val().loopback {
            self.drop_register.d.next = self.port_loopback_filter.val();
        } else {
            self.egress_register.d.next = self.unicast_ports.val();
            if !self.candidates.val().unicast_any {
                self.drop_register.d.next = self.port_list_is_empty.val();
            }
        }

        self.next_valid.next = self.valid_register.q.val();
        self.next_record.next = self.record_register.q.val();
        self.egress.next = self.egress_register.q.val();
        self.drop_code.next = self.drop_register.q.val();
        self.reason.next = self.reason_register.q.val();
        self.good.next = self.good_register.q.val();
        self.cast.next = self.cast_register.q.val();
        self.stored_length.next = self.length_register.q.val();
        self.settled.next = self.settled_register.q.val();
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// ARCHITECTURE.md, "Forwarding rules": egress, drop code and punt reason.
    fn rule(candidates: &Candidates, record: &FrameRecord, ports: [u64; 3]) -> (u64, u64, u64) {
        let [flood, unicast, inject] = ports;
        let drop = |reason: DropReason| (0, reason as u64, 0);
        let some = |ports: u64| match ports {
            0 => drop(DropReason::PortListIsEmpty),
            ports => (ports, 0, 0),
        };
        match candidates {
            Candidates { bad: true, .. } => (0, record.status.to_u64(), 0),
            _ if record.out_of_cells => drop(DropReason::BufferFull),
            Candidates { redirected: true, .. } => some(inject),
            Candidates { group_source: true, .. } => drop(DropReason::SourceMacIsMulticast),
            Candidates { link_local: true, trap_link_local: true, .. } => (16, 0, 1),
            Candidates { link_local: true, .. } => drop(DropReason::LinkLocalMulticast),
            Candidates { to_flood: true, .. } => some(flood),
            Candidates { loopback: true, .. } => drop(DropReason::PortLoopbackFilter),
            _ => some(unicast),
        }
    }

    #[test]
    fn the_first_rule_that_applies_decides() {
        let mut random = StdRng::seed_from_u64(4);
        let mut uut = VerdictSelector::<5>::default();
        uut.connect_all();
        for step in 0..1500 {
            // Rare enough that the last rules are met too.
            let mut one_in = |times: u32| random.random_ratio(1, times);
            let mut candidates = Candidates {
                bad: one_in(6),
                redirected: one_in(6),
                group_source: one_in(6),
                link_local: one_in(4),
                trap_link_local: one_in(2),
                to_flood: one_in(3),
                loopback: one_in(3),
                ..Candidates::default()
            };
            let out_of_cells = one_in(6);
            let ports: [u64; 3] =
                std::array::from_fn(|_| if random.random_bool(0.3) { 0 } else { random.random_range(1..32) });
            candidates.flood_any = ports[0] != 0;
            candidates.unicast_any = ports[1] != 0;
            candidates.inject_any = ports[2] != 0;
            let length = random.random_range(64..1523u64);
            let record = FrameRecord {
                status: if candidates.bad { random.random_range(1..9u64) } else { 0 }.to_bits(),
                length: length.to_bits(),
                out_of_cells,
                ..FrameRecord::default()
            };
            uut.record.next = record;
            uut.candidates.next = candidates;
            uut.flood_ports.next = ports[0].to_bits();
            uut.unicast_ports.next = ports[1].to_bits();
            uut.inject_ports.next = ports[2].to_bits();
            assert!(simulate(&mut uut, 100));
            for level in [true, false] {
                uut.clock.next = level.into();
                assert!(simulate(&mut uut, 100));
            }
            let seen = (uut.egress.val().to_u64(), uut.drop_code.val().to_u64(), uut.reason.val().to_u64());
            assert_eq!(seen, rule(&candidates, &record, ports), "step {step}: {candidates:?}");
            assert_eq!(uut.stored_length.val().to_u64(), length - 4);
            assert_eq!(uut.good.val(), !candidates.bad);
            let settled = candidates.bad || out_of_cells || candidates.redirected || candidates.group_source;
            assert_eq!(uut.settled.val(), settled);
        }
    }
}
