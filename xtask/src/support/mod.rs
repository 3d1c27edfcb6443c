//! The support matrix: every field of every object of the specifications, and its disposition.
//!
//! `xtask/support/rows/` has the rows. Each row has a probe: a change of `xtask/support/base.yaml`, and its effect on the generated files or
//! on the diagnostics. The tests run all probes, and compare the rows with the published schemas of the specifications. `cargo xtask docs`
//! writes the page `docs/support.md` from the rows.

mod fields;
#[cfg(test)]
mod probe;
mod rows;

use std::fmt::Write as _;

use oasmith_cli::Failure;

use self::rows::{Disposition, Row, Table};

/// The start of the page.
const INTRODUCTION: &str = "\
# Support for OpenAPI

Every field of every object of OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0, every keyword of JSON Schema 2020-12, and the disposition of each:

* **generated**: it changes the code.
* **documented**: it is in the documentation of the code.
* **warned**: a warning reports it. The effect is in the last column.
* **irrelevant**: it has no meaning for a client.

Each row is tested with a small document. A field without versions is in all versions of OpenAPI 3. Swagger 2.0 is at the end.

Fields whose names begin with `x-` are ignored, except those that other pages mention. Any other field that is not in these tables is
reported: as [W0220](diagnostics.md#w0220) if it looks like a misspelling, else as [W0221](diagnostics.md#w0221).
";

/// The page.
pub(crate) fn page() -> Result<String, Failure> {
    let table = Table::read().map_err(Failure::new)?;
    let mut page = INTRODUCTION.to_owned();
    for (key, object) in &table.objects {
        let _ = write!(
            page,
            "\n## {}\n\n| field | versions | disposition | details |\n| --- | --- | --- | --- |\n",
            object.title
        );
        for row in table.rows.iter().filter(|row| row.object == *key) {
            page += &line(row);
        }
    }
    Ok(page)
}

fn line(row: &Row) -> String {
    let is = match row.disposition {
        Disposition::Generated => "generated",
        Disposition::Documented => "documented",
        Disposition::Warned => "warned",
        Disposition::Irrelevant => "irrelevant",
    };
    let code = row.code.as_ref();
    let code =
        code.map_or_else(String::new, |code| format!(" [{code}](diagnostics.md#{})", code.to_lowercase()));
    let is_everywhere = row.versions.len() == fields::VERSIONS_OF_3 || row.versions == ["2.0"];
    let versions = if is_everywhere { String::new() } else { row.versions.join(", ") };
    format!("| `{}` | {versions} | {is} | {}{code} |\n", row.field, row.text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::rows::Table;
    use super::{fields, probe};

    #[test]
    fn every_field_of_the_specifications_has_a_row() {
        let table = Table::read().unwrap();
        let rows = table.rows.iter();
        let rows: BTreeSet<_> = rows
            .flat_map(|row| row.versions.iter().map(|version| (version.as_str(), &*row.object, row.name())))
            .collect();
        let published = fields::published(&table.objects);
        let published: BTreeSet<_> = published.iter().map(fields::Field::key).collect();
        let missing: Vec<_> = published.difference(&rows).collect();
        assert!(missing.is_empty(), "these fields have no row: {missing:#?}");
        let unknown: Vec<_> = rows.difference(&published).filter(|row| !FORMER.contains(&row.2)).collect();
        assert!(unknown.is_empty(), "no specification has these fields: {unknown:#?}");
    }

    #[test]
    fn the_generator_knows_the_same_fields() {
        let table = Table::read().unwrap();
        let mut published: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for field in fields::published(&table.objects) {
            let (_, object, name) = field.key();
            published.entry(object.to_owned()).or_default().insert(name.to_owned());
        }
        published.entry("schema".to_owned()).or_default().extend(FORMER.map(str::to_owned));
        let known = oasmith_core::stages::fields::ALL.iter();
        let known: BTreeMap<String, BTreeSet<String>> = known
            .map(|(object, fields)| {
                ((*object).to_owned(), fields.iter().map(|field| (*field).to_owned()).collect())
            })
            .collect();
        assert_eq!(known, published);
    }

    /// Keywords of earlier drafts of JSON Schema, which documents use.
    const FORMER: [&str; 4] = ["$recursiveAnchor", "$recursiveRef", "definitions", "dependencies"];

    #[test]
    fn every_probe_shows_the_disposition_of_its_row() {
        let failures = probe::run(&Table::read().unwrap());
        assert!(failures.is_empty(), "{} probes fail:\n{}", failures.len(), failures.join("\n"));
    }
}
