//! RxPort against the reference model: every word and every field of the trailer.

#[path = "rx_port/bench.rs"]
mod bench;
#[path = "rx_port/captures.rs"]
mod captures;
#[path = "rx_port/directed.rs"]
mod directed;
#[path = "rx_port/frames.rs"]
mod frames;
#[path = "rx_port/overrun.rs"]
mod overrun;
#[path = "rx_port/random.rs"]
mod random;
