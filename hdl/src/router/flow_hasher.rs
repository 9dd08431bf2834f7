//! # FlowHasher: the hash that chooses a group's bucket
//! `regmap::flow_hash`, but for what `HeaderSummary` has done of it already.
//!
//! | port     | dir | meaning                                              |
//! | flow_key | in  | of addresses and flow label                          |
//! | labelled | in  | there is a flow label: neither protocol nor ports count |
//! | protocol | in  |                                                      |
//! | has_ports, source_port, destination_port | in | ports, where they count |
//! | seed     | in  |                                                      |
//! | hash     | out | 3 cycles later                                       |
//!
//! Clock: core_clock. Latency: 3 cycles. Throughput: one a cycle.
//! Storage: 128 bit. Tables: regmap::flow_hash. Resources: see `RouterDecision`.

use ferroute_regmap::fdb_hash::{FIRST_ROTATIONS, KEY_BITS, SECOND_ROTATIONS};
use ferroute_regmap::flow_hash::{RESULT_SHIFT, UPPER_SHIFT};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct FlowHasher {
    pub clock: Signal<In, Clock>,
    pub flow_key: Signal<In, Bits<60>>,
    pub labelled: Signal<In, Bit>,
    pub protocol: Signal<In, Bits<8>>,
    pub has_ports: Signal<In, Bit>,
    pub source_port: Signal<In, Bits<16>>,
    pub destination_port: Signal<In, Bits<16>>,
    pub seed: Signal<In, Bits<32>>,
    pub hash: Signal<Out, Bits<8>>,
    keyed: DFF<Bits<60>>,
    linear: DFF<Bits<60>>,
    folded: DFF<Bits<8>>,
    upper: Signal<Local, Bits<60>>,
    mixed: Signal<Local, Bits<60>>,
    remixed: Signal<Local, Bits<60>>,
    spread: Signal<Local, Bits<60>>,
}

impl Default for FlowHasher {
    fn default() -> Self {
        assert!(
            (KEY_BITS, FIRST_ROTATIONS, SECOND_ROTATIONS) == (60, [7, 26], [17, 43])
                && (UPPER_SHIFT, RESULT_SHIFT) == (7, 20),
            "the numbers below are those of regmap::fdb_hash and regmap::flow_hash"
        );
        Self {
            clock: Default::default(),
            flow_key: Default::default(),
            labelled: Default::default(),
            protocol: Default::default(),
            has_ports: Default::default(),
            source_port: Default::default(),
            destination_port: Default::default(),
            seed: Default::default(),
            hash: Default::default(),
            keyed: Default::default(),
            linear: Default::default(),
            folded: Default::default(),
            upper: Default::default(),
            mixed: Default::default(),
            remixed: Default::default(),
            spread: Default::default(),
        }
    }
}

impl Logic for FlowHasher {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, keyed, linear, folded);
        self.upper.next = 0.into();
        if !self.labelled.val() {
            self.upper.next = bit_cast::<60, 8>(self.protocol.val()) << 39;
            if self.has_ports.val() {
                self.upper.next = (bit_cast::<60, 8>(self.protocol.val()) << 39)
                    | (bit_cast::<60, 16>(self.source_port.val()) << 23)
                    | (bit_cast::<60, 16>(self.destination_port.val()) << 7);
            }
        }
        self.keyed.d.next =
            self.flow_key.val() ^ self.upper.val() ^ bit_cast::<60, 32>(self.seed.val());

        self.mixed.next = self.keyed.q.val()
            ^ (((self.keyed.q.val() << 1) | (self.keyed.q.val() >> 59))
                & (!((self.keyed.q.val() << 2) | (self.keyed.q.val() >> 58))));
        self.linear.d.next = self.mixed.val()
            ^ ((self.mixed.val() << 7) | (self.mixed.val() >> 53))
            ^ ((self.mixed.val() << 26) | (self.mixed.val() >> 34));

        self.remixed.next = self.linear.q.val()
            ^ (((self.linear.q.val() << 1) | (self.linear.q.val() >> 59))
                & (!((self.linear.q.val() << 2) | (self.linear.q.val() >> 58))));
        self.spread.next = self.remixed.val()
            ^ ((self.remixed.val() << 17) | (self.remixed.val() >> 43))
            ^ ((self.remixed.val() << 43) | (self.remixed.val() >> 17));
        self.folded.d.next = self.spread.val().get_bits::<8>(20);
        self.hash.next = self.folded.q.val();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use ferroute_regmap::fib_hash;
    use ferroute_regmap::flow_hash::{DESTINATION_ROTATION, flow_hash};
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn hashes_are_those_of_the_contract() {
        let mut random = StdRng::seed_from_u64(8);
        let mut uut = FlowHasher::default();
        uut.connect_all();
        let mut expected = VecDeque::new();
        for step in 0..600 {
            let (source, destination): (u128, u128) = (random.random(), random.random());
            let label = if random.random_bool(0.5) { 0 } else { random.random_range(1..1u64 << 20) };
            let protocol: u8 = random.random();
            let ports: [u16; 2] = random.random();
            let has_ports = random.random_bool(0.5);
            let seed: u32 = random.random();
            let upper = match label {
                0 if has_ports => u64::from(protocol) << 32 | u64::from(ports[0]) << 16 | u64::from(ports[1]),
                0 => u64::from(protocol) << 32,
                label => 1 << 40 | label,
            };
            expected.push_back(flow_hash(source, destination, upper, seed));
            let turned = fib_hash::wide(destination);
            let turned = turned << DESTINATION_ROTATION | turned >> (60 - DESTINATION_ROTATION);
            let label_part = if label == 0 { 0 } else { upper << UPPER_SHIFT };
            let key = (fib_hash::wide(source) ^ turned ^ label_part) & ((1 << 60) - 1);
            uut.flow_key.next = key.to_bits();
            uut.labelled.next = label != 0;
            uut.protocol.next = u64::from(protocol).to_bits();
            uut.has_ports.next = has_ports;
            uut.source_port.next = u64::from(ports[0]).to_bits();
            uut.destination_port.next = u64::from(ports[1]).to_bits();
            // The seed holds from the first stage on.
            uut.seed.next = u64::from(seed).to_bits();
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            if expected.len() == 3 {
                assert_eq!(uut.hash.val().to_u64() as u8, expected.pop_front().unwrap(), "step {step}");
            }
        }
    }
}
