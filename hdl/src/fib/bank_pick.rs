//! # BankPick: the bank that holds a prefix
//!
//! | port      | dir | cycle | meaning                                            |
//! | hits, next_hops | in | 0 | of each bank                                      |
//! | rows      | in  | 0     | row of bank i in bits 12i+11:12i                   |
//! | ipv6      | in  | 0     | family                                             |
//! | hit       | out | 1     | a bank holds it                                    |
//! | next_hop  | out | 1     | its next hop there                                 |
//! | index     | out | 1     | bank << R4 or R6 | row                             |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: one a cycle.
//! Storage: 24 bits. Resources: see `FibEngine`.
//! Not obvious: while the host moves a prefix two banks hold it; the lower one
//! is taken.

use rust_hdl::prelude::*;

use crate::arbiter::{lowest_bit::LowestBit, one_hot_mux::OneHotMux};

#[derive(LogicBlock)]
pub struct BankPick<const R4: usize, const R6: usize> {
    pub clock: Signal<In, Clock>,
    pub hits: [Signal<In, Bit>; 4],
    pub next_hops: [Signal<In, Bits<9>>; 4],
    pub rows: Signal<In, Bits<48>>,
    pub ipv6: Signal<In, Bit>,
    pub hit: Signal<Out, Bit>,
    pub next_hop: Signal<Out, Bits<9>>,
    pub index: Signal<Out, Bits<14>>,
    hit_1: DFF<Bit>,
    next_hop_1: DFF<Bits<9>>,
    index_1: DFF<Bits<14>>,
    held: [Signal<Local, Bits<4>>; 5],
    lowest: LowestBit,
    next_hop_mux: OneHotMux<9, 4, 5>,
    row_mux: OneHotMux<12, 4, 5>,
    bank: Signal<Local, Bits<2>>,
    row: Signal<Local, Bits<12>>,
    row4: Signal<Local, Bits<R4>>,
    row6: Signal<Local, Bits<R6>>,
    row_bits4: Constant<Bits<4>>,
    row_bits6: Constant<Bits<4>>,
}

impl<const R4: usize, const R6: usize> Default for BankPick<R4, R6> {
    fn default() -> Self {
        assert!(R4 <= 12 && R6 <= 12, "an index of 14 bits");
        Self {
            clock: Default::default(),
            hits: std::array::from_fn(|_| Default::default()),
            next_hops: std::array::from_fn(|_| Default::default()),
            rows: Default::default(),
            ipv6: Default::default(),
            hit: Default::default(),
            next_hop: Default::default(),
            index: Default::default(),
            hit_1: Default::default(),
            next_hop_1: Default::default(),
            index_1: Default::default(),
            held: std::array::from_fn(|_| Default::default()),
            lowest: Default::default(),
            next_hop_mux: Default::default(),
            row_mux: Default::default(),
            bank: Default::default(),
            row: Default::default(),
            row4: Default::default(),
            row6: Default::default(),
            row_bits4: Constant::new((R4 as u64).to_bits()),
            row_bits6: Constant::new((R6 as u64).to_bits()),
        }
    }
}

impl<const R4: usize, const R6: usize> Logic for BankPick<R4, R6> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, hit_1, next_hop_1, index_1);
        self.held[0].next = 0.into();
        for i in 0..4 {
            self.held[i + 1].next = self.held[i].val().replace_bit(i, self.hits[i].val());
            self.next_hop_mux.inputs[i].next = self.next_hops[i].val();
            self.row_mux.inputs[i].next = self.rows.val().get_bits::<12>(12 * i);
        }
        self.lowest.bits.next = self.held[4].val();
        self.next_hop_mux.select.next = self.lowest.lowest.val();
        self.row_mux.select.next = self.lowest.lowest.val();
        self.bank.next = bits::<2>(0)
            .replace_bit(0, self.lowest.lowest.val().get_bit(1) | self.lowest.lowest.val().get_bit(3))
            .replace_bit(1, self.lowest.lowest.val().get_bit(2) | self.lowest.lowest.val().get_bit(3));
        self.row.next = self.row_mux.chosen.val();
        self.row4.next = bit_cast::<R4, 12>(self.row.val());
        self.row6.next = bit_cast::<R6, 12>(self.row.val());
        self.hit_1.d.next = self.lowest.any.val();
        self.next_hop_1.d.next = self.next_hop_mux.chosen.val();
        self.index_1.d.next = bit_cast::<14, R4>(self.row4.val())
            | (bit_cast::<14, 2>(self.bank.val()) << self.row_bits4.val());
        if self.ipv6.val() {
            self.index_1.d.next = bit_cast::<14, R6>(self.row6.val())
                | (bit_cast::<14, 2>(self.bank.val()) << self.row_bits6.val());
        }
        self.hit.next = self.hit_1.q.val();
        self.next_hop.next = self.next_hop_1.q.val();
        self.index.next = self.index_1.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bank_that_holds_it() {
        let mut uut = BankPick::<11, 10>::default();
        uut.connect_all();
        let rows = [0xABCu64, 0x123, 0x9F0, 0xFFF];
        uut.rows.next = (0..4).fold(0, |all, bank| all | rows[bank] << (12 * bank)).to_bits();
        for bank in 0..4 {
            uut.next_hops[bank].next = (0x101 + bank as u64 * 0x11).to_bits();
        }
        for hits in 0..16u32 {
            for (ipv6, row_bits) in [(false, 11), (true, 10)] {
                for bank in 0..4 {
                    uut.hits[bank].next = hits >> bank & 1 == 1;
                }
                uut.ipv6.next = ipv6;
                assert!(simulate(&mut uut, 100));
                uut.clock.next = true.into();
                assert!(simulate(&mut uut, 100));
                uut.clock.next = false.into();
                assert!(simulate(&mut uut, 100));
                assert_eq!(uut.hit.val(), hits != 0, "{hits:04b}");
                if hits != 0 {
                    let bank = hits.trailing_zeros() as usize;
                    let index = (bank as u64) << row_bits | rows[bank] & ((1 << row_bits) - 1);
                    assert_eq!(uut.next_hop.val().to_u64(), 0x101 + bank as u64 * 0x11, "{hits:04b}");
                    assert_eq!(uut.index.val().to_u64(), index, "{hits:04b}, IPv6 {ipv6}");
                }
            }
        }
    }
}
