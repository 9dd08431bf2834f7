//! `route get`: the hardware beside the routes.

mod program;
mod router_bench;
mod soft_device;

use ferroute_regmap::registers::PROBE;
use router_bench::{MAC, bench, path};
use serde_json::{Value, json};

#[test]
fn get_compares_the_hardware_with_the_routes() {
    let bench = bench();
    for words in [
        "add 10.0.0.0/8 lladdr 02:00:00:00:00:01 dev swp2", "add 192.0.2.0/24 dev swp2", "add local 10.1.0.1",
        "add 10.4.0.0/16 nexthop lladdr 02:00:00:00:00:03 dev swp2 nexthop lladdr 02:00:00:00:00:04 dev swp3.100",
        "add 2001:db8::/32 lladdr 02:00:00:00:00:02 dev swp3.100",
    ] {
        let words: Vec<&str> = ["route"].into_iter().chain(words.split(' ')).collect();
        bench.ok(&words);
    }
    let text = bench.ok(&["route", "get", "10.9.9.9", "iif", "swp1"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "10.9.9.9 from 198.51.100.2 iif swp1: 10.0.0.0/8 lladdr 02:00:00:00:00:01 dev swp2");
    assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), ["hardware", "software"]);
    assert_eq!(lines[8], "verdict   forward swp2       forward swp2");
    let report = bench.json(&["route", "get", "2001:db8::9", "iif", "swp2"]);
    let index = report["software"]["index"].as_u64().unwrap();
    let answer = json!({
        "verdict": "forward", "reason": null, "ports": ["swp3"], "prefix": "2001:db8::/32", "table": "pool", "index": index,
        "next_hop": report["software"]["next_hop"], "chosen": report["software"]["next_hop"], "dev": "swp3.100", "lladdr": "02:00:00:00:00:02",
    });
    assert_eq!((&report["hardware"], &report["software"], &report["agree"]), (&answer, &answer, &json!(true)));
    assert_eq!(report["source"], "2001:db8::2");
    // The probe's frame was for the router, tagged where the interface is.
    bench.ok(&["route", "get", "10.9.9.9", "iif", "swp3.100", "from", "10.7.7.7"]);
    let frame = bench.device(|device| device.memory.cpu_port.injected.last().unwrap().1.clone());
    assert_eq!(frame[..6], [2, 0, 0, 0, 1, 3]);
    assert_eq!(frame[12..18], [0x81, 0, 0, 100, 8, 0]);
    assert_eq!(frame[30..38], [10, 7, 7, 7, 10, 9, 9, 9]);
    // Each bucket's flows, and every kind of verdict.
    let mut seen = std::collections::BTreeSet::new();
    for port in 0..20 {
        let report = bench.json(&["route", "get", "10.4.0.1", "iif", "swp1", "sport", &(1000 + port).to_string()]);
        seen.insert(report["hardware"]["dev"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["swp2", "swp3.100"]);
    for (address, iif, verdict, reason) in [
        ("10.1.0.1", "swp1", "punt", json!("local_route")),
        ("192.0.2.5", "swp1", "punt", json!("unresolved_neigh")),
        ("10.9.9.9", "swp2", "punt", json!("uc_loopback")),
        ("99.9.9.9", "swp1", "punt", json!("ipv4_lpm_miss")),
    ] {
        let report = bench.json(&["route", "get", address, "iif", iif]);
        assert_eq!((&report["software"]["verdict"], &report["software"]["reason"]), (&json!(verdict), &reason), "{address}");
    }
    assert_eq!(bench.device(|device| device.memory.register(PROBE.address)), 0, "later frames are no questions");
    // Another MAC address in the hardware than the routes say: told from the tables, it is the routes that are.
    let state = path("get");
    let _ = std::fs::remove_file(&state);
    bench.ok(&["--state", &state, "neigh", "add", "192.0.2.1", "lladdr", MAC, "dev", "swp2"]);
    bench.ok(&["--state", &state, "route", "add", "11.0.0.0/8", "via", "192.0.2.1"]);
    bench.device(|device| {
        device.memory.router.broken_lookups = true;
    });
    let run = bench.run(&["--state", &state, "route", "get", "11.0.0.1", "iif", "swp1"]);
    assert_eq!(run.failed(5), "the hardware does otherwise than the routes say");
    assert!(run.out.contains("verdict"), "{}", run.out);
    let run = bench.run(&["-j", "route", "get", "10.9.9.9", "iif", "swp1"]);
    run.failed(5);
    assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap()["agree"], false);
    bench.device(|device| {
        device.memory.router.broken_lookups = false;
        device.memory.ignores_probes = true;
    });
    assert_eq!(bench.run(&["route", "get", "10.9.9.9"]).failed(2), "the device did not decide about the probe");
    let run = bench.run(&["--dry-run", "route", "get", "10.9.9.9"]);
    assert!(run.code == Some(0) && run.out.contains("not asked"), "{run:?}");
    assert_eq!(
        bench.run(&["route", "get", "2001:db8::1", "from", "10.0.0.1"]).failed(1),
        "source and destination are not of one family"
    );
    std::fs::remove_file(&state).unwrap();
}
