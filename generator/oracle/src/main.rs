//! The program that `cargo xtask oracle` runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use oracle::decoding::Options;
use oracle::known::{self, Known};
use oracle::progress::Progress;
use oracle::report::Report;
use oracle::{check_all, check_each, subject};

mod arguments;

use arguments::Arguments;

/// The command line.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask oracle")]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    let Program { arguments } = Program::parse();
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
    let (mut checked, mut unexpected, mut problem) = (0, 0, None);
    if !arguments.json {
        println!("{}", Report::heading());
    }
    let progress = Progress::new(paths.iter().map(PathBuf::as_path));
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
            // Skipped checks cannot fail.
            expected.retain(|known| {
                report
                    .groups
                    .iter()
                    .any(|group| group.smallest.kind == known.kind && group.smallest.cause == known.cause)
            });
        }
        known::apply(&mut report, &expected);
        checked += 1;
        unexpected += usize::from(report.surprises());
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
        let reports =
            check_all(&paths, &folder.join("together"), &options, !arguments.no_requests, &progress)?;
        progress.suspend(|| reports.into_iter().for_each(&mut show));
    } else {
        check_each(&paths, &folder, &options, !arguments.no_requests, &progress, &mut show);
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    let noun = if checked == 1 { "document" } else { "documents" };
    eprintln!("oracle: {checked} {noun} checked, {unexpected} with unexpected results");
    Ok(unexpected == 0 || arguments.accept)
}
