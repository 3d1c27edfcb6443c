//! The parts of the runtime that only some APIs need.

mod uses;

use std::collections::BTreeSet;

use crate::model::Api;

pub(crate) use self::uses::has_untyped;

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
    /// Requests of several parts other than plain forms.
    Mixed,
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
    /// Responses that are streams of parts.
    PartStreams,
    /// Parameters that are the whole query.
    QueryStrings,
    /// Path and cookie parameters with `allowReserved`.
    ReservedValues,
    /// Responses of several parts.
    ReceivedParts,
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
    pub const ALL: [Self; 31] = [
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
        Self::Mixed,
        Self::Multipart,
        Self::Numbers,
        Self::PageBodies,
        Self::PageUrls,
        Self::Pages,
        Self::PartStreams,
        Self::QueryStrings,
        Self::ReservedValues,
        Self::ReceivedParts,
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
            Self::Mixed => "mixed",
            Self::Multipart => "multipart",
            Self::Numbers => "numbers",
            Self::PageBodies => "page-bodies",
            Self::PageUrls => "page-urls",
            Self::Pages => "pages",
            Self::PartStreams => "part-streams",
            Self::QueryStrings => "query-strings",
            Self::ReservedValues => "reserved-values",
            Self::ReceivedParts => "received-parts",
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
            Self::Mixed => {
                &["body/multipart/mixed.rs", "body/multipart/mixed/list.rs", "call/multipart/mixed.rs"]
            }
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
            Self::PartStreams => &["call/parts/streams.rs", "stream/parts.rs"],
            Self::QueryStrings => &["call/query_string.rs"],
            Self::ReservedValues => &["call/reserved.rs"],
            Self::ReceivedParts => &["body/parts.rs", "body/parts/head.rs", "call/parts.rs", "http/parts.rs"],
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
                "xml/encoding.rs",
                "xml/literals.rs",
                "xml/mod.rs",
                "xml/reading.rs",
                "xml/sequence.rs",
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
            Self::BasicAuth | Self::ReceivedParts | Self::Webhooks => &[Self::Base64],
            Self::CanonicalJson => &[Self::Webhooks],
            Self::Events | Self::Lines => &[Self::ItemStreams],
            Self::Mixed => &[Self::Multipart],
            Self::PageBodies | Self::PageUrls => &[Self::Pages],
            Self::PartStreams => &[Self::ItemStreams, Self::ReceivedParts],
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
            | Self::ReservedValues
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
            Self::Mixed => &["BodyParts"],
            Self::Multipart => &["FilePart", "Multipart"],
            Self::Numbers => &["Number"],
            Self::Pages => &["Items", "PagePosition", "Pages"],
            Self::PartStreams => &["PartStream"],
            Self::ReceivedParts => &["ReceivedPart"],
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
            | Self::ReservedValues
            | Self::Timestamps
            | Self::Tuples
            | Self::UnencodedCookies
            | Self::Unions
            | Self::Uuids
            | Self::Xml
            | Self::XmlPages => &[],
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
