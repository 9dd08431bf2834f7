//! # LinkMemory: the cell behind each cell
//! Chains of frames and the list of free cells live in the same memory: a cell
//! is in one of them at a time.
//!
//! | port          | dir | meaning                                              |
//! | link_valid    | in  | `link_to` follows `link_from`; always accepted       |
//! | append_valid  | in  | likewise, held until `append_ready`                  |
//! | append_ready  | out | the append is done in this cycle                     |
//! | walk          | in  | the cell behind `walk_cell` is wanted; always served |
//! | fetch         | in  | likewise `fetch_cell`, held until `fetch_ready`      |
//! | fetch_ready   | out | no walk took the read port in this cycle             |
//! | next_cell     | out | the answer, `LATENCY` cycles later, for one cycle    |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles to read; a link is stored 2 cycles after `link_valid`.
//! Throughput: one write and one read a cycle.
//! Backpressure: ingress before appends, the egress reader before fetches.
//! Storage: 2^CELL x CELL bit of block RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: no address is read while it is written. Ingress writes cells of
//! frames that are not complete, an append writes the last free cell, a walk
//! reads cells of complete frames, a fetch reads free cells before the last.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock, Default)]
pub struct LinkMemory<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub link_valid: Signal<In, Bit>,
    pub link_from: Signal<In, Bits<CELL>>,
    pub link_to: Signal<In, Bits<CELL>>,
    pub append_valid: Signal<In, Bit>,
    pub append_from: Signal<In, Bits<CELL>>,
    pub append_to: Signal<In, Bits<CELL>>,
    pub append_ready: Signal<Out, Bit>,
    pub walk: Signal<In, Bit>,
    pub walk_cell: Signal<In, Bits<CELL>>,
    pub fetch: Signal<In, Bit>,
    pub fetch_cell: Signal<In, Bits<CELL>>,
    pub fetch_ready: Signal<Out, Bit>,
    pub next_cell: Signal<Out, Bits<CELL>>,
    ram: SimpleDualPortRam<CELL, CELL>,
    /// A link of ingress, a cycle late, so that its path is short.
    pending: DFF<Bit>,
    from: DFF<Bits<CELL>>,
    to: DFF<Bits<CELL>>,
    answer: DFF<Bits<CELL>>,
}

impl<const CELL: usize> LinkMemory<CELL> {
    /// Cycles from `walk` or a `fetch` that is ready to `next_cell`.
    pub const LATENCY: usize = 2;
}

impl<const CELL: usize> Logic for LinkMemory<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, pending, from, to, answer);
        clock!(self, clock, ram);
        self.pending.d.next = self.link_valid.val();
        self.from.d.next = self.link_from.val();
        self.to.d.next = self.link_to.val();
        self.append_ready.next = !self.pending.q.val();
        self.ram.write_enable.next = self.pending.q.val() | self.append_valid.val();
        self.ram.write_address.next = self.append_from.val();
        self.ram.write_data.next = self.append_to.val();
        if self.pending.q.val() {
            self.ram.write_address.next = self.from.q.val();
            self.ram.write_data.next = self.to.q.val();
        }
        self.fetch_ready.next = !self.walk.val();
        self.ram.read_enable.next = self.walk.val() | self.fetch.val();
        self.ram.read_address.next = self.fetch_cell.val();
        if self.walk.val() {
            self.ram.read_address.next = self.walk_cell.val();
        }
        self.answer.d.next = self.ram.read_data.val();
        self.next_cell.next = self.answer.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut LinkMemory<5>) {
        assert!(simulate(uut, 100));
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
    }

    /// The cell behind `cell`, read as a walk.
    fn walk(uut: &mut LinkMemory<5>, cell: u64) -> u64 {
        uut.walk.next = true;
        uut.walk_cell.next = cell.to_bits();
        cycle(uut);
        uut.walk.next = false;
        for _ in 1..LinkMemory::<5>::LATENCY {
            cycle(uut);
        }
        uut.next_cell.val().to_u64()
    }

    #[test]
    fn a_link_of_ingress_goes_before_an_append() {
        let mut uut = LinkMemory::<5>::default();
        uut.connect_all();
        uut.append_valid.next = true;
        uut.append_from.next = 20.into();
        uut.append_to.next = 21.into();
        uut.link_valid.next = true;
        for from in 0..3u64 {
            uut.link_from.next = from.to_bits();
            uut.link_to.next = (from + 10).to_bits();
            cycle(&mut uut);
            assert!(!uut.append_ready.val());
        }
        uut.link_valid.next = false;
        cycle(&mut uut);
        assert!(uut.append_ready.val());
        cycle(&mut uut);
        uut.append_valid.next = false;
        for (from, to) in [(0, 10), (1, 11), (2, 12), (20, 21)] {
            assert_eq!(walk(&mut uut, from), to);
        }
    }

    #[test]
    fn a_walk_goes_before_a_fetch() {
        let mut uut = LinkMemory::<5>::default();
        uut.connect_all();
        uut.link_valid.next = true;
        for from in 0..2u64 {
            uut.link_from.next = from.to_bits();
            uut.link_to.next = (from + 30).to_bits();
            cycle(&mut uut);
        }
        uut.link_valid.next = false;
        cycle(&mut uut);
        uut.fetch.next = true;
        uut.fetch_cell.next = 0.into();
        uut.walk.next = true;
        uut.walk_cell.next = 1.into();
        assert!(simulate(&mut uut, 100));
        assert!(!uut.fetch_ready.val());
        cycle(&mut uut);
        uut.walk.next = false;
        assert!(simulate(&mut uut, 100));
        assert!(uut.fetch_ready.val());
        cycle(&mut uut);
        assert_eq!(uut.next_cell.val().to_u64(), 31);
        uut.fetch.next = false;
        cycle(&mut uut);
        assert_eq!(uut.next_cell.val().to_u64(), 30);
    }
}
