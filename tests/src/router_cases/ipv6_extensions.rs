//! RFC 8200 section 4, RFC 7045, RFC 6946, RFC 2711.

use ferroute_regmap::{DropReason, PuntReason};

use super::v6;
use crate::lab::hop;
use crate::packets::{
    AUTHENTICATION, DESTINATION_OPTIONS, ESP, FRAGMENT, HOP_BY_HOP, Ipv6, NO_NEXT_HEADER, ROUTING, UDP, l4,
};
use crate::router_case::Case;

const TO_B: &str = "2001:db8:1::1";
/// An extension header of eight octets without its first: padding.
const PADDING: [u8; 7] = [0, 1, 4, 0, 0, 0, 0];

/// RFC 8200 section 4.3: every node on the way may look at hop-by-hop options;
/// here the host does (RFC 9673 section 5.2.1), router alert (RFC 2711) or not.
pub fn hop_by_hop() -> Vec<Case> {
    let reason = PuntReason::Ipv6HopByHop;
    let with = |body: &[u8], destination| v6(destination).extended(HOP_BY_HOP, body);
    let mut long = PADDING.to_vec();
    long[0] = 2;
    long.extend([0; 16]);
    vec![
        Case::punts("padding", with(&PADDING, TO_B), reason),
        Case::punts("router alert", with(&[0, 5, 2, 0, 0, 1, 0], TO_B), reason),
        Case::punts("an option to be discarded when unknown", with(&[0, 0xBE, 4, 1, 2, 3, 4], TO_B), reason),
        Case::punts("of 24 octets", with(&long, TO_B), reason),
        Case::punts("to itself", with(&PADDING, "2001:db8::1"), reason),
        Case::punts("no route: options first", with(&PADDING, "2001:db8:99::1"), reason),
        Case::punts("hop limit 1: options first", Ipv6 { hop_limit: 1, ..with(&PADDING, TO_B) }, reason),
        Case::punts(
            "before other headers",
            v6(TO_B).extended(ROUTING, &PADDING).extended(HOP_BY_HOP, &PADDING),
            reason,
        ),
        Case::drops(
            "a bad source first",
            Ipv6 { source: "::1".parse().unwrap(), ..with(&PADDING, TO_B) },
            DropReason::SipIsLoopbackAddress,
        ),
        // Anywhere else it is a header that nobody on the way looks at.
        Case::routes(
            "not right behind the IPv6 header",
            v6(TO_B).extended(HOP_BY_HOP, &PADDING).extended(DESTINATION_OPTIONS, &PADDING),
            hop::TO_B,
        ),
    ]
}

