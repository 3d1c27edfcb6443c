//! Parses parts of items.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, FnArg, Lit, Meta, ReceiverKind, ReturnType, Token};

use super::{ErrorBody, Field, Setter};
use crate::rust::{Rust, type_arguments};

pub(super) fn documentation(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let texts = attributes.iter().filter_map(text);
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

pub(super) fn source(docs: &[String]) -> Option<String> {
    docs.iter().rev().find_map(|line| {
        let line = line.trim().strip_prefix("<small>")?.strip_suffix("</small>")?;
        let text = line.strip_prefix("Source: ")?;
        // Other schemas may share the type.
        let first = text.split("` and ").next().unwrap_or(text);
        Some(first.trim_matches('`').trim().to_owned())
    })
}

/// The visible lines of a rustdoc example.
pub(super) fn example(docs: &[String]) -> Option<String> {
    let lines = docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut code = lines.skip_while(|line| !line.starts_with("```no_run")).skip(1).peekable();
    code.peek()?;
    let shown = code
        .take_while(|line| !line.starts_with("```"))
        .filter(|line| !line.starts_with("# ") && !line.starts_with("use "));
    Some(shown.collect::<Vec<_>>().join("\n"))
}

pub(super) fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut out = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        if let Ok(paths) = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated) {
            out.extend(paths.iter().filter_map(|path| Some(path.segments.last()?.ident.to_string())));
        }
    }
    out
}

pub(super) fn field(field: &syn::Field) -> Field {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
    Field { wire: Some(name.clone()), name, ty: Rust::of(&field.ty) }
}

/// The fields that `record!` lists, each with its property: `"key" => field: Required, .. => rest`.
pub(super) fn properties(tokens: TokenStream) -> Vec<(String, Option<String>)> {
    let Some(TokenTree::Group(group)) = tokens.into_iter().last() else { return Vec::new() };
    let (mut out, mut key) = (Vec::new(), None);
    for token in group.stream() {
        match token {
            TokenTree::Literal(literal) => {
                key = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| Some(text.value()));
            }
            TokenTree::Punct(punct) if punct.as_char() == '.' => key = Some(None),
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
                out.extend(key.take().map(|key| (name, key)));
            }
            _ => {}
        }
    }
    out
}

pub(super) fn setter(method: &syn::ImplItemFn) -> Setter {
    let code = method.block.to_token_stream();
    Setter {
        name: method.sig.ident.to_string(),
        arguments: arguments(&method.sig.inputs),
        wire: first_text(code.clone()),
        code: code.to_string(),
    }
}

fn first_text(tokens: proc_macro2::TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        proc_macro2::TokenTree::Group(group) => first_text(group.stream()),
        proc_macro2::TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

pub(super) fn arguments(inputs: &Punctuated<FnArg, Token![,]>) -> Vec<(String, Rust)> {
    let typed = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    typed.map(|input| (input.pat.to_token_stream().to_string(), Rust::of(&input.ty))).collect()
}

pub(super) fn takes_self(inputs: &Punctuated<FnArg, Token![,]>) -> bool {
    matches!(inputs.first(), Some(FnArg::Receiver(receiver)) if matches!(receiver.kind, ReceiverKind::Value))
}

pub(super) fn returned(output: &ReturnType) -> String {
    match output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => ty.to_token_stream().to_string(),
    }
}

pub(super) fn returns_self(output: &ReturnType) -> bool {
    returned(output) == "Self"
}

/// The bodies in a list of `ErrorCase::code::<T>(400).media("application/json")`.
pub(super) fn error_cases(expr: &Expr) -> Vec<ErrorBody> {
    let Expr::Reference(list) = expr else { return Vec::new() };
    let Expr::Array(list) = &*list.expr else { return Vec::new() };
    list.elems.iter().filter_map(error_case).collect()
}

fn error_case(expr: &Expr) -> Option<ErrorBody> {
    if let Expr::MethodCall(call) = expr {
        let Some(Expr::Lit(ExprLit { lit: Lit::Str(media), .. })) = call.args.first() else { return None };
        return Some(ErrorBody { media: Some(media.value()), ..error_case(&call.receiver)? });
    }
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    let function = function.path.segments.last()?;
    let status = match call.args.first() {
        Some(status) => status.to_token_stream().to_string(),
        None => function.ident.to_string(),
    };
    let ty = type_arguments(&function.arguments).pop()?;
    Some(ErrorBody { status, media: None, ty })
}

/// `Name { value => Variant, … }`
pub(super) struct Values {
    pub(super) name: String,
    pub(super) variants: Vec<(String, serde_json::Value)>,
}

impl syn::parse::Parse for Values {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse::<syn::Ident>()?.to_string();
        let content;
        syn::braced!(content in input);
        let mut variants = Vec::new();
        while !content.is_empty() {
            let negative = content.parse::<Option<Token![-]>>()?.is_some();
            let value = match content.parse::<Lit>()? {
                Lit::Str(text) => serde_json::Value::from(text.value()),
                Lit::Int(number) => {
                    let number = number.base10_parse::<i64>()?;
                    serde_json::Value::from(if negative { -number } else { number })
                }
                Lit::Bool(value) => serde_json::Value::from(value.value),
                other => return Err(syn::Error::new(other.span(), "no value of an enum")),
            };
            content.parse::<Token![=>]>()?;
            variants.push((content.parse::<syn::Ident>()?.to_string(), value));
            content.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { name, variants })
    }
}

/// `Builder, Type, send_json`
pub(super) struct Sends(pub(super) String, pub(super) Rust, pub(super) String);

impl syn::parse::Parse for Sends {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let builder = input.parse::<syn::Ident>()?.to_string();
        input.parse::<Token![,]>()?;
        let ty = input.parse::<syn::Type>()?;
        input.parse::<Token![,]>()?;
        let how = input.parse::<syn::Ident>()?.to_string();
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Self(builder, Rust::of(&ty), how))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_errors() {
        let list = "&[
            ErrorCase::code::<types::Failure>(400).media(\"application/json\"),
            ErrorCase::range::<Vec<String>>(4),
            ErrorCase::default::<types::Problem>(),
        ]";
        let body = |status: &str, media: Option<&str>, ty: Rust| ErrorBody {
            status: status.to_owned(),
            media: media.map(str::to_owned),
            ty,
        };
        assert_eq!(
            error_cases(&syn::parse_str(list).unwrap()),
            [
                body("400", Some("application/json"), Rust::Named("Failure".to_owned())),
                body("4", None, Rust::List(Box::new(Rust::Text))),
                body("default", None, Rust::Named("Problem".to_owned())),
            ]
        );
    }
}
