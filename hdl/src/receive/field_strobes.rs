//! # FieldStrobes: which field the octet at hand is
//!
//! | port    | dir | meaning                  |
//! | step    | in  | there is an octet        |
//! | place   | in  | where it stands          |
//! | strobes | out | see `Strobes`            |
//!
//! Combinational.

use rust_hdl::prelude::*;

use super::header_walk::Place;

/// What the octet at hand is; all 0 without one.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Strobes {
    /// Any octet to parse.
    pub step: Bit,
    /// Second octet of a type.
    pub type_end: Bit,
    /// Any octet of an IPv4 header.
    pub ipv4: Bit,
    /// Any octet of an IPv6 extension header.
    pub extension: Bit,
    // The octets with the version.
    pub ipv4_first: Bit,
    pub ipv6_first: Bit,
    /// To be shifted into the length. Of IPv4 that is the whole first word; its
    /// last two octets are the total length.
    pub length: Bit,
    /// The second word of an IPv4 header.
    pub ipv4_second: Bit,
    /// From the next octet on the length counts: IPv4's total length from the
    /// second word on, IPv6's payload length behind the header.
    pub length_known: Bit,
    /// Protocol of IPv4, next header of IPv6.
    pub next_header: Bit,
    // Flags and fragment offset.
    pub ipv4_fragment_high: Bit,
    pub ipv4_fragment_low: Bit,
    pub ipv6_fragment_high: Bit,
    pub ipv6_fragment_low: Bit,
    /// Of the first word of layer 4.
    pub upper: Bit,
    /// Last octet of an IPv6 header.
    pub ipv6_end: Bit,
}

#[derive(LogicBlock, Default)]
pub struct FieldStrobes {
    pub step: Signal<In, Bit>,
    pub place: Signal<In, Place>,
    pub strobes: Signal<Out, Strobes>,
    octet_0: Signal<Local, Bit>,
    octet_1: Signal<Local, Bit>,
    octet_2: Signal<Local, Bit>,
    octet_3: Signal<Local, Bit>,
    ipv4: Signal<Local, Bit>,
    ipv6: Signal<Local, Bit>,
    extension: Signal<Local, Bit>,
    ipv4_second: Signal<Local, Bit>,
    ipv6_second: Signal<Local, Bit>,
    extension_first: Signal<Local, Bit>,
    fragment_first: Signal<Local, Bit>,
}

impl Logic for FieldStrobes {
    #[hdl_gen]
    fn update(&mut self) {
        self.octet_0.next = self.place.val().phase == 0;
        self.octet_1.next = self.place.val().phase == 1;
        self.octet_2.next = self.place.val().phase == 2;
        self.octet_3.next = self.place.val().phase == 3;
        self.ipv4.next = self.step.val() & self.place.val().in_ipv4;
        self.ipv6.next = self.step.val() & self.place.val().in_ipv6;
        self.extension.next = self.step.val() & self.place.val().in_extension;
        self.ipv4_second.next = self.ipv4.val() & self.place.val().second;
        self.ipv6_second.next = self.ipv6.val() & self.place.val().second;
        self.extension_first.next = self.extension.val() & self.place.val().first;
        self.fragment_first.next = self.extension_first.val() & self.place.val().in_fragment;

        self.strobes.next.step = self.step.val();
        self.strobes.next.type_end = self.step.val() & self.place.val().in_type & self.octet_3.val();
        self.strobes.next.ipv4 = self.ipv4.val();
        self.strobes.next.extension = self.extension.val();
        self.strobes.next.ipv4_first = self.ipv4.val() & self.place.val().first & self.octet_0.val();
        self.strobes.next.ipv6_first = self.ipv6.val() & self.place.val().first & self.octet_0.val();
        self.strobes.next.length = (self.ipv4.val() & self.place.val().first)
            | (self.ipv6_second.val() & (self.octet_0.val() | self.octet_1.val()));
        self.strobes.next.ipv4_second = self.ipv4_second.val();
        self.strobes.next.length_known =
            (self.ipv4.val() & self.octet_3.val()) | (self.step.val() & self.place.val().ends);
        self.strobes.next.next_header = (self.ipv4.val() & self.place.val().third & self.octet_1.val())
            | (self.ipv6_second.val() & self.octet_2.val())
            | (self.extension_first.val() & self.octet_0.val());
        self.strobes.next.ipv4_fragment_high = self.ipv4_second.val() & self.octet_2.val();
        self.strobes.next.ipv4_fragment_low = self.ipv4_second.val() & self.octet_3.val();
        self.strobes.next.ipv6_fragment_high = self.fragment_first.val() & self.octet_2.val();
        self.strobes.next.ipv6_fragment_low = self.fragment_first.val() & self.octet_3.val();
        self.strobes.next.upper = self.step.val() & self.place.val().in_upper;
        self.strobes.next.ipv6_end = self.ipv6.val() & self.place.val().ends;
    }
}
