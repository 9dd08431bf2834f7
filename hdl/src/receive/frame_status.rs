//! # FrameStatus: why a frame is bad
//! The first that applies, in the order of ARCHITECTURE.md.
//!
//! | port         | dir | meaning                                              |
//! | no_frame     | in  | no SFD behind a clean preamble                       |
//! | overrun      | in  | a data word found no room                            |
//! | symbol_error | in  | RX_ER was set                                        |
//! | under_limit  | in  | shorter than 64 octets                               |
//! | over_limit   | in  | longer than the tags allow                           |
//! | fcs_good     | in  | the FCS is right                                     |
//! | status       | out | 0 for a good frame, else the code of the DropReason  |
//!
//! Combinational.

use ferroute_regmap::DropReason;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct FrameStatus {
    pub no_frame: Signal<In, Bit>,
    pub overrun: Signal<In, Bit>,
    pub symbol_error: Signal<In, Bit>,
    pub under_limit: Signal<In, Bit>,
    pub over_limit: Signal<In, Bit>,
    pub fcs_good: Signal<In, Bit>,
    pub status: Signal<Out, Bits<4>>,
    fcs_error: Constant<Bits<4>>,
    undersize: Constant<Bits<4>>,
    fragment: Constant<Bits<4>>,
    oversize: Constant<Bits<4>>,
    jabber: Constant<Bits<4>>,
    symbol_error_code: Constant<Bits<4>>,
    preamble_error: Constant<Bits<4>>,
    receive_overrun: Constant<Bits<4>>,
}

fn code(reason: DropReason) -> Constant<Bits<4>> {
    Constant::new((reason as u64).to_bits())
}

impl Default for FrameStatus {
    fn default() -> Self {
        Self {
            no_frame: Default::default(),
            overrun: Default::default(),
            symbol_error: Default::default(),
            under_limit: Default::default(),
            over_limit: Default::default(),
            fcs_good: Default::default(),
            status: Default::default(),
            fcs_error: code(DropReason::FcsError),
            undersize: code(DropReason::Undersize),
            fragment: code(DropReason::Fragment),
            oversize: code(DropReason::Oversize),
            jabber: code(DropReason::Jabber),
            symbol_error_code: code(DropReason::SymbolError),
            preamble_error: code(DropReason::PreambleError),
            receive_overrun: code(DropReason::ReceiveOverrun),
        }
    }
}

impl Logic for FrameStatus {
    #[hdl_gen]
    fn update(&mut self) {
        self.status.next = 0.into();
        if self.no_frame.val() {
            self.status.next = self.preamble_error.val();
        } else if self.overrun.val() {
            self.status.next = self.receive_overrun.val();
        } else if self.symbol_error.val() {
            self.status.next = self.symbol_error_code.val();
        } else if self.under_limit.val() {
            self.status.next = self.fragment.val();
            if self.fcs_good.val() {
                self.status.next = self.undersize.val();
            }
        } else if self.over_limit.val() {
            self.status.next = self.jabber.val();
            if self.fcs_good.val() {
                self.status.next = self.oversize.val();
            }
        } else if !self.fcs_good.val() {
            self.status.next = self.fcs_error.val();
        }
    }
}
