//! The examples of parameters and bodies, which are next to their schemas.

use super::read::RawOperation;
use crate::document::Spec;
use crate::model::{Media, Operation, Parameter, Ty};
use crate::source::Value;

/// An example of a value of a type.
type Example<'a> = (&'a Ty, &'a Value);

impl RawOperation {
    /// The examples of its parameters.
    pub(crate) fn parameter_examples<'a>(
        &self,
        spec: &'a Spec,
        parameters: &'a [Parameter],
    ) -> Vec<Example<'a>> {
        let mut found = Vec::new();
        for raw in &self.parameters {
            let name = &raw.parameter.parameter_data_ref().name;
            if let Some(parameter) = parameters.iter().find(|parameter| parameter.wire == *name) {
                found.extend(spec.examples(&raw.at).into_iter().map(|example| (&parameter.ty, example)));
            }
        }
        found
    }

    /// The examples of the bodies of requests.
    pub(crate) fn request_examples<'a>(&self, spec: &'a Spec, operation: &'a Operation) -> Vec<Example<'a>> {
        let mut found = Vec::new();
        let Some(raw) = &self.body else { return found };
        for body in operation.bodies() {
            if let Media::Json(ty) | Media::Form { ty, .. } | Media::Text(ty) = &body.media {
                let examples = spec.examples(&raw.media_type(spec, &body.content_type));
                found.extend(examples.into_iter().map(|example| (ty, example)));
            }
        }
        found
    }

    /// The examples of the bodies of successful responses.
    pub(crate) fn response_examples<'a>(&self, spec: &'a Spec, operation: &'a Operation) -> Vec<Example<'a>> {
        let Some(ty) = operation.success.content.json() else { return Vec::new() };
        let successes = self.responses.iter().filter(|response| response.is_success());
        let media_types = successes.flat_map(|response| {
            spec.keys(&response.at.child("content")).into_iter().map(|media| response.content(spec, &media))
        });
        media_types.flat_map(|at| spec.examples(&at)).map(|example| (ty, example)).collect()
    }

    /// The examples of its body.
    pub(crate) fn body_examples<'a>(&self, spec: &'a Spec) -> Vec<&'a Value> {
        let media_types = self.body.iter().flat_map(|body| body.media_types(spec));
        media_types.flat_map(|at| spec.examples(&at)).collect()
    }
}
