//! # FdbCommit: what comes of a job
//! `FdbUpdate`, `FdbAnswer` and `FdbCounts`; their ports are explained there.
//!
//! | port          | dir | meaning                                            |
//! | job_step, job, last_row, host_waits | in | of `FdbSchedule`              |
//! | key, port, attributes, is_zero | in | of `FdbRequests` and the command   |
//! | selected, found, room, found_port, found_static, chosen, saved_rows | in | of `FdbTable` |
//! | write, write_key, write_entry, forget | out | to `FdbTable`              |
//! | command_done, command_code, command_index | out | to the host            |
//! | entries, unlearned, moves | out | counts                                 |
//!
//! Clock: core_clock. Resources: see `Fdb`.

use rust_hdl::prelude::*;

use super::{
    fdb_answer::FdbAnswer, fdb_counts::FdbCounts, fdb_job::FdbJob, fdb_update::FdbUpdate,
};

#[derive(LogicBlock, Default)]
pub struct FdbCommit {
    pub clock: Signal<In, Clock>,
    pub job_step: Signal<In, Bits<14>>,
    pub job: Signal<In, FdbJob>,
    pub last_row: Signal<In, Bit>,
    pub host_waits: Signal<In, Bit>,
    pub key: Signal<In, Bits<60>>,
    pub port: Signal<In, Bits<4>>,
    pub attributes: Signal<In, Bits<32>>,
    pub is_zero: Signal<In, Bit>,
    pub selected: Signal<In, Bits<69>>,
    pub found: Signal<In, Bit>,
    pub room: Signal<In, Bit>,
    pub found_port: Signal<In, Bits<4>>,
    pub found_static: Signal<In, Bit>,
    pub chosen: Signal<In, Bits<4>>,
    pub saved_rows: [Signal<In, Bits<10>>; 4],
    pub write: [Signal<Out, Bit>; 4],
    pub write_key: Signal<Out, Bit>,
    pub write_entry: Signal<Out, Bits<69>>,
    pub forget: [Signal<Out, Bit>; 4],
    pub command_done: Signal<Out, Bit>,
    pub command_code: Signal<Out, Bits<8>>,
    pub command_index: Signal<Out, Bits<12>>,
    pub entries: Signal<Out, Bits<16>>,
    pub unlearned: Signal<Out, Bits<32>>,
    pub moves: Signal<Out, Bits<32>>,
    writer: FdbUpdate,
    answer: FdbAnswer,
    counts: FdbCounts,
}

impl Logic for FdbCommit {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, writer, answer, counts);
        self.writer.job_step.next = self.job_step.val();
        self.writer.job.next = self.job.val();
        self.writer.key.next = self.key.val();
        self.writer.port.next = self.port.val();
        self.writer.selected.next = self.selected.val();
        self.writer.attributes.next = self.attributes.val();
        self.writer.is_zero.next = self.is_zero.val();
        self.writer.found.next = self.found.val();
        self.writer.room.next = self.room.val();
        self.writer.found_port.next = self.found_port.val();
        self.writer.found_static.next = self.found_static.val();
        self.writer.chosen.next = self.chosen.val();
        self.write_key.next = self.writer.write_key.val();
        self.write_entry.next = self.writer.write_entry.val();

        self.answer.job_step.next = self.job_step.val();
        self.answer.late.next = self.writer.late.val();
        self.answer.last_row.next = self.last_row.val();
        self.answer.host_waits.next = self.host_waits.val();
        self.answer.found.next = self.found.val();
        self.answer.room.next = self.room.val();
        self.answer.chosen.next = self.chosen.val();
        self.command_done.next = self.answer.command_done.val();
        self.command_code.next = self.answer.command_code.val();
        self.command_index.next = self.answer.command_index.val();

        self.counts.added.next = self.writer.added.val();
        self.counts.removing.next = self.writer.removing.val();
        self.counts.unlearned.next = self.writer.unlearned.val();
        self.counts.moved.next = self.writer.moved.val();
        self.entries.next = self.counts.entries.val();
        self.unlearned.next = self.counts.unlearned_count.val();
        self.moves.next = self.counts.moved_count.val();
        for i in 0..4 {
            self.write[i].next = self.writer.write[i].val();
            self.counts.written[i].next = self.writer.write[i].val();
            self.forget[i].next = self.answer.forget[i].val();
            self.answer.saved_rows[i].next = self.saved_rows[i].val();
        }
    }
}
