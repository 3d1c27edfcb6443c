//! Code in a document never runs: rustdoc runs only those code blocks that the generator wrote.

mod judge;

use std::collections::BTreeSet;
use std::path::Path;

use judge::{HOSTILE, PWNED, document, documentation, emitted, judge, judged};

#[test]
fn hostile_text_cannot_leave_documentation() {
    let mut failed = Vec::new();
    for hostile in HOSTILE {
        let files = emitted(Path::new("hostile.json"), document(hostile)).expect("a document");
        let wrong = judge(&files);
        failed.extend(wrong.first().map(|first| format!("{hostile:?}: {} wrong; {first}", wrong.len())));
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), HOSTILE.len(), failed.join("\n\n"));
}

#[test]
fn only_examples_run_in_fixtures() {
    insta::glob!("fixtures/ok/**/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let Some(files) = emitted(path, text) else { return };
        let wrong = judge(&files);
        assert!(wrong.is_empty(), "{}: {}", path.display(), wrong.join("\n\n"));
    });
}

/// The judge works: if texts are copied unchanged, it finds code and links in most of them.
#[test]
fn the_judge_finds_faults() {
    let names = BTreeSet::from(["Pet".to_owned()]);
    let blind = HOSTILE
        .iter()
        .filter(|text| text.contains("pwned!()") && judged(&format!("a\n\n{text}"), &names).is_empty())
        .count();
    assert!(blind < 25, "{blind}");
    for (text, is_wrong) in [
        ("```text\npwned!();\n```", false),
        ("```ignore\npwned!();\n```", false),
        ("```no_run\nuse a::b;\nasync fn example() { b(\"pwned\") }\n```", false),
        ("```no_run\nasync fn example() { pwned!() }\n```", true),
        ("```no_run\nfn main() {}\n```", true),
        ("```ignore,rust\nx\n```", true),
        ("[x]", true),
        ("[`Dog`]", true),
        ("[`Pet`]", false),
        ("a\n\n<small>Source: `#/a`</small>", false),
        ("a\n\n<small>Source: `#/a`</small>\n\nb", true),
        ("a\n\n<small>Source: `#/a`<hr></small>", true),
        ("\\[x\\]", false),
        ("<b>x</b>", false),
        ("<b class=x>x</b>", true),
        ("a\rb", true),
    ] {
        assert_eq!(!judged(text, &names).is_empty(), is_wrong, "{text:?}");
    }
    let mut found = Vec::new();
    let code = "//! a\n//!  b\n#![doc = \"c\"]\nmod x { /// d\n #[cfg(x)] #[doc = \" e\"] struct A { /** f */ a: u8 } }";
    documentation(code.parse().unwrap(), &mut found);
    assert_eq!(found, [" a\n  b\nc", "d\ne", "f "]);
}

/// Writes a crate with all hostile texts and runs its documentation tests: `cargo test -p oasmith-core --test documentation --
/// --ignored`.
#[test]
#[ignore = "it compiles a crate and all of its dependencies"]
fn a_crate_with_all_hostile_texts_passes_its_documentation_tests() {
    let mut merged = serde_json::json!({"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1", "description": HOSTILE.join("\n\n")}});
    let mut schemas = serde_json::Map::new();
    let mut paths = serde_json::Map::new();
    for (index, hostile) in HOSTILE.iter().enumerate() {
        let text =
            document(hostile).replace("#/components/schemas/", &format!("#/components/schemas/T{index}"));
        let one: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (name, schema) in one["components"]["schemas"].as_object().unwrap() {
            schemas.insert(format!("T{index}{name}"), schema.clone());
        }
        for (path, item) in one["paths"].as_object().unwrap() {
            let mut item = item.clone();
            for operation in item.as_object_mut().unwrap().values_mut() {
                let id = format!("{} {index}", operation["operationId"].as_str().unwrap_or("o"));
                operation["operationId"] = id.into();
            }
            paths.insert(format!("/{index}{path}"), item);
        }
        merged["info"]["title"] = (*hostile).into();
    }
    merged["components"] = serde_json::json!({"schemas": schemas});
    merged["paths"] = paths.into();
    let files = emitted(Path::new("hostile.json"), merged.to_string()).expect("a document");
    assert_eq!(judge(&files), Vec::<String>::new());
    let folder = std::env::temp_dir().join(format!("hostile-{}", std::process::id()));
    for (path, text) in files.iter() {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let manifest = folder.join("Cargo.toml");
    let workspace = std::fs::read_to_string(&manifest).unwrap() + "\n[workspace]\n";
    std::fs::write(&manifest, workspace).unwrap();
    let run = std::process::Command::new(env!("CARGO"))
        .args(["test", "--doc"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let (out, errors) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{}\n{out}\n{errors}", folder.display());
    assert!(!out.contains(PWNED) || !errors.contains("pwned!"), "{out}\n{errors}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn summaries_and_descriptions_of_arguments_are_sentences() {
    let text = "{openapi: 3.0.3, info: {title: Pets, version: '1'}, paths: {'/pets/{id}': {get: {summary: Get a pet, operationId: getPet, \
                tags: [pets], parameters: [{name: id, in: path, required: true, description: The id (of a pet), example: a, \
                schema: {type: string}}], responses: {'204': {description: Done}}}}}}";
    let files = emitted(Path::new("pets.yaml"), text.to_owned()).expect("a document");
    let source = files.get("src/resources/pets.rs").expect("a resource");
    for line in ["    /// Get a pet.\n", "    /// * `id`: The id (of a pet). Example: `a`.\n"] {
        assert!(source.contains(line), "no `{line}` in\n{source}");
    }
}
