//! `cargo xtask tls`.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Args;

use crate::progress::Progress;
use crate::repository;
use oasmith_cli::terminal::{Terminal, complain, product, quote};

/// Runs programs that use the emitted crate beside a `reqwest` of their own, each with other features of TLS.
///
/// Cargo enables in `reqwest` what any crate of a program asks for, so the features of the client reach the program's own
/// `reqwest::Client`, and the other way round. Each program makes a client of its own and one of ours, and a call with each. They are
/// compiled in target/tls. On stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask tls               all programs
  cargo xtask tls without-tls   one of them

Exit status: 0 if every program does what it should, else 1.")]
pub(crate) struct Tls {
    /// The programs to run [default: all]
    names: Vec<String>,
}

/// A program's dependencies.
struct Program {
    name: &'static str,
    /// How it depends on the client, and on `reqwest`.
    client: &'static str,
    reqwest: &'static str,
    /// The features of the program itself: `tls` if it has TLS, `provider` if it brings a provider of cryptography.
    features: &'static str,
}

const NONE: &str = "default-features = false";

const PROGRAMS: &[Program] = &[
    Program { name: "without-tls", client: "", reqwest: NONE, features: "tls" },
    Program { name: "with-defaults", client: "", reqwest: "", features: "tls" },
    Program {
        name: "native-tls",
        client: r#"default-features = false, features = ["native-tls"]"#,
        reqwest: NONE,
        features: "tls",
    },
    Program {
        name: "native-tls-of-its-own",
        client: "",
        reqwest: r#"default-features = false, features = ["native-tls"]"#,
        features: "tls",
    },
    Program {
        name: "provider-of-its-own",
        client: r#"default-features = false, features = ["client"]"#,
        reqwest: r#"default-features = false, features = ["rustls-no-provider"]"#,
        features: "tls,provider",
    },
    Program {
        name: "no-tls-at-all",
        client: r#"default-features = false, features = ["client"]"#,
        reqwest: NONE,
        features: "",
    },
];

impl Tls {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.check(terminal) {
            Ok(0) => ExitCode::SUCCESS,
            Ok(failed) => {
                complain("tls", format_args!("{failed} programs fail"));
                ExitCode::FAILURE
            }
            Err(message) => {
                complain("tls", message);
                ExitCode::FAILURE
            }
        }
    }

    /// How many programs fail.
    fn check(&self, terminal: Terminal) -> Result<usize, String> {
        if let Some(name) =
            self.names.iter().find(|name| PROGRAMS.iter().all(|program| program.name != **name))
        {
            let known: Vec<&str> = PROGRAMS.iter().map(|program| program.name).collect();
            return Err(format!("there is no program `{name}`; there are {}", known.join(", ")));
        }
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let root = here.join(repository());
        let mut failed = 0;
        let wanted =
            |program: &&Program| self.names.is_empty() || self.names.iter().any(|name| name == program.name);
        let progress = Progress::new(PROGRAMS.iter().filter(wanted).count(), terminal);
        for program in PROGRAMS.iter().filter(wanted) {
            let started = Instant::now();
            progress.begin(program.name);
            let output = program.run(&root)?;
            progress.end();
            let word = if output.status.success() { "ok" } else { "FAILED" };
            progress.print(|| {
                product(format_args!(
                    "{:<24}{word:<8}{:.1} s\n",
                    program.name,
                    started.elapsed().as_secs_f32()
                ));
                if !output.status.success() {
                    quote(&String::from_utf8_lossy(&output.stderr));
                }
            });
            failed += usize::from(!output.status.success());
        }
        Ok(failed)
    }
}

impl Program {
    /// Writes the program, and has cargo compile and run it.
    fn run(&self, root: &Path) -> Result<std::process::Output, String> {
        let folder = root.join("target/tls").join(self.name);
        let manifest = folder.join("Cargo.toml");
        let written = std::fs::create_dir_all(folder.join("src"))
            .and_then(|()| std::fs::write(&manifest, self.manifest(root)))
            .and_then(|()| std::fs::write(folder.join("src/main.rs"), include_str!("tls_program.rs")))
            // The versions are those of the workspace.
            .and_then(|()| std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")));
        written.map_err(|error| format!("{}: {error}", folder.display()))?;
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["run", "--quiet", "--manifest-path"])
            .arg(&manifest)
            .args(["--features", self.features, "--target-dir"])
            .arg(root.join("target/tls"))
            .output()
            .map_err(|error| format!("cannot run cargo: {error}"))
    }

    fn manifest(&self, root: &Path) -> String {
        let Self { name, client, reqwest, .. } = self;
        let client =
            dependency(&format!("path = {:?}", root.join("generated").display().to_string()), client);
        let reqwest = dependency("version = \"0.13\"", reqwest);
        format!(
            r#"[package]
name = "{name}"
version = "0.0.0"
edition = "2024"
publish = false

[features]
tls = []
provider = ["dep:rustls"]

[dependencies]
apideck-issue-tracking = {client}
reqwest = {reqwest}
rustls = {{ version = "0.23", default-features = false, features = ["ring"], optional = true }}
tokio = {{ version = "1", features = ["macros", "rt"] }}

[workspace]
"#
        )
    }
}

/// A dependency in braces.
fn dependency(from: &str, rest: &str) -> String {
    let comma = if rest.is_empty() { "" } else { ", " };
    format!("{{ {from}{comma}{rest} }}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use toml::Table;

    #[test]
    fn manifests() {
        for program in super::PROGRAMS {
            let manifest: Table = program.manifest(Path::new("/a/b")).parse().unwrap();
            let client = &manifest["dependencies"]["apideck-issue-tracking"];
            assert_eq!(client["path"].as_str(), Some("/a/b/generated"), "{}", program.name);
            assert_eq!(client.get("default-features").is_some(), !program.client.is_empty());
        }
    }
}
