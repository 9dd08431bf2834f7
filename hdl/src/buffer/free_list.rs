//! # FreeList: hands out cells and takes chains back
//! After power-up a counter hands out 0 to 2^CELL - 1; after that the cells come
//! from a linked list, whole chains being appended at its end. Either source
//! fills a prefetch queue of 16.
//!
//! | port           | dir | meaning                                          |
//! | free_cell      | out | the next cell while one is ready                 |
//! | take_cell      | in  | it is taken                                      |
//! | cell_available | out | at least 8 cells are ready                       |
//! | no_cells       | out | fewer are ready and none is to come              |
//! | free_cells     | out | cells that hold nothing, 2 cycles late           |
//! | chain_*        | in  | a chain to append, held until `chain_taken`      |
//! | append_*, fetch_*, next_cell | | the `LinkMemory`                      |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a lone cell given back is ready 3 cycles later.
//! Throughput: a cell in 3 cycles while the egress reader leaves a read port to
//! it, where 9 ports need one in 9 cycles (84 / 9 minimum frames, or one in 8
//! words); 1 a cycle from the counter; a chain a cycle.
//! Backpressure: see `Ingress` for `cell_available` and `no_cells`.
//! Storage: 16 x CELL bit of distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: `no_cells` stays until 8 cells are ready again, so that words of
//! ingress that were let through to be dropped cannot take a cell that is not
//! there. Up to 7 cells stay in the queue meanwhile.

use rust_hdl::prelude::*;

use crate::memory::SyncFifo;

/// Cells ready while `cell_available` is 1.
pub const READY_CELLS: usize = 8;

#[derive(LogicBlock)]
pub struct FreeList<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub free_cell: Signal<Out, Bits<CELL>>,
    pub take_cell: Signal<In, Bit>,
    pub cell_available: Signal<Out, Bit>,
    pub no_cells: Signal<Out, Bit>,
    pub free_cells: Signal<Out, Bits<12>>,
    pub chain_valid: Signal<In, Bit>,
    pub chain_first: Signal<In, Bits<CELL>>,
    pub chain_last: Signal<In, Bits<CELL>>,
    pub chain_cells: Signal<In, Bits<8>>,
    pub chain_taken: Signal<Out, Bit>,
    pub append_valid: Signal<Out, Bit>,
    pub append_from: Signal<Out, Bits<CELL>>,
    pub append_to: Signal<Out, Bits<CELL>>,
    pub append_ready: Signal<In, Bit>,
    pub fetch: Signal<Out, Bit>,
    pub fetch_cell: Signal<Out, Bits<CELL>>,
    pub fetch_ready: Signal<In, Bit>,
    pub next_cell: Signal<In, Bits<CELL>>,
    prefetch: SyncFifo<CELL, 4>,
    fresh: DFF<Bits<CELL>>,
    fresh_done: DFF<Bit>,
    head: DFF<Bits<CELL>>,
    tail: DFF<Bits<CELL>>,
    list_some: DFF<Bit>,
    /// 0: `head` is right; 1 and 2: the link behind it is being read.
    phase: DFF<Bits<2>>,
    /// `head` goes into the prefetch queue.
    fetched: DFF<Bit>,
    starved: DFF<Bit>,
    free: DFFWithInit<Bits<12>>,
    taken: DFF<Bit>,
    returned: DFF<Bits<8>>,
    append: Signal<Local, Bit>,
    is_single: Signal<Local, Bit>,
    could_fetch: Signal<Local, Bit>,
    last_fresh: Constant<Bits<CELL>>,
}

impl<const CELL: usize> FreeList<CELL> {
    /// Verilog of the list alone, module `free_list`.
    pub fn verilog() -> String {
        let mut list = Self::default();
        list.clock.connect();
        list.take_cell.connect();
        list.chain_valid.connect();
        list.chain_first.connect();
        list.chain_last.connect();
        list.chain_cells.connect();
        list.append_ready.connect();
        list.fetch_ready.connect();
        list.next_cell.connect();
        list.connect_all();
        crate::verilog::emit(&list, "free_list")
    }
}

