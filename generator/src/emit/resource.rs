//! A resource: its handle, and a request builder for each operation.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::describe::{self, Scope};
use super::errors::ErrorTable;
use super::ty::{Made, Paths, allowed, ident, initializer, local};
use super::{Emitter, FileItems};
use super::{body, doc, example, links, pages, parameter, parts, response, xml};
use crate::model::{Body, Doc, GlobalUse, Operation, Parameter, Resource, Server, Status, Ty};

/// The items of `resources/NAME.rs`.
pub(super) fn file<'a>(api: &'a Emitter<'a>, resource: &'a Resource) -> FileItems<'a> {
    let mut uses: BTreeSet<String> =
        ["Client", "Call", "Operation"].map(|name| format!("crate::runtime::{name}")).into();
    if resource.operations.iter().any(|operation| !operation.method.is_extension()) {
        uses.insert("crate::runtime::Method".to_owned());
    }
    for operation in &resource.operations {
        uses.extend(operation_uses(api, operation).into_iter().map(str::to_owned));
    }
    let builders = resource.operations.iter().map(|operation| builder(api, resource, operation));
    let tokens = Box::new(std::iter::once(handle(api, resource)).chain(builders));
    let about = format!("The resource `{}`.", resource.method);
    FileItems { path: format!("resources/{}.rs", resource.module), about, uses, texts: &api.texts, tokens }
}

/// The handle, with a method for each operation.
fn handle(api: &Emitter<'_>, resource: &Resource) -> TokenStream {
    let errors = ErrorTable::new(resource);
    let mut text = doc::of(&resource.doc, &describe::requests(resource));
    text.extend(errors.section(api));
    let doc = doc::paragraphs(api, text);
    let name = ident(&resource.name);
    let methods =
        resource.operations.iter().map(|operation| Made(|| methods(api, resource, operation, &errors)));
    quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct #name { pub(crate) client: Client }

        impl #name { #(#methods)* }
    }
}

