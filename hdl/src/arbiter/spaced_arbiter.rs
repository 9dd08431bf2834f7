//! # SpacedArbiter: one port a cycle, each at most every `SPACING` cycles
//! Round robin over the front-panel ports; the last port, the CPU's, gets what
//! they leave.
//!
//! | port    | dir | meaning                                     |
//! | request | in  | ports that could be served                  |
//! | stall   | in  | no grant is decided in this cycle           |
//! | grant   | out | the port to serve, one bit, or none         |
//!
//! Clock: `clock`. Clear: none.
//! Latency: 1 cycle from request to grant. Throughput: one grant a cycle.
//! Resources: not measured; 5 levels of logic from `request` and `stall` to registers.
//! Not obvious: the spacing lets a pipeline keep each port's state in a
//! memory without forwarding: a port's previous grant has written its state
//! back before the next one reads it.

use rust_hdl::prelude::*;

use super::LowestBit;

#[derive(LogicBlock)]
pub struct SpacedArbiter<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub request: Signal<In, Bits<N>>,
    pub stall: Signal<In, Bit>,
    pub grant: Signal<Out, Bits<N>>,
    granted: DFF<Bits<N>>,
    /// Grants 1 and 2 cycles before `granted`.
    history: [DFF<Bits<N>>; 2],
    /// Those 1 to 3 cycles before `granted`.
    earlier: DFF<Bits<N>>,
    /// The front-panel ports after the last one served.
    above: DFF<Bits<N>>,
    eligible: Signal<Local, Bits<N>>,
    fronts: Signal<Local, Bits<N>>,
    ahead: LowestBit<N>,
    around: LowestBit<N>,
    front_ports: Constant<Bits<N>>,
}

impl<const N: usize> SpacedArbiter<N> {
    /// Cycles between two grants of one port.
    pub const SPACING: usize = 5;
}

impl<const N: usize> Default for SpacedArbiter<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            request: Default::default(),
            stall: Default::default(),
            grant: Default::default(),
            granted: Default::default(),
            history: std::array::from_fn(|_| Default::default()),
            earlier: Default::default(),
            above: Default::default(),
            eligible: Default::default(),
            fronts: Default::default(),
            ahead: Default::default(),
            around: Default::default(),
            front_ports: Constant::new(((1u64 << (N - 1)) - 1).into()),
        }
    }
}

impl<const N: usize> Logic for SpacedArbiter<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, granted, earlier, above);
        for i in 0..2 {
            self.history[i].clock.next = self.clock.val();
        }
        self.history[0].d.next = self.granted.q.val();
        self.history[1].d.next = self.history[0].q.val();
        self.earlier.d.next =
            self.granted.q.val() | self.history[0].q.val() | self.history[1].q.val();
        self.eligible.next = self.request.val() & !(self.granted.q.val() | self.earlier.q.val());
        if self.stall.val() {
            self.eligible.next = 0.into();
        }
        self.fronts.next = self.eligible.val() & self.front_ports.val();

        // First what lies after the last port served, then from the lowest on.
        self.ahead.bits.next = self.fronts.val() & self.above.q.val();
        self.around.bits.next = self.fronts.val();
        self.granted.d.next = self.eligible.val();
        if self.around.any.val() {
            self.granted.d.next = self.around.lowest.val();
            self.above.d.next = self.around.above.val();
        }
        if self.ahead.any.val() {
            self.granted.d.next = self.ahead.lowest.val();
            self.above.d.next = self.ahead.above.val();
        }
        self.grant.next = self.granted.q.val();
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// The port that round robin chooses from `eligible` after `last`.
    fn chosen(eligible: u64, ports: usize, last: usize) -> Option<usize> {
        let front = ports - 1;
        let order = (1..=front).map(|step| (last + step) % front).chain([front]);
        order.into_iter().find(|port| eligible >> port & 1 == 1)
    }

    fn against_reference<const N: usize>(seed: u64) {
        println!("{N} ports, seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut uut = SpacedArbiter::<N>::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        let (mut last, mut recent) = (N - 2, [None; 4]);
        let mut grants = [0; N];
        for step in 0..3000 {
            // At times all ports ask without a pause.
            let busy = step / 200 % 2 == 0;
            let all = (1u64 << N) - 1;
            let sparse = random.random_range(0..=all) & random.random_range(0..=all);
            let request = if busy { all } else { sparse };
            let stall = !busy && random.random_bool(0.2);
            uut.request.next = request.to_bits();
            uut.stall.next = stall;
            assert!(simulate(&mut uut, 100));
            let blocked: u64 = recent.iter().flatten().map(|port| 1u64 << port).sum();
            let grant = if stall { None } else { chosen(request & !blocked, N, last) };
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            let mask = grant.map_or(0, |port| 1u64 << port);
            assert_eq!(uut.grant.val().to_u64(), mask, "step {step}");
            if let Some(port) = grant {
                grants[port] += 1;
                if port < N - 1 {
                    last = port;
                }
            }
            recent.rotate_right(1);
            recent[0] = grant;
        }
        assert!(grants.iter().all(|count| *count >= 40), "{grants:?}");
    }

    #[test]
    fn random_requests_match_round_robin() {
        against_reference::<3>(1);
        against_reference::<5>(2);
        against_reference::<9>(3);
    }
}
