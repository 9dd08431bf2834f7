//! The transmit side of a port: words of the core to GMII.
//!
//! | block       | what it does                                        |
//! | TxPort      | words of the core to GMII, with the clock crossing  |
//! | Transmitter | words to preamble, octets, FCS and gap, one clock   |
//! | FcsAppender | octets to GMII, with the FCS behind them            |
//! | Crc32Octet  | one octet into the CRC of the FCS                   |
//! | CrowdSensor | whether several ports are busy                      |

pub mod crc32_octet;
pub mod crowd_sensor;
pub mod fcs_appender;
pub mod transmitter;
pub mod tx_port;

pub use crc32_octet::Crc32Octet;
pub use crowd_sensor::CrowdSensor;
pub use fcs_appender::FcsAppender;
pub use transmitter::Transmitter;
pub use tx_port::TxPort;
