//! The CPU port: frames to and from the host.
//!
//! | block        | what it does                                          |
//! | CpuPort      | all of it, as the datapath sees a port                |
//! | InjectWriter | words that the host writes to frames of a fitting length |
//! | InjectLength | whether a frame of this length is taken               |
//! | InjectPacker | 32-bit words to TxWords                               |
//! | InjectStore  | frames from the host, offered when complete           |
//! | InjectReader | TxWords to words as of an RxPort                      |
//! | OctetMask    | zeros behind the last octet of a frame                |
//! | PuntStore    | frames for the host, the oldest one open to reading   |
//! | PuntReader   | the host's reads and releases of the oldest frame     |

pub mod cpu_port;
pub mod inject_length;
pub mod inject_packer;
pub mod inject_reader;
pub mod inject_store;
pub mod inject_writer;
pub mod octet_mask;
pub mod punt_reader;
pub mod punt_store;

pub use cpu_port::CpuPort;
pub use inject_length::InjectLength;
pub use inject_packer::InjectPacker;
pub use inject_reader::InjectReader;
pub use inject_store::InjectStore;
pub use inject_writer::InjectWriter;
pub use octet_mask::OctetMask;
pub use punt_reader::PuntReader;
pub use punt_store::PuntStore;
