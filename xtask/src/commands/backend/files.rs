//! The files that say what is going on, read and written so that a run may be killed at any moment.

use crate::interrupt;
use crate::terminal;
use anyhow::Context;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Writes a file that is there in full or not at all.
pub(super) fn write(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, contents)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("write {}", path.display()))
}

/// A file's contents; `None` where there is no such file.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("read {}", path.display())),
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a folder, if it is there; where it is a link, also the folder that it leads to.
pub(super) fn remove_folder(path: &Path) -> anyhow::Result<()> {
    let is_link = path.is_symlink();
    if let Ok(folder) = path.canonicalize() {
        fs::remove_dir_all(&folder).with_context(|| format!("remove {}", folder.display()))?;
    }
    if is_link {
        remove(path)?;
    }
    Ok(())
}

/// Holds a lock as long as the file is open; `None` while another process holds it. The system takes it back from a
/// process that is killed.
pub(super) fn try_lock(path: &Path) -> anyhow::Result<Option<File>> {
    // To read is enough, and possible where another user has made it.
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => File::create(path),
        opened => opened,
    };
    let file = file.with_context(|| format!("open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("lock {}", path.display()))
        }
    }
}

/// Holds a lock as soon as no other process does; says whom it waits for.
pub(super) fn lock(path: &Path, holder: &str) -> anyhow::Result<File> {
    if let Some(file) = try_lock(path)? {
        return Ok(file);
    }
    terminal::report(&format!("waiting until another `{holder}` is done"))?;
    loop {
        interrupt::check()?;
        if let Some(file) = try_lock(path)? {
            return Ok(file);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_lock_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("lock");
        let held = lock(&path, "test").expect("nobody holds it");
        assert!(try_lock(&path).expect("it can be tried").is_none());
        thread::scope(|scope| {
            let waiting = scope.spawn(|| lock(&path, "test"));
            drop(held);
            let held = waiting.join().expect("no panic").expect("it is free");
            assert!(try_lock(&path).expect("it can be tried").is_none());
            drop(held);
        });
        lock(&path, "test").expect("it was given back");
    }

    #[test]
    fn a_file_that_is_not_there_is_neither_read_nor_missed() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("file.json");
        assert_eq!(read(&path).expect("no error"), None);
        remove(&path).expect("no error");
        write(&path, b"1").expect("it can be written");
        write(&path, b"2").expect("it can be written again");
        assert_eq!(read(&path).expect("no error").as_deref(), Some("2"));
        remove(&path).expect("it can be removed");
        assert_eq!(read(&path).expect("no error"), None);
        assert!(read(folder.path()).is_err(), "a folder is no file");
    }

    #[test]
    fn a_folder_is_removed_with_what_a_link_leads_to() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let [link, whole] = ["link", "whole"].map(|name| folder.path().join(name));
        remove_folder(&link).expect("nothing is there");
        fs::create_dir_all(whole.join("data")).expect("a folder can be made");
        symlink(&whole, &link).expect("a link can be made");
        remove_folder(&link).expect("it can be removed");
        assert!(!whole.exists() && !link.is_symlink());
        // Temporary folders do not outlive a restart of the machine.
        symlink(&whole, &link).expect("a link can be made");
        remove_folder(&link).expect("it can be removed");
        assert!(!link.is_symlink());
    }
}
