// ECP5 cells as yosys' synth_ecp5 leaves them, for simulation: function, no times.
// After Lattice FPGA-DS-02012 (slices, sysMEM), FPGA-TN-02204 (memory) and, where
// these are silent, the behaviour of Lattice's own models of the same pins.
// What occurs and is not modelled ends in $fatal or in a missing pin, never in
// silence. Tested cell by cell in sim/tests/ecp5_*.rs.

// A register. These netlists have no global reset: GSR must be off.
module TRELLIS_FF #(
    parameter GSR = "", CEMUX = "", CLKMUX = "", LSRMUX = "", REGSET = "", SRMODE = "LSR_OVER_CE"
) (
    input wire CLK, CE, LSR, DI,
    output reg Q
);
    generate
        if (GSR != "DISABLED") $fatal(1, "TRELLIS_FF: GSR");
        if (CLKMUX != "CLK") $fatal(1, "TRELLIS_FF: CLKMUX");
        if (LSRMUX != "LSR") $fatal(1, "TRELLIS_FF: LSRMUX");
        if (SRMODE != "LSR_OVER_CE") $fatal(1, "TRELLIS_FF: SRMODE");
        if (REGSET != "RESET" && REGSET != "SET") $fatal(1, "TRELLIS_FF: REGSET");
        if (CEMUX != "1" && CEMUX != "CE" && CEMUX != "INV") $fatal(1, "TRELLIS_FF: CEMUX");
    endgenerate
    localparam SET = REGSET == "SET";
    wire enable = CEMUX == "1" | CE ^ (CEMUX == "INV");
    initial Q = SET;
    always @(posedge CLK) begin
        if (LSR) Q <= SET;
        else if (enable) Q <= DI;
    end
endmodule

module LUT4 #(parameter [15:0] INIT = 0) (input wire A, B, C, D, output wire Z);
    assign Z = INIT[{D, C, B, A}];
endmodule

module PFUMX (input wire ALUT, BLUT, C0, output wire Z);
    assign Z = C0 ? ALUT : BLUT;
endmodule

module L6MUX21 (input wire D0, D1, SD, output wire Z);
    assign Z = SD ? D1 : D0;
endmodule

