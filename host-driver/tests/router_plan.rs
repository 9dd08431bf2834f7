//! Routes, neighbours and what does not fit, against the tables' words.

mod fib_data;
mod soft_device;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use ferroute_host::fib::{Family, Fib, FibError, Image, Prefix, Sizes, Write, address_bits};
use ferroute_host::mac_address::MacAddress;
use ferroute_host::next_hop::{Hop, Leaf, Resolution, Target};
use ferroute_host::port::Port;
use ferroute_host::router::state::State;
use ferroute_host::router::{DeviceWords, Mode, RouteState, Router, RouterError};
use ferroute_regmap::{Interface, NextHop, ReversePath, registers};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use soft_device::router::SoftRouter;

const SEED: u64 = 0x0123_4567_89AB_CDE;
const ADD: Mode = Mode { replace: false, partial: false };
const PARTIAL: Mode = Mode { replace: true, partial: true };

fn mac(last: u8) -> MacAddress {
    MacAddress([2, 0, 0, 0, 0, last])
}

fn prefix(text: &str) -> Prefix {
    text.parse().unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn leaf(leaf: Leaf) -> Target {
    Target::Leaf(leaf)
}

fn lladdr(last: u8) -> Target {
    leaf(Leaf::Lladdr { mac: mac(last), interface: 0 })
}

/// A router with one interface a port, and the device that it plans for.
struct Bench {
    router: Router,
    device: SoftRouter,
    writes: Vec<Write>,
}

impl Bench {
    fn new(row_bits: u32) -> Self {
        let mut device = SoftRouter::new(row_bits, row_bits);
        device.write(registers::FIB_SEED_LOW.address, SEED as u32);
        device.write(registers::FIB_SEED_HIGH.address, (SEED >> 32) as u32);
        let router = Router::new(Fib::new(Sizes { row_bits4: row_bits, row_bits6: row_bits }, SEED));
        let mut bench = Self { router, device, writes: Vec::new() };
        for port in 0..4 {
            let interface = Interface {
                mac: [2, 0, 0, 0, 1, port], vlan: 0, mtu: 1500, ipv4: true, ipv6: true,
                reverse_path4: ReversePath::Off, reverse_path6: ReversePath::Off,
            };
            let number = bench.router.set_interface(Port::new(port, 4).unwrap(), interface, false, &mut bench.writes);
            assert_eq!(number, Ok(4 * port));
        }
        bench.apply();
        bench
    }

    /// Executes the plan; returns its writes.
    fn apply(&mut self) -> Vec<Write> {
        let writes = std::mem::take(&mut self.writes);
        for write in &writes {
            for (word, address) in write.words().iter().zip(write.address()..) {
                self.device.write(address, *word);
            }
        }
        writes
    }

    fn set(&mut self, text: &str, target: &Target, mode: Mode) -> Result<Vec<Write>, RouterError> {
        self.router.set_route(prefix(text), target, mode, &mut self.writes)?;
        Ok(self.apply())
    }

    fn delete(&mut self, text: &str) -> Vec<Write> {
        self.router.delete_route(prefix(text), &mut self.writes).unwrap();
        self.apply()
    }

    /// Where the hardware sends an address.
    fn entry(&self, address: IpAddr) -> Option<NextHop> {
        let found = self.device.lookup(address.is_ipv6(), address_bits(address));
        (found.table != 0).then(|| NextHop::unpack(*self.device.next_hops.entry(found.next_hop.into()).first_chunk().unwrap()))
    }

    fn at(&self, text: &str) -> Option<NextHop> {
        self.entry(address(text))
    }

    fn words(&self) -> DeviceWords {
        let fib = self.router.fib();
        DeviceWords {
            fib: Image {
                sizes: fib.sizes(),
                seed: fib.seed(),
                pool4: self.device.fib4.words.clone(),
                pool6: self.device.fib6.words.clone(),
                wide: self.device.wide.words.clone(),
                lengths: std::array::from_fn(|index| self.device.read(registers::FIB4_LENGTHS_0.address + index as u32)),
                defaults: self.device.read(registers::DEFAULT_ROUTES.address),
            },
            next_hops: self.device.next_hops.words.clone(),
            buckets: self.device.buckets.words.clone(),
            interfaces: self.device.interfaces.words.clone(),
        }
    }

    /// The router read back with its state is the router.
    fn check_adopted(&self) {
        let state = State::from_text(&self.router.state(7).to_text().unwrap()).unwrap();
        let (adopted, repairs) = Router::adopt(&self.words(), Some(&state));
        assert_eq!(repairs, []);
        assert_eq!(routes(&adopted), routes(&self.router));
        assert!(adopted.next_hops().used().eq(self.router.next_hops().used()));
        for (index, _) in adopted.next_hops().used() {
            assert_eq!(adopted.next_hops().target(index), self.router.next_hops().target(index), "{index}");
            assert_eq!(adopted.next_hops().entry(index), self.router.next_hops().entry(index), "{index}");
        }
        assert!(adopted.refused().eq(self.router.refused()));
        assert_eq!(adopted.state(7), self.router.state(7));
    }
}

fn routes(router: &Router) -> BTreeMap<Prefix, ferroute_host::router::Route> {
    router.routes().iter().map(|(prefix, route)| (prefix, route.clone())).collect()
}

#[test]
fn a_refused_route_makes_the_one_above_it_incomplete_until_it_fits() {
    let mut bench = Bench::new(6);
    let forward = |last: u8| Some(NextHop::Forward { mac: mac(last).0, interface: 0 });
    for text in ["fd00::/8", "fd00:1::/32"] {
        bench.set(text, &lladdr(1), ADD).unwrap();
    }
    // Six more lengths, which the wide table has slots for, and one that it has none for.
    for length in 50..=55 {
        bench.set(&format!("fc00::/{length}"), &lladdr(2), ADD).unwrap();
    }
    let refused = bench.set("fd00:1:2::/56", &lladdr(3), ADD);
    assert!(matches!(refused, Err(RouterError::Fib(FibError::Length { .. }))), "{refused:?}");
    assert_eq!(bench.writes, []);
    bench.check_adopted();
    bench.set("fd00:1:2::/56", &lladdr(3), PARTIAL).unwrap();
    assert_eq!(bench.at("fd00:1:2::1"), Some(NextHop::Incomplete));
    assert_eq!(bench.at("fd00:1:9::1"), Some(NextHop::Incomplete));
    assert_eq!(bench.at("fd00:9::1"), forward(1), "only the nearest");
    bench.check_adopted();
    // A second one below it, and one with nothing above.
    bench.set("fd00:1:3::/57", &lladdr(3), PARTIAL).unwrap();
    bench.set("2001:db8::/58", &lladdr(3), PARTIAL).unwrap();
    assert_eq!(bench.at("2001:db8::1"), Some(NextHop::Incomplete), "the default");
    assert_eq!(bench.at("192.0.2.1"), None, "of that family");
    let RouteState::Installed { refused_below, .. } = bench.router.routes().get(prefix("fd00:1::/32")).unwrap().state else {
        panic!();
    };
    assert_eq!(refused_below, 2);
    bench.check_adopted();
    // A route between takes one of them over.
    bench.set("fd00:1:2::/50", &lladdr(4), ADD).unwrap();
    assert_eq!((bench.at("fd00:1:2::1"), bench.at("fd00:1:9::1")), (Some(NextHop::Incomplete), Some(NextHop::Incomplete)));
    bench.delete("fd00:1:3::/57");
    assert_eq!((bench.at("fd00:1:2::1"), bench.at("fd00:1:9::1")), (Some(NextHop::Incomplete), forward(1)));
    bench.check_adopted();
    bench.delete("fd00:1:2::/50");
    assert_eq!((bench.at("fd00:1:2::1"), bench.at("fd00:1:9::1")), (Some(NextHop::Incomplete), Some(NextHop::Incomplete)));
    // A default route, hidden from the start, and gone again.
    bench.set("::/0", &lladdr(9), ADD).unwrap();
    assert_eq!(bench.at("2001:db8::1"), Some(NextHop::Incomplete));
    bench.check_adopted();
    bench.delete("::/0");
    assert_eq!(bench.at("2001:db8::1"), Some(NextHop::Incomplete));
    bench.check_adopted();
    bench.set("::/0", &lladdr(9), ADD).unwrap();
    // Two slots become free: both come in, and what is above them is as before.
    bench.delete("fc00::/54");
    assert_eq!(bench.router.refused().count(), 1, "the first in order came in");
    assert_eq!(bench.at("2001:db8::1"), forward(3));
    assert_eq!(bench.at("2001:db9::1"), forward(9));
    bench.delete("fc00::/55");
    assert_eq!((bench.at("fd00:1:2::1"), bench.at("fd00:1:9::1")), (forward(3), forward(1)));
    assert_eq!(bench.router.refused().count(), 0);
    bench.check_adopted();
}

/// Whatever happens, no address goes where another one should: it goes where
/// its route says or to the host, and to the host only where something is refused.
#[test]
fn random_changes_of_tables_that_overflow() {
    println!("seed 12");
    let mut random = StdRng::seed_from_u64(12);
    let mut bench = Bench::new(6);
    let (mut most_refused, mut came_in) = (0, 0);
    for step in 0..6000 {
        let known: Vec<Prefix> = bench.router.routes().iter().map(|(prefix, _)| prefix).collect();
        let lengths: &[u8] = if random.random_bool(0.02) { &[0] } else { &[8, 12, 16, 20, 24, 28, 30] };
        let length = lengths[random.random_range(0..lengths.len())];
        let new = Prefix::new(Family::Ipv4, 10 << 120 | (random.random::<u128>() >> 8), length).unwrap();
        // It grows, and shrinks in the end.
        let deletes = if step < 4000 { 0.3 } else { 0.7 };
        let picked = if known.is_empty() { new } else { known[random.random_range(0..known.len())] };
        let before = bench.router.refused().count();
        if !known.is_empty() && random.random_bool(deletes) {
            bench.router.delete_route(picked, &mut bench.writes).unwrap();
            came_in += usize::from(bench.router.refused().count() < before);
        } else {
            let chosen = if random.random_bool(0.8) { new } else { picked };
            let target = lladdr(random.random_range(1..60));
            bench.router.set_route(chosen, &target, PARTIAL, &mut bench.writes).unwrap();
        }
        bench.apply();
        most_refused = most_refused.max(bench.router.refused().count());
        if step % 50 == 0 {
            check_all(&bench);
            bench.check_adopted();
        }
    }
    println!("{most_refused} refused at most, {came_in} deletions let others in");
    assert!(most_refused > 50 && came_in > 100);
    let flushed = bench.router.flush_routes(|_, _| true, &mut bench.writes);
    assert!(flushed > 0);
    bench.apply();
    assert_eq!(bench.router.routes().len(), 0);
    assert_eq!(bench.router.next_hops().used().count(), 0);
    assert_eq!(bench.device.read(registers::DEFAULT_ROUTES.address), 0);
    assert!(bench.device.fib4.words.iter().chain(&bench.device.next_hops.words).all(|word| *word == 0));
}

/// A table of the Internet's size by far: it fills up, the rest leads to the
/// host, and that in a time that does not depend on how full it is.
#[test]
fn a_load_that_is_far_too_big() {
    let mut bench = Bench::new(9);
    let is_unicast = |prefix: &Prefix| matches!(prefix.bits() >> 120, 1..=126 | 128..=223);
    let prefixes: Vec<Prefix> = fib_data::random(Family::Ipv4, 40_000, 13).into_iter().filter(is_unicast).collect();
    bench.router.expect(prefixes.iter().copied());
    for (number, prefix) in prefixes.iter().enumerate() {
        bench.router.set_route(*prefix, &lladdr(number as u8), PARTIAL, &mut bench.writes).unwrap();
    }
    bench.apply();
    let usage = bench.router.fib().usage();
    println!("{} of {} in the pool, {} refused", usage[0].used, usage[0].size, bench.router.refused().count());
    assert!(usage[0].used * 100 >= usage[0].size * 97);
    for prefix in prefixes.iter().step_by(17) {
        let (wanted, route) = bench.router.routes().lookup(prefix.first()).unwrap();
        let found = bench.entry(prefix.first()).unwrap();
        match route.state {
            RouteState::Refused => assert_eq!(found, NextHop::Incomplete, "{wanted}"),
            RouteState::Installed { refused_below: 1.., .. } => assert_eq!(found, NextHop::Incomplete, "{wanted}"),
            RouteState::Installed { .. } => assert!(matches!(found, NextHop::Forward { .. }), "{wanted}"),
        }
    }
    bench.check_adopted();
}

fn check_all(bench: &Bench) {
    let routes = bench.router.routes();
    for (prefix, _) in routes.iter() {
        for probe in [prefix.first(), prefix.last()] {
            let (wanted, route) = routes.lookup(probe).unwrap();
            let is_below = |other: Prefix| {
                wanted.covers(other)
                    && routes.above(other, |route| route.state != RouteState::Refused) == Some(wanted)
            };
            let is_hidden = route.state == RouteState::Refused || bench.router.refused().any(is_below);
            let expected = match route.target {
                _ if is_hidden => NextHop::Incomplete,
                Target::Leaf(Leaf::Lladdr { mac, interface }) => NextHop::Forward { mac: mac.0, interface },
                _ => panic!(),
            };
            assert_eq!(bench.entry(probe), Some(expected), "{probe} of {wanted}");
        }
    }
}

#[test]
fn a_gateway_that_answers_turns_every_route_by_it_with_one_write() {
    let mut bench = Bench::new(9);
    let via = |last: u8| Leaf::Via { gateway: IpAddr::from([192, 0, 2, last]), interface: 4 };
    bench.set("192.0.2.0/24", &leaf(Leaf::OnLink { interface: 4 }), ADD).unwrap();
    for number in 0..50 {
        bench.set(&format!("10.{number}.0.0/16"), &leaf(via(1)), ADD).unwrap();
    }
    let hops = [via(1), via(2)].map(|leaf| Hop { leaf, weight: 1 });
    bench.set("2001:db8::/32", &Target::Multipath(hops.to_vec()), ADD).unwrap();
    assert_eq!(bench.at("10.7.0.1"), Some(NextHop::Glean { interface: 4 }));
    // The host asks: frames are dropped for a second.
    bench.router.hold_neighbour(4, address("192.0.2.1"), Duration::from_secs(1), &mut bench.writes).unwrap();
    bench.apply();
    assert_eq!(bench.at("10.7.0.1"), Some(NextHop::HoldDown { interface: 4 }));
    assert_eq!(bench.at("192.0.2.1"), Some(NextHop::HoldDown { interface: 4 }));
    assert_eq!(bench.at("192.0.2.9"), Some(NextHop::Glean { interface: 4 }));
    bench.check_adopted();
    let next = bench.router.expire_neighbours(Duration::from_millis(999), &mut bench.writes);
    assert_eq!((next, bench.apply().len()), (Some(Duration::from_secs(1)), 0));
    let next = bench.router.expire_neighbours(Duration::from_secs(1), &mut bench.writes);
    assert_eq!(next, None);
    bench.apply();
    assert_eq!(bench.at("10.7.0.1"), Some(NextHop::Glean { interface: 4 }));
    assert_eq!(bench.at("192.0.2.1"), Some(NextHop::Glean { interface: 4 }));
    // It answers: a host route with its next hop, a length, and the gateway.
    let known = Resolution::Known(mac(0x33));
    bench.router.set_neighbour(4, address("192.0.2.1"), known, false, &mut bench.writes).unwrap();
    assert_eq!(bench.apply().len(), 4);
    let forward = Some(NextHop::Forward { mac: mac(0x33).0, interface: 4 });
    assert_eq!((bench.at("10.7.0.1"), bench.at("192.0.2.1")), (forward, forward));
    // Asked again while it is known: nothing changes.
    bench.router.hold_neighbour(4, address("192.0.2.1"), Duration::from_secs(9), &mut bench.writes).unwrap();
    assert_eq!(bench.writes, []);
    bench.check_adopted();
    // A route of one's own for its address stays above it, and below it after that.
    bench.set("192.0.2.1/32", &leaf(Leaf::Local), ADD).unwrap();
    assert_eq!((bench.at("10.7.0.1"), bench.at("192.0.2.1")), (forward, Some(NextHop::Local)));
    bench.check_adopted();
    bench.delete("192.0.2.1/32");
    assert_eq!(bench.at("192.0.2.1"), forward);
    bench.router.delete_neighbour(4, address("192.0.2.1"), &mut bench.writes).unwrap();
    bench.apply();
    assert_eq!((bench.at("10.7.0.1"), bench.at("192.0.2.1")), (Some(NextHop::Glean { interface: 4 }), Some(NextHop::Glean { interface: 4 })));
    // A link-local gateway has no host route: such destinations go to the host.
    bench.router.set_neighbour(4, address("fe80::1"), known, false, &mut bench.writes).unwrap();
    assert_eq!(bench.writes, []);
    bench.set("2001:db9::/32", &leaf(Leaf::Via { gateway: address("fe80::1"), interface: 4 }), ADD).unwrap();
    assert_eq!(bench.at("2001:db9::1"), forward);
    bench.check_adopted();
}

#[test]
fn without_a_state_a_gateway_is_a_mac_address_and_a_host_route_a_neighbour() {
    let mut bench = Bench::new(9);
    let gateway = address("192.0.2.1");
    bench.router.set_neighbour(4, gateway, Resolution::Known(mac(1)), false, &mut bench.writes).unwrap();
    bench.set("10.0.0.0/8", &leaf(Leaf::Via { gateway, interface: 4 }), ADD).unwrap();
    bench.set("11.0.0.0/8", &leaf(Leaf::Via { gateway: address("192.0.2.2"), interface: 4 }), ADD).unwrap();
    let (adopted, repairs) = Router::adopt(&bench.words(), None);
    assert_eq!(repairs, []);
    let target = |text: &str| adopted.routes().get(prefix(text)).unwrap().target.clone();
    assert_eq!(target("10.0.0.0/8"), leaf(Leaf::Lladdr { mac: mac(1), interface: 4 }));
    assert_eq!(target("11.0.0.0/8"), leaf(Leaf::OnLink { interface: 4 }));
    assert_eq!(adopted.next_hops().neighbour(4, gateway), Some(Resolution::Known(mac(1))));
    assert!(adopted.has_host_route(gateway));
}

/// A state that the device contradicts: the device is right, and what is
/// refused goes to the host.
#[test]
fn a_state_of_other_tables_does_no_harm() {
    let mut bench = Bench::new(6);
    for length in 49..=56 {
        bench.set(&format!("fd00::/{length}"), &lladdr(1), ADD).unwrap();
    }
    bench.set("fd00::/8", &lladdr(5), PARTIAL).unwrap();
    bench.set("fd00::/57", &lladdr(2), PARTIAL).unwrap();
    assert_eq!(bench.at("fd00::1"), Some(NextHop::Incomplete));
    let state = bench.router.state(7);
    let mut other = Bench::new(6);
    other.set("fd00::/56", &lladdr(1), ADD).unwrap();
    let (adopted, repairs) = Router::adopt(&other.words(), Some(&state));
    other.writes = repairs;
    other.apply();
    assert_eq!(other.at("fd00::1"), Some(NextHop::Incomplete), "below it something is refused");
    assert_eq!(adopted.refused().count(), 2);
    other.router = adopted;
    other.check_adopted();
    // Nothing is refused any more: what is hidden comes back.
    let mut bare = bench.router.state(7);
    let text = bare.to_text().unwrap();
    let from = text.find("\"refused\":").unwrap();
    let to = text.find(",\"wanted_hosts\"").unwrap();
    bare = State::from_text(&format!("{}\"refused\":[]{}", &text[..from], &text[to..])).unwrap();
    let (adopted, repairs) = Router::adopt(&bench.words(), Some(&bare));
    bench.writes = repairs;
    bench.apply();
    assert_eq!(bench.at("fd00::1"), Some(NextHop::Forward { mac: mac(1).0, interface: 0 }));
    assert_eq!(bench.at("fd01::1"), None, "the default stood for a refused one only");
    bench.router = adopted;
    bench.check_adopted();
}

#[test]
fn changes_that_are_refused_leave_everything_as_it_was() {
    let mut bench = Bench::new(9);
    bench.set("10.0.0.0/8", &lladdr(1), ADD).unwrap();
    let before = (routes(&bench.router), bench.router.next_hops().used().collect::<Vec<_>>());
    let elsewhere = leaf(Leaf::OnLink { interface: 9 });
    for (text, target, complaint) in [
        ("10.0.0.0/8", lladdr(2), "a route for 10.0.0.0/8 exists already"),
        ("224.0.0.0/24", lladdr(2), "224.0.0.0/24 is not routed by the hardware: multicast, loopback and reserved addresses never are"),
        ("127.0.0.1/32", lladdr(2), "127.0.0.1/32 is not routed by the hardware: multicast, loopback and reserved addresses never are"),
        ("11.0.0.0/8", elsewhere, "there is no router interface number 9"),
        ("11.0.0.0/8", leaf(Leaf::Object { id: 4 }), "no next hop object 4"),
    ] {
        assert_eq!(bench.set(text, &target, ADD).unwrap_err().to_string(), complaint);
    }
    assert_eq!(bench.router.delete_route(prefix("11.0.0.0/8"), &mut bench.writes), Err(RouterError::NotFound(prefix("11.0.0.0/8"))));
    // The third of several fails: none is done.
    let result = bench.router.all_or_nothing(&mut bench.writes, |router, writes| {
        router.set_route(prefix("12.0.0.0/8"), &lladdr(3), ADD, writes)?;
        router.set_route(prefix("13.0.0.0/8"), &lladdr(4), ADD, writes)?;
        router.set_route(prefix("10.0.0.0/8"), &lladdr(5), ADD, writes)
    });
    assert_eq!(result, Err(RouterError::Exists(prefix("10.0.0.0/8"))));
    assert_eq!(bench.writes, []);
    assert_eq!((routes(&bench.router), bench.router.next_hops().used().collect::<Vec<_>>()), before);
}

#[test]
fn next_hops_are_appended_and_a_new_seed_moves_all() {
    let mut bench = Bench::new(9);
    let via = |last: u8| Leaf::Via { gateway: IpAddr::from([192, 0, 2, last]), interface: 4 };
    bench.set("10.0.0.0/8", &leaf(via(1)), ADD).unwrap();
    bench.router.append_route(prefix("10.0.0.0/8"), &leaf(via(2)), ADD, &mut bench.writes).unwrap();
    bench.apply();
    let Some(NextHop::Group { log2_buckets: 4, .. }) = bench.at("10.0.0.1") else { panic!("{:?}", bench.at("10.0.0.1")) };
    bench.set("11.0.0.0/8", &leaf(Leaf::Blackhole), ADD).unwrap();
    let result = bench.router.append_route(prefix("11.0.0.0/8"), &leaf(via(2)), ADD, &mut bench.writes);
    assert_eq!(result, Err(RouterError::NotAppendable(prefix("11.0.0.0/8"))));
    for number in 0..500 {
        bench.set(&format!("10.{}.{}.0/24", number / 256, number % 256), &lladdr(7), ADD).unwrap();
    }
    assert_eq!(bench.router.reseed(SEED ^ 5, &mut bench.writes), Ok(502));
    bench.apply();
    assert_eq!(bench.device.seed(), SEED ^ 5);
    assert_eq!(bench.at("10.1.7.1"), Some(NextHop::Forward { mac: mac(7).0, interface: 0 }));
    assert_eq!(bench.at("11.0.0.1"), Some(NextHop::Blackhole));
    bench.check_adopted();
}

#[test]
fn interfaces_are_checked_and_kept_while_something_leads_there() {
    let mut bench = Bench::new(9);
    let port = Port::new(1, 4).unwrap();
    let interface = |vlan, mtu, first| Interface {
        mac: [first, 0, 0, 0, 0, 9], vlan, mtu, ipv4: true, ipv6: true,
        reverse_path4: ReversePath::Strict, reverse_path6: ReversePath::Loose,
    };
    let mut set = |interface, replace| bench.router.set_interface(port, interface, replace, &mut bench.writes).map_err(|error| error.to_string());
    assert_eq!(set(interface(0, 1500, 2), false), Err("router interface swp2 exists already".into()));
    assert_eq!(set(interface(100, 1500, 2), false), Ok(5));
    assert_eq!(set(interface(0, 9000, 2), true), Ok(4));
    assert_eq!(set(interface(101, 1500, 2), false), Ok(6));
    assert_eq!(set(interface(102, 1500, 2), false), Ok(7));
    assert_eq!(set(interface(103, 1500, 2), false), Err("all 4 router interfaces of swp2 are in use".into()));
    assert_eq!(set(interface(100, 1279, 2), true), Err("an MTU of 1279 is not possible; 68 to 16383 are, and with IPv6 at least 1280".into()));
    assert_eq!(set(interface(100, 1500, 3), true), Err("03:00:00:00:00:09 is no address of a station".into()));
    assert_eq!(bench.apply().len(), 4);
    assert_eq!(Interface::unpack(*bench.device.interfaces.entry(5).first_chunk().unwrap()), Some(interface(100, 1500, 2)));
    bench.set("10.0.0.0/8", &leaf(Leaf::OnLink { interface: 5 }), ADD).unwrap();
    let name = ferroute_host::router::interface::InterfaceName::parse("swp2.100", 4).unwrap();
    let result = bench.router.delete_interface(name, &mut bench.writes);
    assert_eq!(result.unwrap_err().to_string(), "router interface swp2.100 is in use by next hops or neighbours");
    bench.delete("10.0.0.0/8");
    bench.router.delete_interface(name, &mut bench.writes).unwrap();
    bench.apply();
    assert_eq!(bench.device.interfaces.entry(5), [0; 3]);
    bench.check_adopted();
}
