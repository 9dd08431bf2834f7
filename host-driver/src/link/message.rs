//! Requests and replies as values; the layout is `ferroute_regmap::message`.

use ferroute_regmap::message::{CRC_OCTETS, HEADER_OCTETS, MAX_WORDS, Opcode, Status};

use super::deframer::frame;

/// Why octets are no message. The line's fault, or another program's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("{0} octets are no message")]
    Length(usize),
    #[error("wrong CRC")]
    Crc,
    #[error("{announced} words are announced and {present} are there")]
    Count { announced: usize, present: usize },
    #[error("unknown opcode {0:#04x}")]
    Opcode(u8),
    #[error("unknown status {0}")]
    Status(u8),
}

/// What the host asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub opcode: Opcode,
    pub sequence: u8,
    pub epoch: u16,
    /// Word address, 24 bits.
    pub address: u32,
    /// Words to read or written.
    pub count: u8,
    pub payload: Vec<u32>,
}

/// What the device answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub opcode: Opcode,
    pub sequence: u8,
    pub epoch: u16,
    pub status: Status,
    /// Sequence of the request that the device executes next.
    pub expected: u8,
    /// Requests that can still be held.
    pub credits: u8,
    pub payload: Vec<u32>,
}

impl Request {
    /// The octets on the line, delimiter included.
    pub fn encode(&self) -> Vec<u8> {
        let epoch = self.epoch.to_le_bytes();
        let address = self.address.to_le_bytes();
        let header = [
            self.opcode as u8, self.sequence, epoch[0], epoch[1], address[0], address[1], address[2],
            self.count,
        ];
        encode(header, &self.payload)
    }

    /// The request in a message. Its count is not checked against the payload:
    /// that is for who executes it.
    pub fn parse(message: &[u8]) -> Result<Self, MessageError> {
        let (header, payload) = parse(message)?;
        Ok(Self {
            opcode: Opcode::from_code(header[0]).ok_or(MessageError::Opcode(header[0]))?,
            sequence: header[1],
            epoch: u16::from_le_bytes([header[2], header[3]]),
            address: u32::from_le_bytes([header[4], header[5], header[6], 0]),
            count: header[7],
            payload,
        })
    }
}

impl Reply {
    /// The octets on the line, delimiter included.
    pub fn encode(&self) -> Vec<u8> {
        let epoch = self.epoch.to_le_bytes();
        let header = [
            self.opcode as u8 | Opcode::REPLY_BIT, self.sequence, epoch[0], epoch[1],
            self.status as u8, self.expected, self.credits, self.payload.len() as u8,
        ];
        encode(header, &self.payload)
    }

    /// The reply in a message.
    pub fn parse(message: &[u8]) -> Result<Self, MessageError> {
        let (header, payload) = parse(message)?;
        if usize::from(header[7]) != payload.len() {
            return Err(MessageError::Count { announced: header[7].into(), present: payload.len() });
        }
        let opcode = (header[0] & Opcode::REPLY_BIT != 0)
            .then(|| Opcode::from_code(header[0] & !Opcode::REPLY_BIT))
            .flatten()
            .ok_or(MessageError::Opcode(header[0]))?;
        Ok(Self {
            opcode,
            sequence: header[1],
            epoch: u16::from_le_bytes([header[2], header[3]]),
            status: Status::from_code(header[4]).ok_or(MessageError::Status(header[4]))?,
            expected: header[5],
            credits: header[6],
            payload,
        })
    }
}

fn encode(header: [u8; HEADER_OCTETS], payload: &[u32]) -> Vec<u8> {
    let mut message = header.to_vec();
    message.extend(payload.iter().flat_map(|word| word.to_le_bytes()));
    let crc = crc32fast::hash(&message);
    message.extend(crc.to_le_bytes());
    frame(&message)
}

