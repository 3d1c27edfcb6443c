//! Pagination of an operation.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ty::{Paths, ident};
use super::{Emitter, doc};
use crate::model::{FieldStep, Operation, PageKind, PageSource, PageTarget, Pagination, Ty};

/// The `static` that describes the pagination to the runtime.
pub(super) fn constant(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let name = ident(&operation.pages_constant);
    let kind = match &pagination.kind {
        PageKind::Cursor => quote!(cursor()),
        PageKind::LastItem { id } => quote!(last_item(&[#(#id),*])),
        PageKind::Url => quote!(url()),
        PageKind::Page { first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(page(#first))
        }
        PageKind::Offset { first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(offset(#first))
        }
    };
    let target = match &pagination.target {
        PageTarget::Url => None,
        PageTarget::Query(name) => Some(quote!(.query(#name))),
        PageTarget::Body { path, is_string: true } => Some(quote!(.string_in_body(&[#(#path),*]))),
        PageTarget::Body { path, is_string: false } => Some(quote!(.number_in_body(&[#(#path),*]))),
    };
    let next = pagination.next.as_ref().map(|next| match next {
        PageSource::Property(path) => quote!(.next(&[#(#path),*])),
        PageSource::Header(name) => quote!(.next_in_header(#name)),
    });
    let facts = [
        ("more", &pagination.more),
        ("last", &pagination.last),
        ("total", &pagination.total),
        ("pages", &pagination.pages),
        ("current", &pagination.current),
    ];
    let facts = facts.into_iter().filter_map(|(name, path)| {
        let (name, path) = (format_ident!("{name}"), path.as_ref()?);
        Some(quote!(.#name(&[#(#path),*])))
    });
    let limit = pagination.limit.as_ref().map(|limit| quote!(.limit(#limit)));
    let items: Vec<&String> = pagination.items.iter().map(|step| &step.wire).collect();
    let items = (!items.is_empty()).then(|| quote!(.items(&[#(#items),*])));
    quote! { static #name: Paging = Paging::#kind #target #next #(#facts)* #limit #items; }
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
    let take = take(&pagination.items, matches!(page, Ty::Nullable(_)));
    let (page, item) = (paths.ty(page), paths.ty(&pagination.item));
    let rule = in_words(pagination);
    let about = |what: &str| {
        let first = format!(
            "Iterates over the {what}, from this request on. Each page is fetched when it is needed."
        );
        doc::paragraphs(api, [first, rule.clone()])
    };
    let (of_pages, of_items) = (about("pages"), about("items of all pages"));
    quote! {
        #of_pages
        #[inline]
        pub fn pages(self) -> Pages<#page> { Pages::new(self.call, &#constant) }

        #of_items
        #[inline]
        pub fn items(self) -> Items<#page, #item> { Items::new(self.call, &#constant, #take) }
    }
}

/// The pagination in words.
pub(crate) fn in_words(pagination: &Pagination) -> String {
    let request = match &pagination.target {
        PageTarget::Url => String::new(),
        PageTarget::Query(name) => format!("the query parameter {}", doc::code_text(name)),
        PageTarget::Body { path, .. } => format!("the property {} of the body", path_text(path)),
    };
    let next = match &pagination.next {
        Some(PageSource::Property(path)) => path_text(path),
        Some(PageSource::Header(name)) => format!("the header {}", doc::code_text(name)),
        None => String::new(),
    };
    let start = match &pagination.kind {
        PageKind::Cursor => {
            format!("The next page is requested with {next} of the current page in {request}.")
        }
        PageKind::LastItem { id } => {
            format!("The next page is requested with {} of the last item in {request}.", path_text(id))
        }
        PageKind::Url => format!(
            "The URL of the next page is {next} of the current page. It is followed on the same server only."
        ),
        PageKind::Page { first } => {
            format!("The next page is requested by its number in {request}; the first page is {first}.")
        }
        PageKind::Offset { first } => format!(
            "The next page is requested by the number of its first item in {request}; the first item is {first}."
        ),
    };
    [start, end(pagination, &next)].join(" ")
}

/// The end of a list in words.
fn end(pagination: &Pagination, next: &str) -> String {
    let mut ends = Vec::new();
    if let Some(path) = &pagination.more {
        ends.push(format!("{} is false", path_text(path)));
    }
    if let Some(path) = &pagination.last {
        ends.push(format!("{} is true", path_text(path)));
    }
    let is_counted = matches!(pagination.kind, PageKind::Page { .. } | PageKind::Offset { .. });
    match &pagination.next {
        Some(PageSource::Header(_)) => ends.push(format!("{next} is absent")),
        Some(PageSource::Property(_)) if is_counted => ends.push(format!("{next} is null")),
        Some(PageSource::Property(_)) => ends.push(format!("{next} is absent or null")),
        None => {}
    }
    if is_counted {
        if let Some(path) = &pagination.pages {
            ends.push(format!("{} pages have been returned", path_text(path)));
        }
        if let Some(path) = &pagination.total {
            ends.push(format!("{} items have been returned", path_text(path)));
        }
        if ends.is_empty() {
            ends.push("a page has no items, or fewer than earlier pages and than requested".to_owned());
        }
    }
    if ends.is_empty() {
        ends.push("a page has no items".to_owned());
    }
    format!("The list ends when {}.", ends.join(", or "))
}

/// A path as code.
fn path_text(path: &[String]) -> String {
    doc::code_text(&path.join("."))
}

/// The function that takes the items out of a page, which may be null.
fn take(steps: &[FieldStep], nullable: bool) -> TokenStream {
    let Some((last, way)) = steps.split_last() else {
        return if nullable {
            quote!(|page| page.take().unwrap_or_default())
        } else {
            quote!(std::mem::take)
        };
    };
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
    if nullable {
        quote!(|page| page.as_mut().map(|page| #items).unwrap_or_default())
    } else {
        quote!(|page| #items)
    }
}
