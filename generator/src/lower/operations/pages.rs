//! Pagination: the operations that return pages, and the request for the next page. It comes from the configuration, from
//! `x-speakeasy-pagination` in the document, or from the names of parameters and fields.

use super::read::RawOperation;
use crate::diagnostics::Diagnostic;
use crate::lower::{Input, Origins, warn_unused};
use crate::model::{
    Content, Field, FieldStep, Method, Operation, PageKind, Pagination, Parameter, ParameterLocation,
    Presence, Resource, Scalar, Shape, Ty, TypeDef,
};
use crate::source::Value;

/// Parameters that take a cursor.
const CURSORS: &[&str] =
    &["cursor", "page_token", "pageToken", "next_token", "nextToken", "after", "page[cursor]", "pageCursor"];
/// Parameters that take a page number.
const PAGES: &[&str] = &["page", "page_number", "pageNumber", "page[number]"];
/// Parameters that take the number of items to skip.
const OFFSETS: &[&str] = &["offset", "skip", "page[offset]"];
/// Parameters that take the size of a page.
const LIMITS: &[&str] =
    &["limit", "per_page", "perPage", "page_size", "pageSize", "page[size]", "page[limit]", "take"];
/// Paths to the cursor of the next page.
const NEXT: &[&str] = &[
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next_token",
    "nextToken",
    "meta.cursors.next",
    "meta.next_cursor",
    "meta.nextCursor",
    "meta.next",
    "pagination.next_cursor",
    "pagination.nextCursor",
    "pagination.next",
    "paging.next_cursor",
    "page_info.end_cursor",
    "pageInfo.endCursor",
    "response_metadata.next_cursor",
    "cursors.next",
    "cursors.after",
    "next",
];
/// Properties that have the items.
const ITEMS: &[&str] = &["data", "items", "results", "records", "entries", "values", "list"];

/// Finds the pagination of each operation.
pub(crate) fn paginate(
    input: &Input<'_>,
    types: &[TypeDef],
    resources: &mut [Resource],
    origins: &Origins<'_>,
) {
    let rule = input.config.pagination.as_ref();
    let mut is_used = rule.is_none();
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let configured =
            rule.and_then(|rule| cursor(types, operation, &rule.parameter, &rule.next, Some(&rule.items)));
        is_used |= configured.is_some();
        let extension = origins.get(operation.origin.as_str()).and_then(|raw| extension(raw));
        operation.pagination = configured
            .or_else(|| declared(types, operation, extension?))
            .or_else(|| inferred(types, operation));
    }
    if !is_used {
        let keys = ["pagination", "parameter"];
        warn_unused(input.config, input.sink, &keys, Diagnostic::unused_pagination());
    }
}

fn extension(raw: &RawOperation) -> Option<&Value> {
    raw.operation.extensions.get("x-speakeasy-pagination")
}

/// The pagination that `x-speakeasy-pagination` describes.
fn declared(types: &[TypeDef], operation: &Operation, extension: &Value) -> Option<Pagination> {
    let input = |kind: &str| {
        let inputs = extension.get("inputs")?.as_array()?;
        let found = inputs.iter().find(|input| input.get("type").and_then(Value::as_str) == Some(kind))?;
        found.get("name")?.as_str()
    };
    let output =
        |key: &str| Some(extension.get("outputs")?.get(key)?.as_str()?.trim_start_matches("$.").to_owned());
    let items = output("results");
    let items = items.as_deref().filter(|path| *path != "$");
    let limit = input("limit").map(str::to_owned);
    if let (Some(parameter), Some(next)) = (input("cursor"), output("nextCursor")) {
        return cursor(types, operation, parameter, &next, items);
    }
    let (parameter, kind) = match (input("page"), input("offset")) {
        (Some(page), _) => (page, PageKind::Page { first: 1, limit }),
        (None, Some(offset)) => (offset, PageKind::Offset { limit }),
        (None, None) => return None,
    };
    let parameter = query(operation, parameter)?;
    let Items { way, item } = items_of(types, operation, items)?;
    Some(Pagination { parameter: parameter.wire.clone(), kind, items: way, item })
}

