//! # ReplyBuffer: stuffed replies between writer and line
//! Two halves of one block RAM: one is being written while the other is sent.
//!
//! | port          | dir | meaning                                            |
//! | write_enable, write_address, write_data | in | into the half being written |
//! | commit        | in  | that half holds a message, ended by a zero         |
//! | room          | out | a half is free to be written                       |
//! | empty         | out | nothing is to be sent                              |
//! | octet, valid  | out | the next octet to send                             |
//! | taken         | in  | it is being sent                                   |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 4 cycles from `commit` to `valid`. Throughput: an octet in 4 cycles,
//! far above any line. Backpressure: `room`.
//! Storage: 512 x 8 bit of block RAM. Resources: see `ControlPort`.
//! Not obvious: no length is kept, as no octet but a message's last is zero.
//! `commit` may come with the last write.

use ferroute_regmap::message::MAX_OCTETS;
use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock)]
pub struct ReplyBuffer {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<8>>,
    pub write_data: Signal<In, Bits<8>>,
    pub commit: Signal<In, Bit>,
    pub room: Signal<Out, Bit>,
    pub empty: Signal<Out, Bit>,
    pub octet: Signal<Out, Bits<8>>,
    pub valid: Signal<Out, Bit>,
    pub taken: Signal<In, Bit>,
    ram: SimpleDualPortRam<8, 9>,
    write_half: DFF<Bit>,
    read_half: DFF<Bit>,
    read_address: DFF<Bits<8>>,
    /// A half holds a message; both do.
    holds_one: DFF<Bit>,
    holds_two: DFF<Bit>,
    /// The octet at `read_address` is at the RAM's output; is in `captured`,
    /// which is near the RAM, whose output is late; is in `front`.
    fetched: DFF<Bit>,
    captured_valid: DFF<Bit>,
    front_valid: DFF<Bit>,
    captured: DFF<Bits<8>>,
    front: DFF<Bits<8>>,
    /// A message's last octet was taken a cycle ago.
    sent: DFF<Bit>,
    half: Constant<Bits<9>>,
}

impl Default for ReplyBuffer {
    fn default() -> Self {
        assert!(MAX_OCTETS + 2 <= 256, "a half holds the longest message, its code and its delimiter");
        Self {
            clock: Default::default(),
            write_enable: Default::default(),
            write_address: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            room: Default::default(),
            empty: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            taken: Default::default(),
            ram: Default::default(),
            write_half: Default::default(),
            read_half: Default::default(),
            read_address: Default::default(),
            holds_one: Default::default(),
            holds_two: Default::default(),
            fetched: Default::default(),
            captured_valid: Default::default(),
            front_valid: Default::default(),
            captured: Default::default(),
            front: Default::default(),
            sent: Default::default(),
            half: Constant::new(256u64.to_bits()),
        }
    }
}

impl Logic for ReplyBuffer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write_half, read_half, read_address, fetched);
        dff_setup!(self, clock, holds_one, holds_two);
        dff_setup!(self, clock, front_valid, front, captured_valid, captured, sent);
        clock!(self, clock, ram);
        self.ram.write_enable.next = self.write_enable.val();
        self.ram.write_data.next = self.write_data.val();
        self.ram.write_address.next = bit_cast::<9, 8>(self.write_address.val());
        if self.write_half.q.val() {
            self.ram.write_address.next =
                bit_cast::<9, 8>(self.write_address.val()) | self.half.val();
        }
        self.ram.read_enable.next = self.holds_one.q.val();
        self.ram.read_address.next = bit_cast::<9, 8>(self.read_address.q.val());
        if self.read_half.q.val() {
            self.ram.read_address.next =
                bit_cast::<9, 8>(self.read_address.q.val()) | self.half.val();
        }
        self.captured.d.next = self.ram.read_data.val();
        self.sent.d.next = false;
        if self.front_valid.q.val() {
            if self.taken.val() {
                self.front_valid.d.next = false;
                self.read_address.d.next = self.read_address.q.val() + 1;
                if self.front.q.val() == 0 {
                    self.sent.d.next = true;
                    self.read_address.d.next = 0.into();
                    self.read_half.d.next = !self.read_half.q.val();
                }
            }
        } else if self.captured_valid.q.val() {
            self.captured_valid.d.next = false;
            self.front.d.next = self.captured.q.val();
            self.front_valid.d.next = true;
        } else if self.fetched.q.val() {
            self.fetched.d.next = false;
            self.captured_valid.d.next = true;
        } else {
            self.fetched.d.next = self.holds_one.q.val() & !self.sent.q.val();
        }
        if self.commit.val() {
            self.write_half.d.next = !self.write_half.q.val();
        }
        if self.commit.val() & !self.sent.q.val() {
            self.holds_one.d.next = true;
            self.holds_two.d.next = self.holds_one.q.val();
        } else if self.sent.q.val() & !self.commit.val() {
            self.holds_one.d.next = self.holds_two.q.val();
            self.holds_two.d.next = false;
        }
        self.room.next = !self.holds_two.q.val();
        self.empty.next = !self.holds_one.q.val();
        self.octet.next = self.front.q.val();
        self.valid.next = self.front_valid.q.val();
    }
}
