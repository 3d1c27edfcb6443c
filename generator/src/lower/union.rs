//! `oneOf` and `anyOf`: what is one type after all, and how values find their alternative where it is not.

use std::collections::HashSet;
use std::sync::Arc;

use super::Lowering;
use super::direction::Direction;
use super::facts::{Facts, JsonType};
use super::inheritance::is_itself;
use super::schema::{Hint, scalar};
use super::site::Site;
use crate::diagnostics::Diagnostic;
use crate::model::{Constraints, Dispatch, Outline, Scalar, Shape, Ty, Union, UnionVariant};
use crate::names::{Case, Scope};
use crate::source::{Pointer, Value};

/// Deepest nesting of alternatives inside alternatives that is flattened.
pub(super) const MAX_NESTING: usize = 8;

/// What an object is called that has no name.
const OBJECT: &str = "object";

/// One alternative, before it has a type.
#[derive(Clone)]
pub(super) struct Alternative {
    pub(super) place: Pointer,
    pub(super) site: Site,
    pub(super) facts: Arc<Facts>,
    /// What the tag says, if there is one.
    pub(super) keys: Vec<Value>,
}

/// A variant that has no name yet.
struct Draft {
    variant: UnionVariant,
    label: String,
    keys: Vec<Value>,
    facts: Arc<Facts>,
}

