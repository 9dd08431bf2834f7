//! Interfaces, neighbours and next hop objects by the program.

mod program;
mod router_bench;
mod soft_device;

use ferroute_regmap::{Interface, NextHop, ReversePath};
use router_bench::{MAC, bench, entry, forward, path, writes};
use serde_json::json;

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
