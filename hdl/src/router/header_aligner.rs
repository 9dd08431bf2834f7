//! # HeaderAligner: each frame's L3 header in words of its own
//! A frame's L3 header begins in octet 14, or 18 behind one tag, that is in the
//! middle of a word. It is cut anew, so that whoever reads it finds each field
//! at one place.
//!
//! | port        | dir | meaning                                             |
//! | early_port  | in  | port of the next cycle's word                       |
//! | octets, port | in | a word of a port                                    |
//! | first_word, later_word | in | it is its frame's first, another data word |
//! | ends        | in  | it is the trailer                                   |
//! | launches    | in  | the frame's lookup is asked for with this word       |
//! | type_word   | out | the word holds octets 12 to 15, type and tag         |
//! | vlan        | out | with it: VID of the tag, 0 where there is none       |
//! | kind        | out | 1 IPv4, 2 IPv6, 3 more than one tag, 0 else; from the word after the type on |
//! | valid, index, word | out | a word of the header; `index` 0 to 4          |
//! | history     | out | the frame's header words before it, the last in bits 63:0, then the one before |
//! | slot        | out | of the port's frame                                  |
//!
//! Clock: core_clock. Clear: none; every trailer clears its port's state.
//! Latency: outputs come with the word. Throughput: one word a cycle, a port's
//! words at least 4 cycles apart. Backpressure: none.
//! Storage: 16 records of 10, 64 and 192 bit. Resources: see `HeaderCollector`.
//! Not obvious: the slot moves on behind a frame whose lookup was asked for,
//! good or not, so that a late answer never meets another frame.

use rust_hdl::prelude::*;

use crate::memory::PortRam;

/// How far a port is in its frame. All but the slot are zero between frames.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct AlignerState {
    /// Data words that came, at most 15.
    pub words: Bits<4>,
    pub tagged: Bit,
    pub kind: Bits<2>,
    pub asked: Bit,
    pub slot: Bits<2>,
}

#[derive(LogicBlock)]
pub struct HeaderAligner {
    pub clock: Signal<In, Clock>,
    pub early_port: Signal<In, Bits<4>>,
    pub octets: Signal<In, Bits<64>>,
    pub port: Signal<In, Bits<4>>,
    pub first_word: Signal<In, Bit>,
    pub later_word: Signal<In, Bit>,
    pub ends: Signal<In, Bit>,
    pub launches: Signal<In, Bit>,
    pub type_word: Signal<Out, Bit>,
    pub vlan: Signal<Out, Bits<12>>,
    pub kind: Signal<Out, Bits<2>>,
    pub valid: Signal<Out, Bit>,
    pub index: Signal<Out, Bits<3>>,
    pub word: Signal<Out, Bits<64>>,
    pub history: Signal<Out, Bits<192>>,
    pub slot: Signal<Out, Bits<2>>,
    states: PortRam<AlignerState>,
    previous_words: PortRam<Bits<64>>,
    histories: PortRam<Bits<192>>,
    state: DFF<AlignerState>,
    previous: DFF<Bits<64>>,
    earlier: DFF<Bits<192>>,
    updated: DFF<AlignerState>,
    updated_valid: DFF<Bit>,
    updated_port: DFF<Bits<4>>,
    data: Signal<Local, Bit>,
    second: Signal<Local, Bit>,
    ether_type: Signal<Local, Bits<16>>,
    is_tag: Signal<Local, Bit>,
    type_kind: Signal<Local, Bits<2>>,
    relative: Signal<Local, Bits<4>>,
    aligned: Signal<Local, Bits<64>>,
    is_header: Signal<Local, Bit>,
    // EtherTypes, first octet in bits 7:0.
    c_tag: Constant<Bits<16>>,
    s_tag: Constant<Bits<16>>,
    ipv4: Constant<Bits<16>>,
    ipv6: Constant<Bits<16>>,
    last_count: Constant<Bits<4>>,
}

impl Default for HeaderAligner {
    fn default() -> Self {
        let ether_type = |value: u16| Constant::new(u64::from(value.swap_bytes()).to_bits());
        Self {
            clock: Default::default(),
            early_port: Default::default(),
            octets: Default::default(),
            port: Default::default(),
            first_word: Default::default(),
            later_word: Default::default(),
            ends: Default::default(),
            launches: Default::default(),
            type_word: Default::default(),
            vlan: Default::default(),
            kind: Default::default(),
            valid: Default::default(),
            index: Default::default(),
            word: Default::default(),
            history: Default::default(),
            slot: Default::default(),
            states: Default::default(),
            previous_words: Default::default(),
            histories: Default::default(),
            state: Default::default(),
            previous: Default::default(),
            earlier: Default::default(),
            updated: Default::default(),
            updated_valid: Default::default(),
            updated_port: Default::default(),
            data: Default::default(),
            second: Default::default(),
            ether_type: Default::default(),
            is_tag: Default::default(),
            type_kind: Default::default(),
            relative: Default::default(),
            aligned: Default::default(),
            is_header: Default::default(),
            c_tag: ether_type(0x8100),
            s_tag: ether_type(0x88A8),
            ipv4: ether_type(0x0800),
            ipv6: ether_type(0x86DD),
            last_count: Constant::new(15u64.to_bits()),
        }
    }
}

