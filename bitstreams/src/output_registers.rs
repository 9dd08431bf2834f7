//! Output registers of block RAMs.
//!
//! The gateware registers what it reads from a block RAM before any logic.
//! yosys leaves that register in the fabric, 5.8 ns and a route behind the RAM
//! (speed grade 6). The RAM has one of its own (Lattice FPGA-TN-02204, REGMODE
//! OUTREG): this pass over yosys' JSON moves the fabric's register into it where
//! all of a port's outputs feed nothing else.
//!
//! Not obvious, from the behaviour of Lattice's own simulation model of this
//! block (`DP16KC` of the LatticeECP3 library, the same pins and modes; that
//! FPGA-TN-02204 says nothing to the contrary could not be checked):
//! * OCE alone enables the output register; CE gates the address and the latch
//!   in front of it. A read enable at CE therefore needs nothing of a register
//!   that takes the latch in every clock. (The EBR of LatticeECP2 has no OCE, and
//!   there CE gates both: the pass would be wrong for it.)
//! * RST clears latch and output register in one clock, CE or not; a register in
//!   the fabric shows the cleared latch a clock later. A port whose RST is not
//!   constant 0 stays as it is.
//! * At width 36 the outputs of both ports are one word, and CLKB, OCEB and RSTB
//!   serve all of it: both halves get their registers or none.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// A net: yosys numbers them; constants are strings.
type Net = Value;

/// Data outputs of a port.
const OUTPUTS: usize = 18;
/// Data width at which both ports' outputs are one word, read at port B.
const WHOLE_WIDTH: u32 = 36;

/// A register that follows an output.
struct Register {
    name: String,
    output: String,
    q: Net,
}

/// Outputs that one clock, reset and register enable serve.
struct Side {
    /// Ports whose outputs and modes belong to it.
    ports: &'static [&'static str],
    /// Port whose clock, reset and enable count.
    control: &'static str,
}

const SIDES: &[Side] = &[Side { ports: &["A"], control: "A" }, Side { ports: &["B"], control: "B" }];
const WHOLE: &[Side] = &[Side { ports: &["A", "B"], control: "B" }];

/// What to do where a reset of the RAM is in use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Resets {
    Respect,
    Ignore,
}

/// Moves registers into block RAMs in every module; returns how many words of
/// block RAMs got one.
pub fn fold(netlist: &mut Value) -> usize {
    fold_with(netlist, Resets::Respect)
}

/// As [`fold`], and wrong: across resets too. What the check of netlists must
/// notice.
pub(crate) fn fold_across_resets(netlist: &mut Value) -> usize {
    fold_with(netlist, Resets::Ignore)
}

fn fold_with(netlist: &mut Value, resets: Resets) -> usize {
    let Some(modules) = netlist.get_mut("modules").and_then(Value::as_object_mut) else { return 0 };
    modules.values_mut().map(|module| fold_module(module, resets)).sum()
}

fn fold_module(module: &mut Value, resets: Resets) -> usize {
    let readers = readers(module);
    let Some(cells) = module.get_mut("cells").and_then(Value::as_object_mut) else { return 0 };
    let rams: Vec<String> =
        cells.iter().filter(|(_, cell)| cell["type"] == "DP16KD").map(|(name, _)| name.clone()).collect();
    let mut folded = 0;
    for ram in rams {
        let sides = if width(&cells[ram.as_str()], "B") == Some(WHOLE_WIDTH) { WHOLE } else { SIDES };
        for side in sides {
            let Some((registers, enable)) = registers(cells, &readers, &ram, side, resets) else { continue };
            let cell = &mut cells[ram.as_str()];
            for port in side.ports {
                cell["parameters"][format!("REGMODE_{port}")] = json!("OUTREG");
            }
            cell["connections"][format!("OCE{}", side.control)] = json!([enable]);
            for register in &registers {
                cell["connections"][&register.output] = json!([register.q]);
            }
            for register in registers {
                cells.remove(&register.name);
            }
            folded += 1;
        }
    }
    folded
}

