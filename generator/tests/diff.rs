//! The verdicts of `diff` for pairs of documents that differ in one thing. Compiling callers checks the verdicts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use oasmith_core::diff::{self, Impact, Report, Surface};
use oasmith_core::model::Api;
use oasmith_core::stages::{Target, render};
use oasmith_core::{Config, Generator};

#[path = "diff/callers.rs"]
mod callers;

const BASE: &str = include_str!("diff/base.yaml");

/// The effect of a pair on callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// There are no changes.
    Same,
    /// Callers are not affected.
    Patch,
    /// There is something new.
    Minor,
    /// Callers do not compile.
    Major,
    /// Callers compile, but behave differently.
    Behaviour,
}

use Verdict::{Behaviour, Major, Minor, Patch, Same};

struct Pair {
    name: &'static str,
    /// Strings of the base, and their replacements.
    edits: &'static [(&'static str, &'static str)],
    verdict: Verdict,
    /// The path of one of the changes with the highest impact.
    path: &'static str,
    /// The configuration of the new crate.
    config: &'static str,
}

impl Pair {
    const fn with_config(self, config: &'static str) -> Self {
        Self { config, ..self }
    }
}

const fn pair(
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    verdict: Verdict,
    path: &'static str,
) -> Pair {
    Pair { name, edits, verdict, path, config: "" }
}

const LIMIT: &str = "        - {name: limit, in: query, schema: {type: integer}}\n";
const SHELTER: &str = ", {$ref: '#/components/schemas/Shelter'}]}";
const BONE: &str = ", {$ref: '#/components/schemas/Bone'}]}";
const LABELS: &str = "resources::Labels::put";
const KIND: &str = "Kind: {type: string, enum: [cat, dog]}";
const STORE: &str = "properties: {open: {type: boolean}}";
const PET_REQUIRED: &str = "required: [id, owner]";
const NAMED: &str = "required: [name]";
const AGE: &str = "age: {type: integer, description: In years.}";
const SECURITY: &str = "security: [{key: []}]";
const PROBLEM: &str = "        '404': {description: None, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n";
const DELETED: &str = "responses: {'204': {description: Gone}}";
const DELETE: &str = "    delete:
      tags: [pets]
      operationId: deletePet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Gone}}
";

