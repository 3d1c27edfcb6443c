//! The parts of the runtime that only some APIs need.

use std::collections::BTreeSet;

use crate::model::{
    Api, Content, FormPart, HeaderStyle, ItemStream, Leaves, Media, NumberType, Operation, PageKind,
    PageTarget, Pagination, ParameterLocation, PartKind, PathStyle, PropertyStyle, QueryString, QueryStyle,
    Repr, Scalar, SchemeKind, Shape, StreamKind, TypeDef, Union,
};

/// A part of the runtime that a crate contains only if its API needs it.
///
/// [`Part::files`] lists the files of a part. In other files, the lines of a part are between `// part: NAME` and `// end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Values that several alternatives of a union describe.
    AnyOf,
    /// `format: byte`.
    Base64,
    /// The credential of basic authentication.
    BasicAuth,
    /// The canonical forms of JSON that a webhook may be signed over.
    CanonicalJson,
    /// `format: date`.
    Dates,
    /// Lists with separators that OpenAPI 3 does not have.
    DelimitedLists,
    /// Open enums.
    Enums,
    /// Server-sent events.
    Events,
    /// HTTP methods beyond the common ones.
    ExtensionMethods,
    /// The common code of streams of events and of lines.
    ItemStreams,
    /// Request bodies of JSON lines and JSON text sequences.
    JsonLines,
    /// Responses of JSON lines and JSON text sequences.
    Lines,
    /// Maps whose keys are open enums.
    MapKeys,
    /// Bodies of `multipart/form-data`.
    Multipart,
    /// Numbers that may not be values of their type.
    Numbers,
    /// Pages that a property of the request body selects.
    PageBodies,
    /// Pages whose URLs are followed.
    PageUrls,
    /// Pagination.
    Pages,
    /// Parameters that are the whole query.
    QueryStrings,
    /// `format: date-time`.
    Timestamps,
    /// Arrays whose items have their own types.
    Tuples,
    /// Cookies that are not percent-encoded.
    UnencodedCookies,
    /// Unions.
    Unions,
    /// `format: uuid`.
    Uuids,
    /// Webhook signatures.
    Webhooks,
    /// Bodies in XML.
    Xml,
    /// Pages in XML.
    XmlPages,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 27] = [
        Self::AnyOf,
        Self::Base64,
        Self::BasicAuth,
        Self::CanonicalJson,
        Self::Dates,
        Self::DelimitedLists,
        Self::Enums,
        Self::Events,
        Self::ExtensionMethods,
        Self::ItemStreams,
        Self::JsonLines,
        Self::Lines,
        Self::MapKeys,
        Self::Multipart,
        Self::Numbers,
        Self::PageBodies,
        Self::PageUrls,
        Self::Pages,
        Self::QueryStrings,
        Self::Timestamps,
        Self::Tuples,
        Self::UnencodedCookies,
        Self::Unions,
        Self::Uuids,
        Self::Webhooks,
        Self::Xml,
        Self::XmlPages,
    ];

    /// The name in `// part:` markers.
    pub fn name(self) -> &'static str {
        match self {
            Self::AnyOf => "any-of",
            Self::Base64 => "base64",
            Self::BasicAuth => "basic-auth",
            Self::CanonicalJson => "canonical-json",
            Self::Dates => "dates",
            Self::DelimitedLists => "delimited-lists",
            Self::Enums => "enums",
            Self::Events => "events",
            Self::ExtensionMethods => "extension-methods",
            Self::ItemStreams => "item-streams",
            Self::JsonLines => "json-lines",
            Self::Lines => "lines",
            Self::MapKeys => "map-keys",
            Self::Multipart => "multipart",
            Self::Numbers => "numbers",
            Self::PageBodies => "page-bodies",
            Self::PageUrls => "page-urls",
            Self::Pages => "pages",
            Self::QueryStrings => "query-strings",
            Self::Timestamps => "timestamps",
            Self::Tuples => "tuples",
            Self::UnencodedCookies => "unencoded-cookies",
            Self::Unions => "unions",
            Self::Uuids => "uuids",
            Self::Webhooks => "webhooks",
            Self::Xml => "xml",
            Self::XmlPages => "xml-pages",
        }
    }

    /// The files of the part.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::AnyOf => &["types/any_of.rs"],
            Self::Base64 => &["types/base64.rs"],
            Self::BasicAuth => &["auth/basic.rs"],
            Self::CanonicalJson => &["webhook/canonical_json.rs"],
            Self::Dates => &["types/date.rs"],
            Self::DelimitedLists => &["call/delimited_header.rs"],
            Self::Enums => &["types/enums.rs"],
            Self::Events => &["call/events.rs", "stream/events.rs"],
            Self::ExtensionMethods | Self::XmlPages => &[],
            Self::ItemStreams => &["stream/item.rs", "stream/record_reader.rs"],
            Self::JsonLines => &["body/json_lines.rs", "call/json_lines.rs"],
            Self::Lines => &["call/lines.rs", "stream/lines.rs"],
            Self::MapKeys => &["json/map_key.rs"],
            Self::Multipart => &["body/multipart.rs", "call/multipart.rs"],
            Self::Numbers => &["types/numeric.rs"],
            Self::PageBodies => &["json/replace.rs"],
            Self::PageUrls => &["paging/follow.rs"],
            Self::Pages => &[
                "json/odd_items.rs",
                "json/pick.rs",
                "paging/cursor.rs",
                "paging/facts.rs",
                "paging/mod.rs",
                "paging/numbers.rs",
                "paging/page_start.rs",
                "paging/pages.rs",
                "paging/position.rs",
                "paging/rule.rs",
                "paging/streams.rs",
            ],
            Self::QueryStrings => &["call/query_string.rs"],
            Self::Timestamps => &["types/timestamp.rs"],
            Self::Tuples => &["json/tuple.rs"],
            Self::UnencodedCookies => &["call/unencoded_cookie.rs"],
            Self::Unions => {
                &["json/fit.rs", "json/index.rs", "json/outline.rs", "json/score.rs", "types/union.rs"]
            }
            Self::Uuids => &["types/uuid.rs"],
            Self::Webhooks => &["webhook/mod.rs"],
            Self::Xml => &[
                "call/xml.rs",
                "xml/choice.rs",
                "xml/literals.rs",
                "xml/mod.rs",
                "xml/reading.rs",
                "xml/shape.rs",
                "xml/tree.rs",
                "xml/writing.rs",
            ],
        }
    }

    /// The parts that it depends on.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::AnyOf => &[Self::Unions],
            Self::BasicAuth | Self::Webhooks => &[Self::Base64],
            Self::CanonicalJson => &[Self::Webhooks],
            Self::Events | Self::Lines => &[Self::ItemStreams],
            Self::PageBodies | Self::PageUrls => &[Self::Pages],
            Self::Timestamps => &[Self::Dates],
            Self::XmlPages => &[Self::Pages, Self::Xml],
            Self::Base64
            | Self::Dates
            | Self::DelimitedLists
            | Self::Enums
            | Self::ExtensionMethods
            | Self::ItemStreams
            | Self::JsonLines
            | Self::MapKeys
            | Self::Multipart
            | Self::Numbers
            | Self::Pages
            | Self::QueryStrings
            | Self::Tuples
            | Self::UnencodedCookies
            | Self::Unions
            | Self::Uuids
            | Self::Xml => &[],
        }
    }

    /// The names that it exports at the root of a crate.
    pub fn exports(self) -> &'static [&'static str] {
        match self {
            Self::AnyOf => &["AnyOf"],
            Self::Events => &["Event", "EventStream"],
            Self::JsonLines => &["JsonLines"],
            Self::Lines => &["LineStream"],
            Self::Multipart => &["FilePart", "Multipart"],
            Self::Numbers => &["Number"],
            Self::Pages => &["Items", "PagePosition", "Pages"],
            Self::Webhooks => &["WebhookError"],
            Self::Base64
            | Self::BasicAuth
            | Self::CanonicalJson
            | Self::Dates
            | Self::DelimitedLists
            | Self::Enums
            | Self::ExtensionMethods
            | Self::ItemStreams
            | Self::MapKeys
            | Self::PageBodies
            | Self::PageUrls
            | Self::QueryStrings
            | Self::Timestamps
            | Self::Tuples
            | Self::UnencodedCookies
            | Self::Unions
            | Self::Uuids
            | Self::Xml
            | Self::XmlPages => &[],
        }
    }

    /// Whether the code of an API uses the part directly.
    fn is_used_by(self, api: &Api, leaves: &Leaves) -> bool {
        match self {
            Self::AnyOf => unions(api).any(|union| union.variants.iter().any(|variant| variant.others)),
            Self::Base64 => leaves.has(Scalar::Base64),
            Self::BasicAuth => api.schemes.iter().any(|scheme| scheme.kind == SchemeKind::Basic),
            Self::CanonicalJson => api.signing.as_ref().is_some_and(|signing| signing.sorted),
            Self::Dates => leaves.has(Scalar::Date),
            Self::DelimitedLists => has_delimited_list(api),
            Self::Enums => api.types.iter().any(|def| matches!(def.shape, Shape::Enum(_))),
            Self::Events => has_stream(api, |kind| kind != StreamKind::Lines),
            Self::ExtensionMethods => api.operations().any(|operation| operation.method.is_extension()),
            Self::JsonLines => has_body(api, |media| matches!(media, Media::Lines(_))),
            Self::Lines => has_stream(api, |kind| kind == StreamKind::Lines),
            Self::MapKeys => !leaves.map_keys.is_empty(),
            Self::Multipart => has_body(api, |media| matches!(media, Media::Multipart(_))),
            Self::Numbers => NumberType::ALL.into_iter().any(|number| leaves.has(Scalar::Number(number))),
            Self::PageBodies => paged(api).any(|pages| matches!(pages.target, PageTarget::Body { .. })),
            Self::PageUrls => paged(api).any(|pages| pages.kind == PageKind::Url),
            Self::Pages => paged(api).next().is_some(),
            Self::QueryStrings => {
                has_parameter(api, |location| matches!(location, ParameterLocation::QueryString(_)))
            }
            Self::Timestamps => leaves.has(Scalar::Timestamp),
            Self::Tuples => {
                api.types.iter().any(|def| matches!(&def.shape, Shape::Record(record) if record.is_array))
            }
            Self::UnencodedCookies => has_parameter(api, |location| {
                matches!(location, ParameterLocation::Cookie { encoded: false, .. })
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

/// A set of parts, with their dependencies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts(BTreeSet<Part>);

impl Parts {
    /// All parts.
    pub fn all() -> Self {
        Self::with(Part::ALL)
    }

    /// These parts and their dependencies.
    pub fn with(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut open: Vec<Part> = parts.into_iter().collect();
        let mut all = BTreeSet::new();
        while let Some(part) = open.pop() {
            if all.insert(part) {
                open.extend(part.needs());
            }
        }
        Self(all)
    }

    /// The parts that the code of an API uses.
    pub fn of(api: &Api) -> Self {
        let leaves = api.leaves();
        Self::with(Part::ALL.into_iter().filter(|part| part.is_used_by(api, &leaves)))
    }

    /// All parts except this one and those that depend on it.
    pub fn without(part: Part) -> Self {
        Self(Part::ALL.into_iter().filter(|other| !Self::with([*other]).contains(part)).collect())
    }

    /// Sets for tests: no part, each part with its dependencies, all parts except each, and all parts.
    pub fn covering() -> Vec<Self> {
        let alone = Part::ALL.map(|part| Self::with([part]));
        let missing = Part::ALL.map(Self::without);
        let mut sets = vec![Self::default()];
        sets.extend(alone.into_iter().chain(missing).chain([Self::all()]));
        sets
    }

    /// Whether the set contains a part.
    pub fn contains(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// The parts, in order.
    pub fn iter(&self) -> impl Iterator<Item = Part> {
        self.0.iter().copied()
    }

    /// The names of the parts, in order.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.iter().map(Part::name).collect()
    }

    /// Whether a crate with these parts contains a file of the runtime.
    fn holds(&self, path: &str) -> bool {
        let part = Part::ALL.into_iter().find(|part| part.files().contains(&path));
        part.is_none_or(|part| self.contains(part))
    }
}

/// The files of a runtime with these parts: the path below the module, and the text.
pub fn runtime(parts: &Parts) -> impl Iterator<Item = (&'static str, String)> {
    let files = oasmith_templates::RUNTIME.iter().filter(|(path, _)| parts.holds(path));
    let keeps = |name: &str| parts.iter().any(|part| part.name() == name);
    files.map(move |(path, text)| (*path, oasmith_templates::select(text, keeps)))
}

fn has_body(api: &Api, is_wanted: fn(&Media) -> bool) -> bool {
    api.operations().flat_map(Operation::bodies).any(|body| is_wanted(&body.media))
}

/// Whether an operation has a list with a separator that OpenAPI 3 does not have, or a list in one part of a form.
fn has_delimited_list(api: &Api) -> bool {
    let is_joined = |part: &FormPart| matches!(part.kind, PartKind::Joined(..));
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
            || operation.forms().flat_map(|form| &form.parts).any(is_joined)
            || operation
                .bodies()
                .any(|body| matches!(&body.media, Media::Form { styles, .. } if is_tabbed(styles)))
    })
}

fn has_parameter(api: &Api, is_wanted: fn(&ParameterLocation) -> bool) -> bool {
    let mut parameters = api.operations().flat_map(|operation| &operation.parameters);
    parameters.any(|parameter| is_wanted(&parameter.location))
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

fn has_stream(api: &Api, wanted: fn(StreamKind) -> bool) -> bool {
    let is_wanted = |stream: &ItemStream| wanted(stream.kind);
    api.operations().any(|operation| {
        let success = &operation.success;
        success.stream.as_ref().is_some_and(is_wanted) || content_has_stream(&success.content, wanted)
    })
}

fn content_has_stream(content: &Content, wanted: fn(StreamKind) -> bool) -> bool {
    match content {
        Content::Stream(stream) => wanted(stream.kind),
        Content::ByStatus(by) => by.cases.iter().any(|case| content_has_stream(&case.content, wanted)),
        Content::Empty | Content::Json(_) | Content::Text(_) | Content::Bytes => false,
    }
}

/// Whether a public item of an API has untyped JSON: a value, an object, or what a union or an enum does not know.
pub(crate) fn has_untyped(api: &Api) -> bool {
    let is_open = |def: &TypeDef| match &def.shape {
        Shape::Union(_) => true,
        Shape::Enum(values) => values.repr == Repr::Mixed,
        Shape::Record(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
    };
    api.types.iter().any(is_open) || api.signing.is_some() || api.events.is_some() || api.leaves().untyped
}
