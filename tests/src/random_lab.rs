//! Random tables for a router, in which every rule can be met.

use ferroute_regmap::size::{INTERFACES_PER_PORT, NEXT_HOPS};
use ferroute_regmap::{Interface, NextHop, Policer, PuntReason, ReversePath, TrapEntry};
use ferroute_sim::golden::router::Family;
use ferroute_sim::golden::{Configuration, Router};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::frames::station;
use crate::lab::Lab;

/// Prefix lengths that occur, at most as many as a device can hold.
const LENGTHS4: [u8; 12] = [5, 7, 8, 12, 15, 16, 20, 22, 24, 28, 30, 32];
/// Between 2000::/3 and the rest, pool and wide table. Longer than /118 only
/// whole addresses.
const LENGTHS6: [u8; 11] = [3, 19, 29, 32, 40, 44, 48, 56, 64, 112, 128];

/// One of a list that has some.
pub(crate) fn one_of<T: Copy>(random: &mut StdRng, list: &[T]) -> T {
    list[random.random_range(0..list.len())]
}

/// Tables in which every rule can be met.
pub fn random_lab(random: &mut StdRng, ports: usize) -> Lab {
    let mut configuration = Configuration::new(ports);
    configuration.trap_link_local = random.random();
    if random.random_bool(0.3) {
        configuration.forward &= !(1 << random.random_range(0..=ports));
    }
    if random.random_bool(0.3) {
        configuration.flood |= configuration.cpu();
    }
    let mut router = Router { ecmp_seed: random.random(), ..Router::default() };
    let interfaces = add_interfaces(random, &mut router, ports);
    add_next_hops(random, &mut router, &interfaces);
    for family in Family::ALL {
        add_routes(random, &mut router, family);
    }
    let named = [
        PuntReason::TtlValueIsTooSmall,
        PuntReason::MtuValueIsTooSmall,
        PuntReason::UnresolvedNeigh,
        PuntReason::Ipv4LpmMiss,
        PuntReason::Ipv6LpmMiss,
    ];
    for _ in 0..random.random_range(0..6) {
        let reason = if random.random() { one_of(random, &named) } else { one_of(random, PuntReason::ALL) };
        router.traps.set_entry(reason, TrapEntry { drop: random.random(), policer: 0 });
    }
    // What a policer lets pass depends on time: one that lets nothing pass.
    router.traps.set_policer(9, Policer { interval: 0xFF_FFFF, burst: 0 });
    if random.random_bool(0.3) {
        router.traps.set_entry(one_of(random, PuntReason::ALL), TrapEntry { drop: false, policer: 9 });
    }
    Lab { router, configuration }
}

/// Numbers of interfaces, some of which are not there.
fn add_interfaces(random: &mut StdRng, router: &mut Router, ports: usize) -> Vec<u8> {
    let shared_mac: bool = random.random();
    let checks = [ReversePath::Off, ReversePath::Off, ReversePath::Loose, ReversePath::Strict];
    let mut numbers = Vec::new();
    for number in 0..ports * INTERFACES_PER_PORT {
        numbers.push(number as u8);
        let slot = number % INTERFACES_PER_PORT;
        if slot != 0 && random.random_bool(0.4) {
            continue;
        }
        let mac = [0x02, 0xAA, 0, 0, 0, if shared_mac { 0 } else { number as u8 }];
        router.interfaces[number] = Some(Interface {
            mac,
            // Others of a port never share a VLAN.
            vlan: if slot == 0 { 0 } else { slot as u16 * 1000 + number as u16 },
            mtu: one_of(random, &[68, 576, 1280, 1492, 1500, 1500, 1500, 9000]),
            ipv4: random.random_bool(0.9),
            ipv6: random.random_bool(0.9),
            reverse_path4: one_of(random, &checks),
            reverse_path6: one_of(random, &checks),
        });
    }
    // None of a port that is not there, and of a port that never is.
    numbers.extend([(ports * INTERFACES_PER_PORT) as u8, 63]);
    numbers
}

fn add_next_hops(random: &mut StdRng, router: &mut Router, interfaces: &[u8]) {
    for number in 1..NEXT_HOPS {
        let interface = one_of(random, interfaces);
        let mac = station(random.random_range(0..64));
        router.next_hops[number] = match random.random_range(0..24) {
            0 => NextHop::Local,
            1 => NextHop::Blackhole,
            2 => NextHop::Reject,
            3 => NextHop::Trap,
            4 | 5 => NextHop::Glean { interface },
            6 => NextHop::Incomplete,
            7 => NextHop::HoldDown { interface },
            8 => NextHop::None,
            9..=12 => {
                let log2_buckets = random.random_range(0..=8);
                let first_bucket = random.random_range(0..=2048 - (1 << log2_buckets));
                NextHop::Group { first_bucket, log2_buckets }
            }
            _ => NextHop::Forward { mac, interface },
        };
    }
    for bucket in &mut router.buckets {
        *bucket = random.random_range(0..NEXT_HOPS as u16);
    }
}

/// Prefixes that lie in one another.
fn add_routes(random: &mut StdRng, router: &mut Router, family: Family) {
    let lengths: &[u8] = if family == Family::Ipv4 { &LENGTHS4 } else { &LENGTHS6 };
    let stems: Vec<u128> = (0..4).map(|_| stem(random, family)).collect();
    let routes = router.routes_mut(family);
    for _ in 0..40 {
        let length = one_of(random, lengths);
        let bits = one_of(random, &stems) ^ random.random::<u128>() >> random.random_range(8..64);
        let bits = bits & u128::MAX << (128 - family.bits());
        routes.prefixes.insert(bits, length, random.random_range(0..NEXT_HOPS as u16));
    }
    routes.default = random.random_bool(0.4).then(|| random.random_range(0..NEXT_HOPS as u16));
}

/// A global unicast address.
pub(crate) fn stem(random: &mut StdRng, family: Family) -> u128 {
    match family {
        Family::Ipv4 => u128::from(random.random_range(0x0100_0000_u32..0xDF00_0000)) << 96,
        Family::Ipv6 => random.random::<u128>() >> 3 | 1 << 125,
    }
}
