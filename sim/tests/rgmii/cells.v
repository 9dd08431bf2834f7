// Behaviour of the ECP5 primitives that boards use.

// Both samples of a period come out at the rising edge that ends it
// (Lattice FPGA-TN-02035).
module IDDRX1F(input wire D, input wire SCLK, input wire RST, output reg Q0, output reg Q1);
    reg at_rise = 0, at_fall = 0;
    initial {Q0, Q1} = 0;
    always @(posedge SCLK) begin
        Q0 <= at_rise & ~RST;
        Q1 <= at_fall & ~RST;
        at_rise <= D;
    end
    always @(negedge SCLK) at_fall <= D;
endmodule

// What a rising edge takes goes out from the next one on (FPGA-TN-02035).
module ODDRX1F(input wire D0, input wire D1, input wire SCLK, input wire RST, output wire Q);
    reg [1:0] taken = 0, sent = 0;
    always @(posedge SCLK) begin
        taken <= RST ? 2'b0 : {D1, D0};
        sent <= taken;
    end
    assign Q = SCLK ? sent[0] : sent[1];
endmodule

// The enable is taken at the falling edge, so that pulses stay whole
// (FPGA-TN-02200, dynamic clock control).
module DCCA(input wire CLKI, input wire CE, output wire CLKO);
    reg passes = 0;
    always @(negedge CLKI) passes <= CE;
    assign CLKO = CLKI & passes;
endmodule

// T releases the pad (FPGA-TN-02032, sysI/O).
module BB(input wire I, input wire T, output wire O, inout wire B);
    assign B = T ? 1'bz : I;
    assign O = B;
endmodule
