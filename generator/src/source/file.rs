//! Reads the text of files.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 256 << 20;

/// The reason why a folder is not read.
pub(crate) const NOT_A_FILE: &str = "it is not a file";

/// Reads a file that the user named. Pipes are not read, because they may not end.
///
/// # Errors
///
/// The reason, without the path.
pub(crate) fn read_named(path: &Path) -> Result<String, String> {
    if !std::fs::metadata(path).map_err(|error| error.to_string())?.is_file() {
        return Err(NOT_A_FILE.to_owned());
    }
    read_text(File::open(path).map_err(|error| error.to_string())?)
}

/// Reads an open file. Its size is limited.
///
/// # Errors
///
/// The reason, without the path.
pub(crate) fn read_text(file: File) -> Result<String, String> {
    let mut bytes = Vec::new();
    match file.take(MAX_FILE + 1).read_to_end(&mut bytes) {
        Ok(length) if length as u64 > MAX_FILE => Err(format!("it is larger than {} MB", MAX_FILE >> 20)),
        Ok(_) => String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
