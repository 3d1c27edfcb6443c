//! The values in a request that may select a page.

use super::response::{Response, next_field};
use super::words::{LIMITS, rank, word};
use crate::model::{
    Doc, Media, Operation, PageTarget, Parameter, ParameterLocation, QueryStyle, Scalar, Ty, WirePath,
};

/// Objects in a body that contain the values of a page.
const CONTAINERS: &[&str] = &["pagination", "paging", "page", "cursor", "pageinfo"];

/// A value in a request that may select a page.
pub(super) struct Ask<'a> {
    pub(super) target: PageTarget,
    /// Its name as a word.
    pub(super) word: String,
    /// Its type, without aliases.
    pub(super) ty: &'a Ty,
    pub(super) doc: &'a Doc,
}

impl Ask<'_> {
    /// It, as messages show it.
    pub(super) fn shown(&self) -> String {
        match &self.target {
            PageTarget::Query(name) => format!("the parameter `{name}`"),
            PageTarget::Body { path, .. } => format!("the property `{}` of the body", path.join(".")),
            PageTarget::Url => "the URL".to_owned(),
        }
    }

    /// Whether it is a number without fraction.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.ty, Ty::Scalar(scalar) if scalar.is_integer() || *scalar == Scalar::F64)
    }

    /// Whether it is a point in time, which is a filter rather than a page.
    pub(super) fn is_time(&self) -> bool {
        matches!(self.ty, Ty::Scalar(Scalar::Timestamp | Scalar::Date))
    }

    /// The number of the first page or item, if the document shows it.
    pub(super) fn first(&self) -> Option<u64> {
        let small = |value: &crate::source::Value| {
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
            number.filter(|number| *number <= 1)
        };
        if let Some(default) = &self.doc.default {
            return small(default);
        }
        let minimum = self.doc.constraints.as_ref().and_then(|constraints| constraints.minimum);
        if let Some(minimum) = minimum {
            let least = minimum.value + f64::from(u8::from(minimum.exclusive));
            return [0, 1]
                .into_iter()
                .find(|first: &u32| (least - f64::from(*first)).abs() < 0.5)
                .map(u64::from);
        }
        let text = self.doc.description.as_deref().unwrap_or_default().to_lowercase();
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
        if says(&[
            "zero-based",
            "zero based",
            "0-based",
            "zero-indexed",
            "0-indexed",
            "starts at 0",
            "starting at 0",
        ]) {
            return Some(0);
        }
        if says(&[
            "one-based",
            "1-based",
            "one-indexed",
            "1-indexed",
            "starts at 1",
            "starting at 1",
            "starting from 1",
        ]) {
            return Some(1);
        }
        self.doc.example.as_ref().and_then(small)
    }
}

/// The single values of the query, and those of a JSON body.
pub(super) fn asks<'a>(response: Response<'a>, operation: &'a Operation) -> Vec<Ask<'a>> {
    let mut asks: Vec<Ask<'a>> =
        operation.parameters.iter().flat_map(|parameter| of_parameter(response, parameter)).collect();
    if let Some(body) = body(operation) {
        for field in response.fields(body) {
            let is_container = rank(CONTAINERS, &word(&field.wire)).is_some();
            let inner = if is_container { response.fields(&field.ty) } else { &[] };
            let nested = inner.iter().map(|inner| (vec![field.wire.clone(), inner.wire.clone()], inner));
            for (path, field) in std::iter::once((vec![field.wire.clone()], field)).chain(nested) {
                let ty = response.resolve(&field.ty);
                if response.is_scalar(ty) {
                    let target = PageTarget::Body { path, is_string: is_string(response, ty) };
                    asks.push(Ask { target, word: word(&field.wire), ty, doc: &field.doc });
                }
            }
        }
    }
    asks
}

fn of_parameter<'a>(response: Response<'a>, parameter: &'a Parameter) -> Vec<Ask<'a>> {
    let ParameterLocation::Query(style) = parameter.location else { return Vec::new() };
    let ty = response.resolve(&parameter.ty);
    let ask = |wire: String, ty: &'a Ty, doc: &'a Doc| {
        let is_single = !parameter.json && response.is_scalar(ty);
        is_single.then(|| Ask { word: word(&wire), target: PageTarget::Query(wire), ty, doc })
    };
    let inner = |name: &dyn Fn(&str) -> String| {
        let fields = response.fields(ty).iter();
        fields.filter_map(|field| ask(name(&field.wire), response.resolve(&field.ty), &field.doc)).collect()
    };
    match style {
        _ if parameter.constant.is_some() => Vec::new(),
        QueryStyle::DeepObject => inner(&|field| format!("{}[{field}]", parameter.wire)),
        QueryStyle::Form { explode: true } if !response.fields(ty).is_empty() => inner(&str::to_owned),
        QueryStyle::Form { .. }
        | QueryStyle::SpaceDelimited
        | QueryStyle::PipeDelimited
        | QueryStyle::TabDelimited => ask(parameter.wire.clone(), ty, &parameter.doc).into_iter().collect(),
    }
}

fn is_string(response: Response<'_>, ty: &Ty) -> bool {
    match response.resolve(ty) {
        Ty::Scalar(scalar) => !scalar.is_integer() && *scalar != Scalar::F64,
        _ => true,
    }
}

/// The type of the JSON body.
fn body(operation: &Operation) -> Option<&Ty> {
    match &operation.body.as_ref()?.media {
        Media::Json(ty) => Some(ty),
        Media::Form { .. }
        | Media::Multipart(_)
        | Media::Parts(_)
        | Media::Lines(_)
        | Media::Text(_)
        | Media::Bytes => None,
    }
}

/// The query parameter for the size of a page.
pub(super) fn limit(asks: &[Ask<'_>]) -> Option<String> {
    let found = asks.iter().filter_map(|ask| Some((rank(LIMITS, &ask.word)?, &ask.target)));
    let query = found.filter_map(|(rank, target)| match target {
        PageTarget::Query(name) => Some((rank, name)),
        PageTarget::Url | PageTarget::Body { .. } => None,
    });
    query.min().map(|(_, name)| name.clone())
}

/// The property of the JSON body at a path of names separated by dots.
pub(super) fn in_body(response: Response<'_>, operation: &Operation, path: &str) -> Option<PageTarget> {
    let (mut here, mut rest, mut names) = (body(operation)?, path, WirePath::new());
    while !rest.is_empty() {
        let (field, after) = next_field(response.fields(here), rest)?;
        names.push(field.wire.clone());
        (here, rest) = (&field.ty, after);
    }
    response.is_scalar(here).then(|| PageTarget::Body { path: names, is_string: is_string(response, here) })
}
