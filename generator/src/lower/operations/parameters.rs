//! The parameters of one operation.

use openapiv3::{
    Parameter as Declared, ParameterSchemaOrContent, PathStyle as DeclaredPath, QueryStyle as DeclaredQuery,
};

use super::body::property_styles;
use super::media::{MediaKind, best, kind};
use super::multipart::delimiter;
use super::path::variables;
use super::raw::RawParameter;
use super::read::RawOperation;
use super::reserved::BUILDER_METHODS;
use crate::collections::HashMap;
use crate::diagnostics::Diagnostic;
use crate::document::{Spec, TAB_DELIMITED};
use crate::lower::types::{self, NameHint, Owners, TypeArena, TypeRequest};
use crate::lower::{Ctx, Table};
use crate::model::{
    Doc, HeaderStyle, Parameter, ParameterLocation, PathStyle, QueryString, QueryStyle, Scalar, Ty,
};
use crate::names::{Case, Ident, Scope};
use crate::schema::Direction;
use crate::source::{Pointer, Value};

/// The schema of a parameter.
pub(super) struct ParameterSchema {
    pub(super) at: Pointer,
    /// Whether the value is serialized as JSON.
    json: bool,
}

/// The schema of a parameter, or of the media type of its content that can be modelled best.
pub(super) fn parameter_schema(spec: &Spec, raw: &RawParameter) -> ParameterSchema {
    match &raw.parameter.parameter_data_ref().format {
        ParameterSchemaOrContent::Schema(_) => ParameterSchema { at: raw.at.child("schema"), json: false },
        ParameterSchemaOrContent::Content(content) => {
            let media = best(content.keys()).map_or("", String::as_str);
            let at = spec.media_type(&raw.at.child("content"), media).child("schema");
            ParameterSchema { at, json: kind(media) == MediaKind::Json }
        }
    }
}

/// The parameters of an operation, without those that are set on the client (their setters are `global_setters`), and the scope in
/// which the other arguments get their names.
pub(super) fn parameters(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: &RawOperation,
    locals: &[&RawParameter],
    global_setters: &[&str],
    owners: &Owners,
) -> (Vec<Parameter>, Scope) {
    let locals: Vec<&RawParameter> = locals.iter().copied().filter(|local| !local.is_ignored()).collect();
    // A required parameter is an argument: only other arguments can be in its way.
    let methods = Scope::new(Case::Value, &[BUILDER_METHODS, global_setters].concat());
    let wanted = locals.iter().zip(labels(ctx, &locals)).map(|(local, label)| {
        if !local.is_required() && methods.is_taken(&label) { format!("{label} param") } else { label }
    });
    let wanted: Vec<String> = wanted.collect();
    let mut scope = Scope::new(Case::Value, &[]);
    let names = scope.issue_all(wanted.iter().map(String::as_str));
    scope.reserve(&[BUILDER_METHODS, global_setters].concat());
    let mut parameters: Vec<Parameter> = locals
        .into_iter()
        .zip(names)
        .filter_map(|(local, name)| parameter(ctx, arena, raw, local, name, owners))
        .collect();
    add_undeclared(ctx, raw, &mut parameters, &mut scope);
    // Parameters of the path come first, in the order of the path.
    let order: Vec<&str> = variables(&raw.path).collect();
    parameters.sort_by_key(|parameter| match &parameter.location {
        ParameterLocation::Path(_) => {
            order.iter().position(|variable| *variable == parameter.wire).unwrap_or(order.len())
        }
        ParameterLocation::Query(_)
        | ParameterLocation::QueryString(_)
        | ParameterLocation::Header(_)
        | ParameterLocation::Cookie { .. } => order.len(),
    });
    (parameters, scope)
}

