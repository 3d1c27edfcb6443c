//! A crate contains only the parts of the runtime that its API needs.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith_core::Generator;
use oasmith_core::diff::{self, Impact};
use oasmith_core::parts::{Part, Parts, runtime};
use proc_macro2::{TokenStream, TokenTree};

/// The modules of a part.
fn modules(part: Part) -> BTreeSet<String> {
    let module = |path: &&str| {
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.rsplit('/').next().unwrap_or(path).to_owned()
    };
    part.files().iter().map(module).collect()
}

/// The names in `mod` and `use` items, and before `::`.
fn paths(code: TokenStream, in_use: bool, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let mut in_use = in_use;
    for (index, token) in tokens.iter().enumerate() {
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.to_string() == text);
        match token {
            TokenTree::Group(group) => paths(group.stream(), in_use, found),
            TokenTree::Punct(punct) if punct.as_char() == ';' => in_use = false,
            // `+ use<'a>` is a bound.
            TokenTree::Ident(name) if name == "use" && !is(index + 1, "<") => in_use = true,
            TokenTree::Ident(name) => {
                let is_path = is(index + 1, ":") && is(index + 2, ":");
                let is_module = index > 0 && is(index - 1, "mod");
                // The crate, not the module of the same name.
                let is_crate =
                    index > 1 && is(index - 1, ":") && !(index > 2 && is_ident(&tokens[index - 3]));
                if (is_path || is_module || in_use) && !is_crate {
                    found.insert(name.to_string());
                }
            }
            _ => {}
        }
    }
}

fn is_ident(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(_))
}

#[test]
fn no_file_uses_an_absent_part() {
    for parts in Parts::covering() {
        for (path, text) in runtime(&parts) {
            let code: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            syn::parse2::<syn::File>(code.clone()).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut names = BTreeSet::new();
            paths(code, false, &mut names);
            // The names of `quick_xml` are its own.
            let is_own = |part: Part| part == Part::Events && path.starts_with("xml/");
            for absent in Part::ALL.into_iter().filter(|part| !parts.contains(*part) && !is_own(*part)) {
                // A module of the same name may belong to a present part.
                let others: BTreeSet<String> = parts.iter().flat_map(modules).collect();
                for module in modules(absent).difference(&others) {
                    let is_crate = *module == "base64" && !text.contains("::base64");
                    assert!(
                        is_crate || !names.contains(module),
                        "{path} names `{module}` without {absent:?}: {parts:?}"
                    );
                }
                for name in absent.exports() {
                    assert!(!names.contains(*name), "{path} names `{name}` without {absent:?}: {parts:?}");
                }
            }
        }
    }
}

#[test]
fn files_and_markers_have_known_parts() {
    let all: BTreeSet<&str> = oasmith_templates::RUNTIME.iter().map(|(path, _)| *path).collect();
    for part in Part::ALL {
        for file in part.files() {
            assert!(all.contains(file), "{file} of {part:?} does not exist");
        }
    }
    let known: BTreeSet<&str> = Part::ALL.into_iter().map(Part::name).chain(["tests"]).collect();
    for (path, text) in oasmith_templates::RUNTIME {
        let mut open = None;
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("// part: ") {
                assert!(open.is_none() && known.contains(name), "{path}: {line}");
                open = Some(name);
            } else if line == "// end" {
                assert!(open.take().is_some(), "{path}: an end without a part");
            }
        }
        assert_eq!(open, None, "{path}");
    }
}

/// The names of the runtime that emitted code uses.
fn names_of_runtime(text: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = BTreeSet::new();
    for (start, found) in text.match_indices("runtime::") {
        let rest = &text[start + found.len()..];
        let end = if rest.starts_with('{') { rest.find('}') } else { rest.find(|c| !is_name(c)) };
        names.extend(rest[..end.unwrap_or(rest.len())].split(|c| !is_name(c)));
    }
    names
}

/// The selected parts define all names that the code of an API uses.
#[test]
fn every_fixture_has_the_parts_that_it_uses() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok");
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        let mut generator =
            if path.is_dir() { Generator::new(path.join("openapi.yaml")) } else { Generator::new(&path) };
        if path.join("codegen.toml").exists() {
            generator = generator.config_file(path.join("codegen.toml"));
        }
        let outcome = generator.run().unwrap();
        let (api, files) = (outcome.api.unwrap(), outcome.files.unwrap());
        let parts = Parts::of(&api);
        let held: BTreeSet<String> = parts.iter().flat_map(modules).collect();
        let is_code = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        for (file, text) in
            files.iter().filter(|(file, _)| !file.starts_with("src/runtime/") && is_code(file))
        {
            let names = names_of_runtime(text);
            // The names of `quick_xml` are its own.
            let is_own = |part: Part| part == Part::Events && path.starts_with("xml/");
            for absent in Part::ALL.into_iter().filter(|part| !parts.contains(*part) && !is_own(*part)) {
                let modules = modules(absent);
                let named =
                    modules.difference(&held).map(String::as_str).chain(absent.exports().iter().copied());
                for name in named {
                    assert!(
                        !names.contains(name),
                        "{}: {file} names `{name}` without {absent:?}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// A crate with one simple operation has no files of optional parts.
#[test]
fn a_small_crate_has_a_small_runtime() {
    let document = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {/a: {get: {operationId: a, responses: {'204': {description: d}}}}}\n";
    let files = Generator::from_text("openapi.yaml", document).run().unwrap().files.unwrap();
    for part in Part::ALL {
        for file in part.files() {
            assert_eq!(files.get(&format!("src/runtime/{file}")), None, "{file}");
        }
    }
    let text = files.get("src/runtime/mod.rs").unwrap();
    assert!(!text.contains("// part") && !text.contains("// end") && !text.contains("mod paging"), "{text}");
}

/// If a part disappears, so do its exports.
#[test]
fn diff_reports_the_exports_of_parts() {
    let api = |media: &str| {
        let content = format!("{{content: {{{media}: {{schema: {{type: object}}}}}}}}");
        let operation =
            format!("{{operationId: a, requestBody: {content}, responses: {{'204': {{description: d}}}}}}");
        let document = format!(
            "openapi: 3.0.3\ninfo: {{title: x, version: '1'}}\npaths: {{/a: {{post: {operation}}}}}\n"
        );
        Generator::from_text("openapi.yaml", document).run().unwrap().api.unwrap()
    };
    let (json, form) = (api("application/json"), api("multipart/form-data"));
    let impact = |old, new| {
        let changes = diff::compare(old, new).unwrap().changes;
        changes.into_iter().find(|change| change.path == "Multipart").map(|change| change.impact)
    };
    assert_eq!(impact(&form, &json), Some(Impact::Major));
    assert_eq!(impact(&json, &form), Some(Impact::Minor));
    assert_eq!(impact(&form, &form), None);
}

#[test]
fn the_enum_of_events_needs_the_part_for_unions() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/webhook-events.yaml");
    let document = std::fs::read_to_string(path).unwrap();
    let outcome = Generator::from_text("api.yaml", document).run().unwrap();
    let api = outcome.api.as_ref().unwrap();
    assert!(api.events.is_some());
    assert!(Parts::of(api).contains(Part::Unions));
}
