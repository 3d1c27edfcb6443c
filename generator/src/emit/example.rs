//! An example of a call, made of the document's examples. It is compiled as a test of the emitted crate.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Emitter;
use super::ty::ident;
use crate::model::{
    Api, Body, Field, Media, Operation, Parameter, Part, PartKind, Presence, Record, Resource, Scalar, Shape,
    Ty,
};
use crate::source::Value;

/// Deepest nesting of records that is written out.
const MAX_DEPTH: usize = 4;

/// Longest text that is taken from the document, in bytes.
const MAX_TEXT: usize = 1000;

/// Most optional members that are set.
const MAX_OPTIONAL: usize = 2;

/// The lines of a code block that calls an operation, if it can be written.
pub(super) fn lines(api: &Emitter<'_>, resource: &Resource, operation: &Operation) -> Option<Vec<String>> {
    let required = operation.parameters.iter().filter(|parameter| parameter.is_argument());
    let mut arguments: Vec<TokenStream> =
        required.map(|parameter| argument(api, parameter)).collect::<Option<_>>()?;
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(body_value(api, body)?);
    }
    let (module, method) = (ident(&resource.module), ident(&operation.name));
    let file =
        quote! { fn example() { let response = client.#module().#method(#(#arguments),*).send().await?; } };
    let file = syn::parse2(file).ok()?;
    let text = prettyplease::unparse(&file);
    // Inside another crate, an example cannot be a test: what it names may be private there.
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
    let body = text.lines().skip(1).filter(|line| *line != "}");
    out.extend(body.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()));
    out.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    Some(out)
}

fn argument(api: &Api, parameter: &Parameter) -> Option<TokenStream> {
    value(api, &parameter.ty, parameter.doc.example.as_ref(), &parameter.wire, 0)
}

