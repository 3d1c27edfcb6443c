//! Writing the set into a folder.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::ours::{OnDisk, leaves};
use super::{GeneratedFiles, at};

/// What the names of unfinished files end with.
const TEMPORARY: &str = ".codegen-tmp";

/// What [`GeneratedFiles::write`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteReport {
    /// Paths that were added or modified.
    pub written: Vec<String>,
    /// How many files were equal already.
    pub unchanged: usize,
    /// Stale paths that were removed.
    pub removed: Vec<String>,
}

/// Why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// These files, by their paths, were not made by the generator and would be overwritten.
    Foreign(Vec<String>),
    /// The way to these files, by their paths, leads through a link out of the folder.
    Leaves(Vec<String>),
    /// The system refused something.
    Io(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (paths, about) = match self {
            Self::Foreign(paths) => (paths, "were not made by the generator and would be overwritten"),
            Self::Leaves(paths) => (paths, "would be written through a link that leads out of the folder"),
            Self::Io(error) => return error.fmt(f),
        };
        write!(f, "these files {about}:")?;
        paths.iter().try_for_each(|path| write!(f, "\n  {path}"))
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Foreign(_) | Self::Leaves(_) => None,
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl GeneratedFiles {
    /// Makes `dir` equal to the set: writes what differs, and removes what is stale. Files of other origin stay as they are.
    ///
    /// Everything is written beside its place before anything is put into its place, so that a full disk
    /// leaves the old files whole.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; nothing is written then, unless the system fails while files are put into their places.
    pub fn write(&self, dir: &Path) -> Result<WriteReport, WriteError> {
        self.write_over(dir, false)
    }

    /// As [`Self::write`], but files of other origin are overwritten. A link in the place of a file is replaced, and what it leads to
    /// stays as it is.
    ///
    /// # Errors
    ///
    /// As [`Self::write`].
    pub fn overwrite(&self, dir: &Path) -> Result<WriteReport, WriteError> {
        self.write_over(dir, true)
    }

    fn write_over(&self, dir: &Path, force: bool) -> Result<WriteReport, WriteError> {
        let (mut foreign, mut outside, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let mut report = WriteReport::default();
        let mut inside: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, text) in self.written() {
            let target = dir.join(path);
            let folder = target.parent().unwrap_or(dir);
            if !inside.contains(folder) {
                if leaves(dir, folder) {
                    outside.push(path.to_owned());
                    continue;
                }
                inside.insert(folder.to_owned());
            }
            match OnDisk::of(dir, path, text)? {
                OnDisk::Same => report.unchanged += 1,
                OnDisk::Foreign(_) if !force => foreign.push(path.to_owned()),
                OnDisk::Absent | OnDisk::Ours(_) | OnDisk::Foreign(_) => changed.push((path, target, text)),
            }
        }
        if !outside.is_empty() {
            return Err(WriteError::Leaves(outside));
        }
        if !foreign.is_empty() {
            return Err(WriteError::Foreign(foreign));
        }
        // Before anything is staged: a temporary file carries the mark as well.
        let stale = self.stale(dir)?;
        let mut staged = Staged::default();
        for (path, target, text) in changed {
            staged.stage(target, text)?;
            report.written.push(path.to_owned());
        }
        staged.commit()?;
        for path in stale {
            let file = dir.join(&path);
            fs::remove_file(&file).map_err(at(&file))?;
            // Fails, as it should, where the folder is not empty.
            for folder in file.ancestors().skip(1).take_while(|folder| *folder != dir) {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
            report.removed.push(path);
        }
        Ok(report)
    }
}

/// Files that are written and not yet in their place. What is left of them when this is dropped is removed.
#[derive(Default)]
struct Staged {
    /// The temporary file and its place.
    files: Vec<(PathBuf, PathBuf)>,
    /// Folders that were made for them, the outer ones first.
    folders: Vec<PathBuf>,
}

impl Staged {
    fn stage(&mut self, target: PathBuf, text: &str) -> io::Result<()> {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let temporary = target.with_file_name(format!(".{name}.{}{TEMPORARY}", std::process::id()));
        if let Some(folder) = target.parent() {
            let missing: Vec<_> = folder
                .ancestors()
                .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
                .collect();
            self.folders.extend(missing.into_iter().rev().map(Path::to_owned));
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        // What an interrupted run left is replaced, never written through: it may have become a link.
        let _ = fs::remove_file(&temporary);
        self.files.push((temporary.clone(), target));
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(&temporary).map_err(at(&temporary))?;
        file.write_all(text.as_bytes()).map_err(at(&temporary))
    }

    fn commit(mut self) -> io::Result<()> {
        for (temporary, target) in &self.files {
            fs::rename(temporary, target).map_err(at(target))?;
        }
        self.files.clear();
        self.folders.clear();
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (temporary, _) in &self.files {
            let _ = fs::remove_file(temporary);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
