//! [`SourceFile`]s → [`GeneratedFiles`]: adds the header of each file, and the other files of a crate.

mod lines;
mod manifest;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use rayon::prelude::*;
use serde::Serialize;

use crate::config::{Config, names_license};
use crate::emit::Root;
use crate::error::InternalError;
use crate::files::{GeneratedFiles, HEADER_MARK};
use crate::format::SourceFile;
use crate::markdown;
use crate::model::{Api, Content, Info, Operation, Scalar, Scheme, Ty};
use crate::parts::{Parts, has_untyped, runtime};
use crate::templates::{LICENSES, TEMPLATES};

/// The crate or module that contains the emitted code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Target {
    /// As a crate.
    #[default]
    Crate,
    /// As a module of another crate.
    Module {
        /// The path of the module.
        root: Root,
        /// The folder of its files.
        folder: PathBuf,
    },
}

static CRATE: Root = Root::CRATE;

impl Target {
    /// The module at a path below the root of a crate, with its files in `folder`. `None` if it is not a Rust path.
    pub fn module(path: &str, folder: impl Into<PathBuf>) -> Option<Self> {
        Some(Self::Module { root: Root::module(path)?, folder: folder.into() })
    }

    /// The module that will contain the emitted code.
    pub fn root(&self) -> &Root {
        match self {
            Self::Crate => &CRATE,
            Self::Module { root, .. } => root,
        }
    }
}

/// Adds the files around `sources`, and the runtime.
///
/// The paths of the files are relative to the folder of the crate or module. The `mod.rs` of a module is written for `include!`: it
/// has the absolute path of each module below it. A module has no tests, and its examples do not run.
///
/// # Errors
///
/// [`InternalError`].
pub fn package(
    api: &Api,
    config: &Config,
    target: &Target,
    sources: &[SourceFile],
) -> Result<GeneratedFiles, InternalError> {
    let templates = environment()?;
    let mut files = GeneratedFiles::new();
    let context = crate_context(api, config);
    match target {
        Target::Crate => {
            add_sources(sources, "src/", &templates, &mut files)?;
            add_templates(CRATE_FILES, context, &templates, &mut files)?;
            add_runtime(api, "src/runtime", &mut files)?;
            for license in LICENSES {
                if names_license(&config.package.license, license.spdx) {
                    files.add(license.file, license.text)?;
                }
            }
        }
        Target::Module { folder, .. } => {
            add_sources(sources, "", &templates, &mut files)?;
            let modules = MODULES.iter().map(|(name, file)| (*name, literal(&folder.join(file))));
            let context = CrateContext { module: Some(modules.collect()), ..context };
            add_templates(MODULE_FILES, context, &templates, &mut files)?;
            add_runtime(api, "runtime", &mut files)?;
        }
    }
    Ok(files)
}

/// Adds the files of the runtime that the API needs.
fn add_runtime(api: &Api, folder: &str, files: &mut GeneratedFiles) -> Result<(), InternalError> {
    for (path, text) in runtime(&Parts::of(api)) {
        files.add(format!("{folder}/{path}"), format!("// {HEADER_MARK}. Do not edit.\n{text}"))?;
    }
    Ok(())
}

/// The files of a crate that have a template, and the template.
const CRATE_FILES: &[(&str, &str)] = &[
    ("src/lib.rs", "lib.rs"),
    ("src/resources/mod.rs", "resources.rs"),
    ("src/types/mod.rs", "types.rs"),
    ("Cargo.toml", "Cargo.toml"),
    ("rustfmt.toml", "rustfmt.toml"),
    ("README.md", "README.md"),
];

/// The files of a module that have a template, and the template.
const MODULE_FILES: &[(&str, &str)] =
    &[("mod.rs", "lib.rs"), ("resources/mod.rs", "resources.rs"), ("types/mod.rs", "types.rs")];

/// Adds the files whose text depends on the API.
fn add_sources(
    sources: &[SourceFile],
    folder: &str,
    templates: &Environment<'_>,
    files: &mut GeneratedFiles,
) -> Result<(), InternalError> {
    let texts =
        sources.par_iter().map(|source| source_text(source, templates)).collect::<Result<Vec<_>, _>>()?;
    for (source, text) in sources.iter().zip(texts) {
        files.add(format!("{folder}{}", source.path), text)?;
    }
    Ok(())
}

fn add_templates(
    paths: &[(&str, &str)],
    context: CrateContext,
    templates: &Environment<'_>,
    files: &mut GeneratedFiles,
) -> Result<(), InternalError> {
    let context = Value::from(Serde(context));
    for (path, template) in paths {
        files.add(*path, templates.get_template(template)?.render(context.clone())?)?;
    }
    Ok(())
}

