//! The public items of an emitted crate, parsed from its source: types, each with the location in its `Source:` line,
//! and operations.

mod reader;
mod syntax;

use std::collections::BTreeMap;

use oasmith_core::GeneratedFiles;

use crate::rust::Rust;

/// An emitted crate.
#[derive(Debug, Default)]
pub struct Surface {
    /// Types by name.
    pub types: BTreeMap<String, Type>,
    /// Operations, one for each method.
    pub operations: Vec<Operation>,
    /// The client method for each resource: `pets` for `client.pets()`.
    pub resources: BTreeMap<String, String>,
    /// Multipart forms by name.
    pub forms: BTreeMap<String, Form>,
    /// Setters of the client's builder for credentials and global headers.
    pub credentials: Vec<Setter>,
}

/// An emitted type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// The location in the document, as the `Source:` line has it.
    pub source: Option<String>,
    /// Whether it implements `Deserialize`.
    pub reads: bool,
    /// Whether it implements `Serialize`.
    pub writes: bool,
    /// The shape.
    pub shape: Shape,
    /// The arguments of `new`, if there is one.
    pub constructor: Option<Vec<(String, Rust)>>,
    /// Methods that set a field.
    pub setters: Vec<Setter>,
}

/// The shape of a type.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Fields with names.
    Record(Vec<Field>),
    /// One value of another type.
    Wrapper(Rust),
    /// Another name for a type.
    Alias(Rust),
    /// Variants that each hold a value.
    Union(Vec<(String, Rust)>),
    /// Variants that each represent one value: the variant, and its JSON value.
    Values(Vec<(String, serde_json::Value)>),
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The name of the property; `None` if it holds all other properties.
    pub wire: Option<String>,
    /// Its type.
    pub ty: Rust,
}

/// A setter.
#[derive(Debug, Clone)]
pub struct Setter {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<(String, Rust)>,
    /// The first string literal in it, which is the name of the parameter or property.
    pub wire: Option<String>,
    /// Its code.
    pub code: String,
}

/// A multipart form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// `new`.
    pub constructor: Option<Setter>,
    /// Methods that set a part.
    pub setters: Vec<Setter>,
}

/// A method of a resource that makes a request.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The struct of the resource.
    pub resource: String,
    /// The name of the method.
    pub method: String,
    /// The location in the document, as the `Source:` line has it.
    pub source: String,
    /// Its arguments.
    pub arguments: Vec<(String, Rust)>,
    /// Its code.
    pub code: String,
    /// The builder that it returns.
    pub builder: String,
    /// The setters of the builder.
    pub setters: Vec<Setter>,
    /// The visible lines of the rustdoc example.
    pub example: Option<String>,
    /// The type of the response, and the method that reads it (`send_json`). `None` unless there is exactly one.
    pub response: Option<(Rust, String)>,
    /// The bodies of documented errors.
    pub errors: Vec<ErrorBody>,
}

/// The body of a documented error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// A status, a range (`4`) or `default`.
    pub status: String,
    /// The media type; `None` if all bodies of the operation's errors have the same.
    pub media: Option<String>,
    /// The type.
    pub ty: Rust,
}

impl Surface {
    /// Reads an emitted crate.
    ///
    /// # Errors
    ///
    /// When a file is not Rust.
    pub fn read(files: &GeneratedFiles) -> Result<Self, String> {
        let mut surface = Self::default();
        let mut implementations = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| is_of_the_document(path)) {
            let file = syn::parse_file(text).map_err(|error| format!("{path}: {error}"))?;
            if path.starts_with("src/types/") {
                for item in file.items {
                    surface.type_item(item, &mut implementations);
                }
            } else if path.starts_with("src/resources/") {
                surface.resource(&file.items);
            } else {
                surface.client(&file.items);
            }
        }
        for implementation in implementations {
            surface.implementation(&implementation);
        }
        Ok(surface)
    }

    /// The expression for a resource of a client called `client`.
    pub fn resource_path(&self, resource: &str) -> Option<String> {
        let path = self.resources.get(resource)?;
        match path.split_once('.') {
            Some((owner, method)) => Some(format!("{}.{method}()", self.resource_path(owner)?)),
            None => Some(format!("client.{path}()")),
        }
    }

    /// A type, with aliases followed.
    pub fn named(&self, name: &str) -> Option<&Type> {
        let mut ty = self.types.get(name)?;
        for _ in 0..8 {
            match &ty.shape {
                Shape::Alias(Rust::Named(next)) => ty = self.types.get(next)?,
                _ => return Some(ty),
            }
        }
        None
    }

    /// Whether a type, or the type of its values, belongs to the crate: serde has implementations of its own for all others.
    pub fn is_emitted(&self, ty: &Rust) -> bool {
        match ty {
            Rust::Named(name) => self.types.get(name).is_some_and(|ty| match &ty.shape {
                Shape::Alias(inner) => self.is_emitted(inner),
                _ => true,
            }),
            Rust::List(inner) | Rust::Map(inner) | Rust::Option(inner) | Rust::Boxed(inner) => {
                self.is_emitted(inner)
            }
            Rust::Nullable(_) | Rust::AnyOf(_) | Rust::Number(_) => true,
            _ => false,
        }
    }

    /// Whether a type implements both `Deserialize` and `Serialize`.
    pub fn is_round(&self, ty: &Rust) -> bool {
        match ty {
            Rust::Named(name) => self.types.get(name).is_some_and(|ty| match &ty.shape {
                Shape::Alias(inner) => self.is_round(inner),
                _ => ty.reads && ty.writes,
            }),
            Rust::List(inner)
            | Rust::Map(inner)
            | Rust::Option(inner)
            | Rust::Nullable(inner)
            | Rust::AnyOf(inner)
            | Rust::Number(inner)
            | Rust::Boxed(inner) => self.is_round(inner),
            Rust::Other(_) | Rust::Into(_) | Rust::AsText => false,
            _ => true,
        }
    }
}

fn is_of_the_document(path: &str) -> bool {
    path == "src/client.rs"
        || (path.starts_with("src/types/") || path.starts_with("src/resources/"))
            && path.rsplit('.').next() == Some("rs")
}
