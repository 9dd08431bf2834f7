//! # HeaderWalk: which header the octet at hand belongs to
//! The frame is a row of pieces: addresses, types and tags, an IP header,
//! extension headers, the first word of layer 4. A piece is counted in words of
//! four octets.
//!
//! | port       | dir | meaning                                              |
//! | clear      | in  | the next octet is a frame's first                    |
//! | step       | in  | `octet` is the frame's next octet                    |
//! | octet      | in  | the octet at hand                                    |
//! | previous_octet | in | the one before it                                 |
//! | is_tag, is_ipv4, is_ipv6 | in | what a type ending with `octet` says   |
//! | extension  | in  | behind the IP header at hand stands an extension header |
//! | upper      | in  | otherwise: layer 4 stands there                      |
//! | fragment_header, authentication | in | with `extension`: of this kind  |
//! | phase      | out | octet of the word, 0 to 3                            |
//! | first, second, third | out | word of the piece                          |
//! | in_type, in_ipv4, in_ipv6, in_extension, in_upper | out | piece         |
//! | in_fragment | out | with `in_extension`: a fragment header              |
//! | ends       | out | with `step`: the IP or extension header ends here    |
//! | tag_count  | out | tags so far, 3 for more than two                     |
//!
//! Clock: rx_clock. Latency: the outputs tell of `octet` in the same cycle.
//! Throughput: an octet a cycle. Storage: 26 bit. Resources: see `RxPort`.
//! Not obvious: the type behind the addresses is the second half of a word, as
//! the type behind a tag is. A malformed header may lead anywhere, but every
//! octet is one step, so that the walk ends with the frame.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct HeaderWalk {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub step: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub previous_octet: Signal<In, Bits<8>>,
    pub is_tag: Signal<In, Bit>,
    pub is_ipv4: Signal<In, Bit>,
    pub is_ipv6: Signal<In, Bit>,
    pub extension: Signal<In, Bit>,
    pub upper: Signal<In, Bit>,
    pub fragment_header: Signal<In, Bit>,
    pub authentication: Signal<In, Bit>,
    pub phase: Signal<Out, Bits<2>>,
    pub first: Signal<Out, Bit>,
    pub second: Signal<Out, Bit>,
    pub third: Signal<Out, Bit>,
    pub in_type: Signal<Out, Bit>,
    pub in_ipv4: Signal<Out, Bit>,
    pub in_ipv6: Signal<Out, Bit>,
    pub in_extension: Signal<Out, Bit>,
    pub in_fragment: Signal<Out, Bit>,
    pub in_upper: Signal<Out, Bit>,
    pub ends: Signal<Out, Bit>,
    pub tag_count: Signal<Out, Bits<2>>,
    octet_of_word: DFF<Bits<2>>,
    /// Words of the piece so far, at most 3.
    word: DFF<Bits<2>>,
    /// Words to come beyond the second and the one at hand.
    left: DFF<Bits<9>>,
    none_left: DFF<Bit>,
    past_addresses: DFF<Bit>,
    type_piece: DFF<Bit>,
    ipv4_piece: DFF<Bit>,
    ipv6_piece: DFF<Bit>,
    extension_piece: DFF<Bit>,
    upper_piece: DFF<Bit>,
    is_fragment: DFF<Bit>,
    is_authentication: DFF<Bit>,
    tags: DFF<Bits<2>>,
    word_ends: Signal<Local, Bit>,
    header_ends: Signal<Local, Bit>,
    another_tag: Signal<Local, Bit>,
    is_first: Signal<Local, Bit>,
    beyond_two: Signal<Local, Bits<9>>,
    ipv4_beyond_two: Signal<Local, Bits<4>>,
}

