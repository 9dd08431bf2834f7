//! Clocks that are gated copies of one source (DCCA cells).
//!
//! nextpnr takes every net for a clock of its own, so that it neither
//! constrains nor checks what passes between such siblings. In the gateware
//! that goes through a `FallingRegister` only: from a rising to a falling edge or
//! the other way, in half a period. Between two rising edges of siblings nothing
//! passes but what `hdl/src/cdc` makes safe for clocks of any kind.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::report::{Crossing, Report};

/// What a path between siblings takes, and what it may take.
#[derive(Clone, Debug, PartialEq)]
pub struct SiblingPath {
    pub crossing: Crossing,
    /// Half a period of the faster goal.
    pub limit_nanoseconds: f64,
}

impl SiblingPath {
    /// Whether the data are there in time.
    pub fn is_met(&self) -> bool {
        self.crossing.nanoseconds <= self.limit_nanoseconds
    }
}

/// Net of the source by clock, out of yosys' JSON of a flattened design.
#[derive(Clone, Debug, Default)]
pub struct Siblings {
    sources: BTreeMap<String, u64>,
}

impl Siblings {
    /// The gates of module `top` in yosys' JSON.
    pub fn of(netlist: &Value, top: &str) -> Self {
        let module = &netlist["modules"][top];
        let mut names: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for (name, net) in module["netnames"].as_object().into_iter().flatten() {
            if let [bit] = net["bits"].as_array().map(Vec::as_slice).unwrap_or_default() {
                names.entry(bit.as_u64().unwrap_or_default()).or_default().push(name);
            }
        }
        let mut sources = BTreeMap::new();
        let cells = module["cells"].as_object().into_iter().flatten().map(|(_, cell)| cell);
        for gate in cells.filter(|cell| cell["type"] == "DCCA") {
            let net = |port: &str| gate["connections"][port][0].as_u64();
            let (Some(source), Some(gated)) = (net("CLKI"), net("CLKO")) else { continue };
            for name in names.get(&gated).into_iter().flatten() {
                sources.insert((*name).to_owned(), source);
            }
        }
        Self { sources }
    }

    /// Whether both are gated from one source, and not the same clock.
    pub fn are(&self, one: &str, other: &str) -> bool {
        one != other && self.sources.get(one).is_some_and(|source| self.sources.get(other) == Some(source))
    }

    /// The slowest path of every pair of edges that data pass in half a period.
    pub fn paths(&self, report: &Report) -> Vec<SiblingPath> {
        let crossings = report.crossings().iter();
        crossings
            .filter(|crossing| self.are(&crossing.from.clock, &crossing.to.clock) && crossing.from.rising != crossing.to.rising)
            .map(|crossing| {
                let goals = [&crossing.from, &crossing.to].into_iter().filter_map(|edge| report.goal(&edge.clock));
                let megahertz = goals.reduce(f64::max).unwrap_or(f64::INFINITY);
                SiblingPath { crossing: crossing.clone(), limit_nanoseconds: 500.0 / megahertz }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn siblings() -> Siblings {
        let gate = |source: u64, gated: u64| json!({ "type": "DCCA", "connections": { "CLKI": [source], "CE": ["1"], "CLKO": [gated] } });
        let net = |bit: u64| json!({ "bits": [bit] });
        let netlist = json!({ "modules": { "top": {
            "cells": { "a": gate(2, 10), "b": gate(2, 11), "c": gate(3, 12), "d": { "type": "LUT4", "connections": {} } },
            "netnames": { "core_clock": net(10), "tx_clock0": net(11), "inner.clock": net(11), "rx_clock0": net(12), "wide": { "bits": [10, 11] } }
        } } });
        Siblings::of(&netlist, "top")
    }

    #[test]
    fn clocks_of_one_source_are_siblings() {
        let siblings = siblings();
        for (one, other, are) in [
            ("core_clock", "tx_clock0", true),
            ("inner.clock", "core_clock", true),
            ("core_clock", "core_clock", false),
            ("core_clock", "rx_clock0", false),
            ("core_clock", "unknown", false),
        ] {
            assert_eq!(siblings.are(one, other), are, "{one} {other}");
        }
    }

    #[test]
    fn paths_over_half_a_period_are_held_to_it() {
        let path = |from: &str, to: &str, delay: f64| json!({ "from": from, "to": to, "path": [
            { "delay": delay, "type": "routing", "from": { "cell": "a_TRELLIS_FF_Q" }, "to": { "cell": "b_TRELLIS_FF_Q" } } ] });
        let goal = json!({ "achieved": 200.0, "constraint": 125.0 });
        let report = json!({ "utilization": {}, "fmax": { "core_clock": goal, "$glbnet$tx_clock0": goal, "rx_clock0": goal }, "critical_paths": [
            path("posedge tx_clock0", "negedge core_clock", 3.5),
            path("negedge core_clock", "posedge $glbnet$tx_clock0", 4.5),
            path("posedge tx_clock0", "posedge core_clock", 9.0),
            path("posedge rx_clock0", "negedge core_clock", 9.0),
        ] });
        let paths = siblings().paths(&Report::parse(&report.to_string()).unwrap());
        let told: Vec<_> = paths.iter().map(|path| (path.crossing.nanoseconds, path.limit_nanoseconds, path.is_met())).collect();
        assert_eq!(told, [(3.5, 4.0, true), (4.5, 4.0, false)]);
    }
}
