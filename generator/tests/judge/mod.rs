//! A judge of emitted documentation. It reads the emitted files as rustdoc does, and shares no code with the generator: it collects
//! the doc comments from the tokens, parses each as Markdown, and checks every code block, link and tag.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith_core::{GeneratedFiles, Generator};
use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag};
use pulldown_cmark_of_rustdoc as of_rustdoc;

/// The parser options of rustdoc.
const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Tags without attributes that only change the formatting of text.
const HARMLESS: [&str; 10] = ["b", "br", "code", "em", "i", "kbd", "strong", "sub", "sup", "u"];

/// A macro that the code of every hostile text calls, and that the generator never writes.
pub(crate) const PWNED: &str = "pwned";

/// Texts that try to run code, or to add links or markup to documentation.
pub(crate) const HOSTILE: &[&str] = &[
    // Code blocks: with all markers, indented, inside other blocks, and after them.
    "```\npwned!();\n```",
    "```rust\npwned!();\n```",
    "~~~\npwned!();\n~~~",
    "~~~~rust,should_panic\npwned!();\n~~~~",
    "```text\n```\n\n```\npwned!();\n```",
    "```~\n~~~\npwned!();\n~~~",
    "```~\n```\n\n    pwned!();",
    "~~~`\n```\npwned!();\n```\n~~~",
    "````\n```\npwned!();\n````\n```\npwned!();",
    "```text\n  ```\n    pwned!();",
    "    pwned!();",
    "a\n\n    pwned!();",
    "a\n\n\tpwned!();",
    "a\n\n  \tpwned!();",
    "# a\n    pwned!();",
    "***\n    pwned!();",
    "a\n===\n    pwned!();",
    "-      pwned!();",
    "1.      pwned!();",
    "1)\tpwned!();\n\n\t\tpwned!();",
    "- a\n\n      pwned!();",
    "- ~~~rust\n  pwned!();\n  ~~~",
    "- ```\npwned!();",
    "> ```\n> pwned!();",
    ">     pwned!();",
    ">\tpwned!();\n>\n>\t\tpwned!();",
    "> - 1.      pwned!();",
    "- - - - - - - - - - - -      pwned!();",
    "> > > > > > > > > > > > > >     pwned!();",
    "* a\n\n  > ~~~\n  > pwned!();",
    "a[^1]\n\n[^1]: a\n\n        pwned!();",
    "[^1]:     pwned!();",
    "[a]: https://example.com\n    pwned!();",
    "<div>\n\n    pwned!();\n\n</div>",
    "<div>\n```\npwned!();\n```\n</div>",
    "<!-- a\n-->\n    pwned!();",
    "<!--\n\n    pwned!();",
    "<?a\n\n    pwned!();",
    "<![CDATA[\n\n```\npwned!();",
    "<pre>\n\n</pre>\n    pwned!();",
    "<br>\n```\npwned!();",
    "<b>\n\n    pwned!();",
    "| a |\n|---|\n    pwned!();",
    "| a |\n|---|\n```\npwned!();",
    "a\n-\n    pwned!();",
    // Line ends that only some parsers know, and invisible characters.
    "a\n\n\tpwned!();",
    "a\r\r\tpwned!();",
    "a\r\n\r\n    pwned!();",
    "a\u{2028}\u{2028}    pwned!();",
    "a\u{85}\u{85}    pwned!();",
    "a\u{b}\u{b}    pwned!();",
    "a\u{0}\n\n    pwned!();",
    "~\u{0}\tb `c\td` [e\tf](https://example.com \"g\th\")",
    "a&#10;&#10;&#32;&#32;&#32;&#32;pwned!();",
    "a&NewLine;&NewLine;&Tab;pwned!();",
    "\u{feff}    pwned!();",
    "\u{a0}\n\n\u{202e}    pwned!();",
    // Ends of comments, literals and attributes.
    "*/ pwned!(); /*",
    "\"] pwned!(); #[doc = \"",
    "\"#; pwned!(); r#\"",
    "\\\"; pwned!(); //",
    "a\n#![doc = pwned!()]",
    "{{ pwned }} {% pwned %}",
    "\");\n```\n```\npwned!();\n//",
    "a`\n\n    pwned!();",
    "a``\n\n```\npwned!();\n```",
    "`\n```\npwned!();\n```",
    // Unclosed elements, which would include the following text.
    "- a",
    "> a",
    "a  ",
    "a\\",
    "[a",
    "[a](",
    "[a]: <",
    "`a",
    "<a href=\"",
    "<script>",
    "<textarea>",
    "<b><i>",
    "| a |\n|---|",
    "[^pwned]: a\n\n   ",
    // Links that rustdoc resolves, link definitions, and HTML.
    "[pwned] [pwned][] [a][pwned] [`pwned`] [a](pwned) [a](crate::pwned) [a](fn@pwned)",
    "![pwned] ![a](pwned)",
    "- [x] [ ] [x](pwned)\n- [ ][pwned]",
    "[Errors]: https://example.com\n[`types::A`]: https://example.com",
    "<script>pwned()</script> <img src=x onerror=pwned()> <b onclick=pwned()>a</b> <a href=\"javascript:pwned()\">a</a>",
    "[a](javascript:pwned()) [a](data:text/html,pwned) ![a](javascript:pwned())",
    "[a](https://example.com/\"onclick=pwned()) [a](<https://example.com/ \"x\">)",
    "<https://example.com/\u{202e}> <javascript:pwned()>",
    // Blocks after the marker of a task, where rustdoc's parser begins a block.
    "- [ ] -      pwned!();",
    "1. [x] 1.      pwned!();",
    "- [ ] ~~~\n  pwned!();\n  ~~~",
    "- [x] ```\n  pwned!();\n  ```",
    "- [ ]     pwned!();",
    // Headings among those of the generator.
    "# Errors\n\n## Example\n\n```no_run\npwned!();\n```",
    "# Example\n\n```rust,no_run\npwned!();\n```",
];

