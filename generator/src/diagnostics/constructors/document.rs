//! The whole document, and malformed parts.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Pointer, Value};

/// A part of a document that cannot be read, and the code that is generated instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnreadablePart {
    /// Any value is allowed.
    Schema,
    /// The API has no title.
    Info,
    /// Its parameters, its body and its responses are used.
    Operation,
    /// Left out.
    Parameter,
    /// Written in the default style of its location.
    ParameterStyle,
    /// The media types are used.
    RequestBody,
    /// There is nothing to use.
    EmptyRequestBody,
    /// The properties that can be read are used.
    Response,
    /// There is nothing to use.
    EmptyResponse,
    /// Left out.
    SecurityScheme,
    /// Left out.
    Server,
}

impl UnreadablePart {
    fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Info => "info object",
            Self::Operation => "operation",
            Self::Parameter | Self::ParameterStyle => "parameter",
            Self::RequestBody | Self::EmptyRequestBody => "request body",
            Self::Response | Self::EmptyResponse => "response",
            Self::SecurityScheme => "security scheme",
            Self::Server => "server",
        }
    }

    fn effect(self) -> &'static str {
        match self {
            Self::Schema => "the schema allows any value",
            Self::Info => "the API has no title",
            Self::Operation => "only its `parameters`, `requestBody` and `responses` are used",
            Self::ParameterStyle => "the parameter has the default style of its location",
            Self::RequestBody | Self::Response => "its readable properties are used",
            Self::EmptyRequestBody => "the operation has no body",
            Self::EmptyResponse => "the response has no body",
            Self::Parameter | Self::SecurityScheme | Self::Server => IGNORED,
        }
    }
}

impl Diagnostic {
    /// The document at `at` is not an object.
    pub(crate) fn document_not_an_object(at: &Pointer) -> Self {
        Self::new(Code::E0101, "the document is not an object")
            .at(at)
            .help("an OpenAPI document starts with `openapi: 3.0.3`")
    }

    /// The document at `at` has a version that is not supported.
    pub(crate) fn unsupported_version(at: &Pointer, version: &str) -> Self {
        Self::new(Code::E0101, format!("OpenAPI version {version} is not supported"))
            .at(&at.child("openapi"))
            .help(VERSIONS)
    }

    /// The document at `at` is of another version of Swagger than 2.0.
    pub(crate) fn swagger(at: &Pointer, version: &str) -> Self {
        Self::new(Code::E0101, format!("Swagger {version} is not supported"))
            .at(&at.child("swagger"))
            .help("the generator reads Swagger 2.0; convert earlier versions first")
    }

    /// The document at `at` has no version.
    pub(crate) fn no_version(at: &Pointer) -> Self {
        Self::new(Code::E0101, "the document has no `openapi` version").at(at).help(VERSIONS)
    }

    /// The document at `at` has a later version than 3.1.
    pub(crate) fn later_version(at: &Pointer, version: &str) -> Self {
        Self::new(Code::W0101, format!("OpenAPI {version} is read as 3.2"))
            .at(&at.child("openapi"))
            .help("additions of later versions are ignored")
    }

    /// The object at `at` has the field `key`, which is none of OpenAPI. It is a misspelling of `meant`.
    pub(crate) fn unknown_field(at: &Pointer, key: &str, meant: Option<&str>) -> Self {
        match meant {
            Some(meant) => Self::new(Code::W0220, format!("OpenAPI has no field `{key}` here"))
                .help(format!("it is ignored; did you mean `{meant}`?")),
            None => Self::new(Code::W0221, format!("OpenAPI has no field `{key}` here"))
                .help("it is ignored; names of extensions begin with `x-`"),
        }
        .at(&at.child(key))
    }

    /// The property `key` of the object at `at` has a value of another type than `expected`. `is_read`: the meaning is clear, so the value
    /// is converted.
    pub(crate) fn wrong_type(at: &Pointer, key: &str, expected: &str, is_read: bool) -> Self {
        let effect = if is_read { "the value is converted" } else { IGNORED };
        Self::invalid_property(at, key, format!("`{key}` must be {expected}")).help(effect)
    }

    /// The schemes at `at` are neither HTTP nor HTTPS.
    pub(crate) fn unsupported_schemes(at: &Pointer, schemes: &[String]) -> Self {
        Self::new(Code::W0103, format!("the client cannot use the schemes {}", schemes.join(", ")))
            .at(at)
            .help("requests are sent with HTTPS")
    }

    /// The `host` at `at` begins with a scheme.
    pub(crate) fn host_with_scheme(at: &Pointer) -> Self {
        Self::new(Code::W0103, "`host` must be a host without a scheme").at(at).help("it is read as a URL")
    }

    /// The parameter at `at` has its type next to its schema instead of inside.
    pub(crate) fn type_outside_of_schema(at: &Pointer) -> Self {
        Self::invalid_property(at, "type", "the type of a parameter belongs in its `schema`")
            .help("it is read as if it were there")
    }

    /// The schema at `at` has a `$ref` that is not a string.
    pub(crate) fn reference_not_a_string(at: &Pointer) -> Self {
        Self::invalid_property(at, "$ref", "`$ref` must be a string").help(IGNORED)
    }

    /// The schema at `at` has an exclusive bound, at `key`, that is neither a number nor a boolean.
    pub(crate) fn invalid_exclusive_bound(at: &Pointer, key: &str) -> Self {
        Self::invalid_property(at, key, format!("`{key}` must be a number, or `true` or `false`"))
            .help(IGNORED)
    }

    /// The schema at `at` has an `enum` without values.
    pub(crate) fn empty_enum(at: &Pointer) -> Self {
        Self::invalid_property(at, "enum", "an `enum` must have at least one value").help(IGNORED)
    }

    /// The schema at `at` has a discriminator without a property name.
    pub(crate) fn discriminator_without_property(at: &Pointer) -> Self {
        Self::invalid_property(at, "discriminator", "a discriminator must have a `propertyName`")
            .help(IGNORED)
    }

    /// The value at `at` is not a schema.
    pub(crate) fn not_a_schema(at: &Pointer) -> Self {
        Self::new(Code::W0103, "this is not a schema")
            .at(at)
            .help("a schema that allows any value is used instead")
    }

    /// The value at `at` is not an object.
    pub(crate) fn not_an_object(at: &Pointer) -> Self {
        Self::new(Code::W0103, "this is not an object").at(at).help("an empty object is used instead")
    }

    fn invalid_property(at: &Pointer, key: &str, message: impl Into<String>) -> Self {
        Self::new(Code::W0103, message).at(&at.child(key))
    }

    /// The part at `at` cannot be read. `found` is the value there, `error` the reason.
    pub(crate) fn unreadable_part(
        part: UnreadablePart,
        at: &Pointer,
        found: Option<&Value>,
        error: &str,
    ) -> Self {
        let found = found.and_then(type_name).map(|name| format!(" (found {name})")).unwrap_or_default();
        Self::new(Code::W0201, format!("this {} cannot be read{found}: {error}", part.name()))
            .at(at)
            .help(part.effect())
    }
}

/// The type of a value that is not an object.
fn type_name(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => return None,
    })
}

const VERSIONS: &str = "the generator supports OpenAPI 3.0 to 3.2, and Swagger 2.0";
const IGNORED: &str = "it is ignored";
