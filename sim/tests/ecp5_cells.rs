//! Models of the FPGA's cells against what Lattice's documents say of them,
//! written a second time here. The block RAM has a file of its own.

mod cell_bench;

use cell_bench::{Bench, pin};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SEED: u64 = 20_265;

#[test]
fn tables_and_multiplexers() {
    let body = "
        LUT4 #(.INIT(16'hC5A3)) lut (.A(i[0]), .B(i[1]), .C(i[2]), .D(i[3]), .Z(o[0]));
        PFUMX pfu (.ALUT(i[0]), .BLUT(i[1]), .C0(i[2]), .Z(o[1]));
        L6MUX21 mux (.D0(i[0]), .D1(i[1]), .SD(i[2]), .Z(o[2]));";
    let Some(mut bench) = Bench::open("tables", &[pin("i", 4)], &[pin("o", 3)], body) else { return };
    for inputs in 0..16 {
        // At 1, PFUMX chooses its first input and L6MUX21 its second.
        let [a, b, c] = [inputs & 1, inputs >> 1 & 1, inputs >> 2 & 1];
        let (pfu, mux) = if c == 1 { (a, b) } else { (b, a) };
        assert_eq!(bench.step(&[inputs]), [0xC5A3 >> inputs & 1 | pfu << 1 | mux << 2], "{inputs:04b}");
    }
}