/// A document with a text in every location that accepts one.
pub(crate) fn document(text: &str) -> String {
    let schema = |kind: &str| {
        serde_json::json!({
            "type": kind, "title": text, "description": text, "default": text, "example": text, "pattern": text,
            "x-enum-descriptions": [text, text],
        })
    };
    let mut choice = schema("string");
    choice["enum"] = serde_json::json!([text, "other"]);
    let mut integer = schema("integer");
    integer["enum"] = serde_json::json!([1, 2]);
    let mut record = schema("object");
    record["required"] = serde_json::json!(["required", text]);
    record["properties"] = serde_json::json!({
        "required": schema("string"), text: schema("string"), "choice": {"$ref": "#/components/schemas/Choice"},
    });
    let mut header = serde_json::json!({"name": "X-Header", "in": "header", "schema": schema("string")});
    header["description"] = text.into();
    let parameter = |location: &str, required: bool| {
        serde_json::json!({
            "name": if location == "query" { text } else { "id" }, "in": location, "required": required,
            "description": text, "example": text, "schema": schema("string"),
        })
    };
    let response = |description: &str| {
        serde_json::json!({
            "description": description,
            "headers": {"X-Rate": {"description": text, "schema": schema("string")}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Record"}}, "text/csv": {}},
        })
    };
    let operation = |id: &str| {
        serde_json::json!({
            "operationId": id, "tags": ["Things"], "summary": text, "description": text,
            "parameters": [parameter("path", true), parameter("query", false), header],
            "requestBody": {"description": text, "required": true, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Record"}, "example": text},
                "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Record"}},
            }},
            "responses": {"200": response(text), "202": {"description": text}, "400": response(text)},
        })
    };
    let mut listed = operation("list");
    listed.as_object_mut().unwrap().remove("requestBody");
    listed["responses"]["200"]["links"] = serde_json::json!({
        text: {"operationId": "list", "description": text, "requestBody": text, "server": {"url": text}, "parameters": {
            text: text, "body": format!("$response.body#/{text}"), "deep": format!("$request.body#/a/{text}"),
            "header": format!("$response.header.{text}"), "query": format!("$request.query.{text}"), "list": [text],
        }},
        "unknown": {"operationId": text},
        "elsewhere": {"operationRef": format!("https://example.com/{text}")},
    });
    listed["callbacks"] = serde_json::json!({text: {text: {"post": {"description": text, "responses": {}}}}});
    serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": text, "version": "1", "description": text},
        "servers": [{"url": "https://{host}.example.com", "variables": {
            "host": {"default": "a", "enum": ["a", text], "description": text},
        }}],
        "tags": [{"name": "Things", "description": text}, {"name": text, "description": text}],
        "security": [{"key": []}, {text: []}],
        "paths": {
            "/things/{id}": {"get": listed, "post": operation(text)},
            (format!("/{text}")): {"get": {"tags": [text], "summary": text, "responses": {"204": {"description": text}}}},
        },
        "webhooks": {text: {"post": {"summary": text, "description": text, "requestBody": {
            "content": {"application/json": {"schema": schema("object")}},
        }, "responses": {"200": {"description": text}}}}},
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": text},
                text: {"type": "http", "scheme": "bearer", "description": text},
            },
            "schemas": {
                "Choice": choice, "Integer": integer, "Record": record, text: schema("object"),
                "Union": {"description": text, "oneOf": [
                    {"title": text, "description": text, "type": "string"},
                    {"$ref": "#/components/schemas/Record"}, {"$ref": "#/components/schemas/Integer"},
                ]},
                "Holder": {"type": "object", "properties": {"union": {"$ref": "#/components/schemas/Union"}}},
            },
        },
    })
    .to_string()
}

