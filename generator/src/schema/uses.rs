//! Uses of schemas, with the annotations on the way to them.

use std::sync::Arc;

use super::SchemaId;
use super::flat::FlatSchema;
use super::xml::Xml;
use crate::model::Doc;

/// A use of a schema: the schema, and the annotations on the way to it. The outermost annotation counts.
#[derive(Debug, Clone)]
pub(crate) struct SchemaUse {
    /// The schema that gives the value its shape.
    pub(crate) target: SchemaId,
    pub(crate) nullable: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    /// The schemas on the way, the outermost first.
    way: Vec<Arc<FlatSchema>>,
}

impl SchemaUse {
    /// The documentation of the value, without its constraints.
    pub(crate) fn doc(&self) -> Doc {
        let way = || self.way.iter();
        Doc {
            summary: way().find_map(|schema| schema.title.clone()),
            description: way().find_map(|schema| schema.description.clone()),
            default: way().find_map(|schema| schema.default.clone()),
            example: way().find_map(|schema| schema.example.clone()),
            limits: way()
                .map(|schema| &schema.limits)
                .find(|limits| !limits.is_empty())
                .cloned()
                .unwrap_or_default(),
            constraints: None,
            link: way().find_map(|schema| schema.link.clone()),
        }
    }

    /// The XML of the value. The outermost schema counts.
    pub(crate) fn xml(&self) -> Xml {
        let mut xml = Xml::default();
        self.way.iter().filter_map(|schema| schema.xml.as_ref()).for_each(|own| xml.add(own));
        xml
    }

    /// The schemas on the way, the outermost first.
    pub(super) fn way(&self) -> &[Arc<FlatSchema>] {
        &self.way
    }

    /// A use that leads to `target`, without annotations so far.
    pub(super) fn of(target: SchemaId) -> Self {
        Self {
            target,
            nullable: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            way: Vec::new(),
        }
    }

    /// Adds the annotations of a schema on the way.
    pub(super) fn add(&mut self, schema: Arc<FlatSchema>) {
        self.nullable |= schema.nullable;
        self.read_only |= schema.read_only;
        self.write_only |= schema.write_only;
        self.deprecated |= schema.deprecated;
        self.way.push(schema);
    }
}
