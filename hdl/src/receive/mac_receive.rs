//! # MacReceive: preamble, length and status of a frame
//!
//! | port        | dir | meaning                                               |
//! | next_octet  | in  | octet of stage 1, the next one                        |
//! | octet       | in  | octet of stage 2                                      |
//! | valid, error | in | RX_DV and RX_ER of `next_octet`                       |
//! | tag_count   | in  | tags of the frame, from the parser                    |
//! | room        | in  | the FIFO takes a data word in the next cycle          |
//! | in_frame    | out | `octet` stands behind the SFD                         |
//! | word_due    | out | stages 7 to 0 are the next data word                  |
//! | trailer_due | out | the carrier event has ended: `length` and `status` are its |
//!
//! Clock: rx_clock. Latency: `trailer_due` 1 cycle after the cycle in which
//! stage 2 holds no octet any more.
//! Throughput: an octet a cycle, one idle cycle between carrier events.
//! Backpressure: a word without room is lost, and all later ones of the frame.
//! Storage: 28 bit and FcsCheck. Resources: see `RxPort`.
//! Not obvious: data word j is due as soon as octet 8j + 4 is there, because
//! then at least one octet of it is no FCS; at that moment the word's first
//! octet reaches the last stage, however soon the frame ends.

use ferroute_regmap::size::{MAX_FRAME_OCTETS, TAG_OCTETS};
use rust_hdl::prelude::*;

use super::{fcs_check::FcsCheck, frame_status::FrameStatus};

#[derive(LogicBlock)]
pub struct MacReceive {
    pub clock: Signal<In, Clock>,
    pub next_octet: Signal<In, Bits<8>>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub error: Signal<In, Bit>,
    pub tag_count: Signal<In, Bits<2>>,
    pub room: Signal<In, Bit>,
    pub in_frame: Signal<Out, Bit>,
    pub word_due: Signal<Out, Bit>,
    pub trailer_due: Signal<Out, Bit>,
    pub length: Signal<Out, Bits<14>>,
    pub status: Signal<Out, Bits<4>>,
    fcs: FcsCheck,
    why: FrameStatus,
    // Stage 2.
    carrier: DFF<Bit>,
    symbol_error: DFF<Bit>,
    is_preamble: DFF<Bit>,
    is_sfd: DFF<Bit>,
    // Of the carrier event so far.
    carrier_before: DFF<Bit>,
    sfd_seen: DFF<Bit>,
    noise_seen: DFF<Bit>,
    symbol_error_seen: DFF<Bit>,
    octet_count: DFF<Bits<14>>,
    over_limit: DFF<Bit>,
    overrun: DFF<Bit>,
    word: DFF<Bit>,
    // Of the carrier event that has just ended.
    ended: DFF<Bit>,
    no_frame: DFF<Bit>,
    under_limit: DFF<Bit>,
    frame_octet: Signal<Local, Bit>,
    starts_trailing: Signal<Local, Bit>,
    wanted: Signal<Local, Bit>,
    limit: Signal<Local, Bits<12>>,
    limit_untagged: Constant<Bits<12>>,
    limit_one_tag: Constant<Bits<12>>,
    limit_two_tags: Constant<Bits<12>>,
    limit_rest: Constant<Bits<2>>,
}

/// Words of four octets in the largest frame with so many tags.
fn limit_words(tags: usize) -> Constant<Bits<12>> {
    const { assert!(TAG_OCTETS == 4, "a tag is one word") };
    Constant::new((MAX_FRAME_OCTETS as u64 / 4 + tags as u64).to_bits())
}

impl Default for MacReceive {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            next_octet: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            error: Default::default(),
            tag_count: Default::default(),
            room: Default::default(),
            in_frame: Default::default(),
            word_due: Default::default(),
            trailer_due: Default::default(),
            length: Default::default(),
            status: Default::default(),
            fcs: Default::default(),
            why: Default::default(),
            carrier: Default::default(),
            symbol_error: Default::default(),
            is_preamble: Default::default(),
            is_sfd: Default::default(),
            carrier_before: Default::default(),
            sfd_seen: Default::default(),
            noise_seen: Default::default(),
            symbol_error_seen: Default::default(),
            octet_count: Default::default(),
            over_limit: Default::default(),
            overrun: Default::default(),
            word: Default::default(),
            ended: Default::default(),
            no_frame: Default::default(),
            under_limit: Default::default(),
            frame_octet: Default::default(),
            starts_trailing: Default::default(),
            wanted: Default::default(),
            limit: Default::default(),
            limit_untagged: limit_words(0),
            limit_one_tag: limit_words(1),
            limit_two_tags: limit_words(2),
            limit_rest: Constant::new((MAX_FRAME_OCTETS as u64 % 4).to_bits()),
        }
    }
}

