//! `ferroute identify`

use super::error::CommandError;
use super::session::Session;
use super::table::pairs;

pub fn run(session: &mut Session) -> Result<(), CommandError> {
    let report = session.device.identify()?;
    session.output.show(&report, |report| {
        pairs([
            ("device", report.device.to_owned()),
            ("layout hash", report.layout_hash.clone()),
            ("ports", format!("{} and cpu", report.port_count)),
            ("buffer", format!("{} cells", report.cell_count)),
            ("fdb", format!("{} entries", report.fdb_size)),
            ("epoch", format!("{:#06x}", report.epoch)),
            ("serial line", format!("{} baud (divisor {})", report.baud, report.uart_divisor)),
            ("running for", format!("{:.3} s ({} clocks)", report.uptime_seconds, report.cycles)),
        ])
    })
}
