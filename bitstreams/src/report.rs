//! What nextpnr reports of a placed and routed design.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Cells of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Utilization {
    pub used: u32,
    pub available: u32,
}

/// The slowest path between two registers of one clock.
#[derive(Clone, Debug, PartialEq)]
pub struct WorstPath {
    pub clock: String,
    pub nanoseconds: f64,
    /// Of these, in wires.
    pub routing_nanoseconds: f64,
    /// The register or signal that each cell of the path makes, in the
    /// gateware's names; neighbours differ.
    pub signals: Vec<String>,
}

/// An edge of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub clock: String,
    pub rising: bool,
}

/// The slowest path from the edges of one clock to those of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub from: Edge,
    pub to: Edge,
    pub nanoseconds: f64,
    /// As in [`WorstPath`].
    pub signals: Vec<String>,
}

/// One run of nextpnr.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    worst_paths: Vec<WorstPath>,
    crossings: Vec<Crossing>,
    goals: BTreeMap<String, f64>,
    utilization: BTreeMap<String, Utilization>,
    /// Maximum frequency in MHz by clock, named as the top-level port.
    fmax: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Json {
    critical_paths: Vec<Path>,
    fmax: BTreeMap<String, Clock>,
    utilization: BTreeMap<String, Utilization>,
}

#[derive(Deserialize)]
struct Clock {
    achieved: f64,
    constraint: f64,
}

#[derive(Deserialize)]
struct Path {
    from: String,
    to: String,
    path: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    delay: f64,
    to: Pin,
    from: Pin,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Pin {
    cell: String,
}

impl Path {
    /// Nothing for a path between two clocks or to a pin.
    fn within_a_clock(&self) -> Option<WorstPath> {
        let (from, to) = (edge_of(&self.from)?, edge_of(&self.to)?);
        (from.clock == to.clock).then(|| WorstPath {
            clock: from.clock,
            nanoseconds: self.nanoseconds(None),
            routing_nanoseconds: self.nanoseconds(Some("routing")),
            signals: self.signals(),
        })
    }

    /// Nothing for a path within a clock or to a pin.
    fn between_clocks(&self) -> Option<Crossing> {
        let (from, to) = (edge_of(&self.from)?, edge_of(&self.to)?);
        (from.clock != to.clock).then(|| Crossing {
            from,
            to,
            nanoseconds: self.nanoseconds(None),
            signals: self.signals(),
        })
    }

    fn nanoseconds(&self, kind: Option<&str>) -> f64 {
        self.path.iter().filter(|step| kind.is_none_or(|kind| step.kind == kind)).map(|step| step.delay).sum()
    }

    fn signals(&self) -> Vec<String> {
        let mut signals: Vec<String> = Vec::new();
        for step in &self.path {
            for name in [signal_of(&step.from.cell), signal_of(&step.to.cell)] {
                if signals.last().is_none_or(|last| last != name) {
                    signals.push(name.to_owned());
                }
            }
        }
        signals
    }
}

/// Nothing for `<async>`, a pin.
fn edge_of(text: &str) -> Option<Edge> {
    let (edge, net) = text.split_once(' ')?;
    Some(Edge { clock: port_of(net), rising: edge == "posedge" })
}

impl Report {
    /// Reads the file of nextpnr's `--report`.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let json: Json = serde_json::from_str(text)?;
        let goals = json.fmax.iter().map(|(name, clock)| (port_of(name), clock.constraint)).collect();
        let worst_paths = json.critical_paths.iter().filter_map(Path::within_a_clock).collect();
        let crossings = json.critical_paths.iter().filter_map(Path::between_clocks).collect();
        let fmax = json.fmax.into_iter().map(|(name, clock)| (port_of(&name), clock.achieved));
        Ok(Self { worst_paths, crossings, goals, fmax: fmax.collect(), utilization: json.utilization })
    }

    /// Maximum frequency of a clock in MHz; `None` for a clock that clocks nothing.
    pub fn fmax(&self, clock: &str) -> Option<f64> {
        self.fmax.get(clock).copied()
    }

    /// Every clock with its maximum frequency in MHz.
    pub fn clocks(&self) -> impl Iterator<Item = (&str, f64)> {
        self.fmax.iter().map(|(name, megahertz)| (name.as_str(), *megahertz))
    }

    /// The slowest path of every clock.
    pub fn worst_paths(&self) -> &[WorstPath] {
        &self.worst_paths
    }

    /// The slowest path of every pair of edges of two clocks.
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// What a clock was to reach in MHz.
    pub fn goal(&self, clock: &str) -> Option<f64> {
        self.goals.get(clock).copied()
    }

