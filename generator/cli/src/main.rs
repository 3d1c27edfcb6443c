//! The program `oasmith`.

use std::process::ExitCode;

fn main() -> ExitCode {
    oasmith_cli::main()
}
