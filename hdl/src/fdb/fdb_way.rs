//! # FdbWay: one way of the table and its comparison
//! A row is read, its entry registered, compared with a key in two stages; the
//! rows of a job are kept until it writes.
//!
//! | port        | dir | cycle | meaning                                      |
//! | read, row   | in  | 0     | the row to read                              |
//! | save        | in  | 0     | keep `row` as that of a job's next probe     |
//! | keep        | in  | 1     | 0: the entry counts as empty                 |
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
    pub keep: Signal<In, Bit>,
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
    // Cycle 3: what is the same, in groups of 8 bits and less: MAC 0 to 5, FID
    // 6 to 8, port 9 and 10. A group that may be anything is set, not compared.
    same: [DFF<Bit>; 11],
    allowed: DFF<Bit>,
    port_3: DFF<Bits<4>>,
    static_3: DFF<Bit>,
    held_3: DFF<Bit>,
    // Cycle 4.
    matched: DFF<Bit>,
    port_4: DFF<Bits<4>>,
    static_4: DFF<Bit>,
    held_4: DFF<Bit>,
    // Rows of the job: its first, then its second.
    first_row: DFF<Bits<10>>,
    second_row: DFF<Bits<10>>,
    difference: Signal<Local, Bits<60>>,
    port_difference: Signal<Local, Bits<4>>,
    same_all: Signal<Local, Bit>,
}

impl Logic for FdbWay {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word, allowed, port_3, static_3, held_3, matched);
        dff_setup!(self, clock, port_4, static_4, held_4, first_row, second_row);
        clock!(self, clock, ram);
        for i in 0..11 {
            self.same[i].clock.next = self.clock.val();
        }
        self.ram.read.next = self.read.val();
        self.ram.read_row.next = self.row.val();
        self.word.d.next = 0.into();
        if self.keep.val() {
            self.word.d.next = self.ram.read_entry.val();
        }
        self.entry.next = self.word.q.val();

        self.difference.next = self.word.q.val().get_bits::<60>(0) ^ self.key.val();
        self.same[0].d.next = self.difference.val().get_bits::<8>(0) == 0;
        self.same[1].d.next = self.difference.val().get_bits::<8>(8) == 0;
        self.same[2].d.next = self.difference.val().get_bits::<8>(16) == 0;
        self.same[3].d.next = self.difference.val().get_bits::<8>(24) == 0;
        self.same[4].d.next = self.difference.val().get_bits::<8>(32) == 0;
        self.same[5].d.next = self.difference.val().get_bits::<8>(40) == 0;
        self.same[6].d.next = self.difference.val().get_bits::<8>(48) == 0;
        self.same[7].d.next = self.difference.val().get_bits::<2>(56) == 0;
        self.same[8].d.next = self.difference.val().get_bits::<2>(58) == 0;
        self.port_difference.next = self.word.q.val().get_bits::<4>(60) ^ self.port.val();
        self.same[9].d.next = self.port_difference.val().get_bits::<2>(0) == 0;
        self.same[10].d.next = self.port_difference.val().get_bits::<2>(2) == 0;
        if self.any_mac.val() {
            for i in 0..6 {
                self.same[i].d.next = true;
            }
        }
        if self.any_fid.val() {
            for i in 6..9 {
                self.same[i].d.next = true;
            }
        }
        if self.any_port.val() {
            for i in 9..11 {
                self.same[i].d.next = true;
            }
        }
        self.held_3.d.next = self.word.q.val().get_bit(68);
        self.static_3.d.next = self.word.q.val().get_bit(67);
        self.port_3.d.next = self.word.q.val().get_bits::<4>(60);
        self.allowed.d.next = self.word.q.val().get_bit(68)
            & (self.any_static.val() | (!self.word.q.val().get_bit(67)));

        self.same_all.next = self.allowed.q.val()
            & self.same[0].q.val()
            & self.same[1].q.val()
            & self.same[2].q.val()
            & self.same[3].q.val()
            & self.same[4].q.val()
            & self.same[5].q.val()
            & self.same[6].q.val()
            & self.same[7].q.val()
            & self.same[8].q.val()
            & self.same[9].q.val()
            & self.same[10].q.val();
        self.matched.d.next = self.same_all.val();
        self.held_4.d.next = self.held_3.q.val();
        self.port_4.d.next = 0.into();
        self.static_4.d.next = false;
        if self.same_all.val() {
            self.port_4.d.next = self.port_3.q.val();
            self.static_4.d.next = self.static_3.q.val();
        }
        self.held.next = self.held_4.q.val();
        self.hit.next = self.matched.q.val();
        self.hit_port.next = self.port_4.q.val();
        self.hit_static.next = self.static_4.q.val();

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
