//! Operations cut into what fits one message.

use ferroute_regmap::message::{MAX_WORDS, Opcode};

use crate::bus::Operation;

/// Part of an operation that fits one message.
pub(super) struct Piece {
    pub(super) operation: usize,
    pub(super) opcode: Opcode,
    pub(super) address: u32,
    pub(super) count: u8,
    pub(super) payload: Vec<u32>,
    /// Where its words go in the operation's result.
    pub(super) offset: usize,
}

/// The messages of an operation. `MAX_WORDS` is a multiple of a table entry's
/// words and of a counter's, so neither is ever split.
pub(super) fn split((operation, access): (usize, &Operation)) -> Vec<Piece> {
    let piece = |opcode, address, count, payload, offset| Piece {
        operation, opcode, address, count, payload, offset,
    };
    match access {
        Operation::Read { address, count } => (0..*count)
            .step_by(MAX_WORDS)
            .map(|offset| {
                let words = (count - offset).min(MAX_WORDS) as u8;
                piece(Opcode::Read, address + offset as u32, words, Vec::new(), offset)
            })
            .collect(),
        Operation::Write { address, words } => words
            .chunks(MAX_WORDS)
            .enumerate()
            .map(|(index, chunk)| {
                let address = address + (index * MAX_WORDS) as u32;
                piece(Opcode::Write, address, chunk.len() as u8, chunk.to_vec(), 0)
            })
            .collect(),
        Operation::CrcRange { address, count } => {
            vec![piece(Opcode::CrcRange, *address, 1, vec![(*count).into()], 0)]
        }
    }
}
