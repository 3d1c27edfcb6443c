//! Converts JSON to XML.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::super::json::{JsonError, Reader};
use super::{Alternative, Body, Field, INSTANCE, MAX_DEPTH, MAX_STEPS, Name, Node, Rest, Shape, is_allowed};

/// The result of a step. The error is the reason why XML cannot represent a value.
pub(super) type Written<T = ()> = Result<T, String>;

/// Writes a document. `json` is a value that was written by its type.
pub(super) fn document(json: &str, body: &'static Body) -> Written<Vec<u8>> {
    let mut output = Output { writer: Writer::new(Vec::new()), scope: Vec::new(), depth: 0 };
    output.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    match only_property(json, body)? {
        Some((name, json, shape)) => output.element(&name.into(), json, shape)?,
        None => output.element(&body.root.into(), json, body.shape)?,
    }
    Ok(output.writer.into_inner())
}

/// The property whose element is the root.
fn only_property<'j>(json: &'j str, body: &'static Body) -> Written<Option<(Name, &'j str, &'static Shape)>> {
    let (true, Shape::Object([Field { node: Node::Element(name), shape, .. }], _)) = (body.bare, body.shape)
    else {
        return Ok(None);
    };
    let properties = properties(json)?.unwrap_or_default();
    Ok(properties.first().map(|(_, json)| (*name, *json, *shape)))
}

/// A document that is being written.
pub(super) struct Output {
    writer: Writer<Vec<u8>>,
    /// The prefixes and namespaces that are declared, the innermost last.
    scope: Vec<(String, String)>,
    depth: usize,
}

/// The name of an element or attribute.
pub(super) struct Tag<'n> {
    local: &'n str,
    prefix: &'n str,
    namespace: &'n str,
}

impl From<Name> for Tag<'_> {
    fn from(Name { local, prefix, namespace, .. }: Name) -> Self {
        Self { local, prefix, namespace }
    }
}

/// The names and values of attributes.
type Attributes = Vec<(String, String)>;

/// The properties of an object: their keys, and their JSON.
type Properties<'j> = Vec<(Cow<'j, str>, &'j str)>;

impl Output {
    fn event(&mut self, event: Event<'_>) -> Written {
        self.writer.write_event(event).map_err(|error| error.to_string())
    }

    /// Writes an element with a value.
    pub(super) fn element(&mut self, tag: &Tag<'_>, json: &str, shape: &'static Shape) -> Written {
        if self.depth == MAX_DEPTH {
            return Err("the value is nested too deeply for XML".to_owned());
        }
        check_name(tag.local)?;
        let outer = self.scope.len();
        self.depth += 1;
        let name = self.name_in_scope(tag);
        let mut attributes = Vec::new();
        if json == "null" {
            self.attribute(
                &mut attributes,
                &Tag { local: "nil", prefix: "xsi", namespace: INSTANCE },
                "true",
            )?;
        }
        let shape = chosen(json, shape, MAX_STEPS);
        let fields = if let Shape::Object(fields, _) = shape { fields } else { &[][..] };
        let properties = properties(json)?;
        if let Some(properties) = &properties {
            self.attributes(&mut attributes, properties, fields, MAX_STEPS)?;
        }
        let start = self.start(&name, outer, &attributes);
        let has_content = match &properties {
            Some(properties) => properties.iter().any(|(key, json)| has_content(key, json, fields)),
            None => !matches!(json, "null" | "\"\"" | "[]"),
        };
        if has_content {
            self.event(Event::Start(start))?;
            match &properties {
                Some(properties) => self.properties(properties, shape, MAX_STEPS)?,
                None => self.content(json, shape)?,
            }
            self.event(Event::End(BytesEnd::new(name.as_str())))?;
        } else {
            self.event(Event::Empty(start))?;
        }
        self.depth -= 1;
        self.scope.truncate(outer);
        Ok(())
    }

