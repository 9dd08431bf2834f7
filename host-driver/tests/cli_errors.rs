//! Every way to fail, its exit code and its sentence.

mod program;
mod soft_device;

use std::process::Stdio;
use std::time::Instant;

use ferroute_regmap::registers::{FDB_SIZE, LAYOUT_HASH_HIGH, MAGIC};
use ferroute_regmap::{FdbEntry, LAYOUT_HASH, PuntHeader};
use program::{Bench, finish, program, run_alone};
use soft_device::{ExecutedWrite, Line};

/// What stands in the device, outcomes of commands aside.
fn state(bench: &Bench) -> (Vec<ExecutedWrite>, Vec<FdbEntry>) {
    use ferroute_regmap::{FdbCommand, region};
    bench.device(|device| {
        let is_search = |write: &ExecutedWrite| {
            write.address == region::FDB_COMMAND
                && write.words.chunks(4).all(|command| command[3] == FdbCommand::Find as u32)
        };
        let writes = device.writes.iter().filter(|write| !is_search(write)).cloned().collect();
        (writes, device.memory.fdb.entries().copied().collect())
    })
}

#[test]
fn usage_is_refused_before_a_device_is_opened() {
    for (arguments, sentence) in [
        (&[][..], "no command; Usage: ferroute [OPTIONS] [COMMAND], see ferroute --help"),
        (&["identify"], "no device; give -D DEVICE or set FERROUTE_DEVICE"),
        (&["frobnicate"], "unrecognized subcommand 'frobnicate'"),
        (&["identify", "now"], "unexpected argument 'now' found"),
        (&["link", "set", "swp1"], "the following required arguments were not provided: <FLAG on|off>..."),
        (&["fdb", "add", "02:00:00:00:00:0g", "dev", "swp1"],
            "invalid value '02:00:00:00:00:0g' for '<MAC>': \"02:00:00:00:00:0g\" is not a MAC address (write it like 02:00:00:00:00:01)"),
        (&["fdb", "get"], "the following required arguments were not provided: <MAC>"),
        (&["speed", "7"], "invalid value '7' for '<DIVISOR>': 7 is not in 8..=65535"),
        (&["register", "read", "0", "0"], "invalid value '0' for '[COUNT]': 0 is not in 1..=16777216"),
        (&["--timeout", "-1", "identify"], "unexpected argument '-1' found"),
        (&["--timeout", "0", "identify"], "invalid value '0' for '--timeout <SECONDS>': 0.001 to 3600 seconds are possible"),
        (&["-B", "0", "identify"], "invalid value '0' for '--baud <BAUD>': 0 is not in 1..=4294967295"),
        (&["-b", "-", "identify"], "give either -b FILE or a command, not both"),
        (&["--force", "identify"], "the following required arguments were not provided: --batch <FILE>"),
        (&["inject", "swp1"], "the following required arguments were not provided: <HEX>..."),
    ] {
        assert_eq!(run_alone(arguments).failed(1), sentence, "{arguments:?}");
    }
}

