//! Schemas that Rust types can express only in part.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Pointer, Value};

const FIRST_ALTERNATIVES: &str =
    "the type has only the alternatives of the first; the properties of the others are kept untyped";

impl Diagnostic {
    /// The schema at `at` has a `not`.
    pub(crate) fn unsupported_not(at: &Pointer) -> Self {
        Self::new(Code::W0203, "`not` cannot be expressed as a Rust type").at(&at.child("not")).help(WIDEST)
    }

    /// The schema at `at` is `false`, or `not: {}`.
    pub(crate) fn no_value(at: &Pointer) -> Self {
        Self::new(Code::W0203, "this schema allows no value, which a Rust type cannot express")
            .at(at)
            .help("the type allows any value")
    }

    /// The `allOf` of the schema at `at` contains itself.
    pub(crate) fn recursive_all_of(at: &Pointer) -> Self {
        Self::new(Code::W0204, "`allOf` contains itself, or is nested too deeply")
            .at(at)
            .help("the inner occurrence is ignored")
    }

    /// The schema at `at` in `allOf` has another type than those before it.
    pub(crate) fn conflicting_types(at: &Pointer) -> Self {
        Self::new(Code::W0205, "this `allOf` schema has another type than those before it")
            .at(at)
            .help("no value can match both; the first type is used")
    }

    /// The schema at `at` in `allOf` has alternatives, and so does one before it.
    pub(crate) fn conflicting_alternatives(at: &Pointer) -> Self {
        Self::new(Code::W0206, "two `allOf` schemas have alternatives").at(at).help(FIRST_ALTERNATIVES)
    }

    /// The alternatives of the schema at `at` contain the schema.
    pub(crate) fn recursive_alternatives(at: &Pointer) -> Self {
        Self::new(Code::W0207, "these alternatives contain the schema itself")
            .at(at)
            .help("they are ignored; the type has only the properties next to them")
    }

