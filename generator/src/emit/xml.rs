//! The tables of the XML of bodies.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitter, FileItems};
use crate::model::{XmlBody, XmlBodyId, XmlField, XmlName, XmlPart, XmlRest, XmlShape, XmlShapeId, XmlValue};

/// The file with the tables.
pub(super) fn file<'a>(api: &'a Emitter<'a>) -> FileItems<'a> {
    let shapes = &api.xml.shapes;
    let has_fields = |shape: &XmlShape| matches!(shape, XmlShape::Object(fields, _) if !fields.is_empty());
    let mut names = vec!["Body", "Shape"];
    names.extend(uses_names(api).then_some("Name"));
    names.extend(shapes.iter().any(has_fields).then_some("Field"));
    names.extend(shapes.iter().any(|shape| matches!(shape, XmlShape::Object(..))).then_some("Rest"));
    let has_nodes = |shape: &XmlShape| matches!(shape, XmlShape::Tuple(_) | XmlShape::Choice { .. });
    names.extend(shapes.iter().any(has_nodes).then_some("Node"));
    let has_alternatives = |shape: &XmlShape| matches!(shape, XmlShape::Union { .. });
    names.extend(shapes.iter().any(has_alternatives).then_some("Alternative"));
    let uses: BTreeSet<String> = names.iter().map(|name| format!("crate::runtime::xml::{name}")).collect();
    let about = "The elements and attributes of bodies in XML.".to_owned();
    let tokens = Box::new(std::iter::once(()).map(|()| tables(api)));
    FileItems { path: "types/xml_shapes.rs".to_owned(), about, uses, texts: &api.texts, tokens }
}

/// Whether the tables have names of elements or attributes.
fn uses_names(api: &Emitter<'_>) -> bool {
    let is_named = |part: &XmlPart| !matches!(part, XmlPart::Text | XmlPart::Cdata | XmlPart::Inline);
    api.xml.bodies.iter().any(|body| !body.bare)
        || api.xml.shapes.iter().any(|shape| match shape {
            XmlShape::List(..) => true,
            XmlShape::Tuple(items) => items.iter().any(|(part, _)| is_named(part)),
            XmlShape::Choice { parts, .. } => parts.iter().any(is_named),
            XmlShape::Object(fields, _) => fields.iter().any(|field| is_named(&field.node)),
            XmlShape::Union { .. } => false,
        })
}

