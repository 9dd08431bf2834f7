//! Every command of the program, as people and as programs see it.

mod program;
mod soft_device;

use ferroute_regmap::registers::{
    BUFFER, FDB_MOVES, FDB_UNLEARNED, FLOOD, FORWARD, INJECT_PORTS, LEARN, LINK_STATUS, RX_ENABLE, SCRATCH,
    TRAP,
};
use ferroute_regmap::{Counter, DropReason, LAYOUT_HASH, PuntHeader, PuntReason, TrapEntry};
use program::Bench;
use serde_json::json;
use soft_device::SoftDevice;

/// Two broadcasts in at swp1, flooded to swp2, swp3 and swp4, where one copy
/// is refused; one frame with a wrong FCS and more octets than 32 bits count.
fn with_traffic(device: &mut SoftDevice) {
    let drop = |reason: DropReason| Counter::DROP_BASE + reason as usize;
    for (port, index, value) in [
        (0, Counter::RxOctets as usize, 0x5_0000_0007),
        (0, Counter::RxBroadcast as usize, 2),
        (0, Counter::RxSize64 as usize, 3),
        (0, drop(DropReason::FcsError), 1),
        (0, Counter::ForwardCopies as usize, 6),
        (1, Counter::TxBroadcast as usize, 2),
        (1, Counter::TxOctets as usize, 128),
        (2, Counter::TxBroadcast as usize, 2),
        (2, Counter::TxOctets as usize, 128),
        (3, Counter::TxBroadcast as usize, 1),
        (3, Counter::TxOctets as usize, 64),
        (3, drop(DropReason::TailDrop), 1),
    ] {
        device.memory.set_counter(port, index, value);
    }
}

#[test]
fn identify() {
    let bench = Bench::new();
    let hash = format!("{LAYOUT_HASH:016x}");
    let text = bench.ok(&["identify"]);
    assert_eq!(
        text,
        format!(
            "device       ferroute
layout hash  {hash}
ports        4 and cpu
buffer       1024 cells
fdb          4096 entries
epoch        0x1234
serial line  115207 baud (divisor 1085)
running for  35.360 s (4419967296 clocks)
"
        )
    );
    assert_eq!(
        bench.json(&["identify"]),
        json!({
            "device": "ferroute", "layout_hash": hash, "port_count": 4, "cell_count": 1024,
            "fdb_size": 4096, "epoch": 0x1234, "uart_divisor": 1085, "baud": 115_207,
            "cycles": 4_419_967_296_u64, "uptime_seconds": 35.359738368,
        })
    );
}

#[test]
fn link_show() {
    let bench = Bench::with(|device| {
        with_traffic(device);
        device.memory.set_register(LINK_STATUS.address, 0b0101);
        device.memory.set_register(LEARN.address, 0b1110);
    });
    let expected = "\
port  link  rx  forward  flood  learn  rx frames    rx octets  tx frames  tx octets  drops
swp1  up    on  on       on     off            3  21474836487          0          0      1
swp2  down  on  on       on     on             0            0          2        128      0
swp3  up    on  on       on     on             0            0          2        128      0
swp4  down  on  on       on     on             0            0          1         64      1
cpu   -     on  on       off    off            0            0          0          0      0
";
    assert_eq!(bench.ok(&["link", "show"]), expected);
    assert_eq!(bench.ok(&["link"]), expected, "show is what is meant without a command");
    assert_eq!(
        bench.json(&["link", "show", "swp1", "cpu"]),
        json!([
            {
                "port": "swp1", "index": 0, "link": "up", "rx": true, "forward": true, "flood": true,
                "learn": false, "rx_frames": 3, "rx_octets": 0x5_0000_0007_u64, "tx_frames": 0,
                "tx_octets": 0, "drops": 1,
            },
            {
                "port": "cpu", "index": 4, "link": null, "rx": true, "forward": true, "flood": false,
                "learn": false, "rx_frames": 0, "rx_octets": 0, "tx_frames": 0, "tx_octets": 0, "drops": 0,
            },
        ])
    );
}

