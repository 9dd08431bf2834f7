//! Random traffic through the reference model: it meets every rule, and what
//! comes out is held to what no rule can change.

use std::collections::BTreeMap;

use ferroute_regmap::{Counter, DropReason, PuntReason};
use ferroute_sim::golden::counters::{received_frames, sent_copies};
use ferroute_sim::golden::parse::parse;
use ferroute_sim::golden::{Capacity, CarrierEvent, Switch, Verdict};
use ferroute_tests::lab::Lab;
use ferroute_tests::packets::Packet;
use ferroute_tests::random_lab::random_lab;
use ferroute_tests::router_bench::{Bench, Model, Seen};
use ferroute_tests::router_image::{Image, Layout};
use ferroute_tests::router_traffic::{Sample, Traffic, compare};
use rand::SeedableRng;
use rand::rngs::StdRng;

const PORTS: usize = 4;
const ROUTERS: u64 = 40;
const FRAMES: usize = 1000;

/// How often each verdict was met.
#[derive(Default)]
struct Met {
    drops: BTreeMap<DropReason, usize>,
    punts: BTreeMap<PuntReason, usize>,
    routed: [usize; 2],
    tagged: [usize; 2],
}

fn switch(seed: u64) -> (Switch, Traffic) {
    let lab = random_lab(&mut StdRng::seed_from_u64(seed), PORTS);
    let mut switch = Switch::new(lab.configuration, Capacity::Unlimited);
    switch.router = lab.router.clone();
    (switch, Traffic::new(&lab, seed))
}

/// A routed frame is the packet that came, one hop on, in other headers.
fn check_routed(switch: &Switch, sample: &Sample, octets: &[u8], met: &mut Met) {
    let sent = &octets[..octets.len() - 4];
    let (came, left) = (parse(&sample.frame), parse(sent));
    assert!(!left.malformed && !left.checksum_bad, "{sent:02x?}");
    assert!(came.tag_count <= 1 && left.tag_count <= 1);
    assert_eq!((came.l3_kind, came.protocol, came.options), (left.l3_kind, left.protocol, false));
    // What was cut may be whole again by its padding.
    let Some(packet) = &sample.packet else { return };
    let family = usize::from(matches!(packet, Packet::Ipv6(_)));
    met.routed[family] += 1;
    met.tagged[left.tag_count] += 1;
    let expected = packet.forwarded().octets();
    assert_eq!(sent[14 + 4 * left.tag_count..][..expected.len()], expected, "{packet:?}");
    let interfaces = || switch.router.interfaces.iter().flatten();
    assert!(interfaces().any(|interface| sent[6..12] == interface.mac));
    assert!(sent.len() >= 60);
}

fn run(seed: u64, met: &mut Met) {
    println!("seed {seed}");
    let (mut switch, traffic) = switch(seed);
    for sample in traffic.take(FRAMES) {
        let event = CarrierEvent::frame(&sample.frame);
        let outcome = switch.receive(sample.port, &event).expect("every port receives");
        match outcome.verdict {
            Verdict::Drop(reason) => *met.drops.entry(reason).or_default() += 1,
            Verdict::Route { .. } => check_routed(&switch, &sample, &outcome.copies[0].octets, met),
            _ => assert!(outcome.copies.iter().all(|copy| copy.octets == event.octets[8..])),
        }
        if let Some(host) = outcome.host {
            assert_eq!((host.port, host.octets), (sample.port, sample.frame), "as it came");
            *met.punts.entry(host.reason).or_default() += 1;
        }
    }
    let counters = &switch.counters;
    let lost: u64 = DropReason::ALL.iter().map(|reason| counters.total_drops(*reason)).sum();
    assert_eq!(received_frames(counters), FRAMES as u64);
    assert_eq!(sent_copies(counters), counters.total(Counter::ForwardCopies));
    assert!(lost < FRAMES as u64 && FRAMES as u64 - lost <= sent_copies(counters));
}

#[test]
fn every_rule_is_met() {
    let mut met = Met::default();
    for seed in 0..ROUTERS {
        run(seed, &mut met);
    }
    println!("routed {:?}, untagged and tagged {:?}\n{:?}\n{:?}", met.routed, met.tagged, met.drops, met.punts);
    let never = [DropReason::BufferFull, DropReason::TailDrop, DropReason::TransmitUnderrun];
    for reason in DropReason::ALL {
        if !reason.is_receive() && !never.contains(reason) {
            assert!(met.drops.contains_key(reason), "never dropped by {}", reason.name());
        }
    }
    for reason in PuntReason::ALL {
        assert!(met.punts.contains_key(reason), "never punted as {}", reason.name());
    }
    assert!(met.routed.iter().chain(&met.tagged).all(|count| *count > 500));
}

#[test]
fn the_same_seed_gives_the_same_traffic() {
    let frames = |seed| switch(seed).1.take(200).map(|sample| (sample.port, sample.frame)).collect::<Vec<_>>();
    assert_eq!(frames(3), frames(3));
    assert_ne!(frames(3), frames(4));
}

/// Each random router finds room in the smallest board.
#[test]
fn random_routers_fit_a_board() {
    let layout = Layout { row_bits4: 9, row_bits6: 9, seed: 0x0123_4567_89AB_CDE };
    for seed in 0..ROUTERS {
        let lab = random_lab(&mut StdRng::seed_from_u64(seed), PORTS);
        let image = Image::new(&lab.router, &layout).unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
        assert!(image.writes_after(&Image::default()).len() > 2500, "seed {seed}: next hops and buckets alone");
    }
}

/// A device that forgets the padding of what it takes out of a tag.
struct Faulty(Model);

impl Bench for Faulty {
    fn apply(&mut self, lab: &Lab) {
        self.0.apply(lab);
    }

    fn pass(&mut self, port: usize, frame: &[u8]) -> Seen {
        let mut seen = self.0.pass(port, frame);
        for (_, sent) in &mut seen.sent {
            if frame.len() == 60 && sent.len() == 60 && frame[12] == 0x81 && sent[12] == 0x08 {
                sent.truncate(56);
            }
        }
        seen
    }
}

#[test]
fn the_comparison_passes_the_model_itself() {
    for seed in 0..4 {
        compare(&mut Model::default(), seed, 300);
    }
}

#[test]
#[should_panic(expected = "seen")]
fn the_comparison_notices_a_fault() {
    for seed in 0..20 {
        compare(&mut Faulty(Model::default()), seed, 300);
    }
}
