//! Runs the checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::calls::{Call, Writer};
use crate::decoding::{self, Decoding, Options};
use crate::program::{Module, Program, ReadType};
use crate::progress::{Progress, Stage};
use crate::report::{Failure, FailureKind, Report};
use crate::rust::Rust;
use crate::schema::{Purpose, Schemas};
use crate::server::Server;
use crate::shrink;
use crate::subject::{self, Subject};
use crate::wire::Judge;

/// Checks documents together, in one program. Meant for small documents.
///
/// # Errors
///
/// When the program cannot be built.
pub fn check_all(
    paths: &[PathBuf],
    folder: &Path,
    options: &Options,
    requests: bool,
    progress: &Progress,
) -> Result<Vec<Report>, String> {
    let mut reports = Vec::new();
    let mut subjects = Vec::new();
    for path in paths {
        progress.start("emitting", &subject::name(path));
        match Subject::read(path).and_then(|subject| Ok((decoding::schemas(&subject)?, subject))) {
            Ok((schemas, subject)) => subjects.push((subject, schemas)),
            Err(failed) => reports.push(Report {
                document: subject::name(path),
                failed: Some(failed),
                ..Report::default()
            }),
        }
        progress.done(Stage::Emit, path);
    }
    reports.extend(check(&subjects, folder, options, requests, progress)?);
    reports.sort_by(|a, b| a.document.cmp(&b.document));
    Ok(reports)
}

/// Checks documents one after the other, each in its own program. Passes each report to `done`.
pub fn check_each(
    paths: &[PathBuf],
    folder: &Path,
    options: &Options,
    requests: bool,
    progress: &Progress,
    done: &mut dyn FnMut(Report),
) {
    for path in paths {
        let name = subject::name(path);
        let reports = check_all(std::slice::from_ref(path), &folder.join(&name), options, requests, progress);
        let failed = |failed| Report { document: name.clone(), failed: Some(failed), ..Report::default() };
        let report = reports.map_or_else(failed, |mut reports| reports.pop().unwrap_or_default());
        progress.suspend(|| done(report));
    }
}

fn check(
    subjects: &[(Subject, (Schemas, Schemas))],
    folder: &Path,
    options: &Options,
    requests: bool,
    progress: &Progress,
) -> Result<Vec<Report>, String> {
    let mut decodings = Vec::new();
    let mut writes = Vec::new();
    for (subject, (read, open)) in subjects {
        progress.start("making values of", &subject.name);
        decodings.push(Decoding::new(subject, read, open, options));
        writes.push(requests.then(|| Schemas::new(&subject.document, Purpose::Write)).transpose()?);
        progress.done(Stage::Make, subject.path());
    }
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let modules: Vec<Module<'_>> = subjects
        .iter()
        .zip(&decodings)
        .zip(&writes)
        .map(|(((subject, _), decoding), write)| Module {
            name: subject.module.clone(),
            package: subject.package.clone(),
            files: &subject.files,
            parts: &subject.parts,
            types: decoding.types.iter().map(|ty| read_type(subject, ty)).collect(),
            calls: write
                .as_ref()
                .map(|write| Writer::new(subject, write, options).calls(options))
                .unwrap_or_default(),
        })
        .collect();
    let named = match subjects {
        [(only, _)] => only.name.clone(),
        many => format!("{} documents", many.len()),
    };
    progress.start("building the program of", &named);
    let program = Program::build(folder, &modules)?;
    subjects.iter().for_each(|(subject, _)| progress.done(Stage::Build, subject.path()));
    let mut reports = Vec::new();
    for ((((subject, _), decoding), module), write) in
        subjects.iter().zip(decodings).zip(&modules).zip(&writes)
    {
        progress.start("reading values of", &subject.name);
        let mut report = read(&program, subject, decoding)?;
        progress.done(Stage::Read, subject.path());
        if let Some(write) = write {
            progress.start("making the calls of", &subject.name);
            call(&program, module, write, &mut report)?;
        }
        progress.done(Stage::Call, subject.path());
        reports.push(report);
    }
    Ok(reports)
}

fn read_type(subject: &Subject, ty: &Rust) -> ReadType {
    ReadType { code: ty.to_string(), with_serde: subject.surface.is_emitted(ty) }
}

