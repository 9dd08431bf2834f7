//! # WordCollector: one word a clock from the FIFOs of all ports
//!
//! | port         | dir | meaning                                            |
//! | words, empty, read | | the ports' FIFOs, first word falls through        |
//! | blocked      | in  | ports that are not to be served now                |
//! | stall        | in  | no port is chosen in this cycle                    |
//! | no_cell      | in  | a word chosen in this cycle gets no new cell       |
//! | early_port, early_select | out | port of the word that is at `word` in the next cycle, as number and as mask |
//! | valid, word, port, select | out | a word and its port               |
//! | word_no_cell | out | `no_cell` when it was chosen                       |
//!
//! Clock: core_clock. Clear: none.
//! Latency: a word at the head of its FIFO is at `word` `LATENCY` cycles later;
//! a word chosen in a cycle, `CHOICE_LATENCY` later.
//! Throughput: one word a cycle, a port's words at least 5 cycles apart.
//! Backpressure: `stall`. Storage: 4 words of registers.
//! Resources: see `Ingress`.
//! Not obvious: requests are one cycle old when they are decided about. That
//! is safe since a port that was just read is not chosen for 4 more cycles.

use rust_hdl::prelude::*;

use crate::arbiter::{OneHotMux, PortIndex, SpacedArbiter};

#[derive(LogicBlock)]
pub struct WordCollector<const N: usize, const N_PLUS_1: usize> {
    pub clock: Signal<In, Clock>,
    pub words: [Signal<In, Bits<72>>; N],
    pub empty: Signal<In, Bits<N>>,
    pub read: Signal<Out, Bits<N>>,
    pub blocked: Signal<In, Bits<N>>,
    pub stall: Signal<In, Bit>,
    pub no_cell: Signal<In, Bit>,
    pub early_port: Signal<Out, Bits<4>>,
    pub early_select: Signal<Out, Bits<N>>,
    pub valid: Signal<Out, Bit>,
    pub word: Signal<Out, Bits<72>>,
    pub port: Signal<Out, Bits<4>>,
    pub select: Signal<Out, Bits<N>>,
    pub word_no_cell: Signal<Out, Bit>,
    arbiter: SpacedArbiter<N>,
    // Each chooses among a third of the ports, so that nine are few levels.
    first_mux: OneHotMux<72, N, N_PLUS_1>,
    second_mux: OneHotMux<72, N, N_PLUS_1>,
    third_mux: OneHotMux<72, N, N_PLUS_1>,
    members: [Constant<Bits<N>>; 3],
    index: PortIndex<N>,
    request: DFF<Bits<N>>,
    granted_no_cell: DFF<Bit>,
    early_words: [DFF<Bits<72>>; 3],
    early_port_register: DFF<Bits<4>>,
    early_select_register: DFF<Bits<N>>,
    early_no_cell: DFF<Bit>,
    valid_register: DFF<Bit>,
    word_register: DFF<Bits<72>>,
    port_register: DFF<Bits<4>>,
    select_register: DFF<Bits<N>>,
    no_cell_register: DFF<Bit>,
}

impl<const N: usize, const N_PLUS_1: usize> WordCollector<N, N_PLUS_1> {
    pub const LATENCY: usize = 4;
    pub const CHOICE_LATENCY: usize = 3;
}

impl<const N: usize, const N_PLUS_1: usize> Default for WordCollector<N, N_PLUS_1> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            words: std::array::from_fn(|_| Default::default()),
            empty: Default::default(),
            read: Default::default(),
            blocked: Default::default(),
            stall: Default::default(),
            no_cell: Default::default(),
            early_port: Default::default(),
            early_select: Default::default(),
            valid: Default::default(),
            word: Default::default(),
            port: Default::default(),
            select: Default::default(),
            word_no_cell: Default::default(),
            arbiter: Default::default(),
            first_mux: Default::default(),
            second_mux: Default::default(),
            third_mux: Default::default(),
            members: std::array::from_fn(|third| {
                Constant::new((third..N).step_by(3).fold(0u64, |mask, port| mask | 1 << port).to_bits())
            }),
            index: Default::default(),
            request: Default::default(),
            granted_no_cell: Default::default(),
            early_words: std::array::from_fn(|_| Default::default()),
            early_port_register: Default::default(),
            early_select_register: Default::default(),
            early_no_cell: Default::default(),
            valid_register: Default::default(),
            word_register: Default::default(),
            port_register: Default::default(),
            select_register: Default::default(),
            no_cell_register: Default::default(),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize> Logic for WordCollector<N, N_PLUS_1> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, request, granted_no_cell, early_port_register);
        dff_setup!(self, clock, early_select_register, early_no_cell, word_register);
        dff_setup!(self, clock, port_register, select_register, no_cell_register, valid_register);
        self.arbiter.clock.next = self.clock.val();

        // Choice.
        self.request.d.next = !(self.empty.val() | self.blocked.val());
        self.arbiter.request.next = self.request.q.val();
        self.arbiter.stall.next = self.stall.val();
        self.granted_no_cell.d.next = self.no_cell.val();

        // The chosen port's word.
        self.read.next = self.arbiter.grant.val();
        self.index.select.next = self.arbiter.grant.val();
        for i in 0..N {
            self.first_mux.inputs[i].next = self.words[i].val();
            self.second_mux.inputs[i].next = self.words[i].val();
            self.third_mux.inputs[i].next = self.words[i].val();
        }
        self.first_mux.select.next = self.arbiter.grant.val() & self.members[0].val();
        self.second_mux.select.next = self.arbiter.grant.val() & self.members[1].val();
        self.third_mux.select.next = self.arbiter.grant.val() & self.members[2].val();
        self.early_words[0].d.next = self.first_mux.chosen.val();
        self.early_words[1].d.next = self.second_mux.chosen.val();
        self.early_words[2].d.next = self.third_mux.chosen.val();
        for i in 0..3 {
            self.early_words[i].clock.next = self.clock.val();
        }
        self.early_port_register.d.next = self.index.index.val();
        self.early_select_register.d.next = self.arbiter.grant.val();
        self.early_no_cell.d.next = self.granted_no_cell.q.val();
        self.early_port.next = self.early_port_register.q.val();
        self.early_select.next = self.early_select_register.q.val();

        // Meanwhile the memories with the port's state are read.
        self.word_register.d.next = self.early_words[0].q.val()
            | self.early_words[1].q.val()
            | self.early_words[2].q.val();
        self.port_register.d.next = self.early_port_register.q.val();
        self.select_register.d.next = self.early_select_register.q.val();
        self.no_cell_register.d.next = self.early_no_cell.q.val();
        self.valid_register.d.next = self.early_select_register.q.val().any();
        self.valid.next = self.valid_register.q.val();
        self.word.next = self.word_register.q.val();
        self.port.next = self.port_register.q.val();
        self.select.next = self.select_register.q.val();
        self.word_no_cell.next = self.no_cell_register.q.val();
    }
}