/// The registers behind all outputs of a side that are in use, and what enables
/// them; `None` where one of them is no such register.
fn registers(
    cells: &Map<String, Value>,
    readers: &Readers,
    ram: &str,
    side: &Side,
    resets: Resets,
) -> Option<(Vec<Register>, Net)> {
    let cell = &cells[ram];
    let unregistered = |port: &&str| cell["parameters"][format!("REGMODE_{port}")] == "NOREG";
    let reset = net(cell, &format!("RST{}", side.control));
    if !side.ports.iter().all(unregistered) || resets == Resets::Respect && reset.is_some_and(|reset| reset != "0") {
        return None;
    }
    let clock = net(cell, &format!("CLK{}", side.control))?;
    let (mut registers, mut enable) = (Vec::new(), None);
    let outputs = side.ports.iter().flat_map(|port| (0..OUTPUTS).map(move |index| format!("DO{port}{index}")));
    for output in outputs {
        let Some(users) = net(cell, &output).and_then(Value::as_u64).and_then(|bit| readers.get(&bit)) else {
            continue;
        };
        let [(name, input)] = users.as_slice() else { return None };
        let register = cells.get(name)?;
        let parameter = |name: &str| register["parameters"][name].as_str().unwrap_or_default().trim();
        let plain = register["type"] == "TRELLIS_FF"
            && input == "DI"
            && net(register, "CLK") == Some(clock)
            && parameter("CLKMUX") == "CLK"
            && parameter("REGSET") == "RESET"
            && net(register, "LSR").is_none_or(|reset| reset == "0");
        let own_enable = match parameter("CEMUX") {
            "1" | "" => json!("1"),
            "CE" => net(register, "CE")?.clone(),
            _ => return None,
        };
        if !plain || *enable.get_or_insert(own_enable.clone()) != own_enable {
            return None;
        }
        registers.push(Register { name: name.clone(), output, q: net(register, "Q")?.clone() });
    }
    Some((registers, enable?))
}

/// Data width of a RAM's port: yosys writes numbers as 32 binary digits.
fn width(cell: &Value, port: &str) -> Option<u32> {
    u32::from_str_radix(cell["parameters"][format!("DATA_WIDTH_{port}")].as_str()?, 2).ok()
}

/// The single net of a cell's port.
fn net<'a>(cell: &'a Value, port: &str) -> Option<&'a Net> {
    cell["connections"].get(port)?.get(0)
}

/// Cells and their ports that read each net; the module's own ports are of no
/// cell's name.
type Readers = HashMap<u64, Vec<(String, String)>>;

