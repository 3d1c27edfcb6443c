//! Records: structs with constructors and setters.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Emitter;
use super::describe::{self, Scope};
use super::doc;
use super::ty::{Made, Paths, allowed, ident, needs_one_string, widens};
use super::union;
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

/// Whether the constructor or a setter of this type takes an `IntoArgument`.
pub(super) fn uses_argument(api: &Emitter<'_>, def: &TypeDef) -> bool {
    let converts = |ty: &Ty| widens(ty) || Paths::plain(api).converts(ty);
    match &def.shape {
        Shape::Record(record) => {
            let set = |field: &Field| {
                field.constant.is_none() && (field.presence != Presence::Required || converts(&field.ty))
            };
            record.fields.iter().any(set) || record.extra.as_ref().is_some_and(|extra| converts(&extra.ty))
        }
        Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
    }
}

/// A struct. If callers send it, it has a constructor and setters.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let (derives, eq) = (derived(def), eq(def));
    let fields = record.fields.iter().map(|field| Made(|| field_item(api, field)));
    let extra = record.extra.as_ref().map(|extra| extra_item(api, extra));
    let builder = def.usage.input.then(|| builder(api, def, record));
    let codec = codec(api, def, record);
    quote! {
        #doc
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields)* #extra }
        #eq
        #builder
        #codec
    }
}

