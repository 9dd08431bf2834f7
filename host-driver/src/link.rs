//! # Messages over an octet stream
//! Owns: the message codec, go-back-N with sequence numbers, epochs and
//! credits, retransmission, resynchronisation. Knows no register.
//!
//! The layers, from the stream up: [`Deframer`] finds messages between
//! delimiters, [`Request`] and [`Reply`] are their contents, [`Window`] is
//! go-back-N without any clock or stream, [`SerialLink`] drives it over a
//! [`crate::transport::Transport`] and is a [`crate::bus::RegisterBus`].

mod deframer;
mod message;
mod options;
mod retransmission_timer;
mod serial_link;
mod window;

pub use deframer::Deframer;
pub use message::{MessageError, Reply, Request};
pub use options::{LinkOptions, LinkStatistics};
pub use retransmission_timer::RetransmissionTimer;
pub use serial_link::SerialLink;
pub use window::{Event, Window};
