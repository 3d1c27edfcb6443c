//! The templates and the runtime, as they stand in `templates/`.

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $folder, $name)))),*]
    };
}

/// The hand-written client runtime, copied into every crate.
pub(crate) static RUNTIME: &[(&str, &str)] = files!("runtime/":
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

/// Licence texts: file, the name that asks for it, text.
pub(crate) static LICENSES: &[(&str, &str, &str)] = &[
    ("LICENSE-APACHE", "Apache-2.0", include_str!("../../templates/LICENSE-APACHE")),
    ("LICENSE-MIT", "MIT", include_str!("../../templates/LICENSE-MIT")),
];

/// Licence texts of former releases, by file: a change of one above is noted here, so that crates that have it are still known as ours.
pub(crate) static FORMER_LICENSES: &[(&str, &str)] = &[];

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name, ".jinja")))),*]
    };
}

/// File furniture.
pub(crate) static TEMPLATES: &[(&str, &str)] =
    templates!("Cargo.toml", "README.md", "lib.rs", "resources.rs", "rustfmt.toml", "source.rs", "types.rs");

#[cfg(test)]
mod tests {
    /// The runtime may be in a module of another crate, where `crate` and `$crate` are the root of that crate.
    #[test]
    fn the_runtime_names_nothing_from_the_root_of_a_crate() {
        for (name, text) in super::RUNTIME {
            let code = |line: &&str| !line.trim_start().starts_with("//");
            let path = text.lines().filter(code).find(|line| line.contains("crate::"));
            assert_eq!(path, None, "{name}: `super::` is right wherever the runtime is");
        }
    }

    /// A runtime file that is not listed would never reach a crate.
    #[test]
    fn every_runtime_file_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/runtime");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains(".rs"))
            .collect();
        on_disk.sort();
        let listed: Vec<&str> = super::RUNTIME.iter().map(|(name, _)| *name).collect();
        assert_eq!(on_disk, listed);
    }
}
