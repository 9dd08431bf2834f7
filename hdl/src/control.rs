//! The control plane's side of `regmap::message`: from a serial line to the
//! register bus and back.

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
