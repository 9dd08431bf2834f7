//! The PLL of a board (EHXPLLL) and the gate that holds its clock back until
//! it is locked (DCCA).

/// Divisors of an EHXPLLL with feedback from CLKOP
/// (Lattice FPGA-TN-02200).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pll {
    /// Oscillator of the board.
    pub input_megahertz: u32,
    /// CLKI_DIV.
    pub input_divisor: u32,
    /// CLKFB_DIV.
    pub feedback_divisor: u32,
    /// CLKOP_DIV.
    pub output_divisor: u32,
}

impl Pll {
    /// Frequency of core_clock.
    pub const fn output_megahertz(&self) -> u32 {
        self.input_megahertz * self.feedback_divisor / self.input_divisor
    }

    /// The VCO runs from 400 to 800 MHz (Lattice FPGA-DS-02012, 3.19).
    pub const fn vco_megahertz(&self) -> u32 {
        self.output_megahertz() * self.output_divisor
    }

    /// The phase that puts CLKOP in phase with CLKI, as `ecppll` has it.
    const fn phase(&self) -> u32 {
        self.output_divisor / 2
    }

    /// Takes `reference_clock`, makes `core_clock`.
    pub(super) fn verilog(&self) -> String {
        format!(
            "    wire pll_clock, pll_locked;
    // Kept, so that reports name it.
    (* keep *) wire core_clock;
    (* FREQUENCY_PIN_CLKI=\"{input}\" *) (* FREQUENCY_PIN_CLKOP=\"{output}\" *)
    (* ICP_CURRENT=\"12\" *) (* LPF_RESISTOR=\"8\" *) (* MFG_ENABLE_FILTEROPAMP=\"1\" *) (* MFG_GMCREF_SEL=\"2\" *)
    EHXPLLL #(
        .CLKI_DIV({divisor}), .CLKFB_DIV({feedback}), .CLKOP_DIV({output_divisor}),
        .CLKOP_ENABLE(\"ENABLED\"), .CLKOP_CPHASE({phase}), .CLKOP_FPHASE(0), .FEEDBK_PATH(\"CLKOP\"),
        .PLLRST_ENA(\"DISABLED\"), .INTFB_WAKE(\"DISABLED\"), .STDBY_ENABLE(\"DISABLED\"), .DPHASE_SOURCE(\"DISABLED\"),
        .OUTDIVIDER_MUXA(\"DIVA\"), .OUTDIVIDER_MUXB(\"DIVB\"), .OUTDIVIDER_MUXC(\"DIVC\"), .OUTDIVIDER_MUXD(\"DIVD\")
    ) pll (
        .CLKI(reference_clock), .CLKFB(pll_clock), .CLKOP(pll_clock), .LOCK(pll_locked),
        .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0), .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1),
        .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0)
    );
    // The lock is asynchronous to both clocks: two registers each way.
    reg [1:0] locked = 0, enable = 0;
    reg [12:0] locked_count = 0;
    always @(posedge reference_clock) begin
        locked <= {{locked[0], pll_locked}};
        if (!locked[1]) locked_count <= 0;
        else if (!locked_count[12]) locked_count <= locked_count + 1;
    end
    always @(posedge pll_clock) enable <= {{enable[0], locked_count[12]}};
    DCCA gate (.CLKI(pll_clock), .CE(enable[1]), .CLKO(core_clock));
",
            input = self.input_megahertz,
            output = self.output_megahertz(),
            divisor = self.input_divisor,
            feedback = self.feedback_divisor,
            output_divisor = self.output_divisor,
            phase = self.phase(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_follow_from_the_divisors() {
        let pll = Pll { input_megahertz: 100, input_divisor: 4, feedback_divisor: 5, output_divisor: 5 };
        assert_eq!((pll.output_megahertz(), pll.vco_megahertz()), (125, 625));
        assert!(pll.verilog().contains(".CLKI_DIV(4), .CLKFB_DIV(5), .CLKOP_DIV(5)"));
    }
}
