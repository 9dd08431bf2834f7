//! # RecordAssembler: everything known of a frame at its trailer
//!
//! | port        | dir | meaning                                             |
//! | word        | in  | the trailer                                         |
//! | port, select | in | port of reception, as number and as mask            |
//! | destination, source | in | from `HeaderTaker`                           |
//! | first_cell, last_cell, cells, out_of_cells | in | from `FrameTracker`   |
//! | sends       | in  | ports that may send                                 |
//! | slot, interface_number, on_interface, to_router | in | from `HeaderCollector`  |
//! | is_trailer, octets | out | of `word`                                    |
//! | record      | out | meaningful with a trailer                           |
//!
//! Combinational, wires only.

use rust_hdl::prelude::*;

use super::frame_record::FrameRecord;
use crate::stream::RxWordFields;

#[derive(LogicBlock, Default)]
pub struct RecordAssembler<const N: usize> {
    pub word: Signal<In, Bits<72>>,
    pub port: Signal<In, Bits<4>>,
    pub select: Signal<In, Bits<N>>,
    pub destination: Signal<In, Bits<48>>,
    pub source: Signal<In, Bits<48>>,
    pub first_cell: Signal<In, Bits<11>>,
    pub last_cell: Signal<In, Bits<11>>,
    pub cells: Signal<In, Bits<8>>,
    pub out_of_cells: Signal<In, Bit>,
    pub sends: Signal<In, Bits<9>>,
    pub slot: Signal<In, Bits<2>>,
    pub interface_number: Signal<In, Bits<6>>,
    pub on_interface: Signal<In, Bit>,
    pub to_router: Signal<In, Bit>,
    pub is_trailer: Signal<Out, Bit>,
    pub octets: Signal<Out, Bits<64>>,
    pub record: Signal<Out, FrameRecord>,
    fields: RxWordFields,
}

impl<const N: usize> Logic for RecordAssembler<N> {
    #[hdl_gen]
    fn update(&mut self) {
        self.fields.word.next = self.word.val();
        self.is_trailer.next = self.fields.is_trailer.val();
        self.octets.next = self.fields.octets.val();
        self.record.next.fid = 0.into();
        self.record.next.priority = 0.into();
        self.record.next.ingress = self.port.val();
        self.record.next.ingress_mask = bit_cast::<9, N>(self.select.val());
        self.record.next.destination = self.destination.val();
        self.record.next.source = self.source.val();
        self.record.next.port_mask = self.sends.val();
        self.record.next.length = self.fields.length.val();
        self.record.next.status = self.fields.status.val();
        self.record.next.tag_count = self.fields.tag_count.val();
        self.record.next.l3_kind = self.fields.l3_kind.val();
        self.record.next.protocol = self.fields.protocol.val();
        self.record.next.fragment = self.fields.fragment.val();
        self.record.next.later_fragment = self.fields.later_fragment.val();
        self.record.next.options = self.fields.options.val();
        self.record.next.malformed = self.fields.malformed.val();
        self.record.next.l4_valid = self.fields.l4_valid.val();
        self.record.next.checksum_bad = self.fields.checksum_bad.val();
        self.record.next.source_port = self.fields.source_port.val();
        self.record.next.destination_port = self.fields.destination_port.val();
        self.record.next.first_cell = self.first_cell.val();
        self.record.next.last_cell = self.last_cell.val();
        self.record.next.cells = self.cells.val();
        self.record.next.out_of_cells = self.out_of_cells.val();
        self.record.next.slot = self.slot.val();
        self.record.next.interface = self.interface_number.val();
        self.record.next.on_interface = self.on_interface.val();
        self.record.next.to_router = self.to_router.val();
    }
}
