//! Recognises the generator's own files on disk.

use std::io::Read as _;
use std::path::Path;
use std::{fs, io};

use super::{FORMER_MARKS, HEADER_LINES, HEADER_MARK, at, is_same, read};
use crate::templates::{FORMER_LICENSES, LICENSES};

/// The largest size of the first lines, in bytes.
const HEADER_BYTES: u64 = 4096;

/// Whether a file may be overwritten: it has the [`HEADER_MARK`], or is a licence text of this or an earlier version.
pub fn is_ours(path: &str, text: &[u8]) -> bool {
    let head = &text[..text.len().min(usize::try_from(HEADER_BYTES).unwrap_or(usize::MAX))];
    is_marked(head) || is_our_license(path, text)
}

/// The marks of generated files.
fn marks() -> impl Iterator<Item = &'static str> {
    [HEADER_MARK].into_iter().chain(FORMER_MARKS)
}

fn is_marked(head: &[u8]) -> bool {
    // Compare the whole line, so that a text that only mentions the mark is not recognised.
    let is_header = |line: &str| {
        let (comment, rest) = marks().find_map(|mark| line.split_once(mark))?;
        let is_comment =
            comment.trim().chars().all(|character| matches!(character, '/' | '#' | '<' | '!' | '-'));
        let is_end = matches!(rest.trim(), "" | "-->") || rest.starts_with('.');
        Some(is_comment && !comment.trim().is_empty() && is_end)
    };
    String::from_utf8_lossy(head).lines().take(HEADER_LINES).any(|line| is_header(line).unwrap_or_default())
}

/// A licence text cannot contain a mark. Line breaks do not matter.
fn is_our_license(path: &str, text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let current = LICENSES.iter().map(|license| (license.file, license.text));
    let mut known = current.chain(FORMER_LICENSES.iter().copied());
    known.any(|(name, ours)| name == path && text.split_whitespace().eq(ours.split_whitespace()))
}

/// Whether the file on disk has the mark. Only such a file can be removed.
pub(super) fn is_marked_file(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    fs::File::open(path).and_then(|file| file.take(HEADER_BYTES).read_to_end(&mut head)).map_err(at(path))?;
    Ok(is_marked(&head))
}

/// The state of a folder at the path of a generated file.
pub(super) enum OnDisk {
    Absent,
    /// The generated text.
    Same,
    /// Another generated text.
    Ours(Vec<u8>),
    /// A text of other origin. Empty if a link leads out of the folder.
    Foreign(Vec<u8>),
}

impl OnDisk {
    pub(super) fn of(dir: &Path, path: &str, new: &str) -> io::Result<Self> {
        let target = dir.join(path);
        if is_link(&target) && leaves(dir, &target) {
            return Ok(Self::Foreign(Vec::new()));
        }
        if fs::metadata(&target).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            // A pipe may not end.
            return Ok(Self::Foreign(Vec::new()));
        }
        Ok(match read(&target)? {
            None => Self::Absent,
            Some(old) if is_same(&old, new) => Self::Same,
            Some(old) if is_ours(path, &old) => Self::Ours(old),
            Some(old) => Self::Foreign(old),
        })
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// Whether the existing part of `path` leads out of `dir` through links. A broken link counts as leading out.
pub(super) fn leaves(dir: &Path, path: &Path) -> bool {
    let here = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let Ok(real) = here.canonicalize() else { return false };
    let there =
        path.ancestors().take_while(|folder| *folder != dir).find(|part| fs::symlink_metadata(part).is_ok());
    there.is_some_and(|part| !part.canonicalize().is_ok_and(|part| part.starts_with(&real)))
}
