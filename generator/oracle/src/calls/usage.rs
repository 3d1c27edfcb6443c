//! Finds the method that an argument is passed to.

use proc_macro2::{TokenStream, TokenTree};

/// The method that an argument is passed to, and the first string literal next to the argument.
pub(super) fn usage(tokens: &TokenStream, argument: &str) -> Option<(String, Option<String>)> {
    let mut before = String::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => before = ident.to_string(),
            TokenTree::Group(group) => {
                if let Some(deeper) = usage(&group.stream(), argument) {
                    let conversions = [
                        "as_ref",
                        "into",
                        "into_iter",
                        "map",
                        "collect",
                        "written",
                        "vec",
                        "new",
                        "Some",
                        "",
                    ];
                    let constructs = deeper.0.starts_with(|c: char| c.is_uppercase());
                    if !constructs && !conversions.contains(&deeper.0.as_str()) {
                        return Some(deeper);
                    }
                    return Some((before, first_text(&group.stream())));
                }
                if mentions(&group.stream(), argument) {
                    return Some((before, first_text(&group.stream())));
                }
            }
            _ => {}
        }
    }
    None
}

fn mentions(tokens: &TokenStream, argument: &str) -> bool {
    tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == argument))
}

fn first_text(tokens: &TokenStream) -> Option<String> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => match syn::Lit::new(literal) {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}
