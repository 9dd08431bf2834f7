//! Each rule of the messages, and all of them under random requests.

use ferroute_regmap::message::{
    BUS_TIMEOUT_CLOCKS, MAX_OCTETS, MAX_WORDS, Opcode, REPEAT_SPAN, Status, WINDOW,
};
use ferroute_regmap::registers::{EPOCH, FORWARD, LINK_STATUS, RX_ENABLE, SCRATCH, TRAP, UART};
use ferroute_regmap::region;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::harness::{SlaveOptions, Written};
use super::line::{Line, connect};
use super::raw::{RawReply, RawRequest, exchange, receive, sealed, stuff};
use super::rules::{Rules, is_readable, is_writable};

/// A device at the fastest speed, and what it knows after a Hello with sequence 9.
fn greeted(seed: u64) -> Option<(Line, Rules)> {
    let (line, link) = connect(seed)?;
    drop(link);
    let mut rules = Rules::default();
    check(&line, &mut rules, &RawRequest::new(Opcode::Hello, 9, 0, 0, &[]));
    assert_ne!(rules.epoch, 0);
    Some((line, rules))
}

/// Sends a request and holds the answer and the writes against the rules.
fn check(line: &Line, rules: &mut Rules, request: &RawRequest) -> RawReply {
    let reply = exchange(line, request);
    let (wanted, writes) = rules.answer(request, &line.harness);
    assert_eq!(reply, wanted, "{request:x?}");
    assert_eq!(line.harness.take_writes(), writes, "{request:x?}");
    reply
}

fn status_of(line: &Line, rules: &mut Rules, request: &RawRequest) -> Status {
    Status::from_code(check(line, rules, request).status).expect("a status")
}

fn write(rules: &Rules, address: u32, payload: &[u32]) -> RawRequest {
    RawRequest::new(Opcode::Write, rules.expected, rules.epoch, address, payload)
}

#[test]
fn every_opcode_is_executed() {
    let Some((line, mut rules)) = greeted(1) else { return };
    let words: Vec<u32> = (1..=MAX_WORDS as u32).map(|word| word * 0x0101_0001).collect();
    let request = write(&rules, region::FDB_COMMAND, &words);
    assert_eq!(status_of(&line, &mut rules, &request), Status::Done);
    let request = RawRequest::read(rules.expected, rules.epoch, region::FDB_TABLE + 7, 60);
    assert_eq!(check(&line, &mut rules, &request).payload.len(), 60);
    let request =
        RawRequest::new(Opcode::CrcRange, rules.expected, rules.epoch, region::PUNT, &[65535]);
    line.harness.set_slave(SlaveOptions { latency: (1, 1), ..Default::default() });
    let before = line.harness.cycles();
    // 65535 words take longer than other replies.
    line.harness.send(&request.encode());
    line.harness.run(65535 * 8, true);
    println!("CrcRange of 65535 words: {} cycles", line.harness.cycles() - before);
    let (wanted, _) = rules.answer(&request, &line.harness);
    assert_eq!(receive(&line), Some(wanted));
    let request = RawRequest::new(Opcode::Hello, 200, 0xFFFF, 0x12_3456, &[1, 2, 3]);
    assert_eq!(status_of(&line, &mut rules, &request), Status::Done, "whatever else it carries");
}

#[test]
fn every_check_has_its_status_and_its_place() {
    let Some((line, mut rules)) = greeted(2) else { return };
    let good = write(&rules, SCRATCH.address, &[1]);
    let other_epoch = good.epoch ^ 0x8000;
    let (ahead, behind) = (good.sequence.wrapping_add(1), good.sequence.wrapping_sub(1));
    // From the first check to the last, each with all later ones failing too.
    let cases = [
        (RawRequest { opcode: 5, epoch: other_epoch, ..good.clone() }, Status::BadOpcode),
        (RawRequest { opcode: 0, ..good.clone() }, Status::BadOpcode),
        (RawRequest { opcode: 0x83, ..good.clone() }, Status::BadOpcode),
        (RawRequest { epoch: other_epoch, sequence: ahead, ..good.clone() }, Status::WrongEpoch),
        (RawRequest { epoch: 0, ..good.clone() }, Status::WrongEpoch),
        (RawRequest { sequence: ahead, count: 0, ..good.clone() }, Status::OutOfOrder),
        (RawRequest { sequence: behind, count: 0, ..good.clone() }, Status::AlreadyDone),
        (RawRequest { count: 2, address: LINK_STATUS.address, ..good.clone() }, Status::BadCount),
        (RawRequest { count: 0, payload: vec![], ..good.clone() }, Status::BadCount),
        (RawRequest { address: LINK_STATUS.address, ..good.clone() }, Status::BadAddress),
        (good, Status::Done),
    ];
    for (request, status) in cases {
        assert_eq!(status_of(&line, &mut rules, &request), status, "{request:x?}");
    }
}

