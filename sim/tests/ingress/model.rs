//! `Ingress` under Verilator with a harness that plays what is around it.

use ferroute_hdl::ingress::standalone;
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

/// Front-panel ports and the CPU port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    Five,
    Nine,
}

impl Ports {
    pub fn count(self) -> usize {
        match self {
            Ports::Five => 5,
            Ports::Nine => 9,
        }
    }
}

/// `Settings` of the harness.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub cycles: u64,
    pub rx_enable: u64,
    pub forward: u64,
    pub flood: u64,
    pub learn: u64,
    pub inject_ports: u64,
    pub trap_link_local: u64,
    pub rx_enable_change_at: u64,
    pub rx_enable_after: u64,
    pub lookup_latency_min: u64,
    pub lookup_latency_max: u64,
    pub cells: u64,
    pub hold_min: u64,
    pub hold_max: u64,
    pub flag_lag: u64,
    pub prefetch_pause: u64,
    pub drain_period: u64,
    pub learning: u64,
    pub seed: u64,
}

impl Settings {
    /// Everything is allowed, the surroundings are quick, cells are plenty.
    pub fn open(ports: Ports, cycles: u64) -> Self {
        let all = (1 << ports.count()) - 1;
        Self {
            cycles,
            rx_enable: all,
            forward: all,
            flood: all >> 1,
            learn: all >> 1,
            inject_ports: 0,
            trap_link_local: 0,
            rx_enable_change_at: u64::MAX,
            rx_enable_after: all,
            lookup_latency_min: 4,
            lookup_latency_max: 4,
            cells: 512,
            hold_min: 1,
            hold_max: 1,
            flag_lag: 0,
            prefetch_pause: 0,
            drain_period: 4,
            learning: 0,
            seed: 1,
        }
    }
}

/// What the harness saw, each with its cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Frame { ingress: usize, cells: u64, length: u64, egress: u64, class: u64, priority: u64, reason: u64, words: Vec<u64> },
    Rx { port: usize, length: u64, good: u64, class: u64, drop: u64, copies: u64 },
    Learn { port: usize, key: u64 },
    Lookup { port: usize, key: u64 },
    /// An interface's rule was broken; the codes are the harness's.
    Fault { code: u64, value: u64 },
    /// `head` is the cycle since which the trailer could have been read.
    TrailerRead { port: usize, head: u64 },
    FirstRead { port: usize },
    /// At the end: unread words, taken cells, cycles without cells, words read.
    Summary { unread: u64, held: u64, no_cells_cycles: u64, reads: u64 },
}

/// Words of each port: low 64 bits, high 8 bits, cycle from which on it is there.
pub type PortWords = Vec<Vec<[u64; 3]>>;

type Run = extern "C" fn(*const Settings, *const u64, *const u64, *const u64, u64, *mut u64, u64) -> u64;

pub struct Model {
    library: Library,
}

impl Model {
    /// `None`, and a line that says so, where Verilator is not installed.
    pub fn build(ports: Ports) -> Option<Self> {
        let verilog = match ports {
            Ports::Five => standalone::verilog::<5, 6, 9, 12>("ingress"),
            Ports::Nine => standalone::verilog::<9, 10, 9, 12>("ingress"),
        };
        let defines = [("PORTS", ports.count() as u64), ("CELL", 9)];
        let build = Build { defines: &defines, ..Build::new("ingress", &verilog, include_str!("harness.cpp")) };
        let path = match verilator::build(&build) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        assert!(!verilator::warnings(&path).unwrap().contains("UNOPTFLAT"), "a combinational loop");
        // SAFETY: the library is the harness beside this file.
        Some(Self { library: unsafe { Library::new(&path) }.unwrap() })
    }

    /// Runs and returns what happened, in the order of the cycles.
    pub fn run(&self, settings: &Settings, words: &PortWords, fdb: &[(u64, u8)]) -> Vec<(u64, Record)> {
        let counts: Vec<u64> = words.iter().map(|port| port.len() as u64).collect();
        let flat: Vec<u64> = words.iter().flatten().flatten().copied().collect();
        let entries: Vec<u64> = fdb.iter().flat_map(|(key, port)| [*key, u64::from(*port)]).collect();
        let mut out = vec![0; 1000 + flat.len() * 24];
        // SAFETY: the signature is the harness's, and each pointer is that of a
        // vector with as many elements as it is told.
        let used = unsafe {
            let run = self.library.get::<Run>(b"run").unwrap();
            run(
                settings,
                flat.as_ptr(),
                counts.as_ptr(),
                entries.as_ptr(),
                fdb.len() as u64,
                out.as_mut_ptr(),
                out.len() as u64,
            )
        };
        assert!(used > 0, "the harness ran out of room for its records");
        parse(&out[..used as usize])
    }
}

fn parse(mut out: &[u64]) -> Vec<(u64, Record)> {
    let mut records = Vec::new();
    while let [count, rest @ ..] = out {
        let (record, tail) = rest.split_at(*count as usize);
        out = tail;
        let parsed = match record {
            [0, _, ingress, cells, length, egress, class, priority, reason, words @ ..] => Record::Frame {
                ingress: *ingress as usize,
                cells: *cells,
                length: *length,
                egress: *egress,
                class: *class,
                priority: *priority,
                reason: *reason,
                words: words.to_vec(),
            },
            &[1, _, port, length, good, class, drop, copies] => {
                Record::Rx { port: port as usize, length, good, class, drop, copies }
            }
            &[2, _, port, key] => Record::Learn { port: port as usize, key },
            &[3, _, port, key] => Record::Lookup { port: port as usize, key },
            &[4, _, code, value] => Record::Fault { code, value },
            &[5, _, port, head] => Record::TrailerRead { port: port as usize, head },
            &[6, _, port] => Record::FirstRead { port: port as usize },
            &[7, _, unread, held, no_cells_cycles, reads] => {
                Record::Summary { unread, held, no_cells_cycles, reads }
            }
            other => panic!("no record: {other:?}"),
        };
        records.push((record[1], parsed));
    }
    records
}
