//! Operations: parameters, security, bodies and responses.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Pointer;

/// The reason why the items of a body are not decoded or encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ItemProblem {
    /// The media type has no items.
    NotSequential,
    /// A request has items of this media type.
    Request,
    /// The body of an error has items.
    Error,
    /// The body of a webhook or callback has items.
    Event,
}

/// The problem of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TagProblem {
    /// Another tag has its name.
    Duplicate,
    /// Its parent is no tag of the document.
    UnknownParent,
    /// It is its own parent, directly or through other tags.
    Cycle,
}

/// What a document does not describe about the XML of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum XmlProblem {
    /// The alternative of a value.
    Alternatives,
    /// The body of an event.
    Event,
    /// An object without an element of its own contains itself, or properties without names.
    Inline,
    /// A name that XML does not allow.
    Name,
    /// An attribute or a text that is an object or a list.
    NotText,
    /// The namespace of a prefix.
    Prefix,
    /// The name of the root of a request.
    Root,
    /// The name of the root of a request that has a single property.
    RootOfProperty,
}

impl Diagnostic {
    /// The operation at `at` has the id of the operation at `first`.
    pub(crate) fn duplicate_operation_id(at: &Pointer, id: &str, first: &str) -> Self {
        Self::new(Code::W0311, format!("`{id}` is already the operationId of {first}"))
            .at(&at.child("operationId"))
            .help("each operation needs its own operationId; this one is named after its method and path")
    }

    /// Several paths refer to the path item of the operation at `at`, so they have the same id.
    pub(crate) fn shared_operation_id(at: &Pointer, id: &str) -> Self {
        Self::new(Code::W0311, format!("several paths share the path item with the operationId `{id}`"))
            .at(&at.child("operationId"))
            .help("the operation of the first path has it; those of the others are named after their method and path")
    }

