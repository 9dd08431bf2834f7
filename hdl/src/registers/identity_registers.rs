//! # IdentityRegisters: what the device is, and its serial line
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, two cycles later; zero where not of this group |
//! | write, write_data | in | for one cycle, one or more behind `address`    |
//! | epoch, uart_divisor | in | kept by the control plane                    |
//! | uart_divisor_write, uart_divisor_value | out | the host wants this one   |
//!
//! Clock: core_clock. Latency: 2 cycles. Storage: 72 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x00 to 0x07.
//! Not obvious: UART reads the divisor that is in use, not the one last written.

use ferroute_regmap::{LAYOUT_HASH, registers};
use rust_hdl::prelude::*;

use super::word_select::WordSelect;

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
    select: WordSelect<8, 9>,
    magic: Constant<Bits<32>>,
    hash_low: Constant<Bits<32>>,
    hash_high: Constant<Bits<32>>,
    dimensions: Constant<Bits<32>>,
    fdb_size: Constant<Bits<32>>,
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
            select: WordSelect::new([
                &registers::MAGIC,
                &registers::LAYOUT_HASH_LOW,
                &registers::LAYOUT_HASH_HIGH,
                &registers::DIMENSIONS,
                &registers::FDB_SIZE,
                &registers::EPOCH,
                &registers::UART,
                &registers::SCRATCH,
            ]),
            magic: constant(registers::MAGIC.reset),
            hash_low: constant(LAYOUT_HASH as u32),
            hash_high: constant((LAYOUT_HASH >> 32) as u32),
            dimensions: constant(dimensions),
            fdb_size: constant(registers::FDB_SIZE.reset),
        }
    }
}

impl Logic for IdentityRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, scratch);
        clock!(self, clock, select);
        self.select.address.next = self.address.val();
        self.select.words[0].next = self.magic.val();
        self.select.words[1].next = self.hash_low.val();
        self.select.words[2].next = self.hash_high.val();
        self.select.words[3].next = self.dimensions.val();
        self.select.words[4].next = self.fdb_size.val();
        self.select.words[5].next = bit_cast::<32, 16>(self.epoch.val());
        self.select.words[6].next = bit_cast::<32, 16>(self.uart_divisor.val());
        self.select.words[7].next = self.scratch.q.val();
        self.word.next = self.select.word.val();
        if self.write.val() & self.select.selected.val().get_bit(7) {
            self.scratch.d.next = self.write_data.val();
        }
        self.uart_divisor_write.next = self.write.val() & self.select.selected.val().get_bit(6);
        self.uart_divisor_value.next = self.write_data.val().get_bits::<16>(0);
    }
}
