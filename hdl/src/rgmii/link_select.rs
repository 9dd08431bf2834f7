//! # LinkSelect: the source of link and speed that a board has
//!
//! | port    | dir | meaning                                          |
//! | in_band | in  | the in-band status                               |
//! | by_mdio | in  | the state from `PhyPoller`                       |
//! | sample  | out | the constructor's choice of the two              |
//!
//! Clock: none. Latency: none. Resources: none, the choice is fixed.

use rust_hdl::prelude::*;

use super::LinkSource;

#[derive(LogicBlock)]
pub struct LinkSelect {
    pub in_band: Signal<In, Bits<4>>,
    pub by_mdio: Signal<In, Bits<4>>,
    pub sample: Signal<Out, Bits<4>>,
    is_mdio: Constant<Bit>,
}

impl LinkSelect {
    pub fn new(source: LinkSource) -> Self {
        Self {
            in_band: Default::default(),
            by_mdio: Default::default(),
            sample: Default::default(),
            is_mdio: Constant::new(source == LinkSource::Mdio),
        }
    }
}

impl Default for LinkSelect {
    fn default() -> Self {
        Self::new(LinkSource::InBand)
    }
}

impl Logic for LinkSelect {
    #[hdl_gen]
    fn update(&mut self) {
        self.sample.next = self.in_band.val();
        if self.is_mdio.val() {
            self.sample.next = self.by_mdio.val();
        }
    }
}
