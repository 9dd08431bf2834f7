//! # FdbWay: one way of the table and its comparison
//! A row is read, its entry registered, compared with a key in two stages; the
//! rows of a job are kept until it writes.
//!
//! | port        | dir | cycle | meaning                                      |
//! | read, row   | in  | 0     | the row to read                              |
//! | save        | in  | 0     | keep `row` as that of a job's next probe     |
//! | skip        | in  | 0     | the entry counts as empty                    |
//! | key, port   | in  | 2     | what to compare with                         |
//! | any_port, any_mac, any_fid | in | 2 | 1: whatever these are               |
//! | any_static  | in  | 2     | 0: no static entries                         |
//! | entry       | out | 2     | the entry                                    |
//! | held        | out | 4     | it is valid                                  |
//! | hit         | out | 4     | and matches                                  |
//! | hit_port, hit_static | out | 4 | its port and static bit; zero without `hit` |
//! | advance     | in  |       | the job goes on with its second row          |
//! | forget      | in  |       | `saved_row` becomes zero                     |
//! | saved_row   | out |       | the job's row                                |
//! | write, write_key, write_entry | in | | into `saved_row`, see `FdbRam`      |
//!
//! Clock: core_clock. Latency: 4 cycles. Throughput: one row a cycle.
//! Storage: `FdbRam` and 120 bits. Resources: see `Fdb`.

use rust_hdl::prelude::*;

use super::fdb_ram::FdbRam;

#[derive(LogicBlock, Default)]
pub struct FdbWay {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub row: Signal<In, Bits<10>>,
    pub save: Signal<In, Bit>,
    pub skip: Signal<In, Bit>,
    pub key: Signal<In, Bits<60>>,
    pub port: Signal<In, Bits<4>>,
    pub any_port: Signal<In, Bit>,
    pub any_static: Signal<In, Bit>,
    pub any_mac: Signal<In, Bit>,
    pub any_fid: Signal<In, Bit>,
    pub entry: Signal<Out, Bits<69>>,
    pub held: Signal<Out, Bit>,
    pub hit: Signal<Out, Bit>,
    pub hit_port: Signal<Out, Bits<4>>,
    pub hit_static: Signal<Out, Bit>,
    pub advance: Signal<In, Bit>,
    pub forget: Signal<In, Bit>,
    pub saved_row: Signal<Out, Bits<10>>,
    pub write: Signal<In, Bit>,
    pub write_key: Signal<In, Bit>,
    pub write_entry: Signal<In, Bits<69>>,
    ram: FdbRam,
    /// Cycle 2.
    word: DFF<Bits<69>>,
    // Cycle 3: what differs, in groups of at most 8 bits that one LUT more
    // compares. What may be anything is cleared, by the reset of the registers.
    mac_differs: DFF<Bits<6>>,
    fid_differs: DFF<Bits<3>>,
    port_differs: DFF<Bits<2>>,
    allowed: DFF<Bit>,
    /// Port in bits 3:0, static bit above.
    info_3: DFF<Bits<5>>,
    held_3: DFF<Bit>,
    // Cycle 4.
    matched: DFF<Bit>,
    info_4: DFF<Bits<5>>,
    held_4: DFF<Bit>,
    // Rows of the job: its first, then its second.
    first_row: DFF<Bits<10>>,
    second_row: DFF<Bits<10>>,
    difference: Signal<Local, Bits<60>>,
    port_difference: Signal<Local, Bits<4>>,
    same: Signal<Local, Bit>,
}

impl Logic for FdbWay {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word, mac_differs, fid_differs, port_differs, allowed, info_3);
        dff_setup!(self, clock, held_3, matched, info_4, held_4, first_row, second_row);
        clock!(self, clock, ram);
        self.ram.read.next = self.read.val();
        self.ram.read_row.next = self.row.val();
        self.ram.clear.next = self.skip.val();
        self.word.d.next = self.ram.read_entry.val();
        self.entry.next = self.word.q.val();

        self.difference.next = self.word.q.val().get_bits::<60>(0) ^ self.key.val();
        self.mac_differs.d.next = bits::<6>(0)
            .replace_bit(0, self.difference.val().get_bits::<8>(0).any())
            .replace_bit(1, self.difference.val().get_bits::<8>(8).any())
            .replace_bit(2, self.difference.val().get_bits::<8>(16).any())
            .replace_bit(3, self.difference.val().get_bits::<8>(24).any())
            .replace_bit(4, self.difference.val().get_bits::<8>(32).any())
            .replace_bit(5, self.difference.val().get_bits::<8>(40).any());
        self.fid_differs.d.next = bits::<3>(0)
            .replace_bit(0, self.difference.val().get_bits::<8>(48).any())
            .replace_bit(1, self.difference.val().get_bits::<2>(56).any())
            .replace_bit(2, self.difference.val().get_bits::<2>(58).any());
        self.port_difference.next = self.word.q.val().get_bits::<4>(60) ^ self.port.val();
        self.port_differs.d.next = bits::<2>(0)
            .replace_bit(0, self.port_difference.val().get_bits::<2>(0).any())
            .replace_bit(1, self.port_difference.val().get_bits::<2>(2).any());
        if self.any_mac.val() {
            self.mac_differs.d.next = 0.into();
        }
        if self.any_fid.val() {
            self.fid_differs.d.next = 0.into();
        }
        if self.any_port.val() {
            self.port_differs.d.next = 0.into();
        }
        self.held_3.d.next = self.word.q.val().get_bit(68);
        self.info_3.d.next =
            bit_cast::<5, 4>(self.word.q.val().get_bits::<4>(60)).replace_bit(4, self.word.q.val().get_bit(67));
        self.allowed.d.next = self.word.q.val().get_bit(68)
            & (self.any_static.val() | (!self.word.q.val().get_bit(67)));

        self.same.next = self.allowed.q.val()
            & (!self.mac_differs.q.val().any())
            & (!self.fid_differs.q.val().any())
            & (!self.port_differs.q.val().any());
        self.matched.d.next = self.same.val();
        self.held_4.d.next = self.held_3.q.val();
        self.info_4.d.next = 0.into();
        if self.same.val() {
            self.info_4.d.next = self.info_3.q.val();
        }
        self.held.next = self.held_4.q.val();
        self.hit.next = self.matched.q.val();
        self.hit_port.next = self.info_4.q.val().get_bits::<4>(0);
        self.hit_static.next = self.info_4.q.val().get_bit(4);

        if self.save.val() {
            self.second_row.d.next = self.row.val();
        }
        if self.save.val() | self.advance.val() {
            self.first_row.d.next = self.second_row.q.val();
        }
        if self.forget.val() {
            self.first_row.d.next = 0.into();
        }
        self.saved_row.next = self.first_row.q.val();
        self.ram.write.next = self.write.val();
        self.ram.write_key.next = self.write_key.val();
        self.ram.write_row.next = self.first_row.q.val();
        self.ram.write_entry.next = self.write_entry.val();
    }
}
