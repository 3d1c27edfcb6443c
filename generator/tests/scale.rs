//! Documents with several thousand equal parts. The time to lower them must not be quadratic.

use std::fmt::Write as _;
use std::time::Duration;

use oasmith_core::Generator;

/// The ratio of the sizes of the two documents.
const FACTOR: u32 = 4;

/// Lowers a document with `size` parts, and one with [`FACTOR`] times as many. Quadratic time would be 16 times as long.
fn check(size: usize, document: impl Fn(usize) -> String) {
    let (small, large) = (document(size), document(size * FACTOR as usize));
    let mut ratios = Vec::new();
    // Other processes may slow an attempt down.
    for _ in 0..4 {
        let (short, long) = (time(&small), time(&large));
        if long < short * FACTOR * 5 / 2 + Duration::from_millis(20) {
            return;
        }
        ratios.push(long.as_secs_f64() / short.as_secs_f64());
    }
    panic!("{FACTOR} times the size takes {ratios:.1?} times as long");
}

/// The time to lower a document.
fn time(text: &str) -> Duration {
    let outcome = Generator::from_text("x.json", text).model();
    assert!(outcome.api.is_some());
    outcome.times.lower
}

/// A JSON document with `paths`, and one more operation whose response is the schema `Root`.
fn document(paths: &str, schemas: &str, tags: &str) -> String {
    let response = r##"{"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Root"}}}}}"##;
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "x", "version": "1"}}, "tags": [{}],
        "paths": {{{paths}"/x": {{"get": {{"operationId": "x", "responses": {response}}}}}}},
        "components": {{"schemas": {{{}}}}}}}"#,
        tags.trim_end_matches(','),
        schemas.trim_end_matches(','),
    )
}

fn join(count: usize, part: impl Fn(&mut String, usize)) -> String {
    let mut out = String::new();
    (0..count).for_each(|index| part(&mut out, index));
    out
}

fn derived(count: usize) -> String {
    join(count, |out, index| {
        let base = r##"{"$ref": "#/components/schemas/Root"}"##;
        let own = format!(r#"{{"type": "object", "properties": {{"p{index}": {{"type": "string"}}}}}}"#);
        write!(out, r#""C{index}": {{"allOf": [{base}, {own}]}},"#).unwrap();
    })
}

fn mapping(count: usize) -> String {
    let mapping = join(count, |out, index| {
        write!(out, r##""c{index}": "#/components/schemas/C{index}","##).unwrap();
    });
    mapping.trim_end_matches(',').to_owned()
}

fn references(count: usize) -> String {
    let list = join(count, |out, index| {
        write!(out, r##"{{"$ref": "#/components/schemas/C{index}"}},"##).unwrap();
    });
    list.trim_end_matches(',').to_owned()
}

fn base(more: &str) -> String {
    format!(r#""Root": {{"type": "object", "properties": {{"kind": {{"type": "string"}}}}{more}}},"#)
}

#[test]
fn a_base_with_many_derived_schemas() {
    check(500, |count| {
        let base = base(r#", "discriminator": {"propertyName": "kind"}"#);
        document("", &format!("{base}{}", derived(count)), "")
    });
}

#[test]
fn a_base_with_a_long_mapping() {
    check(500, |count| {
        let mapping = mapping(count);
        let base =
            base(&format!(r#", "discriminator": {{"propertyName": "kind", "mapping": {{{mapping}}}}}"#));
        document("", &format!("{base}{}", derived(count)), "")
    });
}

#[test]
fn a_base_with_many_listed_schemas() {
    check(500, |count| {
        let list = references(count);
        let base = base(&format!(r#", "oneOf": [{list}], "discriminator": {{"propertyName": "kind"}}"#));
        document("", &format!("{base}{}", derived(count)), "")
    });
}

#[test]
fn a_union_of_many_objects_without_names() {
    check(500, |count| {
        let list = join(count, |out, index| {
            let properties = format!(r#"{{"p{index}": {{"type": "string"}}}}"#);
            write!(out, r#"{{"type": "object", "required": ["p{index}"], "properties": {properties}}},"#)
                .unwrap();
        });
        document("", &format!(r#""Root": {{"oneOf": [{}]}}"#, list.trim_end_matches(',')), "")
    });
}

#[test]
fn many_tags() {
    check(1000, |count| {
        let paths = join(count, |out, index| {
            let responses = r#"{"204": {"description": "x"}}"#;
            write!(out, r#""/p{index}": {{"get": {{"tags": ["t{index}"], "responses": {responses}}}}},"#)
                .unwrap();
        });
        let tags = join(count, |out, index| {
            write!(out, r#"{{"name": "t{index}", "description": "d"}},"#).unwrap();
        });
        document(&paths, &base(""), &tags)
    });
}

#[test]
fn many_operations_with_one_id() {
    check(1000, |count| {
        let paths = join(count, |out, index| {
            let responses = r#"{"204": {"description": "x"}}"#;
            write!(out, r#""/p{index}": {{"get": {{"operationId": "same", "responses": {responses}}}}},"#)
                .unwrap();
        });
        document(&paths, &base(""), "")
    });
}
