//! A frame to the router, and what must become of it.

use ferroute_regmap::{DropReason, PuntReason};

use crate::lab::{A, B, B100, C, D, D200, Lab, hop, neighbour, port_of, router_mac, tags, to_router, vlan_of};
use crate::packets::{self, Packet};
use crate::router_bench::Seen;

/// What must become of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Drop(DropReason),
    /// The host alone gets it, as it came.
    Host(PuntReason),
    /// One port sends this, without FCS.
    Sent {
        port: usize,
        frame: Vec<u8>,
    },
    /// These front-panel ports send it as it came; the host gets it too.
    Bridged {
        ports: u16,
        host: Option<PuntReason>,
    },
}

/// A frame and what must become of it.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    /// Changes the lab for this case.
    pub change: fn(&mut Lab),
    pub port: usize,
    /// Without FCS.
    pub frame: Vec<u8>,
    pub expected: Expected,
}

impl Case {
    /// A frame on swp1.
    pub fn of_frame(name: impl Into<String>, frame: Vec<u8>, expected: Expected) -> Self {
        Self { name: name.into(), change: |_| {}, port: 0, frame, expected }
    }

    fn of_packet(name: impl Into<String>, packet: &Packet, expected: Expected) -> Self {
        Self::of_frame(name, to_router(A, packet), expected)
    }

    pub fn drops(name: impl Into<String>, packet: impl Into<Packet>, reason: DropReason) -> Self {
        Self::of_packet(name, &packet.into(), Expected::Drop(reason))
    }

    pub fn punts(name: impl Into<String>, packet: impl Into<Packet>, reason: PuntReason) -> Self {
        Self::of_packet(name, &packet.into(), Expected::Host(reason))
    }

    /// Routed to the neighbour of this next hop, one hop less and otherwise as
    /// it was.
    pub fn routes(name: impl Into<String>, packet: impl Into<Packet>, next_hop: u16) -> Self {
        let packet = packet.into();
        let expected = sent_by(next_hop, 0, &packet.forwarded());
        Self::of_packet(name, &packet, expected)
    }

    /// The same in a changed lab.
    pub fn with(self, change: fn(&mut Lab)) -> Self {
        Self { change, ..self }
    }

    /// The same packet in a frame to another interface, untagged or with the
    /// interface's VLAN.
    pub fn on(self, interface: u8, packet: impl Into<Packet>) -> Self {
        Self { port: port_of(interface), frame: to_router(interface, &packet.into()), ..self }
    }

    /// Another frame, from another port.
    pub fn from(self, port: usize, frame: Vec<u8>) -> Self {
        Self { port, frame, ..self }
    }

    /// What must be seen of the frame.
    pub fn expected_seen(&self) -> Seen {
        let came = || self.frame.clone();
        let host = |reason| Some((reason, self.port, came()));
        match &self.expected {
            Expected::Drop(reason) => Seen { drop: Some(*reason), ..Seen::default() },
            Expected::Host(reason) => Seen { host: host(*reason), ..Seen::default() },
            Expected::Sent { port, frame } => Seen { sent: vec![(*port, frame.clone())], ..Seen::default() },
            Expected::Bridged { ports, host: reason } => Seen {
                sent: (0..16).filter(|port| ports >> port & 1 == 1).map(|port| (port, came())).collect(),
                host: reason.and_then(host),
                drop: None,
            },
        }
    }
}

/// What the neighbour of a next hop gets, the tag with these priority bits.
pub fn sent_by(next_hop: u16, priority: u16, packet: &Packet) -> Expected {
    let interface = match next_hop {
        hop::TO_A => A,
        hop::TO_B | hop::LAST => B,
        hop::TO_B100 => B100,
        hop::TO_C => C,
        hop::TO_D => D,
        hop::TO_D200 => D200,
        _ => panic!("next hop {next_hop} sends nothing"),
    };
    let tags = tags(vlan_of(interface), priority);
    let frame =
        packets::frame(neighbour(next_hop), router_mac(interface), &tags, packet.ether_type(), &packet.octets());
    Expected::Sent { port: port_of(interface), frame }
}
