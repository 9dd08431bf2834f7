//! # ReplyHeader: the first two words of a reply
//!
//! | port     | dir | meaning                                               |
//! | opcode, request_sequence | in | of the request                                 |
//! | epoch    | in  | of the device                                         |
//! | status   | in  | outcome                                               |
//! | expected | in  | sequence of the request to be executed next           |
//! | held     | in  | requests that wait                                    |
//! | count    | in  | payload words                                         |
//! | low, high | out | octets 3 to 0 and 7 to 4                             |
//!
//! Combinational. Tables: regmap::message.

use ferroute_regmap::message::{Opcode, WINDOW};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct ReplyHeader {
    pub opcode: Signal<In, Bits<8>>,
    pub request_sequence: Signal<In, Bits<8>>,
    pub epoch: Signal<In, Bits<16>>,
    pub status: Signal<In, Bits<3>>,
    pub expected: Signal<In, Bits<8>>,
    pub held: Signal<In, Bits<3>>,
    pub count: Signal<In, Bits<8>>,
    pub low: Signal<Out, Bits<32>>,
    pub high: Signal<Out, Bits<32>>,
    credits: Signal<Local, Bits<3>>,
    reply_bit: Constant<Bits<32>>,
    window: Constant<Bits<3>>,
}

impl Default for ReplyHeader {
    fn default() -> Self {
        assert!(WINDOW < 8, "credits have 3 bits");
        Self {
            opcode: Default::default(),
            request_sequence: Default::default(),
            epoch: Default::default(),
            status: Default::default(),
            expected: Default::default(),
            held: Default::default(),
            count: Default::default(),
            low: Default::default(),
            high: Default::default(),
            credits: Default::default(),
            reply_bit: Constant::new(u64::from(Opcode::REPLY_BIT).to_bits()),
            window: Constant::new((WINDOW as u64).to_bits()),
        }
    }
}

impl Logic for ReplyHeader {
    #[hdl_gen]
    fn update(&mut self) {
        self.credits.next = self.window.val() - self.held.val();
        self.low.next = bit_cast::<32, 8>(self.opcode.val())
            | self.reply_bit.val()
            | (bit_cast::<32, 8>(self.request_sequence.val()) << 8)
            | (bit_cast::<32, 16>(self.epoch.val()) << 16);
        self.high.next = bit_cast::<32, 3>(self.status.val())
            | (bit_cast::<32, 8>(self.expected.val()) << 8)
            | (bit_cast::<32, 3>(self.credits.val()) << 16)
            | (bit_cast::<32, 8>(self.count.val()) << 24);
    }
}
