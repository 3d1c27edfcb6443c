//! The parts of a generated client crate that do not depend on the OpenAPI document: the hand-written runtime, the templates of the
//! other files, and the licence texts.
//!
//! This crate is a part of `oasmith-core` and has no stable API.

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../", $folder, $name)))),*]
    };
}

/// The files of the runtime: path below `runtime/`, text.
pub static RUNTIME: &[(&str, &str)] = files!("runtime/":
    "auth.rs",
    "base64.rs",
    "blocking.rs",
    "builder.rs",
    "byte_stream.rs",
    "call.rs",
    "canonical.rs",
    "charset.rs",
    "client.rs",
    "clock.rs",
    "codec.rs",
    "connect.rs",
    "credential.rs",
    "enums.rs",
    "error.rs",
    "executor.rs",
    "failure.rs",
    "fault.rs",
    "flight.rs",
    "future.rs",
    "header.rs",
    "item_stream.rs",
    "json_path.rs",
    "limits.rs",
    "media.rs",
    "middleware.rs",
    "mod.rs",
    "multipart.rs",
    "nullable.rs",
    "operation.rs",
    "options.rs",
    "pager.rs",
    "paging.rs",
    "param.rs",
    "passage.rs",
    "payload.rs",
    "pieces.rs",
    "prepare.rs",
    "raw.rs",
    "redirect.rs",
    "response.rs",
    "retry.rs",
    "retry_after.rs",
    "secret.rs",
    "send.rs",
    "server.rs",
    "streamed.rs",
    "testing.rs",
    "timeout.rs",
    "timestamp.rs",
    "trace.rs",
    "transport.rs",
    "union.rs",
    "upload.rs",
    "url.rs",
    "webhook.rs",
    "words.rs",
);

/// A licence text.
#[derive(Debug)]
pub struct License {
    /// The file's name in a generated crate.
    pub file: &'static str,
    /// The SPDX identifier.
    pub spdx: &'static str,
    /// The text.
    pub text: &'static str,
}

/// The licence texts.
pub static LICENSES: &[License] = &[
    License { file: "LICENSE-APACHE", spdx: "Apache-2.0", text: include_str!("../LICENSE-APACHE") },
    License { file: "LICENSE-MIT", spdx: "MIT", text: include_str!("../LICENSE-MIT") },
];

/// The licence texts of earlier releases: file, text. They are needed to recognise the files of crates that those releases generated,
/// so a changed text moves here.
pub static FORMER_LICENSES: &[(&str, &str)] = &[];

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../", $name, ".jinja")))),*]
    };
}

/// The templates, in the syntax of minijinja: the name of the file that each renders, text.
pub static TEMPLATES: &[(&str, &str)] =
    templates!("Cargo.toml", "README.md", "lib.rs", "resources.rs", "rustfmt.toml", "source.rs", "types.rs");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{FORMER_LICENSES, LICENSES, RUNTIME, TEMPLATES};

    /// The files below a folder, relative to it, with `/` between the names.
    fn files_below(folder: &Path) -> BTreeSet<String> {
        let mut folders = vec![folder.to_owned()];
        let mut files = BTreeSet::new();
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let names = path.strip_prefix(folder).unwrap().iter().map(|name| name.to_str().unwrap());
                    files.insert(names.collect::<Vec<_>>().join("/"));
                }
            }
        }
        files
    }

    /// A file that is not embedded would be in no generated crate.
    #[test]
    fn every_file_is_embedded() {
        let mut on_disk = files_below(Path::new(env!("CARGO_MANIFEST_DIR")));
        on_disk.retain(|path| {
            !path.ends_with("_tests.rs")
                && !path.starts_with("src/")
                && !path.starts_with("target/")
                && !["Cargo.toml", "README.md"].contains(&path.as_str())
        });
        let runtime = RUNTIME.iter().map(|(path, _)| format!("runtime/{path}"));
        let templates = TEMPLATES.iter().map(|(name, _)| format!("{name}.jinja"));
        let licenses = LICENSES.iter().map(|license| license.file.to_owned());
        let former = FORMER_LICENSES.iter().map(|(file, _)| (*file).to_owned());
        let embedded: BTreeSet<String> = runtime.chain(templates).chain(licenses).chain(former).collect();
        // Packaging adds these.
        for name in ["Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json", ".cargo-ok"] {
            on_disk.remove(name);
        }
        assert_eq!(on_disk, embedded);
    }

    /// The runtime may be in a module of another crate, where `crate` and `$crate` are the root of that crate.
    #[test]
    fn the_runtime_names_nothing_from_the_root_of_a_crate() {
        for (name, text) in RUNTIME {
            let code = |line: &&str| !line.trim_start().starts_with("//");
            let path = text.lines().filter(code).find(|line| line.contains("crate::"));
            assert_eq!(path, None, "{name}: `super::` is right wherever the runtime is");
        }
    }
}
