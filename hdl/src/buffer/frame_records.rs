//! # FrameRecords: what is known of each stored frame, by its first cell
//!
//! | port       | dir | meaning                                              |
//! | write      | in  | the frame's fields go under `write_frame`            |
//! | write_*    | in  | octets without FCS, cells, class (`cast`), ingress, PuntReason, Rewrite |
//! | read       | in  | the record of `read_frame` is wanted                 |
//! | cells, cast, ingress, reason | out | it, 2 cycles later, for one cycle  |
//! | kind, had_tag, gets_tag | out | with them: of its Rewrite               |
//! | last_octet | out | with them: number of the last octet to be read, from 0 |
//! | length     | out | with them: octets without FCS as it leaves           |
//! | padding    | out | with them: octets of zeros that make it 60 long, 0 to 4 |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles; a record may be read 2 cycles after it was written.
//! Throughput: one record written and one read a cycle.
//! Storage: 2^CELL x 36 bit of block RAM: 1, 2 and 4 EBR for CELL 9, 10, 11.
//! Resources: see `PacketBuffer`.
//! Not obvious: 11 bits of length and 5 of cells are enough, since no frame that
//! is sent has more than 1526 octets without FCS or 24 cells; records of frames
//! that are dropped are cut short and never read. What is kept is the last
//! octet's number, as the words left come straight from it. A routed frame is
//! read as if it were as long as it leaves and 8 octets longer: the `Rewriter`
//! gives each word with the next one. Only a frame that loses its tag can need
//! padding.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;
use crate::rewrite::Rewrite;

/// Octets that are read of a routed frame beyond its length.
pub const ROUTED_EXCESS: u64 = 8;

#[derive(LogicBlock)]
pub struct FrameRecords<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_frame: Signal<In, Bits<CELL>>,
    pub write_length: Signal<In, Bits<14>>,
    pub write_cells: Signal<In, Bits<8>>,
    pub write_class: Signal<In, Bits<2>>,
    pub write_ingress: Signal<In, Bits<4>>,
    pub write_reason: Signal<In, Bits<8>>,
    pub write_rewrite: Signal<In, Rewrite>,
    pub read: Signal<In, Bit>,
    pub read_frame: Signal<In, Bits<CELL>>,
    pub length: Signal<Out, Bits<11>>,
    pub last_octet: Signal<Out, Bits<11>>,
    pub cells: Signal<Out, Bits<5>>,
    pub cast: Signal<Out, Bits<2>>,
    pub ingress: Signal<Out, Bits<4>>,
    pub reason: Signal<Out, Bits<8>>,
    pub kind: Signal<Out, Bits<2>>,
    pub had_tag: Signal<Out, Bit>,
    pub gets_tag: Signal<Out, Bit>,
    pub padding: Signal<Out, Bits<3>>,
    ram: SimpleDualPortRam<36, CELL>,
    // A record on its way into the RAM.
    writing: DFF<Bit>,
    frame: DFF<Bits<CELL>>,
    last: DFF<Bits<11>>,
    fields: DFF<Bits<25>>,
    record: DFF<Bits<36>>,
    is_routed: Signal<Local, Bit>,
    /// It loses its tag, and is then shorter than 60 octets or exactly as long.
    loses_tag: Signal<Local, Bit>,
    becomes_shortest: Signal<Local, Bit>,
    /// What comes to the length: -1, and 8 and 4 of a routed frame.
    addend: Signal<Local, Bits<11>>,
    zeros: Signal<Local, Bits<4>>,
    tags: Signal<Local, Bits<4>>,
    length_addend: Signal<Local, Bits<11>>,
    unchanged: Constant<Bits<11>>,
    same_length: Constant<Bits<11>>,
    tag_comes: Constant<Bits<11>>,
    tag_goes: Constant<Bits<11>>,
    shortest: Constant<Bits<11>>,
    read_more: Constant<Bits<11>>,
}

impl<const CELL: usize> FrameRecords<CELL> {
    /// Cycles from `read` to the fields.
    pub const LATENCY: usize = 2;
}

