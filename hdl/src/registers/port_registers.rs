//! # PortRegisters: what each port may do
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, one cycle later; zero where not of this group |
//! | write, write_data | in | for one cycle                                  |
//! | rx_enable, forward, flood, learn, inject_ports | out | a bit a port     |
//! | trap_link_local | out | TRAP.link_local                                 |
//! | link_up       | in  | as the PHYs report                                |
//!
//! Clock: core_clock. Latency: 1 cycle. Storage: 78 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x10 to 0x16.
//! Not obvious: after power-up all ports receive, send and learn and all but
//! the CPU port get floods; bits of ports that the build lacks start at 0.

use ferroute_regmap::{register::Register, registers};
use rust_hdl::prelude::*;

use super::address_of;

#[derive(LogicBlock)]
pub struct PortRegisters {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<6>>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    pub rx_enable: Signal<Out, Bits<9>>,
    pub forward: Signal<Out, Bits<9>>,
    pub flood: Signal<Out, Bits<9>>,
    pub learn: Signal<Out, Bits<9>>,
    pub inject_ports: Signal<Out, Bits<9>>,
    pub trap_link_local: Signal<Out, Bit>,
    pub link_up: Signal<In, Bits<8>>,
    rx_enable_register: DFFWithInit<Bits<9>>,
    forward_register: DFFWithInit<Bits<9>>,
    flood_register: DFFWithInit<Bits<9>>,
    learn_register: DFFWithInit<Bits<9>>,
    inject_register: DFF<Bits<9>>,
    trap_register: DFF<Bits<1>>,
    answer: DFF<Bits<9>>,
    ports: Signal<Local, Bits<9>>,
    rx_enable_address: Constant<Bits<6>>,
    forward_address: Constant<Bits<6>>,
    flood_address: Constant<Bits<6>>,
    learn_address: Constant<Bits<6>>,
    trap_address: Constant<Bits<6>>,
    inject_address: Constant<Bits<6>>,
    link_address: Constant<Bits<6>>,
}

impl PortRegisters {
    /// `ports`: front-panel ports.
    pub fn new(ports: usize) -> Self {
        let reset = |register: &Register, bits: usize| {
            DFFWithInit::new(u64::from(register.reset & ((1 << bits) - 1)).to_bits())
        };
        Self {
            clock: Default::default(),
            address: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            rx_enable: Default::default(),
            forward: Default::default(),
            flood: Default::default(),
            learn: Default::default(),
            inject_ports: Default::default(),
            trap_link_local: Default::default(),
            link_up: Default::default(),
            rx_enable_register: reset(&registers::RX_ENABLE, ports + 1),
            forward_register: reset(&registers::FORWARD, ports + 1),
            flood_register: reset(&registers::FLOOD, ports),
            learn_register: reset(&registers::LEARN, ports),
            inject_register: Default::default(),
            trap_register: Default::default(),
            answer: Default::default(),
            ports: Default::default(),
            rx_enable_address: address_of(&registers::RX_ENABLE),
            forward_address: address_of(&registers::FORWARD),
            flood_address: address_of(&registers::FLOOD),
            learn_address: address_of(&registers::LEARN),
            trap_address: address_of(&registers::TRAP),
            inject_address: address_of(&registers::INJECT_PORTS),
            link_address: address_of(&registers::LINK_STATUS),
        }
    }
}

impl Logic for PortRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, rx_enable_register, forward_register, flood_register, learn_register);
        dff_setup!(self, clock, inject_register, trap_register, answer);
        self.ports.next = self.write_data.val().get_bits::<9>(0);
        self.answer.d.next = 0.into();
        if self.address.val() == self.rx_enable_address.val() {
            self.answer.d.next = self.rx_enable_register.q.val();
            if self.write.val() {
                self.rx_enable_register.d.next = self.ports.val();
            }
        } else if self.address.val() == self.forward_address.val() {
            self.answer.d.next = self.forward_register.q.val();
            if self.write.val() {
                self.forward_register.d.next = self.ports.val();
            }
        } else if self.address.val() == self.flood_address.val() {
            self.answer.d.next = self.flood_register.q.val();
            if self.write.val() {
                self.flood_register.d.next = self.ports.val();
            }
        } else if self.address.val() == self.learn_address.val() {
            self.answer.d.next = self.learn_register.q.val();
            if self.write.val() {
                self.learn_register.d.next = self.ports.val();
            }
        } else if self.address.val() == self.trap_address.val() {
            self.answer.d.next = bit_cast::<9, 1>(self.trap_register.q.val());
            if self.write.val() {
                self.trap_register.d.next = self.write_data.val().get_bits::<1>(0);
            }
        } else if self.address.val() == self.inject_address.val() {
            self.answer.d.next = self.inject_register.q.val();
            if self.write.val() {
                self.inject_register.d.next = self.ports.val();
            }
        } else if self.address.val() == self.link_address.val() {
            self.answer.d.next = bit_cast::<9, 8>(self.link_up.val());
        }
        self.word.next = bit_cast::<32, 9>(self.answer.q.val());
        self.rx_enable.next = self.rx_enable_register.q.val();
        self.forward.next = self.forward_register.q.val();
        self.flood.next = self.flood_register.q.val();
        self.learn.next = self.learn_register.q.val();
        self.inject_ports.next = self.inject_register.q.val();
        self.trap_link_local.next = self.trap_register.q.val() == 1;
    }
}
