//! [`Items`] → [`SourceFile`]s: formats tokens as text, and inserts the documentation.

mod items;
mod macros;

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Item;

use crate::emit::{self, FileItems, Items, Texts};
use crate::error::InternalError;

/// A source file with formatted items, without its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below `src/`.
    pub path: String,
    /// The subject of the file, for its `//!` documentation.
    pub about: String,
    /// The paths that the items use.
    pub uses: BTreeSet<String>,
    /// The items, in chunks that are separated by an empty line.
    pub body: Vec<String>,
}

/// Formats the items of every file.
///
/// # Errors
///
/// [`InternalError`] if the tokens are not Rust.
pub fn format(items: &Items<'_>) -> Result<Vec<SourceFile>, InternalError> {
    let mut files: Vec<SourceFile> = Vec::new();
    for part in items.map(formatted) {
        let part = part?;
        match files.last_mut().filter(|file| file.path == part.path) {
            Some(file) => file.append(part),
            None => files.push(part),
        }
    }
    Ok(files)
}

impl SourceFile {
    /// Adds the next part of the same file.
    fn append(&mut self, next: Self) {
        self.uses.extend(next.uses);
        self.body.extend(next.body);
    }
}

fn formatted(items: FileItems<'_>) -> Result<SourceFile, InternalError> {
    let FileItems { path, about, uses, texts, tokens } = items;
    let mut chunks = Chunks::default();
    for tokens in tokens {
        for item in items::split(tokens) {
            if let Err(error) = chunks.add(item, texts) {
                return Err(InternalError::Syntax { path, error });
            }
        }
        chunks.end_run(texts);
    }
    Ok(SourceFile { path, about, uses, body: chunks.done })
}

/// The text of each macro call, and of the items before, between and after them.
#[derive(Default)]
struct Chunks {
    done: Vec<String>,
    /// The items since the last macro call.
    run: String,
}

impl Chunks {
    fn add(&mut self, item: Vec<TokenTree>, texts: &Texts) -> syn::Result<()> {
        if let Some((path, arguments)) = items::macro_call(&item) {
            self.call(path, arguments, texts);
        } else if let Some(text) = items::text(&item) {
            self.run.push_str(&text);
        } else {
            let mut file: syn::File = syn::parse2(item.into_iter().collect())?;
            for item in std::mem::take(&mut file.items) {
                if let Item::Macro(item) = item {
                    self.call(item.mac.path.into_token_stream(), item.mac.tokens, texts);
                } else {
                    file.items = vec![item];
                    self.run.push_str(&prettyplease::unparse(&file));
                }
            }
        }
        Ok(())
    }

    fn call(&mut self, path: TokenStream, arguments: TokenStream, texts: &Texts) {
        self.end_run(texts);
        self.done.push(macros::call(path, arguments));
    }

    fn end_run(&mut self, texts: &Texts) {
        if !self.run.is_empty() {
            self.done.push(insert_docs_and_blank_lines(&std::mem::take(&mut self.run), &texts.all()));
        }
    }
}

/// Inserts blank lines between items and between the functions and constants of an `impl`, and inserts the documentation.
fn insert_docs_and_blank_lines(code: &str, texts: &[String]) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    // The indentation and the rest of the line before.
    let mut previous = (0, "");
    for line in code.lines() {
        let indent = line.bytes().take_while(|byte| *byte == b' ').count();
        let text = &line[indent..];
        let opens = indent <= 4 && starts_item(text);
        let after_end =
            previous.0 == indent && (matches!(previous.1, "}" | "};") || previous.1.ends_with("{}"));
        let after_statement = indent == 0 && previous.1.ends_with(';') && !previous.1.starts_with("//");
        let after_constant = indent == 4 && previous.1.starts_with("pub const ");
        if opens && (after_end || after_statement || after_constant) {
            out.push('\n');
        }
        previous = (indent, text);
        let attribute = text.strip_prefix("#[").and_then(|text| text.strip_suffix(']'));
        let number = attribute.and_then(emit::text_number);
        if let Some(documentation) = number.and_then(|number| texts.get(number)) {
            for text in documentation.lines().map(str::trim_end) {
                let space = if text.is_empty() { "" } else { " " };
                out.extend([&line[..indent], "///", space, text, "\n"]);
            }
            continue;
        }
        out.extend([line, "\n"]);
    }
    out
}

fn starts_item(text: &str) -> bool {
    let starts = ["///", "#[", "pub ", "impl ", "impl<", "static ", "const ", "fn ", "async fn "];
    starts.iter().any(|start| text.starts_with(start))
}
