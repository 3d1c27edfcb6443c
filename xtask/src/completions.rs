//! `cargo xtask completions`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::Arguments;
use crate::terminal::exact;

/// Prints a script that completes commands and options in a shell.
///
/// It completes `xtask`, the program that `cargo xtask` runs: install it with `cargo install --path xtask`, or put target/debug on the
/// PATH.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask completions bash > ~/.local/share/bash-completion/completions/xtask
  cargo xtask completions zsh > ~/.zfunc/_xtask
  cargo xtask completions fish > ~/.config/fish/completions/xtask.fish

Exit status: 0, or 2 if there is no such shell.")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> ExitCode {
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command().name("xtask").bin_name("xtask"), "xtask", &mut script);
        exact(&String::from_utf8_lossy(&script));
        ExitCode::SUCCESS
    }
}