/// The files that are emitted for a document, whatever its diagnostics are.
pub(crate) fn emitted(name: &Path, text: String) -> Option<GeneratedFiles> {
    Generator::from_text(name, text).keep_going(true).run().unwrap().files
}

/// The documentation in tokens: one text for each documented item.
pub(crate) fn documentation(tokens: TokenStream, found: &mut Vec<String>) {
    let mut current: Vec<String> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let TokenTree::Punct(mark) = &token
            && mark.as_char() == '#'
        {
            tokens.next_if(|next| matches!(next, TokenTree::Punct(inner) if inner.as_char() == '!'));
            if let Some(TokenTree::Group(attribute)) = tokens.next() {
                let mut inside = attribute.stream().into_iter();
                let is_doc = matches!(inside.next(), Some(TokenTree::Ident(name)) if name == "doc");
                let is_text =
                    is_doc && matches!(inside.next(), Some(TokenTree::Punct(mark)) if mark.as_char() == '=');
                match inside.next() {
                    Some(TokenTree::Literal(literal)) if is_text => {
                        let literal: syn::LitStr = syn::parse_str(&literal.to_string()).unwrap();
                        current.push(literal.value());
                    }
                    other => assert!(
                        !is_text || other.is_some_and(|token| token.to_string() == "include_str"),
                        "documentation is not a string"
                    ),
                }
            }
            continue;
        }
        found.extend((!current.is_empty()).then(|| unindented(&std::mem::take(&mut current))));
        if let TokenTree::Group(group) = token {
            documentation(group.stream(), found);
        }
    }
    found.extend((!current.is_empty()).then(|| unindented(&current)));
}

