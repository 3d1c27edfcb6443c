//! Links: the operations that can follow a response.

use super::read::RawOperation;
use crate::collections::HashMap;
use crate::diagnostics::Diagnostic;
use crate::lower::Ctx;
use crate::model::{LinkTarget, LinkValue, Resource, ResponseLink};
use crate::source::{Pointer, Value};

/// The locations of parameters.
const LOCATIONS: [&str; 4] = ["path", "query", "header", "cookie"];

/// Adds the links of all responses to their operations.
pub(super) fn add(ctx: &Ctx<'_>, raw: &[RawOperation], resources: &mut [Resource]) {
    let has_links =
        |raw: &&RawOperation| raw.responses.iter().any(|response| response.links(ctx.spec).is_some());
    let linked: HashMap<&str, &RawOperation> =
        raw.iter().filter(has_links).map(|raw| (raw.origin.as_str(), raw)).collect();
    if linked.is_empty() {
        return;
    }
    let ids =
        raw.iter().filter_map(|raw| Some((raw.operation.operation_id.as_deref()?, raw.origin.as_str())));
    let known = Known {
        by_id: ids.collect(),
        by_location: raw.iter().map(|raw| (&raw.at, raw.origin.as_str())).collect(),
        operations: raw.iter().map(|raw| (raw.origin.as_str(), raw)).collect(),
    };
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        if let Some(raw) = linked.get(operation.origin.as_str()) {
            operation.links = known.links(ctx, raw);
        }
    }
}

/// The operations of the document.
struct Known<'r> {
    by_id: HashMap<&'r str, &'r str>,
    by_location: HashMap<&'r Pointer, &'r str>,
    operations: HashMap<&'r str, &'r RawOperation>,
}

impl Known<'_> {
    fn links(&self, ctx: &Ctx<'_>, raw: &RawOperation) -> Vec<ResponseLink> {
        let mut found = Vec::new();
        for response in &raw.responses {
            let Some(links) = response.links(ctx.spec) else { continue };
            for name in ctx.spec.keys(&links).into_iter().filter(|name| !name.starts_with("x-")) {
                found.extend(self.link(ctx, &links, name, &response.key));
            }
        }
        found
    }

    fn link(&self, ctx: &Ctx<'_>, links: &Pointer, name: String, status: &str) -> Option<ResponseLink> {
        let spec = ctx.spec;
        let from = links.child(&name);
        let at = spec.follow(&from, ctx.sink)?;
        let (parameters, body) = (at.child("parameters"), at.child("requestBody"));
        let target = self.target(ctx, &at);
        self.check_parameters(ctx, &at, &target);
        let parameter = |key: String| {
            let value = spec.value(&parameters.child(&key)).map(value)?;
            Some((parameter_name(&key).to_owned(), value))
        };
        let description =
            spec.text_of_reference(&from, "description").or_else(|| spec.text(&at, "description"));
        Some(ResponseLink {
            name,
            status: status.to_owned(),
            description,
            target,
            parameters: spec.keys(&parameters).into_iter().filter_map(parameter).collect(),
            body: spec.value(&body).map(value),
            // The published schema of 3.1 names the server `body`.
            server: ["server", "body"].iter().find_map(|key| spec.text(&at.child(key), "url")),
        })
    }

    /// Reports parameters that the operation of the link at `at` does not have.
    fn check_parameters(&self, ctx: &Ctx<'_>, at: &Pointer, target: &LinkTarget) {
        let LinkTarget::Operation(origin) = target else { return };
        let Some(raw) = self.operations.get(origin.as_str()) else { return };
        let names = || raw.parameters.iter().map(|known| &known.parameter.parameter_data_ref().name);
        for key in ctx.spec.keys(&at.child("parameters")) {
            let is_known = names().any(|name| *name == key || name == parameter_name(&key));
            if !is_known && !raw.path.contains(&format!("{{{}}}", parameter_name(&key))) {
                let operation = raw.operation.operation_id.clone().unwrap_or_else(|| raw.request());
                ctx.sink.report_once(Diagnostic::unknown_link_parameter(at, &key, &operation));
            }
        }
    }

    fn target(&self, ctx: &Ctx<'_>, at: &Pointer) -> LinkTarget {
        let spec = ctx.spec;
        let (written, found) = match (spec.text(at, "operationId"), spec.text(at, "operationRef")) {
            (Some(id), reference) => {
                if reference.is_some() {
                    ctx.sink.report_once(Diagnostic::link_with_two_operations(at));
                }
                let found = self.by_id.get(id.as_str());
                (id, found)
            }
            (None, Some(reference)) => {
                let target = spec.target(at, &reference).ok();
                // An operation of another API.
                if reference.contains("://") || reference.starts_with("//") {
                    return LinkTarget::Other(reference);
                }
                let target = target.and_then(|target| spec.resolve(&target).ok());
                (reference, target.and_then(|target| self.by_location.get(&target)))
            }
            (None, None) => {
                ctx.sink.report_once(Diagnostic::link_without_operation(at));
                return LinkTarget::None;
            }
        };
        if let Some(origin) = found {
            return LinkTarget::Operation((*origin).to_owned());
        }
        ctx.sink.report_once(Diagnostic::link_to_unknown_operation(at, &written));
        LinkTarget::Other(written)
    }
}

/// The name of a parameter of a link. Its location may precede it.
fn parameter_name(key: &str) -> &str {
    let name = key.split_once('.').filter(|(location, _)| LOCATIONS.contains(location));
    name.map_or(key, |(_, name)| name)
}

/// The value of a parameter or of the body.
fn value(value: &Value) -> LinkValue {
    let Some(text) = value.as_str() else { return LinkValue::Constant(value.clone()) };
    let below = |prefix: &str| text.strip_prefix(prefix).map(str::to_owned);
    match text {
        "$url" => LinkValue::Url,
        "$method" => LinkValue::Method,
        "$statusCode" => LinkValue::Status,
        "$request.body" => LinkValue::RequestBody(String::new()),
        "$response.body" => LinkValue::ResponseBody(String::new()),
        _ => below("$request.body#")
            .map(LinkValue::RequestBody)
            .or_else(|| below("$response.body#").map(LinkValue::ResponseBody))
            .or_else(|| below("$response.header.").map(LinkValue::ResponseHeader))
            .or_else(|| {
                LOCATIONS
                    .iter()
                    .find_map(|location| below(&format!("$request.{location}.")))
                    .map(LinkValue::RequestParameter)
            })
            .unwrap_or_else(|| LinkValue::Constant(value.clone())),
    }
}
