//! A device with router interfaces, and what it does with an address.
#![allow(dead_code)]

use std::net::IpAddr;

use ferroute_host::fib::address_bits;
use ferroute_regmap::NextHop;

use crate::program::Bench;

pub const MAC: &str = "02:00:00:00:00:33";

/// A bench with interfaces swp1, swp2, swp3 and swp3.100.
pub fn bench() -> Bench {
    let bench = Bench::new();
    let text = "\
interface add dev swp1 address 02:00:00:00:01:01
interface add dev swp2 address 02:00:00:00:01:02
interface add dev swp3 address 02:00:00:00:01:03
interface add dev swp3 vlan 100 address 02:00:00:00:01:03
";
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!((run.code, run.err.as_str(), run.out.as_str()), (Some(0), "", ""));
    bench
}

/// What the device does with an address.
pub fn entry(bench: &Bench, address: &str) -> Option<NextHop> {
    let address: IpAddr = address.parse().unwrap();
    bench.device(|device| {
        let router = &device.memory.router;
        let found = router.lookup(address.is_ipv6(), address_bits(address));
        (found.table != 0).then(|| NextHop::unpack(*router.next_hops.entry(found.next_hop.into()).first_chunk().unwrap()))
    })
}

pub fn forward(last: u8, interface: u8) -> Option<NextHop> {
    Some(NextHop::Forward { mac: [2, 0, 0, 0, 0, last], interface })
}

/// A file name of this process that nobody else uses.
pub fn path(name: &str) -> String {
    std::env::temp_dir().join(format!("ferroute-{name}-{}", std::process::id())).to_str().unwrap().to_owned()
}

pub fn writes(bench: &Bench) -> usize {
    bench.device(|device| device.writes.len())
}
