//! Many commands from a file.

mod program;
mod soft_device;

use ferroute_regmap::FdbEntry;
use ferroute_regmap::registers::{SCRATCH, TRAP};
use program::Bench;
use soft_device::Line;

fn scratch(bench: &Bench) -> u32 {
    bench.device(|device| device.memory.register(SCRATCH.address))
}

fn count(bench: &Bench) -> usize {
    bench.device(|device| device.memory.fdb.len())
}

/// The lines of a failed batch's complaint.
fn complaints(run: &program::Run, code: i32) -> Vec<&str> {
    assert_eq!(run.code, Some(code), "{run:?}");
    run.err.lines().collect()
}

#[test]
fn commands_run_in_order_and_comments_do_not() {
    let bench = Bench::new();
    let text = "\
# set up
register write SCRATCH 1

  register read SCRATCH   # shown
register write SCRATCH 2
\tregister read SCRATCH\r
trap set link_local on";
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(run.out, "0x000007 0x00000001 SCRATCH\n0x000007 0x00000002 SCRATCH\n");
    assert_eq!(bench.device(|device| device.memory.register(TRAP.address)), 1);
    let run = bench.run_with_input(&["-j", "-b", "-"], "trap\nfdb show\nfdb flush\n");
    assert_eq!(run.out.lines().count(), 3, "{run:?}");
    assert_eq!(run.out.lines().nth(2), Some("{\"deleted\":0}"));
}

