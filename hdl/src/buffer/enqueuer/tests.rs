use super::*;

struct Bench {
    uut: Enqueuer<5, 6>,
    time: u64,
    /// Ports asked, two cycles before the answer is given.
    questions: std::collections::VecDeque<Option<u64>>,
    full_ports: u64,
    pushes: Vec<(u64, u64, u64)>,
    settled: Vec<(u64, u64, u64, u64)>,
    dropped: Vec<u64>,
}

impl Bench {
    fn new(full_ports: u64) -> Self {
        let mut uut = Enqueuer::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        Self {
            uut,
            time: 0,
            questions: [None, None].into(),
            full_ports,
            pushes: Vec::new(),
            settled: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn frame(&mut self, first: u64, cells: u64, egress: u64) {
        self.uut.frame_valid.next = true;
        self.uut.frame_first.next = first.to_bits();
        self.uut.frame_last.next = (first + 1).to_bits();
        self.uut.frame_cells.next = cells.to_bits();
        self.uut.frame_egress.next = egress.to_bits();
        self.cycle();
        self.uut.frame_valid.next = false;
    }

    fn cycle(&mut self) {
        let uut = &mut self.uut;
        let question = self.questions.pop_front().expect("two");
        uut.accept.next = question.is_some_and(|port| self.full_ports >> port & 1 == 0);
        assert!(simulate(uut, 100));
        self.questions.push_back(uut.ask.val().then(|| uut.ask_port.val().to_u64()));
        if uut.push.val() {
            let port = uut.push_port.val().to_u64();
            assert_eq!(uut.push_select.val().to_u64(), 1 << port);
            self.pushes.push((self.time, port, uut.push_frame.val().to_u64()));
        }
        if uut.settled.val() {
            let cells = [uut.settled_frame.val(), uut.settled_last.val()].map(|cell| cell.to_u64());
            let (count, copies) = (uut.settled_cells.val().to_u64(), uut.settled_copies.val().to_u64());
            self.settled.push((cells[0], cells[1], count, copies));
        }
        self.dropped.extend(Some(uut.tail_drop.val().to_u64()).filter(|drops| *drops != 0));
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
        self.time += 1;
    }
}

#[test]
fn the_first_copy_is_pushed_four_cycles_on_and_the_others_a_cycle_each() {
    let mut bench = Bench::new(0);
    bench.frame(10, 1, 0b11010);
    bench.frame(12, 24, 0b00001);
    for _ in 0..12 {
        bench.cycle();
    }
    assert_eq!(bench.pushes, [(4, 1, 10), (5, 3, 10), (6, 4, 10), (8, 0, 12)]);
    assert_eq!(bench.settled, [(10, 11, 1, 3), (12, 13, 24, 1)]);
    assert!(bench.dropped.is_empty());
}

#[test]
fn copies_to_one_port_are_four_cycles_apart() {
    let mut bench = Bench::new(0);
    for frame in 0..9 {
        bench.frame(frame, 1, 0b00100);
    }
    for _ in 0..40 {
        bench.cycle();
    }
    let times: Vec<u64> = bench.pushes.iter().map(|push| push.0).collect();
    assert_eq!(bench.pushes.iter().map(|push| push.2).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
    assert!(times.windows(2).skip(1).all(|pair| pair[1] - pair[0] == 4), "{times:?}");
}

#[test]
fn refused_copies_are_dropped_and_do_not_count() {
    let mut bench = Bench::new(0b01001);
    bench.frame(20, 3, 0b11111);
    bench.frame(30, 1, 0b01001);
    bench.frame(40, 2, 0);
    for _ in 0..24 {
        bench.cycle();
    }
    assert_eq!(bench.dropped, [1, 8, 1, 8]);
    assert_eq!(bench.settled, [(20, 21, 3, 3), (30, 31, 1, 0), (40, 41, 2, 0)]);
}

#[test]
fn a_frame_without_cells_is_ignored() {
    let mut bench = Bench::new(0);
    bench.frame(20, 0, 0b11111);
    bench.frame(22, 1, 0b00010);
    bench.frame(24, 0, 0b11111);
    for _ in 0..24 {
        bench.cycle();
    }
    assert_eq!(bench.settled, [(22, 23, 1, 1)]);
    assert_eq!(bench.pushes.len(), 1);
}

#[test]
fn it_waits_while_the_reference_counter_is_almost_full() {
    let mut bench = Bench::new(0);
    bench.uut.settled_almost_full.next = true;
    for frame in 0..9 {
        bench.frame(frame, 1, 0b00001 << (frame % 5));
    }
    for _ in 0..20 {
        bench.cycle();
    }
    assert!(bench.settled.is_empty());
    assert_eq!(bench.pushes.len(), 1);
    bench.uut.settled_almost_full.next = false;
    for _ in 0..30 {
        bench.cycle();
    }
    assert_eq!(bench.settled.len(), 9);
}
