// A board's top with PLL and delays that do nothing: partners keep data and
// clock apart themselves.
module DELAYG #(parameter DEL_MODE = "", parameter integer DEL_VALUE = 0) (input wire A, output wire Z);
    assign Z = A;
endmodule

module EHXPLLL #(
    parameter integer CLKI_DIV = 1, parameter integer CLKFB_DIV = 1, parameter integer CLKOP_DIV = 1,
    parameter integer CLKOP_CPHASE = 0, parameter integer CLKOP_FPHASE = 0,
    parameter CLKOP_ENABLE = "", parameter FEEDBK_PATH = "", parameter PLLRST_ENA = "", parameter INTFB_WAKE = "",
    parameter STDBY_ENABLE = "", parameter DPHASE_SOURCE = "", parameter OUTDIVIDER_MUXA = "",
    parameter OUTDIVIDER_MUXB = "", parameter OUTDIVIDER_MUXC = "", parameter OUTDIVIDER_MUXD = ""
) (
    input wire CLKI, input wire CLKFB, output wire CLKOP, output wire LOCK, input wire RST, input wire STDBY,
    input wire PHASESEL0, input wire PHASESEL1, input wire PHASEDIR, input wire PHASESTEP, input wire PHASELOADREG,
    input wire PLLWAKESYNC, input wire ENCLKOP
);
    // The bench gives the frequency that the PLL would make.
    assign CLKOP = CLKI;
    assign LOCK = 1'b1;
endmodule

module board_bench #(parameter integer BUSES = 1, parameter integer RESETS = 1, parameter integer LEDS = 1) (
    input wire reference_clock,
    input wire [1:0] rgmii_rxc, input wire [7:0] rgmii_rxd, input wire [1:0] rgmii_rx_ctl,
    output wire [1:0] rgmii_txc, output wire [7:0] rgmii_txd, output wire [1:0] rgmii_tx_ctl,
    output wire [BUSES-1:0] mdc, output wire [BUSES-1:0] mdio_line,
    input wire [BUSES-1:0] phy_drives, input wire [BUSES-1:0] phy_level,
    output wire [LEDS-1:0] led, output wire [1:0] link
);
    tri1 [BUSES-1:0] mdio;
    genvar bus;
    generate
        for (bus = 0; bus < BUSES; bus = bus + 1) assign mdio[bus] = phy_drives[bus] ? phy_level[bus] : 1'bz;
    endgenerate
    assign mdio_line = mdio;
    wire [RESETS-1:0] phy_reset_n;
    wire uart_tx;
    board_top board(
        .reference_clock(reference_clock),
        .rgmii_rxc(rgmii_rxc), .rgmii_rxd(rgmii_rxd), .rgmii_rx_ctl(rgmii_rx_ctl),
        .rgmii_txc(rgmii_txc), .rgmii_txd(rgmii_txd), .rgmii_tx_ctl(rgmii_tx_ctl),
        .phy_reset_n(phy_reset_n), .mdc(mdc), .mdio(mdio), .uart_rx(1'b1), .uart_tx(uart_tx), .led(led)
    );
    assign link = board.link;
endmodule
