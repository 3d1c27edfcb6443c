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

Diagnostics that differ only in their location are shown once, with their number and the first five locations. The gravest come first:

| gravity | problem |
| --- | --- |
| broken | the document, an overlay or the configuration has an error |
| loss | data or a credential is not sent, is sent in another form, or is not read |
| gap | the generated code covers less than the document describes, or a type allows more |
| detail | only documentation, names or unused configuration are affected |

At most 50 different warnings are shown; a line counts the others. `--warn-limit N` shows N, and `--warn-limit 0` shows all, also with
`--strict`. Of errors, 100 different ones are shown, or all with `--warn-limit 0`. `--message-format json` writes all diagnostics with all
locations, one JSON object on each line, in the same order. `oasmith explain CODE` shows the page of a code.

To accept a warning, allow it in `oasmith.toml`: everywhere, or at a location and below it. An entry that allows nothing is reported, so
that no entry outlives its warning.

```toml
[[allow]]
code = \"W0203\"
at = \"#/components/schemas/Colour\"
reason = \"the server rejects red\"
```

| code | gravity | title |
| --- | --- | --- |
"
    .to_owned();
    for Page { code, title, .. } in Page::all() {
        let _ = writeln!(
            page,
            "| [{code}](#{}) | {} | {title} |",
            code.as_str().to_lowercase(),
            code.gravity().as_str()
        );
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
