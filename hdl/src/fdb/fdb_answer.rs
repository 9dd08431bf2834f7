//! # FdbAnswer: what the host is told of its command
//!
//! | port          | dir | cycle | meaning                                      |
//! | late          | in  | 8 to 15 | the job, of `FdbUpdate`                    |
//! | last_row      | in  | 7 to 13 | of `FdbJobs`                               |
//! | found, room   | in  | 10    | of `FdbPlace`                                |
//! | chosen        | in  | 11, 12 | of `FdbPlace`                               |
//! | forget        | out | 11    | ways whose row is not the answer             |
//! | saved_rows    | in  | 12    | of the ways, zero where forgotten            |
//! | host_waits    | in  | 12    | the host has not given up                    |
//! | command_done  | out | 13    | for one cycle, with                          |
//! | command_code  | out | 13    | an FdbResult                                 |
//! | command_index | out | 13    | way * 1024 + row; zero where there is no entry |
//!
//! Clock: core_clock. Cycles count from the job's start.
//! Storage: 22 bits. Resources: see `Fdb`. Tables: regmap::FdbResult.

use ferroute_regmap::FdbResult;
use rust_hdl::prelude::*;

use super::fdb_job::FdbJob;

#[derive(LogicBlock)]
pub struct FdbAnswer {
    pub clock: Signal<In, Clock>,
    pub job_step: Signal<In, Bits<14>>,
    pub late: Signal<In, FdbJob>,
    pub last_row: Signal<In, Bit>,
    pub found: Signal<In, Bit>,
    pub room: Signal<In, Bit>,
    pub chosen: Signal<In, Bits<4>>,
    pub forget: [Signal<Out, Bit>; 4],
    pub saved_rows: [Signal<In, Bits<10>>; 4],
    pub host_waits: Signal<In, Bit>,
    pub command_done: Signal<Out, Bit>,
    pub command_code: Signal<Out, Bits<8>>,
    pub command_index: Signal<Out, Bits<12>>,
    code: DFF<Bits<2>>,
    done: DFF<Bit>,
    index: DFF<Bits<12>>,
    of_host: Signal<Local, Bit>,
    row: Signal<Local, Bits<10>>,
    place: Signal<Local, Bits<12>>,
    done_code: Constant<Bits<2>>,
    full_code: Constant<Bits<2>>,
    not_found_code: Constant<Bits<2>>,
    unknown_code: Constant<Bits<2>>,
}

impl Default for FdbAnswer {
    fn default() -> Self {
        let code_of = |result: FdbResult| Constant::new((result as u64).to_bits());
        Self {
            clock: Default::default(),
            job_step: Default::default(),
            late: Default::default(),
            last_row: Default::default(),
            found: Default::default(),
            room: Default::default(),
            chosen: Default::default(),
            forget: std::array::from_fn(|_| Default::default()),
            saved_rows: std::array::from_fn(|_| Default::default()),
            host_waits: Default::default(),
            command_done: Default::default(),
            command_code: Default::default(),
            command_index: Default::default(),
            code: Default::default(),
            done: Default::default(),
            index: Default::default(),
            of_host: Default::default(),
            row: Default::default(),
            place: Default::default(),
            done_code: code_of(FdbResult::Done),
            full_code: code_of(FdbResult::Full),
            not_found_code: code_of(FdbResult::NotFound),
            unknown_code: code_of(FdbResult::Unknown),
        }
    }
}

impl Logic for FdbAnswer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, code, done, index);
        if self.job_step.val().get_bit(10) {
            self.code.d.next = self.done_code.val();
            if self.late.val().unknown {
                self.code.d.next = self.unknown_code.val();
            } else if self.late.val().add {
                if !(self.found.val() | self.room.val()) {
                    self.code.d.next = self.full_code.val();
                }
            } else if (self.late.val().delete | self.late.val().find) & (!self.found.val()) {
                self.code.d.next = self.not_found_code.val();
            }
        }
        for i in 0..4 {
            self.forget[i].next = self.job_step.val().get_bit(11) & (!self.chosen.val().get_bit(i));
        }
        self.row.next = self.saved_rows[0].val()
            | self.saved_rows[1].val()
            | self.saved_rows[2].val()
            | self.saved_rows[3].val();
        self.place.next = bit_cast::<12, 10>(self.row.val());
        if self.chosen.val().get_bit(1) {
            self.place.next = bit_cast::<12, 10>(self.row.val()) | 0x400;
        } else if self.chosen.val().get_bit(2) {
            self.place.next = bit_cast::<12, 10>(self.row.val()) | 0x800;
        } else if self.chosen.val().get_bit(3) {
            self.place.next = bit_cast::<12, 10>(self.row.val()) | 0xC00;
        }
        self.of_host.next = self.late.val().add
            | self.late.val().delete
            | self.late.val().find
            | self.late.val().unknown
            | (self.late.val().flush & self.last_row.val());
        self.done.d.next =
            self.job_step.val().get_bit(12) & self.of_host.val() & self.host_waits.val();
        self.index.d.next = 0.into();
        if (self.code.q.val() == self.done_code.val()) & (!self.late.val().flush) {
            self.index.d.next = self.place.val();
        }
        self.command_done.next = self.done.q.val();
        self.command_code.next = bit_cast::<8, 2>(self.code.q.val());
        self.command_index.next = self.index.q.val();
    }
}
