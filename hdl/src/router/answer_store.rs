//! # AnswerStore: what the FIB said, until the frame that asked is decided
//! Lookups that were asked for and answers that came are counted for each tag:
//! a frame's answers are there when the counts are equal.
//!
//! | port     | dir | meaning                                              |
//! | launch_valid, launch_tag, launch_source | in | a destination is asked for, and maybe the source |
//! | result_* | in  | from `FibEngine`                                     |
//! | frame    | in  | port and slot of the frame that waits                |
//! | ready    | out | 1 cycle later: all that it asked is answered         |
//! | found, next_hop | out | of the destination, 1 cycle later             |
//! | source_found, source_next_hop | out | likewise of the source          |
//! | length, found_table, index | out | of the destination, for frames of the host only |
//!
//! Clock: core_clock. Clear: none. Latency: a result is seen in the cycle after
//! it, an output 1 cycle later. Throughput: a launch and a result a cycle.
//! Backpressure: none. Storage: 64 x 28 and 4 x 24 bit of distributed RAM.
//! Resources: see `RouterDecision`.
//! Not obvious: counts are modulo 4, so that an answer that comes late, when
//! the frame that asked is gone and its slot is another's, is not taken for
//! that one's. While a launch or a result is counted `ready` is 0.

use rust_hdl::prelude::*;

use crate::memory::DistributedRam;

#[derive(LogicBlock)]
pub struct AnswerStore<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub launch_valid: Signal<In, Bit>,
    pub launch_tag: Signal<In, Bits<7>>,
    pub launch_source: Signal<In, Bit>,
    pub result_valid: Signal<In, Bit>,
    pub result_tag: Signal<In, Bits<7>>,
    pub result_next_hop: Signal<In, Bits<9>>,
    pub result_length: Signal<In, Bits<8>>,
    pub result_table: Signal<In, Bits<2>>,
    pub result_index: Signal<In, Bits<14>>,
    pub frame: Signal<In, Bits<6>>,
    pub ready: Signal<Out, Bit>,
    pub found: Signal<Out, Bit>,
    pub next_hop: Signal<Out, Bits<9>>,
    pub source_found: Signal<Out, Bit>,
    pub source_next_hop: Signal<Out, Bits<9>>,
    pub length: Signal<Out, Bits<8>>,
    pub found_table: Signal<Out, Bits<2>>,
    pub index: Signal<Out, Bits<14>>,
    // Destinations in bits 1:0, sources in 3:2.
    asked: DistributedRam<4, 6>,
    answered: DistributedRam<4, 6>,
    destinations: DistributedRam<10, 6>,
    sources: DistributedRam<10, 6>,
    details: DistributedRam<24, 2>,
    ready_register: DFF<Bit>,
    destination: DFF<Bits<10>>,
    source: DFF<Bits<10>>,
    detail: DFF<Bits<24>>,
    result_frame: Signal<Local, Bits<6>>,
    is_source: Signal<Local, Bit>,
    asked_count: Signal<Local, Bits<4>>,
    answered_count: Signal<Local, Bits<4>>,
    next_asked: Signal<Local, Bits<4>>,
    asked_destinations: Signal<Local, Bits<2>>,
    asked_sources: Signal<Local, Bits<2>>,
    answered_destinations: Signal<Local, Bits<2>>,
    answered_sources: Signal<Local, Bits<2>>,
    next_answered: Signal<Local, Bits<4>>,
    answer: Signal<Local, Bits<10>>,
    cpu_port: Constant<Bits<4>>,
    found_bit: Constant<Bits<10>>,
}

impl<const N: usize> Default for AnswerStore<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            launch_valid: Default::default(),
            launch_tag: Default::default(),
            launch_source: Default::default(),
            result_valid: Default::default(),
            result_tag: Default::default(),
            result_next_hop: Default::default(),
            result_length: Default::default(),
            result_table: Default::default(),
            result_index: Default::default(),
            frame: Default::default(),
            ready: Default::default(),
            found: Default::default(),
            next_hop: Default::default(),
            source_found: Default::default(),
            source_next_hop: Default::default(),
            length: Default::default(),
            found_table: Default::default(),
            index: Default::default(),
            asked: Default::default(),
            answered: Default::default(),
            destinations: Default::default(),
            sources: Default::default(),
            details: Default::default(),
            ready_register: Default::default(),
            destination: Default::default(),
            source: Default::default(),
            detail: Default::default(),
            result_frame: Default::default(),
            is_source: Default::default(),
            asked_count: Default::default(),
            answered_count: Default::default(),
            next_asked: Default::default(),
            asked_destinations: Default::default(),
            asked_sources: Default::default(),
            answered_destinations: Default::default(),
            answered_sources: Default::default(),
            next_answered: Default::default(),
            answer: Default::default(),
            cpu_port: Constant::new((N as u64 - 1).to_bits()),
            found_bit: Constant::new((1u64 << 9).to_bits()),
        }
    }
}

