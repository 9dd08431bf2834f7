//! A hash over everything that both sides must agree on.

use crate::{
    counter::Counter, drop_reason::DropReason, fdb_command::{FdbCommand, FdbResult},
    fdb_entry::FdbEntry, fdb_hash, fib_entry, fib_hash, flow_hash, interface::Interface, message,
    next_hop::NextHop, punt_header::PuntHeader, punt_reason::PuntReason, region, registers, size,
    trap_entry::{Policer, TrapEntry},
};

/// FNV-1a in 64 bits, usable in constants.
struct Fnv(u64);

impl Fnv {
    const fn octet(self, octet: u8) -> Self {
        Fnv((self.0 ^ octet as u64).wrapping_mul(0x0100_0000_01B3))
    }

    const fn number(mut self, number: u64) -> Self {
        let octets = number.to_le_bytes();
        let mut index = 0;
        while index < octets.len() {
            self = self.octet(octets[index]);
            index += 1;
        }
        self
    }

    const fn text(mut self, text: &str) -> Self {
        let octets = text.as_bytes();
        let mut index = 0;
        while index < octets.len() {
            self = self.octet(octets[index]);
            index += 1;
        }
        self.octet(0)
    }
}

const fn hash_registers(mut fnv: Fnv) -> Fnv {
    let mut index = 0;
    while index < registers::ALL.len() {
        let register = &registers::ALL[index];
        fnv = fnv.text(register.name).number(register.address as u64).text(register.access.name());
        let mut field_index = 0;
        while field_index < register.fields.len() {
            let field = &register.fields[field_index];
            fnv = fnv.text(field.name).number(field.shift as u64).number(field.width as u64);
            field_index += 1;
        }
        index += 1;
    }
    fnv
}

macro_rules! hash_codes {
    ($fnv:ident, $type:ident) => {{
        let mut index = 0;
        while index < $type::ALL.len() {
            $fnv = $fnv.text($type::ALL[index].name()).number($type::ALL[index] as u64);
            index += 1;
        }
    }};
}

const fn hash_codes(mut fnv: Fnv) -> Fnv {
    hash_codes!(fnv, DropReason);
    hash_codes!(fnv, PuntReason);
    hash_codes!(fnv, Counter);
    hash_codes!(fnv, FdbCommand);
    hash_codes!(fnv, FdbResult);
    fnv
}

const fn hash_numbers(mut fnv: Fnv, numbers: &[u64]) -> Fnv {
    let mut index = 0;
    while index < numbers.len() {
        fnv = fnv.number(numbers[index]);
        index += 1;
    }
    fnv
}

