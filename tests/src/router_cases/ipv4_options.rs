//! RFC 1812 sections 4.2.2.1 and 5.2.4 and 5.3.13: every packet with options
//! is the host's, which looks at them at leisure.

use ferroute_regmap::{DropReason, PuntReason};

use super::v4;
use crate::packets::Ipv4;
use crate::router_case::Case;

const OPTIONS: PuntReason = PuntReason::Ipv4Options;

fn with(options: &[u8]) -> Ipv4 {
    let mut options = options.to_vec();
    // End of option list (RFC 791 section 3.1).
    options.resize(options.len().next_multiple_of(4), 0);
    Ipv4 { options, ..v4("10.1.0.1") }
}

/// RFC 2113 section 2.1: routers look more closely at it, also where it is for
/// another one.
pub fn router_alert() -> Vec<Case> {
    let alert = [148, 4, 0, 0];
    let to_itself = Ipv4 { destination: [10, 0, 0, 1].into(), ..with(&alert) };
    vec![
        Case::punts("on its way", with(&alert), OPTIONS),
        Case::punts("to the router", to_itself, OPTIONS),
        Case::punts("RSVP (RFC 2205)", Ipv4 { protocol: 46, ..with(&alert) }, OPTIONS),
    ]
}

/// RFC 1812 section 5.2.4.1: the next hop is chosen by the source route; the
/// host does it, or refuses (RFC 7126 sections 4.3 and 4.4).
pub fn source_routes() -> Vec<Case> {
    let strict = with(&[137, 7, 4, 10, 2, 0, 1]);
    let loose = with(&[131, 7, 4, 10, 2, 0, 1]);
    let at_its_end = with(&[131, 7, 8, 10, 2, 0, 1]);
    vec![
        Case::punts("strict", strict.clone(), OPTIONS),
        Case::punts("strict, this router's turn", Ipv4 { destination: [10, 0, 0, 1].into(), ..strict }, OPTIONS),
        Case::punts("loose", loose, OPTIONS),
        Case::punts("at its end", at_its_end, OPTIONS),
    ]
}

/// RFC 1812 sections 5.3.13.1 to 5.3.13.6: options that are handled or passed
/// on; no packet is discarded for one that is unknown.
pub fn other_options() -> Vec<Case> {
    vec![
        Case::punts("no operation", with(&[1, 1, 1, 1]), OPTIONS),
        Case::punts("end of options", with(&[0]), OPTIONS),
        Case::punts("record route", with(&[7, 7, 4, 0, 0, 0, 0]), OPTIONS),
        Case::punts("timestamp", with(&[68, 8, 5, 0, 0, 0, 0, 0]), OPTIONS),
        Case::punts("security (RFC 1108)", with(&[130, 3, 0]), OPTIONS),
        Case::punts("unknown", with(&[0x5E, 4, 1, 2]), OPTIONS),
        Case::punts("unknown, longer than the options", with(&[0x5E, 200, 1, 2]), OPTIONS),
        Case::punts("TTL 1: options first", Ipv4 { ttl: 1, ..with(&[1]) }, OPTIONS),
        Case::punts("no route: options first", Ipv4 { destination: [10, 99, 0, 1].into(), ..with(&[1]) }, OPTIONS),
        Case::drops(
            "the checksum covers them",
            Ipv4 { checksum: Some(0x1234), ..with(&[1]) },
            DropReason::IpHeaderCorrupted,
        ),
        Case::drops(
            "a bad source first",
            Ipv4 { source: [127, 0, 0, 1].into(), ..with(&[1]) },
            DropReason::SipIsLoopbackAddress,
        ),
    ]
}