#[test]
fn a_repetition_reads_again_and_never_writes_again() {
    let Some((line, mut rules)) = greeted(3) else { return };
    let first = write(&rules, SCRATCH.address, &[0x1234_5678]);
    assert_eq!(status_of(&line, &mut rules, &first), Status::Done);
    assert_eq!(status_of(&line, &mut rules, &first), Status::AlreadyDone);
    let read = RawRequest::read(rules.expected, rules.epoch, SCRATCH.address, 1);
    for word in [7, 8, 9] {
        line.harness.poke(SCRATCH.address, word);
        assert_eq!(check(&line, &mut rules, &read).payload, [word]);
    }
    // The same sequence as a read that may be repeated, but a write.
    let disguised = RawRequest { sequence: read.sequence, ..write(&rules, SCRATCH.address, &[3]) };
    assert_eq!(status_of(&line, &mut rules, &disguised), Status::AlreadyDone);
    assert_eq!(status_of(&line, &mut rules, &first), Status::AlreadyDone);
    // After a write, or a Hello, the read before it is not read again.
    let second = write(&rules, SCRATCH.address, &[5]);
    assert_eq!(status_of(&line, &mut rules, &second), Status::Done);
    assert_eq!(status_of(&line, &mut rules, &read), Status::AlreadyDone);
    let last = RawRequest { sequence: read.sequence, ..write(&rules, SCRATCH.address, &[5]) };
    let hello = RawRequest::new(Opcode::Hello, last.sequence, 0, 0, &[]);
    assert_eq!(status_of(&line, &mut rules, &hello), Status::Done);
    assert_eq!(status_of(&line, &mut rules, &read), Status::AlreadyDone);
}

#[test]
fn the_border_between_behind_and_ahead() {
    let Some((line, mut rules)) = greeted(4) else { return };
    for offset in 0..=255_u8 {
        let mut request = write(&rules, SCRATCH.address, &[offset.into()]);
        request.sequence = rules.expected.wrapping_sub(offset);
        let wanted = match offset {
            0 => Status::Done,
            1..=REPEAT_SPAN => Status::AlreadyDone,
            _ => Status::OutOfOrder,
        };
        assert_eq!(status_of(&line, &mut rules, &request), wanted, "{offset} behind");
    }
}

#[test]
fn before_the_first_hello_nothing_is_executed() {
    let Some(harness) = super::harness::Harness::new(5) else { return };
    let line = Line::new(harness, 1.0);
    // The line idles before the first start bit, or that has no edge.
    line.harness.run(100, false);
    for guess in 0..3 {
        // The first message fixes the epoch; even the right one is of no use yet.
        let epoch = line.harness.peek(EPOCH.address) as u16;
        let sequence = guess;
        let request = RawRequest::new(Opcode::Write, sequence, epoch, SCRATCH.address, &[1]);
        line.harness.send(&request.encode());
        let reply = receive(&line).expect("a reply");
        let own = line.harness.peek(EPOCH.address) as u16;
        assert_eq!((reply.status, reply.epoch), (Status::WrongEpoch as u8, own));
    }
    assert_eq!(line.harness.take_writes(), []);
}

#[test]
fn what_is_no_message_is_ignored() {
    let Some((line, mut rules)) = greeted(6) else { return };
    let good = write(&rules, SCRATCH.address, &[1]);
    let octets = good.octets();
    let mut wrong_crc = sealed(octets.clone());
    wrong_crc[9] ^= 0x10;
    let mut cut_short = good.encode();
    cut_short.remove(3);
    let mut block_too_long = good.encode();
    let before_delimiter = block_too_long.len() - 1;
    block_too_long.insert(before_delimiter, 9);
    let overlong = sealed([octets[..7].to_vec(), vec![61], vec![5; 244]].concat());
    assert_eq!(overlong.len(), MAX_OCTETS + 4);
    let far_too_long = sealed([octets.clone(), vec![1; 256 - octets.len()], octets.clone()].concat());
    for ignored in [
        vec![0, 0, 0],
        stuff(&wrong_crc),
        cut_short,
        block_too_long,
        stuff(&overlong),
        stuff(&far_too_long),
        stuff(&sealed(octets[..4].to_vec())),
        stuff(&sealed(octets[..7].to_vec())),
        stuff(&sealed(octets[..11].to_vec())),
        stuff(&crc32fast::hash(&[]).to_le_bytes()),
        vec![0xFF, 1, 2, 3, 0],
    ] {
        line.harness.send(&ignored);
        line.harness.run(80 * ignored.len() as u64 + 5000, false);
        assert_eq!(line.harness.take(&mut [0]), 0, "an answer to {ignored:x?}");
        assert_eq!(line.harness.take_writes(), []);
    }
    // An empty message before it does no harm.
    line.harness.send(&[0]);
    assert_eq!(status_of(&line, &mut rules, &good), Status::Done);
}

