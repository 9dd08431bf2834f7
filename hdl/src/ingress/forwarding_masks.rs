//! # ForwardingMasks: the configuration as the stages use it
//!
//! | port      | dir | meaning                                               |
//! | rx_enable, forward, flood, learn, inject_ports | in | the registers     |
//! | receives, learns | out | the ports of the build in RX_ENABLE, in LEARN    |
//! | sends     | out | those in FORWARD                                      |
//! | floods    | out | those in FLOOD and FORWARD                            |
//! | injects   | out | those in INJECT_PORTS and FORWARD                     |
//! | redirects | out | INJECT_PORTS is not zero                              |
//!
//! Clock: core_clock. Latency: 1 cycle. Storage: 46 bit of registers.
//! Resources: see `Ingress`.
//! Not obvious: ports that the build lacks are in no mask, but with only such
//! ports INJECT_PORTS is not zero: injected frames go nowhere then.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct ForwardingMasks<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub rx_enable: Signal<In, Bits<9>>,
    pub forward: Signal<In, Bits<9>>,
    pub flood: Signal<In, Bits<9>>,
    pub learn: Signal<In, Bits<9>>,
    pub inject_ports: Signal<In, Bits<9>>,
    pub receives: Signal<Out, Bits<N>>,
    pub learns: Signal<Out, Bits<N>>,
    pub sends: Signal<Out, Bits<9>>,
    pub floods: Signal<Out, Bits<9>>,
    pub injects: Signal<Out, Bits<9>>,
    pub redirects: Signal<Out, Bit>,
    receive_register: DFF<Bits<N>>,
    learn_register: DFF<Bits<N>>,
    send_register: DFF<Bits<9>>,
    flood_register: DFF<Bits<9>>,
    inject_register: DFF<Bits<9>>,
    redirect_register: DFF<Bit>,
    allowed: Signal<Local, Bits<9>>,
    ports: Constant<Bits<9>>,
}

impl<const N: usize> Default for ForwardingMasks<N> {
    fn default() -> Self {
        assert!((3..=9).contains(&N), "{N} ports");
        Self {
            clock: Default::default(),
            rx_enable: Default::default(),
            forward: Default::default(),
            flood: Default::default(),
            learn: Default::default(),
            inject_ports: Default::default(),
            receives: Default::default(),
            learns: Default::default(),
            sends: Default::default(),
            floods: Default::default(),
            injects: Default::default(),
            redirects: Default::default(),
            receive_register: Default::default(),
            learn_register: Default::default(),
            send_register: Default::default(),
            flood_register: Default::default(),
            inject_register: Default::default(),
            redirect_register: Default::default(),
            allowed: Default::default(),
            ports: Constant::new(((1u64 << N) - 1).to_bits()),
        }
    }
}

impl<const N: usize> Logic for ForwardingMasks<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, receive_register, learn_register, send_register, flood_register);
        dff_setup!(self, clock, inject_register, redirect_register);
        self.allowed.next = self.forward.val() & self.ports.val();
        self.receive_register.d.next = bit_cast::<N, 9>(self.rx_enable.val());
        self.learn_register.d.next = bit_cast::<N, 9>(self.learn.val());
        self.send_register.d.next = self.allowed.val();
        self.flood_register.d.next = self.flood.val() & self.allowed.val();
        self.inject_register.d.next = self.inject_ports.val() & self.allowed.val();
        self.redirect_register.d.next = self.inject_ports.val().any();
        self.receives.next = self.receive_register.q.val();
        self.learns.next = self.learn_register.q.val();
        self.sends.next = self.send_register.q.val();
        self.floods.next = self.flood_register.q.val();
        self.injects.next = self.inject_register.q.val();
        self.redirects.next = self.redirect_register.q.val();
    }
}
