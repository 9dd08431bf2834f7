//! # RegisterWindow: region REGISTERS
//! Four groups answer a read; the word is the OR of theirs.
//!
//! | port          | dir | meaning                                           |
//! | read, write, offset, write_data | in | an access of the bus             |
//! | done, data    | out | its answer                                        |
//! | the others    | in, out | of the groups of the same name; see there     |
//!
//! Clock: core_clock. Latency: 3 cycles. Throughput: one access at a time.
//! Storage: 34 bit of registers and the groups'. Resources: see `RegisterFile`.
//! Not obvious: a write lasts one cycle, however long the master holds it.

use rust_hdl::prelude::*;

use super::{
    fdb_registers::FdbRegisters, identity_registers::IdentityRegisters,
    port_registers::PortRegisters, status_registers::StatusRegisters,
};

#[derive(LogicBlock)]
pub struct RegisterWindow {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub done: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<32>>,
    pub epoch: Signal<In, Bits<16>>,
    pub uart_divisor: Signal<In, Bits<16>>,
    pub uart_divisor_write: Signal<Out, Bit>,
    pub uart_divisor_value: Signal<Out, Bits<16>>,
    pub rx_enable: Signal<Out, Bits<9>>,
    pub forward: Signal<Out, Bits<9>>,
    pub flood: Signal<Out, Bits<9>>,
    pub learn: Signal<Out, Bits<9>>,
    pub inject_ports: Signal<Out, Bits<9>>,
    pub trap_link_local: Signal<Out, Bit>,
    pub link_up: Signal<In, Bits<8>>,
    pub fdb_seed: Signal<Out, Bits<60>>,
    pub ageing_interval: Signal<Out, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    pub command_code: Signal<In, Bits<8>>,
    pub command_index: Signal<In, Bits<12>>,
    pub fdb_entries: Signal<In, Bits<16>>,
    pub fdb_unlearned: Signal<In, Bits<32>>,
    pub fdb_moves: Signal<In, Bits<32>>,
    pub free_cells: Signal<In, Bits<16>>,
    pub clocks: Signal<Out, Bits<32>>,
    pub punt_words: Signal<In, Bits<16>>,
    pub inject_words: Signal<In, Bits<16>>,
    pub inject_refused: Signal<In, Bits<16>>,
    identity: IdentityRegisters,
    ports: PortRegisters,
    fdb: FdbRegisters,
    status: StatusRegisters,
    /// Cycles that this access has been under way, at most 2.
    step: DFF<Bits<2>>,
    answer: DFF<Bits<32>>,
    address: Signal<Local, Bits<6>>,
    mapped: DFF<Bit>,
    accessed: Signal<Local, Bit>,
    strobe: DFF<Bit>,
}

impl RegisterWindow {
    /// `ports`: front-panel ports; `cells`: cells of the packet buffer.
    pub fn new(ports: usize, cells: usize) -> Self {
        Self {
            clock: Default::default(),
            read: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            done: Default::default(),
            data: Default::default(),
            epoch: Default::default(),
            uart_divisor: Default::default(),
            uart_divisor_write: Default::default(),
            uart_divisor_value: Default::default(),
            rx_enable: Default::default(),
            forward: Default::default(),
            flood: Default::default(),
            learn: Default::default(),
            inject_ports: Default::default(),
            trap_link_local: Default::default(),
            link_up: Default::default(),
            fdb_seed: Default::default(),
            ageing_interval: Default::default(),
            command_done: Default::default(),
            command_code: Default::default(),
            command_index: Default::default(),
            fdb_entries: Default::default(),
            fdb_unlearned: Default::default(),
            fdb_moves: Default::default(),
            free_cells: Default::default(),
            clocks: Default::default(),
            punt_words: Default::default(),
            inject_words: Default::default(),
            inject_refused: Default::default(),
            identity: IdentityRegisters::new(ports, cells),
            ports: PortRegisters::new(ports),
            fdb: Default::default(),
            status: Default::default(),
            step: Default::default(),
            answer: Default::default(),
            address: Default::default(),
            mapped: Default::default(),
            accessed: Default::default(),
            strobe: Default::default(),
        }
    }
}

impl Logic for RegisterWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, step, answer, mapped, strobe);
        clock!(self, clock, identity, ports, fdb, status);
        // Step 0: the address is told apart. Step 1: the groups take the word.
        // Step 2: they take a write, or their words are joined and answered.
        self.accessed.next = self.read.val() | self.write.val();
        self.address.next = self.offset.val().get_bits::<6>(0);
        self.mapped.d.next = self.offset.val().get_bits::<14>(6) == 0;
        self.step.d.next = 0.into();
        if self.accessed.val() & (self.step.q.val() != 3) {
            self.step.d.next = self.step.q.val() + 1;
        }
        self.strobe.d.next = (self.step.q.val() == 1) & self.mapped.q.val() & self.write.val();
        self.identity.address.next = self.address.val();
        self.identity.write.next = self.strobe.q.val();
        self.identity.write_data.next = self.write_data.val();
        self.ports.address.next = self.address.val();
        self.ports.write.next = self.strobe.q.val();
        self.ports.write_data.next = self.write_data.val();
        self.fdb.address.next = self.address.val();
        self.fdb.write.next = self.strobe.q.val();
        self.fdb.write_data.next = self.write_data.val();
        self.status.address.next = self.address.val();
        self.status.latch.next =
            (self.step.q.val() == 1) & self.mapped.q.val() & self.read.val();
        self.answer.d.next = 0.into();
        if self.mapped.q.val() {
            self.answer.d.next = self.identity.word.val()
                | self.ports.word.val()
                | self.fdb.word.val()
                | self.status.word.val();
        }
        self.done.next = self.accessed.val() & (self.step.q.val() == 3);
        self.data.next = self.answer.q.val();

        self.identity.epoch.next = self.epoch.val();
        self.identity.uart_divisor.next = self.uart_divisor.val();
        self.uart_divisor_write.next = self.identity.uart_divisor_write.val();
        self.uart_divisor_value.next = self.identity.uart_divisor_value.val();
        self.rx_enable.next = self.ports.rx_enable.val();
        self.forward.next = self.ports.forward.val();
        self.flood.next = self.ports.flood.val();
        self.learn.next = self.ports.learn.val();
        self.inject_ports.next = self.ports.inject_ports.val();
        self.trap_link_local.next = self.ports.trap_link_local.val();
        self.ports.link_up.next = self.link_up.val();
        self.fdb_seed.next = self.fdb.seed.val();
        self.ageing_interval.next = self.fdb.ageing_interval.val();
        self.fdb.command_done.next = self.command_done.val();
        self.fdb.command_code.next = self.command_code.val();
        self.fdb.command_index.next = self.command_index.val();
        self.fdb.entries.next = self.fdb_entries.val();
        self.fdb.unlearned.next = self.fdb_unlearned.val();
        self.fdb.moves.next = self.fdb_moves.val();
        self.status.free_cells.next = self.free_cells.val();
        self.clocks.next = self.status.clocks.val();
        self.status.punt_words.next = self.punt_words.val();
        self.status.inject_words.next = self.inject_words.val();
        self.status.inject_refused.next = self.inject_refused.val();
    }
}
