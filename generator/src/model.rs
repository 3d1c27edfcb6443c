//! The intermediate model: what an API is, in Rust terms, with nothing of OpenAPI left in it.
//!
//! Plain owned data. `lower` makes it, `emit` reads it; every choice (a name, a type, who boxes what) is already made here.

use std::collections::BTreeSet;

use crate::names::Ident;
use crate::source::Value;

/// A whole API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// What the document says of itself.
    pub info: Info,
    /// The package that is emitted.
    pub package: Package,
    /// Where the API is served; the first is the default.
    pub servers: Vec<Server>,
    /// The variables of the default, and of the servers that operations have of their own.
    pub variables: Vec<ServerVariable>,
    /// The security schemes that some operation can use.
    pub schemes: Vec<Scheme>,
    /// What operations require that say nothing else: alternatives of sets of schemes (names on the wire).
    pub security: Vec<Vec<String>>,
    /// Parameters that are set once, on the client.
    pub globals: Vec<Global>,
    /// Headers, in lower case, that say when to try again.
    pub rate_limit_reset: Vec<String>,
    /// Every type, in the order of its name.
    pub types: Vec<TypeDef>,
    /// The modules that hold them: types that the same resources reach stand together.
    pub type_modules: Vec<TypeModule>,
    /// Every operation, by resource.
    pub resources: Vec<Resource>,
    /// Events that the API sends to its users.
    pub webhooks: Vec<Webhook>,
    /// How those are signed, and how they are told apart.
    pub signing: Option<Signing>,
}

impl Api {
    /// The definition that `id` stands for.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// All operations of all resources.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources.iter().flat_map(|resource| &resource.operations)
    }
}

/// The `info` object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Info {
    /// Title of the API.
    pub title: String,
    /// Version of the API's document.
    pub version: String,
    /// What the API is.
    pub description: Option<String>,
}

/// What the emitted package is called and which variables its clients read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Package {
    /// Package name, as in `Cargo.toml`.
    pub name: String,
    /// Package version.
    pub version: String,
    /// First part of the names of environment variables, as `APIDECK`.
    pub env_prefix: String,
}

/// A server of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Base URL, with its variables in braces.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A part of a server's URL that is settled on the client.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Its name in the URL.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// Its value when none is set.
    pub default: String,
    /// The values it may have; empty: any.
    pub values: Vec<String>,
    /// What it is.
    pub doc: Doc,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// The name in `components/securitySchemes`.
    pub wire: String,
    /// The setter on the client builder.
    pub setter: Ident,
    /// The setter that takes a provider.
    pub provider_setter: Ident,
    /// The environment variable that holds the credential, or what the names of several begin with: see [`Self::variables`].
    pub env: String,
    /// How the credential travels.
    pub kind: SchemeKind,
    /// What it is.
    pub doc: Doc,
}

impl Scheme {
    /// The environment variables that the credential is read from.
    pub fn variables(&self) -> Vec<String> {
        let env = &self.env;
        match self.kind {
            SchemeKind::Basic => vec![format!("{env}_USERNAME"), format!("{env}_PASSWORD")],
            SchemeKind::Bearer
            | SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => vec![env.clone()],
        }
    }
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header of its own.
    ApiKeyHeader(String),
    /// A query parameter.
    ApiKeyQuery(String),
    /// A cookie.
    ApiKeyCookie(String),
}

/// A header parameter that is set on the client and can be overridden by each call.
#[derive(Debug, Clone, PartialEq)]
pub struct Global {
    /// Name on the wire.
    pub wire: String,
    /// The setter on the client builder and on each call.
    pub setter: Ident,
    /// The method that makes a client with another value.
    pub scoped: Ident,
    /// The environment variable that holds its value.
    pub env: String,
    /// What it is.
    pub doc: Doc,
}

/// Index into [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) usize);

/// One emitted type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: Ident,
    /// What it looks like.
    pub shape: Shape,
    /// Who makes it and who reads it.
    pub usage: Usage,
    /// Traits that it can derive beyond the common ones.
    pub derives: Derives,
    /// The resources that reach it, as indices into [`Api::resources`]; empty when only webhooks or nothing does.
    pub resources: BTreeSet<usize>,
    /// The module that holds it, as an index into [`Api::type_modules`].
    pub module: usize,
    /// What it means.
    pub doc: Doc,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Where it stands in the document.
    pub origin: String,
}