    /// A start tag: the namespaces that are declared since `outer`, and the attributes.
    fn start<'n>(&self, name: &'n str, outer: usize, attributes: &Attributes) -> BytesStart<'n> {
        let mut start = BytesStart::new(name);
        for (prefix, namespace) in &self.scope[outer..] {
            let key = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            start.push_attribute((key.as_str(), namespace.as_str()));
        }
        for (name, value) in attributes {
            start.push_attribute((name.as_str(), value.as_str()));
        }
        start
    }

    /// The name of an element or attribute with its prefix. Its namespace is added to the scope.
    fn name_in_scope(&mut self, tag: &Tag<'_>) -> String {
        let Tag { local, prefix, namespace } = tag;
        let bound = self.scope.iter().rev().find(|(known, _)| known == prefix);
        let is_bound = bound.is_some_and(|(_, bound)| namespace.is_empty() || bound == namespace);
        if !namespace.is_empty() && !is_bound {
            self.scope.push(((*prefix).to_owned(), (*namespace).to_owned()));
        }
        // A prefix without a namespace would not be well-formed.
        if prefix.is_empty() || (namespace.is_empty() && !is_bound && *prefix != "xml") {
            (*local).to_owned()
        } else {
            format!("{prefix}:{local}")
        }
    }

    fn attribute(&mut self, attributes: &mut Attributes, tag: &Tag<'_>, value: &str) -> Written {
        check_name(tag.local)?;
        check_text(value)?;
        attributes.push((self.name_in_scope(tag), value.to_owned()));
        Ok(())
    }

    /// Writes the properties that are attributes, also those of inline objects.
    fn attributes(
        &mut self,
        attributes: &mut Attributes,
        properties: &Properties<'_>,
        fields: &'static [Field],
        steps: usize,
    ) -> Written {
        let Some(steps) = steps.checked_sub(1) else { return Ok(()) };
        for (key, json) in properties.iter().filter(|(_, json)| *json != "null") {
            match fields.iter().find(|field| field.property == key) {
                Some(Field { node: Node::Attribute(name), .. }) => {
                    self.attribute(attributes, &(*name).into(), &text(json)?)?;
                }
                Some(Field { node: Node::Inline, shape, .. }) => {
                    if let (Some(inner), Shape::Object(fields, _)) =
                        (self::properties(json)?, chosen(json, shape, steps))
                    {
                        self.attributes(attributes, &inner, fields, steps)?;
                    }
                }
                Some(_) => {}
                None => {
                    if let Some(local) = key.strip_prefix('@') {
                        self.attribute(attributes, &Tag { local, prefix: "", namespace: "" }, &text(json)?)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes the properties that are elements and text.
    fn properties(&mut self, properties: &Properties<'_>, shape: &'static Shape, steps: usize) -> Written {
        let Some(steps) = steps.checked_sub(1) else { return Ok(()) };
        let (fields, rest) = match shape {
            Shape::Object(fields, rest) => (*fields, rest),
            _ => (&[][..], &Rest::Ignored),
        };
        for (key, json) in properties {
            let Some(field) = fields.iter().find(|field| field.property == key) else {
                self.other(key, json, rest)?;
                continue;
            };
            match &field.node {
                Node::Element(name) => self.element(&(*name).into(), json, field.shape)?,
                Node::Items(name) => self.items(&(*name).into(), json, field.shape)?,
                Node::Text if *json != "null" => self.text(json)?,
                Node::Cdata if *json != "null" => self.cdata(json)?,
                Node::Inline => match self::properties(json)? {
                    Some(inner) => self.properties(&inner, chosen(json, field.shape, steps), steps)?,
                    None => self.content(json, field.shape)?,
                },
                Node::Attribute(_) | Node::Text | Node::Cdata => {}
            }
        }
        Ok(())
    }

    /// Writes a property that no field describes.
    fn other(&mut self, key: &str, json: &str, rest: &Rest) -> Written {
        let tag = Tag { local: key, prefix: "", namespace: "" };
        match rest {
            _ if key.starts_with('@') => Ok(()),
            _ if key == "#text" => self.text(json),
            Rest::Lists(shape) => self.items(&tag, json, shape),
            Rest::Values(shape) if json.starts_with('[') && matches!(shape, Shape::Any) => {
                self.items(&tag, json, shape)
            }
            Rest::Values(shape) => self.element(&tag, json, shape),
            Rest::Ignored if json.starts_with('[') => self.items(&tag, json, &Shape::Any),
            Rest::Ignored => self.element(&tag, json, &Shape::Any),
        }
    }

    /// Writes an element for each item of a list.
    fn items(&mut self, tag: &Tag<'_>, json: &str, shape: &'static Shape) -> Written {
        if !json.starts_with('[') {
            return if json == "null" { Ok(()) } else { self.element(tag, json, shape) };
        }
        let mut reader = Reader::new(json, None);
        let mut entries = reader.array().map_err(unreadable)?;
        while reader.has_item(&mut entries).map_err(unreadable)? {
            let item = reader.raw().map_err(unreadable)?;
            self.element(tag, item, shape)?;
        }
        Ok(())
    }

    /// Writes the content of an element whose value is not an object.
    fn content(&mut self, json: &str, shape: &'static Shape) -> Written {
        match chosen(json, shape, MAX_STEPS) {
            Shape::List(name, items) if json.starts_with('[') => self.items(&(*name).into(), json, items),
            Shape::Tuple(items) if json.starts_with('[') => self.tuple(json, items),
            Shape::Choice(choices, union, null) if json.starts_with('[') => {
                self.choice(json, choices, union, *null)
            }
            _ if json.starts_with('[') => {
                self.items(&Tag { local: "item", prefix: "", namespace: "" }, json, &Shape::Any)
            }
            _ if json == "null" => Ok(()),
            _ => self.text(json),
        }
    }

    pub(super) fn text(&mut self, json: &str) -> Written {
        let text = text(json)?;
        check_text(&text)?;
        self.event(Event::Text(BytesText::new(&text)))
    }

    pub(super) fn cdata(&mut self, json: &str) -> Written {
        let text = text(json)?;
        check_text(&text)?;
        // CDATA cannot have `]]>`, nor a carriage return that parsers keep.
        if text.contains('\r') {
            return self.event(Event::Text(BytesText::new(&text)));
        }
        for section in BytesCData::escaped(&text) {
            self.event(Event::CData(section))?;
        }
        Ok(())
    }
}

/// Returns whether a property appears in the content of an element.
fn has_content(key: &str, json: &str, fields: &[Field]) -> bool {
    match fields.iter().find(|field| field.property == key).map(|field| &field.node) {
        Some(Node::Attribute(_)) => false,
        Some(Node::Items(_)) => !matches!(json, "null" | "[]"),
        Some(Node::Text | Node::Cdata) => !matches!(json, "null" | "\"\""),
        Some(Node::Element(_) | Node::Inline) => true,
        None => !key.starts_with('@'),
    }
}

/// The properties of an object. `None` if the JSON is not an object.
fn properties(json: &str) -> Written<Option<Properties<'_>>> {
    if !json.starts_with('{') {
        return Ok(None);
    }
    let mut reader = Reader::new(json, None);
    let mut entries = reader.object().map_err(unreadable)?;
    let mut properties = Vec::new();
    while let Some(key) = reader.key(&mut entries).map_err(unreadable)? {
        properties.push((key, reader.raw().map_err(unreadable)?));
    }
    Ok(Some(properties))
}

/// The reason why the JSON of a value cannot be read. It was written by the runtime, so only its depth can be wrong.
pub(super) fn unreadable(error: JsonError) -> String {
    error.message()
}

/// The text of a scalar.
fn text(json: &str) -> Written<Cow<'_, str>> {
    if json.starts_with('"') {
        return Reader::new(json, None).string("a string").map_err(unreadable);
    }
    if json.starts_with(['{', '[']) {
        return Err("an object or list cannot be the text of an element or attribute".to_owned());
    }
    Ok(Cow::Borrowed(if json == "null" { "" } else { json }))
}

/// The alternative of a union that a value has, or else the shape itself.
fn chosen(json: &str, shape: &'static Shape, steps: usize) -> &'static Shape {
    let (Shape::Union(tag, alternatives), Some(steps)) = (shape, steps.checked_sub(1)) else { return shape };
    let found = best(json, *tag, alternatives, steps).and_then(|index| alternatives.get(index));
    found.map_or(&Shape::Any, |found| chosen(json, found.shape, steps))
}

/// The position of the alternative that a value has.
pub(super) fn best(
    json: &str,
    tag: Option<&str>,
    alternatives: &'static [Alternative],
    steps: usize,
) -> Option<usize> {
    let properties = properties(json).ok().flatten().unwrap_or_default();
    let tag = tag.and_then(|tag| properties.iter().find(|(key, _)| key == tag));
    let tag = tag.and_then(|(_, json)| text(json).ok());
    let tagged = |tag: Cow<'_, str>| alternatives.iter().position(|found| found.keys.contains(&&*tag));
    tag.and_then(tagged).or_else(|| {
        let mut best: Option<(i64, usize)> = None;
        for (index, alternative) in alternatives.iter().enumerate() {
            let Some(score) = score(json, &properties, alternative.shape, steps) else { continue };
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, index));
            }
        }
        best.map(|(_, index)| index)
    })
}

