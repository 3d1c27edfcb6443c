//! Generates the client.

use oasmith_core::build::Module;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("OUT_DIR")?;
    let module = Module::new("library", "api/library.yaml").features(["client", "test-util"]);
    print!("{}", module.write(folder)?);
    Ok(())
}
