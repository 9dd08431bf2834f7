//! # RouteReader: from the FIB's answers to the next hop
//! Rules 7 and 8 of ARCHITECTURE.md, "Routing rules", as far as tables are read
//! for them: the source's next hop, the destination's, and where that is a
//! group the one in the flow's bucket.
//!
//! | port      | dir | meaning                                             |
//! | fresh     | in  | first cycle of a frame that does not just pass      |
//! | needs_answer | in | it is to be routed, from 1 cycle behind `fresh` on |
//! | asked_source, ingress_interface | in | of the frame                   |
//! | ready, found, next_hop, source_found, source_next_hop | in | from `AnswerStore` |
//! | hash      | in  | of its flow, 3 cycles behind `fresh`                |
//! | next_hop_read, next_hop_number | out | 2 cycles before `next_hop_kind` and so on |
//! | next_hop_kind, next_hop_interface, next_hop_mac | in | held till the next |
//! | bucket_number | out | 2 cycles before `bucket_next_hop`               |
//! | taken     | in  | the frame goes on, if it is complete                |
//! | complete  | out | its next hop, if it needs one, is at the inputs     |
//! | certain   | out | `complete`, known a cycle before                    |
//! | source_valid | out | the source's route leads somewhere               |
//! | source_here | out | and, where it names an interface, to the frame's   |
//! | chosen    | out | number of the next hop                              |
//!
//! Clock: core_clock. Clear: none.
//! Latency from `fresh` to `complete`, when all answers are there: 3 cycles,
//! for a group 8; 2 more for a source. Backpressure: `taken`.
//! Storage: 40 bit. Tables: regmap::NextHop. Resources: see `RouterDecision`.
//! Not obvious: the source's next hop is read before the destination's, so that
//! at the end the inputs are those of the latter.

use ferroute_regmap::NextHop;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct RouteReader {
    pub clock: Signal<In, Clock>,
    pub fresh: Signal<In, Bit>,
    pub needs_answer: Signal<In, Bit>,
    pub asked_source: Signal<In, Bit>,
    pub ingress_interface: Signal<In, Bits<6>>,
    pub ready: Signal<In, Bit>,
    pub found: Signal<In, Bit>,
    pub next_hop: Signal<In, Bits<9>>,
    pub source_found: Signal<In, Bit>,
    pub source_next_hop: Signal<In, Bits<9>>,
    pub hash: Signal<In, Bits<8>>,
    pub next_hop_read: Signal<Out, Bit>,
    pub next_hop_number: Signal<Out, Bits<9>>,
    pub next_hop_kind: Signal<In, Bits<4>>,
    pub next_hop_interface: Signal<In, Bits<6>>,
    pub next_hop_mac: Signal<In, Bits<48>>,
    pub bucket_number: Signal<Out, Bits<11>>,
    pub bucket_next_hop: Signal<In, Bits<9>>,
    pub taken: Signal<In, Bit>,
    pub complete: Signal<Out, Bit>,
    pub certain: Signal<Out, Bit>,
    pub source_valid: Signal<Out, Bit>,
    pub source_here: Signal<Out, Bit>,
    pub chosen: Signal<Out, Bits<9>>,
    // One of these is set while a frame is worked on.
    waiting: DFF<Bit>,
    source_read: DFF<Bit>,
    source_there: DFF<Bit>,
    route_read: DFF<Bit>,
    route_there: DFF<Bit>,
    bucket_asked: DFF<Bit>,
    bucket_read: DFF<Bit>,
    bucket_there: DFF<Bit>,
    last_read: DFF<Bit>,
    done: DFF<Bit>,
    bucket: DFF<Bits<11>>,
    valid_register: DFF<Bit>,
    here_register: DFF<Bit>,
    chosen_register: DFF<Bits<9>>,
    goes: Signal<Local, Bit>,
    wants_source: Signal<Local, Bit>,
    is_group: Signal<Local, Bit>,
    names_interface: Signal<Local, Bit>,
    names_none: Signal<Local, Bit>,
    mask: Signal<Local, Bits<8>>,
    number: Signal<Local, Bits<9>>,
    forward: Constant<Bits<4>>,
    glean: Constant<Bits<4>>,
    hold_down: Constant<Bits<4>>,
    group: Constant<Bits<4>>,
    trap: Constant<Bits<4>>,
    incomplete: Constant<Bits<4>>,
    all_ones: Constant<Bits<8>>,
}

