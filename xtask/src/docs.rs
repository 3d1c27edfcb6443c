//! `cargo xtask docs`: the pages under `docs/` that are made of the code.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use generator::GeneratedFiles;
use generator::diagnostic::{CODES, Code};
use generator::files::{HEADER_MARK, render_changes};

use crate::document::Failure;
use crate::repository;
use crate::terminal::{Terminal, product};

/// Writes the pages under docs/ that are made of the code.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask docs            after a change of what the pages are made of
  cargo xtask docs --check    in a pipeline

Exit status: 0, or 1 if a page cannot be written or, with --check, is not up to date.")]
pub(crate) struct Docs {
    /// Writes nothing; shows on stdout what would change, and fails if anything would
    #[arg(long)]
    check: bool,
}

impl Docs {
    pub(crate) fn run(&self, terminal: Terminal) -> ExitCode {
        match self.write(terminal) {
            Ok(()) => ExitCode::SUCCESS,
            Err(Failure(message)) => {
                eprintln!("docs: {message}");
                ExitCode::FAILURE
            }
        }
    }

    fn write(&self, terminal: Terminal) -> Result<(), Failure> {
        let folder = repository().join("docs");
        let mut pages = GeneratedFiles::new();
        pages.add("diagnostics.md", diagnostics()).map_err(|error| Failure(error.to_string()))?;
        if self.check {
            let changes = pages.diff(&folder).map_err(|error| Failure(error.to_string()))?;
            product(render_changes(&changes, 200));
            return if changes.is_empty() {
                Ok(())
            } else {
                Err(Failure("docs/ is not up to date; `cargo xtask docs` mends it".to_owned()))
            };
        }
        let report = pages.write(&folder).map_err(|error| Failure(error.to_string()))?;
        for path in report.written.iter().chain(&report.removed) {
            terminal.say(format_args!("wrote   {}", folder.join(path).display()));
        }
        Ok(())
    }
}

/// The index of diagnostics.
fn diagnostics() -> String {
    let mut page = format!(
        "<!-- {HEADER_MARK}. Do not edit; `cargo xtask docs` writes it. -->
# Diagnostics

What the generator has to say about a document has a code that never changes its meaning. `E` is an error: nothing is written, unless
`--keep-going` takes errors as warnings. `W` is a warning: something is generated, but not all that the document says; `--strict` takes
warnings as errors. `cargo xtask explain CODE` shows what stands here, `--message-format json` gives diagnostics to programs.

A warning that is known can be allowed in `codegen.toml`, everywhere or at a place and what is below it; an entry that allows nothing is
told, so that none is left behind:

```toml
[[allow]]
code = \"W0203\"
at = \"#/components/schemas/Colour\"
reason = \"the server refuses red\"
```

| code | |
| --- | --- |
"
    );
    for Code { code, title, .. } in CODES {
        let _ = writeln!(page, "| [{code}](#{}) | {title} |", code.to_lowercase());
    }
    for Code { code, title, meaning, outcome, mending, wrong, right } in CODES {
        let anchor = code.to_lowercase();
        let _ = write!(
            page,
            "\n<a id=\"{anchor}\"></a>\n\n## {code}: {title}\n\n{meaning}\n\n**What comes of it:** {outcome}\n\n**What to do:** {mending}\n\n\
             It is said of\n\n{}\nand not of\n\n{}",
            fenced(wrong),
            fenced(right)
        );
    }
    page
}

fn fenced(example: &str) -> String {
    let example = example.trim_matches('\n');
    let language = if example.starts_with('[') { "toml" } else { "yaml" };
    format!("```{language}\n{example}\n```\n")
}
