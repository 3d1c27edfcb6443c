//! Names on the wire → Rust identifiers.
//!
//! Only this module creates an [`Ident`]. A [`Scope`] issues identifiers that differ from each other. They do not depend on the order
//! of names in the document.

use std::borrow::Cow;
use std::fmt;

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_normalization::UnicodeNormalization as _;

mod scope;
mod singular;

pub use scope::Scope;
pub(crate) use scope::fold;
pub use singular::singular;

/// A legal Rust identifier, unique in the scope that issued it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// The identifier as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The use of an identifier: it decides the case and the reserved words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `UpperCamel`, without the names of the standard prelude.
    Type,
    /// `UpperCamel`.
    Variant,
    /// `snake_case`: fields, arguments, methods.
    Value,
    /// `snake_case` in ASCII, without file names that have a meaning.
    Module,
    /// `SHOUTING_SNAKE_CASE`, in ASCII: letters without case would give a constant and an argument the same name.
    Constant,
}

/// Type names of the prelude, and those that emitted code uses, sorted.
const PRELUDE_TYPES: &[&str] = &[
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Serialize",
    "Some",
    "String",
    "Sync",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// The length of the longest of them.
const LONGEST_PRELUDE_TYPE: usize = 12;

/// File names that have a meaning for `rustc` or `cargo`, or are impossible on Windows.
const MODULES: &[&str] = &["mod", "lib", "main", "con", "prn", "aux", "nul", "com1", "lpt1"];

/// The maximum length of the name of a type or variant, in bytes. Longer names are cut between two words.
pub const LONGEST_TYPE_NAME: usize = 60;

/// The maximum length of another identifier, in bytes, because it may become the name of a file. Longer names are cut.
const MAX_LENGTH: usize = 120;

impl Case {
    /// The identifier for `wire` in an empty scope.
    pub fn apply(self, wire: &str) -> String {
        if self.keeps(wire) {
            return self.legal(wire.to_owned());
        }
        let words = match self {
            Self::Module | Self::Constant => Cow::Owned(in_ascii(&spell(wire))),
            Self::Type | Self::Variant | Self::Value => spell(wire),
        };
        let cased = match self {
            Self::Type | Self::Variant => short(self.joined(&words)),
            Self::Value | Self::Module | Self::Constant => self.joined(&words),
        };
        let mut length = 0;
        let fits = |c: &char| {
            length += c.len_utf8();
            length <= MAX_LENGTH
        };
        // Most names are plain and short.
        let plain = cased.len() <= MAX_LENGTH && cased.bytes().all(is_plain);
        let cased = if plain {
            cased
        } else {
            cased.chars().filter(|c| *c == '_' || unicode_continue(*c)).take_while(fits).collect()
        };
        let cased = match cased.chars().next() {
            None => self.fallback().to_owned(),
            Some(first) if !unicode_start(first) => match self {
                Self::Type | Self::Variant | Self::Constant => format!("N{cased}"),
                Self::Value | Self::Module => format!("n{cased}"),
            },
            Some(_) => cased,
        };
        self.legal(cased)
    }

    /// Whether a name is in this case already, and short.
    fn keeps(self, wire: &str) -> bool {
        match self {
            Self::Type | Self::Variant => wire.len() <= LONGEST_TYPE_NAME && is_upper_camel(wire),
            Self::Value | Self::Module => {
                wire.len() <= MAX_LENGTH
                    && wire.starts_with(|c: char| c.is_ascii_lowercase())
                    && is_snake(wire)
            }
            Self::Constant => false,
        }
    }

    /// Words in this case. Most names are in snake case or upper camel case already, and checking that is faster than splitting
    /// them.
    fn joined(self, words: &str) -> String {
        match self {
            Self::Type | Self::Variant if is_upper_camel(words) => words.to_owned(),
            Self::Type | Self::Variant if is_snake(words) => {
                let mut out = String::with_capacity(words.len());
                let mut starts = true;
                for c in words.chars() {
                    match c {
                        '_' => starts = true,
                        c if std::mem::take(&mut starts) => out.push(c.to_ascii_uppercase()),
                        c => out.push(c),
                    }
                }
                out
            }
            Self::Type | Self::Variant => with_plain_plurals(words).to_upper_camel_case(),
            Self::Value | Self::Module if is_snake(words) => words.to_owned(),
            Self::Value | Self::Module
                if words.is_ascii() && !words.bytes().any(|byte| byte.is_ascii_uppercase()) =>
            {
                let parts = words.split(|c: char| !c.is_ascii_alphanumeric());
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
            }
            Self::Value | Self::Module => without_inner_capitals(words).to_snake_case(),
            Self::Constant => without_inner_capitals(words).to_snake_case().to_uppercase(),
        }
    }

    /// The identifier for an empty name.
    fn fallback(self) -> &'static str {
        match self {
            Self::Type => "Unnamed",
            Self::Variant => "Empty",
            Self::Value | Self::Module => "unnamed",
            Self::Constant => "UNNAMED",
        }
    }

    fn legal(self, name: String) -> String {
        let reserved = match self {
            Self::Type => {
                name.len() <= LONGEST_PRELUDE_TYPE && PRELUDE_TYPES.binary_search(&name.as_str()).is_ok()
            }
            Self::Module => MODULES.contains(&name.as_str()),
            Self::Variant | Self::Value | Self::Constant => false,
        };
        match (reserved || !is_identifier(&name), self) {
            (false, _) => name,
            (true, Self::Type | Self::Variant) => format!("{name}Type"),
            (true, Self::Value | Self::Module | Self::Constant) => format!("{name}_"),
        }
    }

    fn numbered(self, name: &str, number: usize) -> String {
        let digits = number.to_string().len() + 1;
        let name = match self {
            Self::Type | Self::Variant => cut_at_words(name, LONGEST_TYPE_NAME - digits),
            Self::Value | Self::Module | Self::Constant => name,
        };
        match self {
            Self::Type | Self::Variant if !name.ends_with(|c: char| c.is_ascii_digit()) => {
                format!("{name}{number}")
            }
            _ => format!("{name}_{number}").replace("__", "_"),
        }
    }
}