/// The text of a file: its header, from a template, and its items.
fn source_text(source: &SourceFile, templates: &Environment<'_>) -> Result<String, minijinja::Error> {
    let head = templates.get_template("source.rs")?.render(context! {
        mark => HEADER_MARK, about => source.about.as_str(), uses => lines::uses(&source.uses),
    })?;
    let length: usize = source.body.iter().map(|piece| piece.len() + 1).sum();
    let mut text = String::with_capacity(head.len() + length);
    text.push_str(&head);
    for (index, piece) in source.body.iter().enumerate() {
        text.extend([if index == 0 { "" } else { "\n" }, piece]);
    }
    Ok(text)
}

/// The modules of a generated crate, and the file of each.
const MODULES: [(&str, &str); 5] = [
    ("client", "client.rs"),
    ("resources", "resources/mod.rs"),
    ("runtime", "runtime/mod.rs"),
    ("types", "types/mod.rs"),
    ("webhooks", "webhooks.rs"),
];

/// A path as a Rust literal.
fn literal(path: &Path) -> String {
    let path = path.to_string_lossy();
    quote::quote!(#path).to_string()
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_syntax(
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?,
    );
    environment.add_function("use_names", |head: &str, names: Vec<String>| lines::use_names(head, &names));
    environment.add_function("any_feature", |features: Vec<String>| lines::any_feature(&features));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// The lines of the README about the API.
fn about(info: &Info) -> Vec<String> {
    let web = |url: &Option<String>| url.as_deref().map(markdown::url);
    let plain = |text: &Option<String>| text.as_deref().map(markdown::plain);
    let linked = |text: &Option<String>, url: &Option<String>| {
        let parts: Vec<String> = plain(text).into_iter().chain(web(url)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let docs = info.docs.as_ref();
    let docs = docs.and_then(|docs| linked(&docs.text, &Some(docs.url.clone())));
    let contact = linked(&info.contact.name, &info.contact.url).into_iter().chain(plain(&info.contact.email));
    let contact = contact.collect::<Vec<_>>().join(", ");
    let facts = [
        ("Version of the API", (!info.version.is_empty()).then(|| markdown::code(&info.version))),
        ("Documentation", docs),
        ("Contact", Some(contact).filter(|contact| !contact.is_empty())),
        ("Terms of service", web(&info.terms)),
        ("Licence of the API", linked(&info.license.name, &info.license.url)),
    ];
    let facts = facts.into_iter().filter_map(|(name, fact)| Some(format!("* {name}: {}", fact?)));
    let summary = info.summary.as_deref().map(markdown::line);
    let description = info.description.as_deref().map(|text| markdown::blocks(text, README_HEADINGS));
    let blocks: Vec<String> =
        summary.into_iter().chain(description).chain([facts.collect::<Vec<_>>().join("\n")]).collect();
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).filter(|block| !block.is_empty()).collect();
    blocks.join("\n\n").lines().map(str::to_owned).collect()
}

/// The values for templates.
#[derive(Debug, Serialize)]
struct CrateContext {
    mark: &'static str,
    /// The version of this generator.
    generator_version: &'static str,
    /// For a module of another crate: the file of each module in it, as a Rust literal.
    module: Option<BTreeMap<&'static str, String>>,
    name: String,
    crate_name: String,
    version: String,
    title: String,
    /// The description of the API, as Markdown with the headings of the README.
    readme: Vec<String>,
    /// The features that the examples of the README need.
    readme_features: Vec<String>,
    /// The documentation of the crate without these features, as a Rust literal.
    types_alone: String,
    has_webhooks: bool,
    /// Whether a name has letters beyond ASCII.
    letters: bool,
    /// The parts of the runtime.
    parts: Vec<&'static str>,
    resources: Vec<ModuleContext>,
    types: Vec<TypesContext>,
    /// The digits of the fraction of a second in timestamps, as a range.
    timestamp_digits: String,
    /// Whether unions have outlines.
    outlines: bool,
    signed: bool,
    webhooks: Option<webhooks::Context>,
    package: String,
    /// Whether types contain dates or timestamps.
    dates: bool,
    uuid: bool,
    /// Whether public items have types of `bytes` without the client, and types of `serde_json`.
    bytes: bool,
    untyped: bool,
    /// Whether an operation returns a string.
    text: bool,
    dev_dependencies: String,
    examples: Vec<String>,
    operations: usize,
    example: Option<ExampleContext>,
    paged: Option<ExampleContext>,
    env_prefix: String,
    rust_version: String,
    license: String,
    env: Vec<String>,
}

#[derive(Debug, Serialize)]
struct TypesContext {
    module: String,
    features: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ModuleContext {
    module: String,
    feature: String,
    /// Whether it has bodies in XML.
    xml: bool,
    names: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ExampleContext {
    feature: String,
    resource: String,
    method: String,
    arguments: String,
}

/// The highest level of headings in the description in the README.
const README_HEADINGS: usize = 3;

fn crate_context(api: &Api, config: &Config) -> CrateContext {
    let resources = api
        .resources
        .iter()
        .map(|resource| {
            let names: BTreeSet<String> = resource.type_names().map(ToString::to_string).collect();
            ModuleContext {
                module: resource.module.to_string(),
                feature: resource.feature.clone(),
                xml: resource.operations.iter().any(Operation::has_xml),
                names: names.into_iter().collect(),
            }
        })
        .collect();
    let types = api.type_modules.iter().map(|module| TypesContext {
        module: module.name.to_string(),
        features: module.resources.iter().map(|id| api.resource(*id).feature.clone()).collect(),
    });
    let title = markdown::plain(&api.info.title);
    let types_alone = format!("The {title}, without the features that the examples of the README need.");
    let (example, paged) =
        (first_example(api, |_| true), first_example(api, |operation| operation.pagination.is_some()));
    let shown = example.iter().chain(&paged).map(|example| example.feature.clone());
    let mut readme_features: Vec<String> = example.iter().map(|_| "client".to_owned()).chain(shown).collect();
    readme_features.dedup();
    let mut env: Vec<String> = api.schemes.iter().flat_map(Scheme::variables).collect();
    env.extend(api.globals.iter().map(|global| global.env.clone()));
    let leaves = api.leaves();
    CrateContext {
        mark: HEADER_MARK,
        generator_version: env!("CARGO_PKG_VERSION"),
        module: None,
        name: api.package.name.clone(),
        crate_name: api.package.name.replace('-', "_"),
        version: api.package.version.clone(),
        readme: about(&api.info),
        readme_features,
        types_alone: quote::quote!(#types_alone).to_string(),
        title: manifest::in_sentence(&title),
        has_webhooks: !api.webhooks.is_empty(),
        letters: api.has_names_beyond_ascii(),
        parts: Parts::of(api).names(),
        resources,
        types: types.collect(),
        timestamp_digits: format!("{}..={}", api.timestamps.least, api.timestamps.most),
        outlines: !api.outlines.is_empty(),
        signed: api.signing.is_some(),
        webhooks: webhooks::context(api),
        package: manifest::package_table(api, config),
        dates: [Scalar::Date, Scalar::Timestamp].into_iter().any(|scalar| leaves.has(scalar)),
        uuid: leaves.has(Scalar::Uuid),
        bytes: leaves.has(Scalar::Base64),
        untyped: has_untyped(api),
        text: reads_text(api),
        dev_dependencies: manifest::dev_dependencies(config),
        examples: manifest::examples(config),
        operations: api.operations().count(),
        example,
        paged,
        env_prefix: api.package.env_prefix.clone(),
        rust_version: config.package.rust_version.clone(),
        license: config.package.license.clone(),
        env,
    }
}

fn reads_text(api: &Api) -> bool {
    api.operations().any(|operation| match &operation.success.content {
        Content::Text(_) => true,
        Content::ByStatus(by) => by.cases.iter().any(|case| matches!(case.content, Content::Text(_))),
        Content::Empty | Content::Json(_) | Content::Bytes | Content::Parts(_) | Content::Stream(_) => false,
    })
}

/// The first wanted operation that requires only strings in its path.
fn first_example(api: &Api, wanted: impl Fn(&Operation) -> bool) -> Option<ExampleContext> {
    api.resources.iter().find_map(|resource| {
        let operation =
            resource.operations.iter().filter(|operation| wanted(operation)).find(|operation| {
                operation.body.as_ref().is_none_or(|body| !body.required)
                    && operation.parameters.iter().filter(|parameter| parameter.required).all(|parameter| {
                        matches!(
                            (&parameter.location, &parameter.ty),
                            (crate::model::ParameterLocation::Path(_), Ty::Scalar(Scalar::String))
                        )
                    })
            })?;
        let arguments = operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| {
            let shown = parameter
                .doc
                .example
                .as_ref()
                .and_then(|example| example.as_str())
                .unwrap_or(&parameter.wire);
            format!("{shown:?}")
        });
        Some(ExampleContext {
            feature: resource.feature.clone(),
            resource: resource.method.to_string(),
            method: operation.name.to_string(),
            arguments: arguments.collect::<Vec<_>>().join(", "),
        })
    })
}
