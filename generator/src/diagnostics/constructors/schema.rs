//! Schemas that Rust types express in part.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Pointer, Value};

impl Diagnostic {
    /// The schema at `at` has a `not`.
    pub(crate) fn unsupported_not(at: &Pointer) -> Self {
        Self::new(Code::W0203, "`not` cannot be expressed in a Rust type").at(&at.child("not")).help(WIDEST)
    }

    /// The `allOf` of the schema at `at` contains itself.
    pub(crate) fn recursive_all_of(at: &Pointer) -> Self {
        Self::new(Code::W0204, "`allOf` contains itself, or is nested too deep")
            .at(at)
            .help("the inner occurrence is left out")
    }

    /// The `allOf` member at `at` has another type than those before it.
    pub(crate) fn conflicting_types(at: &Pointer) -> Self {
        Self::new(Code::W0205, "this member of `allOf` has another type than the ones before it")
            .at(at)
            .help("no value can satisfy both; the first type is taken")
    }

    /// The `allOf` member at `at` has alternatives, as one before it has.
    pub(crate) fn conflicting_alternatives(at: &Pointer) -> Self {
        Self::new(Code::W0206, "two members of `allOf` have alternatives of their own").at(at).help(
            "only the alternatives of the first are modelled; what else an object has is kept without a type",
        )
    }

    /// The alternatives of the schema at `at` contain the schema.
    pub(crate) fn recursive_alternatives(at: &Pointer) -> Self {
        Self::new(Code::W0207, "these alternatives contain what they are alternatives of")
            .at(at)
            .help("only what is said beside them is modelled")
    }

    /// The schema at `at` requires a property that it does not have.
    pub(crate) fn undeclared_required_property(at: &Pointer, name: &str) -> Self {
        Self::new(Code::W0209, format!("`{name}` is required but not among the properties"))
            .at(&at.child("required"))
            .help("it is modelled as a member of any type")
    }

    /// The schema at `at` has an `enum` of objects or lists.
    pub(crate) fn enum_of_objects(at: &Pointer) -> Self {
        Self::new(Code::W0210, "an enum of objects or lists is not modelled as an enum")
            .at(&at.child("enum"))
            .help("the type is the plain one, any value is accepted")
    }

    /// The discriminator has no value for the alternative at `at`.
    pub(crate) fn alternative_without_discriminator_value(at: &Pointer) -> Self {
        Self::new(Code::W0211, "the discriminator does not say which value means this alternative")
            .at(at)
            .help("values find their alternative by the members that they have")
    }

    /// The `allOf` member at `at` has an `enum` without a value that those before it have.
    pub(crate) fn conflicting_enums(at: &Pointer) -> Self {
        Self::new(
            Code::W0212,
            "this member of `allOf` allows none of the values that the ones before it allow",
        )
        .at(at)
        .help("no value can satisfy both; the values of the first are taken")
    }

    /// Two alternatives of the schema at `at` look the same.
    pub(crate) fn indistinguishable_alternatives(at: &Pointer, one: &str, other: &str) -> Self {
        Self::new(Code::W0213, format!("nothing tells `{one}` from `{other}`")).at(at).help(
            "the first that fits is taken; a discriminator, or a required member with one value, would tell them apart",
        )
    }

    /// The default of the schema at `at` has another type than the schema.
    pub(crate) fn invalid_default(at: &Pointer) -> Self {
        Self::new(Code::W0214, "the default is not a value of this type")
            .at(&at.child("default"))
            .help("it is shown in the documentation and used nowhere")
    }

    /// The type `name` at `at` leads to more types inside each other than rustc follows; `property` is where it is cut.
    pub(crate) fn types_too_deep(at: &Pointer, name: &str, property: Option<&str>) -> Self {
        let through = property.map(|property| format!(", through `{property}`")).unwrap_or_default();
        Self::new(Code::W0215, format!("types lead too deep from `{name}`{through}")).at(at).help(TOO_DEEP)
    }

