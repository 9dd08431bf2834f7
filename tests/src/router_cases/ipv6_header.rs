//! RFC 8200 section 3, RFC 8201, RFC 2675.

use ferroute_regmap::{DropReason, PuntReason};

use super::v6;
use crate::lab::hop;
use crate::packets::{HOP_BY_HOP, Ipv6, NO_NEXT_HEADER};
use crate::router_case::Case;

const CORRUPTED: DropReason = DropReason::IpHeaderCorrupted;
const TO_B: &str = "2001:db8:1::1";

/// RFC 8200 section 3: version 6, and a payload that the frame holds; what is
/// longer in the frame is padding, and no next header needs no payload (4.7).
pub fn version_and_lengths() -> Vec<Case> {
    let mut cases: Vec<Case> = [0, 4, 5, 7, 15]
        .map(|version| Case::drops(format!("version {version}"), Ipv6 { version, ..v6(TO_B) }, CORRUPTED))
        .into();
    let with = |length, octets| Ipv6 { payload_length: Some(length), ..v6(TO_B).sized(octets) };
    let empty = Ipv6 { next_header: NO_NEXT_HEADER, payload: Vec::new(), ..v6(TO_B) };
    let with_rest = Ipv6 { payload_length: Some(8), next_header: NO_NEXT_HEADER, ..v6(TO_B) };
    cases.extend([
        Case::routes("version 6", v6(TO_B), hop::TO_B),
        Case::routes("less than the frame holds", with(100, 400), hop::TO_B),
        Case::routes("all that the frame holds", with(360, 400), hop::TO_B),
        Case::drops("an octet more than the frame holds", with(361, 400), CORRUPTED),
        Case::routes("all of the smallest frame", with(6, 46), hop::TO_B),
        Case::drops("an octet more than the smallest frame", with(7, 46), CORRUPTED),
        Case::drops("the largest there is", with(65535, 1500), CORRUPTED),
        Case::routes("no payload and no next header", empty, hop::TO_B),
        Case::routes("no payload where UDP should be", with(0, 80), hop::TO_B),
        Case::routes("octets behind no next header pass unchanged", with_rest, hop::TO_B),
    ]);
    cases
}

/// RFC 8200 section 3: a packet whose hop limit is zero or would become it is
/// discarded when it is forwarded, and only then.
pub fn hop_limit() -> Vec<Case> {
    let with = |hop_limit, destination| Ipv6 { hop_limit, ..v6(destination) };
    let expired = PuntReason::TtlValueIsTooSmall;
    vec![
        Case::punts("0", with(0, TO_B), expired),
        Case::punts("1", with(1, TO_B), expired),
        Case::routes("2", with(2, TO_B), hop::TO_B),
        Case::routes("255", with(255, TO_B), hop::TO_B),
        Case::punts("0 to itself", with(0, "2001:db8::1"), PuntReason::LocalRoute),
        Case::punts("1 to itself", with(1, "2001:db8::1"), PuntReason::LocalRoute),
        Case::punts("1, no route", with(1, "2001:db8:99::1"), PuntReason::Ipv6LpmMiss),
        Case::drops("1, blackhole", with(1, "2001:db8:4::1"), DropReason::BlackholeRoute),
    ]
}

/// RFC 8200 sections 6 and 7, RFC 6437 section 2: traffic class and flow label
/// pass unchanged; so does an upper layer that nobody knows.
pub fn unchanged_fields() -> Vec<Case> {
    let mut cases = vec![
        Case::routes("traffic class, all bits", Ipv6 { traffic_class: 0xFF, ..v6(TO_B) }, hop::TO_B),
        Case::routes("flow label, all bits", Ipv6 { flow_label: 0xF_FFFF, ..v6(TO_B) }, hop::TO_B),
        Case::routes("ECN", Ipv6 { traffic_class: 3, ..v6(TO_B) }, hop::TO_B),
    ];
    cases.extend([4, 6, 41, 47, 58, 89, 132, 255].map(|next_header| {
        Case::routes(format!("next header {next_header}"), Ipv6 { next_header, ..v6(TO_B) }, hop::TO_B)
    }));
    cases
}

/// RFC 8200 section 5, RFC 8201, RFC 4443 section 3.2: what does not fit is for
/// the host, which tells the source; no router fragments.
pub fn mtu() -> Vec<Case> {
    let with = |octets: usize| v6("2001:db8:2::1").sized(octets);
    let too_big = PuntReason::MtuValueIsTooSmall;
    let padded = Ipv6 { payload_length: Some(1240), ..with(1500) };
    vec![
        Case::routes("as large as it goes", with(1280), hop::TO_B100),
        Case::punts("an octet more", with(1281), too_big),
        Case::punts("a fragment that is too large", with(1273).fragmented(1), too_big),
        Case::routes("the frame is larger, the packet is not", padded, hop::TO_B100),
        Case::punts("for the host whatever its size", v6("2001:db8::1").sized(1500), PuntReason::LocalRoute),
        Case::routes("a full frame", v6(TO_B).sized(1500), hop::TO_B),
        Case::punts("hop limit first", Ipv6 { hop_limit: 1, ..with(1281) }, PuntReason::TtlValueIsTooSmall),
    ]
}

/// RFC 2675 section 3: a payload length of zero and a jumbo payload option.
/// No frame here could hold a jumbogram, so that the packet is longer than its
/// frame, and dropped like any such packet.
pub fn jumbograms() -> Vec<Case> {
    let option = [0, 0xC2, 4, 0, 1, 0, 0];
    let jumbo = Ipv6 { payload_length: Some(0), ..v6(TO_B).extended(HOP_BY_HOP, &option) };
    let not_marked = v6(TO_B).extended(HOP_BY_HOP, &option);
    vec![
        Case::drops("in a frame", jumbo.clone(), CORRUPTED),
        Case::drops("to itself", Ipv6 { destination: "2001:db8::1".parse().unwrap(), ..jumbo }, CORRUPTED),
        Case::punts("the option beside a payload length", not_marked, PuntReason::Ipv6HopByHop),
    ]
}
