//! New header words for routed frames on their way out.