impl Logic for HeaderWalk {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet_of_word, word, left, none_left, past_addresses, type_piece);
        dff_setup!(self, clock, ipv4_piece, ipv6_piece, extension_piece, upper_piece);
        dff_setup!(self, clock, is_fragment, is_authentication, tags);
        self.word_ends.next = self.octet_of_word.q.val() == 3;
        self.is_first.next = self.word.q.val() == 0;
        // `left` is older than this by a cycle: it changes at octets 1 and 3 only.
        self.none_left.d.next = !self.left.q.val().any();
        self.header_ends.next = (self.ipv4_piece.q.val()
            | self.ipv6_piece.q.val()
            | self.extension_piece.q.val())
            & self.word_ends.val()
            & !self.is_first.val()
            & self.none_left.q.val();
        // How many words the header at hand has beyond two: from its second octet
        // (RFC 8200 section 4, RFC 4302), from its first one (RFC 791), or fixed.
        self.ipv4_beyond_two.next = self.previous_octet.val().get_bits::<4>(0) - 2;
        self.beyond_two.next = 8.into();
        if self.ipv4_piece.q.val() {
            self.beyond_two.next = bit_cast::<9, 4>(self.ipv4_beyond_two.val());
        }
        if self.extension_piece.q.val() {
            self.beyond_two.next = bit_cast::<9, 8>(self.octet.val()) << 1;
            if self.is_authentication.q.val() {
                self.beyond_two.next = bit_cast::<9, 8>(self.octet.val());
            }
            if self.is_fragment.q.val() {
                self.beyond_two.next = 0.into();
            }
        }
        self.another_tag.next = self.is_tag.val() & !self.tags.q.val().get_bit(1);

        if self.step.val() {
            self.octet_of_word.d.next = self.octet_of_word.q.val() + 1;
            if self.word_ends.val() {
                if self.word.q.val() != 3 {
                    self.word.d.next = self.word.q.val() + 1;
                }
                if !self.is_first.val() & !self.none_left.q.val() {
                    self.left.d.next = self.left.q.val() - 1;
                }
                // Three words of addresses; the type is octets 2 and 3 of a word.
                if !self.past_addresses.q.val() & (self.word.q.val() == 2) {
                    self.past_addresses.d.next = true;
                    self.type_piece.d.next = true;
                    self.octet_of_word.d.next = 2.into();
                    self.word.d.next = 0.into();
                }
                if self.type_piece.q.val() {
                    self.type_piece.d.next = self.another_tag.val();
                    self.ipv4_piece.d.next = self.is_ipv4.val();
                    self.ipv6_piece.d.next = self.is_ipv6.val();
                    self.word.d.next = 0.into();
                    if self.is_tag.val() {
                        self.tags.d.next = self.tags.q.val() + 1;
                    }
                }
                self.upper_piece.d.next = false;
            }
            // Where no header begins this means nothing and does no harm.
            if self.is_first.val() & (self.octet_of_word.q.val() == 1) {
                self.left.d.next = self.beyond_two.val();
            }
            if self.header_ends.val() {
                self.word.d.next = 0.into();
                self.ipv4_piece.d.next = false;
                self.ipv6_piece.d.next = false;
                self.extension_piece.d.next = self.extension.val();
                self.is_fragment.d.next = self.fragment_header.val();
                self.is_authentication.d.next = self.authentication.val();
                self.upper_piece.d.next = self.upper.val();
            }
        }
        if self.clear.val() {
            self.octet_of_word.d.next = 0.into();
            self.word.d.next = 0.into();
            self.past_addresses.d.next = false;
            self.type_piece.d.next = false;
            self.ipv4_piece.d.next = false;
            self.ipv6_piece.d.next = false;
            self.extension_piece.d.next = false;
            self.upper_piece.d.next = false;
            self.tags.d.next = 0.into();
        }
        self.phase.next = self.octet_of_word.q.val();
        self.first.next = self.is_first.val();
        self.second.next = self.word.q.val() == 1;
        self.third.next = self.word.q.val() == 2;
        self.in_type.next = self.type_piece.q.val();
        self.in_ipv4.next = self.ipv4_piece.q.val();
        self.in_ipv6.next = self.ipv6_piece.q.val();
        self.in_extension.next = self.extension_piece.q.val();
        self.in_fragment.next = self.is_fragment.q.val();
        self.in_upper.next = self.upper_piece.q.val();
        self.ends.next = self.header_ends.val();
        self.tag_count.next = self.tags.q.val();
    }
}
