//! The forwarding decision (IEEE 802.1Q-2022 clause 8.6).

use ferroute_regmap::{DropReason, PuntReason};

use super::fdb::Fdb;

/// The forwarding identifier of every frame: VLANs share one FID as yet.
pub const FID: u16 = 0;

/// What the registers say, and how many ports there are.
/// Masks have one bit a port; the CPU port has bit `port_count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Front-panel ports.
    pub port_count: usize,
    /// RX_ENABLE
    pub rx_enable: u16,
    /// FORWARD
    pub forward: u16,
    /// FLOOD
    pub flood: u16,
    /// LEARN
    pub learn: u16,
    /// TRAP.link_local
    pub trap_link_local: bool,
}

impl Configuration {
    /// All front-panel ports receive, send, learn and get floods; the CPU port
    /// sends and receives but gets no floods; nothing is trapped.
    pub fn new(port_count: usize) -> Self {
        let front = (1 << port_count) - 1;
        let all = front | 1 << port_count;
        Self {
            port_count,
            rx_enable: all,
            forward: all,
            flood: front,
            learn: front,
            trap_link_local: false,
        }
    }

    /// The CPU port's bit.
    pub fn cpu(&self) -> u16 {
        1 << self.port_count
    }
}

/// What is to be done with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// To the one port of the FDB entry.
    Forward { egress: u16 },
    /// To every port that floods.
    Flood { egress: u16 },
    /// Routed: to the port of the egress interface, with new headers.
    Route { egress: u16 },
    /// To the ports that the host named.
    Inject { egress: u16 },
    /// To the CPU port alone.
    Punt(PuntReason),
    Drop(DropReason),
}

/// Whether the address is 01-80-C2-00-00-00 to -0F (IEEE 802.1Q-2022 table 8-1).
pub fn is_link_local(mac: [u8; 6]) -> bool {
    mac[..5] == [0x01, 0x80, 0xC2, 0x00, 0x00] && mac[5] < 0x10
}

/// Decides about a good frame that came in on `ingress`.
pub fn forward(
    configuration: &Configuration,
    fdb: &Fdb,
    ingress: usize,
    destination: [u8; 6],
    source: [u8; 6],
) -> Verdict {
    let is_group = |mac: [u8; 6]| mac[0] & 1 == 1;
    // IEEE 802.3-2022 clause 3.2.3: a source address is an individual one.
    if is_group(source) {
        return Verdict::Drop(DropReason::SourceMacIsMulticast);
    }
    // Clause 8.6.3: reserved addresses are never relayed.
    if is_link_local(destination) {
        return if configuration.trap_link_local {
            Verdict::Punt(PuntReason::LinkLocal)
        } else {
            Verdict::Drop(DropReason::LinkLocalMulticast)
        };
    }
    let entry = if is_group(destination) { None } else { fdb.find(destination, FID) };
    match entry {
        // Clause 8.6.1: never back to the port of reception.
        Some(entry) if usize::from(entry.port) == ingress => {
            Verdict::Drop(DropReason::PortLoopbackFilter)
        }
        Some(entry) => match 1 << entry.port & configuration.forward {
            0 => Verdict::Drop(DropReason::PortListIsEmpty),
            egress => Verdict::Forward { egress },
        },
        None => match configuration.flood & configuration.forward & !(1 << ingress) {
            0 => Verdict::Drop(DropReason::PortListIsEmpty),
            egress => Verdict::Flood { egress },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::fdb::Capacity;
    use super::*;

    const A: [u8; 6] = [2, 0, 0, 0, 0, 0xA];
    const B: [u8; 6] = [2, 0, 0, 0, 0, 0xB];
    const GROUP: [u8; 6] = [0x01, 0x00, 0x5E, 0, 0, 0xFB];

    #[test]
    fn table_of_decisions() {
        use DropReason::*;
        let all = Configuration::new(4);
        let mut fdb = Fdb::new(Capacity::Unlimited);
        fdb.learn(A, FID, 0);
        let drop = Verdict::Drop;
        let link_local = |last| [0x01, 0x80, 0xC2, 0, 0, last];
        for (name, configuration, ingress, destination, source, expected) in [
            ("known", all, 1, A, B, Verdict::Forward { egress: 0b0001 }),
            ("unknown", all, 0, B, A, Verdict::Flood { egress: 0b1110 }),
            ("group", all, 2, GROUP, A, Verdict::Flood { egress: 0b1011 }),
            ("broadcast", all, 3, [0xFF; 6], A, Verdict::Flood { egress: 0b0111 }),
            ("zero source", all, 1, A, [0; 6], Verdict::Forward { egress: 0b0001 }),
            ("group source", all, 1, A, GROUP, drop(SourceMacIsMulticast)),
            ("group source first", all, 1, link_local(0), GROUP, drop(SourceMacIsMulticast)),
            ("BPDU", all, 1, link_local(0), A, drop(LinkLocalMulticast)),
            ("last reserved address", all, 1, link_local(0xF), A, drop(LinkLocalMulticast)),
            ("first beyond (table 8-1)", all, 1, link_local(0x10), A, Verdict::Flood { egress: 0b1101 }),
            ("trapped", Configuration { trap_link_local: true, ..all }, 1, link_local(0xE), A, Verdict::Punt(PuntReason::LinkLocal)),
            ("back to ingress", all, 0, A, B, drop(PortLoopbackFilter)),
            ("egress blocked", Configuration { forward: 0b1110, ..all }, 1, A, B, drop(PortListIsEmpty)),
            ("flood without the blocked", Configuration { forward: 0b0110, ..all }, 1, B, A, Verdict::Flood { egress: 0b0100 }),
            ("flood to nobody", Configuration { flood: 0b0010, ..all }, 1, B, A, drop(PortListIsEmpty)),
            ("flood to the CPU too", Configuration { flood: 0b11111, ..all }, 1, B, A, Verdict::Flood { egress: 0b11101 }),
            ("loopback before blocked", Configuration { forward: 0, ..all }, 0, A, B, drop(PortLoopbackFilter)),
        ] {
            assert_eq!(forward(&configuration, &fdb, ingress, destination, source), expected, "{name}");
        }
    }
}
