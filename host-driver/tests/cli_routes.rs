//! Routes, neighbours, next hops and interfaces by the program.

mod program;
mod soft_device;

use std::net::IpAddr;

use ferroute_host::fib::address_bits;
use ferroute_regmap::registers::{DEFAULT_ROUTES, PROBE, ROUTER_SIZES};
use ferroute_regmap::{Interface, NextHop, ReversePath};
use program::Bench;
use serde_json::{Value, json};

const MAC: &str = "02:00:00:00:00:33";

/// A bench with interfaces swp1, swp2, swp3 and swp3.100.
fn bench() -> Bench {
    let bench = Bench::new();
    let text = "\
interface add dev swp1 address 02:00:00:00:01:01
interface add dev swp2 address 02:00:00:00:01:02
interface add dev swp3 address 02:00:00:00:01:03
interface add dev swp3 vlan 100 address 02:00:00:00:01:03
";
    let run = bench.run_with_input(&["-b", "-"], text);
    assert_eq!((run.code, run.err.as_str(), run.out.as_str()), (Some(0), "", ""));
    bench
}

/// What the device does with an address.
fn entry(bench: &Bench, address: &str) -> Option<NextHop> {
    let address: IpAddr = address.parse().unwrap();
    bench.device(|device| {
        let router = &device.memory.router;
        let found = router.lookup(address.is_ipv6(), address_bits(address));
        (found.table != 0).then(|| NextHop::unpack(*router.next_hops.entry(found.next_hop.into()).first_chunk().unwrap()))
    })
}

fn forward(last: u8, interface: u8) -> Option<NextHop> {
    Some(NextHop::Forward { mac: [2, 0, 0, 0, 0, last], interface })
}

/// A file name of this process that nobody else uses.
fn path(name: &str) -> String {
    std::env::temp_dir().join(format!("ferroute-{name}-{}", std::process::id())).to_str().unwrap().to_owned()
}

fn writes(bench: &Bench) -> usize {
    bench.device(|device| device.writes.len())
}

#[test]
fn interfaces() {
    let bench = bench();
    bench.ok(&["interface", "replace", "dev", "swp3.100", "address", "02:00:00:00:01:03", "mtu", "9000", "ipv4", "off", "rpf", "strict"]);
    let text = bench.ok(&["interface"]);
    assert_eq!(
        text,
        "\
interface  address            ipv4  ipv6  rpf4    rpf6     mtu
swp1       02:00:00:00:01:01  on    on    off     off     1500
swp2       02:00:00:00:01:02  on    on    off     off     1500
swp3       02:00:00:00:01:03  on    on    off     off     1500
swp3.100   02:00:00:00:01:03  off   on    strict  strict  9000
"
    );
    let stored = bench.device(|device| Interface::unpack(*device.memory.router.interfaces.entry(9).first_chunk().unwrap()));
    assert_eq!(stored, Some(Interface {
        mac: [2, 0, 0, 0, 1, 3], vlan: 100, mtu: 9000, ipv4: false, ipv6: true,
        reverse_path4: ReversePath::Strict, reverse_path6: ReversePath::Strict,
    }));
    assert_eq!(
        bench.json(&["interface", "get", "dev", "swp2"]),
        json!([{
            "interface": "swp2", "address": "02:00:00:00:01:02", "mtu": 1500, "ipv4": true, "ipv6": true,
            "rpf4": "off", "rpf6": "off",
        }])
    );
    for (code, words, complaint) in [
        (2, "add dev swp1 address 02:00:00:00:01:01", "router interface swp1 exists already"),
        (1, "add dev cpu address 02:00:00:00:01:01", "the CPU port has no router interfaces"),
        (1, "add dev swp1", "the interface's address is missing; give \"address MAC\""),
        (1, "add dev swp1 vlan 5 address 03:00:00:00:01:01", "03:00:00:00:01:01 is no address of a station"),
        (1, "add dev swp1 vlan 4095 address 02:00:00:00:01:01", "\"4095\" is no VLAN; 0 to 4094 are possible"),
        (1, "add dev swp1 vlan 5 address 02:00:00:00:01:01 mtu 1000", "an MTU of 1000 is not possible; 68 to 16383 are, and with IPv6 at least 1280"),
        (1, "add dev swp1 vlan 5 address 02:00:00:00:01:01 rpf some", "\"some\" is neither \"off\", \"loose\" nor \"strict\""),
        (2, "delete dev swp4", "there is no router interface swp4; make one with `interface add`"),
        (2, "get dev swp1.7", "there is no router interface swp1.7; make one with `interface add`"),
    ] {
        let words: Vec<&str> = ["interface"].into_iter().chain(words.split(' ')).collect();
        assert_eq!(bench.run(&words).failed(code), complaint);
    }
    let saved = bench.ok(&["interface", "save", "-"]);
    bench.ok(&["interface", "delete", "dev", "swp3", "vlan", "100"]);
    bench.ok(&["interface", "delete", "dev", "swp1"]);
    assert_eq!(bench.json(&["interface"]).as_array().unwrap().len(), 2);
    let run = bench.run_with_input(&["interface", "restore", "-"], &saved);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "4 interfaces restored\n"));
    assert_eq!(bench.ok(&["interface", "show"]), text);
}

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

