//! Arguments in the manner of iproute2: `dev swp1 fid 3 static`.

use super::error::CommandError;

/// Words of a command that are read in order.
#[derive(Clone)]
pub struct Keywords<'a> {
    words: std::slice::Iter<'a, String>,
}

impl<'a> Keywords<'a> {
    pub fn new(words: &'a [String]) -> Self {
        Self { words: words.iter() }
    }

    /// The next keyword.
    pub fn next(&mut self) -> Option<&'a str> {
        self.words.next().map(String::as_str)
    }

    /// The word behind a keyword that needs one.
    pub fn value(&mut self, keyword: &str) -> Result<&'a str, CommandError> {
        self.next().ok_or_else(|| CommandError::Usage(format!("\"{keyword}\" needs a value")))
    }
}

/// The complaint about a keyword that does not belong there.
pub fn unknown(word: &str, expected: &str) -> CommandError {
    CommandError::Usage(format!("unexpected \"{word}\"; expected {expected}"))
}

/// Sets what a keyword may set once only.
pub fn once<T>(slot: &mut Option<T>, keyword: &str, value: T) -> Result<(), CommandError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(CommandError::Usage(format!("\"{keyword}\" is given twice or contradicted"))),
    }
}

/// `on` or `off`.
pub fn switch(word: &str) -> Result<bool, CommandError> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(CommandError::Usage(format!("\"{word}\" is neither \"on\" nor \"off\""))),
    }
}

/// A number without a sign that is in a range; `what` and `unit` are for the complaint.
pub fn number(
    word: &str, range: std::ops::RangeInclusive<u32>, what: &str, unit: &str,
) -> Result<u32, CommandError> {
    let number = word.parse().ok().filter(|number| range.contains(number) && !word.starts_with('+'));
    number.ok_or_else(|| {
        let (first, last) = (range.start(), range.end());
        CommandError::Usage(format!("\"{word}\" is no {what}; {first} to {last}{unit} are possible"))
    })
}