    /// A list or map of the operation at `at` leads to more types inside each other than rustc follows.
    pub(crate) fn operation_types_too_deep(at: Option<&Pointer>) -> Self {
        let diagnostic = Self::new(Code::W0215, "types lead too deep from a list or map of this operation");
        Self { at: at.cloned(), ..diagnostic }.help(TOO_DEEP)
    }

    /// More than `limit` lists and maps are inside each other at `at`.
    pub(crate) fn containers_too_deep(at: &Pointer, limit: usize) -> Self {
        Self::new(Code::W0215, format!("more than {limit} lists and maps are inside each other here"))
            .at(at)
            .help(TOO_DEEP)
    }

    /// The schema at `at` has a `$dynamicRef` that cannot be resolved in advance.
    pub(crate) fn dynamic_reference(at: &Pointer) -> Self {
        Self::new(Code::W0250, "references that depend on who follows them cannot be expressed in Rust types")
            .at(at)
            .help("the value is of any type")
    }

    /// The schema at `at` of an OpenAPI 3.0 document has `key` beside `$ref`.
    pub(crate) fn ignored_beside_reference(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0251, format!("`{key}` beside `$ref` means nothing in OpenAPI 3.0"))
            .at(&at.child(key))
            .help("it is left out; put both into an `allOf` to have it count")
    }

    /// The schema at `at` has conditions under `key`.
    pub(crate) fn unsupported_condition(at: &Pointer, key: &str) -> Self {
        Self::unsupported_keyword(at, key).help(WIDEST)
    }

    /// The schema at `at` has a schema for unevaluated properties beside alternatives.
    pub(crate) fn unsupported_unevaluated_properties(at: &Pointer) -> Self {
        Self::unsupported_keyword(at, "unevaluatedProperties").help("members that are not named are not kept")
    }

    fn unsupported_keyword(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0252, format!("`{key}` cannot be expressed in a Rust type")).at(&at.child(key))
    }

    /// The list at `at` has a schema for each position, under `key`.
    pub(crate) fn unsupported_tuple(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0253, "items that differ by position cannot be expressed in a Rust type")
            .at(&at.child(key))
            .help("each item may be of any of their types")
    }

    /// The bound `key` of the integer at `at` does not fit into 64 bits.
    pub(crate) fn bound_out_of_range(at: &Pointer, key: &str) -> Self {
        Self::new(Code::W0254, format!("`{key}` is beyond what 64 bits hold"))
            .at(&at.child(key))
            .help("it is left out")
    }

    /// The schema at `at` has a type that JSON Schema does not have; `meant` is the one that is used.
    pub(crate) fn unknown_type(at: &Pointer, name: &str, meant: Option<&str>) -> Self {
        let shown: String = name.chars().take(40).collect();
        Self::invalid_type(at, format!("there is no type `{shown}`"), meant)
    }

    /// The type of the schema at `at` is neither a string nor a list of strings.
    pub(crate) fn type_not_a_string(at: &Pointer) -> Self {
        Self::invalid_type(at, "a type has to be a text, or a list of texts", None)
    }

    fn invalid_type(at: &Pointer, message: impl Into<String>, meant: Option<&str>) -> Self {
        let effect = match meant {
            Some(meant) => format!("it is read as `{meant}`"),
            None => "the value is of any type".to_owned(),
        };
        Self::new(Code::W0255, message).at(&at.child("type")).help(effect)
    }

    /// The `enum` of strings at `at` has `value`, which is not a string.
    pub(crate) fn enum_value_not_a_string(at: &Pointer, value: &Value) -> Self {
        Self::new(Code::W0256, format!("`{value}` is no text, as the type of this `enum` asks for"))
            .at(&at.child("enum"))
            .help("it is read as a text; put it in quotes")
    }
}

const WIDEST: &str = "the type is the widest one that the rest of the schema allows";
const TOO_DEEP: &str =
    "rustc does not follow types that deep; what stands here is any JSON value, and the caller reads it";
