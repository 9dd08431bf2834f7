//! A frame as it goes through the bench.

use std::cell::{Cell, RefCell};

pub const CELL_WORDS: usize = 8;

#[derive(Debug)]
pub struct Frame {
    pub id: u64,
    /// Octets without FCS.
    pub length: u16,
    pub egress: u16,
    pub class: u8,
    pub ingress: u8,
    pub reason: u8,
    /// Its octets, as they lie in the cells.
    pub words: Vec<u64>,
    /// Cells it lies in, from its first word until its last copy is sent.
    pub cells: RefCell<Vec<u16>>,
    /// Accepted copies that were not sent yet.
    pub copies: Cell<usize>,
    /// Every egress port has decided.
    pub settled: Cell<bool>,
}

impl Frame {
    pub fn new(id: u64, length: u16, egress: u16, ingress: u8) -> Self {
        // Each word tells frame and place, scrambled so that no two are alike.
        let word = |place: u64| (id << 8 | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            id,
            length,
            egress,
            class: (id % 3) as u8,
            ingress,
            reason: (id % 2) as u8,
            words: (0..u64::from(length.div_ceil(8))).map(word).collect(),
            cells: RefCell::default(),
            copies: Cell::new(0),
            settled: Cell::new(false),
        }
    }

    /// Clocks on the wire: preamble, octets, FCS, gap.
    pub fn wire_clocks(&self) -> u64 {
        u64::from(self.length) + 24
    }

    /// Bits 67:64 of its word at `place`.
    pub fn end_bits(&self, place: usize) -> u8 {
        let is_last = place + 1 == self.words.len();
        if is_last { 1 | (((self.length - 1) % 8) as u8) << 1 } else { 0 }
    }
}
