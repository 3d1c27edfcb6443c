//! Parameters: those of one operation, and those that the client holds.

use indexmap::IndexMap;
use openapiv3::{
    Parameter as Declared, ParameterSchemaOrContent, PathStyle as DeclaredPath, QueryStyle as DeclaredQuery,
};

use super::Lowering;
use super::direction::Direction;
use super::media::{Kind, best, kind};
use super::operation::{BUILDER_METHODS, CLIENT_METHODS};
use super::path::{RawOperation, RawParameter};
use super::schema::Hint;
use crate::diagnostics::Diagnostic;
use crate::model::{Doc, Global, Parameter, PathStyle, Place, QueryStyle, Scalar, Ty};
use crate::names::{Case, Scope};
use crate::source::{Pointer, Value};

/// Headers that are not parameters, whatever a document says.
const IGNORED_HEADERS: &[&str] = &["accept", "authorization", "content-type"];

impl Lowering<'_> {
    /// The header parameters that are set once, on the client: those of the configuration, or else those that every operation has.
    pub(crate) fn globals(
        &mut self,
        raw: &[RawOperation],
        env_prefix: &str,
        setters: &mut Scope,
    ) -> Vec<Global> {
        let configured = self.config.client.parameters.as_deref();
        let wanted: Vec<(String, Option<String>, Option<String>)> = match configured {
            Some(list) => list
                .iter()
                .map(|entry| (entry.name.clone(), entry.setter.clone(), entry.env.clone()))
                .collect(),
            None => shared_headers(raw).into_iter().map(|name| (name, None, None)).collect(),
        };
        let mut globals = Vec::new();
        let mut scoped_methods = Scope::new(Case::Value, CLIENT_METHODS);
        for (index, (wire, setter, env)) in wanted.into_iter().enumerate() {
            let mut headers = raw
                .iter()
                .flat_map(|operation| &operation.parameters)
                .filter(|parameter| is_header(parameter, &wire));
            let Some(header) = headers.next() else {
                let position = self.config.position(&["client", "parameters", &index.to_string(), "name"]);
                self.diagnostics.push(Diagnostic::unknown_client_parameter(&wire).in_file(position));
                continue;
            };
            let setter = setters.issue(&setter.unwrap_or_else(|| wire.trim_start_matches("x-").to_owned()));
            let env = env.unwrap_or_else(|| Case::Constant.apply(setter.as_str()));
            let doc = parameter_doc(header);
            let subject = setter.as_str().strip_suffix("_id").unwrap_or(setter.as_str());
            let scoped = scoped_methods.issue(&format!("for {subject}"));
            globals.push(Global { wire, setter, scoped, env: format!("{env_prefix}_{env}"), doc });
        }
        globals
    }

    /// The parameters of one operation, and the scope in which its other arguments get their names.
    pub(crate) fn parameters(
        &mut self,
        raw: &RawOperation,
        locals: &[&RawParameter],
        setters: &[&str],
        builder: &str,
    ) -> (Vec<Parameter>, Scope) {
        let locals: Vec<&RawParameter> =
            locals.iter().copied().filter(|local| !is_ignored(&local.parameter)).collect();
        let mut scope = Scope::new(Case::Value, &[BUILDER_METHODS, setters].concat());
        let labels = labels(&locals);
        let names = scope.issue_all(labels.iter().map(String::as_str));
        let mut parameters = Vec::new();
        for (local, name) in locals.into_iter().zip(names) {
            let data = local.parameter.parameter_data_ref();
            let wire = data.name.clone();
            let (schema, json) = match &data.format {
                ParameterSchemaOrContent::Schema(_) => (local.at.child("schema"), false),
                ParameterSchemaOrContent::Content(content) => {
                    let media = best(content.keys()).map_or("", String::as_str);
                    (local.at.child("content").child(media).child("schema"), kind(media) == Kind::Json)
                }
            };
            let constant = self
                .only_value(&schema)
                .filter(|_| data.required || matches!(local.parameter, Declared::Path { .. }));
            let (ty, site) = if let Some(constant) = &constant {
                (Ty::Scalar(scalar_of(constant)), None)
            } else if self.spec.value(&schema).is_some() {
                self.ty_at(&schema, Direction::Input, &Hint::new(builder, &wire))
            } else if json {
                (Ty::AnyJson, None)
            } else {
                (Ty::Scalar(Scalar::String), None)
            };
            let (mut place, reserved) = place(&local.parameter);
            if matches!(place, Place::Path(PathStyle::Simple { .. })) && self.spans(raw, local) {
                place = Place::Path(PathStyle::Segments);
            }
            let in_path = matches!(place, Place::Path(_));
            if in_path && !raw.path.contains(&format!("{{{wire}}}")) {
                self.diagnostics.push(Diagnostic::parameter_not_in_path(&local.at, &wire));
                continue;
            }
            let mut doc = parameter_doc(local);
            if let Some(said) = site.map(|site| self.doc(&site)) {
                doc.description = doc.description.or(said.description);
                doc.example = doc.example.or(said.example);
                doc.default = said.default;
                doc.limits = said.limits;
                doc.constraints = said.constraints;
            }
            let deprecated = data.deprecated.unwrap_or(false);
            parameters.push(Parameter {
                name,
                wire,
                place,
                json,
                reserved,
                ty,
                constant,
                required: data.required || in_path,
                deprecated,
                doc,
            });
        }
        self.undeclared(raw, &mut parameters, &mut scope);
        // Arguments of the path come first, in the path's order: that is how the address reads.
        let order: Vec<&str> = variables(&raw.path).collect();
        parameters.sort_by_key(|parameter| match parameter.place {
            Place::Path(_) => {
                order.iter().position(|variable| *variable == parameter.wire).unwrap_or(order.len())
            }
            Place::Query(_) | Place::Header { .. } | Place::Cookie { .. } => order.len(),
        });
        (parameters, scope)
    }

    /// The value of a schema that has no other.
    fn only_value(&mut self, schema: &Pointer) -> Option<Value> {
        self.spec.value(schema)?;
        let site = self.site(schema).filter(|site| !site.nullable)?;
        match self.facts(&site.target).enumeration.as_slice() {
            [only] if only.is_string() || only.is_boolean() || only.is_i64() => Some(only.clone()),
            _ => None,
        }
    }

    /// Whether a parameter of the path stands for several segments.
    fn spans(&self, raw: &RawOperation, parameter: &RawParameter) -> bool {
        let reserved = self.spec.value(&parameter.at.child("allowReserved")).and_then(Value::as_bool);
        reserved == Some(true) || raw.spanning.contains(&parameter.parameter.parameter_data_ref().name)
    }

    /// Variables of the path that no parameter declares are strings.
    fn undeclared(&mut self, raw: &RawOperation, parameters: &mut Vec<Parameter>, scope: &mut Scope) {
        for variable in variables(&raw.path) {
            if parameters
                .iter()
                .any(|parameter| parameter.wire == variable && matches!(parameter.place, Place::Path(_)))
            {
                continue;
            }
            self.diagnostics.push(Diagnostic::undeclared_path_parameter(&raw.at, variable));
            parameters.push(Parameter {
                name: scope.issue(variable),
                wire: variable.to_owned(),
                place: Place::Path(PathStyle::Simple { explode: false }),
                json: false,
                reserved: false,
                ty: Ty::Scalar(Scalar::String),
                constant: None,
                required: true,
                deprecated: false,
                doc: Doc::default(),
            });
        }
    }
}

