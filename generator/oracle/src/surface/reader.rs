//! Collects types and operations from the items of an emitted crate.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Fields, FnArg, ImplItem, Item, ReceiverKind};

use super::syntax::{
    Sends, Values, arguments, derives, documentation, error_cases, example, field, properties, returned,
    returns_self, setter, source, takes_self,
};
use super::{ErrorBody, Operation, Setter, Shape, Surface, Type};
use crate::rust::Rust;

impl Surface {
    pub(super) fn type_item(&mut self, item: Item, implementations: &mut Vec<Item>) {
        let (name, attributes, shape) = match &item {
            Item::Struct(item) => {
                let shape = match &item.fields {
                    Fields::Named(fields) => Shape::Record(fields.named.iter().map(field).collect()),
                    Fields::Unnamed(fields) => match fields.unnamed.first() {
                        Some(field) => Shape::Wrapper(Rust::of(&field.ty)),
                        None => return,
                    },
                    Fields::Unit => return,
                };
                (item.ident.to_string(), &item.attrs, shape)
            }
            Item::Enum(item) => {
                let variants = item.variants.iter().filter(|variant| variant.ident != "Unknown");
                let union: Vec<(String, Rust)> = variants
                    .filter_map(|variant| {
                        let field = variant.fields.iter().next()?;
                        Some((variant.ident.to_string(), Rust::of(&field.ty)))
                    })
                    .collect();
                let shape = if union.is_empty() { Shape::Values(Vec::new()) } else { Shape::Union(union) };
                (item.ident.to_string(), &item.attrs, shape)
            }
            Item::Type(item) => (item.ident.to_string(), &item.attrs, Shape::Alias(Rust::of(&item.ty))),
            Item::Impl(_) | Item::Macro(_) => {
                implementations.push(item);
                return;
            }
            _ => return,
        };
        let derives = derives(attributes);
        let alias = matches!(shape, Shape::Alias(_));
        let ty = Type {
            source: source(&documentation(attributes)),
            reads: alias || derives.iter().any(|name| name == "Deserialize"),
            writes: alias || derives.iter().any(|name| name == "Serialize"),
            name: name.clone(),
            shape,
            constructor: None,
            setters: Vec::new(),
        };
        self.types.insert(name, ty);
    }

    pub(super) fn implementation(&mut self, item: &Item) {
        match item {
            Item::Impl(item) => {
                let name = item.self_ty.to_token_stream().to_string();
                let Some(ty) = self.types.get_mut(&name) else { return };
                if let Some((path, _)) = &item.trait_ {
                    match path.segments.last().map(|segment| segment.ident.to_string()).as_deref() {
                        Some("Deserialize") => ty.reads = true,
                        Some("Serialize") => ty.writes = true,
                        _ => {}
                    }
                    return;
                }
                for method in &item.items {
                    let ImplItem::Fn(method) = method else { continue };
                    let arguments = arguments(&method.sig.inputs);
                    if method.sig.ident == "new" {
                        ty.constructor = Some(arguments);
                    } else if takes_self(&method.sig.inputs) && returns_self(&method.sig.output) {
                        ty.setters.push(setter(method));
                    }
                }
            }
            Item::Macro(item) => {
                let Some(name) = item.mac.path.segments.last() else { return };
                if name.ident == "record" || name.ident == "union" || name.ident == "newtype" {
                    self.codec(&item.mac.tokens);
                    return;
                }
                if name.ident != "string_enum" && name.ident != "integer_enum" {
                    return;
                }
                let Ok(values) = item.mac.parse_body::<Values>() else { return };
                if let Some(ty) = self.types.get_mut(&values.name) {
                    ty.reads = true;
                    ty.writes = true;
                    ty.shape = Shape::Values(values.variants);
                }
            }
            _ => {}
        }
    }

