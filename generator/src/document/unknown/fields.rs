//! The fields of all objects of the specifications: of OpenAPI 3.0, 3.1 and 3.2, Swagger 2.0 and JSON Schema 2020-12.
//!
//! A test of `xtask` compares the lists with the published schemas.

/// The fields of an object, sorted.
pub type Fields = &'static [&'static str];

/// All lists, by the names of the objects in the support matrix.
pub const ALL: &[(&str, Fields)] = &[
    ("document", DOCUMENT),
    ("info", INFO),
    ("contact", CONTACT),
    ("license", LICENSE),
    ("server", SERVER),
    ("server variable", SERVER_VARIABLE),
    ("external documentation", EXTERNAL_DOCUMENTATION),
    ("tag", TAG),
    ("components", COMPONENTS),
    ("reference", REFERENCE),
    ("path item", PATH_ITEM),
    ("operation", OPERATION),
    ("parameter", PARAMETER),
    ("header", HEADER),
    ("request body", REQUEST_BODY),
    ("media type", MEDIA_TYPE),
    ("encoding", ENCODING),
    ("responses", RESPONSES),
    ("response", RESPONSE),
    ("example", EXAMPLE),
    ("link", LINK),
    ("security scheme", SECURITY_SCHEME),
    ("oauth flows", OAUTH_FLOWS),
    ("oauth flow", OAUTH_FLOW),
    ("schema", SCHEMA),
    ("discriminator", DISCRIMINATOR),
    ("xml", XML),
    ("2.0 document", SWAGGER_DOCUMENT),
    ("2.0 path item", SWAGGER_PATH_ITEM),
    ("2.0 operation", SWAGGER_OPERATION),
    ("2.0 body parameter", SWAGGER_BODY_PARAMETER),
    ("2.0 parameter", SWAGGER_PARAMETER),
    ("2.0 form parameter", SWAGGER_FORM_PARAMETER),
    ("2.0 response", SWAGGER_RESPONSE),
    ("2.0 header", SWAGGER_HEADER),
    ("2.0 schema", SWAGGER_SCHEMA),
    ("2.0 security scheme", SWAGGER_SECURITY_SCHEME),
];

pub(super) const DOCUMENT: Fields = &[
    "$self",
    "components",
    "externalDocs",
    "info",
    "jsonSchemaDialect",
    "openapi",
    "paths",
    "security",
    "servers",
    "tags",
    "webhooks",
];

pub(super) const INFO: Fields =
    &["contact", "description", "license", "summary", "termsOfService", "title", "version"];

pub(super) const CONTACT: Fields = &["email", "name", "url"];

pub(super) const LICENSE: Fields = &["identifier", "name", "url"];

pub(super) const SERVER: Fields = &["description", "name", "url", "variables"];

pub(super) const SERVER_VARIABLE: Fields = &["default", "description", "enum"];

pub(super) const EXTERNAL_DOCUMENTATION: Fields = &["description", "url"];

pub(super) const TAG: Fields = &["description", "externalDocs", "kind", "name", "parent", "summary"];

pub(super) const COMPONENTS: Fields = &[
    "callbacks",
    "examples",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];

pub(super) const REFERENCE: Fields = &["$ref", "description", "summary"];

pub(super) const PATH_ITEM: Fields = &[
    "$ref",
    "additionalOperations",
    "delete",
    "description",
    "get",
    "head",
    "options",
    "parameters",
    "patch",
    "post",
    "put",
    "query",
    "servers",
    "summary",
    "trace",
];

pub(super) const OPERATION: Fields = &[
    "callbacks",
    "deprecated",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "summary",
    "tags",
];

pub(super) const PARAMETER: Fields = &[
    "allowEmptyValue",
    "allowReserved",
    "content",
    "deprecated",
    "description",
    "example",
    "examples",
    "explode",
    "in",
    "name",
    "required",
    "schema",
    "style",
];

pub(super) const HEADER: Fields = &[
    "allowEmptyValue",
    "allowReserved",
    "content",
    "deprecated",
    "description",
    "example",
    "examples",
    "explode",
    "required",
    "schema",
    "style",
];

pub(super) const REQUEST_BODY: Fields = &["content", "description", "required"];

pub(super) const MEDIA_TYPE: Fields = &[
    "description",
    "encoding",
    "example",
    "examples",
    "itemEncoding",
    "itemSchema",
    "prefixEncoding",
    "schema",
];

pub(super) const ENCODING: Fields = &[
    "allowReserved",
    "contentType",
    "encoding",
    "explode",
    "headers",
    "itemEncoding",
    "prefixEncoding",
    "style",
];

pub(super) const RESPONSES: Fields = &["default"];

pub(super) const RESPONSE: Fields = &["content", "description", "headers", "links", "summary"];

pub(super) const EXAMPLE: Fields =
    &["dataValue", "description", "externalValue", "serializedValue", "summary", "value"];

pub(super) const LINK: Fields =
    &["body", "description", "operationId", "operationRef", "parameters", "requestBody", "server"];

pub(super) const SECURITY_SCHEME: Fields = &[
    "bearerFormat",
    "deprecated",
    "description",
    "flows",
    "in",
    "name",
    "oauth2MetadataUrl",
    "openIdConnectUrl",
    "scheme",
    "type",
];

pub(super) const OAUTH_FLOWS: Fields =
    &["authorizationCode", "clientCredentials", "deviceAuthorization", "implicit", "password"];

pub(super) const OAUTH_FLOW: Fields =
    &["authorizationUrl", "deviceAuthorizationUrl", "refreshUrl", "scopes", "tokenUrl"];

pub(super) const SCHEMA: Fields = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];

pub(super) const DISCRIMINATOR: Fields = &["defaultMapping", "mapping", "propertyName"];

pub(super) const XML: Fields = &["attribute", "name", "namespace", "nodeType", "prefix", "wrapped"];

pub(super) const SWAGGER_DOCUMENT: Fields = &[
    "basePath",
    "consumes",
    "definitions",
    "externalDocs",
    "host",
    "info",
    "parameters",
    "paths",
    "produces",
    "responses",
    "schemes",
    "security",
    "securityDefinitions",
    "swagger",
    "tags",
];

pub(super) const SWAGGER_PATH_ITEM: Fields =
    &["$ref", "delete", "get", "head", "options", "parameters", "patch", "post", "put"];

pub(super) const SWAGGER_OPERATION: Fields = &[
    "consumes",
    "deprecated",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "produces",
    "responses",
    "schemes",
    "security",
    "summary",
    "tags",
];

pub(super) const SWAGGER_BODY_PARAMETER: Fields = &["description", "in", "name", "required", "schema"];

pub(super) const SWAGGER_PARAMETER: Fields = &[
    "allowEmptyValue",
    "collectionFormat",
    "default",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "in",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "name",
    "pattern",
    "required",
    "type",
    "uniqueItems",
];

pub(super) const SWAGGER_FORM_PARAMETER: Fields = &[
    "allowEmptyValue",
    "collectionFormat",
    "default",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "in",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "name",
    "pattern",
    "required",
    "type",
    "uniqueItems",
];

pub(super) const SWAGGER_RESPONSE: Fields = &["description", "examples", "headers", "schema"];

pub(super) const SWAGGER_HEADER: Fields = &[
    "collectionFormat",
    "default",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "type",
    "uniqueItems",
];

pub(super) const SWAGGER_SCHEMA: Fields = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "default",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "xml",
];

pub(super) const SWAGGER_SECURITY_SCHEME: Fields =
    &["authorizationUrl", "description", "flow", "in", "name", "scopes", "tokenUrl", "type"];
