//! Reads `oasmith.toml`.

use std::path::Path;

use super::Config;
use super::file::{ConfigFile, first_line};
use crate::diagnostics::{Diagnostic, Diagnostics, Position};
use crate::source::{Location, Sources, read_named};

impl Config {
    /// Reads the file at `path`, and adds its text to `sources`, so that diagnostics can show it. `None` if the file cannot be read;
    /// the reason is in `diagnostics`.
    pub fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = match read_named(path) {
            Ok(text) => text,
            Err(error) => {
                diagnostics.push(Diagnostic::unreadable_config(path, &error));
                return None;
            }
        };
        let parsed = Self::parse(path, &text);
        sources.attach(path, text);
        match parsed {
            Ok(config) => Some(config),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    ///
    /// A diagnostic with a position, if the text is not TOML, or has unknown keys or invalid values. It can show the line once the
    /// text is [attached](crate::source::Sources::attach).
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostic> {
        let mut config: Self = toml::from_str(text).map_err(|error: toml::de::Error| {
            let location = Location::new(text, first_line(text, error.span().unwrap_or(0..0)));
            explain(error.message()).in_file(Some(Box::new((path.to_owned(), location))))
        })?;
        let single = config.spec.iter_mut().chain(&mut config.out);
        for named in single.chain(&mut config.overlays).chain(&mut config.allow_dirs) {
            *named = path.with_file_name("").join(&*named);
        }
        config.file = (!text.is_empty()).then(|| Box::new(ConfigFile::new(path, text)));
        Ok(config)
    }

    /// The position of the value at `keys`: names of properties and indices of lists.
    pub(crate) fn position(&self, keys: &[&str]) -> Option<Position> {
        self.file.as_ref()?.position(keys)
    }
}

/// A diagnostic for an error of the parser, with the key or value that was probably meant.
fn explain(message: &str) -> Diagnostic {
    if let Some(names) = message.strip_prefix("unknown field ") {
        let (key, known) = quoted(names);
        return Diagnostic::unknown_config_key(key, &known);
    }
    if let Some(names) = message.strip_prefix("unknown variant ") {
        let (value, known) = quoted(names);
        return Diagnostic::unknown_config_value(value, &known);
    }
    Diagnostic::invalid_config(message)
}

/// The first name in backticks, and the others.
fn quoted(text: &str) -> (&str, Vec<&str>) {
    let mut names = text.split('`').skip(1).step_by(2);
    (names.next().unwrap_or_default(), names.collect())
}
