//! Objects of the library over a line in memory, where the program does not
//! reach the case.

mod soft_device;

use ferroute_host::device::Device;
use ferroute_host::drops::{self, State};
use ferroute_host::fdb::{Fdb, FdbError, Key};
use ferroute_host::fib::{Family, Prefix};
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_host::next_hop::{Leaf, Target};
use ferroute_host::port::Port;
use ferroute_host::router::{self, Mode};
use ferroute_regmap::registers::FDB_FAILURES;
use ferroute_regmap::{Counter, FdbEntry, Interface, ReversePath};
use soft_device::{SoftDevice, SoftTransport};

fn open() -> Device<SerialLink<SoftTransport>> {
    let transport = SoftTransport::new(SoftDevice::new(4));
    let link = SerialLink::connect(transport, LinkOptions::default()).expect("Hello");
    Device::open(link).expect("identity")
}

fn entry(last: u8, port: u8) -> FdbEntry {
    FdbEntry { mac: [2, 0, 0, 0, 0, last], fid: 0, port, age: 0, is_static: true }
}

#[test]
fn one_key_twice_in_one_call_is_refused() {
    let mut device = open();
    let result = Fdb::new(&mut device).add(&[entry(1, 0), entry(2, 0), entry(1, 3)]);
    let Err(FdbError::Exists(keys)) = result else { panic!("{result:?}") };
    assert_eq!(keys, [Key::from(&entry(1, 3))]);
    assert_eq!(Fdb::new(&mut device).usage().unwrap(), 0, "nothing was added");
    Fdb::new(&mut device).replace(&[entry(1, 0), entry(1, 3)]).unwrap();
    assert_eq!(Fdb::new(&mut device).get(Key::from(&entry(1, 0))).unwrap().port, 3, "the last one counts");
}

/// The device's count of failures stays where it is, so it says nothing.
#[test]
fn a_count_of_failures_at_its_end_hides_none() {
    let mut device = open();
    device.bus().transport_mut().device.memory.set_register(FDB_FAILURES.address, u32::MAX);
    Fdb::new(&mut device).add(&[entry(1, 0)]).unwrap();
    assert!(matches!(Fdb::new(&mut device).add(&[entry(1, 1)]), Err(FdbError::Exists(_))));
    let many: Vec<FdbEntry> = (0..4500_u32)
        .map(|index| {
            let [a, b, c, d] = index.wrapping_mul(0x9E37_79B1).to_be_bytes();
            FdbEntry { mac: [2, 0, a, b, c, d], ..entry(0, 0) }
        })
        .collect();
    let result = Fdb::new(&mut device).replace(&many);
    let Err(FdbError::Full(missing)) = result else { panic!("{result:?}") };
    assert_eq!(Fdb::new(&mut device).usage().unwrap() as usize + missing.len(), 4501);
}

/// Counters that are read while frames pass say nothing about their sums.
#[test]
fn sums_are_judged_only_when_nothing_moves() {
    for (moving_reads, state) in [(0, State::Unbalanced), (2, State::Unbalanced), (1000, State::Moving)] {
        let mut device = open();
        let memory = &mut device.bus().transport_mut().device.memory;
        memory.moving_reads = moving_reads;
        memory.set_counter(0, Counter::RxSize64 as usize, 1);
        let report = drops::show(&mut device).unwrap();
        assert_eq!(report.balance.state, state, "{moving_reads} readings differ");
    }
}

/// What a program plans and writes is what it finds when it opens the device again.
#[test]
fn a_router_is_opened_changed_and_opened_again() {
    let mut device = open();
    let mut router = router::device::open(&mut device, None).unwrap();
    assert!(router.routes().is_empty());
    let (mut plan, mode) = (Vec::new(), Mode { replace: false, partial: false });
    let interface = Interface {
        mac: [2, 0, 0, 0, 1, 1], vlan: 0, mtu: 1500, ipv4: true, ipv6: true,
        reverse_path4: ReversePath::Off, reverse_path6: ReversePath::Off,
    };
    router.set_interface(Port::new(1, 4).unwrap(), interface, false, &mut plan).unwrap();
    let gateway = Target::Leaf(Leaf::Via { gateway: "192.0.2.1".parse().unwrap(), interface: 4 });
    for number in 0..1000_u32 {
        let prefix = Prefix::new(Family::Ipv6, 0x2001_0DB8 << 96 | u128::from(number) << 80, 48).unwrap();
        router.set_route(prefix, &gateway, mode, &mut plan).unwrap();
    }
    router::device::execute(&mut device, &plan).unwrap();
    let state = router.state(device.identity().epoch);
    let again = router::device::open(&mut device, Some(&state)).unwrap();
    assert!(again.routes().iter().eq(router.routes().iter()));
    let stale = router.state(device.identity().epoch ^ 1);
    let bare = router::device::open(&mut device, Some(&stale)).unwrap();
    assert_eq!(bare.routes().iter().next().unwrap().1.target, Target::Leaf(Leaf::OnLink { interface: 4 }));
    // Half an entry's move is put right when the device is opened.
    let memory = &mut device.bus().transport_mut().device.memory;
    let free = (0..memory.router.fib4.words.len()).find(|index| memory.router.fib4.words[*index] == 0).unwrap();
    memory.router.fib4.words[free] = 0x1234_5678;
    router::device::open(&mut device, Some(&state)).unwrap();
    assert_eq!(device.bus().transport_mut().device.memory.router.fib4.words[free], 0);
}
