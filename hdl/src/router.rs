//! Layer 3: from headers to decisions.
