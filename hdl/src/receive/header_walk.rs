//! # HeaderWalk: which header the octet at hand belongs to
//! The frame is a row of pieces: addresses, types and tags, an IP header,
//! extension headers, the first word of layer 4. A piece is counted in words of
//! four octets.
//!
//! | port       | dir | meaning                                              |
//! | clear      | in  | the next octet is a frame's first                    |
//! | step       | in  | there is an octet                                    |
//! | octet      | in  | the octet at hand                                    |
//! | previous_octet | in | the one before it                                 |
//! | is_tag, is_ipv4, is_ipv6 | in | what a type ending with `octet` says   |
//! | extension  | in  | behind the header at hand stands an extension header |
//! | upper      | in  | otherwise: layer 4 stands there                      |
//! | fragment_header, authentication | in | with `extension`: of this kind  |
//! | place      | out | see `Place`                                          |
//! | tag_count  | out | tags so far, 3 for more than two                     |
//!
//! Clock: rx_clock. Latency: `place` tells of `octet` in the same cycle.
//! Throughput: an octet a cycle. Storage: 14 bit and HeaderLength.
//! Resources: see `RxPort`.
//! Not obvious: the type behind the addresses is the second half of a word, as
//! the type behind a tag is. A malformed header may lead anywhere, but every
//! octet is one step, so that the walk ends with the frame.

use rust_hdl::prelude::*;

use super::header_length::HeaderLength;

/// Where the octet at hand stands.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Octet of the word, 0 to 3.
    pub phase: Bits<2>,
    // Word of the piece.
    pub first: Bit,
    pub second: Bit,
    pub third: Bit,
    // Piece.
    pub in_type: Bit,
    pub in_ipv4: Bit,
    pub in_ipv6: Bit,
    pub in_extension: Bit,
    /// With `in_extension`: a fragment header.
    pub in_fragment: Bit,
    /// First word of layer 4.
    pub in_upper: Bit,
    /// The IP or extension header ends here.
    pub ends: Bit,
}

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
    pub place: Signal<Out, Place>,
    pub tag_count: Signal<Out, Bits<2>>,
    header_length: HeaderLength,
    octet_of_word: DFF<Bits<2>>,
    /// Words of the piece so far, at most 3.
    word: DFF<Bits<2>>,
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
    later_word_ends: Signal<Local, Bit>,
    header_ends: Signal<Local, Bit>,
    another_tag: Signal<Local, Bit>,
    is_first: Signal<Local, Bit>,
}

impl Logic for HeaderWalk {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet_of_word, word, past_addresses, type_piece, ipv4_piece);
        dff_setup!(self, clock, ipv6_piece, extension_piece, upper_piece);
        dff_setup!(self, clock, is_fragment, is_authentication, tags);
        clock!(self, clock, header_length);
        self.word_ends.next = self.octet_of_word.q.val() == 3;
        self.is_first.next = self.word.q.val() == 0;
        self.later_word_ends.next = self.word_ends.val() & !self.is_first.val();
        // Where no header begins this means nothing and does no harm.
        self.header_length.load.next =
            self.step.val() & self.is_first.val() & (self.octet_of_word.q.val() == 1);
        self.header_length.count.next = self.step.val() & self.later_word_ends.val();
        self.header_length.octet.next = self.octet.val();
        self.header_length.previous_octet.next = self.previous_octet.val();
        self.header_length.ipv4.next = self.ipv4_piece.q.val();
        self.header_length.extension.next = self.extension_piece.q.val();
        self.header_length.fragment.next = self.is_fragment.q.val();
        self.header_length.authentication.next = self.is_authentication.q.val();
        self.header_ends.next = (self.ipv4_piece.q.val()
            | self.ipv6_piece.q.val()
            | self.extension_piece.q.val())
            & self.later_word_ends.val()
            & self.header_length.none_left.val();
        self.another_tag.next = self.is_tag.val() & !self.tags.q.val().get_bit(1);

        if self.step.val() {
            self.octet_of_word.d.next = self.octet_of_word.q.val() + 1;
            if self.word_ends.val() {
                if self.word.q.val() != 3 {
                    self.word.d.next = self.word.q.val() + 1;
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
        self.place.next.phase = self.octet_of_word.q.val();
        self.place.next.first = self.is_first.val();
        self.place.next.second = self.word.q.val() == 1;
        self.place.next.third = self.word.q.val() == 2;
        self.place.next.in_type = self.type_piece.q.val();
        self.place.next.in_ipv4 = self.ipv4_piece.q.val();
        self.place.next.in_ipv6 = self.ipv6_piece.q.val();
        self.place.next.in_extension = self.extension_piece.q.val();
        self.place.next.in_fragment = self.is_fragment.q.val();
        self.place.next.in_upper = self.upper_piece.q.val();
        self.place.next.ends = self.header_ends.val();
        self.tag_count.next = self.tags.q.val();
    }
}