/// One parameter. `None`, with a diagnostic, if the path does not have it.
fn parameter(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: &RawOperation,
    local: &RawParameter,
    name: Ident,
    owners: &Owners,
) -> Option<Parameter> {
    let data = local.parameter.parameter_data_ref();
    let wire = data.name.clone();
    let ParameterSchema { at: schema, json } = parameter_schema(ctx.spec, local);
    let is_opaque = is_opaque(ctx, local, &schema);
    let constant = only_value(ctx, &schema).filter(|_| local.is_required());
    let mut doc = local.doc(ctx.spec);
    let ty = if let Some(constant) = &constant {
        Ty::Scalar(scalar_of(constant))
    } else if ctx.spec.value(&schema).is_some() && !is_opaque {
        let request = TypeRequest::new(Direction::Input, NameHint::property(owners, &wire));
        let typed = types::value(ctx, arena, &schema, &request);
        if typed.found.is_some() {
            let of_schema = typed.doc(ctx);
            doc.description = doc.description.or(of_schema.description);
            doc.example = doc.example.or(of_schema.example);
            doc.default = of_schema.default;
            doc.limits = of_schema.limits;
            doc.constraints = of_schema.constraints;
        }
        typed.ty
    } else if json {
        Ty::AnyJson
    } else {
        Ty::Scalar(Scalar::String)
    };
    let location = location(ctx, raw, local);
    let in_path = matches!(location, ParameterLocation::Path(_));
    if in_path && !raw.path.contains(&format!("{{{wire}}}")) {
        ctx.sink.report(Diagnostic::parameter_not_in_path(&local.at, &wire));
        return None;
    }
    let reserved = allows_reserved(ctx, local, &location);
    Some(Parameter {
        name,
        wire,
        location,
        json,
        reserved,
        ty,
        constant,
        required: local.is_required(),
        deprecated: data.deprecated.unwrap_or(false),
        doc,
    })
}

/// Whether a value has a media type that parameters are not serialized in. Reports it: the caller serializes the value.
fn is_opaque(ctx: &Ctx<'_>, local: &RawParameter, schema: &Pointer) -> bool {
    let content = local.at.child("content");
    let keys = ctx.spec.keys(&content);
    let Some(media) = best(keys.iter()) else { return false };
    let is_serialized = match kind(media) {
        MediaKind::Json => true,
        MediaKind::Form => local.is_query_string(ctx.spec),
        _ => !ctx.graph.at(schema).is_some_and(|node| node.schema.is_composite()),
    };
    if !is_serialized {
        ctx.sink.report_once(Diagnostic::unserialized_content(&content.child(media), media));
    }
    !is_serialized
}

/// The only value of a schema, if it has one.
fn only_value(ctx: &Ctx<'_>, schema: &Pointer) -> Option<Value> {
    let found = ctx.graph.schema_use(schema).filter(|found| !found.nullable)?;
    match ctx.graph[found.target].schema.enumeration.as_slice() {
        [only] if only.is_string() || only.is_boolean() || only.is_i64() => Some(only.clone()),
        _ => None,
    }
}

