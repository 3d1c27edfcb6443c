//! Documents with very long names: the emitted code stays small, and its identifiers, file names and features are bounded.

use oasmith_core::{GeneratedFiles, Generator};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};

/// The maximum length of an identifier in bytes, including the parts that the generator joins.
const MAX_IDENTIFIER: usize = 300;

/// The maximum length of a file name in bytes.
const MAX_FILE_NAME: usize = 255;

fn generate(document: &Value) -> GeneratedFiles {
    Generator::from_text("api.json", document.to_string()).run().unwrap().files.unwrap()
}

/// A document in which all names have `length` characters.
fn document(length: usize) -> Value {
    let name = |prefix: &str| format!("{prefix}{}", "x".repeat(length));
    let (schema, property, tag, scheme) = (name("schema"), name("property"), name("tag"), name("scheme"));
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let content = |schema: &str| json!({ "application/json": { "schema": reference(schema) } });
    let parameter = |location: &str| json!({ "name": name(location), "in": location, "required": true, "schema": { "type": "string" } });
    let operation = json!({
        "tags": [tag],
        "operationId": name("operation"),
        "parameters": [parameter("path"), parameter("query"), parameter("cookie")],
        "requestBody": { "required": true, "content": content(&schema) },
        "responses": {
            "200": { "description": "OK", "content": content(&schema) },
            "404": { "description": "None", "content": content(&schema) }
        }
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": name("title"), "version": name("version") },
        "servers": [{ "url": "https://{host}.example.com", "variables": { "host": { "default": "a", "enum": ["a", name("host")] } } }],
        "security": [{ scheme.as_str(): [] }],
        "tags": [{ "name": tag }],
        "paths": { format!("/{}/{{{}}}", name("part"), name("path")): { "post": operation } },
        "components": {
            "schemas": {
                schema.as_str(): {
                    "title": name("Title"),
                    "type": "object",
                    "required": [property],
                    "properties": {
                        property.as_str(): { "type": "string", "enum": [name("value"), name("other")] },
                        name("inner"): { "type": "object", "properties": { name("innermost"): { "type": "object", "properties": { "a": { "type": "string" } } } } },
                        name("either"): { "oneOf": [reference(&name("left")), reference(&name("right"))],
                            "discriminator": { "propertyName": name("kind"), "mapping": { name("l"): reference(&name("left"))["$ref"], name("r"): reference(&name("right"))["$ref"] } } }
                    }
                },
                name("left"): { "type": "object", "required": [name("kind")], "properties": { name("kind"): { "type": "string" }, "a": { "type": "string" } } },
                name("right"): { "type": "object", "required": [name("kind")], "properties": { name("kind"): { "type": "string" }, "b": { "type": "string" } } }
            },
            "securitySchemes": { scheme.as_str(): { "type": "apiKey", "in": "header", "name": "X-Key" } }
        }
    })
}

fn longest_identifier(tokens: TokenStream) -> String {
    let identifiers = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(longest_identifier(group.stream())),
        TokenTree::Ident(identifier) => Some(identifier.to_string()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    });
    identifiers.max_by_key(String::len).unwrap_or_default()
}

#[test]
fn identifiers_files_and_features_are_bounded() {
    let files = generate(&document(10_000));
    for (path, text) in files.iter() {
        for part in path.split('/') {
            assert!(part.len() <= MAX_FILE_NAME, "{path}");
        }
        if path.strip_suffix(".rs").is_some() {
            let longest = longest_identifier(text.parse().unwrap());
            assert!(longest.len() <= MAX_IDENTIFIER, "{path}: {} bytes: {longest}", longest.len());
        }
    }
    let manifest: toml::Table = files.get("Cargo.toml").unwrap().parse().unwrap();
    for key in manifest["features"].as_table().unwrap().keys() {
        assert!(key.len() <= MAX_FILE_NAME, "{key}");
    }
    assert!(manifest["package"]["name"].as_str().unwrap().len() <= MAX_FILE_NAME);
}

#[test]
fn files_grow_in_proportion_to_the_document() {
    let size = |length: usize| {
        let document = document(length);
        let files = generate(&document);
        let sizes = files.iter().map(|(path, text)| (text.len(), path.to_owned())).collect::<Vec<_>>();
        (document.to_string().len(), sizes)
    };
    let ((small_document, small), (large_document, large)) = (size(10), size(10_000));
    let total = |sizes: &[(usize, String)]| sizes.iter().map(|(size, _)| size).sum::<usize>();
    let (document, files) = (large_document - small_document, total(&large) - total(&small));
    let mut heaviest = large;
    heaviest.sort_unstable();
    heaviest.reverse();
    heaviest.truncate(6);
    assert!(files <= 2 * document, "{document} more bytes of the document make {files} more: {heaviest:?}");
}

/// Parts that many operations share are emitted once. Each operation repeats only the name of the parameter, which is sent, and of the
/// security scheme, which identifies the credential. Documentation, types and values do not grow.
#[test]
fn shared_names_are_not_repeated() {
    let size = |length: usize, count: usize| {
        let name = |prefix: &str| format!("{prefix}{}", "x".repeat(length));
        let (schema, parameter, scheme) = (name("schema"), name("parameter"), name("scheme"));
        let content =
            json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } });
        let operation = |index: usize| {
            let operation = json!({
                "tags": ["things"],
                "operationId": format!("operation{index}"),
                "parameters": [{ "$ref": "#/components/parameters/P" }],
                "requestBody": { "$ref": "#/components/requestBodies/B" },
                "responses": { "200": { "$ref": "#/components/responses/R" }, "404": { "$ref": "#/components/responses/R" } }
            });
            (format!("/{index}"), json!({ "post": operation }))
        };
        let paths: Map<String, Value> = (0..count).map(operation).collect();
        let files = generate(&json!({
            "openapi": "3.1.0",
            "info": { "title": "Shared", "version": "1" },
            "servers": [{ "url": "https://a.example.com" }],
            "security": [{ scheme.as_str(): [] }],
            "paths": paths,
            "components": {
                "schemas": { schema.as_str(): { "type": "object", "properties": { "a": { "type": "string" } } } },
                "parameters": { "P": { "name": parameter, "in": "query", "schema": { "type": "string", "enum": [name("value")], "default": name("value") } } },
                "requestBodies": { "B": { "content": content } },
                "responses": { "R": { "description": "OK", "content": content } },
                "securitySchemes": { scheme.as_str(): { "type": "apiKey", "in": "header", "name": "X-Key" } }
            }
        }));
        files.iter().map(|(_, text)| text.len()).sum::<usize>()
    };
    let more = |count| size(10_000, count) - size(10, count);
    let for_each = (more(50) - more(10)) / 40;
    assert!(for_each <= 2 * 11_000, "{for_each} bytes for each operation");
}
