//! # Fdb: the forwarding database, MAC address and FID to port
//! Four ways of 1024 rows, each key at two rows of every way. Lookups and jobs
//! (learning, ageing, the host) share one pipeline from key to comparison; see
//! `FdbArbiter` for how they share the memory.
//!
//! | port            | dir | meaning                                          |
//! | seed            | in  | of the hash; steady, or flush afterwards         |
//! | ageing_interval | in  | between the visits of two rows, in 16 clocks; 0: never |
//! | lookup_valid, lookup_key, lookup_port | in | find the key; one outstanding a port |
//! | lookup_done, lookup_done_port, lookup_hit, lookup_egress | out | the answer |
//! | learn_valid, learn_key, learn_port | in | a source address; one a port in 84 cycles |
//! | command_valid   | in  | until `command_done`, the others steady          |
//! | command_key, command_attributes, command_operation | in | regmap::fdb_command |
//! | command_done, command_code, command_index | out | for one cycle          |
//! | table_read, table_index | in | until `table_ready`                       |
//! | table_ready, table_entry | out | key 59:0, port 63:60, age 66:64, static 67, valid 68 |
//! | entries         | out | valid entries                                    |
//! | unlearned, moves | out | since power-up                                  |
//!
//! Clock: core_clock. Clear: none; a flush empties the table.
//! Latency: a lookup 11 cycles, 32 at most whatever else goes on.
//! Throughput: a lookup in 2 cycles, or 2 of them and a learned address in 8.
//! Backpressure: none; queues of 16 lookups and 16 sources.
//! Storage: 16 DP16KD, two queues in distributed RAM.
//! Tables: regmap::{fdb_entry, fdb_command, fdb_hash}.
//! Not obvious: jobs take effect one after the other; a lookup that begins 8
//! cycles after a job, or later, sees what the job did, an earlier one what was
//! before. A flush is no single moment: it goes row by row while lookups and
//! learning go on.

use rust_hdl::prelude::*;

pub mod ageing_timer;
pub mod fdb_answer;
pub mod fdb_arbiter;
pub mod fdb_commit;
pub mod fdb_counts;
pub mod fdb_hasher;
pub mod fdb_job;
pub mod fdb_jobs;
pub mod fdb_place;
pub mod fdb_ram;
pub mod fdb_requests;
pub mod fdb_scan;
pub mod fdb_schedule;
pub mod fdb_table;
pub mod fdb_update;
pub mod fdb_way;

#[cfg(test)]
mod tests;

use fdb_commit::FdbCommit;
use fdb_requests::FdbRequests;
use fdb_schedule::FdbSchedule;
use fdb_table::FdbTable;

#[derive(LogicBlock, Default)]
pub struct Fdb {
    pub clock: Signal<In, Clock>,
    pub seed: Signal<In, Bits<60>>,
    pub ageing_interval: Signal<In, Bits<32>>,
    pub lookup_valid: Signal<In, Bit>,
    pub lookup_key: Signal<In, Bits<60>>,
    pub lookup_port: Signal<In, Bits<4>>,
    pub lookup_done: Signal<Out, Bit>,
    pub lookup_done_port: Signal<Out, Bits<4>>,
    pub lookup_hit: Signal<Out, Bit>,
    pub lookup_egress: Signal<Out, Bits<4>>,
    pub learn_valid: Signal<In, Bit>,
    pub learn_key: Signal<In, Bits<60>>,
    pub learn_port: Signal<In, Bits<4>>,
    pub command_valid: Signal<In, Bit>,
    pub command_key: Signal<In, Bits<60>>,
    pub command_attributes: Signal<In, Bits<32>>,
    pub command_operation: Signal<In, Bits<32>>,
    pub command_done: Signal<Out, Bit>,
    pub command_code: Signal<Out, Bits<8>>,
    pub command_index: Signal<Out, Bits<12>>,
    pub table_read: Signal<In, Bit>,
    pub table_index: Signal<In, Bits<12>>,
    pub table_ready: Signal<Out, Bit>,
    pub table_entry: Signal<Out, Bits<72>>,
    pub entries: Signal<Out, Bits<16>>,
    pub unlearned: Signal<Out, Bits<32>>,
    pub moves: Signal<Out, Bits<32>>,
    requests: FdbRequests,
    schedule: FdbSchedule,
    storage: FdbTable,
    commit: FdbCommit,
}

