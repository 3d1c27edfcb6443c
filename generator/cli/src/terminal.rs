//! All output of the commands. The result of a command goes to stdout, where it can be piped; everything else goes to stderr.
//!
//! Output contains text of documents, which may try to control the terminal. Its control characters are escaped here, and nowhere else.
//! A reader that closes the pipe early is not an error: the rest of the output is dropped.

use std::fmt::{Display, Write as _};
use std::io::{ErrorKind, IsTerminal, Write as _, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use oasmith_core::diagnostics::{Presentation, WARN_LIMIT, is_active, printable, printable_line};

/// The verbosity and the style of the output.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Terminal")]
pub struct Terminal {
    /// Print only errors and warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Also print the files that are read and the duration of each step
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use colour; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    /// The number of different warnings to print; 0 prints all
    #[arg(long, global = true, value_name = "N", default_value_t = WARN_LIMIT)]
    warn_limit: usize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl Terminal {
    fn has_colour(self, is_terminal: bool) -> bool {
        match self.color {
            Colour::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            Colour::Always => true,
            Colour::Never => false,
        }
    }

    /// The presentation of diagnostics on stderr.
    pub fn presentation(self) -> Presentation {
        let hint = ": `--warn-limit 0` shows all";
        Presentation { colour: self.has_colour(stderr().is_terminal()), limit: self.warn_limit, hint }
    }

    /// Whether progress is shown: on a terminal, unless `--quiet`.
    pub fn shows_progress(self) -> bool {
        !self.quiet && stderr().is_terminal()
    }

    /// Prints a result for people, each line in the style that `style` chooses for it.
    pub fn product(self, text: &str, style: impl Fn(&str) -> Style) {
        to_stdout(&self.styled(&printable(text), style));
    }

    /// Prints a result that programs read as well, such as a diff. Control characters are escaped only on a terminal.
    pub fn exact(self, text: &str, style: impl Fn(&str) -> Style) {
        let text = if stdout().is_terminal() { printable(text) } else { text.into() };
        to_stdout(&self.styled(&text, style));
    }

    fn styled(self, text: &str, style: impl Fn(&str) -> Style) -> String {
        if !self.has_colour(stdout().is_terminal()) {
            return text.to_owned();
        }
        let line = |line: &str| {
            let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
            let style = style(text);
            format!("{style}{text}{style:#}{end}")
        };
        text.split_inclusive('\n').map(line).collect()
    }

    /// Prints what was done, in one line.
    pub fn say(self, what: impl Display) {
        if !self.quiet {
            to_stderr(&format!("{}\n", line(what)));
        }
    }

    /// Prints a line if `--verbose` is set.
    pub fn detail(self, what: impl Display) {
        if self.verbose {
            to_stderr(&format!("{}\n", line(what)));
        }
    }
}

/// No style.
pub const PLAIN: Style = Style::new();

/// The style of a heading.
pub const HEADING: Style = Style::new().bold();

/// The style of a line of a unified diff.
pub fn diff_style(line: &str) -> Style {
    match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => HEADING,
        [b'-', ..] => AnsiColor::Red.on_default(),
        [b'+', ..] => AnsiColor::Green.on_default(),
        [b'@', b'@', ..] => AnsiColor::Cyan.on_default(),
        _ => PLAIN,
    }
}

/// Text of a document, on one line.
pub fn line(text: impl Display) -> String {
    printable_line(&text.to_string()).into_owned()
}

/// Prints the reason why a command failed. All lines but the first are indented, so that none looks like another message.
pub fn complain(command: &str, message: impl Display) {
    let message = message.to_string();
    let mut text = format!("{command}: ");
    for (index, line) in message.lines().enumerate() {
        let indent = if index == 0 || line.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{indent}{line}");
    }
    to_stderr(&printable(&text));
}

/// Prints the output of another program.
pub fn quote(text: &str) {
    to_stderr(&printable(text));
}

/// Prints rendered diagnostics. The text that they quote is escaped already, and their colours are not text.
pub fn rendered(diagnostics: &str) {
    to_stderr(diagnostics);
}

/// Prints a piece of the result for people.
pub fn product(text: impl Display) {
    to_stdout(&printable(&text.to_string()));
}

/// Prints JSON. Control characters are escaped as JSON escapes them, so that the value stays the same.
pub fn json(value: impl Display) {
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

/// Whether output to stdout was lost.
static UNWRITTEN: AtomicBool = AtomicBool::new(false);

/// Whether output was lost, for example because the disk is full. A pipe that was closed does not count.
pub fn is_output_lost() -> bool {
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
