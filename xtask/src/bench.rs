//! `cargo xtask bench`: the duration of each stage of the generator, and the cost of compiling its crates.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use oasmith_core::Generator;
use oasmith_core::stages::{Target, emit};

use crate::compile;
use crate::corpus::peak_memory;
use crate::repository;
use crate::repository::only_document;
use oasmith_cli::input::Allowed;
use oasmith_cli::terminal::{complain, product};

/// Measures the duration of each stage of the generator.
///
/// Shows the shortest of several runs, in milliseconds, and the peak memory. No configuration is read. Use a release build, as below: a
/// debug build has no optimizations. With --compile, it measures the crate instead: `cargo check` of the crate alone, and a release build of
/// the crate and a program that calls ten operations, after their dependencies. It shows CPU seconds, and the memory of the largest process.
/// On stdout: the table.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo run --release -p xtask -- bench                           the document in spec/
  cargo run --release -p xtask -- bench stripe.yaml github.json   others, one line each
  cargo run --release -p xtask -- bench stripe.yaml --runs 20     more precise
  cargo xtask bench --compile stripe.yaml --against oasmith-old   compile the crates of two generators

Exit status: 0 on success, 1 if a document cannot be read, 2 if the options are wrong.")]
pub(crate) struct Bench {
    /// OpenAPI documents [default: the one in spec/]
    #[arg(value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// The number of runs for each document
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    runs: usize,
    /// Measure the compilation of the crate instead
    #[arg(long)]
    compile: bool,
    /// Compile the crate of another `xtask` or `oasmith` as well
    #[arg(long, value_name = "BINARY", requires = "compile")]
    against: Option<PathBuf>,
    #[command(flatten)]
    allowed: Allowed,
}

/// The durations of the stages, in their order.
#[derive(Debug, Clone, Copy)]
struct Times {
    load: Duration,
    lower: Duration,
    emit: Duration,
    format: Duration,
    write: Duration,
}

impl Times {
    const MAX: Self = Self {
        load: Duration::MAX,
        lower: Duration::MAX,
        emit: Duration::MAX,
        format: Duration::MAX,
        write: Duration::MAX,
    };

    fn least(self, other: Self) -> Self {
        Self {
            load: self.load.min(other.load),
            lower: self.lower.min(other.lower),
            emit: self.emit.min(other.emit),
            format: self.format.min(other.format),
            write: self.write.min(other.write),
        }
    }

    fn all(self) -> [Duration; 6] {
        let Self { load, lower, emit, format, write } = self;
        let parts = [load, lower, emit, format, write];
        let total = parts.iter().fold(Duration::ZERO, |sum, part| sum.saturating_add(*part));
        [load, lower, emit, format, write, total]
    }
}

impl Bench {
    pub(crate) fn run(&self) -> ExitCode {
        match self.times() {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                complain("bench", message);
                ExitCode::FAILURE
            }
        }
    }

    fn times(&self) -> Result<(), String> {
        let documents = if self.documents.is_empty() {
            vec![only_document(&repository().join("spec")).map_err(String::from)?]
        } else {
            self.documents.clone()
        };
        if self.compile {
            return documents.iter().try_for_each(|document| {
                compile::measure(document, self.against.as_deref(), self.runs, &self.allowed)
            });
        }
        product(format_args!(
            "{:<32} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8}\n",
            "document", "KiB", "load", "lower", "emit", "format", "write", "total", "MiB", "lines"
        ));
        for document in &documents {
            self.document(document)?;
        }
        Ok(())
    }

    fn document(&self, document: &Path) -> Result<(), String> {
        let out = std::env::temp_dir().join(format!("xtask-bench-{}", std::process::id()));
        let generator =
            self.allowed.add_to(Generator::new(document).keep_going(true)).map_err(String::from)?;
        let mut least = Times::MAX;
        let mut known = (0, 0);
        reset_peak_memory();
        // Each run writes to its own folder. Otherwise removing the files would count for the next run.
        let runs = (0..self.runs.max(1)).map(|run| once(&generator, &out.join(run.to_string())));
        let all = runs.collect::<Result<Vec<_>, _>>();
        let removed = std::fs::remove_dir_all(&out);
        for (times, lines, bytes) in all? {
            least = least.least(times);
            known = (lines, bytes);
        }
        removed.map_err(|error| format!("{}: {error}", out.display()))?;
        let milliseconds = least.all().map(|time| format!("{:>7.1}", time.as_secs_f64() * 1000.0)).join(" ");
        let name = document.file_name().unwrap_or_default().to_string_lossy();
        let (lines, bytes) = known;
        let (kibibytes, mebibytes) = (bytes / 1024, peak_memory() / 1024);
        product(format_args!("{name:<32} {kibibytes:>8} {milliseconds} {mebibytes:>7} {lines:>8}\n"));
        Ok(())
    }
}

fn once(generator: &Generator, out: &Path) -> Result<(Times, usize, usize), String> {
    let outcome = generator.run().map_err(|error| error.to_string())?;
    let (Some(spec), Some(api), Some(files)) = (&outcome.spec, &outcome.api, &outcome.files) else {
        return Err(outcome.report(false));
    };
    // A run formats the tokens of each part as soon as it has them, so the tokens alone are measured separately.
    let (_, emit) = timed(|| emit(api, Target::Crate.root()).map(|items| items.tokens.count()));
    let (written, write) = timed(|| files.write(out));
    written.map_err(|error| format!("{}: {error}", out.display()))?;
    let lines = files.iter().map(|(_, text)| text.lines().count()).sum();
    let bytes = spec.sources.files().map(|file| spec.sources.text(file).len()).sum();
    let times = outcome.times;
    let format = (times.emit + times.format + times.package).saturating_sub(emit);
    Ok((Times { load: times.load, lower: times.lower, emit, format, write }, lines, bytes))
}

fn timed<T>(stage: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let made = stage();
    (made, started.elapsed())
}

/// Resets the peak memory, if the system supports that.
fn reset_peak_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
