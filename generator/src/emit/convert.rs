//! Conversions of values that were read into values that can be sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::doc;
use super::record::{field_ty, required_value as argument};
use super::ty::{Paths, allowed, ident};
use crate::model::{
    Conversion, Extra, Field, MapKey, Presence, Record, Shape, Ty, TypeDef, Union, UnionVariant, behind_alias,
};

/// The conversion of the form that is read, if there is one.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef) -> TokenStream {
    let Some(Conversion { from, missing }) = &def.conversion else { return TokenStream::new() };
    let read = api.type_def(*from);
    let condition = condition(api, def, read);
    let (from, name) = (ident(&read.name), ident(&def.name));
    let convert = Convert { api };
    // Nothing is taken from a value whose properties are all read-only.
    let is_empty =
        matches!(&def.shape, Shape::Record(sent) if sent.fields.is_empty() && sent.extra.is_none());
    let argument = if is_empty { quote!(_) } else { quote!(value) };
    let body = match (&read.shape, &def.shape) {
        (Shape::Record(read), Shape::Record(sent)) if missing.is_empty() => {
            let fields = convert.record(read, sent, &[], &quote!(value));
            quote!(Self #fields)
        }
        (Shape::Record(read), Shape::Record(sent)) => {
            let fields = convert.record(read, sent, missing, &quote!(self));
            return with_arguments(api, &condition, &from, &name, (sent, missing), &fields);
        }
        (Shape::Union(read), Shape::Union(sent)) => convert.union(&from, read, sent),
        (Shape::Newtype(read), Shape::Newtype(sent)) => {
            let value = convert.value(read, sent, quote!(value.0));
            quote!(Self(#value))
        }
        (Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_), _) => {
            return TokenStream::new();
        }
    };
    quote! {
        #condition
        impl From<super::#from> for #name {
            /// Read-only properties and properties that are null are left out.
            #[inline]
            fn from(#argument: super::#from) -> Self { #body }
        }
    }
}

/// The conversion of a record that lacks properties.
fn with_arguments(
    api: &Emitter<'_>,
    condition: &TokenStream,
    from: &proc_macro2::Ident,
    name: &proc_macro2::Ident,
    (sent, missing): (&Record, &[usize]),
    values: &TokenStream,
) -> TokenStream {
    let fields = || missing.iter().map(|index| &sent.fields[*index]);
    let arguments = fields().map(|field| {
        let name = ident(&field.name);
        let ty = if is_required(field) { argument(api, field, &name).0 } else { field_ty(api, field) };
        quote!(#name: #ty)
    });
    let many = allowed(fields().map(|field| &field.name), true);
    let doc = doc::paragraphs(
        api,
        [
            format!("Converts this into the [`{name}`] that sends it."),
            "The arguments are the properties that are missing here. Read-only properties and properties that are null are left out."
                .to_owned(),
        ],
    );
    quote! {
        #condition
        impl super::#from {
            #doc
            #many
            pub fn into_input(self, #(#arguments),*) -> #name { #name #values }
        }
    }
}

/// The resources that the form that is read needs, if the module of the other form does not imply them.
fn condition(api: &Emitter<'_>, sent: &TypeDef, read: &TypeDef) -> TokenStream {
    let is_implied = read.resources.is_empty()
        || (!sent.resources.is_empty() && sent.resources.is_subset(&read.resources));
    if is_implied {
        return TokenStream::new();
    }
    let features = read.resources.iter().map(|id| &api.resource(*id).feature);
    quote!(#[cfg(any(#(feature = #features),*))])
}

fn is_required(field: &Field) -> bool {
    match field.presence {
        Presence::Required | Presence::Nullable => true,
        Presence::Optional | Presence::OptionalNullable => false,
    }
}

struct Convert<'a> {
    api: &'a Emitter<'a>,
}

impl Convert<'_> {
    /// The fields of a record, from the record in `value` and, if they are `missing`, from arguments.
    fn record(&self, read: &Record, sent: &Record, missing: &[usize], value: &TokenStream) -> TokenStream {
        let fields = sent.fields.iter().enumerate().map(|(index, field)| {
            let name = ident(&field.name);
            if !missing.contains(&index) {
                let value = self.field(read.field(&field.wire), field, value);
                return quote!(#name: #value);
            }
            let given = if is_required(field) { argument(self.api, field, &name).1 } else { quote!(#name) };
            if name == given.to_string() { quote!(#name) } else { quote!(#name: #given) }
        });
        let extra = read.extra.as_ref().zip(sent.extra.as_ref()).map(|(read, sent)| {
            let (from, to) = (ident(&read.name), ident(&sent.name));
            let value = self.extra(read, sent, quote!(#value.#from));
            quote!(#to: #value)
        });
        quote!({ #(#fields,)* #extra })
    }

    /// The value of a field.
    fn field(&self, read: Option<&Field>, sent: &Field, value: &TokenStream) -> TokenStream {
        let constant = sent.constant.as_ref().map(|constant| {
            let (ty, constant) = (Paths::plain(self.api).ty(&sent.ty), ident(constant));
            quote!(#ty::#constant)
        });
        let Some(read) = read else {
            return match (sent.presence, constant) {
                (Presence::Required, Some(constant)) => constant,
                (_, Some(constant)) => quote!(Some(#constant)),
                (_, None) => quote!(None),
            };
        };
        let name = ident(&read.name);
        let value = quote!(#value.#name);
        if read.presence == Presence::Required {
            let value = self.value(&read.ty, &sent.ty, value);
            return match sent.presence {
                Presence::Required => value,
                Presence::Optional | Presence::Nullable => quote!(Some(#value)),
                Presence::OptionalNullable => quote!(Some(Nullable::Value(#value))),
            };
        }
        let map = self.map(&read.ty, &sent.ty);
        let value = match sent.presence {
            Presence::OptionalNullable if map.is_empty() => quote!(#value.map(Nullable::Value)),
            Presence::OptionalNullable => {
                let inner = self.value(&read.ty, &sent.ty, quote!(value));
                quote!(#value.map(|value| Nullable::Value(#inner)))
            }
            Presence::Required | Presence::Optional | Presence::Nullable => quote!(#value #map),
        };
        match (sent.presence, constant) {
            (Presence::Required, Some(constant)) => quote!(#value.unwrap_or(#constant)),
            (_, Some(constant)) => quote!(#value.or(Some(#constant))),
            (_, None) => value,
        }
    }

    fn extra(&self, read: &Extra, sent: &Extra, value: TokenStream) -> TokenStream {
        let list = |ty: &Ty| Ty::Map(MapKey::String, Box::new(ty.clone()));
        self.value(&list(&read.ty), &list(&sent.ty), value)
    }

    /// A match over the alternatives of a union.
    fn union(&self, from: &proc_macro2::Ident, read: &Union, sent: &Union) -> TokenStream {
        let arms = read.variants.iter().zip(&sent.variants).map(|(read, sent)| {
            let (name, to) = (ident(&read.name), ident(&sent.name));
            let value = self.variant(read, sent);
            quote!(super::#from::#name(value) => Self::#to(#value),)
        });
        let (read, sent) = (ident(&read.unknown), ident(&sent.unknown));
        quote!(match value { #(#arms)* super::#from::#read(value) => Self::#sent(value) })
    }

    fn variant(&self, read: &UnionVariant, sent: &UnionVariant) -> TokenStream {
        let runtime = self.api.runtime();
        let inner = if read.others { quote!(value.value) } else { quote!(value) };
        let inner = self.value(&read.ty, &sent.ty, inner);
        match (read.others, sent.others) {
            (true, true) => quote!(#runtime::AnyOf { value: #inner, others: value.others }),
            (false, true) => quote!(#runtime::AnyOf::from(#inner)),
            (_, false) => inner,
        }
    }

    /// A value of `read` as a value of `sent`.
    fn value(&self, read: &Ty, sent: &Ty, value: TokenStream) -> TokenStream {
        let (from_box, read) = self.unboxed(read);
        let (to_box, sent) = self.unboxed(sent);
        let inner = match (&read, &sent) {
            _ if read == sent && from_box == to_box => return value,
            _ if read == sent && from_box => quote!(*#value),
            _ if read == sent => value,
            _ => {
                let value = if from_box { quote!((*#value)) } else { value };
                self.inner(&read, &sent, &value)
            }
        };
        if to_box { quote!(Box::new(#inner)) } else { inner }
    }

    /// Like [`Self::value`], for different types without boxes and aliases.
    fn inner(&self, read: &Ty, sent: &Ty, value: &TokenStream) -> TokenStream {
        match (read, sent) {
            (Ty::List(read), Ty::List(sent)) => {
                let map = self.map(read, sent);
                quote!(#value.into_iter()#map.collect())
            }
            (Ty::Map(_, read), Ty::Map(_, sent)) => {
                let inner = self.value(read, sent, quote!(value));
                quote!(#value.into_iter().map(|(key, value)| (key, #inner)).collect())
            }
            (Ty::Nullable(read), Ty::Nullable(sent)) => {
                let map = self.map(read, sent);
                quote!(#value #map)
            }
            (
                Ty::Scalar(_)
                | Ty::Named { .. }
                | Ty::List(_)
                | Ty::Map(..)
                | Ty::Nullable(_)
                | Ty::JsonObject
                | Ty::AnyJson,
                _,
            ) => quote!(#value.into()),
        }
    }

    /// The call that converts the values of an option or an iterator. Empty if nothing changes.
    fn map(&self, read: &Ty, sent: &Ty) -> TokenStream {
        let inner = self.value(read, sent, quote!(value));
        match inner.to_string() {
            text if text == quote!(value).to_string() => quote!(),
            text if text == quote!(value.into()).to_string() => quote!(.map(Into::into)),
            _ => quote!(.map(|value| #inner)),
        }
    }

    /// Whether a type is in a box, and the type without box and alias.
    fn unboxed(&self, ty: &Ty) -> (bool, Ty) {
        let is_boxed = matches!(ty, Ty::Named { boxed: true, .. });
        let ty = match behind_alias(&self.api.types, ty) {
            Ty::Named { id, .. } => Ty::Named { id: *id, boxed: false },
            other => other.clone(),
        };
        (is_boxed, ty)
    }
}
