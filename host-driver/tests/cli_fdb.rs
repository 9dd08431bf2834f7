//! `ferroute fdb`: every verb, saved tables, full tables.

mod program;
mod soft_device;

use ferroute_regmap::FdbEntry;
use program::Bench;
use serde_json::json;
use soft_device::SoftDevice;

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";
const C: &str = "02:00:00:00:00:0c";

fn entry(last: u8, fid: u16, port: u8, is_static: bool) -> FdbEntry {
    FdbEntry { mac: [2, 0, 0, 0, 0, last], fid, port, age: 0, is_static }
}

fn learned(device: &mut SoftDevice) {
    device.memory.fdb.learn(FdbEntry { age: 3, ..entry(0xB, 0, 1, false) }, 0);
}

fn held(bench: &Bench) -> Vec<FdbEntry> {
    let mut entries: Vec<FdbEntry> =
        bench.device(|device| device.memory.fdb.entries().copied().collect());
    entries.sort_by_key(|entry| (entry.fid, entry.mac));
    entries
}

#[test]
fn add_show_get() {
    let bench = Bench::with(learned);
    assert_eq!(bench.ok(&["fdb", "add", A, "dev", "swp4"]), "");
    assert_eq!(bench.ok(&["fdb", "add", C, "fid", "7", "dev", "cpu", "dynamic"]), "");
    assert_eq!(held(&bench), [
        entry(0xA, 0, 3, true), FdbEntry { age: 3, ..entry(0xB, 0, 1, false) }, entry(0xC, 7, 4, false),
    ]);
    let text = "\
mac                port  kind     fid  age
02:00:00:00:00:0a  swp4  static     0    -
02:00:00:00:00:0b  swp2  dynamic    0    3
02:00:00:00:00:0c  cpu   dynamic    7    0
";
    assert_eq!(bench.ok(&["fdb", "show"]), text);
    assert_eq!(bench.ok(&["fdb"]), text);
    assert_eq!(
        bench.json(&["fdb", "show", "dynamic", "dev", "swp2"]),
        json!([{"mac": B, "fid": 0, "port": "swp2", "static": false, "age": 3}])
    );
    assert_eq!(bench.json(&["fdb", "show", "static", "fid", "7"]), json!([]));
    assert_eq!(
        bench.json(&["fdb", "get", C, "fid", "7"]),
        json!({"mac": C, "fid": 7, "port": "cpu", "static": false, "age": 0})
    );
    assert_eq!(
        bench.ok(&["fdb", "get", "0200.0000.000a"]),
        "mac                port  kind    fid  age\n02:00:00:00:00:0a  swp4  static    0    -\n"
    );
    assert_eq!(bench.run(&["fdb", "get", C]).failed(2), format!("no entry {C} fid 0"));
}

#[test]
fn replace_and_delete() {
    let bench = Bench::with(learned);
    assert_eq!(bench.run(&["fdb", "add", B, "dev", "swp1"]).failed(2), format!("{B} fid 0 exists already"));
    assert_eq!(held(&bench)[0].port, 1);
    bench.ok(&["fdb", "replace", B, "dev", "swp1"]);
    bench.ok(&["fdb", "replace", A, "dev", "swp3"]);
    assert_eq!(held(&bench), [entry(0xA, 0, 2, true), entry(0xB, 0, 0, true)]);
    assert_eq!(bench.ok(&["fdb", "delete", A]), "");
    assert_eq!(held(&bench), [entry(0xB, 0, 0, true)]);
    assert_eq!(bench.run(&["fdb", "delete", A]).failed(2), format!("no entry {A} fid 0"));
}

#[test]
fn flush_deletes_what_is_meant() {
    let all = [entry(1, 0, 0, false), entry(2, 0, 1, false), entry(3, 0, 1, true), entry(4, 5, 1, false)];
    for (words, deleted, left) in [
        (&[][..], 3, &[all[2]][..]),
        (&["dynamic"], 3, &[all[2]]),
        (&["dev", "swp2"], 2, &[all[0], all[2]]),
        (&["dev", "swp2", "fid", "5"], 1, &[all[0], all[1], all[2]]),
        (&["static"], 1, &[all[0], all[1], all[3]]),
        (&["static", "dev", "swp1"], 0, &all),
        (&["all", "dev", "swp2"], 3, &[all[0]]),
        (&["all"], 4, &[]),
    ] {
        let bench = Bench::with(|device| all.iter().for_each(|entry| device.memory.fdb.learn(*entry, 0)));
        let arguments = [&["fdb", "flush"], words].concat();
        assert_eq!(bench.json(&arguments), json!({"deleted": deleted}), "{words:?}");
        assert_eq!(held(&bench), left, "{words:?}");
    }
    assert_eq!(Bench::with(learned).ok(&["fdb", "flush"]), "1 entries deleted\n");
}

#[test]
fn save_and_restore() {
    let bench = Bench::with(learned);
    bench.ok(&["fdb", "add", A, "dev", "swp4", "fid", "9"]);
    let path = std::env::temp_dir().join(format!("ferroute-fdb-{}", std::process::id()));
    let path = path.to_str().unwrap();
    assert_eq!(bench.ok(&["fdb", "save", path]), "");
    let saved = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        saved,
        "[\n{\"mac\":\"02:00:00:00:00:0b\",\"fid\":0,\"port\":\"swp2\",\"static\":false,\"age\":3},\n\
         {\"mac\":\"02:00:00:00:00:0a\",\"fid\":9,\"port\":\"swp4\",\"static\":true,\"age\":0}\n]\n"
    );
    assert_eq!(bench.ok(&["fdb", "save", "-", "static"]).lines().count(), 3);
    bench.ok(&["fdb", "flush", "all"]);
    bench.ok(&["fdb", "add", C, "dev", "swp1"]);
    assert_eq!(bench.ok(&["fdb", "restore", path]), "2 entries restored\n");
    assert_eq!(held(&bench), [entry(0xB, 0, 1, false), entry(0xC, 0, 0, true), entry(0xA, 9, 3, true)]);
    std::fs::remove_file(path).unwrap();
    let run = bench.run_with_input(&["-j", "fdb", "restore", "-", "--flush"], &saved);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "{\"restored\":2}\n", ""));
    assert_eq!(held(&bench), [entry(0xB, 0, 1, false), entry(0xA, 9, 3, true)]);
}

