//! The code of a program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use quote::{ToTokens, quote};
use syn::{Item, Visibility};

use super::Module;
use super::folder::Folder;
use crate::calls::Call;

/// Writes the code of a module.
pub(super) fn write_module(files: &mut Folder, module: &Module<'_>, client: bool) -> io::Result<()> {
    let source = format!("src/{}", module.name);
    let (mut types, mut resources, mut has_client) = (false, false, false);
    for (path, text) in module.parts.iter() {
        let is_type = path.starts_with("types/");
        let is_resource = client && path.starts_with("resources/");
        let is_client = client && path == "client.rs";
        if !is_type && !is_resource && !is_client {
            continue;
        }
        types |= is_type;
        resources |= is_resource;
        has_client |= is_client;
        let traits = if is_client { as_traits(text) } else { None };
        files.write(&format!("{source}/{path}"), traits.as_deref().unwrap_or(text))?;
    }
    let mut root = String::from("#[allow(unused_imports)]\npub(crate) use crate::runtime::{self, *};\n");
    let calls = client && !module.calls.is_empty();
    for (name, is_there) in
        [("types", types), ("resources", resources), ("client", has_client), ("calls", calls)]
    {
        if is_there {
            let _ = writeln!(root, "pub mod {name};");
        }
    }
    files.write(&format!("{source}/mod.rs"), &root)
}

