//! # ControlPort: the host's requests, from the serial line to the register bus
//! Receives messages, applies the rules of `regmap::message`, answers.
//!
//! | port            | dir | meaning                                          |
//! | uart_rx, uart_tx | in, out | the serial line, 8N1; `uart_rx` has no clock |
//! | bus_*           | out, in | the register bus of ARCHITECTURE.md          |
//! | epoch           | out | 0 until the first message, then that of this start |
//! | uart_divisor    | out | core clocks a bit now                            |
//! | uart_divisor_write, uart_divisor_value | in | one cycle, before the bus access ends: the host wants this one |
//!
//! Clock: core_clock. Clear: none.
//! Latency: from a request's delimiter to its reply about 60 cycles and what
//! the accesses take. Throughput: the line's at every divisor: a request is
//! received while one is executed and the reply to another is sent.
//! Backpressure: credits in the replies; what finds no place is ignored.
//! Storage: 512 x 32 and 512 x 8 bit of block RAM, about 1000 bit of registers.
//! Tables: regmap::message. Resources: not measured.
//! Not obvious: the first good message of any kind fixes the epoch, so that the
//! `WrongEpoch` which tells the host of a restart carries the new one; before
//! the first Hello every other request is answered so.

use rust_hdl::prelude::*;

use super::{
    cobs_decoder::CobsDecoder, epoch_source::EpochSource, reply_buffer::ReplyBuffer,
    reply_writer::ReplyWriter, request_engine::RequestEngine, request_receiver::RequestReceiver,
    request_store::RequestStore, uart_divisor::UartDivisor, uart_receiver::UartReceiver,
    uart_transmitter::UartTransmitter,
};
use crate::cdc::Synchronizer;
use crate::verilog;

#[derive(LogicBlock)]
pub struct ControlPort {
    pub clock: Signal<In, Clock>,
    pub uart_rx: Signal<In, Bit>,
    pub uart_tx: Signal<Out, Bit>,
    pub bus_address: Signal<Out, Bits<24>>,
    pub bus_write_data: Signal<Out, Bits<32>>,
    pub bus_write: Signal<Out, Bit>,
    pub bus_read: Signal<Out, Bit>,
    pub bus_ready: Signal<In, Bit>,
    pub bus_read_data: Signal<In, Bits<32>>,
    pub epoch: Signal<Out, Bits<16>>,
    pub uart_divisor: Signal<Out, Bits<16>>,
    pub uart_divisor_write: Signal<In, Bit>,
    pub uart_divisor_value: Signal<In, Bits<16>>,
    rx_line: Synchronizer,
    receiver: UartReceiver,
    decoder: CobsDecoder,
    requests: RequestReceiver,
    store: RequestStore,
    engine: RequestEngine,
    replies: ReplyWriter,
    buffer: ReplyBuffer,
    transmitter: UartTransmitter,
    speed: UartDivisor,
    epochs: EpochSource,
}

impl ControlPort {
    /// `ports`: front-panel ports, 2 to 8; they decide which counters exist.
    pub fn new(ports: usize) -> Self {
        Self {
            clock: Default::default(),
            uart_rx: Default::default(),
            uart_tx: Default::default(),
            bus_address: Default::default(),
            bus_write_data: Default::default(),
            bus_write: Default::default(),
            bus_read: Default::default(),
            bus_ready: Default::default(),
            bus_read_data: Default::default(),
            epoch: Default::default(),
            uart_divisor: Default::default(),
            uart_divisor_write: Default::default(),
            uart_divisor_value: Default::default(),
            rx_line: Default::default(),
            receiver: Default::default(),
            decoder: Default::default(),
            requests: Default::default(),
            store: Default::default(),
            engine: RequestEngine::new(ports),
            replies: Default::default(),
            buffer: Default::default(),
            transmitter: Default::default(),
            speed: Default::default(),
            epochs: Default::default(),
        }
    }

    /// Verilog of it alone, with `control_port` as its top module.
    pub fn verilog(ports: usize) -> String {
        let mut port = Self::new(ports);
        port.clock.connect();
        port.uart_rx.connect();
        port.bus_ready.connect();
        port.bus_read_data.connect();
        port.uart_divisor_write.connect();
        port.uart_divisor_value.connect();
        port.connect_all();
        verilog::emit(&port, "control_port")
    }
}

