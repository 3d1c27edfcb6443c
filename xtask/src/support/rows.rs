//! The rows of the matrix.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

/// The files with rows.
const FILES: [&str; 6] = [
    include_str!("../../support/rows/document.toml"),
    include_str!("../../support/rows/operations.toml"),
    include_str!("../../support/rows/bodies.toml"),
    include_str!("../../support/rows/security.toml"),
    include_str!("../../support/rows/schemas.toml"),
    include_str!("../../support/rows/swagger.toml"),
];

/// An object of the specification.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code, reason = "only tests run the probes"))]
pub(crate) struct Object {
    /// Its name on the page.
    pub(crate) title: String,
    /// The location of one such object in the base document.
    pub(crate) at: String,
    /// The names of its definitions in the published schemas, by version.
    #[serde(default)]
    pub(crate) definitions: BTreeMap<String, Vec<String>>,
}

/// What the generator does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Disposition {
    /// It changes the code.
    Generated,
    /// It is in the documentation of the code.
    Documented,
    /// A diagnostic reports it.
    Warned,
    /// It has no meaning for a client. It changes nothing.
    Irrelevant,
}

/// A field of an object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code, reason = "only tests run the probes"))]
pub(crate) struct Row {
    /// The key of an [`Object`].
    pub(crate) object: String,
    /// The name of the field. After a colon, the value that the row is about.
    pub(crate) field: String,
    /// The versions that the row is about. By default, those that have the field.
    #[serde(default)]
    pub(crate) versions: Vec<String>,
    /// What the generator does.
    #[serde(rename = "is")]
    pub(crate) disposition: Disposition,
    /// How, or why.
    pub(crate) text: String,
    /// The value of the field in the probe, as YAML.
    #[serde(default)]
    pub(crate) value: Option<String>,
    /// The location of the object, if it is not that of [`Object`].
    #[serde(default)]
    pub(crate) at: Option<String>,
    /// The location that the probe sets, if it is not the field: the field is then in `with`.
    #[serde(default)]
    pub(crate) sets: Option<String>,
    /// Other changes of the base document: a location, and the value as YAML.
    #[serde(default)]
    pub(crate) with: BTreeMap<String, String>,
    /// What the probe adds to the code or the documentation.
    #[serde(default)]
    pub(crate) shows: Vec<String>,
    /// The code of the diagnostic that the probe causes.
    #[serde(default)]
    pub(crate) code: Option<String>,
}

impl Row {
    /// The name of the field, without a value.
    pub(crate) fn name(&self) -> &str {
        self.field.split(": ").next().unwrap_or(&self.field)
    }
}

/// The objects and the rows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// The objects, in the order of the page.
    #[serde(default, rename = "object")]
    pub(crate) objects: IndexMap<String, Object>,
    /// The fields of the objects.
    #[serde(default, rename = "row")]
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// Reads all files. A row without versions is about those that have the field.
    pub(crate) fn read() -> Result<Self, String> {
        let mut table = Self::default();
        for text in FILES {
            let file: Self = toml::from_str(text).map_err(|error| error.to_string())?;
            table.objects.extend(file.objects);
            table.rows.extend(file.rows);
        }
        let published = super::fields::published(&table.objects);
        for row in table.rows.iter_mut().filter(|row| row.versions.is_empty()) {
            let (object, name) = (row.object.clone(), row.name().to_owned());
            let has = published.iter().map(super::fields::Field::key);
            let has = has.filter(|(_, of, field)| (*of, *field) == (&*object, &*name));
            row.versions = has.map(|(version, ..)| version.to_owned()).collect();
        }
        Ok(table)
    }
}
