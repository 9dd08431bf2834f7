//! # FdbPlace: where a key is, or where it could go
//! What the ways say of the two probes of a key, put together.
//!
//! | port         | dir | cycle | meaning                                       |
//! | hit, held    | in  | 8, 9  | of `FdbWay`, first and second probe           |
//! | hit_port, hit_static | in | 8, 9 | of `FdbWay`                             |
//! | choose       | in  | 9     | of a job: `chosen`, `second` and `room` change |
//! | found        | out | 10    | an entry matches                              |
//! | port, is_static | out | 10 | of the entry                                  |
//! | room         | out | 10    | no key is there in one of the places          |
//! | chosen       | out | 10    | way of the entry, else of the first free place; a scan can have several |
//! | second       | out | 10    | it is a row of the second probe               |
//!
//! Clock: core_clock. Throughput: one key in 2 cycles.
//! Storage: 24 bits. Resources: see `Fdb`.
//! Not obvious: the order of places is first probe, ways 0 to 3, then second
//! probe, ways 0 to 3, as in the reference model.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbPlace {
    pub clock: Signal<In, Clock>,
    pub hit: [Signal<In, Bit>; 4],
    pub held: [Signal<In, Bit>; 4],
    pub hit_port: [Signal<In, Bits<4>>; 4],
    pub hit_static: [Signal<In, Bit>; 4],
    pub choose: Signal<In, Bit>,
    pub found: Signal<Out, Bit>,
    pub port: Signal<Out, Bits<4>>,
    pub is_static: Signal<Out, Bit>,
    pub room: Signal<Out, Bit>,
    pub chosen: Signal<Out, Bits<4>>,
    pub second: Signal<Out, Bit>,
    // Cycle 9: of the first probe.
    first_found: DFF<Bit>,
    first_room: DFF<Bit>,
    first_port: DFF<Bits<4>>,
    first_static: DFF<Bit>,
    first_place: DFF<Bits<4>>,
    // Cycle 10: of both.
    any_found: DFF<Bit>,
    any_room: DFF<Bit>,
    any_port: DFF<Bits<4>>,
    any_static: DFF<Bit>,
    any_place: DFF<Bits<4>>,
    is_second: DFF<Bit>,
    /// Ways in which this probe met an entry, and those with any.
    hits: Signal<Local, Bits<4>>,
    taken: Signal<Local, Bits<4>>,
    ports: Signal<Local, Bits<4>>,
    statics: Signal<Local, Bit>,
    place: Signal<Local, Bits<4>>,
    go_second: Signal<Local, Bit>,
}

impl Logic for FdbPlace {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, first_found, first_room, first_port, first_static, first_place);
        dff_setup!(self, clock, any_found, any_room, any_port, any_static, any_place, is_second);
        self.hits.next = bits::<4>(0)
            .replace_bit(0, self.hit[0].val())
            .replace_bit(1, self.hit[1].val())
            .replace_bit(2, self.hit[2].val())
            .replace_bit(3, self.hit[3].val());
        self.taken.next = bits::<4>(0)
            .replace_bit(0, self.held[0].val())
            .replace_bit(1, self.held[1].val())
            .replace_bit(2, self.held[2].val())
            .replace_bit(3, self.held[3].val());
        self.ports.next = self.hit_port[0].val()
            | self.hit_port[1].val()
            | self.hit_port[2].val()
            | self.hit_port[3].val();
        self.statics.next = self.hit_static[0].val()
            | self.hit_static[1].val()
            | self.hit_static[2].val()
            | self.hit_static[3].val();
        self.place.next = self.hits.val();
        if !self.hits.val().any() {
            if !self.held[0].val() {
                self.place.next = 1.into();
            } else if !self.held[1].val() {
                self.place.next = 2.into();
            } else if !self.held[2].val() {
                self.place.next = 4.into();
            } else if !self.held[3].val() {
                self.place.next = 8.into();
            }
        }
        self.first_found.d.next = self.hits.val().any();
        self.first_room.d.next = !self.taken.val().all();
        self.first_port.d.next = self.ports.val();
        self.first_static.d.next = self.statics.val();
        self.first_place.d.next = self.place.val();

        self.any_found.d.next = self.first_found.q.val() | self.hits.val().any();
        self.any_port.d.next = self.first_port.q.val() | self.ports.val();
        self.any_static.d.next = self.first_static.q.val() | self.statics.val();
        self.go_second.next = (!self.first_found.q.val())
            & (self.hits.val().any() | (!self.first_room.q.val()));
        if self.choose.val() {
            self.any_room.d.next = self.first_room.q.val() | (!self.taken.val().all());
            self.any_place.d.next = self.first_place.q.val();
            if self.go_second.val() {
                self.any_place.d.next = self.place.val();
            }
            self.is_second.d.next = self.go_second.val();
        }
        self.found.next = self.any_found.q.val();
        self.port.next = self.any_port.q.val();
        self.is_static.next = self.any_static.q.val();
        self.room.next = self.any_room.q.val();
        self.chosen.next = self.any_place.q.val();
        self.second.next = self.is_second.q.val();
    }
}
