use ferroute_regmap::size::BUCKETS;

use super::*;

const GATEWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const MAC: MacAddress = MacAddress([2, 0, 0, 0, 0, 1]);

/// The device's words as the writes made them.
struct Device {
    next_hops: Vec<u32>,
    buckets: Vec<u32>,
}

impl Device {
    fn new() -> Self {
        Self { next_hops: vec![0; 2 * NEXT_HOPS], buckets: vec![0; BUCKETS] }
    }

    /// Executes writes; after each of them every group's buckets lead somewhere.
    fn apply(&mut self, writes: &mut Vec<Write>) -> usize {
        let count = writes.len();
        for write in writes.drain(..) {
            let offset = (write.address() & 0xF_FFFF) as usize;
            let region = match region::index(write.address()) << region::SHIFT {
                region::NEXT_HOPS => &mut self.next_hops,
                region::BUCKETS => &mut self.buckets,
                _ => panic!("{write:?}"),
            };
            region[offset..offset + write.words().len()].copy_from_slice(write.words());
            for index in 0..NEXT_HOPS {
                if let NextHop::Group { first_bucket, log2_buckets } = self.entry(index as u16) {
                    let owners = &self.buckets[usize::from(first_bucket)..][..1 << log2_buckets];
                    for owner in owners {
                        let entry = self.entry(*owner as u16);
                        assert!(!matches!(entry, NextHop::None | NextHop::Group { .. }), "{write:?}: {owner} is {entry:?}");
                    }
                }
            }
        }
        count
    }

    fn entry(&self, index: u16) -> NextHop {
        NextHop::unpack(*self.next_hops[2 * usize::from(index)..].first_chunk().unwrap())
    }

    fn owners(&self, index: u16) -> Vec<u16> {
        let NextHop::Group { first_bucket, log2_buckets } = self.entry(index) else { panic!("{:?}", self.entry(index)) };
        self.buckets[usize::from(first_bucket)..][..1 << log2_buckets].iter().map(|word| *word as u16).collect()
    }
}

fn via(last: u8) -> Leaf {
    Leaf::Via { gateway: IpAddr::from([192, 0, 2, last]), interface: 4 }
}

fn multipath(leaves: impl IntoIterator<Item = Leaf>) -> Target {
    Target::Multipath(leaves.into_iter().map(|leaf| Hop { leaf, weight: 1 }).collect())
}

#[test]
fn equal_next_hops_share_an_entry_until_the_last_one_goes() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    let target = Target::Leaf(Leaf::Lladdr { mac: MAC, interface: 4 });
    let first = table.acquire(&target, None, &mut writes).unwrap();
    assert_eq!(table.acquire(&target, None, &mut writes), Ok(first));
    let other = table.acquire(&Target::Leaf(Leaf::Lladdr { mac: MAC, interface: 5 }), None, &mut writes).unwrap();
    assert_ne!(other, first);
    assert_eq!(device.apply(&mut writes), 2);
    assert_eq!(device.entry(first), NextHop::Forward { mac: MAC.0, interface: 4 });
    table.release(first, &mut writes);
    assert_eq!(device.apply(&mut writes), 0);
    assert!(table.uses_interface(4));
    table.release(first, &mut writes);
    assert_eq!(device.apply(&mut writes), 1);
    assert_eq!(device.entry(first), NextHop::None);
    assert!(!table.uses_interface(4) && table.uses_interface(5));
    assert_eq!(table.used().collect::<Vec<_>>(), [(other, 1)]);
}

