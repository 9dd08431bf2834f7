//! # IdentityRegisters: what the device is, and its serial line
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, one cycle later; zero where not of this group |
//! | write, write_data | in | for one cycle                                  |
//! | epoch, uart_divisor | in | kept by the control plane                    |
//! | uart_divisor_write, uart_divisor_value | out | the host wants this one   |
//!
//! Clock: core_clock. Latency: 1 cycle. Storage: 65 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x00 to 0x07.
//! Not obvious: UART reads the divisor that is in use, not the one last written.

use ferroute_regmap::{LAYOUT_HASH, registers};
use rust_hdl::prelude::*;

use super::address_of;

#[derive(LogicBlock)]
pub struct IdentityRegisters {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<6>>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    pub epoch: Signal<In, Bits<16>>,
    pub uart_divisor: Signal<In, Bits<16>>,
    pub uart_divisor_write: Signal<Out, Bit>,
    pub uart_divisor_value: Signal<Out, Bits<16>>,
    scratch: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    magic: Constant<Bits<32>>,
    hash_low: Constant<Bits<32>>,
    hash_high: Constant<Bits<32>>,
    dimensions: Constant<Bits<32>>,
    fdb_size: Constant<Bits<32>>,
    magic_address: Constant<Bits<6>>,
    hash_low_address: Constant<Bits<6>>,
    hash_high_address: Constant<Bits<6>>,
    dimensions_address: Constant<Bits<6>>,
    fdb_size_address: Constant<Bits<6>>,
    epoch_address: Constant<Bits<6>>,
    uart_address: Constant<Bits<6>>,
    scratch_address: Constant<Bits<6>>,
}

impl IdentityRegisters {
    /// `ports`: front-panel ports; `cells`: cells of the packet buffer.
    pub fn new(ports: usize, cells: usize) -> Self {
        let fields = registers::DIMENSIONS.fields;
        let dimensions = fields[1].set(fields[0].set(0, ports as u32), cells as u32);
        let constant = |word: u32| Constant::new(u64::from(word).to_bits());
        Self {
            clock: Default::default(),
            address: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            epoch: Default::default(),
            uart_divisor: Default::default(),
            uart_divisor_write: Default::default(),
            uart_divisor_value: Default::default(),
            scratch: Default::default(),
            answer: Default::default(),
            magic: constant(registers::MAGIC.reset),
            hash_low: constant(LAYOUT_HASH as u32),
            hash_high: constant((LAYOUT_HASH >> 32) as u32),
            dimensions: constant(dimensions),
            fdb_size: constant(registers::FDB_SIZE.reset),
            magic_address: address_of(&registers::MAGIC),
            hash_low_address: address_of(&registers::LAYOUT_HASH_LOW),
            hash_high_address: address_of(&registers::LAYOUT_HASH_HIGH),
            dimensions_address: address_of(&registers::DIMENSIONS),
            fdb_size_address: address_of(&registers::FDB_SIZE),
            epoch_address: address_of(&registers::EPOCH),
            uart_address: address_of(&registers::UART),
            scratch_address: address_of(&registers::SCRATCH),
        }
    }
}

impl Logic for IdentityRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, scratch, answer);
        self.answer.d.next = 0.into();
        if self.address.val() == self.magic_address.val() {
            self.answer.d.next = self.magic.val();
        } else if self.address.val() == self.hash_low_address.val() {
            self.answer.d.next = self.hash_low.val();
        } else if self.address.val() == self.hash_high_address.val() {
            self.answer.d.next = self.hash_high.val();
        } else if self.address.val() == self.dimensions_address.val() {
            self.answer.d.next = self.dimensions.val();
        } else if self.address.val() == self.fdb_size_address.val() {
            self.answer.d.next = self.fdb_size.val();
        } else if self.address.val() == self.epoch_address.val() {
            self.answer.d.next = bit_cast::<32, 16>(self.epoch.val());
        } else if self.address.val() == self.uart_address.val() {
            self.answer.d.next = bit_cast::<32, 16>(self.uart_divisor.val());
        } else if self.address.val() == self.scratch_address.val() {
            self.answer.d.next = self.scratch.q.val();
        }
        self.word.next = self.answer.q.val();
        if self.write.val() & (self.address.val() == self.scratch_address.val()) {
            self.scratch.d.next = self.write_data.val();
        }
        self.uart_divisor_write.next =
            self.write.val() & (self.address.val() == self.uart_address.val());
        self.uart_divisor_value.next = self.write_data.val().get_bits::<16>(0);
    }
}
