//! # HeaderCollector: headers, interfaces and lookups of each port's frames
//! Works on the words as they come in, so that a frame's answers are there when
//! it is complete.
//!
//! | port        | dir | meaning                                             |
//! | early_port, octets, port, first_word, later_word, ends | in | words, as `HeaderAligner` |
//! | probe_enable, probe_port | in | register PROBE                         |
//! | match_*     |     | the table of interfaces, as `InterfaceFinder`       |
//! | slot, interface_number, on_interface, to_router | out | of the port's frame, with its trailer |
//! | header_valid, header_port, header_slot, header_index, header_data | out | a word of an L3 header |
//! | launch_valid, launch_tag, launch_source | out | the destination's lookup is asked for, and the source's too |
//! | lookup_*, engine_full | | the `FibEngine`                              |
//! | almost_full | out | room for few more lookups: no more words, please     |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a lookup leaves 1 cycle after the word that completes its address
//! (IPv4: the one with octet 33 of an untagged frame, IPv6: 53).
//! Throughput: one word a cycle, a port's words at least 5 cycles apart.
//! Backpressure: `almost_full`; at most 5 words may follow it.
//! Storage: see the blocks. Resources: not measured.
//! Not obvious: `launch_*` comes before the frame's trailer, so that whoever
//! waits for answers knows of each of them, also of a source that still queues.

use ferroute_regmap::Interface;
use rust_hdl::prelude::*;

use super::header_aligner::HeaderAligner;
use super::interface_finder::InterfaceFinder;
use super::launch_queue::LaunchQueue;
use super::octet_swap::OctetSwap;

#[derive(LogicBlock)]
pub struct HeaderCollector<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub early_port: Signal<In, Bits<4>>,
    pub octets: Signal<In, Bits<64>>,
    pub port: Signal<In, Bits<4>>,
    pub first_word: Signal<In, Bit>,
    pub later_word: Signal<In, Bit>,
    pub ends: Signal<In, Bit>,
    pub probe_enable: Signal<In, Bit>,
    pub probe_port: Signal<In, Bits<4>>,
    pub match_valid: Signal<Out, Bit>,
    pub match_port: Signal<Out, Bits<4>>,
    pub match_vlan: Signal<Out, Bits<12>>,
    pub match_found: Signal<In, Bit>,
    pub match_interface: Signal<In, Bits<6>>,
    pub match_mac: Signal<In, Bits<48>>,
    pub match_flags: Signal<In, Bits<6>>,
    pub slot: Signal<Out, Bits<2>>,
    pub interface_number: Signal<Out, Bits<6>>,
    pub on_interface: Signal<Out, Bit>,
    pub to_router: Signal<Out, Bit>,
    pub header_valid: Signal<Out, Bit>,
    pub header_port: Signal<Out, Bits<4>>,
    pub header_slot: Signal<Out, Bits<2>>,
    pub header_index: Signal<Out, Bits<3>>,
    pub header_data: Signal<Out, Bits<64>>,
    pub launch_valid: Signal<Out, Bit>,
    pub launch_tag: Signal<Out, Bits<7>>,
    pub launch_source: Signal<Out, Bit>,
    pub lookup_valid: Signal<Out, Bit>,
    pub lookup_ipv6: Signal<Out, Bit>,
    pub lookup_address: Signal<Out, Bits<128>>,
    pub lookup_tag: Signal<Out, Bits<7>>,
    pub engine_full: Signal<In, Bit>,
    pub almost_full: Signal<Out, Bit>,
    aligner: HeaderAligner,
    finder: InterfaceFinder<N>,
    queue: LaunchQueue,
    // Header words 1 to 4 with the first octet on top.
    swaps: [OctetSwap; 4],
    valid: DFF<Bit>,
    word_port: DFF<Bits<4>>,
    word_slot: DFF<Bits<2>>,
    index: DFF<Bits<3>>,
    word: DFF<Bits<64>>,
    history: DFF<Bits<192>>,
    launch: DFF<Bit>,
    ipv6: DFF<Bit>,
    wants_source: DFF<Bit>,
    full: DFF<Bit>,
    launches4: Signal<Local, Bit>,
    launches6: Signal<Local, Bit>,
    frame: Signal<Local, Bits<6>>,
}

impl<const N: usize> Default for HeaderCollector<N> {
    fn default() -> Self {
        assert!(
            (Interface::IPV6_BIT, Interface::REVERSE_PATH4_SHIFT, Interface::REVERSE_PATH6_SHIFT)
                == (Interface::IPV4_BIT + 1, Interface::IPV4_BIT + 2, Interface::IPV4_BIT + 4),
            "the flags' bits below are those of the contract"
        );
        Self {
            clock: Default::default(),
            early_port: Default::default(),
            octets: Default::default(),
            port: Default::default(),
            first_word: Default::default(),
            later_word: Default::default(),
            ends: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            slot: Default::default(),
            interface_number: Default::default(),
            on_interface: Default::default(),
            to_router: Default::default(),
            header_valid: Default::default(),
            header_port: Default::default(),
            header_slot: Default::default(),
            header_index: Default::default(),
            header_data: Default::default(),
            launch_valid: Default::default(),
            launch_tag: Default::default(),
            launch_source: Default::default(),
            lookup_valid: Default::default(),
            lookup_ipv6: Default::default(),
            lookup_address: Default::default(),
            lookup_tag: Default::default(),
            engine_full: Default::default(),
            almost_full: Default::default(),
            aligner: Default::default(),
            finder: Default::default(),
            queue: Default::default(),
            swaps: std::array::from_fn(|_| Default::default()),
            valid: Default::default(),
            word_port: Default::default(),
            word_slot: Default::default(),
            index: Default::default(),
            word: Default::default(),
            history: Default::default(),
            launch: Default::default(),
            ipv6: Default::default(),
            wants_source: Default::default(),
            full: Default::default(),
            launches4: Default::default(),
            launches6: Default::default(),
            frame: Default::default(),
        }
    }
}

