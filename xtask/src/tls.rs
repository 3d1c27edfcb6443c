//! `cargo xtask tls`.

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;

use crate::checks::{Checks, errors, stopped};
use crate::repository;
use oasmith_cli::terminal::Terminal;

/// Runs programs that use the generated crate and their own `reqwest`, with different TLS features.
///
/// Cargo builds one `reqwest` with all features that any crate of a program enables, so the features of the client affect the
/// `reqwest::Client` of the program, and vice versa. Each program creates both clients, and makes a call with each. The programs are
/// compiled in target/tls. On stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask tls               all programs
  cargo xtask tls without-tls   one of them

Exit status: 0 if all programs succeed, else 1.")]
pub(crate) struct Tls {
    /// The programs to run [default: all]
    names: Vec<String>,
}

/// The dependencies of a program.
struct Program {
    name: &'static str,
    /// Its dependency on the client, and on `reqwest`.
    client: &'static str,
    reqwest: &'static str,
    /// The features of the program: `tls` if it has TLS, `provider` if it installs a cryptography provider.
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
        self.check(terminal).unwrap_or_else(|message| stopped("tls", message))
    }

    fn check(&self, terminal: Terminal) -> Result<ExitCode, String> {
        if let Some(name) =
            self.names.iter().find(|name| PROGRAMS.iter().all(|program| program.name != **name))
        {
            let known: Vec<&str> = PROGRAMS.iter().map(|program| program.name).collect();
            return Err(format!("there is no program `{name}`; there are {}", known.join(", ")));
        }
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let root = here.join(repository());
        let wanted =
            |program: &&Program| self.names.is_empty() || self.names.iter().any(|name| name == program.name);
        let mut checks = Checks::new("tls", "program", PROGRAMS.iter().filter(wanted).count(), terminal);
        for program in PROGRAMS.iter().filter(wanted) {
            checks.begin(program.name);
            let output = program.run(&root)?;
            checks.end(format_args!("{:<24}", program.name), errors(&output).as_deref());
        }
        Ok(checks.conclude())
    }
}

impl Program {
    /// Writes, compiles and runs the program.
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

/// A dependency as an inline table.
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
