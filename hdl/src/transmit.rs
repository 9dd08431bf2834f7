//! The transmit side of a port: words of the core to GMII.