#[test]
fn a_neighbour_turns_the_routes_by_it_where_a_state_remembers_them() {
    let bench = bench();
    let state = path("state");
    let _ = std::fs::remove_file(&state);
    let with = |words: &str| {
        let words: Vec<&str> = ["--state", &state].into_iter().chain(words.split(' ')).collect();
        bench.ok(&words)
    };
    with("route add 192.0.2.0/24 dev swp2");
    with("route add 10.0.0.0/8 via 192.0.2.1 dev swp2");
    assert_eq!(entry(&bench, "10.0.0.1"), Some(NextHop::Glean { interface: 4 }));
    let before = writes(&bench);
    with(&format!("neigh add 192.0.2.1 lladdr {MAC} dev swp2"));
    // Host next hop, host route, its length, and the gateway's next hop.
    assert_eq!(writes(&bench), before + 4);
    assert_eq!((entry(&bench, "10.0.0.1"), entry(&bench, "192.0.2.1")), (forward(0x33, 4), forward(0x33, 4)));
    assert!(with("route show").contains("10.0.0.0/8    via 192.0.2.1 dev swp2"), "{}", with("route show"));
    assert_eq!(with("neigh"), format!("address    dev   lladdr\n192.0.2.1  swp2  {MAC}\n"));
    assert_eq!(with("route show all").lines().count(), 4, "the neighbour's own route as well");
    with("neigh replace 192.0.2.1 nud failed dev swp2");
    assert_eq!(entry(&bench, "10.0.0.1"), Some(NextHop::HoldDown { interface: 4 }));
    assert_eq!(with("neigh get 192.0.2.1 dev swp2"), "address    dev   lladdr\n192.0.2.1  swp2  held down\n");
    with("neigh delete 192.0.2.1 dev swp2");
    assert_eq!((entry(&bench, "10.0.0.1"), entry(&bench, "192.0.2.1")), (Some(NextHop::Glean { interface: 4 }), Some(NextHop::Glean { interface: 4 })));
    // Without the state the gateway is forgotten, and the neighbour turns its own address only.
    assert!(bench.ok(&["route", "show"]).contains("10.0.0.0/8    dev swp2"));
    bench.ok(&["neigh", "add", "192.0.2.1", "lladdr", MAC, "dev", "swp2"]);
    assert_eq!((entry(&bench, "10.0.0.1"), entry(&bench, "192.0.2.1")), (Some(NextHop::Glean { interface: 4 }), forward(0x33, 4)));
    assert_eq!(bench.json(&["neigh"]), json!([{"address": "192.0.2.1", "dev": "swp2", "lladdr": MAC}]));
    // With the state of before, which does not know of the neighbour.
    assert!(with("route show").contains("via 192.0.2.1"), "{}", with("route show"));
    for (code, words, complaint) in [
        (2, "delete 192.0.2.9 dev swp2", "no neighbour 192.0.2.9"),
        (1, "add 192.0.2.9 dev swp2", "the neighbour's address is missing; give \"lladdr MAC\""),
        (1, "add 192.0.2.9 lladdr 02:00:00:00:00:01", "the neighbour's interface is missing; give \"dev INTERFACE\""),
        (1, "add 224.0.0.5 lladdr 02:00:00:00:00:01 dev swp2", "224.0.0.5 is no address of a station"),
        (1, "add 192.0.2.9 lladdr 03:00:00:00:00:01 dev swp2", "03:00:00:00:00:01 is no address of a station"),
        (1, "add frob lladdr 02:00:00:00:00:01 dev swp2", "\"frob\" is no IP address"),
        (2, "add 192.0.2.1 lladdr 02:00:00:00:00:01 dev swp2", "neighbour 192.0.2.1 exists already"),
    ] {
        let words: Vec<&str> = ["neigh"].into_iter().chain(words.split(' ')).collect();
        assert_eq!(bench.run(&words).failed(code), complaint);
    }
    // A device that started again holds nothing of it.
    bench.device(|device| device.restart());
    assert_eq!(with("route show").lines().count(), 1);
    std::fs::write(&state, "nonsense").unwrap();
    let run = bench.run(&["--state", &state, "route"]);
    assert!(run.failed(1).starts_with(&format!("{state}: this is no state of routes: ")), "{run:?}");
    std::fs::remove_file(&state).unwrap();
}

