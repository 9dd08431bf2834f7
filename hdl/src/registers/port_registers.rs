//! # PortRegisters: what each port may do
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, two cycles later; zero where not of this group |
//! | write, write_data | in | for one cycle, one or more behind `address`    |
//! | rx_enable, forward, flood, learn, inject_ports | out | a bit a port     |
//! | trap_link_local | out | TRAP.link_local                                 |
//! | link_up       | in  | as the PHYs report                                |
//!
//! Clock: core_clock. Latency: 2 cycles. Storage: 62 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x10 to 0x16.
//! Not obvious: after power-up all ports receive, send and learn and all but
//! the CPU port get floods; bits of ports that the build lacks start at 0.

use ferroute_regmap::{register::Register, registers};
use rust_hdl::prelude::*;

use super::word_select::WordSelect;

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
    select: WordSelect<7, 8>,
    ports: Signal<Local, Bits<9>>,
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
            select: WordSelect::new([
                &registers::RX_ENABLE,
                &registers::FORWARD,
                &registers::FLOOD,
                &registers::LEARN,
                &registers::TRAP,
                &registers::INJECT_PORTS,
                &registers::LINK_STATUS,
            ]),
            ports: Default::default(),
        }
    }
}

impl Logic for PortRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, rx_enable_register, forward_register, flood_register, learn_register);
        dff_setup!(self, clock, inject_register, trap_register);
        clock!(self, clock, select);
        self.ports.next = self.write_data.val().get_bits::<9>(0);
        self.select.address.next = self.address.val();
        self.select.words[0].next = bit_cast::<32, 9>(self.rx_enable_register.q.val());
        self.select.words[1].next = bit_cast::<32, 9>(self.forward_register.q.val());
        self.select.words[2].next = bit_cast::<32, 9>(self.flood_register.q.val());
        self.select.words[3].next = bit_cast::<32, 9>(self.learn_register.q.val());
        self.select.words[4].next = bit_cast::<32, 1>(self.trap_register.q.val());
        self.select.words[5].next = bit_cast::<32, 9>(self.inject_register.q.val());
        self.select.words[6].next = bit_cast::<32, 8>(self.link_up.val());
        self.word.next = self.select.word.val();
        if self.write.val() & self.select.selected.val().get_bit(0) {
            self.rx_enable_register.d.next = self.ports.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(1) {
            self.forward_register.d.next = self.ports.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(2) {
            self.flood_register.d.next = self.ports.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(3) {
            self.learn_register.d.next = self.ports.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(4) {
            self.trap_register.d.next = self.write_data.val().get_bits::<1>(0);
        }
        if self.write.val() & self.select.selected.val().get_bit(5) {
            self.inject_register.d.next = self.ports.val();
        }
        self.rx_enable.next = self.rx_enable_register.q.val();
        self.forward.next = self.forward_register.q.val();
        self.flood.next = self.flood_register.q.val();
        self.learn.next = self.learn_register.q.val();
        self.inject_ports.next = self.inject_register.q.val();
        self.trap_link_local.next = self.trap_register.q.val() == 1;
    }
}
