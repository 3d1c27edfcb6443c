//! Any text in every location of a document that becomes documentation. See `generator/tests/judge` for the checks.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/judge/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod judge;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(files) = judge::emitted(Path::new("fuzz.json"), judge::document(text)) else { return };
    let wrong = judge::judge(&files);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});
