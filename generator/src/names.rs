//! Names on the wire → Rust identifiers.
//!
//! Only this module creates an [`Ident`]. A [`Scope`] issues identifiers that differ from each other. They do not depend on the order
//! of names in the document.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use foldhash::fast::RandomState;
use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_normalization::UnicodeNormalization as _;

mod singular;

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

/// File names that have a meaning for `rustc` or `cargo`, or are impossible on Windows.
const MODULES: &[&str] = &["mod", "lib", "main", "con", "prn", "aux", "nul", "com1", "lpt1"];

/// The maximum length of an identifier, in bytes, because it may become the name of a file. Longer names are cut.
const MAX_LENGTH: usize = 120;

impl Case {
    /// The identifier for `wire` in an empty scope.
    pub fn apply(self, wire: &str) -> String {
        let words = match self {
            Self::Module | Self::Constant => Cow::Owned(in_ascii(&spell(wire))),
            Self::Type | Self::Variant | Self::Value => spell(wire),
        };
        let cased = self.joined(&words);
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

    /// Words in this case. Most names are in snake case or upper camel case already, and checking that is faster than splitting
    /// them.
    fn joined(self, words: &str) -> String {
        match self {
            Self::Type | Self::Variant if is_upper_camel(words) => words.to_owned(),
            Self::Type | Self::Variant if is_snake(words) => {
                let mut out = String::with_capacity(words.len());
                for word in words.split('_') {
                    let (first, rest) = word.split_at(1);
                    out.push_str(&first.to_ascii_uppercase());
                    out.push_str(rest);
                }
                out
            }
            Self::Type | Self::Variant => words.to_upper_camel_case(),
            Self::Value | Self::Module if is_snake(words) => words.to_owned(),
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
            Self::Type => PRELUDE_TYPES.binary_search(&name.as_str()).is_ok(),
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
    if words.contains('s') { plural_acronyms(&words).into() } else { words }
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

/// Whether a name is an identifier. Its characters are those of identifiers.
fn is_identifier(name: &str) -> bool {
    if name.bytes().all(is_plain) {
        KEYWORDS.binary_search(&name).is_err()
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

/// Issues identifiers that differ from each other.
#[derive(Debug, Clone)]
pub struct Scope {
    case: Case,
    taken: HashSet<String, RandomState>,
    /// The names among those that are not names of the document.
    reserved: HashSet<String, RandomState>,
    /// The next number for a name that is taken.
    next: HashMap<String, usize, RandomState>,
}

impl Scope {
    /// A scope in which `reserved` cannot be issued.
    pub fn new(case: Case, reserved: &[&str]) -> Self {
        let reserved: HashSet<String, RandomState> = reserved.iter().map(|name| fold(name)).collect();
        Self { case, taken: reserved.clone(), reserved, next: HashMap::default() }
    }

    /// One identifier. Two calls with the same name give two identifiers.
    pub fn issue(&mut self, wire: &str) -> Ident {
        let first = self.case.apply(wire);
        self.claim(&first)
    }

    /// Whether the identifier for `wire` was issued or is reserved.
    pub fn is_taken(&self, wire: &str) -> bool {
        self.taken.contains(&fold(&self.case.apply(wire)))
    }

    /// Makes identifiers reserved.
    pub fn reserve(&mut self, names: &[&str]) {
        self.taken.extend(names.iter().map(|name| fold(name)));
        self.reserved.extend(names.iter().map(|name| fold(name)));
    }

    /// The first of the identifiers that is free, or else the last one with a number.
    pub fn issue_first(&mut self, wires: &[&str]) -> Ident {
        let names: Vec<String> = wires.iter().map(|wire| self.case.apply(wire)).collect();
        let free = names.iter().find(|name| !self.taken.contains(&fold(name)));
        match free.or(names.last()) {
            Some(name) => self.claim(&name.clone()),
            None => self.issue(""),
        }
    }

    /// One identifier. If the name is taken, `kind` is appended to it, as in `timeout_param`.
    pub fn issue_as(&mut self, wire: &str, kind: &str) -> Ident {
        self.issue_first(&[wire, &format!("{wire} {kind}")])
    }

    /// Like [`Self::issue_all`]. If a name is reserved, `kind` is appended to it, as in `timeout_param`.
    pub fn issue_all_as<'a>(&mut self, wires: impl IntoIterator<Item = &'a str>, kind: &str) -> Vec<Ident> {
        let free = |wire: &'a str| {
            let is_reserved = self.reserved.contains(&fold(&self.case.apply(wire)));
            if is_reserved { Cow::Owned(format!("{wire} {kind}")) } else { Cow::Borrowed(wire) }
        };
        let wires: Vec<Cow<'_, str>> = wires.into_iter().map(free).collect();
        self.issue_all(wires.iter().map(AsRef::as_ref))
    }

    /// One identifier for each name, independent of the order of names. On a clash, the name that is already spelled that way keeps
    /// the identifier; ties go by spelling; the rest are numbered.
    pub fn issue_all<'a>(&mut self, wires: impl IntoIterator<Item = &'a str>) -> Vec<Ident> {
        self.issue_keyed(wires.into_iter().map(|wire| (wire, "")))
    }

    /// Like [`Self::issue_all`], with a key for each name. Equal names go by their keys.
    pub fn issue_keyed<'a>(&mut self, wires: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Ident> {
        let wires: Vec<(&str, &str)> = wires.into_iter().collect();
        let mut names: Vec<(String, usize)> =
            wires.iter().enumerate().map(|(index, (wire, _))| (self.case.apply(wire), index)).collect();
        let rank = |(name, index): &(String, usize)| (wires[*index].0 != name, wires[*index], *index);
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rank(a).cmp(&rank(b))));
        let mut issued: Vec<Option<Ident>> = vec![None; wires.len()];
        let mut losers = Vec::new();
        for (name, index) in names {
            // The first of equal names finds the identifier free, unless it is reserved.
            if self.taken.insert(fold(&name)) {
                issued[index] = Some(Ident(name));
            } else {
                losers.push((index, name));
            }
        }
        for (index, name) in losers {
            issued[index] = Some(self.claim(&name));
        }
        issued.into_iter().map(|ident| ident.unwrap_or_else(|| self.issue(""))).collect()
    }

    fn claim(&mut self, first: &str) -> Ident {
        if self.taken.insert(fold(first)) {
            return Ident(first.to_owned());
        }
        let next = self.next.entry(first.to_owned()).or_insert(2);
        loop {
            let name = self.case.numbered(first, *next);
            *next += 1;
            if self.taken.insert(fold(&name)) {
                return Ident(name);
            }
        }
    }
}

/// The form in which identifiers are compared. Two that differ only in case are the same file on some systems, and easily confused.
fn fold(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

#[cfg(test)]
mod tests;
