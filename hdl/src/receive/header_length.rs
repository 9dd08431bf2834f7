//! # HeaderLength: words left of an IP or extension header
//! Every such header has at least two words of four octets; counted are the
//! words beyond two.
//!
//! | port           | dir | meaning                                            |
//! | load           | in  | the octet at hand is the header's second           |
//! | octet          | in  | the octet at hand                                  |
//! | previous_octet | in  | the one before it                                  |
//! | ipv4, extension | in | the header is IPv4's, or an extension header; else IPv6's |
//! | fragment, authentication | in | of the extension headers, that one        |
//! | count          | in  | the octet at hand ends the header's second word or a later one |
//! | none_left      | out | no word follows the one at hand                    |
//!
//! Clock: rx_clock. Latency: `none_left` 2 cycles from `load` or `count`.
//! Storage: 10 bit. Resources: see `RxPort`.
//! Not obvious: an IPv4 header length below two words wraps; that packet is
//! malformed anyway.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct HeaderLength {
    pub clock: Signal<In, Clock>,
    pub load: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub previous_octet: Signal<In, Bits<8>>,
    pub ipv4: Signal<In, Bit>,
    pub extension: Signal<In, Bit>,
    pub fragment: Signal<In, Bit>,
    pub authentication: Signal<In, Bit>,
    pub count: Signal<In, Bit>,
    pub none_left: Signal<Out, Bit>,
    left: DFF<Bits<9>>,
    is_none: DFF<Bit>,
    beyond_two: Signal<Local, Bits<9>>,
    ipv4_beyond_two: Signal<Local, Bits<4>>,
}

impl Logic for HeaderLength {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, left, is_none);
        // IPv6 has ten words. IPv4: RFC 791 section 3.1.
        self.ipv4_beyond_two.next = self.previous_octet.val().get_bits::<4>(0) - 2;
        self.beyond_two.next = 8.into();
        if self.ipv4.val() {
            self.beyond_two.next = bit_cast::<9, 4>(self.ipv4_beyond_two.val());
        }
        if self.extension.val() {
            // RFC 8200 section 4.3: units of 8 octets beyond the first 8.
            self.beyond_two.next = bit_cast::<9, 8>(self.octet.val()) << 1;
            // RFC 4302 section 2.2: words of 4 octets beyond two.
            if self.authentication.val() {
                self.beyond_two.next = bit_cast::<9, 8>(self.octet.val());
            }
            // RFC 8200 section 4.5: the second octet is reserved.
            if self.fragment.val() {
                self.beyond_two.next = 0.into();
            }
        }
        if self.load.val() {
            self.left.d.next = self.beyond_two.val();
        } else if self.count.val() & !self.is_none.q.val() {
            self.left.d.next = self.left.q.val() - 1;
        }
        self.is_none.d.next = !self.left.q.val().any();
        self.none_left.next = self.is_none.q.val();
    }
}