    /// The operation at `at` has a method that HTTP does not allow.
    pub(crate) fn invalid_method(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0319, format!("`{name}` is not an HTTP method")).at(at).help(
            "the operation is ignored; the name of a method has letters, digits and a few signs such as `-`",
        )
    }

    /// The method of the operation at `at` is that of the operation at `own`, which has a field of its own.
    pub(crate) fn method_of_another_field(at: &Pointer, name: &str, own: &Pointer) -> Self {
        Self::new(Code::W0319, format!("`{name}` is the method of {own}"))
            .at(at)
            .help("the operation is ignored; merge it with the other one, or remove it")
    }

    /// The tag at `at` has a problem with its name, or with its parent.
    pub(crate) fn unclear_tag(at: &Pointer, name: &str, problem: TagProblem) -> Self {
        let (message, key, help) = match problem {
            TagProblem::Duplicate => (
                format!("`{name}` is declared twice"),
                "name",
                "the first declaration is used; remove the other one",
            ),
            TagProblem::UnknownParent => (
                format!("there is no tag `{name}`"),
                "parent",
                "the documentation names the parent as it is written; add it to `tags`",
            ),
            TagProblem::Cycle => (
                format!("the parents of `{name}` lead back to it"),
                "parent",
                "the documentation names each parent; remove one of them",
            ),
        };
        Self::new(Code::W0321, message).at(&at.child(key)).help(help)
    }

    /// The URL of the server at `at` has a variable that is not declared.
    pub(crate) fn undeclared_server_variable(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0322, format!("`{{{name}}}` in the URL is not declared"))
            .at(&at.child("url"))
            .help("callers have to set another base URL; declare the variable in `variables`, with a default")
    }

    /// The default of the variable of a server, at `at`, is none of its values.
    pub(crate) fn unlisted_server_default(at: &Pointer, default: &str) -> Self {
        Self::new(Code::W0322, format!("the default `{default}` is none of the values of the variable"))
            .at(&at.child("default"))
            .help("the default is used; callers can only set one of the values")
    }

    /// The URL of the server at `at` has a query or a fragment.
    pub(crate) fn server_with_query(at: &Pointer) -> Self {
        Self::new(Code::W0322, "the URL of a server has no query and no fragment")
            .at(&at.child("url"))
            .help("a client with this base URL cannot be built; remove the query, and declare parameters")
    }

    /// The parameter at `at` is in the query, beside one that is the whole query.
    pub(crate) fn parameter_beside_query_string(at: &Pointer, is_whole: bool) -> Self {
        let (message, help) = if is_whole {
            (
                "another parameter is the whole query, too",
                "only the one that is set last is sent; declare one parameter `in: querystring`",
            )
        } else {
            (
                "another parameter is the whole query",
                "both are sent, joined by `&`; make this parameter a property of the other one's schema",
            )
        };
        Self::new(Code::W0320, message).at(at).help(help)
    }

    /// The parameter at `at` is the whole query, and has no `content`.
    pub(crate) fn query_string_without_content(at: &Pointer) -> Self {
        Self::new(Code::W0320, "a parameter that is the whole query needs `content`")
            .at(at)
            .help("the value is sent as a string, percent-encoded; `content` has its media type and schema")
    }

    /// The values of the parameter or header whose media type is at `at` are not serialized in it.
    pub(crate) fn unserialized_content(at: &Pointer, content_type: &str) -> Self {
        Self::new(
            Code::W0323,
            format!("values of parameters and headers are not serialized as `{content_type}`"),
        )
        .at(at)
        .help("the value is a string, which the caller writes or reads; `application/json` has types")
    }

    /// The items of the body at `at` are not decoded or encoded.
    pub(crate) fn unused_item_schema(at: &Pointer, content_type: &str, problem: ItemProblem) -> Self {
        let (message, help) = match problem {
            ItemProblem::NotSequential => (
                format!("`itemSchema` has no effect on `{content_type}`"),
                "it describes the items of a sequence, such as `application/jsonl`; describe other bodies in `schema`",
            ),
            ItemProblem::Request => (
                format!("items of `{content_type}` cannot be sent as values"),
                "the caller passes the body as bytes",
            ),
            ItemProblem::Error => (
                format!("the items of an error of `{content_type}` are not decoded"),
                "the error has the text of the body; describe an error as `application/json`",
            ),
            ItemProblem::Event => (
                format!("the items of an event of `{content_type}` are not decoded"),
                "the event has no type; describe its body as `application/json`",
            ),
        };
        Self::new(Code::W0410, message).at(&at.child("itemSchema")).help(help)
    }

    /// The parameter at `at` is `in: path`, but the path has no variable of that name.
    pub(crate) fn parameter_not_in_path(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0302, format!("the path does not contain `{{{name}}}`"))
            .at(at)
            .help("the parameter is ignored")
    }

    /// The parameter at `at` is another body, or a part of a form next to a body.
    pub(crate) fn second_body(at: &Pointer) -> Self {
        Self::new(
            Code::W0303,
            "an operation has only one body, and the first `in: body` parameter is this body",
        )
        .at(at)
        .help("this parameter is ignored")
    }

    /// The parameter at `at` is a duplicate.
    pub(crate) fn duplicate_parameter(at: &Pointer) -> Self {
        Self::new(Code::W0303, "this parameter is declared twice")
            .at(at)
            .help("the first declaration is used")
    }

    /// The operation at `at` has no parameter for a variable of its path.
    pub(crate) fn undeclared_path_parameter(at: &Pointer, variable: &str) -> Self {
        Self::new(Code::W0304, format!("`{{{variable}}}` in the path is not declared as a parameter"))
            .at(at)
            .help("the argument is a string")
    }

    /// The security scheme at `at` is mutual TLS.
    pub(crate) fn mutual_tls(at: &Pointer) -> Self {
        Self::new(Code::W0305, "the client does not set up mutual TLS")
            .at(&at.child("type"))
            .help("pass it an HTTP client that has the certificate")
    }

    /// The security scheme at `at` is an HTTP scheme other than basic and bearer.
    pub(crate) fn unsupported_http_scheme(at: &Pointer, scheme: &str) -> Self {
        Self::new(Code::W0305, format!("the HTTP authentication scheme `{scheme}` is not supported"))
            .at(&at.child("scheme"))
            .help("set the header with `with_header`")
    }

    /// The security requirement at `at` names a scheme that the document does not have.
    pub(crate) fn unknown_security_scheme(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0306, format!("there is no security scheme `{name}`"))
            .at(at)
            .help("this alternative is ignored; correct the name, or add the scheme to `components.securitySchemes`")
    }

    /// The API key at `at` is sent in `Authorization`, and its description shows a prefix.
    pub(crate) fn key_with_prefix(at: &Pointer, name: &str, prefix: &str) -> Self {
        Self::new(Code::W0312, format!("the description of this API key shows the prefix `{prefix}`"))
            .at(at)
            .help(format!(
                "callers have to pass the prefix; to add it to the key, set `{name:?} = {prefix:?}` in `[client.prefixes]`"
            ))
    }

    /// The parameter or encoding at `at` has a style that its location does not allow.
    pub(crate) fn impossible_style(at: &Pointer, style: &str, possible: &[&str]) -> Self {
        Self::new(
            Code::W0308,
            format!("the style `{style}` is not allowed here, only {}", possible.join(", ")),
        )
        .at(&at.child("style"))
        .help("the default style is used")
    }

    /// The `collectionFormat` at `at` is not one of its location.
    pub(crate) fn unsupported_collection_format(at: &Pointer, format: &str) -> Self {
        Self::new(Code::W0308, format!("the collection format `{format}` is not allowed here"))
            .at(at)
            .help("the items are separated by commas")
    }

    /// The items at `at` of a list in a parameter or header are lists.
    pub(crate) fn nested_collection(at: &Pointer) -> Self {
        Self::new(Code::W0308, "lists inside of a list in a parameter are not supported")
            .at(at)
            .help("the inner lists are sent as JSON")
    }

    /// The configuration or an extension describes pages that the operation at `at` does not have.
    pub(crate) fn unusable_pagination(at: &Pointer, by: &str, reason: &str) -> Self {
        Self::new(Code::W0309, format!("the pagination that `{by}` describes does not fit: {reason}"))
            .at(at)
            .help("it is ignored; the pagination is detected instead")
    }

    /// The operation at `at` has pages, as `trace` shows, but nothing shows how the next one is requested.
    pub(crate) fn unknown_pagination(at: &Pointer, trace: &str) -> Self {
        Self::new(
            Code::W0310,
            format!("{trace} selects a page, but nothing in the response selects the next one"),
        )
        .at(at)
        .help("there is no `items()`; describe the pages in `[pagination]`, or set `kind = \"none\"`")
    }

    /// The media type at `at` is another spelling of `kept`, with another schema.
    pub(crate) fn duplicate_media_type(at: &Pointer, kept: &str, dropped: &str) -> Self {
        Self::new(Code::W0401, format!("the body is sent as `{kept}`, never as `{dropped}`"))
            .at(at)
            .help("both are the same media type; the schema of the first is used")
    }

    /// The schema of a form, at `at`, is not an object.
    pub(crate) fn form_not_an_object(at: &Pointer) -> Self {
        Self::new(Code::W0402, "the schema of a multipart form must be an object")
            .at(at)
            .help("the caller passes the parts by name")
    }

    /// The media type at `at` is multipart, but not a form.
    pub(crate) fn unsupported_multipart(at: &Pointer, content_type: &str) -> Self {
        Self::new(Code::W0402, format!("the parts of `{content_type}` cannot be generated"))
            .at(at)
            .help("the caller passes the body as bytes, and the content type with its boundary")
    }

    /// The encoding at `at` says that a part has parts, but the document does not describe them.
    pub(crate) fn nested_parts(at: &Pointer) -> Self {
        Self::new(Code::W0402, "parts inside a part cannot be generated")
            .at(at)
            .help("the part is sent and read as a whole")
    }

    /// The encoding at `at` gives an object or a list a content type that is not JSON.
    pub(crate) fn part_as_bytes(at: &Pointer, content_type: &str) -> Self {
        Self::new(Code::W0402, format!("a part of type `{content_type}` cannot be generated"))
            .at(at)
            .help("the content of the part is bytes")
    }

    /// The document does not describe the XML of the schema at `at` in full.
    pub(crate) fn undescribed_xml(at: &Pointer, problem: XmlProblem) -> Self {
        let (message, help) = match problem {
            XmlProblem::Alternatives => (
                "nothing in the XML identifies the alternative of this schema",
                "the alternative is the one that has most of the elements; a `discriminator` identifies it",
            ),
            XmlProblem::Event => {
                ("the body of this event is XML", "its type reads only JSON: read the XML with other code")
            }
            XmlProblem::Inline => (
                "this object needs an element of its own, because it contains itself or other properties than those of the document",
                "it has an element, named after the property",
            ),
            XmlProblem::Name => {
                ("this is not a name of XML", "`xml.name` gives it one; otherwise a request with it fails")
            }
            XmlProblem::NotText => (
                "an object or a list is neither an attribute nor text",
                "it is an element, or an element for each item",
            ),
            XmlProblem::Prefix => (
                "this prefix has no namespace",
                "it is not written unless an element around it declares it; `xml.namespace` gives it one",
            ),
            XmlProblem::Root => (
                "the root element of this body has no name",
                "it is called `root`; `xml.name` gives it a name",
            ),
            XmlProblem::RootOfProperty => (
                "the root element of this body has no name",
                "the element of its only property is the root; `xml.name` adds one around it",
            ),
        };
        Self::new(Code::W0407, message).at(at).help(help)
    }

    /// The response at `at` has a key that is not a status.
    pub(crate) fn invalid_status(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0404, format!("`{key}` is not an HTTP status"))
            .at(at)
            .help("use a code such as 404, a range such as 4XX, or `default`")
    }

    /// The link at `at` has a parameter that its operation does not have.
    pub(crate) fn unknown_link_parameter(at: &Pointer, name: &str, operation: &str) -> Self {
        Self::new(Code::W0313, format!("`{operation}` has no parameter `{name}`"))
            .at(&at.child("parameters").child(name))
            .help("the documentation shows the link as it is written; correct the name of the parameter")
    }

    /// The link at `at` names an operation in two ways.
    pub(crate) fn link_with_two_operations(at: &Pointer) -> Self {
        Self::new(Code::W0313, "this link has both `operationId` and `operationRef`")
            .at(&at.child("operationRef"))
            .help("`operationId` is used; remove the other one")
    }

    /// The link at `at` names no operation.
    pub(crate) fn link_without_operation(at: &Pointer) -> Self {
        Self::new(Code::W0313, "this link has neither `operationId` nor `operationRef`")
            .at(at)
            .help("the documentation shows the link without an operation")
    }

    /// The link at `at` names an operation that the document does not have.
    pub(crate) fn link_to_unknown_operation(at: &Pointer, written: &str) -> Self {
        Self::new(Code::W0313, format!("there is no operation `{written}`"))
            .at(at)
            .help("the documentation shows the link as it is written")
    }

    /// The value of a method, at `at`, is not an object.
    pub(crate) fn operation_not_an_object(at: &Pointer) -> Self {
        Self::new(Code::E0105, "an operation must be an object")
            .at(at)
            .help("describe the operation, or remove the key")
    }
}
