//! `cargo xtask codegen`: `oasmith generate` and `oasmith check` for the document of this repository.

use std::process::ExitCode;

use clap::Args;
use oasmith_cli::Session;
use oasmith_cli::generate::{Options, Task};
use oasmith_cli::input::{Allowed, Input};

/// Generates the Rust client crate of this repository from its OpenAPI document.
///
/// Without options, it reads spec/ and writes generated/. Only files whose content changes are written. Files that the generator did not
/// write are never removed, and not overwritten without --force. List files that you maintain yourself under `keep` in the configuration.
///
/// On stdout: the diff with --check, the diagnostics with --message-format json, otherwise nothing. Control characters of a diff are
/// escaped on a terminal.
#[derive(Debug, Default, Args)]
#[command(
    mut_arg("spec", |spec| spec.requires("out").help("The OpenAPI document, YAML or JSON; `-` reads it from stdin [default: the one in spec/]")),
    mut_arg("document", |document| document.requires("out")),
    mut_arg("config", |config| config.help(crate::CONFIG_HELP)),
    mut_arg("out", |out| out.help("The folder of the crate [default: generated; required if a document is named]")),
    after_help = "\
Examples:
  cargo xtask codegen
      spec/ to generated/
  cargo xtask codegen --check --strict
      in a pipeline: nothing is written, and any difference or warning fails
  cargo xtask codegen --spec petstore.yaml --out ../petstore --name petstore-client
      an independent crate from another document
  cargo xtask codegen --spec theirs.yaml --overlay ours.yaml --out client
      from a document that is not yours, with your corrections
  cargo xtask codegen --message-format json | jq -r 'select(.severity == \"error\").message'
      diagnostics for programs

Exit status: 0 on success; 1 if the document, the configuration or an overlay has errors or, with --check, if the crate is out of date; 2
if the options are wrong.")]
pub(crate) struct Codegen {
    /// Write nothing; show on stdout what would change, and fail if anything would
    #[arg(long)]
    check: bool,
    /// Overwrite files that the generator did not write
    #[arg(long, conflicts_with = "check")]
    force: bool,
    #[command(flatten)]
    options: Options,
}

/// Generates the repository's own crate. Returns whether that succeeded.
pub(crate) fn regenerate(allowed: &Allowed, session: Session<'_>) -> bool {
    let input = Input { allowed: allowed.clone(), ..Input::default() };
    Options::new(input).run(Task::Write { force: false }, session) == ExitCode::SUCCESS
}

impl Codegen {
    pub(crate) fn run(&self, session: Session<'_>) -> ExitCode {
        let task = if self.check { Task::Check } else { Task::Write { force: self.force } };
        self.options.run(task, session)
    }
}
