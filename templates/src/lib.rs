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
    "api/mod.rs",
    "api/operation.rs",
    "api/scheme.rs",
    "auth/basic.rs",
    "auth/credential.rs",
    "auth/keys.rs",
    "auth/mod.rs",
    "auth/single_flight.rs",
    "blocking/mod.rs",
    "body/json_lines.rs",
    "body/limits.rs",
    "body/media.rs",
    "body/mod.rs",
    "body/multipart.rs",
    "body/multipart/mixed.rs",
    "body/multipart/mixed/list.rs",
    "body/parts.rs",
    "body/parts/head.rs",
    "body/received.rs",
    "body/upload.rs",
    "body/upload_stream.rs",
    "call/debug.rs",
    "call/delimited_header.rs",
    "call/events.rs",
    "call/executor.rs",
    "call/json_lines.rs",
    "call/lines.rs",
    "call/macros.rs",
    "call/mod.rs",
    "call/multipart.rs",
    "call/multipart/mixed.rs",
    "call/options.rs",
    "call/parts.rs",
    "call/parts/streams.rs",
    "call/prepare.rs",
    "call/query_string.rs",
    "call/raw.rs",
    "call/reserved.rs",
    "call/response_future.rs",
    "call/responses.rs",
    "call/send.rs",
    "call/trace.rs",
    "call/unencoded_cookie.rs",
    "call/xml.rs",
    "client/builder.rs",
    "client/settings.rs",
    "client/mod.rs",
    "client/server_variables.rs",
    "error/error_message.rs",
    "error/mod.rs",
    "error/no_response.rs",
    "error/pagination.rs",
    "error/with_response.rs",
    "http/decode.rs",
    "http/message.rs",
    "http/middleware.rs",
    "http/mod.rs",
    "http/parts.rs",
    "http/redirect.rs",
    "http/response.rs",
    "http/streaming_body.rs",
    "http/testing.rs",
    "http/transport.rs",
    "json/bridge.rs",
    "json/containers.rs",
    "json/decimal.rs",
    "json/error.rs",
    "json/fit.rs",
    "json/from_serde.rs",
    "json/index.rs",
    "json/odd_items.rs",
    "json/map_key.rs",
    "json/message.rs",
    "json/mod.rs",
    "json/outline.rs",
    "json/pick.rs",
    "json/raw.rs",
    "json/read_number.rs",
    "json/read_string.rs",
    "json/reader.rs",
    "json/record.rs",
    "json/replace.rs",
    "json/scalars.rs",
    "json/score.rs",
    "json/text.rs",
    "json/to_serde.rs",
    "json/tuple.rs",
    "json/writer.rs",
    "mod.rs",
    "paging/cursor.rs",
    "paging/facts.rs",
    "paging/follow.rs",
    "paging/mod.rs",
    "paging/numbers.rs",
    "paging/page_start.rs",
    "paging/pages.rs",
    "paging/position.rs",
    "paging/rule.rs",
    "paging/streams.rs",
    "retry/mod.rs",
    "retry/policy.rs",
    "retry/retry_after.rs",
    "stream/byte_stream.rs",
    "stream/events.rs",
    "stream/item.rs",
    "stream/lines.rs",
    "stream/mod.rs",
    "stream/parts.rs",
    "stream/record_reader.rs",
    "time/clock.rs",
    "time/connect.rs",
    "time/future.rs",
    "time/mod.rs",
    "time/timeout.rs",
    "types/any_of.rs",
    "types/argument.rs",
    "types/base64.rs",
    "types/date.rs",
    "types/enums.rs",
    "types/mod.rs",
    "types/nullable.rs",
    "types/numeric.rs",
    "types/secret.rs",
    "types/timestamp.rs",
    "types/union.rs",
    "types/uuid.rs",
    "webhook/canonical_json.rs",
    "webhook/mod.rs",
    "wire/charset.rs",
    "wire/header.rs",
    "wire/mod.rs",
    "wire/param.rs",
    "wire/percent.rs",
    "wire/url.rs",
    "xml/choice.rs",
    "xml/encoding.rs",
    "xml/literals.rs",
    "xml/mod.rs",
    "xml/reading.rs",
    "xml/sequence.rs",
    "xml/shape.rs",
    "xml/tree.rs",
    "xml/writing.rs",
);

/// A file of the runtime without the lines of parts that are not kept. Lines that belong to a part are between `// part: NAME` and
/// `// end`; the part `tests` is the private tests of the runtime.
pub fn select(text: &str, keeps: impl Fn(&str) -> bool) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut is_left_out = false;
    for line in text.lines() {
        match line.trim() {
            "// end" => is_left_out = false,
            marker if marker.starts_with("// part: ") => is_left_out = !keeps(&marker["// part: ".len()..]),
            _ if is_left_out => {}
            // The lines between two empty lines are left out.
            "" if copy.ends_with("\n\n") || copy.ends_with("{\n") => {}
            _ => copy.extend([line, "\n"]),
        }
    }
    copy.truncate(copy.trim_end().len());
    copy.push('\n');
    copy
}

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
mod tests;
