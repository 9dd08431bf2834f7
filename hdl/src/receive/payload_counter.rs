//! # PayloadCounter: octets left of the packet
//!
//! | port   | dir | meaning                                                |
//! | clear  | in  | forget everything                                      |
//! | load   | in  | `octet` is shifted in from below; wins over `count`    |
//! | octet  | in  | octet of the length field                              |
//! | count  | in  | an octet of the packet goes by                         |
//! | double | in  | in the next cycle an octet takes two off               |
//! | ended  | out | the octet at hand is behind the packet; behind the     |
//! |        |     | frame's last octet: all of the packet has been there   |
//!
//! Clock: rx_clock. Latency: `ended` is combinational.
//! Storage: 18 bit. Resources: see `RxPort`.
//! Not obvious: IPv4's total length counts the 4 octets that stand before its
//! own end; 4 of the next ones count double for them. A count that runs out meanwhile
//! was below the smallest header anyway.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct PayloadCounter {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub load: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub count: Signal<In, Bit>,
    pub double: Signal<In, Bit>,
    pub ended: Signal<Out, Bit>,
    left: DFF<Bits<16>>,
    ran_out: DFF<Bit>,
    takes_one: DFF<Bit>,
    step: Signal<Local, Bits<17>>,
    difference: Signal<Local, Bits<17>>,
    behind: Signal<Local, Bit>,
    minus_one: Constant<Bits<17>>,
    minus_two: Constant<Bits<17>>,
}

impl Default for PayloadCounter {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            clear: Default::default(),
            load: Default::default(),
            octet: Default::default(),
            count: Default::default(),
            double: Default::default(),
            ended: Default::default(),
            left: Default::default(),
            ran_out: Default::default(),
            takes_one: Default::default(),
            step: Default::default(),
            difference: Default::default(),
            behind: Default::default(),
            // Two's complement of 16 bits: bit 16 of the sum is "not below zero".
            minus_one: Constant::new(0xFFFFu64.to_bits()),
            minus_two: Constant::new(0xFFFEu64.to_bits()),
        }
    }
}

impl Logic for PayloadCounter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, left, ran_out, takes_one);
        self.step.next = self.minus_two.val();
        self.takes_one.d.next = !self.double.val();
        if self.takes_one.q.val() {
            self.step.next = self.minus_one.val();
        }
        self.difference.next = bit_cast::<17, 16>(self.left.q.val()) + self.step.val();
        self.behind.next = self.ran_out.q.val() | !self.difference.val().get_bit(16);
        if self.load.val() {
            self.left.d.next =
                (self.left.q.val() << 8) | bit_cast::<16, 8>(self.octet.val());
        } else if self.count.val() {
            self.left.d.next = self.difference.val().get_bits::<16>(0);
        }
        self.ran_out.d.next =
            (self.ran_out.q.val() | (self.count.val() & self.behind.val())) & !self.clear.val();
        self.ended.next = self.behind.val();
    }
}
