//! The program that offers the commands.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oasmith_core::Config;

use crate::failure::Failure;
use crate::terminal::{Terminal, complain};

/// The names of a configuration file, in order of preference.
pub const CONFIG_NAMES: [&str; 2] = ["oasmith.toml", "codegen.toml"];

/// The program that offers the commands: its names and its defaults.
pub struct Program {
    /// The name, as in `oasmith help`.
    pub name: &'static str,
    /// The command that generates a crate.
    pub generate: &'static str,
    /// The default input and output of `generate`, `check` and `inspect`.
    pub defaults: fn() -> Result<Defaults, Failure>,
    /// The configuration file that belongs to a document.
    pub config_of: fn(&Path) -> Option<PathBuf>,
}

/// The default input and output of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The document, instead of that of the configuration.
    pub spec: Option<PathBuf>,
    /// The configuration file.
    pub config: Option<PathBuf>,
    /// The folder of the crate, instead of that of the configuration.
    pub out: Option<PathBuf>,
}

impl Program {
    /// `oasmith`, which looks for `oasmith.toml` in the current folder and those above.
    pub fn oasmith() -> Self {
        Self {
            name: "oasmith",
            generate: "oasmith generate",
            defaults: || match find_config() {
                Some(config) => Ok(Defaults { config: Some(config), ..Defaults::default() }),
                None => Err(Failure::usage(
                    "there is no oasmith.toml in this folder or above; name a document, or write one with `oasmith init`",
                )),
            },
            config_of,
        }
    }
}

/// A text that names commands of `oasmith`, for a program of another name.
pub(crate) fn renamed(text: &str, program: &str) -> String {
    text.replace("oasmith ", &format!("{program} "))
}

/// The configuration file in the current folder, or the next folder above that has one.
fn find_config() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let path = here.ancestors().find_map(config_in)?;
    // Paths in messages are short where the file is in the current folder.
    Some(path.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(path))
}

fn config_in(folder: &Path) -> Option<PathBuf> {
    CONFIG_NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The configuration file that is found, if it names the document.
fn config_of(document: &Path) -> Option<PathBuf> {
    let path = find_config()?;
    let config = Config::parse(&path, &std::fs::read_to_string(&path).ok()?).ok()?;
    let is_same = config.spec?.canonicalize().ok()? == document.canonicalize().ok()?;
    is_same.then_some(path)
}

/// One call of a command.
#[derive(Clone, Copy)]
pub struct Session<'p> {
    /// The program that runs.
    pub program: &'p Program,
    /// The name of the command.
    pub command: &'static str,
    /// The style of the output.
    pub terminal: Terminal,
}

impl Session<'_> {
    /// Reports the failure of a command, and returns the exit code.
    pub fn conclude(self, result: Result<ExitCode, Failure>) -> ExitCode {
        result.unwrap_or_else(|failure| {
            complain(self.command, &failure);
            failure.code()
        })
    }
}