impl Logic for ControlPort {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, rx_line, receiver, decoder, requests, store, engine, replies, buffer);
        clock!(self, clock, transmitter, speed, epochs);
        // From the line into the store.
        self.rx_line.source.next = self.uart_rx.val();
        self.receiver.line.next = self.rx_line.destination.val();
        self.receiver.divisor.next = self.speed.divisor.val();
        self.decoder.octet.next = self.receiver.octet.val();
        self.decoder.valid.next = self.receiver.valid.val();
        self.decoder.error.next = self.receiver.error.val() | self.speed.changed.val();
        self.requests.octet.next = self.decoder.data.val();
        self.requests.octet_valid.next = self.decoder.data_valid.val();
        self.requests.message_end.next = self.decoder.message_end.val();
        self.requests.message_good.next = self.decoder.good.val();
        self.requests.room.next = self.store.room.val();
        self.store.write_enable.next = self.requests.write_enable.val();
        self.store.write_word.next = self.requests.write_word.val();
        self.store.write_data.next = self.requests.write_data.val();
        self.store.commit.next = self.requests.commit.val();
        self.store.payload_words.next = self.requests.payload_words.val();
        // Execution.
        self.engine.available.next = self.store.available.val();
        self.engine.payload_words.next = self.store.taken_words.val();
        self.engine.held.next = self.store.held.val();
        self.engine.read_data.next = self.store.read_data.val();
        self.store.take.next = self.engine.take.val();
        self.store.read_word.next = self.engine.read_word.val();
        self.engine.hold.next = self.speed.pending.val();
        self.engine.epoch.next = self.epochs.epoch.val();
        self.epochs.take.next = self.requests.commit.val();
        self.bus_address.next = self.engine.bus_address.val();
        self.bus_write_data.next = self.engine.bus_write_data.val();
        self.bus_write.next = self.engine.bus_write.val();
        self.bus_read.next = self.engine.bus_read.val();
        self.engine.bus_ready.next = self.bus_ready.val();
        self.engine.bus_read_data.next = self.bus_read_data.val();
        // From the reply to the line.
        self.replies.word.next = self.engine.reply_word.val();
        self.replies.valid.next = self.engine.reply_valid.val();
        self.replies.restart.next = self.engine.reply_restart.val();
        self.replies.finish.next = self.engine.reply_finish.val();
        self.engine.reply_ready.next = self.replies.ready.val();
        self.replies.room.next = self.buffer.room.val();
        self.buffer.write_enable.next = self.replies.write_enable.val();
        self.buffer.write_address.next = self.replies.write_address.val();
        self.buffer.write_data.next = self.replies.write_data.val();
        self.buffer.commit.next = self.replies.commit.val();
        self.transmitter.octet.next = self.buffer.octet.val();
        self.transmitter.valid.next = self.buffer.valid.val();
        self.buffer.taken.next = self.transmitter.taken.val();
        self.transmitter.divisor.next = self.speed.divisor.val();
        self.uart_tx.next = self.transmitter.line.val();
        // Speed and epoch.
        self.speed.write.next = self.uart_divisor_write.val();
        self.speed.value.next = self.uart_divisor_value.val();
        self.speed.good_message.next = self.requests.commit.val();
        self.speed.quiet.next = self.engine.idle.val()
            & self.replies.ready.val()
            & self.buffer.empty.val()
            & !self.transmitter.busy.val();
        self.epoch.next = self.epochs.epoch.val();
        self.uart_divisor.next = self.speed.divisor.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthesis::synthesize;

    // Its behaviour is tested in `sim/tests/control_port`.
    #[test]
    fn it_generates_and_synthesizes() {
        let Some(cells) = synthesize(&ControlPort::verilog(8), "control_port") else { return };
        println!("{cells:?}");
        assert_eq!(cells.get("DP16KD"), Some(&2), "{cells:?}");
        assert!(cells["LUT4"] < 2000 && cells["TRELLIS_FF"] < 1500, "{cells:?}");
    }
}
