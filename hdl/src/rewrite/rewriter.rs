//! # Rewriter: words of routed frames to those they leave as
//! Between the `PacketBuffer` and the ports, on the bus that they share.
//!
//! | port       | dir | meaning                                              |
//! | in_early_port | in | port of the next cycle's word                      |
//! | in_data, in_write | in | a TxWord, for the port of the set bit          |
//! | in_first   | in  | first word of a frame; with it:                      |
//! | in_length, in_ingress, in_reason | in | octets without FCS as it leaves, origin, PuntReason |
//! | in_rewrite, in_padding | in | what is to be changed, octets of padding  |
//! | out_*      | out | words and what is told with a first one, to the ports |
//! | rewrite_interface | out | its `rewrite_mac` and `rewrite_vlan` are wanted |
//! | rewrite_mac, rewrite_vlan | in | they, 2 cycles later                   |
//!
//! | cycle | what happens to a word                                         |
//! | -1    | the port's state is read                                       |
//! | 0     | `OutputStage` chooses the octets that leave with it            |
//! | 1     | they are at the ports; the egress interface is asked for       |
//! | 1, 2  | `HeaderEditor` and `StateUpdater`                              |
//! | 3     | the interface is there, the state is written                   |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `LATENCY` cycles for every word. A routed frame's words leave each
//! with the word behind it: `LATENCY` after that.
//! Throughput: a word a cycle, a port's words at least `SPACING` cycles apart.
//! Backpressure: none of its own, see Slots. Storage: 170 bit of distributed
//! RAM for each of 16 ports.
//! Resources: not measured.
//!
//! ## Slots
//! A routed frame comes as `PacketBuffer` reads it: W' + 1 words, where W' is
//! the number of words that it leaves as, with `last` and the octet count of the
//! frame that leaves in the last one. Words behind the frame's own hold
//! anything. So each word brings the slot on the bus in which one leaves, only
//! the first word's stays empty; there is no queue, and order, pace and
//! distance of a port's words are those that the reader gave them:
//! * A port gets no more words than the reader read for it. What comes behind a
//!   rise of `tx_almost_full` is what the reader had under way, at most two
//!   words of a port, and none is kept here longer than `LATENCY`, which is less
//!   than the distance of two words: at most three, where TxPort and CpuPort
//!   have room for eight.
//! * Latency is the same for every word of a frame, so that the pace that
//!   `TxPort::START_DELAY` is derived from stays as it is.
//! * Eight busy ports: W' + 1 words each, W' <= (L + 7) / 8 for L octets without
//!   FCS, are at most L + 15 slots in the L + 24 clocks that the frame takes on
//!   its wire. At least 9 slots are left over in a frame time.
//! * A queue for words that come in addition would have to hold more than a
//!   hundred: while the ports' FIFOs fill the reader reads a word every cycle,
//!   and of 8 frames of 64 octets that are given a tag come 8 words more than
//!   there are slots.
//!
//! Not obvious: frames for the CPU port are rewritten like all others; that
//! those for the host have kind 0 is the decision's business.

use rust_hdl::prelude::*;

use super::{HeaderEditor, OutputStage, Rewrite, RewriteState, StateUpdater};
use crate::memory::PortRam;

#[derive(LogicBlock, Default)]
pub struct Rewriter<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub in_early_port: Signal<In, Bits<4>>,
    pub in_data: Signal<In, Bits<68>>,
    pub in_write: Signal<In, Bits<N>>,
    pub in_first: Signal<In, Bit>,
    pub in_length: Signal<In, Bits<14>>,
    pub in_ingress: Signal<In, Bits<4>>,
    pub in_reason: Signal<In, Bits<8>>,
    pub in_rewrite: Signal<In, Rewrite>,
    pub in_padding: Signal<In, Bits<3>>,
    pub out_data: Signal<Out, Bits<68>>,
    pub out_write: Signal<Out, Bits<N>>,
    pub out_first: Signal<Out, Bit>,
    pub out_length: Signal<Out, Bits<14>>,
    pub out_ingress: Signal<Out, Bits<4>>,
    pub out_reason: Signal<Out, Bits<8>>,
    pub rewrite_interface: Signal<Out, Bits<6>>,
    pub rewrite_mac: Signal<In, Bits<48>>,
    pub rewrite_vlan: Signal<In, Bits<12>>,
    states: PortRam<RewriteState>,
    leaving: OutputStage<N>,
    editor: HeaderEditor,
    updater: StateUpdater,
    // The word in cycle 0, and what is needed of it later.
    state: DFF<RewriteState>,
    port: DFF<Bits<4>>,
    valid_1: DFF<Bit>,
    port_1: DFF<Bits<4>>,
    state_1: DFF<RewriteState>,
    octets_1: DFF<Bits<64>>,
    first_1: DFF<Bit>,
    last_1: DFF<Bit>,
    length_1: DFF<Bits<14>>,
    ingress_1: DFF<Bits<4>>,
    reason_1: DFF<Bits<8>>,
    rewrite_1: DFF<Rewrite>,
    padding_1: DFF<Bits<3>>,
    valid_2: DFF<Bit>,
    port_2: DFF<Bits<4>>,
    valid_3: DFF<Bit>,
    port_3: DFF<Bits<4>>,
}

