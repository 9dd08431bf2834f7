//! # PhyPoller: link, speed and duplex of every PHY of a bus
//! Reads status, both ends' offers and their 1000BASE-T parts of one PHY after
//! the other, over and over.
//!
//! | port        | dir | meaning                                            |
//! | states      | out | four bits a PHY as `LinkResolver` has them; PHY i in 4i+3:4i |
//! | mdc, mdio_* | out, in | pads, see `MdioMaster`                         |
//!
//! Parameters: PHYS on the bus, STATES = 4 PHYS, ADDRESSES = 5 PHYS.
//! Clock: `clock`, 125 MHz. Clear: none; no link at power-up.
//! Latency: a round takes 5 accesses of 33 us a PHY, then `pause` clocks.
//! Throughput: all states change together at the end of a round.
//! Resources: not measured alone.
//! Not obvious: nothing is written, PHYs work as strapped. A PHY that leaves one
//! access of a round unanswered has no link. Bit 2 of the status latches a loss
//! of link (IEEE 802.3-2022 22.2.4.2.13): a short one shows for one round. A PHY
//! whose auto-negotiation is switched off has no link, because it tells no outcome.

use rust_hdl::prelude::*;

use super::{LinkResolver, MdioMaster};
use crate::verilog::emit;

/// What is done with the present PHY.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum PollState {
    /// Register 1.
    Status,
    /// Register 4.
    OwnOffer,
    /// Register 5.
    PartnerOffer,
    /// Register 9.
    OwnGigabit,
    /// Register 10.
    PartnerGigabit,
    Resolve,
    NextPhy,
}

#[derive(LogicBlock)]
pub struct PhyPoller<const PHYS: usize, const STATES: usize, const ADDRESSES: usize> {
    pub clock: Signal<In, Clock>,
    pub states: Signal<Out, Bits<STATES>>,
    pub mdc: Signal<Out, Bit>,
    pub mdio_out: Signal<Out, Bit>,
    pub mdio_enable: Signal<Out, Bit>,
    pub mdio_in: Signal<In, Bit>,
    master: MdioMaster,
    resolver: LinkResolver,
    /// The present PHY's address at the bottom; turned by one a PHY.
    addresses: DFFWithInit<Bits<ADDRESSES>>,
    phy: DFF<Bits<3>>,
    step: DFF<PollState>,
    waiting: DFF<Bit>,
    pausing: DFF<Bits<18>>,
    // Of the present PHY.
    up: DFF<Bit>,
    own: DFF<Bits<4>>,
    partner: DFF<Bits<4>>,
    own_gigabit: DFF<Bits<2>>,
    partner_gigabit: DFF<Bits<2>>,
    /// Of the round so far, the latest PHY on top.
    round: DFF<Bits<STATES>>,
    shown: DFF<Bits<STATES>>,
    ready: Signal<Local, Bit>,
    ended: Signal<Local, Bit>,
    last_phy: Constant<Bits<3>>,
    pause: Constant<Bits<18>>,
    top_state: Constant<Bits<STATES>>,
    top_address: Constant<Bits<ADDRESSES>>,
}

impl<const PHYS: usize, const STATES: usize, const ADDRESSES: usize> PhyPoller<PHYS, STATES, ADDRESSES> {
    /// PHYs with these addresses, and so many clocks between two rounds.
    pub fn new(addresses: [u8; PHYS], pause: u32) -> Self {
        assert!((1..=8).contains(&PHYS) && STATES == 4 * PHYS && ADDRESSES == 5 * PHYS, "{PHYS} PHYs");
        assert!(addresses.iter().all(|address| *address < 32) && pause < 1 << 18);
        let packed = addresses.iter().rev().fold(0u64, |packed, address| packed << 5 | u64::from(*address));
        Self {
            clock: Default::default(),
            states: Default::default(),
            mdc: Default::default(),
            mdio_out: Default::default(),
            mdio_enable: Default::default(),
            mdio_in: Default::default(),
            master: Default::default(),
            resolver: Default::default(),
            addresses: DFFWithInit::new(packed.to_bits()),
            phy: Default::default(),
            step: Default::default(),
            waiting: Default::default(),
            pausing: Default::default(),
            up: Default::default(),
            own: Default::default(),
            partner: Default::default(),
            own_gigabit: Default::default(),
            partner_gigabit: Default::default(),
            round: Default::default(),
            shown: Default::default(),
            ready: Default::default(),
            ended: Default::default(),
            last_phy: Constant::new((PHYS as u64 - 1).to_bits()),
            pause: Constant::new(u64::from(pause).to_bits()),
            top_state: Constant::new((STATES as u64 - 4).to_bits()),
            top_address: Constant::new((ADDRESSES as u64 - 5).to_bits()),
        }
    }

