//! The mapping page: small documents and the Rust code generated from them.
//!
//! The source of the page is Markdown. A fence that begins with one of these lines is a document:
//!
//! * ` ```yaml schemas: Pet, Pet:: `: the contents of `components/schemas`, and the items to show: see [`Selector`].
//! * ` ```yaml paths: Pets::list `: the contents of `paths`. The schemas `Pet` and `Problem` exist.
//! * ` ```yaml document: Pet `: the contents of the root.
//!
//! A fence of ` ```toml config ` has the configuration of the next document. The diagnostics of a document are shown too.

use std::fmt::Write as _;
use std::path::Path;

use oasmith_core::diagnostics::{Page, Severity};
use oasmith_core::{Config, Generator};

use super::outline::Selector;
use oasmith_cli::Failure;

const SOURCE: &str = include_str!("mapping.md");

/// The location of the table of unsupported keywords.
const DEGRADATIONS: &str = "<!-- degradations -->";

/// The schemas that operations of the page use.
const SCHEMAS: &str = "
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
    Problem: {type: object, properties: {detail: {type: string}}}
";

/// The page.
pub(super) fn page() -> Result<String, Failure> {
    let mut page = String::new();
    let mut toml = "";
    let mut rest = SOURCE;
    while let Some((before, fence)) = rest.split_once("\n```") {
        let fence =
            Fence::read(fence).ok_or_else(|| Failure::new("a fence of mapping.md has no end".to_owned()))?;
        page += before;
        rest = fence.rest;
        if fence.info == "toml config" {
            toml = fence.text;
        }
        let language = fence.info.split(' ').next().unwrap_or_default();
        let _ = write!(page, "\n```{language}\n{}```\n", fence.text);
        if let Some((part, names)) = fence.info.strip_prefix("yaml ").and_then(|info| info.split_once(": ")) {
            page += &outcome(part, fence.text, toml, names)?;
            toml = "";
        }
    }
    page += rest;
    Ok(page.replace(DEGRADATIONS, &degradations()))
}

/// The effect of each warning about a document.
fn degradations() -> String {
    let about_documents = |Page { code, title, .. }: &Page| {
        code.severity() == Severity::Warning
            && !code.as_str().starts_with("W00")
            && !title.starts_with("the configuration")
    };
    let row = |Page { code, title, effect, .. }: Page| {
        let effect = effect.replace('\n', " ");
        format!("\n| [{code}](diagnostics.md#{}) | {title} | {effect} |", code.as_str().to_lowercase())
    };
    let rows: String = Page::all().filter(about_documents).map(row).collect();
    format!("| code | warns about | effect |\n| --- | --- | --- |{rows}")
}

struct Fence<'s> {
    info: &'s str,
    text: &'s str,
    rest: &'s str,
}

impl<'s> Fence<'s> {
    /// Reads the text after the opening of a fence.
    fn read(text: &'s str) -> Option<Self> {
        let (info, text) = text.split_once('\n')?;
        let end = text.find("```\n")?;
        Some(Self { info, text: &text[..end], rest: &text[end + "```\n".len()..] })
    }
}

/// The code and the diagnostics generated from a fragment of a document.
fn outcome(part: &str, fragment: &str, toml: &str, names: &str) -> Result<String, Failure> {
    let wrong = |what: String| Failure::new(format!("mapping.md: {what}, of\n{fragment}"));
    let config = Config::parse(Path::new("oasmith.toml"), toml).map_err(|error| wrong(error.message))?;
    let text = document(part, fragment);
    let generator = Generator::from_text("api.yaml", text).config(config).keep_going(true);
    let outcome = generator.run().map_err(|error| wrong(error.to_string()))?;
    let files = outcome.files.ok_or_else(|| wrong("no document".to_owned()))?;
    let mut items = Vec::new();
    for (_, text) in files.iter().filter(|(path, _)| is_emitted(path)) {
        items.extend(syn::parse_file(text).map_err(|error| wrong(error.to_string()))?.items);
    }
    let mut shown = Vec::new();
    for name in names.split(", ").filter(|name| *name != "nothing") {
        match Selector::new(name).outline(&items) {
            outline if outline.is_empty() => return Err(wrong(format!("no code is about `{name}`"))),
            outline => shown.push(outline),
        }
    }
    let mut diagnostics = String::new();
    for diagnostic in &outcome.diagnostics {
        let code = diagnostic.code;
        let _ = writeln!(
            diagnostics,
            "\n[{code}](diagnostics.md#{}): {}",
            code.as_str().to_lowercase(),
            diagnostic.message
        );
    }
    let code = if shown.is_empty() { String::new() } else { format!("\n```rust\n{}```\n", shown.join("\n")) };
    Ok(format!("{code}{diagnostics}"))
}

/// The complete document of a fragment.
fn document(part: &str, fragment: &str) -> String {
    let indented = |depth: usize| -> String {
        fragment.lines().map(|line| format!("{}{line}\n", " ".repeat(depth))).collect()
    };
    let body = match part {
        "schemas" => format!("paths: {{}}\ncomponents:\n  schemas:\n{}", indented(4)),
        "paths" => format!("paths:\n{}{SCHEMAS}", indented(2)),
        _ => fragment.to_owned(),
    };
    format!("openapi: 3.1.0\ninfo: {{title: Pets, version: '1'}}\n{body}")
}

/// Whether a file has code that depends on the document.
fn is_emitted(path: &str) -> bool {
    let folders = ["src/resources/", "src/types/"];
    matches!(path, "src/client.rs" | "src/webhooks.rs")
        || folders.iter().any(|folder| path.starts_with(folder))
}
