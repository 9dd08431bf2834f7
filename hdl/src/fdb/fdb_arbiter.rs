//! # FdbArbiter: when lookups and jobs begin
//! A job is everything but a lookup: learning, a command, a table read, a step
//! of flush or ageing. Jobs follow each other so far apart that the last one's
//! write is done before the next one reads: no job sees a half-done one.
//!
//! | port         | dir | meaning                                           |
//! | lookup_waits | in  | a lookup is in the queue                          |
//! | lookups_many | in  | so many that jobs must stand back                 |
//! | job_comes    | in  | a job is chosen for the next cycle                |
//! | start_lookup | out | it begins now                                     |
//! | start_job    | out | it begins now                                     |
//! | started      | out | bit n: a lookup or a job began n cycles ago       |
//! | lookup_step  | out | bit n: a lookup began n cycles ago                |
//! | job_step     | out | bit n: a job began n cycles ago                   |
//! | job_pair     | out | bit n: a job began n or n + 1 cycles ago, as long as its two probes take |
//!
//! Clock: core_clock. Latency: 0.
//! Throughput: a lookup or job in 2 cycles, a job in 8.
//! Both read in cycles 4 and 5 after they began; a job writes in cycle 11, and
//! nothing begins that would read then.
//! Storage: 41 bits. Resources: see `Fdb`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbArbiter {
    pub clock: Signal<In, Clock>,
    pub lookup_waits: Signal<In, Bit>,
    pub lookups_many: Signal<In, Bit>,
    pub job_comes: Signal<In, Bit>,
    pub start_lookup: Signal<Out, Bit>,
    pub start_job: Signal<Out, Bit>,
    pub started: Signal<Out, Bits<8>>,
    pub lookup_step: Signal<Out, Bits<11>>,
    pub job_step: Signal<Out, Bits<14>>,
    pub job_pair: Signal<Out, Bits<6>>,
    any_history: DFF<Bits<8>>,
    lookup_history: DFF<Bits<11>>,
    job_history: DFF<Bits<14>>,
    pair_history: DFF<Bits<7>>,
    /// A job began less than 8 cycles ago.
    job_busy: DFF<Bit>,
    /// A job is chosen, and none is busy.
    job_ready: DFF<Bit>,
    free: Signal<Local, Bit>,
    stays_busy: Signal<Local, Bit>,
    job: Signal<Local, Bit>,
    lookup: Signal<Local, Bit>,
}

impl Logic for FdbArbiter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, any_history, lookup_history, job_history, pair_history, job_busy, job_ready);
        self.free.next = !self.any_history.q.val().get_bit(1);
        self.job.next =
            self.job_ready.q.val() & self.free.val() & (!self.lookups_many.val());
        // Begun in cycle 6 or 7 of a job it would read in the job's cycle 11.
        self.lookup.next = self.lookup_waits.val()
            & self.free.val()
            & (!(self.job_ready.q.val() & (!self.lookups_many.val())))
            & (!self.pair_history.q.val().get_bit(6));
        self.stays_busy.next = self.job_busy.q.val() & (!self.job_history.q.val().get_bit(7));
        self.job_busy.d.next = self.job.val() | self.stays_busy.val();
        self.job_ready.d.next =
            self.job_comes.val() & (!self.job.val()) & (!self.stays_busy.val());
        self.any_history.d.next = (self.any_history.q.val() << 1)
            .replace_bit(1, self.job.val() | self.lookup.val());
        self.lookup_history.d.next =
            (self.lookup_history.q.val() << 1).replace_bit(1, self.lookup.val());
        self.job_history.d.next = (self.job_history.q.val() << 1).replace_bit(1, self.job.val());
        self.pair_history.d.next = (self.pair_history.q.val() << 1)
            .replace_bit(1, self.job.val() | self.job_history.q.val().get_bit(1));
        self.job_pair.next = bit_cast::<6, 7>(self.pair_history.q.val());
        self.start_job.next = self.job.val();
        self.start_lookup.next = self.lookup.val();
        self.started.next = self.any_history.q.val();
        self.lookup_step.next = self.lookup_history.q.val();
        self.job_step.next = self.job_history.q.val();
    }
}
