//! The FIB as a device holds it.

use ferroute_regmap::size::NEXT_HOP_BITS;

use super::layout::Layout;
use super::lengths::Lengths;
use super::{Entry, Family, Fib, Sizes, Write};

/// What was read of a device's FIB.
#[derive(Clone, Debug)]
pub struct Image {
    pub sizes: Sizes,
    pub seed: u64,
    /// Words of region FIB4.
    pub pool4: Vec<u32>,
    /// Words of region FIB6.
    pub pool6: Vec<u32>,
    /// Words of region FIB_WIDE.
    pub wide: Vec<u32>,
    /// FIB4_LENGTHS_0 to _3, FIB6_LENGTHS_0 to _3, WIDE4_LENGTHS_0, _1, WIDE6_LENGTHS_0, _1.
    pub lengths: [u32; 12],
    /// DEFAULT_ROUTES.
    pub defaults: u32,
}

impl Fib {
    /// Takes over what a device holds, and the writes that remove what should
    /// not be there: a plan that was cut short leaves entries of lengths that
    /// are not asked for, copies, and slots without a prefix.
    pub fn adopt(image: &Image) -> (Self, Vec<Write>) {
        let mut fib = Self::new(image.sizes, image.seed);
        fib.defaults = image.defaults;
        fib.lengths4.adopt(&image.lengths[..4]);
        fib.lengths6.adopt(&image.lengths[4..8]);
        fib.wide_lengths4.adopt(&image.lengths[8..10]);
        fib.wide_lengths6.adopt(&image.lengths[10..]);
        let mut writes = Vec::new();
        for (place, words, entry) in entries(fib.pool4.layout(), &image.pool4) {
            let is_good = entry.is_some_and(|entry| {
                fib.lengths4.is_active(entry.prefix.length()) && fib.pool4.adopt(place, entry)
            });
            count(is_good, entry, &mut fib.lengths4);
            writes.extend(garbage(is_good, words).then(|| fib.pool4.layout().write(place, None)));
        }
        for (place, words, entry) in entries(fib.pool6.layout(), &image.pool6) {
            let is_good = entry.is_some_and(|entry| {
                fib.lengths6.is_active(entry.prefix.length()) && fib.pool6.adopt(place, entry)
            });
            count(is_good, entry, &mut fib.lengths6);
            writes.extend(garbage(is_good, words).then(|| fib.pool6.layout().write(place, None)));
        }
        fib.adopt_wide(&image.wide, &mut writes);
        fib.all_lengths().into_iter().for_each(|lengths| lengths.clean(&mut writes));
        (fib, writes)
    }

    fn adopt_wide(&mut self, words: &[u32], writes: &mut Vec<Write>) {
        let layout = *self.wide.layout();
        for (place, words, entry) in entries(&layout, words) {
            let is_good = entry.is_some_and(|entry| {
                self.wide_lengths(entry.prefix.family()).is_active(entry.prefix.length())
                    && self.get(entry.prefix).is_none()
                    && self.wide.adopt(place, entry)
            });
            if let Some(entry) = entry {
                count(is_good, Some(entry), self.wide_lengths(entry.prefix.family()));
                self.guests += usize::from(is_good && self.pool_takes(entry.prefix));
            }
            writes.extend(garbage(is_good, words).then(|| layout.write(place, None)));
        }
    }
}

fn count(is_good: bool, entry: Option<Entry>, lengths: &mut Lengths) {
    if let Some(entry) = entry.filter(|_| is_good) {
        // It is active: nothing is written.
        lengths.take(entry.prefix.length(), &mut Vec::new());
    }
}

/// Whether these words, of which nothing good was made, are more than a next
/// hop without a prefix.
fn garbage(is_good: bool, words: &[u32]) -> bool {
    let (last, others) = words.split_last().unwrap_or((&0, &[]));
    !is_good && (last >> NEXT_HOP_BITS != 0 || others.iter().any(|word| *word != 0))
}

fn entries<'a, L: Layout + Copy + 'a>(
    layout: &L, words: &'a [u32],
) -> impl Iterator<Item = (usize, &'a [u32], Option<Entry>)> + use<'a, L> {
    let layout = *layout;
    let chunks = words.chunks_exact(L::STRIDE as usize).take(layout.size()).enumerate();
    chunks.map(move |(place, chunk)| {
        let words = &chunk[..L::WORDS];
        (place, words, layout.decode(place, words))
    })
}

/// Both families' words of DEFAULT_ROUTES with one next hop.
pub(super) fn both_defaults(next_hop: u16) -> u32 {
    Family::ALL.into_iter().fold(0, |word, family| super::with_default(word, family, Some(next_hop)))
}
