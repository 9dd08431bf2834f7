//! RxPort under Verilator: wire samples in, words out, and the comparison of
//! both with the reference model.

use std::path::PathBuf;

use ferroute_hdl::receive::RxPort;
use ferroute_hdl::stream::{RxTrailer, RxWord};
use ferroute_regmap::DropReason;
use ferroute_sim::golden::{CarrierEvent, parse, receive};
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

const HARNESS: &str = include_str!("harness.cpp");
const FCS_OCTETS: usize = 4;

/// A word as the harness gives it.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct RawWord {
    low: u64,
    high: u64,
    rx_edges: u64,
}

type New = unsafe extern "C" fn(u64, u64, u64, u64) -> *mut core::ffi::c_void;
type Delete = unsafe extern "C" fn(*mut core::ffi::c_void);
type Run = unsafe extern "C" fn(*mut core::ffi::c_void, *const u16, u64, u64, *mut RawWord, u64) -> u64;

/// Clock periods in any unit, and how often the core reads.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    pub rx_period: u64,
    pub core_period: u64,
    pub core_phase: u64,
    /// Of 256 core cycles.
    pub read_rate: u64,
}

impl Clocks {
    /// Both at one frequency, the core always ready.
    pub const EQUAL: Self = Self { rx_period: 1000, core_period: 1000, core_phase: 500, read_rate: 256 };
}

/// One port and its clocks.
pub struct Bench {
    handle: *mut core::ffi::c_void,
    library: Library,
    pub clocks: Clocks,
    words: Vec<RawWord>,
    rx_edges: u64,
}

/// What the core got for one carrier event.
#[derive(Debug)]
pub struct Delivered {
    pub data: Vec<u64>,
    pub trailer: RxTrailer,
    /// rx edges until the core took the trailer.
    pub rx_edges: u64,
}

fn library() -> Option<PathBuf> {
    let verilog = RxPort::verilog("rx_port");
    match verilator::build(&Build::new("rx_port", &verilog, HARNESS)) {
        Err(error) if error.is_missing_tool() => {
            println!("SKIPPED: {error}");
            None
        }
        built => Some(built.unwrap()),
    }
}

impl Bench {
    /// A port after power-up; nothing (and a line that says so) without Verilator.
    pub fn new(clocks: Clocks) -> Option<Self> {
        // SAFETY: the library is the harness.
        let library = unsafe { Library::new(library()?) }.unwrap();
        // SAFETY: the signatures are those of the harness, here and below.
        let handle = unsafe {
            let new = library.get::<New>(b"rx_new").unwrap();
            new(clocks.rx_period, clocks.core_period, clocks.core_phase, 1)
        };
        Some(Self { handle, library, clocks, words: Vec::new(), rx_edges: 0 })
    }

    /// Puts these samples on the wire; the core reads at this rate meanwhile.
    pub fn run(&mut self, wire: &[u16], read_rate: u64) {
        let mut words = vec![RawWord::default(); wire.len() * 4 + 64];
        // SAFETY: lengths and pointers are those of the two slices.
        let taken = unsafe {
            let run = self.library.get::<Run>(b"rx_run").unwrap();
            run(self.handle, wire.as_ptr(), wire.len() as u64, read_rate, words.as_mut_ptr(), words.len() as u64)
        } as usize;
        assert!(taken < words.len(), "the core read more than it could");
        self.words.extend(&words[..taken]);
        self.rx_edges += wire.len() as u64;
    }

    /// Rising edges of rx_clock so far.
    pub fn rx_edges(&self) -> u64 {
        self.rx_edges
    }

    /// Idle line until the FIFO is empty.
    pub fn drain(&mut self) {
        let clocks = 2000 * self.clocks.core_period / self.clocks.rx_period + 2000;
        self.run(&vec![0; clocks as usize], self.clocks.read_rate.max(64));
    }

    /// All words so far, by carrier event; there must be no data behind the last trailer.
    pub fn delivered(&mut self) -> Vec<Delivered> {
        let mut events = Vec::new();
        let mut data = Vec::new();
        for raw in self.words.drain(..) {
            let bits = u128::from(raw.high) << 64 | u128::from(raw.low);
            match RxWord::unpack(bits).unwrap_or_else(|| panic!("unknown code in {bits:018x}")) {
                RxWord::Data(octets) => {
                    assert_eq!(bits >> 64, 0, "bits 70:64 of a data word");
                    data.push(octets);
                }
                RxWord::Trailer(trailer) => {
                    assert_eq!(bits >> 37 & 3, 0, "unused bits of the trailer");
                    events.push(Delivered { data: std::mem::take(&mut data), trailer, rx_edges: raw.rx_edges });
                }
            }
        }
        assert!(data.is_empty(), "{} data words without a trailer", data.len());
        events
    }

