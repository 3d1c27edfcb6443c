//! The names that the configuration gives to parts of the document: `[naming]`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::{Input, warn_unused};
use crate::config::Naming;
use crate::diagnostics::Diagnostic;
use crate::document::Spec;
use crate::source::Pointer;

/// A table of names in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Tags,
    Parameters,
    Fields,
    Values,
    Variants,
}

impl Table {
    const ALL: [Self; 5] = [Self::Tags, Self::Parameters, Self::Fields, Self::Values, Self::Variants];

    /// Its key in the configuration.
    fn key(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Parameters => "parameters",
            Self::Fields => "fields",
            Self::Values => "values",
            Self::Variants => "variants",
        }
    }

    /// The parts of the document that it names, for messages.
    fn part(self) -> &'static str {
        match self {
            Self::Tags => "tag",
            Self::Parameters => "parameter",
            Self::Fields => "property",
            Self::Values => "value of an enum",
            Self::Variants => "alternative",
        }
    }

    fn of(self, naming: &Naming) -> &BTreeMap<String, String> {
        match self {
            Self::Tags => &naming.tags,
            Self::Parameters => &naming.parameters,
            Self::Fields => &naming.fields,
            Self::Values => &naming.values,
            Self::Variants => &naming.variants,
        }
    }
}

/// Finds the names of the configuration, and remembers the entries that had an effect.
pub(crate) struct Renames<'a> {
    naming: &'a Naming,
    used: Mutex<BTreeSet<(Table, String)>>,
    placeholders: Mutex<BTreeSet<String>>,
}

impl<'a> Renames<'a> {
    pub(super) fn new(naming: &'a Naming) -> Self {
        Self { naming, used: Mutex::default(), placeholders: Mutex::default() }
    }

    /// The name for the part of the document at `at` that is called `wire`: `wire` itself, or the name of the configuration.
    pub(crate) fn name(&self, table: Table, spec: &Spec, at: Option<&Pointer>, wire: &str) -> String {
        let entries = table.of(self.naming);
        if entries.is_empty() {
            return wire.to_owned();
        }
        let origin = at.map(|at| spec.origin(at));
        let mut whole = origin.iter().map(String::as_str).chain([wire]);
        let exact = whole.find_map(|key| entries.get_key_value(key));
        let exact = exact.map(|(key, name)| (key, name.clone()));
        let found = exact.or_else(|| {
            // The longest pattern is the most specific one.
            let matching = entries.iter().filter_map(|(key, name)| {
                let subject = if key.contains('#') { origin.as_deref()? } else { wire };
                let part = matched(key, subject)?;
                Some((key, name.replace('*', part)))
            });
            matching.max_by_key(|(key, _)| key.len())
        });
        let Some((key, name)) = found else { return wire.to_owned() };
        if let Ok(mut used) = self.used.lock() {
            used.insert((table, key.clone()));
        }
        name
    }

    /// Whether the property at `at` stands for any other one.
    pub(crate) fn is_placeholder(&self, spec: &Spec, at: &Pointer) -> bool {
        if self.naming.placeholders.is_empty() {
            return false;
        }
        let origin = spec.origin(at);
        let found = self.naming.placeholders.iter().find(|key| **key == origin);
        if let (Some(key), Ok(mut used)) = (found, self.placeholders.lock()) {
            used.insert(key.clone());
        }
        found.is_some()
    }

    /// Reports entries without effect.
    pub(super) fn report_unused(&self, input: &Input<'_>) {
        let Ok(used) = self.used.lock() else { return };
        for table in Table::ALL {
            let is_unused = |key: &&String| !used.contains(&(table, (*key).clone()));
            for key in table.of(self.naming).keys().filter(is_unused) {
                let keys = ["naming", table.key(), key];
                warn_unused(input.config, input.sink, &keys, Diagnostic::unused_name(table.part(), key));
            }
        }
        let Ok(used) = self.placeholders.lock() else { return };
        for (index, key) in
            self.naming.placeholders.iter().enumerate().filter(|(_, key)| !used.contains(*key))
        {
            let keys = ["naming", "placeholders", &index.to_string()];
            warn_unused(input.config, input.sink, &keys, Diagnostic::unused_placeholder(key));
        }
    }
}

/// The part of `text` that the first `*` of a pattern stands for. A `*` stands for any characters of one key of a pointer. A pattern
/// without other characters is a name, not a pattern.
fn matched<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
    let (front, mut rest) = pattern.split_once('*')?;
    if front.is_empty() && rest.is_empty() {
        return None;
    }
    let mut left = text.strip_prefix(front)?;
    let mut first = None;
    // Each part after a `*` is found as early as possible, the last one at the end.
    loop {
        let (part, more) = match rest.split_once('*') {
            Some((part, more)) => (part, Some(more)),
            None => (rest, None),
        };
        let at = match more {
            Some(_) => left.find(part)?,
            None => left
                .len()
                .checked_sub(part.len())
                .filter(|at| left.is_char_boundary(*at) && left.ends_with(part))?,
        };
        let stands = &left[..at];
        if stands.contains('/') && pattern.contains('#') {
            return None;
        }
        first.get_or_insert(stands);
        left = &left[at + part.len()..];
        match more {
            Some(more) => rest = more,
            None => return first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matched;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("x-*", "x-limit", Some("limit")),
            ("*-id", "user-id", Some("user")),
            ("x-*-*", "x-a-b", Some("a")),
            ("x-*", "limit", None),
            ("*", "*", None),
            ("a*a", "a", None),
            ("#/components/schemas/*/properties/id", "#/components/schemas/Pet/properties/id", Some("Pet")),
            ("#/components/schemas/*/id", "#/components/schemas/Pet/properties/id", None),
            ("é*é", "éàé", Some("à")),
        ] {
            assert_eq!(matched(pattern, text), expected, "{pattern} {text}");
        }
    }
}