/// Turns the methods that a document adds to the client into traits, because all modules share one client.
fn as_traits(text: &str) -> Option<String> {
    let mut file = syn::parse_file(text).ok()?;
    let mut items = Vec::new();
    for item in file.items {
        let Item::Impl(mut item) = item else {
            items.push(item.into_token_stream());
            continue;
        };
        if item.trait_.is_some() {
            items.push(item.into_token_stream());
            continue;
        }
        let owner = &item.self_ty;
        let name = quote::format_ident!(
            "{}Methods",
            owner.to_token_stream().to_string().replace(|c: char| !c.is_alphanumeric(), "")
        );
        let mut signatures = Vec::new();
        // The constants of servers are not called.
        item.items.retain(|item| !matches!(item, syn::ImplItem::Const(_)));
        for method in &mut item.items {
            let syn::ImplItem::Fn(method) = method else { return None };
            method.vis = Visibility::Inherited;
            method.attrs.clear();
            method.attrs.retain(|attribute| attribute.path().is_ident("cfg"));
            let signature = &mut method.sig.clone();
            // A trait's method has no `mut` arguments.
            for input in &mut signature.inputs {
                match input {
                    syn::FnArg::Receiver(receiver) => receiver.mutability = None,
                    syn::FnArg::Typed(input) => {
                        if let syn::Pat::Ident(pattern) = &mut *input.pat {
                            pattern.mutability = None;
                        }
                    }
                }
            }
            signatures.push(quote!(#signature;));
        }
        let methods = &item.items;
        items.push(quote! {
            pub trait #name: Sized { #(#signatures)* }
            impl #name for #owner { #(#methods)* }
        });
    }
    file.items = Vec::new();
    Some(items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join("\n"))
}

/// The call in the root of a crate that implements writing timestamps. The modules share one runtime, so the first call counts.
fn timestamps<'m>(modules: &'m [Module<'_>]) -> Option<&'m str> {
    let mut lines =
        modules.iter().flat_map(|module| module.files.get("src/lib.rs").unwrap_or_default().lines());
    lines.find(|line| line.starts_with("runtime::timestamps!"))
}

pub(super) fn main_rs(modules: &[Module<'_>], client: bool) -> String {
    let mut text = String::from(
        "#![allow(warnings, clippy::all, clippy::pedantic)]\n#![recursion_limit = \"512\"]\nmod runtime;\n",
    );
    text.extend(timestamps(modules).map(|call| format!("{call}\n")));
    let (mut table, mut calls) = (String::new(), String::new());
    for module in modules {
        let _ = writeln!(text, "mod {};", module.name);
        for (index, ty) in module.types.iter().enumerate() {
            let _ = writeln!(
                text,
                "mod {}_t{index} {{ use super::{}::*; pub type T = {}; }}",
                module.name, module.name, ty.code
            );
            let read = if ty.with_serde { "read_twice" } else { "read" };
            let _ = writeln!(table, "    {read}::<{}_t{index}::T>,", module.name);
        }
        if !module.calls.is_empty() {
            let _ =
                writeln!(calls, "        {:?} => block_on({}::calls::run(&url)),", module.name, module.name);
        }
    }
    text.push_str(READ);
    let _ = write!(text, "static TYPES: &[fn(&str) -> serde_json::Value] = &[\n{table}];\n");
    if client {
        text.push_str(BLOCK_ON);
        let _ = write!(
            text,
            "fn call() {{\n    let url = std::env::args().nth(3).unwrap();\n    match std::env::args().nth(2).unwrap().as_str() {{\n{calls}        _ => {{}}\n    }}\n}}\n"
        );
    } else {
        text.push_str("fn call() {}\n");
    }
    text
}

const READ: &str = r#"
use std::io::{BufRead as _, Write as _};

use runtime::json::{self, ReadJson, WriteJson};

/// Reads and writes a value.
fn read<T: ReadJson + WriteJson + std::fmt::Debug>(text: &str) -> serde_json::Value {
    match json::from_slice::<T>(text.as_bytes()) {
        Err(error) => serde_json::json!({"error": error.to_string()}),
        Ok(value) => serde_json::json!({"ok": [format!("{value:?}"), json::to_string(&value)]}),
    }
}

/// Reads and writes a value, with and without serde.
fn read_twice<T: ReadJson + WriteJson + serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
    text: &str,
) -> serde_json::Value {
    let failed = |error: String| serde_json::json!({"error": error});
    match (json::from_slice::<T>(text.as_bytes()), serde_json::from_str::<T>(text)) {
        (Err(error), Err(_)) => failed(error.to_string()),
        (Ok(_), Err(error)) => failed(format!("only serde fails: {error}")),
        (Err(error), Ok(_)) => failed(format!("only serde succeeds: {error}")),
        (Ok(value), Ok(other)) => {
            let (debug, out) = (format!("{value:?}"), json::to_string(&value));
            let written = |text: &str| serde_json::from_str::<serde_json::Value>(text);
            match serde_json::to_string(&value) {
                Err(error) => failed(format!("cannot be written with serde: {error}")),
                Ok(_) if format!("{other:?}") != debug => failed("serde reads another value".to_owned()),
                Ok(text) if written(&text).ok() != written(&out).ok() => {
                    failed("serde writes another value".to_owned())
                }
                Ok(_) => serde_json::json!({"ok": [debug, out]}),
            }
        }
    }
}

fn main() {
    let work = || match std::env::args().nth(1).as_deref() {
        Some("call") => call(),
        _ => {
            let mut out = std::io::stdout().lock();
            for line in std::io::stdin().lock().lines() {
                let line = line.unwrap();
                let (index, text) = line.split_once('\t').unwrap();
                let index: usize = index.parse().unwrap();
                let result = std::panic::catch_unwind(|| TYPES[index](text));
                let result = result.unwrap_or_else(|_| serde_json::json!({"error": "it panics"}));
                writeln!(out, "{result}").unwrap();
                out.flush().unwrap();
            }
        }
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
}
"#;

const BLOCK_ON: &str = r"
fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}
";

/// Number of calls per file. Each file is a codegen unit.
const CALLS_PER_FILE: usize = 16;

/// A file of calls.
pub(super) struct CallFile {
    /// The path, relative to the folder of the module.
    pub(super) path: String,
    /// The content.
    pub(super) text: String,
    /// The index of each call, by the line where it starts.
    pub(super) starts: BTreeMap<usize, usize>,
}

/// The files with the calls of a module, without calls that do not compile.
pub(super) fn call_files(module: &Module<'_>, broken: &BTreeMap<(String, usize), String>) -> Vec<CallFile> {
    let is_whole = |(index, call): &(usize, &Call)| {
        !call.code.is_empty() && !broken.contains_key(&(module.name.clone(), *index))
    };
    let calls: Vec<(usize, &Call)> = module.calls.iter().enumerate().filter(is_whole).collect();
    let (mut files, mut table, mut root) = (Vec::new(), String::new(), String::from(CALLS));
    // The runtime has modules with these names, too.
    for name in ["types", "resources"] {
        if module.parts.iter().any(|(path, _)| path.starts_with(&format!("{name}/"))) {
            let _ = writeln!(root, "pub use super::{name};");
        }
    }
    for (number, chunk) in calls.chunks(CALLS_PER_FILE).enumerate() {
        let mut file = CallFile {
            path: format!("calls/part_{number}.rs"),
            text: "use super::*;\n".to_owned(),
            starts: BTreeMap::new(),
        };
        for (index, call) in chunk {
            file.starts.insert(file.text.lines().count() + 1, *index);
            let code = call.code.replace(&format!("{}::", module.package.replace('-', "_")), "");
            let body = if call.is_example {
                format!("Ok(Box::pin(async move {{\n{code}\nOk(())\n}}))")
            } else {
                // The future holds only the request, which keeps it small.
                format!(
                    "let request =\n{code};\nOk(Box::pin(async move {{ request.send().await?; Ok(()) }}))"
                )
            };
            let _ = writeln!(
                file.text,
                "pub fn call_{index}(client: Client) -> Result<Sending, Failed> {{\n{body}\n}}"
            );
            let _ = writeln!(table, "    ({index}, part_{number}::call_{index}),");
        }
        let _ = writeln!(root, "mod part_{number};");
        files.push(file);
    }
    let _ = writeln!(root, "static CALLS: &[(usize, fn(Client) -> Result<Sending, Failed>)] = &[\n{table}];");
    let credentials = module.calls.first().map(|call| call.client.clone()).unwrap_or_default();
    let text = root.replace("/* credentials */", &credentials);
    // A compile error here does not belong to a call.
    files.push(CallFile { path: "calls/mod.rs".to_owned(), text, starts: BTreeMap::new() });
    files
}

const CALLS: &str = r#"
pub use super::client::ClientMethods as _;
pub use super::client::*;
pub use super::*;
pub use crate::runtime::*;

pub type Failed = Box<dyn std::error::Error>;
pub type Sending = std::pin::Pin<Box<dyn Future<Output = Result<(), Failed>>>>;

pub async fn run(url: &str) {
    for (index, call) in CALLS {
        match one(url, *index, *call).await {
            Ok(()) => println!("{index}\tok"),
            Err(error) => println!("{index}\t{}", error.to_string().replace('\n', " ")),
        }
    }
}

async fn one(url: &str, index: usize, call: fn(Client) -> Result<Sending, Failed>) -> Result<(), Failed> {
    let builder = <Client as super::client::ClientMethods>::builder().base_url(url).with_header("x-oracle-call", index.to_string())/* credentials */;
    let client = builder.build().map_err(|error| format!("no client: {error}"))?;
    let limit = std::time::Duration::from_secs(5);
    tokio::time::timeout(limit, call(client)?).await.map_err(|_| "too late")?
}
"#;
