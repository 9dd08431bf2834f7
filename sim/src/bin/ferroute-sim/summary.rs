//! What a run says at its end.

use std::fmt;

use ferroute_host::port::Port;
use ferroute_sim::latency::{self, LatencyReport};
use serde::Serialize;

/// Widest bar of a histogram.
const BAR: u64 = 40;

/// Octets with FCS, without preamble.
#[derive(Clone, Debug, Serialize)]
pub struct PortSummary {
    pub port: Port,
    pub frames_in: u64,
    pub octets_in: u64,
    pub frames_out: u64,
    pub octets_out: u64,
    /// Frames out with a bad preamble, length or FCS, or with TX_ER.
    pub bad_frames_out: u64,
}

impl PortSummary {
    pub fn new(port: Port) -> Self {
        Self { port, frames_in: 0, octets_in: 0, frames_out: 0, octets_out: 0, bad_frames_out: 0 }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub ports: Vec<PortSummary>,
    /// Nanoseconds.
    pub latency: LatencyReport,
    /// Core clocks.
    pub cycles: u64,
    pub simulated_seconds: f64,
    /// Time that the simulation took, sleep excluded.
    pub wall_seconds: f64,
    pub cycles_per_second: f64,
    /// Core clocks a bit at this end of the serial line.
    pub serial_divisor: u16,
    pub serial_framing_errors: u64,
    /// What was wrong with the inputs.
    pub faults: Vec<String>,
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        writeln!(
            out,
            "{:<6}{:>12}{:>16}{:>12}{:>16}{:>10}",
            "port", "frames in", "octets in", "frames out", "octets out", "bad out"
        )?;
        for port in &self.ports {
            writeln!(
                out,
                "{:<6}{:>12}{:>16}{:>12}{:>16}{:>10}",
                port.port, port.frames_in, port.octets_in, port.frames_out, port.octets_out, port.bad_frames_out
            )?;
        }
        let latencies = [
            ("first bit in to first bit out", &self.latency.first_bit_in_to_first_bit_out),
            ("last bit in to first bit out", &self.latency.last_bit_in_to_first_bit_out),
        ];
        for (name, latency) in latencies {
            if let Some(latency) = latency {
                write_latency(out, name, latency)?;
            }
        }
        if self.latency.unmatched_frames > 0 {
            writeln!(out, "{} frames out did not come in on a port", self.latency.unmatched_frames)?;
        }
        if self.serial_framing_errors > 0 {
            writeln!(out, "{} framing errors on the serial line", self.serial_framing_errors)?;
        }
        write!(
            out,
            "{} cycles ({:.6} s) in {:.2} s: {:.3} M cycles/s",
            self.cycles,
            self.simulated_seconds,
            self.wall_seconds,
            self.cycles_per_second / 1e6
        )
    }
}

fn write_latency(out: &mut fmt::Formatter, name: &str, latency: &latency::Summary) -> fmt::Result {
    writeln!(
        out,
        "latency, {name}, {} frames, ns: minimum {}, mean {:.1}, median {}, 99 % {}, maximum {}",
        latency.frames, latency.minimum, latency.mean, latency.median, latency.percentile_99, latency.maximum
    )?;
    let most = latency.histogram.iter().map(|bucket| bucket.frames).max().unwrap_or(1).max(1);
    for bucket in &latency.histogram {
        let bar = "#".repeat((bucket.frames * BAR).div_ceil(most) as usize);
        writeln!(out, "  {:>8} to {:>8}{:>12}  {bar}", bucket.from, bucket.to, bucket.frames)?;
    }
    Ok(())
}
