//! The text of macro calls. The formatter does not know their syntax.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The longest line of a call, in characters.
const MAX_LINE: usize = 110;

/// The text of a call. A table, `Name { key => value, … }`, has one entry per line. More tokens can be between the name and the table.
pub(super) fn call(path: TokenStream, arguments: TokenStream) -> String {
    let path = spell(path);
    let mut tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    if let (Some(TokenTree::Group(table)), true) = (tokens.last(), tokens.len() > 1)
        && table.delimiter() == Delimiter::Brace
    {
        let entries: String =
            split(table.stream()).into_iter().map(|entry| format!("        {},\n", spell(entry))).collect();
        tokens.pop();
        let head = spell(tokens.into_iter().collect());
        return format!("{path}! {{\n    {head} {{\n{entries}    }}\n}}\n");
    }
    let line = format!("{path}!({});\n", spell(arguments.clone()));
    if line.chars().count() <= MAX_LINE {
        return line;
    }
    let arguments: Vec<String> =
        split(arguments).into_iter().map(|argument| format!("    {}", spell(argument))).collect();
    format!("{path}!(\n{}\n);\n", arguments.join(",\n"))
}

/// The parts between the commas that are not in brackets of types or groups.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut after_equals = false;
    for token in tokens {
        let punctuation = match &token {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => None,
        };
        match punctuation {
            Some(',') if depth == 0 => {
                parts.push(Vec::new());
                after_equals = false;
                continue;
            }
            Some('<') => depth += 1,
            Some('>') if !after_equals => depth = depth.saturating_sub(1),
            _ => {}
        }
        after_equals = punctuation == Some('=');
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.into_iter().collect()).collect()
}

/// The text of tokens, with spaces as in code that is written by hand.
fn spell(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut joined = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                if !joined {
                    out.push(' ');
                }
                out.extend([open, &spell(group.stream()), close]);
                joined = false;
            }
            TokenTree::Punct(punct) => {
                let character = punct.as_char();
                if !joined && !matches!(character, ',' | '<' | '>' | ':') {
                    out.push(' ');
                }
                let is_arrow = character == '>' && out.ends_with('=');
                out.push(character);
                let is_path = character != ':' || punct.spacing() == Spacing::Joint || out.ends_with("::");
                let is_range = character == '.' && punct.spacing() == Spacing::Joint;
                joined =
                    is_range || (!is_arrow && is_path && matches!(character, '<' | ':' | '=' | '-' | '&'));
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if !joined {
                    out.push(' ');
                }
                out.push_str(&token.to_string());
                joined = false;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use quote::ToTokens as _;

    use super::*;

    #[track_caller]
    fn check(code: &str, text: &str) {
        let item: syn::ItemMacro = syn::parse_str(code).expect("a macro call");
        assert_eq!(call(item.mac.path.into_token_stream(), item.mac.tokens), text);
    }

    #[test]
    fn tables_have_an_entry_per_line() {
        check(
            "crate :: runtime :: string_enum ! ( Colour { \"a, => b\" => Red , \"\" => Blue } ) ;",
            "crate::runtime::string_enum! {\n    Colour {\n        \"a, => b\" => Red,\n        \"\" => Blue,\n    }\n}\n",
        );
        check(
            "crate::runtime::integer_enum!(Level { -1 => Low });",
            "crate::runtime::integer_enum! {\n    Level {\n        -1 => Low,\n    }\n}\n",
        );
        check("a!(Empty {});", "a! {\n    Empty {\n    }\n}\n");
    }

    #[test]
    fn arguments_are_on_one_line_if_they_fit() {
        check(
            "crate::runtime::send_methods!(PetsList, Vec < std :: collections :: BTreeMap < String , types :: Pet > > , send_json);",
            "crate::runtime::send_methods!(PetsList, Vec<std::collections::BTreeMap<String, types::Pet>>, send_json);\n",
        );
        let long = "x".repeat(100);
        check(
            &format!("a!({long}, Map<K, V>, c);"),
            &format!("a!(\n    {long},\n    Map<K, V>,\n    c\n);\n"),
        );
        check("a!(bytes, Name, \"text/a, text/b\");", "a!(bytes, Name, \"text/a, text/b\");\n");
    }
}
