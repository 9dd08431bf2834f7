//! # TransmitPacer: when an octet goes out, and what TXC looks like
//!
//! | port       | dir | meaning                                            |
//! | wanted     | in  | 0: 10, 1: 100, 2: 1000 Mb/s                        |
//! | quiet      | in  | GMII is idle                                       |
//! | load       | out | the pins' side takes the next octet at the end of this clock |
//! | gate       | out | registered: GMII moves on with the next rising edge |
//! | gigabit    | out | an octet a clock, a nibble at each edge            |
//! | second     | out | the octet's high nibble is out                     |
//! | clock_high, clock_low | out | TXC in the two halves of this clock     |
//!
//! Clock: `clock`, 125 MHz. Clear: none; 1000 Mb/s at power-up.
//! Throughput: an octet in 1, 10 or 100 clocks: TXC is 125, 25 or 2.5 MHz with
//! equal halves (100 Mb/s: 2.5 clocks each).
//! Resources: see `RgmiiPort`.
//! Not obvious: the speed changes between two octets of an idle line only, so
//! that no frame and no pulse of TXC is cut. What GMII shows then is kept until
//! it is taken at the new speed: a frame that starts at that moment loses nothing.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct TransmitPacer {
    pub clock: Signal<In, Clock>,
    pub wanted: Signal<In, Bits<2>>,
    pub quiet: Signal<In, Bit>,
    pub load: Signal<Out, Bit>,
    pub gate: Signal<Out, Bit>,
    pub gigabit: Signal<Out, Bit>,
    pub second: Signal<Out, Bit>,
    pub clock_high: Signal<Out, Bit>,
    pub clock_low: Signal<Out, Bit>,
    speed: DFFWithInit<Bits<2>>,
    /// Clocks of the nibble so far.
    step: DFF<Bits<6>>,
    is_second: DFF<Bit>,
    /// GMII shows an octet that has not been taken.
    kept: DFF<Bit>,
    moves: DFF<Bit>,
    next_speed: Signal<Local, Bits<2>>,
    is_gigabit: Signal<Local, Bit>,
    is_hundred: Signal<Local, Bit>,
    nibble_ends: Signal<Local, Bit>,
    octet_ends: Signal<Local, Bit>,
}

impl TransmitPacer {
    /// Clocks of a nibble at 10 and 100 Mb/s.
    pub const NIBBLE_CLOCKS: [usize; 2] = [50, 5];
}

impl Default for TransmitPacer {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            wanted: Default::default(),
            quiet: Default::default(),
            load: Default::default(),
            gate: Default::default(),
            gigabit: Default::default(),
            second: Default::default(),
            clock_high: Default::default(),
            clock_low: Default::default(),
            speed: DFFWithInit::new(2u64.to_bits()),
            step: Default::default(),
            is_second: Default::default(),
            kept: Default::default(),
            moves: Default::default(),
            next_speed: Default::default(),
            is_gigabit: Default::default(),
            is_hundred: Default::default(),
            nibble_ends: Default::default(),
            octet_ends: Default::default(),
        }
    }
}

impl Logic for TransmitPacer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, speed, step, is_second, kept, moves);
        self.is_gigabit.next = self.speed.q.val().get_bit(1);
        self.is_hundred.next = self.speed.q.val().get_bit(0);
        self.nibble_ends.next = self.is_gigabit.val()
            | (self.is_hundred.val() & (self.step.q.val() == 4))
            | (self.step.q.val() == 49);
        self.octet_ends.next = self.nibble_ends.val() & (self.is_gigabit.val() | self.is_second.q.val());

        self.step.d.next = self.step.q.val() + 1;
        if self.nibble_ends.val() {
            self.step.d.next = 0.into();
            self.is_second.d.next = !self.is_second.q.val() & !self.is_gigabit.val();
        }
        self.next_speed.next = self.speed.q.val();
        if self.octet_ends.val() & self.quiet.val() {
            self.next_speed.next = self.wanted.val();
        }
        self.speed.d.next = self.next_speed.val();
        // GMII has moved at this clock's edge, too, when 1000 Mb/s ends.
        self.moves.d.next = !self.is_gigabit.val()
            & !self.kept.q.val()
            & !self.is_second.q.val()
            & (self.step.q.val() == 1);
        if self.octet_ends.val() {
            self.moves.d.next = self.next_speed.val().get_bit(1);
            self.kept.d.next = self.is_gigabit.val() & !self.next_speed.val().get_bit(1);
        }

        self.clock_high.next = self.step.q.val() < 25;
        self.clock_low.next = self.step.q.val() < 25;
        if self.is_hundred.val() {
            self.clock_high.next = self.step.q.val() < 3;
            self.clock_low.next = self.step.q.val() < 2;
        }
        if self.is_gigabit.val() {
            self.clock_high.next = true;
            self.clock_low.next = false;
        }
        self.load.next = self.octet_ends.val();
        self.gate.next = self.moves.q.val();
        self.gigabit.next = self.is_gigabit.val();
        self.second.next = self.is_second.q.val();
    }
}
