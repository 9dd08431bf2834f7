//! One port from the pins to the core, to be measured: `RgmiiPort`, `RxPort` and
//! `TxPort`, joined as `board_top` and `switch_core` join them.
//! Words of the core are at pins; the pins with DDR cells lie as on a
//! Colorlight i5.

use ferroute_hdl::receive::RxPort;
use ferroute_hdl::rgmii::{LinkSource, Taps, rgmii_port};
use ferroute_hdl::transmit::tx_port;

/// Name of the top module.
pub const MODULE: &str = "rgmii_mac";

/// Package whose pins the top module names.
pub const PACKAGE: &str = "CABGA381";

/// Why there is no MAC without the parser: the emitted Verilog has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the Verilog of RxPort holds no module {0}")]
pub struct NoParser(String);

/// RgmiiPort, RxPort and TxPort.
pub fn verilog() -> String {
    join(&RxPort::verilog("rx_port"))
}

/// The same without RxPort's header parser, whose fields are zero: what other
/// MACs have.
pub fn plain_verilog() -> Result<String, NoParser> {
    let verilog = RxPort::verilog("rx_port");
    let name = "rx_port$parser";
    let no_parser = || NoParser(name.to_owned());
    let start = verilog.find(&format!("module {name}(")).ok_or_else(no_parser)?;
    let end = start + verilog[start..].find("endmodule").ok_or_else(no_parser)?;
    let (mut stub, mut outputs) = (String::new(), 0);
    for (index, line) in verilog[start..end].lines().enumerate() {
        let declaration = line.trim();
        if index == 0 || declaration.starts_with("input ") {
            stub += &format!("{line}\n");
        } else if declaration.starts_with("output ") {
            let name = declaration.trim_end_matches(';').split_whitespace().last().unwrap_or_default();
            stub += &format!("{}\n    assign {name} = 0;\n", line.replacen("output reg", "output wire", 1));
            outputs += 1;
        }
    }
    if outputs == 0 {
        return Err(no_parser());
    }
    Ok(join(&format!("{}{stub}{}", &verilog[..start], &verilog[end..])))
}

fn join(rx_port: &str) -> String {
    let port = rgmii_port::verilog(Taps::of_picoseconds(0), Taps::of_picoseconds(0), LinkSource::InBand);
    [&port, rx_port, &tx_port::verilog(), SHELL].concat()
}

const SHELL: &str = r#"
module rgmii_mac(
    (* LOC="P3", IO_TYPE="LVCMOS33" *) input wire pll_clock,
    (* LOC="H2", IO_TYPE="LVCMOS33" *) input wire rxc_clock,
    (* LOC="K2", IO_TYPE="LVCMOS33" *) input wire rxd0,
    (* LOC="L1", IO_TYPE="LVCMOS33" *) input wire rxd1,
    (* LOC="N1", IO_TYPE="LVCMOS33" *) input wire rxd2,
    (* LOC="P1", IO_TYPE="LVCMOS33" *) input wire rxd3,
    (* LOC="P2", IO_TYPE="LVCMOS33" *) input wire rx_ctl,
    (* LOC="G1", IO_TYPE="LVCMOS33" *) output wire txc,
    (* LOC="G2", IO_TYPE="LVCMOS33" *) output wire txd0,
    (* LOC="H1", IO_TYPE="LVCMOS33" *) output wire txd1,
    (* LOC="J1", IO_TYPE="LVCMOS33" *) output wire txd2,
    (* LOC="J3", IO_TYPE="LVCMOS33" *) output wire txd3,
    (* LOC="K1", IO_TYPE="LVCMOS33" *) output wire tx_ctl,
    output wire link,
    output wire [71:0] rx_data, output wire rx_empty, input wire rx_read,
    input wire [67:0] tx_data, input wire tx_write, input wire tx_crowded, output wire tx_almost_full, output wire tx_underrun
);
    (* keep *) wire core_clock, rx_clock, tx_clock;
    DCCA gate (.CLKI(pll_clock), .CE(1'b1), .CLKO(core_clock));
    wire [7:0] gmii_rxd, gmii_txd;
    wire gmii_rx_dv, gmii_rx_er, gmii_tx_en, gmii_tx_er;
    rgmii_port rgmii (
        .rxc_clock(rxc_clock), .rgmii_rxd({rxd3, rxd2, rxd1, rxd0}), .rgmii_rx_ctl(rx_ctl),
        .rx_clock(rx_clock), .gmii_rxd(gmii_rxd), .gmii_rx_dv(gmii_rx_dv), .gmii_rx_er(gmii_rx_er),
        .source_clock(pll_clock), .core_clock(core_clock),
        .tx_clock(tx_clock), .gmii_txd(gmii_txd), .gmii_tx_en(gmii_tx_en), .gmii_tx_er(gmii_tx_er),
        .rgmii_txd({txd3, txd2, txd1, txd0}), .rgmii_tx_ctl(tx_ctl), .rgmii_txc(txc),
        .phy_state(4'b0), .link(link)
    );
    rx_port rx (
        .rx_clock(rx_clock), .gmii_rxd(gmii_rxd), .gmii_rx_dv(gmii_rx_dv), .gmii_rx_er(gmii_rx_er),
        .core_clock(core_clock), .data(rx_data), .empty(rx_empty), .read(rx_read)
    );
    tx_port tx (
        .core_clock(core_clock), .data(tx_data), .write(tx_write), .crowded(tx_crowded),
        .almost_full(tx_almost_full), .underrun(tx_underrun),
        .tx_clock(tx_clock), .gmii_txd(gmii_txd), .gmii_tx_en(gmii_tx_en), .gmii_tx_er(gmii_tx_er)
    );
endmodule
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_mac_has_no_parser_behind_its_ports() {
        let (whole, plain) = (verilog(), plain_verilog().unwrap());
        assert!(plain.contains("module rx_port$parser(") && plain.contains("assign tag_count = 0;"));
        assert!(whole.len() > plain.len() + 1000);
    }
}
