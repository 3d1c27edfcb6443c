//! The users of types.

use crate::model::{Operation, Resource, ResourceId, TypeDef, TypeId, Usage, Webhook};

/// Finds whether each type is sent or read, and which resources reach it. A type that webhooks or nothing reaches belongs to no resource:
/// it is always included, and so is everything in it.
pub(super) fn reach(types: &mut [TypeDef], resources: &[Resource], webhooks: &[Webhook]) {
    let mut reach = Reach { seen: vec![false; types.len()], always: vec![false; types.len()], types };
    for (index, resource) in resources.iter().enumerate() {
        for (ty, input) in resource.operations.iter().flat_map(Operation::tys) {
            ty.visit(&mut |id, _| reach.from(id, Usage { input, output: !input }, Some(ResourceId(index))));
        }
    }
    let output = Usage { input: false, output: true };
    for ty in webhooks.iter().filter_map(|webhook| webhook.ty.as_ref()) {
        ty.visit(&mut |id, _| reach.from(id, output, None));
    }
    for index in 0..reach.types.len() {
        if !reach.seen[index] {
            reach.from(TypeId(index), output, None);
        }
    }
    let Reach { always, types, .. } = reach;
    types.iter_mut().zip(always).filter(|(_, always)| *always).for_each(|(def, _)| def.resources.clear());
}

struct Reach<'a> {
    types: &'a mut [TypeDef],
    seen: Vec<bool>,
    always: Vec<bool>,
}

impl Reach<'_> {
    /// Carries a use of one type to all types that it contains.
    fn from(&mut self, id: TypeId, usage: Usage, resource: Option<ResourceId>) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let def = &mut self.types[id.0];
            let mut news = !std::mem::replace(&mut self.seen[id.0], true);
            news |= usage.input && !std::mem::replace(&mut def.usage.input, true);
            news |= usage.output && !std::mem::replace(&mut def.usage.output, true);
            news |= match resource {
                Some(resource) => def.resources.insert(resource),
                None => !std::mem::replace(&mut self.always[id.0], true),
            };
            if news {
                for ty in def.shape.tys() {
                    ty.visit(&mut |child, _| open.push(child));
                }
            }
        }
    }
}
