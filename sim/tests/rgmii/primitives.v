// Behaviour of the ECP5 primitives at the pins, after Lattice FPGA-TN-02035.
// `rgmii_bench.tick` rises once in every 25 ps, behind all that happens then.

// A step of the delay line is 25 ps, one tap.
module DELAYG #(parameter DEL_MODE = "", parameter integer DEL_VALUE = 0) (input wire A, output wire Z);
    reg [127:0] line = 0;
    always @(posedge rgmii_bench.tick) line <= {line[126:0], A};
    generate
        if (DEL_VALUE == 0) assign Z = A;
        else assign Z = line[DEL_VALUE - 1];
    endgenerate
endmodule

// Both samples of a period come out at the rising edge that ends it.
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

// What a rising edge takes goes out from the next one on.
module ODDRX1F(input wire D0, input wire D1, input wire SCLK, input wire RST, output wire Q);
    reg [1:0] taken = 0, sent = 0;
    always @(posedge SCLK) begin
        taken <= RST ? 2'b0 : {D1, D0};
        sent <= taken;
    end
    assign Q = SCLK ? sent[0] : sent[1];
endmodule

module rgmii_bench(
    input wire tick,
    input wire rx_clock, input wire [3:0] rgmii_rxd, input wire rgmii_rx_ctl,
    output wire [7:0] gmii_rxd, output wire gmii_rx_dv, output wire gmii_rx_er, output wire gigabit,
    input wire tx_clock, input wire [7:0] gmii_txd, input wire gmii_tx_en, input wire gmii_tx_er,
    output wire [3:0] rgmii_txd, output wire rgmii_tx_ctl, output wire rgmii_txc
);
    rgmii_port port(
        .rx_clock(rx_clock), .rgmii_rxd(rgmii_rxd), .rgmii_rx_ctl(rgmii_rx_ctl),
        .gmii_rxd(gmii_rxd), .gmii_rx_dv(gmii_rx_dv), .gmii_rx_er(gmii_rx_er), .gigabit(gigabit),
        .tx_clock(tx_clock), .gmii_txd(gmii_txd), .gmii_tx_en(gmii_tx_en), .gmii_tx_er(gmii_tx_er),
        .rgmii_txd(rgmii_txd), .rgmii_tx_ctl(rgmii_tx_ctl), .rgmii_txc(rgmii_txc)
    );
endmodule
