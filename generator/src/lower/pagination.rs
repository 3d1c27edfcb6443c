//! Which operations answer in pages, and how to ask for the next one: as the configuration says, as the document says in
//! `x-speakeasy-pagination`, or as the names of parameters and fields show.

use super::Lowering;
use crate::diagnostics::Diagnostic;
use crate::model::{
    Content, Field, Method, Operation, PageKind, Pagination, Parameter, Place, Presence, Resource, Scalar,
    Shape, Step, Ty, TypeDef,
};
use crate::source::Value;

/// Parameters that take a cursor.
const CURSORS: &[&str] =
    &["cursor", "page_token", "pageToken", "next_token", "nextToken", "after", "page[cursor]", "pageCursor"];
/// Parameters that take the number of a page.
const PAGES: &[&str] = &["page", "page_number", "pageNumber", "page[number]"];
/// Parameters that take how many items to pass over.
const OFFSETS: &[&str] = &["offset", "skip", "page[offset]"];
/// Parameters that take the size of a page.
const LIMITS: &[&str] =
    &["limit", "per_page", "perPage", "page_size", "pageSize", "page[size]", "page[limit]", "take"];
/// Where the cursor of the next page is.
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
/// Where the items are.
const ITEMS: &[&str] = &["data", "items", "results", "records", "entries", "values", "list"];

impl Lowering<'_> {
    /// Finds out how the pages of each operation follow one another.
    pub(crate) fn paginate(&mut self, types: &[TypeDef], resources: &mut [Resource]) {
        let mut is_used = self.config.pagination.is_none();
        for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
            let configured = self.configured(types, operation);
            is_used |= configured.is_some();
            operation.pagination =
                configured.or_else(|| self.declared(types, operation)).or_else(|| inferred(types, operation));
        }
        if !is_used {
            self.idle(&["pagination", "parameter"], Diagnostic::unused_pagination());
        }
    }

    fn configured(&self, types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
        let rule = self.config.pagination.as_ref()?;
        cursor(types, operation, &rule.parameter, &rule.next, Some(&rule.items))
    }

    /// `x-speakeasy-pagination`.
    fn declared(&self, types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
        let extension = self.page_extensions.get(&operation.origin)?;
        let input = |kind: &str| {
            let inputs = extension.get("inputs")?.as_array()?;
            let found =
                inputs.iter().find(|input| input.get("type").and_then(Value::as_str) == Some(kind))?;
            found.get("name")?.as_str()
        };
        let output = |key: &str| {
            Some(extension.get("outputs")?.get(key)?.as_str()?.trim_start_matches("$.").to_owned())
        };
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
        let (items, item) = items_of(types, operation, items)?;
        Some(Pagination { parameter: parameter.wire.clone(), kind, items, item })
    }
}

/// As the names show; only for what can be asked again and again.
fn inferred(types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
    if operation.method != Method::Get {
        return None;
    }
    let known = |names: &[&str]| names.iter().find_map(|name| query(operation, name));
    if let Some(parameter) = known(CURSORS) {
        return NEXT.iter().find_map(|next| cursor(types, operation, &parameter.wire, next, None));
    }
    let limit = known(LIMITS).map(|limit| limit.wire.clone());
    let whole = |parameter: &&Parameter| {
        matches!(parameter.ty, Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64))
    };
    let (parameter, kind) = if let Some(page) = known(PAGES).filter(whole) {
        let first = u64::from(page.doc.default.as_ref().and_then(Value::as_u64) != Some(0));
        (page, PageKind::Page { first, limit })
    } else {
        (known(OFFSETS).filter(whole)?, PageKind::Offset { limit })
    };
    let (items, item) = items_of(types, operation, None)?;
    Some(Pagination { parameter: parameter.wire.clone(), kind, items, item })
}

/// Pages that follow one another by a cursor, if the parameter and the fields are there.
fn cursor(
    types: &[TypeDef],
    operation: &Operation,
    parameter: &str,
    next: &str,
    items: Option<&str>,
) -> Option<Pagination> {
    let parameter = query(operation, parameter)?;
    let (steps, ty) = walk(types, response(operation)?, next)?;
    let text = match ty {
        Ty::Scalar(Scalar::String) => true,
        Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) => false,
        _ => return None,
    };
    let (items, item) = items_of(types, operation, items)?;
    Some(Pagination {
        parameter: parameter.wire.clone(),
        kind: PageKind::Cursor { next: steps, text },
        items,
        item,
    })
}

/// An optional query parameter.
fn query<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    operation
        .parameters
        .iter()
        .find(|parameter| parameter.wire == name && matches!(parameter.place, Place::Query(_)))
}

fn response(operation: &Operation) -> Option<&Ty> {
    match &operation.success.content {
        Content::Json(ty) => Some(ty),
        Content::Empty | Content::Text | Content::Bytes | Content::Stream(_) | Content::ByStatus(_) => None,
    }
}

/// The way to the items, and their type: where it is said, or else where they usually are, or else the only list of records.
fn items_of(types: &[TypeDef], operation: &Operation, path: Option<&str>) -> Option<(Vec<Step>, Ty)> {
    let page = response(operation)?;
    let list = |(steps, ty): (Vec<Step>, Ty)| match ty {
        Ty::List(item) => Some((steps, *item)),
        _ => None,
    };
    if let Some(path) = path {
        return list(walk(types, page, path)?);
    }
    if let Ty::List(item) = page {
        return Some((Vec::new(), (**item).clone()));
    }
    if let Some(found) = ITEMS.iter().find_map(|name| list(walk(types, page, name)?)) {
        return Some(found);
    }
    let mut lists = fields(types, page)?.iter().filter(|field| matches!(field.ty, Ty::List(_)));
    match (lists.next(), lists.next()) {
        (Some(only), None) => list((vec![step(only)], only.ty.clone())),
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

fn step(field: &Field) -> Step {
    Step { field: field.name.clone(), optional: field.presence != Presence::Required }
}

/// Follows names with dots between them from a record to a field.
fn walk(types: &[TypeDef], from: &Ty, path: &str) -> Option<(Vec<Step>, Ty)> {
    let mut steps = Vec::new();
    let mut here = from;
    for name in path.split('.') {
        let field = fields(types, here)?.iter().find(|field| field.wire == name)?;
        steps.push(step(field));
        here = &field.ty;
    }
    Some((steps, here.clone()))
}
