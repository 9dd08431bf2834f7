//! # OutputStage: which octets leave with a word
//! A frame that leaves as it came gives its own words. A routed one gives with
//! each word what was kept for it, and with its first one nothing.
//!
//! | port      | dir | meaning                                              |
//! | data, write, first, length, ingress, reason | in | as the `Rewriter` takes them |
//! | routed    | in  | with `first`: the frame is                           |
//! | state     | in  | of the word's port before it                         |
//! | out_*     | out | one cycle later                                      |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: a word a cycle.
//! Storage: 69 + N + 26 bit. Resources: see `Rewriter`.

use rust_hdl::prelude::*;

use super::RewriteState;

#[derive(LogicBlock, Default)]
pub struct OutputStage<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub data: Signal<In, Bits<68>>,
    pub write: Signal<In, Bits<N>>,
    pub first: Signal<In, Bit>,
    pub length: Signal<In, Bits<14>>,
    pub ingress: Signal<In, Bits<4>>,
    pub reason: Signal<In, Bits<8>>,
    pub routed: Signal<In, Bit>,
    pub state: Signal<In, RewriteState>,
    pub out_data: Signal<Out, Bits<68>>,
    pub out_write: Signal<Out, Bits<N>>,
    pub out_first: Signal<Out, Bit>,
    pub out_length: Signal<Out, Bits<14>>,
    pub out_ingress: Signal<Out, Bits<4>>,
    pub out_reason: Signal<Out, Bits<8>>,
    data_register: DFF<Bits<68>>,
    write_register: DFF<Bits<N>>,
    first_register: DFF<Bit>,
    length_register: DFF<Bits<14>>,
    ingress_register: DFF<Bits<4>>,
    reason_register: DFF<Bits<8>>,
    hop_limit_addend: Signal<Local, Bits<8>>,
    ttl_addend: Signal<Local, Bits<8>>,
    hop_limit: Signal<Local, Bits<8>>,
    ttl: Signal<Local, Bits<8>>,
    direct: Signal<Local, Bits<32>>,
    low: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
}

impl<const N: usize> Logic for OutputStage<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, data_register, write_register, first_register, length_register);
        dff_setup!(self, clock, ingress_register, reason_register);

        // Octets that leave with the word they came in, one hop on.
        self.hop_limit_addend.next = 0.into();
        self.ttl_addend.next = 0.into();
        if self.state.val().hop_limit {
            self.hop_limit_addend.next = 255.into();
        }
        if self.state.val().ttl {
            self.ttl_addend.next = 255.into();
        }
        self.hop_limit.next = self.data.val().get_bits::<8>(8) + self.hop_limit_addend.val();
        self.ttl.next = self.data.val().get_bits::<8>(16) + self.ttl_addend.val();
        self.direct.next = bit_cast::<32, 8>(self.data.val().get_bits::<8>(0))
            | (bit_cast::<32, 8>(self.hop_limit.val()) << 8)
            | (bit_cast::<32, 8>(self.ttl.val()) << 16)
            | (bit_cast::<32, 8>(self.data.val().get_bits::<8>(24)) << 24);

        self.low.next = self.data.val().get_bits::<32>(0);
        self.high.next = self.data.val().get_bits::<32>(32);
        if self.state.val().routed {
            self.low.next = self.state.val().first_half;
            self.high.next = self.state.val().second_half;
        }
        if self.state.val().direct {
            self.high.next = self.direct.val();
        }
        self.data_register.d.next = bit_cast::<68, 32>(self.low.val())
            | (bit_cast::<68, 32>(self.high.val()) << 32)
            | (bit_cast::<68, 4>(self.data.val().get_bits::<4>(64)) << 64);
        self.write_register.d.next = self.write.val();
        if self.first.val() & self.routed.val() {
            self.write_register.d.next = 0.into();
        }
        self.first_register.d.next = (self.first.val() & !self.routed.val())
            | (self.state.val().routed & (self.state.val().index == 1));
        self.length_register.d.next = self.length.val();
        self.ingress_register.d.next = self.ingress.val();
        self.reason_register.d.next = self.reason.val();
        if self.state.val().routed {
            self.length_register.d.next = bit_cast::<14, 11>(self.state.val().length);
            self.ingress_register.d.next = self.state.val().ingress;
            self.reason_register.d.next = self.state.val().reason;
        }
        self.out_data.next = self.data_register.q.val();
        self.out_write.next = self.write_register.q.val();
        self.out_first.next = self.first_register.q.val();
        self.out_length.next = self.length_register.q.val();
        self.out_ingress.next = self.ingress_register.q.val();
        self.out_reason.next = self.reason_register.q.val();
    }
}
