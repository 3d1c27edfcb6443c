//! Parameters: arguments, setters, and the calls that add them to a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::ty::{Paths, ident};
use super::{body, doc};
use crate::model::{
    HeaderStyle, Parameter, ParameterLocation, PathStyle, QueryString, QueryStyle, Scalar, Ty,
};
use crate::source::Value;

/// The runtime items that a parameter uses.
pub(super) fn uses(api: &Emitter<'_>, parameter: &Parameter) -> Vec<&'static str> {
    let mut uses = Vec::new();
    if parameter.json {
        uses.push("crate::runtime::JsonText");
    }
    let converts =
        || parameter.is_argument() && !is_text(parameter) && Paths::qualified(api).converts(&parameter.ty);
    if !parameter.required || converts() {
        uses.push("crate::runtime::IntoArgument");
    }
    match &parameter.location {
        ParameterLocation::Query(_) => uses.push("crate::runtime::Style"),
        ParameterLocation::QueryString(QueryString::Form(styles)) if !styles.is_empty() => {
            uses.push("crate::runtime::Style");
        }
        ParameterLocation::QueryString(_)
        | ParameterLocation::Header(_)
        | ParameterLocation::Cookie { .. } => {}
        ParameterLocation::Path(PathStyle::Simple { explode: false }) if !parameter.reserved => {}
        ParameterLocation::Path(_) => uses.push("crate::runtime::PathStyle"),
    }
    uses
}

/// A required parameter as an argument of the method.
pub(super) fn argument(api: &Emitter<'_>, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    if is_text(parameter) {
        return quote!(#name: impl AsRef<str>);
    }
    let (ty, _) = Paths::qualified(api).argument(&parameter.ty, &name);
    quote!(#name: #ty)
}

fn is_text(parameter: &Parameter) -> bool {
    matches!(parameter.ty, Ty::Scalar(Scalar::String))
}

/// The value of a required parameter, in the form that the runtime expects.
pub(super) fn wire_value(api: &Emitter<'_>, parameter: &Parameter) -> TokenStream {
    written(parameter, typed_value(api, parameter))
}

fn written(parameter: &Parameter, value: TokenStream) -> TokenStream {
    if parameter.json { quote!(&JsonText(#value)) } else { value }
}

fn typed_value(api: &Emitter<'_>, parameter: &Parameter) -> TokenStream {
    match &parameter.constant {
        Some(Value::String(only)) => return quote!(#only),
        Some(Value::Bool(only)) => return quote!(&#only),
        Some(Value::Number(only)) => {
            let only = only.as_i64().unwrap_or_default();
            let only = match i32::try_from(only) {
                Ok(_) => proc_macro2::Literal::i64_unsuffixed(only),
                Err(_) => proc_macro2::Literal::i64_suffixed(only),
            };
            return quote!(&#only);
        }
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => {}
    }
    let name = ident(&parameter.name);
    if is_text(parameter) {
        return quote!(#name.as_ref());
    }
    body::value(api, &parameter.ty, &name)
}

pub(super) fn path_call(api: &Emitter<'_>, parameter: &Parameter) -> Option<TokenStream> {
    let ParameterLocation::Path(style) = parameter.location else { return None };
    let (wire, value) = (&parameter.wire, wire_value(api, parameter));
    let style = match style {
        PathStyle::Simple { explode: false } if !parameter.reserved => {
            return Some(quote!(.path(#wire, #value)));
        }
        PathStyle::Simple { explode } => quote!(Simple { explode: #explode }),
        PathStyle::Label { explode } => quote!(Label { explode: #explode }),
        PathStyle::Matrix { explode } => quote!(Matrix { explode: #explode }),
        PathStyle::Segments => quote!(Segments),
        PathStyle::Delimited(delimiter) => {
            let delimiter = delimiter.as_str();
            quote!(Delimited(#delimiter))
        }
    };
    let method = if parameter.reserved { quote!(path_reserved) } else { quote!(path_styled) };
    Some(quote!(.#method(#wire, #value, PathStyle::#style)))
}

/// The method call that adds a parameter to the call. `None` for path parameters.
pub(super) fn call_expression(parameter: &Parameter, value: &TokenStream) -> Option<TokenStream> {
    let wire = &parameter.wire;
    Some(match &parameter.location {
        ParameterLocation::Path(_) => return None,
        ParameterLocation::Query(style) => {
            let style = match style {
                QueryStyle::Form { explode } => quote!(Form { explode: #explode }),
                QueryStyle::SpaceDelimited => quote!(SpaceDelimited),
                QueryStyle::PipeDelimited => quote!(PipeDelimited),
                QueryStyle::TabDelimited => quote!(TabDelimited),
                QueryStyle::DeepObject => quote!(DeepObject),
            };
            if parameter.reserved {
                quote!(query_reserved(#wire, #value, Style::#style))
            } else {
                quote!(query(#wire, #value, Style::#style))
            }
        }
        ParameterLocation::QueryString(QueryString::Text) => quote!(query_text(#value)),
        ParameterLocation::QueryString(QueryString::Form(styles)) => {
            let styles = body::property_styles(styles);
            quote!(query_form(#value, #styles))
        }
        ParameterLocation::Header(HeaderStyle::Simple { explode }) => quote!(header(#wire, #value, #explode)),
        ParameterLocation::Header(HeaderStyle::Delimited(delimiter)) => {
            let delimiter = delimiter.as_str();
            quote!(delimited_header(#wire, #value, #delimiter))
        }
        ParameterLocation::Cookie { explode, encoded: true } if parameter.reserved => {
            quote!(cookie_reserved(#wire, #value, #explode))
        }
        ParameterLocation::Cookie { explode, encoded: true } => quote!(cookie(#wire, #value, #explode)),
        ParameterLocation::Cookie { explode, encoded: false } => {
            quote!(unencoded_cookie(#wire, #value, #explode))
        }
    })
}

pub(super) fn setter(api: &Emitter<'_>, parameter: &Parameter) -> TokenStream {
    let wire = doc::code_text(&parameter.wire);
    let fallback = match parameter.location {
        ParameterLocation::Path(_) => format!("Sets the path parameter {wire}."),
        ParameterLocation::Query(_) => format!("Sets the query parameter {wire}."),
        ParameterLocation::QueryString(_) => "Sets the query.".to_owned(),
        ParameterLocation::Header(_) => format!("Sets the header {wire}."),
        ParameterLocation::Cookie { .. } => format!("Sets the cookie {wire}."),
    };
    let doc = doc::paragraphs(api, doc::of(&parameter.doc, &fallback));
    let deprecated = doc::deprecated(parameter.deprecated);
    let name = ident(&parameter.name);
    let argument = Paths::qualified(api).optional_argument(&parameter.ty, false);
    let call = call_expression(parameter, &written(parameter, quote!(&#name.into_argument())));
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            self.call.#call;
            self
        }
    }
}
