//! The model of the block RAM against a second description of it: a row of bits
//! that both ports address, as Lattice FPGA-TN-02204 counts them.

mod cell_bench;

use cell_bench::{Bench, Pin, pin};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SEED: u64 = 20_265;

/// A block RAM under test. Its outputs are `a` and `b` with its number.
#[derive(Clone, Copy)]
struct Ram {
    width: [u32; 2],
    registered: [bool; 2],
    write_mode: &'static str,
    preset: bool,
}

const fn ram(width_a: u32, width_b: u32, write_mode: &'static str) -> Ram {
    Ram { width: [width_a, width_b], registered: [false, false], write_mode, preset: false }
}

const fn registered(width_a: u32, width_b: u32) -> Ram {
    Ram { registered: [true, true], ..ram(width_a, width_b, "NORMAL") }
}

/// Every width, write mode and place of the register, and unequal widths.
const RAMS: &[Ram] = &[
    ram(1, 1, "NORMAL"),
    ram(2, 2, "WRITETHROUGH"),
    ram(4, 4, "READBEFOREWRITE"),
    ram(9, 9, "NORMAL"),
    ram(9, 9, "WRITETHROUGH"),
    ram(18, 18, "NORMAL"),
    ram(18, 18, "WRITETHROUGH"),
    ram(18, 18, "READBEFOREWRITE"),
    ram(36, 36, "NORMAL"),
    registered(1, 1),
    registered(2, 2),
    registered(4, 4),
    registered(9, 9),
    registered(18, 18),
    registered(36, 36),
    Ram { registered: [false, true], ..ram(18, 9, "READBEFOREWRITE") },
    Ram { registered: [true, false], ..ram(4, 18, "NORMAL") },
    ram(36, 9, "NORMAL"),
    ram(36, 1, "NORMAL"),
    Ram { preset: true, ..ram(18, 9, "NORMAL") },
    Ram { preset: true, ..ram(2, 36 / 2, "NORMAL") },
];

/// Content at power-up of a preset RAM: words of 18 bits in rows of 16.
fn preset(word: usize) -> u32 {
    match word / 16 {
        0x00 | 0x2A | 0x3F => (word as u32).wrapping_mul(0x9E37_79B9) >> 14,
        _ => 0,
    }
}

impl Ram {
    fn verilog(&self, index: usize) -> String {
        let mode = |port: usize| if self.registered[port] { "OUTREG" } else { "NOREG" };
        let mut parameters = format!(
            ".DATA_WIDTH_A({}), .DATA_WIDTH_B({}), .REGMODE_A(\"{}\"), .REGMODE_B(\"{}\"),
             .WRITEMODE_A(\"{}\"), .GSR(\"DISABLED\"), .RESETMODE(\"SYNC\")",
            self.width[0], self.width[1], mode(0), mode(1), self.write_mode,
        );
        for row in (0..64).filter(|_| self.preset) {
            let words = (0..16).rev().map(|word| format!("2'b00, 18'd{}", preset(16 * row + word)));
            parameters += &format!(", .INITVAL_{row:02X}({{{}}})", words.collect::<Vec<_>>().join(", "));
        }
        let mut pins = Vec::new();
        for (upper, lower) in [('A', 'a'), ('B', 'b')] {
            let data = if lower == 'b' && self.width[0] < 36 { "18'd0" } else { "data_high" };
            pins.push(format!(".CLK{upper}(clock)"));
            for (bit, name) in ["CE", "OCE", "WE", "RST"].iter().enumerate() {
                pins.push(match (*name, lower) {
                    ("WE", 'b') => format!(".WE{upper}(1'b0)"),
                    _ => format!(".{name}{upper}(control_{lower}[{bit}])"),
                });
            }
            pins.extend((0..3).map(|bit| format!(".CS{upper}{bit}(control_{lower}[{}])", 4 + bit)));
            pins.extend((0..14).map(|bit| format!(".AD{upper}{bit}(address_{lower}[{bit}])")));
            pins.extend((0..18).map(|bit| match (lower, data) {
                ('a', _) => format!(".DIA{bit}(data_low[{bit}])"),
                (_, "data_high") => format!(".DIB{bit}(data_high[{bit}])"),
                _ => format!(".DIB{bit}(1'b0)"),
            }));
            pins.extend((0..18).map(|bit| format!(".DO{upper}{bit}({lower}{index}[{bit}])")));
        }
        format!("DP16KD #({parameters}) ram{index} ({});", pins.join(", "))
    }
}

/// What a port is asked in a clock.
#[derive(Clone, Copy, Debug)]
struct Request {
    enable: bool,
    register_enable: bool,
    write: bool,
    reset: bool,
    select: u32,
    address: u32,
}

impl Request {
    fn control(&self) -> u32 {
        let bits = [self.enable, self.register_enable, self.write, self.reset];
        bits.iter().rev().fold(self.select, |word, bit| word << 1 | u32::from(*bit))
    }

