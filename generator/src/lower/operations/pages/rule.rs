//! The pagination that the configuration or an extension describes.

use super::infer::Evidence;
use super::request::in_body;
use crate::config::{self, PageBy};
use crate::model::{Operation, PageKind, PageSource, PageTarget, Pagination, TypeDef, WirePath};

/// The pagination that a rule describes. `None`: the operation has no pages.
pub(super) struct Ruled(pub(super) Option<Pagination>);

/// Applies a rule to an operation.
///
/// # Errors
///
/// The part of the rule that the operation does not have.
pub(super) fn apply(
    types: &[TypeDef],
    operation: &Operation,
    rule: &config::Pagination,
) -> Result<Ruled, String> {
    if rule.kind == PageBy::None {
        return Ok(Ruled(None));
    }
    let Some(evidence) = Evidence::new(types, operation, rule.items.as_deref()) else {
        let list =
            rule.items.as_ref().map_or_else(|| "one list".to_owned(), |path| format!("a list `{path}`"));
        return Err(format!("the response does not have {list}"));
    };
    let response = evidence.response;
    let path = |path: &Option<String>| -> Result<Option<WirePath>, String> {
        let Some(path) = path else { return Ok(None) };
        let found = response.path(path).ok_or_else(|| format!("the response has no property `{path}`"))?;
        Ok(Some(found))
    };
    let facts = [&rule.more, &rule.last, &rule.total, &rule.pages].map(path);
    let [more, last, total, pages] = facts;
    let (more, last, total, pages) = (more?, last?, total?, pages?);
    let header = rule.next_header.as_ref().map(|name| PageSource::Header(name.to_lowercase()));
    let next = path(&rule.next)?.map(PageSource::Property).or(header);
    let target = target(&evidence, rule)?;
    let found = match rule.kind {
        PageBy::Page | PageBy::Offset => {
            let kind = if rule.kind == PageBy::Page {
                PageKind::Page { first: 1 }
            } else {
                PageKind::Offset { first: 0 }
            };
            evidence.pagination_by_number(kind, target, rule.first, next)
        }
        PageBy::LastItem => {
            let id = rule.item_id.as_deref().unwrap_or("id").split('.').map(str::to_owned).collect();
            evidence.pagination(PageKind::LastItem { id }, target, None)
        }
        PageBy::Url => evidence.pagination(PageKind::Url, PageTarget::Url, next),
        PageBy::Cursor | PageBy::None => evidence.pagination(PageKind::Cursor, target, next),
    };
    Ok(Ruled(Some(Pagination {
        more: more.or(found.more),
        last: last.or(found.last),
        total: total.or(found.total),
        pages: pages.or(found.pages),
        limit: rule.limit.clone().or(found.limit),
        ..found
    })))
}

fn target(evidence: &Evidence<'_>, rule: &config::Pagination) -> Result<PageTarget, String> {
    if let Some(name) = &rule.parameter {
        let target = PageTarget::Query(name.clone());
        let is_known = evidence.asks.iter().any(|ask| ask.target == target);
        return is_known.then_some(target).ok_or_else(|| format!("it has no query parameter `{name}`"));
    }
    match &rule.body_property {
        Some(path) => in_body(evidence.response, evidence.operation, path)
            .ok_or_else(|| format!("its JSON body has no property `{path}`")),
        None => Ok(PageTarget::Url),
    }
}
