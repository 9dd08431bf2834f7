//! # StatusRegisters: buffer, CPU port and time
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted                        |
//! | latch         | in  | one cycle behind `address`: it is taken now       |
//! | clocks        | out | CYCLES_LOW as it is                               |
//! | word          | out | it, two cycles later; zero where not of this group |
//! | free_cells    | in  | of the packet buffer                              |
//! | punt_words, inject_words, inject_refused | in | of the CPU port         |
//!
//! Clock: core_clock. Latency: 2 cycles. Storage: 151 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x18 to 0x39.
//! Not obvious: `free_cells` counts from the first value that is not zero, as
//! the buffer needs a few cycles to have its cells ready.

use ferroute_regmap::registers;
use rust_hdl::prelude::*;

use super::word_select::WordSelect;

#[derive(LogicBlock)]
pub struct StatusRegisters {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<6>>,
    pub latch: Signal<In, Bit>,
    pub word: Signal<Out, Bits<32>>,
    pub clocks: Signal<Out, Bits<32>>,
    pub free_cells: Signal<In, Bits<16>>,
    pub punt_words: Signal<In, Bits<16>>,
    pub inject_words: Signal<In, Bits<16>>,
    pub inject_refused: Signal<In, Bits<16>>,
    lowest: DFF<Bits<16>>,
    lowest_valid: DFF<Bit>,
    cycles_low: DFF<Bits<32>>,
    cycles_high: DFF<Bits<32>>,
    latched_high: DFF<Bits<32>>,
    /// `cycles_low` has its largest value.
    low_ends: DFF<Bit>,
    select: WordSelect<5, 6>,
    last_but_one: Constant<Bits<32>>,
}

impl Default for StatusRegisters {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            address: Default::default(),
            latch: Default::default(),
            word: Default::default(),
            clocks: Default::default(),
            free_cells: Default::default(),
            punt_words: Default::default(),
            inject_words: Default::default(),
            inject_refused: Default::default(),
            lowest: Default::default(),
            lowest_valid: Default::default(),
            cycles_low: Default::default(),
            cycles_high: Default::default(),
            latched_high: Default::default(),
            low_ends: Default::default(),
            select: WordSelect::new([
                &registers::BUFFER,
                &registers::PUNT_STATUS,
                &registers::INJECT_STATUS,
                &registers::CYCLES_LOW,
                &registers::CYCLES_HIGH,
            ]),
            last_but_one: Constant::new(u64::from(u32::MAX - 1).to_bits()),
        }
    }
}

impl Logic for StatusRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, lowest, lowest_valid, cycles_low, cycles_high, latched_high, low_ends);
        clock!(self, clock, select);
        self.cycles_low.d.next = self.cycles_low.q.val() + 1;
        self.low_ends.d.next = self.cycles_low.q.val() == self.last_but_one.val();
        if self.low_ends.q.val() {
            self.cycles_high.d.next = self.cycles_high.q.val() + 1;
        }
        if self.free_cells.val() != 0 {
            self.lowest_valid.d.next = true;
        }
        if (!self.lowest_valid.q.val()) | (self.free_cells.val() < self.lowest.q.val()) {
            self.lowest.d.next = self.free_cells.val();
        }
        self.select.address.next = self.address.val();
        self.select.words[0].next = bit_cast::<32, 16>(self.free_cells.val())
            | (bit_cast::<32, 16>(self.lowest.q.val()) << 16);
        self.select.words[1].next = bit_cast::<32, 16>(self.punt_words.val());
        self.select.words[2].next = bit_cast::<32, 16>(self.inject_words.val())
            | (bit_cast::<32, 16>(self.inject_refused.val()) << 16);
        self.select.words[3].next = self.cycles_low.q.val();
        self.clocks.next = self.cycles_low.q.val();
        self.select.words[4].next = self.latched_high.q.val();
        if self.latch.val() & self.select.selected.val().get_bit(3) {
            self.latched_high.d.next = self.cycles_high.q.val();
        }
        self.word.next = self.select.word.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut StatusRegisters) {
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
    }

    #[test]
    fn cycles_carry_and_are_latched_together() {
        let mut uut = StatusRegisters::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        uut.address.next = 0x38.into();
        cycle(&mut uut);
        uut.cycles_low.q.next = 0xFFFF_FFFE.into();
        uut.cycles_high.q.next = 7.into();
        assert!(simulate(&mut uut, 100));
        uut.latch.next = true;
        cycle(&mut uut);
        assert_eq!(uut.word.val(), 0xFFFF_FFFE);
        cycle(&mut uut);
        assert_eq!(uut.word.val(), 0xFFFF_FFFF);
        uut.latch.next = false;
        uut.address.next = 0x39.into();
        cycle(&mut uut);
        assert_eq!(uut.word.val(), 0, "the low word went on");
        cycle(&mut uut);
        assert_eq!(uut.word.val(), 7, "the high word is that of the last latch");
        uut.address.next = 0x38.into();
        cycle(&mut uut);
        uut.latch.next = true;
        cycle(&mut uut);
        uut.latch.next = false;
        uut.address.next = 0x39.into();
        cycle(&mut uut);
        cycle(&mut uut);
        assert_eq!(uut.word.val(), 8);
    }
}