#[test]
fn a_gateway_is_asked_for_then_known_then_held_down() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    let index = table.acquire(&Target::Leaf(via(1)), None, &mut writes).unwrap();
    let on_link = table.acquire(&Target::Leaf(Leaf::OnLink { interface: 4 }), None, &mut writes).unwrap();
    assert_ne!(index, on_link, "what is not known yet of one is not what is known of all");
    device.apply(&mut writes);
    assert_eq!(device.entry(index), NextHop::Glean { interface: 4 });
    assert_eq!(table.set_neighbour(4, GATEWAY, Some(Resolution::Known(MAC)), &mut writes), None);
    assert_eq!(device.apply(&mut writes), 1);
    assert_eq!(device.entry(index), NextHop::Forward { mac: MAC.0, interface: 4 });
    let held = Resolution::Held { until: None };
    assert_eq!(table.set_neighbour(4, GATEWAY, Some(held), &mut writes), Some(Resolution::Known(MAC)));
    device.apply(&mut writes);
    assert_eq!(device.entry(index), NextHop::HoldDown { interface: 4 });
    assert_eq!(table.set_neighbour(4, GATEWAY, None, &mut writes), Some(held));
    device.apply(&mut writes);
    assert_eq!(device.entry(index), NextHop::Glean { interface: 4 });
    table.set_neighbour(5, GATEWAY, Some(Resolution::Known(MAC)), &mut writes);
    assert_eq!(device.apply(&mut writes), 0, "the same address elsewhere");
}

#[test]
fn a_full_table_refuses_and_changes_nothing() {
    let (mut table, mut writes) = (NextHops::default(), Vec::new());
    for number in 0..511_u32 {
        let [_, _, high, low] = number.to_be_bytes();
        let mac = MacAddress([2, 0, 0, 0, high, low]);
        table.acquire(&Target::Leaf(Leaf::Lladdr { mac, interface: 0 }), None, &mut writes).unwrap();
    }
    writes.clear();
    let result = table.acquire(&multipath([via(1), via(2)]), None, &mut writes);
    assert_eq!(result, Err(NextHopError::Full));
    assert!(writes.is_empty());
    assert_eq!(table.used().count(), 511);
    table.acquire(&Target::Leaf(via(1)), None, &mut writes).unwrap();
    assert_eq!(table.acquire(&Target::Leaf(via(2)), None, &mut writes), Err(NextHopError::Full));
    assert_eq!(table.used_buckets(), 0);
}

#[test]
fn a_group_with_another_member_keeps_the_flows_of_the_others() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    let three = table.acquire(&multipath([via(1), via(2), via(3)]), None, &mut writes).unwrap();
    device.apply(&mut writes);
    assert_eq!(device.owners(three).len(), 32);
    assert_eq!(table.acquire(&multipath([via(3), via(1), via(2)]), None, &mut writes), Ok(three));
    table.release(three, &mut writes);
    // The third one leaves: another group, as others may share the old one.
    let two = table.acquire(&multipath([via(1), via(2)]), Some(three), &mut writes).unwrap();
    device.apply(&mut writes);
    let (before, after) = (device.owners(three), device.owners(two));
    let gone = table.acquire(&Target::Leaf(via(3)), None, &mut writes).unwrap();
    assert!(before.iter().zip(&after).all(|(before, after)| before == after || *before == gone));
    assert!(!after.contains(&gone));
    table.release(gone, &mut writes);
    table.release(three, &mut writes);
    device.apply(&mut writes);
    assert_eq!(device.entry(gone), NextHop::None, "nothing refers to it any more");
    assert_eq!(table.used_buckets(), 32);
    table.release(two, &mut writes);
    device.apply(&mut writes);
    assert_eq!(table.used().count(), 0);
    assert_eq!(table.used_buckets(), 0);
    assert!(device.next_hops.iter().all(|word| *word == 0));
}

#[test]
fn one_hop_twice_is_one_hop_and_one_hop_is_no_group() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    let index = table.acquire(&multipath([via(1), via(1)]), None, &mut writes).unwrap();
    device.apply(&mut writes);
    assert_eq!(device.entry(index), NextHop::Glean { interface: 4 });
    assert_eq!(table.used().collect::<Vec<_>>(), [(index, 1)]);
    assert_eq!(table.acquire(&multipath([]), None, &mut writes), Err(NextHopError::Members(0)));
}

