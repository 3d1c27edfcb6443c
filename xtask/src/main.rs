//! The commands of this repository: `cargo xtask …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod codegen;
mod corpus;
mod features;
mod prism;

/// Tools of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Times the stages of the generator, each apart from the others.
    Bench(bench::Bench),
    /// Makes a Rust client crate of an OpenAPI document.
    Codegen(codegen::Codegen),
    /// Makes a crate of every document in a folder, and tells how it went.
    Corpus(corpus::Corpus),
    #[command(hide = true)]
    CorpusOne(corpus::One),
    /// Checks the emitted crate with no features, with each alone, and with all of them.
    Features(features::Features),
    /// Sends every operation of the client to Prism, a mock server that checks requests against the document.
    Prism(prism::Prism),
}

/// The folder that holds the workspace.
fn repository() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.parent().unwrap_or(manifest);
    // Shown paths are short when the command runs where the repository is.
    match std::env::current_dir() {
        Ok(here) if here == root => PathBuf::new(),
        _ => root.to_path_buf(),
    }
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Bench(bench) => bench.run(),
        Command::Codegen(codegen) => codegen.run(),
        Command::Corpus(corpus) => corpus.run(),
        Command::CorpusOne(one) => one.run(),
        Command::Features(features) => features.run(),
        Command::Prism(prism) => prism.run(),
    }
}
