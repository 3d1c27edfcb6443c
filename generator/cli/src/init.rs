//! The command that writes a configuration file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use oasmith_core::Sources;

use crate::failure::Failure;
use crate::program::{CONFIG_NAMES, Session};

/// Writes a configuration file, oasmith.toml, with all options as comments.
///
/// An existing file is not overwritten.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  oasmith init                                for the OpenAPI document in this folder
  oasmith init api/openapi.yaml --out client  for another document

Exit status: 0; 1 if the file exists or cannot be written; 2 if the options are wrong.")]
pub(crate) struct Init {
    /// The OpenAPI document [default: the one in this folder, or openapi.yaml]
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    /// The folder of the crate
    #[arg(long, value_name = "DIR", default_value = "client")]
    out: PathBuf,
}

/// The file, with `{spec}` and `{out}` for two values.
const TEMPLATE: &str = include_str!("oasmith.toml");

impl Init {
    /// Runs the command.
    pub(crate) fn run(&self, session: Session<'_>) -> ExitCode {
        session.conclude(self.write(session).map(|()| ExitCode::SUCCESS))
    }

    fn write(&self, session: Session<'_>) -> Result<(), Failure> {
        let path = Path::new(CONFIG_NAMES[0]);
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Failure::new(format!("{} exists already; nothing was written", path.display()))
            }
            _ => Failure::new(format!("{}: {error}", path.display())),
        };
        let document = self.document.clone().or_else(only_document).unwrap_or_else(|| "openapi.yaml".into());
        let text = TEMPLATE.replace("{spec}", &string(&document)).replace("{out}", &string(&self.out));
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        let terminal = session.terminal;
        terminal.say(format_args!("wrote   {}, for {}", path.display(), document.display()));
        if !document.exists() {
            terminal.say(format_args!(
                "missing {}; correct `spec`, or put the document there",
                document.display()
            ));
        }
        terminal.say(format_args!("next    {}", session.program.generate));
        Ok(())
    }
}

/// A path as a TOML string.
fn string(path: &Path) -> String {
    toml::Value::from(path.to_string_lossy().into_owned()).to_string()
}

/// The OpenAPI document in the current folder, if there is exactly one.
fn only_document() -> Option<PathBuf> {
    let entries =
        std::fs::read_dir(".").ok()?.filter_map(|entry| Some(PathBuf::from(entry.ok()?.file_name())));
    let mut documents = entries.filter(|path| is_document(path));
    documents.next().filter(|_| documents.next().is_none())
}

/// Whether a file is an OpenAPI document.
fn is_document(path: &Path) -> bool {
    let known = path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end == *known));
    let read = || {
        let mut sources = Sources::new();
        let file = sources.add(path, std::fs::read_to_string(path).ok()?).ok()?;
        let root = sources.root(file);
        root.get("openapi").or_else(|| root.get("swagger")).map(|_| ())
    };
    known && read().is_some()
}

#[cfg(test)]
mod tests {
    use oasmith_core::Config;

    use super::*;

    /// The options in comments are valid too.
    #[test]
    fn every_line_of_the_template_is_valid() {
        let text = TEMPLATE.replace("{spec}", "\"a.yaml\"").replace("{out}", "\"client\"");
        let uncommented: String = text
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        for text in [&text, &uncommented] {
            let config = Config::parse(Path::new("oasmith.toml"), text);
            let config = config.unwrap_or_else(|error| panic!("{}\n{text}", error.message));
            assert_eq!(config.spec.as_deref(), Some(Path::new("a.yaml")));
        }
    }
}
