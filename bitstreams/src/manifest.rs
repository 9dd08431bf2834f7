//! What a bitstream was made of, as `manifest.json` beside it. It holds no
//! time and no path, so that equal inputs give an equal manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ferroute_hdl::LAYOUT_HASH;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::board::Board;
use crate::report::Report;

/// Name of the file.
pub const FILE: &str = "manifest.json";

/// Why a bitstream is not to be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is no bitstream yet.
    #[error("{path}: {source}; make it with `cargo xtask bitstream {board}`")]
    Missing { board: &'static str, path: PathBuf, source: std::io::Error },
    /// Somebody changed the manifest.
    #[error("{path} is no manifest: {source}")]
    Malformed { path: PathBuf, source: serde_json::Error },
    /// The bitstream would drive other pins.
    #[error("the bitstream is for {found}, not for {wanted}")]
    OtherBoard { found: String, wanted: String },
    /// A host of this tree would refuse the device.
    #[error("the bitstream keeps contract {found}, this tree {wanted}; make it again")]
    OtherLayout { found: String, wanted: String },
    /// Somebody changed a file.
    #[error("{path} is not the file that the manifest describes (SHA-256 {found}, not {wanted})")]
    Changed { path: PathBuf, found: String, wanted: String },
    /// The manifest lacks a file that it must describe.
    #[error("the manifest describes no {0}")]
    NotDescribed(String),
}

/// Provenance and hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub board: String,
    /// Part, then package.
    pub part: String,
    pub ports: usize,
    pub cells: usize,
    /// Commit, with `-dirty` behind it where the tree differed.
    pub git: String,
    /// `LAYOUT_HASH` of the contract, hexadecimal.
    pub layout_hash: String,
    /// Version lines of the tools.
    pub tools: Vec<String>,
    pub seed: u32,
    /// MHz by clock.
    pub fmax: BTreeMap<String, f64>,
    /// SHA-256 by file name.
    pub sha256: BTreeMap<String, String>,
}

impl Manifest {
    /// Describes `files` in `folder`, which one run made.
    pub fn of(
        board: &Board, folder: &Path, files: &[String], git: String, tools: Vec<String>, seed: u32, report: &Report,
    ) -> std::io::Result<Self> {
        let mut sha256 = BTreeMap::new();
        for file in files {
            sha256.insert(file.clone(), hash(&fs::read(folder.join(file))?));
        }
        Ok(Self {
            board: board.name.to_owned(),
            part: part_of(board),
            ports: board.top.ports,
            cells: board.top.cells,
            git,
            layout_hash: layout(),
            tools,
            seed,
            fmax: report.clocks().map(|(name, megahertz)| (name.to_owned(), megahertz)).collect(),
            sha256,
        })
    }

    /// JSON with a newline at the end.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and numbers only") + "\n"
    }

    /// Reads the manifest in `folder` and holds it to the board, to this tree's
    /// contract and to `file`, which is to be loaded.
    pub fn check(board: &Board, folder: &Path, file: &str) -> Result<Self, ManifestError> {
        let missing = |path: &Path| {
            let path = path.to_path_buf();
            move |source| ManifestError::Missing { board: board.name, path, source }
        };
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).map_err(missing(&path))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|source| ManifestError::Malformed { path, source })?;
        let found = format!("{} ({})", manifest.board, manifest.part);
        let wanted = format!("{} ({})", board.name, part_of(board));
        if found != wanted {
            return Err(ManifestError::OtherBoard { found, wanted });
        }
        if manifest.layout_hash != layout() {
            return Err(ManifestError::OtherLayout { found: manifest.layout_hash, wanted: layout() });
        }
        let wanted = manifest.sha256.get(file).ok_or_else(|| ManifestError::NotDescribed(file.to_owned()))?.clone();
        let path = folder.join(file);
        let found = hash(&fs::read(&path).map_err(missing(&path))?);
        if found != wanted {
            return Err(ManifestError::Changed { path, found, wanted });
        }
        Ok(manifest)
    }
}

fn part_of(board: &Board) -> String {
    format!("{} {}", board.part, board.package)
}

fn layout() -> String {
    format!("{LAYOUT_HASH:016x}")
}

fn hash(octets: &[u8]) -> String {
    hex(&Sha256::digest(octets))
}

/// Octets as hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::BOARDS;

    const REPORT: &str = r#"{ "critical_paths": [], "fmax": { "core_clock": { "achieved": 150.5, "constraint": 125.0 } }, "utilization": {} }"#;

    fn made(folder: &Path) -> Manifest {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("a.bit"), b"bits").unwrap();
        let report = Report::parse(REPORT).unwrap();
        Manifest::of(&BOARDS[0], folder, &["a.bit".to_owned()], "0123".to_owned(), vec!["yosys 1".to_owned()], 3, &report).unwrap()
    }

    fn folder(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ferroute/manifest-tests").join(name)
    }

    #[test]
    fn what_was_made_is_accepted() {
        let folder = folder("good");
        let manifest = made(&folder);
        fs::write(folder.join(FILE), manifest.to_json()).unwrap();
        assert_eq!(Manifest::check(&BOARDS[0], &folder, "a.bit").unwrap(), manifest);
        assert_eq!(made(&folder).to_json(), manifest.to_json());
        assert!(matches!(Manifest::check(&BOARDS[0], &folder, "b.bit"), Err(ManifestError::NotDescribed(_))));
    }

    #[test]
    fn what_differs_is_refused() {
        let folder = folder("bad");
        let manifest = made(&folder);
        let check = |manifest: &Manifest| {
            fs::write(folder.join(FILE), manifest.to_json()).unwrap();
            Manifest::check(&BOARDS[0], &folder, "a.bit").unwrap_err()
        };
        let other = Manifest { board: BOARDS[1].name.to_owned(), ..manifest.clone() };
        assert!(matches!(check(&other), ManifestError::OtherBoard { .. }));
        let other = Manifest { layout_hash: "0".to_owned(), ..manifest.clone() };
        assert!(matches!(check(&other), ManifestError::OtherLayout { .. }));
        fs::write(folder.join("a.bit"), b"bots").unwrap();
        assert!(matches!(check(&manifest), ManifestError::Changed { .. }));
        fs::remove_file(folder.join("a.bit")).unwrap();
        assert!(matches!(check(&manifest), ManifestError::Missing { .. }));
        fs::write(folder.join(FILE), "{}").unwrap();
        assert!(matches!(Manifest::check(&BOARDS[0], &folder, "a.bit"), Err(ManifestError::Malformed { .. })));
    }
}
