//! The commands of this repository: `cargo xtask …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod codegen;
mod completions;
mod corpus;
mod diff;
mod docs;
mod document;
mod explain;
mod features;
mod inspect;
mod msrv;
mod prism;
mod release;
mod terminal;

/// Makes Rust clients of OpenAPI documents.
///
/// The product of a command goes to stdout, where it can be piped; everything else that is said goes to stderr.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "\
Examples:
  cargo xtask codegen                                   make the client in this repository
  cargo xtask codegen --spec api.yaml --out ../client   make one of another document
  cargo xtask explain W0209                             what a diagnostic means
  cargo xtask help codegen                              all about a command

Exit status: 0 when all went well, 1 when something is wrong with what was asked about, 2 when the options are wrong."
)]
struct Arguments {
    #[command(flatten)]
    terminal: terminal::Terminal,
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
    /// Shows one operation, schema or resource: its place in the document, its model, and the code made of it.
    Inspect(inspect::Inspect),
    /// Says what a diagnostic means and what to do about it.
    Explain(explain::Explain),
    /// Writes the pages under docs/ that are made of the code.
    Docs(docs::Docs),
    /// Prints a script that completes commands and options in a shell.
    Completions(completions::Completions),
    /// Checks the emitted crate with no features, with each alone, and with all of them.
    Features(features::Features),
    /// Tells what a new document means for those who use the crate.
    Diff(diff::Diff),
    /// Gets the next version of the emitted crate ready.
    Release(release::Release),
    /// Checks that nothing needs a newer Rust than the repository says.
    Msrv(msrv::Msrv),
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
    let Arguments { terminal, command } = Arguments::parse();
    match command {
        Command::Bench(bench) => bench.run(),
        Command::Codegen(codegen) => codegen.run(terminal),
        Command::Corpus(corpus) => corpus.run(terminal),
        Command::CorpusOne(one) => one.run(terminal),
        Command::Inspect(inspect) => inspect.run(terminal),
        Command::Explain(explain) => explain.run(),
        Command::Docs(docs) => docs.run(terminal),
        Command::Completions(completions) => completions.run(),
        Command::Features(features) => features.run(terminal),
        Command::Diff(diff) => diff.run(),
        Command::Release(release) => release.run(terminal),
        Command::Msrv(msrv::Msrv {}) => msrv::Msrv::run(),
        Command::Prism(prism) => prism.run(),
    }
}
