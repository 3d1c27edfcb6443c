//! `cargo xtask depth`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Output};

use clap::Args;
use oasmith_core::Generator;
use serde_json::{Map, Value, json};

use crate::checks::{Checks, errors, stopped};
use crate::repository;
use oasmith_cli::terminal::Terminal;

/// Compiles clients of documents with deeply nested types, and programs that spawn their calls.
///
/// rustc checks at most 128 levels of types to decide whether a future is `Send`, so the generator cuts deeper references (W0215). Each
/// program spawns the calls of 130 types, directly and from three nested functions. The programs are in target/depth. On stdout: the table,
/// with the number of references that were cut.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask depth        all documents
  cargo xtask depth ring   one of them

Exit status: 0 if all programs compile, else 1.")]
pub(crate) struct Depth {
    /// The documents [default: all]
    names: Vec<String>,
}

/// The number of types that have an operation.
const SPAWNED: usize = 130;

/// The schemas of a document, named `Node0`, `Node1` and so on.
struct Graph {
    name: &'static str,
    schemas: fn() -> Vec<Value>,
}

const GRAPHS: &[Graph] = &[
    Graph { name: "ring", schemas: || ring(1000, |next, _| object(&[], &json!({ "next": next }))) },
    Graph { name: "chain", schemas: || chain(1000, |next| object(&["next"], &json!({ "next": next }))) },
    Graph {
        name: "chain-of-lists",
        schemas: || chain(200, |next| json!({ "type": "array", "items": next })),
    },
    Graph {
        name: "chain-of-maps",
        schemas: || chain(200, |next| json!({ "type": "object", "additionalProperties": next })),
    },
    Graph {
        name: "lists-in-lists",
        schemas: || vec![nested(100, |inner| json!({ "type": "array", "items": inner }))],
    },
    Graph {
        name: "objects-in-objects",
        schemas: || vec![nested(58, |inner| object(&[], &json!({ "inner": inner })))],
    },
    Graph {
        name: "ring-of-lists",
        schemas: || ring(300, |next, _| object(&[], &json!({ "next": { "type": "array", "items": next } }))),
    },
    Graph {
        name: "ring-of-nulls",
        schemas: || {
            ring(300, |next, _| {
                object(&["next"], &json!({ "next": { "anyOf": [next, { "type": "null" }] } }))
            })
        },
    },
    Graph {
        name: "ring-both-ways",
        schemas: || ring(300, |next, last| object(&[], &json!({ "next": next, "last": last }))),
    },
    Graph {
        name: "ring-of-unions",
        schemas: || {
            ring(300, |next, last| {
                object(
                    &[],
                    &json!({ "next": { "anyOf": [{ "type": "string" }, next, { "type": "array", "items": last }] } }),
                )
            })
        },
    },
];

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Node{index}") })
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

/// Schemas in a ring: each refers to the next, and some to the one before.
fn ring(count: usize, schema: fn(Value, Value) -> Value) -> Vec<Value> {
    let around = |index| schema(reference((index + 1) % count), reference((index + count - 1) % count));
    (0..count).map(around).collect()
}

/// Schemas in a chain: each refers to the next.
fn chain(count: usize, schema: fn(Value) -> Value) -> Vec<Value> {
    let end = object(&[], &json!({ "end": { "type": "string" } }));
    (1..count).map(|index| schema(reference(index))).chain([end]).collect()
}

/// A schema with inline schemas nested to a depth.
fn nested(depth: usize, around: fn(Value) -> Value) -> Value {
    (0..depth).fold(json!({ "type": "string" }), |inner, _| around(inner))
}

impl Depth {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        self.check(terminal).unwrap_or_else(|message| stopped("depth", message))
    }

    fn check(&self, terminal: Terminal) -> Result<ExitCode, String> {
        if let Some(name) = self.names.iter().find(|name| GRAPHS.iter().all(|graph| graph.name != **name)) {
            let known: Vec<&str> = GRAPHS.iter().map(|graph| graph.name).collect();
            return Err(format!("there is no document `{name}`; there are {}", known.join(", ")));
        }
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let root = here.join(repository());
        let wanted =
            |graph: &&Graph| self.names.is_empty() || self.names.iter().any(|name| name == graph.name);
        let mut checks = Checks::new("depth", "document", GRAPHS.iter().filter(wanted).count(), terminal);
        for graph in GRAPHS.iter().filter(wanted) {
            checks.begin(graph.name);
            let (cuts, output) = graph.compile(&root)?;
            checks.end(format_args!("{:<24}{cuts:>5} cuts  ", graph.name), errors(&output).as_deref());
        }
        Ok(checks.conclude())
    }
}

