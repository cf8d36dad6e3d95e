//! One item out of the generated files, for showing what came of something documented.

use syn::{Fields, File, ImplItem, Item};

/// The items at `path`: of `crate::types::Customer` the type as a whole, of
/// `crate::types::Customer::email` the type with this field alone and what is done with it.
pub fn excerpt<'a>(files: impl IntoIterator<Item = &'a str>, path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split("::").collect();
    let (owner, member) = match segments.as_slice() {
        [.., owner, member] if owner.starts_with(char::is_uppercase) => (*owner, Some(*member)),
        [.., owner] => (*owner, None),
        [] => return None,
    };
    let declares = |text: &&str| {
        ["struct", "enum", "type"].iter().any(|kind| {
            let after = text.split(&format!("pub {kind} {owner}")).nth(1);
            after.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        })
    };
    let text = files.into_iter().find(declares)?;
    let mut file: File = syn::parse_str(text).ok()?;
    file.attrs.clear();
    file.items.retain_mut(|item| keep(item, owner, member));
    (!file.items.is_empty()).then(|| prettyplease::unparse(&file))
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
            item.variants = item.variants.iter().filter(|variant| variant.ident == member).cloned().collect();
            !item.variants.is_empty()
        }
        (Item::Impl(item), Some(member)) if item.trait_.is_none() && is_path_to(&item.self_ty, owner) => {
            item.items.retain(|item| matches!(item, ImplItem::Fn(item) if item.sig.ident == member));
            !item.items.is_empty()
        }
        _ => false,
    }
}

fn keep_field(fields: &mut Fields, name: &str) -> bool {
    let Fields::Named(named) = fields else { return false };
    let is_it = |field: &&syn::Field| field.ident.as_ref().is_some_and(|ident| ident == name);
    named.named = named.named.iter().filter(is_it).cloned().collect();
    !named.named.is_empty()
}

fn is_path_to(ty: &syn::Type, name: &str) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.is_ident(name))
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    const FILE: &str = "//! Types.\n\n/// A lamp.\npub struct Lamp {\n    /// Its id.\n    pub id: String,\n    pub watts: f64,\n}\n\
                        impl Lamp {\n    /// New.\n    pub fn watts(mut self) -> Self { self }\n}\n\
                        pub enum LampKind { Table, Floor }\n";

    #[test]
    fn a_type_as_a_whole() {
        let lamp = "/// A lamp.\npub struct Lamp {\n    /// Its id.\n    pub id: String,\n    pub watts: f64,\n}\n";
        assert_eq!(excerpt([FILE], "crate::types::Lamp").as_deref(), Some(lamp));
        let kind = excerpt([FILE], "crate::types::LampKind").unwrap();
        assert!(kind.starts_with("pub enum LampKind {"), "{kind}");
        assert_eq!(excerpt([FILE], "crate::types::La"), None);
    }

    #[test]
    fn a_member_alone() {
        let id = "pub struct Lamp {\n    /// Its id.\n    pub id: String,\n}\n";
        assert_eq!(excerpt([FILE], "crate::types::Lamp::id").as_deref(), Some(id));
        let watts = excerpt([FILE], "crate::types::Lamp::watts").unwrap();
        assert!(watts.contains("pub watts: f64") && watts.contains("pub fn watts"), "{watts}");
        assert_eq!(excerpt([FILE], "crate::types::LampKind::Floor").as_deref(), Some("pub enum LampKind {\n    Floor,\n}\n"));
        assert_eq!(excerpt([FILE], "crate::types::Lamp::colour"), None);
    }
}
