//! # FdbJob: what the FDB does beside lookups

use rust_hdl::prelude::*;

/// Kind of a job; at most one bit is set.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct FdbJob {
    /// A source address.
    pub learn: Bit,
    /// Commands of the host.
    pub add: Bit,
    pub delete: Bit,
    pub find: Bit,
    /// A command that there is not.
    pub unknown: Bit,
    /// A row of a flush.
    pub flush: Bit,
    /// A way of the row that the ageing scan visits.
    pub age: Bit,
    /// The host reads an entry.
    pub table: Bit,
}
