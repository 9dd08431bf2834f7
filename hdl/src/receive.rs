//! The receive side of a port: GMII to checked, parsed, packed words in the core's clock.
//!
//! | block          | what it does                                             |
//! | RxPort         | the whole                                                |
//! | MacReceive     | preamble, length, status, when a word or a trailer is due |
//! | FrameStatus    | the first error that applies                             |
//! | FcsCheck       | CRC-32, an octet a clock                                 |
//! | PacketParser   | the trailer's header fields                              |
//! | EtherType      | what a type field says                                   |
//! | FrameWalk      | where in the frame the parser is; holds the FCS back     |
//! | HeaderWalk     | which header the octet at hand belongs to                |
//! | HeaderLength   | words left of that header                                |
//! | FieldStrobes   | which field of it                                        |
//! | NextHeader     | protocol, and what kind of header it names               |
//! | FragmentField  | fragment or not                                          |
//! | Ipv4Checksum   | sum over an IPv4 header                                  |
//! | PayloadCounter | octets left of the packet                                |
//! | PacketCheck    | malformed or not                                         |
//! | UpperPorts     | ports, or ICMP type and code                             |
//! | TrailerDebt    | trailers that found the FIFO full                        |
//!
//! All of it sees the frame through one shift register of eight octets. Stage k
//! holds the octet that was sampled k clocks before stage 0; MacReceive works on
//! stage 2, PacketParser on stage 6, so that it never sees an octet before the
//! four behind it are known to be of the frame too: what it sees is no FCS.

pub mod ether_type;
pub mod fcs_check;
pub mod field_strobes;
pub mod fragment_field;
pub mod frame_status;
pub mod frame_walk;
pub mod header_length;
pub mod header_walk;
pub mod ipv4_checksum;
pub mod mac_receive;
pub mod next_header;
pub mod packet_check;
pub mod packet_parser;
pub mod payload_counter;
pub mod rx_port;
pub mod trailer_debt;
pub mod upper_ports;

pub use rx_port::RxPort;