impl<const CELL: usize> Default for FrameRecords<CELL> {
    fn default() -> Self {
        let less_one = |octets: u64| Constant::new((octets - 1).to_bits());
        Self {
            clock: Default::default(),
            write: Default::default(),
            write_frame: Default::default(),
            write_length: Default::default(),
            write_cells: Default::default(),
            write_class: Default::default(),
            write_ingress: Default::default(),
            write_reason: Default::default(),
            write_rewrite: Default::default(),
            read: Default::default(),
            read_frame: Default::default(),
            length: Default::default(),
            last_octet: Default::default(),
            cells: Default::default(),
            cast: Default::default(),
            ingress: Default::default(),
            reason: Default::default(),
            kind: Default::default(),
            had_tag: Default::default(),
            gets_tag: Default::default(),
            padding: Default::default(),
            ram: Default::default(),
            writing: Default::default(),
            frame: Default::default(),
            last: Default::default(),
            fields: Default::default(),
            record: Default::default(),
            is_routed: Default::default(),
            loses_tag: Default::default(),
            becomes_shortest: Default::default(),
            addend: Default::default(),
            zeros: Default::default(),
            tags: Default::default(),
            length_addend: Default::default(),
            unchanged: Constant::new(0x7FFu64.to_bits()),
            same_length: less_one(ROUTED_EXCESS),
            tag_comes: less_one(ROUTED_EXCESS + 4),
            tag_goes: less_one(ROUTED_EXCESS - 4),
            shortest: less_one(ROUTED_EXCESS + 60),
            read_more: Constant::new((0x800 - ROUTED_EXCESS + 1).to_bits()),
        }
    }
}

