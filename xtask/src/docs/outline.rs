//! Emitted code as callers see it: without attributes, documentation, private items and bodies.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Fields, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemMacro, PathArguments,
    ReturnType, Token, Type, Visibility,
};

/// The items to show: `Pet` is a declaration, `Pet!` a declaration with its attributes, `Pet::` all methods of a type, `Pets::list` one
/// method.
#[derive(Debug, Clone, Copy)]
pub(super) enum Selector<'s> {
    Declaration(&'s str),
    Documented(&'s str),
    Methods(&'s str),
    Method(&'s str, &'s str),
}

impl<'s> Selector<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        match text.split_once("::") {
            Some((owner, "")) => Self::Methods(owner),
            Some((owner, method)) => Self::Method(owner, method),
            None => text.strip_suffix('!').map_or(Self::Declaration(text), Self::Documented),
        }
    }

    /// The selected items as text; empty if there are none.
    pub(super) fn outline(self, items: &[Item]) -> String {
        match self {
            Self::Declaration(name) => declarations(items, name, |_| false),
            Self::Documented(name) => declarations(items, name, |attribute| {
                ["doc", "deprecated"].iter().any(|known| attribute.path().is_ident(known))
            }),
            Self::Methods(owner) => methods(items, owner, |_| true),
            Self::Method(owner, name) => methods(items, owner, |method| method.sig.ident == name),
        }
    }
}

fn formatted(items: Vec<Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}

/// The type of this name, with the attributes to keep.
fn declarations(items: &[Item], name: &str, keep: fn(&Attribute) -> bool) -> String {
    formatted(items.iter().filter_map(|item| declaration(item, name, keep)).collect())
}

fn declaration(item: &Item, name: &str, keep: fn(&Attribute) -> bool) -> Option<Item> {
    let mut item = item.clone();
    let (ident, attributes) = match &mut item {
        Item::Struct(item) => {
            strip_private(&mut item.fields, keep);
            (&item.ident, &mut item.attrs)
        }
        Item::Enum(item) => {
            for variant in &mut item.variants {
                variant.attrs.retain(keep);
                strip_private(&mut variant.fields, keep);
            }
            (&item.ident, &mut item.attrs)
        }
        Item::Type(item) => (&item.ident, &mut item.attrs),
        _ => return None,
    };
    attributes.retain(keep);
    (ident == name).then_some(item)
}

/// Removes private fields, and all attributes but those to keep.
fn strip_private(fields: &mut Fields, keep: fn(&Attribute) -> bool) {
    for field in fields.iter_mut() {
        field.attrs.retain(keep);
    }
    if let Fields::Named(fields) = fields {
        let public = std::mem::take(&mut fields.named).into_iter().filter(|field| is_public(&field.vis));
        fields.named = public.collect();
    }
}

/// The declarations of the public methods of a type.
fn methods(items: &[Item], owner: &str, is_meant: impl Fn(&ImplItemFn) -> bool) -> String {
    let mut all = Vec::new();
    for item in items {
        match item {
            Item::Impl(item) if item.trait_.is_none() && is(&item.self_ty, owner) => {
                all.extend(written(item));
            }
            Item::Macro(item) => all.extend(made(item, owner)),
            _ => {}
        }
    }
    all.retain(|method| is_public(&method.vis) && is_meant(method));
    if all.is_empty() {
        return String::new();
    }
    for method in &mut all {
        method.attrs.clear();
        method.block.stmts.clear();
    }
    let Ok(mut block) = syn::parse_str::<ItemImpl>(&format!("impl {owner} {{}}")) else {
        return String::new();
    };
    block.items = all.into_iter().map(ImplItem::Fn).collect();
    formatted(vec![Item::Impl(block)]).replace(" {}\n", ";\n")
}

fn written(item: &ItemImpl) -> impl Iterator<Item = ImplItemFn> + '_ {
    item.items.iter().filter_map(|part| match part {
        ImplItem::Fn(method) => Some(method.clone()),
        _ => None,
    })
}