fn operation_uses(api: &Emitter<'_>, operation: &Operation) -> Vec<&'static str> {
    let mut uses = Vec::new();
    if !operation.globals.is_empty() {
        uses.extend(["crate::runtime::IntoArgument", "crate::runtime::Use"]);
    }
    if operation.errors.iter().any(|error| error.body.is_some()) {
        uses.push("crate::runtime::ErrorCase");
    }
    uses.extend(operation.parameters.iter().flat_map(|parameter| parameter::uses(api, parameter)));
    if operation.method.is_extension() {
        uses.extend(["crate::runtime::extension_method", "std::sync::LazyLock"]);
    }
    if operation.pagination.is_some() {
        uses.extend(["crate::runtime::Items", "crate::runtime::Pages", "crate::runtime::Paging"]);
    }
    uses.extend(body::uses(api, operation));
    uses.extend(response::uses(operation));
    let (mut named, mut has_number) = (false, false);
    let mut look = |ty: &Ty| {
        ty.visit(&mut |_, _| named = true);
        has_number |= ty.has_number();
    };
    operation.parameters.iter().for_each(|parameter| look(&parameter.ty));
    operation.bodies().flat_map(|body| body.media.tys()).for_each(&mut look);
    operation.errors.iter().filter_map(|error| error.body.as_ref()).for_each(&mut look);
    operation.success.tys().into_iter().for_each(&mut look);
    if named {
        uses.push("crate::types");
    }
    if has_number {
        uses.push("crate::runtime::Number");
    }
    uses
}

/// The methods on the handle: one for the operation, and one for each additional media type of a required body.
fn methods(
    api: &Emitter<'_>,
    resource: &Resource,
    operation: &Operation,
    errors: &ErrorTable<'_>,
) -> TokenStream {
    let doc = operation_doc(api, resource, operation, errors);
    let body = operation.body.as_ref().filter(|body| body.required);
    let first = method(api, operation, &operation.name, body, &doc);
    let others = operation.alternatives.iter().filter(|other| other.body.required).map(|other| {
        let doc = doc::paragraphs(
            api,
            [format!(
                "Like [`{0}`](Self::{0}), with a body of type {1}.",
                operation.name,
                doc::code_text(&other.body.content_type)
            )],
        );
        method(api, operation, &other.method, Some(&other.body), &doc)
    });
    quote!(#first #(#others)*)
}

/// A method on the handle.
fn method(
    api: &Emitter<'_>,
    operation: &Operation,
    name: &crate::names::Ident,
    body: Option<&Body>,
    doc: &TokenStream,
) -> TokenStream {
    let deprecated = doc::deprecated(operation.deprecated);
    let (name, builder, constant) = (ident(name), ident(&operation.builder), ident(&operation.constant));
    let required: Vec<&Parameter> =
        operation.parameters.iter().filter(|parameter| parameter.required).collect();
    let given: Vec<&Parameter> =
        required.iter().copied().filter(|parameter| parameter.is_argument()).collect();
    let arguments = given.iter().map(|parameter| parameter::argument(api, parameter));
    let body_argument = body.map(|body| body::argument(api, body));
    let in_path: Vec<TokenStream> =
        required.iter().filter_map(|parameter| parameter::path_call(api, parameter)).collect();
    let added = |parameter: &&Parameter| {
        parameter::call_expression(parameter, &parameter::wire_value(api, parameter))
    };
    let elsewhere: Vec<TokenStream> = required.iter().filter_map(added).collect();
    let body_call = body.map(|body| body::call(api, body));
    let server = operation.server.as_ref().map(|server| quote!(.on(#server)));
    let xml = operation.success.xml.map(|xml| {
        let xml = xml::reference(api, xml);
        quote!(.reads_xml(#xml))
    });
    let call = quote!(Call::new(&self.client, &#constant) #server #xml #(#in_path)* #body_call);
    let names = given.iter().map(|parameter| &parameter.name).chain(body.map(|body| &body.name));
    let local = local("call", names.clone());
    let field = initializer("call", &local);
    let many = allowed(names, true);
    let new = (name == "new").then(|| quote!(#[allow(clippy::new_ret_no_self)]));
    let content = if elsewhere.is_empty() {
        quote!(#builder { call: #call })
    } else {
        quote!(let mut #local = #call; #(#local.#elsewhere;)* #builder { #field })
    };
    quote! {
        #doc
        #deprecated
        #many
        #new
        pub fn #name(&self, #(#arguments,)* #body_argument) -> #builder { #content }
    }
}

/// The request builder: a setter for each optional parameter, and the methods that send it.
fn builder(api: &Emitter<'_>, resource: &Resource, operation: &Operation) -> TokenStream {
    let name = ident(&operation.builder);
    let method = describe::method(resource, operation);
    let about = [format!("A request that {method} creates."), describe::request(operation)];
    let doc = doc::paragraphs(api, about);
    let setters = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required)
        .map(|parameter| parameter::setter(api, parameter));
    let bodies = operation.bodies().filter(|body| !body.required).map(|body| body::setter(api, body));
    let forms = operation.forms();
    let forms = forms.into_iter().map(|form| parts::form(api, &method, form));
    let parts = operation.sent_parts();
    let parts = parts.into_iter().filter_map(|part| parts::with_headers(api, &method, part));
    let globals = operation.globals.iter().map(|used| global_setter(api, *used));
    let constant = constant(api, operation);
    let paged = operation.pagination.as_ref().zip(operation.success.content.json());
    let pages_constant = paged.map(|(pagination, _)| pages::constant(operation, pagination));
    let pages_methods = paged.map(|(pagination, page)| pages::methods(api, operation, pagination, page));
    let send = response::methods(api, operation);
    let streams = response::stream_methods(api, operation);
    let other = response::other_method(api, operation);
    let response_types = response::types(api, &method, operation);
    let runtime = api.runtime();
    let own = quote!(#(#setters)* #(#bodies)* #(#globals)* #other #pages_methods);
    let own = (!own.is_empty()).then(|| quote!(impl #name { #own }));
    quote! {
        #constant
        #pages_constant

        #doc
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name { call: Call }

        #own

        #send
        #streams
        #runtime::call_options!(#name);

        #(#forms)*
        #(#parts)*
        #response_types
    }
}

/// The setter that overrides a parameter of the client, or leaves it out if the operation does not require it.
fn global_setter(api: &Emitter<'_>, used: GlobalUse) -> TokenStream {
    let global = api.global(used.global);
    let (setter, wire) = (ident(&global.setter), &global.wire);
    let about = format!("Overrides the client's {} for this call", doc::code_text(&global.wire));
    let (about, argument, value) = if used.required {
        (format!("{about}."), quote!(String), quote!(Some(#setter.into_argument())))
    } else {
        (format!("{about}. `None` leaves it out."), quote!(Option<String>), quote!(#setter.into_argument()))
    };
    let doc = doc::line(api, about);
    quote! {
        #doc
        pub fn #setter(mut self, #setter: impl IntoArgument<#argument>) -> Self {
            self.call.global(#wire, #value);
            self
        }
    }
}

fn operation_doc(
    api: &Emitter<'_>,
    resource: &Resource,
    operation: &Operation,
    errors: &ErrorTable<'_>,
) -> TokenStream {
    let request = describe::request(operation);
    let fallback = format!("Sends {request}.");
    let mut text = doc::of(&operation.doc, &fallback);
    if !text.contains(&fallback) {
        text.push(request);
    }
    if let Some(server) = &operation.server {
        let unless = if server.contains("//") {
            let setter = api.path("runtime::ClientBuilder::base_url");
            format!(", unless [`ClientBuilder::base_url`]({setter}) is set")
        } else {
            " of the client's server".to_owned()
        };
        text.push(format!("Sent to {}{unless}.", doc::code_text(server)));
    }
    text.extend(other_servers(operation));
    let mut arguments: Vec<String> = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.is_argument()) {
        let about = doc::line_of(&parameter.doc, &describe::value(api, &parameter.ty, Scope::Elsewhere));
        arguments.push(format!("* `{}`: {about}", parameter.name));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let about = doc::line_of(&body.doc, "The request body.");
        arguments.push(format!("* `{}`: {about}", body.name));
    }
    if !arguments.is_empty() {
        text.extend(["# Arguments".to_owned(), arguments.join("\n")]);
    }
    text.extend(optional_setters(operation));
    text.extend(errors.of_operation(api, resource, operation));
    text.extend(links::section(api, resource, operation));
    if let Some(lines) = example::lines(api, resource, operation) {
        text.extend([doc::EXAMPLE.to_owned(), lines.join("\n")]);
    }
    text.push(doc::source(&operation.origin));
    doc::paragraphs(api, text)
}

/// Further servers of an operation.
fn other_servers(operation: &Operation) -> Option<String> {
    let line = |server: &Server| {
        let doc = Doc { description: server.description.clone(), ..Doc::default() };
        let about = doc::line_of(&doc, "A server of the operation.");
        let facts: String = server.facts.iter().map(|fact| format!(" {fact}")).collect();
        format!("* {}: {about}{facts}", doc::code_text(&server.url))
    };
    let lines: Vec<String> = operation.other_servers.iter().map(line).collect();
    (!lines.is_empty()).then(|| format!("Other servers, for `base_url`:\n\n{}", lines.join("\n")))
}

/// Links to the setters of optional parameters and bodies.
fn optional_setters(operation: &Operation) -> Option<String> {
    let parameters = operation.parameters.iter().filter(|parameter| !parameter.required);
    let bodies = operation.bodies().filter(|body| !body.required);
    let names = parameters.map(|parameter| &parameter.name).chain(bodies.map(|body| &body.name));
    let links: Vec<String> = names.map(|name| format!("[`{name}`]({}::{name})", operation.builder)).collect();
    (!links.is_empty()).then(|| format!("Optional, set on the request: {}.", links.join(", ")))
}

/// The static that describes the operation to the runtime.
fn constant(api: &Emitter<'_>, operation: &Operation) -> TokenStream {
    let (constant, id, path, accept) =
        (ident(&operation.constant), &operation.id, &operation.path, &operation.success.accept);
    let method = operation.method.as_str();
    let is_constant = !operation.method.is_extension();
    let method = if is_constant {
        let method = proc_macro2::Ident::new(method, proc_macro2::Span::call_site());
        quote!(Method::#method)
    } else {
        quote!(extension_method(#method))
    };
    let security = operation.security.iter().map(|alternative| quote!(&[#(#alternative),*]));
    let globals = operation.globals.iter().map(|used| {
        let wire = &api.global(used.global).wire;
        if used.required { quote!(Use::required(#wire)) } else { quote!(Use::optional(#wire)) }
    });
    let bodies = || operation.errors.iter().filter(|error| error.body.is_some());
    let media_types: BTreeSet<&str> = bodies().map(|error| error.media.as_str()).collect();
    let errors = bodies().filter_map(|error| {
        let ty = Paths::qualified(api).ty(error.body.as_ref()?);
        let media = Some(&error.media).filter(|media| media_types.len() > 1 && !media.is_empty());
        let media = media.map(|media| quote!(.media(#media)));
        let case = match error.status {
            Status::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(ErrorCase::code::<#ty>(#code))
            }
            Status::Range(first) => {
                let first = proc_macro2::Literal::u8_unsuffixed(first);
                quote!(ErrorCase::range::<#ty>(#first))
            }
            Status::Default => quote!(ErrorCase::default::<#ty>()),
        };
        let xml = error.xml.map(|xml| {
            let xml = xml::reference(api, xml);
            quote!(.xml(#xml))
        });
        Some(quote!(#case #media #xml))
    });
    // A list with calls of functions is a constant only in a constant context.
    let list = |items: Vec<TokenStream>| {
        if is_constant || items.is_empty() {
            quote!(&[#(#items),*])
        } else {
            quote!(const { &[#(#items),*] })
        }
    };
    let (globals, errors) = (list(globals.collect()), list(errors.collect()));
    let value = quote! {
        Operation {
            id: #id,
            method: #method,
            path: #path,
            accept: #accept,
            security: &[#(#security),*],
            globals: #globals,
            errors: #errors,
        }
    };
    if is_constant {
        quote!(static #constant: Operation = #value;)
    } else {
        quote!(static #constant: LazyLock<Operation> = LazyLock::new(|| #value);)
    }
}