    /// The schema at `at` contains itself in a required property.
    pub(crate) fn endless_property(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0216, format!("the required property `{name}` leads back to its own schema"))
            .at(at)
            .help("no value is that deep; the property is optional")
    }

    /// The schema at `at` requires a property that it does not have.
    pub(crate) fn undeclared_required_property(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0209, format!("`{name}` is required but is not a property"))
            .at(&at.child("required"))
            .help(format!("the field `{name}` is generated as `serde_json::Value`"))
    }

    /// The schema at `at` has an `enum` of objects or lists.
    pub(crate) fn enum_of_objects(at: &Pointer) -> Self {
        Self::new(Code::W0210, "an enum of objects or lists cannot be expressed as a Rust enum")
            .at(&at.child("enum"))
            .help("any value is allowed")
    }

    /// The discriminator has no value for the alternative at `at`.
    pub(crate) fn alternative_without_discriminator_value(at: &Pointer) -> Self {
        Self::new(Code::W0211, "the discriminator has no value for this alternative")
            .at(at)
            .help("the properties of a value determine its alternative instead")
    }

    /// The `defaultMapping` of the discriminator of the schema at `at` is none of the alternatives.
    pub(crate) fn unknown_default_alternative(at: &Pointer, default: &str) -> Self {
        Self::new(Code::W0211, format!("`{default}` is none of the alternatives"))
            .at(&at.child("discriminator").child("defaultMapping"))
            .help("values with another tag are kept as they are, or read by their shape; add the schema to the alternatives")
    }

    /// The schema at `at` in `allOf` has an `enum` without a common value with those before it.
    pub(crate) fn conflicting_enums(at: &Pointer) -> Self {
        Self::new(Code::W0212, "this `allOf` schema has no enum value in common with those before it")
            .at(at)
            .help("no value can match both; the values of the first are used")
    }

    /// Nothing distinguishes two alternatives of the schema at `at`.
    pub(crate) fn indistinguishable_alternatives(at: &Pointer, one: &str, other: &str) -> Self {
        Self::new(Code::W0213, format!("nothing distinguishes `{one}` from `{other}`")).at(at).help(
            "the first that matches is used; add a discriminator, or a required property that has a single value",
        )
    }

    /// The default of the schema at `at` has another type than the schema.
    pub(crate) fn invalid_default(at: &Pointer) -> Self {
        Self::new(Code::W0214, "the default does not have the type of the schema")
            .at(&at.child("default"))
            .help("it appears only in the documentation")
    }

    /// The type `name` at `at` nests types more deeply than rustc supports. It is cut at `property`.
    pub(crate) fn types_too_deep(at: &Pointer, name: &str, property: Option<&str>) -> Self {
        let through = property.map(|property| format!(", in the property `{property}`")).unwrap_or_default();
        Self::new(Code::W0215, format!("types are nested too deeply below `{name}`{through}"))
            .at(at)
            .help(TOO_DEEP)
    }

    /// A list or map of the operation at `at` nests types more deeply than rustc supports.
    pub(crate) fn operation_types_too_deep(at: Option<&Pointer>) -> Self {
        let diagnostic =
            Self::new(Code::W0215, "types are nested too deeply below a list or map of this operation");
        Self { at: at.cloned(), ..diagnostic }.help(TOO_DEEP)
    }

    /// More than `limit` lists and maps are nested at `at`.
    pub(crate) fn containers_too_deep(at: &Pointer, limit: usize) -> Self {
        Self::new(Code::W0215, format!("more than {limit} lists and maps are nested here"))
            .at(at)
            .help(TOO_DEEP)
    }

    /// The schema at `at` has a `$dynamicRef` that cannot be resolved in advance.
    pub(crate) fn dynamic_reference(at: &Pointer) -> Self {
        Self::new(Code::W0250, "this dynamic reference cannot be expressed in Rust types")
            .at(at)
            .help("any value is allowed")
    }

    /// The schema at `at` has targets for the dynamic references of a schema in another file.
    pub(crate) fn generic_schema_elsewhere(at: &Pointer) -> Self {
        Self::new(Code::W0250, "the dynamic references of a schema in another file are not resolved here")
            .at(&at.child("$ref"))
            .help("they have the types of that file; move the schema into this file")
    }

    /// The schema at `at` of an OpenAPI 3.0 document has `key` next to `$ref`.
    pub(crate) fn ignored_next_to_reference(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0251, format!("OpenAPI 3.0 ignores `{key}` next to `$ref`"))
            .at(&at.child(key))
            .help("it is ignored; put both into an `allOf` to apply it")
    }

    /// The schema at `at` has conditions under `key`.
    pub(crate) fn unsupported_condition(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0252, format!("`{key}` cannot be expressed as a Rust type"))
            .at(&at.child(key))
            .help(WIDEST)
    }

    /// The schema at `at` has alternatives in `oneOf` and others in `anyOf`.
    pub(crate) fn second_any_of(at: &Pointer) -> Self {
        Self::new(Code::W0206, "this schema has alternatives in `oneOf` and others in `anyOf`")
            .at(&at.child("anyOf"))
            .help(FIRST_ALTERNATIVES)
    }

    /// The list at `at` has a schema for each position, under `key`.
    pub(crate) fn unsupported_tuple(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0253, "items that differ by position cannot be expressed as a Rust type")
            .at(&at.child(key))
            .help("each item can have any of their types")
    }

    /// The bound `key` of the integer at `at` does not fit into 64 bits.
    pub(crate) fn bound_out_of_range(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0254, format!("`{key}` does not fit into 64 bits"))
            .at(&at.child(key))
            .help("it is ignored")
    }

    /// The schema at `at` has a type that JSON Schema does not define. `meant` is used instead.
    pub(crate) fn unknown_type(at: &Pointer, name: &str, meant: Option<&str>) -> Self {
        let shown: String = name.chars().take(40).collect();
        Self::invalid_type(at, format!("unknown type `{shown}`"), meant)
    }

    /// The type of the schema at `at` is neither a string nor a list of strings.
    pub(crate) fn type_not_a_string(at: &Pointer) -> Self {
        Self::invalid_type(at, "`type` must be a string, or a list of strings", None)
    }

    fn invalid_type(at: &Pointer, message: impl Into<String>, meant: Option<&str>) -> Self {
        let effect = match meant {
            Some(meant) => format!("it is read as `{meant}`"),
            None => "any value is allowed".to_owned(),
        };
        Self::new(Code::W0255, message).at(&at.child("type")).help(effect)
    }

    /// The `enum` of strings at `at` has `value`, which is not a string.
    pub(crate) fn enum_value_not_a_string(at: &Pointer, value: &Value) -> Self {
        Self::new(Code::W0256, format!("`{value}` is not a string, but the type of this `enum` is `string`"))
            .at(&at.child("enum"))
            .help("it is read as a string; put it in quotes")
    }
}

const WIDEST: &str = "the type allows everything that the rest of the schema allows";
const TOO_DEEP: &str =
    "rustc does not support types that are nested this deeply; this type becomes `serde_json::Value`";
