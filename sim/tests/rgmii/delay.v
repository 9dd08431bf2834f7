// A step of the delay line is 25 ps, one tap (Lattice FPGA-TN-02035).
// `port_bench.tick` rises once in every 25 ps, behind all that happens then.
module DELAYG #(parameter DEL_MODE = "", parameter integer DEL_VALUE = 0) (input wire A, output wire Z);
    reg [127:0] line = 0;
    always @(posedge port_bench.tick) line <= {line[126:0], A};
    generate
        if (DEL_VALUE == 0) assign Z = A;
        else assign Z = line[DEL_VALUE - 1];
    endgenerate
endmodule

module port_bench(
    input wire tick,
    input wire rxc_clock, input wire [3:0] rgmii_rxd, input wire rgmii_rx_ctl,
    output wire rx_clock, output wire [7:0] gmii_rxd, output wire gmii_rx_dv, output wire gmii_rx_er,
    input wire core_clock,
    output wire tx_clock, input wire [7:0] gmii_txd, input wire gmii_tx_en, input wire gmii_tx_er,
    output wire [3:0] rgmii_txd, output wire rgmii_tx_ctl, output wire rgmii_txc,
    input wire [3:0] phy_state, output wire link
);
    rgmii_port port(
        .rxc_clock(rxc_clock), .rgmii_rxd(rgmii_rxd), .rgmii_rx_ctl(rgmii_rx_ctl),
        .rx_clock(rx_clock), .gmii_rxd(gmii_rxd), .gmii_rx_dv(gmii_rx_dv), .gmii_rx_er(gmii_rx_er),
        .source_clock(core_clock), .core_clock(core_clock),
        .tx_clock(tx_clock), .gmii_txd(gmii_txd), .gmii_tx_en(gmii_tx_en), .gmii_tx_er(gmii_tx_er),
        .rgmii_txd(rgmii_txd), .rgmii_tx_ctl(rgmii_tx_ctl), .rgmii_txc(rgmii_txc),
        .phy_state(phy_state), .link(link)
    );
endmodule
