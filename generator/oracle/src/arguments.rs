//! The options of the oracle. `xtask` includes this file, so that `cargo xtask oracle --help` does not build the oracle.

use std::path::PathBuf;

use clap::Args;

/// Checks that the crate emitted for a document reads, writes and sends values as the document describes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask oracle openapi.yaml                     one document
  cargo xtask oracle documents/ --json                every document of a folder, as JSON
  cargo xtask oracle openapi.yaml --only Pet --n 200  one type, many values

Exit status: 0 if only expected failures occur; 1 if another failure occurs, or an expected one does not; 2 if the options are wrong.")]
pub(crate) struct Arguments {
    /// The document, or a folder of documents
    pub(crate) path: PathBuf,
    /// The number of random values for each type
    #[arg(long, default_value_t = 30)]
    pub(crate) n: usize,
    /// The seed of the random values
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Check only types and operations that contain NAME in their name or location
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
    /// Print one JSON object for each document
    #[arg(long)]
    pub(crate) json: bool,
    /// Show expected failures too
    #[arg(long)]
    pub(crate) all: bool,
    /// Build one program for all documents, which is faster for many small documents
    #[arg(long)]
    pub(crate) together: bool,
    /// Skip the requests
    #[arg(long)]
    pub(crate) no_requests: bool,
    /// The folder of expected failures, with one NAME.toml per document [default: generator/oracle/known]
    #[arg(long, value_name = "DIR")]
    pub(crate) known: Option<PathBuf>,
    /// Write all failures to that folder as expected ones
    #[arg(long)]
    pub(crate) accept: bool,
}
