//! An overlay of any text, applied to a document.
#![no_main]


use generator::{Config, Diagnostics, Sources, diagnostic};
use libfuzzer_sys::fuzz_target;

const DOCUMENT: &str = include_str!("../document.yaml");

fuzz_target!(|data: &[u8]| {
    let folder = std::env::temp_dir().join(format!("fuzz-overlay-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files is writable");
    let (document, overlay) = (folder.join("openapi.yaml"), folder.join("overlay.yaml"));
    if !document.exists() {
        std::fs::write(&document, DOCUMENT).expect("the folder for temporary files is writable");
    }
    std::fs::write(&overlay, data).expect("the folder for temporary files is writable");
    let mut diagnostics = Diagnostics::new();
    let loaded = generator::load_patched(&document, &[overlay], Sources::new(), &mut diagnostics);
    let sources = match loaded {
        Ok(spec) => {
            let config = Config::default();
            let api = generator::lower(&spec, &config, &mut diagnostics);
            generator::render(&api, &config).expect("every model can be rendered");
            spec.sources
        }
        Err(sources) => sources,
    };
    diagnostic::render(&diagnostics, &sources, false);
});
