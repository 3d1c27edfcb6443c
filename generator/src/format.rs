//! [`Items`] → [`SourceFile`]s: formats tokens as text, and inserts the documentation.

mod macros;

use std::collections::BTreeSet;

use syn::Item;

use crate::emit::{self, FileItems, Items};
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
    let mut body = Vec::new();
    for tokens in tokens {
        match syn::parse2::<syn::File>(tokens) {
            Ok(file) => body.extend(chunks(file, &texts.all())),
            Err(error) => return Err(InternalError::Syntax { path, error }),
        }
    }
    Ok(SourceFile { path, about, uses, body })
}

/// The text of each macro call, and of the items before, between and after them.
fn chunks(mut file: syn::File, texts: &[String]) -> Vec<String> {
    let mut chunks = Vec::new();
    let mut run = Vec::new();
    let items = std::mem::take(&mut file.items);
    let mut end_run = |run: &mut Vec<Item>, chunks: &mut Vec<String>| {
        if !run.is_empty() {
            file.items = std::mem::take(run);
            chunks.push(insert_docs_and_blank_lines(&prettyplease::unparse(&file), texts));
        }
    };
    for item in items {
        match item {
            Item::Macro(item) => {
                end_run(&mut run, &mut chunks);
                chunks.push(macros::call(&item.mac));
            }
            other => run.push(other),
        }
    }
    end_run(&mut run, &mut chunks);
    chunks
}

/// Inserts blank lines between items and between the functions and constants of an `impl`, and inserts the documentation.
fn insert_docs_and_blank_lines(code: &str, texts: &[String]) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut previous = "";
    for line in code.lines() {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim_start();
        let opens = indent <= 4 && starts_item(text);
        let after_end = previous.len() - previous.trim_start().len() == indent
            && (matches!(previous.trim_start(), "}" | "};") || previous.ends_with("{}"));
        let after_statement = indent == 0 && previous.ends_with(';') && !previous.starts_with("//");
        let after_constant = indent == 4 && previous.trim_start().starts_with("pub const ");
        if opens && (after_end || after_statement || after_constant) {
            out.push('\n');
        }
        previous = line;
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
