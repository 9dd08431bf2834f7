//! A simulated board as a router of the tests.

use ferroute_host::bus::RegisterBus;
use ferroute_host::cpu_port;
use ferroute_regmap::registers::{FLOOD, FORWARD, LEARN, ROUTER_SIZES, RX_ENABLE, TRAP};
use ferroute_regmap::size::POLICERS;
use ferroute_regmap::{DropReason, Policer, region};
use ferroute_sim::board::When;
use ferroute_sim::golden::{CarrierEvent, Configuration, Counters, receive};

use crate::Rig;
use crate::lab::{Lab, PORTS};
use crate::router_bench::{Bench, Seen};
use crate::router_image::{Image, Layout};

/// Hash seed of the FIB in tests.
const SEED: u64 = 0x0123_4567_89AB_CDE;
/// Cells of a board with a router.
const CELLS: usize = 1024;

/// A board with the tables of a lab.
pub struct RouterBoard {
    pub rig: Rig,
    layout: Layout,
    image: Image,
    configuration: Configuration,
}

impl RouterBoard {
    /// A fresh board, or nothing (and a line that says so) where this machine
    /// cannot build one.
    pub fn open(name: &'static str) -> Option<Self> {
        let mut rig = Rig::open(name, PORTS, CELLS)?;
        let sizes = rig.device.bus().read_word(ROUTER_SIZES.address).expect("ROUTER_SIZES");
        let layout = Layout { row_bits4: sizes & 0xF, row_bits6: sizes >> 4 & 0xF, seed: SEED };
        assert!(layout.row_bits4 != 0, "the board has a router");
        Some(Self { rig, layout, image: Image::default(), configuration: Configuration::new(PORTS) })
    }

    fn set_configuration(&mut self, configuration: Configuration) {
        let before = std::mem::replace(&mut self.configuration, configuration);
        for (register, before, now) in [
            (&RX_ENABLE, before.rx_enable, configuration.rx_enable),
            (&FORWARD, before.forward, configuration.forward),
            (&FLOOD, before.flood, configuration.flood),
            (&LEARN, before.learn, configuration.learn),
            (&TRAP, before.trap_link_local.into(), configuration.trap_link_local.into()),
        ] {
            if before != now {
                self.rig.device.bus().write(register.address, &[now.into()]).expect("a register");
            }
        }
    }
}

/// Reasons that were counted in between, on any port.
fn new_drops(before: &Counters, after: &Counters) -> Vec<DropReason> {
    let grown = |reason: &DropReason| after.total_drops(*reason) - before.total_drops(*reason);
    DropReason::ALL
        .iter()
        .flat_map(|reason| std::iter::repeat_n(*reason, grown(reason) as usize))
        .collect()
}

impl Bench for RouterBoard {
    fn apply(&mut self, lab: &Lab) {
        self.set_configuration(lab.configuration);
        let image = Image::new(&lab.router, &self.layout).expect("room for the lab");
        let writes = image.writes_after(&self.image);
        self.image = image;
        let bus = self.rig.device.bus();
        bus.run(&writes).expect("the tables");
        // Writing a burst fills the bucket, as in a fresh model.
        for number in 0..POLICERS as u32 {
            let policer = lab.router.traps.policer(number as usize);
            if policer != Policer::default() {
                let address = region::TRAPS + region::POLICER_OFFSET + number * Policer::STRIDE;
                bus.write(address, &[policer.interval, policer.burst.into()]).expect("a policer");
            }
        }
        self.rig.flush_all();
    }

    fn pass(&mut self, port: usize, frame: &[u8]) -> Seen {
        let before = self.rig.counters();
        self.rig.send_unchecked(port, CarrierEvent::frame(frame), When::BACK_TO_BACK);
        let mut seen = Seen::default();
        for event in self.rig.run_until_quiet() {
            let octets = receive(&event.event).octets;
            seen.sent.push((event.port, octets[..octets.len() - 4].to_vec()));
        }
        seen.sent.sort_by_key(|(port, _)| *port);
        if let Some(frame) = cpu_port::receive(&mut self.rig.device).expect("the CPU port") {
            let reason = frame.reason.expect("a reason of the contract");
            seen.host = Some((reason, frame.header.port.into(), frame.octets));
        }
        let second = cpu_port::receive(&mut self.rig.device).expect("the CPU port");
        assert_eq!(second, None, "one frame for the host");
        let drops = new_drops(&before, &self.rig.check_conservation());
        assert!(drops.len() <= 1, "one frame was lost under {drops:?}");
        seen.drop = drops.first().copied();
        seen
    }
}