impl Lowering<'_> {
    /// Alternatives that are one type after all: single values of it, or spellings of the same thing.
    pub(crate) fn united(&mut self, facts: Facts) -> Facts {
        let mut members = Vec::new();
        for place in &facts.any_of {
            let Some(site) = self.site(place) else { return facts };
            let member = self.merged(&site.target);
            if !member.any_of.is_empty() {
                return facts;
            }
            // Null is said of the whole.
            if !member.only_null {
                members.push((site, member));
            }
        }
        // An enum without a type has that of its values.
        for (_, member) in &mut members {
            let texts = !member.enumeration.is_empty() && member.enumeration.iter().all(Value::is_string);
            if member.kind.is_none() && texts {
                *member = Arc::new(Facts { kind: Some(JsonType::String), ..(**member).clone() });
            }
        }
        let [(_, first), ..] = members.as_slice() else { return facts };
        let (Some(kind), Some(scalar_of_first)) = (first.kind, scalar(first)) else { return facts };
        if members.iter().any(|(_, member)| member.kind != Some(kind)) {
            return facts;
        }
        let (closed, free): (Vec<_>, Vec<_>) =
            members.iter().partition(|(_, member)| !member.enumeration.is_empty());
        let plain = |member: &Facts| matches!(scalar(member), Some(Scalar::String | Scalar::I64));
        if !closed.is_empty() && kind != JsonType::Boolean && free.iter().all(|(_, member)| plain(member)) {
            return values(&facts, kind, closed.iter().map(|(site, member)| (site, &**member)));
        }
        if closed.is_empty() && members.iter().all(|(_, member)| scalar(member) == Some(scalar_of_first)) {
            return Facts {
                kind: Some(kind),
                format: first.format.clone(),
                constraints: Constraints::both(facts.constraints.clone(), first.constraints.as_ref()),
                minimum: first.minimum,
                any_of: Vec::new(),
                ..facts
            };
        }
        facts
    }

    pub(crate) fn union(&mut self, at: &Pointer, direction: Direction, hint: &Hint) -> Shape {
        let facts = self.facts(at);
        let mut alternatives = Vec::new();
        self.collect(&facts, &mut alternatives, 0);
        alternatives.retain(|alternative| alternative.site.target != *at);
        let tag = self.tag(&facts, &mut alternatives);
        let mut drafts: Vec<Draft> = Vec::new();
        let labels = self.labels(&alternatives);
        for (alternative, label) in alternatives.into_iter().zip(labels) {
            let leaf = if is_itself(&alternative.site.target) { "base" } else { label.as_str() };
            let ty = self.ty(&alternative.site, direction, &hint.member(leaf));
            if ty == Ty::AnyJson {
                continue;
            }
            let own = &alternative.facts;
            let has_tag = |property: &String| own.properties.contains_key(property) || !own.any_of.is_empty();
            if tag.as_ref().is_none_or(has_tag) {
                match drafts.iter_mut().find(|known| known.variant.ty == ty && known.variant.tag.is_none()) {
                    Some(known) => known.keys.extend(alternative.keys),
                    None => drafts.push(self.draft(alternative, ty, label, None)),
                }
                continue;
            }
            // An alternative without the tag in it is told apart by it all the same: one variant for each of its keys.
            let single = alternative.keys.len() == 1;
            for key in alternative.keys.clone() {
                let text = key.as_str().map(str::to_owned);
                let label = text.clone().filter(|_| !single).unwrap_or_else(|| label.clone());
                let one = Alternative { keys: vec![key], ..alternative.clone() };
                drafts.push(self.draft(one, ty.clone(), label, text));
            }
        }
        match (drafts.as_slice(), &tag) {
            ([], _) => return Shape::Alias(Ty::AnyJson),
            ([only], None) => return Shape::Alias(only.variant.ty.clone()),
            (_, None) => {
                self.outlines(&mut drafts);
                self.check_ambiguity(at, &drafts);
            }
            (_, Some(_)) => {}
        }
        finished(drafts, tag, facts.exclusive)
    }

    fn draft(&mut self, alternative: Alternative, ty: Ty, label: String, tag: Option<String>) -> Draft {
        let Alternative { site, facts, keys, .. } = alternative;
        let outline = Outline::Any;
        let name = Scope::new(Case::Variant, &[]).issue(&label);
        Draft { variant: UnionVariant { name, ty, outline, tag, doc: self.doc(&site) }, label, keys, facts }
    }

    /// All alternatives; those of an alternative that has no name and no tag of its own are taken for the union's.
    fn collect(&mut self, facts: &Facts, into: &mut Vec<Alternative>, depth: usize) {
        for place in &facts.any_of {
            let Some(site) = self.site(place) else { continue };
            let own = self.facts(&site.target);
            let nested = !own.any_of.is_empty() && own.discriminator.is_none();
            if nested && self.component_name(&site.target).is_none() && depth < MAX_NESTING {
                self.collect(&own, into, depth + 1);
            } else if !into.iter().any(|known| known.site.target == site.target) {
                into.push(Alternative { place: place.clone(), site, facts: own, keys: Vec::new() });
            }
        }
    }

    /// What the values of alternatives without a tag look like. An object among values of other types is told by being one.
    fn outlines(&mut self, drafts: &mut [Draft]) {
        let may_be_object = |facts: &Facts| {
            facts.is_object()
                || matches!(facts.kind, None | Some(JsonType::Object))
                || !facts.any_of.is_empty()
        };
        let several = drafts.iter().filter(|draft| may_be_object(&draft.facts)).count() > 1;
        for draft in drafts {
            draft.variant.outline = self.outline(&draft.facts, several);
        }
    }

    /// Members only count where they tell one object from another.
    fn outline(&mut self, facts: &Facts, by_members: bool) -> Outline {
        if !facts.any_of.is_empty() {
            return Outline::Any;
        }
        match facts.kind {
            _ if facts.is_object() && !by_members => {
                Outline::Object { required: Vec::new(), known: Vec::new(), fixed: Vec::new() }
            }
            _ if facts.is_object() => Outline::Object {
                required: self.always_there(facts),
                known: facts.properties.keys().cloned().collect(),
                fixed: self.fixed(facts),
            },
            Some(JsonType::Boolean) => Outline::Boolean,
            Some(JsonType::Integer) => Outline::Integer,
            Some(JsonType::Number) => Outline::Number,
            Some(JsonType::String)
                if facts.enumeration.is_empty() && scalar(facts) == Some(Scalar::String) =>
            {
                Outline::Text
            }
            Some(JsonType::String) => Outline::String,
            Some(JsonType::Array) => Outline::Array,
            Some(JsonType::Object) | None => Outline::Any,
        }
    }

    /// Members that are required in both directions.
    fn always_there(&mut self, facts: &Facts) -> Vec<String> {
        let required = facts.required.iter().filter_map(|name| Some((name, facts.properties.get(name)?)));
        let required: Vec<(String, Pointer)> =
            required.map(|(name, place)| (name.clone(), place.clone())).collect();
        required
            .into_iter()
            .filter(|(_, place)| self.site(place).is_some_and(|site| !site.read_only && !site.write_only))
            .map(|(name, _)| name)
            .collect()
    }

    /// Members that have one text and no other.
    fn fixed(&mut self, facts: &Facts) -> Vec<(String, String)> {
        let mut fixed = Vec::new();
        for name in facts.properties.keys() {
            if let [Value::String(only)] = self.constants(facts, name).as_slice() {
                fixed.push((name.clone(), only.clone()));
            }
        }
        fixed
    }

    /// Two objects are told apart by a member that both require, if it has other values or another type, or by what else they have,
    /// which may be nothing.
    fn check_ambiguity(&mut self, at: &Pointer, drafts: &[Draft]) {
        for (index, draft) in drafts.iter().enumerate() {
            let Outline::Object { required, known, fixed } = &draft.variant.outline else { continue };
            let twin = drafts[..index].iter().find(|other| {
                let Outline::Object { required: theirs, known: others, fixed: constants } =
                    &other.variant.outline
                else {
                    return false;
                };
                let differs = |(name, value): &(String, String)| {
                    constants.iter().any(|(other, theirs)| other == name && theirs != value)
                };
                theirs == required
                    && known.iter().all(|name| others.contains(name))
                    && !fixed.iter().any(differs)
                    && !required.iter().any(|name| self.other_type(name, &draft.facts, &other.facts))
            });
            if let Some(other) = twin {
                let at = self.place_of(at);
                self.diagnostics.push(Diagnostic::indistinguishable_alternatives(
                    at,
                    &draft.label,
                    &other.label,
                ));
                return;
            }
        }
    }

    /// Whether a member has another JSON type in one record than in another.
    fn other_type(&mut self, name: &str, ours: &Facts, theirs: &Facts) -> bool {
        let mut kind = |facts: &Facts| {
            let site = self.site(facts.properties.get(name)?)?;
            let kind = self.facts(&site.target).kind?;
            Some(if kind == JsonType::Integer { JsonType::Number } else { kind })
        };
        matches!((kind(ours), kind(theirs)), (Some(ours), Some(theirs)) if ours != theirs)
    }

    /// What the alternatives are called. Of several objects without a name, each is called after the first member that it requires
    /// and no other has.
    fn labels(&mut self, alternatives: &[Alternative]) -> Vec<String> {
        let mut labels: Vec<String> =
            alternatives.iter().map(|alternative| self.alternative_label(alternative)).collect();
        let nameless: Vec<usize> = (0..labels.len()).filter(|index| labels[*index] == OBJECT).collect();
        if nameless.len() > 1 {
            for index in nameless {
                let facts = &alternatives[index].facts;
                let is_elsewhere = |name: &str| {
                    let mut others = alternatives.iter().enumerate().filter(|(other, _)| *other != index);
                    others.any(|(_, other)| other.facts.properties.contains_key(name))
                };
                let mut own = facts.properties.keys().filter(|name| facts.required.contains(*name));
                if let Some(name) = own.find(|name| !is_elsewhere(name)) {
                    labels[index].clone_from(name);
                }
            }
        }
        labels
    }

    fn alternative_label(&mut self, alternative: &Alternative) -> String {
        let place = self.place_of(&alternative.place).clone();
        let target = self.spec.resolve(&place).unwrap_or(place);
        if let Some(name) =
            self.component_name(&alternative.site.target).or_else(|| self.component_name(&target))
        {
            return name;
        }
        if let Some(title) = &alternative.facts.title {
            return title.clone();
        }
        if let [Value::String(only)] = alternative.keys.as_slice() {
            return only.clone();
        }
        let facts = &alternative.facts;
        match facts.kind {
            Some(JsonType::String) => facts.format.as_deref().unwrap_or("string"),
            Some(JsonType::Number) => "number",
            Some(JsonType::Integer) => "integer",
            Some(JsonType::Boolean) => "boolean",
            Some(JsonType::Array) => return self.list_label(facts),
            Some(JsonType::Object) => OBJECT,
            None if facts.is_object() => OBJECT,
            None => "value",
        }
        .to_owned()
    }

    /// A list is called after its items.
    fn list_label(&mut self, facts: &Facts) -> String {
        let items = facts.items.as_ref().and_then(|items| self.site(items));
        let item = items.and_then(|site| {
            self.component_name(&site.target).or_else(|| {
                let facts = self.facts(&site.target);
                match facts.kind? {
                    JsonType::String => Some("string".to_owned()),
                    JsonType::Number => Some("number".to_owned()),
                    JsonType::Integer => Some("integer".to_owned()),
                    JsonType::Boolean => Some("boolean".to_owned()),
                    JsonType::Array => Some("list".to_owned()),
                    JsonType::Object => None,
                }
            })
        });
        item.map_or_else(|| "list".to_owned(), |item| format!("{item} list"))
    }
}

