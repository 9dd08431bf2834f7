//! Layouts of the words between a port and the core (ARCHITECTURE.md,
//! "Interfaces inside the gateware"). For gateware a `LogicStruct` to pack and
//! a combinational block to unpack, for tests plain Rust; a test holds them equal.
//! Owns no state and no clock.

pub mod rx_trailer;
pub mod rx_word_fields;
pub mod tx_word;
pub mod tx_word_fields;

pub use rx_trailer::{L3Kind, RxTrailer, RxTrailerFields, RxWord};
pub use rx_word_fields::RxWordFields;
pub use tx_word::{TxWord, TxWordStruct};
pub use tx_word_fields::TxWordFields;
