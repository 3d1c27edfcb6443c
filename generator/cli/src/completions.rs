//! The command that prints completion scripts.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::terminal::{PLAIN, Terminal};

/// Prints a script that completes commands and options in a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith completions bash > ~/.local/share/bash-completion/completions/oasmith
  oasmith completions zsh > ~/.zfunc/_oasmith
  oasmith completions fish > ~/.config/fish/completions/oasmith.fish

Exit status: 0, or 2 if the shell is unknown.")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script for the arguments of a program.
    pub fn run(&self, arguments: clap::Command, program: &'static str, terminal: Terminal) {
        let mut script = Vec::new();
        generate(self.shell, &mut arguments.name(program).bin_name(program), program, &mut script);
        terminal.exact(&String::from_utf8_lossy(&script), |_| PLAIN);
    }
}