const PAIRS: &[Pair] = &[
    pair("nothing", &[], Same, ""),
    pair("title_of_document_version", &[("version: \"1\"", "version: \"2\"")], Same, ""),
    // Operations.
    pair(
        "operation_added",
        &[(
            DELETE,
            "    head:\n      tags: [pets]\n      operationId: headPet\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {'204': {description: Gone}}\n    delete:\n      tags: [pets]\n      operationId: deletePet\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {'204': {description: Gone}}\n",
        )],
        Minor,
        "resources::Pets::head",
    ),
    pair("operation_removed", &[(DELETE, ""), ("  /pets/{id}:\n", "")], Major, "resources::Pets::delete"),
    pair(
        "operation_renamed",
        &[("operationId: deletePet", "operationId: removePet")],
        Major,
        "resources::Pets::delete",
    ),
    pair(
        "operation_described",
        &[("description: All pets.", "description: Every pet.")],
        Patch,
        "resources::Pets::list",
    ),
    pair(
        "operation_deprecated",
        &[("operationId: deletePet", "operationId: deletePet\n      deprecated: true")],
        Minor,
        "resources::Pets::delete",
    ),
    pair("path_moved", &[("  /pets/{id}:", "  /animals/{id}:")], Patch, "resources::Pets::delete"),
    pair(
        "resource_moved",
        &[("tags: [pets]\n      operationId: deletePet", "tags: [stores]\n      operationId: deletePet")],
        Major,
        "resources::Pets::delete",
    ),
    // Parameters.
    pair(
        "parameter_added",
        &[(
            LIMIT,
            "        - {name: limit, in: query, schema: {type: integer}}\n        - {name: skip, in: query, schema: {type: integer}}\n",
        )],
        Minor,
        "resources::PetsList::skip",
    ),
    pair("parameter_removed", &[(LIMIT, "")], Major, "resources::PetsList::limit"),
    pair(
        "parameter_required",
        &[(LIMIT, "        - {name: limit, in: query, required: true, schema: {type: integer}}\n")],
        Major,
        "resources::Pets::list",
    ),
    pair(
        "parameter_optional",
        &[("in: query, schema: {type: integer}", "in: query, schema: {type: integer, minimum: 0}")],
        Major,
        "resources::PetsList::limit",
    ),
    pair(
        "parameter_text",
        &[("in: query, schema: {type: integer}", "in: query, schema: {type: string}")],
        Major,
        "resources::PetsList::limit",
    ),
    pair(
        "enum_parameter_text",
        &[("in: query, schema: {$ref: '#/components/schemas/Kind'}", "in: query, schema: {type: string}")],
        Major,
        "resources::PetsList::kind",
    ),
    pair(
        "text_parameter_enum",
        &[(
            "name: X-Trace, in: header, schema: {type: string}",
            "name: X-Trace, in: header, schema: {$ref: '#/components/schemas/Kind'}",
        )],
        Major,
        "resources::PetsList::x_trace",
    ),
    pair(
        "parameter_to_header",
        &[("{name: limit, in: query,", "{name: limit, in: header,")],
        Patch,
        "resources::Pets::list",
    ),
    pair(
        "arguments_swapped",
        &[
            ("/stores/{city}/{street}", "/stores/{street}/{city}"),
            (
                "      parameters:\n        - {name: city, in: path, required: true, schema: {type: string}}\n        - {name: street, in: path, required: true, schema: {type: string}}\n      responses: {'200'",
                "      parameters:\n        - {name: street, in: path, required: true, schema: {type: string}}\n        - {name: city, in: path, required: true, schema: {type: string}}\n      responses: {'200'",
            ),
        ],
        Behaviour,
        "resources::Stores::get",
    ),
    // Bodies.
    pair(
        "body_optional",
        &[(
            "requestBody: {required: true, content: {application/json",
            "requestBody: {required: false, content: {application/json",
        )],
        Major,
        "resources::Pets::create",
    ),
    pair(
        "part_added",
        &[("note: {type: string}", "note: {type: string}, alt: {type: string}")],
        Minor,
        "resources::StoresPutPhotoForm::alt",
    ),
    pair(
        "part_required",
        &[("required: [file], properties", "required: [file, note], properties")],
        Major,
        "resources::StoresPutPhotoForm::new",
    ),
    // Responses and errors.
    pair(
        "success_changed",
        &[(
            DELETED,
            "responses: {'200': {description: Gone, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}",
        )],
        Major,
        "resources::PetsDelete::send",
    ),
    pair(
        "error_added",
        &[(
            DELETED,
            "responses: {'204': {description: Gone}, '404': {description: None, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}}",
        )],
        Minor,
        "resources::Pets::delete",
    ),
    pair(
        "error_body_changed",
        &[(
            PROBLEM,
            "        '404': {description: None, content: {application/json: {schema: {$ref: '#/components/schemas/Store'}}}}\n",
        )],
        Behaviour,
        "resources::Pets::list",
    ),
    pair(
        "error_body_of_another_media_type",
        &[(
            PROBLEM,
            "        '404': {description: None, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}, application/problem+json: {schema: {$ref: '#/components/schemas/Store'}}}}\n",
        )],
        Behaviour,
        "resources::Pets::list",
    ),
    pair(
        "error_to_default",
        &[("'404': {description: None", "default: {description: None")],
        Minor,
        "resources::Pets::list",
    ),
    // Records.
    pair(
        "field_added",
        &[(STORE, "properties: {open: {type: boolean}, name: {type: string}}")],
        Minor,
        "types::Store.name",
    ),
    pair(
        "field_removed",
        &[("        age: {type: integer, description: In years.}\n", "")],
        Major,
        "types::Pet.age",
    ),
    pair("field_required", &[(PET_REQUIRED, "required: [id, owner, age]")], Major, "types::Pet.age"),
    pair("field_optional", &[(PET_REQUIRED, "required: [owner]")], Major, "types::Pet.id"),
    pair("field_type", &[(AGE, "age: {type: number, description: In years.}")], Major, "types::Pet.age"),
    pair("field_described", &[("In years.", "In months.")], Patch, "types::Pet.age"),
    pair(
        "field_deprecated",
        &[(AGE, "age: {type: integer, description: In years., deprecated: true}")],
        Minor,
        "types::Pet.age",
    ),
    pair(
        "fields_in_another_order",
        &[(
            "properties: {data: {type: array, items: {$ref: '#/components/schemas/Pet'}}, next: {type: string}}",
            "properties: {next: {type: string}, data: {type: array, items: {$ref: '#/components/schemas/Pet'}}}",
        )],
        Same,
        "",
    ),
    pair(
        "hash_lost",
        &[(STORE, "properties: {open: {type: boolean}, size: {type: number}}")],
        Major,
        "types::Store: Eq",
    ),
    pair(
        "default_lost",
        &[(STORE, "required: [name], properties: {open: {type: boolean}, name: {type: string}}")],
        Major,
        "types::Store: Default",
    ),
    pair(
        "input_member_added",
        &[("        toy: {$ref", "        age: {type: integer}\n        toy: {$ref")],
        Minor,
        "types::NewPet.age",
    ),
    pair("input_member_required", &[(NAMED, "required: [name, kind]")], Major, "types::NewPet::new"),
    pair(
        "input_member_nullable",
        &[(
            "        toy: {$ref: '#/components/schemas/Toy'}",
            "        toy: {nullable: true, allOf: [{$ref: '#/components/schemas/Toy'}]}",
        )],
        Major,
        "types::NewPet.toy",
    ),
    pair(
        "input_arguments_swapped",
        &[(
            "required: [name]\n      properties:\n        name: {type: string}\n",
            "required: [name, race]\n      properties:\n        race: {type: string}\n        name: {type: string}\n",
        )],
        Major,
        "types::NewPet::new",
    ),
    pair(
        "used_as_input_too",
        &[("{$ref: '#/components/schemas/NewPet'}", "{$ref: '#/components/schemas/Pet'}")],
        Major,
        "resources::Pets::create",
    ),
    // Enums and unions.
    pair(
        "enum_value_added",
        &[(KIND, "Kind: {type: string, enum: [cat, dog, bird]}")],
        Minor,
        "types::Kind::Bird",
    ),
    pair("enum_value_removed", &[(KIND, "Kind: {type: string, enum: [cat]}")], Major, "types::Kind::Dog"),
    pair(
        "enum_value_in_upper_case",
        &[(KIND, "Kind: {type: string, enum: [cat, DOG]}")],
        Patch,
        "types::Kind::Dog",
    ),
    pair("enum_to_text", &[(KIND, "Kind: {type: string}")], Major, "types::Kind"),
    pair("enum_to_numbers", &[(KIND, "Kind: {type: integer, enum: [1, 2]}")], Major, "types::Kind::Cat"),
    pair(
        "enum_default_added",
        &[(KIND, "Kind: {type: string, enum: [cat, dog], default: cat}")],
        Minor,
        "types::Kind: Default",
    ),
    pair(
        "alternative_added",
        &[(BONE, ", {$ref: '#/components/schemas/Bone'}, {type: string}]}")],
        Minor,
        "types::Toy::String",
    ),
    pair("alternative_removed", &[(SHELTER, "]}")], Major, "types::Owner"),
    pair(
        "shared_type_split",
        &[(
            "address: {type: string}, badge: {type: object, properties: {colour: {type: string}}}",
            "address: {type: string}, badge: {type: object, properties: {size: {type: integer}}}",
        )],
        Major,
        "types::Badge",
    ),
    pair(
        "types_merged",
        &[(
            "sign: {type: object, properties: {number: {type: integer}}}",
            "sign: {type: object, properties: {text: {type: string}}}",
        )],
        Major,
        "types::PetSign",
    ),
    pair("alternative_to_text", &[(SHELTER, ", {type: string}]}")], Major, "types::Owner::Shelter"),
    // The client.
    pair("server_moved", &[("{region}.example.com", "{region}.example.org")], Patch, "Client::builder"),
    pair("server_value_added", &[("enum: [eu, us]", "enum: [eu, us, ap]")], Patch, "ClientBuilder::region"),
    pair("server_value_removed", &[("enum: [eu, us]", "enum: [eu]")], Behaviour, "ClientBuilder::region"),
    pair(
        "server_variable_renamed",
        &[("{region}", "{zone}"), ("variables: {region:", "variables: {zone:")],
        Major,
        "ClientBuilder::region",
    ),
    pair(
        "credential_suffices",
        &[(SECURITY, "security: [{key: []}, {token: []}]")],
        Patch,
        "resources::Pets::list",
    ),
    pair(
        "credential_needed_too",
        &[(SECURITY, "security: [{key: [], token: []}]")],
        Behaviour,
        "resources::Pets::list",
    ),
    pair("credential_replaced", &[(SECURITY, "security: [{token: []}]")], Behaviour, "resources::Pets::list"),
    pair(
        "credential_gone",
        &[("    token: {type: http, scheme: bearer}\n", "")],
        Major,
        "ClientBuilder::token",
    ),
    pair(
        "credential_of_two_texts",
        &[("{type: http, scheme: bearer}", "{type: http, scheme: basic}")],
        Major,
        "ClientBuilder::token",
    ),
    pair(
        "credential_with_prefix",
        &[("name: X-Key", "name: Authorization")],
        Behaviour,
        "ClientBuilder::key",
    )
    .with_config("[client]\nprefixes = { key = \"Token\" }\n"),
    pair(
        "credential_as_whole_header",
        &[("name: X-Key", "name: Authorization")],
        Behaviour,
        "ClientBuilder::key",
    ),
    pair("credential_prefixed_later", &[], Behaviour, "ClientBuilder::key")
        .with_config("[client]\nprefixes = { key = \"Token\" }\n"),
    pair("xml_root_renamed", &[("{name: labels}", "{name: Labels}")], Patch, LABELS),
    pair("xml_root_in_namespace", &[("{name: labels}", "{name: labels, namespace: urn:l}")], Patch, LABELS),
    pair("xml_attribute_as_element", &[("{attribute: true}", "{}")], Patch, LABELS),
    pair("xml_attribute_as_text", &[("{attribute: true}", "{nodeType: text}")], Patch, LABELS),
    pair(
        "xml_list_wrapped",
        &[("label: {type: array,", "label: {type: array, xml: {wrapped: true},")],
        Patch,
        LABELS,
    ),
    pair("xml_items_renamed", &[("{name: label}", "{name: l}")], Patch, LABELS),
    pair("xml_element_renamed", &[("{name: Text}", "{name: text}")], Patch, LABELS),
    pair("xml_prefix", &[("{name: Text}", "{name: Text, prefix: t, namespace: urn:t}")], Patch, LABELS),
    pair("crate_renamed", &[("title: Shop", "title: Store")], Major, "crate"),
];

