//! # What is known of a frame while it is decided about
//! `FrameRecord` travels through the stages from the trailer on; each stage
//! reads and changes what it needs. What no stage reads costs nothing: the
//! synthesis removes it.

use rust_hdl::prelude::*;

/// A frame whose trailer arrived. Masks have one bit a port.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct FrameRecord {
    /// Port of reception, as number and as mask.
    pub ingress: Bits<4>,
    pub ingress_mask: Bits<9>,
    /// Addresses, octet 0 in bits 7:0.
    pub destination: Bits<48>,
    pub source: Bits<48>,
    /// 0 as yet: VLANs share one FID.
    pub fid: Bits<12>,
    /// 0 as yet: one queue a port.
    pub priority: Bits<3>,
    /// Ports that the frame may leave by whatever is decided: FORWARD.
    pub port_mask: Bits<9>,
    /// The trailer's fields, see `stream::RxTrailer`.
    pub length: Bits<14>,
    pub status: Bits<4>,
    pub tag_count: Bits<2>,
    pub l3_kind: Bits<3>,
    pub protocol: Bits<8>,
    pub fragment: Bit,
    pub later_fragment: Bit,
    pub options: Bit,
    pub malformed: Bit,
    pub l4_valid: Bit,
    pub checksum_bad: Bit,
    pub source_port: Bits<16>,
    pub destination_port: Bits<16>,
    /// Chain of cells that holds it; the numbers mean nothing without cells.
    pub first_cell: Bits<11>,
    pub last_cell: Bits<11>,
    pub cells: Bits<8>,
    /// The buffer ran out of cells; the chain is incomplete.
    pub out_of_cells: Bit,
    /// Where its headers and the answers to its lookups are kept.
    pub slot: Bits<2>,
    /// Router interface, where `on_interface`.
    pub interface: Bits<6>,
    pub on_interface: Bit,
    /// Its destination is the interface's MAC address.
    pub to_router: Bit,
}

/// A frame and what was decided about it.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    pub record: FrameRecord,
    /// Ports that get a copy; zero: it is dropped.
    pub egress: Bits<9>,
    /// A DropReason; zero where it is not dropped.
    pub drop_code: Bits<5>,
    /// PuntReason of the CPU port's copy.
    pub reason: Bits<8>,
    /// The MAC found nothing wrong.
    pub good: Bit,
    /// 0 unicast, 1 multicast, 2 broadcast.
    pub cast: Bits<2>,
    /// Octets without FCS; means nothing where it is dropped.
    pub stored_length: Bits<14>,
    /// Rules 1 to 4 of the forwarding rules decided: layer 3 has no say.
    pub settled: Bit,
}

/// What the FDB said of a destination.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct LookupResult {
    pub hit: Bit,
    /// Port of the entry.
    pub egress: Bits<4>,
}

/// How far a port is in its frame. All zero between frames.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct FrameState {
    /// At least one word of the frame came.
    pub in_frame: Bit,
    /// Exactly one came.
    pub one_word: Bit,
    /// RX_ENABLE at the first word.
    pub enabled: Bit,
    /// There was no cell for a word: nothing is stored from there on.
    pub out_of_cells: Bit,
    /// Place of the next word in its cell.
    pub word_index: Bits<3>,
    pub cells: Bits<8>,
    pub first_cell: Bits<11>,
    pub current_cell: Bits<11>,
}
