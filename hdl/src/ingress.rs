//! From the ports' words to cells, the forwarding decision and the frame's descriptor.
