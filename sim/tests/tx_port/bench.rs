//! The Verilated port, its stimulus and what it put on the line.

use ferroute_hdl::{stream::TxWord, transmit::tx_port};
use ferroute_sim::verilator::{self, Build};

/// Rising edges at `first`, then every `period`, in any unit.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Even.
    pub period: u64,
    /// At least half a period.
    pub first: u64,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
struct Word {
    octets: u64,
    end: u32,
    first_cycle: u32,
    written: u64,
}

#[repr(C)]
struct Run {
    core: Clock,
    tx: Clock,
    words: *mut Word,
    word_count: u64,
    overshoot: u64,
    line: *mut u16,
    line_length: u64,
    underruns: u64,
    stalls: u64,
}

/// What is done to the port.
#[derive(Clone, Debug)]
pub struct Stimulus {
    pub core: Clock,
    pub tx: Clock,
    pub frames: Vec<Vec<u8>>,
    /// The earliest core cycle in which each word of all frames is written.
    pub cycles: Vec<u32>,
    /// Writes that still follow a rise of `almost_full`.
    pub overshoot: u64,
    /// Edges of tx_clock to run.
    pub edges: usize,
}

/// What came of it.
pub struct Outcome {
    /// Behind each tx edge: octet, TX_EN << 8, TX_ER << 9.
    pub line: Vec<u16>,
    /// Time of the edge that wrote each word.
    pub written: Vec<u64>,
    pub underruns: u64,
    /// Core cycles in which `almost_full` held back a word.
    pub stalls: u64,
}

pub struct Bench(libloading::Library);

impl Bench {
    /// Nothing, and a line that says so, where the tools are missing.
    pub fn new() -> Option<Self> {
        let verilog = tx_port::verilog();
        let path = match verilator::build(&Build::new("tx_port", &verilog, include_str!("harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above.
        Some(Self(unsafe { libloading::Library::new(path) }.unwrap()))
    }

    pub fn run(&self, stimulus: &Stimulus) -> Outcome {
        let words = stimulus.frames.iter().flat_map(|frame| TxWord::of_frame(frame));
        let mut words: Vec<Word> = words
            .zip(&stimulus.cycles)
            .map(|(word, cycle)| Word {
                octets: word.octets,
                end: (word.pack() >> 64) as u32,
                first_cycle: *cycle,
                written: 0,
            })
            .collect();
        let mut line = vec![0; stimulus.edges];
        let mut run = Run {
            core: stimulus.core,
            tx: stimulus.tx,
            words: words.as_mut_ptr(),
            word_count: words.len() as u64,
            overshoot: stimulus.overshoot,
            line: line.as_mut_ptr(),
            line_length: line.len() as u64,
            underruns: 0,
            stalls: 0,
        };
        // SAFETY: the signature and the layout are those of the harness; the
        // vectors outlive the call.
        unsafe {
            let run_port = self.0.get::<extern "C" fn(*mut Run)>(b"run").unwrap();
            run_port(&raw mut run);
        }
        Outcome {
            line,
            written: words.iter().map(|word| word.written).collect(),
            underruns: run.underruns,
            stalls: run.stalls,
        }
    }
}
