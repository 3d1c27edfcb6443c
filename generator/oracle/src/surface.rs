//! What an emitted crate offers, read out of its text: its types, each with the place in the document that it names as its `Source:`,
//! and its operations.

use std::collections::BTreeMap;

use oasmith_core::GeneratedFiles;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Fields, FnArg, ImplItem, Item, Lit, Meta, ReceiverKind, ReturnType, Token};

use crate::rust::Rust;

/// An emitted crate.
#[derive(Debug, Default)]
pub struct Surface {
    /// Types by name.
    pub types: BTreeMap<String, Type>,
    /// Operations, as often as there are methods.
    pub operations: Vec<Operation>,
    /// How to reach each resource from the client: `pets` for `client.pets()`.
    pub resources: BTreeMap<String, String>,
    /// Forms of several parts, by name.
    pub forms: BTreeMap<String, Form>,
    /// Setters of the client's builder that take a credential or a value for all calls.
    pub credentials: Vec<Setter>,
}

/// An emitted type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// The place in the document, as it is written there.
    pub source: Option<String>,
    /// Whether it can be read.
    pub reads: bool,
    /// Whether it can be written.
    pub writes: bool,
    /// What it is made of.
    pub shape: Shape,
    /// The arguments of `new`, if there is one.
    pub constructor: Option<Vec<(String, Rust)>>,
    /// Methods that set a field.
    pub setters: Vec<Setter>,
}

/// What a type is made of.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Fields with names.
    Record(Vec<Field>),
    /// One value of another type.
    Wrapper(Rust),
    /// Another name for a type.
    Alias(Rust),
    /// Variants that hold a value each.
    Union(Vec<(String, Rust)>),
    /// Variants that each stand for one value: the variant, and the value on the wire.
    Values(Vec<(String, serde_json::Value)>),
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its name on the wire; none if it has all members that the record does not name.
    pub wire: Option<String>,
    /// Its type.
    pub ty: Rust,
}

/// A method that sets one thing.
#[derive(Debug, Clone)]
pub struct Setter {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<(String, Rust)>,
    /// The first text in it, which is the name on the wire.
    pub wire: Option<String>,
    /// Its code.
    pub code: String,
}

/// A form of several parts.
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
    /// The place in the document, as it is written there.
    pub source: String,
    /// Its arguments.
    pub arguments: Vec<(String, Rust)>,
    /// Its code.
    pub code: String,
    /// The builder that it returns.
    pub builder: String,
    /// The setters of the builder.
    pub setters: Vec<Setter>,
    /// The example in its documentation, without the lines around the call.
    pub example: Option<String>,
    /// The type of the answer, and the method that reads it (`send_json`); none if there are several ways or none.
    pub answer: Option<(Rust, String)>,
    /// The types of documented errors: a status, a range (`4`) or `default`.
    pub errors: Vec<(String, Rust)>,
}

impl Surface {
    /// Reads an emitted crate.
    ///
    /// # Errors
    ///
    /// When a file is no Rust.
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

    fn type_item(&mut self, item: Item, implementations: &mut Vec<Item>) {
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

    fn implementation(&mut self, item: &Item) {
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

    fn client(&mut self, items: &[Item]) {
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

    fn resource(&mut self, items: &[Item]) {
        let mut setters: BTreeMap<String, Vec<Setter>> = BTreeMap::new();
        let mut answers: BTreeMap<String, Vec<(Rust, String)>> = BTreeMap::new();
        let mut errors: BTreeMap<String, Vec<(String, Rust)>> = BTreeMap::new();
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
                                answer: None,
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
                        && let Ok(Sends(builder, answer, how)) = item.mac.parse_body()
                    {
                        answers.entry(builder).or_default().push((answer, how));
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
            operation.answer = match answers.get(&operation.builder).map(Vec::as_slice) {
                Some([answer]) => Some(answer.clone()),
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

    /// The expression for a resource of a client called `client`.
    pub fn resource_path(&self, resource: &str) -> Option<String> {
        let path = self.resources.get(resource)?;
        match path.split_once('.') {
            Some((owner, method)) => Some(format!("{}.{method}()", self.resource_path(owner)?)),
            None => Some(format!("client.{path}()")),
        }
    }

    /// A type, aliases followed.
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

    /// Whether a value of a type can be read, and written back.
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
            | Rust::Boxed(inner) => self.is_round(inner),
            Rust::Other(_) | Rust::Into(_) | Rust::Many(_) | Rust::AsText => false,
            _ => true,
        }
    }
}

fn is_of_the_document(path: &str) -> bool {
    path == "src/client.rs"
        || (path.starts_with("src/types/") || path.starts_with("src/resources/"))
            && path.rsplit('.').next() == Some("rs")
}

fn documentation(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let texts = attributes.iter().filter_map(text);
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn source(docs: &[String]) -> Option<String> {
    docs.iter().rev().find_map(|line| {
        let text = line.trim().strip_prefix("Source: ")?;
        Some(text.trim_matches('`').trim().to_owned())
    })
}

/// The call in an example: the lines between those that are hidden.
fn example(docs: &[String]) -> Option<String> {
    let lines = docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut code = lines.skip_while(|line| !line.starts_with("```no_run")).skip(1).peekable();
    code.peek()?;
    let shown = code
        .take_while(|line| !line.starts_with("```"))
        .filter(|line| !line.starts_with("# ") && !line.starts_with("use "));
    Some(shown.collect::<Vec<_>>().join("\n"))
}

fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut out = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        if let Ok(paths) = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated) {
            out.extend(paths.iter().filter_map(|path| Some(path.segments.last()?.ident.to_string())));
        }
    }
    out
}

fn field(field: &syn::Field) -> Field {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
    let mut wire = Some(name.clone());
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let text = attribute.meta.to_token_stream().to_string();
        if text.contains("flatten") {
            wire = None;
        }
        let Ok(arguments) = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
            continue;
        };
        for argument in arguments {
            if let Meta::NameValue(pair) = argument
                && pair.path.is_ident("rename")
                && let Expr::Lit(literal) = &pair.value
                && let Lit::Str(text) = &literal.lit
            {
                wire = Some(text.value());
            }
        }
    }
    Field { name, wire, ty: Rust::of(&field.ty) }
}

