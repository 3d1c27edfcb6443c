//! Parses the output of a derived `Debug`, to see which variants were chosen.

/// A parsed `Debug` output.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// A string.
    Text(String),
    /// A name or a number.
    Atom(String),
    /// `Name(…)`; the name is empty for a tuple.
    Tuple(String, Vec<Node>),
    /// `Name { field: … }`
    Record(String, Vec<(String, Node)>),
    /// `[…]`
    List(Vec<Node>),
    /// `{key: …}`, with or without a name before it.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The name of a variant or struct.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Atom(name) | Self::Tuple(name, _) | Self::Record(name, _) => name,
            Self::Text(_) | Self::List(_) | Self::Map(_) => "",
        }
    }

    /// The first value in a tuple.
    pub(crate) fn only(&self) -> Option<&Node> {
        match self {
            Self::Tuple(_, values) => values.first(),
            _ => None,
        }
    }
}

/// Parses a whole value; `None` if the syntax is unknown.
pub(crate) fn parse(text: &str) -> Option<Node> {
    let mut parser = DebugParser { rest: text };
    let node = parser.node()?;
    parser.rest.is_empty().then_some(node)
}

struct DebugParser<'a> {
    rest: &'a str,
}

impl DebugParser<'_> {
    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn node(&mut self) -> Option<Node> {
        if self.rest.starts_with('"') || self.rest.starts_with("b\"") {
            self.eat("b");
            return self.text().map(Node::Text);
        }
        if self.eat("[") {
            return self.list("]").map(Node::List);
        }
        if self.eat("{") {
            return self.map();
        }
        if self.eat("(") {
            return self.list(")").map(|values| Node::Tuple(String::new(), values));
        }
        let end = self.rest.find([',', ')', ']', '}', '(', '{', '[', ' ', '"']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        let name = name.to_owned();
        self.rest = rest;
        if self.eat("(") {
            return self.list(")").map(|values| Node::Tuple(name, values));
        }
        if self.rest.starts_with(" [") {
            self.eat(" [");
            return self.list("]").map(|values| Node::Tuple(name, vec![Node::List(values)]));
        }
        if self.eat(" {") {
            if self.rest.starts_with('"') || self.rest.starts_with('}') {
                return self.map();
            }
            let mut fields = Vec::new();
            while self.eat(" ") && !self.rest.starts_with('}') {
                let (field, rest) = self.rest.split_once(": ")?;
                let field = field.to_owned();
                self.rest = rest;
                fields.push((field, self.node()?));
                self.eat(",");
            }
            return self.eat("}").then_some(Node::Record(name, fields));
        }
        Some(Node::Atom(name))
    }

    fn list(&mut self, end: &str) -> Option<Vec<Node>> {
        let mut values = Vec::new();
        while !self.eat(end) {
            values.push(self.node()?);
            self.eat(", ");
        }
        Some(values)
    }

    fn map(&mut self) -> Option<Node> {
        let mut entries = Vec::new();
        while !self.eat("}") {
            let key = self.key()?;
            self.eat(": ").then_some(())?;
            entries.push((key, self.node()?));
            self.eat(", ");
        }
        Some(Node::Map(entries))
    }

    /// A key of a map: a string, or a variant of an enum.
    fn key(&mut self) -> Option<Node> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        if end == 0 || !self.rest[end..].starts_with(": ") {
            return self.node();
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Node::Atom(name.to_owned()))
    }

    fn text(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[index + 1..];
                    return Some(out);
                }
                '\\' => match chars.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    '0' => out.push('\0'),
                    'u' => {
                        let digits: String =
                            chars.by_ref().map(|(_, c)| c).skip(1).take_while(|c| *c != '}').collect();
                        out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                    }
                    'x' => {
                        let digits: String = chars.by_ref().take(2).map(|(_, c)| c).collect();
                        out.push(char::from(u8::from_str_radix(&digits, 16).ok()?));
                    }
                    other => out.push(other),
                },
                c => out.push(c),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Debug)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    enum Pet {
        Cat(Cat),
        Nothing,
        Unknown(serde_json::Value),
    }

    #[derive(Debug)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    struct Cat {
        name: Option<String>,
        ages: Vec<f64>,
        more: BTreeMap<String, Pet>,
    }

    #[test]
    fn derived_text_is_understood() {
        let unknown = Pet::Unknown(serde_json::json!({"a": [1, null, "x"], "b": {}, "c": true}));
        let inner = Cat { name: None, ages: vec![], more: BTreeMap::new() };
        let more = BTreeMap::from([
            ("k, \"1\"".to_owned(), Pet::Nothing),
            ("u".to_owned(), unknown),
            ("c".to_owned(), Pet::Cat(inner)),
        ]);
        let pet = Pet::Cat(Cat { name: Some("T(o)m\n{}\u{7f}".to_owned()), ages: vec![1.0, -2.5e300], more });
        let node = parse(&format!("{pet:?}")).unwrap();
        assert_eq!(node.name(), "Cat");
        let Some(Node::Record(name, fields)) = node.only() else { panic!("{node:?}") };
        assert_eq!(name, "Cat");
        assert_eq!(
            fields[0].1,
            Node::Tuple("Some".to_owned(), vec![Node::Text("T(o)m\n{}\u{7f}".to_owned())])
        );
        let Node::Map(entries) = &fields[2].1 else { panic!("{fields:?}") };
        let names: Vec<&str> = entries.iter().map(|(_, value)| value.name()).collect();
        assert_eq!(names, ["Cat", "Nothing", "Unknown"]);
    }

    #[test]
    fn keys_may_be_variants() {
        let node = parse("{Red: 1, Unknown(\"a: b\"): Some(2)}").unwrap();
        let Node::Map(entries) = node else { panic!("{node:?}") };
        let names: Vec<&str> = entries.iter().map(|(key, _)| key.name()).collect();
        assert_eq!(names, ["Red", "Unknown"]);
    }
}
