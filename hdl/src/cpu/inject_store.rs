//! # InjectStore: frames from the host, offered when complete
//! A ring of TxWords. A frame is written behind the committed ones and becomes
//! readable with its last word, or is dropped.
//!
//! | port     | dir | meaning                                              |
//! | write    | in  | `word` is appended; only while there is room         |
//! | commit   | in  | with `write`: all that was written can be read       |
//! | rollback | in  | what was written and not committed is dropped        |
//! | room     | out | 32-bit words it can take behind the committed ones   |
//! | empty    | out | 0: `data` is the oldest TxWord                       |
//! | read     | in  | takes it                                             |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 4 cycles from `commit` to `empty` = 0; 3 from a write or read to
//! `room`. Throughput: one write a cycle, one read in two. Backpressure: `room`.
//! Storage: 512 x 68 bit of block RAM. Resources: see `CpuPort`.
//! Not obvious: a TxWord takes the room of two words even where it holds one,
//! which a frame's length word pays for. An incomplete frame does not lower
//! `room`: a new length would drop it.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock)]
pub struct InjectStore {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub word: Signal<In, Bits<68>>,
    pub commit: Signal<In, Bit>,
    pub rollback: Signal<In, Bit>,
    pub room: Signal<Out, Bits<16>>,
    pub empty: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<68>>,
    pub read: Signal<In, Bit>,
    ram: SimpleDualPortRam<68, 9>,
    // One bit more than the address tells full from empty.
    write_pointer: DFF<Bits<10>>,
    committed: DFF<Bits<10>>,
    read_pointer: DFF<Bits<10>>,
    used: DFF<Bits<10>>,
    room_register: DFFWithInit<Bits<16>>,
    /// The RAM's output holds a word.
    fetched: DFF<Bit>,
    front: DFF<Bits<68>>,
    front_valid: DFF<Bit>,
    free: Signal<Local, Bits<10>>,
    next_write: Signal<Local, Bits<10>>,
    behind: Signal<Local, Bits<10>>,
    /// A word waits in the RAM; a cycle late, and clear behind each fetch.
    some: DFF<Bit>,
    advance: Signal<Local, Bit>,
    fetch: Signal<Local, Bit>,
    capacity: Constant<Bits<10>>,
}

impl InjectStore {
    /// TxWords it holds.
    pub const CAPACITY: usize = 512;
    /// `room` when it is empty, in 32-bit words.
    pub const ROOM: usize = 2 * Self::CAPACITY;
}

impl Default for InjectStore {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            write: Default::default(),
            word: Default::default(),
            commit: Default::default(),
            rollback: Default::default(),
            room: Default::default(),
            empty: Default::default(),
            data: Default::default(),
            read: Default::default(),
            ram: Default::default(),
            write_pointer: Default::default(),
            committed: Default::default(),
            read_pointer: Default::default(),
            used: Default::default(),
            room_register: DFFWithInit::new((Self::ROOM as u64).to_bits()),
            fetched: Default::default(),
            front: Default::default(),
            front_valid: Default::default(),
            free: Default::default(),
            next_write: Default::default(),
            behind: Default::default(),
            some: Default::default(),
            advance: Default::default(),
            fetch: Default::default(),
            capacity: Constant::new((Self::CAPACITY as u64).to_bits()),
        }
    }
}

impl Logic for InjectStore {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write_pointer, committed, read_pointer, used, room_register);
        dff_setup!(self, clock, fetched, front, front_valid, some);
        clock!(self, clock, ram);

        // Write side.
        self.ram.write_enable.next = self.write.val();
        self.ram.write_address.next = self.write_pointer.q.val().get_bits::<9>(0);
        self.ram.write_data.next = self.word.val();
        self.next_write.next = self.write_pointer.q.val() + 1;
        if self.write.val() {
            self.write_pointer.d.next = self.next_write.val();
            if self.commit.val() {
                self.committed.d.next = self.next_write.val();
            }
        } else if self.rollback.val() {
            self.write_pointer.d.next = self.committed.q.val();
        }

        // Read side: from the RAM through its output into `front`.
        self.advance.next = self.fetched.q.val() & (!self.front_valid.q.val() | self.read.val());
        // Not `!=`, which yosys would take from the subtraction for `used`.
        self.behind.next = self.read_pointer.q.val() ^ self.committed.q.val();
        self.fetch.next = self.some.q.val() & (!self.fetched.q.val() | self.advance.val());
        self.some.d.next = self.behind.val().any() & !self.fetch.val();
        self.ram.read_enable.next = self.fetch.val();
        self.ram.read_address.next = self.read_pointer.q.val().get_bits::<9>(0);
        if self.advance.val() {
            self.fetched.d.next = false;
            self.front.d.next = self.ram.read_data.val();
            self.front_valid.d.next = true;
        } else if self.read.val() {
            self.front_valid.d.next = false;
        }
        if self.fetch.val() {
            self.fetched.d.next = true;
            self.read_pointer.d.next = self.read_pointer.q.val() + 1;
        }
        self.empty.next = !self.front_valid.q.val();
        self.data.next = self.front.q.val();

        self.used.d.next = self.committed.q.val() - self.read_pointer.q.val();
        self.free.next = self.capacity.val() - self.used.q.val();
        self.room_register.d.next = bit_cast::<16, 10>(self.free.val()) << 1;
        self.room.next = self.room_register.q.val();
    }
}