/// RFC 8200 sections 4, 4.4, 4.6 and 4.7: no other extension header is
/// processed, inserted or deleted on the way, a routing header (4.4, RFC 5095)
/// only at its destination.
pub fn forwarded_untouched() -> Vec<Case> {
    let routing = |kind, left| {
        v6(TO_B).extended(ROUTING, &[2, kind, left, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    };
    let authenticated =
        v6(TO_B).extended(AUTHENTICATION, &[4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
    let all = v6(TO_B)
        .extended(DESTINATION_OPTIONS, &PADDING)
        .extended(AUTHENTICATION, &[4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])
        .fragmented(0)
        .extended(ROUTING, &PADDING)
        .extended(DESTINATION_OPTIONS, &PADDING);
    vec![
        Case::routes("destination options", v6(TO_B).extended(DESTINATION_OPTIONS, &PADDING), hop::TO_B),
        Case::routes(
            "destination options twice",
            v6(TO_B).extended(DESTINATION_OPTIONS, &PADDING).extended(DESTINATION_OPTIONS, &PADDING),
            hop::TO_B,
        ),
        Case::routes(
            "an option that no destination knows",
            v6(TO_B).extended(DESTINATION_OPTIONS, &[0, 0xFE, 4, 1, 2, 3, 4]),
            hop::TO_B,
        ),
        Case::routes("routing header type 0, one segment left", routing(0, 1), hop::TO_B),
        Case::routes("routing header type 2 (RFC 6275)", routing(2, 1), hop::TO_B),
        Case::routes("routing header type 4 (RFC 8754)", routing(4, 1), hop::TO_B),
        Case::routes("routing header of an unknown type", routing(200, 7), hop::TO_B),
        Case::routes("authentication", authenticated, hop::TO_B),
        Case::routes("ESP", Ipv6 { next_header: ESP, ..v6(TO_B) }, hop::TO_B),
        Case::routes("all in the recommended order", all, hop::TO_B),
        Case::routes(
            "no next header behind options",
            Ipv6 { next_header: NO_NEXT_HEADER, ..v6(TO_B) }.extended(DESTINATION_OPTIONS, &PADDING),
            hop::TO_B,
        ),
    ]
}

/// RFC 7045 section 2.1, RFC 6564: a header that the router does not know is
/// no reason not to forward.
pub fn unknown_headers() -> Vec<Case> {
    [135, 139, 140, 142, 143, 253, 254]
        .map(|header| Case::routes(format!("header {header}"), v6(TO_B).extended(header, &PADDING), hop::TO_B))
        .into()
}

/// RFC 8200 section 4.5: fragments are forwarded, never made or reassembled.
/// RFC 6946: a fragment header with no more fragments is a whole packet.
pub fn fragments() -> Vec<Case> {
    let dhcp = || Ipv6 { payload: l4(546, 547, 32), ..v6("2001:db8::1") };
    let inner_options = v6(TO_B).extended(DESTINATION_OPTIONS, &PADDING);
    vec![
        Case::routes("the first one", v6(TO_B).fragmented(1), hop::TO_B),
        Case::routes("one in the middle", v6(TO_B).fragmented(185 << 3 | 1), hop::TO_B),
        Case::routes("the last one", v6(TO_B).fragmented(185 << 3), hop::TO_B),
        Case::routes("an atomic one", v6(TO_B).fragmented(0), hop::TO_B),
        Case::routes("reserved bits", v6(TO_B).fragmented(6), hop::TO_B),
        Case::routes(
            "a later one of nothing but a header",
            Ipv6 { payload: Vec::new(), ..v6(TO_B) }.fragmented(8),
            hop::TO_B,
        ),
        // Its octets are from the middle of a packet, whatever they look like.
        Case::routes(
            "a later one that looks cut short",
            Ipv6 { payload: vec![UDP, 255, 0, 0, 0, 0, 0, 0], ..inner_options }.fragmented(185 << 3),
            hop::TO_B,
        ),
        Case::punts("for the host, an atomic one has ports", dhcp().fragmented(0), PuntReason::Dhcp),
        Case::punts("for the host, the first one has ports", dhcp().fragmented(1), PuntReason::Dhcp),
        Case::punts("for the host, a later one has none", dhcp().fragmented(8), PuntReason::LocalRoute),
    ]
}

/// A chain of headers that ends beyond the packet. RFC 7112 section 5 lets a
/// router discard first fragments like that; of other packets RFC 8200 section
/// 4 leaves it to the destination, which here never sees them.
pub fn cut_short() -> Vec<Case> {
    let corrupted = DropReason::IpHeaderCorrupted;
    let with = |next_header, payload: &[u8]| Ipv6 { next_header, payload: payload.to_vec(), ..v6(TO_B) };
    let mut first = with(DESTINATION_OPTIONS, &[UDP, 9, 1, 4, 0, 0, 0, 0]);
    first = first.fragmented(1);
    vec![
        Case::drops("hop-by-hop options", with(HOP_BY_HOP, &[UDP, 1, 1, 4, 0, 0, 0, 0]), corrupted),
        Case::drops("a first fragment's options", first, corrupted),
        Case::drops("half of a fragment header", with(FRAGMENT, &[UDP, 0, 0, 1]), corrupted),
        Case::drops("destination options", with(DESTINATION_OPTIONS, &[UDP, 1, 1, 4, 0, 0, 0, 0]), corrupted),
        Case::drops("a routing header", with(ROUTING, &[UDP, 2, 0, 1, 0, 0, 0, 0]), corrupted),
        Case::drops("authentication", with(AUTHENTICATION, &[UDP, 4, 0, 0, 0, 0, 0, 1]), corrupted),
        Case::drops("no octet of a header", with(DESTINATION_OPTIONS, &[]), corrupted),
    ]
}
