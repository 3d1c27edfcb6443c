//! The commands of this repository: `cargo xtask …`.

// All output goes through `terminal`, which escapes what documents bring and is not disturbed by a closed pipe.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod codegen;
mod completions;
mod corpus;
mod depth;
mod diff;
mod docs;
mod document;
mod explain;
mod features;
mod inspect;
mod msrv;
mod oracle;
mod prism;
mod release;
mod terminal;
mod tls;

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
  cargo xtask diff old.yaml new.yaml                    what a new version of a document breaks
  cargo xtask help codegen                              all about a command

Exit status: 0 when all went well, 1 when something is wrong with what was asked about, 2 when the options are wrong."
)]
struct Arguments {
    #[command(flatten)]
    terminal: terminal::Terminal,
    #[command(subcommand)]
    command: Command,
}

// What each does is said at its type: a comment here would take the place of all of it.
#[derive(Debug, Subcommand)]
enum Command {
    Codegen(codegen::Codegen),
    Inspect(inspect::Inspect),
    Explain(explain::Explain),
    Diff(diff::Diff),
    Release(release::Release),
    Corpus(corpus::Corpus),
    #[command(hide = true)]
    CorpusOne(corpus::One),
    Bench(bench::Bench),
    Features(features::Features),
    Msrv(msrv::Msrv),
    Depth(depth::Depth),
    Oracle(oracle::Oracle),
    Tls(tls::Tls),
    Prism(prism::Prism),
    Docs(docs::Docs),
    Completions(completions::Completions),
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
    let code = run(command, terminal);
    if terminal::is_product_lost() { ExitCode::FAILURE } else { code }
}

fn run(command: Command, terminal: terminal::Terminal) -> ExitCode {
    match command {
        Command::Codegen(codegen) => codegen.run(terminal),
        Command::Inspect(inspect) => inspect.run(terminal),
        Command::Explain(explain) => explain.run(),
        Command::Diff(diff) => diff.run(terminal),
        Command::Release(release) => release.run(terminal),
        Command::Corpus(corpus) => corpus.run(terminal),
        Command::CorpusOne(one) => one.run(),
        Command::Bench(bench) => bench.run(),
        Command::Features(features) => features.run(terminal),
        Command::Msrv(msrv::Msrv {}) => msrv::Msrv::run(),
        Command::Depth(depth) => depth.run(terminal),
        Command::Oracle(oracle) => oracle.run(),
        Command::Tls(tls) => tls.run(terminal),
        Command::Prism(prism) => prism.run(),
        Command::Docs(docs) => docs.run(terminal),
        Command::Completions(completions) => completions.run(),
    }
}
