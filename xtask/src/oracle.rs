//! `cargo xtask oracle`.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::repository;
use oasmith_cli::terminal::complain;

#[path = "../../generator/oracle/src/arguments.rs"]
mod arguments;

pub(crate) use arguments::Arguments as Oracle;

impl Oracle {
    /// Builds the oracle, which is a program of its own, and runs it.
    pub(crate) fn run(&self) -> ExitCode {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["run", "--quiet", "--manifest-path"])
            .arg(repository().join("Cargo.toml"))
            .args(["--package", "oracle", "--"])
            .args(self.options())
            .arg("--")
            .arg(&self.path)
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

    /// The options as they are written on a command line.
    fn options(&self) -> Vec<OsString> {
        let flags = [
            ("--json", self.json),
            ("--all", self.all),
            ("--together", self.together),
            ("--no-requests", self.no_requests),
            ("--accept", self.accept),
        ];
        let values = [
            ("--n", Some(self.n.to_string().into())),
            ("--seed", Some(self.seed.to_string().into())),
            ("--only", self.only.as_ref().map(OsString::from)),
            ("--known", self.known.as_ref().map(OsString::from)),
        ];
        let flags = flags.into_iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag.into());
        let values = values.into_iter().filter_map(|(flag, value)| Some([flag.into(), value?])).flatten();
        flags.chain(values).collect()
    }
}
