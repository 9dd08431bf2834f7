//! # LinkResolver: link, speed and duplex from what both ends offered
//!
//! | port          | dir | meaning                                         |
//! | up            | in  | the link is up and negotiated                   |
//! | own, partner  | in  | bits 8:5 of ANAR and ANLPAR: 10 half, 10 full, 100 half, 100 full |
//! | own_gigabit   | in  | bits 9:8 of the 1000BASE-T control register: full, half |
//! | partner_gigabit | in | bits 11:10 of the 1000BASE-T status register: full, half |
//! | state         | out | as RGMII's in-band status: link, speed 2, full duplex |
//!
//! Clock: none. Latency: none.
//! Resources: see `PhyPoller`.
//! Not obvious: the best common offer counts, in the order of IEEE 802.3-2022
//! annex 28B.3 and 40.5; half duplex at 1000 Mb/s comes before full duplex at
//! 100. 100BASE-T4 and 100BASE-T2 are not looked at, since no PHY here has them.
//! A partner that does not negotiate is taken for half duplex (28.2.3.1).

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct LinkResolver {
    pub up: Signal<In, Bit>,
    pub own: Signal<In, Bits<4>>,
    pub partner: Signal<In, Bits<4>>,
    pub own_gigabit: Signal<In, Bits<2>>,
    pub partner_gigabit: Signal<In, Bits<2>>,
    pub state: Signal<Out, Bits<4>>,
    common: Signal<Local, Bits<4>>,
    common_gigabit: Signal<Local, Bits<2>>,
    best: Signal<Local, Bits<4>>,
}

impl Logic for LinkResolver {
    #[hdl_gen]
    fn update(&mut self) {
        self.common.next = self.own.val() & self.partner.val();
        self.common_gigabit.next = self.own_gigabit.val() & self.partner_gigabit.val();
        self.best.next = 0.into();
        // Full duplex 8, speed 2 or 4, link 1; the best offer comes last.
        if self.common.val().get_bit(0) {
            self.best.next = 1.into();
        }
        if self.common.val().get_bit(1) {
            self.best.next = 9.into();
        }
        if self.common.val().get_bit(2) {
            self.best.next = 3.into();
        }
        if self.common.val().get_bit(3) {
            self.best.next = 11.into();
        }
        if self.common_gigabit.val().get_bit(0) {
            self.best.next = 5.into();
        }
        if self.common_gigabit.val().get_bit(1) {
            self.best.next = 13.into();
        }
        self.state.next = 0.into();
        if self.up.val() {
            self.state.next = self.best.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_common_offer_counts() {
        let mut uut = LinkResolver::default();
        uut.connect_all();
        // Worst offer first: 10 half, 10 full, 100 half, 100 full, 1000 half, 1000 full.
        let states = [0b0001, 0b1001, 0b0011, 0b1011, 0b0101, 0b1101];
        for own in 0..64u64 {
            for partner in 0..64u64 {
                for up in [false, true] {
                    uut.up.next = up;
                    uut.own.next = (own & 15).to_bits();
                    uut.partner.next = (partner & 15).to_bits();
                    uut.own_gigabit.next = (own >> 4).to_bits();
                    uut.partner_gigabit.next = (partner >> 4).to_bits();
                    assert!(simulate(&mut uut, 20));
                    let best = (0..6).rev().find(|offer| own & partner & 1 << offer != 0);
                    let expected = best.filter(|_| up).map_or(0, |offer| states[offer]);
                    assert_eq!(uut.state.val().to_u64(), expected, "{own:06b} {partner:06b}");
                }
            }
        }
    }
}
