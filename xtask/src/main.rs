//! The commands of this repository: `cargo xtask …`.

// All output goes through `terminal`, which escapes the text of documents and survives a closed pipe.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use oasmith_cli::terminal::Terminal;
use oasmith_cli::{Session, completions, diff, explain, inspect, terminal};

use repository::{PROGRAM, repository};

mod bench;
mod checks;
mod codegen;
mod compile;
mod corpus;
mod depth;
mod docs;
mod features;
mod msrv;
mod oracle;
mod parts;
mod prism;
mod progress;
mod release;
mod repository;
mod support;
mod tls;

/// Runs the jobs of this repository: it generates the client, checks it, and releases it.
///
/// The result of a command goes to stdout, where it can be piped; everything else goes to stderr.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "\
Examples:
  cargo xtask codegen                                   generate the client of this repository
  cargo xtask codegen --spec api.yaml --out ../client   generate a client from another document
  cargo xtask explain W0209                             explain a diagnostic
  cargo xtask diff old.yaml new.yaml                    show the effects of a new document on callers
  cargo xtask help codegen                              show the options of a command

Exit status: 0 on success, 1 on failure, 2 if the options are wrong."
)]
struct Arguments {
    #[command(flatten)]
    terminal: Terminal,
    #[command(subcommand)]
    command: Command,
}

/// The help of `--config`.
const CONFIG_HELP: &str = "The configuration file [default: spec/codegen.toml; none if a document is named]";

/// The end of the help of `completions`.
const COMPLETIONS_HELP: &str = "\
Examples:
  cargo xtask completions bash > ~/.local/share/bash-completion/completions/xtask
  cargo xtask completions zsh > ~/.zfunc/_xtask
  cargo xtask completions fish > ~/.config/fish/completions/xtask.fish

The script completes the program target/debug/xtask, not `cargo xtask`.

Exit status: 0, or 2 if the shell is unknown.";

// The help of each command is the documentation of its type: a comment here would replace it.
#[derive(Debug, Subcommand)]
enum Command {
    Codegen(codegen::Codegen),
    #[command(mut_arg("config", |config| config.help(CONFIG_HELP)))]
    Inspect(inspect::Inspect),
    Explain(explain::Explain),
    #[command(mut_arg("config", |config| {
        config.help("The configuration of both [default: spec/codegen.toml if NEW is in spec/; else none]")
    }))]
    Diff(diff::Diff),
    Release(release::Release),
    Corpus(corpus::Corpus),
    #[command(hide = true)]
    CorpusOne(corpus::One),
    Bench(bench::Bench),
    #[command(hide = true)]
    BenchCargo(compile::Cargo),
    Features(features::Features),
    Parts(parts::PartsCommand),
    Msrv(msrv::Msrv),
    Depth(depth::Depth),
    Oracle(oracle::Oracle),
    Tls(tls::Tls),
    Prism(prism::Prism),
    Docs(docs::Docs),
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    let Arguments { terminal, command } = oasmith_cli::parse(PROGRAM.name);
    let code = run(command, terminal);
    if terminal::is_output_lost() { ExitCode::FAILURE } else { code }
}

fn run(command: Command, terminal: Terminal) -> ExitCode {
    let session = |command| Session { program: &PROGRAM, command, terminal };
    match command {
        Command::Codegen(codegen) => codegen.run(session("codegen")),
        Command::Inspect(inspect) => inspect.run(session("inspect")),
        Command::Explain(explain) => explain.run(session("explain")),
        Command::Diff(diff) => diff.run(session("diff")),
        Command::Release(release) => release.run(session("release")),
        Command::Corpus(corpus) => corpus.run(terminal),
        Command::CorpusOne(one) => one.run(),
        Command::Bench(bench) => bench.run(),
        Command::BenchCargo(cargo) => cargo.run(),
        Command::Features(features) => features.run(terminal),
        Command::Parts(parts) => parts.run(terminal),
        Command::Msrv(msrv::Msrv {}) => msrv::Msrv::run(),
        Command::Depth(depth) => depth.run(terminal),
        Command::Oracle(oracle) => oracle.run(),
        Command::Tls(tls) => tls.run(terminal),
        Command::Prism(prism) => prism.run(terminal),
        Command::Docs(docs) => docs.run(terminal),
        Command::Completions(completions) => {
            // The script completes `xtask`, the program that `cargo xtask` runs.
            completions.run(Arguments::command(), "xtask", terminal);
            ExitCode::SUCCESS
        }
    }
}
