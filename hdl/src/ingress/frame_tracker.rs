//! # FrameTracker: words of all ports into chains of cells
//!
//! | port         | dir | meaning                                            |
//! | early_port, early_select | in | port of the next cycle's word, `WordCollector` |
//! | rx_enable    | in  | ports that receive, looked at at a frame's first word |
//! | valid, is_trailer, octets, port, no_cell | in | a word of a port       |
//! | free_cell, take_cell |  | the next free cell; it was taken in this cycle |
//! | write_enable, write_address, write_data | out | a word for the buffer   |
//! | link_valid, link_from, link_to | out | a frame goes on in another cell    |
//! | first_word, second_word | out | the word is the first, the second of its frame's data |
//! | later_word   | out | the word is not the first of a frame                |
//! | frame_ends   | out | the word is the trailer; the outputs below tell of its chain |
//! | first_cell, last_cell, cells | out | the chain; no cells: the numbers mean nothing |
//! | out_of_cells | out | there was no cell for one of its words              |
//!
//! Clock: core_clock. Clear: none; every trailer clears its port's state.
//! Latency: `first_word` to `out_of_cells` and `take_cell` come with the word,
//! writes and links 1 cycle later. Throughput: one word a cycle, a port's words
//! at least 4 cycles apart. Backpressure: none.
//! Storage: 16 records of 37 bit. Resources: see `Ingress`.
//! Not obvious: a frame that began while its port did not receive shows
//! nothing at any output, to its end. A frame without a data word ends with 0
//! cells.

use rust_hdl::prelude::*;

use super::frame_record::FrameState;
use crate::memory::PortRam;

#[derive(LogicBlock)]
pub struct FrameTracker<const N: usize, const CELL: usize, const WORD: usize> {
    pub clock: Signal<In, Clock>,
    pub early_port: Signal<In, Bits<4>>,
    pub early_select: Signal<In, Bits<N>>,
    pub rx_enable: Signal<In, Bits<N>>,
    pub valid: Signal<In, Bit>,
    pub is_trailer: Signal<In, Bit>,
    pub octets: Signal<In, Bits<64>>,
    pub port: Signal<In, Bits<4>>,
    pub no_cell: Signal<In, Bit>,
    pub free_cell: Signal<In, Bits<CELL>>,
    pub take_cell: Signal<Out, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_address: Signal<Out, Bits<WORD>>,
    pub write_data: Signal<Out, Bits<64>>,
    pub link_valid: Signal<Out, Bit>,
    pub link_from: Signal<Out, Bits<CELL>>,
    pub link_to: Signal<Out, Bits<CELL>>,
    pub first_word: Signal<Out, Bit>,
    pub second_word: Signal<Out, Bit>,
    pub later_word: Signal<Out, Bit>,
    pub frame_ends: Signal<Out, Bit>,
    pub first_cell: Signal<Out, Bits<11>>,
    pub last_cell: Signal<Out, Bits<11>>,
    pub cells: Signal<Out, Bits<8>>,
    pub out_of_cells: Signal<Out, Bit>,
    states: PortRam<FrameState>,
    state: DFF<FrameState>,
    /// The word's frame is one that the port receives.
    enabled: DFF<Bit>,
    at_cell_start: DFF<Bit>,
    // Written back one cycle after the word.
    updated_valid: DFF<Bit>,
    updated_port: DFF<Bits<4>>,
    updated: DFF<FrameState>,
    read_state: Signal<Local, FrameState>,
    write_valid: DFF<Bit>,
    write_cell: DFF<Bits<CELL>>,
    write_index: DFF<Bits<3>>,
    write_octets: DFF<Bits<64>>,
    link: DFF<Bit>,
    link_source: DFF<Bits<CELL>>,
    data: Signal<Local, Bit>,
    starts_cell: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    failed: Signal<Local, Bit>,
    word_cell: Signal<Local, Bits<CELL>>,
    between_frames: Constant<FrameState>,
}

