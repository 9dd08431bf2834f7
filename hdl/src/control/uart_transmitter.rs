//! # UartTransmitter: octets onto a serial line, 8N1
//!
//! | port    | dir | meaning                                             |
//! | octet   | in  | to send while `valid`                               |
//! | taken   | out | `octet` is taken in this cycle                      |
//! | divisor | in  | clocks a bit, at least 8                            |
//! | line    | out | the line; idle is 1                                 |
//! | busy    | out | a bit, the stop bit included, is on the line        |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 1 cycle to the start bit. Throughput: an octet in 10 bits, without
//! a gap while `valid` holds. Backpressure: `taken`.
//! Storage: 31 bit of registers. Resources: see `ControlPort`.
//! Not obvious: a new divisor holds from the next bit on.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct UartTransmitter {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub taken: Signal<Out, Bit>,
    pub divisor: Signal<In, Bits<16>>,
    pub line: Signal<Out, Bit>,
    pub busy: Signal<Out, Bit>,
    sending: DFF<Bit>,
    /// The line is 0; inverted, so that it idles from power-up on.
    low: DFF<Bit>,
    /// Clocks left of the bit, the present one included.
    count: DFF<Bits<16>>,
    /// `count` is 1.
    due: DFF<Bit>,
    /// 0: start bit, 1 to 8: data, 9: stop bit.
    position: DFF<Bits<4>>,
    shift: DFF<Bits<8>>,
    free: Signal<Local, Bit>,
}

impl Logic for UartTransmitter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sending, low, count, due, position, shift);
        self.free.next =
            (!self.sending.q.val()) | (self.due.q.val() & (self.position.q.val() == 9));
        self.taken.next = self.free.val() & self.valid.val();
        self.count.d.next = self.count.q.val() - 1;
        self.due.d.next = self.count.q.val() == 2;
        if self.free.val() {
            self.sending.d.next = self.valid.val();
            self.low.d.next = self.valid.val();
            self.count.d.next = self.divisor.val();
            self.due.d.next = false;
            self.position.d.next = 0.into();
            self.shift.d.next = self.octet.val();
        } else if self.due.q.val() {
            self.count.d.next = self.divisor.val();
            self.position.d.next = self.position.q.val() + 1;
            // Ones follow the data: the stop bit.
            self.low.d.next = !self.shift.q.val().get_bit(0);
            self.shift.d.next = (self.shift.q.val() >> 1) | 0x80;
        }
        self.line.next = !self.low.q.val();
        self.busy.next = self.sending.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::uart_receiver::UartReceiver;

    struct Bench {
        transmitter: UartTransmitter,
        receiver: UartReceiver,
        /// Level of the line in each cycle.
        levels: Vec<bool>,
        received: Vec<u8>,
        errors: usize,
    }

    impl Bench {
        fn new(divisor: u64) -> Self {
            let (mut transmitter, mut receiver) = (UartTransmitter::default(), UartReceiver::default());
            transmitter.connect_all();
            receiver.connect_all();
            transmitter.divisor.next = divisor.to_bits();
            receiver.divisor.next = divisor.to_bits();
            receiver.line.next = true;
            assert!(simulate(&mut transmitter, 100) && simulate(&mut receiver, 100));
            Self { transmitter, receiver, levels: Vec::new(), received: Vec::new(), errors: 0 }
        }

        fn settle(&mut self) {
            assert!(simulate(&mut self.transmitter, 100) && simulate(&mut self.receiver, 100));
        }

        /// One clock; `noise` inverts the line.
        fn cycle(&mut self, noise: bool) {
            let level = self.transmitter.line.val() != noise;
            self.levels.push(level);
            self.receiver.line.next = level;
            self.settle();
            for edge in [true, false] {
                self.transmitter.clock.next = edge.into();
                self.receiver.clock.next = edge.into();
                self.settle();
            }
            if self.receiver.valid.val() {
                self.received.push(self.receiver.octet.val().to_u8());
            }
            self.errors += usize::from(self.receiver.error.val());
        }

        fn send(&mut self, octets: &[u8]) {
            for octet in octets {
                self.transmitter.octet.next = u64::from(*octet).to_bits();
                self.transmitter.valid.next = true;
                self.settle();
                while !self.transmitter.taken.val() {
                    self.cycle(false);
                }
                self.cycle(false);
                self.transmitter.valid.next = false;
                self.settle();
            }
        }
    }

    #[test]
    fn octets_follow_without_a_gap_and_are_received() {
        for divisor in [8, 9, 23] {
            let mut bench = Bench::new(divisor);
            let octets = [0x00, 0xFF, 0x55, 0x80, 0x01];
            bench.send(&octets);
            let mut clocks = 0;
            while bench.transmitter.busy.val() {
                bench.cycle(false);
                clocks += 1;
            }
            // The last octet was taken in the cycle before its start bit.
            assert_eq!(clocks, 10 * divisor);
            let start = bench.levels.iter().position(|level| !level).expect("a start bit");
            let bits: Vec<bool> =
                bench.levels[start..].iter().copied().step_by(divisor as usize).collect();
            let wanted: Vec<bool> = octets
                .iter()
                .flat_map(|octet| (0..10).map(move |bit| (0x200 | u32::from(*octet) << 1) >> bit & 1 == 1))
                .collect();
            assert_eq!(bits, wanted);
            for _ in 0..divisor {
                bench.cycle(false);
            }
            assert_eq!((bench.received, bench.errors), (octets.to_vec(), 0));
        }
    }

    #[test]
    fn noise_is_no_octet_and_a_stop_bit_of_zero_is_an_error() {
        let mut bench = Bench::new(16);
        // A start bit that is over at its middle.
        for step in 0..300 {
            bench.cycle((100..107).contains(&step));
        }
        assert_eq!((bench.received.len(), bench.errors), (0, 0));
        // A line that is held low is one error, not one after the other.
        for step in 0..600 {
            bench.cycle(step < 500);
        }
        assert_eq!((bench.received.len(), bench.errors), (0, 1));
        bench.send(&[0x42]);
        for _ in 0..200 {
            bench.cycle(false);
        }
        assert_eq!(bench.received, [0x42]);
    }
}
