//! All output of the commands. The product goes to stdout, where it can be piped; everything else goes to stderr.
//!
//! What is said has text of documents in it, which may try to steer the terminal: here, and nowhere else, its control characters are
//! escaped. That nobody reads the output to its end is no failure: what cannot be written is dropped.

use std::fmt::{Display, Write as _};
use std::io::{ErrorKind, IsTerminal, Write as _, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use generator::diagnostics::{is_active, printable, printable_line};

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

    /// Says what was done, in one line.
    pub(crate) fn say(self, what: impl Display) {
        if !self.quiet {
            to_stderr(&format!("{}\n", line(what)));
        }
    }

    /// Says, in one line, what only those who asked for more want to know.
    pub(crate) fn detail(self, what: impl Display) {
        if self.verbose {
            to_stderr(&format!("{}\n", line(what)));
        }
    }

    /// Shows what is being done, in a line that the next one takes the place of; empty to take it back.
    pub(crate) fn progress(self, what: &str) {
        if !self.quiet && stderr().is_terminal() {
            to_stderr(&format!("\r\u{1b}[2K{}", line(what)));
        }
    }
}

/// Text of a document that has to stay on its line.
pub(crate) fn line(text: impl Display) -> String {
    printable_line(&text.to_string()).into_owned()
}

/// Says why a command failed. All lines but the first are indented, so that none can be taken for a message of its own.
pub(crate) fn complain(command: &str, message: impl Display) {
    let message = message.to_string();
    let mut text = format!("{command}: ");
    for (index, line) in message.lines().enumerate() {
        let indent = if index == 0 || line.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{indent}{line}");
    }
    to_stderr(&printable(&text));
}

/// Passes on what another program said.
pub(crate) fn quote(text: &str) {
    to_stderr(&printable(text));
}

/// Writes diagnostics that are rendered: what they quote is escaped, and their colours are not.
pub(crate) fn rendered(diagnostics: &str) {
    to_stderr(diagnostics);
}

/// Writes a piece of the product for people.
pub(crate) fn product(text: impl Display) {
    to_stdout(&printable(&text.to_string()));
}

/// Writes a product that programs read as well, such as a diff. It is escaped only where a person sees it: on a terminal.
pub(crate) fn exact(text: &str) {
    if stdout().is_terminal() {
        to_stdout(&printable(text));
    } else {
        to_stdout(text);
    }
}

/// Writes JSON as a product. What a terminal would obey is escaped as JSON has it, so that it means the same.
pub(crate) fn json(value: impl Display) {
    let mut text = String::new();
    for character in value.to_string().chars() {
        if character != '\n' && is_active(character) {
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    to_stdout(&text);
}

/// Whether something could not be written to stdout.
static UNWRITTEN: AtomicBool = AtomicBool::new(false);

/// Whether a product was lost: the disk is full, say. That nobody reads it to its end is no loss.
pub(crate) fn is_product_lost() -> bool {
    UNWRITTEN.load(Ordering::Relaxed)
}

fn to_stdout(text: &str) {
    let mut stdout = stdout().lock();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
        && !UNWRITTEN.swap(true, Ordering::Relaxed)
    {
        complain("output", format_args!("cannot write to stdout: {error}"));
    }
}

fn to_stderr(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}
