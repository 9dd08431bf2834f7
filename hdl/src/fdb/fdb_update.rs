//! # FdbUpdate: what a job writes
//!
//! | port          | dir | cycle | meaning                                      |
//! | job, key, port | in | 7     | of the job                                   |
//! | selected      | in  | 7     | of ageing: the entry                         |
//! | attributes    | in  | 7     | of a command: `regmap::FdbEntry` word 2      |
//! | is_zero       | in  | 10    | the source address is zero                   |
//! | found, room, found_port, found_static, chosen | in | 10 | of `FdbPlace`  |
//! | late          | out | 8 to 15 | the job                                    |
//! | write         | out | 11    | ways to write                                |
//! | write_key, write_entry | out | 11 | see `FdbRam`                           |
//! | added         | out | 11    | there is an entry more                       |
//! | removing      | out | 11    | what is written is no entry any more         |
//! | unlearned     | out | 11    | a source found no place                      |
//! | moved         | out | 11    | a source came in on another port than before |
//!
//! Clock: core_clock. Cycles count from the job's start.
//! Storage: 90 bits. Resources: see `Fdb`.
//! Not obvious: the age of an entry that the host adds is the host's.

use ferroute_regmap::{FdbEntry, size::FDB_AGE_LIMIT};
use rust_hdl::prelude::*;

use super::fdb_job::FdbJob;

#[derive(LogicBlock)]
pub struct FdbUpdate {
    pub clock: Signal<In, Clock>,
    pub job_step: Signal<In, Bits<14>>,
    pub job: Signal<In, FdbJob>,
    pub key: Signal<In, Bits<60>>,
    pub port: Signal<In, Bits<4>>,
    pub selected: Signal<In, Bits<69>>,
    pub attributes: Signal<In, Bits<32>>,
    pub is_zero: Signal<In, Bit>,
    pub found: Signal<In, Bit>,
    pub room: Signal<In, Bit>,
    pub found_port: Signal<In, Bits<4>>,
    pub found_static: Signal<In, Bit>,
    pub chosen: Signal<In, Bits<4>>,
    pub late: Signal<Out, FdbJob>,
    pub write: [Signal<Out, Bit>; 4],
    pub write_key: Signal<Out, Bit>,
    pub write_entry: Signal<Out, Bits<69>>,
    pub added: Signal<Out, Bit>,
    pub removing: Signal<Out, Bit>,
    pub unlearned: Signal<Out, Bit>,
    pub moved: Signal<Out, Bit>,
    late_job: DFF<FdbJob>,
    new_key: DFF<Bits<60>>,
    new_port: DFF<Bits<4>>,
    new_age: DFF<Bits<3>>,
    new_static: DFF<Bit>,
    new_valid: DFF<Bit>,
    writes: DFF<Bits<4>>,
    adds: DFF<Bit>,
    no_room: DFF<Bit>,
    moves: DFF<Bit>,
    old_age: Signal<Local, Bits<3>>,
    learnable: Signal<Local, Bit>,
    effective: Signal<Local, Bit>,
    last_age: Constant<Bits<3>>,
}

impl Default for FdbUpdate {
    fn default() -> Self {
        assert!(
            (FdbEntry::PORT_SHIFT, FdbEntry::AGE_SHIFT, FdbEntry::STATIC_BIT) == (0, 4, 7),
            "the shifts below are those of FdbEntry"
        );
        Self {
            clock: Default::default(),
            job_step: Default::default(),
            job: Default::default(),
            key: Default::default(),
            port: Default::default(),
            selected: Default::default(),
            attributes: Default::default(),
            is_zero: Default::default(),
            found: Default::default(),
            room: Default::default(),
            found_port: Default::default(),
            found_static: Default::default(),
            chosen: Default::default(),
            late: Default::default(),
            write: std::array::from_fn(|_| Default::default()),
            write_key: Default::default(),
            write_entry: Default::default(),
            added: Default::default(),
            removing: Default::default(),
            unlearned: Default::default(),
            moved: Default::default(),
            late_job: Default::default(),
            new_key: Default::default(),
            new_port: Default::default(),
            new_age: Default::default(),
            new_static: Default::default(),
            new_valid: Default::default(),
            writes: Default::default(),
            adds: Default::default(),
            no_room: Default::default(),
            moves: Default::default(),
            old_age: Default::default(),
            learnable: Default::default(),
            effective: Default::default(),
            last_age: Constant::new((u64::from(FDB_AGE_LIMIT) - 1).to_bits()),
        }
    }
}

impl Logic for FdbUpdate {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, late_job, new_key, new_port, new_age, new_static, new_valid);
        dff_setup!(self, clock, writes, adds, no_room, moves);
        self.old_age.next = self.selected.val().get_bits::<3>(64);
        if self.job_step.val().get_bit(7) {
            self.late_job.d.next = self.job.val();
            self.new_key.d.next = self.key.val();
            self.new_port.d.next = self.port.val();
            self.new_age.d.next = 0.into();
            self.new_static.d.next = self.job.val().add & self.attributes.val().get_bit(7);
            self.new_valid.d.next = !(self.job.val().delete | self.job.val().flush);
            if self.job.val().add {
                self.new_age.d.next = self.attributes.val().get_bits::<3>(4);
            }
            if self.job.val().age {
                // 8.8.3; the static ones among them are not hit.
                self.new_port.d.next = self.selected.val().get_bits::<4>(60);
                self.new_age.d.next = self.old_age.val() + 1;
                self.new_valid.d.next = self.old_age.val() < self.last_age.val();
            }
        }
        self.late.next = self.late_job.q.val();

        // 8.8.1: learning leaves static entries alone.
        self.learnable.next = self.late_job.q.val().learn
            & (!self.is_zero.val())
            & self.job_step.val().get_bit(10);
        self.effective.next = (self.learnable.val() & self.found.val() & (!self.found_static.val()))
            | (self.learnable.val() & (!self.found.val()) & self.room.val())
            | (self.late_job.q.val().add & (self.found.val() | self.room.val()))
            | (self.found.val()
                & (self.late_job.q.val().delete
                    | self.late_job.q.val().flush
                    | self.late_job.q.val().age));
        self.writes.d.next = 0.into();
        if self.effective.val() & self.job_step.val().get_bit(10) {
            self.writes.d.next = self.chosen.val();
        }
        self.adds.d.next =
            self.effective.val() & self.job_step.val().get_bit(10) & (!self.found.val());
        self.no_room.d.next =
            self.learnable.val() & (!self.found.val()) & (!self.room.val());
        self.moves.d.next = self.learnable.val()
            & self.found.val()
            & (!self.found_static.val())
            & (self.found_port.val() != self.new_port.q.val());

        for i in 0..4 {
            self.write[i].next = self.writes.q.val().get_bit(i);
        }
        self.write_key.next = self.late_job.q.val().learn | self.late_job.q.val().add;
        self.write_entry.next = (bit_cast::<69, 60>(self.new_key.q.val())
            | (bit_cast::<69, 4>(self.new_port.q.val()) << 60)
            | (bit_cast::<69, 3>(self.new_age.q.val()) << 64))
            .replace_bit(67, self.new_static.q.val())
            .replace_bit(68, self.new_valid.q.val());
        self.added.next = self.adds.q.val();
        self.removing.next = !self.new_valid.q.val();
        self.unlearned.next = self.no_room.q.val();
        self.moved.next = self.moves.q.val();
    }
}