    fn taken(&self) -> bool {
        self.enable && self.select == 0 && !self.reset
    }
}

/// 18432 bits in a row, of which a word of width w at address n is the bits from
/// n * w on, where below width 9 every ninth bit is left out.
struct Reference {
    ram: Ram,
    bits: Vec<bool>,
    latch: [u64; 2],
    register: [u64; 2],
}

impl Reference {
    fn new(ram: Ram) -> Self {
        let bit = |bit: usize| ram.preset && preset(bit / 18) >> (bit % 18) & 1 == 1;
        Self { ram, bits: (0..18_432).map(bit).collect(), latch: [0; 2], register: [0; 2] }
    }

    /// First bit of the word at address pins of a port.
    fn first(&self, port: usize, pins: u32) -> usize {
        let width = self.ram.width[port];
        let address = pins >> match width { 1 => 0, 2 => 1, 4 => 2, 9 => 3, 18 => 4, _ => 5 };
        let ninths = if width < 9 { address / (8 / width) } else { 0 };
        (address * width + ninths) as usize
    }

    fn word(&self, port: usize, pins: u32) -> u64 {
        let first = self.first(port, pins);
        let bits = (first..first + self.ram.width[port] as usize).rev();
        bits.fold(0, |word, bit| word << 1 | u64::from(self.bits[bit]))
    }

    /// Bits of a word that are written: all, or bytes by the lowest address pins.
    fn mask(&self, pins: u32) -> u64 {
        match self.ram.width[0] {
            width @ (18 | 36) => (0..width / 9).filter(|byte| pins >> byte & 1 == 1).map(|byte| 0x1FFu64 << (9 * byte)).sum(),
            width => (1 << width) - 1,
        }
    }

    fn clock(&mut self, requests: [Request; 2], data: u64) {
        let latch = self.latch;
        let old = [0, 1].map(|port| self.word(port, requests[port].address));
        for port in [0, 1] {
            let request = requests[port];
            if request.reset {
                self.latch[port] = 0;
            } else if request.taken() && !(port == 0 && request.write) {
                self.latch[port] = old[port];
            }
            if request.register_enable {
                self.register[port] = if request.reset { 0 } else { latch[port] };
            }
        }
        let Request { address, write, .. } = requests[0];
        if !(requests[0].taken() && write) {
            return;
        }
        let (first, mask) = (self.first(0, address), self.mask(address));
        for bit in (0..36).filter(|bit| mask >> bit & 1 == 1) {
            self.bits[first + bit] = data >> bit & 1 == 1;
        }
        match self.ram.write_mode {
            "READBEFOREWRITE" => self.latch[0] = old[0],
            "WRITETHROUGH" => self.latch[0] = self.latch[0] & !mask | data & mask,
            _ => {}
        }
    }