/// The method that a macro of the runtime generates to send a request, from `…!(Request, Body, …)`. If the response is a stream, another
/// argument comes first.
fn made(item: &ItemMacro, owner: &str) -> Option<ImplItemFn> {
    let arguments = item.mac.parse_body_with(Punctuated::<Argument, Token![,]>::parse_terminated).ok()?;
    let types: Vec<&Type> = arguments.iter().filter_map(|argument| argument.0.as_ref()).collect();
    let macro_name = item.mac.path.segments.last()?.ident.to_string();
    let (name, request, body) = match (macro_name.as_str(), types.as_slice()) {
        ("send_methods", [request, body, ..]) => ("send", request, body),
        ("stream_methods", [word, request, body, ..]) if is(word, "bytes") => ("send_stream", request, body),
        ("stream_methods", [word, request, body, ..]) if is(word, "events") => ("send_events", request, body),
        ("stream_methods", [word, request, body, ..]) if is(word, "lines") => ("send_lines", request, body),
        _ => return None,
    };
    let mut method: ImplItemFn =
        syn::parse_str(&format!("pub async fn {name}(self) -> Result<(), Error> {{}}")).ok()?;
    method.sig.output = returning(body)?;
    is(request, owner).then_some(method)
}

/// A type in the arguments of a macro; `None` for a string.
struct Argument(Option<Type>);

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::LitStr) {
            return input.parse::<syn::LitStr>().map(|_| Self(None));
        }
        input.parse().map(Some).map(Self)
    }
}

fn is(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// ` -> Result<Body, Error>`
fn returning(body: &Type) -> Option<ReturnType> {
    let mut returns: ReturnType = syn::parse_str("-> Result<(), Error>").ok()?;
    if let ReturnType::Type(_, ty) = &mut returns
        && let Type::Path(path) = &mut **ty
        && let PathArguments::AngleBracketed(list) = &mut path.path.segments.last_mut()?.arguments
    {
        *list.args.first_mut()? = GenericArgument::Type(body.clone());
    }
    Some(returns)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
/// A pet.
#[derive(Debug)]
pub struct Pet {
    /// Its name.
    pub name: String,
    secret: u8,
}
impl Pet {
    /// One.
    pub fn one(mut self, name: impl Into<String>) -> Self { self.name = name.into(); self }
    pub(crate) fn two(&self) {}
    pub fn three(&self) {}
}
impl From<Dog> for Pet { fn from(dog: Dog) -> Self { todo!() } }
crate::runtime::send_methods!(PetsList, Vec<types::Pet>, send_json);
crate::runtime::stream_methods!(bytes, PetsList, ByteStream, send_stream, "");
crate::runtime::call_options!(PetsList);
"#;

    #[test]
    fn only_the_selected_items_are_shown() {
        let items = syn::parse_file(FILE).unwrap().items;
        let shown = |selector: &str| Selector::new(selector).outline(&items);
        assert_eq!(
            shown("Pet!"),
            "/// A pet.\npub struct Pet {\n    /// Its name.\n    pub name: String,\n}\n"
        );
        assert_eq!(shown("Pet"), "pub struct Pet {\n    pub name: String,\n}\n");
        assert_eq!(
            shown("Pet::"),
            "impl Pet {\n    pub fn one(mut self, name: impl Into<String>) -> Self;\n    pub fn three(&self);\n}\n"
        );
        assert_eq!(shown("Pet::three"), "impl Pet {\n    pub fn three(&self);\n}\n");
        assert_eq!(
            shown("PetsList::"),
            "impl PetsList {\n    pub async fn send(self) -> Result<Vec<types::Pet>, Error>;\n    \
             pub async fn send_stream(self) -> Result<ByteStream, Error>;\n}\n"
        );
        assert_eq!(shown("Dog"), "");
    }
}