impl<const CELL: usize> Default for FreeList<CELL> {
    fn default() -> Self {
        assert!((4..=11).contains(&CELL), "a cell number of {CELL} bits");
        Self {
            clock: Default::default(),
            free_cell: Default::default(),
            take_cell: Default::default(),
            cell_available: Default::default(),
            no_cells: Default::default(),
            free_cells: Default::default(),
            chain_valid: Default::default(),
            chain_first: Default::default(),
            chain_last: Default::default(),
            chain_cells: Default::default(),
            chain_taken: Default::default(),
            append_valid: Default::default(),
            append_from: Default::default(),
            append_to: Default::default(),
            append_ready: Default::default(),
            fetch: Default::default(),
            fetch_cell: Default::default(),
            fetch_ready: Default::default(),
            next_cell: Default::default(),
            prefetch: SyncFifo::new(READY_CELLS),
            fresh: Default::default(),
            fresh_done: Default::default(),
            head: Default::default(),
            tail: Default::default(),
            list_some: Default::default(),
            phase: Default::default(),
            fetched: Default::default(),
            starved: Default::default(),
            free: DFFWithInit::new((1u64 << CELL).to_bits()),
            taken: Default::default(),
            returned: Default::default(),
            append: Default::default(),
            is_single: Default::default(),
            could_fetch: Default::default(),
            last_fresh: Constant::new(((1u64 << CELL) - 1).to_bits()),
        }
    }
}

impl<const CELL: usize> Logic for FreeList<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, fresh, fresh_done, head, tail, list_some, phase, fetched, starved);
        dff_setup!(self, clock, free, taken, returned);
        clock!(self, clock, prefetch);
        self.prefetch.read.next = self.take_cell.val();
        self.free_cell.next = self.prefetch.data.val();
        self.cell_available.next = self.prefetch.almost_full.val();

        // A chain is appended, or a cell taken from the front; never both at
        // once, so that a list of one cell needs no special case.
        self.append_valid.next = self.chain_valid.val() & self.list_some.q.val();
        self.append_from.next = self.tail.q.val();
        self.append_to.next = self.chain_first.val();
        self.append.next =
            self.chain_valid.val() & (self.append_ready.val() | !self.list_some.q.val());
        self.chain_taken.next = self.append.val();
        self.is_single.next = self.head.q.val() == self.tail.q.val();
        self.could_fetch.next = self.list_some.q.val()
            & self.fresh_done.q.val()
            & (self.phase.q.val() == 0)
            & (!self.prefetch.full.val())
            & (!self.chain_valid.val());
        self.fetch.next = self.could_fetch.val();
        self.fetch_cell.next = self.head.q.val();
        self.fetched.d.next = self.could_fetch.val() & self.fetch_ready.val();
        self.prefetch.write.next = self.fetched.q.val();
        self.prefetch.write_data.next = self.head.q.val();
        if self.could_fetch.val() & self.fetch_ready.val() {
            if self.is_single.val() {
                self.list_some.d.next = false;
            } else {
                self.phase.d.next = 1.into();
            }
        }
        if self.phase.q.val() == 1 {
            self.phase.d.next = 2.into();
        }
        if self.phase.q.val() == 2 {
            self.head.d.next = self.next_cell.val();
            self.phase.d.next = 0.into();
        }
        if self.append.val() {
            self.tail.d.next = self.chain_last.val();
            self.list_some.d.next = true;
            if !self.list_some.q.val() {
                self.head.d.next = self.chain_first.val();
            }
        }
        if !self.fresh_done.q.val() {
            self.prefetch.write.next = true;
            self.prefetch.write_data.next = self.fresh.q.val();
            if !self.prefetch.full.val() {
                self.fresh.d.next = self.fresh.q.val() + 1;
                self.fresh_done.d.next = self.fresh.q.val() == self.last_fresh.val();
            }
        }

        if self.prefetch.almost_full.val() {
            self.starved.d.next = false;
        } else if self.fresh_done.q.val()
            & (!self.list_some.q.val())
            & (!self.fetched.q.val())
            & (!self.chain_valid.val())
        {
            self.starved.d.next = true;
        }
        self.no_cells.next = self.starved.q.val();

        self.taken.d.next = self.take_cell.val();
        self.returned.d.next = 0.into();
        if self.append.val() {
            self.returned.d.next = self.chain_cells.val();
        }
        self.free.d.next = self.free.q.val() + bit_cast::<12, 8>(self.returned.q.val());
        if self.taken.q.val() {
            self.free.d.next = self.free.q.val() + bit_cast::<12, 8>(self.returned.q.val()) - 1;
        }
        self.free_cells.next = self.free.q.val();
    }
}

#[cfg(test)]
mod tests;