#[test]
fn objects_change_under_those_that_refer_to_them() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    let one = table.add_object(1, &Target::Leaf(via(1)), &mut writes).unwrap();
    let two = table.add_object(2, &Target::Leaf(via(2)), &mut writes).unwrap();
    assert_eq!(table.add_object(2, &Target::Leaf(via(2)), &mut writes), Err(NextHopError::Exists(2)));
    let group = table.add_object(10, &multipath([Leaf::Object { id: 1 }, Leaf::Object { id: 2 }]), &mut writes).unwrap();
    let route = table.acquire(&Target::Leaf(Leaf::Object { id: 10 }), None, &mut writes).unwrap();
    assert_eq!(route, group);
    device.apply(&mut writes);
    let before = device.owners(group);
    assert_eq!(before.len(), 16);
    assert!(before.contains(&one) && before.contains(&two));
    assert_eq!(table.target(route), Some(Target::Leaf(Leaf::Object { id: 10 })));
    assert_eq!(table.meaning(route), Some(multipath([Leaf::Object { id: 1 }, Leaf::Object { id: 2 }])));
    // Another gateway: one write.
    table.replace_object(1, &Target::Leaf(Leaf::Lladdr { mac: MAC, interface: 9 }), &mut writes).unwrap();
    assert_eq!(device.apply(&mut writes), 1);
    assert_eq!(device.entry(one), NextHop::Forward { mac: MAC.0, interface: 9 });
    // A third member: more buckets, and only its share moves.
    table.add_object(3, &Target::Leaf(Leaf::Blackhole), &mut writes).unwrap();
    let three = multipath([1, 2, 3].map(|id| Leaf::Object { id }));
    assert_eq!(table.replace_object(10, &three, &mut writes), Ok(group));
    device.apply(&mut writes);
    let after = device.owners(group);
    let third = table.object(3).unwrap();
    assert_eq!(after.iter().filter(|owner| **owner == third).count(), 10);
    assert!(after.iter().enumerate().all(|(bucket, owner)| *owner == third || *owner == before[bucket % 16]));
    assert_eq!(table.used_buckets(), 32, "the old ones are free");
    // The second leaves: only its buckets are written, and its entry stays an object's.
    table.replace_object(10, &multipath([1, 3].map(|id| Leaf::Object { id })), &mut writes).unwrap();
    assert_eq!(device.apply(&mut writes), after.iter().filter(|owner| **owner == two).count());
    for (refused, id) in [(1, 1), (3, 3), (10, 10)] {
        assert_eq!(table.delete_object(refused, &mut writes), Err(NextHopError::InUse { id, references: 1 }));
    }
    table.delete_object(2, &mut writes).unwrap();
    assert_eq!(table.delete_object(2, &mut writes), Err(NextHopError::NoObject(2)));
    device.apply(&mut writes);
    assert_eq!(device.entry(two), NextHop::None);
    // A group becomes a single next hop, which frees its buckets and members.
    table.replace_object(10, &Target::Leaf(via(7)), &mut writes).unwrap();
    device.apply(&mut writes);
    assert_eq!((table.used_buckets(), device.entry(group)), (0, NextHop::Glean { interface: 4 }));
    table.delete_object(1, &mut writes).unwrap();
    table.delete_object(3, &mut writes).unwrap();
}

#[test]
fn groups_do_not_nest() {
    let (mut table, mut writes) = (NextHops::default(), Vec::new());
    table.add_object(1, &Target::Leaf(via(1)), &mut writes).unwrap();
    table.add_object(2, &multipath([Leaf::Object { id: 1 }, via(2)]), &mut writes).unwrap();
    writes.clear();
    let nested = multipath([Leaf::Object { id: 2 }, via(3)]);
    assert_eq!(table.acquire(&nested, None, &mut writes), Err(NextHopError::Nested(2)));
    assert_eq!(table.add_object(3, &nested, &mut writes), Err(NextHopError::Nested(2)));
    assert_eq!(table.replace_object(1, &multipath([via(3), via(4)]), &mut writes), Err(NextHopError::Nested(1)));
    assert_eq!(table.replace_object(2, &nested, &mut writes), Err(NextHopError::Nested(2)));
    let unknown = multipath([Leaf::Object { id: 9 }, via(3)]);
    assert_eq!(table.acquire(&unknown, None, &mut writes), Err(NextHopError::NoObject(9)));
    assert!(writes.is_empty(), "{writes:?}");
    assert_eq!(table.used().count(), 3);
}

