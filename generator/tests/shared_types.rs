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

/// A component that nothing uses.
const UNUSED: &str = "    Unused: {type: string, enum: [a]}";

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
    let found = types(&paths.concat(), UNUSED, "");
    let shown: Vec<&str> = found.iter().map(String::as_str).filter(|name| name.contains("Owner")).collect();
    assert_eq!(shown, expected);
}

#[test]
fn the_name_is_the_role_and_the_owner_if_the_role_is_not_enough() {
    check(&[operation("a", PERSON)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", PERSON)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", DESCRIBED)], &["Owner"]);
    check(&[operation("a", PERSON), operation("b", GROUP)], &["AOwner", "BOwner"]);
}

#[test]
fn copies_of_one_of_several_schemas_of_a_role_rename_nothing() {
    let names = ["BOwner", "COwner"];
    let (b, c) = (operation("b", GROUP), operation("c", PERSON));
    check(&[b.clone(), c.clone()], &names);
    // Neither the order of the document nor of the names matters.
    for owner in [PERSON, GROUP] {
        let (first, last) = (operation("aaa", owner), operation("zzz", owner));
        check(&[first.clone(), b.clone(), c.clone()], &names);
        check(&[b.clone(), first, c.clone()], &names);
        check(&[b.clone(), c.clone(), last], &names);
    }
    // The most common owner gives the name, although another one has a shorter location.
    let two = operation("ccc", PERSON) + &operation("ccc/more", PERSON).replace("[ccc/more]", "[ccc]");
    check(&[b, c, two], &["BOwner", "CccOwner"]);
}

#[test]
fn single_words_that_mean_nothing_keep_their_owner() {
    let names = |property: &str| {
        let paths = operation("a", PERSON).replace("{owner: ", &format!("{{{property}: "));
        types(&paths, UNUSED, "").into_iter().filter(|name| !name.contains("Response")).collect::<Vec<_>>()
    };
    assert_eq!(names("data"), ["AData"]);
    assert_eq!(names("users"), ["AUsers"]);
    assert_eq!(names("address"), ["Address"]);
    assert_eq!(names("user_data"), ["UserData"]);
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
    assert_eq!(types(&paths, UNUSED, ""), expected);
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
    let found = types(&paths, UNUSED, &one);
    assert!(found.contains("Person") && !found.contains("Owner"), "{found:?}");
    let two = format!("[naming.types]\n{} = \"Person\"\n{} = \"Author\"", pin("a"), pin("b"));
    let found = types(&paths, UNUSED, &two);
    assert!(found.contains("Person") && found.contains("Author"), "{found:?}");
}

/// A name of the configuration that changes the type of a schema inside another one makes two types of both.
#[test]
fn two_names_inside_copies_make_two_types() {
    let outer = format!("{{type: object, properties: {{inner_owner: {PERSON}}}}}");
    let paths = operation("a", &outer) + &operation("b", &outer);
    let pin = |name: &str| {
        format!(
            "\"#/paths/~1{name}/get/responses/200/content/application~1json/schema/properties/owner/properties/inner_owner\""
        )
    };
    let two = format!("[naming.types]\n{} = \"Person\"\n{} = \"Author\"", pin("a"), pin("b"));
    let found = types(&paths, UNUSED, &two);
    for name in ["Person", "Author", "AOwner", "BOwner"] {
        assert!(found.contains(name), "{name}: {found:?}");
    }
}

