//! Tokens → items, and the text of the most common ones. Parsing them for the formatter would take most of the time of a run.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The longest line that the formatter certainly does not break, in characters.
const SURELY_FITS: usize = 85;

/// The shortest line that the formatter certainly breaks, in characters.
const SURELY_BREAKS: usize = 95;

const INDENT: &str = "    ";

/// The tokens of each item.
pub(super) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut items = Vec::new();
    let mut item = Vec::new();
    let mut ends_at_brace = None;
    for token in tokens {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && ends_at_brace == Some(true),
            TokenTree::Ident(word) if ends_at_brace.is_none() && word != "pub" => {
                let names = ["const", "static", "type", "use"];
                ends_at_brace = Some(!names.iter().any(|name| word == name));
                false
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        item.push(token);
        if ends {
            items.push(std::mem::take(&mut item));
            ends_at_brace = None;
        }
    }
    items.extend((!item.is_empty()).then_some(item));
    items
}

/// The path and the arguments of a macro call without attributes.
pub(super) fn macro_call(item: &[TokenTree]) -> Option<(TokenStream, TokenStream)> {
    let is =
        |token: &TokenTree, wanted| matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted);
    let item = match item {
        [front @ .., last] if is(last, ';') => front,
        other => other,
    };
    let [path @ .., bang, TokenTree::Group(arguments)] = item else { return None };
    let is_path = |token: &TokenTree| matches!(token, TokenTree::Ident(_)) || is(token, ':');
    (is(bang, '!') && path.iter().all(is_path)).then(|| (path.iter().cloned().collect(), arguments.stream()))
}

/// The text of a struct with named fields, an enum, an empty implementation, or a static with such a struct, as the formatter writes it. `None`: it has
/// something else, or a long line.
pub(super) fn text(item: &[TokenTree]) -> Option<String> {
    let [front @ .., TokenTree::Group(body)] = item else { return constant(item) };
    let mut out = String::new();
    let head = attributes(front, "", &mut out)?;
    let head_text = line(head)?;
    let has_entries = head.iter().any(|token| is_word(token, "struct") || is_word(token, "enum"));
    if body.delimiter() != Delimiter::Brace || (!has_entries && !body.stream().is_empty()) {
        return None;
    }
    out.extend([&head_text, " {"]);
    if !body.stream().is_empty() {
        out.push('\n');
        entries(body, &mut out)?;
    }
    out.push_str("}\n");
    Some(out)
}

/// Writes the fields or variants.
fn entries(body: &Group, out: &mut String) -> Option<()> {
    let mut entry = Vec::new();
    let mut depth = 0_usize;
    for token in body.stream() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => {
                entry_text(&std::mem::take(&mut entry), out)?;
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        entry.push(token);
    }
    if entry.is_empty() { Some(()) } else { entry_text(&entry, out) }
}

fn entry_text(entry: &[TokenTree], out: &mut String) -> Option<()> {
    let rest = attributes(entry, INDENT, out)?;
    out.extend([INDENT, &line(rest)?, ",\n"]);
    Some(())
}

/// The text of `static NAME: Type = Type { field: value, … };`.
fn constant(item: &[TokenTree]) -> Option<String> {
    let [keyword, name, colon, ty, equals, value, TokenTree::Group(body), _] = item else { return None };
    let is_simple = is_word(keyword, "static")
        && body.delimiter() == Delimiter::Brace
        && [name, ty, value].iter().all(|token| matches!(token, TokenTree::Ident(_)))
        && [colon, equals].iter().all(|token| matches!(token, TokenTree::Punct(_)));
    if !is_simple {
        return None;
    }
    let mut out = format!("static {name}: {ty} = {value} {{\n");
    for field in split_at_commas(body) {
        let [TokenTree::Ident(name), TokenTree::Punct(_), value @ ..] = &field[..] else { return None };
        write_field(&name.to_string(), value, &mut out)?;
    }
    out.push_str("};\n");
    (out.chars().count() > SURELY_BREAKS).then_some(out)
}

/// Writes a field of a constant, on one line or with one item of a list per line.
fn write_field(name: &str, value: &[TokenTree], out: &mut String) -> Option<()> {
    let line = format!("{INDENT}{name}: {},", expression(value)?);
    let length = line.chars().count();
    if length <= SURELY_FITS {
        out.extend([&line, "\n"]);
        return Some(());
    }
    let [TokenTree::Punct(reference), TokenTree::Group(list)] = value else { return None };
    if reference.as_char() != '&' || list.delimiter() != Delimiter::Bracket || length < SURELY_BREAKS {
        return None;
    }
    out.extend([INDENT, name, ": &[\n"]);
    for item in split_at_commas(list) {
        let line = format!("{INDENT}{INDENT}{},\n", expression(&item)?);
        if line.chars().count() > SURELY_FITS {
            return None;
        }
        out.push_str(&line);
    }
    out.extend([INDENT, "],\n"]);
    Some(())
}

fn split_at_commas(group: &Group) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    parts.filter(|part| !part.is_empty()).map(<[_]>::to_vec).collect()
}

/// Literals, paths, calls and lists on one line. `None`: something else, or a part of a type with commas.
fn expression(tokens: &[TokenTree]) -> Option<String> {
    let mut out = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(_) if out.ends_with(|last: char| last.is_alphanumeric() || last == '_') => {
                return None;
            }
            TokenTree::Ident(ident) => out.push_str(&ident.to_string()),
            TokenTree::Literal(literal) => out.push_str(&literal.to_string()),
            TokenTree::Punct(punct) => match punct.as_char() {
                sign @ (':' | '<' | '>' | '&' | '.') => out.push(sign),
                _ => return None,
            },
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace | Delimiter::None => return None,
                };
                let items = split_at_commas(group);
                let items = items.iter().map(|item| expression(item)).collect::<Option<Vec<String>>>()?;
                out.push(open);
                out.push_str(&items.join(", "));
                out.push(close);
            }
        }
    }
    (out.matches('<').count() == out.matches('>').count()).then_some(out)
}

