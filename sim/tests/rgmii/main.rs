//! RGMII and MDIO at the pins: one port, and whole boards.

mod line;
mod port_bench;
mod speeds;
mod window;
