//! The commands of this repository: `cargo xtask …`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod codegen;

/// Tools of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a Rust client crate of an OpenAPI document.
    Codegen(codegen::Codegen),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Codegen(codegen) => codegen.run(),
    }
}
