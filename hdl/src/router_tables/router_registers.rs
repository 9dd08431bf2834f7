//! # RouterRegisters: region ROUTER
//!
//! | port          | dir | meaning                                           |
//! | write         | in  | for one cycle: `write_data` goes to `offset`       |
//! | offset        | in  | steady for 2 cycles before                        |
//! | word          | out | 4 cycles after `offset`: the register, else zero  |
//! | seed, lengths4, lengths6, wide_lengths4, wide_lengths6, default_routes | out | for `FibEngine` |
//! | ecmp_seed, probe_enable, probe_port | out | registers                   |
//! | probe_valid, probe_verdict, probe_lookup, probe_entry, probe_mac | in | a probe was decided about |
//!
//! Clock: core_clock. Clear: none. Latency: 4 cycles. Throughput: one access at
//! a time. Storage: 17 registers and 149 bit of the last probe.
//! Resources: see `RouterTables`. Tables: regmap::registers, from 0xF00000 on.
//! Not obvious: a list of lengths changes a register at a time; since its order
//! means nothing, each state in between is a list as well.

use ferroute_regmap::{fib_entry, registers};
use rust_hdl::prelude::*;

use crate::registers::word_select::WordSelect;

#[derive(LogicBlock)]
pub struct RouterRegisters {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    pub seed: Signal<Out, Bits<60>>,
    pub lengths4: Signal<Out, Bits<128>>,
    pub lengths6: Signal<Out, Bits<128>>,
    pub wide_lengths4: Signal<Out, Bits<64>>,
    pub wide_lengths6: Signal<Out, Bits<64>>,
    pub default_routes: Signal<Out, Bits<32>>,
    pub ecmp_seed: Signal<Out, Bits<32>>,
    pub probe_enable: Signal<Out, Bit>,
    pub probe_port: Signal<Out, Bits<4>>,
    pub probe_valid: Signal<In, Bit>,
    pub probe_verdict: Signal<In, Bits<32>>,
    pub probe_lookup: Signal<In, Bits<32>>,
    pub probe_entry: Signal<In, Bits<32>>,
    pub probe_mac: Signal<In, Bits<48>>,
    sizes: Constant<Bits<32>>,
    seed_low: DFF<Bits<32>>,
    seed_high: DFF<Bits<28>>,
    defaults: DFF<Bits<32>>,
    flow_seed: DFF<Bits<32>>,
    enable: DFF<Bit>,
    port: DFF<Bits<4>>,
    pool: [DFF<Bits<32>>; 8],
    wide: [DFF<Bits<32>>; 4],
    verdict: DFF<Bits<27>>,
    probes: DFF<Bits<5>>,
    lookup: DFF<Bits<32>>,
    entry: DFF<Bits<32>>,
    mac: DFF<Bits<48>>,
    settings: WordSelect<6, 7>,
    pool_lists: WordSelect<8, 9>,
    wide_lists: WordSelect<4, 5>,
    probe: WordSelect<5, 6>,
    address: Signal<Local, Bits<6>>,
    joined: DFF<Bits<32>>,
    mapped: DFF<Bit>,
    enable_bit: Signal<Local, Bits<32>>,
    top_bit: Constant<Bits<32>>,
    default_fields: Constant<Bits<32>>,
}

