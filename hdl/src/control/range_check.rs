//! # RangeCheck: whether every word of a range is accessible
//! Walks the range, a word a cycle.
//!
//! | port          | dir | meaning                                            |
//! | start         | in  | one cycle, with `address` and `span`               |
//! | address, span | in  | first word and number of words, at least 1         |
//! | write         | in  | 1: is it writable, 0: is it readable; holds until `done` |
//! | done          | out | one cycle: the answer is there                     |
//! | good          | out | with `done`: all are                               |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `span` and 5 cycles, fewer where the answer is no.
//! Throughput: one range at a time. Storage: 45 bit of registers.
//! Resources: see `ControlPort`.
//! Not obvious: a range that runs over the end of the address space passes
//! through the last region, which does not exist.

use rust_hdl::prelude::*;

use super::access_map::AccessMap;

#[derive(LogicBlock)]
pub struct RangeCheck {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub address: Signal<In, Bits<24>>,
    pub span: Signal<In, Bits<16>>,
    pub write: Signal<In, Bit>,
    pub done: Signal<Out, Bit>,
    pub good: Signal<Out, Bit>,
    map: AccessMap,
    walking: DFF<Bit>,
    /// The word at the map's input, and words from it on.
    word: DFF<Bits<24>>,
    left: DFF<Bits<16>>,
    /// A word at each stage of the map, and whether it is the last.
    first_valid: DFF<Bit>,
    first_last: DFF<Bit>,
    second_valid: DFF<Bit>,
    second_last: DFF<Bit>,
    is_done: DFF<Bit>,
    is_good: DFF<Bit>,
}

impl RangeCheck {
    /// `ports`: front-panel ports, 2 to 8.
    pub fn new(ports: usize) -> Self {
        assert!(AccessMap::LATENCY == 2, "two stages follow the map");
        Self {
            clock: Default::default(),
            start: Default::default(),
            address: Default::default(),
            span: Default::default(),
            write: Default::default(),
            done: Default::default(),
            good: Default::default(),
            map: AccessMap::new(ports),
            walking: Default::default(),
            word: Default::default(),
            left: Default::default(),
            first_valid: Default::default(),
            first_last: Default::default(),
            second_valid: Default::default(),
            second_last: Default::default(),
            is_done: Default::default(),
            is_good: Default::default(),
        }
    }
}

impl Logic for RangeCheck {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, walking, word, left, first_valid, first_last);
        dff_setup!(self, clock, second_valid, second_last, is_done, is_good);
        clock!(self, clock, map);
        self.map.address.next = self.word.q.val();
        self.map.write.next = self.write.val();
        self.first_valid.d.next = self.walking.q.val();
        self.first_last.d.next = self.left.q.val() == 1;
        self.second_valid.d.next = self.first_valid.q.val();
        self.second_last.d.next = self.first_last.q.val();
        self.word.d.next = self.word.q.val() + 1;
        self.left.d.next = self.left.q.val() - 1;
        self.is_done.d.next = false;
        if self.start.val() {
            self.walking.d.next = true;
            self.word.d.next = self.address.val();
            self.left.d.next = self.span.val();
        } else if self.second_valid.q.val()
            & (self.second_last.q.val() | !self.map.accessible.val())
        {
            // The map may have gone on behind the end: what is in it is dropped.
            self.walking.d.next = false;
            self.first_valid.d.next = false;
            self.second_valid.d.next = false;
            self.is_done.d.next = true;
            self.is_good.d.next = self.map.accessible.val();
        }
        self.done.next = self.is_done.q.val();
        self.good.next = self.is_good.q.val();
    }
}