/// Joins comments to one text, without the common indentation.
fn unindented(comments: &[String]) -> String {
    let lines: Vec<&str> = comments.iter().flat_map(|comment| comment.split('\n')).collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let lines = lines.iter().map(|line| line.get(least..).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether rustdoc would compile a block with this info string.
fn runs(info: &str) -> bool {
    let rust = ["", "rust", "no_run", "should_panic", "compile_fail", "test_harness", "standalone_crate"];
    let mut words = info.split([',', ' ', '\t']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_none() || words.any(|word| rust.contains(&word) || word.starts_with("edition"))
}

/// Whether code is an example of the generator: one function that only calls the client, or that receives a webhook.
fn is_example(code: &str) -> bool {
    let code: String =
        code.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let Ok(file) = syn::parse_file(&code) else { return false };
    let is_function = |item: &syn::Item| match item {
        syn::Item::Fn(function) => {
            let name = function.sig.ident.to_string();
            let calls = ["example", "first_call", "pages", "errors", "patience"];
            function.sig.asyncness.is_some() && calls.contains(&name.as_str()) || name == "receive"
        }
        syn::Item::Use(_) => true,
        _ => false,
    };
    let tokens: TokenStream = code.parse().unwrap();
    file.items.iter().all(is_function) && !macros(tokens).iter().any(|name| name == PWNED)
}

/// The macros that tokens call, outside literals.
fn macros(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) => {
                let calls = matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
                found.extend(calls.then(|| name.to_string()));
            }
            TokenTree::Group(group) => found.extend(macros(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

/// The code blocks that run according to rustdoc's parser. It is older than the generator's, and parses some texts differently.
fn run_in_rustdoc(text: &str) -> Vec<String> {
    use of_rustdoc::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
    let mut wrong = Vec::new();
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(text, Options::from_bits_truncate(RUSTDOC.bits())) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => code = Some(Default::default()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                code = Some((info.to_string(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, code)) = &mut code {
                    code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let (info, code) = code.take().unwrap();
                if runs(&info) && !is_example(&code) {
                    wrong.push(format!("runs in rustdoc {code:?} ({info:?})"));
                }
            }
            _ => {}
        }
    }
    wrong
}

/// The faults of a documentation text. It may link to the types and resources with these names.
pub(crate) fn judged(text: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = &without_own_tag(text);
    if let Some(character) = text.chars().find(|character| {
        (character.is_control() && *character != '\n')
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    }) {
        wrong.push(format!("has the character {character:?}"));
    }
    let mut looked_up = Vec::new();
    let broken = |link: BrokenLink<'_>| {
        looked_up.push(link.reference.to_string());
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let mut code: Option<(String, String)> = None;
    let mut targets = Vec::new();
    for event in Parser::new_with_broken_link_callback(text, RUSTDOC, Some(broken)) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => code = Some(Default::default()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                code = Some((info.to_string(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, code)) = &mut code {
                    code.push_str(&text);
                }
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => {
                let (info, code) = code.take().unwrap();
                if runs(&info) && !is_example(&code) {
                    wrong.push(format!("runs {code:?} ({info:?})"));
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                targets.push(dest_url.to_string());
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                let name = html.trim_matches(['<', '>']).trim_start_matches('/');
                let own = html.starts_with("<!-- @generated by ") && html.len() < 80;
                if !own && !HARMLESS.contains(&name) {
                    wrong.push(format!("has the tag {html:?}"));
                }
            }
            Event::FootnoteReference(label) => wrong.push(format!("has the footnote {label:?}")),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                wrong.push(format!("defines the footnote {label:?}"));
            }
            _ => {}
        }
    }
    wrong.extend(run_in_rustdoc(text));
    let own = |target: &str| {
        let path = target.trim_matches('`');
        let path = path.strip_prefix("crate::resources::").unwrap_or(path);
        let is_named = path.split("::").next().is_some_and(|first| names.contains(first));
        (is_named && !path.contains(char::is_whitespace))
            || ["crate::runtime::", "types::", "Self::", "Self#"].iter().any(|start| path.starts_with(start))
    };
    for target in targets.iter().chain(&looked_up) {
        let is_web = target.starts_with("https://") || target.starts_with("http://");
        if !is_web && !own(target) && target != "`verify`" {
            wrong.push(format!("links to {target:?}"));
        }
    }
    wrong
}

/// The text without the tag that the generator puts around its last line.
fn without_own_tag(text: &str) -> String {
    let (before, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    match last.trim_start().strip_prefix("<small>").and_then(|last| last.strip_suffix("</small>")) {
        Some(source) if source.starts_with("Source: `") => format!("{before}\n{source}"),
        _ => text.to_owned(),
    }
}

/// The types, resources and requests of a crate.
fn names(files: &GeneratedFiles) -> BTreeSet<String> {
    let words = ["pub struct ", "pub enum ", "pub type "];
    let lines = files.iter().flat_map(|(_, text)| text.lines());
    lines
        .filter_map(|line| words.iter().find_map(|word| line.strip_prefix(word)))
        .map(|rest| {
            rest.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
        })
        .collect()
}

/// The faults of the documentation in the emitted files that depend on the document.
pub(crate) fn judge(files: &GeneratedFiles) -> Vec<String> {
    let mut wrong = Vec::new();
    let names = names(files);
    for (path, text) in files.iter() {
        let mut found = Vec::new();
        if path == "README.md" {
            found.push(text.to_owned());
        } else if Path::new(path).extension().is_some_and(|extension| extension == "rs")
            && !path.starts_with("src/runtime/")
        {
            match text.parse() {
                Ok(tokens) => documentation(tokens, &mut found),
                Err(error) => wrong.push(format!("{path}: {error}")),
            }
        }
        wrong.extend(
            found.iter().flat_map(|text| judged(text, &names)).map(|wrong| format!("{path}: {wrong}")),
        );
    }
    wrong
}
