//! `[[allow]]`: warnings that the configuration accepts.

use std::collections::HashMap;

use super::Spec;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};

impl Diagnostics {
    /// Removes the warnings that the configuration allows, and reports the entries that allow nothing.
    pub fn allow(&mut self, config: &Config, spec: &Spec) {
        let allowed = &config.allow;
        let mut used = vec![false; allowed.len()];
        let mut entries: HashMap<(Code, Option<&str>), usize> = HashMap::new();
        for (index, allow) in allowed.iter().enumerate() {
            entries.entry((allow.code, allow.at.as_deref())).or_insert(index);
        }
        self.retain(|diagnostic| {
            if entries.is_empty() || diagnostic.severity == Severity::Error {
                return true;
            }
            let at = diagnostic.at.as_ref().map(|at| spec.origin(at));
            let above = at.as_deref().into_iter().flat_map(ancestors).map(Some).chain([None]);
            let entry = above.filter_map(|above| entries.get(&(diagnostic.code, above))).min();
            if let Some(entry) = entry {
                used[*entry] = true;
            }
            entry.is_none()
        });
        for (index, allow) in allowed.iter().enumerate().filter(|(index, _)| !used[*index]) {
            let position = config.position(&["allow", &index.to_string(), "code"]);
            self.push(Diagnostic::unused_allow(allow.code, allow.at.as_deref()).in_file(position));
        }
    }
}

/// The location `at`, and all locations that contain it.
fn ancestors(at: &str) -> impl Iterator<Item = &str> {
    at.match_indices('/').map(|(slash, _)| &at[..slash]).chain([at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_end_at_slashes() {
        assert_eq!(ancestors("#/a/b~1c").collect::<Vec<_>>(), ["#", "#/a", "#/a/b~1c"]);
        assert_eq!(ancestors("x/y.yaml#").collect::<Vec<_>>(), ["x", "x/y.yaml#"]);
    }
}
