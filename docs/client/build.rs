//! Generates the client of the page.

use oasmith_core::build::Module;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::var("OUT_DIR")?;
    let module = Module::new("client", "pets.yaml").config_file("codegen.toml").features([
        "blocking",
        "client",
        "serde",
        "stream",
        "test-util",
        "tracing",
        "webhooks",
    ]);
    print!("{}", module.write(folder)?);
    Ok(())
}