    /// Runs the events, each with so many idle clocks behind it, and compares
    /// everything with the reference model. The core must be quick enough.
    pub fn check(&mut self, events: &[(CarrierEvent, usize)], name: &str) {
        for (event, gap) in events {
            let wire = samples(event, *gap);
            self.run(&wire, self.clocks.read_rate);
        }
        self.drain();
        let delivered = self.delivered();
        assert_eq!(delivered.len(), events.len(), "{name}: carrier events and trailers");
        for (index, ((event, _), delivered)) in events.iter().zip(&delivered).enumerate() {
            let context = || format!("{name}, event {index}, {:?}: {event:02x?}", self.clocks);
            compare(event, delivered, false).unwrap_or_else(|difference| panic!("{difference}\n{}", context()));
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // SAFETY: the handle is from `rx_new` and used no more.
        unsafe { self.library.get::<Delete>(b"rx_delete").unwrap()(self.handle) }
    }
}

/// The samples of an event and the idle clocks behind it. What stands on RXD
/// between events is noise, RX_ER there is carrier extension: both mean nothing.
pub fn samples(event: &CarrierEvent, gap: usize) -> Vec<u16> {
    let mut wire: Vec<u16> = event.octets.iter().map(|octet| 0x100 | u16::from(*octet)).collect();
    for position in &event.error_positions {
        wire[*position] |= 0x200;
    }
    wire.extend([0x2D5, 0x055, 0x20F, 0x0D5].iter().cycle().take(gap));
    wire
}

/// Data words of a frame whose every word is delivered.
pub fn full_words(octets: usize) -> usize {
    octets.saturating_sub(FCS_OCTETS).min(RxPort::MAX_DATA_OCTETS).div_ceil(8)
}

/// Holds what was delivered against the reference model. With `overrun` the
/// data may end early, and then only with status receive_overrun.
pub fn compare(event: &CarrierEvent, delivered: &Delivered, overrun: bool) -> Result<(), String> {
    let received = receive(event);
    let frame = &received.octets[..received.octets.len().saturating_sub(FCS_OCTETS)];
    let parsed = parse(frame);
    let trailer = &delivered.trailer;
    let words = full_words(received.octets.len());
    let mut error = received.error;
    if overrun && delivered.data.len() < words && error != Some(DropReason::PreambleError) {
        error = Some(DropReason::ReceiveOverrun);
    } else if delivered.data.len() != words {
        return Err(format!("{} data words instead of {words}", delivered.data.len()));
    }
    for (index, (word, octets)) in delivered.data.iter().zip(frame.chunks(8)).enumerate() {
        if word.to_le_bytes()[..octets.len()] != *octets {
            return Err(format!("word {index}: {word:016x} instead of {octets:02x?}"));
        }
    }
    let differs = |field: &str, got: &dyn std::fmt::Debug, expected: &dyn std::fmt::Debug| {
        Err(format!("{field} is {got:?}, expected {expected:?}"))
    };
    if usize::from(trailer.length) != received.length {
        return differs("length", &trailer.length, &received.length);
    }
    if trailer.status != error {
        return differs("status", &trailer.status, &error);
    }
    // Of a malformed packet these three are all that is specified.
    let kinds = (usize::from(trailer.tag_count), trailer.l3_kind as u8, trailer.malformed);
    let expected_kinds = (parsed.tag_count, parsed.l3_kind as u8, parsed.malformed);
    if kinds != expected_kinds {
        return differs("(tag_count, l3_kind, malformed)", &kinds, &expected_kinds);
    }
    if parsed.malformed {
        return Ok(());
    }
    let flags = [trailer.fragment, trailer.later_fragment, trailer.options, trailer.l4_valid, trailer.checksum_bad];
    let expected_flags = [parsed.fragment, parsed.later_fragment, parsed.options, parsed.l4_valid, parsed.checksum_bad];
    if flags != expected_flags {
        return differs("[fragment, later, options, l4_valid, checksum_bad]", &flags, &expected_flags);
    }
    if trailer.protocol != parsed.protocol {
        return differs("protocol", &trailer.protocol, &parsed.protocol);
    }
    let ports = (trailer.source_port, trailer.destination_port);
    if parsed.l4_valid && ports != (parsed.source_port, parsed.destination_port) {
        return differs("ports", &ports, &(parsed.source_port, parsed.destination_port));
    }
    Ok(())
}