/// Types that the same resources reach.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeModule {
    /// Module and file.
    pub name: Ident,
    /// Those resources, as indices into [`Api::resources`]; empty: the types are always there.
    pub resources: BTreeSet<usize>,
}

/// Who makes a value and who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The caller sends it.
    pub input: bool,
    /// The server sends it.
    pub output: bool,
}

/// Derivable traits that depend on what a type is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derives {
    /// `Eq` and `Hash`: no floating point number inside.
    pub eq: bool,
    /// `Default`: nothing in it is required.
    pub default: bool,
}

/// What a type looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A struct.
    Record(Record),
    /// A set of values that may grow.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// A list or map that contains itself.
    Newtype(Ty),
    /// Another name for a type.
    Alias(Ty),
}

/// A struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Members, in the document's order.
    pub fields: Vec<Field>,
    /// Members that the document does not name: the type of their values.
    pub extra: Option<Extra>,
}

/// The member that gathers what the document does not name.
#[derive(Debug, Clone, PartialEq)]
pub struct Extra {
    /// Its Rust name.
    pub name: Ident,
    /// The type of each value.
    pub ty: Ty,
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// The type of its value when there is one.
    pub ty: Ty,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// The one value that it can have, where it is required: a variant of its type.
    pub constant: Option<Ident>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

/// Whether a value may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// May be absent. What the server sends may also be null: both read the same.
    Optional,
    /// Always there, may be null.
    Nullable,
    /// Absent, null and a value are three different things. Only in what a caller sends.
    OptionalNullable,
}

/// A set of values that may grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// What its values are in JSON.
    pub repr: Repr,
    /// Known values, in the document's order.
    pub variants: Vec<Variant>,
    /// Index of the variant that the document makes the default.
    pub default: Option<usize>,
    /// The variant that keeps a value which this version does not know.
    pub unknown: Ident,
}

/// What the values of an enum are in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repr {
    /// Strings.
    String,
    /// Whole numbers.
    Integer,
    /// Values of several types, or numbers that are not whole.
    Mixed,
}

/// A known value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its Rust name.
    pub name: Ident,
    /// The value on the wire.
    pub wire: Value,
    /// What it means, where the document says so.
    pub description: Option<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The alternatives.
    pub variants: Vec<UnionVariant>,
    /// How a value finds its alternative.
    pub dispatch: Dispatch,
    /// The variant that keeps a value which none of the others can read.
    pub unknown: Ident,
}

/// How a value finds its alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// A member says which it is.
    Tag {
        /// Its name on the wire.
        property: String,
        /// What it says (text, a whole number, true or false), and the index of the alternative.
        keys: Vec<(Value, usize)>,
    },
    /// The first that can read it is taken, the best match first.
    Fit,
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Its Rust name.
    pub name: Ident,
    /// What it holds.
    pub ty: Ty,
    /// What its values look like.
    pub outline: Outline,
    /// What the tag has to say, where the alternative's own type does not have the tag.
    pub tag: Option<String>,
    /// What it means.
    pub doc: Doc,
}

/// What the values of an alternative look like. Where a tag tells alternatives apart, that is not asked: [`Outline::Any`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outline {
    /// There is no telling.
    Any,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Text of some format, or of a list of values.
    String,
    /// Any text.
    Text,
    /// A list.
    Array,
    /// An object. Its members are not listed where it is the only one among the alternatives.
    Object {
        /// Members that it always has.
        required: Vec<String>,
        /// All members that it is known to have.
        known: Vec<String>,
        /// Members that have one text and no other.
        fixed: Vec<(String, String)>,
    },
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// A single value.
    Scalar(Scalar),
    /// A type of this API.
    Named {
        /// Which.
        id: TypeId,
        /// Whether it stands behind a `Box`, because it would contain itself otherwise.
        boxed: bool,
    },
    /// A list.
    List(Box<Ty>),
    /// A map from strings.
    Map(Box<Ty>),
    /// A value that may be null, inside a list, a map or a union.
    Nullable(Box<Ty>),
    /// Any JSON object.
    JsonObject,
    /// Any JSON value.
    AnyJson,
}