/// What the device holds says nearly all, and hints say the rest.
#[test]
fn a_table_is_taken_over_from_its_words() {
    let (mut table, mut device, mut writes) = (NextHops::default(), Device::new(), Vec::new());
    table.set_neighbour(4, GATEWAY, Some(Resolution::Known(MAC)), &mut writes);
    let group = Target::Multipath(vec![Hop { leaf: via(1), weight: 3 }, Hop { leaf: via(2), weight: 1 }]);
    let group = table.acquire(&group, None, &mut writes).unwrap();
    let single = table.acquire(&Target::Leaf(via(2)), None, &mut writes).unwrap();
    let object = table.add_object(7, &Target::Leaf(Leaf::Blackhole), &mut writes).unwrap();
    device.apply(&mut writes);
    let references = [group, group, single];
    table.refer(group);
    let hints = Hints {
        neighbours: table.neighbours().collect(),
        leaves: table.used().filter_map(|(index, _)| match table.meaning(index)? {
            Target::Leaf(leaf) => Some((index, leaf)),
            Target::Multipath(_) => None,
        }).collect(),
        groups: [(group, vec![Member { next_hop: 0, weight: 3 }, Member { next_hop: 1, weight: 1 }])].into(),
        objects: table.objects().collect(),
    };
    let (adopted, clearing) = NextHops::adopt(&device.next_hops, &device.buckets, references, &hints);
    assert_eq!(clearing, []);
    assert!(adopted.used().eq(table.used()));
    for (index, _) in table.used() {
        assert_eq!(adopted.target(index), table.target(index));
        assert_eq!(adopted.entry(index), table.entry(index));
    }
    assert_eq!(adopted.used_buckets(), table.used_buckets());
    // Without hints a gateway is its MAC address, and one that is not known a link.
    let (mut bare, clearing) = NextHops::adopt(&device.next_hops, &device.buckets, references, &Hints::default());
    assert_eq!(clearing, [entry_write(object, [0, 0])], "nothing refers to the object");
    let lladdr = Leaf::Lladdr { mac: MAC, interface: 4 };
    assert_eq!(
        bare.target(group),
        Some(Target::Multipath(vec![Hop { leaf: lladdr, weight: 12 }, Hop { leaf: Leaf::OnLink { interface: 4 }, weight: 4 }]))
    );
    assert_eq!(bare.acquire(&Target::Leaf(lladdr), None, &mut writes), Ok(0));
    // Hints that the device contradicts are passed over.
    device.next_hops[0] ^= 0x100;
    let (other, _) = NextHops::adopt(&device.next_hops, &device.buckets, references, &hints);
    assert_ne!(other.target(group), table.target(group));
}

#[test]
fn nonsense_in_the_tables_is_taken_as_it_is() {
    let mut words = vec![0; 2 * NEXT_HOPS];
    let group = |first_bucket, log2_buckets| NextHop::Group { first_bucket, log2_buckets }.pack();
    words[..8].copy_from_slice(&[group(2040, 8), group(0, 1), group(1, 3), [7, 0xF00_0000]].concat());
    let mut buckets = vec![0; BUCKETS];
    buckets[..2].copy_from_slice(&[0xFFFF_FFFF, 1]);
    let (mut table, _) = NextHops::adopt(&words, &buckets, [0, 1, 2, 3, 3, 511, 0xFFFF], &Hints::default());
    let mut writes = Vec::new();
    for index in [0, 1, 2, 3, 3, 511, 0xFFFF] {
        table.release(index, &mut writes);
    }
    let (table, _) = NextHops::adopt(&[], &[], [0], &Hints::default());
    assert_eq!(table.used().count(), 0);
}
