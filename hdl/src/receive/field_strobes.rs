//! # FieldStrobes: which field the octet at hand is
//!
//! | port     | dir | meaning                                                 |
//! | step     | in  | there is an octet                                       |
//! | phase, first, second, third, in_* | in | where `HeaderWalk` is          |
//! | type_end | out | second octet of a type                                  |
//! | ipv4, extension | out | any octet of that header                         |
//! | ipv4_first, ipv6_first | out | the octet with the version                |
//! | length   | out | shift into the length: total length of IPv4, payload length of IPv6 |
//! | next_header | out | protocol or next header                              |
//! | ipv4_fragment_high, ipv4_fragment_low | out | flags and fragment offset  |
//! | ipv6_fragment_high, ipv6_fragment_low | out | of a fragment header       |
//! | upper    | out | octet of the first word of layer 4                      |
//!
//! Combinational.
//! Not obvious: of IPv4 the whole first word is shifted in; its last two octets
//! are the length.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FieldStrobes {
    pub step: Signal<In, Bit>,
    pub phase: Signal<In, Bits<2>>,
    pub first: Signal<In, Bit>,
    pub second: Signal<In, Bit>,
    pub third: Signal<In, Bit>,
    pub in_type: Signal<In, Bit>,
    pub in_ipv4: Signal<In, Bit>,
    pub in_ipv6: Signal<In, Bit>,
    pub in_extension: Signal<In, Bit>,
    pub in_fragment: Signal<In, Bit>,
    pub in_upper: Signal<In, Bit>,
    pub type_end: Signal<Out, Bit>,
    pub ipv4: Signal<Out, Bit>,
    pub extension: Signal<Out, Bit>,
    pub ipv4_first: Signal<Out, Bit>,
    pub ipv6_first: Signal<Out, Bit>,
    pub length: Signal<Out, Bit>,
    pub next_header: Signal<Out, Bit>,
    pub ipv4_fragment_high: Signal<Out, Bit>,
    pub ipv4_fragment_low: Signal<Out, Bit>,
    pub ipv6_fragment_high: Signal<Out, Bit>,
    pub ipv6_fragment_low: Signal<Out, Bit>,
    pub upper: Signal<Out, Bit>,
    octet_0: Signal<Local, Bit>,
    octet_1: Signal<Local, Bit>,
    octet_2: Signal<Local, Bit>,
    octet_3: Signal<Local, Bit>,
    of_ipv4: Signal<Local, Bit>,
    of_ipv6: Signal<Local, Bit>,
    of_extension: Signal<Local, Bit>,
}

impl Logic for FieldStrobes {
    #[hdl_gen]
    fn update(&mut self) {
        self.octet_0.next = self.phase.val() == 0;
        self.octet_1.next = self.phase.val() == 1;
        self.octet_2.next = self.phase.val() == 2;
        self.octet_3.next = self.phase.val() == 3;
        self.of_ipv4.next = self.step.val() & self.in_ipv4.val();
        self.of_ipv6.next = self.step.val() & self.in_ipv6.val();
        self.of_extension.next = self.step.val() & self.in_extension.val();
        self.type_end.next = self.step.val() & self.in_type.val() & self.octet_3.val();
        self.ipv4.next = self.of_ipv4.val();
        self.extension.next = self.of_extension.val();
        self.ipv4_first.next = self.of_ipv4.val() & self.first.val() & self.octet_0.val();
        self.ipv6_first.next = self.of_ipv6.val() & self.first.val() & self.octet_0.val();
        self.length.next = (self.of_ipv4.val() & self.first.val())
            | (self.of_ipv6.val() & self.second.val() & !self.phase.val().get_bit(1));
        self.next_header.next = (self.of_ipv4.val() & self.third.val() & self.octet_1.val())
            | (self.of_ipv6.val() & self.second.val() & self.octet_2.val())
            | (self.of_extension.val() & self.first.val() & self.octet_0.val());
        self.ipv4_fragment_high.next = self.of_ipv4.val() & self.second.val() & self.octet_2.val();
        self.ipv4_fragment_low.next = self.of_ipv4.val() & self.second.val() & self.octet_3.val();
        self.ipv6_fragment_high.next =
            self.of_extension.val() & self.in_fragment.val() & self.first.val() & self.octet_2.val();
        self.ipv6_fragment_low.next =
            self.of_extension.val() & self.in_fragment.val() & self.first.val() & self.octet_3.val();
        self.upper.next = self.step.val() & self.in_upper.val();
    }
}