#[test]
fn a_batch_without_commands_needs_no_device() {
    let run = program::finish(program::program().args(["-b", "-"]), "# nothing\n\n");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn a_batch_from_a_file() {
    let bench = Bench::new();
    let path = std::env::temp_dir().join(format!("ferroute-batch-{}", std::process::id()));
    let path = path.to_str().unwrap();
    std::fs::write(path, "register write SCRATCH 9\nfdb delete 02:00:00:00:00:01\n").unwrap();
    let run = bench.run(&["-b", path]);
    std::fs::remove_file(path).unwrap();
    assert_eq!(
        complaints(&run, 6),
        [
            format!("ferroute: {path}:2: no entry 02:00:00:00:00:01 fid 0"),
            "ferroute: 1 of 2 lines failed".into(),
        ]
    );
    assert_eq!(scratch(&bench), 9);
    let run = bench.run(&["-b", "/nonexistent/batch"]);
    assert!(run.failed(1).starts_with("cannot read /nonexistent/batch: No such file"), "{run:?}");
}

#[test]
fn a_malformed_batch_does_nothing_and_names_the_lines() {
    let bench = Bench::new();
    let text = "register write SCRATCH 1\nfdb add 02:00 dev swp1\n\nfrob\nhelp\nregister write SCRATCH 2\n";
    let expected = [
        "ferroute: -:2: invalid value '02:00' for '<MAC>': \"02:00\" is not a MAC address (write it like 02:00:00:00:00:01)",
        "ferroute: -:4: unrecognized subcommand 'frob'",
        "ferroute: -:5: unrecognized subcommand 'help'",
    ];
    let run = bench.run_with_input(&["-b", "-"], text);
    let lines = complaints(&run, 1);
    assert_eq!(lines[..3], expected);
    assert_eq!(lines[3..], ["ferroute: 3 of 5 lines cannot be understood, nothing was done"]);
    assert_eq!(scratch(&bench), 0);
    let run = bench.run_with_input(&["--force", "-b", "-"], text);
    let lines = complaints(&run, 6);
    assert_eq!(lines[..3], expected);
    assert_eq!(lines[3..], ["ferroute: 3 of 5 lines failed"]);
    assert_eq!(scratch(&bench), 2);
}

#[test]
fn a_failed_line_ends_the_batch_unless_forced() {
    let text = "register write SCRATCH 1\nlink set swp7 rx on\nregister write SCRATCH 2\nregister read 0x700000\nregister write SCRATCH 3\n";
    let bench = Bench::new();
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!(
        complaints(&run, 6),
        [
            "ferroute: -:2: no port \"swp7\"; there are swp1 to swp4 and cpu",
            "ferroute: 1 of 5 lines failed, the rest was not tried",
        ]
    );
    assert_eq!(scratch(&bench), 1);
    let run = bench.run_with_input(&["-b", "-", "--force"], text);
    assert_eq!(
        complaints(&run, 6),
        [
            "ferroute: -:2: no port \"swp7\"; there are swp1 to swp4 and cpu",
            "ferroute: -:4: the device refused to read 0x700000 (no region): it has nothing accessible there",
            "ferroute: 2 of 5 lines failed",
        ]
    );
    assert_eq!(scratch(&bench), 3);
}

#[test]
fn adds_go_many_to_a_message() {
    let bench = Bench::new();
    let mut text: String =
        (0..300).map(|index| format!("fdb add 02:00:00:00:{:02x}:{:02x} dev swp1\n", index / 256, index % 256)).collect();
    text.push_str("fdb replace 02:00:00:00:00:00 dev swp2\nfdb replace 02:00:00:00:00:00 dev swp3\n");
    let run = bench.run_with_input(&["-b", "-"], &text);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    bench.device(|device| {
        assert_eq!(device.memory.fdb.len(), 300);
        assert_eq!(device.memory.fdb.get([2, 0, 0, 0, 0, 0], 0).unwrap().port, 2, "the last line counts");
        // 300 searches and 300 entries, 15 to a message, and two lines for one address.
        assert_eq!(device.writes.len(), 20 + 20 + 2);
    });
}

#[test]
fn of_adds_together_all_or_none_go_in_unless_forced() {
    let present = FdbEntry { mac: [2, 0, 0, 0, 0, 2], fid: 0, port: 0, age: 0, is_static: false };
    let text = "\
register write SCRATCH 1
fdb add 02:00:00:00:00:01 dev swp1
fdb add 02:00:00:00:00:02 dev swp1
fdb add 02:00:00:00:00:03 dev swp1
register write SCRATCH 2
";
    let bench = Bench::with(|device| device.memory.fdb.learn(present, 0));
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!(
        complaints(&run, 6),
        [
            "ferroute: -:3: 02:00:00:00:00:02 fid 0 exists already",
            "ferroute: 1 of 5 lines failed, the rest was not tried",
        ]
    );
    assert_eq!((count(&bench), scratch(&bench)), (1, 1));
    let run = bench.run_with_input(&["--force", "-b", "-"], text);
    assert_eq!(
        complaints(&run, 6),
        ["ferroute: -:3: 02:00:00:00:00:02 fid 0 exists already", "ferroute: 1 of 5 lines failed"]
    );
    assert_eq!((count(&bench), scratch(&bench)), (3, 2));
    bench.device(|device| assert_eq!(device.memory.fdb.get(present.mac, 0), Some(present)));
}

#[test]
fn an_address_that_comes_twice_is_refused_the_second_time() {
    let bench = Bench::new();
    let text = "fdb add 02:00:00:00:00:01 dev swp1\nfdb add 02:00:00:00:00:02 dev swp1\nfdb add 2:0:0:0:0:1 dev swp3\n";
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!(
        complaints(&run, 6),
        ["ferroute: -:3: 02:00:00:00:00:01 fid 0 exists already", "ferroute: 1 of 3 lines failed"]
    );
    bench.device(|device| assert_eq!(device.memory.fdb.get([2, 0, 0, 0, 0, 1], 0).unwrap().port, 0));
    assert_eq!(count(&bench), 2);
}

#[test]
fn lines_before_a_bad_entry_go_in() {
    let text = "\
fdb replace 02:00:00:00:00:01 dev swp1
fdb replace 02:00:00:00:00:02 dev swp6
fdb replace 02:00:00:00:00:03 dev swp1
";
    let bench = Bench::new();
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!(
        complaints(&run, 6),
        [
            "ferroute: -:2: no port \"swp6\"; there are swp1 to swp4 and cpu",
            "ferroute: 1 of 3 lines failed, the rest was not tried",
        ]
    );
    assert_eq!(count(&bench), 1);
    let run = bench.run_with_input(&["-b", "-", "--force"], text);
    assert_eq!(complaints(&run, 6).len(), 2);
    assert_eq!(count(&bench), 2);
}

/// Every line whose entry found no place is named, and no other.
#[test]
fn a_full_table_names_the_lines() {
    let bench = Bench::new();
    let macs: Vec<[u8; 6]> = (0..4400_u32)
        .map(|index| {
            let [a, b, c, d] = index.wrapping_mul(0x9E37_79B1).to_be_bytes();
            [2, 1, a, b, c, d]
        })
        .collect();
    let text: String = macs
        .iter()
        .map(|mac| format!("fdb replace {} dev swp1\n", ferroute_host::mac_address::MacAddress(*mac)))
        .collect();
    let run = bench.run_with_input(&["-b", "-"], &text);
    let lines = complaints(&run, 6);
    let missing: Vec<usize> = bench.device(|device| {
        (0..macs.len()).filter(|index| device.memory.fdb.get(macs[*index], 0).is_none()).collect()
    });
    assert!(missing.len() >= 304, "{} missing", missing.len());
    assert_eq!(lines.len(), missing.len() + 1);
    for (line, index) in lines.iter().zip(&missing) {
        let mac = ferroute_host::mac_address::MacAddress(macs[*index]);
        assert_eq!(*line, format!("ferroute: -:{}: the FDB is full for {mac} fid 0", index + 1));
    }
    assert_eq!(*lines.last().unwrap(), format!("ferroute: {} of 4400 lines failed", missing.len()));
}

#[test]
fn a_line_that_vanishes_ends_even_a_forced_batch() {
    let line = Line { vanish_after: Some(300), ..Default::default() };
    let bench = Bench::on_line(line, |_| {});
    let text: String = (1..=100).map(|index| format!("register write SCRATCH {index}\n")).collect();
    let run = bench.run_with_input(&["--force", "-b", "-"], &text);
    let lines = complaints(&run, 6);
    let done = scratch(&bench);
    assert!((1..100).contains(&done), "{done}");
    let start = format!("ferroute: -:{}: the serial line {} is gone: ", done + 1, bench.line.path);
    assert!(lines[0].starts_with(&start), "{lines:?}");
    assert_eq!(lines[1..], ["ferroute: 1 of 100 lines failed, the rest was not tried"]);
}

#[test]
fn a_batch_on_a_wrong_device_is_not_begun() {
    let bench = Bench::with(|device| device.memory.set_register(1, 0));
    let run = bench.run_with_input(&["-b", "-"], "register write SCRATCH 1\n");
    assert!(run.failed(5).starts_with("the device has register layout "), "{run:?}");
    assert_eq!(scratch(&bench), 0);
}

#[test]
fn a_dry_batch_changes_nothing() {
    let bench = Bench::new();
    let text = "register write SCRATCH 1\nfdb add 02:00:00:00:00:01 dev swp1\nfdb add 02:00:00:00:00:02 dev swp1\n";
    let run = bench.run_with_input(&["--dry-run", "-b", "-"], text);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.err.lines().count(), 2, "a register, and two entries in one write: {run:?}");
    assert_eq!((count(&bench), scratch(&bench)), (0, 0));
}
