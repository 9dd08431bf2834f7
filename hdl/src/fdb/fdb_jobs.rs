//! # FdbJobs: which job is next
//! Learning comes before the host, the host before flush and ageing. A visit of
//! the ageing scan, a job for each way of its row, is not interrupted by others.
//!
//! | port          | dir | meaning                                            |
//! | learn_waits   | in  | of `FdbRequests`                                   |
//! | command_valid, command_operation | in | of the host, until `command_done` |
//! | command_done  | in  | it ended                                           |
//! | table_read    | in  | the host wants an entry, until `table_ready`       |
//! | ageing_interval | in | see `AgeingTimer`                                 |
//! | start_job, job_step | in | of `FdbArbiter`                               |
//! | visiting, visit_ends, flush_ends | in | of `FdbScan`                    |
//! | job_comes     | out | a job is chosen for the next cycle                 |
//! | start_learn, start_command, begin_flush | out | what it is, if it begins now |
//! | job           | out | in cycles 1 to 8: its kind                         |
//! | last_row      | out | from cycle 7 on: the flush is over                 |
//! | host_waits    | out | a request of the host has begun                    |
//! | table_ready   | out | in cycle 7 of a table read                         |
//!
//! Clock: core_clock. Latency: the choice is a cycle behind the requests.
//! Storage: 65 bits. Resources: see `Fdb`. Tables: regmap::fdb_command.
//! Not obvious: ageing waits while a flush walks, and ticks that come while a
//! visit is due are lost. A command that the host gives up is forgotten; a flush
//! then stops where it is.

use ferroute_regmap::FdbCommand;
use rust_hdl::prelude::*;

use super::{ageing_timer::AgeingTimer, fdb_job::FdbJob};

#[derive(LogicBlock)]
pub struct FdbJobs {
    pub clock: Signal<In, Clock>,
    pub learn_waits: Signal<In, Bit>,
    pub command_valid: Signal<In, Bit>,
    pub command_operation: Signal<In, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    pub table_read: Signal<In, Bit>,
    pub ageing_interval: Signal<In, Bits<32>>,
    pub start_job: Signal<In, Bit>,
    pub job_step: Signal<In, Bits<14>>,
    pub visiting: Signal<In, Bit>,
    pub visit_ends: Signal<In, Bit>,
    pub flush_ends: Signal<In, Bit>,
    pub job_comes: Signal<Out, Bit>,
    pub start_learn: Signal<Out, Bit>,
    pub start_command: Signal<Out, Bit>,
    pub begin_flush: Signal<Out, Bit>,
    pub job: Signal<Out, FdbJob>,
    pub last_row: Signal<Out, Bit>,
    pub host_waits: Signal<Out, Bit>,
    pub table_ready: Signal<Out, Bit>,
    timer: AgeingTimer,
    choice: DFF<FdbJob>,
    current: DFF<FdbJob>,
    host_busy: DFF<Bit>,
    flushing: DFF<Bit>,
    flush_over: DFF<Bit>,
    /// A visit is due or under way.
    due: DFF<Bit>,
    /// A cycle old, so that it is told apart in time: what it asks for.
    command_waits: DFF<Bit>,
    is_add: DFF<Bit>,
    is_delete: DFF<Bit>,
    is_find: DFF<Bit>,
    is_flush: DFF<Bit>,
    opcode: Signal<Local, Bits<8>>,
    quiet: Signal<Local, Bit>,
    host_free: Signal<Local, Bit>,
    command: Signal<Local, Bit>,
    host_done: Signal<Local, Bit>,
    with_key: Signal<Local, Bit>,
    candidate: Signal<Local, FdbJob>,
    add_code: Constant<Bits<8>>,
    delete_code: Constant<Bits<8>>,
    find_code: Constant<Bits<8>>,
    flush_code: Constant<Bits<8>>,
}

impl Default for FdbJobs {
    fn default() -> Self {
        let code_of = |command: FdbCommand| Constant::new((command as u64).to_bits());
        Self {
            clock: Default::default(),
            learn_waits: Default::default(),
            command_valid: Default::default(),
            command_operation: Default::default(),
            command_done: Default::default(),
            table_read: Default::default(),
            ageing_interval: Default::default(),
            start_job: Default::default(),
            job_step: Default::default(),
            visiting: Default::default(),
            visit_ends: Default::default(),
            flush_ends: Default::default(),
            job_comes: Default::default(),
            start_learn: Default::default(),
            start_command: Default::default(),
            begin_flush: Default::default(),
            job: Default::default(),
            last_row: Default::default(),
            host_waits: Default::default(),
            table_ready: Default::default(),
            timer: Default::default(),
            choice: Default::default(),
            current: Default::default(),
            host_busy: Default::default(),
            flushing: Default::default(),
            flush_over: Default::default(),
            due: Default::default(),
            command_waits: Default::default(),
            is_add: Default::default(),
            is_delete: Default::default(),
            is_find: Default::default(),
            is_flush: Default::default(),
            opcode: Default::default(),
            quiet: Default::default(),
            host_free: Default::default(),
            command: Default::default(),
            host_done: Default::default(),
            with_key: Default::default(),
            candidate: Default::default(),
            add_code: code_of(FdbCommand::Add),
            delete_code: code_of(FdbCommand::Delete),
            find_code: code_of(FdbCommand::Find),
            flush_code: code_of(FdbCommand::Flush),
        }
    }
}

