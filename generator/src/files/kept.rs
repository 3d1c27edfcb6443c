//! The configuration of single files: `keep`, and the examples of the crate.

use std::path::Path;

use super::GeneratedFiles;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Diagnostics};

impl GeneratedFiles {
    /// Leaves the files in `keep` to the user. Reports configuration entries for files that do not exist: in the set, or, for examples, in the
    /// crate at `dir`, if there is one.
    pub(crate) fn settle(&mut self, config: &Config, dir: Option<&Path>, diagnostics: &mut Diagnostics) {
        for (index, path) in config.keep.iter().enumerate() {
            if !self.files.contains_key(path) {
                let emitted: Vec<&str> = self.files.keys().map(String::as_str).collect();
                let position = config.position(&["keep", &index.to_string()]);
                diagnostics.push(Diagnostic::unused_keep(path, &emitted).in_file(position));
            }
            self.kept.insert(path.clone());
        }
        if let Some(dir) = dir.filter(|_| !self.kept.contains("Cargo.toml")) {
            self.check_examples(config, dir, diagnostics);
        }
    }

    /// Cargo rejects a manifest with an example that has no file, or that needs an unknown feature.
    fn check_examples(&self, config: &Config, dir: &Path, diagnostics: &mut Diagnostics) {
        let manifest = self.get("Cargo.toml").and_then(|text| toml::from_str::<toml::Table>(text).ok());
        let known = manifest.as_ref().and_then(|manifest| manifest.get("features")?.as_table());
        for (name, features) in &config.package.examples {
            let position = || config.position(&["package", "examples", name]);
            let folder = dir.join("examples");
            if !folder.join(format!("{name}.rs")).is_file() && !folder.join(name).join("main.rs").is_file() {
                diagnostics.push(Diagnostic::missing_example(name, dir).in_file(position()));
            }
            let is_unknown =
                |feature: &&String| !known.is_some_and(|known| known.contains_key(feature.as_str()));
            for feature in features.iter().filter(is_unknown) {
                diagnostics.push(Diagnostic::missing_feature(feature).in_file(position()));
            }
        }
    }
}
