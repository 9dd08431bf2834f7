//! # Reference model: what the switch must do with a frame
//! Written from the standards and the contract in `ferroute_regmap`, never
//! from the gateware. Frames are handled one after the other; what happens
//! when buffers or queues run out is outside of the model.
//!
//! | module     | decides                                             |
//! |------------|-----------------------------------------------------|
//! | `carrier`  | what a carrier event on GMII is made of             |
//! | `receive`  | good frame or which receive error (IEEE 802.3, RFC 2819) |
//! | `parse`    | header fields up to the L4 ports (RFC 791, RFC 8200) |
//! | `fdb`      | learning, station move, ageing, placement           |
//! | `forward`  | egress ports or the reason of the drop (IEEE 802.1Q) |
//! | `router`   | what layer 3 does with it (ARCHITECTURE.md, "Routing rules") |
//! | `fate`     | where a frame goes in the end                       |
//! | `counters` | every counter and drop reason of every port         |
//! | `switch`   | all of it together                                  |

pub mod carrier;
pub mod counters;
mod fate;
pub mod fdb;
pub mod forward;
pub mod parse;
pub mod receive;
pub mod router;
pub mod switch;

pub use carrier::CarrierEvent;
pub use counters::Counters;
pub use fdb::{Capacity, Fdb, Learned};
pub use forward::{Configuration, Verdict};
pub use parse::{L3Kind, Parsed, parse};
pub use receive::{Received, receive};
pub use router::Router;
pub use switch::{EgressCopy, HostFrame, Outcome, Switch};
