//! What a command says beside its product. The product goes to stdout, where it can be piped; everything else goes to stderr.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdout};

use clap::{Args, ValueEnum};

/// How much is said, and how it looks.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Terminal")]
pub(crate) struct Terminal {
    /// Says only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Says also which files are read, and how long each step takes
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl Terminal {
    /// Whether what goes to stderr has colours.
    pub(crate) fn colour(self) -> bool {
        match self.color {
            Colour::Auto => {
                stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
            Colour::Always => true,
            Colour::Never => false,
        }
    }

    /// Says what was done.
    pub(crate) fn say(self, what: impl Display) {
        if !self.quiet {
            eprintln!("{what}");
        }
    }

    /// Says what only those who asked for more want to know.
    pub(crate) fn detail(self, what: impl Display) {
        if self.verbose {
            eprintln!("{what}");
        }
    }

    /// Shows what is being done, in a line that the next one takes the place of; empty to take it back.
    pub(crate) fn progress(self, what: &str) {
        if !self.quiet && stderr().is_terminal() {
            eprint!("\r\u{1b}[2K{what}");
        }
    }
}

/// Writes a piece of the product. That nobody reads to its end is no failure.
pub(crate) fn product(text: impl Display) {
    let mut stdout = stdout().lock();
    let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
}