    /// Notes whether a type is read and written, and the properties of a struct: `Name: read, write { … }`.
    fn codec(&mut self, tokens: &TokenStream) {
        let text = tokens.to_string();
        let head = text.split(['{', '(']).next().unwrap_or_default();
        let Some((name, directions)) = head.split_once(':') else { return };
        let Some(ty) = self.types.get_mut(name.trim()) else { return };
        ty.reads = directions.contains("read");
        ty.writes = directions.contains("write");
        if let Shape::Record(fields) = &mut ty.shape {
            for (name, property) in properties(tokens.clone()) {
                if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                    field.wire = property;
                }
            }
        }
    }

    pub(super) fn client(&mut self, items: &[Item]) {
        for item in items {
            let Item::Impl(item) = item else { continue };
            let owner = item.self_ty.to_token_stream().to_string();
            for method in &item.items {
                let ImplItem::Fn(method) = method else { continue };
                let output = returned(&method.sig.output);
                if owner == "Client" && output.starts_with("crate :: resources ::") {
                    let resource = output.rsplit(' ').next().unwrap_or_default().to_owned();
                    self.resources.insert(resource, method.sig.ident.to_string());
                } else if owner == "ClientBuilder" {
                    self.credentials.push(setter(method));
                }
            }
        }
    }

    pub(super) fn resource(&mut self, items: &[Item]) {
        let mut setters: BTreeMap<String, Vec<Setter>> = BTreeMap::new();
        let mut responses: BTreeMap<String, Vec<(Rust, String)>> = BTreeMap::new();
        let mut errors: BTreeMap<String, Vec<ErrorBody>> = BTreeMap::new();
        let mut operations = Vec::new();
        for item in items {
            match item {
                Item::Impl(item) if item.trait_.is_none() => {
                    let owner = item.self_ty.to_token_stream().to_string();
                    for method in &item.items {
                        let ImplItem::Fn(method) = method else { continue };
                        let by_reference = matches!(method.sig.inputs.first(),
                            Some(FnArg::Receiver(receiver)) if matches!(receiver.kind, ReceiverKind::Reference(..)));
                        let docs = documentation(&method.attrs);
                        let output = returned(&method.sig.output);
                        if by_reference && let Some(source) = source(&docs) {
                            operations.push(Operation {
                                resource: owner.clone(),
                                method: method.sig.ident.to_string(),
                                source,
                                arguments: arguments(&method.sig.inputs),
                                code: method.block.to_token_stream().to_string(),
                                builder: output,
                                setters: Vec::new(),
                                example: example(&docs),
                                response: None,
                                errors: Vec::new(),
                            });
                        } else if method.sig.ident == "new" && output == "Self" {
                            self.forms.entry(owner.clone()).or_default().constructor = Some(setter(method));
                        } else if by_reference && output.starts_with("crate :: resources ::") {
                            let resource = output.rsplit(' ').next().unwrap_or_default().to_owned();
                            self.resources.insert(resource, format!("{owner}.{}", method.sig.ident));
                        } else if takes_self(&method.sig.inputs)
                            && (returns_self(&method.sig.output) || output == owner)
                        {
                            self.forms.entry(owner.clone()).or_default().setters.push(setter(method));
                            setters.entry(owner.clone()).or_default().push(setter(method));
                        }
                    }
                }
                Item::Macro(item) => {
                    let Some(name) = item.mac.path.segments.last() else { continue };
                    if name.ident == "send_methods"
                        && let Ok(Sends(builder, response, how)) = item.mac.parse_body()
                    {
                        responses.entry(builder).or_default().push((response, how));
                    }
                }
                Item::Static(item) => {
                    if let Expr::Struct(operation) = &*item.expr {
                        let cases = operation.fields.iter().find(
                            |field| matches!(&field.member, syn::Member::Named(name) if name == "errors"),
                        );
                        if let Some(cases) = cases {
                            errors.insert(item.ident.to_string(), error_cases(&cases.expr));
                        }
                    }
                }
                _ => {}
            }
        }
        for mut operation in operations {
            operation.setters = setters.get(&operation.builder).cloned().unwrap_or_default();
            operation.response = match responses.get(&operation.builder).map(Vec::as_slice) {
                Some([response]) => Some(response.clone()),
                _ => None,
            };
            let constant = operation.code.split("& ").find_map(|rest| {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_')
                    .collect();
                errors.get(&name)
            });
            operation.errors = constant.cloned().unwrap_or_default();
            self.operations.push(operation);
        }
    }
}
