//! # StateUpdater: what is kept of a word for the port's next one
//! Each word of a routed frame leaves with the word behind it, so that there is
//! time for the egress interface to be read and for the octets to be edited.
//!
//! | port      | dir | meaning                                              |
//! | octets, first, last, length, ingress, reason, rewrite, padding | in | a word and what came with it |
//! | state     | in  | of its port before it                                |
//! | edited, interface_mac, interface_vlan | in | 2 cycles later: the word from the `HeaderEditor`, the egress interface |
//! | new_state | out | 2 cycles later: the state after it                   |
//!
//! | octets kept   | that leave next                | behind them            |
//! | of word 0     | new destination, source 0 to 1 | source 2 to 5          |
//! | of word 1     | source 2 to 5, tag or octets 4 to 7 | octets 4 to 7     |
//! | further, same number of tags | the word        |                        |
//! | further, tag put in    | octets 4 to 7 of the word before it, 0 to 3 | octets 4 to 7 |
//! | further, tag taken out | octets 4 to 7, then with the next word 0 to 3 of that | |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: about 250 bit. Resources: see `Rewriter`.
//! Not obvious: whether a tag is put in is said by the frame's `Rewrite`, its
//! number by the interface as it is when the frame leaves. Where the host
//! changes an interface meanwhile the frame may leave with its new VLAN, also 0
//! (a priority tag), but never with a wrong length.

use rust_hdl::prelude::*;

use super::{Rewrite, RewriteState};

#[derive(LogicBlock, Default)]
pub struct StateUpdater {
    pub clock: Signal<In, Clock>,
    pub octets: Signal<In, Bits<64>>,
    pub first: Signal<In, Bit>,
    pub last: Signal<In, Bit>,
    pub length: Signal<In, Bits<14>>,
    pub ingress: Signal<In, Bits<4>>,
    pub reason: Signal<In, Bits<8>>,
    pub rewrite: Signal<In, Rewrite>,
    pub padding: Signal<In, Bits<3>>,
    pub state: Signal<In, RewriteState>,
    pub edited: Signal<In, Bits<64>>,
    pub interface_mac: Signal<In, Bits<48>>,
    pub interface_vlan: Signal<In, Bits<12>>,
    pub new_state: Signal<Out, RewriteState>,
    /// The state as it is for this word.
    now: Signal<Local, RewriteState>,
    // Fields whose bits are looked at: a select of a select, which their paths
    // would become, is read wrong by yosys.
    kind: Signal<Local, Bits<2>>,
    mac: Signal<Local, Bits<48>>,
    vlan: Signal<Local, Bits<12>>,
    index: Signal<Local, Bits<3>>,
    index_2: Signal<Local, Bits<3>>,
    /// Word 2 or later.
    is_body: Signal<Local, Bit>,
    same_tags: Signal<Local, Bit>,
    tag_comes: Signal<Local, Bit>,
    tag_goes: Signal<Local, Bit>,
    tag_priority: Signal<Local, Bits<4>>,
    tag: Signal<Local, Bits<32>>,
    // The state after it, its halves without what is edited or looked up, and
    // what goes into them.
    state_2: DFF<RewriteState>,
    state_3: DFF<RewriteState>,
    first_2: DFF<Bit>,
    first_3: DFF<Bit>,
    first_is_low_2: DFF<Bit>,
    first_is_low_3: DFF<Bit>,
    first_is_high_2: DFF<Bit>,
    first_is_high_3: DFF<Bit>,
    second_is_low_2: DFF<Bit>,
    second_is_low_3: DFF<Bit>,
    second_is_high_2: DFF<Bit>,
    second_is_high_3: DFF<Bit>,
}

impl StateUpdater {
    /// Cycles from `octets` to `new_state`.
    pub const LATENCY: usize = 2;
}