fn lower(text: &str) -> Api {
    lower_with(text, "")
}

fn lower_with(text: &str, config: &str) -> Api {
    let config = Config::parse("oasmith.toml".as_ref(), config).unwrap();
    let outcome = Generator::from_text("api.yaml", text).config(config).model();
    assert!(!outcome.diagnostics.has_errors(), "{}", outcome.report(false));
    outcome.api.unwrap()
}

fn new_text(pair: &Pair) -> String {
    pair.edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{}: {from}", pair.name);
        text.replace(from, to)
    })
}

fn new_api(pair: &Pair) -> Api {
    lower_with(&new_text(pair), pair.config)
}

fn verdict(report: &Report) -> Verdict {
    match report.impact() {
        None => Same,
        Some(Impact::Patch) => Patch,
        Some(Impact::Minor) => Minor,
        Some(Impact::Major) if report.breaks_source() => Major,
        Some(Impact::Major) => Behaviour,
    }
}

#[test]
fn verdicts() {
    let base = lower(BASE);
    let mut wrong = String::new();
    for pair in PAIRS {
        let report = diff::compare(&base, &new_api(pair)).unwrap();
        let gravest = report.changes.iter().filter(|change| Some(change.impact) == report.impact());
        let paths: Vec<&str> = gravest.map(|change| change.path.as_str()).collect();
        if verdict(&report) != pair.verdict || !(pair.path.is_empty() || paths.contains(&pair.path)) {
            writeln!(
                wrong,
                "{}: {:?} for {:?} {}\n{}",
                pair.name,
                verdict(&report),
                pair.verdict,
                pair.path,
                report.text()
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The report of a changed credential says what callers pass.
#[test]
fn changed_xml_in_words() {
    let words = |from: &str, to: &str| -> Vec<String> {
        let report = diff::compare(&lower(BASE), &lower(&BASE.replace(from, to))).unwrap();
        let word = |change: &diff::Change| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            format!("{}: {} → {}", text(&change.note), text(&change.before), text(&change.after))
        };
        report.changes.iter().map(word).collect()
    };
    assert_eq!(
        words("{name: labels}", "{name: all, prefix: l, namespace: urn:l}"),
        ["the root element of the request: `labels` → `l:all` in `urn:l`"]
    );
    assert_eq!(
        words("{attribute: true}", "{}"),
        ["the XML of `lang`: the attribute `lang` → the element `lang`"]
    );
    assert_eq!(
        words("{name: Text}", "{nodeType: cdata}"),
        ["the XML of `label.text`: the element `Text` → CDATA"]
    );
    assert_eq!(
        words("label: {type: array,", "label: {type: array, xml: {wrapped: true},"),
        ["the XML of `label`: an element `label` for each item → the element `label`"]
    );
}

#[test]
fn changed_credentials_in_words() {
    let words = |name: &str| {
        let pair = PAIRS.iter().find(|pair| pair.name == name).unwrap();
        let report = diff::compare(&lower(BASE), &new_api(pair)).unwrap();
        let change = report
            .changes
            .iter()
            .find(|change| change.path == "ClientBuilder::key" && change.impact == Impact::Major);
        let change = change.unwrap_or_else(|| panic!("{}", report.text()));
        [change.note.clone(), change.before.clone(), change.after.clone()].map(Option::unwrap_or_default)
    };
    let note = "the credential that callers pass";
    for name in ["credential_with_prefix", "credential_prefixed_later"] {
        assert_eq!(words(name), [note, "the key", "the key without `Token`"]);
    }
    assert_eq!(
        words("credential_as_whole_header"),
        [note, "the key", "the whole value of the header `Authorization`"]
    );
}

/// A split or merge of types that schemas share is one change with all names.
#[test]
fn split_and_merged_types_are_reported_with_all_names() {
    let note = |name: &str, path: &str| {
        let pair = PAIRS.iter().find(|pair| pair.name == name).unwrap();
        let report = diff::compare(&lower(BASE), &lower(&new_text(pair))).unwrap();
        let of_type: Vec<_> = report.changes.iter().filter(|change| change.path == path).collect();
        assert_eq!(of_type.len(), 1, "{}", report.text());
        of_type[0].note.clone().unwrap()
    };
    assert_eq!(
        note("shared_type_split", "types::Badge"),
        "the schemas that shared `Badge` have different types now: `PersonBadge` and `ShelterBadge`"
    );
    for path in ["types::PersonSign", "types::PetSign"] {
        assert_eq!(
            note("types_merged", path),
            "the schemas of `PersonSign` and `PetSign` share one type now: `Sign`"
        );
    }
}

/// Documentation that tells callers more than the other changes.
const DOCUMENTED: [&str; 7] = [
    "error_added: resources::Pets::list",
    "enum_default_added: resources::PetsList::kind",
    "enum_default_added: types::NewPet.kind",
    "enum_default_added: types::Pet.kind",
    "credential_gone: Client::from_env",
    "credential_of_two_texts: Client::from_env",
    "credential_of_two_texts: ClientBuilder::token_provider",
];

/// Documentation lists the items that an item owns, describes its method, and has an example. Such changes follow from others.
#[test]
fn documentation_that_another_change_implies_is_not_reported() {
    let base = lower(BASE);
    let mut found = Vec::new();
    for pair in PAIRS.iter().filter(|pair| pair.verdict != Patch) {
        let report = diff::compare(&base, &new_api(pair)).unwrap();
        let documented = report.changes.iter().filter(|change| change.action == diff::Action::Documented);
        found.extend(documented.map(|change| format!("{}: {}", pair.name, change.path)));
    }
    assert_eq!(found, DOCUMENTED);
}

/// Compiles callers of each old surface with the new crate. Takes some minutes: `cargo test -p oasmith-core --test diff -- --ignored`.
#[test]
#[ignore = "compiles a crate for each pair"]
fn callers_compile_unless_a_change_breaks_them() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff");
    let base = diff::surface(&lower(BASE)).unwrap();
    let mut members = vec!["pairs".to_owned()];
    let mut root = String::new();
    let pairs = folder.join("pairs");
    for pair in PAIRS {
        let source = pairs.join("src").join(pair.name);
        write_module(pair.name, &new_api(pair), &source);
        writeln!(root, "pub mod {0} {{ include!(\"{0}/mod.rs\"); }}", pair.name).unwrap();
        write_crate(
            &folder.join(pair.name),
            pair.name,
            "pairs = { path = \"../pairs\" }\nserde = \"1\"\nserde_json = \"1\"\n",
            &caller(pair.name, &base),
        );
        members.push(pair.name.to_owned());
    }
    let features: Vec<String> =
        ["client", "pets", "serde", "stores"].map(|feature| format!("{feature} = []\n")).into();
    let dependencies = DEPENDENCIES.to_owned()
        + "\n[features]\ndefault = [\"client\", \"pets\", \"serde\", \"stores\"]\n"
        + &features.concat();
    write_crate(&pairs, "pairs", &dependencies, &format!("#![allow(warnings)]\n{root}"));
    let manifest =
        format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n[profile.dev]\ndebug = false\n");
    write(&folder.join("Cargo.toml"), &manifest);
    let broken = compile(&folder);
    assert!(!broken.contains_key("pairs"), "{}", broken["pairs"]);
    let mut wrong = String::new();
    for pair in PAIRS {
        let expected = pair.verdict == Major && pair.path != "crate";
        if broken.contains_key(pair.name) != expected {
            let report = diff::compare(&lower(BASE), &new_api(pair)).unwrap();
            let errors = broken.get(pair.name).map_or("", String::as_str);
            writeln!(wrong, "{}: {:?}\n{}{errors}", pair.name, pair.verdict, report.text()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The dependencies of an emitted crate, in the versions of this workspace.
const DEPENDENCIES: &str = r#"base64 = "0.23"
bytes = "1"
http = "1"
itoa = "1"
jiff = { version = "1", default-features = false, features = ["std", "serde"] }
percent-encoding = "2"
reqwest = { version = "0.13", default-features = false, features = ["gzip", "http2", "system-proxy"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["preserve_order"] }
tokio = { version = "1", features = ["rt", "time"] }
tower-layer = "0.3"
tower-service = "0.3"
zmij = "1"
"#;

fn write_module(name: &str, api: &Api, folder: &Path) {
    let target = Target::module(name, folder).unwrap();
    let (files, _) = render(api, &Config::default(), &target).unwrap();
    files.write(folder).unwrap();
}

fn caller(name: &str, surface: &Surface) -> String {
    callers::program(surface).replace("use api::", &format!("use pairs::{name} as api;\nuse pairs::{name}::"))
}

fn write_crate(folder: &Path, name: &str, dependencies: &str, root: &str) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{dependencies}"
    );
    write(&folder.join("Cargo.toml"), &manifest);
    write(&folder.join("src/lib.rs"), root);
}

/// Writes a file only if it differs, so that cargo does not rebuild it.
fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The errors of each crate of a workspace that has errors.
fn compile(folder: &Path) -> BTreeMap<String, String> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--keep-going", "--offline", "--message-format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let mut broken = BTreeMap::new();
    let mut finished = false;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        finished |= message["reason"] == "build-finished";
        if message["message"]["level"] == "error" {
            let name = message["target"]["name"].as_str().unwrap().to_owned();
            let rendered = message["message"]["rendered"].as_str().unwrap();
            broken.entry(name).or_insert_with(String::new).push_str(rendered);
        }
    }
    assert!(finished, "{}", String::from_utf8_lossy(&output.stderr));
    broken
}