/// Single words with a capital letter inside, which would otherwise be split there.
const INNER_CAPITALS: [(&str, &str); 8] = [
    ("GitHub", "Github"),
    ("GitLab", "Gitlab"),
    ("GraphQL", "Graphql"),
    ("IPv", "Ipv"),
    ("MySQL", "Mysql"),
    ("OAuth", "Oauth"),
    ("PostgreSQL", "Postgresql"),
    ("oAuth", "oauth"),
];

fn without_inner_capitals(words: &str) -> Cow<'_, str> {
    let known = INNER_CAPITALS.iter().filter(|(name, _)| words.contains(name));
    let words = known.fold(Cow::Borrowed(words), |words, (name, word)| words.replace(name, word).into());
    with_plain_plurals(&words).into_owned().into()
}

fn with_plain_plurals(words: &str) -> Cow<'_, str> {
    if words.contains('s') { plural_acronyms(words).into() } else { words.into() }
}

/// `IDs` as `Ids`: the plural of an acronym.
fn plural_acronyms(words: &str) -> String {
    let characters: Vec<char> = words.chars().collect();
    let mut out: Vec<char> = characters.clone();
    for (index, _) in characters.iter().enumerate().filter(|(_, c)| **c == 's') {
        let capitals = characters[..index].iter().rev().take_while(|c| c.is_ascii_uppercase()).count();
        let ends = characters.get(index + 1).is_none_or(|next| !next.is_lowercase());
        if capitals > 1 && ends {
            out[index + 1 - capitals..index].iter_mut().for_each(|c| *c = c.to_ascii_lowercase());
        }
    }
    out.into_iter().collect()
}

/// Whether `text` consists of words of lower case ASCII letters and digits, joined by `_`.
fn is_snake(text: &str) -> bool {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('_').all(|word| !word.is_empty() && word.bytes().all(lower))
}

