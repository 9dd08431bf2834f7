//! # AccessMap: whether a word can be read or written
//!
//! | port       | dir | meaning                                            |
//! | address    | in  | of the word                                        |
//! | write      | in  | 1: is it writable, 0: is it readable               |
//! | accessible | out | it is, `LATENCY` cycles later                      |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `LATENCY` cycles. Throughput: one a cycle.
//! Storage: 12 bit of registers. Tables: regmap::registers (access), regmap::region.
//! Resources: see `ControlPort`.
//! Not obvious: a region without a limit in the contract (FDB_COMMAND, INJECT,
//! PUNT) is accessible as a whole, and so are the router's tables, whose size
//! differs between builds: what lies behind them reads zero.

use ferroute_regmap::register::Access;
use ferroute_regmap::{Counter, FdbEntry, region, registers, size};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct AccessMap {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<24>>,
    pub write: Signal<In, Bit>,
    pub accessible: Signal<Out, Bit>,
    region: DFF<Bits<4>>,
    writes: DFF<Bit>,
    register_readable: DFF<Bit>,
    register_writable: DFF<Bit>,
    router_readable: DFF<Bit>,
    router_writable: DFF<Bit>,
    in_registers: DFF<Bit>,
    in_counters: DFF<Bit>,
    in_table: DFF<Bit>,
    is_accessible: DFF<Bit>,
    offset: Signal<Local, Bits<20>>,
    register: Signal<Local, Bits<6>>,
    readable_map: Constant<Bits<64>>,
    writable_map: Constant<Bits<64>>,
    router_readable_map: Constant<Bits<64>>,
    router_writable_map: Constant<Bits<64>>,
    /// Ports with counters, less one.
    last_port: Constant<Bits<13>>,
    registers_index: Constant<Bits<4>>,
    counters_index: Constant<Bits<4>>,
    table_index: Constant<Bits<4>>,
    command_index: Constant<Bits<4>>,
    inject_index: Constant<Bits<4>>,
    punt_index: Constant<Bits<4>>,
    router_index: Constant<Bits<4>>,
}

/// One bit a register of the region of which `allowed` is true.
fn map(region: u32, allowed: fn(Access) -> bool) -> Constant<Bits<64>> {
    let bits: u64 = registers::ALL
        .iter()
        .filter(|register| register.is_in(region) && allowed(register.access))
        .map(|register| {
            let offset = register.address - region;
            assert!(offset < 64, "{} has an offset of 6 bits", register.name);
            1 << offset
        })
        .sum();
    Constant::new(bits.to_bits())
}

impl AccessMap {
    /// Cycles from `address` to `accessible`.
    pub const LATENCY: usize = 2;

    /// `ports`: front-panel ports, 2 to 8.
    pub fn new(ports: usize) -> Self {
        assert!((2..=size::MAX_PORTS).contains(&ports), "{ports} front-panel ports");
        assert!(Counter::PER_PORT * 2 == 1 << 7, "bits 19:7 of an offset are a port");
        assert!(size::FDB_ENTRIES * FdbEntry::WORDS == 1 << 14, "bits 19:14 lie beyond the table");
        let index_of = |first: u32| Constant::new(u64::from(region::index(first)).to_bits());
        Self {
            clock: Default::default(),
            address: Default::default(),
            write: Default::default(),
            accessible: Default::default(),
            region: Default::default(),
            writes: Default::default(),
            register_readable: Default::default(),
            register_writable: Default::default(),
            router_readable: Default::default(),
            router_writable: Default::default(),
            in_registers: Default::default(),
            in_counters: Default::default(),
            in_table: Default::default(),
            is_accessible: Default::default(),
            offset: Default::default(),
            register: Default::default(),
            readable_map: map(region::REGISTERS, |access| access != Access::WriteOnly),
            writable_map: map(region::REGISTERS, |access| access != Access::ReadOnly),
            router_readable_map: map(region::ROUTER, |access| access != Access::WriteOnly),
            router_writable_map: map(region::ROUTER, |access| access != Access::ReadOnly),
            last_port: Constant::new((ports as u64).to_bits()),
            registers_index: index_of(region::REGISTERS),
            counters_index: index_of(region::COUNTERS),
            table_index: index_of(region::FDB_TABLE),
            command_index: index_of(region::FDB_COMMAND),
            inject_index: index_of(region::INJECT),
            punt_index: index_of(region::PUNT),
            router_index: index_of(region::ROUTER),
        }
    }
}

