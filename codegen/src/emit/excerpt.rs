//! One item out of the generated files, for showing what came of something documented.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::{Fields, File, ImplItem, Item};

/// The items at `path`: of `crate::types::Customer` the type as a whole, of
/// `crate::types::Customer::email` the type with this field alone and what is done with it.
///
/// `files` are the generated files by their paths.
pub fn excerpt(files: &BTreeMap<PathBuf, String>, path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split("::").collect();
    let (module, owner, member) = match segments.as_slice() {
        [module @ .., owner, member] if owner.starts_with(char::is_uppercase) => {
            (module, *owner, Some(*member))
        }
        [module @ .., owner] => (module, *owner, None),
        [] => return None,
    };
    // The files of a module are its own and those of the private modules below it.
    let folder: PathBuf = module.iter().skip(1).collect();
    let is_there = |path: &Path| path.with_extension("") == folder || path.starts_with(&folder);
    let text = files
        .iter()
        .find(|(path, text)| is_there(path) && declares(text, owner));
    let mut file: File = syn::parse_str(text?.1).ok()?;
    file.attrs.clear();
    file.items.retain_mut(|item| keep(item, owner, member));
    (!file.items.is_empty()).then(|| prettyplease::unparse(&file))
}

fn declares(text: &str, name: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    ["struct", "enum", "type"].iter().any(|kind| {
        let declaration = format!("pub {kind} {name}");
        text.split(&declaration).skip(1).any(|rest| !goes_on(rest))
    })
}

/// Whether an item is about `owner`; of its members, only `member` stays.
fn keep(item: &mut Item, owner: &str, member: Option<&str>) -> bool {
    match (item, member) {
        (Item::Struct(item), None) => item.ident == owner,
        (Item::Enum(item), None) => item.ident == owner,
        (Item::Type(item), None) => item.ident == owner,
        (Item::Struct(item), Some(member)) if item.ident == owner => {
            item.attrs.clear();
            keep_field(&mut item.fields, member)
        }
        (Item::Enum(item), Some(member)) if item.ident == owner => {
            item.attrs.clear();
            item.variants = item
                .variants
                .iter()
                .filter(|variant| variant.ident == member)
                .cloned()
                .collect();
            !item.variants.is_empty()
        }
        (Item::Impl(item), Some(member))
            if item.trait_.is_none() && is_path_to(&item.self_ty, owner) =>
        {
            item.items
                .retain(|item| matches!(item, ImplItem::Fn(item) if item.sig.ident == member));
            !item.items.is_empty()
        }
        _ => false,
    }
}

fn keep_field(fields: &mut Fields, name: &str) -> bool {
    let Fields::Named(named) = fields else {
        return false;
    };
    let is_it = |field: &&syn::Field| field.ident.as_ref().is_some_and(|ident| ident == name);
    named.named = named.named.iter().filter(is_it).cloned().collect();
    !named.named.is_empty()
}

fn is_path_to(ty: &syn::Type, name: &str) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.is_ident(name))
}

#[cfg(test)]
mod tests {
    const FILE: &str = "//! Types.\n\n/// A lamp.\npub struct Lamp {\n    /// Its id.\n    pub id: String,\n    pub watts: f64,\n}\n\
                        impl Lamp {\n    /// New.\n    pub fn watts(mut self) -> Self { self }\n}\n\
                        pub enum LampKind { Table, Floor }\n";

    fn excerpt(path: &str) -> Option<String> {
        let files = [
            ("types/lamps.rs", FILE),
            ("store/lamps.rs", "pub struct Lamp { pub id: u8 }"),
        ];
        let files = files.map(|(path, text)| (path.into(), text.to_owned()));
        super::excerpt(&files.into(), path)
    }

    #[test]
    fn a_type_as_a_whole() {
        let lamp = "/// A lamp.\npub struct Lamp {\n    /// Its id.\n    pub id: String,\n    pub watts: f64,\n}\n";
        assert_eq!(excerpt("crate::types::Lamp").as_deref(), Some(lamp));
        let kind = excerpt("crate::types::LampKind").unwrap();
        assert!(kind.starts_with("pub enum LampKind {"), "{kind}");
        assert_eq!(excerpt("crate::types::La"), None);
    }

    #[test]
    fn a_member_alone() {
        let id = "pub struct Lamp {\n    /// Its id.\n    pub id: String,\n}\n";
        assert_eq!(excerpt("crate::types::Lamp::id").as_deref(), Some(id));
        let watts = excerpt("crate::types::Lamp::watts").unwrap();
        assert!(
            watts.contains("pub watts: f64") && watts.contains("pub fn watts"),
            "{watts}"
        );
        let floor = excerpt("crate::types::LampKind::Floor");
        assert_eq!(
            floor.as_deref(),
            Some("pub enum LampKind {\n    Floor,\n}\n")
        );
        assert_eq!(excerpt("crate::types::Lamp::colour"), None);
    }

    #[test]
    fn one_name_in_two_modules() {
        let other = "pub struct Lamp {\n    pub id: u8,\n}\n";
        assert_eq!(excerpt("crate::store::lamps::Lamp").as_deref(), Some(other));
    }
}
