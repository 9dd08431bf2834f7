//! # BucketTable: next hops of the groups' buckets
//!
//! | port        | dir | meaning                                             |
//! | number      | in  | of a bucket                                         |
//! | next_hop    | out | 2 cycles later                                      |
//! | write       | in  | for one cycle: `write_data` is a word of region BUCKETS |
//! | offset      | in  | of the host's access                                |
//! | word        | out | 3 cycles after `offset`: the word there             |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: a read a
//! cycle. Storage: 2048 x 9 bit of block RAM. Resources: see `RouterTables`.

use ferroute_regmap::size;
use rust_hdl::prelude::*;

use super::table_ram::TableRam;

#[derive(LogicBlock)]
pub struct BucketTable {
    pub clock: Signal<In, Clock>,
    pub number: Signal<In, Bits<11>>,
    pub next_hop: Signal<Out, Bits<9>>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    ram: TableRam<9, 11>,
    answer: DFF<Bits<32>>,
    mapped: Signal<Local, Bit>,
}

impl Default for BucketTable {
    fn default() -> Self {
        assert!((size::BUCKETS, size::NEXT_HOP_BITS) == (1 << 11, 9), "the widths above");
        Self {
            clock: Default::default(),
            number: Default::default(),
            next_hop: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            ram: Default::default(),
            answer: Default::default(),
            mapped: Default::default(),
        }
    }
}

impl Logic for BucketTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, answer);
        self.ram.clock.next = self.clock.val();
        self.ram.read.next = true;
        self.ram.address.next = self.number.val();
        self.next_hop.next = self.ram.data.val();
        self.mapped.next = self.offset.val().get_bits::<9>(11) == 0;
        self.ram.bus_address.next = self.offset.val().get_bits::<11>(0);
        self.ram.bus_write.next = self.write.val() & self.mapped.val();
        self.ram.bus_data.next = self.write_data.val().get_bits::<9>(0);
        self.answer.d.next = 0.into();
        if self.mapped.val() {
            self.answer.d.next = bit_cast::<32, 9>(self.ram.bus_word.val());
        }
        self.word.next = self.answer.q.val();
    }
}