/// The macro call that implements reading and writing.
fn codec(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let (runtime, name, directions) = (api.runtime(), ident(&def.name), directions(def));
    // Some servers accept a tag only as the first property.
    let (tags, others): (Vec<&Field>, Vec<&Field>) = record.fields.iter().partition(|field| field.tag);
    if record.is_array {
        let fields = record.fields.iter().map(|field| ident(&field.name));
        return quote! { #runtime::json::tuple!(#name: #directions { #(#fields,)* }); };
    }
    let fields = tags.into_iter().chain(others).map(|field| {
        Made(|| {
            let (wire, name) = (&field.wire, ident(&field.name));
            let presence = match field.presence {
                Presence::Required => format_ident!("Required"),
                Presence::Nullable => format_ident!("Nullable"),
                Presence::Optional | Presence::OptionalNullable => format_ident!("Optional"),
            };
            quote!(#wire => #name: #presence,)
        })
    });
    let extra = record.extra.as_ref().map(|extra| {
        let name = ident(&extra.name);
        quote!(.. => #name,)
    });
    quote! { #runtime::json::record!(#name: #directions { #(#fields)* #extra }); }
}

/// Whether a type is read, written, or both.
pub(super) fn directions(def: &TypeDef) -> TokenStream {
    if def.usage.output { quote!(read, write) } else { quote!(write) }
}

/// A newtype: a list or map that contains itself.
pub(super) fn newtype(api: &Emitter<'_>, def: &TypeDef, ty: &Ty) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let (derives, eq, runtime, directions) = (derived(def), eq(def), api.runtime(), directions(def));
    let conversions = def.usage.input.then(|| union::arguments(api, &name, [ty]));
    let ty = Paths::plain(api).ty(ty);
    quote! {
        #doc
        #derives
        pub struct #name(pub #ty);

        #eq

        impl From<#ty> for #name {
            #[inline]
            fn from(value: #ty) -> Self { Self(value) }
        }

        #conversions
        #runtime::json::newtype!(#name: #directions);
    }
}

/// The `derive` attribute of a type.
pub(super) fn derived(def: &TypeDef) -> TokenStream {
    let hash = def.derives.eq.then(|| quote!(Hash,));
    let default = def.derives.default.then(|| quote!(Default,));
    quote! { #[derive(Debug, Clone, PartialEq, #hash #default)] }
}

/// The implementation of `Eq`. A derived one has a function that checks each field, which takes time to compile.
pub(super) fn eq(def: &TypeDef) -> Option<TokenStream> {
    let name = ident(&def.name);
    def.derives.eq.then(|| quote! { impl Eq for #name {} })
}

fn field_item(api: &Emitter<'_>, field: &Field) -> TokenStream {
    let doc = doc::paragraphs(api, doc::of(&field.doc, &describe::value(api, &field.ty, Scope::Types)));
    let deprecated = doc::deprecated(field.deprecated);
    let name = ident(&field.name);
    let ty = field_ty(api, field);
    quote! { #doc #deprecated pub #name: #ty, }
}

/// The type of a field.
pub(super) fn field_ty(api: &Emitter<'_>, field: &Field) -> TokenStream {
    let inner = Paths::plain(api).ty(&field.ty);
    match field.presence {
        Presence::Required => inner,
        Presence::Optional | Presence::Nullable => quote!(Option<#inner>),
        Presence::OptionalNullable => quote!(Option<Nullable<#inner>>),
    }
}

fn extra_item(api: &Emitter<'_>, extra: &Extra) -> TokenStream {
    let name = ident(&extra.name);
    let ty = map_of(api, extra);
    quote! {
        /// Additional properties.
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
    let optional = record.fields.iter().filter(|field| !field.is_argument() && field.constant.is_none());
    let setters = optional.map(|field| Made(|| setter(api, field)));
    let extra = record.extra.as_ref().map(|extra| extra_setter(api, extra));
    // A derived implementation would omit the tag.
    let default = (!def.derives.default && !record.fields.iter().any(Field::is_argument)).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let runtime = api.runtime();
    let one_string = needs_one_string(record).then(|| quote!(: one string));
    let conversions = quote!(#runtime::argument!(#name #one_string););
    quote! {
        impl #name { #constructor #(#setters)* #extra }
        #default
        #conversions
    }
}

fn constructor(api: &Emitter<'_>, def: &TypeDef, record: &Record) -> TokenStream {
    let required: Vec<&Field> = record.fields.iter().filter(|field| field.is_argument()).collect();
    let fixed = record.fields.iter().any(|field| field.constant.is_some());
    let doc = if required.is_empty() && fixed {
        "A value with only the constant properties."
    } else if required.is_empty() {
        "A value with no properties set."
    } else if record.is_array {
        "A value with these items."
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
        let (argument, _) = required_value(api, field, &ident(&field.name));
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
        if !field.is_argument() {
            return quote!(#name: None);
        }
        let (_, convert) = required_value(api, field, &name);
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

/// The type of the constructor's argument for a field, and the expression that converts the argument to the field's type.
pub(super) fn required_value(
    api: &Emitter<'_>,
    field: &Field,
    argument: &Ident,
) -> (TokenStream, TokenStream) {
    let paths = Paths::plain(api);
    match field.presence {
        Presence::Required | Presence::Optional | Presence::OptionalNullable => {
            paths.constructor_argument(&field.ty, argument)
        }
        Presence::Nullable => {
            let (inner, is_boxed) = paths.unboxed(&field.ty);
            let boxed = is_boxed.then(|| quote!(.map(Box::new)));
            (
                quote!(impl IntoArgument<Nullable<#inner>>),
                quote!(#argument.into_argument().into_option() #boxed),
            )
        }
    }
}

fn setter(api: &Emitter<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let is_nullable = field.presence == Presence::OptionalNullable;
    let paths = Paths::plain(api);
    let argument = paths.optional_argument(&field.ty, is_nullable);
    let (_, is_boxed) = paths.unboxed(&field.ty);
    let boxed = match (is_boxed, is_nullable) {
        (true, true) => quote!(.map(|value| value.map(Box::new))),
        (true, false) => quote!(.map(Box::new)),
        (false, _) => quote!(),
    };
    let null = match field.presence {
        Presence::OptionalNullable => " `Nullable::Null` sends null.",
        Presence::Required | Presence::Optional | Presence::Nullable => "",
    };
    let doc = doc::line(api, format!("Sets {}.{null}", doc::code_text(&field.wire)));
    let deprecated = doc::deprecated(field.deprecated);
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self { self.#name = #name.into_argument() #boxed; self }
    }
}

fn extra_setter(api: &Emitter<'_>, extra: &Extra) -> TokenStream {
    let name = ident(&extra.name);
    let value_name = Ident::new("value", proc_macro2::Span::call_site());
    let (argument, convert) = Paths::plain(api).constructor_argument(&extra.ty, &value_name);
    quote! {
        /// Sets an additional property.
        pub fn #name(mut self, key: impl Into<String>, value: #argument) -> Self {
            self.#name.insert(key.into(), #convert);
            self
        }
    }
}