impl<const N: usize> Logic for HeaderCollector<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid, word_port, word_slot, index, word, history);
        dff_setup!(self, clock, launch, ipv6, wants_source, full);
        clock!(self, clock, aligner, finder, queue);
        self.aligner.early_port.next = self.early_port.val();
        self.aligner.octets.next = self.octets.val();
        self.aligner.port.next = self.port.val();
        self.aligner.first_word.next = self.first_word.val();
        self.aligner.later_word.next = self.later_word.val();
        self.aligner.ends.next = self.ends.val();
        self.finder.first_word.next = self.first_word.val();
        self.finder.octets.next = self.octets.val();
        self.finder.port.next = self.port.val();
        self.finder.type_word.next = self.aligner.type_word.val();
        self.finder.vlan.next = self.aligner.vlan.val();
        self.finder.early_port.next = self.early_port.val();
        self.finder.probe_enable.next = self.probe_enable.val();
        self.finder.probe_port.next = self.probe_port.val();
        self.match_valid.next = self.finder.match_valid.val();
        self.match_port.next = self.finder.match_port.val();
        self.match_vlan.next = self.finder.match_vlan.val();
        self.finder.match_found.next = self.match_found.val();
        self.finder.match_interface.next = self.match_interface.val();
        self.finder.match_mac.next = self.match_mac.val();
        self.finder.match_flags.next = self.match_flags.val();
        self.slot.next = self.aligner.slot.val();
        self.interface_number.next = self.finder.interface_number.val();
        self.on_interface.next = self.finder.found.val() & (self.aligner.kind.val() != 3);
        self.to_router.next = self.finder.to_router.val() & (self.aligner.kind.val() != 3);

        // The word that completes the destination.
        self.launches4.next = self.aligner.valid.val()
            & self.finder.to_router.val()
            & (self.aligner.kind.val() == 1)
            & (self.aligner.index.val() == 2)
            & self.finder.flags.val().get_bit(0);
        self.launches6.next = self.aligner.valid.val()
            & self.finder.to_router.val()
            & (self.aligner.kind.val() == 2)
            & (self.aligner.index.val() == 4)
            & self.finder.flags.val().get_bit(1);
        self.aligner.launches.next = self.launches4.val() | self.launches6.val();
        self.launch.d.next = self.launches4.val() | self.launches6.val();
        self.ipv6.d.next = self.launches6.val();
        self.wants_source.d.next = (self.finder.flags.val().get_bits::<2>(2) != 0).into();
        if self.launches6.val() {
            self.wants_source.d.next = (self.finder.flags.val().get_bits::<2>(4) != 0).into();
        }
        self.valid.d.next = self.aligner.valid.val();
        self.word_port.d.next = self.port.val();
        self.word_slot.d.next = self.aligner.slot.val();
        self.index.d.next = self.aligner.index.val();
        self.word.d.next = self.aligner.word.val();
        self.history.d.next = self.aligner.history.val();
        self.header_valid.next = self.valid.q.val();
        self.header_port.next = self.word_port.q.val();
        self.header_slot.next = self.word_slot.q.val();
        self.header_index.next = self.index.q.val();
        self.header_data.next = self.word.q.val();

        // IPv4: source in octets 12 to 15, destination in 16 to 19; IPv6: 8 to
        // 23 and 24 to 39.
        self.swaps[0].octets.next = self.word.q.val();
        self.swaps[1].octets.next = self.history.q.val().get_bits::<64>(0);
        self.swaps[2].octets.next = self.history.q.val().get_bits::<64>(64);
        self.swaps[3].octets.next = self.history.q.val().get_bits::<64>(128);
        if self.ipv6.q.val() {
            self.queue.destination.next = bit_cast::<128, 64>(self.swaps[0].swapped.val())
                | (bit_cast::<128, 64>(self.swaps[1].swapped.val()) << 64);
            self.queue.source.next = bit_cast::<128, 64>(self.swaps[2].swapped.val())
                | (bit_cast::<128, 64>(self.swaps[3].swapped.val()) << 64);
        } else {
            self.queue.destination.next =
                bit_cast::<128, 32>(self.swaps[0].swapped.val().get_bits::<32>(32)) << 96;
            self.queue.source.next =
                bit_cast::<128, 32>(self.swaps[1].swapped.val().get_bits::<32>(0)) << 96;
        }
        self.frame.next = (bit_cast::<6, 4>(self.word_port.q.val()) << 2)
            | bit_cast::<6, 2>(self.word_slot.q.val());
        self.queue.launch.next = self.launch.q.val();
        self.queue.ipv6.next = self.ipv6.q.val();
        self.queue.wants_source.next = self.wants_source.q.val();
        self.queue.frame.next = self.frame.val();
        self.queue.engine_full.next = self.engine_full.val();
        self.launch_valid.next = self.launch.q.val();
        self.launch_tag.next = bit_cast::<7, 6>(self.frame.val()) << 1;
        self.launch_source.next = self.wants_source.q.val();
        self.lookup_valid.next = self.queue.lookup_valid.val();
        self.lookup_ipv6.next = self.queue.lookup_ipv6.val();
        self.lookup_address.next = self.queue.lookup_address.val();
        self.lookup_tag.next = self.queue.lookup_tag.val();
        self.full.d.next = self.engine_full.val() | self.queue.almost_full.val();
        self.almost_full.next = self.full.q.val();
    }
}

#[cfg(test)]
#[path = "header_collector_tests.rs"]
mod tests;