/// Names at last.
fn finished(drafts: Vec<Draft>, tag: Option<String>, exclusive: bool) -> Shape {
    let labels = drafts.iter().map(|draft| draft.label.as_str());
    let names = Scope::new(Case::Variant, &["Unknown"]).issue_all(labels);
    let mut keys = Vec::new();
    let variants = drafts
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(index, (draft, name))| {
            keys.extend(draft.keys.into_iter().map(|key| (key, index)));
            UnionVariant { name, ..draft.variant }
        })
        .collect();
    let dispatch = match tag {
        Some(property) => Dispatch::Tag { property, keys },
        None => Dispatch::Fit,
    };
    Shape::Union(Union {
        variants,
        exclusive,
        dispatch,
        unknown: Scope::new(Case::Variant, &[]).issue("Unknown"),
    })
}

/// The values of several schemas in one enum.
fn values<'m>(facts: &Facts, kind: JsonType, members: impl Iterator<Item = (&'m Site, &'m Facts)>) -> Facts {
    let mut united = Facts { kind: Some(kind), any_of: Vec::new(), ..facts.clone() };
    let mut known: HashSet<Value> = united.enumeration.iter().cloned().collect();
    for (site, member) in members {
        let single = member.enumeration.len() == 1;
        let said = site.doc();
        for (index, value) in member.enumeration.iter().enumerate() {
            if !known.insert(value.clone()) {
                continue;
            }
            let own = |list: &[String], other: Option<&String>| {
                list.get(index).or(other.filter(|_| single)).cloned().unwrap_or_default()
            };
            let name = own(&member.value_names, said.summary.as_ref());
            let doc = own(&member.value_docs, said.description.as_ref());
            united.enumeration.push(value.clone());
            united.value_names.push(name);
            united.value_docs.push(doc);
        }
    }
    united
}
