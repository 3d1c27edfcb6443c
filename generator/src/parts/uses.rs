//! The parts of the runtime that an API uses.

use super::Part;
use crate::model::{
    Api, Content, FormPart, HeaderStyle, Leaves, Media, NumberType, Operation, PageKind, PageTarget,
    Pagination, Parameter, ParameterLocation, PathStyle, PropertyStyle, QueryString, QueryStyle, Repr,
    Scalar, SchemeKind, Shape, StreamItem, TypeDef, Union,
};

impl Part {
    /// Whether the code of an API uses the part directly.
    pub(super) fn is_used_by(self, api: &Api, leaves: &Leaves) -> bool {
        match self {
            Self::AnyOf => unions(api).any(|union| union.variants.iter().any(|variant| variant.others)),
            Self::Base64 => leaves.has(Scalar::Base64),
            Self::BasicAuth => api.schemes.iter().any(|scheme| scheme.kind == SchemeKind::Basic),
            Self::CanonicalJson => api.signing.as_ref().is_some_and(|signing| signing.sorted),
            Self::Dates => leaves.has(Scalar::Date),
            Self::DelimitedLists => has_delimited_list(api),
            Self::Enums => api.types.iter().any(|def| matches!(def.shape, Shape::Enum(_))),
            Self::Events => {
                streams(api).any(|item| matches!(item, StreamItem::Event(_) | StreamItem::WholeEvent(_)))
            }
            Self::ExtensionMethods => api.operations().any(|operation| operation.method.is_extension()),
            Self::JsonLines => has_body(api, |media| matches!(media, Media::Lines(_))),
            Self::Lines => streams(api).any(|item| matches!(item, StreamItem::Line(_))),
            Self::MapKeys => !leaves.map_keys.is_empty(),
            Self::Mixed => has_body(api, |media| match media {
                Media::Multipart(form) => form.as_ref().is_some_and(|form| !form.is_plain()),
                Media::Parts(_) => true,
                _ => false,
            }),
            Self::Multipart => has_body(api, |media| matches!(media, Media::Multipart(_))),
            Self::Numbers => NumberType::ALL.into_iter().any(|number| leaves.has(Scalar::Number(number))),
            Self::PageBodies => paged(api).any(|pages| matches!(pages.target, PageTarget::Body { .. })),
            Self::PageUrls => paged(api).any(|pages| pages.kind == PageKind::Url),
            Self::Pages => paged(api).next().is_some(),
            Self::PartStreams => streams(api).any(|item| item.part().is_some()),
            Self::ReceivedParts => api.operations().any(|operation| !operation.received_forms().is_empty()),
            Self::QueryStrings => has_parameter(api, |parameter| {
                matches!(parameter.location, ParameterLocation::QueryString(_))
            }),
            Self::ReservedValues => has_parameter(api, |parameter| {
                parameter.reserved && !matches!(parameter.location, ParameterLocation::Query(_))
            }),
            Self::Timestamps => leaves.has(Scalar::Timestamp),
            Self::Tuples => {
                api.types.iter().any(|def| matches!(&def.shape, Shape::Record(record) if record.is_array))
            }
            Self::UnencodedCookies => has_parameter(api, |parameter| {
                matches!(parameter.location, ParameterLocation::Cookie { encoded: false, .. })
            }),
            // The enum of events reads its variants like a union.
            Self::Unions => unions(api).next().is_some() || api.events.is_some(),
            Self::Webhooks => api.signing.is_some(),
            Self::Uuids => leaves.has(Scalar::Uuid),
            Self::Xml => !api.xml.bodies.is_empty(),
            Self::XmlPages => {
                let is_paged = |operation: &Operation| operation.pagination.is_some();
                api.operations().any(|operation| is_paged(operation) && operation.success.xml.is_some())
            }
            Self::ItemStreams => false,
        }
    }
}

fn has_body(api: &Api, is_wanted: fn(&Media) -> bool) -> bool {
    api.operations().flat_map(Operation::bodies).any(|body| is_wanted(&body.media))
}

/// Whether an operation has a list with a separator that OpenAPI 3 does not have, or a list in one part of a form.
fn has_delimited_list(api: &Api) -> bool {
    let is_joined = |part: &FormPart| part.joined.is_some();
    let is_tabbed = |styles: &[(String, PropertyStyle)]| {
        styles.iter().any(|(_, style)| *style == PropertyStyle::TabDelimited)
    };
    let is_delimited = |location: &ParameterLocation| match location {
        ParameterLocation::Path(style) => matches!(style, PathStyle::Delimited(_)),
        ParameterLocation::Query(style) => *style == QueryStyle::TabDelimited,
        ParameterLocation::QueryString(QueryString::Form(styles)) => is_tabbed(styles),
        ParameterLocation::Header(style) => matches!(style, HeaderStyle::Delimited(_)),
        ParameterLocation::QueryString(QueryString::Text) | ParameterLocation::Cookie { .. } => false,
    };
    api.operations().any(|operation| {
        operation.parameters.iter().any(|parameter| is_delimited(&parameter.location))
            || operation.forms().into_iter().flat_map(|form| &form.parts).any(is_joined)
            || operation
                .bodies()
                .any(|body| matches!(&body.media, Media::Form { styles, .. } if is_tabbed(styles)))
    })
}

fn has_parameter(api: &Api, is_wanted: fn(&Parameter) -> bool) -> bool {
    api.operations().flat_map(|operation| &operation.parameters).any(is_wanted)
}

fn paged(api: &Api) -> impl Iterator<Item = &Pagination> {
    api.operations().filter_map(|operation| operation.pagination.as_ref())
}

fn unions(api: &Api) -> impl Iterator<Item = &Union> {
    api.types.iter().filter_map(|def| match &def.shape {
        Shape::Union(union) => Some(union),
        Shape::Record(_) | Shape::Enum(_) | Shape::Newtype(_) | Shape::Alias(_) => None,
    })
}

/// The items of the streams that an API can return.
fn streams(api: &Api) -> impl Iterator<Item = &StreamItem> {
    api.operations().filter_map(|operation| match &operation.success.content {
        Content::Stream(stream) => Some(&stream.item),
        Content::Empty
        | Content::Json(_)
        | Content::Text(_)
        | Content::Bytes
        | Content::Parts(_)
        | Content::ByStatus(_) => operation.success.stream.as_ref().map(|stream| &stream.item),
    })
}

/// Whether a public item of an API has untyped JSON: a value, an object, or an unknown alternative or value.
pub(crate) fn has_untyped(api: &Api) -> bool {
    let is_open = |def: &TypeDef| match &def.shape {
        Shape::Union(_) => true,
        Shape::Enum(values) => values.repr == Repr::Mixed,
        Shape::Record(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
    };
    api.types.iter().any(is_open) || api.signing.is_some() || api.events.is_some() || api.leaves().untyped
}
