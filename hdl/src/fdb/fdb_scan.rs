//! # FdbScan: jobs that go by row
//! The row of ageing, flush and table reads, and what of it is compared.
//!
//! | port            | dir | meaning                                          |
//! | job, job_step, job_pair | in | of `FdbJobs` and `FdbArbiter`             |
//! | begin_flush     | in  | the first row of a flush begins now              |
//! | table_index     | in  | way and row of a table read                      |
//! | selectors       | in  | of a flush: port, FID, static too                |
//! | visiting        | out | from cycle 6 on: a visit has ways to go          |
//! | visit_ends      | out | in cycle 6: it has not                           |
//! | flush_ends      | out | in cycle 6: this was the flush's last row        |
//! | scan            | out | in cycles 2 and 3: `scan_row`, no key, is read   |
//! | scan_row        | out | in cycles 3 and 4, else zero                     |
//! | skip            | out | in cycles 4 and 5: ways that do not count        |
//! | any_port, any_static, any_mac, any_fid | out | in cycles 6 and 7, see `FdbWay` |
//!
//! Clock: core_clock. Cycles count from the job's start.
//! Storage: 42 bits. Resources: see `Fdb`.
//! Not obvious: flush and ageing share the row. A flush begins where ageing is
//! and ends there, so that ageing loses no row by it.

use rust_hdl::prelude::*;

use super::fdb_job::FdbJob;

#[derive(LogicBlock, Default)]
pub struct FdbScan {
    pub clock: Signal<In, Clock>,
    pub job: Signal<In, FdbJob>,
    pub job_step: Signal<In, Bits<14>>,
    pub job_pair: Signal<In, Bits<6>>,
    pub begin_flush: Signal<In, Bit>,
    pub table_index: Signal<In, Bits<12>>,
    pub selectors: Signal<In, Bits<3>>,
    pub visiting: Signal<Out, Bit>,
    pub visit_ends: Signal<Out, Bit>,
    pub flush_ends: Signal<Out, Bit>,
    pub scan: Signal<Out, Bit>,
    pub scan_row: Signal<Out, Bits<10>>,
    pub skip: [Signal<Out, Bit>; 4],
    pub any_port: Signal<Out, Bit>,
    pub any_static: Signal<Out, Bit>,
    pub any_mac: Signal<Out, Bit>,
    pub any_fid: Signal<Out, Bit>,
    row: DFF<Bits<10>>,
    way: DFF<Bits<2>>,
    flush_start: DFF<Bits<10>>,
    scan_now: DFF<Bit>,
    row_now: DFF<Bits<10>>,
    skipped: [DFF<Bit>; 4],
    only_port: DFF<Bit>,
    only_dynamic: DFF<Bit>,
    no_mac: DFF<Bit>,
    no_fid: DFF<Bit>,
    one_way: Signal<Local, Bit>,
    job_way: Signal<Local, Bits<2>>,
    job_row: Signal<Local, Bits<10>>,
}

impl Logic for FdbScan {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, row, way, flush_start, scan_now, row_now);
        dff_setup!(self, clock, only_port, only_dynamic, no_mac, no_fid);
        for i in 0..4 {
            self.skipped[i].clock.next = self.clock.val();
        }

        self.one_way.next = self.job.val().age | self.job.val().table;
        self.scan_now.d.next =
            self.job_pair.val().get_bit(1) & (self.one_way.val() | self.job.val().flush);
        self.job_way.next = self.way.q.val();
        self.job_row.next = self.row.q.val();
        if self.job.val().table {
            self.job_way.next = self.table_index.val().get_bits::<2>(10);
            self.job_row.next = self.table_index.val().get_bits::<10>(0);
        }
        self.row_now.d.next = 0.into();
        if self.job_pair.val().get_bit(2) & (self.one_way.val() | self.job.val().flush) {
            self.row_now.d.next = self.job_row.val();
        }
        self.skipped[0].d.next =
            self.job_pair.val().get_bit(3) & self.one_way.val() & (self.job_way.val() != 0);
        self.skipped[1].d.next =
            self.job_pair.val().get_bit(3) & self.one_way.val() & (self.job_way.val() != 1);
        self.skipped[2].d.next =
            self.job_pair.val().get_bit(3) & self.one_way.val() & (self.job_way.val() != 2);
        self.skipped[3].d.next =
            self.job_pair.val().get_bit(3) & self.one_way.val() & (self.job_way.val() != 3);
        for i in 0..4 {
            self.skip[i].next = self.skipped[i].q.val();
        }
        if self.job_step.val().get_bit(5) & self.job.val().age {
            self.way.d.next = self.way.q.val() + 1;
        }
        if self.job_step.val().get_bit(5)
            & (self.job.val().flush | (self.job.val().age & (self.way.q.val() == 3)))
        {
            self.row.d.next = self.row.q.val() + 1;
        }
        if self.begin_flush.val() {
            self.flush_start.d.next = self.row.q.val();
        }
        self.visiting.next = self.way.q.val() != 0;
        self.visit_ends.next =
            self.job_step.val().get_bit(6) & self.job.val().age & (self.way.q.val() == 0);
        self.flush_ends.next = self.job_step.val().get_bit(6)
            & self.job.val().flush
            & (self.row.q.val() == self.flush_start.q.val());

        // Neither ageing nor learning touches a static entry; a flush may.
        self.only_port.d.next =
            self.job_pair.val().get_bit(5) & self.job.val().flush & self.selectors.val().get_bit(0);
        self.only_dynamic.d.next = self.job_pair.val().get_bit(5)
            & (self.job.val().age | (self.job.val().flush & (!self.selectors.val().get_bit(2))));
        self.no_mac.d.next = self.job_pair.val().get_bit(5) & (self.job.val().age | self.job.val().flush);
        self.no_fid.d.next = self.job_pair.val().get_bit(5)
            & (self.job.val().age | (self.job.val().flush & (!self.selectors.val().get_bit(1))));
        self.scan.next = self.scan_now.q.val();
        self.scan_row.next = self.row_now.q.val();
        self.any_port.next = !self.only_port.q.val();
        self.any_static.next = !self.only_dynamic.q.val();
        self.any_mac.next = self.no_mac.q.val();
        self.any_fid.next = self.no_fid.q.val();
    }
}
