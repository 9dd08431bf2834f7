//! Output registers of block RAMs.
//!
//! The gateware registers what it reads from a block RAM before any logic.
//! yosys leaves that register in the fabric, 5.8 ns and a route behind the RAM
//! (speed grade 6). The RAM has one of its own (Lattice FPGA-TN-02204, REGMODE
//! OUTREG): this pass over yosys' JSON moves the fabric's register into it where
//! all of a port's outputs feed nothing else.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// A net: yosys numbers them; constants are strings.
type Net = Value;

/// Data outputs of a port.
const OUTPUTS: usize = 18;

/// A register that follows an output.
struct Register {
    name: String,
    output: String,
    q: Net,
}

/// Moves registers into block RAMs in every module; returns how many ports got one.
pub fn fold(netlist: &mut Value) -> usize {
    let Some(modules) = netlist.get_mut("modules").and_then(Value::as_object_mut) else { return 0 };
    modules
        .values_mut()
        .filter_map(|module| module.get_mut("cells").and_then(Value::as_object_mut))
        .map(fold_cells)
        .sum()
}

fn fold_cells(cells: &mut Map<String, Value>) -> usize {
    let readers = readers(cells);
    let rams: Vec<String> =
        cells.iter().filter(|(_, cell)| cell["type"] == "DP16KD").map(|(name, _)| name.clone()).collect();
    let mut folded = 0;
    for ram in rams {
        for port in ["A", "B"] {
            let Some((registers, enable)) = registers(cells, &readers, &ram, port) else { continue };
            let cell = &mut cells[ram.as_str()];
            cell["parameters"][format!("REGMODE_{port}")] = json!("OUTREG");
            cell["connections"][format!("OCE{port}")] = json!([enable]);
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

/// The registers behind all outputs of a port that are in use, and what enables
/// them; `None` where one of them is no such register.
fn registers(
    cells: &Map<String, Value>,
    readers: &HashMap<u64, Vec<(String, String)>>,
    ram: &str,
    port: &str,
) -> Option<(Vec<Register>, Net)> {
    let cell = &cells[ram];
    if cell["parameters"][format!("REGMODE_{port}")] != "NOREG" {
        return None;
    }
    let clock = net(cell, &format!("CLK{port}"))?;
    let (mut registers, mut enable) = (Vec::new(), None);
    for index in 0..OUTPUTS {
        let output = format!("DO{port}{index}");
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

/// The single net of a cell's port.
fn net<'a>(cell: &'a Value, port: &str) -> Option<&'a Net> {
    cell["connections"].get(port)?.get(0)
}

/// Cells and their ports that read each net.
fn readers(cells: &Map<String, Value>) -> HashMap<u64, Vec<(String, String)>> {
    let mut readers: HashMap<u64, Vec<(String, String)>> = HashMap::new();
    for (name, cell) in cells {
        let Some(connections) = cell["connections"].as_object() else { continue };
        for (port, bits) in connections {
            if cell["port_directions"][port] == "output" {
                continue;
            }
            for bit in bits.as_array().into_iter().flatten().filter_map(Value::as_u64) {
                readers.entry(bit).or_default().push((name.clone(), port.clone()));
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
                "parameters": { "REGMODE_A": "NOREG", "REGMODE_B": "NOREG" },
                "port_directions": { "CLKB": "input", "DOB0": "output", "DOB1": "output" },
                "connections": { "CLKB": [2], "OCEB": ["1"], "DOB0": [10], "DOB1": [11] }
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
            assert_eq!(cells["ram"]["parameters"], json!({ "REGMODE_A": "NOREG", "REGMODE_B": "OUTREG" }));
            assert_eq!(
                cells["ram"]["connections"],
                json!({ "CLKB": [2], "OCEB": [enable], "DOB0": [20], "DOB1": [21] })
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
        for netlist in [&mut two_enables, &mut second_reader, &mut other_clock, &mut with_reset, &mut starts_at_one] {
            let before = netlist.clone();
            assert_eq!(fold(netlist), 0);
            assert_eq!(*netlist, before);
        }
    }
}
