//! `[[allow]]`: warnings that the configuration accepts.

use super::Spec;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};

impl Diagnostics {
    /// Removes the warnings that the configuration allows, and reports the entries that allow nothing.
    pub fn allow(&mut self, config: &Config, spec: &Spec) {
        let allowed = &config.allow;
        let mut used = vec![false; allowed.len()];
        self.retain(|diagnostic| {
            let at = diagnostic.at.as_ref().map(|at| spec.origin(at));
            let entry = allowed.iter().position(|allow| {
                diagnostic.severity == Severity::Warning
                    && allow.code == diagnostic.code
                    && allow
                        .at
                        .as_deref()
                        .is_none_or(|above| at.as_deref().is_some_and(|at| is_within(at, above)))
            });
            if let Some(entry) = entry {
                used[entry] = true;
            }
            entry.is_none()
        });
        for (index, allow) in allowed.iter().enumerate().filter(|(index, _)| !used[*index]) {
            let position = config.position(&["allow", &index.to_string(), "code"]);
            self.push(Diagnostic::unused_allow(allow.code, allow.at.as_deref()).in_file(position));
        }
    }
}

/// Whether the location `at` is `above`, or below it.
fn is_within(at: &str, above: &str) -> bool {
    at.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
