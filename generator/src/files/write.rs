//! Writes the set to a folder.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::ours::{OnDisk, leaves};
use super::{GeneratedFiles, at};

/// The suffix of unfinished files.
const TEMPORARY: &str = ".codegen-tmp";

/// The result of [`GeneratedFiles::write`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteReport {
    /// Paths that were added or modified.
    pub written: Vec<String>,
    /// The number of files that were already up to date.
    pub unchanged: usize,
    /// Stale paths that were removed.
    pub removed: Vec<String>,
}

/// The reason why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The generator did not write these files, and would overwrite them. By path.
    Foreign(Vec<String>),
    /// The paths of these files lead out of the folder through a link. By path.
    Leaves(Vec<String>),
    /// The system reported an error.
    Io(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (paths, about) = match self {
            Self::Foreign(paths) => (paths, "were not written by the generator and would be overwritten"),
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
    /// Makes `dir` equal to the set: writes changed files and removes stale ones. Files of other origin stay.
    ///
    /// All files are first written next to their final location, so that a full disk does not damage the old files.
    ///
    /// # Errors
    ///
    /// [`WriteError`]. No file has changed then, unless the system fails while files are moved to their locations.
    pub fn write(&self, dir: &Path) -> Result<WriteReport, WriteError> {
        self.write_over(dir, false)
    }

    /// Like [`Self::write`], but overwrites files of other origin. A link is replaced; its target stays unchanged.
    ///
    /// # Errors
    ///
    /// Like [`Self::write`].
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
        // Before anything is staged: a temporary file has the mark, too.
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
            // Fails if the folder is not empty, as intended.
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

/// Files that are written but not yet moved to their locations. Dropping removes those that remain.
#[derive(Default)]
struct Staged {
    /// The temporary file, and its final location.
    files: Vec<(PathBuf, PathBuf)>,
    /// Folders that were created for them, outer ones first.
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
        // Replaces the leftovers of an interrupted run instead of writing to them, because they may be links.
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
