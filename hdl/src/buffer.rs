//! The packet buffer: cells, reference counts, egress queues, and the reader that feeds the ports.
