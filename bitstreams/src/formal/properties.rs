//! The directives of a property file: comments that start with `//!`.
//!
//! | directive                    | meaning                                        |
//! | `prove depth K`              | by induction over K steps, for all time        |
//! | `bmc depth K`                | in the first K steps only                      |
//! | `cover depth K`              | each cover is reached in K steps               |
//! | `mutants depth K`            | each mutant violates an assertion in K steps   |
//! | `clocks`                     | more than one clock                            |
//! | `tap MODULE: TEXT`           | added to a module, so that properties see its memory |
//! | `mutant NAME: OLD => NEW`    | an edit that must be noticed                   |

/// What is wrong with a property file or does not fit its Verilog.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PropertyError {
    #[error("no directive: {0}")]
    Directive(String),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("the Verilog has no module {0}")]
    NoModule(String),
    #[error("mutant {name}: the Verilog holds its text {count} times, not once")]
    Edit { name: String, count: usize },
}

/// A change of the emitted Verilog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub name: String,
    old: String,
    new: String,
}

/// A property file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// Its Verilog.
    pub text: String,
    /// Depth of the induction, or nothing where none holds.
    pub prove: Option<u32>,
    /// Depth of the bounded check.
    pub bounded: Option<u32>,
    pub cover: u32,
    pub mutants: u32,
    pub has_clocks: bool,
    /// Changes that must be noticed.
    pub edits: Vec<Edit>,
    taps: Vec<(String, String)>,
}

impl Properties {
    /// Reads the directives of `text`; each kind of check must be there.
    pub fn parse(text: &str) -> Result<Self, PropertyError> {
        let mut properties = Self { text: text.to_owned(), ..Self::default() };
        for line in text.lines().filter_map(|line| line.strip_prefix("//! ")) {
            properties.add(line).ok_or_else(|| PropertyError::Directive(line.to_owned()))?;
        }
        let is_there = [
            ("prove or bmc", properties.prove.is_some() || properties.bounded.is_some()),
            ("cover", properties.cover > 0),
            ("mutants", properties.mutants > 0),
            ("a mutant", !properties.edits.is_empty()),
            ("an assert", text.contains("assert (")),
            ("a cover statement", text.contains("cover (")),
        ];
        match is_there.iter().find(|(_, is_there)| !is_there) {
            Some((name, _)) => Err(PropertyError::Missing(name)),
            None => Ok(properties),
        }
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let (directive, rest) = line.split_once(' ').unwrap_or((line, ""));
        let depth = || rest.strip_prefix("depth ")?.parse::<u32>().ok();
        match directive {
            "prove" => self.prove = Some(depth()?),
            "bmc" => self.bounded = Some(depth()?),
            "cover" => self.cover = depth()?,
            "mutants" => self.mutants = depth()?,
            "clocks" => self.has_clocks = true,
            "tap" => {
                let (module, text) = rest.split_once(": ")?;
                self.taps.push((module.to_owned(), text.to_owned()));
            }
            "mutant" => {
                let (name, edit) = rest.split_once(": ")?;
                let (old, new) = edit.split_once(" => ")?;
                self.edits.push(Edit { name: name.to_owned(), old: old.to_owned(), new: new.to_owned() });
            }
            _ => return None,
        }
        Some(())
    }

    /// `verilog` with the taps of this file.
    pub fn tapped(&self, verilog: &str) -> Result<String, PropertyError> {
        let mut tapped = verilog.to_owned();
        for (module, text) in &self.taps {
            let end = tapped
                .find(&format!("module {module}("))
                .and_then(|start| Some(start + tapped[start..].find("endmodule")?))
                .ok_or_else(|| PropertyError::NoModule(module.clone()))?;
            tapped.insert_str(end, &format!("{text}\n"));
        }
        Ok(tapped)
    }
}

impl Edit {
    /// `verilog` with this change, which must fit in exactly one place.
    pub fn apply(&self, verilog: &str) -> Result<String, PropertyError> {
        match verilog.matches(&self.old).count() {
            1 => Ok(verilog.replacen(&self.old, &self.new, 1)),
            count => Err(PropertyError::Edit { name: self.name.clone(), count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
//! prove depth 3
//! cover depth 9
//! mutants depth 7
//! clocks
//! tap a$b: wire c = d;
//! mutant swapped: x = y => x = z
assert (1); cover (1);
";

    #[test]
    fn directives_are_read() {
        let properties = Properties::parse(FILE).expect("a good file");
        assert_eq!((properties.prove, properties.bounded), (Some(3), None));
        assert_eq!((properties.cover, properties.mutants, properties.has_clocks), (9, 7, true));
        let verilog = "module a(x);\nx = y\nendmodule\nmodule a$b(d);\nendmodule\n";
        assert_eq!(
            properties.tapped(verilog).expect("the module is there"),
            "module a(x);\nx = y\nendmodule\nmodule a$b(d);\nwire c = d;\nendmodule\n"
        );
        let edit = &properties.edits[0];
        assert_eq!(edit.apply(verilog).expect("it fits"), verilog.replace("x = y", "x = z"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let unknown = Properties::parse("//! prove depths 3\n");
        assert_eq!(unknown, Err(PropertyError::Directive("prove depths 3".to_owned())));
        for (removed, missing) in [
            ("//! prove depth 3\n", "prove or bmc"),
            ("//! cover depth 9\n", "cover"),
            ("//! mutants depth 7\n", "mutants"),
            ("//! mutant swapped: x = y => x = z\n", "a mutant"),
            ("assert (1);", "an assert"),
            ("cover (1);", "a cover statement"),
        ] {
            assert_eq!(Properties::parse(&FILE.replace(removed, "")), Err(PropertyError::Missing(missing)));
        }
        let properties = Properties::parse(FILE).expect("a good file");
        assert_eq!(properties.tapped("module a(x);"), Err(PropertyError::NoModule("a$b".to_owned())));
        for (verilog, count) in [("", 0), ("x = y; x = y;", 2)] {
            let name = "swapped".to_owned();
            assert_eq!(properties.edits[0].apply(verilog), Err(PropertyError::Edit { name, count }));
        }
    }
}