/// Reads the values of a document, and judges the results.
fn read(program: &Program, subject: &Subject, mut decoding: Decoding<'_>) -> Result<Report, String> {
    let values: Vec<(usize, String)> =
        decoding.cases.iter().map(|case| (case.ty, case.value.to_string())).collect();
    let results = program.read(&subject.module, &values)?;
    let mut report = Report {
        document: subject.name.clone(),
        types: decoding.types.len(),
        instances: decoding.cases.len(),
        wrong_examples: decoding.wrong_examples,
        ..Report::default()
    };
    report.add(decoding.judge(&results));
    shrink::shrink(&mut decoding, &mut report, &mut |values| program.read(&subject.module, values))?;
    report.add(untried(&decoding));
    Ok(report)
}

/// Types and alternatives without a value.
fn untried(decoding: &Decoding<'_>) -> Vec<Failure> {
    let failure = |subject: String, detail: String| Failure {
        kind: FailureKind::Untried,
        cause: format!("no value of {}", subject.trim_start_matches("types::")),
        subject,
        location: String::new(),
        instance: String::new(),
        detail,
        case: None,
    };
    let types = decoding.barren.iter().map(|(ty, why)| failure(ty.to_string(), why.clone()));
    let variants = decoding.unreached().into_iter().map(|variant| failure(variant, String::new()));
    types.chain(variants).collect()
}

/// Makes the calls of a module, and judges the requests.
fn call(
    program: &Program,
    module: &Module<'_>,
    schemas: &Schemas,
    report: &mut Report,
) -> Result<(), String> {
    if module.calls.is_empty() {
        return Ok(());
    }
    let server = Server::start().map_err(|error| error.to_string())?;
    let output = program.call(&module.name, &server.url())?;
    let messages: BTreeMap<usize, &str> = output
        .lines()
        .filter_map(|line| {
            line.split_once('\t').and_then(|(index, message)| Some((index.parse().ok()?, message)))
        })
        .collect();
    let mut requests = BTreeMap::new();
    for request in server.take() {
        let index = request.header("x-oracle-call").and_then(|index| index.parse::<usize>().ok());
        if let Some(index) = index {
            requests.entry(index).or_insert(request);
        }
    }
    let judge = Judge::new(schemas);
    let mut failures = Vec::new();
    for (index, call) in module.calls.iter().enumerate() {
        for left_out in &call.left_out {
            *report.unwritten.entry(left_out.clone()).or_default() += 1;
        }
        let failure = |kind, cause: String, instance: String| Failure {
            kind,
            cause,
            subject: format!("{} ({})", call.name, kind_of(call)),
            location: call
                .operation
                .as_ref()
                .map(|location| schemas.document().shown(location))
                .unwrap_or_default(),
            instance,
            detail: call.code.clone(),
            case: None,
        };
        let broken = program.broken.get(&(module.name.clone(), index));
        match (broken, requests.get(&index)) {
            (Some(error), _) if call.is_example => {
                failures.push(failure(
                    FailureKind::Unsent,
                    format!("the example does not compile: {error}"),
                    String::new(),
                ));
            }
            (Some(error), _) => *report.unwritten.entry(error.clone()).or_default() += 1,
            (None, None) if call.code.is_empty() => {}
            (None, None) => {
                let message = messages.get(&index).copied().unwrap_or("it ends");
                failures.push(failure(FailureKind::Unsent, cause_of_unsent(message), message.to_owned()));
            }
            (None, Some(request)) => {
                report.requests += 1;
                for violation in judge.violations(call, request) {
                    let body = String::from_utf8_lossy(&request.body).into_owned();
                    let shown = format!("{} {} {body}", request.method, request.target);
                    let mut failure = failure(FailureKind::Request, cause_of_violation(&violation), shown);
                    failure.detail = format!("{violation}; {}", failure.detail);
                    failures.push(failure);
                }
            }
        }
    }
    report.add(failures);
    Ok(())
}

fn kind_of(call: &Call) -> &'static str {
    if call.is_example { "example" } else { "every setter" }
}

/// The cause of a violation, without the details that differ from call to call.
fn cause_of_violation(violation: &str) -> String {
    match violation.split_once(": ") {
        Some((subject, why)) if !why.starts_with("it is") && !why.contains(" became ") => {
            format!("{subject}: {}", decoding::cause(why))
        }
        Some((subject, _)) => subject.to_owned(),
        None => violation.to_owned(),
    }
}

/// The cause of a missing request, without the details that differ from call to call.
fn cause_of_unsent(message: &str) -> String {
    let message = message.split(['`', '"', '(']).next().unwrap_or(message);
    message.chars().take(100).collect()
}
