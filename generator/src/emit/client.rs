//! The part of the client that depends on the document: resources, credentials, client-level parameters.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ty::ident;
use super::{Emitter, FileItems};
use super::{describe, doc};
use crate::model::{Doc, Global, Resource, Scheme, SchemeKind, Server, ServerVariable};

/// The items of `client.rs`.
pub(super) fn file<'a>(api: &'a Emitter<'a>) -> FileItems<'a> {
    let accessors = api.resources.iter().map(|resource| accessor(api, resource));
    let schemes = api.schemes.iter().map(|scheme| scheme_setter(api, scheme));
    let globals = api.globals.iter().map(|global| global_setter(api, global));
    let scoped = api.globals.iter().map(|global| scoped_client(api, global));
    let variables = api.variables.iter().map(|variable| variable_setter(api, variable));
    let servers = api.servers.iter().filter_map(|server| server_url(api, server));
    let constant = constant(api);
    let env = environment(api);
    let tokens = quote! {
        impl Client {
            #(#servers)*

            /// Returns a builder.
            pub fn builder() -> ClientBuilder { ClientBuilder { settings: Settings::new(&API) } }

            #env
            pub fn from_env() -> Result<Self, Error> { Self::builder().env()?.build() }

            #(#accessors)*
            #(#scoped)*
        }

        impl ClientBuilder { #(#schemes)* #(#globals)* #(#variables)* }

        #constant
    };
    let mut uses: BTreeSet<String> = ["Api", "Client", "ClientBuilder", "Error", "Settings"]
        .map(|name| format!("crate::runtime::{name}"))
        .into();
    if !api.schemes.is_empty() {
        uses.extend(
            ["CredentialProvider", "Scheme", "SchemeKind", "Secret"]
                .map(|name| format!("crate::runtime::{name}")),
        );
    }
    if !api.globals.is_empty() {
        uses.insert("crate::runtime::Global".to_owned());
    }
    if !api.variables.is_empty() {
        uses.insert("crate::runtime::ServerVariable".to_owned());
    }
    FileItems {
        path: "client.rs".to_owned(),
        about: "Resources, credentials and parameters of the client.".to_owned(),
        uses,
        texts: &api.texts,
        tokens: Box::new(std::iter::once(tokens)),
    }
}

/// The constant for one of several servers.
fn server_url(api: &Emitter<'_>, server: &Server) -> Option<TokenStream> {
    let (name, url) = server.constant.as_ref()?;
    let doc = Doc { description: server.description.clone(), ..Doc::default() };
    let mut text = doc::of(&doc, "A server of the API.");
    text.push(format!("URL: {}, for [`ClientBuilder::base_url`].", doc::code_text(&server.url)));
    text.extend(server.facts.iter().cloned());
    let (doc, name) = (doc::paragraphs(api, text), ident(name));
    Some(quote! {
        #doc
        pub const #name: &'static str = #url;
    })
}

fn accessor(api: &Emitter<'_>, resource: &Resource) -> TokenStream {
    let doc = doc::paragraphs(api, doc::of(&resource.doc, &describe::requests(resource)));
    let (method, name, feature) = (ident(&resource.method), ident(&resource.name), &resource.feature);
    let root = api.root.tokens();
    quote! {
        #doc
        #[cfg(feature = #feature)]
        pub fn #method(&self) -> #root::resources::#name { #root::resources::#name { client: self.clone() } }
    }
}

fn scheme_setter(api: &Emitter<'_>, scheme: &Scheme) -> TokenStream {
    let how = match &scheme.kind {
        SchemeKind::Bearer => "Sent as `Authorization: Bearer …`.".to_owned(),
        SchemeKind::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        SchemeKind::ApiKeyHeader(name) => format!("Sent in the header {}.", doc::code_text(name)),
        SchemeKind::PrefixedHeader { name, prefix } => {
            format!("Sent as {}.", doc::code_text(&format!("{name}: {prefix}…")))
        }
        SchemeKind::ApiKeyQuery(name) => format!("Sent in the query parameter {}.", doc::code_text(name)),
        SchemeKind::ApiKeyCookie(name) => format!("Sent in the cookie {}.", doc::code_text(name)),
    };
    let mut text = doc::of(
        &scheme.doc,
        &format!("The credential of the security scheme {}.", doc::code_text(&scheme.wire)),
    );
    text.push(how);
    text.extend(scheme.facts.iter().cloned());
    let (doc, deprecated) = (doc::paragraphs(api, text), doc::deprecated(scheme.deprecated));
    let doc = quote!(#doc #deprecated);
    let (setter, wire) = (ident(&scheme.setter), &scheme.wire);
    let provider = provider_setter(scheme);
    let setter = match scheme.kind {
        SchemeKind::Basic => quote! {
            #doc
            pub fn #setter(mut self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
                self.settings.basic(#wire, username, password);
                self
            }
        },
        SchemeKind::Bearer
        | SchemeKind::ApiKeyHeader(_)
        | SchemeKind::PrefixedHeader { .. }
        | SchemeKind::ApiKeyQuery(_)
        | SchemeKind::ApiKeyCookie(_) => quote! {
            #doc
            pub fn #setter(mut self, #setter: impl Into<Secret>) -> Self { self.settings.credential(#wire, #setter); self }
        },
    };
    quote! { #setter #provider }
}

fn provider_setter(scheme: &Scheme) -> TokenStream {
    let (setter, wire) = (ident(&scheme.provider_setter), &scheme.wire);
    let what = match scheme.kind {
        SchemeKind::Basic => " The secret is `user:password`.",
        SchemeKind::Bearer
        | SchemeKind::ApiKeyHeader(_)
        | SchemeKind::PrefixedHeader { .. }
        | SchemeKind::ApiKeyQuery(_)
        | SchemeKind::ApiKeyCookie(_) => "",
    };
    let deprecated = doc::deprecated(scheme.deprecated);
    let doc = format!(
        " Like [`{}`](Self::{0}), from a provider that is called before each attempt.{what}",
        scheme.setter
    );
    quote! {
        #[doc = #doc]
        #deprecated
        pub fn #setter(mut self, provider: impl CredentialProvider) -> Self {
            self.settings.credential_provider(#wire, provider);
            self
        }
    }
}

/// The method that returns a client with another value of a client-level parameter.
fn scoped_client(api: &Emitter<'_>, global: &Global) -> TokenStream {
    let (method, argument, wire) = (ident(&global.scoped), ident(&global.setter), &global.wire);
    let wire_name = doc::code_text(&global.wire);
    let runtime = api.runtime();
    let doc = doc::line(
        api,
        format!("A client with another {wire_name}. It shares the connections and limits of this one."),
    );
    quote! {
        #doc
        #[must_use]
        pub fn #method(&self, #argument: impl Into<String>) -> Self { #runtime::scoped(self, #wire, &#argument.into()) }
    }
}

fn variable_setter(api: &Emitter<'_>, variable: &ServerVariable) -> TokenStream {
    let mut text =
        doc::of(&variable.doc, &format!("The part {} of the base URL.", doc::code_text(&variable.wire)));
    text.push(format!("Default: {}.", doc::code_text(&variable.default)));
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|value| doc::code_text(value)).collect();
        text.push(format!("One of {}.", values.join(", ")));
    }
    let doc = doc::paragraphs(api, text);
    let (setter, wire) = (ident(&variable.setter), &variable.wire);
    quote! {
        #doc
        pub fn #setter(mut self, #setter: impl Into<String>) -> Self { self.settings.server_variable(#wire, #setter); self }
    }
}

fn global_setter(api: &Emitter<'_>, global: &Global) -> TokenStream {
    // The next paragraph is enough for a header without a description.
    let mut text = doc::of(&global.doc, "");
    text.push(format!(
        "Sent as the header {} with every request. Each call can override it, or leave it out if it is optional.",
        doc::code_text(&global.wire)
    ));
    let doc = doc::paragraphs(api, text);
    let (setter, wire) = (ident(&global.setter), &global.wire);
    quote! {
        #doc
        pub fn #setter(mut self, #setter: impl Into<String>) -> Self { self.settings.global(#wire, &#setter.into()); self }
    }
}

fn environment(api: &Emitter<'_>) -> TokenStream {
    let mut variables: Vec<String> = api.schemes.iter().flat_map(Scheme::variables).collect();
    variables.extend(api.globals.iter().map(|global| global.env.clone()));
    variables.push(base_url_variable(api));
    variables.push(insecure_variable(api));
    let list = variables.iter().map(|name| doc::code_text(name)).collect::<Vec<_>>().join(", ");
    doc::paragraphs(
        api,
        [
            "Builds a client from environment variables.".to_owned(),
            format!("It reads {list}, if they are set."),
            "# Errors".to_owned(),
            "If no credential is set, or a value is invalid.".to_owned(),
        ],
    )
}

fn base_url_variable(api: &Emitter<'_>) -> String {
    format!("{}_BASE_URL", api.package.env_prefix)
}

fn insecure_variable(api: &Emitter<'_>) -> String {
    format!("{}_ALLOW_INSECURE_HTTP", api.package.env_prefix)
}

/// The servers of single operations, without duplicates.
fn own_servers<'a>(api: &'a Emitter<'_>) -> Vec<&'a str> {
    let mut servers: Vec<&str> = Vec::new();
    for server in api.operations().filter_map(|operation| operation.server.as_deref()) {
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    servers
}

fn constant(api: &Emitter<'_>) -> TokenStream {
    let name = &api.package.name;
    let base_url = api.servers.first().map_or("", |server| server.url.as_str());
    let (env_base_url, env_allow_insecure_http) = (base_url_variable(api), insecure_variable(api));
    let servers = own_servers(api);
    let schemes = api.schemes.iter().map(|scheme| {
        let (wire, setter, env) = (&scheme.wire, scheme.setter.as_str(), &scheme.env);
        let kind = match &scheme.kind {
            SchemeKind::Bearer => quote!(Bearer),
            SchemeKind::Basic => quote!(Basic),
            SchemeKind::ApiKeyHeader(name) => quote!(ApiKeyHeader(#name)),
            SchemeKind::PrefixedHeader { name, prefix } => quote!(PrefixedHeader(#name, #prefix)),
            SchemeKind::ApiKeyQuery(name) => quote!(ApiKeyQuery(#name)),
            SchemeKind::ApiKeyCookie(name) => quote!(ApiKeyCookie(#name)),
        };
        quote!(Scheme { name: #wire, kind: SchemeKind::#kind, setter: #setter, env: #env })
    });
    let globals = api.globals.iter().map(|global| {
        let (wire, setter, env) = (&global.wire, global.setter.as_str(), &global.env);
        quote!(Global { name: #wire, setter: #setter, env: #env })
    });
    let security = api.security.iter().map(|alternative| quote!(&[#(#alternative),*]));
    let variables = api.variables.iter().map(|variable| {
        let ServerVariable { wire, default, values, .. } = variable;
        quote!(ServerVariable { name: #wire, default: #default, values: &[#(#values),*] })
    });
    let rate_limit_reset = &api.rate_limit_reset;
    let constant = format_ident!("API");
    quote! {
        pub(crate) static #constant: Api = Api {
            name: #name,
            version: env!("CARGO_PKG_VERSION"),
            base_url: #base_url,
            schemes: &[#(#schemes),*],
            globals: &[#(#globals),*],
            security: &[#(#security),*],
            servers: &[#(#servers),*],
            variables: &[#(#variables),*],
            rate_limit_reset: &[#(#rate_limit_reset),*],
            env_base_url: #env_base_url,
            env_allow_insecure_http: #env_allow_insecure_http,
        };
    }
}
