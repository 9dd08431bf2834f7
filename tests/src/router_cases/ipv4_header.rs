//! RFC 1812 sections 4.2.2, 5.2.2, 5.2.6 and 5.3.1; RFC 791; RFC 1624.

use ferroute_regmap::{DropReason, PuntReason};

use super::v4;
use crate::lab::hop;
use crate::packets::{DONT_FRAGMENT, Ipv4, MORE_FRAGMENTS, NO_NEXT_HEADER, Packet, TYPE_IPV4, frame};
use crate::router_case::{Case, Expected};

const CORRUPTED: DropReason = DropReason::IpHeaderCorrupted;

/// RFC 1812 section 5.2.2, test 3: the version number must be 4.
pub fn version() -> Vec<Case> {
    let mut cases: Vec<Case> = [0, 3, 5, 6, 15]
        .map(|version| Case::drops(format!("version {version}"), Ipv4 { version, ..v4("10.1.0.1") }, CORRUPTED))
        .into();
    cases.push(Case::routes("version 4", v4("10.1.0.1"), hop::TO_B));
    cases
}

/// RFC 1812 section 5.2.2, test 4: a header has at least 20 octets.
pub fn header_length() -> Vec<Case> {
    let with = |words| Ipv4 { header_words: Some(words), ..v4("10.1.0.1") };
    let mut cases: Vec<Case> =
        [0, 1, 4].map(|words| Case::drops(format!("{words} words"), with(words), CORRUPTED)).into();
    // Octets of the payload become options, for which the checksum is wrong.
    cases.push(Case::drops("6 words where there are 5", with(6), CORRUPTED));
    let longest = Ipv4 { options: vec![1; 40], ..v4("10.1.0.1") };
    cases.push(Case::punts("15 words", longest, PuntReason::Ipv4Options));
    cases.push(Case::routes("5 words", v4("10.1.0.1"), hop::TO_B));
    cases
}

/// RFC 1812 section 5.2.2, tests 1 and 5: the packet holds its header and is
/// held by the frame. What is longer in the frame is padding.
pub fn total_length() -> Vec<Case> {
    let with = |length, octets| Ipv4 { total_length: Some(length), ..v4("10.1.0.1").sized(octets) };
    vec![
        Case::drops("0", with(0, 60), CORRUPTED),
        Case::drops("a part of the header", with(19, 60), CORRUPTED),
        Case::routes("the header alone", with(20, 60), hop::TO_B),
        Case::routes("less than the frame holds", with(100, 400), hop::TO_B),
        Case::routes("all that the frame holds", with(400, 400), hop::TO_B),
        Case::drops("an octet more than the frame holds", with(401, 400), CORRUPTED),
        Case::routes("all of the smallest frame", with(46, 46), hop::TO_B),
        Case::drops("an octet more than the smallest frame", with(47, 46), CORRUPTED),
        Case::drops("the largest there is", with(65535, 1500), CORRUPTED),
        Case::drops(
            "less than the options need",
            Ipv4 { total_length: Some(23), options: vec![1; 4], ..v4("10.1.0.1") },
            CORRUPTED,
        ),
    ]
}

/// RFC 1812 sections 4.2.2.5 and 5.2.2, test 2: the checksum must be correct,
/// and what is incorrect is silently discarded. A sum of zero has two forms.
pub fn checksum() -> Vec<Case> {
    let with = |checksum| Ipv4 { checksum: Some(checksum), ..v4("10.1.0.1").with_checksum(0x1234) };
    let mut cases = vec![Case::routes("right", with(0x1234), hop::TO_B)];
    cases.extend((0..16).map(|bit| Case::drops(format!("bit {bit} is wrong"), with(0x1234 ^ 1 << bit), CORRUPTED)));
    cases.push(Case::drops("none", with(0), CORRUPTED));
    cases.push(Case::drops("all ones", with(0xFFFF), CORRUPTED));
    let zero = v4("10.1.0.1").with_checksum(0);
    cases.push(Case::routes("zero", zero.clone(), hop::TO_B));
    cases.push(Case::routes("zero as all ones", Ipv4 { checksum: Some(0xFFFF), ..zero }, hop::TO_B));
    cases.push(Case::drops("also for the host", Ipv4 { checksum: Some(1), ..v4("10.0.0.1") }, CORRUPTED));
    cases
}

/// RFC 1624 section 3: the new checksum is that of the new header, which is
/// never all ones; the older equation gives that for 0xfeff.
pub fn checksum_update() -> Vec<Case> {
    let old = [0, 1, 0xFE, 0xFF, 0x100, 0xFDFF, 0xFE00, 0xFEFE, 0xFEFF, 0xFF00, 0xFF01, 0xFFFE];
    let mut cases: Vec<Case> = old
        .iter()
        .map(|old| Case::routes(format!("from {old:04x}"), v4("10.1.0.1").with_checksum(*old), hop::TO_B))
        .collect();
    cases.extend([2, 3, 128, 255].map(|ttl| {
        let packet = Ipv4 { ttl, ..v4("10.1.0.1") }.with_checksum(0xFEFF);
        Case::routes(format!("from feff with TTL {ttl}"), packet, hop::TO_B)
    }));
    let tagged = v4("10.2.0.1").with_checksum(0xFEFF);
    cases.push(Case::routes("into a tag", tagged, hop::TO_B100));
    cases
}

