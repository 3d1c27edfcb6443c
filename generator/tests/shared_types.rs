//! Equal schemas of one role are one type.

use std::collections::BTreeSet;

use oasmith_core::{Config, Generator};

/// The names of the types of a document.
fn types(paths: &str, components: &str, config: &str) -> BTreeSet<String> {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\ncomponents:\n  schemas:\n{components}\n"
    );
    let config = Config::parse("oasmith.toml".as_ref(), config).unwrap();
    let outcome = Generator::from_text("t.yaml", document).config(config).run().unwrap();
    let files = outcome.files.unwrap();
    let lines =
        files.iter().filter(|(path, _)| path.starts_with("src/types/")).flat_map(|(_, code)| code.lines());
    let name = |line: &str| {
        let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
        Some(rest.split([' ', '(', ';', '<']).next()?.to_owned())
    };
    lines.filter_map(name).collect()
}

/// An operation whose response has the property `owner`.
fn operation(name: &str, owner: &str) -> String {
    format!(
        "  /{name}: {{get: {{tags: [{name}], operationId: list_{name}, responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{type: object, \
         properties: {{owner: {owner}}}}}}}}}}}}}}}}}\n"
    )
}

const PERSON: &str = "{type: object, properties: {name: {type: string}}}";
const DESCRIBED: &str =
    "{type: object, description: One of them., properties: {name: {type: string, description: Its name.}}}";
const GROUP: &str = "{type: object, properties: {size: {type: integer}}}";

#[track_caller]
fn check(paths: &[String], expected: &[&str]) {
    let found = types(&paths.concat(), "    Unused: {type: string, enum: [a]}", "");
    let shown: Vec<&str> = found.iter().map(String::as_str).filter(|name| name.contains("Owner")).collect();
    assert_eq!(shown, expected);
}

#[test]
fn the_name_is_the_role_and_the_owner_if_the_role_is_not_enough() {
    check(&[operation("a", PERSON)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", PERSON)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", DESCRIBED)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", GROUP)], &["AListResponseOwner", "BListResponseOwner"]);
    let three = [operation("a", PERSON), operation("b", GROUP), operation("c", PERSON)];
    check(&three, &["AListResponseOwner", "BListResponseOwner"]);
}

#[test]
fn errors_are_shared_by_the_class_of_their_status() {
    let response = "{description: no, content: {application/json: {schema: {type: object, required: [message], \
                    properties: {message: {type: string}}}}}}";
    let paths: String = ["a", "b"]
        .map(|name| {
            format!(
                "  /{name}: {{get: {{operationId: {name}, responses: {{'204': {{description: ok}}, '401': {response}, '403': {response}, \
                 '500': {response}}}}}}}\n"
            )
        })
        .concat();
    let expected = ["ClientError", "ServerError"].map(str::to_owned).into();
    assert_eq!(types(&paths, "    Unused: {type: string, enum: [a]}", ""), expected);
}

#[test]
fn components_that_nothing_uses_are_left_out_if_there_are_operations() {
    let component = "    Unused: {type: string, enum: [a]}";
    let paths = operation("a", PERSON);
    assert!(!types(&paths, component, "").contains("Unused"));
    assert!(types(&paths, component, "unused_types = \"keep\"").contains("Unused"));
    assert!(types("  {}", component, "").contains("Unused"));
}

#[test]
fn packages_are_left_out_of_names_if_the_rest_is_enough() {
    let components = "    io.k8s.api.core.v1.Container: {type: string, enum: [a]}\n    io.k8s.api.apps.v1.Container: {type: string, enum: [b]}\n    \
                      io.k8s.api.core.v1.Pod: {type: string, enum: [c]}\n    ticket.created: {type: string, enum: [d]}";
    let expected = ["AppsV1Container", "CoreV1Container", "Pod", "TicketCreated"].map(str::to_owned).into();
    assert_eq!(types("  {}", components, ""), expected);
}

#[test]
fn the_configuration_names_all_copies() {
    let paths = operation("a", PERSON) + &operation("b", PERSON);
    let pin = |name: &str| {
        format!("\"#/paths/~1{name}/get/responses/200/content/application~1json/schema/properties/owner\"")
    };
    let one = format!("[naming.types]\n{} = \"Person\"", pin("b"));
    let found = types(&paths, "    Unused: {type: string, enum: [a]}", &one);
    assert!(found.contains("Person") && !found.contains("Owner"), "{found:?}");
    let two = format!("[naming.types]\n{} = \"Person\"\n{} = \"Author\"", pin("a"), pin("b"));
    let found = types(&paths, "    Unused: {type: string, enum: [a]}", &two);
    assert!(found.contains("Person") && found.contains("Author"), "{found:?}");
}
