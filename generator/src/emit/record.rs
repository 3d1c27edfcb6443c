//! Records: structs with constructors and setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use super::describe::{self, Scope};
use super::doc;
use super::ty::{Paths, allowed, ident};
use crate::model::{Extra, Field, Presence, Record, Shape, Ty, TypeDef};

/// Whether the constructor or a setter of this type takes a `Nullable`.
pub(super) fn uses_nullable(def: &TypeDef) -> bool {
    match &def.shape {
        Shape::Record(record) => record
            .fields
            .iter()
            .any(|field| matches!(field.presence, Presence::Nullable | Presence::OptionalNullable)),
        Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
    }
}

/// A struct. If callers send it, it has a constructor and setters.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let derives = derived(def, true, true);
    let fields = record.fields.iter().map(|field| field_item(api, def, field));
    let extra = record.extra.as_ref().map(|extra| extra_item(api, def, extra));
    let builder = def.usage.input.then(|| builder(api, def, record));
    quote! {
        #doc
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields)* #extra }
        #builder
    }
}

/// A newtype: a list or map that contains itself.
pub(super) fn newtype(api: &Emitter<'_>, def: &TypeDef, ty: &Ty) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let derives = derived(def, true, true);
    let codec = api.codec(ty, false).map(|module| quote!(#[serde(with = #module)]));
    let ty = Paths::plain(api).ty(ty);
    quote! {
        #doc
        #derives
        #[serde(transparent)]
        pub struct #name(#codec pub #ty);

        impl From<#ty> for #name {
            fn from(value: #ty) -> Self { Self(value) }
        }
    }
}

/// The `derive` attribute of a type, with `Serialize` if `write` and `Deserialize` if `read`.
pub(super) fn derived(def: &TypeDef, write: bool, read: bool) -> TokenStream {
    let eq = def.derives.eq.then(|| quote!(Eq, Hash,));
    let default = def.derives.default.then(|| quote!(Default,));
    let write = write.then(|| quote!(Serialize,));
    let read = (read && def.usage.output).then(|| quote!(Deserialize));
    quote! { #[derive(Debug, Clone, PartialEq, #eq #default #write #read)] }
}

fn input_only(def: &TypeDef) -> bool {
    def.usage.input && !def.usage.output
}

fn field_item(api: &Emitter<'_>, def: &TypeDef, field: &Field) -> TokenStream {
    let doc = doc::paragraphs(api, doc::of(&field.doc, &describe::value(api, &field.ty, Scope::Types)));
    let deprecated = doc::deprecated(field.deprecated);
    let name = ident(&field.name);
    let inner = Paths::plain(api).ty(&field.ty);
    let ty = match field.presence {
        Presence::Required => inner,
        Presence::Optional | Presence::Nullable => quote!(Option<#inner>),
        Presence::OptionalNullable => quote!(Option<Nullable<#inner>>),
    };
    let serde = field_attribute(api, def, field);
    quote! { #doc #deprecated #serde pub #name: #ty, }
}

fn field_attribute(api: &Emitter<'_>, def: &TypeDef, field: &Field) -> Option<TokenStream> {
    let mut arguments = Vec::new();
    if field.name.as_str() != field.wire {
        let wire = &field.wire;
        arguments.push(quote!(rename = #wire));
    }
    let codec = api.codec(&field.ty, input_only(def));
    match field.presence {
        Presence::Required => {}
        Presence::Nullable => {
            arguments.extend(codec.as_ref().filter(|_| def.usage.output).map(|_| quote!(default)));
        }
        Presence::Optional | Presence::OptionalNullable => {
            arguments.extend(codec.as_ref().filter(|_| def.usage.output).map(|_| quote!(default)));
            arguments.push(quote!(skip_serializing_if = "Option::is_none"));
        }
    }
    arguments.extend(codec.map(|module| {
        if input_only(def) {
            let function = format!("{module}::serialize");
            quote!(serialize_with = #function)
        } else {
            quote!(with = #module)
        }
    }));
    (!arguments.is_empty()).then(|| quote! { #[serde(#(#arguments),*)] })
}

fn extra_item(api: &Emitter<'_>, def: &TypeDef, extra: &Extra) -> TokenStream {
    let name = ident(&extra.name);
    let ty = map_of(api, extra);
    let codec = api.codec(&extra.ty, input_only(def)).map(|module| quote!(, with = #module));
    quote! {
        /// Additional properties.
        #[serde(flatten #codec)]
        pub #name: #ty,
    }
}

fn map_of(api: &Emitter<'_>, extra: &Extra) -> TokenStream {
    let ty = Paths::plain(api).ty(&extra.ty);
    if extra.ty == Ty::AnyJson {
        quote!(serde_json::Map<String, #ty>)
    } else {
        quote!(std::collections::BTreeMap<String, #ty>)
    }
}

fn empty_map(extra: &Extra) -> TokenStream {
    if extra.ty == Ty::AnyJson {
        quote!(serde_json::Map::new())
    } else {
        quote!(std::collections::BTreeMap::new())
    }
}

/// A constructor with the required properties, and a setter for each optional one.
fn builder(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&def.name);
    let constructor = constructor(api, def, record);
    let optional = record.fields.iter().filter(|field| !is_argument(field) && field.constant.is_none());
    let setters = optional.map(|field| setter(api, field));
    let extra = record.extra.as_ref().map(|extra| extra_setter(api, extra));
    // A derived implementation would omit the tag.
    let default = (!def.derives.default && !record.fields.iter().any(is_argument)).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    quote! {
        impl #name { #constructor #(#setters)* #extra }
        #default
    }
}

/// Whether the constructor takes a field.
fn is_argument(field: &Field) -> bool {
    match field.presence {
        Presence::Required | Presence::Nullable => field.constant.is_none(),
        Presence::Optional | Presence::OptionalNullable => false,
    }
}

fn constructor(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let required: Vec<&Field> = record.fields.iter().filter(|field| is_argument(field)).collect();
    let fixed = record.fields.iter().any(|field| field.constant.is_some());
    let doc = if required.is_empty() && fixed {
        "A value with only the constant properties."
    } else if required.is_empty() {
        "A value with no properties set."
    } else {
        "A value with the required properties."
    };
    let doc = doc::line(api, doc.to_owned());
    if required.is_empty() && def.derives.default {
        // `Self::default()` would call the setter of a field `default`.
        let hidden = record.fields.iter().any(|field| field.name.as_str() == "default");
        let default = if hidden { quote!(<Self as Default>::default()) } else { quote!(Self::default()) };
        return quote! {
            #doc
            pub fn new() -> Self { #default }
        };
    }
    let arguments = required.iter().map(|field| {
        let (argument, _) = value(api, field, &ident(&field.name));
        let name = ident(&field.name);
        quote!(#name: #argument)
    });
    let initializers = record.fields.iter().map(|field| {
        let name = ident(&field.name);
        if let Some(constant) = &field.constant {
            let (ty, constant) = (Paths::plain(api).ty(&field.ty), ident(constant));
            return if field.presence == Presence::Optional {
                quote!(#name: Some(#ty::#constant))
            } else {
                quote!(#name: #ty::#constant)
            };
        }
        if !is_argument(field) {
            return quote!(#name: None);
        }
        let (_, convert) = value(api, field, &name);
        if name == convert.to_string() { quote!(#name) } else { quote!(#name: #convert) }
    });
    let extra = record.extra.as_ref().map(|extra| {
        let name = ident(&extra.name);
        let empty = empty_map(extra);
        quote!(, #name: #empty)
    });
    let many = allowed(required.iter().map(|field| &field.name), false);
    quote! {
        #doc
        #many
        pub fn new(#(#arguments),*) -> Self { Self { #(#initializers),* #extra } }
    }
}

/// The type of the argument for a field, and the expression that converts the argument to the field's type (without `Some`).
fn value(api: &Emitter<'_>, field: &Field, argument: &Ident) -> (TokenStream, TokenStream) {
    let paths = Paths::plain(api);
    let inner = paths.ty(&field.ty);
    match field.presence {
        Presence::Required | Presence::Optional => paths.argument(&field.ty, argument),
        Presence::Nullable => (quote!(impl Into<Nullable<#inner>>), quote!(#argument.into().into_option())),
        Presence::OptionalNullable => (quote!(impl Into<Nullable<#inner>>), quote!(#argument.into())),
    }
}

fn setter(api: &Emitter<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let (argument, convert) = value(api, field, &name);
    let null = match field.presence {
        Presence::OptionalNullable => " `Nullable::Null` sends null.",
        Presence::Required | Presence::Optional | Presence::Nullable => "",
    };
    let doc = doc::line(api, format!("Sets {}.{null}", doc::code_text(&field.wire)));
    let deprecated = doc::deprecated(field.deprecated);
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self { self.#name = Some(#convert); self }
    }
}

fn extra_setter(api: &Emitter<'_>, extra: &Extra) -> TokenStream {
    let name = ident(&extra.name);
    let value_name = Ident::new("value", proc_macro2::Span::call_site());
    let (argument, convert) = Paths::plain(api).argument(&extra.ty, &value_name);
    quote! {
        /// Sets an additional property.
        pub fn #name(mut self, key: impl Into<String>, value: #argument) -> Self {
            self.#name.insert(key.into(), #convert);
            self
        }
    }
}
