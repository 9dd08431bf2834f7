//! Messages octet by octet, for what the host's stack never sends.

use ferroute_host::link::Deframer;
use ferroute_regmap::message::{DELIMITER, HEADER_OCTETS, Opcode};

use super::line::Line;

/// Longest wait for a reply; a CrcRange over all it can takes 1.2 million clocks.
const PATIENCE: u64 = 2_000_000;

/// A request that need not be a good one.
#[derive(Clone, Debug)]
pub struct RawRequest {
    pub opcode: u8,
    pub sequence: u8,
    pub epoch: u16,
    pub address: u32,
    pub count: u8,
    pub payload: Vec<u32>,
}

/// A reply whose codes may be any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawReply {
    pub opcode: u8,
    pub sequence: u8,
    pub epoch: u16,
    pub status: u8,
    pub expected: u8,
    pub credits: u8,
    pub payload: Vec<u32>,
}

impl RawRequest {
    pub fn new(opcode: Opcode, sequence: u8, epoch: u16, address: u32, payload: &[u32]) -> Self {
        let count = payload.len() as u8;
        Self { opcode: opcode as u8, sequence, epoch, address, count, payload: payload.to_vec() }
    }

    pub fn read(sequence: u8, epoch: u16, address: u32, count: u8) -> Self {
        Self { count, ..Self::new(Opcode::Read, sequence, epoch, address, &[]) }
    }

    /// Header and payload, without CRC.
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = vec![self.opcode, self.sequence];
        octets.extend(self.epoch.to_le_bytes());
        octets.extend(&self.address.to_le_bytes()[..3]);
        octets.push(self.count);
        octets.extend(self.payload.iter().flat_map(|word| word.to_le_bytes()));
        octets
    }

    /// As it goes over the line.
    pub fn encode(&self) -> Vec<u8> {
        stuff(&sealed(self.octets()))
    }
}

/// With its CRC.
pub fn sealed(mut octets: Vec<u8>) -> Vec<u8> {
    let crc = crc32fast::hash(&octets);
    octets.extend(crc.to_le_bytes());
    octets
}

/// Byte stuffing as the definition says, one block after the other.
pub fn stuff(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in message.split(|octet| *octet == 0) {
        // A block of 254 octets is followed by no zero.
        let mut pieces = block.chunks(254).peekable();
        if pieces.peek().is_none() {
            out.push(1);
        }
        for piece in pieces {
            out.push(piece.len() as u8 + 1);
            out.extend(piece);
        }
    }
    out.push(DELIMITER);
    out
}

fn parse(message: &[u8]) -> RawReply {
    let (body, crc) = message.split_at(message.len() - 4);
    assert_eq!(crc32fast::hash(body).to_le_bytes(), crc, "the reply's CRC");
    let word = |index: usize| {
        u32::from_le_bytes([body[index], body[index + 1], body[index + 2], body[index + 3]])
    };
    let payload: Vec<u32> = (HEADER_OCTETS..body.len()).step_by(4).map(word).collect();
    assert_eq!(usize::from(body[7]), payload.len(), "the reply's count");
    RawReply {
        opcode: body[0],
        sequence: body[1],
        epoch: (word(0) >> 16) as u16,
        status: body[4],
        expected: body[5],
        credits: body[6],
        payload,
    }
}

/// The next reply, or nothing within the patience.
pub fn receive(line: &Line) -> Option<RawReply> {
    let mut deframer = Deframer::default();
    let end = line.harness.cycles() + PATIENCE;
    let mut octet = [0];
    while line.harness.cycles() < end {
        if line.harness.take(&mut octet) == 0 {
            line.harness.run(end - line.harness.cycles(), true);
        } else if let Some(message) = deframer.push(octet[0]) {
            return Some(parse(&message));
        }
    }
    None
}

/// Sends a request and returns its reply.
pub fn exchange(line: &Line, request: &RawRequest) -> RawReply {
    line.harness.send(&request.encode());
    receive(line).unwrap_or_else(|| panic!("no reply to {request:?}"))
}