fn readers(module: &Value) -> Readers {
    let mut readers = Readers::new();
    let mut read = |bits: &Value, cell: &str, port: &str| {
        for bit in bits.as_array().into_iter().flatten().filter_map(Value::as_u64) {
            readers.entry(bit).or_default().push((cell.to_owned(), port.to_owned()));
        }
    };
    for (name, port) in module["ports"].as_object().into_iter().flatten() {
        if port["direction"] != "input" {
            read(&port["bits"], "", name);
        }
    }
    for (name, cell) in module["cells"].as_object().into_iter().flatten() {
        for (port, bits) in cell["connections"].as_object().into_iter().flatten() {
            if cell["port_directions"][port] != "output" {
                read(bits, name, port);
            }
        }
    }
    readers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As yosys writes it, the space behind the 1 too.
    /// A RAM whose outputs 0 and 1 of port B are nets 10 and 11, with a
    /// register of clock 2 and enable `enable` behind each, to nets 20 and 21.
    /// It is read where net 4 is 1.
    fn netlist(enable: [Value; 2]) -> Value {
        let register = |d: u64, q: u64, enable: &Value| {
            let mux = if *enable == json!("1") { "1 " } else { "CE" };
            json!({
                "type": "TRELLIS_FF",
                "parameters": { "CEMUX": mux, "CLKMUX": "CLK", "REGSET": "RESET", "LSRMUX": "LSR" },
                "port_directions": { "CE": "input", "CLK": "input", "DI": "input", "LSR": "input", "Q": "output" },
                "connections": { "CE": [enable], "CLK": [2], "DI": [d], "LSR": ["0"], "Q": [q] }
            })
        };
        json!({ "modules": { "top": { "cells": {
            "ram": {
                "type": "DP16KD",
                "parameters": { "DATA_WIDTH_B": "10010", "REGMODE_A": "NOREG", "REGMODE_B": "NOREG" },
                "port_directions": { "CLKB": "input", "CEB": "input", "RSTB": "input", "DOB0": "output", "DOB1": "output" },
                "connections": { "CLKB": [2], "CEB": [4], "OCEB": ["1"], "RSTB": ["0"], "DOB0": [10], "DOB1": [11] }
            },
            "first": register(10, 20, &enable[0]),
            "second": register(11, 21, &enable[1]),
            "user": {
                "type": "LUT4",
                "parameters": {},
                "port_directions": { "A": "input", "Z": "output" },
                "connections": { "A": [20], "Z": [30] }
            }
        } } } })
    }

    fn cells(netlist: &Value) -> &Map<String, Value> {
        netlist["modules"]["top"]["cells"].as_object().unwrap()
    }

    #[test]
    fn registers_move_into_the_ram_with_their_enable() {
        for enable in [json!("1"), json!(5)] {
            let mut netlist = netlist([enable.clone(), enable.clone()]);
            assert_eq!(fold(&mut netlist), 1);
            let cells = cells(&netlist);
            assert_eq!(cells.keys().collect::<Vec<_>>(), ["ram", "user"]);
            assert_eq!(
                cells["ram"]["parameters"],
                json!({ "DATA_WIDTH_B": "10010", "REGMODE_A": "NOREG", "REGMODE_B": "OUTREG" })
            );
            assert_eq!(
                cells["ram"]["connections"],
                json!({ "CLKB": [2], "CEB": [4], "OCEB": [enable], "RSTB": ["0"], "DOB0": [20], "DOB1": [21] })
            );
        }
    }

    #[test]
    fn what_is_no_such_register_stays() {
        let same = || [json!("1"), json!("1")];
        let mut two_enables = netlist([json!("1"), json!(5)]);
        let mut second_reader = netlist(same());
        second_reader["modules"]["top"]["cells"]["user"]["connections"]["A"] = json!([11]);
        let mut other_clock = netlist(same());
        other_clock["modules"]["top"]["cells"]["second"]["connections"]["CLK"] = json!([3]);
        let mut with_reset = netlist(same());
        with_reset["modules"]["top"]["cells"]["first"]["connections"]["LSR"] = json!([7]);
        let mut starts_at_one = netlist(same());
        starts_at_one["modules"]["top"]["cells"]["first"]["parameters"]["REGSET"] = json!("SET");
        let mut ram_reset = netlist(same());
        ram_reset["modules"]["top"]["cells"]["ram"]["connections"]["RSTB"] = json!([7]);
        let mut leaves_the_module = netlist(same());
        leaves_the_module["modules"]["top"]["ports"] = json!({ "q": { "direction": "output", "bits": [11] } });
        for netlist in [
            &mut two_enables,
            &mut second_reader,
            &mut other_clock,
            &mut with_reset,
            &mut starts_at_one,
            &mut ram_reset,
            &mut leaves_the_module,
        ] {
            let before = netlist.clone();
            assert_eq!(fold(netlist), 0);
            assert_eq!(*netlist, before);
        }
    }

    /// Output 1 is the other port's, as the lower half of a word of 36 bits.
    fn whole(enable: [Value; 2]) -> Value {
        let mut netlist = netlist(enable);
        let ram = &mut netlist["modules"]["top"]["cells"]["ram"];
        ram["parameters"]["DATA_WIDTH_B"] = json!("100100");
        ram["connections"].as_object_mut().unwrap().remove("DOB1");
        ram["port_directions"]["DOA1"] = json!("output");
        for (port, net) in [("DOA1", json!(11)), ("OCEA", json!("0")), ("CLKA", json!(3)), ("RSTA", json!("0"))] {
            ram["connections"][port] = json!([net]);
        }
        netlist
    }

    #[test]
    fn words_of_both_ports_get_both_registers_or_none() {
        let mut folded = whole([json!(5), json!(5)]);
        assert_eq!(fold(&mut folded), 1);
        let ram = &cells(&folded)["ram"];
        assert_eq!((&ram["parameters"]["REGMODE_A"], &ram["parameters"]["REGMODE_B"]), (&json!("OUTREG"), &json!("OUTREG")));
        assert_eq!((&ram["connections"]["OCEB"], &ram["connections"]["OCEA"]), (&json!([5]), &json!(["0"])));
        assert_eq!((&ram["connections"]["DOB0"], &ram["connections"]["DOA1"]), (&json!([20]), &json!([21])));
        let mut two_enables = whole([json!(5), json!(6)]);
        let before = two_enables.clone();
        assert_eq!(fold(&mut two_enables), 0);
        assert_eq!(two_enables, before);
    }

    #[test]
    fn the_mutant_goes_across_resets() {
        let mut netlist = netlist([json!("1"), json!("1")]);
        netlist["modules"]["top"]["cells"]["ram"]["connections"]["RSTB"] = json!([7]);
        assert_eq!(fold_across_resets(&mut netlist), 1);
    }
}
