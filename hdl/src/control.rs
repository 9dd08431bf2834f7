//! The control plane's side of `regmap::message`: from a serial line to the
//! register bus and back.
//!
//! | block           | what it does                                        |
//! | ControlPort     | the whole, as the switch core holds it              |
//! | UartReceiver, UartTransmitter | octets on the line                    |
//! | UartDivisor     | the line's speed, on trial and confirmed            |
//! | CobsDecoder, CobsEncoder | byte stuffing                              |
//! | RequestReceiver | messages, as words, whose CRC is right              |
//! | RequestStore    | requests that wait                                  |
//! | RequestEngine   | the message rules; all of the following             |
//! | Sequencer       | the order of the steps, the expected sequence       |
//! | RequestHeader, ReplyHeader | fields from and to words                 |
//! | RequestCheck    | opcode, epoch, sequence, count                      |
//! | RangeCheck, AccessMap | addresses                                     |
//! | Executor, BusMaster | accesses                                        |
//! | ReplyWriter     | words to stuffed octets with CRC                    |
//! | ReplyBuffer     | replies that wait for the line                      |
//! | EpochSource     | a number that differs at every start                |
//! | Crc32, Crc32Step, WordCrc | CRC-32 over octets and words              |

pub mod access_map;
pub mod bus_master;
pub mod cobs_decoder;
pub mod cobs_encoder;
pub mod control_port;
pub mod crc32;
pub mod crc32_step;
pub mod epoch_source;
pub mod executor;
pub mod range_check;
pub mod reply_buffer;
pub mod reply_header;
pub mod reply_writer;
pub mod request_check;
pub mod request_engine;
pub mod request_header;
pub mod request_receiver;
pub mod request_store;
pub mod sequencer;
pub mod uart_divisor;
pub mod uart_receiver;
pub mod uart_transmitter;
pub mod word_crc;

pub use control_port::ControlPort;