#[test]
fn next_hop_objects() {
    let bench = bench();
    let state = path("objects");
    let _ = std::fs::remove_file(&state);
    let run = |words: &str| {
        let words: Vec<&str> = ["--state", &state].into_iter().chain(words.split(' ')).collect();
        bench.run(&words)
    };
    let ok = |words: &str| {
        let run = run(words);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{words}");
        run.out
    };
    ok("nexthop add id 1 lladdr 02:00:00:00:00:01 dev swp1");
    ok("nexthop add id 2 lladdr 02:00:00:00:00:02 dev swp2");
    ok("nexthop add id 10 group 1,3/2");
    ok("route add 10.0.0.0/8 nhid 10");
    ok("route add 11.0.0.0/8 nhid 1");
    assert!(matches!(entry(&bench, "10.0.0.1"), Some(NextHop::Group { first_bucket: 0, log2_buckets: 4 })));
    let owners = || bench.device(|device| device.memory.router.buckets.words[..16].to_vec());
    assert_eq!(owners().iter().filter(|owner| **owner == 0).count(), 12);
    let words: Vec<Vec<String>> =
        ok("nexthop").lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
    assert_eq!(
        words.iter().map(|words| words.join(" ")).collect::<Vec<_>>(),
        [
            "next hop id entry way buckets references",
            "0 1 forward lladdr 02:00:00:00:00:01 dev swp1 - 3",
            "1 2 forward lladdr 02:00:00:00:00:02 dev swp2 - 2",
            "2 10 group nexthop nhid 1 weight 3 nexthop nhid 2 weight 1 16 2",
        ]
    );
    ok("nexthop replace id 1 lladdr 02:00:00:00:00:09 dev swp1");
    assert_eq!(entry(&bench, "11.0.0.1"), forward(9, 0));
    assert_eq!(run("nexthop delete id 1").failed(2), "next hop object 1 is in use (2 routes or groups)");
    assert_eq!(run("nexthop add id 11 group 10").failed(1), "next hop object 10 is a group, and a group's members are no groups");
    assert_eq!(run("nexthop add group 1").failed(1), "the object's number is missing; give \"id ID\" first");
    assert_eq!(run("nexthop get id 5").failed(2), "no next hop object 5");
    let saved = ok("nexthop save -");
    assert_eq!(saved.lines().count(), 5, "{saved}");
    ok("route flush all");
    assert_eq!(ok("nexthop flush"), "3 objects deleted\n");
    assert_eq!(ok("nexthop").lines().count(), 1);
    let arguments = ["--state", &state, "nexthop", "restore", "-"];
    let restored = bench.run_with_input(&arguments, &saved);
    assert_eq!((restored.code, restored.out.as_str()), (Some(0), "3 objects restored\n"));
    assert_eq!(ok("nexthop save -"), saved);
    std::fs::remove_file(&state).unwrap();
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
        "the device claims a router of 2^15, 2^4 and 2^10 rows, which this program cannot be right about"
    );
}