impl Default for RouteReader {
    fn default() -> Self {
        let kind = |code: u8| Constant::new(u64::from(code).to_bits());
        Self {
            clock: Default::default(),
            fresh: Default::default(),
            needs_answer: Default::default(),
            asked_source: Default::default(),
            ingress_interface: Default::default(),
            ready: Default::default(),
            found: Default::default(),
            next_hop: Default::default(),
            source_found: Default::default(),
            source_next_hop: Default::default(),
            hash: Default::default(),
            next_hop_read: Default::default(),
            next_hop_number: Default::default(),
            next_hop_kind: Default::default(),
            next_hop_interface: Default::default(),
            next_hop_mac: Default::default(),
            bucket_number: Default::default(),
            bucket_next_hop: Default::default(),
            taken: Default::default(),
            complete: Default::default(),
            certain: Default::default(),
            source_valid: Default::default(),
            source_here: Default::default(),
            chosen: Default::default(),
            waiting: Default::default(),
            source_read: Default::default(),
            source_there: Default::default(),
            route_read: Default::default(),
            route_there: Default::default(),
            bucket_asked: Default::default(),
            bucket_read: Default::default(),
            bucket_there: Default::default(),
            last_read: Default::default(),
            done: Default::default(),
            bucket: Default::default(),
            valid_register: Default::default(),
            here_register: Default::default(),
            chosen_register: Default::default(),
            goes: Default::default(),
            wants_source: Default::default(),
            is_group: Default::default(),
            names_interface: Default::default(),
            names_none: Default::default(),
            mask: Default::default(),
            number: Default::default(),
            forward: kind(NextHop::FORWARD),
            glean: kind(NextHop::GLEAN),
            hold_down: kind(NextHop::HOLD_DOWN),
            group: kind(NextHop::GROUP),
            trap: kind(NextHop::TRAP),
            incomplete: kind(NextHop::INCOMPLETE),
            all_ones: Constant::new(0xFFu64.to_bits()),
        }
    }
}

impl Logic for RouteReader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, waiting, source_read, source_there, route_read, route_there);
        dff_setup!(self, clock, bucket_asked, bucket_read, bucket_there, last_read, done, bucket);
        dff_setup!(self, clock, valid_register, here_register, chosen_register);

        // Answers are waited for; a frame that needs none waits as long as one
        // whose answers are there, for the flags of its interface.
        self.goes.next = self.waiting.q.val() & (self.ready.val() | !self.needs_answer.val());
        self.wants_source.next = self.asked_source.val() & self.source_found.val();
        self.waiting.d.next = self.fresh.val() | (self.waiting.q.val() & !self.goes.val());
        self.source_read.d.next = self.goes.val()
            & self.needs_answer.val()
            & self.found.val()
            & self.wants_source.val();
        self.source_there.d.next = self.source_read.q.val();
        self.route_read.d.next = self.source_there.q.val()
            | (self.goes.val()
                & self.needs_answer.val()
                & self.found.val()
                & !self.wants_source.val());
        self.last_read.d.next = self.bucket_there.q.val()
            | (self.goes.val() & !(self.needs_answer.val() & self.found.val()));

        // The source's next hop.
        self.names_interface.next = (self.next_hop_kind.val() == self.forward.val())
            | (self.next_hop_kind.val() == self.glean.val())
            | (self.next_hop_kind.val() == self.hold_down.val());
        self.names_none.next = (self.next_hop_kind.val() == self.group.val())
            | (self.next_hop_kind.val() == self.trap.val())
            | (self.next_hop_kind.val() == self.incomplete.val());
        if self.fresh.val() {
            self.valid_register.d.next = false;
            self.here_register.d.next = false;
        }
        if self.source_there.q.val() {
            self.valid_register.d.next = self.names_interface.val() | self.names_none.val();
            self.here_register.d.next = self.names_none.val()
                | (self.names_interface.val()
                    & (self.next_hop_interface.val() == self.ingress_interface.val()));
        }

        // The destination's, and that in its bucket.
        self.is_group.next = self.next_hop_kind.val() == self.group.val();
        self.route_there.d.next = self.route_read.q.val()
            | (self.route_there.q.val() & !self.taken.val() & !self.is_group.val());
        self.bucket_asked.d.next = self.route_there.q.val() & self.is_group.val();
        self.bucket_read.d.next = self.bucket_asked.q.val();
        self.bucket_there.d.next = self.bucket_read.q.val();
        self.done.d.next = self.last_read.q.val() | (self.done.q.val() & !self.taken.val());
        // A hash has 8 bits: more buckets than 256 are never reached.
        self.mask.next = self.all_ones.val();
        if !self.next_hop_mac.val().get_bit(35) {
            self.mask.next = !(self.all_ones.val()
                << bit_cast::<8, 3>(self.next_hop_mac.val().get_bits::<3>(32)));
        }
        self.bucket.d.next = self.next_hop_mac.val().get_bits::<11>(0)
            + bit_cast::<11, 8>(self.hash.val() & self.mask.val());
        self.bucket_number.next = self.bucket.q.val();

        self.number.next = self.next_hop.val();
        if self.bucket_there.q.val() {
            self.number.next = self.bucket_next_hop.val();
        } else if self.waiting.q.val() & self.wants_source.val() {
            self.number.next = self.source_next_hop.val();
        }
        self.next_hop_number.next = self.number.val();
        self.next_hop_read.next = (self.waiting.q.val()
            & self.ready.val()
            & self.needs_answer.val()
            & self.found.val())
            | self.source_there.q.val()
            | self.bucket_there.q.val();
        if self.waiting.q.val() | self.source_there.q.val() | self.bucket_there.q.val() {
            self.chosen_register.d.next = self.number.val();
        }

        self.complete.next = self.done.q.val() | (self.route_there.q.val() & !self.is_group.val());
        self.certain.next = self.done.q.val();
        self.source_valid.next = self.valid_register.q.val();
        self.source_here.next = self.here_register.q.val();
        self.chosen.next = self.chosen_register.q.val();
    }
}