/// The score of a shape for a value. `None` if it does not.
fn score(json: &str, properties: &Properties<'_>, shape: &'static Shape, steps: usize) -> Option<i64> {
    let steps = steps.checked_sub(1)?;
    let first = json.as_bytes().first()?;
    let is_object = *first == b'{';
    match shape {
        Shape::Any => Some(0),
        Shape::Object(fields, _) => is_object.then(|| {
            let is_known = |key: &str| fields.iter().any(|field| field.property == key);
            let scores = properties.iter().map(|(key, _)| if is_known(key) { 2 } else { -1 });
            scores.sum()
        }),
        Shape::List(..) | Shape::Tuple(_) | Shape::Choice(..) => (*first == b'[').then_some(1),
        Shape::Number => matches!(first, b'-' | b'0'..=b'9').then_some(2),
        Shape::Boolean => matches!(first, b't' | b'f').then_some(2),
        Shape::String | Shape::Token => (*first == b'"').then_some(2),
        Shape::Scalar => (!is_object && *first != b'[').then_some(1),
        Shape::Union(_, alternatives) => {
            let scores = alternatives.iter();
            scores.filter_map(|alternative| score(json, properties, alternative.shape, steps)).max()
        }
    }
}

/// Fails if a name cannot be that of an element or attribute: it comes from the caller's data.
fn check_name(name: &str) -> Written {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    let is_part = |c: char| is_start(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{B7}');
    if name.starts_with(is_start) && name.chars().all(is_part) {
        return Ok(());
    }
    Err("a key of a map cannot be the name of an element in XML".to_owned())
}

/// Fails if XML does not allow a character of a text, not even as a reference.
fn check_text(text: &str) -> Written {
    if text.chars().all(is_allowed) {
        return Ok(());
    }
    Err("a string has a character that XML does not allow".to_owned())
}
