//! The support matrix: every field of every object of the specifications, and what the generator does with it.
//!
//! `xtask/support/rows/` has the rows. Each row has a probe: a change of `base-3.yaml` or `base-2.yaml`, and its effect on the generated
//! files or on the diagnostics. The tests run all probes, and compare the rows with the published schemas of the specifications.

mod fields;
mod probe;
mod rows;

pub(crate) use rows::{Disposition, Object, Row, objects, rows};

/// The versions of the specification.
pub(crate) const VERSIONS: [&str; 4] = ["2.0", "3.0", "3.1", "3.2"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{fields, probe, rows};

    #[test]
    fn every_field_of_the_specifications_has_a_row() {
        let rows = rows();
        let known: BTreeSet<_> = rows
            .iter()
            .flat_map(|row| row.versions.iter().map(|version| (version.as_str(), &*row.object, row.name())))
            .collect();
        let published = fields::published();
        let missing: Vec<_> = published.iter().filter(|field| !known.contains(&field.key())).collect();
        assert!(missing.is_empty(), "{} fields have no row: {missing:#?}", missing.len());
        let published: BTreeSet<_> = published.iter().map(fields::Field::key).collect();
        let invented: Vec<_> = known.difference(&published).collect();
        assert!(invented.is_empty(), "no specification has these fields: {invented:#?}");
    }

    #[test]
    fn every_probe_shows_the_disposition_of_its_row() {
        let failures = probe::run_all();
        assert!(failures.is_empty(), "{} probes fail:\n{}", failures.len(), failures.join("\n"));
    }
}
