//! How close to the wire's rate the device gets.

use ferroute_host::bus::{Operation, RegisterBus};
use ferroute_regmap::message::Opcode;
use ferroute_regmap::region;

use super::harness::SlaveOptions;
use super::line::connect_at;
use super::raw::RawRequest;

/// Words and octets of an entry as the figures of the design mean it.
const ENTRY_WORDS: usize = 3;
const ENTRY_OCTETS: u64 = 4 * ENTRY_WORDS as u64;
const ENTRIES: u64 = 1000;
/// What a register takes.
const REGISTER: SlaveOptions = SlaveOptions { latency: (6, 6), dead: (1, 0) };

fn entry(index: u64) -> Vec<u32> {
    let word = (index as u32).wrapping_mul(0x0103_0507);
    vec![word, word ^ 0xFF00, !word]
}

/// Clocks of octets back to back.
fn wire(octets: u64, divisor: u16) -> u64 {
    octets * 10 * u64::from(divisor)
}

#[test]
fn entries_in_bulk_load_at_nine_tenths_of_the_line() {
    for divisor in [8, 42] {
        let Some((line, mut link)) = connect_at(40, divisor, 1.0) else { return };
        line.harness.set_slave(REGISTER);
        let words: Vec<u32> = (0..ENTRIES).flat_map(entry).collect();
        let start = line.harness.cycles();
        link.write(region::INJECT, &words).expect("a write");
        let cycles = line.harness.cycles() - start;
        let bare = wire(ENTRIES * ENTRY_OCTETS, divisor);
        let share = bare as f64 / cycles as f64;
        println!("divisor {divisor}: 1000 entries in {cycles} cycles, {bare} for their octets alone: {share:.4}");
        assert!(share >= 0.9);
        assert_eq!(line.harness.take_writes().len(), words.len());
    }
}

#[test]
fn a_message_an_entry_keeps_the_line_busy() {
    for (divisor, latency) in [(8, 6), (8, 100), (42, 6)] {
        let Some((line, mut link)) = connect_at(41, divisor, 1.0) else { return };
        line.harness.set_slave(SlaveOptions { latency: (latency, latency), ..REGISTER });
        let operations: Vec<Operation> = (0..ENTRIES)
            .map(|index| Operation::Write { address: region::FDB_COMMAND, words: entry(index) })
            .collect();
        let start = line.harness.cycles();
        link.run(&operations).expect("writes");
        let cycles = line.harness.cycles() - start;
        // Header, payload, CRC, code octet and delimiter, whatever they hold.
        let epoch = 0x1234;
        let request = RawRequest::new(Opcode::Write, 1, epoch, region::FDB_COMMAND, &entry(1));
        let octets = request.encode().len() as u64;
        let bare = wire(octets * ENTRIES, divisor);
        let reply = wire(14, divisor);
        let over = cycles - bare;
        println!("divisor {divisor}, access {latency}: {cycles} cycles, {bare} for the requests, {over} more");
        assert!(bare as f64 / cycles as f64 >= 0.9);
        // Nothing but the last request's execution and its reply.
        assert!(over < reply + 200 + 3 * u64::from(latency), "{over}");
        assert_eq!(link.statistics().repeated, 0);
    }
}

#[test]
fn short_replies_follow_each_other_without_a_gap() {
    let Some((line, mut link)) = connect_at(43, 8, 1.0) else { return };
    line.harness.set_slave(REGISTER);
    let read = Operation::Read { address: region::FDB_TABLE, count: 1 };
    let start = line.harness.cycles();
    link.run(&vec![read; 300]).expect("reads");
    let cycles = line.harness.cycles() - start;
    // A request takes less of the line than its reply, so only the first is waited for.
    let (request, replies) = (wire(14, 8), wire(18 * 300, 8));
    let over = cycles - replies;
    println!("300 words read one by one in {cycles} cycles, {replies} for the replies, {over} more");
    assert!(over < request + 200, "{over}");
}

#[test]
fn reads_keep_the_other_direction_busy() {
    let Some((line, mut link)) = connect_at(42, 8, 1.0) else { return };
    line.harness.set_slave(REGISTER);
    let start = line.harness.cycles();
    let words = link.read(region::FDB_TABLE, 3000).expect("a read");
    let cycles = line.harness.cycles() - start;
    let bare = wire(4 * words.len() as u64, 8);
    let share = bare as f64 / cycles as f64;
    println!("3000 words read in {cycles} cycles, {bare} for their octets alone: {share:.4}");
    assert!(share >= 0.9);
}
