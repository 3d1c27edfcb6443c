//! `Generator`: its options and stages.

use std::path::{Path, PathBuf};

use oasmith_core::stages::{Input, Target, emit, format, load, lower, package};
use oasmith_core::{Config, Diagnostics, Generator, Outcome, Sources};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {operationId: listPets, responses: {'200': {description: All, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
components:
  schemas:
    Pet: {type: object, required: [nmae], properties: {name: {type: string}}}
";

fn codes(outcome: &Outcome) -> Vec<String> {
    let line = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    let report = outcome.report(false);
    report.lines().filter(line).filter_map(|line| Some(line.split_once(']')?.0.to_owned())).collect()
}

#[test]
fn a_run_equals_its_stages_and_their_results_can_be_printed() {
    let (config, target) = (Config::default(), Target::Crate);
    let mut diagnostics = Diagnostics::new();
    let input = Input::Text("pets.yaml".into(), DOCUMENT.to_owned());
    let spec = load(&input, &config, Sources::new(), &mut diagnostics).unwrap();
    let api = lower(&spec, &config, &mut diagnostics);
    let items = emit(&api, target.root());
    let sources = format(&items).unwrap();
    let files = package(&api, &config, &target, &sources).unwrap();
    for printed in [format!("{spec:?}"), format!("{api:?}"), format!("{items:?}"), format!("{sources:?}")] {
        assert!(printed.contains("nmae"), "{printed}");
    }
    let outcome = Generator::from_text("pets.yaml", DOCUMENT).run().unwrap();
    assert_eq!(outcome.files, Some(files));
}

#[test]
fn strict_and_keep_going_determine_whether_files_are_generated() {
    let warned = Generator::from_text("pets.yaml", DOCUMENT);
    let outcome = warned.run().unwrap();
    assert_eq!((codes(&outcome), outcome.files.is_some()), (vec!["warning[W0209".to_owned()], true));
    let outcome = warned.strict(true).run().unwrap();
    assert_eq!((codes(&outcome), outcome.files.is_some()), (vec!["error[W0209".to_owned()], false));
    let broken = DOCUMENT.replace("required: [nmae], ", "").replace("schemas/Pet'", "schemas/Dog'");
    let broken = Generator::from_text("pets.yaml", broken);
    let outcome = broken.run().unwrap();
    assert!(outcome.api.is_some() && outcome.files.is_none(), "{}", outcome.report(false));
    let outcome = broken.keep_going(true).run().unwrap();
    assert_eq!((codes(&outcome), outcome.files.is_some()), (vec!["warning[E0102".to_owned()], true));
    let unreadable = Generator::from_text("pets.yaml", "openapi: [").keep_going(true).run().unwrap();
    assert!(unreadable.spec.is_none() && unreadable.files.is_none() && unreadable.diagnostics.has_errors());
}

#[test]
fn properties_that_a_direction_does_not_have_need_no_type() {
    let document = "
openapi: 3.0.3
info: {title: Accounts, version: '1'}
paths:
  /accounts:
    get: {operationId: getAccount, responses: {'200': {description: One, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}}}
    put: {operationId: putAccount, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}, responses: {'204': {description: Done}}}
components:
  schemas:
    Account:
      type: object
      properties:
        name: {type: string}
        parts: {type: array, readOnly: true, items: {type: object, properties: {id: {type: string, readOnly: true}}}}
        owner: {readOnly: true, allOf: [{$ref: '#/components/schemas/Owner'}]}
        login: {type: object, writeOnly: true, properties: {password: {type: string, writeOnly: true}}}
    Owner: {type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}}}
";
    let outcome = Generator::from_text("accounts.yaml", document).run().unwrap();
    let types = outcome.api.unwrap().types;
    let names: Vec<String> = types.iter().map(|ty| ty.name.to_string()).collect();
    assert_eq!(names, ["Account", "AccountInput", "Login", "Owner", "Part"]);
}

#[test]
fn options_override_the_configuration() {
    let folder = folder("configured");
    write(&folder.join("api/pets.yaml"), DOCUMENT);
    write(
        &folder.join("oasmith.toml"),
        "spec = \"api/pets.yaml\"\nout = \"client\"\n[package]\nname = \"one\"\n",
    );
    let generator = Generator::from_config(folder.join("oasmith.toml"));
    let outcome = generator.run().unwrap();
    assert_eq!(outcome.config.out, Some(folder.join("client")));
    assert!(outcome.files.unwrap().get("Cargo.toml").unwrap().contains("name = \"one\""));
    let outcome = generator.package_name("two").out("elsewhere").run().unwrap();
    assert_eq!(outcome.config.out.as_deref(), Some(Path::new("elsewhere")));
    assert!(outcome.files.unwrap().get("Cargo.toml").unwrap().contains("name = \"two\""));
    write(&folder.join("oasmith.toml"), "");
    let outcome = Generator::from_config(folder.join("oasmith.toml")).run().unwrap();
    assert_eq!(codes(&outcome), ["error[E0004"]);
}

