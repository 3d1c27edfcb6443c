//! The names of types.

use super::Ctx;
use super::arena::Draft;
use crate::collections::HashSet;
use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::lower::warn_unused;
use crate::model::Shape;
use crate::names::{Case, Ident, Scope};

/// The name that a type requests.
struct Wanted {
    name: String,
    /// Whether the document or the configuration contains it. Such names take precedence over derived ones.
    is_given: bool,
}

/// The names of all types.
pub(super) fn type_names(ctx: &Ctx<'_>, drafts: &[Draft]) -> Vec<Ident> {
    warn_unused_entries(ctx, drafts);
    let read: HashSet<&str> =
        drafts.iter().filter(|draft| draft.usage.output).map(|draft| draft.origin.as_str()).collect();
    let wanted: Vec<Wanted> = drafts.iter().map(|draft| wanted(ctx.config, draft, &read)).collect();
    let mut scope = Scope::new(Case::Type, &["IntoArgument", "Nullable", "Number"]);
    let mut names: Vec<Option<Ident>> = vec![None; drafts.len()];
    for is_given in [true, false] {
        let indices: Vec<usize> =
            (0..wanted.len()).filter(|&index| wanted[index].is_given == is_given).collect();
        let keyed = indices.iter().map(|&index| (wanted[index].name.as_str(), drafts[index].origin.as_str()));
        for (index, name) in indices.iter().zip(scope.issue_keyed(keyed)) {
            names[*index] = Some(name);
        }
    }
    names.into_iter().map(|name| name.unwrap_or_else(|| scope.issue(""))).collect()
}

/// `read` are the origins of types that only responses use.
fn wanted(config: &Config, draft: &Draft, read: &HashSet<&str>) -> Wanted {
    let renamed = entry(config, draft).map(|(_, name)| name);
    let mut name = renamed.unwrap_or(&draft.wire).clone();
    // A tuple struct is also a value, so an argument could clash with a name whose letters have no case.
    if matches!(draft.shape, Shape::Newtype(_)) && !name.chars().any(|c| c.is_lowercase() || c.is_uppercase())
    {
        name.push_str(" Type");
    }
    if draft.usage.input && read.contains(draft.origin.as_str()) {
        Wanted { name: format!("{name} Input"), is_given: false }
    } else {
        Wanted { name, is_given: draft.component || renamed.is_some() }
    }
}

/// The entry of the configuration that renames a type.
fn entry<'c>(config: &'c Config, draft: &Draft) -> Option<(&'c String, &'c String)> {
    [&draft.origin, &draft.wire].into_iter().find_map(|key| config.naming.types.get_key_value(key))
}

fn warn_unused_entries(ctx: &Ctx<'_>, drafts: &[Draft]) {
    let used: HashSet<&String> =
        drafts.iter().filter_map(|draft| entry(ctx.config, draft)).map(|(key, _)| key).collect();
    for key in ctx.config.naming.types.keys().filter(|key| !used.contains(key)) {
        warn_unused(ctx.config, ctx.sink, &["naming", "types", key], Diagnostic::unused_type_name(key));
    }
}
