//! # UartDivisor: the speed of the serial line
//! A new divisor is on trial until a good message comes at it; without one
//! within `message::BAUD_CONFIRM_CLOCKS` the last confirmed one comes back.
//!
//! | port         | dir | meaning                                             |
//! | write, value | in  | one cycle: the host wants this one                  |
//! | quiet        | in  | nothing is being sent and no reply waits, and none comes while `pending` |
//! | good_message | in  | one cycle: a good message was received              |
//! | divisor      | out | the one in use                                      |
//! | pending      | out | one waits for `quiet`                               |
//! | changed      | out | one cycle: `divisor` is another one from now on     |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles from `quiet`.
//! Storage: 79 bit of registers. Tables: regmap::registers::UART.
//! Resources: see `ControlPort`.
//! Not obvious: the reply to the write still goes out at the old divisor. Of
//! several on trial one after the other, the one before them all comes back.

use ferroute_regmap::message::BAUD_CONFIRM_CLOCKS;
use ferroute_regmap::size::{UART_MIN_DIVISOR, UART_RESET_DIVISOR};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct UartDivisor {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub value: Signal<In, Bits<16>>,
    pub quiet: Signal<In, Bit>,
    pub good_message: Signal<In, Bit>,
    pub divisor: Signal<Out, Bits<16>>,
    pub pending: Signal<Out, Bit>,
    pub changed: Signal<Out, Bit>,
    current: DFFWithInit<Bits<16>>,
    confirmed: DFFWithInit<Bits<16>>,
    wanted: DFF<Bits<16>>,
    is_pending: DFF<Bit>,
    on_trial: DFF<Bit>,
    /// Clocks of the trial; bit 24 says that it is over.
    elapsed: DFF<Bits<25>>,
    has_changed: DFF<Bit>,
    was_quiet: DFF<Bit>,
    least: Constant<Bits<16>>,
}

impl Default for UartDivisor {
    fn default() -> Self {
        assert!(BAUD_CONFIRM_CLOCKS == 1 << 24, "bit 24 of the count ends the trial");
        let reset = || DFFWithInit::new(u64::from(UART_RESET_DIVISOR).to_bits());
        Self {
            clock: Default::default(),
            write: Default::default(),
            value: Default::default(),
            quiet: Default::default(),
            good_message: Default::default(),
            divisor: Default::default(),
            pending: Default::default(),
            changed: Default::default(),
            current: reset(),
            confirmed: reset(),
            wanted: Default::default(),
            is_pending: Default::default(),
            on_trial: Default::default(),
            elapsed: Default::default(),
            has_changed: Default::default(),
            was_quiet: Default::default(),
            least: Constant::new(u64::from(UART_MIN_DIVISOR).to_bits()),
        }
    }
}

impl Logic for UartDivisor {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, current, confirmed, wanted, is_pending, on_trial, elapsed);
        dff_setup!(self, clock, has_changed, was_quiet);
        self.has_changed.d.next = false;
        self.was_quiet.d.next = self.quiet.val();
        self.elapsed.d.next = self.elapsed.q.val() + 1;
        if self.is_pending.q.val() & self.was_quiet.q.val() {
            self.is_pending.d.next = false;
            self.current.d.next = self.wanted.q.val();
            self.on_trial.d.next = true;
            self.elapsed.d.next = 0.into();
            self.has_changed.d.next = true;
        } else if self.on_trial.q.val() {
            if self.good_message.val() {
                self.on_trial.d.next = false;
                self.confirmed.d.next = self.current.q.val();
            } else if self.elapsed.q.val().get_bit(24) {
                self.on_trial.d.next = false;
                self.current.d.next = self.confirmed.q.val();
                self.has_changed.d.next = true;
            }
        }
        if self.write.val() {
            self.is_pending.d.next = true;
            self.wanted.d.next = self.value.val();
            if self.value.val() < self.least.val() {
                self.wanted.d.next = self.least.val();
            }
        }
        self.divisor.next = self.current.q.val();
        self.pending.next = self.is_pending.q.val();
        self.changed.next = self.has_changed.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut UartDivisor) {
        assert!(simulate(uut, 100));
        for edge in [true, false] {
            uut.clock.next = edge.into();
            assert!(simulate(uut, 100));
        }
    }

    fn write(uut: &mut UartDivisor, value: u64) {
        uut.write.next = true;
        uut.value.next = value.to_bits();
        cycle(uut);
        uut.write.next = false;
        assert!(simulate(uut, 100));
    }

    fn new() -> UartDivisor {
        let mut uut = UartDivisor::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        uut
    }

    #[test]
    fn a_divisor_waits_for_quiet_and_has_a_least_value() {
        let mut uut = new();
        for (value, divisor) in [(0, 8), (7, 8), (8, 8), (9, 9), (0xFFFF, 0xFFFF)] {
            let before = uut.divisor.val();
            write(&mut uut, value);
            for _ in 0..5 {
                assert!(uut.pending.val() && uut.divisor.val() == before);
                cycle(&mut uut);
            }
            uut.quiet.next = true;
            cycle(&mut uut);
            cycle(&mut uut);
            assert_eq!(uut.divisor.val().to_u64(), divisor);
            assert!(uut.changed.val() && !uut.pending.val());
            uut.quiet.next = false;
            cycle(&mut uut);
        }
    }

    #[test]
    fn only_a_good_message_in_time_confirms() {
        for confirmed in [false, true] {
            let mut uut = new();
            write(&mut uut, 50);
            uut.quiet.next = true;
            cycle(&mut uut);
            cycle(&mut uut);
            uut.elapsed.q.next = u64::from(BAUD_CONFIRM_CLOCKS - 5).to_bits();
            uut.good_message.next = confirmed;
            cycle(&mut uut);
            uut.good_message.next = false;
            let changes = (0..20)
                .filter(|_| {
                    cycle(&mut uut);
                    uut.changed.val()
                })
                .count();
            assert_eq!(changes, usize::from(!confirmed));
            let divisor = if confirmed { 50 } else { u64::from(UART_RESET_DIVISOR) };
            assert_eq!(uut.divisor.val().to_u64(), divisor);
        }
    }
}