#[test]
fn a_text_reads_files_only_in_allowed_folders() {
    let folder = folder("text");
    write(&folder.join("pet.yaml"), "type: object\n");
    let text = DOCUMENT.replace("'#/components/schemas/Pet'", "pet.yaml");
    let generator = Generator::from_text(folder.join("pets.yaml"), text);
    assert!(generator.model().diagnostics.has_errors());
    let allowed = generator.allow_dirs([&folder]).model();
    assert!(!allowed.diagnostics.has_errors(), "{}", allowed.report(false));
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("generator-{name}"))
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Events are told apart by a property whose values differ in all bodies.
#[test]
fn events_of_webhooks_are_inferred_only_from_proof() {
    let a = "properties: {object: {const: event}, data: {properties: {type: {const: a}}}}";
    let b = "properties: {object: {const: event}, data: {properties: {type: {enum: [b, c]}}}}";
    for (bodies, config, expected) in [
        (vec![a, b], "", Some("data.type: a b c")),
        (vec![b, a], "", Some("data.type: b c a")),
        // One webhook, equal values, a body without the property.
        (vec![a], "", None),
        (vec![a, a], "", None),
        (vec![a, b, "properties: {object: {const: event}}"], "", None),
        // The configuration names the property, or the values as well.
        (vec![a, b], "event = \"data.type\"", Some("data.type: a b c")),
        (vec![a, b], "event = \"object\"", None),
        (vec![a, a], "event = \"kind\"\nevents = { x = \"event1\" }", Some("kind: x")),
    ] {
        let mut document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks:\n".to_owned();
        for (index, body) in bodies.iter().enumerate() {
            let webhook = format!(
                "  event{index}: {{post: {{requestBody: {{content: {{application/json: {{schema: {{{body}}}}}}}}}}}}}\n"
            );
            document.push_str(&webhook);
        }
        let mut generator = Generator::from_text("api.yaml", document);
        if !config.is_empty() {
            let text = format!("[webhooks]\nsignature_header = \"x-shop-signature\"\n{config}\n");
            generator = generator.config(Config::parse(Path::new("c.toml"), &text).unwrap());
        }
        let outcome = generator.run().unwrap();
        let events = outcome.api.as_ref().unwrap().events.as_ref();
        let values = |events: &oasmith_core::model::WebhookEvents| {
            let values: Vec<&str> = events.values.iter().map(|value| value.value.as_str()).collect();
            format!("{}: {}", events.path.join("."), values.join(" "))
        };
        assert_eq!(events.map(values).as_deref(), expected, "{bodies:?} {config}");
    }
}

/// The README says which key signs, and exports follow from the types.
#[test]
fn the_readme_describes_webhooks_only_if_there_are_some() {
    let files = |webhooks: &str, config: &str| {
        let document = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{webhooks}");
        let config = Config::parse(Path::new("c.toml"), config).unwrap();
        Generator::from_text("api.yaml", document).config(config).run().unwrap().files.unwrap()
    };
    let plain = files("", "");
    assert!(!plain.get("README.md").unwrap().contains("## Webhooks"));
    assert!(!plain.get("src/lib.rs").unwrap().contains("serde_json"));
    let hook = "webhooks:\n  hook:\n    post:\n      parameters: [{name: x-shop-id, in: header, schema: {type: string}}]\n      \
                requestBody: {content: {application/json: {schema: {properties: {at: {type: string, format: date-time}}}}}}\n";
    let config =
        "[webhooks]\nsignature_header = \"x-shop-signature\"\nkey = \"the `secret` <b>of the shop\"\n";
    let signed = files(hook, config);
    let readme = signed.get("README.md").unwrap();
    for part in [
        "`x-shop-signature`",
        "The key is the `secret` ",
        "webhooks::parse",
        "`webhooks::ID_HEADER` (`x-shop-id`)",
    ] {
        assert!(readme.contains(part), "{part}: {readme}");
    }
    assert!(!readme.contains("<b>"), "{readme}");
    let library = signed.get("src/lib.rs").unwrap();
    assert!(library.contains("pub use jiff;") && library.contains("pub use serde_json;"), "{library}");
    assert!(library.contains("#[cfg(feature = \"client\")]\npub use bytes;"), "{library}");
}
