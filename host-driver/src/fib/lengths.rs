//! Which prefix lengths a table is asked for. The hardware looks for one prefix
//! of each of them, in a fixed number of slots.

use ferroute_regmap::register::Register;

use super::Write;

/// Lengths in a register's word.
const PER_WORD: usize = 4;

/// The slots of one table and family; 0: unused.
#[derive(Clone, Debug)]
pub struct Lengths {
    registers: &'static [Register],
    slots: Vec<u8>,
    /// Prefixes of each length.
    counts: Vec<usize>,
}

impl Lengths {
    /// `slots` unused ones in these registers.
    pub fn new(registers: &'static [Register], slots: usize) -> Self {
        Self { registers, slots: vec![0; slots], counts: vec![0; 129] }
    }

    /// Takes over the slots of a device from its registers' words.
    pub fn adopt(&mut self, words: &[u32]) {
        let octets = words.iter().flat_map(|word| word.to_le_bytes());
        self.slots.iter_mut().zip(octets).for_each(|(slot, length)| *slot = length);
    }

    pub fn is_active(&self, length: u8) -> bool {
        length != 0 && self.slots.contains(&length)
    }

    /// Whether prefixes of the length can be found, now or after [`Self::take`].
    pub fn is_available(&self, length: u8) -> bool {
        self.is_active(length) || self.slots.contains(&0)
    }

    /// Active lengths, the longest first.
    pub fn active(&self) -> Vec<u8> {
        let mut lengths: Vec<u8> = self.slots.iter().copied().filter(|length| *length != 0).collect();
        lengths.sort_unstable_by(|left, right| right.cmp(left));
        lengths.dedup();
        lengths
    }

    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// Prefixes of a length.
    pub fn count(&self, length: u8) -> usize {
        self.counts.get(usize::from(length)).copied().unwrap_or_default()
    }

    /// Counts a prefix, and takes a slot for the first one of its length.
    /// Returns false where none is left.
    pub fn take(&mut self, length: u8, writes: &mut Vec<Write>) -> bool {
        if !self.is_active(length) {
            let Some(slot) = self.slots.iter().position(|slot| *slot == 0) else { return false };
            self.set(slot, length, writes);
        }
        if let Some(count) = self.counts.get_mut(usize::from(length)) {
            *count += 1;
        }
        true
    }

    /// Forgets a prefix, and releases the slots of a length that has no more.
    pub fn release(&mut self, length: u8, writes: &mut Vec<Write>) {
        let Some(count) = self.counts.get_mut(usize::from(length)) else { return };
        *count = count.saturating_sub(1);
        if *count == 0 {
            self.clean(writes);
        }
    }

    /// Releases slots of lengths without a prefix, and such as come twice.
    pub fn clean(&mut self, writes: &mut Vec<Write>) {
        for slot in 0..self.slots.len() {
            let length = self.slots[slot];
            if length != 0 && (self.count(length) == 0 || self.slots[..slot].contains(&length)) {
                self.set(slot, 0, writes);
            }
        }
    }

    /// Stops asking for a length, whatever there is of it.
    pub fn close(&mut self, length: u8, writes: &mut Vec<Write>) {
        for slot in 0..self.slots.len() {
            if self.slots[slot] == length {
                self.set(slot, 0, writes);
            }
        }
    }

    /// Asks for a length in the slots that `like` has it in.
    pub fn open(&mut self, length: u8, like: &Self, writes: &mut Vec<Write>) {
        for slot in 0..self.slots.len() {
            if like.slots.get(slot) == Some(&length) {
                self.set(slot, length, writes);
            }
        }
    }

    fn set(&mut self, slot: usize, length: u8, writes: &mut Vec<Write>) {
        self.slots[slot] = length;
        writes.extend(self.write(slot));
    }

    /// The write of the register that holds a slot.
    fn write(&self, slot: usize) -> Option<Write> {
        let register = self.registers.get(slot / PER_WORD)?;
        let mut octets = [0; PER_WORD];
        let first = slot / PER_WORD * PER_WORD;
        octets.iter_mut().zip(&self.slots[first..]).for_each(|(octet, length)| *octet = *length);
        Some(Write::new(register.address, &[u32::from_le_bytes(octets)]))
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::registers::{WIDE4_LENGTHS_0, WIDE4_LENGTHS_1};

    use super::*;

    fn lengths() -> Lengths {
        Lengths::new(const { &[WIDE4_LENGTHS_0, WIDE4_LENGTHS_1] }, 6)
    }

    #[test]
    fn a_slot_lasts_from_the_first_prefix_to_the_last() {
        let (mut lengths, mut writes) = (lengths(), Vec::new());
        for length in [32, 32, 30, 29, 28, 27] {
            assert!(lengths.take(length, &mut writes));
        }
        assert_eq!(writes.len(), 5);
        assert_eq!(writes[1], Write::new(WIDE4_LENGTHS_0.address, &[0x1E20]));
        assert_eq!(writes[4], Write::new(WIDE4_LENGTHS_1.address, &[27]));
        lengths.release(32, &mut writes);
        assert_eq!((writes.len(), lengths.count(32)), (5, 1));
        lengths.release(32, &mut writes);
        assert_eq!(writes[5], Write::new(WIDE4_LENGTHS_0.address, &[0x1C1D_1E00]));
        assert_eq!(lengths.active(), [30, 29, 28, 27]);
    }

    #[test]
    fn there_are_so_many_slots_and_no_more() {
        let (mut lengths, mut writes) = (lengths(), Vec::new());
        assert!((1..=6).all(|length| lengths.take(length, &mut writes)));
        assert!(lengths.is_available(6) && !lengths.is_available(7));
        assert!(!lengths.take(7, &mut writes));
        assert_eq!(writes.len(), 6);
        assert!(lengths.take(6, &mut writes), "it is active");
    }

    #[test]
    fn slots_of_a_device_that_serve_nothing_are_released() {
        let (mut lengths, mut writes) = (lengths(), Vec::new());
        lengths.adopt(&[0x2020_1E1D, 0x0102]);
        assert!(lengths.take(32, &mut writes) && lengths.take(29, &mut writes));
        assert_eq!(writes, []);
        lengths.clean(&mut writes);
        assert_eq!(lengths.active(), [32, 29]);
        let last = |register: Register| writes.iter().rfind(|write| write.address() == register.address);
        assert_eq!(last(WIDE4_LENGTHS_0), Some(&Write::new(WIDE4_LENGTHS_0.address, &[0x20_001D])));
        assert_eq!(last(WIDE4_LENGTHS_1), Some(&Write::new(WIDE4_LENGTHS_1.address, &[0])));
    }
}
