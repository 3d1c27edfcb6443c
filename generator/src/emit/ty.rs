//! Types, arguments and identifiers as tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Api, Field, MapKey, Presence, Record, Scalar, Shape, Ty};
use crate::names;

/// An issued name as a token.
pub(super) fn ident(name: &names::Ident) -> Ident {
    Ident::new(name.as_str(), Span::call_site())
}

/// Tokens that are made where they are inserted, because inserting others copies them.
pub(super) struct Made<F>(pub(super) F);

impl<F: Fn() -> TokenStream> ToTokens for Made<F> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(std::iter::once((self.0)()));
    }
}

/// The limits of clippy for arguments, and for arguments with names of one letter.
const MANY_ARGUMENTS: usize = 7;
const MANY_LETTERS: usize = 4;

/// The `allow` attributes for a function with these arguments and, if `receiver`, with `self`.
pub(super) fn allowed<'a>(arguments: impl Iterator<Item = &'a names::Ident>, receiver: bool) -> TokenStream {
    let (count, letters) = arguments.fold((usize::from(receiver), 0), |(count, letters), name| {
        (count + 1, letters + usize::from(name.as_str().chars().count() == 1))
    });
    let many = (count > MANY_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let short = (letters > MANY_LETTERS).then(|| quote!(#[allow(clippy::many_single_char_names)]));
    quote!(#many #short)
}

/// The name of a local variable next to arguments. No argument ends in `_`, except keywords.
pub(super) fn local<'a>(name: &str, mut arguments: impl Iterator<Item = &'a names::Ident>) -> Ident {
    let is_taken = arguments.any(|argument| argument.as_str() == name);
    if is_taken { format_ident!("{name}_") } else { format_ident!("{name}") }
}

/// The initializer of a field with the value of a local variable.
pub(super) fn initializer(field: &str, local: &Ident) -> TokenStream {
    let field = format_ident!("{field}");
    if field == *local { quote!(#field) } else { quote!(#field: #local) }
}

/// Writes the paths of the API's types.
#[derive(Clone, Copy)]
pub(super) struct Paths<'a> {
    api: &'a Api,
    qualified: bool,
}

impl<'a> Paths<'a> {
    /// Writes `Name`.
    pub(super) fn plain(api: &'a Api) -> Self {
        Self { api, qualified: false }
    }

    /// Writes `types::Name`.
    pub(super) fn qualified(api: &'a Api) -> Self {
        Self { api, qualified: true }
    }

    /// The type of a value.
    pub(super) fn ty(self, ty: &Ty) -> TokenStream {
        match ty {
            Ty::Scalar(scalar) => Self::scalar(*scalar),
            Ty::Named { id, boxed } => {
                let name = ident(&self.api.type_def(*id).name);
                let path = if self.qualified { quote!(types::#name) } else { quote!(#name) };
                if *boxed { quote!(Box<#path>) } else { path }
            }
            Ty::List(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Ty::Map(key, inner) => {
                let key = match key {
                    MapKey::String => quote!(String),
                    MapKey::Enum(id) => self.ty(&Ty::Named { id: *id, boxed: false }),
                };
                let inner = self.ty(inner);
                quote!(std::collections::BTreeMap<#key, #inner>)
            }
            Ty::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Ty::JsonObject => quote!(serde_json::Map<String, serde_json::Value>),
            Ty::AnyJson => quote!(serde_json::Value),
        }
    }

    fn scalar(scalar: Scalar) -> TokenStream {
        match scalar {
            Scalar::String => quote!(String),
            Scalar::Bool => quote!(bool),
            Scalar::I32 => quote!(i32),
            Scalar::I64 => quote!(i64),
            Scalar::U32 => quote!(u32),
            Scalar::U64 => quote!(u64),
            Scalar::F64 => quote!(f64),
            Scalar::Number(number) => {
                let inner = Self::scalar(number.scalar());
                quote!(Number<#inner>)
            }
            Scalar::Timestamp => quote!(jiff::Timestamp),
            Scalar::Date => quote!(jiff::civil::Date),
            Scalar::Uuid => quote!(uuid::Uuid),
            Scalar::Base64 => quote!(bytes::Bytes),
        }
    }

    /// The type of a required argument for a value of `ty`, and the expression that converts the argument.
    pub(super) fn argument(self, ty: &Ty, argument: &Ident) -> (TokenStream, TokenStream) {
        let (whole, is_boxed) = self.unboxed(ty);
        let (taken, value) = if self.converts(ty) {
            (quote!(impl IntoArgument<#whole>), quote!(#argument.into_argument()))
        } else {
            (whole, quote!(#argument))
        };
        (taken, if is_boxed { quote!(Box::new(#value)) } else { value })
    }

    /// Like [`argument`](Self::argument), for a constructor: it also takes narrower numbers.
    pub(super) fn constructor_argument(self, ty: &Ty, argument: &Ident) -> (TokenStream, TokenStream) {
        if !widens(ty) {
            return self.argument(ty, argument);
        }
        let whole = self.ty(ty);
        (quote!(impl IntoArgument<#whole>), quote!(#argument.into_argument()))
    }

    /// The type of the argument of a setter for a value of `ty`. If `nullable`, it can be null.
    pub(super) fn optional_argument(self, ty: &Ty, nullable: bool) -> TokenStream {
        let (whole, _) = self.unboxed(ty);
        if nullable {
            quote!(impl IntoArgument<Option<Nullable<#whole>>>)
        } else {
            quote!(impl IntoArgument<Option<#whole>>)
        }
    }

    /// The type of a value without its `Box`, and whether it has one. Boxes are hidden from callers.
    pub(super) fn unboxed(self, ty: &Ty) -> (TokenStream, bool) {
        match ty {
            Ty::Named { id, boxed: true } => (self.ty(&Ty::Named { id: *id, boxed: false }), true),
            Ty::Scalar(_)
            | Ty::Named { .. }
            | Ty::List(_)
            | Ty::Map(..)
            | Ty::Nullable(_)
            | Ty::JsonObject
            | Ty::AnyJson => (self.ty(ty), false),
        }
    }

    /// Whether a required argument of this type is `impl IntoArgument<…>`, because callers have several natural types for it.
    pub(super) fn converts(self, ty: &Ty) -> bool {
        match ty {
            Ty::Scalar(Scalar::String | Scalar::Base64 | Scalar::Number(_))
            | Ty::Nullable(_)
            | Ty::List(_)
            | Ty::AnyJson => true,
            Ty::Named { id, .. } => {
                let def = self.api.type_def(*id);
                match &def.shape {
                    Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => true,
                    Shape::Record(record) => needs_one_string(record),
                    Shape::Alias(ty) => self.converts(ty),
                }
            }
            Ty::Scalar(_) | Ty::Map(..) | Ty::JsonObject => false,
        }
    }

    /// The type that an alias is another name for.
    pub(super) fn resolved<'t>(self, ty: &'t Ty) -> &'t Ty
    where
        'a: 't,
    {
        match ty {
            Ty::Named { id, .. } => match &self.api.type_def(*id).shape {
                Shape::Alias(ty) => self.resolved(ty),
                Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => ty,
            },
            Ty::Scalar(_) | Ty::List(_) | Ty::Map(..) | Ty::Nullable(_) | Ty::JsonObject | Ty::AnyJson => ty,
        }
    }
}

/// Whether a constructor takes narrower numbers for a number of this type.
pub(super) fn widens(ty: &Ty) -> bool {
    matches!(ty, Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::F64))
}

/// Whether the constructor of a record takes a string and nothing else.
pub(super) fn needs_one_string(record: &Record) -> bool {
    let mut arguments = record.fields.iter().filter(|field| field.is_argument());
    let first = arguments.next();
    let is_string = |field: &Field| {
        field.presence == Presence::Required && matches!(field.ty, Ty::Scalar(Scalar::String))
    };
    first.is_some_and(is_string) && arguments.next().is_none()
}
