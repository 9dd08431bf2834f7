//! # PortLed: link and activity of a port on one LED
//! Lit while the link is up; while frames pass it blinks.
//!
//! | port     | dir | clock | meaning                                    |
//! | link     | in  | any   |                                            |
//! | rx, tx   | in  | any   | a frame passes; a level of some clocks     |
//! | lit      | out | clock |                                            |
//!
//! Clock: `clock`. Clear: none. Latency: 3 cycles, then the LED's own period.
//! Resources: not measured.
//! Not obvious: dark and lit halves last 2^BITS clocks each: 34 ms with 22 bits
//! at 125 MHz, so that one lone frame shows. A link that is down stays dark.

use rust_hdl::prelude::*;

use crate::cdc::Synchronizer;
use crate::verilog::emit;

#[derive(LogicBlock, Default)]
pub struct PortLed<const BITS: usize> {
    pub clock: Signal<In, Clock>,
    pub link: Signal<In, Bit>,
    pub rx: Signal<In, Bit>,
    pub tx: Signal<In, Bit>,
    pub lit: Signal<Out, Bit>,
    link_synchronizer: Synchronizer,
    rx_synchronizer: Synchronizer,
    tx_synchronizer: Synchronizer,
    count: DFF<Bits<BITS>>,
    /// A frame passed since the last dark half.
    seen: DFF<Bit>,
    dark: DFF<Bit>,
    is_lit: DFF<Bit>,
}

impl<const BITS: usize> Logic for PortLed<BITS> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, seen, dark, is_lit);
        clock!(self, clock, link_synchronizer, rx_synchronizer, tx_synchronizer);
        self.link_synchronizer.source.next = self.link.val();
        self.rx_synchronizer.source.next = self.rx.val();
        self.tx_synchronizer.source.next = self.tx.val();
        self.count.d.next = self.count.q.val() + 1;
        if self.count.q.val().all() {
            self.dark.d.next = self.seen.q.val() & !self.dark.q.val();
            self.seen.d.next = false;
        }
        if self.rx_synchronizer.destination.val() | self.tx_synchronizer.destination.val() {
            self.seen.d.next = true;
        }
        self.is_lit.d.next = self.link_synchronizer.destination.val() & !self.dark.q.val();
        self.lit.next = self.is_lit.q.val();
    }
}

/// Verilog of the LED of a port with a clock of 125 MHz, module `port_led`.
pub fn verilog() -> String {
    let mut led = PortLed::<22>::default();
    led.clock.connect();
    led.link.connect();
    led.rx.connect();
    led.tx.connect();
    led.connect_all();
    emit(&led, "port_led")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lit_clocks(uut: &mut PortLed<3>, clocks: usize) -> Vec<bool> {
        (0..clocks)
            .map(|_| {
                uut.clock.next = true.into();
                assert!(simulate(uut, 20));
                uut.clock.next = false.into();
                assert!(simulate(uut, 20));
                uut.lit.val()
            })
            .collect()
    }

    #[test]
    fn link_lights_and_frames_blink() {
        let mut uut = PortLed::<3>::default();
        uut.connect_all();
        uut.rx.next = true;
        assert!(lit_clocks(&mut uut, 40).iter().all(|lit| !lit), "no link, dark");
        uut.rx.next = false;
        uut.link.next = true;
        lit_clocks(&mut uut, 20);
        assert!(lit_clocks(&mut uut, 32).iter().all(|lit| *lit), "an idle link is steady");
        for direction in 0..2 {
            uut.rx.next = direction == 0;
            uut.tx.next = direction == 1;
            lit_clocks(&mut uut, 16);
            let dark = lit_clocks(&mut uut, 32).iter().filter(|lit| !**lit).count();
            assert_eq!(dark, 16, "half of the time");
        }
        uut.tx.next = false;
        lit_clocks(&mut uut, 32);
        uut.rx.next = true;
        lit_clocks(&mut uut, 1);
        uut.rx.next = false;
        let dark = lit_clocks(&mut uut, 40).iter().filter(|lit| !**lit).count();
        assert_eq!(dark, 8, "a lone frame shows once");
    }
}
