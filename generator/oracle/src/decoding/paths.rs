//! The schemas at a path in a value.

use std::collections::HashSet;

use serde_json::Value;

use crate::differences::{Difference, same_number};
use crate::document::Location;
use crate::schema::Schemas;

/// Whether the schemas of a value name the property at a path.
pub(super) fn is_named(schemas: &Schemas, location: &Location, steps: &[Option<String>]) -> bool {
    let Some((Some(name), steps)) = steps.split_last() else { return false };
    here(schemas, location, steps).iter().filter_map(|location| schemas.at(location)).any(|(_, schema)| {
        schema.get("properties").is_some_and(|properties| properties.get(name).is_some())
            || schema.get("patternProperties").is_some()
            || schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false))
    })
}

/// Whether a string of digits became the number, where one schema allows numbers and, as strings, only their digits.
pub(crate) fn is_number_in_digits(schemas: &Schemas, location: &Location, difference: &Difference) -> bool {
    let (Value::String(digits), Value::Number(number)) = (&difference.before, &difference.after) else {
        return false;
    };
    let is_same = serde_json::from_str(digits).is_ok_and(|digits| same_number(&digits, number));
    is_same
        && here(schemas, location, &difference.steps).iter().any(|location| {
            let has_pattern = schemas.at(location).is_some_and(|(_, schema)| schema.get("pattern").is_some());
            has_pattern
                && schemas.allows(location, &difference.before)
                && schemas.allows(location, &difference.after)
                && !schemas.allows(location, &Value::from("x"))
        })
}

/// All schemas that describe the values at a path.
fn here(schemas: &Schemas, location: &Location, steps: &[Option<String>]) -> HashSet<Location> {
    steps.iter().fold(together(schemas, vec![location.clone()]), |here, step| {
        let inner = here.iter().filter_map(|location| schemas.at(location));
        let inner = inner.flat_map(|(location, schema)| inside(&location, schema, step.as_deref()));
        together(schemas, inner.collect())
    })
}

/// The schemas of a property (or of the elements) of the values of a schema.
fn inside(location: &Location, schema: &Value, key: Option<&str>) -> Vec<Location> {
    let mut out = Vec::new();
    let keywords: &[&str] = match key {
        Some(_) => &["additionalProperties"],
        None => &["items"],
    };
    out.extend(
        keywords
            .iter()
            .filter(|keyword| schema.get(**keyword).is_some())
            .map(|keyword| location.child(keyword)),
    );
    if let Some(key) = key
        && schema.get("properties").is_some_and(|properties| properties.get(key).is_some())
    {
        out.push(location.child("properties").child(key));
    }
    let more = if key.is_some() { "patternProperties" } else { "prefixItems" };
    let all = location.child(more);
    match schema.get(more) {
        Some(Value::Object(patterns)) => out.extend(patterns.keys().map(|pattern| all.child(pattern))),
        Some(Value::Array(first)) => out.extend((0..first.len()).map(|index| all.child(&index.to_string()))),
        _ => {}
    }
    out
}

/// Schemas with all schemas that describe the same values: references, alternatives and `allOf` parts.
fn together(schemas: &Schemas, mut open: Vec<Location>) -> HashSet<Location> {
    let mut out = HashSet::new();
    while let Some(location) = open.pop() {
        let Some((here, schema)) = schemas.at(&location) else { continue };
        if !out.insert(here.clone()) {
            continue;
        }
        open.extend(schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)));
        for key in ["allOf", "oneOf", "anyOf", "x-derived"] {
            for (index, part) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                open.push(here.child(key).child(&index.to_string()));
                open.extend(part.get("$to").and_then(Value::as_str).and_then(|text| schemas.target(text)));
            }
        }
        open.extend(
            ["then", "else"].iter().filter(|key| schema.get(**key).is_some()).map(|key| here.child(key)),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::differences;
    use crate::document::Document;
    use crate::schema::Purpose;

    #[test]
    fn properties_are_named_where_they_belong() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/nested-properties.yaml");
        let document = Rc::new(Document::read(&path).unwrap());
        let schemas = Schemas::new(&document, Purpose::Read).unwrap();
        let location = document.source("#/components/schemas/Job").unwrap();
        for (steps, expected) in
            [(&["run", "exit"][..], true), (&["run"], true), (&["exit"], false), (&["run", "run"], false)]
        {
            let steps: Vec<Option<String>> = steps.iter().map(|step| Some((*step).to_owned())).collect();
            assert_eq!(is_named(&schemas, &location, &steps), expected, "{steps:?}");
        }
    }

    #[test]
    fn digits_are_numbers_where_the_schema_says_so() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/number-limits.yaml");
        let document = Rc::new(Document::read(&path).unwrap());
        let schemas = Schemas::new(&document, Purpose::Read).unwrap();
        let location = document.source("#/components/schemas/Numbers").unwrap();
        for (property, before, after, expected) in [
            ("digits", json!("12"), json!(12), true),
            ("fraction", json!("1.50"), json!(1.5), true),
            ("digits", json!("12"), json!(13), false),
            ("digits", json!(12), json!("12"), false),
            ("plain", json!("12"), json!(12), false),
        ] {
            let [difference] = &differences::compare(
                &json!({ property: before }),
                &json!({ property: after }),
                &HashSet::new(),
            )[..] else {
                panic!("one difference")
            };
            assert_eq!(is_number_in_digits(&schemas, &location, difference), expected, "{difference:?}");
        }
    }
}