fn body_value(api: &Api, body: &Body) -> Option<TokenStream> {
    match &body.media {
        Media::Json(ty) | Media::Form { ty, .. } => exact(api, ty, body.doc.example.as_ref(), "body", 0),
        Media::Multipart(Some(form)) => {
            let name = ident(&form.name);
            let required = form.parts.iter().filter(|part| part.required);
            let parts: Vec<TokenStream> =
                required.map(|part| part_value(api, part)).collect::<Option<_>>()?;
            Some(quote!(resources::#name::new(#(#parts),*)))
        }
        Media::Multipart(None) => {
            let package = format_ident!("{}", api.package.name.replace('-', "_"));
            Some(quote!(#package::Multipart::new().file("file", "…")))
        }
        Media::Text | Media::Bytes => Some(quote!("…")),
    }
}

fn part_value(api: &Api, part: &Part) -> Option<TokenStream> {
    match &part.kind {
        PartKind::File => Some(quote!("…")),
        PartKind::Files => Some(quote!(["…"])),
        PartKind::Value(ty) | PartKind::Json(ty) => value(api, ty, part.doc.example.as_ref(), &part.wire, 0),
    }
}

/// As [`value`], where no conversion is possible.
fn exact(api: &Api, ty: &Ty, example: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
    let value = value(api, ty, example, name, depth)?;
    Some(match ty {
        Ty::Scalar(Scalar::String) => quote!(String::from(#value)),
        Ty::Scalar(Scalar::Base64) => quote!(bytes::Bytes::from(#value)),
        Ty::List(inner) => {
            let element = exact(api, inner, element(example), name, depth)?;
            quote!(vec![#element])
        }
        Ty::Named { boxed: true, .. } => quote!(Box::new(#value)),
        Ty::Named { .. } | Ty::Scalar(_) | Ty::Map(_) | Ty::Nullable(_) | Ty::JsonObject | Ty::AnyJson => {
            value
        }
    })
}

/// A value as an argument: text as a literal, lists as arrays.
fn value(api: &Api, ty: &Ty, example: Option<&Value>, name: &str, depth: usize) -> Option<TokenStream> {
    match ty {
        Ty::Scalar(scalar) => Some(scalar_value(*scalar, example, name)),
        Ty::Named { id, .. } => {
            let def = api.type_def(*id);
            let path = ident(&def.name);
            match &def.shape {
                Shape::Enum(values) => {
                    let variant = values.variants.iter().find(|variant| Some(&variant.wire) == example);
                    let variant = ident(&variant.or(values.variants.first())?.name);
                    Some(quote!(types::#path::#variant))
                }
                Shape::Record(record) if depth < MAX_DEPTH && def.usage.input => {
                    let record = record_value(api, record, example.or(def.doc.example.as_ref()), depth)?;
                    Some(quote!(types::#path #record))
                }
                Shape::Union(union) if depth < MAX_DEPTH => {
                    let variant = union.variants.first()?;
                    let inner = exact(api, &variant.ty, None, name, depth + 1)?;
                    let variant = ident(&variant.name);
                    Some(quote!(types::#path::#variant(#inner)))
                }
                Shape::Alias(ty) if depth < MAX_DEPTH => value(api, ty, example, name, depth + 1),
                Shape::Newtype(ty) if depth < MAX_DEPTH => {
                    let inner = exact(api, ty, example, name, depth + 1)?;
                    Some(quote!(types::#path(#inner)))
                }
                Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => None,
            }
        }
        Ty::List(inner) => {
            let element = value(api, inner, element(example), name, depth)?;
            Some(quote!([#element]))
        }
        Ty::Map(_) => Some(quote!(std::collections::BTreeMap::new())),
        Ty::Nullable(_) => Some(quote!(None)),
        Ty::JsonObject => Some(quote!(serde_json::Map::new())),
        Ty::AnyJson => Some(quote!(serde_json::json!({}))),
    }
}

fn element(example: Option<&Value>) -> Option<&Value> {
    example.and_then(Value::as_array).and_then(|list| list.first())
}

/// `::new(…)` with what is required, and setters for the first optional texts.
fn record_value(api: &Api, record: &Record, example: Option<&Value>, depth: usize) -> Option<TokenStream> {
    let shown = |field: &Field| {
        let inherited = example.and_then(|example| example.get(&field.wire)).cloned();
        inherited.or_else(|| field.doc.example.clone())
    };
    let mut arguments = Vec::new();
    for field in record.fields.iter().filter(|field| field.constant.is_none()) {
        match field.presence {
            Presence::Required => {
                arguments.push(value(api, &field.ty, shown(field).as_ref(), &field.wire, depth + 1)?);
            }
            Presence::Nullable => {
                arguments.push(exact(api, &field.ty, shown(field).as_ref(), &field.wire, depth + 1)?);
            }
            Presence::Optional | Presence::OptionalNullable => {}
        }
    }
    let optional = record.fields.iter().filter(|field| match field.presence {
        Presence::Optional | Presence::OptionalNullable => {
            matches!(field.ty, Ty::Scalar(Scalar::String)) && !field.deprecated && shown(field).is_some()
        }
        Presence::Required | Presence::Nullable => false,
    });
    let setters = optional.take(MAX_OPTIONAL).filter_map(|field| {
        let name = ident(&field.name);
        let value = value(api, &field.ty, shown(field).as_ref(), &field.wire, depth + 1)?;
        Some(quote!(.#name(#value)))
    });
    Some(quote!(::new(#(#arguments),*) #(#setters)*))
}

fn scalar_value(scalar: Scalar, example: Option<&Value>, name: &str) -> TokenStream {
    match scalar {
        Scalar::String => {
            let example = example.and_then(Value::as_str);
            let text = example.filter(|text| !text.is_empty() && text.len() <= MAX_TEXT).unwrap_or(name);
            quote!(#text)
        }
        Scalar::Bool => {
            let flag = example.and_then(Value::as_bool).unwrap_or(true);
            quote!(#flag)
        }
        Scalar::I32 => whole(example, i32::MIN.into(), i32::MAX.into()),
        Scalar::I64 => whole(example, i64::MIN.into(), i64::MAX.into()),
        Scalar::U32 => whole(example, 0, u32::MAX.into()),
        Scalar::U64 => whole(example, 0, u64::MAX.into()),
        Scalar::F32 | Scalar::F64 => {
            let number = example.and_then(Value::as_f64).filter(|number| number.is_finite()).unwrap_or(1.0);
            let sign = number.is_sign_negative().then(|| quote!(-));
            let number = Literal::f64_unsuffixed(number.abs());
            quote!(#sign #number)
        }
        Scalar::Timestamp => quote!(jiff::Timestamp::UNIX_EPOCH),
        Scalar::Date => quote!(jiff::civil::date(2024, 1, 31)),
        Scalar::Uuid => quote!(uuid::Uuid::nil()),
        Scalar::Base64 => quote!("…"),
    }
}

/// An example within the range of its type, or else 1.
fn whole(example: Option<&Value>, least: i128, most: i128) -> TokenStream {
    let number = example
        .and_then(|example| example.as_i64().map(i128::from).or_else(|| example.as_u64().map(i128::from)));
    let number = number.filter(|number| (least..=most).contains(number)).unwrap_or(1);
    let sign = (number < 0).then(|| quote!(-));
    let number = Literal::u128_unsuffixed(number.unsigned_abs());
    quote!(#sign #number)
}
