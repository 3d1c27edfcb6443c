//! `oracle`, which `cargo xtask oracle` runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use oracle::decoding::Options;
use oracle::known::{self, Known};
use oracle::report::Report;
use oracle::{check_all, check_each, subject};

/// Checks that the crate that is emitted for a document reads, writes and sends what the document says.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo xtask oracle",
    after_help = "\
Examples:
  cargo xtask oracle openapi.yaml                     one document
  cargo xtask oracle documents/ --json                every document of a folder, as JSON
  cargo xtask oracle openapi.yaml --only Pet --n 200  one type, many values

Exit status: 0 when all that is wrong is expected, 1 when something else is, or something expected is not."
)]
struct Arguments {
    /// A document, or a folder of documents
    path: PathBuf,
    /// Random values for each type
    #[arg(long, default_value_t = 30)]
    n: usize,
    /// What random values depend on
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only types and operations with this in their name or place
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Print one JSON object for each document
    #[arg(long)]
    json: bool,
    /// Show causes that are expected too
    #[arg(long)]
    all: bool,
    /// Build one program of all documents: faster for many small ones
    #[arg(long)]
    together: bool,
    /// Make no calls
    #[arg(long)]
    no_requests: bool,
    /// The folder of expected failures, one file NAME.toml for each document
    #[arg(long, value_name = "DIR")]
    known: Option<PathBuf>,
    /// Write what is wrong into that folder, as expected
    #[arg(long)]
    accept: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("oracle: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let paths = subject::documents(&arguments.path)?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = repository.join("target/oracle");
    let known = arguments.known.clone().unwrap_or_else(|| repository.join("generator/oracle/known"));
    let options = Options { n: arguments.n, seed: arguments.seed, only: arguments.only.clone() };
    let (mut fine, mut problem) = (true, None);
    if !arguments.json {
        println!("{}", Report::heading());
    }
    let mut show = |mut report: Report| {
        let path = known.join(format!("{}.toml", report.document));
        let mut expected = match known::read(&path) {
            Ok(expected) => expected,
            Err(error) => {
                problem = Some(error);
                Vec::<Known>::new()
            }
        };
        if arguments.only.is_some() || arguments.no_requests {
            // What is not tried does not appear.
            expected.retain(|known| {
                report
                    .groups
                    .iter()
                    .any(|group| group.smallest.kind == known.kind && group.smallest.cause == known.cause)
            });
        }
        known::apply(&mut report, &expected);
        fine &= !report.surprises();
        if arguments.json {
            println!("{}", serde_json::to_string(&report).unwrap_or_default());
        } else {
            println!("{}", report.line());
            print!("{}", report.causes(arguments.all));
        }
        if arguments.accept && report.failed.is_none() {
            let text = known::write(std::slice::from_ref(&report));
            if let Err(error) = std::fs::create_dir_all(&known).and_then(|()| std::fs::write(&path, text)) {
                problem = Some(format!("{}: {error}", path.display()));
            }
        }
    };
    if arguments.together {
        let reports = check_all(&paths, &folder.join("together"), &options, !arguments.no_requests)?;
        reports.into_iter().for_each(&mut show);
    } else {
        check_each(&paths, &folder, &options, !arguments.no_requests, &mut show);
    }
    problem.map_or(Ok(fine || arguments.accept), Err)
}
