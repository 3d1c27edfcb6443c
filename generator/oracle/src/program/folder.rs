//! The files of a program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A folder whose files are written only if they change, so that cargo does not rebuild an unchanged program.
pub(super) struct Folder {
    root: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), written: BTreeSet::new() }
    }

    /// Writes a file unless it already has this content.
    pub(super) fn write(&mut self, path: &str, text: &str) -> io::Result<()> {
        let path = self.root.join(path);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
            fs::write(&path, text)?;
        }
        self.written.insert(path);
        Ok(())
    }

    /// Removes sources that were not written in this run.
    pub(super) fn remove_others(&self) -> io::Result<()> {
        let mut open = vec![self.root.join("src")];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if !self.written.contains(&path) {
                    fs::remove_file(path)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_do_not_change_are_left_alone() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/oracle/folder-test");
        let _ = fs::remove_dir_all(&root);
        let mut first = Folder::new(&root);
        first.write("src/kept.rs", "a").unwrap();
        first.write("src/inner/gone.rs", "b").unwrap();
        let time = || fs::metadata(root.join("src/kept.rs")).unwrap().modified().unwrap();
        let before = time();
        let mut second = Folder::new(&root);
        second.write("src/kept.rs", "a").unwrap();
        second.remove_others().unwrap();
        assert_eq!(time(), before);
        assert!(!root.join("src/inner/gone.rs").exists());
        assert!(root.join("src/kept.rs").exists());
    }
}
