//! MDIO against PHYs that watch the station (IEEE 802.3-2022 clause 22).

use ferroute_hdl::mdio::{MdioMaster, PhyPoller};
use ferroute_sim::verilator::{self, Build};
use libloading::Symbol;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What the PHYs counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    reads: u64,
    writes: u64,
    /// Clocks, changes, preambles, frames, turnarounds, released data.
    faults: [u64; 6],
}

struct Bus {
    library: libloading::Library,
    bus: usize,
}

impl Bus {
    fn new(top: &str, verilog: &str, defines: &[(&str, u64)]) -> Option<Self> {
        let harness = include_str!("mdio_harness.cpp").replace("#include \"phy\"", include_str!("phy.h"));
        let build = Build { defines, ..Build::new(top, verilog, &harness) };
        let path = match verilator::build(&build) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above.
        let library = unsafe { libloading::Library::new(path) }.unwrap();
        // SAFETY: signature of the harness.
        let bus = unsafe { library.get::<extern "C" fn() -> usize>(b"open_bus").unwrap()() };
        Some(Self { library, bus })
    }

    /// A function of the harness; every call below has its signature.
    fn function<T>(&self, name: &str) -> Symbol<'_, T> {
        // SAFETY: see above.
        unsafe { self.library.get(name.as_bytes()) }.unwrap()
    }

    fn set(&self, phy: u32, address: u32, value: u16) {
        self.function::<extern "C" fn(usize, u32, u32, u32)>("set")(self.bus, phy, address, value.into());
    }

    fn remove(&self, phy: u32) {
        self.function::<extern "C" fn(usize, u32)>("remove_phy")(self.bus, phy);
    }

    fn set_silent(&self, phy: u32, address: u32, silent: bool) {
        self.function::<extern "C" fn(usize, u32, u32, bool)>("set_silent")(self.bus, phy, address, silent);
    }

    fn get(&self, phy: u32, address: u32) -> u32 {
        self.function::<extern "C" fn(usize, u32, u32) -> u32>("get")(self.bus, phy, address)
    }

    fn run(&self, clocks: u64) {
        self.function::<extern "C" fn(usize, u64)>("run")(self.bus, clocks);
    }

    fn states(&self) -> u32 {
        self.function::<extern "C" fn(usize) -> u32>("states")(self.bus)
    }

    /// Read data where a PHY answered.
    fn access(&self, write: bool, phy: u32, address: u32, value: u16) -> Option<u16> {
        let function = self.function::<extern "C" fn(usize, u32, u32, u32, u32) -> u32>("access_register");
        let result = function(self.bus, write.into(), phy, address, value.into());
        (result >> 16 & 1 == 1).then_some(result as u16)
    }

    fn counts(&self) -> Counts {
        let mut counts = [0; 8];
        self.function::<extern "C" fn(usize, *mut u64)>("counts")(self.bus, counts.as_mut_ptr());
        let [reads, writes, faults @ ..] = counts;
        Counts { reads, writes, faults }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.function::<extern "C" fn(usize)>("close_bus")(self.bus);
    }
}

#[test]
fn a_master_reads_and_writes_as_the_standard_wants() {
    let Some(bus) = Bus::new("mdio_master", &MdioMaster::default().verilog(), &[]) else { return };
    let mut random = StdRng::seed_from_u64(9);
    println!("seed 9");
    for round in 0..200u64 {
        let (phy, address) = (random.random_range(0..32), random.random_range(0..32));
        let value: u16 = random.random();
        bus.set(phy, address, !value);
        assert_eq!(bus.access(false, phy, address, value), Some(!value), "PHY {phy}, register {address}");
        bus.access(true, phy, address, value);
        assert_eq!(bus.get(phy, address), u32::from(value), "PHY {phy}, register {address}");
        bus.remove(phy);
        assert_eq!(bus.access(false, phy, address, value), None, "nobody at {phy}");
        bus.run(random.random_range(0..100));
        assert_eq!(bus.counts(), Counts { reads: 2 * round + 2, writes: round + 1, faults: [0; 6] });
    }
}

/// Clocks of a round of two PHYs with a pause of 500, and what is left of one
/// before it.
const ROUND: u64 = 2 * (2 * 5 * (MdioMaster::LATENCY as u64 + 4) + 600);

fn poller() -> Option<Bus> {
    Bus::new("phy_poller", &PhyPoller::<2, 8, 10>::new([0, 5], 500).verilog("phy_poller"), &[("POLLER", 1)])
}

/// The status with the link up and negotiated.
const UP: u16 = 1 << 2 | 1 << 5;

/// Offers 10 half to 1000 full from bit 0 on, in the registers of one end.
fn offer(bus: &Bus, phy: u32, own: u16, partner: u16) {
    bus.set(phy, 4, (own & 15) << 5 | 1);
    bus.set(phy, 5, (partner & 15) << 5 | 1);
    bus.set(phy, 9, (own >> 4) << 8);
    bus.set(phy, 10, (partner >> 4) << 10);
}

#[test]
fn each_phy_has_its_own_outcome() {
    let Some(bus) = poller() else { return };
    bus.run(ROUND);
    assert_eq!(bus.states(), 0, "without PHYs the pull-up makes ones, and no link");
    let all = 0b11_1111;
    for (own, partner, state) in [
        (all, all, 0b1101),
        (all, 0b00_1111, 0b1011),
        (0b00_1111, all, 0b1011),
        (all, 0b00_0011, 0b1001),
        (all, 0b00_0100, 0b0011),
        (all, 0b01_1111, 0b0101),
        (all, 0, 0b0000),
    ] {
        bus.set(0, 1, UP);
        offer(&bus, 0, own, partner);
        // The other one has 10 Mb/s full duplex all the time.
        bus.set(5, 1, UP);
        offer(&bus, 5, all, 0b00_0010);
        bus.run(ROUND);
        assert_eq!(bus.states(), 0b1001 << 4 | state, "{own:06b} {partner:06b}");
    }
    assert_eq!(bus.counts().faults, [0; 6]);
    assert_eq!(bus.counts().writes, 0, "PHYs work as strapped");
}

#[test]
fn what_is_not_up_or_not_there_has_no_link() {
    let Some(bus) = poller() else { return };
    let up = 0b1101 << 4 | 0b1101;
    for phy in [0, 5] {
        bus.set(phy, 1, UP);
        offer(&bus, phy, 63, 63);
    }
    bus.run(ROUND);
    assert_eq!(bus.states(), up);
    for status in [0, 1 << 2, 1 << 5] {
        bus.set(5, 1, status);
        bus.run(ROUND);
        assert_eq!(bus.states(), 0b1101, "status {status:04x}");
    }
    bus.set(5, 1, UP);
    for address in [1, 4, 5, 9, 10] {
        bus.set_silent(5, address, true);
        bus.run(ROUND);
        assert_eq!(bus.states(), 0b1101, "no answer from register {address}");
        bus.set_silent(5, address, false);
    }
    bus.run(ROUND);
    assert_eq!(bus.states(), up);
    bus.remove(0);
    bus.run(ROUND);
    assert_eq!(bus.states(), 0b1101 << 4);
}
