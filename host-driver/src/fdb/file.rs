//! Entries as JSON, as they are shown, saved and restored.
//! Owns: the text's form. Reads and writes no file.

use ferroute_regmap::FdbEntry;
use serde::{Deserialize, Serialize};

use crate::mac_address::{MacAddress, MacAddressError};
use crate::port::{Port, PortError};

/// An entry with names instead of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    pub mac: String,
    #[serde(default)]
    pub fid: u16,
    pub port: String,
    #[serde(rename = "static")]
    pub is_static: bool,
    /// Scans since the address was last seen; not restored.
    #[serde(default)]
    pub age: u8,
}

/// Why a text holds no entries. The text's fault; entries count from 1.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("this is no saved FDB: {0}")]
    Syntax(#[from] serde_json::Error),
    #[error("entry {number}: {error}")]
    Mac { number: usize, error: MacAddressError },
    #[error("entry {number}: {error}")]
    Port { number: usize, error: PortError },
}

impl Station {
    /// Names the parts of an entry of a device with this many front-panel ports.
    pub fn new(entry: &FdbEntry, port_count: u8) -> Self {
        Self {
            mac: MacAddress(entry.mac).to_string(),
            fid: entry.fid,
            port: Port::new(entry.port, port_count)
                .map_or_else(|| format!("port{}", entry.port), |port| port.to_string()),
            is_static: entry.is_static,
            age: entry.age,
        }
    }

    fn entry(&self, number: usize, port_count: u8) -> Result<FdbEntry, FileError> {
        let mac: MacAddress = self.mac.parse().map_err(|error| FileError::Mac { number, error })?;
        let port = Port::parse(&self.port, port_count)
            .map_err(|error| FileError::Port { number, error })?;
        Ok(FdbEntry {
            mac: mac.0, fid: self.fid, port: port.index(), age: 0, is_static: self.is_static,
        })
    }
}

/// A JSON array with a line for each entry.
pub fn to_text(entries: &[FdbEntry], port_count: u8) -> Result<String, FileError> {
    let lines = entries
        .iter()
        .map(|entry| serde_json::to_string(&Station::new(entry, port_count)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) })
}

/// The entries in a JSON array, all with age 0.
pub fn from_text(text: &str, port_count: u8) -> Result<Vec<FdbEntry>, FileError> {
    let stations: Vec<Station> = serde_json::from_str(text)?;
    stations.iter().zip(1..).map(|(station, number)| station.entry(number, port_count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(last: u8, port: u8, is_static: bool) -> FdbEntry {
        FdbEntry { mac: [2, 0, 0, 0, 0, last], fid: 7, port, age: 0, is_static }
    }

    #[test]
    fn a_text_gives_back_what_it_was_made_of() {
        let entries = [entry(1, 0, true), entry(2, 4, false)];
        let text = to_text(&entries, 4).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert_eq!(from_text(&text, 4).unwrap(), entries);
        assert_eq!(from_text(&to_text(&[], 4).unwrap(), 4).unwrap(), []);
    }

    #[test]
    fn faults_are_named_with_the_entry() {
        let text = to_text(&[entry(1, 0, true), entry(2, 4, false)], 4).unwrap();
        let message = |text: &str| from_text(text, 4).unwrap_err().to_string();
        assert!(message(&text.replace("cpu", "swp9")).starts_with("entry 2: no port \"swp9\""));
        assert!(message(&text.replace("02:00:00:00:00:01", "02:00")).starts_with("entry 1: \"02:00\""));
        assert!(message("[{}]").starts_with("this is no saved FDB: missing field"));
        assert!(message(&text.replace("\"fid\"", "\"vlan\"")).contains("unknown field `vlan`"));
        assert!(message("").contains("EOF"));
    }
}
