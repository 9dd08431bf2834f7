//! What a failing test leaves behind: a capture of each port and direction.

use std::path::Path;

use ferroute_sim::board::WireEvent;
use ferroute_sim::capture::Writer;
use ferroute_sim::verilator::workspace_root;

/// Every event that passed the board's ports.
#[derive(Default)]
pub struct Trail {
    ingress: Vec<WireEvent>,
    egress: Vec<WireEvent>,
}

/// Events that are kept in each direction; of longer tests the last ones.
const KEPT_EVENTS: usize = 20_000;

impl Trail {
    pub fn ingress(&mut self, events: &[WireEvent]) {
        keep(&mut self.ingress, events);
    }

    pub fn egress(&mut self, events: &[WireEvent]) {
        keep(&mut self.egress, events);
    }

    /// Writes `target/ferroute/failures/NAME-PORT-DIRECTION.pcap`.
    pub fn leave_behind(&self, name: &str) {
        let folder = workspace_root().join("target/ferroute/failures");
        if let Err(error) = std::fs::create_dir_all(&folder) {
            eprintln!("no captures are left behind: {error}");
            return;
        }
        for (direction, events) in [("ingress", &self.ingress), ("egress", &self.egress)] {
            let ports = events.iter().map(|event| event.port + 1).max().unwrap_or(0);
            for port in 0..ports {
                let path = folder.join(format!("{name}-swp{}-{direction}.pcap", port + 1));
                if let Err(error) = write(&path, events.iter().filter(|event| event.port == port)) {
                    eprintln!("{error}");
                }
            }
        }
        eprintln!("captures: {}/{name}-*.pcap", folder.display());
    }
}

fn keep(kept: &mut Vec<WireEvent>, events: &[WireEvent]) {
    kept.extend_from_slice(events);
    if kept.len() > 2 * KEPT_EVENTS {
        kept.drain(..kept.len() - KEPT_EVENTS);
    }
}

fn write<'a>(
    path: &Path,
    events: impl Iterator<Item = &'a WireEvent>,
) -> Result<(), ferroute_sim::capture::CaptureError> {
    let mut writer = Writer::create(path)?;
    for event in events {
        // What is no good frame goes in as it stood behind the preamble.
        let octets = event.frame().unwrap_or_else(|| ferroute_sim::golden::receive(&event.event).octets);
        writer.write(event.first_bit.nanoseconds(), &octets);
    }
    writer.flush()
}
