//! All registers.

use crate::register::{Access, Field, Register};
use crate::size::UART_RESET_DIVISOR;

macro_rules! registers {
    ($(
        $name:ident @ $address:literal $access:ident = $reset:expr, $meaning:literal
        { $($field:ident [$shift:literal +: $width:literal] $field_meaning:literal;)* }
    )*) => {
        $(
            #[doc = $meaning]
            pub const $name: Register = Register {
                name: stringify!($name),
                address: $address,
                access: Access::$access,
                reset: $reset,
                meaning: $meaning,
                fields: &[$(Field {
                    name: stringify!($field), shift: $shift, width: $width, meaning: $field_meaning,
                },)*],
            };
        )*
        /// Every register, by ascending address.
        pub const ALL: &[Register] = &[$($name,)*];
    };
}

registers! {
    MAGIC @ 0x00 ReadOnly = 0x4652_5445, "Identifies the device: \"FRTE\"" {}
    LAYOUT_HASH_LOW @ 0x01 ReadOnly = 0, "Hash of this contract, bits 31:0" {}
    LAYOUT_HASH_HIGH @ 0x02 ReadOnly = 0, "Hash of this contract, bits 63:32" {}
    DIMENSIONS @ 0x03 ReadOnly = 0, "Sizes of this build" {
        port_count [0 +: 4] "front-panel ports, 2 to 8; the CPU port follows them";
        cell_count [16 +: 16] "cells of the packet buffer";
    }
    FDB_SIZE @ 0x04 ReadOnly = (crate::size::FDB_ENTRIES as u32), "Entries the FDB can hold" {}
    EPOCH @ 0x05 ReadOnly = 0, "Differs at every start" {
        epoch [0 +: 16] "the value that every request must carry";
    }
    UART @ 0x06 ReadWrite = (UART_RESET_DIVISOR as u32), "Serial line; a new divisor holds only after a good message at it within 2^24 clocks" {
        divisor [0 +: 16] "core clocks a bit; a value below 8 is taken as 8";
    }
    SCRATCH @ 0x07 ReadWrite = 0, "Free for the host" {}
    RX_ENABLE @ 0x10 ReadWrite = 0x1FF, "Ports that receive. Reset: every port of the build" {
        ports [0 +: 9] "one bit a port, CPU port included";
    }
    FORWARD @ 0x11 ReadWrite = 0x1FF, "Ports that may send. Reset: every port of the build" {
        ports [0 +: 9] "one bit a port";
    }
    FLOOD @ 0x12 ReadWrite = 0xFF, "Ports that get group frames and unknown unicast. Reset: the front-panel ports of the build" {
        ports [0 +: 9] "one bit a port";
    }
    LEARN @ 0x13 ReadWrite = 0xFF, "Ports on which source addresses are learned. Reset: the front-panel ports of the build" {
        ports [0 +: 9] "one bit a port";
    }
    TRAP @ 0x14 ReadWrite = 0, "Traps" {
        link_local [0 +: 1] "1: 01-80-C2-00-00-0X goes to the CPU port; 0: dropped";
    }
    INJECT_PORTS @ 0x15 ReadWrite = 0, "Egress of injected frames" {
        ports [0 +: 9] "one bit a port; 0: forwarded as if received on the CPU port";
    }
    LINK_STATUS @ 0x16 ReadOnly = 0, "Link of each port" {
        up [0 +: 8] "one bit a port, as the PHY reports";
    }
    BUFFER @ 0x18 ReadOnly = 0, "Packet buffer" {
        free_cells [0 +: 16] "cells that hold nothing";
        lowest_free_cells [16 +: 16] "lowest value since the buffer first had free cells";
    }
    FDB_USAGE @ 0x20 ReadOnly = 0, "FDB" {
        entries [0 +: 16] "valid entries";
    }
    FDB_SEED_LOW @ 0x21 ReadWrite = 0, "Hash seed, bits 31:0. Nothing in the device is random: the host writes another seed after every start, then flushes everything" {}
    FDB_SEED_HIGH @ 0x22 ReadWrite = 0, "Hash seed, bits 59:32" {
        seed [0 +: 28] "bits 59:32";
    }
    AGEING_INTERVAL @ 0x23 ReadWrite = 305_176, "Between the visits of two FDB rows; an address unseen is deleted in its seventh visit; 0: never. The reset value gives 300 s" {
        interval [0 +: 32] "units of 16 core clocks";
    }
    FDB_RESULT @ 0x24 ReadOnly = 0, "Outcome of the last FDB command" {
        code [0 +: 8] "an FdbResult";
        index [16 +: 12] "entry that was found, written or deleted";
    }
    FDB_FAILURES @ 0x25 ReadWrite = 0, "FDB commands that did not end in Done, from the value last written on, at most 2^32 - 1" {}
    FDB_UNLEARNED @ 0x26 ReadOnly = 0, "Source addresses not learned since power-up because every place was taken" {}
    FDB_MOVES @ 0x27 ReadOnly = 0, "Station moves since power-up" {}
    PUNT_STATUS @ 0x30 ReadOnly = 0, "Frames waiting at the CPU port" {
        words [0 +: 16] "32-bit words of the oldest frame with its header; 0: none waits";
    }
    INJECT_STATUS @ 0x31 ReadOnly = 0, "Room for injected frames" {
        words [0 +: 16] "32-bit words that region INJECT can take now, length included; a frame below 60 octets counts as 60";
        refused [16 +: 16] "frames refused since power-up: length not allowed or no room";
    }
    CYCLES_LOW @ 0x38 ReadOnly = 0, "Core clocks since power-up, bits 31:0; reading latches the rest" {}
    CYCLES_HIGH @ 0x39 ReadOnly = 0, "Core clocks since power-up, bits 63:32" {}
    ROUTER_SIZES @ 0xf00000 ReadOnly = 0, "Sizes of this build's router" {
        fib4_row_bits [0 +: 4] "log2 of the rows of an IPv4 bank; 0: no router";
        fib6_row_bits [4 +: 4] "log2 of the rows of an IPv6 bank";
        wide_row_bits [8 +: 4] "log2 of the rows of a bank of the wide table";
    }
    FIB_SEED_LOW @ 0xf00001 ReadWrite = 0, "Hash seed of the FIB, bits 31:0" {}
    FIB_SEED_HIGH @ 0xf00002 ReadWrite = 0, "Hash seed of the FIB, bits 59:32" {
        seed [0 +: 28] "bits 59:32";
    }
    DEFAULT_ROUTES @ 0xf00003 ReadWrite = 0, "Where no prefix matches" {
        next_hop4 [0 +: 9] "next hop for IPv4";
        valid4 [15 +: 1] "there is an IPv4 default route";
        next_hop6 [16 +: 9] "next hop for IPv6";
        valid6 [31 +: 1] "there is an IPv6 default route";
    }
    FIB4_LENGTHS_0 @ 0xf00004 ReadWrite = 0, "Prefix lengths that the IPv4 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB4_LENGTHS_1 @ 0xf00005 ReadWrite = 0, "Prefix lengths that the IPv4 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB4_LENGTHS_2 @ 0xf00006 ReadWrite = 0, "Prefix lengths that the IPv4 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB4_LENGTHS_3 @ 0xf00007 ReadWrite = 0, "Prefix lengths that the IPv4 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB6_LENGTHS_0 @ 0xf00008 ReadWrite = 0, "Prefix lengths that the IPv6 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB6_LENGTHS_1 @ 0xf00009 ReadWrite = 0, "Prefix lengths that the IPv6 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB6_LENGTHS_2 @ 0xf0000a ReadWrite = 0, "Prefix lengths that the IPv6 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    FIB6_LENGTHS_3 @ 0xf0000b ReadWrite = 0, "Prefix lengths that the IPv6 pool is asked for, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    WIDE4_LENGTHS_0 @ 0xf0000c ReadWrite = 0, "Prefix lengths that the wide table is asked for IPv4, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    WIDE4_LENGTHS_1 @ 0xf0000d ReadWrite = 0, "Prefix lengths that the wide table is asked for IPv4, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    WIDE6_LENGTHS_0 @ 0xf0000e ReadWrite = 0, "Prefix lengths that the wide table is asked for IPv6, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    WIDE6_LENGTHS_1 @ 0xf0000f ReadWrite = 0, "Prefix lengths that the wide table is asked for IPv6, four a register, in any order; 0: none" {
        lengths [0 +: 32] "one octet each";
    }
    ECMP_SEED @ 0xf00010 ReadWrite = 0, "Seed of the flow hash that chooses among a group's buckets" {}
    PROBE @ 0xf00018 ReadWrite = 0, "Frames of the host as questions" {
        port [0 +: 4] "router interfaces of this port are the injected frame's";
        enable [31 +: 1] "1: injected frames are decided about, dropped uncounted, and told of below";
    }
    PROBE_VERDICT @ 0xf00019 ReadOnly = 0, "The last probe's decision" {
        egress [0 +: 9] "ports that would get it";
        drop [9 +: 5] "DropReason; 0: not dropped";
        punt [14 +: 6] "PuntReason";
        routed [20 +: 1] "decided on layer 3";
        sequence [27 +: 5] "counts probes, modulo 32";
    }
    PROBE_LOOKUP @ 0xf0001a ReadOnly = 0, "The last probe's route" {
        next_hop [0 +: 9] "of the route, before a group's bucket";
        length [9 +: 8] "of the prefix";
        table [17 +: 2] "0 none, 1 pool, 2 wide table, 3 default";
        interface [20 +: 6] "of ingress";
    }
    PROBE_ENTRY @ 0xf0001b ReadOnly = 0, "Where the route and the next hop were found" {
        index [0 +: 14] "entry in the pool or wide table";
        egress_interface [16 +: 6] "of the chosen next hop";
        chosen [22 +: 9] "next hop after a group's bucket";
    }
    PROBE_MAC_LOW @ 0xf0001c ReadOnly = 0, "Destination address it would be sent to, octets 0 to 3" {}
    PROBE_MAC_HIGH @ 0xf0001d ReadOnly = 0, "Octets 4 and 5" {
        octets [0 +: 16] "octet 4 in bits 7:0";
    }
}