    /// What leaves port A and port B.
    fn outputs(&self) -> [u32; 2] {
        let [a, b] = [0, 1].map(|port| if self.ram.registered[port] { self.register[port] } else { self.latch[port] });
        let low = |word: u64| (word & 0x3_FFFF) as u32;
        if self.ram.width[1] == 36 { [low(b), low(b >> 18)] } else { [low(a), low(b)] }
    }
}

const RAM_INPUTS: [Pin; 6] = [
    pin("control_a", 7), pin("address_a", 14), pin("control_b", 7), pin("address_b", 14),
    pin("data_low", 18), pin("data_high", 18),
];

fn ram_bench(name: &'static str, rams: &[Ram]) -> Option<Bench> {
    let names: Vec<String> = (0..rams.len()).flat_map(|index| [format!("a{index}"), format!("b{index}")]).collect();
    let outputs: Vec<Pin> = names.iter().map(|name| Pin { name, width: 18 }).collect();
    let body: String = rams.iter().enumerate().map(|(index, ram)| ram.verilog(index)).collect();
    Bench::open(name, &RAM_INPUTS, &outputs, &body)
}

fn inputs(requests: [Request; 2], data: u64) -> [u32; 6] {
    let [a, b] = requests;
    let (low, high) = ((data & 0x3_FFFF) as u32, (data >> 18) as u32);
    [a.control(), a.address, b.control(), b.address, low, high]
}

#[test]
fn block_rams_do_what_the_row_of_bits_does() {
    println!("seed {SEED}");
    let Some(mut bench) = ram_bench("block_rams", RAMS) else { return };
    assert!(bench.outputs().iter().all(|out| *out == 0), "at power-up");
    let mut references: Vec<Reference> = RAMS.iter().copied().map(Reference::new).collect();
    let mut random = StdRng::seed_from_u64(SEED);
    for step in 0..60_000 {
        let mut request = |rows: &[u32]| Request {
            enable: random.random_bool(0.7),
            register_enable: random.random_bool(0.6),
            write: random.random_bool(0.5),
            reset: random.random_bool(0.06),
            select: if random.random_bool(0.05) { random.random_range(1..8) } else { 0 },
            // Few rows, so that what is read was written; all places in them.
            address: rows[random.random_range(0..rows.len())] << 5 | random.random_range(0..32),
        };
        let (a, mut b) = (request(&[0, 1, 168, 509, 511]), request(&[0, 1, 168, 509, 511]));
        // Undefined, and a test of its own.
        b.enable &= !(a.write && a.address >> 5 == b.address >> 5);
        let data = random.random::<u64>() & 0xF_FFFF_FFFF;
        let out = bench.step(&inputs([a, b], data));
        for (index, reference) in references.iter_mut().enumerate() {
            reference.clock([a, b], data);
            let Ram { width, registered, write_mode, .. } = reference.ram;
            assert_eq!(
                out[2 * index..][..2], reference.outputs(),
                "step {step}: widths {width:?}, registered {registered:?}, {write_mode}; {a:?} {b:?}",
            );
        }
    }
}

const IDLE: Request =
    Request { enable: false, register_enable: false, write: false, reset: false, select: 0, address: 0 };

#[test]
fn the_output_register_follows_its_own_enable_alone() {
    let Some(mut bench) = ram_bench("output_register", &[registered(18, 18)]) else { return };
    let mut b = |requests, data| bench.step(&inputs(requests, data))[1];
    let write = Request { enable: true, write: true, address: 0x23, ..IDLE };
    let read = Request { enable: true, address: 0x20, ..IDLE };
    b([write, IDLE], 0x2_ABCD);
    assert_eq!(b([IDLE, read], 0), 0, "read: still in the latch");
    assert_eq!(b([IDLE, IDLE], 0), 0, "neither enable");
    assert_eq!(b([IDLE, Request { register_enable: true, ..IDLE }], 0), 0x2_ABCD, "OCE without CE");
    assert_eq!(b([IDLE, Request { reset: true, ..IDLE }], 0), 0x2_ABCD, "RST without OCE clears the latch only");
    assert_eq!(b([IDLE, Request { register_enable: true, ..IDLE }], 0), 0);
    b([IDLE, read], 0);
    assert_eq!(b([IDLE, Request { register_enable: true, ..read }], 0), 0x2_ABCD);
    assert_eq!(b([IDLE, Request { register_enable: true, reset: true, ..IDLE }], 0), 0, "RST at once, not a clock later");
}

#[test]
fn what_is_read_while_it_is_written_is_wrong() {
    let Some(mut bench) = ram_bench("collision", &[ram(18, 18, "NORMAL")]) else { return };
    let write = Request { enable: true, write: true, address: 0x23, ..IDLE };
    let read = Request { enable: true, address: 0x20, ..IDLE };
    bench.step(&inputs([write, IDLE], 0x1_5555));
    let out = bench.step(&inputs([write, read], 0x3_0F0F))[1];
    assert!(out != 0x1_5555 && out != 0x3_0F0F, "{out:05x}");
    assert_eq!(bench.step(&inputs([IDLE, read], 0))[1], 0x3_0F0F);
}

#[test]
fn what_is_not_modelled_is_refused() {
    let block_ram = |from: &str, to: &str| {
        let cell = ram(18, 18, "NORMAL").verilog(0);
        assert!(cell.contains(from), "{cell}");
        "wire [6:0] control_a = 0, control_b = 0; wire [13:0] address_a = 0, address_b = 0;
         wire [17:0] data_low = 0, data_high = 0, a0, b0;".to_owned() + &cell.replace(from, to)
    };
    let cases = [
        (block_ram("GSR(\"DISABLED\")", "GSR(\"AUTO\")"), "DP16KD: GSR"),
        (block_ram("DATA_WIDTH_A(18)", "DATA_WIDTH_A(3)"), "DP16KD: DATA_WIDTH"),
        (block_ram("DATA_WIDTH_B(18)", "DATA_WIDTH_B(36)"), "DP16KD: port A at width 36"),
        (block_ram("REGMODE_B(\"NOREG\")", "REGMODE_B(\"REG\")"), "DP16KD: REGMODE_B"),
        (block_ram("WRITEMODE_A(\"NORMAL\")", "WRITEMODE_A(\"NEW\")"), "DP16KD: WRITEMODE_A"),
        (block_ram("RESETMODE(\"SYNC\")", "RESETMODE(\"NONE\")"), "DP16KD: RESETMODE"),
        (block_ram("DP16KD #(", "DP16KD #(.CLKAMUX(\"INV\"), "), "DP16KD: CLKMUX"),
        (block_ram("DP16KD #(", "DP16KD #(.CSDECODE_B(\"0b001\"), "), "DP16KD: CSDECODE"),
    ];
    for (cell, message) in cases {
        cell_bench::refused(&cell, message);
    }
}