fn setter(method: &syn::ImplItemFn) -> Setter {
    let code = method.block.to_token_stream();
    Setter {
        name: method.sig.ident.to_string(),
        arguments: arguments(&method.sig.inputs),
        wire: first_text(code.clone()),
        code: code.to_string(),
    }
}

fn first_text(tokens: proc_macro2::TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        proc_macro2::TokenTree::Group(group) => first_text(group.stream()),
        proc_macro2::TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn arguments(inputs: &Punctuated<FnArg, Token![,]>) -> Vec<(String, Rust)> {
    let typed = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    typed.map(|input| (input.pat.to_token_stream().to_string(), Rust::of(&input.ty))).collect()
}

fn takes_self(inputs: &Punctuated<FnArg, Token![,]>) -> bool {
    matches!(inputs.first(), Some(FnArg::Receiver(receiver)) if matches!(receiver.kind, ReceiverKind::Value))
}

fn returned(output: &ReturnType) -> String {
    match output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => ty.to_token_stream().to_string(),
    }
}

fn returns_self(output: &ReturnType) -> bool {
    returned(output) == "Self"
}

fn error_cases(expr: &Expr) -> Vec<(String, Rust)> {
    let text = expr.to_token_stream().to_string();
    let mut out = Vec::new();
    for case in text.split("ErrorCase :: ").skip(1) {
        let Some((how, rest)) = case.split_once(" :: <") else { continue };
        // To the bracket that ends the type.
        let mut depth = 1;
        let end = rest.char_indices().find(|(_, c)| {
            depth += match c {
                '<' => 1,
                '>' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((end, _)) = end else { continue };
        let status: String = rest[end..]
            .chars()
            .skip_while(|c| !c.is_ascii_digit() && *c != ')')
            .take_while(char::is_ascii_digit)
            .collect();
        if let Ok(ty) = syn::parse_str::<syn::Type>(&rest[..end]) {
            out.push((if status.is_empty() { how.trim().to_owned() } else { status }, Rust::of(&ty)));
        }
    }
    out
}

/// `Name { value => Variant, … }`
struct Values {
    name: String,
    variants: Vec<(String, serde_json::Value)>,
}

impl syn::parse::Parse for Values {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse::<syn::Ident>()?.to_string();
        let content;
        syn::braced!(content in input);
        let mut variants = Vec::new();
        while !content.is_empty() {
            let negative = content.parse::<Option<Token![-]>>()?.is_some();
            let value = match content.parse::<Lit>()? {
                Lit::Str(text) => serde_json::Value::from(text.value()),
                Lit::Int(number) => {
                    let number = number.base10_parse::<i64>()?;
                    serde_json::Value::from(if negative { -number } else { number })
                }
                Lit::Bool(value) => serde_json::Value::from(value.value),
                other => return Err(syn::Error::new(other.span(), "no value of an enum")),
            };
            content.parse::<Token![=>]>()?;
            variants.push((content.parse::<syn::Ident>()?.to_string(), value));
            content.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { name, variants })
    }
}

/// `Builder, Type, send_json`
struct Sends(String, Rust, String);

impl syn::parse::Parse for Sends {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let builder = input.parse::<syn::Ident>()?.to_string();
        input.parse::<Token![,]>()?;
        let ty = input.parse::<syn::Type>()?;
        input.parse::<Token![,]>()?;
        let how = input.parse::<syn::Ident>()?.to_string();
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Self(builder, Rust::of(&ty), how))
    }
}
