//! Folders that are made once, whole, and then kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{VerilatorError, io, workspace_root};

/// Where finished builds are kept.
pub fn folder() -> PathBuf {
    workspace_root().join("target/ferroute/models")
}

/// Makes `folder` with `make` unless it exists. `make` fills a scratch folder
/// that takes the final name only when it is complete, so a build that was
/// killed leaves nothing that looks finished.
pub fn once(
    folder: &Path,
    make: impl FnOnce(&Path) -> Result<(), VerilatorError>,
) -> Result<(), VerilatorError> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(io(parent))?;
    let lock_path = folder.with_extension("lock");
    let lock = File::create(&lock_path).map_err(io(&lock_path))?;
    lock.lock().map_err(io(&lock_path))?;
    // Another process may have made it while this one waited.
    if folder.is_dir() {
        return Ok(());
    }
    let scratch = folder.with_extension("scratch");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).map_err(io(&scratch))?;
    }
    fs::create_dir(&scratch).map_err(io(&scratch))?;
    make(&scratch)?;
    fs::rename(&scratch, folder).map_err(io(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn empty(name: &str) -> PathBuf {
        let folder = folder().join(format!("test-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn many_at_once_make_it_once() {
        let folder = empty("once");
        let made = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    once(&folder, |scratch| {
                        made.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(20));
                        fs::write(scratch.join("file"), "whole").map_err(io(scratch))
                    })
                    .unwrap();
                    assert_eq!(fs::read_to_string(folder.join("file")).unwrap(), "whole");
                });
            }
        });
        assert_eq!(made.load(Ordering::SeqCst), 1);
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_file(folder.with_extension("lock")).unwrap();
    }

    #[test]
    fn a_failure_leaves_nothing_and_can_be_tried_again() {
        let folder = empty("failure");
        let failure = || Err(VerilatorError::MissingCompiler);
        assert!(once(&folder, |_| failure()).is_err());
        assert!(!folder.exists());
        once(&folder, |_| Ok(())).unwrap();
        assert!(folder.is_dir());
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_file(folder.with_extension("lock")).unwrap();
    }
}
