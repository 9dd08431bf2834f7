use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;

fn cycle(uut: &mut ReferenceCounter<5>) {
    assert!(simulate(uut, 100));
    uut.clock.next = true.into();
    assert!(simulate(uut, 100));
    uut.clock.next = false.into();
    uut.sent.next = false;
    uut.settled.next = false;
    assert!(simulate(uut, 100));
}

fn settle(uut: &mut ReferenceCounter<5>, frame: u64, last: u64, cells: u64, copies: u64) {
    uut.settled.next = true;
    uut.settled_frame.next = frame.to_bits();
    uut.settled_last.next = last.to_bits();
    uut.settled_cells.next = cells.to_bits();
    uut.settled_copies.next = copies.to_bits();
}

fn send(uut: &mut ReferenceCounter<5>, frame: u64) {
    uut.sent.next = true;
    uut.sent_frame.next = frame.to_bits();
}

fn chain(uut: &ReferenceCounter<5>) -> Option<(u64, u64, u64)> {
    let fields = [uut.chain_first.val(), uut.chain_last.val()].map(|cell| cell.to_u64());
    uut.chain_valid.val().then(|| (fields[0], fields[1], uut.chain_cells.val().to_u64()))
}

#[test]
fn a_frame_that_no_queue_took_goes_back_at_once() {
    let mut uut = ReferenceCounter::<5>::default();
    uut.connect_all();
    settle(&mut uut, 7, 9, 200, 0);
    for _ in 0..4 {
        assert_eq!(chain(&uut), None);
        cycle(&mut uut);
    }
    assert_eq!(chain(&uut), Some((7, 9, 200)));
}

#[test]
fn the_last_copy_gives_the_chain_back_in_any_order_of_events() {
    for settled_at in 0..=9 {
        let mut uut = ReferenceCounter::<5>::default();
        uut.connect_all();
        for event in 0..=9 {
            assert_eq!(chain(&uut), None, "event {event}, settled at {settled_at}");
            if event == settled_at {
                settle(&mut uut, 3, 4, 2, 9);
            } else {
                send(&mut uut, 3);
            }
            for _ in 0..4 {
                cycle(&mut uut);
            }
        }
        assert_eq!(chain(&uut), Some((3, 4, 2)), "settled at {settled_at}");
    }
}

#[test]
fn random_frames_come_back_once_and_nothing_is_lost_to_backpressure() {
    println!("seed 12");
    let mut random = StdRng::seed_from_u64(12);
    let mut uut = ReferenceCounter::<5>::default();
    uut.connect_all();
    assert!(simulate(&mut uut, 100));
    // Per cell: copies to be sent, and whether it is still to be settled.
    let mut frames: Vec<Option<(u64, Option<u64>)>> = vec![None; 32];
    let (mut begun, mut returned) = (0, 0);
    for step in 0..6000 {
        let frame = random.random_range(0..32);
        if frames[frame].is_none() && step < 5000 {
            let copies = random.random_range(0..=9);
            frames[frame] = Some((copies, Some(copies)));
            begun += 1;
        }
        // As often as the reader can end copies.
        let pick = random.random_range(0..32);
        if step % 8 == 0
            && let Some((copies @ 1.., _)) = &mut frames[pick]
        {
            *copies -= 1;
            send(&mut uut, pick as u64);
        }
        let pick = random.random_range(0..32);
        if !uut.almost_full.val()
            && random.random_bool(0.5)
            && let Some((_, unsettled)) = &mut frames[pick]
            && let Some(copies) = unsettled.take()
        {
            settle(&mut uut, pick as u64, 31 - pick as u64, pick as u64 + 1, copies);
        }
        let taken = random.random_bool(0.3);
        uut.chain_taken.next = taken;
        if let Some((first, last, cells)) = chain(&uut)
            && taken
        {
            assert_eq!(frames[first as usize].take(), Some((0, None)), "step {step}");
            assert_eq!((last, cells), (31 - first, first + 1));
            returned += 1;
        }
        cycle(&mut uut);
    }
    assert!(begun > 100, "{begun}");
    let held = frames.iter().flatten().count();
    assert_eq!(returned + held, begun);
    assert!(frames.iter().flatten().all(|frame| *frame != (0, None)), "{frames:?}");
}
