//! Writes of a plan.

/// Most words of one write.
const MOST_WORDS: usize = 5;

/// Words of one entry at ascending addresses. Nothing changes in the device
/// before the last one, and all at once then.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Write {
    address: u32,
    count: u8,
    words: [u32; MOST_WORDS],
}

impl Write {
    /// At most five words.
    pub fn new(address: u32, content: &[u32]) -> Self {
        let mut words = [0; MOST_WORDS];
        words.iter_mut().zip(content).for_each(|(word, content)| *word = *content);
        Self { address, count: content.len().min(MOST_WORDS) as u8, words }
    }

    pub fn address(&self) -> u32 {
        self.address
    }

    pub fn words(&self) -> &[u32] {
        &self.words[..usize::from(self.count)]
    }
}

impl std::fmt::Debug for Write {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:#08x}:{:08x?}", self.address, self.words())
    }
}
