//! Reverse-path forwarding checks (RFC 3704 sections 2.2 and 2.4, RFC 8704).

use ferroute_regmap::{NextHop, ReversePath};

/// Whether a packet may have come in on `interface`. `back` is the next hop of
/// the route to its source, `None` where there is no route, not even a default.
pub fn passes(check: ReversePath, back: Option<&NextHop>, interface: u8) -> bool {
    if check == ReversePath::Off {
        return true;
    }
    match back {
        Some(
            NextHop::Forward { interface: back, .. }
            | NextHop::Glean { interface: back }
            | NextHop::HoldDown { interface: back },
        ) => check == ReversePath::Loose || *back == interface,
        // Which member the source is behind is not known: a feasible path
        // (RFC 3704 section 2.3). The host checks what it is handed itself.
        Some(NextHop::Group { .. } | NextHop::Trap | NextHop::Incomplete) => true,
        Some(NextHop::None | NextHop::Local | NextHop::Blackhole | NextHop::Reject) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReversePath::*;

    #[test]
    fn table_of_checks() {
        let mac = [2; 6];
        for (name, next_hop, loose, strict) in [
            ("forward, there", Some(NextHop::Forward { mac, interface: 5 }), true, true),
            ("forward, elsewhere", Some(NextHop::Forward { mac, interface: 6 }), true, false),
            ("glean, there", Some(NextHop::Glean { interface: 5 }), true, true),
            ("glean, elsewhere", Some(NextHop::Glean { interface: 1 }), true, false),
            ("hold-down, there", Some(NextHop::HoldDown { interface: 5 }), true, true),
            ("hold-down, elsewhere", Some(NextHop::HoldDown { interface: 4 }), true, false),
            ("group", Some(NextHop::Group { first_bucket: 0, log2_buckets: 1 }), true, true),
            ("trap", Some(NextHop::Trap), true, true),
            ("incomplete", Some(NextHop::Incomplete), true, true),
            ("our own address", Some(NextHop::Local), false, false),
            ("blackhole", Some(NextHop::Blackhole), false, false),
            ("reject", Some(NextHop::Reject), false, false),
            ("empty entry", Some(NextHop::None), false, false),
            ("no route", None, false, false),
        ] {
            assert!(passes(Off, next_hop.as_ref(), 5), "{name}");
            assert_eq!(passes(Loose, next_hop.as_ref(), 5), loose, "{name}, loose");
            assert_eq!(passes(Strict, next_hop.as_ref(), 5), strict, "{name}, strict");
        }
    }
}
