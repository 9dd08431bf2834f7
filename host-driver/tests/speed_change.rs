//! The speed changes on both sides or on none.

mod soft_device;

use ferroute_host::bus::RegisterBus;
use ferroute_host::device::baud;
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_host::transport::{FaultRates, FaultyTransport};
use ferroute_regmap::registers::{SCRATCH, UART};
use ferroute_regmap::size::UART_RESET_DIVISOR;
use soft_device::{SoftDevice, SoftTransport};

const DIVISOR: u16 = 42;

fn old_baud() -> u32 {
    baud(UART_RESET_DIVISOR.into())
}

/// Changes to `DIVISOR`; the link must work afterwards in any case.
fn change(transport: SoftTransport) -> (bool, SerialLink<SoftTransport>) {
    let mut link = SerialLink::connect(transport, LinkOptions::default()).expect("Hello");
    let changed = link.change_speed(DIVISOR, baud(DIVISOR.into()), old_baud()).expect("change");
    link.write(SCRATCH.address, &[77]).expect("write");
    assert_eq!(link.read_word(SCRATCH.address).expect("read"), 77);
    (changed, link)
}

#[test]
fn both_sides_change() {
    for replies_at_new_speed in [false, true] {
        let mut transport = SoftTransport::new(SoftDevice::new(4));
        transport.replies_at_new_speed = replies_at_new_speed;
        let (changed, mut link) = change(transport);
        assert!(changed, "reply at the new speed: {replies_at_new_speed}");
        assert_eq!(link.transport_mut().bauds, [old_baud(), baud(DIVISOR.into())]);
        assert_eq!(link.transport_mut().device_baud(), baud(DIVISOR.into()));
        assert_eq!(link.read_word(UART.address).unwrap(), u32::from(DIVISOR));
    }
}

#[test]
fn a_speed_that_does_not_get_through_is_taken_back() {
    let mut transport = SoftTransport::new(SoftDevice::new(4));
    transport.dead_bauds = vec![baud(DIVISOR.into())];
    let (changed, mut link) = change(transport);
    assert!(!changed);
    assert_eq!(link.transport_mut().bauds, [old_baud(), baud(DIVISOR.into()), old_baud()]);
    assert_eq!(link.transport_mut().device_baud(), old_baud());
    assert_eq!(link.read_word(UART.address).unwrap(), u32::from(UART_RESET_DIVISOR));
}

/// On a line so bad that every sixth Hello is lost, both sides still agree.
#[test]
fn both_sides_agree_on_a_bad_line() {
    let mut changes = 0;
    for seed in 0..200 {
        let transport = SoftTransport::new(SoftDevice::new(4));
        let faulty = FaultyTransport::new(transport, FaultRates::even(5e-3), seed);
        let options = LinkOptions { tries: 30, ..Default::default() };
        let mut link = SerialLink::connect(faulty, options).expect("Hello");
        let changed = link.change_speed(DIVISOR, baud(DIVISOR.into()), old_baud()).expect("change");
        changes += u32::from(changed);
        link.write(SCRATCH.address, &[5]).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let line = link.transport_mut().inner();
        assert_eq!(line.bauds.last(), Some(&line.device_baud()), "seed {seed}, {changed}");
    }
    println!("{changes} of 200 changes");
    assert!(changes > 180, "{changes} of 200 changes");
}