#[test]
fn restored_entries_are_verified() {
    let bench = Bench::with(|device| device.memory.fdb.ignores_adds = true);
    let saved = format!("[{{\"mac\":\"{A}\",\"port\":\"swp1\",\"static\":true}}]");
    let run = bench.run_with_input(&["fdb", "restore", "-"], &saved);
    assert_eq!(
        run.failed(5),
        format!("1 of 1 entries are not in the device as restored, the first of them {A} fid 0")
    );
}

#[test]
fn a_saved_table_with_faults_changes_nothing() {
    let bench = Bench::new();
    for (text, complaint) in [
        ("nonsense", "-: this is no saved FDB: expected ident at line 1 column 2"),
        ("[{\"mac\":\"02:00:00:00:00:01\",\"port\":\"swp1\",\"static\":true},{\"mac\":\"02\",\"port\":\"swp1\",\"static\":true}]",
            "-: entry 2: \"02\" is not a MAC address (write it like 02:00:00:00:00:01)"),
        ("[{\"mac\":\"02:00:00:00:00:01\",\"port\":\"swp5\",\"static\":true}]",
            "-: entry 1: no port \"swp5\"; there are swp1 to swp4 and cpu"),
        ("[{\"mac\":\"ff:ff:ff:ff:ff:ff\",\"port\":\"swp1\",\"static\":true}]",
            "ff:ff:ff:ff:ff:ff is a group address; the FDB holds stations only"),
    ] {
        assert_eq!(bench.run_with_input(&["fdb", "restore", "-"], text).failed(1), complaint);
    }
    let missing = bench.run(&["fdb", "restore", "/nonexistent/fdb"]);
    assert!(missing.failed(1).starts_with("cannot read /nonexistent/fdb: No such file"), "{missing:?}");
    let unwritable = bench.run(&["fdb", "save", "/nonexistent/fdb"]);
    assert!(unwritable.failed(1).starts_with("cannot write /nonexistent/fdb: No such file"), "{unwritable:?}");
    assert_eq!(held(&bench), []);
}

/// More entries than there are places: all that fit are in, the others are named.
#[test]
fn a_full_table() {
    let bench = Bench::new();
    let entries: Vec<FdbEntry> = (0..4500_u32)
        .map(|index| {
            let [a, b, c, d] = index.wrapping_mul(0x9E37_79B1).to_be_bytes();
            FdbEntry { mac: [2, 0, a, b, c, d], fid: 0, port: 0, age: 0, is_static: true }
        })
        .collect();
    let text = ferroute_host::fdb::file::to_text(&entries, 4).unwrap();
    let run = bench.run_with_input(&["fdb", "restore", "-"], &text);
    let sentence = run.failed(4);
    let count = held(&bench).len();
    assert!((3600..=4096).contains(&count), "{count} entries fit");
    let missing = 4500 - count;
    assert!(sentence.starts_with("the FDB is full for 02:00:"), "{sentence}");
    assert!(sentence.ends_with(&format!(" fid 0 and {} more", missing - 1)), "{sentence}, {missing} missing");
    let longest = bench.device(|device| {
        let writes = device.writes.iter().filter(|write| write.words.len() > 1);
        (writes.clone().map(|write| write.words.len()).max(), writes.count())
    });
    // One message for 15 entries; then at most the searches for what is missing.
    assert_eq!(longest.0, Some(60));
    assert!(longest.1 <= 300 + missing, "{} messages", longest.1);
    // A single entry that finds no place.
    let first = sentence.split_whitespace().nth(5).unwrap();
    assert_eq!(
        bench.run(&["fdb", "add", first, "dev", "swp1"]).failed(4),
        format!("the FDB is full for {first} fid 0")
    );
}

#[test]
fn reseed_keeps_static_entries_and_forgets_the_others() {
    use ferroute_regmap::registers::{FDB_SEED_HIGH, FDB_SEED_LOW};
    let bench = Bench::with(learned);
    bench.ok(&["fdb", "add", A, "dev", "swp4"]);
    assert_eq!(bench.ok(&["fdb", "reseed", "0xABCDEF012345678"]), "1 static entries kept\n");
    let seed = |bench: &Bench| {
        bench.device(|device| {
            [FDB_SEED_HIGH, FDB_SEED_LOW].map(|register| device.memory.register(register.address))
        })
    };
    assert_eq!(seed(&bench), [0xABC_DEF0, 0x1234_5678]);
    assert_eq!(held(&bench), [entry(0xA, 0, 3, true)]);
    bench.ok(&["fdb", "reseed"]);
    assert_ne!(seed(&bench), [0xABC_DEF0, 0x1234_5678], "a random one");
    for wrong in ["0x1000000000000000", "x", "-1"] {
        assert_eq!(bench.run(&["fdb", "reseed", wrong]).code, Some(1), "{wrong}");
    }
    assert_eq!(held(&bench), [entry(0xA, 0, 3, true)]);
}
