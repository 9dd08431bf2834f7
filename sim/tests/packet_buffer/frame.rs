//! A frame as it goes through the bench.

use std::cell::{Cell, RefCell};

pub const CELL_WORDS: usize = 8;

/// How a frame is changed on its way out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rewrite {
    /// 0: not at all.
    pub kind: u8,
    pub tagged: bool,
    pub vlan_tagged: bool,
    pub interface: u8,
    /// 48 bits.
    pub mac: u64,
}

impl Rewrite {
    /// Kind, the tag it has and the tag it gets in bits 3:0, the rest from `id`.
    pub fn new(id: u64, choice: u8) -> Self {
        let scrambled = id.wrapping_mul(0xd134_2543_de82_ef95);
        Self {
            kind: choice & 3,
            tagged: choice & 4 != 0,
            vlan_tagged: choice & 8 != 0,
            interface: (scrambled >> 58) as u8,
            mac: scrambled >> 10 & 0xffff_ffff_ffff,
        }
    }

    /// As the gateware packs it.
    pub fn pack(&self) -> u64 {
        u64::from(self.kind)
            | u64::from(self.tagged) << 2
            | u64::from(self.vlan_tagged) << 3
            | u64::from(self.interface) << 4
            | self.mac << 10
    }
}

#[derive(Debug)]
pub struct Frame {
    pub id: u64,
    /// Octets without FCS.
    pub length: u16,
    pub egress: u16,
    pub class: u8,
    pub ingress: u8,
    pub reason: u8,
    pub rewrite: Rewrite,
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
    pub fn new(id: u64, length: u16, egress: u16, ingress: u8, rewrite: Rewrite) -> Self {
        // Each word tells frame and place, scrambled so that no two are alike.
        let word = |place: u64| (id << 8 | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            id,
            length,
            egress,
            class: (id % 3) as u8,
            ingress,
            reason: (id * 37) as u8,
            rewrite,
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

    /// Octets that its new tags alone would leave, and those that leave, both
    /// without FCS.
    pub fn lengths_out(&self) -> (u16, u16) {
        let length = match self.rewrite {
            Rewrite { kind: 0, .. } => self.length,
            Rewrite { tagged: true, vlan_tagged: false, .. } => self.length - 4,
            Rewrite { tagged: false, vlan_tagged: true, .. } => self.length + 4,
            _ => self.length,
        };
        (length, length.max(60))
    }

    /// Words that are read: those that leave, and for the rewriter one more.
    pub fn places(&self) -> usize {
        let words = usize::from(self.lengths_out().1).div_ceil(8);
        if self.rewrite.kind == 0 { words } else { words + 1 }
    }

    /// Bits 67:64 of its word at `place`.
    pub fn end_bits(&self, place: usize) -> u8 {
        let is_last = place + 1 == self.places();
        if is_last { 1 | (((self.lengths_out().1 - 1) % 8) as u8) << 1 } else { 0 }
    }
}
