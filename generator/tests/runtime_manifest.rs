//! The package that compiles the runtime in place has the features and dependencies of an emitted crate.

use std::path::Path;

use oasmith_core::Generator;
use toml::{Table, Value};

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths: {}\n";

fn emitted() -> Table {
    let files = Generator::from_text("openapi.yaml", DOCUMENT).run().unwrap().files.unwrap();
    files.get("Cargo.toml").unwrap().parse().unwrap()
}

fn checked() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime-check/Cargo.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn features_and_dependencies_agree() {
    let (mut emitted, mut checked) = (emitted(), checked());
    for manifest in [&mut emitted, &mut checked] {
        manifest.retain(|key, _| ["features", "dependencies", "target"].contains(&key));
        let features = manifest.get_mut("features").and_then(Value::as_table_mut).unwrap();
        // The default features of the emitted crate are for its users. Those of the check are all that can be combined.
        features.remove("default");
    }
    assert_eq!(checked, emitted);
}
