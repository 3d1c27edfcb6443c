//! Typed indices into the lists of an [`Api`].

use super::{Api, Global, Outline, Resource, TypeDef, TypeModule, Webhook};

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident: $list:ident -> $item:ident as $get:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $id(pub(crate) usize);

            impl Api {
                #[doc = concat!("The item of [`Api::", stringify!($list), "`] with this id.")]
                pub fn $get(&self, id: $id) -> &$item {
                    &self.$list[id.0]
                }
            }
        )*
    };
}

ids! {
    /// Index into [`Api::types`].
    TypeId: types -> TypeDef as type_def;
    /// Index into [`Api::type_modules`].
    ModuleId: type_modules -> TypeModule as type_module;
    /// Index into [`Api::outlines`].
    OutlineId: outlines -> Outline as outline;
    /// Index into [`Api::resources`].
    ResourceId: resources -> Resource as resource;
    /// Index into [`Api::globals`].
    GlobalId: globals -> Global as global;
    /// Index into [`Api::webhooks`].
    WebhookId: webhooks -> Webhook as webhook;
}

/// Index into [`XmlTable::bodies`](super::XmlTable::bodies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct XmlBodyId(pub(crate) usize);

/// Index into [`XmlTable::shapes`](super::XmlTable::shapes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct XmlShapeId(pub(crate) usize);
