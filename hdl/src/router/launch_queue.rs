//! # LaunchQueue: lookups of frames, the destination's first
//! A frame's destination is asked for at once. Its source, where the interface
//! checks it, waits for a cycle in which no destination is.
//!
//! | port        | dir | meaning                                             |
//! | launch      | in  | lookups of a frame; the five below are its          |
//! | ipv6, destination, source, wants_source, frame | in | `frame` is port and slot |
//! | engine_full | in  | the engine has room for few more                    |
//! | lookup_valid, lookup_ipv6, lookup_address, lookup_tag | out | to `FibEngine` |
//! | almost_full | out | room for at most 6 more sources                     |
//!
//! Clock: core_clock. Clear: none. Latency: a destination 0 cycles.
//! Throughput: a destination a cycle. Backpressure: `almost_full`.
//! Storage: 16 x 135 bit of distributed RAM. Resources: see `HeaderCollector`.

use rust_hdl::prelude::*;

use crate::memory::SyncFifo;

#[derive(LogicBlock)]
pub struct LaunchQueue {
    pub clock: Signal<In, Clock>,
    pub launch: Signal<In, Bit>,
    pub ipv6: Signal<In, Bit>,
    pub destination: Signal<In, Bits<128>>,
    pub source: Signal<In, Bits<128>>,
    pub wants_source: Signal<In, Bit>,
    pub frame: Signal<In, Bits<6>>,
    pub engine_full: Signal<In, Bit>,
    pub lookup_valid: Signal<Out, Bit>,
    pub lookup_ipv6: Signal<Out, Bit>,
    pub lookup_address: Signal<Out, Bits<128>>,
    pub lookup_tag: Signal<Out, Bits<7>>,
    pub almost_full: Signal<Out, Bit>,
    sources: SyncFifo<135, 4>,
    taken: Signal<Local, Bit>,
    family: Signal<Local, Bits<135>>,
}

impl Default for LaunchQueue {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            launch: Default::default(),
            ipv6: Default::default(),
            destination: Default::default(),
            source: Default::default(),
            wants_source: Default::default(),
            frame: Default::default(),
            engine_full: Default::default(),
            lookup_valid: Default::default(),
            lookup_ipv6: Default::default(),
            lookup_address: Default::default(),
            lookup_tag: Default::default(),
            almost_full: Default::default(),
            sources: SyncFifo::new(10),
            taken: Default::default(),
            family: Default::default(),
        }
    }
}

impl Logic for LaunchQueue {
    #[hdl_gen]
    fn update(&mut self) {
        self.sources.clock.next = self.clock.val();
        self.sources.write.next = self.launch.val() & self.wants_source.val();
        // Address in bits 127:0, frame in 133:128, IPv6 in 134.
        self.family.next = 0.into();
        if self.ipv6.val() {
            self.family.next = 1.into();
        }
        self.sources.write_data.next = bit_cast::<135, 128>(self.source.val())
            | (bit_cast::<135, 6>(self.frame.val()) << 128)
            | (self.family.val() << 134);
        self.taken.next =
            !self.launch.val() & !self.sources.empty.val() & !self.engine_full.val();
        self.sources.read.next = self.taken.val();
        self.almost_full.next = self.sources.almost_full.val();

        self.lookup_valid.next = self.launch.val() | self.taken.val();
        if self.launch.val() {
            self.lookup_ipv6.next = self.ipv6.val();
            self.lookup_address.next = self.destination.val();
            self.lookup_tag.next = bit_cast::<7, 6>(self.frame.val()) << 1;
        } else {
            self.lookup_ipv6.next = self.sources.data.val().get_bit(134);
            self.lookup_address.next = self.sources.data.val().get_bits::<128>(0);
            self.lookup_tag.next =
                (bit_cast::<7, 6>(self.sources.data.val().get_bits::<6>(128)) << 1) | 1;
        }
    }
}
