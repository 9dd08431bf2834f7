//! A Verilated board of two ports and their partners. Times in nanoseconds.

use std::cell::RefCell;

use ferroute_hdl::board_top::BoardTop;
use ferroute_sim::verilator::{self, Build};
use libloading::Symbol;

use crate::line::{self, Pins, Received, Speed};

pub struct BoardBench {
    library: libloading::Library,
    board: usize,
    speeds: RefCell<[Speed; 2]>,
}

impl BoardBench {
    /// Nothing, and a line that says so, where the tools are missing.
    pub fn new(top: &BoardTop) -> Option<Self> {
        let verilog = top.verilog().unwrap() + include_str!("cells.v") + include_str!("board.v");
        let harness = include_str!("board_harness.cpp").replace("#include \"phy\"", include_str!("phy.h"));
        let (buses, resets, leds) = (top.mdio.len(), top.phy_resets, top.leds);
        let parameters = [format!("-GBUSES={buses}"), format!("-GRESETS={resets}"), format!("-GLEDS={leds}")];
        let arguments: Vec<&str> = parameters.iter().map(String::as_str).collect();
        let build = Build {
            defines: &[("BUSES", buses as u64)],
            verilator_arguments: &arguments,
            ..Build::new("board_bench", &verilog, &harness)
        };
        let path = match verilator::build(&build) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above.
        let library = unsafe { libloading::Library::new(path) }.unwrap();
        // SAFETY: signature of the harness.
        let board = unsafe { library.get::<extern "C" fn() -> usize>(b"open_board").unwrap()() };
        let bench = Self { library, board, speeds: RefCell::new([Speed::Gigabit; 2]) };
        // The PLL's gate waits 2^12 clocks.
        bench.run(40_000);
        Some(bench)
    }

    /// A function of the harness; every call below has its signature.
    fn function<T>(&self, name: &str) -> Symbol<'_, T> {
        // SAFETY: see above.
        unsafe { self.library.get(name.as_bytes()) }.unwrap()
    }

    pub fn run(&self, nanoseconds: u64) {
        self.function::<extern "C" fn(usize, u64)>("run")(self.board, nanoseconds);
    }

    /// The partner's line goes on at this speed, and says `status` while idle.
    pub fn set_line(&self, port: usize, speed: Speed, status: u8) {
        let idle = line::idle(status, 1)[0];
        let function = self.function::<extern "C" fn(usize, u32, u64, u32)>("set_line");
        function(self.board, port as u32, speed.nanoseconds(), idle.into());
        self.speeds.borrow_mut()[port] = speed;
    }

    /// Puts a frame of octets, FCS included, on the partner's line, and a gap.
    pub fn send(&self, port: usize, preamble: usize, octets: &[u8], status: u8) {
        let speed = self.speeds.borrow()[port];
        let mut pins = line::event(speed, preamble, octets);
        pins.extend(line::idle(status, 12 * speed.clocks()));
        let function = self.function::<extern "C" fn(usize, u32, *const Pins, u64)>("send");
        function(self.board, port as u32, pins.as_ptr(), pins.len() as u64);
    }

    /// Runs until the partner has sent all it was given.
    pub fn run_until_sent(&self, port: usize) {
        let queued = self.function::<extern "C" fn(usize, u32) -> u64>("queued");
        while queued(self.board, port as u32) > 0 {
            self.run(1000);
        }
    }

    /// The frames that the partner has taken since the last call.
    pub fn received(&self, port: usize) -> Vec<Received> {
        let seen = self.function::<extern "C" fn(usize, u32, *mut Pins, u64) -> u64>("seen");
        let mut pins = vec![0; 1 << 22];
        let count = seen(self.board, port as u32, pins.as_mut_ptr(), pins.len() as u64);
        line::frames(self.speeds.borrow()[port], &pins[..count as usize])
    }

    /// Shortest time between two edges of TXC so far.
    pub fn shortest_half(&self, port: usize) -> i64 {
        self.function::<extern "C" fn(usize, u32) -> i64>("shortest_half")(self.board, port as u32)
    }

    pub fn set_register(&self, bus: usize, phy: u32, address: u32, value: u16) {
        let function = self.function::<extern "C" fn(usize, u32, u32, u32, u32)>("set_register");
        function(self.board, bus as u32, phy, address, value.into());
    }

    pub fn remove_phy(&self, bus: usize, phy: u32) {
        self.function::<extern "C" fn(usize, u32, u32)>("remove_phy")(self.board, bus as u32, phy);
    }

    /// A bit a port.
    pub fn links(&self) -> u32 {
        self.function::<extern "C" fn(usize) -> u32>("links")(self.board)
    }

    pub fn leds(&self) -> u32 {
        self.function::<extern "C" fn(usize) -> u32>("leds")(self.board)
    }
}

impl Drop for BoardBench {
    fn drop(&mut self) {
        self.function::<extern "C" fn(usize)>("close_board")(self.board);
    }
}
