//! Routes by the program.

mod program;
mod router_bench;
mod soft_device;

use ferroute_regmap::NextHop;
use ferroute_regmap::registers::{DEFAULT_ROUTES, ROUTER_SIZES};
use program::Bench;
use router_bench::{MAC, bench, entry, forward, path, writes};
use serde_json::{Value, json};

#[test]
fn routes_of_every_kind() {
    let bench = bench();
    for words in [
        "add 10.0.0.0/8 lladdr 02:00:00:00:00:01 dev swp2",
        "add 192.0.2.0/24 dev swp2",
        "add blackhole 10.1.0.0/16",
        "add unreachable 10.2.0.0/16",
        "add trap 10.3.0.0/16",
        "add local 192.0.2.254",
        "add 2001:db8::/32 lladdr 02:00:00:00:00:02 dev swp3.100",
        "add default via inet6 fe80::1 dev swp1",
        "add default via fe80::1 dev swp1",
        "add 10.4.0.0/16 nexthop lladdr 02:00:00:00:00:03 dev swp1 nexthop lladdr 02:00:00:00:00:04 dev swp2 weight 3",
        "add 10.5.0.0/16 via 192.0.2.1",
    ] {
        let words: Vec<&str> = ["route"].into_iter().chain(words.split(' ')).collect();
        assert_eq!(bench.ok(&words), "");
    }
    assert_eq!(entry(&bench, "10.9.9.9"), forward(1, 4));
    assert_eq!(entry(&bench, "192.0.2.7"), Some(NextHop::Glean { interface: 4 }));
    assert_eq!(entry(&bench, "10.1.9.9"), Some(NextHop::Blackhole));
    assert_eq!(entry(&bench, "10.2.9.9"), Some(NextHop::Reject));
    assert_eq!(entry(&bench, "10.3.9.9"), Some(NextHop::Trap));
    assert_eq!(entry(&bench, "192.0.2.254"), Some(NextHop::Local));
    assert_eq!(entry(&bench, "2001:db8::1"), forward(2, 9));
    assert_eq!(entry(&bench, "1.1.1.1"), Some(NextHop::Glean { interface: 0 }));
    assert_eq!(entry(&bench, "2001:db9::1"), Some(NextHop::Glean { interface: 0 }));
    assert!(matches!(entry(&bench, "10.4.9.9"), Some(NextHop::Group { log2_buckets: 4, .. })));
    assert_eq!(entry(&bench, "10.5.9.9"), Some(NextHop::Glean { interface: 4 }), "by the route to the gateway");
    let text = bench.ok(&["route", "show", "10.0.0.0/8"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["prefix", "way", "state", "table", "index", "next", "hop"]);
    assert!(lines[1].starts_with("10.0.0.0/8   lladdr 02:00:00:00:00:01 dev swp2"), "{text}");
    assert!(lines[2].starts_with("10.1.0.0/16  blackhole  "), "{text}");
    assert!(lines[5].starts_with("10.4.0.0/16  nexthop lladdr 02:00:00:00:00:03 dev swp1 weight 4"), "{text}");
    assert_eq!(lines.len(), 7);
    let records = bench.json(&["route", "show", "type", "trap"]);
    let index = records[0]["index"].as_u64().unwrap();
    assert_eq!(
        records,
        json!([{
            "prefix": "10.3.0.0/16", "type": "trap", "state": "installed", "refused_below": 0, "table": "pool",
            "index": index, "next_hop": records[0]["next_hop"],
        }])
    );
    assert_eq!(bench.json(&["route", "show", "dev", "swp3.100"])[0]["prefix"], "2001:db8::/32");
    assert_eq!(bench.json(&["route", "show", "192.0.2.254/32"])[0]["table"], "wide");
    assert_eq!(bench.ok(&["route", "flush", "10.0.0.0/8"]), "6 routes deleted\n");
    assert_eq!(entry(&bench, "10.1.9.9"), Some(NextHop::Glean { interface: 0 }));
    assert_eq!(bench.json(&["route", "flush", "all"]), json!({"deleted": 5}));
    bench.device(|device| {
        let router = &device.memory.router;
        assert!(router.fib4.words.iter().chain(&router.next_hops.words).chain(&router.wide.words).all(|word| *word == 0));
    });
}

#[test]
fn wrong_routes_change_nothing() {
    let bench = bench();
    bench.ok(&["route", "add", "10.0.0.0/8", "dev", "swp2"]);
    let before = writes(&bench);
    for (code, words, complaint) in [
        (2, "add 10.0.0.0/8 dev swp1", "a route for 10.0.0.0/8 exists already"),
        (2, "delete 11.0.0.0/8", "no route for 11.0.0.0/8"),
        (2, "add 11.0.0.0/8 dev swp4", "there is no router interface swp4; make one with `interface add`"),
        (2, "add 11.0.0.0/8 nhid 3", "no next hop object 3"),
        (1, "add 11.0.0.1/8 dev swp1", "11.0.0.1/8 has bits behind its length; its prefix is 11.0.0.0/8"),
        (1, "add 11.0.0.0/8 dev eth0", "no port \"eth0\"; there are swp1 to swp4 and cpu"),
        (1, "add 11.0.0.0/8", "a next hop is \"via ADDRESS [dev INTERFACE]\", \"lladdr MAC dev INTERFACE\", \"dev INTERFACE\" or \"nhid ID\""),
        (1, "add 11.0.0.0/8 via 10.0.0.1 lladdr 02:00:00:00:00:01 dev swp1", "a next hop is \"via ADDRESS [dev INTERFACE]\", \"lladdr MAC dev INTERFACE\", \"dev INTERFACE\" or \"nhid ID\""),
        (1, "add 11.0.0.0/8 via 172.16.0.1", "give \"dev INTERFACE\": no route leads to the gateway 172.16.0.1 directly"),
        (1, "add blackhole 11.0.0.0/8 dev swp1", "only a unicast route has next hops"),
        (1, "add 11.0.0.0/8 dev swp1 nexthop dev swp2", "give either one next hop or several, each behind \"nexthop\""),
        (1, "add 11.0.0.0/8 nexthop dev swp1 weight 0", "\"0\" is no weight; 1 to 256 are possible"),
        (1, "add 11.0.0.0/8 dev swp1 weight 3", "unexpected \"weight\"; expected via, lladdr, dev, nhid or nexthop"),
        (1, "add 11.0.0.0/8 via inet 2001:db8::1 dev swp1", "2001:db8::1 is no IPv4 address"),
        (1, "add 11.0.0.0/8 dev swp1 dev swp2", "\"dev\" is given twice or contradicted"),
        (1, "add 224.0.0.0/4 dev swp1", "224.0.0.0/4 is not routed by the hardware: multicast, loopback and reserved addresses never are"),
        (1, "add blackhole", "the route's prefix is missing"),
        (1, "append blackhole 10.0.0.0/8", "the route for 10.0.0.0/8 has no next hops that others could be appended to"),
        (1, "show type odd", "\"odd\" is no type of routes"),
    ] {
        let words: Vec<&str> = ["route"].into_iter().chain(words.split(' ')).collect();
        assert_eq!(bench.run(&words).failed(code), complaint, "{words:?}");
    }
    assert_eq!(writes(&bench), before);
}

/// Seven lengths of IPv6 that only the wide table takes, then an eighth and a ninth.
fn fill_lengths(bench: &Bench) {
    let text: String = (50..=57).map(|length| format!("route add fd00::/{length} lladdr 02:00:00:00:00:01 dev swp1\n")).collect();
    let run = bench.run_with_input(&["-b", "-"], &text);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn what_does_not_fit_is_refused_before_anything_is_written() {
    let bench = bench();
    fill_lengths(&bench);
    let before = writes(&bench);
    let complaint = "no room for the length of fd00::/64: wide table holds prefixes of 8 other lengths";
    assert_eq!(bench.run(&["route", "add", "fd00::/64", "dev", "swp1"]).failed(4), complaint);
    let saved = "[{\"prefix\":\"10.0.0.0/8\",\"dev\":\"swp1\"},{\"prefix\":\"fd00::/64\",\"dev\":\"swp1\"}]";
    assert_eq!(bench.run_with_input(&["route", "restore", "-"], saved).failed(4), complaint);
    assert_eq!(writes(&bench), before);
    // A dry run says the same, from the same plan.
    assert_eq!(bench.run(&["--dry-run", "route", "add", "fd00::/64", "dev", "swp1"]).failed(4), complaint);
    let run = bench.run(&["--dry-run", "route", "add", "fd00:1::/57", "lladdr", MAC, "dev", "swp1"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("not done: write 0xb00002 NEXT_HOPS entry 1 word 0 x2 00000002 01003300\n"), "{}", run.err);
    assert!(run.err.contains(" FIB_WIDE entry "), "{}", run.err);
    assert_eq!(writes(&bench), before);
}

#[test]
fn what_does_not_fit_leads_to_the_host_where_that_is_wanted() {
    let bench = bench();
    fill_lengths(&bench);
    let state = path("partial");
    let _ = std::fs::remove_file(&state);
    let with = |words: &str| {
        let words: Vec<&str> = ["--state", &state, "--partial"].into_iter().chain(words.split(' ')).collect();
        bench.ok(&words)
    };
    with("route add fd00::/64 lladdr 02:00:00:00:00:02 dev swp2");
    assert_eq!((entry(&bench, "fd00::1"), entry(&bench, "fd00:0:0:40::1")), (Some(NextHop::Incomplete), Some(NextHop::Incomplete)));
    assert_eq!(entry(&bench, "fd00:0:0:80::1"), forward(1, 0), "what is above the nearest one");
    let text = with("route show fd00::/57");
    assert!(text.contains("fd00::/57  lladdr 02:00:00:00:00:01 dev swp1  incomplete (1 refused below)  wide "), "{text}");
    assert!(text.contains("fd00::/64  lladdr 02:00:00:00:00:02 dev swp2  refused                       -  "), "{text}");
    assert_eq!(with("route show refused").lines().count(), 2);
    let usage = with("-j route usage");
    let usage: Value = serde_json::from_str(&usage).unwrap();
    assert_eq!(usage["routes"], json!({"installed": 7, "incomplete": 1, "refused": 1}));
    assert_eq!(usage["wide"]["lengths"], json!([57, 56, 55, 54, 53, 52, 51, 50]));
    with("route get fd00::1 iif swp3");
    with("route delete fd00::/50");
    assert_eq!((entry(&bench, "fd00::1"), entry(&bench, "fd00:0:0:40::1")), (forward(2, 4), forward(1, 0)));
    assert_eq!(with("route show refused").lines().count(), 1);
    std::fs::remove_file(&state).unwrap();
}

#[test]
fn lines_of_a_batch_go_together_and_fail_alone() {
    let bench = bench();
    let before = writes(&bench);
    let mut text = String::from("route add 172.16.0.0/12 lladdr 02:00:00:00:00:01 dev swp1\n");
    text.extend((0..600).map(|number| format!("route add 10.{}.{}.0/24 lladdr 02:00:00:00:00:01 dev swp1\n", number / 256, number % 256)));
    text.push_str("route add 10.0.0.0/24 dev swp1\nroute add 11.0.0.0/8 dev swp1\n");
    let run = bench.run_with_input(&["-b", "-"], &text);
    assert_eq!(run.code, Some(6));
    assert_eq!(run.err, "ferroute: -:602: a route for 10.0.0.0/24 exists already\nferroute: 1 of 603 lines failed, the rest was not tried\n");
    assert_eq!(entry(&bench, "10.1.7.9"), forward(1, 0), "lines before the one that failed are done");
    assert_eq!(entry(&bench, "11.0.0.1"), None);
    assert!(writes(&bench) > before + 500);
    let run = bench.run_with_input(&["--force", "-b", "-"], "route add 10.0.0.0/24 dev swp1\nroute add 11.0.0.0/8 dev swp1\nroute get 11.0.0.1 iif swp2\n");
    assert_eq!(run.code, Some(6));
    assert_eq!(run.err, "ferroute: -:1: a route for 10.0.0.0/24 exists already\nferroute: 1 of 3 lines failed\n");
    assert!(run.out.contains("11.0.0.0/8"), "{}", run.out);
    assert_eq!(entry(&bench, "11.0.0.1"), Some(NextHop::Glean { interface: 0 }));
}

/// Nineteen lengths, of which the one with most prefixes comes last.
#[test]
fn a_batch_puts_the_lengths_that_most_prefixes_have_into_the_pool() {
    let bench = bench();
    let mut text: String = (5..=23).map(|length| format!("route add 80.0.0.0/{length} dev swp1\n")).collect();
    text.extend((0..300).map(|number| format!("route add 10.{}.{}.0/24 dev swp1\n", number / 256, number % 256)));
    let run = bench.run_with_input(&["-b", "-"], &text);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let usage = bench.json(&["route", "usage"]);
    assert_eq!(usage["ipv4_pool"]["lengths"][0], 24, "{usage}");
    assert_eq!(usage["ipv4_pool"]["lengths"].as_array().unwrap().len(), 14);
    assert_eq!(usage["wide"]["used"], 6, "{usage}");
}

#[test]
fn save_restore_reseed_and_append() {
    let bench = bench();
    for words in [
        "add 10.0.0.0/8 lladdr 02:00:00:00:00:01 dev swp1", "add blackhole 10.1.0.0/16", "add default dev swp2",
        "append 10.0.0.0/8 lladdr 02:00:00:00:00:02 dev swp2", "add 2001:db8::/32 dev swp3.100",
    ] {
        let words: Vec<&str> = ["route"].into_iter().chain(words.split(' ')).collect();
        bench.ok(&words);
    }
    assert!(matches!(entry(&bench, "10.9.0.1"), Some(NextHop::Group { .. })));
    let saved = bench.ok(&["route", "save", "-"]);
    assert_eq!(saved.lines().count(), 6, "{saved}");
    assert!(saved.contains("\n{\"prefix\":\"10.1.0.0/16\",\"type\":\"blackhole\"},\n"), "{saved}");
    assert_eq!(bench.ok(&["route", "reseed", "0xABCDEF012345678"]), "4 prefixes kept\n");
    assert_eq!(bench.device(|device| device.memory.router.seed()), 0xABC_DEF0_1234_5678);
    assert!(matches!(entry(&bench, "10.9.0.1"), Some(NextHop::Group { .. })));
    assert_eq!(entry(&bench, "10.1.0.1"), Some(NextHop::Blackhole));
    bench.ok(&["route", "flush", "all"]);
    bench.ok(&["route", "add", "12.0.0.0/8", "dev", "swp1"]);
    let run = bench.run_with_input(&["route", "restore", "-"], &saved);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "4 routes restored\n", ""));
    assert_eq!(bench.json(&["route"]).as_array().unwrap().len(), 5);
    let run = bench.run_with_input(&["-j", "route", "restore", "-", "--flush"], &saved);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "{\"restored\":4,\"refused\":0}\n"));
    assert_eq!(bench.ok(&["route", "save", "-"]), saved);
    let word = bench.device(|device| device.memory.register(DEFAULT_ROUTES.address));
    assert_eq!(word >> 15 & 1, 1);
    let run = bench.run_with_input(&["route", "restore", "-"], "[{\"prefix\":\"10.0.0.1/8\",\"dev\":\"swp1\"}]");
    assert_eq!(run.failed(1), "-: this is nothing that was saved: 10.0.0.1/8 has bits behind its length; its prefix is 10.0.0.0/8 at line 1 column 23");
}

#[test]
fn a_device_without_a_router_says_so() {
    let bench = Bench::with(|device| device.memory.router.registers[0] = 0);
    for object in ["route", "neigh", "nexthop", "interface"] {
        assert_eq!(bench.run(&[object]).failed(2), "this build of the device has no router");
    }
    assert_eq!(bench.run(&["trap", "policer"]).failed(2), "this build of the device has no router, and of traps only link_local on and off");
    bench.ok(&["trap", "set", "link_local", "on"]);
    let bench = Bench::with(|device| device.memory.set_register(ROUTER_SIZES.address, 0xA4F));
    assert_eq!(
        bench.run(&["route"]).failed(5),
        "the device claims a router of 2^15, 2^4 and 2^10 rows or entries, which this program cannot be right about"
    );
}
