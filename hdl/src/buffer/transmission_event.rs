//! # TransmissionEvent: what the counters are told of each frame sent
//!
//! | port        | dir | meaning                                             |
//! | first       | in  | the first word of a frame is read for `port`        |
//! | last_octet, kind, cast | in | of its `FrameRecords`                     |
//! | valid       | out | 1 cycle later, with them:                           |
//! | event_port, length, event_class | out | port, octets with FCS as it leaves, class |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: one a cycle.
//! Storage: 18 bit. Resources: see `PacketBuffer`.

use rust_hdl::prelude::*;

use super::frame_records::ROUTED_EXCESS;

#[derive(LogicBlock)]
pub struct TransmissionEvent {
    pub clock: Signal<In, Clock>,
    pub first: Signal<In, Bit>,
    pub port: Signal<In, Bits<4>>,
    pub last_octet: Signal<In, Bits<11>>,
    pub kind: Signal<In, Bits<2>>,
    pub cast: Signal<In, Bits<2>>,
    pub valid: Signal<Out, Bit>,
    pub event_port: Signal<Out, Bits<4>>,
    pub length: Signal<Out, Bits<14>>,
    pub event_class: Signal<Out, Bits<2>>,
    valid_register: DFF<Bit>,
    port_register: DFF<Bits<4>>,
    length_register: DFF<Bits<11>>,
    class_register: DFF<Bits<2>>,
    addend: Signal<Local, Bits<11>>,
    unchanged: Constant<Bits<11>>,
    routed: Constant<Bits<11>>,
}

impl Default for TransmissionEvent {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            first: Default::default(),
            port: Default::default(),
            last_octet: Default::default(),
            kind: Default::default(),
            cast: Default::default(),
            valid: Default::default(),
            event_port: Default::default(),
            length: Default::default(),
            event_class: Default::default(),
            valid_register: Default::default(),
            port_register: Default::default(),
            length_register: Default::default(),
            class_register: Default::default(),
            addend: Default::default(),
            // The octet itself and the FCS.
            unchanged: Constant::new(5u64.to_bits()),
            routed: Constant::new((0x805 - ROUTED_EXCESS).to_bits()),
        }
    }
}

impl Logic for TransmissionEvent {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid_register, port_register, length_register, class_register);
        self.addend.next = self.unchanged.val();
        if self.kind.val().any() {
            self.addend.next = self.routed.val();
        }
        self.valid_register.d.next = self.first.val();
        self.port_register.d.next = self.port.val();
        self.length_register.d.next = self.last_octet.val() + self.addend.val();
        self.class_register.d.next = self.cast.val();
        self.valid.next = self.valid_register.q.val();
        self.event_port.next = self.port_register.q.val();
        self.length.next = bit_cast::<14, 11>(self.length_register.q.val());
        self.event_class.next = self.class_register.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_on_the_wire() {
        let mut uut = TransmissionEvent::default();
        uut.connect_all();
        for (last_octet, kind, length) in
            [(59u64, 0u64, 64u64), (67, 1, 64), (75, 2, 72), (1521, 0, 1526), (1533, 1, 1530)]
        {
            uut.last_octet.next = last_octet.to_bits();
            uut.kind.next = kind.to_bits();
            for level in [true, false] {
                assert!(simulate(&mut uut, 100));
                uut.clock.next = level.into();
            }
            assert!(simulate(&mut uut, 100));
            assert_eq!(uut.length.val().to_u64(), length, "last octet {last_octet}, kind {kind}");
        }
    }
}
