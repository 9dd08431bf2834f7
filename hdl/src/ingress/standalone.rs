//! Verilog of `Ingress` without the blocks around it, for tests and for
//! measurements of its size and speed.

use rust_hdl::prelude::*;

use super::Ingress;

/// Verilog of the block with `name` as its top module.
pub fn verilog<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize>(
    name: &str,
) -> String {
    let mut ingress = Ingress::<N, N_PLUS_1, CELL, WORD>::default();
    connect_inputs(&mut ingress);
    ingress.connect_all();
    crate::verilog::emit(&ingress, name)
}

/// Marks the inputs as driven.
pub(super) fn connect_inputs<
    const N: usize,
    const N_PLUS_1: usize,
    const CELL: usize,
    const WORD: usize,
>(
    ingress: &mut Ingress<N, N_PLUS_1, CELL, WORD>,
) {
    ingress.clock.connect();
    for word in &mut ingress.words {
        word.connect();
    }
    ingress.empty.connect();
    ingress.rx_enable.connect();
    ingress.forward.connect();
    ingress.flood.connect();
    ingress.learn.connect();
    ingress.inject_ports.connect();
    ingress.trap_link_local.connect();
    ingress.lookup_done.connect();
    ingress.lookup_done_port.connect();
    ingress.lookup_hit.connect();
    ingress.lookup_egress.connect();
    ingress.cell_available.connect();
    ingress.no_cells.connect();
    ingress.free_cell.connect();
    ingress.rx_almost_full.connect();
    ingress.probe_enable.connect();
    ingress.probe_port.connect();
    ingress.match_found.connect();
    ingress.match_interface.connect();
    ingress.match_mac.connect();
    ingress.match_flags.connect();
    ingress.route_full.connect();
    ingress.router_full.connect();
    ingress.verdict_valid.connect();
    ingress.verdict.connect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_synthesizes() {
        let text = verilog::<5, 6, 9, 12>("ingress_5_ports");
        let Some(cells) = crate::synthesis::synthesize(&text, "ingress_5_ports") else { return };
        assert!(!cells.contains_key("DP16KD"), "no block RAM: {cells:?}");
        assert!(cells.contains_key("TRELLIS_DPR16X4"), "distributed RAM: {cells:?}");
    }
}
