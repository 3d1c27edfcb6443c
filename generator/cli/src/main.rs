//! The program `oasmith`.

use std::process::ExitCode;

/// It halves the time of allocations, which are a third of a run.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    oasmith_cli::main()
}
