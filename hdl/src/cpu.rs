//! The CPU port: frames to and from the host.