fn parse(message: &[u8]) -> Result<([u8; HEADER_OCTETS], Vec<u32>), MessageError> {
    let length = message.len();
    let payload_octets = length.wrapping_sub(HEADER_OCTETS + CRC_OCTETS);
    if length < HEADER_OCTETS + CRC_OCTETS
        || !payload_octets.is_multiple_of(4)
        || payload_octets > 4 * MAX_WORDS
    {
        return Err(MessageError::Length(length));
    }
    let (body, crc) = message.split_at(length - CRC_OCTETS);
    if crc32fast::hash(body).to_le_bytes() != crc {
        return Err(MessageError::Crc);
    }
    let mut header = [0; HEADER_OCTETS];
    header.copy_from_slice(&body[..HEADER_OCTETS]);
    let payload = body[HEADER_OCTETS..]
        .chunks_exact(4)
        .map(|octets| u32::from_le_bytes([octets[0], octets[1], octets[2], octets[3]]))
        .collect();
    Ok((header, payload))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Deframer;

    fn deframe(octets: &[u8]) -> Vec<u8> {
        let mut deframer = Deframer::default();
        octets.iter().find_map(|octet| deframer.push(*octet)).unwrap()
    }

    fn request() -> Request {
        Request {
            opcode: Opcode::Write,
            sequence: 0x2A,
            epoch: 0xBEEF,
            address: 0x30_0004,
            count: 2,
            payload: vec![0x1122_3344, 0],
        }
    }

    #[test]
    fn a_request_has_the_octets_of_the_contract() {
        let message = deframe(&request().encode());
        assert_eq!(
            message[..16],
            [3, 0x2A, 0xEF, 0xBE, 0x04, 0x00, 0x30, 2, 0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0]
        );
        assert_eq!(message[16..], crc32fast::hash(&message[..16]).to_le_bytes());
        assert_eq!(Request::parse(&message), Ok(request()));
    }

    #[test]
    fn a_reply_survives_the_way_there_and_back() {
        let reply = Reply {
            opcode: Opcode::Read,
            sequence: 255,
            epoch: 1,
            status: Status::Done,
            expected: 0,
            credits: 3,
            payload: (0..MAX_WORDS as u32).collect(),
        };
        let message = deframe(&reply.encode());
        assert_eq!(message[0], 0x82);
        assert_eq!(Reply::parse(&message), Ok(reply));
    }

    #[test]
    fn every_error_of_up_to_4_bits_is_found() {
        use rand::{RngExt, SeedableRng};
        let message = deframe(&request().encode());
        for first in 0..message.len() * 8 {
            for second in first..message.len() * 8 {
                let mut damaged = message.clone();
                damaged[first / 8] ^= 1 << (first % 8);
                if second != first {
                    damaged[second / 8] ^= 1 << (second % 8);
                }
                assert_eq!(Request::parse(&damaged), Err(MessageError::Crc));
            }
        }
        let mut random = rand::rngs::StdRng::seed_from_u64(5);
        for _ in 0..20_000 {
            let mut damaged = message.clone();
            for bit in rand::seq::index::sample(&mut random, message.len() * 8, 4) {
                damaged[bit / 8] ^= 1 << (bit % 8);
            }
            assert_eq!(Request::parse(&damaged), Err(MessageError::Crc), "{}", random.random::<u8>());
        }
    }

    #[test]
    fn bad_replies_are_named() {
        assert_eq!(Reply::parse(&[0; 11]), Err(MessageError::Length(11)));
        assert_eq!(Reply::parse(&[0; 13]), Err(MessageError::Length(13)));
        let resealed = |header: [u8; 8]| deframe(&encode(header, &[]));
        assert_eq!(Reply::parse(&resealed([2, 0, 0, 0, 0, 0, 0, 0])), Err(MessageError::Opcode(2)));
        assert_eq!(Reply::parse(&resealed([0x82, 0, 0, 0, 99, 0, 0, 0])), Err(MessageError::Status(99)));
        assert_eq!(
            Reply::parse(&resealed([0x82, 0, 0, 0, 0, 0, 0, 1])),
            Err(MessageError::Count { announced: 1, present: 0 })
        );
    }
}