/// Whether `text` consists of ASCII words without separators, each with an upper case and then a lower case letter.
fn is_upper_camel(text: &str) -> bool {
    let bytes = text.as_bytes();
    let follows = |index: usize| bytes.get(index + 1).is_some_and(u8::is_ascii_lowercase);
    let fits = |(index, byte): (usize, &u8)| {
        if byte.is_ascii_uppercase() { follows(index) } else { index > 0 && byte.is_ascii_alphanumeric() }
    };
    !bytes.is_empty() && bytes.iter().enumerate().all(fits)
}

/// Keywords and reserved words of Rust, sorted.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The length of the longest keyword.
const LONGEST_KEYWORD: usize = 8;

/// Whether a name is an identifier. Its characters are those of identifiers.
fn is_identifier(name: &str) -> bool {
    if name.bytes().all(is_plain) {
        name.len() > LONGEST_KEYWORD || KEYWORDS.binary_search(&name).is_err()
    } else {
        syn::parse_str::<syn::Ident>(name).is_ok()
    }
}

/// Whether `byte` is an ASCII letter, a digit or `_`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn unicode_start(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphabetic()
        || (!c.is_ascii() && syn::parse_str::<syn::Ident>(c.encode_utf8(&mut [0; 4])).is_ok())
}

fn unicode_continue(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok())
}

/// Replaces signs by words if a name has only signs, or if a sign has a meaning in it.
fn spell(wire: &str) -> Cow<'_, str> {
    let text = wire.trim();
    if !text.is_empty() && text.bytes().all(|byte| is_plain(byte) || byte == b' ') {
        return Cow::Borrowed(text);
    }
    // The form in which `rustc` compares identifiers.
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { text.nfc().collect::<String>().into() };
    let text = &*text;
    let has_letters = text.chars().any(char::is_alphanumeric);
    // Type arguments, as in `Page<User>`.
    let generic = has_letters && text.find('<').is_some_and(|open| text[open..].contains('>'));
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let lone = !has_letters;
        match c {
            '+' if lone || index == 0 => out.push_str(" plus "),
            // A sort order, as in `-created`.
            '-' if lone || (index == 0 && text[1..].starts_with(char::is_alphanumeric)) => {
                out.push_str(" minus ");
            }
            '<' | '>' if generic => out.push(' '),
            '<' => out.push_str(" lt "),
            '>' => out.push_str(" gt "),
            '=' if lone => out.push_str(" eq "),
            '*' if lone => out.push_str(" star "),
            '!' if lone || index == 0 => out.push_str(" not "),
            '$' if lone => out.push_str(" dollar "),
            '@' if lone => out.push_str(" at "),
            '#' if lone => out.push_str(" hash "),
            '&' if lone => out.push_str(" and "),
            '|' if lone => out.push_str(" or "),
            '%' if lone => out.push_str(" percent "),
            '/' if lone => out.push_str(" slash "),
            '.' if lone => out.push_str(" dot "),
            '~' if lone => out.push_str(" tilde "),
            '?' if lone => out.push_str(" question "),
            '\'' | '’' => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text in ASCII letters: `é` as `e`, `日本` as `Ri Ben`. Letters without a transliteration become their code points.
fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() || !c.is_alphanumeric() {
            out.push(c);
        } else if let Some(letters) = deunicode::deunicode_char(c).filter(|letters| !letters.is_empty()) {
            out.push_str(letters);
        } else {
            out.extend([" u", &format!("{:x}", u32::from(c)), " "]);
        }
    }
    out
}

/// The name of a type or variant, cut at words if it is too long.
fn short(name: String) -> String {
    if name.len() <= LONGEST_TYPE_NAME { name } else { cut_at_words(&name, LONGEST_TYPE_NAME).to_owned() }
}

/// As many words at the end of a name in upper camel case as fit into `length` bytes: the last words tell long names apart. A name
/// without such words is cut at its end.
pub fn cut_at_words(name: &str, length: usize) -> &str {
    let excess = name.len().saturating_sub(length);
    if excess == 0 {
        return name;
    }
    let mut starts = name.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    match starts.find(|at| *at >= excess) {
        Some(start) => &name[start..],
        None => &name[..(0..=length).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0)],
    }
}

#[cfg(test)]
mod tests;