/// The pagination that the names suggest. Only for requests that can be repeated.
fn inferred(types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
    if operation.method != Method::Get {
        return None;
    }
    let known = |names: &[&str]| names.iter().find_map(|name| query(operation, name));
    if let Some(parameter) = known(CURSORS) {
        return NEXT.iter().find_map(|next| cursor(types, operation, &parameter.wire, next, None));
    }
    let limit = known(LIMITS).map(|limit| limit.wire.clone());
    let whole = |parameter: &&Parameter| matches!(parameter.ty, Ty::Scalar(scalar) if scalar.is_integer());
    let (parameter, kind) = if let Some(page) = known(PAGES).filter(whole) {
        let first = u64::from(page.doc.default.as_ref().and_then(Value::as_u64) != Some(0));
        (page, PageKind::Page { first, limit })
    } else {
        (known(OFFSETS).filter(whole)?, PageKind::Offset { limit })
    };
    let Items { way, item } = items_of(types, operation, None)?;
    Some(Pagination { parameter: parameter.wire.clone(), kind, items: way, item })
}

/// Pagination with a cursor, if the parameter and the fields exist.
fn cursor(
    types: &[TypeDef],
    operation: &Operation,
    parameter: &str,
    next: &str,
    items: Option<&str>,
) -> Option<Pagination> {
    let parameter = query(operation, parameter)?;
    let End { way: next, ty } = walk(types, response(operation)?, next)?;
    let text = match ty {
        Ty::Scalar(Scalar::String) => true,
        Ty::Scalar(scalar) if scalar.is_integer() => false,
        _ => return None,
    };
    let Items { way, item } = items_of(types, operation, items)?;
    let kind = PageKind::Cursor { next, text };
    Some(Pagination { parameter: parameter.wire.clone(), kind, items: way, item })
}

/// An optional query parameter.
fn query<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    operation
        .parameters
        .iter()
        .find(|parameter| parameter.wire == name && matches!(parameter.location, ParameterLocation::Query(_)))
}

fn response(operation: &Operation) -> Option<&Ty> {
    match &operation.success.content {
        Content::Json(ty) => Some(ty),
        Content::Empty | Content::Text | Content::Bytes | Content::Stream(_) | Content::ByStatus(_) => None,
    }
}

/// The items of a page.
struct Items {
    /// The path to them from the response.
    way: Vec<FieldStep>,
    /// The type of an item.
    item: Ty,
}

/// The items of a page: at `path` if it is given, or else at one of the usual paths, or else in the only list of the record.
fn items_of(types: &[TypeDef], operation: &Operation, path: Option<&str>) -> Option<Items> {
    let page = response(operation)?;
    let list = |End { way, ty }: End| match ty {
        Ty::List(item) => Some(Items { way, item: *item }),
        _ => None,
    };
    if let Some(path) = path {
        return list(walk(types, page, path)?);
    }
    if let Ty::List(item) = page {
        return Some(Items { way: Vec::new(), item: (**item).clone() });
    }
    if let Some(items) = ITEMS.iter().find_map(|name| list(walk(types, page, name)?)) {
        return Some(items);
    }
    let mut lists = fields(types, page)?.iter().filter(|field| matches!(field.ty, Ty::List(_)));
    match (lists.next(), lists.next()) {
        (Some(only), None) => list(End { way: vec![step(only)], ty: only.ty.clone() }),
        _ => None,
    }
}

fn fields<'a>(types: &'a [TypeDef], ty: &Ty) -> Option<&'a [Field]> {
    match ty {
        Ty::Named { id, .. } => match &types[id.0].shape {
            Shape::Record(record) => Some(&record.fields),
            Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => None,
        },
        _ => None,
    }
}

fn step(field: &Field) -> FieldStep {
    FieldStep {
        field: field.name.clone(),
        wire: field.wire.clone(),
        optional: field.presence != Presence::Required,
    }
}

/// The end of a path into a record.
struct End {
    way: Vec<FieldStep>,
    ty: Ty,
}

/// Follows a path of names separated by dots from a record to a field.
fn walk(types: &[TypeDef], from: &Ty, path: &str) -> Option<End> {
    let mut way = Vec::new();
    let mut here = from;
    for name in path.split('.') {
        let field = fields(types, here)?.iter().find(|field| field.wire == name)?;
        way.push(step(field));
        here = &field.ty;
    }
    Some(End { way, ty: here.clone() })
}
