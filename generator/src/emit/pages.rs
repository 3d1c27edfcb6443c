//! Pagination of an operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Emitter;
use super::ty::{Paths, ident};
use crate::model::{FieldStep, Operation, PageKind, Pagination, Ty};

/// The `static` that describes the pagination to the runtime.
pub(super) fn constant(
    api: &Emitter<'_>,
    operation: &Operation,
    pagination: &Pagination,
    page: &Ty,
) -> TokenStream {
    let name = ident(&operation.pages_constant);
    let page = Paths::qualified(api).ty(page);
    let parameter = &pagination.parameter;
    let option =
        |limit: &Option<String>| limit.as_ref().map_or_else(|| quote!(None), |limit| quote!(Some(#limit)));
    let extent = || {
        let count = count(&pagination.items);
        quote!(|page| Extent { count: #count, ..Extent::default() })
    };
    let kind = match &pagination.kind {
        PageKind::Cursor { next, text } => {
            let next = cursor(next, *text);
            quote!(Cursor { parameter: #parameter, next: |page, _| #next })
        }
        PageKind::Page { first, limit } => {
            let (first, limit, extent) = (Literal::u64_unsuffixed(*first), option(limit), extent());
            quote!(Page { parameter: #parameter, first: #first, limit: #limit, extent: #extent })
        }
        PageKind::Offset { limit } => {
            let (limit, extent) = (option(limit), extent());
            quote!(Offset { parameter: #parameter, limit: #limit, extent: #extent })
        }
    };
    quote! { static #name: Paging<#page> = Paging::#kind; }
}

/// The methods that iterate over pages and items.
pub(super) fn methods(
    api: &Emitter<'_>,
    operation: &Operation,
    pagination: &Pagination,
    page: &Ty,
) -> TokenStream {
    let constant = ident(&operation.pages_constant);
    let paths = Paths::qualified(api);
    let (page, item) = (paths.ty(page), paths.ty(&pagination.item));
    let take = take(&pagination.items);
    let keys = pagination.items.iter().map(|step| &step.wire);
    quote! {
        /// Iterates over the pages, from this request on. Each page is fetched when it is needed.
        pub fn pages(self) -> Pages<#page> { Pages::new(self.call, &#constant) }

        /// Iterates over the items of all pages, from this request on. Each page is fetched when it is needed.
        pub fn items(self) -> Items<#page, #item> { Items::new(self.call, &#constant, #take, &[#(#keys),*]) }
    }
}

fn cursor(steps: &[FieldStep], text: bool) -> TokenStream {
    let Some((last, way)) = steps.split_last() else { return quote!(None) };
    let way = way.iter().map(|step| {
        let field = ident(&step.field);
        if step.optional { quote!(.#field.as_ref()?) } else { quote!(.#field) }
    });
    let field = ident(&last.field);
    let value = quote!(page #(#way)* .#field);
    match (last.optional, text) {
        (true, true) => quote!(#value.clone()),
        (true, false) => quote!(#value.as_ref().map(ToString::to_string)),
        (false, true) => quote!(Some(#value.clone())),
        (false, false) => quote!(Some(#value.to_string())),
    }
}

/// The function that takes the items out of a page.
fn take(steps: &[FieldStep]) -> TokenStream {
    let Some((last, way)) = steps.split_last() else { return quote!(std::mem::take) };
    let field = ident(&last.field);
    let get = if last.optional {
        quote!(page.#field.take().unwrap_or_default())
    } else {
        quote!(std::mem::take(&mut page.#field))
    };
    let items = way.iter().rev().fold(get, |inner, step| {
        let field = ident(&step.field);
        if step.optional {
            quote!(page.#field.as_mut().map(|page| #inner).unwrap_or_default())
        } else {
            quote!({ let page = &mut page.#field; #inner })
        }
    });
    quote!(|page| #items)
}

/// The function that counts the items of a page.
fn count(steps: &[FieldStep]) -> TokenStream {
    let Some((last, way)) = steps.split_last() else { return quote!(page.len()) };
    let field = ident(&last.field);
    let get = if last.optional {
        quote!(page.#field.as_ref().map_or(0, Vec::len))
    } else {
        quote!(page.#field.len())
    };
    way.iter().rev().fold(get, |inner, step| {
        let field = ident(&step.field);
        if step.optional {
            quote!(page.#field.as_ref().map_or(0, |page| #inner))
        } else {
            quote!({ let page = &page.#field; #inner })
        }
    })
}
