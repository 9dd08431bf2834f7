//! The line's speed: its change, its fallback, and partners whose clock is off.

use std::time::Duration;

use ferroute_host::bus::RegisterBus;
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_regmap::message::{BAUD_CONFIRM_CLOCKS, Opcode, Status};
use ferroute_regmap::region;
use ferroute_regmap::registers::UART;
use ferroute_regmap::size::UART_MIN_DIVISOR;

use super::harness::SlaveOptions;
use super::line::{baud, connect, connect_at};
use super::raw::{RawRequest, exchange, receive};

#[test]
fn a_confirmed_divisor_stays() {
    let Some((line, mut link)) = connect(20) else { return };
    assert!(link.change_speed(21, baud(21), baud(8)).expect("a new divisor"));
    line.harness.run(u64::from(BAUD_CONFIRM_CLOCKS) + 1000, false);
    assert_eq!(link.read_word(UART.address).expect("at the new speed"), 21);
    assert_eq!(line.harness.crooked_edges(), 0);
}

#[test]
fn a_divisor_at_which_nothing_comes_is_taken_back() {
    let Some((line, link)) = connect(21) else { return };
    drop(link);
    // The host's adapter gets a speed wrong by 20 %: nothing passes.
    let options = LinkOptions { timeout: Duration::from_micros(400), tries: 3 };
    let mut link = SerialLink::connect(line.clone(), options).expect("Hello");
    let wrong = baud(50) * 5 / 4;
    assert!(!link.change_speed(50, wrong, baud(8)).expect("both sides fall back"));
    assert_eq!(link.read_word(UART.address).expect("at the old speed"), 8);
}

#[test]
fn the_fallback_comes_after_exactly_the_time_of_the_contract() {
    let Some((line, link)) = connect(22) else { return };
    drop(link);
    let hello = RawRequest::new(Opcode::Hello, 0, 0, 0, &[]);
    let epoch = exchange(&line, &hello).epoch;
    let request = RawRequest::new(Opcode::Write, 1, epoch, UART.address, &[100]);
    // The reply still comes at the old speed, whole.
    assert_eq!(exchange(&line, &request).expected, 2);
    let mut elapsed = 0;
    while line.harness.peek(UART.address) != 100 {
        elapsed += line.harness.run(1, false);
        assert!(elapsed < 20, "it holds as soon as the reply is out");
    }
    let mut held = 0;
    // A bad message at the new speed confirms nothing.
    line.set_divisor(100.0);
    line.harness.send(&[0, 2, 3, 0]);
    while line.harness.peek(UART.address) == 100 {
        let left = u64::from(BAUD_CONFIRM_CLOCKS) - 10;
        held += line.harness.run(if held < left { left } else { 1 }, false);
        assert!(held < u64::from(BAUD_CONFIRM_CLOCKS) + 10);
    }
    println!("held for {held} clocks");
    assert!(held >= u64::from(BAUD_CONFIRM_CLOCKS));
    assert_eq!(line.harness.peek(UART.address), 8);
    line.set_divisor(8.0);
    let read = RawRequest::read(2, epoch, UART.address, 1);
    assert_eq!(exchange(&line, &read).payload, [8]);
}

#[test]
fn what_follows_a_change_is_answered_at_the_new_speed() {
    let Some((line, link)) = connect(27) else { return };
    drop(link);
    let epoch = exchange(&line, &RawRequest::new(Opcode::Hello, 0, 0, 0, &[])).epoch;
    // Both requests are there before the first is executed.
    line.harness.set_slave(SlaveOptions { latency: (3000, 3000), ..Default::default() });
    let change = RawRequest::new(Opcode::Write, 1, epoch, UART.address, &[30]);
    line.harness.send(&change.encode());
    line.harness.send(&RawRequest::read(2, epoch, UART.address, 1).encode());
    assert_eq!(receive(&line).expect("a reply").sequence, 1);
    line.set_divisor(30.0);
    assert_eq!(receive(&line).expect("a reply").payload, [30]);
}

#[test]
fn of_two_changes_without_a_message_between_the_first_speed_comes_back() {
    let Some((line, link)) = connect(23) else { return };
    drop(link);
    let epoch = exchange(&line, &RawRequest::new(Opcode::Hello, 0, 0, 0, &[])).epoch;
    // The second is there before the first is executed.
    line.harness.set_slave(SlaveOptions { latency: (3000, 3000), ..Default::default() });
    for (sequence, divisor) in [(1, 30), (2, 60)] {
        let request = RawRequest::new(Opcode::Write, sequence, epoch, UART.address, &[divisor]);
        line.harness.send(&request.encode());
    }
    line.harness.run(30_000, false);
    assert_eq!(line.harness.peek(UART.address), 60, "the second came after the first's reply");
    line.harness.run(u64::from(BAUD_CONFIRM_CLOCKS), false);
    assert_eq!(line.harness.peek(UART.address), 8);
}

#[test]
fn a_divisor_below_the_smallest_is_the_smallest() {
    let Some((line, mut link)) = connect_at(24, 16, 1.0) else { return };
    for divisor in [0, 1, 7, 8] {
        let changed = link.change_speed(divisor, baud(8), baud(16)).expect("a new divisor");
        assert!(changed);
        assert_eq!(link.read_word(UART.address).expect("a divisor"), u32::from(UART_MIN_DIVISOR));
        assert!(link.change_speed(16, baud(16), baud(8)).expect("and back"));
    }
    assert_eq!(line.harness.framing_errors(), 0);
}

#[test]
fn a_partner_whose_clock_is_off_by_two_percent_is_understood() {
    for divisor in [8, 9, 11, 42] {
        for ratio in [0.98, 1.0, 1.02] {
            let seed = u64::from(divisor);
            let Some((line, mut link)) = connect_at(seed, divisor, ratio) else { return };
            // Every octet occurs, and pauses shift the phase of the bits.
            line.harness.set_noise(0.0, 0.0, 40);
            let words: Vec<u32> = (0..64).map(|word| 0x0302_0100 + word * 0x0404_0404).collect();
            for part in words.chunks(32).cycle().take(12) {
                link.write(region::INJECT, part).expect("a write");
            }
            let table = link.read(region::FDB_TABLE, 300).expect("a read");
            assert_eq!(table[299], line.harness.peek(region::FDB_TABLE + 299));
            let what = format!("divisor {divisor}, clocks {ratio}");
            assert_eq!((link.statistics().garbage, link.statistics().repeated), (0, 0), "{what}");
            assert_eq!(line.harness.framing_errors(), 0, "{what}");
            assert_eq!(line.harness.take_writes().len(), 12 * 32, "{what}");
        }
    }
}

#[test]
fn the_largest_divisor_works() {
    let Some((line, link)) = connect(26) else { return };
    drop(link);
    let epoch = exchange(&line, &RawRequest::new(Opcode::Hello, 0, 0, 0, &[])).epoch;
    let divisor = u16::MAX;
    let request = RawRequest::new(Opcode::Write, 1, epoch, UART.address, &[divisor.into()]);
    assert_eq!(exchange(&line, &request).status, Status::Done as u8);
    line.harness.run(100, false);
    line.set_divisor(divisor.into());
    // 14 octets there arrive within the time for a confirmation, 18 come back.
    line.harness.send(&RawRequest::read(2, epoch, UART.address, 1).encode());
    line.harness.run(34 * 10 * u64::from(divisor), false);
    assert_eq!(receive(&line).expect("a reply").payload, [u32::from(divisor)]);
    assert_eq!(line.harness.crooked_edges(), 0);
}
