//! # FdbHasher: the rows of a key in each way
//! `regmap::fdb_hash` in two stages of three LUTs each.
//!
//! | port     | dir | meaning                                                  |
//! | key      | in  | to be hashed                                             |
//! | seed     | in  |                                                          |
//! | second   | in  | the second probe of the key                              |
//! | scan     | in  | no key: `scan_row` of the next cycle in every way        |
//! | scan_row | in  | zero unless `scan` was 1 in the cycle before             |
//! | rows     | out | of each way, 2 cycles after `key`                        |
//!
//! Clock: core_clock. Latency: 2 cycles. Throughput: one probe a cycle.
//! Storage: 100 bits. Resources: see `Fdb`. Tables: regmap::fdb_hash.
//! Not obvious: the linear layers map zero to zero, so that a scan needs no
//! multiplexer: the hash is zero and its row is added.

use ferroute_regmap::fdb_hash::{
    FIRST_ROTATIONS, FOLD_SHIFT, KEY_BITS, PROBE_ROTATION, ROW_BITS, SECOND_ROTATIONS,
};
use ferroute_regmap::size::FDB_WAYS;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct FdbHasher {
    pub clock: Signal<In, Clock>,
    pub key: Signal<In, Bits<60>>,
    pub seed: Signal<In, Bits<60>>,
    pub second: Signal<In, Bit>,
    pub scan: Signal<In, Bit>,
    pub scan_row: Signal<In, Bits<10>>,
    pub rows: [Signal<Out, Bits<10>>; 4],
    /// After the first linear layer.
    linear: DFF<Bits<60>>,
    row: [DFF<Bits<10>>; 4],
    keyed: Signal<Local, Bits<60>>,
    mixed: Signal<Local, Bits<60>>,
    remixed: Signal<Local, Bits<60>>,
    spread: Signal<Local, Bits<60>>,
    turned_17: Signal<Local, Bits<60>>,
    turned_43: Signal<Local, Bits<60>>,
    scan_rows: Signal<Local, Bits<20>>,
    upper: Signal<Local, Bits<20>>,
    folded: Signal<Local, Bits<20>>,
}

impl Default for FdbHasher {
    fn default() -> Self {
        assert!(
            (KEY_BITS, ROW_BITS, FDB_WAYS, FOLD_SHIFT, PROBE_ROTATION) == (60, 10, 4, 40, 23)
                && FIRST_ROTATIONS == [7, 26]
                && SECOND_ROTATIONS == [17, 43],
            "the numbers below are those of regmap::fdb_hash"
        );
        Self {
            clock: Default::default(),
            key: Default::default(),
            seed: Default::default(),
            second: Default::default(),
            scan: Default::default(),
            scan_row: Default::default(),
            rows: std::array::from_fn(|_| Default::default()),
            linear: Default::default(),
            row: std::array::from_fn(|_| Default::default()),
            keyed: Default::default(),
            mixed: Default::default(),
            remixed: Default::default(),
            spread: Default::default(),
            turned_17: Default::default(),
            turned_43: Default::default(),
            scan_rows: Default::default(),
            upper: Default::default(),
            folded: Default::default(),
        }
    }
}

impl Logic for FdbHasher {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, linear);
        for i in 0..4 {
            self.row[i].clock.next = self.clock.val();
        }
        self.keyed.next = self.key.val() ^ self.seed.val();
        if self.second.val() {
            self.keyed.next =
                self.key.val() ^ ((self.seed.val() << 23) | (self.seed.val() >> 37));
        }
        self.mixed.next = self.keyed.val()
            ^ (((self.keyed.val() << 1) | (self.keyed.val() >> 59))
                & (!((self.keyed.val() << 2) | (self.keyed.val() >> 58))));
        self.linear.d.next = self.mixed.val()
            ^ ((self.mixed.val() << 7) | (self.mixed.val() >> 53))
            ^ ((self.mixed.val() << 26) | (self.mixed.val() >> 34));
        if self.scan.val() {
            self.linear.d.next = 0.into();
        }

        self.remixed.next = self.linear.q.val()
            ^ (((self.linear.q.val() << 1) | (self.linear.q.val() >> 59))
                & (!((self.linear.q.val() << 2) | (self.linear.q.val() >> 58))));
        self.turned_17.next = (self.remixed.val() << 17) | (self.remixed.val() >> 43);
        self.turned_43.next = (self.remixed.val() << 43) | (self.remixed.val() >> 17);
        self.spread.next = self.remixed.val() ^ self.turned_17.val() ^ self.turned_43.val();
        // Two LUTs a bit, where the sum of two spreads and the row takes three.
        self.scan_rows.next =
            bit_cast::<20, 10>(self.scan_row.val()) | (bit_cast::<20, 10>(self.scan_row.val()) << 10);
        self.upper.next = self.spread.val().get_bits::<20>(40) ^ self.scan_rows.val();
        self.folded.next = ((self.upper.val() ^ self.remixed.val().get_bits::<20>(0))
            ^ self.turned_17.val().get_bits::<20>(0))
            ^ self.turned_43.val().get_bits::<20>(0);
        self.row[0].d.next = self.folded.val().get_bits::<10>(0);
        self.row[1].d.next = self.folded.val().get_bits::<10>(10);
        self.row[2].d.next = self.spread.val().get_bits::<10>(20) ^ self.scan_row.val();
        self.row[3].d.next = self.spread.val().get_bits::<10>(30) ^ self.scan_row.val();
        for i in 0..4 {
            self.rows[i].next = self.row[i].q.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::fdb_hash;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    fn cycle(hasher: &mut FdbHasher) {
        hasher.clock.next = true.into();
        assert!(simulate(hasher, 100));
        hasher.clock.next = false.into();
        assert!(simulate(hasher, 100));
    }

    #[test]
    fn rows_are_those_of_the_contract() {
        let seed = 0xFDB;
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut hasher = FdbHasher::default();
        hasher.connect_all();
        let mut expected = std::collections::VecDeque::new();
        for step in 0..1000u64 {
            let key: u64 = random.random_range(0..1 << 60);
            let probe = usize::from(random.random_bool(0.5));
            let scan = random.random_bool(0.2);
            let row: u16 = random.random_range(0..1024);
            let seed = if step < 500 { 0x0123_4567_89AB_CDE } else { random.random_range(0..1 << 60) };
            hasher.key.next = key.to_bits();
            hasher.seed.next = seed.to_bits();
            hasher.second.next = probe == 1;
            hasher.scan.next = scan;
            hasher.scan_row.next = expected
                .back()
                .and_then(|&(scan, row, _): &(bool, u16, [u16; 4])| scan.then_some(u64::from(row)))
                .unwrap_or(0)
                .to_bits();
            expected.push_back((scan, row, fdb_hash::rows(key, seed, probe)));
            cycle(&mut hasher);
            if expected.len() == 2 {
                let (scan, row, rows) = expected.pop_front().unwrap();
                let found: [u16; 4] =
                    std::array::from_fn(|way| hasher.rows[way].val().to_u64() as u16);
                assert_eq!(found, if scan { [row; 4] } else { rows }, "step {step}");
            }
        }
    }
}