    /// Verilog of a bus, with `name` as its top module.
    pub fn verilog(mut self, name: &str) -> String {
        self.clock.connect();
        self.mdio_in.connect();
        self.connect_all();
        emit(&self, name)
    }
}

impl<const PHYS: usize, const STATES: usize, const ADDRESSES: usize> Logic for PhyPoller<PHYS, STATES, ADDRESSES> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, addresses, phy, step, waiting, pausing, up, own, partner);
        dff_setup!(self, clock, own_gigabit, partner_gigabit, round, shown);
        clock!(self, clock, master);
        self.master.write.next = false;
        self.master.write_data.next = 0.into();
        self.master.phy.next = self.addresses.q.val().get_bits::<5>(0);
        self.master.register_address.next = 1.into();
        self.master.start.next = false;
        if self.pausing.q.val().any() {
            self.pausing.d.next = self.pausing.q.val() - 1;
        }
        self.ready.next = !self.waiting.q.val() & !self.pausing.q.val().any();
        self.ended.next = self.waiting.q.val() & !self.master.busy.val();
        if self.ended.val() {
            self.waiting.d.next = false;
            self.up.d.next = self.up.q.val() & self.master.answered.val();
        }
        match self.step.q.val() {
            PollState::Status => {
                self.master.start.next = self.ready.val();
                if self.ended.val() {
                    // Negotiated, and the link is up.
                    self.up.d.next = self.master.answered.val()
                        & self.master.read_data.val().get_bit(5)
                        & self.master.read_data.val().get_bit(2);
                    self.step.d.next = PollState::OwnOffer;
                }
            }
            PollState::OwnOffer => {
                self.master.start.next = self.ready.val();
                self.master.register_address.next = 4.into();
                if self.ended.val() {
                    self.own.d.next = self.master.read_data.val().get_bits::<4>(5);
                    self.step.d.next = PollState::PartnerOffer;
                }
            }
            PollState::PartnerOffer => {
                self.master.start.next = self.ready.val();
                self.master.register_address.next = 5.into();
                if self.ended.val() {
                    self.partner.d.next = self.master.read_data.val().get_bits::<4>(5);
                    self.step.d.next = PollState::OwnGigabit;
                }
            }
            PollState::OwnGigabit => {
                self.master.start.next = self.ready.val();
                self.master.register_address.next = 9.into();
                if self.ended.val() {
                    self.own_gigabit.d.next = self.master.read_data.val().get_bits::<2>(8);
                    self.step.d.next = PollState::PartnerGigabit;
                }
            }
            PollState::PartnerGigabit => {
                self.master.start.next = self.ready.val();
                self.master.register_address.next = 10.into();
                if self.ended.val() {
                    self.partner_gigabit.d.next = self.master.read_data.val().get_bits::<2>(10);
                    self.step.d.next = PollState::Resolve;
                }
            }
            PollState::Resolve => {
                self.round.d.next = (self.round.q.val() >> 4)
                    | (bit_cast::<STATES, 4>(self.resolver.state.val()) << self.top_state.val());
                self.addresses.d.next = (self.addresses.q.val() >> 5)
                    | (bit_cast::<ADDRESSES, 5>(self.addresses.q.val().get_bits::<5>(0)) << self.top_address.val());
                self.step.d.next = PollState::NextPhy;
            }
            PollState::NextPhy => {
                self.phy.d.next = self.phy.q.val() + 1;
                if self.phy.q.val() == self.last_phy.val() {
                    self.phy.d.next = 0.into();
                    self.pausing.d.next = self.pause.val();
                    self.shown.d.next = self.round.q.val();
                }
                self.step.d.next = PollState::Status;
            }
        }
        if self.master.start.val() {
            self.waiting.d.next = true;
        }
        self.resolver.up.next = self.up.q.val();
        self.resolver.own.next = self.own.q.val();
        self.resolver.partner.next = self.partner.q.val();
        self.resolver.own_gigabit.next = self.own_gigabit.q.val();
        self.resolver.partner_gigabit.next = self.partner_gigabit.q.val();
        self.states.next = self.shown.q.val();
        self.mdc.next = self.master.mdc.val();
        self.mdio_out.next = self.master.mdio_out.val();
        self.mdio_enable.next = self.master.mdio_enable.val();
        self.master.mdio_in.next = self.mdio_in.val();
    }
}

/// Verilog of a bus of a board with a clock of 125 MHz, about a round in a
/// millisecond; nothing for other than one or two PHYs.
pub fn verilog(addresses: &[u8], name: &str) -> Option<String> {
    const PAUSE: u32 = 80_000;
    match *addresses {
        [a] => Some(PhyPoller::<1, 4, 5>::new([a], PAUSE).verilog(name)),
        [a, b] => Some(PhyPoller::<2, 8, 10>::new([a, b], PAUSE).verilog(name)),
        _ => None,
    }
}