impl Logic for Fdb {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, requests, schedule, storage, commit);
        self.requests.lookup_valid.next = self.lookup_valid.val();
        self.requests.lookup_key.next = self.lookup_key.val();
        self.requests.lookup_port.next = self.lookup_port.val();
        self.requests.learn_valid.next = self.learn_valid.val();
        self.requests.learn_key.next = self.learn_key.val();
        self.requests.learn_port.next = self.learn_port.val();
        self.requests.command_key.next = self.command_key.val();
        self.requests.command_port.next = self.command_attributes.val().get_bits::<4>(0);
        self.requests.start_lookup.next = self.schedule.start_lookup.val();
        self.requests.start_learn.next = self.schedule.start_learn.val();
        self.requests.start_command.next = self.schedule.start_command.val();
        self.requests.started.next = self.schedule.started.val();
        self.requests.job_step.next = self.schedule.job_step.val();

        self.schedule.lookup_waits.next = self.requests.lookup_waits.val();
        self.schedule.lookups_many.next = self.requests.lookups_many.val();
        self.schedule.learn_waits.next = self.requests.learn_waits.val();
        self.schedule.command_valid.next = self.command_valid.val();
        self.schedule.command_operation.next = self.command_operation.val();
        self.schedule.command_done.next = self.commit.command_done.val();
        self.schedule.table_read.next = self.table_read.val();
        self.schedule.table_index.next = self.table_index.val();
        self.schedule.ageing_interval.next = self.ageing_interval.val();

        self.storage.started.next = self.schedule.started.val();
        self.storage.job_step.next = self.schedule.job_step.val();
        self.storage.job_pair.next = self.schedule.job_pair.val();
        self.storage.hash_key.next = self.requests.hash_key.val();
        self.storage.seed.next = self.seed.val();
        self.storage.scan.next = self.schedule.scan.val();
        self.storage.scan_row.next = self.schedule.scan_row.val();
        self.storage.compare_key.next = self.requests.compare_key.val();
        self.storage.compare_port.next = self.requests.compare_port.val();
        self.storage.any_port.next = self.schedule.any_port.val();
        self.storage.any_static.next = self.schedule.any_static.val();
        self.storage.any_mac.next = self.schedule.any_mac.val();
        self.storage.any_fid.next = self.schedule.any_fid.val();
        self.storage.write_key.next = self.commit.write_key.val();
        self.storage.write_entry.next = self.commit.write_entry.val();

        self.commit.job_step.next = self.schedule.job_step.val();
        self.commit.job.next = self.schedule.job.val();
        self.commit.last_row.next = self.schedule.last_row.val();
        self.commit.host_waits.next = self.schedule.host_waits.val();
        self.commit.key.next = self.requests.compare_key.val();
        self.commit.port.next = self.requests.compare_port.val();
        self.commit.attributes.next = self.command_attributes.val();
        self.commit.is_zero.next = self.requests.is_zero.val();
        self.commit.selected.next = self.storage.selected.val();
        self.commit.found.next = self.storage.found.val();
        self.commit.room.next = self.storage.room.val();
        self.commit.found_port.next = self.storage.port.val();
        self.commit.found_static.next = self.storage.is_static.val();
        self.commit.chosen.next = self.storage.chosen.val();
        for i in 0..4 {
            self.storage.skip[i].next = self.schedule.skip[i].val();
            self.storage.forget[i].next = self.commit.forget[i].val();
            self.storage.write[i].next = self.commit.write[i].val();
            self.commit.saved_rows[i].next = self.storage.saved_rows[i].val();
        }

        self.lookup_done.next = self.schedule.lookup_step.val().get_bit(10);
        self.lookup_done_port.next = self.requests.done_port.val();
        self.lookup_hit.next = self.storage.found.val();
        self.lookup_egress.next = self.storage.port.val();
        self.command_done.next = self.commit.command_done.val();
        self.command_code.next = self.commit.command_code.val();
        self.command_index.next = self.commit.command_index.val();
        self.table_ready.next = self.schedule.table_ready.val();
        self.table_entry.next = bit_cast::<72, 69>(self.storage.selected.val());
        self.entries.next = self.commit.entries.val();
        self.unlearned.next = self.commit.unlearned.val();
        self.moves.next = self.commit.moves.val();
    }
}

/// Verilog of the FDB alone, top module `fdb`.
pub fn standalone_verilog() -> String {
    let mut fdb = Fdb::default();
    fdb.clock.connect();
    fdb.seed.connect();
    fdb.ageing_interval.connect();
    fdb.lookup_valid.connect();
    fdb.lookup_key.connect();
    fdb.lookup_port.connect();
    fdb.learn_valid.connect();
    fdb.learn_key.connect();
    fdb.learn_port.connect();
    fdb.command_valid.connect();
    fdb.command_key.connect();
    fdb.command_attributes.connect();
    fdb.command_operation.connect();
    fdb.table_read.connect();
    fdb.table_index.connect();
    fdb.connect_all();
    crate::verilog::emit(&fdb, "fdb")
}
