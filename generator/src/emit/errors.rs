//! The errors that the operations of a resource document.

use super::{Emitter, doc};
use crate::markdown;
use crate::model::{ErrorResponse, Operation, Resource, Status, Ty};

/// Documented error bodies. Most operations of an API share them, so the resource lists them once.
pub(super) struct ErrorTable<'a> {
    common: Vec<&'a ErrorResponse>,
}

impl<'a> ErrorTable<'a> {
    /// The most common list of the operations. If several are equally common, the first.
    pub(super) fn new(resource: &'a Resource) -> Self {
        let lists: Vec<Vec<&ErrorResponse>> = resource.operations.iter().map(typed).collect();
        let mut common = (&Vec::new(), 0);
        for (index, list) in lists.iter().enumerate() {
            let first = lists[..index].iter().all(|earlier| !same(earlier, list));
            let count = if first { lists.iter().filter(|other| same(other, list)).count() } else { 0 };
            if count > common.1 && !list.is_empty() {
                common = (list, count);
            }
        }
        Self { common: if common.1 > 1 { common.0.clone() } else { Vec::new() } }
    }

    /// The section about errors in the documentation of the resource.
    pub(super) fn section(&self, api: &Emitter<'_>) -> Vec<String> {
        let error = api.path("runtime::Error");
        let mut text = vec![
            "# Errors".to_owned(),
            format!(
                "Sending a request returns [`Error`]({error}) if the request cannot be built or sent, if the status of the response is \
                 not a success, or if the body cannot be decoded."
            ),
        ];
        text.extend(lines(api, &self.common));
        text
    }

    /// The section about errors in the documentation of a method.
    pub(super) fn of_operation(
        &self,
        api: &Emitter<'_>,
        resource: &Resource,
        operation: &Operation,
    ) -> Vec<String> {
        let own = typed(operation);
        let mut text = vec!["# Errors".to_owned(), format!("See [`{}`](Self#errors).", resource.name)];
        if !same(&own, &self.common) {
            text.extend(lines(api, &own));
        }
        text
    }
}

fn typed(operation: &Operation) -> Vec<&ErrorResponse> {
    operation.errors.iter().filter(|error| matches!(error.body, Some(Ty::Named { .. }))).collect()
}

fn same(left: &[&ErrorResponse], right: &[&ErrorResponse]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.status == right.status && left.media == right.media && left.body == right.body
        })
}

/// The bodies by status, and the method that decodes them.
fn lines(api: &Emitter<'_>, errors: &[&ErrorResponse]) -> Vec<String> {
    if errors.is_empty() {
        return Vec::new();
    }
    let body_as = api.path("runtime::Error::body_as");
    let is_one_of_several =
        |error: &ErrorResponse| errors.iter().filter(|other| other.status == error.status).count() > 1;
    let rows: Vec<String> =
        errors.iter().filter_map(|error| row(api, error, is_one_of_several(error))).collect();
    vec![format!("Documented error bodies, for [`Error::body_as`]({body_as}):"), rows.join("\n")]
}

fn row(api: &Emitter<'_>, error: &ErrorResponse, with_media: bool) -> Option<String> {
    let Ty::Named { id, .. } = error.body.as_ref()? else { return None };
    let status = match error.status {
        Status::Code(code) => code.to_string(),
        Status::Range(first) => format!("{first}XX"),
        Status::Default => "any other".to_owned(),
    };
    let media = if with_media { format!(" ({})", doc::code_text(&error.media)) } else { String::new() };
    let description = error.doc.description.as_deref().map(markdown::line).unwrap_or_default();
    let description = if description.is_empty() { description } else { format!(": {description}") };
    Some(format!("* {status}{media}: [`types::{}`]{description}", api.type_def(*id).name))
}