#[test]
fn carry_chains_add_and_subtract() {
    // With D at 1 the table is A xor B, and B inverted where C is 1; with C and D
    // at 0 it is A, which is the carry where A and B (or its inverse) are equal.
    let mut body = String::from("wire [4:0] c; assign c[0] = i[16];");
    for pair in 0..4 {
        let (low, high) = (2 * pair, 2 * pair + 1);
        body += &format!(
            "CCU2C #(.INIT0(16'h96AA), .INIT1(16'h96AA), .INJECT1_0(\"NO\"), .INJECT1_1(\"NO\")) pair{pair} (
                .CIN(c[{pair}]), .COUT(c[{}]), .S0(o[{low}]), .S1(o[{high}]),
                .A0(i[{low}]), .B0(i[{}]), .C0(i[17]), .D0(1'b1),
                .A1(i[{high}]), .B1(i[{}]), .C1(i[17]), .D1(1'b1));",
            pair + 1, 8 + low, 8 + high,
        );
    }
    body += "assign o[8] = c[4];";
    let Some(mut bench) = Bench::open("carry", &[pin("i", 18)], &[pin("o", 9)], &body) else { return };
    for operands in 0..0x2_0000u32 {
        let (a, b, carry) = (operands & 0xFF, operands >> 8 & 0xFF, operands >> 16);
        assert_eq!(bench.step(&[operands]), [a + b + carry], "{a} + {b} + {carry}");
        let difference = bench.step(&[operands | 1 << 17])[0];
        assert_eq!(difference, a + (b ^ 0xFF) + carry, "{a} - {b}, carry {carry}");
    }
}

#[test]
fn carry_chains_generate_from_two_inputs_alone() {
    // Nothing passes but at C and D 0, where the table is A.
    let body = "
        CCU2C #(.INIT0(16'h000A), .INIT1(16'h000A), .INJECT1_0(\"NO\"), .INJECT1_1(\"NO\")) pair (
            .CIN(i[0]), .A0(i[1]), .B0(i[2]), .C0(i[3]), .D0(1'b1), .S0(o[0]),
            .A1(i[4]), .B1(i[5]), .C1(i[6]), .D1(1'b1), .S1(o[1]), .COUT(o[2]));";
    let Some(mut bench) = Bench::open("generate", &[pin("i", 7)], &[pin("o", 3)], body) else { return };
    for inputs in 0..128 {
        let (carry, low, high) = (inputs & 1, inputs >> 1 & 1, inputs >> 4 & 1);
        assert_eq!(bench.step(&[inputs]), [carry | low << 1 | high << 2], "{inputs:07b}");
    }
}

#[test]
fn registers_obey_enable_and_reset() {
    let register = |name: &str, parameters: &str, bit: u32| format!(
        "TRELLIS_FF #(.GSR(\"DISABLED\"), .CLKMUX(\"CLK\"), .LSRMUX(\"LSR\"), {parameters}) {name}
            (.CLK(clock), .CE(i[0]), .LSR(i[1]), .DI(i[2]), .Q(o[{bit}]));"
    );
    let body = [
        register("gated", ".CEMUX(\"CE\"), .REGSET(\"RESET\"), .SRMODE(\"LSR_OVER_CE\")", 0),
        register("gated_low", ".CEMUX(\"INV\"), .REGSET(\"RESET\")", 1),
        register("free", ".CEMUX(\"1\"), .REGSET(\"RESET\")", 2),
        register("preset", ".CEMUX(\"CE\"), .REGSET(\"SET\")", 3),
    ]
    .concat();
    let Some(mut bench) = Bench::open("registers", &[pin("i", 3)], &[pin("o", 4)], &body) else { return };
    let mut expected = [0, 0, 0, 1];
    assert_eq!(bench.outputs(), [8], "at power-up");
    let mut random = StdRng::seed_from_u64(SEED);
    for step in 0..2000 {
        let inputs: u32 = random.random_range(0..8);
        let (enable, reset, data) = (inputs & 1 == 1, inputs >> 1 & 1 == 1, inputs >> 2);
        for (index, enabled) in [enable, !enable, true, enable].into_iter().enumerate() {
            match (reset, enabled) {
                (true, _) => expected[index] = u32::from(index == 3),
                (false, true) => expected[index] = data,
                (false, false) => {}
            }
        }
        let out = expected.iter().rev().fold(0, |word, bit| word << 1 | bit);
        assert_eq!(bench.step(&[inputs]), [out], "step {step}, inputs {inputs:03b}");
    }
}

#[test]
fn distributed_ram_is_written_at_the_clock_and_read_at_once() {
    let body = "
        TRELLIS_DPR16X4 #(.WCKMUX(\"WCK\"), .WREMUX(\"WRE\"), .INITVAL(64'hFEDCBA9876543210)) ram
            (.WCK(clock), .WRE(write), .WAD(write_address), .DI(data), .RAD(read_address), .DO(o));";
    let inputs = [pin("write", 1), pin("write_address", 4), pin("data", 4), pin("read_address", 4)];
    let Some(mut bench) = Bench::open("distributed", &inputs, &[pin("o", 4)], body) else { return };
    let mut words: Vec<u32> = (0..16).collect();
    let mut random = StdRng::seed_from_u64(SEED);
    for step in 0..5000 {
        let [write, write_address, data, read_address] =
            [random.random_range(0..2), random.random_range(0..16), random.random_range(0..16), random.random_range(0..16)];
        assert_eq!(bench.set(&[write, write_address, data, read_address]), [words[read_address as usize]], "step {step}");
        if write == 1 {
            words[write_address as usize] = data;
        }
        assert_eq!(bench.clock(), [words[read_address as usize]], "step {step}");
    }
}

#[test]
fn what_is_not_modelled_is_refused() {
    let register = |parameters: &str| format!(
        "TRELLIS_FF #({parameters}) cell_ (.CLK(clock), .CE(1'b1), .LSR(1'b0), .DI(1'b0), .Q(o));"
    );
    let good = ".GSR(\"DISABLED\"), .CLKMUX(\"CLK\"), .LSRMUX(\"LSR\"), .REGSET(\"SET\")";
    let cases = [
        (register(&format!("{good}, .CEMUX(\"0\")")), "TRELLIS_FF: CEMUX"),
        (register(&format!("{good}, .CEMUX(\"1\"), .SRMODE(\"ASYNC\")")), "TRELLIS_FF: SRMODE"),
        (register(".GSR(\"ENABLED\")"), "TRELLIS_FF: GSR"),
        (register(".GSR(\"DISABLED\"), .CLKMUX(\"INV\")"), "TRELLIS_FF: CLKMUX"),
        (register(&format!("{good}, .CEMUX(\"1\"), .NEW(1)")), "NEW"),
        (
            "TRELLIS_DPR16X4 #(.WCKMUX(\"INV\"), .WREMUX(\"WRE\")) cell_
                (.DI(4'd0), .WAD(4'd0), .RAD(4'd0), .WRE(1'b0), .WCK(clock), .DO());".into(),
            "TRELLIS_DPR16X4: WCKMUX",
        ),
        (
            "CCU2C #(.INJECT1_0(\"YES\"), .INJECT1_1(\"NO\")) cell_ (.CIN(1'b0), .A0(1'b0), .B0(1'b0), .C0(1'b0),
                .D0(1'b0), .A1(1'b0), .B1(1'b0), .C1(1'b0), .D1(1'b0), .S0(o), .S1(), .COUT());".into(),
            "CCU2C: INJECT1",
        ),
        ("LUT4 cell_ (.A(1'b0), .B(1'b0), .C(1'b0), .Z(o));".into(), "PINMISSING"),
        ("MULT18X18D cell_ ();".into(), "MULT18X18D"),
    ];
    for (cell, message) in cases {
        cell_bench::refused(&cell, message);
    }
}
