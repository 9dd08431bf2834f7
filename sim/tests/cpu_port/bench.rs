//! The Verilated port between a host, an ingress that reads with stalls and an
//! egress that writes with stalls.

use std::collections::VecDeque;
use std::ffi::c_void;

use ferroute_hdl::{
    cpu::cpu_port,
    stream::{RxTrailer, RxWord, TxWord},
};
use ferroute_regmap::PuntHeader;
use ferroute_sim::verilator::{self, Build};
use rand::{RngExt, SeedableRng, rngs::StdRng};

#[repr(C)]
#[derive(Default)]
struct Inputs {
    tx_octets: u64,
    tx_end: u32,
    tx_length: u32,
    tx_ingress: u32,
    tx_reason: u32,
    clocks: u32,
    offset: u32,
    inject_data: u32,
    read: u8,
    tx_write: u8,
    tx_first: u8,
    inject_write: u8,
    punt_read: u8,
    punt_release: u8,
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Outputs {
    octets: u64,
    end: u32,
    punt_data: u32,
    pub punt_words: u32,
    pub inject_words: u32,
    pub inject_refused: u32,
    empty: u8,
    pub tx_almost_full: u8,
    inject_ready: u8,
    punt_ready: u8,
}

/// What the host wants of the port.
#[derive(Clone, Copy)]
pub enum Access {
    Inject { offset: u32, word: u32 },
    Read(u32),
    Release,
}

struct EgressWord {
    word: TxWord,
    first: bool,
    header: PuntHeader,
}

pub struct Bench {
    library: libloading::Library,
    port: *mut c_void,
    pub random: StdRng,
    inputs: Inputs,
    pub outputs: Outputs,
    /// Probability that the ingress reads in a cycle.
    pub read_rate: f64,
    /// Probability that the egress writes in a cycle.
    pub write_rate: f64,
    /// Writes that may still follow a rise of `tx_almost_full`.
    pub overshoot: u32,
    writes_after_rise: u32,
    egress: VecDeque<EgressWord>,
    /// Frames that the egress wrote to their end.
    pub punted: usize,
    /// Octets of the frame that the ingress is reading.
    partial: Vec<u8>,
    /// What the ingress read.
    pub ingress: VecDeque<(Vec<u8>, RxTrailer)>,
    /// What was injected and did not arrive yet.
    pub sent: VecDeque<Vec<u8>>,
    pub cycles: u64,
}

impl Bench {
    /// Nothing, and a line that says so, where the tools are missing.
    pub fn new(seed: u64) -> Option<Self> {
        println!("seed {seed}");
        let verilog = cpu_port::verilog();
        let path = match verilator::build(&Build::new("cpu_port", &verilog, include_str!("harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above, and so is the signature.
        let (library, port) = unsafe {
            let library = libloading::Library::new(path).unwrap();
            let port = library.get::<extern "C" fn() -> *mut c_void>(b"make").unwrap()();
            (library, port)
        };
        let mut bench = Self {
            library,
            port,
            random: StdRng::seed_from_u64(seed),
            inputs: Inputs::default(),
            outputs: Outputs::default(),
            read_rate: 1.0,
            write_rate: 1.0,
            overshoot: 0,
            writes_after_rise: 0,
            egress: VecDeque::new(),
            punted: 0,
            partial: Vec::new(),
            ingress: VecDeque::new(),
            sent: VecDeque::new(),
            cycles: 0,
        };
        bench.idle(1);
        Some(bench)
    }

    /// Gives the egress a frame to write.
    pub fn punt(&mut self, frame: &[u8], header: PuntHeader) {
        for (index, word) in TxWord::of_frame(frame).into_iter().enumerate() {
            self.egress.push_back(EgressWord { word, first: index == 0, header });
        }
    }

    /// Frames or parts of them that the egress could not write yet.
    pub fn egress_is_done(&self) -> bool {
        self.egress.is_empty()
    }

    pub fn idle(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.cycle();
        }
    }

    /// Holds the access until it is done; what was read.
    pub fn access(&mut self, access: Access) -> u32 {
        self.request(access);
        for _ in 0..40 {
            self.cycle();
            if self.outputs.inject_ready | self.outputs.punt_ready != 0 {
                self.withdraw();
                return self.outputs.punt_data;
            }
        }
        panic!("no answer");
    }

    /// Gives the access up after some cycles, before it is done; then leaves
    /// the port alone for as long as the bus decoder does.
    pub fn give_up(&mut self, access: Access, cycles: u64) {
        self.request(access);
        for _ in 0..cycles {
            self.cycle();
            assert_eq!(self.outputs.inject_ready | self.outputs.punt_ready, 0);
        }
        self.withdraw();
        self.idle(2);
    }

    fn request(&mut self, access: Access) {
        match access {
            Access::Inject { offset, word } => {
                (self.inputs.offset, self.inputs.inject_data) = (offset, word);
                self.inputs.inject_write = 1;
            }
            Access::Read(offset) => {
                self.inputs.offset = offset;
                self.inputs.punt_read = 1;
            }
            Access::Release => self.inputs.punt_release = 1,
        }
    }

    fn withdraw(&mut self) {
        self.inputs.inject_write = 0;
        self.inputs.punt_read = 0;
        self.inputs.punt_release = 0;
    }

    fn cycle(&mut self) {
        self.inputs.read = self.random.random_bool(self.read_rate).into();
        self.drive_egress();
        // SAFETY: the signature and the layouts are those of the harness.
        unsafe {
            let cycle = self
                .library
                .get::<extern "C" fn(*mut c_void, *const Inputs, *mut Outputs)>(b"cycle")
                .unwrap();
            cycle(self.port, &raw const self.inputs, &raw mut self.outputs);
        }
        self.cycles += 1;
        if self.inputs.read == 1 && self.outputs.empty == 0 {
            self.take_word();
        }
    }

    /// A reader of the buffer sees `tx_almost_full` a cycle late, too.
    fn drive_egress(&mut self) {
        let full = self.outputs.tx_almost_full != 0;
        if !full {
            self.writes_after_rise = 0;
        }
        let may = !full || self.writes_after_rise < self.overshoot;
        let writes = may && !self.egress.is_empty() && self.random.random_bool(self.write_rate);
        self.inputs.tx_write = writes.into();
        if writes {
            self.writes_after_rise += u32::from(full);
            let next = self.egress.pop_front().expect("not empty");
            self.punted += usize::from(next.word.last.is_some());
            self.inputs.tx_octets = next.word.octets;
            self.inputs.tx_end = (next.word.pack() >> 64) as u32;
            if let Some(count @ 1..8) = next.word.last {
                // Anything may stand behind the last octet.
                self.inputs.tx_octets |= u64::MAX << (8 * count);
            }
            self.inputs.tx_first = next.first.into();
            // The three are valid with the first word only.
            let valid = |value: u32| if next.first { value } else { !value };
            self.inputs.tx_length = valid(next.header.length.into()) & 0x3FFF;
            self.inputs.tx_ingress = valid(next.header.port.into()) & 0xF;
            self.inputs.tx_reason = valid(next.header.reason.into()) & 0xFF;
            self.inputs.clocks = valid(next.header.timestamp);
        }
    }

    fn take_word(&mut self) {
        let bits = u128::from(self.outputs.octets) | u128::from(self.outputs.end) << 64;
        match RxWord::unpack(bits).expect("a kind that exists") {
            RxWord::Data(octets) => self.partial.extend(octets.to_le_bytes()),
            RxWord::Trailer(trailer) => {
                self.ingress.push_back((std::mem::take(&mut self.partial), trailer));
            }
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // SAFETY: made by `make`, dropped once.
        unsafe {
            self.library.get::<extern "C" fn(*mut c_void)>(b"drop").unwrap()(self.port);
        }
    }
}