/// A single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text.
    String,
    /// True or false.
    Bool,
    /// `format: int32`.
    I32,
    /// A whole number.
    I64,
    /// A whole number of 32 bits that is never negative.
    U32,
    /// A whole number that is never negative.
    U64,
    /// `format: float`.
    F32,
    /// A number.
    F64,
    /// `format: date-time`: an instant.
    Timestamp,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: byte`: bytes, as base64 text.
    Base64,
}

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Type of the handle, as `Tickets`.
    pub name: Ident,
    /// Method on the client, module and file, as `tickets`.
    pub module: Ident,
    /// The feature of the package that brings it.
    pub feature: String,
    /// What it is.
    pub doc: Doc,
    /// Its operations, in the document's order.
    pub operations: Vec<Operation>,
}

impl Resource {
    /// The names of the types in its file.
    pub fn type_names(&self) -> impl Iterator<Item = &Ident> {
        std::iter::once(&self.name).chain(self.operations.iter().flat_map(Operation::type_names))
    }
}

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`, or a name made of method and path.
    pub id: String,
    /// Method on the resource.
    pub name: Ident,
    /// The type of the request builder.
    pub builder: Ident,
    /// The static that describes it to the runtime.
    pub constant: Ident,
    /// The static that describes its pages, if it has some.
    pub pages_constant: Ident,
    /// HTTP method.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// Base URL, with its variables in braces, where it is not that of the API.
    pub server: Option<String>,
    /// Parameters, without those that the client holds.
    pub parameters: Vec<Parameter>,
    /// Indices into [`Api::globals`], and whether the operation requires each.
    pub globals: Vec<(usize, bool)>,
    /// Request body.
    pub body: Option<Body>,
    /// The same in other media types.
    pub alternatives: Vec<Alternative>,
    /// What success brings.
    pub success: Payload,
    /// What each documented failure brings.
    pub errors: Vec<ErrorResponse>,
    /// Alternatives of sets of schemes (names on the wire). Empty: no credential is needed.
    pub security: Vec<Vec<String>>,
    /// How its pages follow one another, if its response is a page.
    pub pagination: Option<Pagination>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it does.
    pub doc: Doc,
    /// Where it stands in the document.
    pub origin: String,
}

/// How pages follow one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// The query parameter that says which page is wanted.
    pub parameter: String,
    /// What it is set to.
    pub kind: PageKind,
    /// The way from the response to its items; empty if the response is the list.
    pub items: Vec<Step>,
    /// The type of an item.
    pub item: Ty,
}

/// What the parameter that asks for a page is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum PageKind {
    /// To what the page before gives.
    Cursor {
        /// The way from the response to it.
        next: Vec<Step>,
        /// Whether it is text.
        text: bool,
    },
    /// To the number of the page.
    Page {
        /// The number of the first.
        first: u64,
        /// The query parameter for the size of a page.
        limit: Option<String>,
    },
    /// To how many items to pass over.
    Offset {
        /// The query parameter for the size of a page.
        limit: Option<String>,
    },
}

/// A step into a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// Whether it may be absent.
    pub optional: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// The method as it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Argument or setter.
    pub name: Ident,
    /// Name on the wire.
    pub wire: String,
    /// Where it goes, and how.
    pub place: Place,
    /// Whether the value is written as JSON text (`content: application/json`).
    pub json: bool,
    /// Whether reserved characters stay as they are (`allowReserved`). Only in the query.
    pub reserved: bool,
    /// Type of its value.
    pub ty: Ty,
    /// The only value that it can have, which callers need not give.
    pub constant: Option<Value>,
    /// Whether a call must give it.
    pub required: bool,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

impl Parameter {
    /// Whether callers have to give it.
    pub fn is_argument(&self) -> bool {
        self.required && self.constant.is_none()
    }
}

/// Where a parameter goes, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path(PathStyle),
    /// Into the query.
    Query(QueryStyle),
    /// Into a header.
    Header {
        /// Whether the members of an object are written `key=value`.
        explode: bool,
    },
    /// Into a cookie.
    Cookie {
        /// Whether every element is a cookie of its own.
        explode: bool,
    },
}

