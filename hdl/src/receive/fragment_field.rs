//! # FragmentField: whether the packet is a fragment
//!
//! | port      | dir | meaning                                                |
//! | clear     | in  | start anew                                             |
//! | octet     | in  | octet of the field                                     |
//! | strobes   | in  | which one                                              |
//! | fragment  | out | more fragments, or an offset that is not zero          |
//! | later     | out | an offset that is not zero                             |
//!
//! Clock: rx_clock. Latency: 1 cycle. Storage: 2 bit. Resources: see `RxPort`.
//! Not obvious: an IPv6 fragment header with neither is a whole packet (RFC
//! 6946), and another one may follow; the flags stay once they are set.

use rust_hdl::prelude::*;

use super::field_strobes::Strobes;

#[derive(LogicBlock, Default)]
pub struct FragmentField {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub strobes: Signal<In, Strobes>,
    pub fragment: Signal<Out, Bit>,
    pub later: Signal<Out, Bit>,
    is_fragment: DFF<Bit>,
    is_later: DFF<Bit>,
    offset: Signal<Local, Bit>,
    more: Signal<Local, Bit>,
}

impl Logic for FragmentField {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_fragment, is_later);
        // RFC 791 section 3.1, RFC 8200 section 4.5.
        self.offset.next = (self.strobes.val().ipv4_fragment_high & self.octet.val().get_bits::<5>(0).any())
            | ((self.strobes.val().ipv4_fragment_low | self.strobes.val().ipv6_fragment_high)
                & self.octet.val().any())
            | (self.strobes.val().ipv6_fragment_low & self.octet.val().get_bits::<5>(3).any());
        self.more.next = (self.strobes.val().ipv4_fragment_high & self.octet.val().get_bit(5))
            | (self.strobes.val().ipv6_fragment_low & self.octet.val().get_bit(0));
        if self.offset.val() {
            self.is_later.d.next = true;
        }
        if self.offset.val() | self.more.val() {
            self.is_fragment.d.next = true;
        }
        if self.clear.val() {
            self.is_later.d.next = false;
            self.is_fragment.d.next = false;
        }
        self.fragment.next = self.is_fragment.q.val();
        self.later.next = self.is_later.q.val();
    }
}