impl<const N: usize> Rewriter<N> {
    /// Cycles from `in_write` to `out_write`.
    pub const LATENCY: usize = 1;
    /// Cycles from a port's word to its next one, at least.
    pub const SPACING: usize = 5;

    /// Verilog of the rewriter alone, module `rewriter`.
    pub fn verilog() -> String {
        let mut rewriter = Self::default();
        rewriter.clock.connect();
        rewriter.in_early_port.connect();
        rewriter.in_data.connect();
        rewriter.in_write.connect();
        rewriter.in_first.connect();
        rewriter.in_length.connect();
        rewriter.in_ingress.connect();
        rewriter.in_reason.connect();
        rewriter.in_rewrite.connect();
        rewriter.in_padding.connect();
        rewriter.rewrite_mac.connect();
        rewriter.rewrite_vlan.connect();
        rewriter.connect_all();
        crate::verilog::emit(&rewriter, "rewriter")
    }
}

impl<const N: usize> Logic for Rewriter<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, port, valid_1, port_1, state_1, octets_1, first_1, last_1);
        dff_setup!(self, clock, length_1, ingress_1, reason_1, rewrite_1, padding_1);
        dff_setup!(self, clock, valid_2, port_2, valid_3, port_3);
        clock!(self, clock, states, leaving, editor, updater);

        // Cycle -1.
        self.states.read_port.next = self.in_early_port.val();
        self.state.d.next = self.states.read_data.val();
        self.port.d.next = self.in_early_port.val();

        // Cycle 0.
        self.leaving.data.next = self.in_data.val();
        self.leaving.write.next = self.in_write.val();
        self.leaving.first.next = self.in_first.val();
        self.leaving.length.next = self.in_length.val();
        self.leaving.ingress.next = self.in_ingress.val();
        self.leaving.reason.next = self.in_reason.val();
        self.leaving.routed.next = self.in_rewrite.val().kind.any();
        self.leaving.state.next = self.state.q.val();
        self.valid_1.d.next = self.in_write.val().any();
        self.port_1.d.next = self.port.q.val();
        self.state_1.d.next = self.state.q.val();
        self.octets_1.d.next = self.in_data.val().get_bits::<64>(0);
        self.first_1.d.next = self.in_first.val();
        self.last_1.d.next = self.in_data.val().get_bit(64);
        self.length_1.d.next = self.in_length.val();
        self.ingress_1.d.next = self.in_ingress.val();
        self.reason_1.d.next = self.in_reason.val();
        self.rewrite_1.d.next = self.in_rewrite.val();
        self.padding_1.d.next = self.in_padding.val();

        // Cycle 1.
        self.out_data.next = self.leaving.out_data.val();
        self.out_write.next = self.leaving.out_write.val();
        self.out_first.next = self.leaving.out_first.val();
        self.out_length.next = self.leaving.out_length.val();
        self.out_ingress.next = self.leaving.out_ingress.val();
        self.out_reason.next = self.leaving.out_reason.val();
        self.rewrite_interface.next = self.rewrite_1.q.val().interface;
        self.editor.octets.next = self.octets_1.q.val();
        self.editor.state.next = self.state_1.q.val();
        self.updater.octets.next = self.octets_1.q.val();
        self.updater.first.next = self.first_1.q.val();
        self.updater.last.next = self.last_1.q.val();
        self.updater.length.next = self.length_1.q.val();
        self.updater.ingress.next = self.ingress_1.q.val();
        self.updater.reason.next = self.reason_1.q.val();
        self.updater.rewrite.next = self.rewrite_1.q.val();
        self.updater.padding.next = self.padding_1.q.val();
        self.updater.state.next = self.state_1.q.val();
        self.valid_2.d.next = self.valid_1.q.val();
        self.port_2.d.next = self.port_1.q.val();
        self.valid_3.d.next = self.valid_2.q.val();
        self.port_3.d.next = self.port_2.q.val();

        // Cycle 3.
        self.updater.edited.next = self.editor.edited.val();
        self.updater.interface_mac.next = self.rewrite_mac.val();
        self.updater.interface_vlan.next = self.rewrite_vlan.val();
        self.states.write_enable.next = self.valid_3.q.val();
        self.states.write_port.next = self.port_3.q.val();
        self.states.write_data.next = self.updater.new_state.val();
    }
}
