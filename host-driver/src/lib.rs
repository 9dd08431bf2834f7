//! # Host side of Ferroute
//!
//! Owns: everything between a program on the host and the switch's registers.
//! The contract with the device is `ferroute_regmap`. The layers, each knowing
//! only those above it in this list:
//!
//! * [`transport`]: an octet stream, a serial line or in memory, with faults if wanted;
//! * [`link`]: messages with CRC, sequence and epoch over a transport;
//! * [`bus`]: reads and writes of words at addresses, the trait [`bus::RegisterBus`];
//! * [`device`]: a bus whose device was identified and has this layout;
//! * one module for each object of the switch, such as [`fdb`].
//!
//! Of routing, [`fib`] and [`next_hop`] plan tables, [`router`] what is in them;
//! these know no bus. [`router::device`] and [`router::probe`] talk to a device.
//!
//! ```no_run
//! use ferroute_host::device::Device;
//! use ferroute_host::fdb::{Fdb, Selector};
//! use ferroute_host::link::{LinkOptions, SerialLink};
//! use ferroute_host::transport::SerialTransport;
//! use ferroute_regmap::FdbEntry;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let line = SerialTransport::open("/dev/ttyUSB0", 115_200)?;
//! let link = SerialLink::connect(line, LinkOptions::default())?;
//! let mut device = Device::open(link)?;
//! let station = FdbEntry { mac: [2, 0, 0, 0, 0, 1], fid: 0, port: 2, age: 0, is_static: true };
//! Fdb::new(&mut device).replace(&[station])?;
//! for entry in Fdb::new(&mut device).show(&Selector::default())? {
//!     println!("{entry:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A transport of one's own (a simulator in the same process, say) only has to
//! implement [`transport::Transport`]; one that has registers at hand without
//! any line implements [`bus::RegisterBus`] directly.

pub mod bus;
pub mod cpu_port;
pub mod device;
pub mod drops;
pub mod fdb;
pub mod fib;
pub mod link;
pub mod mac_address;
pub mod next_hop;
pub mod port;
pub mod port_state;
pub mod register;
pub mod resource;
pub mod router;
pub mod stats;
pub mod transport;
pub mod trap;
