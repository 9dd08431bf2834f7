//! # CobsEncoder: octets of a message to octets for a line, in a buffer
//! Consistent overhead byte stuffing. A code octet tells how far the next zero
//! is, so it is written last: each octet of the message costs one write, a
//! zero that of the code before it.
//!
//! | port          | dir | meaning                                            |
//! | octet, valid  | in  | of the message, at most 252 octets                 |
//! | restart       | in  | one cycle: begins anew; not with `valid`           |
//! | finish        | in  | one cycle: the message is complete                 |
//! | busy          | out | its end is being written; nothing is taken         |
//! | write_enable, write_address, write_data | out | into the buffer          |
//! | commit        | out | one cycle, after the last write: it is complete    |
//!
//! Clock: core_clock. Clear: `restart`.
//! Latency: 1 cycle, 4 from `finish` to `commit`. Throughput: an octet a cycle.
//! Backpressure: none but `busy`. Storage: 46 bit of registers.
//! Resources: see `ControlPort`.
//! Not obvious: no message is long enough for a block of 254 octets, so that
//! case does not exist here.

use ferroute_regmap::message::MAX_OCTETS;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct CobsEncoder {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub restart: Signal<In, Bit>,
    pub finish: Signal<In, Bit>,
    pub busy: Signal<Out, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_address: Signal<Out, Bits<8>>,
    pub write_data: Signal<Out, Bits<8>>,
    pub commit: Signal<Out, Bit>,
    /// Where the code octet of the present block goes, and the next octet.
    code_address: DFF<Bits<8>>,
    next_address: DFFWithInit<Bits<8>>,
    code: DFFWithInit<Bits<8>>,
    writes: DFF<Bit>,
    address: DFF<Bits<8>>,
    data: DFF<Bits<8>>,
    /// The last code is written; the delimiter follows; then `commit`.
    ends: DFF<Bit>,
    committed: DFF<Bit>,
    is_zero: Signal<Local, Bit>,
}

impl Default for CobsEncoder {
    fn default() -> Self {
        assert!(MAX_OCTETS < 254, "a block never gets 254 octets long");
        Self {
            clock: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            restart: Default::default(),
            finish: Default::default(),
            busy: Default::default(),
            write_enable: Default::default(),
            write_address: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            code_address: Default::default(),
            next_address: DFFWithInit::new(1u64.to_bits()),
            code: DFFWithInit::new(1u64.to_bits()),
            writes: Default::default(),
            address: Default::default(),
            data: Default::default(),
            ends: Default::default(),
            committed: Default::default(),
            is_zero: Default::default(),
        }
    }
}

impl Logic for CobsEncoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, code_address, next_address, code, writes, address, data);
        dff_setup!(self, clock, ends, committed);
        self.is_zero.next = self.octet.val() == 0;
        self.writes.d.next = self.valid.val() | self.finish.val() | self.ends.q.val();
        self.address.d.next = self.next_address.q.val();
        self.data.d.next = self.octet.val();
        if self.ends.q.val() {
            self.data.d.next = 0.into();
        } else if self.finish.val() | self.is_zero.val() {
            self.address.d.next = self.code_address.q.val();
            self.data.d.next = self.code.q.val();
        }
        if self.restart.val() | self.ends.q.val() {
            self.code_address.d.next = 0.into();
            self.next_address.d.next = 1.into();
            self.code.d.next = 1.into();
        } else if self.valid.val() {
            self.next_address.d.next = self.next_address.q.val() + 1;
            self.code.d.next = self.code.q.val() + 1;
            if self.is_zero.val() {
                self.code_address.d.next = self.next_address.q.val();
                self.code.d.next = 1.into();
            }
        }
        self.ends.d.next = self.finish.val();
        self.committed.d.next = self.ends.q.val();
        self.busy.next = self.ends.q.val() | self.committed.q.val();
        self.write_enable.next = self.writes.q.val();
        self.write_address.next = self.address.q.val();
        self.write_data.next = self.data.q.val();
        self.commit.next = self.committed.q.val();
    }
}
