//! Limits which files a document can refer to. Documents are untrusted, so a reference must not name just any file.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::resolve::percent_decoded;
use crate::diagnostics::ForbiddenFile;
use crate::source::{NOT_A_FILE, read_text};

/// File systems of the kernel. Their files are devices, or reveal something about this machine.
const SYSTEM: [&str; 3] = ["/proc", "/sys", "/dev"];

/// The reason why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReadError {
    /// The file may be read, but reading it failed.
    Failed(String),
    /// The file must not be read. The reason does not reveal whether the file exists.
    Forbidden(ForbiddenFile),
}

/// The folders whose files may be read, as paths without links.
#[derive(Debug, Default)]
pub(super) struct Reach(Vec<PathBuf>);

impl Reach {
    /// The folder of the document at `path`, and the folders that the user allows. A folder that does not exist allows nothing.
    pub(super) fn of(path: &Path, allowed: &[PathBuf]) -> Self {
        let own = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self::real(std::iter::once(own).chain(allowed.iter().map(PathBuf::as_path)))
    }

    /// The folders that the user allows, for a document without a folder. `None` if there are none.
    pub(super) fn of_folders(allowed: &[PathBuf]) -> Option<Self> {
        (!allowed.is_empty()).then(|| Self::real(allowed.iter().map(PathBuf::as_path)))
    }

    fn real<'a>(folders: impl Iterator<Item = &'a Path>) -> Self {
        Self(folders.filter_map(|folder| folder.canonicalize().ok()).collect())
    }

    /// Reads the file at `path`, which a reference names as `written`.
    pub(super) fn read(&self, path: &Path, written: &str) -> Result<String, ReadError> {
        // Even checking whether such a file exists would contact another machine.
        if is_foreign(&percent_decoded(written)) {
            return Err(ReadError::Forbidden(ForbiddenFile::Outside));
        }
        let real = match path.canonicalize() {
            Ok(real) if self.has(&real) => real,
            Ok(_) => return Err(ReadError::Forbidden(ForbiddenFile::Outside)),
            // Do not reveal whether a file outside the folders exists.
            Err(error) => {
                let around = std::path::absolute(path).ok();
                let mut around = around.iter().flat_map(|path| path.ancestors());
                let around = around.find_map(|folder| folder.canonicalize().ok());
                let inside = around.is_some_and(|folder| self.has(&folder));
                return Err(if inside {
                    failed(&error)
                } else {
                    ReadError::Forbidden(ForbiddenFile::Outside)
                });
            }
        };
        // Opening a device can have effects, so check the type first. Check again afterwards, because the file may have been replaced.
        let found = std::fs::symlink_metadata(&real).map_err(|error| failed(&error))?;
        if found.is_dir() {
            return Err(ReadError::Failed(NOT_A_FILE.to_owned()));
        }
        if !found.is_file() {
            return Err(ReadError::Forbidden(ForbiddenFile::Irregular));
        }
        let file = open(&real).map_err(|error| failed(&error))?;
        let opened = file.metadata().map_err(|error| failed(&error))?;
        if !opened.is_file() || !is_same(&found, &opened) || path.canonicalize().ok() != Some(real) {
            return Err(ReadError::Forbidden(ForbiddenFile::Irregular));
        }
        read_text(file).map_err(ReadError::Failed)
    }

    /// Whether a path without links is below one of the folders.
    fn has(&self, real: &Path) -> bool {
        let is_system = |path: &Path| SYSTEM.iter().any(|system| path.starts_with(system));
        self.0.iter().any(|folder| real.starts_with(folder) && (!is_system(real) || is_system(folder)))
            && !real.starts_with("/proc")
    }
}

fn failed(error: &io::Error) -> ReadError {
    ReadError::Failed(error.to_string())
}

