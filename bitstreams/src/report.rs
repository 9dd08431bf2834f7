//! What nextpnr reports of a placed and routed design.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Cells of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Utilization {
    pub used: u32,
    pub available: u32,
}

/// One run of nextpnr.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    utilization: BTreeMap<String, Utilization>,
    /// Maximum frequency in MHz by clock, named as the top-level port.
    fmax: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Json {
    fmax: BTreeMap<String, Clock>,
    utilization: BTreeMap<String, Utilization>,
}

#[derive(Deserialize)]
struct Clock {
    achieved: f64,
}

impl Report {
    /// Reads the file of nextpnr's `--report`.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let json: Json = serde_json::from_str(text)?;
        let fmax = json.fmax.into_iter().map(|(name, clock)| (port_of(&name), clock.achieved));
        Ok(Self { fmax: fmax.collect(), utilization: json.utilization })
    }

    /// Maximum frequency of a clock in MHz; `None` for a clock that clocks nothing.
    pub fn fmax(&self, clock: &str) -> Option<f64> {
        self.fmax.get(clock).copied()
    }

    /// Every clock with its maximum frequency in MHz.
    pub fn clocks(&self) -> impl Iterator<Item = (&str, f64)> {
        self.fmax.iter().map(|(name, megahertz)| (name.as_str(), *megahertz))
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
    fn a_file_that_is_no_report_is_refused() {
        assert!(Report::parse("{}").is_err());
        assert!(Report::parse("not JSON").is_err());
    }
}
