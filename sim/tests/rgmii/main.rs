//! RGMII and MDIO at the pins: one port, and whole boards.

mod board;
mod board_bench;
mod line;
mod mdio;
mod port_bench;
mod speeds;
mod window;
