//! The host's link to the register bus: UART, framing, sequence rules.