impl Logic for FdbJobs {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, choice, current, host_busy, flushing, flush_over, due);
        dff_setup!(self, clock, command_waits, is_add, is_delete, is_find, is_flush);
        clock!(self, clock, timer);
        self.timer.interval.next = self.ageing_interval.val();
        self.opcode.next = self.command_operation.val().get_bits::<8>(0);
        self.command_waits.d.next = self.command_valid.val() & !self.command_done.val();
        self.is_add.d.next = self.opcode.val() == self.add_code.val();
        self.is_delete.d.next = self.opcode.val() == self.delete_code.val();
        self.is_find.d.next = self.opcode.val() == self.find_code.val();
        self.is_flush.d.next = self.opcode.val() == self.flush_code.val();
        // Nobody comes before the host, and it has nothing under way.
        self.quiet.next = (!self.learn_waits.val()) & (!self.visiting.val());
        self.host_free.next = self.quiet.val() & (!self.host_busy.q.val());
        self.command.next = self.host_free.val()
            & self.command_waits.q.val()
            & self.command_valid.val()
            & (!self.table_read.val());
        self.candidate.next.learn = self.learn_waits.val() & (!self.visiting.val());
        self.candidate.next.table = self.host_free.val() & self.table_read.val();
        self.candidate.next.add = self.command.val() & self.is_add.q.val();
        self.candidate.next.delete = self.command.val() & self.is_delete.q.val();
        self.candidate.next.find = self.command.val() & self.is_find.q.val();
        self.candidate.next.flush = (self.command.val() & self.is_flush.q.val())
            | (self.quiet.val() & self.flushing.q.val());
        self.candidate.next.unknown = self.command.val()
            & (!self.is_add.q.val())
            & (!self.is_delete.q.val())
            & (!self.is_find.q.val())
            & (!self.is_flush.q.val());
        self.candidate.next.age = self.visiting.val()
            | (self.due.q.val()
                & self.quiet.val()
                & (!self.flushing.q.val())
                & (!(self.host_free.val() & (self.command_valid.val() | self.table_read.val()))));
        self.choice.d.next = self.candidate.val();
        self.with_key.next = self.choice.q.val().add
            | self.choice.q.val().delete
            | self.choice.q.val().find
            | self.choice.q.val().flush;
        self.job_comes.next = self.candidate.val().learn
            | self.command.val()
            | self.candidate.val().flush
            | self.candidate.val().age
            | self.candidate.val().table;
        self.start_learn.next = self.start_job.val() & self.choice.q.val().learn;
        self.start_command.next = self.start_job.val() & self.with_key.val();
        self.begin_flush.next =
            self.start_job.val() & self.choice.q.val().flush & (!self.flushing.q.val());
        if self.start_job.val() {
            self.current.d.next = self.choice.q.val();
        }
        self.job.next = self.current.q.val();
        self.table_ready.next = self.job_step.val().get_bit(7) & self.current.q.val().table;
        self.host_done.next = self.command_done.val()
            | (self.job_step.val().get_bit(7) & self.current.q.val().table)
            | (!(self.command_valid.val() | self.table_read.val()));
        if self.start_job.val()
            & (self.with_key.val() | self.choice.q.val().unknown | self.choice.q.val().table)
        {
            self.host_busy.d.next = true;
        }
        if self.host_done.val() {
            self.host_busy.d.next = false;
        }
        self.host_waits.next = self.host_busy.q.val();
        if self.start_job.val() & self.choice.q.val().flush {
            self.flushing.d.next = true;
        }
        if self.flush_ends.val() | (!self.command_valid.val()) {
            self.flushing.d.next = false;
        }
        if self.job_step.val().get_bit(6) {
            self.flush_over.d.next = self.flush_ends.val();
        }
        self.last_row.next = self.flush_over.q.val();
        if self.visit_ends.val() {
            self.due.d.next = false;
        }
        if self.timer.tick.val() {
            self.due.d.next = true;
        }
    }
}