/// Null next to a named type never makes a second type.
#[test]
fn nullable_wrappers_make_no_types() {
    let wrappers = [
        "{oneOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}",
        "{anyOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}",
        "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/S'}]}",
        "{allOf: [{$ref: '#/components/schemas/S'}], nullable: true}",
        "{allOf: [{$ref: '#/components/schemas/S'}], type: [object, 'null']}",
        "{type: [object, 'null'], $ref: '#/components/schemas/S'}",
        "{type: [object, 'null'], allOf: [{$ref: '#/components/schemas/S'}], description: Another one.}",
        "{oneOf: [{allOf: [{$ref: '#/components/schemas/S'}]}, {type: 'null'}]}",
        "{oneOf: [{$ref: '#/components/schemas/S'}, {enum: [null]}]}",
        "{oneOf: [{$ref: '#/components/schemas/S'}, {const: null}]}",
        "{anyOf: [{$ref: '#/components/schemas/S', description: Another one.}, {type: 'null'}]}",
    ];
    let named = "    S: {type: object, required: [x], properties: {x: {type: string}}}";
    for wrapper in wrappers {
        let paths = operation("a", "{$ref: '#/components/schemas/S'}") + &operation("b", wrapper);
        let expected = ["AListResponse", "BListResponse", "S"].map(str::to_owned).into();
        assert_eq!(types(&paths, named, ""), expected, "{wrapper}");
    }
    let named = "    S: {type: string, enum: [x, y]}";
    let of_strings = wrappers.map(|wrapper| wrapper.replace("[object,", "[string,"));
    for wrapper in of_strings {
        let paths = operation("a", "{$ref: '#/components/schemas/S'}") + &operation("b", &wrapper);
        let expected = ["AListResponse", "BListResponse", "S"].map(str::to_owned).into();
        assert_eq!(types(&paths, named, ""), expected, "{wrapper}");
    }
}

/// An enum of strings next to null alone, or next to any string, is the enum: it keeps unknown values.
#[test]
fn enums_next_to_what_they_allow_anyway_are_the_enums() {
    let named = "    S: {type: string, enum: [x, y]}\n    Null: {enum: [null]}\n    Blank: {enum: ['']}";
    let check = |wrapper: &str, expected: &[&str]| {
        let paths = operation("a", "{$ref: '#/components/schemas/S'}") + &operation("b", wrapper);
        let expected = expected.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(types(&paths, named, ""), expected, "{wrapper}");
    };
    let s = "{$ref: '#/components/schemas/S'}";
    for other in ["{$ref: '#/components/schemas/Null'}", "{type: string}", "{type: [string, 'null']}"] {
        for wrapper in [format!("{{oneOf: [{s}, {other}]}}"), format!("{{anyOf: [{other}, {s}]}}")] {
            check(&wrapper, &["AListResponse", "BListResponse", "S"]);
        }
    }
    for other in ["{$ref: '#/components/schemas/Blank'}", "{type: integer}"] {
        check(&format!("{{anyOf: [{s}, {other}]}}"), &["AListResponse", "BListResponse", "Owner", "S"]);
    }
}

/// Everything that operations, callbacks and webhooks lead to has a type.
#[test]
fn components_that_something_uses_are_kept() {
    let components = "    Base: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {m: '#/components/schemas/Mapped'}}}
    Mapped: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {m: {type: string}}}]}
    Derived: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {d: {type: string}}}]}
    Called: {type: object, properties: {c: {type: string}}}
    Hooked: {type: object, properties: {h: {type: string}}}
    Unused: {type: object, properties: {u: {$ref: '#/components/schemas/Deep'}}}
    Deep: {type: object, properties: {d: {type: string}}}";
    let body = |name: &str| {
        format!(
            "{{post: {{requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}, responses: {{'200': {{description: ok}}}}}}}}"
        )
    };
    let paths = format!(
        "{}    callbacks: {{done: {{'{{$request.body#/url}}': {}}}}}\nwebhooks:\n  hooked: {}",
        "  /a:\n   get:\n    operationId: a\n    responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Base'}}}}}\n",
        body("Called"),
        body("Hooked"),
    );
    let found = types(&paths, components, "");
    for name in ["Base", "Mapped", "Derived", "Called", "Hooked"] {
        assert!(found.contains(name), "{name}: {found:?}");
    }
    for name in ["Unused", "Deep"] {
        assert!(!found.contains(name), "{name}: {found:?}");
    }
}
