//! # FdbSchedule: what begins when
//! `FdbArbiter`, `FdbJobs` and `FdbScan`; their ports are explained there.
//!
//! | port          | dir | meaning                                            |
//! | lookup_waits, lookups_many, learn_waits | in | of `FdbRequests`          |
//! | command_*, table_*, ageing_interval | in | of `Fdb`                      |
//! | start_lookup, start_learn, start_command | out | whose key is taken      |
//! | started, lookup_step, job_step, job_pair | out | cycles since each start           |
//! | job, last_row, host_waits | out | of `FdbJobs`                           |
//! | scan, scan_row, skip, any_* | out | of `FdbScan`                         |
//!
//! Clock: core_clock. Resources: see `Fdb`.

use rust_hdl::prelude::*;

use super::{fdb_arbiter::FdbArbiter, fdb_job::FdbJob, fdb_jobs::FdbJobs, fdb_scan::FdbScan};

#[derive(LogicBlock, Default)]
pub struct FdbSchedule {
    pub clock: Signal<In, Clock>,
    pub lookup_waits: Signal<In, Bit>,
    pub lookups_many: Signal<In, Bit>,
    pub learn_waits: Signal<In, Bit>,
    pub command_valid: Signal<In, Bit>,
    pub command_operation: Signal<In, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    pub table_read: Signal<In, Bit>,
    pub table_index: Signal<In, Bits<12>>,
    pub ageing_interval: Signal<In, Bits<32>>,
    pub start_lookup: Signal<Out, Bit>,
    pub start_learn: Signal<Out, Bit>,
    pub start_command: Signal<Out, Bit>,
    pub started: Signal<Out, Bits<8>>,
    pub lookup_step: Signal<Out, Bits<11>>,
    pub job_step: Signal<Out, Bits<14>>,
    pub job_pair: Signal<Out, Bits<6>>,
    pub job: Signal<Out, FdbJob>,
    pub last_row: Signal<Out, Bit>,
    pub host_waits: Signal<Out, Bit>,
    pub table_ready: Signal<Out, Bit>,
    pub scan: Signal<Out, Bit>,
    pub scan_row: Signal<Out, Bits<10>>,
    pub skip: [Signal<Out, Bit>; 4],
    pub any_port: Signal<Out, Bit>,
    pub any_static: Signal<Out, Bit>,
    pub any_mac: Signal<Out, Bit>,
    pub any_fid: Signal<Out, Bit>,
    arbiter: FdbArbiter,
    jobs: FdbJobs,
    scanner: FdbScan,
    step: Signal<Local, Bits<14>>,
}

impl Logic for FdbSchedule {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, arbiter, jobs, scanner);
        self.step.next = self.arbiter.job_step.val();
        self.arbiter.lookup_waits.next = self.lookup_waits.val();
        self.arbiter.lookups_many.next = self.lookups_many.val();
        self.arbiter.job_waits.next = self.jobs.job_waits.val();
        self.jobs.learn_waits.next = self.learn_waits.val();
        self.jobs.command_valid.next = self.command_valid.val();
        self.jobs.command_operation.next = self.command_operation.val();
        self.jobs.command_done.next = self.command_done.val();
        self.jobs.table_read.next = self.table_read.val();
        self.jobs.ageing_interval.next = self.ageing_interval.val();
        self.jobs.start_job.next = self.arbiter.start_job.val();
        self.jobs.job_step.next = self.step.val();
        self.jobs.visiting.next = self.scanner.visiting.val();
        self.jobs.visit_ends.next = self.scanner.visit_ends.val();
        self.jobs.flush_ends.next = self.scanner.flush_ends.val();
        self.scanner.job.next = self.jobs.job.val();
        self.scanner.job_step.next = self.step.val();
        self.scanner.job_pair.next = self.arbiter.job_pair.val();
        self.scanner.begin_flush.next = self.jobs.begin_flush.val();
        self.scanner.table_index.next = self.table_index.val();
        self.scanner.selectors.next = self.command_operation.val().get_bits::<3>(8);

        self.start_lookup.next = self.arbiter.start_lookup.val();
        self.start_learn.next = self.jobs.start_learn.val();
        self.start_command.next = self.jobs.start_command.val();
        self.started.next = self.arbiter.started.val();
        self.lookup_step.next = self.arbiter.lookup_step.val();
        self.job_step.next = self.step.val();
        self.job_pair.next = self.arbiter.job_pair.val();
        self.job.next = self.jobs.job.val();
        self.last_row.next = self.jobs.last_row.val();
        self.host_waits.next = self.jobs.host_waits.val();
        self.table_ready.next = self.jobs.table_ready.val();
        self.scan.next = self.scanner.scan.val();
        self.scan_row.next = self.scanner.scan_row.val();
        for i in 0..4 {
            self.skip[i].next = self.scanner.skip[i].val();
        }
        self.any_port.next = self.scanner.any_port.val();
        self.any_static.next = self.scanner.any_static.val();
        self.any_mac.next = self.scanner.any_mac.val();
        self.any_fid.next = self.scanner.any_fid.val();
    }
}
