//! The pagination that extensions of the document describe.

use super::words::{OFFSETS, PAGES, rank, word};
use crate::config::{self, PageBy};
use crate::model::{Method, Operation, ParameterLocation};
use crate::source::Value;

/// The extensions, and what reads each.
const EXTENSIONS: [(&str, Read); 3] =
    [("x-speakeasy-pagination", speakeasy), ("x-fern-pagination", fern), ("x-ms-pageable", ms)];

type Read = fn(&Operation, &Value) -> Option<config::Pagination>;

/// The first extension of an operation that describes its pages, and the rule. The rule is `None` if it cannot be read. `value` returns
/// an extension of the operation, `root` one of the document.
pub(super) fn rule<'v>(
    operation: &Operation,
    value: impl Fn(&str) -> Option<&'v Value>,
    root: impl Fn(&str) -> Option<&'v Value>,
) -> Option<(&'static str, Option<config::Pagination>)> {
    EXTENSIONS.into_iter().find_map(|(name, read)| {
        let value = match value(name)? {
            Value::Bool(true) => match root(name) {
                Some(value) => value,
                None => return Some((name, None)),
            },
            Value::Bool(false) => {
                return Some((name, Some(config::Pagination { kind: PageBy::None, ..Default::default() })));
            }
            value => value,
        };
        Some((name, read(operation, value)))
    })
}

/// `x-speakeasy-pagination`: inputs with a type, and outputs as JSON paths.
fn speakeasy(_: &Operation, value: &Value) -> Option<config::Pagination> {
    let input = |kind: &str| {
        let inputs = value.get("inputs")?.as_array()?;
        let found = inputs.iter().find(|input| input.get("type").and_then(Value::as_str) == Some(kind))?;
        let name = found.get("name")?.as_str()?.to_owned();
        Some((found.get("in").and_then(Value::as_str) == Some("requestBody"), name))
    };
    let output = |key: &str| Some(json_path(value.get("outputs")?.get(key)?.as_str()?));
    let with = |rule: config::Pagination, (in_body, name): (bool, String)| {
        if in_body {
            config::Pagination { body_property: Some(name), ..rule }
        } else {
            config::Pagination { parameter: Some(name), ..rule }
        }
    };
    let rule = config::Pagination {
        items: output("results").filter(|path| !path.is_empty()),
        pages: output("numPages"),
        limit: input("limit").filter(|(in_body, _)| !in_body).map(|(_, name)| name),
        ..Default::default()
    };
    if let Some(next) = output("nextUrl") {
        return Some(config::Pagination { kind: PageBy::Url, next: Some(next), ..rule });
    }
    if let Some(cursor) = input("cursor") {
        let next = output("nextCursor")?;
        let rule = match next.split_once("[-1]") {
            Some((items, id)) => config::Pagination {
                kind: PageBy::LastItem,
                items: Some(items.to_owned()).filter(|items| !items.is_empty()).or(rule.items),
                item_id: Some(id.trim_start_matches('.').to_owned()),
                ..rule
            },
            None => config::Pagination { next: Some(next), ..rule },
        };
        return Some(with(rule, cursor));
    }
    match (input("page"), input("offset")) {
        (Some(page), _) => Some(with(config::Pagination { kind: PageBy::Page, ..rule }, page)),
        (None, Some(offset)) => Some(with(config::Pagination { kind: PageBy::Offset, ..rule }, offset)),
        (None, None) => None,
    }
}

/// A JSON path as names separated by dots. The last item of a list is `[-1]`.
fn json_path(path: &str) -> String {
    let path = path.replace("[(@.length-1)]", "[-1]").replace("[-1:]", "[-1]");
    let path = path.replace("['", ".").replace("[\"", ".").replace("']", "").replace("\"]", "");
    path.trim_start_matches('$').trim_start_matches('.').to_owned()
}

/// `x-fern-pagination`: properties of the request and of the response. Without a `step`, an offset counts pages.
fn fern(operation: &Operation, value: &Value) -> Option<config::Pagination> {
    let path = |key: &str, of: &str| {
        let path = value.get(key)?.as_str()?.trim_start_matches('$');
        path.strip_prefix(of)?.strip_prefix('.').map(str::to_owned)
    };
    let rule = config::Pagination {
        items: path("results", "response"),
        more: path("has-next-page", "response"),
        ..Default::default()
    };
    let with = |rule: config::Pagination, name: String| {
        let is_query = operation.parameters.iter().any(|parameter| {
            parameter.wire == name && matches!(parameter.location, ParameterLocation::Query(_))
        });
        if is_query || operation.method == Method::Get {
            config::Pagination { parameter: Some(name), ..rule }
        } else {
            config::Pagination { body_property: Some(name), ..rule }
        }
    };
    if let Some(next) = path("next_uri", "response") {
        return Some(config::Pagination { kind: PageBy::Url, next: Some(next), ..rule });
    }
    if let (Some(cursor), Some(next)) = (path("cursor", "request"), path("next_cursor", "response")) {
        return Some(with(config::Pagination { next: Some(next), ..rule }, cursor));
    }
    let offset = path("offset", "request")?;
    let asked = word(offset.rsplit('.').next().unwrap_or(&offset));
    let is_page =
        rank(PAGES, &asked).is_some() || (rank(OFFSETS, &asked).is_none() && value.get("step").is_none());
    let kind = if is_page { PageBy::Page } else { PageBy::Offset };
    Some(with(config::Pagination { kind, ..rule }, offset))
}

/// `x-ms-pageable`: the URL of the next page, or null if there is one page.
fn ms(_: &Operation, value: &Value) -> Option<config::Pagination> {
    let value = value.as_object()?;
    let items = value.get("itemName").and_then(Value::as_str).unwrap_or("value");
    let rule = config::Pagination { items: Some(items.to_owned()), ..Default::default() };
    Some(match value.get("nextLinkName").and_then(Value::as_str) {
        Some(next) => config::Pagination { kind: PageBy::Url, next: Some(next.to_owned()), ..rule },
        None => config::Pagination { kind: PageBy::None, ..rule },
    })
}

#[cfg(test)]
mod tests {
    use super::json_path;

    #[test]
    fn json_paths() {
        for (path, expected) in [
            ("$.data", "data"),
            ("$", ""),
            ("$['meta']['next']", "meta.next"),
            ("$.data[(@.length-1)].id", "data[-1].id"),
            ("$.rows[-1:].created_at", "rows[-1].created_at"),
        ] {
            assert_eq!(json_path(path), expected);
        }
    }
}
