//! [`Items`] → [`SourceFile`]s: tokens become text, and the documentation returns to its places.

use std::collections::BTreeSet;

use crate::emit::{self, FileItems, Items};
use crate::error::InternalError;

/// A source file whose items are formatted. It has no head yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below `src/`.
    pub path: String,
    /// The subject of the file, for its `//!` documentation.
    pub about: String,
    /// The paths that the items use.
    pub uses: BTreeSet<String>,
    /// The items, in pieces that are separated by an empty line.
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
            Ok(file) => body.push(spaced(&prettyplease::unparse(&file), &texts.all())),
            Err(error) => return Err(InternalError::Syntax { path, error }),
        }
    }
    body.retain(|piece| !piece.is_empty());
    Ok(SourceFile { path, about, uses, body })
}

/// An empty line between items, and between the functions of an `impl`, and the documentation in its places.
fn spaced(code: &str, texts: &[String]) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut previous = "";
    let mut in_macro = false;
    for line in code.lines() {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim_start();
        let opens = indent <= 4 && starts_item(text, indent);
        let after_end = previous.len() - previous.trim_start().len() == indent
            && matches!(previous.trim_start(), "}" | "};");
        let after_statement = indent == 0 && previous.ends_with(';') && !previous.starts_with("//");
        if opens && (after_end || after_statement) {
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
        // Nothing else at the start of a line is a path.
        in_macro = line.starts_with("crate::") || (in_macro && indent > 0);
        if in_macro && !line.contains('"') {
            // The types among the arguments of a macro come token by token.
            out.push_str(&line.replace(" < ", "<").replace(" >", ">"));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn starts_item(text: &str, indent: usize) -> bool {
    let starts = ["///", "#[", "pub ", "impl ", "impl<", "static ", "fn ", "async fn ", "crate::"];
    starts.iter().any(|start| text.starts_with(start)) && (indent == 0 || !text.starts_with("crate::"))
}
