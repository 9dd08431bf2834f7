//! # InterfaceMatch: which of a port's interfaces has a VLAN
//!
//! | port        | dir | meaning                                             |
//! | port, vlan  | in  | of a frame                                          |
//! | found, slot | out | 2 cycles later; the lowest of equals                |
//! | found_port  | out | with them                                           |
//! | write, number, write_vlan, write_valid | in | an entry changes          |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: 4 x 16 x 13 bit of distributed RAM. Resources: see `RouterTables`.

use rust_hdl::prelude::*;

use crate::memory::DistributedRam;

#[derive(LogicBlock, Default)]
pub struct InterfaceMatch {
    pub clock: Signal<In, Clock>,
    pub port: Signal<In, Bits<4>>,
    pub vlan: Signal<In, Bits<12>>,
    pub found: Signal<Out, Bit>,
    pub slot: Signal<Out, Bits<2>>,
    pub found_port: Signal<Out, Bits<4>>,
    pub write: Signal<In, Bit>,
    pub number: Signal<In, Bits<6>>,
    pub write_vlan: Signal<In, Bits<12>>,
    pub write_valid: Signal<In, Bit>,
    /// VLAN in bits 11:0, valid in bit 12.
    first: DistributedRam<13, 4>,
    second: DistributedRam<13, 4>,
    third: DistributedRam<13, 4>,
    fourth: DistributedRam<13, 4>,
    asked_port: DFF<Bits<4>>,
    asked: DFF<Bits<13>>,
    hits: DFF<Bits<4>>,
    hit_port: DFF<Bits<4>>,
    wanted: Signal<Local, Bits<13>>,
    entry: Signal<Local, Bits<13>>,
    slot_number: Signal<Local, Bits<2>>,
    hit_bits: Signal<Local, Bits<4>>,
}

impl Logic for InterfaceMatch {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, asked_port, asked, hits, hit_port);
        clock!(self, clock, first, second, third, fourth);
        self.wanted.next = bit_cast::<13, 12>(self.vlan.val()) | 0x1000;
        self.asked.d.next = self.wanted.val();
        self.asked_port.d.next = self.port.val();
        self.first.read_address.next = self.asked_port.q.val();
        self.second.read_address.next = self.asked_port.q.val();
        self.third.read_address.next = self.asked_port.q.val();
        self.fourth.read_address.next = self.asked_port.q.val();
        self.hit_bits.next = 0.into();
        if self.fourth.read_data.val() == self.asked.q.val() {
            self.hit_bits.next = 8.into();
        }
        if self.third.read_data.val() == self.asked.q.val() {
            self.hit_bits.next = 4.into();
        }
        if self.second.read_data.val() == self.asked.q.val() {
            self.hit_bits.next = 2.into();
        }
        if self.first.read_data.val() == self.asked.q.val() {
            self.hit_bits.next = 1.into();
        }
        self.hits.d.next = self.hit_bits.val();
        self.hit_port.d.next = self.asked_port.q.val();
        self.found.next = self.hits.q.val().any();
        self.found_port.next = self.hit_port.q.val();
        self.slot.next = 0.into();
        if self.hits.q.val().get_bit(1) {
            self.slot.next = 1.into();
        }
        if self.hits.q.val().get_bit(2) {
            self.slot.next = 2.into();
        }
        if self.hits.q.val().get_bit(3) {
            self.slot.next = 3.into();
        }

        self.slot_number.next = self.number.val().get_bits::<2>(0);
        self.entry.next = bit_cast::<13, 12>(self.write_vlan.val());
        if self.write_valid.val() {
            self.entry.next = bit_cast::<13, 12>(self.write_vlan.val()) | 0x1000;
        }
        self.first.write_enable.next = self.write.val() & (self.slot_number.val() == 0);
        self.second.write_enable.next = self.write.val() & (self.slot_number.val() == 1);
        self.third.write_enable.next = self.write.val() & (self.slot_number.val() == 2);
        self.fourth.write_enable.next = self.write.val() & (self.slot_number.val() == 3);
        self.first.write_address.next = self.number.val().get_bits::<4>(2);
        self.second.write_address.next = self.number.val().get_bits::<4>(2);
        self.third.write_address.next = self.number.val().get_bits::<4>(2);
        self.fourth.write_address.next = self.number.val().get_bits::<4>(2);
        self.first.write_data.next = self.entry.val();
        self.second.write_data.next = self.entry.val();
        self.third.write_data.next = self.entry.val();
        self.fourth.write_data.next = self.entry.val();
    }
}
