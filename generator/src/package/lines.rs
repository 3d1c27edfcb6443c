//! Lines of furniture, broken as rustfmt breaks them.

use std::collections::{BTreeMap, BTreeSet};

/// The longest line, in characters.
const MAX_LINE: usize = 110;

/// The longest `use` statement with a list on one line. rustfmt reserves two characters.
const MAX_USE: usize = MAX_LINE - 2;

/// The `use` statements of a file, grouped by module, in the order of rustfmt.
pub(super) fn uses(paths: &BTreeSet<String>) -> Vec<String> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        groups.entry(module).or_default().push(name);
    }
    let rank = |module: &str| match module.split("::").next() {
        Some("super") => 0,
        Some("crate") => 1,
        _ => 2,
    };
    let mut groups: Vec<(&str, Vec<&str>)> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(module, names)| match names.as_slice() {
        [only] => (rank(module), format!("{module}::{only}")),
        _ => (rank(module), format!("{module}::{{")),
    });
    groups.into_iter().map(|(module, names)| use_names(&format!("use {module}"), &names)).collect()
}

/// A `use` statement of names of one module. `head` is the statement up to the module: `pub use self::pets`.
pub(super) fn use_names(head: &str, names: &[impl AsRef<str>]) -> String {
    if let [only] = names {
        return format!("{head}::{};", only.as_ref());
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let line = format!("{head}::{{{}}};", names.join(", "));
    if line.chars().count() <= MAX_USE {
        return line;
    }
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.chars().count() + name.chars().count() + 2 < MAX_LINE => {
                line.extend([" ", name, ","]);
            }
            _ => lines.push(format!("    {name},")),
        }
    }
    format!("{head}::{{\n{}\n}};", lines.join("\n"))
}

/// The attribute of an item that exists with any of these features; empty for an item that always exists.
pub(super) fn any_feature(features: &[impl AsRef<str>]) -> String {
    let conditions: Vec<String> =
        features.iter().map(|feature| format!("feature = {:?}", feature.as_ref())).collect();
    let line = match conditions.as_slice() {
        [] => return String::new(),
        [only] => format!("#[cfg({only})]\n"),
        several => format!("#[cfg(any({}))]\n", several.join(", ")),
    };
    if line.chars().count() <= MAX_LINE + 1 || conditions.len() == 1 {
        return line;
    }
    format!("#[cfg(any(\n    {}\n))]\n", conditions.join(",\n    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_grouped_in_the_order_of_rustfmt() {
        let paths =
            ["serde::Serialize", "serde::Deserialize", "crate::types", "super::Pet", "crate::runtime::Call"];
        let lines = uses(&paths.map(str::to_owned).into());
        assert_eq!(
            lines,
            [
                "use super::Pet;",
                "use crate::runtime::Call;",
                "use crate::types;",
                "use serde::{Deserialize, Serialize};"
            ]
        );
    }

    #[test]
    fn long_lines_are_broken() {
        let names: Vec<String> = (0..12).map(|number| format!("AbcdefghijkL{number}")).collect();
        let text = use_names("pub use self::pets", &names);
        assert!(
            text.lines().count() == 4 && text.lines().all(|line| line.chars().count() <= MAX_LINE),
            "{text}"
        );
        assert!(
            text.starts_with("pub use self::pets::{\n    AbcdefghijkL0, ") && text.ends_with(",\n};"),
            "{text}"
        );
    }

    /// rustfmt breaks a list of 109 characters.
    #[test]
    fn lists_are_broken_as_by_rustfmt() {
        let list = |length: usize| use_names("pub use self::pets", &["A".to_owned(), "B".repeat(length)]);
        assert_eq!(list(82), format!("pub use self::pets::{{A, {}}};", "B".repeat(82)));
        assert_eq!(list(82).chars().count(), 108);
        assert_eq!(list(83), format!("pub use self::pets::{{\n    A, {},\n}};", "B".repeat(83)));
    }

    #[test]
    fn features_are_one_condition() {
        assert_eq!(any_feature(&[""; 0]), "");
        assert_eq!(any_feature(&["a"]), "#[cfg(feature = \"a\")]\n");
        assert_eq!(any_feature(&["a", "b"]), "#[cfg(any(feature = \"a\", feature = \"b\"))]\n");
        let long = any_feature(&["a".repeat(60), "b".repeat(60)]);
        assert_eq!(long.lines().count(), 4, "{long}");
    }
}