// Two bits of a carry chain. Of each, the table of four inputs says whether the
// carry passes; where it does not, its part of A and B alone (C and D at 0) is
// the new carry.
module CCU2C #(
    parameter [15:0] INIT0 = 0, INIT1 = 0,
    parameter INJECT1_0 = "YES", INJECT1_1 = "YES"
) (
    input wire CIN, A0, B0, C0, D0, A1, B1, C1, D1,
    output wire S0, S1, COUT
);
    generate
        if (INJECT1_0 != "NO" || INJECT1_1 != "NO") $fatal(1, "CCU2C: INJECT1");
    endgenerate
    wire pass0 = INIT0[{D0, C0, B0, A0}];
    wire pass1 = INIT1[{D1, C1, B1, A1}];
    wire carry = pass0 ? CIN : INIT0[{2'b00, B0, A0}];
    assign S0 = pass0 ^ CIN;
    assign S1 = pass1 ^ carry;
    assign COUT = pass1 ? carry : INIT1[{2'b00, B1, A1}];
endmodule

// Distributed RAM, 16 words of 4 bits: written at the clock, read at once.
module TRELLIS_DPR16X4 #(
    parameter WCKMUX = "", WREMUX = "",
    parameter [63:0] INITVAL = 0
) (
    input wire [3:0] DI, WAD, RAD,
    input wire WRE, WCK,
    output wire [3:0] DO
);
    generate
        if (WCKMUX != "WCK") $fatal(1, "TRELLIS_DPR16X4: WCKMUX");
        if (WREMUX != "WRE") $fatal(1, "TRELLIS_DPR16X4: WREMUX");
    endgenerate
    reg [3:0] words [0:15];
    integer word;
    initial for (word = 0; word < 16; word = word + 1) words[word] = INITVAL[4 * word +: 4];
    always @(posedge WCK) if (WRE) words[WAD] <= DI;
    assign DO = words[RAD];
endmodule

// Block RAM of 18 kbit, 512 rows of 36 bits. Port A writes and reads, port B reads:
// a second writer does not occur. A width below 9 leaves the ninth bit of each
// byte alone. At widths 18 and 36 the lowest address pins enable bytes; at 36
// port A only writes, DIB holds the upper half, and a word is read at port B, its
// lower half at DOA.
//
// In a clock a port takes its address and reads into its latch where CE is 1; RST
// clears the latch, CE or not, and takes nothing. The output register of OUTREG
// follows the latch where OCE is 1, whatever CE is, and is cleared by RST then.
// Reading at one clock what the other port writes is undefined: the latch gets
// the opposite, so that whoever looks at it goes wrong.
module DP16KD #(
    parameter integer DATA_WIDTH_A = 18, DATA_WIDTH_B = 18,
    parameter REGMODE_A = "NOREG", REGMODE_B = "NOREG",
    parameter WRITEMODE_A = "NORMAL", WRITEMODE_B = "NORMAL",
    parameter CSDECODE_A = "0b000", CSDECODE_B = "0b000",
    parameter CLKAMUX = "CLKA", CLKBMUX = "CLKB",
    parameter GSR = "ENABLED", RESETMODE = "SYNC", ASYNC_RESET_RELEASE = "SYNC",
    parameter [319:0]
        INITVAL_00 = 0, INITVAL_01 = 0, INITVAL_02 = 0, INITVAL_03 = 0, INITVAL_04 = 0, INITVAL_05 = 0,
        INITVAL_06 = 0, INITVAL_07 = 0, INITVAL_08 = 0, INITVAL_09 = 0, INITVAL_0A = 0, INITVAL_0B = 0,
        INITVAL_0C = 0, INITVAL_0D = 0, INITVAL_0E = 0, INITVAL_0F = 0, INITVAL_10 = 0, INITVAL_11 = 0,
        INITVAL_12 = 0, INITVAL_13 = 0, INITVAL_14 = 0, INITVAL_15 = 0, INITVAL_16 = 0, INITVAL_17 = 0,
        INITVAL_18 = 0, INITVAL_19 = 0, INITVAL_1A = 0, INITVAL_1B = 0, INITVAL_1C = 0, INITVAL_1D = 0,
        INITVAL_1E = 0, INITVAL_1F = 0, INITVAL_20 = 0, INITVAL_21 = 0, INITVAL_22 = 0, INITVAL_23 = 0,
        INITVAL_24 = 0, INITVAL_25 = 0, INITVAL_26 = 0, INITVAL_27 = 0, INITVAL_28 = 0, INITVAL_29 = 0,
        INITVAL_2A = 0, INITVAL_2B = 0, INITVAL_2C = 0, INITVAL_2D = 0, INITVAL_2E = 0, INITVAL_2F = 0,
        INITVAL_30 = 0, INITVAL_31 = 0, INITVAL_32 = 0, INITVAL_33 = 0, INITVAL_34 = 0, INITVAL_35 = 0,
        INITVAL_36 = 0, INITVAL_37 = 0, INITVAL_38 = 0, INITVAL_39 = 0, INITVAL_3A = 0, INITVAL_3B = 0,
        INITVAL_3C = 0, INITVAL_3D = 0, INITVAL_3E = 0, INITVAL_3F = 0
) (
    input wire CLKA, CEA, OCEA, WEA, RSTA, CSA2, CSA1, CSA0,
    input wire CLKB, CEB, OCEB, WEB, RSTB, CSB2, CSB1, CSB0,
    input wire
        ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0, ADB13, ADB12,
        ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input wire
        DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2,
        DIA1, DIA0, DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4,
        DIB3, DIB2, DIB1, DIB0,
    output wire
        DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0, DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4,
        DOB3, DOB2, DOB1, DOB0
);
    localparam WHOLE = DATA_WIDTH_B == 36;
    generate
        if (!known(DATA_WIDTH_A) || !known(DATA_WIDTH_B)) $fatal(1, "DP16KD: DATA_WIDTH");
        if (WHOLE && (DATA_WIDTH_A != 36 || REGMODE_A != REGMODE_B)) $fatal(1, "DP16KD: port A at width 36");
        if (REGMODE_A != "NOREG" && REGMODE_A != "OUTREG") $fatal(1, "DP16KD: REGMODE_A");
        if (REGMODE_B != "NOREG" && REGMODE_B != "OUTREG") $fatal(1, "DP16KD: REGMODE_B");
        if (WRITEMODE_A != "NORMAL" && WRITEMODE_A != "WRITETHROUGH" && WRITEMODE_A != "READBEFOREWRITE")
            $fatal(1, "DP16KD: WRITEMODE_A");
        if (CSDECODE_A != "0b000" || CSDECODE_B != "0b000") $fatal(1, "DP16KD: CSDECODE");
        if (CLKAMUX != "CLKA" || CLKBMUX != "CLKB") $fatal(1, "DP16KD: CLKMUX");
        if (GSR != "DISABLED") $fatal(1, "DP16KD: GSR");
        if (RESETMODE != "SYNC" && RESETMODE != "ASYNC") $fatal(1, "DP16KD: RESETMODE");
    endgenerate

    function automatic known(input integer width);
        known = width == 1 || width == 2 || width == 4 || width == 9 || width == 18 || width == 36;
    endfunction

    // First bit of a word in its row: address pins 4 to 0 choose byte, then bit.
    function automatic [5:0] first_bit(input integer width, input [4:0] pins);
        case (width)
            36: first_bit = 0;
            18: first_bit = 6'd18 * 6'(pins[4]);
            9: first_bit = 6'd9 * 6'(pins[4:3]);
            4: first_bit = 6'd9 * 6'(pins[4:3]) + 6'd4 * 6'(pins[2]);
            2: first_bit = 6'd9 * 6'(pins[4:3]) + 6'd2 * 6'(pins[2:1]);
            default: first_bit = 6'd9 * 6'(pins[4:3]) + 6'(pins[2:0]);
        endcase
    endfunction

    wire [13:0] address_a = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    wire [13:0] address_b = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
    wire [35:0] data = {
        DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2,
        DIB1, DIB0,
        DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2,
        DIA1, DIA0
    };

    // All bits of a word, before it is moved to its place in the row.
    localparam [35:0] WORD_A = ~(36'hF_FFFF_FFFF << DATA_WIDTH_A);
    localparam [35:0] WORD_B = ~(36'hF_FFFF_FFFF << DATA_WIDTH_B);
    reg [35:0] rows [0:511];
    wire [5:0] first_a = first_bit(DATA_WIDTH_A, address_a[4:0]);
    wire [5:0] first_b = first_bit(DATA_WIDTH_B, address_b[4:0]);
    wire [35:0] row_a = rows[address_a[13:5]];
    wire [35:0] row_b = rows[address_b[13:5]];
    wire [3:0] bytes = DATA_WIDTH_A == 36 ? address_a[3:0] : DATA_WIDTH_A == 18 ? {2{address_a[1:0]}} : 4'b1111;
    wire [35:0] lanes = {{9{bytes[3]}}, {9{bytes[2]}}, {9{bytes[1]}}, {9{bytes[0]}}};
    wire take_a = CEA & ~RSTA & {CSA2, CSA1, CSA0} == 3'b000;
    wire take_b = CEB & {CSB2, CSB1, CSB0} == 3'b000;
    wire [35:0] written = take_a & WEA ? WORD_A << first_a & lanes : 36'd0;
    wire [35:0] row_after = row_a & ~written | data << first_a & written;
    // CLKA is 1 at the edge of CLKB where the two are one clock.
    wire collision = CLKA & address_a[13:5] == address_b[13:5] & |(written & WORD_B << first_b);

    integer row, half;
    reg [35:0] latch_a, latch_b, register_a, register_b;
    initial begin
        for (row = 0; row < 512; row = row + 1)
            for (half = 0; half < 2; half = half + 1)
                rows[row][18 * half +: 18] = INITIAL[20 * (2 * row + half) +: 18];
        latch_a = 0;
        latch_b = 0;
        register_a = 0;
        register_b = 0;
    end
    localparam [20479:0] INITIAL = {
        INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A, INITVAL_39, INITVAL_38,
        INITVAL_37, INITVAL_36, INITVAL_35, INITVAL_34, INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30,
        INITVAL_2F, INITVAL_2E, INITVAL_2D, INITVAL_2C, INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28,
        INITVAL_27, INITVAL_26, INITVAL_25, INITVAL_24, INITVAL_23, INITVAL_22, INITVAL_21, INITVAL_20,
        INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C, INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18,
        INITVAL_17, INITVAL_16, INITVAL_15, INITVAL_14, INITVAL_13, INITVAL_12, INITVAL_11, INITVAL_10,
        INITVAL_0F, INITVAL_0E, INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A, INITVAL_09, INITVAL_08,
        INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04, INITVAL_03, INITVAL_02, INITVAL_01, INITVAL_00
    };

    always @(posedge CLKA) begin
        if (RSTA) begin
            if (RESETMODE != "SYNC") $fatal(1, "DP16KD: an asynchronous reset");
            latch_a <= 0;
        end else if (take_a) begin
            if (!WEA || WRITEMODE_A == "READBEFOREWRITE") latch_a <= row_a >> first_a & WORD_A;
            else if (WRITEMODE_A == "WRITETHROUGH") begin
                // Bytes that are not written keep what the latch held.
                latch_a <= latch_a & ~(written >> first_a) | data & written >> first_a;
            end
        end
        if (|written) rows[address_a[13:5]] <= row_after;
        if (OCEA) register_a <= RSTA ? 36'd0 : latch_a;
    end

    always @(posedge CLKB) begin
        if (RSTB) begin
            if (RESETMODE != "SYNC") $fatal(1, "DP16KD: an asynchronous reset");
            latch_b <= 0;
        end else if (take_b) begin
            if (WEB) $fatal(1, "DP16KD: port B writes");
            latch_b <= (collision ? ~row_b : row_b) >> first_b & WORD_B;
        end
        if (OCEB) register_b <= RSTB ? 36'd0 : latch_b;
    end

    wire [35:0] out_a = REGMODE_A == "OUTREG" ? register_a : latch_a;
    wire [35:0] out_b = REGMODE_B == "OUTREG" ? register_b : latch_b;
    assign {
        DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0
    } = WHOLE ? out_b[17:0] : out_a[17:0];
    assign {
        DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2,
        DOB1, DOB0
    } = WHOLE ? out_b[35:18] : out_b[17:0];
endmodule