/// A reference to the XML of a body, in a file of a resource.
pub(super) fn reference(api: &Emitter<'_>, XmlBodyId(id): XmlBodyId) -> TokenStream {
    let (id, root) = (Literal::usize_unsuffixed(id), api.root.tokens());
    quote!(&#root::types::xml_shapes::BODIES[#id])
}

fn tables(api: &Emitter<'_>) -> TokenStream {
    let (bodies, shapes) = (&api.xml.bodies, &api.xml.shapes);
    let [body_count, shape_count] = [bodies.len(), shapes.len()].map(Literal::usize_unsuffixed);
    let bodies = bodies.iter().map(|XmlBody { root, value: shape, bare }| {
        let (root, shape) = (name(root), value(*shape));
        if *bare { quote!(Body::bare(#shape)) } else { quote!(Body::new(#root, #shape)) }
    });
    let shapes = (!shapes.is_empty()).then(|| {
        let shapes = shapes.iter().map(shape);
        quote! {
            /// Shapes refer to each other by their index.
            #[allow(dead_code, reason = "features can omit the bodies")]
            static SHAPES: [Shape; #shape_count] = [#(#shapes),*];
        }
    });
    quote! {
        /// Resources refer to a body by its index.
        #[allow(dead_code, reason = "features can omit the bodies")]
        pub(crate) static BODIES: [Body; #body_count] = [#(#bodies),*];

        #shapes
    }
}

fn shape(shape: &XmlShape) -> TokenStream {
    match shape {
        XmlShape::List(items, item) => {
            let (items, item) = (name(items), value(*item));
            quote!(Shape::List(#items, #item))
        }
        XmlShape::Tuple(items) => {
            let items = items.iter().map(|(part, item)| {
                let (part, item) = (node(part), value(*item));
                quote!((#part, #item))
            });
            quote!(Shape::Tuple(&[#(#items),*]))
        }
        XmlShape::Choice { parts, union, null } => {
            let (parts, union) = (parts.iter().map(node), value(XmlValue::Shape(*union)));
            let null = Literal::usize_unsuffixed(*null);
            quote!(Shape::Choice(&[#(#parts),*], #union, #null))
        }
        XmlShape::Object(fields, rest) => {
            let (fields, rest) = (fields.iter().map(field), self::rest(*rest));
            quote!(Shape::Object(&[#(#fields),*], Rest::#rest))
        }
        XmlShape::Union { tag, alternatives } => {
            let tag = tag.as_ref().map_or_else(|| quote!(None), |tag| quote!(Some(#tag)));
            let alternatives = alternatives.iter().map(|(keys, shape)| {
                let shape = value(*shape);
                quote!(Alternative { keys: &[#(#keys),*], shape: #shape })
            });
            quote!(Shape::Union(#tag, &[#(#alternatives),*]))
        }
    }
}

/// The node of an item.
fn node(part: &XmlPart) -> TokenStream {
    match part {
        XmlPart::Element(element) | XmlPart::Attribute(element) | XmlPart::Items(element) => {
            let element = name(element);
            quote!(Node::Element(#element))
        }
        XmlPart::Text | XmlPart::Inline => quote!(Node::Text),
        XmlPart::Cdata => quote!(Node::Cdata),
    }
}

fn field(XmlField { property, node, required, nullable, value: shape }: &XmlField) -> TokenStream {
    let shape = value(*shape);
    let field = match node {
        XmlPart::Element(element) => {
            let element = name(element);
            quote!(Field::element(#property, #element, #shape))
        }
        XmlPart::Attribute(attribute) => {
            let attribute = name(attribute);
            quote!(Field::attribute(#property, #attribute, #shape))
        }
        XmlPart::Items(items) => {
            let items = name(items);
            quote!(Field::items(#property, #items, #shape))
        }
        XmlPart::Text => quote!(Field::text(#property, #shape)),
        XmlPart::Cdata => quote!(Field::cdata(#property, #shape)),
        XmlPart::Inline => quote!(Field::inline(#property, #shape)),
    };
    let required = required.then(|| quote!(.required()));
    let nullable = nullable.then(|| quote!(.nullable()));
    quote!(#field #required #nullable)
}

fn rest(rest: XmlRest) -> TokenStream {
    match rest {
        XmlRest::Ignored => quote!(Ignored),
        XmlRest::Values(values) => {
            let values = value(values);
            quote!(Values(#values))
        }
        XmlRest::Lists(items) => {
            let items = value(items);
            quote!(Lists(#items))
        }
    }
}

fn name(XmlName { local, prefix, namespace, any }: &XmlName) -> TokenStream {
    let new = if *any { quote!(any) } else { quote!(of) };
    let prefix = (!prefix.is_empty()).then(|| quote!(.prefix(#prefix)));
    let namespace = (!namespace.is_empty()).then(|| quote!(.namespace(#namespace)));
    quote!(Name::#new(#local) #prefix #namespace)
}

fn value(value: XmlValue) -> TokenStream {
    match value {
        XmlValue::Any => quote!(&Shape::Any),
        XmlValue::String => quote!(&Shape::String),
        XmlValue::Token => quote!(&Shape::Token),
        XmlValue::Number => quote!(&Shape::Number),
        XmlValue::Boolean => quote!(&Shape::Boolean),
        XmlValue::Scalar => quote!(&Shape::Scalar),
        XmlValue::Shape(XmlShapeId(id)) => {
            let id = Literal::usize_unsuffixed(id);
            quote!(&SHAPES[#id])
        }
    }
}