#[test]
fn a_silent_address_ends_the_request_and_counts_as_executed() {
    let Some((line, mut rules)) = greeted(7) else { return };
    let dead = FORWARD.address + 1;
    line.harness.set_slave(SlaveOptions { dead: (dead, dead), ..Default::default() });
    let partial = write(&rules, RX_ENABLE.address, &[1, 2, 3, 4]);
    let reply = exchange(&line, &partial);
    rules.expected = rules.expected.wrapping_add(1);
    assert_eq!((reply.status, reply.expected), (Status::BusTimeout as u8, rules.expected));
    let written = |address, word| Written { address, word };
    assert_eq!(
        line.harness.take_writes(),
        [written(RX_ENABLE.address, 1), written(FORWARD.address, 2)],
        "the words before the silent one"
    );
    assert_eq!(exchange(&line, &partial).status, Status::AlreadyDone as u8);
    for opcode in [Opcode::Read, Opcode::CrcRange] {
        let mut request = RawRequest::read(rules.expected, rules.epoch, RX_ENABLE.address, 4);
        if opcode == Opcode::CrcRange {
            request = RawRequest::new(opcode, rules.expected, rules.epoch, RX_ENABLE.address, &[4]);
        }
        let reply = exchange(&line, &request);
        rules.expected = rules.expected.wrapping_add(1);
        assert_eq!((reply.status, reply.expected), (Status::BusTimeout as u8, rules.expected));
        assert_eq!(reply.payload, [0; 0]);
        // It may be repeated, and is read anew.
        line.harness.set_slave(SlaveOptions::default());
        let again = exchange(&line, &request);
        assert_eq!((again.status, again.expected), (Status::Done as u8, rules.expected));
        line.harness.set_slave(SlaveOptions { dead: (dead, dead), ..Default::default() });
    }
    // A Hello may meet one too.
    line.harness.set_slave(SlaveOptions { dead: (3, 3), ..Default::default() });
    let hello = exchange(&line, &RawRequest::new(Opcode::Hello, 77, 0, 0, &[]));
    assert_eq!((hello.status, hello.expected, hello.payload.len()), (Status::BusTimeout as u8, 78, 0));
    assert_eq!(line.harness.withdrawn(), 4);
}

#[test]
fn the_bus_timeout_is_exact() {
    let Some((line, mut rules)) = greeted(8) else { return };
    for (latency, status) in
        [(BUS_TIMEOUT_CLOCKS, Status::Done), (BUS_TIMEOUT_CLOCKS + 1, Status::BusTimeout)]
    {
        line.harness.set_slave(SlaveOptions { latency: (latency, latency), ..Default::default() });
        let request = RawRequest::read(rules.expected, rules.epoch, SCRATCH.address, 1);
        assert_eq!(exchange(&line, &request).status, status as u8, "{latency} clocks");
        rules.expected = rules.expected.wrapping_add(1);
    }
}

#[test]
fn a_full_window_is_held_and_what_exceeds_it_is_ignored() {
    let Some((line, mut rules)) = greeted(9) else { return };
    line.harness.set_slave(SlaveOptions { latency: (60_000, 60_000), ..Default::default() });
    let first = rules.expected;
    let burst = WINDOW as u8 + 3;
    for index in 0..burst {
        let mut request = write(&rules, SCRATCH.address, &[index.into()]);
        request.sequence = first.wrapping_add(index);
        line.harness.send(&request.encode());
    }
    // One is executed and WINDOW are held when the rest comes.
    for index in 0..=WINDOW as u8 {
        let reply = receive(&line).expect("a reply");
        assert_eq!((reply.sequence, reply.status), (first.wrapping_add(index), Status::Done as u8));
        assert_eq!(reply.credits, index, "places that are free again");
    }
    assert_eq!(receive(&line), None);
    let words: Vec<u32> = line.harness.take_writes().iter().map(|written| written.word).collect();
    assert_eq!(words, (0..=WINDOW as u32).collect::<Vec<_>>());
    rules.expected = first.wrapping_add(WINDOW as u8 + 1);
    let request = write(&rules, SCRATCH.address, &[99]);
    assert_eq!(status_of(&line, &mut rules, &request), Status::Done);
}

