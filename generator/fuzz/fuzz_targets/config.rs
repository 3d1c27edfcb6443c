//! A configuration of any text, used for a document.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use oasmith_core::{Config, Generator};

const DOCUMENT: &str = include_str!("../document.yaml");

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(config) = Config::parse(Path::new("codegen.toml"), text) else { return };
    let generator = Generator::from_text("openapi.yaml", DOCUMENT).config(config).keep_going(true);
    let outcome = generator.run().expect("every model can be rendered");
    outcome.report(false);
    let files = outcome.files.expect("the document is right");
    let manifest: toml::Table =
        files.get("Cargo.toml").unwrap_or_default().parse().expect("the manifest is TOML");
    assert!(manifest["package"].get("build").is_none(), "a configuration cannot add a build script");
    for (path, text) in
        files.iter().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("src/runtime/"))
    {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
});
