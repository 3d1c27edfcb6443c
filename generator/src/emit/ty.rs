//! Types, arguments and identifiers as tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Api, Scalar, Shape, Ty};
use crate::names;

/// An issued name as a token.
pub(super) fn ident(name: &names::Ident) -> Ident {
    Ident::new(name.as_str(), Span::call_site())
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
            Ty::Map(inner) => {
                let inner = self.ty(inner);
                quote!(std::collections::BTreeMap<String, #inner>)
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

    /// The type of an argument for a value of `ty`, and the expression that converts the argument.
    pub(super) fn argument(self, ty: &Ty, argument: &Ident) -> (TokenStream, TokenStream) {
        let whole = self.ty(ty);
        match ty {
            Ty::List(inner) => {
                let (inner, convert) = if self.converts(inner) {
                    let inner = self.ty(inner);
                    (quote!(impl Into<#inner>), quote!(.map(Into::into)))
                } else {
                    (self.ty(inner), quote!())
                };
                (quote!(impl IntoIterator<Item = #inner>), quote!(#argument.into_iter() #convert .collect()))
            }
            Ty::Named { id, boxed: true } => {
                let name = ident(&self.api.type_def(*id).name);
                let path = if self.qualified { quote!(types::#name) } else { quote!(#name) };
                (quote!(impl Into<#path>), quote!(Box::new(#argument.into())))
            }
            _ if self.converts(ty) => (quote!(impl Into<#whole>), quote!(#argument.into())),
            Ty::Scalar(_)
            | Ty::Named { .. }
            | Ty::Map(_)
            | Ty::Nullable(_)
            | Ty::JsonObject
            | Ty::AnyJson => (whole, quote!(#argument)),
        }
    }

    /// The expression that collects an argument into a list. `None` if `ty` is not a list.
    pub(super) fn collected(self, ty: &Ty, argument: &Ident) -> Option<TokenStream> {
        let Ty::List(inner) = ty else { return None };
        let ty = self.ty(ty);
        let convert = self.converts(inner).then(|| quote!(.map(Into::into)));
        Some(quote!(#argument.into_iter() #convert .collect::<#ty>()))
    }

    /// Whether an argument of this type is `impl Into<…>`, because callers have several natural types for it.
    pub(super) fn converts(self, ty: &Ty) -> bool {
        match ty {
            Ty::Scalar(Scalar::String | Scalar::Base64 | Scalar::Number(_))
            | Ty::Nullable(_)
            | Ty::AnyJson => true,
            Ty::Named { id, .. } => match self.api.type_def(*id).shape {
                Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => true,
                Shape::Record(_) | Shape::Alias(_) => false,
            },
            Ty::Scalar(_) | Ty::List(_) | Ty::Map(_) | Ty::JsonObject => false,
        }
    }
}
