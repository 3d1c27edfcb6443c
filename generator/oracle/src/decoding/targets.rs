//! The types that are read, and the schemas that describe their values.

use serde_json::Value;

use super::Case;
use crate::document::{Document, Location};
use crate::instances::Plan;
use crate::rust::Rust;
use crate::schema::Schemas;
use crate::subject::Subject;
use crate::surface::{ErrorBody, Shape};

/// A type, and a schema that describes its values.
pub(super) struct Target {
    pub(super) ty: Rust,
    pub(super) location: Location,
    /// A second schema that must accept the value.
    pub(super) also: Option<Location>,
    pub(super) plan: Plan,
    pub(super) examples: Vec<Value>,
    pub(super) share: usize,
}
impl Target {
    pub(super) fn case(&self, ty: usize, value: Value, known: bool) -> Case {
        Case { ty, location: self.location.clone(), also: self.also.clone(), value, known }
    }

    /// The reason why a generated value is not valid.
    pub(super) fn violation(&self, schemas: &Schemas, value: Option<Value>) -> Option<String> {
        match value {
            None => Some("nothing can be made".to_owned()),
            Some(Value::Null) => Some("only `null` was made".to_owned()),
            Some(value) => {
                let mut locations = std::iter::once(&self.location).chain(&self.also);
                locations.find_map(|location| schemas.violation(location, &value))
            }
        }
    }
}

/// Every type that is read, with the schemas that describe its values.
pub(super) fn targets(subject: &Subject, schemas: &Schemas) -> Vec<Target> {
    let document = &subject.document;
    let mut out = Vec::new();
    for ty in subject.surface.types.values() {
        let rust = Rust::Named(ty.name.clone());
        let Some(location) = ty.source.as_deref().and_then(|source| document.source(source)) else {
            continue;
        };
        if !subject.surface.is_round(&rust) || is_part_of_union(subject, &ty.name) {
            continue;
        }
        let union = union_of(subject, &ty.name);
        if let Some(target) = of_type(rust, location, union, schemas) {
            out.push(target);
        }
    }
    for operation in &subject.surface.operations {
        let Some(location) = document.source(&operation.source) else { continue };
        let responses = responses(document, &location);
        if let Some((ty, how)) = &operation.response
            && how == "send_json"
            && subject.surface.is_round(ty)
        {
            let successes: Vec<_> = responses.iter().filter(|body| body.status.starts_with('2')).collect();
            // Responses that differ by status are an enum without `Deserialize`.
            if let [body] = &successes[..] {
                out.push(of_body(ty, body, 3));
            }
        }
        for error in operation.errors.iter().filter(|error| subject.surface.is_round(&error.ty)) {
            for body in responses.iter().filter(|body| body.is_of(error)) {
                out.push(of_body(&error.ty, body, 10));
            }
        }
    }
    out
}

/// The location of the only union that has a type as a variant.
fn union_of(subject: &Subject, name: &str) -> Option<Location> {
    let is_variant = |(_, ty): &(String, Rust)| matches!(ty.inner(), Rust::Named(inner) if inner == name);
    let mut unions = subject.surface.types.values().filter(|ty| match &ty.shape {
        Shape::Union(variants) => variants.iter().any(is_variant),
        _ => false,
    });
    let (union, None) = (unions.next()?, unions.next()) else { return None };
    subject.document.source(union.source.as_deref()?)
}

/// Whether a type is a variant of a union with the same schema: then the schema describes more than its values.
fn is_part_of_union(subject: &Subject, name: &str) -> bool {
    let Some(own) = subject.surface.types.get(name) else { return false };
    subject.surface.types.values().any(|ty| match &ty.shape {
        Shape::Union(variants) => {
            ty.source == own.source
                && variants.iter().any(|(_, ty)| matches!(ty.inner(), Rust::Named(inner) if inner == name))
        }
        _ => false,
    })
}

fn of_body(ty: &Rust, body: &Body, share: usize) -> Target {
    Target {
        ty: ty.clone(),
        location: body.schema.clone(),
        also: None,
        plan: Plan::default(),
        examples: body.examples.clone(),
        share,
    }
}

/// The schema of a type. An alternative is checked together with the schema around it.
fn of_type(ty: Rust, location: Location, union: Option<Location>, schemas: &Schemas) -> Option<Target> {
    let (here, _) = schemas.at(&location)?;
    let target = |location: Location, also: Option<Location>, plan: Plan| Target {
        ty,
        location,
        also,
        plan,
        examples: Vec::new(),
        share: 1,
    };
    let list = here.parent()?;
    let around = list.parent();
    match (list.last().as_str(), around) {
        ("allOf", _) => None,
        ("oneOf" | "anyOf", Some(around)) => {
            let index = here.last().parse().ok()?;
            // Include the other parts of an `allOf`.
            let mut around = around;
            while let Some(all) = around.parent().filter(|all| all.last() == "allOf") {
                around = all.parent()?;
            }
            // The union may contain more than the schema with the alternatives.
            Some(target(union.unwrap_or(around), Some(here), Plan::default().with_choice(&list, index)))
        }
        _ => Some(target(location, None, Plan::default())),
    }
}

/// A JSON body of a response.
struct Body {
    /// The status, as the document has it: `404`, `4XX` or `default`.
    status: String,
    /// The media type, without parameters and in lower case.
    media: String,
    schema: Location,
    examples: Vec<Value>,
}

impl Body {
    /// Whether this is the body of an error of the emitted crate.
    fn is_of(&self, error: &ErrorBody) -> bool {
        let is_status =
            self.status == error.status || self.status.to_uppercase() == format!("{}XX", error.status);
        is_status && error.media.as_ref().is_none_or(|media| *media == self.media)
    }
}

/// The JSON bodies of the responses of an operation.
fn responses(document: &Document, operation: &Location) -> Vec<Body> {
    let mut out = Vec::new();
    let all = operation.child("responses");
    let Some(responses) = document.value(&all).and_then(Value::as_object) else { return out };
    for status in responses.keys() {
        let Some((location, response)) = document.resolved(&all.child(status)) else { continue };
        let contents = location.child("content");
        for (media, content) in response.get("content").and_then(Value::as_object).into_iter().flatten() {
            if is_json(media) && content.get("schema").is_some() {
                let location = contents.child(media);
                out.push(Body {
                    status: status.clone(),
                    media: essence(media),
                    schema: location.child("schema"),
                    examples: media_examples(document, &location, content),
                });
            }
        }
    }
    out
}

/// A media type without parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json")
}

fn media_examples(document: &Document, location: &Location, content: &Value) -> Vec<Value> {
    let mut out: Vec<Value> = content.get("example").cloned().into_iter().collect();
    for name in content.get("examples").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
    {
        let example = document.resolved(&location.child("examples").child(name));
        out.extend(example.and_then(|(_, example)| example.get("value").cloned()));
    }
    out
}