impl Logic for HeaderAligner {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, previous, earlier, updated, updated_valid, updated_port);
        clock!(self, clock, states, previous_words, histories);
        self.states.read_port.next = self.early_port.val();
        self.previous_words.read_port.next = self.early_port.val();
        self.histories.read_port.next = self.early_port.val();
        self.state.d.next = self.states.read_data.val();
        self.previous.d.next = self.previous_words.read_data.val();
        self.earlier.d.next = self.histories.read_data.val();

        // Type and tag: in octets 12 and 13, behind a tag in 16 and 17.
        self.data.next = self.first_word.val() | self.later_word.val();
        self.second.next = self.later_word.val() & (self.state.q.val().words == 1);
        self.type_word.next = self.second.val();
        self.ether_type.next = self.octets.val().get_bits::<16>(0);
        if self.state.q.val().words == 1 {
            self.ether_type.next = self.octets.val().get_bits::<16>(32);
        }
        self.is_tag.next = (self.ether_type.val() == self.c_tag.val())
            | (self.ether_type.val() == self.s_tag.val());
        self.vlan.next = 0.into();
        if self.is_tag.val() {
            self.vlan.next = bit_cast::<12, 8>(self.octets.val().get_bits::<8>(56))
                | (bit_cast::<12, 4>(self.octets.val().get_bits::<4>(48)) << 8);
        }
        self.type_kind.next = 0.into();
        if self.ether_type.val() == self.ipv4.val() {
            self.type_kind.next = 1.into();
        }
        if self.ether_type.val() == self.ipv6.val() {
            self.type_kind.next = 2.into();
        }
        if self.is_tag.val() & self.state.q.val().tagged {
            self.type_kind.next = 3.into();
        }

        // The header's words.
        self.relative.next = self.state.q.val().words - 2;
        self.aligned.next = bit_cast::<64, 16>(self.previous.q.val().get_bits::<16>(48))
            | (bit_cast::<64, 48>(self.octets.val().get_bits::<48>(0)) << 16);
        if self.state.q.val().tagged {
            self.relative.next = self.state.q.val().words - 3;
            self.aligned.next = bit_cast::<64, 48>(self.previous.q.val().get_bits::<48>(16))
                | (bit_cast::<64, 16>(self.octets.val().get_bits::<16>(0)) << 48);
        }
        self.is_header.next = self.later_word.val()
            & (self.relative.val() < 5)
            & ((self.state.q.val().kind == 1) | (self.state.q.val().kind == 2));
        self.valid.next = self.is_header.val();
        self.index.next = self.relative.val().get_bits::<3>(0);
        self.word.next = self.aligned.val();
        self.history.next = self.earlier.q.val();
        self.histories.write_enable.next = self.is_header.val();
        self.histories.write_port.next = self.port.val();
        self.histories.write_data.next = bit_cast::<192, 64>(self.aligned.val())
            | (bit_cast::<192, 128>(self.earlier.q.val().get_bits::<128>(0)) << 64);
        self.previous_words.write_enable.next = self.data.val();
        self.previous_words.write_port.next = self.port.val();
        self.previous_words.write_data.next = self.octets.val();
        self.kind.next = self.state.q.val().kind;
        self.slot.next = self.state.q.val().slot;

        // The state after the word.
        self.updated.d.next = self.state.q.val();
        if self.first_word.val() {
            self.updated.d.next.words = 1.into();
        }
        if self.later_word.val() {
            if self.state.q.val().words != self.last_count.val() {
                self.updated.d.next.words = self.state.q.val().words + 1;
            }
            self.updated.d.next.asked = self.state.q.val().asked | self.launches.val();
            if self.second.val() {
                self.updated.d.next.tagged = self.is_tag.val();
            }
            if self.second.val() | (self.state.q.val().tagged & (self.state.q.val().words == 2)) {
                self.updated.d.next.kind = self.type_kind.val();
            }
        }
        if self.ends.val() {
            self.updated.d.next.words = 0.into();
            self.updated.d.next.tagged = false;
            self.updated.d.next.kind = 0.into();
            self.updated.d.next.asked = false;
            if self.state.q.val().asked {
                self.updated.d.next.slot = self.state.q.val().slot + 1;
            }
        }
        self.updated_valid.d.next = self.data.val() | self.ends.val();
        self.updated_port.d.next = self.port.val();
        self.states.write_enable.next = self.updated_valid.q.val();
        self.states.write_port.next = self.updated_port.q.val();
        self.states.write_data.next = self.updated.q.val();
    }
}
