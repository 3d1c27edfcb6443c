//! `cargo xtask oracle`.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::repository;
use crate::terminal::complain;

/// Checks that the crate that is emitted for a document reads, writes and sends what the document says.
///
/// The oracle is a program of its own, which is built when it is first used. `cargo xtask oracle -- --help` shows its options.
#[derive(Debug, Args)]
#[command(
    disable_help_flag = true,
    after_help = "\
Examples:
  cargo xtask oracle openapi.yaml                     one document
  cargo xtask oracle documents/ --json                every document of a folder, as JSON
  cargo xtask oracle openapi.yaml --only Pet --n 200  one type, many values

Exit status: 0 when all that is wrong is expected, 1 when something else is, or something expected is not."
)]
pub(crate) struct Oracle {
    /// A document or a folder, and options
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FILE|DIR")]
    arguments: Vec<String>,
}

impl Oracle {
    pub(crate) fn run(&self) -> ExitCode {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["run", "--quiet", "--manifest-path"])
            .arg(repository().join("Cargo.toml"))
            .args(["--package", "oracle", "--"])
            .args(&self.arguments)
            .status();
        match status {
            Ok(status) if status.success() => ExitCode::SUCCESS,
            Ok(_) => ExitCode::FAILURE,
            Err(error) => {
                complain("oracle", format!("cannot run cargo: {error}"));
                ExitCode::FAILURE
            }
        }
    }
}
