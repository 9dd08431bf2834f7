use rust_hdl::prelude::*;

use super::{Rewrite, Rewriter};
use crate::stream::TxWord;
use crate::synthesis::synthesize;

const MAC: u64 = 0x0605_0403_0201;
const INTERFACE_MAC: u64 = 0x1615_1413_1211;

struct Bench {
    uut: Rewriter<5>,
    /// Words that left: cycle, port, word, whether a frame's first.
    left: Vec<(u64, u64, TxWord, bool)>,
    time: u64,
}

impl Bench {
    fn new() -> Self {
        let mut uut = Rewriter::default();
        uut.connect_all();
        uut.rewrite_mac.next = INTERFACE_MAC.to_bits();
        uut.rewrite_vlan.next = 0x321.into();
        assert!(simulate(&mut uut, 100));
        Self { uut, left: Vec::new(), time: 0 }
    }

    fn cycle(&mut self) {
        for level in [true, false] {
            assert!(simulate(&mut self.uut, 100));
            self.uut.clock.next = level.into();
        }
        assert!(simulate(&mut self.uut, 100));
        self.time += 1;
        let write = self.uut.out_write.val().to_u64();
        if write != 0 {
            let word = TxWord::unpack(self.uut.out_data.val().to_u128());
            self.left.push((self.time, u64::from(write.trailing_zeros()), word, self.uut.out_first.val()));
        }
    }

    /// The frame's words every 5 cycles from the next but one on; `leaves`: octets.
    fn frame(&mut self, port: u64, frame: &[u8], rewrite: Rewrite, leaves: usize) {
        let routed = rewrite.kind != 0;
        let count = leaves.div_ceil(8) + usize::from(routed);
        let words = TxWord::of_frame(frame);
        for place in 0..count {
            self.uut.in_early_port.next = port.to_bits();
            self.uut.in_write.next = 0.into();
            self.cycle();
            self.uut.in_early_port.next = 0.into();
            self.uut.in_write.next = (1u64 << port).to_bits();
            let octets = words.get(place).map_or(u64::MAX, |word| word.octets);
            let last = (place + 1 == count).then_some((leaves as u8 - 1) % 8 + 1);
            self.uut.in_data.next = TxWord { octets, last }.pack().to_bits();
            self.uut.in_first.next = place == 0;
            self.uut.in_rewrite.next = rewrite;
            self.cycle();
            self.uut.in_write.next = 0.into();
            for _ in 0..3 {
                self.cycle();
            }
        }
    }

    /// Octets that left, of each word those that count, from frame to frame.
    fn octets(&mut self) -> Vec<u8> {
        let left = std::mem::take(&mut self.left);
        left.iter().flat_map(|(_, _, word, _)| word.octets.to_le_bytes()[..usize::from(word.last.unwrap_or(8))].to_vec()).collect()
    }
}

/// IPv4 with TTL 64 and a checksum of 0xFEFF, 60 octets.
fn ipv4() -> Vec<u8> {
    let mut frame: Vec<u8> = (0x80..0x80 + 60).collect();
    frame[12..15].copy_from_slice(&[0x08, 0x00, 0x45]);
    frame[22] = 64;
    frame[24..26].copy_from_slice(&[0xFE, 0xFF]);
    frame
}

#[test]
fn a_frame_that_is_bridged_leaves_after_the_latency_as_it_came() {
    let mut bench = Bench::new();
    let frame = ipv4();
    bench.frame(3, &frame, Rewrite::default(), 60);
    let times: Vec<u64> = bench.left.iter().map(|(time, ..)| *time).collect();
    // The first word was there in cycle 1.
    let expected: Vec<u64> = (0..8).map(|word| 1 + 5 * word + Rewriter::<5>::LATENCY as u64).collect();
    assert_eq!(times, expected);
    assert!(bench.left.iter().enumerate().all(|(index, word)| word.1 == 3 && word.3 == (index == 0)));
    assert_eq!(bench.octets(), frame);
}

#[test]
fn a_routed_frame_leaves_a_word_later_with_new_headers() {
    let mut bench = Bench::new();
    let frame = ipv4();
    let rewrite = Rewrite { kind: 1.into(), mac: MAC.to_bits(), ..Default::default() };
    bench.frame(2, &frame, rewrite, 60);
    let times: Vec<u64> = bench.left.iter().map(|(time, ..)| *time).collect();
    let expected: Vec<u64> = (1..9).map(|word| 1 + 5 * word + Rewriter::<5>::LATENCY as u64).collect();
    assert_eq!(times, expected);
    assert!(bench.left.iter().enumerate().all(|(index, word)| word.1 == 2 && word.3 == (index == 0)));
    let mut routed = frame.clone();
    routed[..12].copy_from_slice(&[1, 2, 3, 4, 5, 6, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16]);
    routed[22] = 63;
    routed[24..26].fill(0);
    assert_eq!(bench.octets(), routed);
}

#[test]
fn a_tag_is_put_in_and_taken_out() {
    let mut bench = Bench::new();
    let frame = ipv4();
    let rewrite = Rewrite { kind: 1.into(), mac: MAC.to_bits(), vlan_tagged: true, ..Default::default() };
    bench.frame(2, &frame, rewrite, 64);
    let mut tagged = vec![1, 2, 3, 4, 5, 6, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x81, 0x00, 0x03, 0x21];
    tagged.extend(&frame[12..]);
    (tagged[26], tagged[28], tagged[29]) = (63, 0, 0);
    assert_eq!(bench.octets(), tagged);
    // And out again, with the next hop; what is then missing is zeros.
    let rewrite = Rewrite { kind: 1.into(), mac: MAC.to_bits(), tagged: true, ..Default::default() };
    bench.uut.in_padding.next = 1.into();
    bench.frame(2, &tagged[..63], rewrite, 60);
    let mut untagged = [&tagged[..12], &tagged[16..63], &[0]].concat();
    (untagged[22], untagged[24]) = (62, 1);
    assert_eq!(bench.octets(), untagged);
}

#[test]
fn a_tag_keeps_its_priority_and_drop_eligibility() {
    let mut bench = Bench::new();
    let mut frame = vec![0; 64];
    frame[12..16].copy_from_slice(&[0x88, 0xA8, 0xBF, 0xFF]);
    let rewrite = Rewrite { kind: 2.into(), tagged: true, vlan_tagged: true, ..Default::default() };
    bench.frame(0, &frame, rewrite, 64);
    let octets = bench.octets();
    assert_eq!(octets[12..16], [0x81, 0x00, 0xB3, 0x21]);
    assert_eq!(octets[25], 0xFF);
}

#[test]
fn it_synthesizes() {
    let verilog = Rewriter::<9>::verilog();
    // A select of a select is all it takes for a netlist that does something else.
    assert!(!verilog.contains("]["), "yosys reads the last one alone");
    if let Some(cells) = synthesize(&verilog, "rewriter") {
        assert_eq!(cells.get("DP16KD"), None, "{cells:?}");
        assert_eq!(cells.get("TRELLIS_DPR16X4"), Some(&36), "{cells:?}");
    }
}
