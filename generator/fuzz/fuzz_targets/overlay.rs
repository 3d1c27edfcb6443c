//! An overlay of any text, applied to a document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oasmith_core::Generator;

const DOCUMENT: &str = include_str!("../document.yaml");

fuzz_target!(|data: &[u8]| {
    let folder = std::env::temp_dir().join(format!("fuzz-overlay-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files is writable");
    let (document, overlay) = (folder.join("openapi.yaml"), folder.join("overlay.yaml"));
    if !document.exists() {
        std::fs::write(&document, DOCUMENT).expect("the folder for temporary files is writable");
    }
    std::fs::write(&overlay, data).expect("the folder for temporary files is writable");
    let generator = Generator::new(&document).overlays([overlay]).keep_going(true);
    generator.run().expect("every model can be rendered").report(false);
});
