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
//! Resources: not measured; 3 levels of logic from `request` and `stall` to registers.
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
    /// Eligible front-panel ports: all, and those of `above`.
    fronts: Signal<Local, Bits<8>>,
    fronts_ahead: Signal<Local, Bits<8>>,
    // Lowest of ports 0 to 3 and of 4 to 7.
    ahead_low: LowestBit,
    ahead_high: LowestBit,
    around_low: LowestBit,
    around_high: LowestBit,
    /// All bits, or none: groups that may win.
    around_low_wins: Signal<Local, Bits<4>>,
    ahead_high_wins: Signal<Local, Bits<4>>,
    around_high_wins: Signal<Local, Bits<4>>,
    /// The winner is in the low group, so that all of the high one is above it.
    low_wins: Signal<Local, Bits<4>>,
    cpu_wins: Signal<Local, Bits<N>>,
    chosen_low: Signal<Local, Bits<4>>,
    chosen_high: Signal<Local, Bits<4>>,
    above_low: Signal<Local, Bits<4>>,
    above_high: Signal<Local, Bits<4>>,
    choice: Signal<Local, Bits<8>>,
    above_choice: Signal<Local, Bits<8>>,
    front_ports: Constant<Bits<N>>,
    cpu_port: Constant<Bits<N>>,
    all_four: Constant<Bits<4>>,
}

impl<const N: usize> SpacedArbiter<N> {
    /// Cycles between two grants of one port.
    pub const SPACING: usize = 5;

    /// Verilog of the arbiter alone, module `spaced_arbiter`.
    pub fn verilog() -> String {
        let mut arbiter = Self::default();
        arbiter.clock.connect();
        arbiter.request.connect();
        arbiter.stall.connect();
        arbiter.connect_all();
        crate::verilog::emit(&arbiter, "spaced_arbiter")
    }
}

impl<const N: usize> Default for SpacedArbiter<N> {
    fn default() -> Self {
        assert!((3..=9).contains(&N), "{N} ports");
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
            fronts_ahead: Default::default(),
            ahead_low: Default::default(),
            ahead_high: Default::default(),
            around_low: Default::default(),
            around_high: Default::default(),
            around_low_wins: Default::default(),
            ahead_high_wins: Default::default(),
            around_high_wins: Default::default(),
            low_wins: Default::default(),
            cpu_wins: Default::default(),
            chosen_low: Default::default(),
            chosen_high: Default::default(),
            above_low: Default::default(),
            above_high: Default::default(),
            choice: Default::default(),
            above_choice: Default::default(),
            front_ports: Constant::new(((1u64 << (N - 1)) - 1).into()),
            cpu_port: Constant::new((1u64 << (N - 1)).into()),
            all_four: Constant::new(15.into()),
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
        self.fronts.next = bit_cast::<8, N>(self.eligible.val() & self.front_ports.val());
        self.fronts_ahead.next =
            bit_cast::<8, N>(self.eligible.val() & self.front_ports.val() & self.above.q.val());
        self.ahead_low.bits.next = self.fronts_ahead.val().get_bits::<4>(0);
        self.ahead_high.bits.next = self.fronts_ahead.val().get_bits::<4>(4);
        self.around_low.bits.next = self.fronts.val().get_bits::<4>(0);
        self.around_high.bits.next = self.fronts.val().get_bits::<4>(4);

        // First what lies after the last port served, then from the lowest on.
        // ANDs and ORs, not nested conditions: from those yosys makes resets,
        // which come late.
        self.ahead_high_wins.next = 0.into();
        self.around_low_wins.next = 0.into();
        self.around_high_wins.next = 0.into();
        self.low_wins.next = 0.into();
        self.cpu_wins.next = 0.into();
        if !self.ahead_low.any.val() {
            self.ahead_high_wins.next = self.all_four.val();
        }
        if !(self.ahead_low.any.val() | self.ahead_high.any.val()) {
            self.around_low_wins.next = self.all_four.val();
        }
        if !(self.ahead_low.any.val() | self.ahead_high.any.val() | self.around_low.any.val()) {
            self.around_high_wins.next = self.all_four.val();
        }
        if self.ahead_low.any.val() | (self.around_low.any.val() & !self.ahead_high.any.val()) {
            self.low_wins.next = self.all_four.val();
        }
        if !(self.around_low.any.val() | self.around_high.any.val()) {
            self.cpu_wins.next = self.cpu_port.val();
        }
        self.chosen_low.next = self.ahead_low.lowest.val()
            | (self.around_low.lowest.val() & self.around_low_wins.val());
        self.chosen_high.next = (self.ahead_high.lowest.val() & self.ahead_high_wins.val())
            | (self.around_high.lowest.val() & self.around_high_wins.val());
        self.above_low.next = self.ahead_low.above.val()
            | (self.around_low.above.val() & self.around_low_wins.val());
        self.above_high.next = self.low_wins.val()
            | self.ahead_high.above.val()
            | (self.around_high.above.val() & self.around_high_wins.val());
        self.choice.next = bit_cast::<8, 4>(self.chosen_low.val())
            | (bit_cast::<8, 4>(self.chosen_high.val()) << 4);
        self.above_choice.next = bit_cast::<8, 4>(self.above_low.val())
            | (bit_cast::<8, 4>(self.above_high.val()) << 4);
        self.granted.d.next = (self.eligible.val() & self.cpu_wins.val())
            | bit_cast::<N, 8>(self.choice.val());
        if self.around_low.any.val() | self.around_high.any.val() {
            self.above.d.next = bit_cast::<N, 8>(self.above_choice.val());
        }
        // Last, so that it becomes the registers' reset and enable.
        if self.stall.val() {
            self.granted.d.next = 0.into();
            self.above.d.next = self.above.q.val();
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