impl RouterRegisters {
    /// log2 of the rows of a bank of each pool.
    pub fn new(fib4_row_bits: usize, fib6_row_bits: usize) -> Self {
        let field = |name: &str, word: u32, value: u32| {
            let field = registers::ROUTER_SIZES.fields.iter().find(|field| field.name == name);
            field.expect("a field of the contract").set(word, value)
        };
        let sizes = field("fib4_row_bits", 0, fib4_row_bits as u32);
        let sizes = field("fib6_row_bits", sizes, fib6_row_bits as u32);
        let sizes = field("wide_row_bits", sizes, fib_entry::WIDE_ROW_BITS);
        Self {
            clock: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            seed: Default::default(),
            lengths4: Default::default(),
            lengths6: Default::default(),
            wide_lengths4: Default::default(),
            wide_lengths6: Default::default(),
            default_routes: Default::default(),
            ecmp_seed: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            probe_valid: Default::default(),
            probe_verdict: Default::default(),
            probe_lookup: Default::default(),
            probe_entry: Default::default(),
            probe_mac: Default::default(),
            sizes: Constant::new(u64::from(sizes).to_bits()),
            seed_low: Default::default(),
            seed_high: Default::default(),
            defaults: Default::default(),
            flow_seed: Default::default(),
            enable: Default::default(),
            port: Default::default(),
            pool: std::array::from_fn(|_| Default::default()),
            wide: std::array::from_fn(|_| Default::default()),
            verdict: Default::default(),
            probes: Default::default(),
            lookup: Default::default(),
            entry: Default::default(),
            mac: Default::default(),
            settings: WordSelect::new([
                &registers::ROUTER_SIZES,
                &registers::FIB_SEED_LOW,
                &registers::FIB_SEED_HIGH,
                &registers::DEFAULT_ROUTES,
                &registers::ECMP_SEED,
                &registers::PROBE,
            ]),
            pool_lists: WordSelect::new([
                &registers::FIB4_LENGTHS_0,
                &registers::FIB4_LENGTHS_1,
                &registers::FIB4_LENGTHS_2,
                &registers::FIB4_LENGTHS_3,
                &registers::FIB6_LENGTHS_0,
                &registers::FIB6_LENGTHS_1,
                &registers::FIB6_LENGTHS_2,
                &registers::FIB6_LENGTHS_3,
            ]),
            wide_lists: WordSelect::new([
                &registers::WIDE4_LENGTHS_0,
                &registers::WIDE4_LENGTHS_1,
                &registers::WIDE6_LENGTHS_0,
                &registers::WIDE6_LENGTHS_1,
            ]),
            probe: WordSelect::new([
                &registers::PROBE_VERDICT,
                &registers::PROBE_LOOKUP,
                &registers::PROBE_ENTRY,
                &registers::PROBE_MAC_LOW,
                &registers::PROBE_MAC_HIGH,
            ]),
            address: Default::default(),
            joined: Default::default(),
            mapped: Default::default(),
            enable_bit: Default::default(),
            top_bit: Constant::new((1u64 << 31).to_bits()),
            default_fields: Constant::new(0x81FF_81FFu64.to_bits()),
        }
    }
}