impl Logic for AccessMap {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, region, writes, register_readable, register_writable);
        dff_setup!(self, clock, in_registers, in_counters, in_table, is_accessible);
        dff_setup!(self, clock, router_readable, router_writable);
        // First cycle: what each region would say.
        self.offset.next = self.address.val().get_bits::<20>(0);
        self.register.next = self.address.val().get_bits::<6>(0);
        self.region.d.next = self.address.val().get_bits::<4>(20);
        self.writes.d.next = self.write.val();
        self.register_readable.d.next =
            self.readable_map.val().get_bit(self.register.val().index());
        self.register_writable.d.next =
            self.writable_map.val().get_bit(self.register.val().index());
        self.router_readable.d.next =
            self.router_readable_map.val().get_bit(self.register.val().index());
        self.router_writable.d.next =
            self.router_writable_map.val().get_bit(self.register.val().index());
        self.in_registers.d.next = self.offset.val().get_bits::<14>(6) == 0;
        self.in_counters.d.next = self.offset.val().get_bits::<13>(7) <= self.last_port.val();
        self.in_table.d.next = self.offset.val().get_bits::<6>(14) == 0;
        // Second cycle: the region that was meant.
        self.is_accessible.d.next = false;
        if self.region.q.val() == self.registers_index.val() {
            self.is_accessible.d.next = self.in_registers.q.val()
                & ((self.writes.q.val() & self.register_writable.q.val())
                    | ((!self.writes.q.val()) & self.register_readable.q.val()));
        } else if self.region.q.val() == self.counters_index.val() {
            self.is_accessible.d.next = self.in_counters.q.val() & !self.writes.q.val();
        } else if self.region.q.val() == self.table_index.val() {
            self.is_accessible.d.next = self.in_table.q.val() & !self.writes.q.val();
        } else if (self.region.q.val() == self.command_index.val())
            | (self.region.q.val() == self.inject_index.val())
        {
            self.is_accessible.d.next = self.writes.q.val();
        } else if self.region.q.val() == self.punt_index.val() {
            self.is_accessible.d.next = true;
        } else if self.region.q.val() == self.router_index.val() {
            self.is_accessible.d.next = self.in_registers.q.val()
                & ((self.writes.q.val() & self.router_writable.q.val())
                    | ((!self.writes.q.val()) & self.router_readable.q.val()));
        } else if self.region.q.val().get_bit(3) {
            self.is_accessible.d.next = true;
        }
        self.accessible.next = self.is_accessible.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accessible(uut: &mut AccessMap, address: u32, write: bool) -> bool {
        uut.address.next = u64::from(address).to_bits();
        uut.write.next = write;
        for _ in 0..AccessMap::LATENCY {
            assert!(simulate(uut, 100));
            for edge in [true, false] {
                uut.clock.next = edge.into();
                assert!(simulate(uut, 100));
            }
        }
        uut.accessible.val()
    }

    #[test]
    fn registers_are_accessible_as_their_access_says() {
        let mut uut = AccessMap::new(8);
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        let router = region::ROUTER..region::ROUTER + 0x42;
        for address in (0..0x42).chain([0x47, 0x86, 0x1006, 0x8_0006]).chain(router) {
            let access = registers::ALL
                .iter()
                .find(|register| register.address == address)
                .map(|register| register.access);
            let readable = matches!(access, Some(Access::ReadOnly | Access::ReadWrite));
            let writable = matches!(access, Some(Access::WriteOnly | Access::ReadWrite));
            assert_eq!(accessible(&mut uut, address, false), readable, "{address:#x}");
            assert_eq!(accessible(&mut uut, address, true), writable, "{address:#x}");
        }
    }

    #[test]
    fn regions_are_accessible_up_to_their_ends() {
        for ports in [2, 8] {
            let mut uut = AccessMap::new(ports);
            uut.connect_all();
            assert!(simulate(&mut uut, 100));
            let counters = region::COUNTERS + (ports as u32 + 1) * 128;
            let table = region::FDB_TABLE + 4 * size::FDB_ENTRIES as u32;
            for (address, readable, writable) in [
                (counters - 1, true, false),
                (counters, false, false),
                (region::COUNTERS + (1 << 11), false, false),
                (table - 1, true, false),
                (table, false, false),
                (region::FDB_COMMAND, false, true),
                (region::INJECT - 1, false, true),
                (region::INJECT, false, true),
                (region::PUNT - 1, false, true),
                (region::PUNT, true, true),
                (region::PUNT + 0xF_FFFF, true, true),
                (region::PUNT + 0x10_0000, false, false),
                (region::FIB4 - 1, false, false),
                (region::FIB4, true, true),
                (region::TRAPS + 0xF_FFFF, true, true),
                (0xFF_FFFF, false, false),
            ] {
                assert_eq!(accessible(&mut uut, address, false), readable, "{address:#x}");
                assert_eq!(accessible(&mut uut, address, true), writable, "{address:#x}");
            }
        }
    }
}
