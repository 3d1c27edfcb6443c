//! `cargo xtask codegen`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use generator::diagnostic::{self, Severity};
use generator::files::render_changes;
use generator::model::Api;
use generator::{Config, Diagnostics, GeneratedFiles, Sources};

use crate::repository;

/// Longest diff that `--check` prints, in lines.
const MAX_DIFF: usize = 200;

/// Makes a Rust client crate of an OpenAPI document.
///
/// Without options it reads `spec/` of this repository and writes `generated/`. Exit status: 0 when all went well, 1 when the document
/// or the configuration is wrong or, with --check, when what is on disk is not what would be written.
#[derive(Debug, Args)]
pub(crate) struct Codegen {
    /// The OpenAPI document, YAML or JSON [default: the one in spec/]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Settings that the document cannot hold [default: spec/codegen.toml; none with --spec]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the crate [default: generated; needed with --spec]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package, instead of the configuration's
    #[arg(long, value_name = "PACKAGE")]
    name: Option<String>,
    /// Writes nothing; shows what would change, and fails if anything would
    #[arg(long)]
    check: bool,
    /// Takes every warning as an error
    #[arg(long, conflicts_with = "keep_going")]
    strict: bool,
    /// Makes what can be made of a broken document, and takes every error as a warning
    #[arg(long)]
    keep_going: bool,
}

/// The one document in a folder.
pub(crate) fn only_document(folder: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
        {
            documents.push(path);
        }
    }
    match documents.as_slice() {
        [only] => Ok(only.clone()),
        several => {
            Err(Failure(format!("{} documents in {}; name one with --spec", several.len(), folder.display())))
        }
    }
}

/// A run that could not be finished, as it is told to the user.
pub(crate) struct Failure(pub(crate) String);

impl Codegen {
    pub(crate) fn run(&self) -> ExitCode {
        let started = Instant::now();
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let made = self.make(&mut sources, &mut diagnostics);
        if self.strict {
            diagnostics.promote_warnings();
        }
        if self.keep_going && matches!(made, Ok(Some(_))) {
            diagnostics.demote_errors();
        }
        diagnostics.deduplicate();
        diagnostics.sort(&sources);
        if !diagnostics.is_empty() {
            eprint!("{}", diagnostic::render(&diagnostics, &sources, std::io::stderr().is_terminal()));
        }
        let outcome = match made {
            Ok(Some((api, files))) if !diagnostics.has_errors() => {
                let warnings = diagnostics.count(Severity::Warning);
                self.deliver(&api, &files, warnings, started)
            }
            Ok(Some(_)) if !self.strict => {
                Err(Failure("nothing was written; --keep-going makes the rest".to_owned()))
            }
            Ok(_) => Err(Failure("nothing was written".to_owned())),
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(Failure(message)) => {
                eprintln!("codegen: {message}");
                ExitCode::FAILURE
            }
        }
    }

    fn spec_path(&self) -> Result<PathBuf, Failure> {
        self.spec.clone().map_or_else(|| only_document(&repository().join("spec")), Ok)
    }

    fn out_path(&self) -> Result<PathBuf, Failure> {
        match (&self.out, &self.spec) {
            (Some(out), _) => Ok(out.clone()),
            (None, None) => Ok(repository().join("generated")),
            (None, Some(_)) => {
                Err(Failure("--spec needs --out, so that no other crate is overwritten".to_owned()))
            }
        }
    }

    fn make(
        &self,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<(Api, GeneratedFiles)>, Failure> {
        self.out_path()?;
        let config = self.config(sources, diagnostics)?;
        let spec = match generator::load_file(&self.spec_path()?, std::mem::take(sources), diagnostics) {
            Ok(spec) => spec,
            Err(returned) => {
                *sources = returned;
                return Ok(None);
            }
        };
        let Some(config) = config else {
            *sources = spec.sources;
            return Ok(None);
        };
        let api = generator::lower(&spec, &config, diagnostics);
        *sources = spec.sources;
        let files =
            generator::render(&api, &config).map_err(|error| Failure(format!("internal error: {error}")))?;
        Ok(Some((api, files)))
    }

    fn config(
        &self,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Config>, Failure> {
        let path = match (&self.config, &self.spec) {
            (Some(path), _) => path.clone(),
            (None, None) => repository().join("spec/codegen.toml"),
            (None, Some(_)) => return Ok(Some(self.named(Config::default()))),
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))?;
        sources.attach(&path, text.clone());
        match Config::parse(&path, &text) {
            Ok(config) => Ok(Some(self.named(config))),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                Ok(None)
            }
        }
    }

    fn named(&self, mut config: Config) -> Config {
        if let Some(name) = &self.name {
            config.package.name = Some(name.clone());
        }
        config
    }

    fn deliver(
        &self,
        api: &Api,
        files: &GeneratedFiles,
        warnings: usize,
        started: Instant,
    ) -> Result<(), Failure> {
        let out = self.out_path()?;
        let failed = |error: std::io::Error| Failure(format!("{}: {error}", out.display()));
        println!("read    {} ({} {})", self.spec_path()?.display(), api.info.title, api.info.version);
        let counts = format!(
            "{} operations, {} types, {} files, {warnings} warnings",
            api.operations().count(),
            api.types.len(),
            files.len()
        );
        if self.check {
            let changes = files.diff(&out).map_err(failed)?;
            if changes.is_empty() {
                println!(
                    "checked {} is up to date: {counts}, {} ms",
                    out.display(),
                    started.elapsed().as_millis()
                );
                return Ok(());
            }
            print!("{}", render_changes(&changes, MAX_DIFF));
            return Err(Failure(format!(
                "{} of {} files in {} are not what the document asks for; `{}` mends it",
                changes.len(),
                files.len(),
                out.display(),
                self.mending_command()
            )));
        }
        let report = files.write(&out).map_err(failed)?;
        for path in &report.written {
            println!("wrote   {}", out.join(path).display());
        }
        for path in &report.removed {
            println!("removed {}", out.join(path).display());
        }
        println!("done    {counts}, {} unchanged, {} ms", report.unchanged, started.elapsed().as_millis());
        Ok(())
    }

    fn mending_command(&self) -> String {
        let mut command = "cargo xtask codegen".to_owned();
        let options = [("--spec", &self.spec), ("--config", &self.config), ("--out", &self.out)];
        for (flag, path) in
            options.into_iter().filter_map(|(flag, path)| path.as_ref().map(|path| (flag, path)))
        {
            command.extend([" ", flag, " ", &path.display().to_string()]);
        }
        if let Some(name) = &self.name {
            command.extend([" --name ", name]);
        }
        command
    }
}
