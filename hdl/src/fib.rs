//! Longest prefix match: pools, wide table and the engine that asks them.