impl<const N: usize, const CELL: usize, const WORD: usize> Default for FrameTracker<N, CELL, WORD> {
    fn default() -> Self {
        assert!(WORD == CELL + 3, "8 words a cell");
        assert!((9..=11).contains(&CELL), "{CELL} bits of a cell number");
        Self {
            clock: Default::default(),
            early_port: Default::default(),
            early_select: Default::default(),
            rx_enable: Default::default(),
            valid: Default::default(),
            is_trailer: Default::default(),
            octets: Default::default(),
            port: Default::default(),
            no_cell: Default::default(),
            free_cell: Default::default(),
            take_cell: Default::default(),
            write_enable: Default::default(),
            write_address: Default::default(),
            write_data: Default::default(),
            link_valid: Default::default(),
            link_from: Default::default(),
            link_to: Default::default(),
            first_word: Default::default(),
            second_word: Default::default(),
            later_word: Default::default(),
            frame_ends: Default::default(),
            first_cell: Default::default(),
            last_cell: Default::default(),
            cells: Default::default(),
            out_of_cells: Default::default(),
            states: Default::default(),
            state: Default::default(),
            enabled: Default::default(),
            at_cell_start: Default::default(),
            updated_valid: Default::default(),
            updated_port: Default::default(),
            updated: Default::default(),
            read_state: Default::default(),
            write_valid: Default::default(),
            write_cell: Default::default(),
            write_index: Default::default(),
            write_octets: Default::default(),
            link: Default::default(),
            link_source: Default::default(),
            data: Default::default(),
            starts_cell: Default::default(),
            take: Default::default(),
            failed: Default::default(),
            word_cell: Default::default(),
            between_frames: Constant::new(FrameState::default()),
        }
    }
}