/// How a path parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PathStyle {
    Simple {
        explode: bool,
    },
    Label {
        explode: bool,
    },
    Matrix {
        explode: bool,
    },
    /// Several segments: slashes stay.
    Segments,
}

/// How a query parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum QueryStyle {
    Form { explode: bool },
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Operation {
    /// The request body in every media type, the preferred one first.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.body.iter().chain(self.alternatives.iter().map(|alternative| &alternative.body))
    }

    /// The form of several parts that it sends, if it does.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.bodies().filter_map(|body| match &body.media {
            Media::Multipart(form) => form.as_ref(),
            Media::Json(_) | Media::Form { .. } | Media::Text | Media::Bytes => None,
        })
    }

    /// The names of the types that are its own.
    pub fn type_names(&self) -> impl Iterator<Item = &Ident> {
        let by_status = match &self.success.content {
            Content::ByStatus(by) => Some(&by.name),
            Content::Empty | Content::Json(_) | Content::Text | Content::Bytes | Content::Stream(_) => None,
        };
        let headers = self.success.headers.as_ref().map(|headers| &headers.name);
        std::iter::once(&self.builder)
            .chain(self.forms().map(|form| &form.name))
            .chain(by_status)
            .chain(headers)
    }
}

/// A request body in another media type than the preferred one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Method on the resource, where the body is required.
    pub method: Ident,
    /// The body.
    pub body: Body,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Its argument or setter.
    pub name: Ident,
    /// How it is written.
    pub media: Media,
    /// Its content type, as the document gives it.
    pub content_type: String,
    /// Whether a call must give it.
    pub required: bool,
    /// What it means.
    pub doc: Doc,
}

/// How a body is written, and of what type its value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Media {
    /// `application/json` and `+json`.
    Json(Ty),
    /// `application/x-www-form-urlencoded`.
    Form {
        /// Type of its value.
        ty: Ty,
        /// Members that are not written in form style.
        styles: Vec<(String, MemberStyle)>,
    },
    /// `multipart/form-data`; `None` where the document does not name the parts.
    Multipart(Option<Form>),
    /// Text of any kind.
    Text,
    /// Anything else.
    Bytes,
}

/// How a member of a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MemberStyle {
    Joined,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

/// A form of several parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its type.
    pub name: Ident,
    /// Its parts, in the document's order.
    pub parts: Vec<Part>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Argument or setter.
    pub name: Ident,
    /// Name on the wire.
    pub wire: String,
    /// What is in it.
    pub kind: PartKind,
    /// Its content type, where the document gives one.
    pub content_type: Option<String>,
    /// Whether a form must have it.
    pub required: bool,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

/// What is in a part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// A value: text if it is a single one, JSON if it is an object, and a part for each element of a list.
    Value(Ty),
    /// A value as JSON, whatever it is.
    Json(Ty),
}

impl Media {
    /// The types of what is in it.
    pub fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                form.iter().flat_map(|form| &form.parts).filter_map(|part| part.kind.ty()).collect()
            }
            Self::Text | Self::Bytes => Vec::new(),
        }
    }

    /// As [`Self::tys`], to be changed.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                let parts = form.iter_mut().flat_map(|form| &mut form.parts);
                parts.filter_map(|part| part.kind.ty_mut()).collect()
            }
            Self::Text | Self::Bytes => Vec::new(),
        }
    }
}

impl PartKind {
    fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Value(ty) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }

    fn ty_mut(&mut self) -> Option<&mut Ty> {
        match self {
            Self::Value(ty) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }
}

/// What a successful response brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// What is in it.
    pub content: Content,
    /// The `Accept` header, empty when there is no body.
    pub accept: String,
    /// The items that it can bring instead, one after the other.
    pub stream: Option<ItemStream>,
    /// Media types that it can be of instead.
    pub others: Vec<String>,
    /// Its headers, where the document names some.
    pub headers: Option<Headers>,
    /// The documented statuses, as `200`.
    pub statuses: Vec<String>,
    /// What it means.
    pub doc: Doc,
}

