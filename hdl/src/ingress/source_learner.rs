//! # SourceLearner: sources of good frames to the FDB
//! IEEE 802.1Q-2022 clause 8.7: also of frames that are dropped later.
//!
//! | port         | dir | meaning                                            |
//! | early_select | in  | port of the next cycle's word                      |
//! | learns       | in  | ports on which is learned                          |
//! | valid, record | in | a frame ended                                      |
//! | learn_valid, learn_key, learn_port | out | to the FDB                   |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: one a cycle.
//! Backpressure: none. Storage: 54 bit of registers. Resources: see `Ingress`.

use rust_hdl::prelude::*;

use super::frame_record::FrameRecord;

#[derive(LogicBlock, Default)]
pub struct SourceLearner<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub early_select: Signal<In, Bits<N>>,
    pub learns: Signal<In, Bits<N>>,
    pub valid: Signal<In, Bit>,
    pub record: Signal<In, FrameRecord>,
    pub learn_valid: Signal<Out, Bit>,
    pub learn_key: Signal<Out, Bits<60>>,
    pub learn_port: Signal<Out, Bits<4>>,
    port_learns: DFF<Bit>,
    valid_register: DFF<Bit>,
    source: DFF<Bits<48>>,
    fid: DFF<Bits<12>>,
    port: DFF<Bits<4>>,
}

impl<const N: usize> Logic for SourceLearner<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, port_learns, valid_register, source, fid, port);
        self.port_learns.d.next = (self.early_select.val() & self.learns.val()).any();
        self.valid_register.d.next = self.valid.val()
            & self.port_learns.q.val()
            & (self.record.val().status == 0)
            & !((self.record.val().source & 1).any())
            & self.record.val().source.any();
        self.source.d.next = self.record.val().source;
        self.fid.d.next = self.record.val().fid;
        self.port.d.next = self.record.val().ingress;
        self.learn_valid.next = self.valid_register.q.val();
        self.learn_key.next =
            bit_cast::<60, 48>(self.source.q.val()) | (bit_cast::<60, 12>(self.fid.q.val()) << 48);
        self.learn_port.next = self.port.q.val();
    }
}
