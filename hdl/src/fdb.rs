//! The forwarding database: MAC address and FID to port.
