//! The commands of `oasmith`. Other programs can offer them with another name and other defaults: see [`Program`].

// All output goes through `terminal`, which escapes the text of documents and survives a closed pipe.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub mod completions;
pub mod diff;
pub mod explain;
pub mod failure;
pub mod generate;
mod init;
pub mod input;
pub mod inspect;
pub mod program;
pub mod terminal;

pub use failure::Failure;
pub use program::{Defaults, Program, Session};

/// Generates Rust clients from OpenAPI documents.
///
/// The result of a command goes to stdout, where it can be piped; everything else goes to stderr.
#[derive(Debug, Parser)]
#[command(
    name = "oasmith",
    version,
    after_help = "\
Examples:
  oasmith init openapi.yaml                    write a configuration file, oasmith.toml
  oasmith generate                             generate the crate that oasmith.toml describes
  oasmith generate api.yaml --out ../client    generate a crate without a configuration file
  oasmith check --strict                       fail if the crate is out of date
  oasmith diff old.yaml new.yaml               show the effects of a new document on callers
  oasmith explain W0209                        explain a diagnostic
  oasmith help generate                        show the options of a command

Exit status: 0 on success, 1 on failure, 2 if the options are wrong."
)]
struct Arguments {
    #[command(flatten)]
    terminal: terminal::Terminal,
    #[command(subcommand)]
    command: Command,
}

// The help of each command is the documentation of its type: a comment here would replace it.
#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
    Check(generate::Check),
    Diff(diff::Diff),
    Inspect(inspect::Inspect),
    Explain(explain::Explain),
    Init(init::Init),
    Completions(completions::Completions),
}

/// Runs the program `oasmith` with the arguments of the process.
pub fn main() -> ExitCode {
    let Arguments { terminal, command } = Arguments::parse();
    let program = Program::oasmith();
    let session = |command| Session { program: &program, command, terminal };
    let code = match command {
        Command::Generate(generate) => generate.run(session("generate")),
        Command::Check(check) => check.run(session("check")),
        Command::Diff(diff) => diff.run(session("diff")),
        Command::Inspect(inspect) => inspect.run(session("inspect")),
        Command::Explain(explain) => explain.run(session("explain")),
        Command::Init(init) => init.run(session("init")),
        Command::Completions(completions) => {
            completions.run(Arguments::command(), "oasmith", terminal);
            ExitCode::SUCCESS
        }
    };
    if terminal::is_output_lost() { ExitCode::FAILURE } else { code }
}

/// Parses the arguments of the process, for a program of another name: its help names that program instead of `oasmith`.
pub fn parse<A: FromArgMatches + CommandFactory>(program: &'static str) -> A {
    let matches = renamed(A::command(), program).get_matches();
    A::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The command with another program in its help.
fn renamed(command: clap::Command, program: &'static str) -> clap::Command {
    let help = |text: &clap::builder::StyledStr| program::renamed(&text.to_string(), program);
    let after = command.get_after_help().map(help);
    let command = command.mut_subcommands(|command| renamed(command, program));
    match after {
        Some(after) => command.after_help(after),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_do_not_clash() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_names_the_program_that_runs() {
        let mut command =
            renamed(Arguments::command().name("cargo xtask").bin_name("cargo xtask"), "cargo xtask");
        let mut help = command.render_long_help().to_string();
        for name in ["generate", "check", "diff", "inspect", "explain", "completions"] {
            help += &command.find_subcommand_mut(name).unwrap().render_long_help().to_string();
        }
        assert!(help.contains("cargo xtask generate api.yaml --out ../client"), "{help}");
        assert!(!help.contains("oasmith "), "{help}");
    }
}