#[test]
fn link_set() {
    let bench = Bench::new();
    let masks = || {
        bench.device(|device| {
            [RX_ENABLE, FORWARD, FLOOD, LEARN].map(|register| device.memory.register(register.address))
        })
    };
    assert_eq!(bench.ok(&["link", "set", "swp3", "flood", "off", "learn", "off"]), "");
    assert_eq!(masks(), [0b11111, 0b11111, 0b01011, 0b01011]);
    bench.ok(&["link", "set", "cpu", "rx", "off", "forward", "off", "flood", "on", "learn", "on"]);
    assert_eq!(masks(), [0b01111, 0b01111, 0b11011, 0b11011]);
    bench.ok(&["link", "set", "cpu", "rx", "on"]);
    assert_eq!(masks(), [0b11111, 0b01111, 0b11011, 0b11011]);
}

#[test]
fn stats() {
    let bench = Bench::with(with_traffic);
    let text = bench.ok(&["stats", "swp1", "swp4"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + Counter::ALL.len() + DropReason::ALL.len());
    assert_eq!(lines[0], "counter                              swp1  swp4");
    assert_eq!(lines[1], "rx_octets                     21474836487     0");
    assert!(lines.contains(&"tx_broadcast                            0     1"), "{text}");
    assert!(lines.contains(&"drop tail_drop                          0     1"), "{text}");
    assert_eq!(bench.ok(&["stats", "show", "swp1", "swp4"]), text);
    let all = bench.json(&["stats"]);
    let names: Vec<&str> = all.as_array().unwrap().iter().map(|port| port["port"].as_str().unwrap()).collect();
    assert_eq!(names, ["swp1", "swp2", "swp3", "swp4", "cpu"]);
    assert_eq!(all[0]["counters"]["rx_octets"], 0x5_0000_0007_u64);
    assert_eq!(all[0]["drops"]["fcs_error"], 1);
    for port in all.as_array().unwrap() {
        assert_eq!(port["counters"].as_object().unwrap().len(), Counter::ALL.len());
        assert_eq!(port["drops"].as_object().unwrap().len(), DropReason::ALL.len());
    }
}

#[test]
fn drop_show() {
    let bench = Bench::with(with_traffic);
    let expected = "\
reason     swp1  swp4  total
fcs_error     1     0      1
tail_drop     0     1      1
total         1     1      2

frames  3 received = 1 receive errors + 0 forwarding drops + 2 forwarded
copies  6 = 5 sent + 1 tail drops + 0 waiting
balanced: every frame and every copy is accounted for
";
    assert_eq!(bench.ok(&["drop", "show"]), expected);
    let balance = json!({
        "received": 3, "receive_errors": 1, "good": 2, "forwarding_drops": 0, "forwarded": 2,
        "copies": 6, "sent": 5, "tail_drops": 1, "transmit_underruns": 0, "waiting": 0,
        "state": "balanced", "unbalanced_ports": [],
    });
    assert_eq!(
        bench.json(&["drop"]),
        json!({
            "ports": {
                "swp1": {"fcs_error": 1, "tail_drop": 0}, "swp4": {"fcs_error": 0, "tail_drop": 1},
            },
            "total": {"fcs_error": 1, "tail_drop": 1},
            "balance": balance,
        })
    );
    let all = bench.json(&["drop", "show", "--all"]);
    assert_eq!(all["ports"].as_object().unwrap().len(), 5);
    assert_eq!(all["ports"]["cpu"].as_object().unwrap().len(), DropReason::ALL.len());
    assert_eq!(all["total"].as_object().unwrap().len(), DropReason::ALL.len());
}

#[test]
fn drop_show_tells_missing_copies_from_waiting_ones() {
    let bench = Bench::with(|device| {
        with_traffic(device);
        device.memory.set_counter(2, Counter::TxBroadcast as usize, 1);
    });
    let run = bench.run(&["drop", "show"]);
    assert_eq!(run.failed(5), "the counters do not add up: 1 copies are unaccounted for");
    assert!(run.out.ends_with("copies  6 = 4 sent + 1 tail drops + 1 waiting\nUNBALANCED\n"), "{}", run.out);
    // A cell that is in use: the copy may wait.
    bench.device(|device| device.memory.set_register(BUFFER.address, 1000 << 16 | 1023));
    assert_eq!(bench.json(&["drop"])["balance"]["state"], "moving");
    bench.device(|device| {
        device.memory.set_register(BUFFER.address, 1000 << 16 | 1024);
        device.memory.set_counter(0, Counter::RxSize64 as usize, 4);
    });
    assert_eq!(bench.run(&["drop"]).failed(5), "the counters of swp1 do not add up");
}

#[test]
fn resource_show() {
    let bench = Bench::with(|device| {
        device.memory.set_register(FDB_UNLEARNED.address, 7);
        device.memory.set_register(FDB_MOVES.address, 8);
        device.memory.set_register(BUFFER.address, 900 << 16 | 1001);
        device.memory.cpu_port.punted.push_back((PuntHeader { length: 61, port: 0, reason: 1, timestamp: 99 }, vec![0; 61]));
    });
    bench.ok(&["fdb", "add", "02:00:00:00:00:01", "dev", "swp1"]);
    assert_eq!(
        bench.ok(&["resource", "show"]),
        "\
fdb entries               1 of 4096
fdb unlearned             7
fdb station moves         8
fdb failed commands       1
buffer free cells         1001 of 1024
buffer lowest free cells  900
punt waiting words        18
inject free words         400
inject refused frames     0
"
    );
    assert_eq!(
        bench.json(&["resource"]),
        json!({
            "fdb": {"used": 1, "size": 4096, "unlearned": 7, "moves": 8, "failures": 1},
            "buffer": {"free_cells": 1001, "lowest_free_cells": 900, "total_cells": 1024},
            "punt": {"waiting_words": 18},
            "inject": {"free_words": 400, "refused": 0},
        })
    );
}

#[test]
fn trap() {
    let bench = Bench::new();
    let entry = |reason: PuntReason| bench.device(|device| TrapEntry::unpack(device.memory.router.traps[reason as usize]));
    let text = bench.ok(&["trap", "show"]);
    assert_eq!(text.lines().count(), 1 + PuntReason::ALL.len());
    assert!(text.starts_with("trap                    state  action  policer  meaning\n"), "{text}");
    assert!(text.contains("\nlink_local              off    trap    -        Destination 01-80-C2-00-00-0X"), "{text}");
    assert!(text.contains("\narp                     on     trap    -        ARP on a router interface (RFC 826).\n"), "{text}");
    assert_eq!(bench.ok(&["trap", "set", "link_local", "on"]), "");
    assert_eq!(bench.device(|device| device.memory.register(TRAP.address)), 1);
    let of = |name: &str| bench.json(&["trap"]).as_array().unwrap().iter().find(|trap| trap["trap"] == name).unwrap().clone();
    assert_eq!(
        of("lldp"),
        json!({
            "trap": "lldp", "enabled": true, "action": "trap", "policer": null,
            "meaning": "Link layer discovery, destination 01-80-C2-00-00-0E (IEEE 802.1AB-2016).",
        })
    );
    bench.ok(&["trap", "set", "lldp", "action", "drop", "policer", "3"]);
    assert_eq!(entry(PuntReason::Lldp), TrapEntry { drop: true, policer: 3 });
    assert_eq!((of("lldp")["enabled"].as_bool(), of("bpdu")["enabled"].as_bool()), (Some(false), Some(true)));
    bench.ok(&["trap", "set", "lldp", "policer", "none"]);
    assert_eq!(entry(PuntReason::Lldp), TrapEntry { drop: true, policer: 0 });
    bench.ok(&["trap", "set", "arp", "off"]);
    assert_eq!(entry(PuntReason::Arp), TrapEntry { drop: true, policer: 0 });
    bench.ok(&["trap", "set", "arp", "on"]);
    assert_eq!(entry(PuntReason::Arp), TrapEntry::default());
    bench.ok(&["trap", "set", "link_local", "off"]);
    assert_eq!(bench.device(|device| device.memory.register(TRAP.address)), 0);
    for (words, complaint) in [
        (&["frobnicate", "on"][..], "no trap \"frobnicate\"; `trap show` lists them all"),
        (&["arp", "policer", "16"], "no policer \"16\"; 1 to 15 and none are possible"),
        (&["arp", "action", "mirror"], "\"mirror\" is neither \"trap\" nor \"drop\""),
        (&["arp", "on", "action", "drop"], "give either on or off, or an action"),
        (&["arp"], "nothing to set; give on, off, action or policer"),
    ] {
        assert_eq!(bench.run(&[&["trap", "set"], words].concat()).failed(1), complaint);
    }
}

#[test]
fn policers() {
    let bench = Bench::new();
    let first = ferroute_regmap::region::POLICER_OFFSET as usize;
    bench.ok(&["trap", "policer", "set", "3", "rate", "1000", "burst", "64"]);
    // 125 MHz / 16 / 1000 = 7812.5 units between two tokens.
    assert_eq!(bench.device(|device| device.memory.router.traps[first + 12..first + 14].to_vec()), [7812, 64]);
    bench.device(|device| device.memory.router.traps[first + 14] = 9);
    bench.ok(&["trap", "set", "arp", "policer", "3"]);
    bench.ok(&["trap", "set", "ospf", "policer", "3"]);
    assert_eq!(
        bench.json(&["trap", "policer", "show", "3"]),
        json!([{"policer": 3, "rate": 999.936, "burst": 64, "dropped": 9, "traps": ["arp", "ospf"]}])
    );
    assert_eq!(bench.json(&["trap", "policer"]).as_array().unwrap().len(), 15);
    let text = bench.ok(&["trap", "policer", "show", "3"]);
    assert_eq!(text, "policer  traps        rate  burst  dropped\n3        arp,ospf  999.936     64        9\n");
    for (words, complaint) in [
        (&["16", "rate", "1", "burst", "1"][..], "no policer \"16\"; 1 to 15 are possible"),
        (&["1", "rate", "0", "burst", "1"], "\"0\" is no rate; 1 to 7812500 frames a second are possible"),
        (&["1", "rate", "9", "burst", "4096"], "\"4096\" is no burst; 1 to 4095 frames are possible"),
        (&["1", "rate", "9"], "give \"rate FRAMES_A_SECOND burst FRAMES\""),
    ] {
        assert_eq!(bench.run(&[&["trap", "policer", "set"], words].concat()).failed(1), complaint);
    }
}

#[test]
fn register() {
    let bench = Bench::new();
    let text = bench.ok(&["register", "show"]);
    assert_eq!(text.lines().count(), 1 + ferroute_regmap::registers::ALL.len());
    assert!(text.starts_with("address   register          access  word        fields\n"), "{text}");
    assert!(
        text.contains("\n0x03      DIMENSIONS        RO      0x04000004  port_count=4 cell_count=1024\n"),
        "{text}"
    );
    assert_eq!(
        bench.json(&["register", "show", "dimensions"]),
        json!([{
            "name": "DIMENSIONS", "address": 3, "access": "RO", "word": 0x0400_0004,
            "fields": {"port_count": 4, "cell_count": 1024},
        }])
    );
    assert_eq!(bench.ok(&["register", "write", "0x07", "0xDEADBEEF"]), "");
    assert_eq!(bench.device(|device| device.memory.register(SCRATCH.address)), 0xDEAD_BEEF);
    assert_eq!(bench.ok(&["register", "read", "SCRATCH"]), "0x000007 0xdeadbeef SCRATCH\n");
    assert_eq!(
        bench.ok(&["register", "read", "0x100000", "2"]),
        "0x100000 0x00000000 COUNTERS port 0 rx_octets low\n0x100001 0x00000000 COUNTERS port 0 rx_octets high\n"
    );
    assert_eq!(
        bench.json(&["register", "read", "16", "2"]),
        json!({"address": 16, "words": [0b11111, 0b11111]})
    );
    bench.ok(&["register", "write", "FLOOD", "3", "1"]);
    assert_eq!(bench.json(&["register", "read", "FLOOD", "2"])["words"], json!([3, 1]));
}

#[test]
fn punt_receive() {
    let frame: Vec<u8> = (0..61).collect();
    let bench = Bench::with(|device| {
        for (port, reason) in [(2, 1), (9, 200)] {
            let header = PuntHeader { length: 61, port, reason, timestamp: 99 };
            device.memory.cpu_port.punted.push_back((header, frame.clone()));
        }
    });
    assert_eq!(
        bench.ok(&["punt", "receive"]),
        "61 octets from swp3, reason link_local, clock 99
0000  0001 0203 0405 0607 0809 0a0b 0c0d 0e0f
0010  1011 1213 1415 1617 1819 1a1b 1c1d 1e1f
0020  2021 2223 2425 2627 2829 2a2b 2c2d 2e2f
0030  3031 3233 3435 3637 3839 3a3b 3c
"
    );
    let hex: String = frame.iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(
        bench.json(&["punt", "receive"]),
        json!({"port": null, "reason": null, "reason_code": 200, "length": 61, "timestamp": 99, "frame": hex})
    );
    assert_eq!(bench.ok(&["punt", "receive"]), "no frame waits\n");
    assert_eq!(bench.json(&["punt", "receive"]), json!(null));
}

#[test]
fn inject() {
    let bench = Bench::with(|device| device.memory.set_register(INJECT_PORTS.address, 0b10000));
    let frame: Vec<u8> = (0..=254).collect();
    let hex: String = frame.iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(bench.ok(&["inject", "swp1,swp3", &hex]), "");
    bench.ok(&["inject", "bridge", "ffff ffff ffff", "02:00:00:00:00:01", "88b5"]);
    let path = std::env::temp_dir().join(format!("ferroute-frame-{}", std::process::id()));
    std::fs::write(&path, &frame).unwrap();
    bench.ok(&["inject", "cpu", "--file", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    let short = vec![255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xB5];
    bench.device(|device| {
        assert_eq!(
            device.memory.cpu_port.injected,
            [(0b00101, frame.clone()), (0, short), (0b10000, frame)],
            "each with the egress that it was sent to"
        );
        assert_eq!(device.memory.register(INJECT_PORTS.address), 0b10000, "as before");
    });
}

#[test]
fn speed() {
    let bench = Bench::new();
    let text = bench.ok(&["speed", "42"]);
    assert_eq!(text, "2976190 baud from now on; give -B 2976190 to later commands\n");
    assert_eq!(bench.json(&["-B", "2976190", "identify"])["uart_divisor"], 42);
    assert_eq!(
        bench.json(&["-B", "2976190", "speed", "1085"]),
        json!({"divisor": 1085, "baud": 115_207})
    );
    assert_eq!(bench.json(&["identify"])["baud"], 115_207);
}

#[test]
fn commands_may_be_shortened() {
    let bench = Bench::new();
    assert_eq!(bench.ok(&["l", "sh", "cpu"]), bench.ok(&["link", "show", "cpu"]));
    let run = bench.run_with_input(&["-b", "-"], "reg w SCRATCH 3\nreg r SCRATCH\n");
    assert_eq!((run.code, run.out.as_str()), (Some(0), "0x000007 0x00000003 SCRATCH\n"));
    assert_eq!(bench.run(&["r"]).failed(1), "unrecognized subcommand 'r'", "resource or register");
}
