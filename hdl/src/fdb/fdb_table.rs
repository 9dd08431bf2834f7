//! # FdbTable: the memory, from key to what it holds of it
//! `FdbHasher`, four `FdbWay` and `FdbPlace`; their ports are explained there.
//!
//! | port          | dir | cycle | meaning                                      |
//! | hash_key, seed | in | 2, 3  | first and second probe                       |
//! | scan, scan_row | in | 2 to 4 | a row instead of a key                      |
//! | started, job_step, job_pair | in | | of `FdbArbiter`                       |
//! | skip          | in  | 4, 5  | ways that do not count                       |
//! | compare_key, compare_port, any_* | in | 6, 7 | what to compare with       |
//! | selected      | out | 7, 8  | the entries that count, ORed                 |
//! | found, port, is_static, room, chosen | out | 10 | of `FdbPlace`            |
//! | write, write_key, write_entry | in | 11 | into the chosen row              |
//! | forget        | in  | 11    | ways whose `saved_rows` become zero          |
//! | saved_rows    | out | 11    | of the chosen place                          |
//!
//! Clock: core_clock. Cycles count from the start. Throughput: a key in 2 cycles.
//! Storage: 4 x 1024 x 69 bits. Resources: see `Fdb`.

use rust_hdl::prelude::*;

use super::{fdb_hasher::FdbHasher, fdb_place::FdbPlace, fdb_way::FdbWay};

#[derive(LogicBlock, Default)]
pub struct FdbTable {
    pub clock: Signal<In, Clock>,
    pub started: Signal<In, Bits<8>>,
    pub job_step: Signal<In, Bits<14>>,
    pub job_pair: Signal<In, Bits<6>>,
    pub hash_key: Signal<In, Bits<60>>,
    pub seed: Signal<In, Bits<60>>,
    pub scan: Signal<In, Bit>,
    pub scan_row: Signal<In, Bits<10>>,
    pub skip: [Signal<In, Bit>; 4],
    pub compare_key: Signal<In, Bits<60>>,
    pub compare_port: Signal<In, Bits<4>>,
    pub any_port: Signal<In, Bit>,
    pub any_static: Signal<In, Bit>,
    pub any_mac: Signal<In, Bit>,
    pub any_fid: Signal<In, Bit>,
    pub selected: Signal<Out, Bits<69>>,
    pub found: Signal<Out, Bit>,
    pub port: Signal<Out, Bits<4>>,
    pub is_static: Signal<Out, Bit>,
    pub room: Signal<Out, Bit>,
    pub chosen: Signal<Out, Bits<4>>,
    pub write: [Signal<In, Bit>; 4],
    pub write_key: Signal<In, Bit>,
    pub write_entry: Signal<In, Bits<69>>,
    pub forget: [Signal<In, Bit>; 4],
    pub saved_rows: [Signal<Out, Bits<10>>; 4],
    hasher: FdbHasher,
    ways: [FdbWay; 4],
    place: FdbPlace,
    read: DFF<Bit>,
    selection: DFF<Bits<69>>,
    save: Signal<Local, Bit>,
    advance: Signal<Local, Bit>,
}

impl Logic for FdbTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, read, selection);
        clock!(self, clock, hasher, place);
        self.hasher.key.next = self.hash_key.val();
        self.hasher.seed.next = self.seed.val();
        self.hasher.second.next = self.started.val().get_bit(3);
        self.hasher.scan.next = self.scan.val();
        self.hasher.scan_row.next = self.scan_row.val();
        self.read.d.next = self.started.val().get_bit(3) | self.started.val().get_bit(4);
        self.save.next = self.job_pair.val().get_bit(4);
        self.advance.next = self.job_step.val().get_bit(10) & self.place.second.val();
        for i in 0..4 {
            self.ways[i].clock.next = self.clock.val();
            self.ways[i].read.next = self.read.q.val();
            self.ways[i].row.next = self.hasher.rows[i].val();
            self.ways[i].save.next = self.save.val();
            self.ways[i].skip.next = self.skip[i].val();
            self.ways[i].key.next = self.compare_key.val();
            self.ways[i].port.next = self.compare_port.val();
            self.ways[i].any_port.next = self.any_port.val();
            self.ways[i].any_static.next = self.any_static.val();
            self.ways[i].any_mac.next = self.any_mac.val();
            self.ways[i].any_fid.next = self.any_fid.val();
            self.ways[i].advance.next = self.advance.val();
            self.ways[i].forget.next = self.forget[i].val();
            self.ways[i].write.next = self.write[i].val();
            self.ways[i].write_key.next = self.write_key.val();
            self.ways[i].write_entry.next = self.write_entry.val();
            self.place.hit[i].next = self.ways[i].hit.val();
            self.place.held[i].next = self.ways[i].held.val();
            self.place.hit_port[i].next = self.ways[i].hit_port.val();
            self.place.hit_static[i].next = self.ways[i].hit_static.val();
            self.saved_rows[i].next = self.ways[i].saved_row.val();
        }
        self.place.choose.next = self.job_step.val().get_bit(9);
        self.selection.d.next = self.ways[0].entry.val()
            | self.ways[1].entry.val()
            | self.ways[2].entry.val()
            | self.ways[3].entry.val();
        self.selected.next = self.selection.q.val();
        self.found.next = self.place.found.val();
        self.port.next = self.place.port.val();
        self.is_static.next = self.place.is_static.val();
        self.room.next = self.place.room.val();
        self.chosen.next = self.place.chosen.val();
    }
}