#[test]
fn help_and_version_need_no_device() {
    for arguments in [&["--help"][..], &["fdb", "add", "--help"], &["help", "inject"]] {
        let run = run_alone(arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(run.out.contains("Example"), "{arguments:?}: {}", run.out);
    }
    assert_eq!(run_alone(&["--version"]).out, format!("ferroute {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_makes_no_sense_for_this_device_is_refused_before_anything_is_written() {
    let bench = Bench::new();
    let mac = "02:00:00:00:00:01";
    let long = "00".repeat(1515);
    for (arguments, sentence) in [
        (&["link", "set", "swp5", "rx", "on"][..], "no port \"swp5\"; there are swp1 to swp4 and cpu"),
        (&["link", "show", "eth0"], "no port \"eth0\"; there are swp1 to swp4 and cpu"),
        (&["stats", "show", "show"], "no port \"show\"; there are swp1 to swp4 and cpu"),
        (&["link", "set", "swp1", "rx"], "\"rx\" needs a value"),
        (&["link", "set", "swp1", "rx", "yes"], "\"yes\" is neither \"on\" nor \"off\""),
        (&["link", "set", "swp1", "rx", "on", "rx", "off"], "\"rx\" is given twice or contradicted"),
        (&["link", "set", "swp1", "mtu", "9000"], "unexpected \"mtu\"; expected rx, forward, flood or learn"),
        (&["fdb", "add", mac, "static"], "the entry's port is missing; give \"dev PORT\""),
        (&["fdb", "add", mac, "dev", "swp0"], "no port \"swp0\"; there are swp1 to swp4 and cpu"),
        (&["fdb", "add", mac, "dev"], "\"dev\" needs a value"),
        (&["fdb", "add", mac, "dev", "swp1", "fid", "4096"], "\"4096\" is no fid; 0 to 4095 are possible"),
        (&["fdb", "add", mac, "dev", "swp1", "static", "dynamic"], "\"dynamic\" is given twice or contradicted"),
        (&["fdb", "add", mac, "dev", "swp1", "all"], "unexpected \"all\"; expected dev, fid, static, dynamic"),
        (&["fdb", "add", "01:00:5e:00:00:01", "dev", "swp1"],
            "01:00:5e:00:00:01 is a group address; the FDB holds stations only"),
        (&["fdb", "add", "0:0:0:0:0:0", "dev", "swp1"], "00:00:00:00:00:00 is no station's address"),
        (&["fdb", "get", mac, "dev", "swp1"], "unexpected \"dev\"; expected fid"),
        (&["register", "show", "SCRATCHY"], "no register \"SCRATCHY\"; `register show` lists them all"),
        (&["register", "read", "0x1000000"], "\"0x1000000\" is not a 24-bit address (write it like 0x1f or 31)"),
        (&["register", "read", "0xffffff", "2"], "2 words at 0xffffff are outside the 24-bit address space or too many"),
        (&["register", "write", "SCRATCH", "0x100000000"],
            "\"0x100000000\" is not a 32-bit word (write it like 0x1f or 31)"),
        (&["register", "write", "SCRATCH", "1", "zwei"], "\"zwei\" is not a 32-bit word (write it like 0x1f or 31)"),
        (&["register", "write", "SCRATCH+1", "1"], "no register \"SCRATCH+1\"; `register show` lists them all"),
        (&["register", "write", "MAGIC", "1"], "register MAGIC is read-only"),
        (&["register", "write", "4", "1", "2"], "register FDB_SIZE is read-only"),
        (&["trap", "set", "lldb", "on"], "no trap \"lldb\"; `trap show` lists them all"),
        (&["trap", "set", "link_local", "maybe"], "unexpected \"maybe\"; expected on, off, action or policer"),
        (&["inject", "swp9", "00"], "no port \"swp9\"; there are swp1 to swp4 and cpu"),
        (&["inject", "swp1", "00112"], "a frame in hexadecimal has two digits an octet, and there are 5 digits"),
        (&["inject", "swp1", "0x11"], "\"0x\" is not hexadecimal: invalid digit found in string"),
        (&["inject", "swp1", "00112233445566778899aabbcc"],
            "a frame of 13 octets cannot be injected; 14 to 1514 are possible, without FCS"),
        (&["inject", "swp1", &long], "a frame of 1515 octets cannot be injected; 14 to 1514 are possible, without FCS"),
    ] {
        assert_eq!(bench.run(arguments).failed(1), sentence, "{arguments:?}");
    }
    let missing = bench.run(&["inject", "swp1", "--file", "/nonexistent/frame"]);
    assert!(missing.failed(1).starts_with("cannot read /nonexistent/frame: No such file"), "{missing:?}");
    assert_eq!(state(&bench), (Vec::new(), Vec::new()));
}

#[test]
fn what_the_device_refuses() {
    let bench = Bench::new();
    assert_eq!(
        bench.run(&["register", "read", "0x700000"]).failed(2),
        "the device refused to read 0x700000 (no region): it has nothing accessible there"
    );
    assert_eq!(
        bench.run(&["register", "write", "0x100000", "1"]).failed(2),
        "the device refused to write 0x100000 (COUNTERS port 0 rx_octets low): it has nothing accessible there"
    );
    let frame = "ffffffffffff02000000000188b5";
    bench.device(|device| device.memory.cpu_port.occupied = 390);
    assert_eq!(
        bench.run(&["inject", "swp1", frame]).failed(2),
        "no room for the frame: it takes 16 words and there is room for 10"
    );
    bench.device(|device| (device.memory.cpu_port.occupied, device.memory.cpu_port.refusing) = (0, true));
    assert_eq!(bench.run(&["inject", "swp1", frame]).failed(2), "the device refused the frame");
    bench.device(|device| (device.memory.cpu_port.refusing, device.memory.cpu_port.stuck) = (false, true));
    assert_eq!(
        bench.run(&["inject", "swp1", frame]).failed(2),
        "the frame is in the device and does not leave the CPU port"
    );
    bench.device(|device| assert_eq!(device.memory.cpu_port.injected, []));
}

#[test]
fn a_line_that_cannot_be_opened() {
    let run = run_alone(&["-D", "/nonexistent/tty", "identify"]);
    assert_eq!(run.failed(3), "cannot open /nonexistent/tty: No such file or directory");
    assert_eq!(run_alone(&["-D", "/dev/null", "identify"]).failed(3), "cannot open /dev/null: not a serial line");
}

#[test]
fn a_silent_device() {
    let bench = Bench::with(|device| device.silent_in = Some(1));
    let start = Instant::now();
    let run = bench.run(&["--timeout", "0.05", "identify"]);
    let sentence = run.failed(3);
    let start_of = format!("{} at 115207 baud: the device did not answer within 0.", bench.line.path);
    assert!(sentence.starts_with(&start_of), "{sentence}");
    assert!(sentence.ends_with("(8 messages sent, 0 pieces of garbage received)"), "{sentence}");
    assert!(start.elapsed().as_secs_f64() < 5.0);
}

#[test]
fn a_device_that_falls_silent_and_one_that_starts_again() {
    let bench = Bench::with(|device| device.silent_in = Some(4));
    let run = bench.run(&["--timeout", "0.05", "fdb", "show"]);
    assert!(run.failed(3).starts_with("the device did not answer within "), "{run:?}");
    let bench = Bench::with(|device| device.restart_in = Some(4));
    assert_eq!(
        bench.run(&["fdb", "show"]).failed(3),
        "the device started again during the command: epoch 0x1234 became 0x1235, its tables are empty"
    );
}

#[test]
fn a_line_that_vanishes_in_the_middle() {
    let line = Line { vanish_after: Some(200), ..Default::default() };
    let bench = Bench::on_line(line, |_| {});
    let run = bench.run(&["fdb", "show"]);
    let start = format!("the serial line {} is gone: ", bench.line.path);
    assert!(run.failed(3).starts_with(&start), "{run:?}");
    assert_eq!(run.out, "");
}

#[test]
fn a_speed_that_does_not_get_through() {
    let line = Line { deaf_at: Some(42), ..Default::default() };
    let bench = Bench::on_line(line, |_| {});
    assert_eq!(
        bench.run(&["--timeout", "0.05", "speed", "42"]).failed(3),
        "nothing came through at 2976190 baud, the line is back at 115207"
    );
    assert_eq!(bench.json(&["identify"])["uart_divisor"], 1085);
}

#[test]
fn a_wrong_speed() {
    let bench = Bench::new();
    let run = bench.run(&["--timeout", "0.05", "-B", "57600", "identify"]);
    let start = format!("{} at 57600 baud: the device did not answer", bench.line.path);
    assert!(run.failed(3).starts_with(&start), "{run:?}");
}

#[test]
fn another_layout_and_other_devices() {
    let other = LAYOUT_HASH ^ 1 << 32;
    let bench = Bench::with(|device| device.memory.set_register(LAYOUT_HASH_HIGH.address, (other >> 32) as u32));
    let run = bench.run(&["register", "write", "SCRATCH", "1"]);
    assert_eq!(
        run.failed(5),
        format!(
            "the device has register layout {other:016x} and this program has {LAYOUT_HASH:016x}; \
             use the program and the bitstream of one version"
        )
    );
    assert_eq!(state(&bench).0, []);
    let bench = Bench::with(|device| device.memory.set_register(MAGIC.address, 0x1234));
    assert_eq!(
        bench.run(&["identify"]).failed(5),
        "this is no Ferroute device: it identifies itself as 0x00001234 instead of 0x46525445"
    );
}

#[test]
fn a_punted_frame_that_contradicts_itself_is_not_released() {
    let bench = Bench::with(|device| {
        device.memory.cpu_port.punted.push_back((PuntHeader { length: 61, port: 0, reason: 0, timestamp: 99 }, vec![0; 61]));
        device.memory.cpu_port.wrong_words = 3;
    });
    assert_eq!(
        bench.run(&["punt", "receive"]).failed(5),
        "the waiting frame takes 21 words and its header says 61 octets"
    );
    assert_eq!(state(&bench).0, []);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let bench = Bench::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut child = program()
        .args(["-D", &bench.line.path, "-b", "-"])
        .stdin(Stdio::piped())
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let commands = "stats\nregister show\nregister write SCRATCH 5\n";
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), commands.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    assert_eq!(state(&bench).0, [ExecutedWrite { address: 7, words: vec![5] }], "commands run to their end");
}

#[test]
fn a_full_disk_is_one() {
    let bench = Bench::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = program().args(["-D", &bench.line.path, "stats"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert_eq!(sentence, "ferroute: cannot print the result: No space left on device (os error 28)\n");
}

#[test]
fn the_device_comes_from_the_environment_unless_given() {
    let (bench, other) = (Bench::new(), Bench::with(|device| device.memory.set_register(FDB_SIZE.address, 1)));
    let fdb_size = |arguments: &[&str]| {
        let mut command = program();
        command.env("FERROUTE_DEVICE", &bench.line.path).args(arguments).args(["-j", "identify"]);
        let run = finish(&mut command, "");
        assert_eq!(run.code, Some(0), "{run:?}");
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["fdb_size"].clone()
    };
    assert_eq!(fdb_size(&[]), 4096);
    assert_eq!(fdb_size(&["-D", &other.line.path]), 1);
}

#[test]
fn a_dry_run_changes_nothing_and_tells_what_it_would() {
    let present = FdbEntry { mac: [2, 0, 0, 0, 0, 1], fid: 0, port: 0, age: 0, is_static: false };
    let bench = Bench::with(|device| {
        device.memory.fdb.learn(present, 0);
        device.memory.cpu_port.punted.push_back((PuntHeader { length: 60, port: 0, reason: 0, timestamp: 99 }, vec![7; 60]));
    });
    let saved = "[{\"mac\":\"02:00:00:00:00:03\",\"port\":\"swp1\",\"static\":true}]";
    for (arguments, code, told) in [
        (&["register", "write", "SCRATCH", "5"][..], 0, "not done: write 0x000007 SCRATCH x1 00000005\n"),
        (&["link", "set", "swp1", "rx", "off"], 0, "not done: write 0x000010 RX_ENABLE x1 0000001e\n"),
        (&["trap", "set", "link_local", "on"], 0, "not done: write 0x000014 TRAP x1 00000001\n"),
        (&["fdb", "add", "02:00:00:00:00:02", "dev", "swp2"], 0,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000002 00000200 00000181 00000001\n"),
        (&["fdb", "add", "02:00:00:00:00:01", "dev", "swp2"], 2,
            "ferroute: 02:00:00:00:00:01 fid 0 exists already\n"),
        (&["fdb", "replace", "02:00:00:00:00:01", "dev", "swp2"], 0,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000002 00000100 00000181 00000001\n"),
        (&["fdb", "delete", "02:00:00:00:00:01"], 0,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000002 00000100 00000100 00000002\n"),
        (&["fdb", "delete", "02:00:00:00:00:09"], 2,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000002 00000900 00000100 00000002\n\
             ferroute: no entry 02:00:00:00:00:09 fid 0\n"),
        (&["fdb", "flush", "all"], 0,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000000 00000000 00000000 00000404\n"),
        (&["fdb", "restore", "-"], 0,
            "not done: write 0x300000 FDB_COMMAND word 0 x4 00000002 00000300 00000180 00000001\n"),
        (&["inject", "swp2", "ffffffffffff02000000000188b5"], 0,
            "not done: write 0x000015 INJECT_PORTS x1 00000002\n\
             not done: write 0x400000 INJECT x5 0000000e ffffffff 0002ffff 01000000 0000b588\n\
             not done: write 0x000015 INJECT_PORTS x1 00000000\n"),
        (&["punt", "receive"], 0, "not done: write 0x500000 PUNT x1 00000000\n"),
        (&["speed", "42"], 0, ""),
    ] {
        let run = bench.run_with_input(&[&["--dry-run"], arguments].concat(), saved);
        assert_eq!((run.code, run.err.as_str()), (Some(code), told), "{arguments:?}");
        // Nothing claims to be done.
        let claims = ["restored", "from now on", "1 entries deleted"];
        assert!(!claims.iter().any(|claim| run.out.contains(claim)), "{arguments:?}: {}", run.out);
    }
    let get = bench.run(&["--dry-run", "-j", "fdb", "get", "02:00:00:00:00:01"]);
    assert_eq!(get.code, Some(0), "a search is done: {get:?}");
    assert_eq!(state(&bench), (Vec::new(), vec![present]));
    bench.device(|device| assert_eq!(device.memory.cpu_port.punted.len(), 1));
}

#[test]
fn every_access_can_be_traced() {
    let bench = Bench::new();
    let run = bench.run(&["--trace", "-j", "register", "write", "SCRATCH", "0xdead"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("read  0x000000 MAGIC x6 46525445 "), "{lines:?}");
    assert_eq!(lines[1], "write 0x000007 SCRATCH x1 0000dead");
}

#[test]
fn a_noisy_line_does_no_harm() {
    let line = Line { noise: 2e-3, ..Default::default() };
    let bench = Bench::on_line(line, |_| {});
    let text: String = (0..200).map(|index| format!("fdb add 02:00:00:00:00:{index:02x} dev swp2\n")).collect();
    let run = bench.run_with_input(&["--timeout", "0.2", "-b", "-"], &text);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let entries = state(&bench).1;
    assert_eq!(entries.len(), 200);
    assert!(entries.iter().all(|entry| entry.port == 1 && entry.is_static));
}