impl Graph {
    fn document(&self) -> (Value, usize) {
        let schemas = (self.schemas)();
        let spawned = schemas.len().min(SPAWNED);
        let operation = |index: usize| {
            let content = json!({ "application/json": { "schema": reference(index) } });
            let responses = json!({ "200": { "description": "OK", "content": content } });
            let read =
                json!({ "operationId": format!("read{index}"), "tags": ["nodes"], "responses": responses });
            (format!("/nodes/{index}"), json!({ "get": read }))
        };
        let paths: Map<String, Value> = (0..spawned).map(operation).collect();
        let schemas: Map<String, Value> =
            schemas.into_iter().enumerate().map(|(index, schema)| (format!("Node{index}"), schema)).collect();
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Depth", "version": "1" },
            "servers": [{ "url": "https://api.example.com" }],
            "paths": paths,
            "components": { "schemas": schemas },
        });
        (document, spawned)
    }

    /// Generates the client and the program, and compiles them. Returns the number of references that were cut, and the output of cargo.
    fn compile(&self, root: &Path) -> Result<(usize, Output), String> {
        let folder = root.join("target/depth").join(self.name);
        let (document, spawned) = self.document();
        let generator = Generator::from_text("depth.json", document.to_string()).package_name("deep-client");
        let outcome = generator.run().map_err(|error| error.to_string())?;
        let files =
            outcome.files.as_ref().ok_or_else(|| format!("{}: {}", self.name, outcome.report(false)))?;
        files.write(&folder.join("client")).map_err(|error| error.to_string())?;
        let program = folder.join("program");
        std::fs::create_dir_all(program.join("src"))
            .and_then(|()| std::fs::write(program.join("Cargo.toml"), MANIFEST))
            .and_then(|()| std::fs::write(program.join("src/lib.rs"), source(spawned)))
            // The versions are those of the workspace.
            .and_then(|()| std::fs::copy(root.join("Cargo.lock"), program.join("Cargo.lock")))
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet", "--manifest-path"])
            .arg(program.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(root.join("target"))
            .output()
            .map_err(|error| format!("cannot run cargo: {error}"))?;
        let cuts = outcome
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == oasmith_core::diagnostics::Code::W0215)
            .count();
        Ok((cuts, output))
    }
}

const MANIFEST: &str = r#"[package]
name = "deep-program"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
deep-client = { path = "../client", default-features = false, features = ["client", "nodes"] }
tokio = { version = "1", features = ["rt"] }

[workspace]
"#;

/// A program that spawns each call, directly and from nested functions.
fn source(spawned: usize) -> String {
    let mut source = r"use deep_client::{Client, Error, types};
use tokio::task::JoinHandle;

macro_rules! spawn {
    ($module:ident, $operation:ident, $type:ident) => {
        pub mod $module {
            use super::*;
            pub fn directly(client: Client) -> JoinHandle<Result<types::$type, Error>> {
                tokio::spawn(async move { client.nodes().$operation().send().await })
            }
            async fn inner(client: &Client) -> Result<types::$type, Error> {
                client.nodes().$operation().send().await
            }
            async fn middle(client: &Client) -> Result<types::$type, Error> {
                inner(client).await
            }
            async fn outer(client: &Client) -> Result<types::$type, Error> {
                middle(client).await
            }
            pub fn nested(client: Client) -> JoinHandle<Result<types::$type, Error>> {
                tokio::spawn(async move { outer(&client).await })
            }
        }
    };
}

"
    .to_owned();
    for index in 0..spawned {
        let _ = writeln!(source, "spawn!(spawn{index}, read{index}, Node{index});");
    }
    source
}

#[cfg(test)]
mod tests {
    #[test]
    fn documents_refer_to_what_they_have() {
        for graph in super::GRAPHS {
            let (document, spawned) = graph.document();
            let schemas = document["components"]["schemas"].as_object().unwrap();
            assert!(schemas.len() >= spawned, "{}", graph.name);
            for part in document.to_string().split("#/components/schemas/").skip(1) {
                let name = part.split('"').next().unwrap();
                assert!(schemas.contains_key(name), "{}: {name}", graph.name);
            }
        }
    }
}