fn scalar_of(value: &Value) -> Scalar {
    match value {
        Value::Bool(_) => Scalar::Bool,
        Value::Number(_) => Scalar::I64,
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => Scalar::String,
    }
}

fn parameter_doc(raw: &RawParameter) -> Doc {
    let data = raw.parameter.parameter_data_ref();
    Doc { description: data.description.clone(), example: data.example.clone(), ..Doc::default() }
}

/// Methods that every client builder has, or will have.
pub(crate) const CLIENT_BUILDER_METHODS: &[&str] = &[
    "allow_insecure_http",
    "attempt_timeout",
    "base_url",
    "basic",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "credential_provider",
    "env",
    "env_from",
    "fail",
    "global",
    "header",
    "idle_timeout",
    "item_idle_timeout",
    "limits",
    "middleware",
    "new",
    "reqwest_client_builder",
    "reqwest_client_unchecked",
    "retry",
    "server_variable",
    "set_header",
    "timeout",
    "transport",
    "try_build",
    "user_agent",
];

/// Headers that most operations have, where there is more than one operation.
fn shared_headers(raw: &[RawOperation]) -> Vec<String> {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for parameter in raw.iter().flat_map(|operation| &operation.parameters) {
        if let Declared::Header { parameter_data, .. } = &parameter.parameter {
            *counts.entry(&parameter_data.name).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(name, count)| {
            raw.len() > 1 && count * 2 > raw.len() && !IGNORED_HEADERS.contains(&name.to_lowercase().as_str())
        })
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn is_header(parameter: &RawParameter, name: &str) -> bool {
    matches!(&parameter.parameter, Declared::Header { parameter_data, .. } if parameter_data.name == name)
}

/// Whether the specification says that a parameter is none: these headers are the client's own business.
fn is_ignored(parameter: &Declared) -> bool {
    matches!(parameter, Declared::Header { parameter_data, .. } if IGNORED_HEADERS.contains(&parameter_data.name.to_lowercase().as_str()))
}

/// What the arguments of parameters are called: by their names, and, where two would be the same, by their places too.
fn labels(locals: &[&RawParameter]) -> Vec<String> {
    let rank = |local: &RawParameter| match local.parameter {
        Declared::Path { .. } => (0, "path"),
        Declared::Query { .. } => (1, "query"),
        Declared::Header { .. } => (2, "header"),
        Declared::Cookie { .. } => (3, "cookie"),
    };
    let name = |local: &RawParameter| local.parameter.parameter_data_ref().name.clone();
    let clashes = |local: &RawParameter, other: &RawParameter| {
        rank(other) < rank(local) && Case::Value.apply(&name(other)) == Case::Value.apply(&name(local))
    };
    locals
        .iter()
        .map(|local| {
            if locals.iter().any(|other| clashes(local, other)) {
                format!("{} {}", name(local), rank(local).1)
            } else {
                name(local)
            }
        })
        .collect()
}

/// Where a parameter goes, and whether reserved characters stay as they are there.
fn place(parameter: &Declared) -> (Place, bool) {
    let explode = parameter.parameter_data_ref().explode;
    let place = match parameter {
        Declared::Path { style, .. } => Place::Path(match style {
            DeclaredPath::Simple => PathStyle::Simple { explode: explode.unwrap_or(false) },
            DeclaredPath::Label => PathStyle::Label { explode: explode.unwrap_or(false) },
            DeclaredPath::Matrix => PathStyle::Matrix { explode: explode.unwrap_or(false) },
        }),
        Declared::Query { style, .. } => Place::Query(match (style, explode) {
            (DeclaredQuery::Form, explode) => QueryStyle::Form { explode: explode.unwrap_or(true) },
            (DeclaredQuery::SpaceDelimited | DeclaredQuery::PipeDelimited, Some(true)) => {
                QueryStyle::Form { explode: true }
            }
            (DeclaredQuery::SpaceDelimited, _) => QueryStyle::SpaceDelimited,
            (DeclaredQuery::PipeDelimited, _) => QueryStyle::PipeDelimited,
            (DeclaredQuery::DeepObject, _) => QueryStyle::DeepObject,
        }),
        Declared::Header { .. } => Place::Header { explode: explode.unwrap_or(false) },
        Declared::Cookie { .. } => Place::Cookie { explode: explode.unwrap_or(true) },
    };
    let reserved = matches!(parameter, Declared::Query { allow_reserved: true, .. });
    (place, reserved)
}

/// A path template in plain words, `{id}`, and the variables that stand for several segments: the parameter itself says how
/// it is written.
pub(crate) fn plain_template(path: &str, parameters: &[RawParameter]) -> (String, Vec<String>) {
    let declared = |name: &str| {
        let is_it = |declared: &Declared| matches!(declared, Declared::Path { parameter_data, .. } if parameter_data.name == name);
        parameters.iter().any(|raw| is_it(&raw.parameter))
    };
    let mut plain = path.to_owned();
    let mut spanning = Vec::new();
    for variable in variables(path) {
        let (name, spans) = plain_variable(variable);
        if !declared(variable) && declared(name) {
            plain = plain.replace(&format!("{{{variable}}}"), &format!("{{{name}}}"));
            if spans {
                spanning.push(name.to_owned());
            }
        }
    }
    let segments: Vec<String> = plain
        .split('/')
        .map(|segment| match segment.strip_prefix(':') {
            Some(name) if declared(name) && !plain.contains(&format!("{{{name}}}")) => format!("{{{name}}}"),
            Some(_) | None => segment.to_owned(),
        })
        .collect();
    (without_ornament(&segments.join("/"), parameters), spanning)
}

/// The name of a variable that has an operator of RFC 6570, as in `{.id}` or `{id*}`, or a pattern, as in `{id:.+}` or
/// `{name=shelves/*}`, and whether it stands for several segments.
fn plain_variable(variable: &str) -> (&str, bool) {
    let name = variable.trim_start_matches(['.', ';', '+', '*', '#', '/', '?', '&']);
    let (name, pattern) = match name.find([':', '=']) {
        Some(end) => (&name[..end], &name[end + 1..]),
        None => (name, ""),
    };
    let greedy = variable.starts_with(['+', '*']) || name.ends_with('+');
    let spans = greedy || ["/", ".*", ".+", "**"].iter().any(|several| pattern.contains(several));
    (name.trim_end_matches(['*', '+']), spans)
}

/// A path without what only tells it from others: a fragment, and the part of a query that is a required parameter's.
fn without_ornament(path: &str, parameters: &[RawParameter]) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let is_sent = |pair: &&str| {
        let name = pair.split('=').next();
        parameters.iter().any(|raw| {
            matches!(&raw.parameter, Declared::Query { parameter_data, .. } if parameter_data.required && Some(parameter_data.name.as_str()) == name)
        })
    };
    let fixed: Vec<&str> = query.split('&').filter(|pair| !is_sent(pair)).collect();
    if fixed.is_empty() { path.to_owned() } else { format!("{path}?{}", fixed.join("&")) }
}

/// The names between braces.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
