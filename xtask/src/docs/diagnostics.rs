//! docs/diagnostics.md, generated from the pages of the codes.

use std::fmt::Write as _;

use oasmith_core::diagnostics::{Example, Page};

/// All codes, and the page of each.
pub(super) fn page() -> String {
    let mut page = "\
# Diagnostics

Each diagnostic has a code, and a code never changes its meaning. `E` codes are errors: the generator writes no files, unless
`--keep-going` turns errors into warnings. `W` codes are warnings: the generated code covers only part of the document. `--strict` turns
warnings into errors.

At most 100 diagnostics of each code are shown; a line counts the others. `--message-format json` writes all of them, one JSON object on
each line. `oasmith explain CODE` shows the page of a code.

To accept a warning, allow it in `oasmith.toml`: everywhere, or at a location and below it. An entry that allows nothing is reported, so
that no entry outlives its warning.

```toml
[[allow]]
code = \"W0203\"
at = \"#/components/schemas/Colour\"
reason = \"the server rejects red\"
```

| code | title |
| --- | --- |
"
    .to_owned();
    for Page { code, title, .. } in Page::all() {
        let _ = writeln!(page, "| [{code}](#{}) | {title} |", code.as_str().to_lowercase());
    }
    for Page { code, title, meaning, effect, triggers, does_not_trigger, fix } in Page::all() {
        let anchor = code.as_str().to_lowercase();
        let (triggers, does_not_trigger) = (fenced(triggers), fenced(does_not_trigger));
        let _ = write!(
            page,
            "\n<a id=\"{anchor}\"></a>\n\n## {code}: {title}\n\n{meaning}\n\n**Effect:** {effect}\n\n\
             **Triggers:**\n\n{triggers}\n**Does not trigger:**\n\n{does_not_trigger}\n**Fix:** {fix}\n",
        );
    }
    page
}

fn fenced(example: Example) -> String {
    let Example { language, text } = example;
    format!("```{language}\n{text}\n```\n")
}