/// Numbers of the contract that stand in no table.
const NUMBERS: &[u64] = &[
    region::REGISTERS as u64,
    region::COUNTERS as u64,
    region::FDB_TABLE as u64,
    region::FDB_COMMAND as u64,
    region::INJECT as u64,
    region::PUNT as u64,
    region::INJECT_MIN_OCTETS as u64,
    region::INJECT_MAX_OCTETS as u64,
    PuntHeader::WORDS as u64,
    PuntHeader::LENGTH_SHIFT as u64,
    PuntHeader::LENGTH_BITS as u64,
    PuntHeader::PORT_SHIFT as u64,
    PuntHeader::REASON_SHIFT as u64,
    Counter::PER_PORT as u64,
    Counter::DROP_BASE as u64,
    FdbEntry::WORDS as u64,
    FdbEntry::PORT_SHIFT as u64,
    FdbEntry::AGE_SHIFT as u64,
    FdbEntry::STATIC_BIT as u64,
    FdbEntry::VALID_BIT as u64,
    FdbEntry::FID_SHIFT as u64,
    FdbCommand::FLUSH_PORT_BIT as u64,
    FdbCommand::FLUSH_FID_BIT as u64,
    FdbCommand::FLUSH_STATIC_BIT as u64,
    fdb_hash::KEY_BITS as u64,
    fdb_hash::PROBE_ROTATION as u64,
    fdb_hash::FIRST_ROTATIONS[0] as u64,
    fdb_hash::FIRST_ROTATIONS[1] as u64,
    fdb_hash::SECOND_ROTATIONS[0] as u64,
    fdb_hash::SECOND_ROTATIONS[1] as u64,
    fdb_hash::FOLD_SHIFT as u64,
    size::MAX_PORTS as u64,
    size::FDB_WAYS as u64,
    size::FDB_ROWS as u64,
    size::FDB_PROBES as u64,
    size::FDB_AGE_LIMIT as u64,
    size::AGEING_UNIT_CLOCKS,
    size::MAX_FRAME_OCTETS as u64,
    region::FIB4 as u64,
    region::FIB6 as u64,
    region::FIB_WIDE as u64,
    region::NEXT_HOPS as u64,
    region::BUCKETS as u64,
    region::INTERFACES as u64,
    region::TRAPS as u64,
    region::ROUTER as u64,
    region::POLICER_OFFSET as u64,
    fib_hash::SLICE_BITS as u64,
    fib_hash::FIB4_COPY_SHIFT as u64,
    fib_hash::FIB6_COPY_SHIFT as u64,
    fib_hash::WIDE_TOP_SHIFT as u64,
    flow_hash::DESTINATION_ROTATION as u64,
    flow_hash::UPPER_SHIFT as u64,
    flow_hash::RESULT_SHIFT as u64,
    fib_entry::FIB4_KEY_BITS as u64,
    fib_entry::FIB6_KEY_BITS as u64,
    fib_entry::WIDE_ROW_BITS as u64,
    fib_entry::WIDE_TAG_BITS as u64,
    fib_entry::WIDE_KIND_IPV4 as u64,
    fib_entry::WIDE_KIND_IPV6 as u64,
    fib_entry::FIB4_STRIDE as u64,
    fib_entry::FIB6_STRIDE as u64,
    fib_entry::WIDE_STRIDE as u64,
    NextHop::INTERFACE_SHIFT as u64,
    NextHop::KIND_SHIFT as u64,
    NextHop::FORWARD as u64,
    NextHop::LOCAL as u64,
    NextHop::BLACKHOLE as u64,
    NextHop::REJECT as u64,
    NextHop::TRAP as u64,
    NextHop::GLEAN as u64,
    NextHop::GROUP as u64,
    NextHop::INCOMPLETE as u64,
    NextHop::HOLD_DOWN as u64,
    Interface::STRIDE as u64,
    Interface::VLAN_SHIFT as u64,
    Interface::IPV4_BIT as u64,
    Interface::IPV6_BIT as u64,
    Interface::REVERSE_PATH4_SHIFT as u64,
    Interface::REVERSE_PATH6_SHIFT as u64,
    Interface::VALID_BIT as u64,
    Interface::MTU_BITS as u64,
    TrapEntry::DROP_BIT as u64,
    TrapEntry::POLICER_SHIFT as u64,
    Policer::STRIDE as u64,
    Policer::INTERVAL_BITS as u64,
    Policer::BURST_BITS as u64,
    size::FIB_BANKS as u64,
    size::FIB4_MAX_LENGTH as u64,
    size::FIB6_MAX_LENGTH as u64,
    size::FIB4_LENGTHS as u64,
    size::FIB6_LENGTHS as u64,
    size::WIDE_LENGTHS as u64,
    size::NEXT_HOP_BITS as u64,
    size::BUCKETS as u64,
    size::INTERFACES_PER_PORT as u64,
    size::INTERFACES as u64,
    size::POLICERS as u64,
    size::POLICER_UNIT_CLOCKS,
    message::HEADER_OCTETS as u64,
    message::MAX_WORDS as u64,
    message::HELLO_WORDS as u64,
    message::WINDOW as u64,
    message::REPEAT_SPAN as u64,
    message::Opcode::Hello as u64,
    message::Opcode::Read as u64,
    message::Opcode::Write as u64,
    message::Opcode::CrcRange as u64,
    message::Status::Done as u64,
    message::Status::BadOpcode as u64,
    message::Status::BadAddress as u64,
    message::Status::BadCount as u64,
    message::Status::WrongEpoch as u64,
    message::Status::OutOfOrder as u64,
    message::Status::AlreadyDone as u64,
    message::Status::BusTimeout as u64,
];

/// Hash of this contract. A host and a device work together only when theirs
/// are equal.
pub const LAYOUT_HASH: u64 =
    hash_numbers(hash_codes(hash_registers(Fnv(0xCBF2_9CE4_8422_2325))), NUMBERS).0;
