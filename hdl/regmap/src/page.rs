//! The contract as a Markdown page for people.

use core::fmt;

use crate::{
    LAYOUT_HASH, counter::Counter, drop_reason::DropReason, punt_reason::PuntReason, region,
    register::Register, registers,
};

/// Displays the register page, `hdl/regmap/REGISTERS.md`.
pub struct Page;

impl fmt::Display for Page {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "# Registers\n")?;
        writeln!(out, "Rendered from `hdl/regmap`; a test holds this page equal to the code.")?;
        writeln!(out, "Addresses count 32-bit words. Layout hash: `{LAYOUT_HASH:016x}`.\n")?;
        regions(out)?;
        writeln!(out, "## Registers of regions REGISTERS and ROUTER\n")?;
        writeln!(out, "| address | register | access | after power-up | meaning |")?;
        writeln!(out, "|---|---|---|---|---|")?;
        for register in registers::ALL {
            row(out, register)?;
        }
        writeln!(out, "\n## Counters of a port\n")?;
        writeln!(out, "| index | counter |\n|---|---|")?;
        for counter in Counter::ALL {
            writeln!(out, "| {} | {} |", *counter as u8, counter.name())?;
        }
        for reason in DropReason::ALL {
            writeln!(out, "| {} | drop: {} |", Counter::DROP_BASE + *reason as usize, reason.name())?;
        }
        writeln!(out, "\n## Punt reasons\n\n| code | reason |\n|---|---|")?;
        for reason in PuntReason::ALL {
            writeln!(out, "| {} | {} |", *reason as u8, reason.name())?;
        }
        Ok(())
    }
}

fn regions(out: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(out, "| first address | region |\n|---|---|")?;
    for (first, name) in [
        (region::REGISTERS, "REGISTERS"),
        (region::COUNTERS, "COUNTERS"),
        (region::FDB_TABLE, "FDB_TABLE"),
        (region::FDB_COMMAND, "FDB_COMMAND"),
        (region::INJECT, "INJECT"),
        (region::PUNT, "PUNT"),
        (region::FIB4, "FIB4"),
        (region::FIB6, "FIB6"),
        (region::FIB_WIDE, "FIB_WIDE"),
        (region::NEXT_HOPS, "NEXT_HOPS"),
        (region::BUCKETS, "BUCKETS"),
        (region::INTERFACES, "INTERFACES"),
        (region::TRAPS, "TRAPS"),
        (region::ROUTER, "ROUTER"),
    ] {
        writeln!(out, "| `0x{first:06x}` | {name} |")?;
    }
    writeln!(out)
}

fn row(out: &mut fmt::Formatter<'_>, register: &Register) -> fmt::Result {
    write!(
        out,
        "| `0x{:02x}` | {} | {} | `0x{:x}` | {}",
        register.address, register.name, register.access.name(), register.reset, register.meaning
    )?;
    for field in register.fields {
        write!(
            out,
            "<br>{}:{} {}: {}",
            field.shift + field.width - 1, field.shift, field.name, field.meaning
        )?;
    }
    writeln!(out, " |")
}
