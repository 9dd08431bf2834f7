use super::*;

fn reply(opcode: Opcode, sequence: u8, status: Status, expected: u8) -> Reply {
    let payload = match (opcode, status) {
        (Opcode::Read, Status::Done) => vec![u32::from(sequence)],
        _ => Vec::new(),
    };
    Reply { opcode, sequence, epoch: 7, status, expected, credits: WINDOW as u8, payload }
}

fn done(sequence: u8) -> Reply {
    reply(Opcode::Write, sequence, Status::Done, sequence.wrapping_add(1))
}

fn out_of_order(sequence: u8, expected: u8) -> Reply {
    reply(Opcode::Write, sequence, Status::OutOfOrder, expected)
}

/// A window whose first sequence is 254, so that it wraps, with these requests sent.
fn window(opcodes: &[Opcode]) -> Window {
    let mut window = Window::new(7, 253);
    for (tag, opcode) in opcodes.iter().enumerate() {
        let payload = if *opcode == Opcode::Write { vec![1] } else { Vec::new() };
        window.submit(tag, *opcode, 0, 1, payload);
    }
    assert_eq!(sent(&mut window), (0..opcodes.len() as u8).map(|i| i.wrapping_add(254)).collect::<Vec<_>>());
    window
}

/// Sequences of everything that may be sent now.
fn sent(window: &mut Window) -> Vec<u8> {
    let mut sequences = Vec::new();
    while let Some((octets, _)) = window.transmit(Instant::now()) {
        let mut deframer = crate::link::Deframer::default();
        let message = octets.iter().find_map(|octet| deframer.push(*octet)).unwrap();
        sequences.push(Request::parse(&message).unwrap().sequence);
    }
    sequences
}

fn finished(tag: usize) -> Event {
    Event::Done { tag, payload: Vec::new() }
}

const WRITES: [Opcode; 4] = [Opcode::Write; 4];

#[test]
fn replies_in_order_finish_requests_in_order() {
    let mut window = window(&WRITES);
    assert!(!window.has_room());
    for (tag, sequence) in [254, 255, 0, 1].into_iter().enumerate() {
        let (events, sent_once) = window.replied(done(sequence));
        assert_eq!(events, [finished(tag)]);
        assert!(sent_once.is_some());
    }
    assert!(window.is_empty());
}

#[test]
fn a_lost_reply_is_made_up_for_by_the_next() {
    let mut window = window(&[Opcode::Write, Opcode::Read, Opcode::Write, Opcode::Write]);
    let (events, _) = window.replied(done(0));
    assert_eq!(events, [finished(0), Event::Again { tag: 1 }, finished(2)]);
    assert!(sent(&mut window).is_empty());
}

#[test]
fn a_lost_request_is_sent_again_once_for_all_complaints() {
    let mut window = window(&WRITES);
    assert_eq!(window.replied(out_of_order(255, 254)).0, []);
    assert_eq!(sent(&mut window), [254, 255, 0, 1]);
    assert_eq!(window.replied(out_of_order(0, 254)).0, []);
    assert_eq!(window.replied(out_of_order(1, 254)).0, []);
    assert!(sent(&mut window).is_empty());
    // The repetition is lost as well: its followers complain from the start again.
    assert_eq!(window.replied(out_of_order(255, 254)).0, []);
    assert_eq!(sent(&mut window), [254, 255, 0, 1]);
}

#[test]
fn a_complaint_tells_what_was_executed() {
    let mut window = window(&WRITES);
    assert_eq!(window.replied(out_of_order(1, 0)).0, [finished(0), finished(1)]);
    assert_eq!(sent(&mut window), [0, 1]);
}

#[test]
fn after_silence_the_oldest_goes_alone() {
    let mut window = window(&WRITES);
    window.timed_out();
    assert_eq!(sent(&mut window), [254]);
    let (events, sent_once) =
        window.replied(reply(Opcode::Write, 254, Status::AlreadyDone, 0));
    assert_eq!((events, sent_once), (vec![finished(0)], None));
    assert_eq!(sent(&mut window), [255, 0, 1]);
}

#[test]
fn stale_and_foreign_replies_say_nothing() {
    let mut window = window(&WRITES);
    let mut other_epoch = done(254);
    other_epoch.epoch = 8;
    let mut too_long = done(254);
    too_long.payload = vec![0];
    for reply in [
        done(253), done(2), other_epoch, too_long,
        reply(Opcode::Read, 254, Status::Done, 255),
        reply(Opcode::Hello, 254, Status::Done, 255),
    ] {
        assert_eq!(window.replied(reply).0, []);
    }
    assert!(sent(&mut window).is_empty());
    assert_eq!(window.replied(done(254)).0, [finished(0)]);
}

#[test]
fn a_request_that_was_never_sent_cannot_be_answered() {
    let mut window = Window::new(7, 253);
    window.submit(0, Opcode::Write, 0, 1, vec![1]);
    assert_eq!(window.replied(done(254)).0, []);
}

#[test]
fn a_refusal_names_the_refused_and_finishes_those_before() {
    let mut window = window(&WRITES);
    let refusal = reply(Opcode::Write, 255, Status::BadAddress, 255);
    assert_eq!(
        window.replied(refusal).0,
        [finished(0), Event::Refused { tag: 1, status: Status::BadAddress }]
    );
}

#[test]
fn another_epoch_and_an_impossible_sequence_are_reported() {
    let mut window = window(&WRITES);
    let mut restarted = reply(Opcode::Write, 254, Status::WrongEpoch, 0);
    restarted.epoch = 9;
    assert_eq!(window.replied(restarted).0, [Event::Restarted { epoch: 9 }]);
    assert_eq!(window.replied(out_of_order(255, 90)).0, [Event::Desynchronized { expected: 90 }]);
}

#[test]
fn without_credits_nothing_more_is_sent() {
    let mut window = window(&WRITES[..2]);
    let mut full = done(254);
    full.credits = 0;
    window.replied(full);
    window.submit(2, Opcode::Write, 0, 1, vec![1]);
    assert!(sent(&mut window).is_empty());
    window.replied(done(255));
    assert_eq!(sent(&mut window), [0]);
}