impl<const N: usize> Logic for AnswerStore<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, ready_register, destination, source, detail);
        clock!(self, clock, asked, answered, destinations, sources, details);
        self.result_frame.next = self.result_tag.val().get_bits::<6>(1);
        self.is_source.next = self.result_tag.val().get_bit(0);

        // Counts; they are read for the frame that waits, or to be raised.
        self.asked.read_address.next = self.frame.val();
        if self.launch_valid.val() {
            self.asked.read_address.next = self.launch_tag.val().get_bits::<6>(1);
        }
        self.asked_count.next = self.asked.read_data.val();
        // In signals of their own: in Verilog a sum grows with its context.
        self.asked_destinations.next = self.asked_count.val().get_bits::<2>(0) + 1;
        self.asked_sources.next = self.asked_count.val().get_bits::<2>(2);
        if self.launch_source.val() {
            self.asked_sources.next = self.asked_count.val().get_bits::<2>(2) + 1;
        }
        self.next_asked.next = bit_cast::<4, 2>(self.asked_destinations.val())
            | (bit_cast::<4, 2>(self.asked_sources.val()) << 2);
        self.asked.write_enable.next = self.launch_valid.val();
        self.asked.write_address.next = self.launch_tag.val().get_bits::<6>(1);
        self.asked.write_data.next = self.next_asked.val();

        self.answered.read_address.next = self.frame.val();
        if self.result_valid.val() {
            self.answered.read_address.next = self.result_frame.val();
        }
        self.answered_count.next = self.answered.read_data.val();
        self.answered_destinations.next = self.answered_count.val().get_bits::<2>(0);
        self.answered_sources.next = self.answered_count.val().get_bits::<2>(2);
        if self.is_source.val() {
            self.answered_sources.next = self.answered_count.val().get_bits::<2>(2) + 1;
        } else {
            self.answered_destinations.next = self.answered_count.val().get_bits::<2>(0) + 1;
        }
        self.next_answered.next = bit_cast::<4, 2>(self.answered_destinations.val())
            | (bit_cast::<4, 2>(self.answered_sources.val()) << 2);
        self.answered.write_enable.next = self.result_valid.val();
        self.answered.write_address.next = self.result_frame.val();
        self.answered.write_data.next = self.next_answered.val();
        self.ready_register.d.next = (self.asked_count.val() == self.answered_count.val())
            & !self.launch_valid.val()
            & !self.result_valid.val();

        // Answers.
        self.answer.next = bit_cast::<10, 9>(self.result_next_hop.val());
        if self.result_table.val() != 0 {
            self.answer.next =
                bit_cast::<10, 9>(self.result_next_hop.val()) | self.found_bit.val();
        }
        self.destinations.write_enable.next = self.result_valid.val() & !self.is_source.val();
        self.destinations.write_address.next = self.result_frame.val();
        self.destinations.write_data.next = self.answer.val();
        self.sources.write_enable.next = self.result_valid.val() & self.is_source.val();
        self.sources.write_address.next = self.result_frame.val();
        self.sources.write_data.next = self.answer.val();
        self.details.write_enable.next = self.result_valid.val()
            & !self.is_source.val()
            & (self.result_tag.val().get_bits::<4>(3) == self.cpu_port.val());
        self.details.write_address.next = self.result_tag.val().get_bits::<2>(1);
        self.details.write_data.next = bit_cast::<24, 8>(self.result_length.val())
            | (bit_cast::<24, 2>(self.result_table.val()) << 8)
            | (bit_cast::<24, 14>(self.result_index.val()) << 10);
        self.destinations.read_address.next = self.frame.val();
        self.sources.read_address.next = self.frame.val();
        self.details.read_address.next = self.frame.val().get_bits::<2>(0);
        self.destination.d.next = self.destinations.read_data.val();
        self.source.d.next = self.sources.read_data.val();
        self.detail.d.next = self.details.read_data.val();

        self.ready.next = self.ready_register.q.val();
        self.found.next = self.destination.q.val().get_bit(9);
        self.next_hop.next = self.destination.q.val().get_bits::<9>(0);
        self.source_found.next = self.source.q.val().get_bit(9);
        self.source_next_hop.next = self.source.q.val().get_bits::<9>(0);
        self.length.next = self.detail.q.val().get_bits::<8>(0);
        self.found_table.next = self.detail.q.val().get_bits::<2>(8);
        self.index.next = self.detail.q.val().get_bits::<14>(10);
    }
}