    /// The least ratio of reached to wanted frequency; below 1 the design is
    /// too slow. 1 without clocks.
    pub fn margin(&self) -> f64 {
        let ratios = self.fmax.iter().filter_map(|(name, reached)| Some(reached / self.goals.get(name)?));
        ratios.reduce(f64::min).unwrap_or(1.0)
    }

    fn cells(&self, kind: &str) -> Utilization {
        self.utilization.get(kind).copied().unwrap_or_default()
    }

    /// 4-input look-up tables, carry and distributed RAM included.
    pub fn luts(&self) -> Utilization {
        self.cells("TRELLIS_COMB")
    }

    pub fn flip_flops(&self) -> Utilization {
        self.cells("TRELLIS_FF")
    }

    /// Block RAMs of 18 kbit.
    pub fn block_rams(&self) -> Utilization {
        self.cells("DP16KD")
    }
}

/// `core.fdb.valid_TRELLIS_FF_Q_3_DI_LUT4_Z` is `core.fdb.valid`: yosys names a
/// cell after the signal that it makes.
fn signal_of(cell: &str) -> &str {
    const CELLS: &[&str] = &["_TRELLIS_FF_", "_LUT4_", "_CCU2C_", "_PFUMX_", "_L6MUX21_", "_DP16KD_", "_TRELLIS_DPR16X4_"];
    let end = CELLS.iter().filter_map(|kind| cell.find(kind)).min();
    &cell[..end.unwrap_or(cell.len())]
}

/// `$glbnet$core_clock$TRELLIS_IO_IN` is `core_clock`.
fn port_of(net: &str) -> String {
    let name = net.strip_prefix("$glbnet$").unwrap_or(net);
    name.strip_suffix("$TRELLIS_IO_IN").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "critical_paths": [],
        "fmax": { "$glbnet$core_clock$TRELLIS_IO_IN": { "achieved": 151.25, "constraint": 125.0 },
                  "$glbnet$rx_clock$0$TRELLIS_IO_IN": { "achieved": 140.5, "constraint": 125.0 } },
        "utilization": { "TRELLIS_COMB": { "available": 24288, "used": 1234 }, "DP16KD": { "available": 56, "used": 48 } }
    }"#;

    #[test]
    fn clocks_have_the_names_of_their_ports() {
        let report = Report::parse(REPORT).unwrap();
        assert_eq!(report.fmax("core_clock"), Some(151.25));
        assert_eq!(report.fmax("rx_clock$0"), Some(140.5));
        assert_eq!(report.fmax("tx_clock$0"), None);
        assert_eq!(report.luts(), Utilization { used: 1234, available: 24288 });
        assert_eq!(report.flip_flops().used, 0);
    }

    #[test]
    fn worst_paths_tell_signals_and_times() {
        let text = r#"{ "critical_paths": [
            { "from": "posedge $glbnet$core_clock", "to": "posedge $glbnet$core_clock", "path": [
              { "delay": 0.5, "type": "clk-to-q", "from": { "cell": "core.a_TRELLIS_FF_Q_1" }, "to": { "cell": "core.a_TRELLIS_FF_Q_1" } },
              { "delay": 2.0, "type": "routing", "from": { "cell": "core.a_TRELLIS_FF_Q_1" }, "to": { "cell": "core.b_TRELLIS_FF_Q_DI_LUT4_Z" } },
              { "delay": 0.25, "type": "setup", "from": { "cell": "core.b_TRELLIS_FF_Q" }, "to": { "cell": "core.b_TRELLIS_FF_Q" } } ] },
            { "from": "negedge x", "to": "posedge core_clock", "path": [] }, { "from": "<async>", "to": "<async>", "path": [] } ],
            "fmax": { "$glbnet$core_clock": { "achieved": 150.0, "constraint": 125.0 }, "x": { "achieved": 100.0, "constraint": 25.0 } },
            "utilization": {} }"#;
        let report = Report::parse(text).unwrap();
        let signals = ["core.a", "core.b"].map(String::from).to_vec();
        let path = WorstPath { clock: "core_clock".to_owned(), nanoseconds: 2.75, routing_nanoseconds: 2.0, signals };
        assert_eq!(report.worst_paths(), [path]);
        let edge = |clock: &str, rising| Edge { clock: clock.to_owned(), rising };
        let crossing = Crossing { from: edge("x", false), to: edge("core_clock", true), nanoseconds: 0.0, signals: vec![] };
        assert_eq!(report.crossings(), [crossing]);
        assert_eq!(report.goal("core_clock"), Some(125.0));
        assert!((report.margin() - 1.2).abs() < 1e-9);
    }

    #[test]
    fn a_file_that_is_no_report_is_refused() {
        assert!(Report::parse("{}").is_err());
        assert!(Report::parse("not JSON").is_err());
    }
}