/// Variables of the path without a parameter are strings.
fn add_undeclared(ctx: &Ctx<'_>, raw: &RawOperation, parameters: &mut Vec<Parameter>, scope: &mut Scope) {
    for variable in variables(&raw.path) {
        let is_declared = |parameter: &Parameter| {
            parameter.wire == variable && matches!(parameter.location, ParameterLocation::Path(_))
        };
        if parameters.iter().any(is_declared) {
            continue;
        }
        ctx.sink.report(Diagnostic::undeclared_path_parameter(&raw.at, variable));
        parameters.push(Parameter {
            name: scope.issue(variable),
            wire: variable.to_owned(),
            location: ParameterLocation::Path(PathStyle::Simple { explode: false }),
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

fn scalar_of(value: &Value) -> Scalar {
    match value {
        Value::Bool(_) => Scalar::Bool,
        Value::Number(_) => Scalar::I64,
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => Scalar::String,
    }
}

/// The names of the arguments before conversion: those of the parameters, with their locations where two would clash.
fn labels(ctx: &Ctx<'_>, locals: &[&RawParameter]) -> Vec<String> {
    let rank = |local: &RawParameter| match local.parameter {
        Declared::Path { .. } => (0, "path"),
        Declared::Query { .. } => (1, "query"),
        Declared::Header { .. } => (2, "header"),
        Declared::Cookie { .. } => (3, "cookie"),
    };
    let name = |local: &RawParameter| {
        ctx.renamed(Table::Parameters, &local.at, &local.parameter.parameter_data_ref().name)
    };
    let applied: Vec<String> = locals.iter().map(|local| Case::Value.apply(&name(local))).collect();
    let mut first: HashMap<&str, usize> = HashMap::default();
    for (local, applied) in locals.iter().zip(&applied) {
        let (rank, _) = rank(local);
        first.entry(applied).and_modify(|first| *first = rank.min(*first)).or_insert(rank);
    }
    let label = |(local, applied): (&&RawParameter, &String)| match rank(local) {
        (rank, name_of_location) if first[applied.as_str()] < rank => {
            format!("{} {name_of_location}", name(local))
        }
        _ => name(local),
    };
    locals.iter().zip(&applied).map(label).collect()
}

/// The location of a parameter, and its serialization there.
fn location(ctx: &Ctx<'_>, raw: &RawOperation, local: &RawParameter) -> ParameterLocation {
    if local.is_query_string(ctx.spec) {
        return ParameterLocation::QueryString(query_string(ctx.spec, local));
    }
    let explode = local.parameter.parameter_data_ref().explode;
    let written = ctx.spec.text(&local.at, "style").unwrap_or_default();
    let is_spanning = raw.spanning.contains(&local.parameter.parameter_data_ref().name);
    match &local.parameter {
        Declared::Path { style, .. } => ParameterLocation::Path(match (delimiter(&written), style) {
            (Some(delimiter), _) => PathStyle::Delimited(delimiter),
            (None, DeclaredPath::Simple) if is_spanning => PathStyle::Segments,
            (None, DeclaredPath::Simple) => PathStyle::Simple { explode: explode.unwrap_or(false) },
            (None, DeclaredPath::Label) => PathStyle::Label { explode: explode.unwrap_or(false) },
            (None, DeclaredPath::Matrix) => PathStyle::Matrix { explode: explode.unwrap_or(false) },
        }),
        Declared::Query { style, .. } => ParameterLocation::Query(match (style, explode) {
            _ if written == TAB_DELIMITED => QueryStyle::TabDelimited,
            (DeclaredQuery::Form, explode) => QueryStyle::Form { explode: explode.unwrap_or(true) },
            (DeclaredQuery::SpaceDelimited | DeclaredQuery::PipeDelimited, Some(true)) => {
                QueryStyle::Form { explode: true }
            }
            (DeclaredQuery::SpaceDelimited, _) => QueryStyle::SpaceDelimited,
            (DeclaredQuery::PipeDelimited, _) => QueryStyle::PipeDelimited,
            (DeclaredQuery::DeepObject, _) => QueryStyle::DeepObject,
        }),
        Declared::Header { .. } => ParameterLocation::Header(match delimiter(&written) {
            Some(delimiter) => HeaderStyle::Delimited(delimiter),
            None => HeaderStyle::Simple { explode: explode.unwrap_or(false) },
        }),
        Declared::Cookie { .. } => {
            ParameterLocation::Cookie { explode: explode.unwrap_or(true), encoded: written != "cookie" }
        }
    }
}

/// The serialization of a parameter that is the whole query, by the media type of its content.
fn query_string(spec: &Spec, local: &RawParameter) -> QueryString {
    let content = local.at.child("content");
    let keys = spec.keys(&content);
    match best(keys.iter()).filter(|media| kind(media) == MediaKind::Form) {
        Some(media) => {
            QueryString::Form(property_styles(spec, &spec.media_type(&content, media).child("encoding")))
        }
        None => QueryString::Text,
    }
}

/// Whether reserved characters of a value are sent as they are. Values that are not percent-encoded have no use for it.
fn allows_reserved(ctx: &Ctx<'_>, local: &RawParameter, location: &ParameterLocation) -> bool {
    let is_encoded = match location {
        ParameterLocation::Path(_) | ParameterLocation::Query(_) => true,
        ParameterLocation::Cookie { encoded, .. } => *encoded,
        ParameterLocation::QueryString(_) | ParameterLocation::Header { .. } => false,
    };
    is_encoded && ctx.spec.value(&local.at.child("allowReserved")).and_then(Value::as_bool) == Some(true)
}