/// What is in a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A JSON value.
    Json(Ty),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Items, one after the other.
    Stream(ItemStream),
    /// What the status says.
    ByStatus(ByStatus),
}

/// Items that come one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStream {
    /// How they are written.
    pub kind: StreamKind,
    /// The type of each.
    pub ty: Ty,
    /// The `Accept` header that asks for them.
    pub accept: String,
}

/// How items are written that come one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    /// Server-sent events, of which the type says what their data are.
    Events,
    /// Server-sent events, of which the type says what they are as a whole: their name and data are members.
    WholeEvents,
    /// JSON, a value on each line.
    Lines,
}

/// Content that depends on the status.
#[derive(Debug, Clone, PartialEq)]
pub struct ByStatus {
    /// The type that tells them apart.
    pub name: Ident,
    /// Each status and what it brings, in the order in which they are looked at.
    pub cases: Vec<StatusCase>,
    /// The variant for every other status.
    pub unknown: Ident,
}

/// What a status brings.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusCase {
    /// When it applies.
    pub status: Status,
    /// Its variant.
    pub variant: Ident,
    /// What is in it: nothing, JSON, text or bytes.
    pub content: Content,
    /// What it means.
    pub doc: Doc,
}

/// Headers of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Headers {
    /// The type that holds them.
    pub name: Ident,
    /// Each of them.
    pub fields: Vec<HeaderField>,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderField {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Type of its value.
    pub ty: Ty,
    /// What it means.
    pub doc: Doc,
}

impl Payload {
    /// The types of everything in it.
    pub fn tys(&self) -> Vec<&Ty> {
        let mut tys = self.content.tys();
        tys.extend(self.stream.iter().map(|stream| &stream.ty));
        tys.extend(self.headers.iter().flat_map(|headers| &headers.fields).map(|field| &field.ty));
        tys
    }

    /// As [`Self::tys`], to be changed.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        let mut tys = self.content.tys_mut();
        tys.extend(self.stream.iter_mut().map(|stream| &mut stream.ty));
        let fields = self.headers.iter_mut().flat_map(|headers| &mut headers.fields);
        tys.extend(fields.map(|field| &mut field.ty));
        tys
    }
}

impl Content {
    fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Stream(ItemStream { ty, .. }) => vec![ty],
            Self::ByStatus(by) => by.cases.iter().flat_map(|case| case.content.tys()).collect(),
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
        }
    }

    fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Stream(ItemStream { ty, .. }) => vec![ty],
            Self::ByStatus(by) => by.cases.iter_mut().flat_map(|case| case.content.tys_mut()).collect(),
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
        }
    }

    /// The content as JSON, if it is.
    pub fn json(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Stream(_) | Self::ByStatus(_) => None,
        }
    }
}

/// A documented failure.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorResponse {
    /// When it applies.
    pub status: Status,
    /// The JSON body, where there is one.
    pub body: Option<Ty>,
    /// What it means.
    pub doc: Doc,
}

/// A status or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One.
    Code(u16),
    /// A hundred of them, as `4XX`.
    Range(u8),
    /// Every other.
    Default,
}

/// An event that the API sends to its users.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its name in the document.
    pub wire: String,
    /// Its Rust name.
    pub name: Ident,
    /// The body of the request that brings it.
    pub ty: Option<Ty>,
    /// What it means.
    pub doc: Doc,
    /// Where it stands in the document.
    pub origin: String,
}

/// How webhooks are signed, and how they are told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Signing {
    /// The header that carries the signature.
    pub header: String,
    /// Whether the signature is base64, not hexadecimal.
    pub base64: bool,
    /// Whether the body is signed as JSON with sorted members, not as it is.
    pub sorted: bool,
    /// The way to the name of the event in a body; empty if there is none.
    pub event: Vec<String>,
    /// Names of events, and the index of the webhook that each means.
    pub events: Vec<(String, usize)>,
}

/// What the document says of a thing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// One line.
    pub summary: Option<String>,
    /// Markdown, as it stands in the document.
    pub description: Option<String>,
    /// The value that is taken when none is given.
    pub default: Option<Value>,
    /// A value as an example.
    pub example: Option<Value>,
    /// Limits in words, as `minimum 1`.
    pub limits: Vec<String>,
}