impl<const N: usize, const CELL: usize, const WORD: usize> Logic for FrameTracker<N, CELL, WORD> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, enabled, at_cell_start, updated_valid, updated_port, updated);
        dff_setup!(self, clock, write_valid, write_cell, write_index, write_octets, link, link_source);
        self.states.clock.next = self.clock.val();
        self.states.read_port.next = self.early_port.val();
        self.read_state.next = self.states.read_data.val();
        self.state.d.next = self.read_state.val();
        self.at_cell_start.d.next = self.read_state.val().word_index == 0;
        self.enabled.d.next = self.read_state.val().enabled
            | ((self.early_select.val() & self.rx_enable.val()).any()
                & !self.read_state.val().in_frame);

        // What the word is.
        self.data.next = self.valid.val() & self.enabled.q.val() & !self.is_trailer.val();
        self.first_word.next = self.data.val() & !self.state.q.val().in_frame;
        self.second_word.next = self.data.val() & self.state.q.val().one_word;
        self.later_word.next = self.valid.val() & self.state.q.val().in_frame;
        self.frame_ends.next = self.valid.val() & self.enabled.q.val() & self.is_trailer.val();

        // Its cell.
        self.starts_cell.next = self.data.val() & self.at_cell_start.q.val();
        self.take.next =
            self.starts_cell.val() & !self.no_cell.val() & !self.state.q.val().out_of_cells;
        self.failed.next =
            self.state.q.val().out_of_cells | (self.starts_cell.val() & self.no_cell.val());
        self.take_cell.next = self.take.val();
        self.word_cell.next = bit_cast::<CELL, 11>(self.state.q.val().current_cell);
        if self.take.val() {
            self.word_cell.next = self.free_cell.val();
        }

        // The state after it.
        self.updated.d.next = self.between_frames.val();
        if !self.is_trailer.val() {
            self.updated.d.next.in_frame = true;
            self.updated.d.next.one_word = !self.state.q.val().in_frame;
            self.updated.d.next.enabled = self.enabled.q.val();
            self.updated.d.next.out_of_cells = self.failed.val();
            self.updated.d.next.word_index = self.state.q.val().word_index + 1;
            self.updated.d.next.cells = self.state.q.val().cells;
            self.updated.d.next.first_cell = self.state.q.val().first_cell;
            self.updated.d.next.current_cell = bit_cast::<11, CELL>(self.word_cell.val());
            if self.take.val() {
                self.updated.d.next.cells = self.state.q.val().cells + 1;
            }
            if self.state.q.val().cells == 0 {
                self.updated.d.next.first_cell = bit_cast::<11, CELL>(self.free_cell.val());
            }
        }
        self.updated_valid.d.next = self.valid.val();
        self.updated_port.d.next = self.port.val();
        self.states.write_enable.next = self.updated_valid.q.val();
        self.states.write_port.next = self.updated_port.q.val();
        self.states.write_data.next = self.updated.q.val();

        // To the buffer.
        self.write_valid.d.next = self.data.val() & !self.failed.val();
        self.write_cell.d.next = self.word_cell.val();
        self.write_index.d.next = self.state.q.val().word_index;
        self.write_octets.d.next = self.octets.val();
        self.link.d.next = self.take.val() & (self.state.q.val().cells != 0);
        self.link_source.d.next = bit_cast::<CELL, 11>(self.state.q.val().current_cell);
        self.write_enable.next = self.write_valid.q.val();
        self.write_address.next = (bit_cast::<WORD, CELL>(self.write_cell.q.val()) << 3)
            | bit_cast::<WORD, 3>(self.write_index.q.val());
        self.write_data.next = self.write_octets.q.val();
        self.link_valid.next = self.link.q.val();
        self.link_from.next = self.link_source.q.val();
        self.link_to.next = self.write_cell.q.val();

        // The chain.
        self.first_cell.next = self.state.q.val().first_cell;
        self.last_cell.next = self.state.q.val().current_cell;
        self.cells.next = self.state.q.val().cells;
        self.out_of_cells.next = self.state.q.val().out_of_cells;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tracker = FrameTracker<5, 9, 12>;

    /// One word and its four cycles; what is written in the third:
    /// (address, data), (link from, to).
    fn word(uut: &mut Tracker, port: u64, octets: Option<u64>, free: Option<u64>) -> [Option<(u64, u64)>; 2] {
        let edge = |uut: &mut Tracker| {
            for level in [true, false] {
                assert!(simulate(uut, 100));
                uut.clock.next = level.into();
            }
            assert!(simulate(uut, 100));
        };
        uut.early_port.next = port.to_bits();
        uut.early_select.next = (1u64 << port).to_bits();
        edge(uut);
        uut.valid.next = true;
        uut.port.next = port.to_bits();
        uut.is_trailer.next = octets.is_none();
        uut.octets.next = octets.unwrap_or(0).to_bits();
        uut.no_cell.next = free.is_none();
        uut.free_cell.next = free.unwrap_or(0x1FF).to_bits();
        assert!(simulate(uut, 100));
        if octets.is_none() {
            return [None; 2];
        }
        edge(uut);
        uut.valid.next = false;
        assert!(simulate(uut, 100));
        let write = (uut.write_address.val().to_u64(), uut.write_data.val().to_u64());
        let link = (uut.link_from.val().to_u64(), uut.link_to.val().to_u64());
        let seen = [uut.write_enable.val().then_some(write), uut.link_valid.val().then_some(link)];
        edge(uut);
        edge(uut);
        seen
    }

    fn chain(uut: &Tracker) -> (bool, u64, u64, u64, bool) {
        (
            uut.frame_ends.val(),
            uut.first_cell.val().to_u64(),
            uut.last_cell.val().to_u64(),
            uut.cells.val().to_u64(),
            uut.out_of_cells.val(),
        )
    }

    #[test]
    fn two_ports_fill_chains_side_by_side() {
        let mut uut = Tracker::default();
        uut.connect_all();
        uut.rx_enable.next = 0b00110.into();
        for index in 0..10 {
            for (port, cells) in [(1, [7, 20]), (2, [100, 511])] {
                let at = cells[index as usize / 8];
                let link = (index == 8).then_some((cells[0], at));
                let seen = word(&mut uut, port, Some(port * 1000 + index), Some(at));
                assert_eq!(seen, [Some((at * 8 + index % 8, port * 1000 + index)), link], "{port}, {index}");
            }
            // A port that does not receive.
            assert_eq!(word(&mut uut, 3, Some(index), Some(1)), [None; 2]);
        }
        for (port, expected) in [(1, (true, 7, 20, 2, false)), (2, (true, 100, 511, 2, false))] {
            word(&mut uut, port, None, None);
            assert_eq!(chain(&uut), expected, "port {port}");
        }
        word(&mut uut, 3, None, None);
        assert!(!uut.frame_ends.val());
    }

    #[test]
    fn a_frame_that_lacked_a_cell_gets_none_any_more() {
        let mut uut = Tracker::default();
        uut.connect_all();
        uut.rx_enable.next = 1.into();
        for index in 0..20 {
            let free = [Some(5), None, Some(6)][index as usize / 8];
            let [write, link] = word(&mut uut, 0, Some(index), free);
            assert_eq!(write.is_some(), index < 8, "{index}");
            assert_eq!(link, None, "{index}");
        }
        word(&mut uut, 0, None, None);
        assert_eq!(chain(&uut), (true, 5, 5, 1, true));
    }
}