impl Logic for StateUpdater {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state_2, state_3, first_2, first_3, first_is_low_2, first_is_low_3);
        dff_setup!(self, clock, first_is_high_2, first_is_high_3, second_is_low_2, second_is_low_3);
        dff_setup!(self, clock, second_is_high_2, second_is_high_3);

        self.kind.next = self.rewrite.val().kind;
        self.mac.next = self.rewrite.val().mac;
        self.vlan.next = self.state.val().vlan;
        self.index_2.next = self.state_2.q.val().index;

        // Which frame and word it is.
        self.now.next = self.state.val();
        if self.first.val() {
            self.now.next.routed = self.kind.val().any();
            self.now.next.ipv6 = self.kind.val().get_bit(1);
            self.now.next.tagged = self.rewrite.val().tagged;
            self.now.next.vlan_tagged = self.rewrite.val().vlan_tagged;
            self.now.next.index = 0.into();
            self.now.next.padding = self.padding.val();
            self.now.next.length = self.length.val().get_bits::<11>(0);
            self.now.next.ingress = self.ingress.val();
            self.now.next.reason = self.reason.val();
        }
        self.index.next = self.now.val().index;
        self.is_body.next = self.index.val().get_bits::<2>(1).any();
        self.same_tags.next = self.now.val().tagged == self.now.val().vlan_tagged;
        self.tag_comes.next = self.now.val().vlan_tagged & !self.now.val().tagged;
        self.tag_goes.next = self.now.val().tagged & !self.now.val().vlan_tagged;

        // The tag of word 1: 0x8100, priority and drop eligibility, VLAN.
        self.tag_priority.next = 0.into();
        if self.now.val().tagged {
            self.tag_priority.next = self.octets.val().get_bits::<4>(52);
        }
        self.tag.next = bits::<32>(0x81)
            | (bit_cast::<32, 4>(self.vlan.val().get_bits::<4>(8)) << 16)
            | (bit_cast::<32, 4>(self.tag_priority.val()) << 20)
            | (bit_cast::<32, 8>(self.vlan.val().get_bits::<8>(0)) << 24);

        self.state_2.d.next = self.now.val();
        self.state_2.d.next.routed = self.now.val().routed & !self.last.val();
        self.state_2.d.next.index = self.index.val() + 1;
        if self.index.val() == 7 {
            self.state_2.d.next.index = 4.into();
        }
        self.state_2.d.next.first_half = self.state.val().carried;
        self.state_2.d.next.second_half = self.tag.val();
        if self.first.val() {
            self.state_2.d.next.first_half = self.mac.val().get_bits::<32>(0);
            self.state_2.d.next.second_half =
                bit_cast::<32, 16>(self.mac.val().get_bits::<16>(32));
        }
        self.first_2.d.next = self.first.val();
        self.first_is_low_2.d.next = self.is_body.val() & self.same_tags.val();
        self.first_is_high_2.d.next = self.is_body.val() & self.tag_goes.val();
        self.second_is_low_2.d.next = self.is_body.val() & self.tag_comes.val();
        self.second_is_high_2.d.next = self.same_tags.val()
            & (self.is_body.val() | (self.index.val().get_bit(0) & !self.now.val().tagged));

        // What leaves with the next word itself.
        self.state_3.d.next = self.state_2.q.val();
        self.state_3.d.next.direct = self.state_2.q.val().routed
            & self.state_2.q.val().tagged
            & !self.state_2.q.val().vlan_tagged
            & self.index_2.val().get_bits::<2>(1).any();
        self.state_3.d.next.hop_limit = self.state_2.q.val().routed
            & self.state_2.q.val().tagged
            & self.state_2.q.val().ipv6
            & (self.index_2.val() == 3);
        self.state_3.d.next.ttl = self.state_2.q.val().routed
            & self.state_2.q.val().tagged
            & !self.state_2.q.val().ipv6
            & (self.index_2.val() == 3);
        self.first_3.d.next = self.first_2.q.val();
        self.first_is_low_3.d.next = self.first_is_low_2.q.val();
        self.first_is_high_3.d.next = self.first_is_high_2.q.val();
        self.second_is_low_3.d.next = self.second_is_low_2.q.val();
        self.second_is_high_3.d.next = self.second_is_high_2.q.val();

        // The octets.
        self.new_state.next = self.state_3.q.val();
        if self.first_is_low_3.q.val() {
            self.new_state.next.first_half = self.edited.val().get_bits::<32>(0);
        }
        if self.first_is_high_3.q.val() {
            self.new_state.next.first_half = self.edited.val().get_bits::<32>(32);
        }
        if self.second_is_low_3.q.val() {
            self.new_state.next.second_half = self.edited.val().get_bits::<32>(0);
        }
        if self.second_is_high_3.q.val() {
            self.new_state.next.second_half = self.edited.val().get_bits::<32>(32);
        }
        self.new_state.next.carried = self.edited.val().get_bits::<32>(32);
        self.new_state.next.vlan = self.interface_vlan.val();
        if self.first_3.q.val() {
            self.new_state.next.second_half = self.state_3.q.val().second_half
                | (bit_cast::<32, 16>(self.interface_mac.val().get_bits::<16>(0)) << 16);
            self.new_state.next.carried = self.interface_mac.val().get_bits::<32>(16);
        }
    }
}
