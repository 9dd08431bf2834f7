//! What leaves the switch: a capture file a port, and the sums of the run.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use ferroute_host::port::Port;
use ferroute_sim::board::{Board, WireEvent};
use ferroute_sim::capture::Writer;
use ferroute_sim::golden::carrier::PREAMBLE_OCTETS;
use ferroute_sim::latency::Matcher;

use crate::inputs::{Input, refuse_overwriting};
use crate::summary::{PortSummary, Summary};

/// Collects what passes a board's ports.
pub struct Output {
    writers: Vec<Writer>,
    ports: Vec<PortSummary>,
    matcher: Matcher,
    /// Carrier events that have come in.
    pub arrived: u64,
}

impl Output {
    /// Creates a capture file for each port in `folder`, if there is one.
    pub fn create(ports: usize, folder: Option<&Path>, inputs: &[Input]) -> anyhow::Result<Self> {
        let mut writers = Vec::new();
        let names: Vec<Port> = Port::all(ports as u8).filter(|port| !port.is_cpu()).collect();
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            let files: Vec<_> = names.iter().map(|name| folder.join(format!("{name}.pcap"))).collect();
            for file in &files {
                refuse_overwriting(inputs, file)?;
            }
            writers = files.iter().map(|file| Writer::create(file)).collect::<Result<_, _>>()?;
        }
        let ports = names.into_iter().map(PortSummary::new).collect();
        Ok(Self { writers, ports, matcher: Matcher::default(), arrived: 0 })
    }

    /// Takes what has passed the board's ports since the last call.
    pub fn collect(&mut self, board: &mut Board) {
        for event in board.take_ingress() {
            let port = &mut self.ports[event.port];
            port.frames_in += 1;
            port.octets_in += frame_octets(&event);
            self.matcher.arrived(&event);
            self.arrived += 1;
        }
        for event in board.take_egress() {
            let port = &mut self.ports[event.port];
            port.frames_out += 1;
            port.octets_out += frame_octets(&event);
            match event.frame() {
                Some(frame) => {
                    if let Some(writer) = self.writers.get_mut(event.port) {
                        writer.write(event.first_bit.nanoseconds(), &frame);
                    }
                }
                None => port.bad_frames_out += 1,
            }
            self.matcher.departed(&event);
        }
    }

    /// Completes the files on disk.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        self.writers.iter_mut().try_for_each(Writer::flush)?;
        Ok(())
    }

    /// The sums so far; `spent`: time that the simulation took.
    pub fn summary(&mut self, board: &Board, spent: Duration, faults: Vec<String>) -> Summary {
        let cycles = board.cycle();
        Summary {
            ports: self.ports.clone(),
            latency: self.matcher.report(),
            cycles,
            simulated_seconds: board.now().seconds(),
            wall_seconds: spent.as_secs_f64(),
            cycles_per_second: cycles as f64 / spent.as_secs_f64().max(f64::MIN_POSITIVE),
            serial_divisor: board.divisor(),
            serial_framing_errors: board.framing_errors(),
            faults,
        }
    }
}

/// Octets behind preamble and SFD, FCS included.
fn frame_octets(event: &WireEvent) -> u64 {
    event.event.octets.len().saturating_sub(PREAMBLE_OCTETS + 1) as u64
}