impl Logic for RouterRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, seed_low, seed_high, defaults, flow_seed, enable, port);
        dff_setup!(self, clock, verdict, probes, lookup, entry, mac, joined, mapped);
        clock!(self, clock, settings, pool_lists, wide_lists, probe);
        self.address.next = self.offset.val().get_bits::<6>(0);
        self.mapped.d.next = self.offset.val().get_bits::<14>(6) == 0;
        self.settings.address.next = self.address.val();
        self.pool_lists.address.next = self.address.val();
        self.wide_lists.address.next = self.address.val();
        self.probe.address.next = self.address.val();
        self.settings.words[0].next = self.sizes.val();
        self.settings.words[1].next = self.seed_low.q.val();
        self.settings.words[2].next = bit_cast::<32, 28>(self.seed_high.q.val());
        self.settings.words[3].next = self.defaults.q.val();
        self.settings.words[4].next = self.flow_seed.q.val();
        self.enable_bit.next = 0.into();
        if self.enable.q.val() {
            self.enable_bit.next = self.top_bit.val();
        }
        self.settings.words[5].next =
            self.enable_bit.val() | bit_cast::<32, 4>(self.port.q.val());
        if self.write.val() & self.mapped.q.val() {
            if self.settings.selected.val().get_bit(1) {
                self.seed_low.d.next = self.write_data.val();
            }
            if self.settings.selected.val().get_bit(2) {
                self.seed_high.d.next = self.write_data.val().get_bits::<28>(0);
            }
            if self.settings.selected.val().get_bit(3) {
                // Next hops of 9 bits, valid bits.
                self.defaults.d.next = self.write_data.val() & self.default_fields.val();
            }
            if self.settings.selected.val().get_bit(4) {
                self.flow_seed.d.next = self.write_data.val();
            }
            if self.settings.selected.val().get_bit(5) {
                self.enable.d.next = self.write_data.val().get_bit(31);
                self.port.d.next = self.write_data.val().get_bits::<4>(0);
            }
        }
        for i in 0..8 {
            self.pool[i].clock.next = self.clock.val();
            self.pool[i].d.next = self.pool[i].q.val();
            self.pool_lists.words[i].next = self.pool[i].q.val();
            if self.write.val() & self.mapped.q.val() & self.pool_lists.selected.val().get_bit(i) {
                self.pool[i].d.next = self.write_data.val();
            }
        }
        for i in 0..4 {
            self.wide[i].clock.next = self.clock.val();
            self.wide[i].d.next = self.wide[i].q.val();
            self.wide_lists.words[i].next = self.wide[i].q.val();
            if self.write.val() & self.mapped.q.val() & self.wide_lists.selected.val().get_bit(i) {
                self.wide[i].d.next = self.write_data.val();
            }
        }
        if self.probe_valid.val() {
            self.verdict.d.next = self.probe_verdict.val().get_bits::<27>(0);
            self.probes.d.next = self.probes.q.val() + 1;
            self.lookup.d.next = self.probe_lookup.val();
            self.entry.d.next = self.probe_entry.val();
            self.mac.d.next = self.probe_mac.val();
        }
        self.probe.words[0].next = bit_cast::<32, 27>(self.verdict.q.val())
            | (bit_cast::<32, 5>(self.probes.q.val()) << 27);
        self.probe.words[1].next = self.lookup.q.val();
        self.probe.words[2].next = self.entry.q.val();
        self.probe.words[3].next = self.mac.q.val().get_bits::<32>(0);
        self.probe.words[4].next = bit_cast::<32, 16>(self.mac.q.val().get_bits::<16>(32));

        self.joined.d.next = 0.into();
        if self.mapped.q.val() {
            self.joined.d.next = self.settings.word.val()
                | self.pool_lists.word.val()
                | self.wide_lists.word.val()
                | self.probe.word.val();
        }
        self.word.next = self.joined.q.val();
        self.seed.next = bit_cast::<60, 32>(self.seed_low.q.val())
            | (bit_cast::<60, 28>(self.seed_high.q.val()) << 32);
        self.lengths4.next = bit_cast::<128, 32>(self.pool[0].q.val())
            | (bit_cast::<128, 32>(self.pool[1].q.val()) << 32)
            | (bit_cast::<128, 32>(self.pool[2].q.val()) << 64)
            | (bit_cast::<128, 32>(self.pool[3].q.val()) << 96);
        self.lengths6.next = bit_cast::<128, 32>(self.pool[4].q.val())
            | (bit_cast::<128, 32>(self.pool[5].q.val()) << 32)
            | (bit_cast::<128, 32>(self.pool[6].q.val()) << 64)
            | (bit_cast::<128, 32>(self.pool[7].q.val()) << 96);
        self.wide_lengths4.next = bit_cast::<64, 32>(self.wide[0].q.val())
            | (bit_cast::<64, 32>(self.wide[1].q.val()) << 32);
        self.wide_lengths6.next = bit_cast::<64, 32>(self.wide[2].q.val())
            | (bit_cast::<64, 32>(self.wide[3].q.val()) << 32);
        self.default_routes.next = self.defaults.q.val();
        self.ecmp_seed.next = self.flow_seed.q.val();
        self.probe_enable.next = self.enable.q.val();
        self.probe_port.next = self.port.q.val();
    }
}