impl Logic for MacReceive {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, carrier, symbol_error, is_preamble, is_sfd, carrier_before, sfd_seen);
        dff_setup!(self, clock, noise_seen, symbol_error_seen, octet_count, over_limit, overrun, word);
        dff_setup!(self, clock, ended, no_frame, under_limit);
        clock!(self, clock, fcs);
        self.carrier.d.next = self.valid.val();
        self.symbol_error.d.next = self.valid.val() & self.error.val();
        self.is_preamble.d.next = self.next_octet.val() == 0x55;
        self.is_sfd.d.next = self.next_octet.val() == 0xD5;

        // Preamble (IEEE 802.3-2022 clause 35.2.3.2.2): any number of 0x55, then the SFD.
        self.carrier_before.d.next = self.carrier.q.val();
        self.sfd_seen.d.next = self.carrier.q.val()
            & (self.sfd_seen.q.val() | (self.is_sfd.q.val() & !self.noise_seen.q.val()));
        self.noise_seen.d.next = self.carrier.q.val()
            & (self.noise_seen.q.val()
                | !(self.sfd_seen.q.val() | self.is_sfd.q.val() | self.is_preamble.q.val()));
        self.frame_octet.next = self.carrier.q.val() & self.sfd_seen.q.val();
        self.fcs.octet.next = self.octet.val();
        self.fcs.valid.next = self.frame_octet.val();

        // What the trailer says is cleared in the cycle that shows it. The next
        // event's first octet comes a cycle later at the soonest.
        self.symbol_error_seen.d.next =
            self.symbol_error.q.val() | (self.symbol_error_seen.q.val() & !self.ended.q.val());
        self.limit.next = self.limit_untagged.val();
        if self.tag_count.val().get_bit(1) {
            self.limit.next = self.limit_two_tags.val();
        } else if self.tag_count.val().get_bit(0) {
            self.limit.next = self.limit_one_tag.val();
        }
        self.starts_trailing.next = self.frame_octet.val()
            & (self.octet_count.q.val().get_bits::<3>(0) == 4);
        // The first 1536 octets are delivered.
        self.wanted.next = self.starts_trailing.val()
            & !self.octet_count.q.val().get_bits::<3>(11).any()
            & !self.octet_count.q.val().get_bits::<2>(9).all();
        self.word.d.next = self.wanted.val() & self.room.val() & !self.overrun.q.val();
        if self.wanted.val() & !self.room.val() {
            self.overrun.d.next = true;
        }
        if self.frame_octet.val() & !self.octet_count.q.val().all() {
            self.octet_count.d.next = self.octet_count.q.val() + 1;
        }
        if self.frame_octet.val()
            & (self.octet_count.q.val().get_bits::<12>(2) == self.limit.val())
            & (self.octet_count.q.val().get_bits::<2>(0) == self.limit_rest.val())
        {
            self.over_limit.d.next = true;
        }
        if self.ended.q.val() {
            self.octet_count.d.next = 0.into();
            self.over_limit.d.next = false;
            self.overrun.d.next = false;
        }

        self.ended.d.next = self.carrier_before.q.val() & !self.carrier.q.val();
        self.no_frame.d.next = !self.sfd_seen.q.val();
        self.under_limit.d.next = !self.octet_count.q.val().get_bits::<8>(6).any();
        self.why.no_frame.next = self.no_frame.q.val();
        self.why.overrun.next = self.overrun.q.val();
        self.why.symbol_error.next = self.symbol_error_seen.q.val();
        self.why.under_limit.next = self.under_limit.q.val();
        self.why.over_limit.next = self.over_limit.q.val();
        self.why.fcs_good.next = self.fcs.good.val();
        self.status.next = self.why.status.val();
        self.length.next = self.octet_count.q.val();
        self.in_frame.next = self.frame_octet.val();
        self.word_due.next = self.word.q.val();
        self.trailer_due.next = self.ended.q.val();
    }
}
