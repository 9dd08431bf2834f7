//! The receive side of a port: GMII to checked, parsed, packed words in the core's clock.
