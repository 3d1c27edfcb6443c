//! Runs the probes of the rows.

use std::collections::{BTreeSet, HashSet};
use std::thread;

use oasmith_core::{Generator, Outcome};
use serde_json::{Value, json};

use super::rows::{Disposition, Row, Table};

/// The documents that probes change.
const BASE: &str = include_str!("../../support/base.yaml");
const BASE_OF_SWAGGER: &str = include_str!("../../support/base-2.yaml");

/// Runs all probes in all versions of their rows, each version in a thread. Returns a message for each that fails.
pub(super) fn run(table: &Table) -> Vec<String> {
    let versions: BTreeSet<&String> = table.rows.iter().flat_map(|row| &row.versions).collect();
    thread::scope(|scope| {
        let threads: Vec<_> =
            versions.into_iter().map(|version| scope.spawn(move || run_version(table, version))).collect();
        let failures =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| vec!["panic".to_owned()]));
        failures.flatten().collect()
    })
}

fn run_version(table: &Table, version: &str) -> Vec<String> {
    let base = base(version).map(|base| see(&base));
    let mut failures = Vec::new();
    for row in table.rows.iter().filter(|row| row.versions.iter().any(|other| other == version)) {
        let object = table.objects.get(&row.object);
        let at = row.at.as_ref().or(object.map(|object| &object.at));
        let result = match (at, &base) {
            (Some(at), Ok(base)) => run_one(row, at, version, base),
            (None, _) => Err("unknown object".to_owned()),
            (_, Err(error)) => Err(error.clone()),
        };
        if let Err(problem) = result {
            failures.push(format!("{version} {}.{}: {problem}", row.object, row.field));
        }
    }
    failures
}

fn run_one(row: &Row, at: &str, version: &str, unchanged: &Seen) -> Result<(), String> {
    let mut base = base(version)?;
    for (at, value) in &row.with {
        set(&mut base, at, parse(value)?)?;
    }
    let changed = (!row.with.is_empty()).then(|| see(&base));
    let before = changed.as_ref().unwrap_or(unchanged);
    let value = parse(row.value.as_deref().ok_or("no value")?)?;
    let field = || format!("{at}/{}", row.name().replace('~', "~0").replace('/', "~1"));
    let location = row.sets.clone().unwrap_or_else(field);
    set(&mut base, &location, value)?;
    let after = see(&base);
    after.check(row, row.sets.as_deref().unwrap_or(at), before).map_err(|problem| {
        match after.diagnostics.as_slice() {
            [] => problem,
            diagnostics => format!("{problem}; diagnostics: {diagnostics:?}"),
        }
    })
}

fn base(version: &str) -> Result<Value, String> {
    if version == "2.0" {
        return parse(BASE_OF_SWAGGER);
    }
    let mut base = parse(BASE)?;
    set(&mut base, "/openapi", json!(format!("{version}.0")))?;
    Ok(base)
}

fn parse(yaml: &str) -> Result<Value, String> {
    serde_yaml::from_str(yaml).map_err(|error| format!("{error} in {yaml}"))
}

/// Sets the value at a location. Missing objects on the way are added; `-` is the index after the last.
fn set(document: &mut Value, at: &str, value: Value) -> Result<(), String> {
    let mut target = document;
    for key in at.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")) {
        target = match target {
            Value::Array(list) => {
                let index = if key == "-" {
                    list.len()
                } else {
                    key.parse().map_err(|_| format!("{key} in {at}"))?
                };
                if index == list.len() {
                    list.push(Value::Null);
                }
                list.get_mut(index).ok_or_else(|| format!("{key} in {at}"))?
            }
            other => {
                if other.is_null() {
                    *other = json!({});
                }
                let map = other.as_object_mut().ok_or_else(|| format!("{at} is not in an object"))?;
                map.entry(key).or_insert(Value::Null)
            }
        };
    }
    *target = value;
    Ok(())
}

/// The outcome of a document.
#[derive(Clone)]
struct Seen {
    /// The generated files, one after the other.
    code: String,
    /// The code, the location and the message of each diagnostic.
    diagnostics: Vec<(String, String, String)>,
}

fn see(document: &Value) -> Seen {
    let run = Generator::from_text("probe.json", document.to_string()).keep_going(true).run();
    let Outcome { files, diagnostics, spec, .. } = match run {
        Ok(outcome) => outcome,
        Err(error) => {
            let failure = ("internal".to_owned(), String::new(), error.to_string());
            return Seen { code: String::new(), diagnostics: vec![failure] };
        }
    };
    let mut code = String::new();
    for (path, text) in files.iter().flat_map(oasmith_core::GeneratedFiles::iter) {
        code.extend([path, "\n", text]);
    }
    let diagnostics = diagnostics.iter().map(|diagnostic| {
        let at = diagnostic.at.as_ref().map(|at| match &spec {
            Some(spec) => spec.origin(at).trim_start_matches('#').to_owned(),
            None => at.path().to_owned(),
        });
        (diagnostic.code.as_str().to_owned(), at.unwrap_or_default(), diagnostic.message.clone())
    });
    Seen { code, diagnostics: diagnostics.collect() }
}

impl Seen {
    /// Some of the lines that are not in `before`.
    fn added_lines(&self, before: &Self) -> Vec<&str> {
        let old: HashSet<&str> = before.code.lines().collect();
        self.code.lines().filter(|line| !old.contains(line)).take(12).collect()
    }

    fn check(&self, row: &Row, at: &str, before: &Self) -> Result<(), String> {
        let added: Vec<_> =
            self.diagnostics.iter().filter(|diagnostic| !before.diagnostics.contains(diagnostic)).collect();
        match (&row.code, added.as_slice()) {
            (None, []) => {}
            (None, _) => return Err("a diagnostic is reported".to_owned()),
            (Some(code), _) => {
                let is_located = |(reported, location, _): &&&(String, String, String)| {
                    reported == code && (location.starts_with(at) || at.starts_with(location.as_str()))
                };
                if !added.iter().any(|diagnostic| is_located(&diagnostic)) {
                    return Err(format!("{code} is not reported"));
                }
            }
        }
        match row.disposition {
            Disposition::Warned if row.code.is_none() => return Err("no code".to_owned()),
            Disposition::Generated | Disposition::Documented if row.shows.is_empty() => {
                return Err("shows nothing".to_owned());
            }
            Disposition::Irrelevant if self.code != before.code => {
                return Err(format!("the code changes: {:#?}", self.added_lines(before)));
            }
            _ => {}
        }
        let lines = |seen: &Self| -> String {
            let is_doc = |line: &&str| line.trim_start().starts_with("//") || !line.contains(';');
            match row.disposition {
                Disposition::Documented => seen.code.lines().filter(is_doc).collect::<Vec<_>>().join("\n"),
                _ => seen.code.clone(),
            }
        };
        let (old, new) = (lines(before), lines(self));
        for text in &row.shows {
            if new.matches(text.as_str()).count() <= old.matches(text.as_str()).count() {
                let added = self.added_lines(before);
                return Err(format!("{text:?} is not added; these lines are: {added:#?}"));
            }
        }
        Ok(())
    }
}