/// Whether a path, as written, leads to another machine, or begins with a Windows drive on another system.
fn is_foreign(written: &str) -> bool {
    let slashes = written.bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    let is_drive =
        matches!(written.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    slashes > 1 || (is_drive && !cfg!(windows))
}

/// Opens a file whose path has no links. Does not block if the file has been replaced by a pipe.
fn open(real: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    options.open(real)
}

/// Whether both metadata are of the same file, as far as the system can tell.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok() && one.len() == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_other_machines() {
        for foreign in
            [r"\\server\share\a.yaml", "//server/a.yaml", r"/\server\a.yaml", r"C:\a.yaml", "c:/a.yaml"]
        {
            assert!(is_foreign(foreign) || cfg!(windows), "{foreign}");
        }
        for own in ["a.yaml", "../a.yaml", "/a/b.yaml", "a:b.yaml", "C:a.yaml", "a//b.yaml"] {
            assert!(!is_foreign(own), "{own}");
        }
    }

    /// A test folder with a document in `api/`, files around it that it must not read, and links of all kinds.
    #[cfg(unix)]
    struct Folder(PathBuf);

    #[cfg(unix)]
    impl Folder {
        fn new() -> Self {
            use std::os::unix::fs::symlink;
            let root = std::env::temp_dir().join(format!("generator-reach-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&root);
            for folder in ["api/parts", "secret", "api-too"] {
                std::fs::create_dir_all(root.join(folder)).unwrap();
            }
            for file in ["api/api.yaml", "api/parts/a.yaml", "secret/key.yaml", "api-too/a.yaml"] {
                std::fs::write(root.join(file), file).unwrap();
            }
            for (to, link) in [
                ("parts/a.yaml", "api/inside.yaml"),
                ("../secret/key.yaml", "api/out.yaml"),
                ("../secret", "api/folder"),
                ("/dev/zero", "api/zero.yaml"),
                ("/proc/self/environ", "api/environ.yaml"),
                ("../api", "secret/back"),
                ("loop.yaml", "api/loop.yaml"),
            ] {
                symlink(to, root.join(link)).unwrap();
            }
            assert!(
                std::process::Command::new("mkfifo")
                    .arg(root.join("api/pipe.yaml"))
                    .status()
                    .unwrap()
                    .success()
            );
            Self(root)
        }
    }

    #[cfg(unix)]
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_files_below_the_folders_are_read() {
        let folder = Folder::new();
        let at = |path: &str| folder.0.join(path);
        let own = Reach::of(&at("api/api.yaml"), &[]);
        let read = |reach: &Reach, path: &str| reach.read(&at(path), "x.yaml");
        for (path, text) in [
            ("api/parts/a.yaml", "api/parts/a.yaml"),
            ("api/inside.yaml", "api/parts/a.yaml"),
            ("secret/back/parts/../api.yaml", "api/api.yaml"),
        ] {
            assert_eq!(read(&own, path).as_deref(), Ok(text), "{path}");
        }
        for path in [
            "secret/key.yaml",
            "secret/none.yaml",
            "api/../secret/key.yaml",
            "api/out.yaml",
            "api/folder/key.yaml",
            "api/folder/none.yaml",
            "api-too/a.yaml",
            "api/zero.yaml",
            "api/environ.yaml",
            "none/../../../../../../etc/passwd",
        ] {
            assert_eq!(read(&own, path), Err(ReadError::Forbidden(ForbiddenFile::Outside)), "{path}");
        }
        assert_eq!(read(&own, "api/pipe.yaml"), Err(ReadError::Forbidden(ForbiddenFile::Irregular)));
        for path in ["api/none.yaml", "api/parts", "api/none/a.yaml"] {
            assert!(matches!(read(&own, path), Err(ReadError::Failed(_))), "{path}");
        }
        let more = Reach::of(&at("api/api.yaml"), &[at("secret"), at("nowhere")]);
        assert_eq!(read(&more, "api/out.yaml").as_deref(), Ok("secret/key.yaml"));
        assert_eq!(read(&more, "api-too/a.yaml"), Err(ReadError::Forbidden(ForbiddenFile::Outside)));
        // The files of the kernel stay forbidden even if everything is allowed.
        let all = Reach::of(&at("api/api.yaml"), &[PathBuf::from("/")]);
        assert_eq!(read(&all, "api-too/a.yaml").as_deref(), Ok("api-too/a.yaml"));
        for path in
            ["/proc/self/environ", "/dev/zero", "/dev/null", "/sys/kernel/mm/transparent_hugepage/enabled"]
        {
            assert!(matches!(all.read(Path::new(path), path), Err(ReadError::Forbidden(_))), "{path}");
        }
    }
}