/// Addresses within what is accessible, and around where it begins or ends.
fn interesting_address(random: &mut StdRng) -> u32 {
    if random.random_bool(0.5) {
        let inside = [0x10, 0x20, region::COUNTERS, region::FDB_TABLE, region::FDB_COMMAND, region::PUNT];
        return inside[random.random_range(0..inside.len())];
    }
    let edge = [
        0, 0x08, 0x10, 0x17, 0x1A, 0x27, 0x30, 0x39, 0x40, 0x1000, region::COUNTERS,
        region::COUNTERS + 5 * 128, region::COUNTERS + (1 << 11), region::FDB_TABLE,
        region::FDB_TABLE + (1 << 14), region::FDB_COMMAND, region::INJECT, region::PUNT,
        region::PUNT + (1 << 20), 7 << 20, 15 << 20, 0xFF_FFFF,
    ];
    let address = edge[random.random_range(0..edge.len())] + random.random_range(0..70);
    address.saturating_sub(random.random_range(0..70)) & 0xFF_FFFF
}

#[test]
fn random_requests_are_answered_by_the_rules() {
    let Some((line, mut rules)) = greeted(10) else { return };
    let mut random = StdRng::seed_from_u64(10);
    let mut outcomes = [0; 8];
    for step in 0..4000_u32 {
        let often = |random: &mut StdRng| random.random_bool(0.85);
        let opcode = if often(&mut random) { random.random_range(1..=4) } else { random.random() };
        let mut request = RawRequest {
            opcode,
            sequence: rules.expected,
            epoch: rules.epoch,
            address: interesting_address(&mut random),
            count: random.random_range(1..=6),
            payload: Vec::new(),
        };
        if request.opcode == Opcode::Hello as u8 && random.random_bool(0.8) {
            request.opcode = Opcode::Write as u8;
        }
        if !often(&mut random) {
            request.sequence =
                request.sequence.wrapping_add(2).wrapping_sub(random.random_range(0..5));
            request.epoch ^= u16::from(random.random_bool(0.1)) << random.random_range(0..16);
        }
        if request.opcode == Opcode::Write as u8 {
            request.payload = (0..request.count).map(|_| random.random()).collect();
        } else if request.opcode == Opcode::CrcRange as u8 {
            request.count = 1;
            request.payload = vec![random.random_range(1..200)];
        }
        match random.random_range(0..25) {
            0 => request.count = random.random(),
            1 => request.payload.push(step),
            2 => request.payload = vec![step; random.random_range(0..=MAX_WORDS)],
            3 if !request.payload.is_empty() => request.payload[0] = random.random_range(0..1 << 17),
            _ => {}
        }
        // The line's speed has tests of its own.
        let touched = request.address..request.address + u32::from(request.count);
        if request.opcode == Opcode::Write as u8 && touched.contains(&UART.address) {
            request.opcode = Opcode::Read as u8;
        }
        outcomes[usize::from(check(&line, &mut rules, &request).status)] += 1;
    }
    println!("outcomes by status: {outcomes:?}");
    let never = Status::BusTimeout as usize;
    assert!(outcomes.iter().enumerate().all(|(status, count)| status == never || *count > 20));
    assert_eq!(line.harness.violations(), 0);
}

#[test]
fn every_register_is_accessible_as_the_contract_says() {
    let Some((line, mut rules)) = greeted(11) else { return };
    for address in 0..0x48 {
        let read = RawRequest::read(rules.expected, rules.epoch, address, 1);
        let readable = status_of(&line, &mut rules, &read) == Status::Done;
        assert_eq!(readable, is_readable(address), "{address:#x}");
        if address != UART.address {
            let request = write(&rules, address, &[TRAP.address]);
            let writable = status_of(&line, &mut rules, &request) == Status::Done;
            assert_eq!(writable, is_writable(address), "{address:#x}");
        }
    }
}
