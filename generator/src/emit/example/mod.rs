//! The example of an operation, which is a documentation test of the emitted crate.
//!
//! Its values are valid: examples of the document if they satisfy the constraints, otherwise values generated from format, pattern and
//! bounds. If no valid value can be generated, the operation has no example.

mod check;
mod format;
mod number;
mod pattern;
mod record;
mod scalar;
mod string;
mod value;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use self::value::{Maker, Wanted};
use super::Emitter;
use super::ty::ident;
use crate::model::{
    Body, Constraints, Count, Doc, Form, FormPart, Media, Operation, Parameter, ParameterLocation, PartKind,
    Resource, Scalar, Ty,
};
use crate::source::Value;

/// The lines of a code block that calls an operation. `None` if there is no valid example.
pub(super) fn lines(api: &Emitter<'_>, resource: &Resource, operation: &Operation) -> Option<Vec<String>> {
    let required = operation.parameters.iter().filter(|parameter| parameter.is_argument());
    let maker = Maker::new(api);
    let mut arguments: Vec<TokenStream> =
        required.map(|parameter| argument(&maker, parameter)).collect::<Option<_>>()?;
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(body_value(&maker, body)?);
    }
    let text = call(resource, operation, &arguments)?;
    // In a module of another crate, an example cannot be a test: the items may be private there.
    let (fence, name) = if api.root.is_crate() {
        ("```no_run", format_ident!("{}", api.package.name.replace('-', "_")).to_string())
    } else {
        ("```ignore", api.root.text())
    };
    let mut out = vec![
        fence.to_owned(),
        format!("# async fn example(client: {name}::Client) -> Result<(), Box<dyn std::error::Error>> {{"),
    ];
    let modules: Vec<&str> =
        ["resources", "types"].into_iter().filter(|module| text.contains(&format!("{module}::"))).collect();
    match modules[..] {
        [] => {}
        [only] => out.extend([format!("use {name}::{only};"), String::new()]),
        _ => out.extend([format!("use {name}::{{{}}};", modules.join(", ")), String::new()]),
    }
    out.extend(text.lines().map(str::to_owned));
    out.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    Some(out)
}

/// The statement that calls an operation.
fn call(resource: &Resource, operation: &Operation, arguments: &[TokenStream]) -> Option<String> {
    if let Some(short) = short_call(resource, operation, arguments) {
        return Some(short);
    }
    let (module, method) = (ident(&resource.method), ident(&operation.name));
    let file =
        quote! { fn example() { let response = client.#module().#method(#(#arguments),*).send().await?; } };
    let text = prettyplease::unparse(&syn::parse2(file).ok()?);
    let body = text.lines().skip(1).filter(|line| *line != "}");
    let body: Vec<&str> = body.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    Some(body.join("\n"))
}

/// The statement that calls an operation, if all arguments are literals and it fits on one line. It needs no formatter then.
fn short_call(resource: &Resource, operation: &Operation, arguments: &[TokenStream]) -> Option<String> {
    const SURELY_FITS: usize = 80;
    let literal = |tokens: &TokenStream| {
        let mut tokens = tokens.clone().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Literal(literal)), None) => Some(literal.to_string()),
            _ => None,
        }
    };
    let arguments = arguments.iter().map(literal).collect::<Option<Vec<String>>>()?.join(", ");
    let (module, method) = (&resource.method, &operation.name);
    let call = format!("let response = client.{module}().{method}({arguments}).send().await?;");
    (call.chars().count() <= SURELY_FITS).then_some(call)
}

fn argument(maker: &Maker<'_>, parameter: &Parameter) -> Option<TokenStream> {
    let constraints = parameter.doc.constraints.as_deref();
    let wanted = Wanted::new(&parameter.wire, constraints, &[]);
    let examples = examples(&parameter.doc);
    // A path parameter cannot be empty.
    let filled = match &parameter.location {
        ParameterLocation::Path(_) => {
            let properties = Count { least: 1, most: None };
            let filled = Constraints { properties, ..Constraints::default() };
            Some(constraints.cloned().unwrap_or_default().and(&filled))
        }
        ParameterLocation::Query(_)
        | ParameterLocation::QueryString(_)
        | ParameterLocation::Header(_)
        | ParameterLocation::Cookie { .. } => None,
    };
    let wanted = Wanted { constraints: filled.as_ref().or(constraints), examples: &examples, ..wanted };
    maker.value(&parameter.ty, wanted).map(|sample| sample.code)
}

/// The example values of the document, the best first.
fn examples(doc: &Doc) -> Vec<&Value> {
    doc.example.iter().chain(&doc.default).collect()
}

fn body_value(maker: &Maker<'_>, body: &Body) -> Option<TokenStream> {
    match &body.media {
        Media::Json(ty) | Media::Form { ty, .. } => {
            let examples = examples(&body.doc);
            let wanted = Wanted::new("body", body.doc.constraints.as_deref(), &examples);
            maker.value(ty, wanted.exact()).map(|sample| sample.code)
        }
        Media::Multipart(Some(form)) => form_value(maker, form),
        Media::Parts(part) => part_value(maker, part).map(|value| quote!([#value])),
        Media::Multipart(None) => {
            let package = format_ident!("{}", maker.api.package.name.replace('-', "_"));
            Some(quote!(#package::Multipart::new().file("file", "…")))
        }
        Media::Lines(ty) => {
            let wanted = Wanted::new("body", body.doc.constraints.as_deref(), &[]);
            maker.value(ty, wanted).map(|sample| sample.code).map(|value| quote!([#value]))
        }
        Media::Text(ty) if *ty != Ty::Scalar(Scalar::String) || body.doc.constraints.is_some() => {
            let wanted = Wanted::new("body", body.doc.constraints.as_deref(), &[]);
            maker.value(ty, wanted).map(|sample| sample.code)
        }
        Media::Text(_) | Media::Bytes => Some(quote!("…")),
    }
}

fn form_value(maker: &Maker<'_>, form: &Form) -> Option<TokenStream> {
    let name = ident(&form.name);
    let required = form.parts.iter().filter(|part| part.required);
    let parts: Vec<TokenStream> = required.map(|part| part_value(maker, part)).collect::<Option<_>>()?;
    Some(quote!(resources::#name::new(#(#parts),*)))
}

fn part_value(maker: &Maker<'_>, part: &FormPart) -> Option<TokenStream> {
    let content = match &part.kind {
        PartKind::File => quote!("…"),
        PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => {
            let examples = examples(&part.doc);
            let wanted = Wanted::new(&part.wire, part.doc.constraints.as_deref(), &examples);
            maker.value(ty, wanted)?.code
        }
        PartKind::Parts(form) => form_value(maker, form)?,
    };
    let value = match &part.headers {
        Some(headers) => {
            let name = ident(&headers.name);
            let required = headers.fields.iter().filter(|field| field.required);
            let values = required.map(|field| {
                let examples = examples(&field.doc);
                let wanted = Wanted::new(&field.wire, field.doc.constraints.as_deref(), &examples);
                maker.value(&field.ty, wanted).map(|sample| sample.code)
            });
            let values: Vec<TokenStream> = values.collect::<Option<_>>()?;
            quote!(resources::#name::new(#content, #(#values),*))
        }
        None => content,
    };
    Some(if part.many { quote!([#value]) } else { value })
}