impl<const CELL: usize> Logic for FrameRecords<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, writing, frame, last, fields, record);
        clock!(self, clock, ram);

        // How long it is to be read.
        self.is_routed.next = self.write_rewrite.val().kind.any();
        self.loses_tag.next = self.is_routed.val()
            & self.write_rewrite.val().tagged
            & !self.write_rewrite.val().vlan_tagged;
        self.becomes_shortest.next =
            self.loses_tag.val() & !self.write_length.val().get_bits::<5>(6).any();
        self.addend.next = self.unchanged.val();
        if self.is_routed.val() {
            self.addend.next = self.same_length.val();
            if self.write_rewrite.val().vlan_tagged & !self.write_rewrite.val().tagged {
                self.addend.next = self.tag_comes.val();
            }
        }
        if self.loses_tag.val() {
            self.addend.next = self.tag_goes.val();
        }
        self.last.d.next = self.write_length.val().get_bits::<11>(0) + self.addend.val();
        if self.becomes_shortest.val() {
            self.last.d.next = self.shortest.val();
        }

        // Tags in 3:0: 8 and the padding where it loses its tag, else 1 for a
        // tag that it leaves with and 2 for one that it came with. A frame of 60
        // to 63 octets is that many short of 64.
        self.zeros.next = 0.into();
        if self.becomes_shortest.val() {
            self.zeros.next = bits::<4>(4) - bit_cast::<4, 2>(self.write_length.val().get_bits::<2>(0));
        }
        self.tags.next = bit_cast::<4, 1>(self.write_rewrite.val().vlan_tagged.into())
            | (bit_cast::<4, 1>(self.write_rewrite.val().tagged.into()) << 1);
        if self.loses_tag.val() {
            self.tags.next = self.zeros.val() | 8;
        }

        // Cells in 4:0, class 6:5, ingress 10:7, reason 18:11, kind 20:19, tags 24:21.
        self.writing.d.next = self.write.val();
        self.frame.d.next = self.write_frame.val();
        self.fields.d.next = bit_cast::<25, 5>(self.write_cells.val().get_bits::<5>(0))
            | (bit_cast::<25, 2>(self.write_class.val()) << 5)
            | (bit_cast::<25, 4>(self.write_ingress.val()) << 7)
            | (bit_cast::<25, 8>(self.write_reason.val()) << 11)
            | (bit_cast::<25, 2>(self.write_rewrite.val().kind) << 19)
            | (bit_cast::<25, 4>(self.tags.val()) << 21);
        self.ram.write_enable.next = self.writing.q.val();
        self.ram.write_address.next = self.frame.q.val();
        self.ram.write_data.next = bit_cast::<36, 11>(self.last.q.val())
            | (bit_cast::<36, 25>(self.fields.q.val()) << 11);

        self.ram.read_enable.next = self.read.val();
        self.ram.read_address.next = self.read_frame.val();
        self.record.d.next = self.ram.read_data.val();
        self.last_octet.next = self.record.q.val().get_bits::<11>(0);
        self.cells.next = self.record.q.val().get_bits::<5>(11);
        self.cast.next = self.record.q.val().get_bits::<2>(16);
        self.ingress.next = self.record.q.val().get_bits::<4>(18);
        self.reason.next = self.record.q.val().get_bits::<8>(22);
        self.kind.next = self.record.q.val().get_bits::<2>(30);
        self.length_addend.next = 1.into();
        if self.record.q.val().get_bits::<2>(30).any() {
            self.length_addend.next = self.read_more.val();
        }
        self.length.next = self.record.q.val().get_bits::<11>(0) + self.length_addend.val();
        self.gets_tag.next = self.record.q.val().get_bit(32) & !self.record.q.val().get_bit(35);
        self.had_tag.next = self.record.q.val().get_bit(33) | self.record.q.val().get_bit(35);
        self.padding.next = 0.into();
        if self.record.q.val().get_bit(35) {
            self.padding.next = self.record.q.val().get_bits::<3>(32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(uut: &mut FrameRecords<5>) {
        for level in [true, false] {
            assert!(simulate(uut, 100));
            uut.clock.next = level.into();
        }
        assert!(simulate(uut, 100));
    }

    fn stored(uut: &mut FrameRecords<5>, length: u64, rewrite: Rewrite) {
        uut.write.next = true;
        uut.write_frame.next = 7.into();
        uut.write_length.next = length.to_bits();
        uut.write_cells.next = 24.into();
        uut.write_class.next = 2.into();
        uut.write_ingress.next = 9.into();
        uut.write_reason.next = 0xA5.into();
        uut.write_rewrite.next = rewrite;
        edge(uut);
        uut.write.next = false;
        edge(uut);
        uut.read.next = true;
        uut.read_frame.next = 7.into();
        edge(uut);
        uut.read.next = false;
        edge(uut);
        let fields = [uut.cells.val().to_u64(), uut.cast.val().to_u64(), uut.ingress.val().to_u64()];
        assert_eq!((fields, uut.reason.val().to_u64()), ([24, 2, 9], 0xA5));
    }

    #[test]
    fn it_knows_how_long_each_frame_leaves_and_how_far_it_is_read() {
        let mut uut = FrameRecords::default();
        uut.connect_all();
        for length in (60..80).chain(1500..=1522) {
            for kind in 0..3u64 {
                for (tagged, vlan_tagged) in [(false, false), (false, true), (true, false), (true, true)] {
                    let rewrite = Rewrite { kind: kind.to_bits(), tagged, vlan_tagged, ..Default::default() };
                    stored(&mut uut, length, rewrite);
                    let case = format!("{length} octets, kind {kind}, tags {tagged} {vlan_tagged}");
                    let without_padding = match (kind, tagged, vlan_tagged) {
                        (1.., false, true) => length + 4,
                        (1.., true, false) => length - 4,
                        _ => length,
                    };
                    let leaves = without_padding.max(60);
                    let read = if kind == 0 { leaves } else { leaves + 8 };
                    assert_eq!(uut.length.val().to_u64(), leaves, "{case}");
                    assert_eq!(uut.last_octet.val().to_u64(), read - 1, "{case}");
                    assert_eq!(uut.kind.val().to_u64(), kind, "{case}");
                    if kind != 0 {
                        assert_eq!((uut.had_tag.val(), uut.gets_tag.val()), (tagged, vlan_tagged), "{case}");
                        assert_eq!(uut.padding.val().to_u64(), leaves - without_padding, "{case}");
                    }
                }
            }
        }
    }
}