/// RFC 1812 sections 4.2.2.9 and 5.3.1: a packet whose TTL would become zero
/// is not forwarded; one to the router itself is not discarded for its TTL.
pub fn ttl() -> Vec<Case> {
    let with = |ttl, destination| Ipv4 { ttl, ..v4(destination) };
    let expired = PuntReason::TtlValueIsTooSmall;
    vec![
        Case::punts("0", with(0, "10.1.0.1"), expired),
        Case::punts("1", with(1, "10.1.0.1"), expired),
        Case::routes("2", with(2, "10.1.0.1"), hop::TO_B),
        Case::routes("128: the borrow goes through", with(128, "10.1.0.1"), hop::TO_B),
        Case::routes("255", with(255, "10.1.0.1"), hop::TO_B),
        Case::punts("0 to itself", with(0, "10.0.0.1"), PuntReason::LocalRoute),
        Case::punts("1 to itself", with(1, "10.0.0.1"), PuntReason::LocalRoute),
        Case::punts("1, no route", with(1, "10.99.0.1"), PuntReason::Ipv4LpmMiss),
        Case::drops("1, blackhole", with(1, "10.4.0.1"), DropReason::BlackholeRoute),
    ]
}

/// RFC 1812 sections 4.2.2.3, 4.2.2.4, 5.2.5 and 5.3.2: what a router has no
/// business with passes unchanged, the reserved flag and ECN (RFC 3168) too.
pub fn unchanged_fields() -> Vec<Case> {
    let packet = v4("10.1.0.1");
    let mut cases = vec![
        Case::routes("TOS, all bits", Ipv4 { tos: 0xFF, ..packet.clone() }, hop::TO_B),
        Case::routes("ECN congestion experienced", Ipv4 { tos: 3, ..packet.clone() }, hop::TO_B),
        Case::routes("reserved flag", Ipv4 { fragment: 1 << 15, ..packet.clone() }, hop::TO_B),
        Case::routes("identification", Ipv4 { identification: 0xFFFF, ..packet.clone() }, hop::TO_B),
    ];
    cases.extend(
        [0, 1, 4, 6, 41, 47, 50, NO_NEXT_HEADER, 132, 255].map(|protocol| {
            Case::routes(format!("protocol {protocol}"), Ipv4 { protocol, ..packet.clone() }, hop::TO_B)
        }),
    );
    cases
}

/// RFC 1812 sections 4.2.2.7 and 5.2.6: fragments are forwarded as packets of
/// their own and never reassembled on the way.
pub fn fragments() -> Vec<Case> {
    let with = |fragment, destination| Ipv4 { fragment, ..v4(destination) };
    vec![
        Case::routes("the first one", with(MORE_FRAGMENTS, "10.1.0.1"), hop::TO_B),
        Case::routes("one in the middle", with(MORE_FRAGMENTS | 185, "10.1.0.1"), hop::TO_B),
        Case::routes("the last one", with(185, "10.1.0.1"), hop::TO_B),
        Case::routes("the last one there can be", with(0x1FFF, "10.1.0.1"), hop::TO_B),
        Case::routes("none", with(DONT_FRAGMENT, "10.1.0.1"), hop::TO_B),
        Case::punts("for the host, the first one", with(MORE_FRAGMENTS, "10.0.0.1"), PuntReason::LocalRoute),
        Case::punts("for the host, a later one", with(185, "10.0.0.1"), PuntReason::LocalRoute),
    ]
}

/// RFC 1812 section 5.2.6, RFC 1191 section 4: what does not fit is for the
/// host, which fragments it or, where that is forbidden, says so. Padding does
/// not count.
pub fn mtu() -> Vec<Case> {
    let with = |octets: usize, fragment| Ipv4 { fragment, ..v4("10.2.0.1").sized(octets) };
    let too_big = PuntReason::MtuValueIsTooSmall;
    let padded = Ipv4 { total_length: Some(1280), ..with(1500, 0) };
    vec![
        Case::routes("as large as it goes", with(1280, 0), hop::TO_B100),
        Case::routes("as large as it goes, DF", with(1280, DONT_FRAGMENT), hop::TO_B100),
        Case::punts("an octet more", with(1281, 0), too_big),
        Case::punts("an octet more, DF", with(1281, DONT_FRAGMENT), too_big),
        Case::punts("a fragment that is too large", with(1281, MORE_FRAGMENTS), too_big),
        Case::routes("the frame is larger, the packet is not", padded, hop::TO_B100),
        Case::punts("for the host whatever its size", v4("10.0.0.1").sized(1500), PuntReason::LocalRoute),
        Case::routes("a full frame", v4("10.1.0.1").sized(1500), hop::TO_B),
        Case::routes("an MTU of more than a frame", v4("10.1.0.1").sized(1500), hop::TO_B)
            .with(|lab| lab.interface(crate::lab::B).mtu = 16383),
        Case::punts("an MTU of nothing", v4("10.1.0.1"), too_big).with(|lab| lab.interface(crate::lab::B).mtu = 0),
        largest_tagged(),
    ]
}

/// A tagged frame of 1522 octets comes in and leaves untagged.
fn largest_tagged() -> Case {
    let packet = Packet::from(v4("10.1.0.1").sized(1500));
    let routed = Case::routes("a full tagged frame", packet.clone(), hop::TO_B);
    let tagged = frame(
        crate::lab::router_mac(crate::lab::B100),
        crate::lab::sender(1),
        &[(crate::packets::C_TAG, 100)],
        TYPE_IPV4,
        &packet.octets(),
    );
    assert!(matches!(routed.expected, Expected::Sent { .. }));
    routed.from(1, tagged)
}