/// Writes the attributes at the front, one per line, and returns the other tokens.
fn attributes<'t>(mut tokens: &'t [TokenTree], indent: &str, out: &mut String) -> Option<&'t [TokenTree]> {
    while let [TokenTree::Punct(hash), TokenTree::Group(group), rest @ ..] = tokens {
        if hash.as_char() != '#' {
            break;
        }
        let attribute: Vec<TokenTree> = group.stream().into_iter().collect();
        match &attribute[..] {
            [name, _, TokenTree::Literal(text)] if is_word(name, "doc") => {
                let text = text.to_string();
                let text = text.strip_prefix('"')?.strip_suffix('"')?;
                if text.contains('\\') || text.starts_with('/') {
                    return None;
                }
                out.extend([indent, "///", text.trim_end(), "\n"]);
            }
            [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(value)] => {
                let text = format!("{indent}#[{name} = {value}]\n");
                if text.len() > SURELY_FITS || text.trim_end().contains('\n') {
                    return None;
                }
                out.push_str(&text);
            }
            _ => out.extend([indent, "#[", &line(&attribute)?, "]\n"]),
        }
        tokens = rest;
    }
    Some(tokens)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// Names, paths, and types without lifetimes, on one line.
fn line(tokens: &[TokenTree]) -> Option<String> {
    let mut out = String::new();
    write_line(tokens, &mut out)?;
    (out.chars().count() + INDENT.len() < SURELY_FITS).then_some(out)
}

fn write_line(tokens: &[TokenTree], out: &mut String) -> Option<()> {
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                if out.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | ')' | '>')) {
                    out.push(' ');
                }
                out.push_str(&ident.to_string());
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' if index + 1 < tokens.len() => out.push_str(", "),
                // A list of an attribute may end in a comma.
                ',' => {}
                ':' if out.ends_with(':') || punct.spacing() == proc_macro2::Spacing::Joint => out.push(':'),
                ':' => out.push_str(": "),
                angle @ ('<' | '>') => out.push(angle),
                _ => return None,
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                out.push('(');
                write_line(&group.stream().into_iter().collect::<Vec<_>>(), out)?;
                out.push(')');
            }
            TokenTree::Group(_) | TokenTree::Literal(_) => return None,
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;

    #[track_caller]
    fn check(code: &str) {
        let mut file = syn::parse_file(code).expect("items");
        let items = split(TokenStream::from_str(code).expect("tokens"));
        assert_eq!(items.len(), file.items.len(), "{code}");
        for (tokens, item) in items.iter().zip(std::mem::take(&mut file.items)) {
            file.items = vec![item];
            if let Some(text) = text(tokens) {
                assert_eq!(text, prettyplease::unparse(&file));
            }
        }
    }

    #[test]
    fn texts_are_those_of_the_formatter() {
        check(
            "#[text_0] #[derive(Debug, Clone,)] #[non_exhaustive] pub struct A { #[text_1] pub a: Option<Vec<b::C>>, pub(crate) d: E }",
        );
        check("pub struct A {} impl Eq for A {} impl A { fn a() {} }");
        check(
            "#[derive(Debug)] pub enum A { #[doc = \" x \"] #[default] B, C(Box<D>), E(std::collections::BTreeMap<String, F>), }",
        );
        check(
            "pub struct A(pub Vec<B>); pub struct C<'a> { a: &'a str } pub struct D { #[doc = \"a\\nb\"] a: [u8; 4] }",
        );
        let errors = "ErrorCase::code::<types::Error>(403),ErrorCase::default::<Vec<E>>().media(\"a/b\"), ErrorCase::code::<F>(404),";
        for errors in ["", &errors[..37], &errors[..81], errors] {
            check(&format!(
                "static A: Operation = Operation {{ id: \"a\\\"\", method: Method::GET, path: \"/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \
                 security: &[&[\"b\"], &[]], globals: &[Use::required(\"c\")], errors: &[{errors}] }};"
            ));
        }
        check("static A: B = B { a: 1 }; static C: D = D { a: b!() }; static E: F = F::new(1);");
        check("#[must_use = \"a \\\" b\"] pub(crate) struct A { b: C }");
        let long = "x".repeat(80);
        check(&format!(
            "pub struct A {{ pub {long}: B, pub {long}1234: B, pub {long}12345678901: Option<B> }}"
        ));
    }

    #[test]
    fn items_end_where_they_end_for_rust() {
        check(
            "static A: B = B { c: 1 }; const D: [u8; 1] = [{ 1 }]; use a::{b, c}; pub type E = F; a::b!(c { d }); impl G {}",
        );
        check(
            "pub const A: B = C { d: || { 1 } }; pub fn f() -> A { g(); } impl<T> A<T> { const B: u8 = 1; }",
        );
    }

    #[test]
    fn macro_calls_have_a_path_and_arguments() {
        let items = |code: &str| split(TokenStream::from_str(code).expect("tokens"));
        let calls = |code: &str| items(code).iter().filter_map(|item| macro_call(item)).count();
        assert_eq!(calls("a::b!(c, d); e!{f: g { h => i }} struct A;"), 2);
        assert_eq!(calls("#[x] a!(b); const A: B = c!(d);"), 0);
    }
}
