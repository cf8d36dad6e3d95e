use super::*;
use proptest::prelude::*;

#[test]
fn identifiers() {
    let long = "x".repeat(300);
    for (kind, text, expected) in [
        (Kind::Type, "StorePostCustomersReq", "StorePostCustomersReq"),
        (Kind::Type, "HTTPError", "HTTPError"),
        (Kind::Type, "store_post", "StorePost"),
        (Kind::Type, "Option", "OptionModel"),
        (Kind::Type, "Error", "ErrorModel"),
        (Kind::Type, "Self", "SelfModel"),
        (Kind::Type, "3d", "Type3d"),
        (Kind::Type, "", "Unnamed"),
        (Kind::Variant, "not_fulfilled", "NotFulfilled"),
        (Kind::Variant, "-created_at", "MinusCreatedAt"),
        (Kind::Variant, ">=", "GreaterEqual"),
        (Kind::Variant, "", "Empty"),
        (Kind::Variant, "12", "Value12"),
        (Kind::Variant, "unknown", "UnknownValue"),
        (Kind::Variant, "self", "SelfValue"),
        (Kind::Field, "type", "r#type"),
        (Kind::Field, "self", "self_"),
        (Kind::Field, "Self", "self_"),
        (Kind::Field, "lineItemId", "line_item_id"),
        (Kind::Field, "address_1", "address_1"),
        (Kind::Field, "2fa", "field_2fa"),
        (Kind::Field, "\u{1f600}", "field"),
        (Kind::Field, "__proto__", "proto"),
        (Kind::Field, "größe", "gr_e"),
        (Kind::Field, "timeout", "timeout"),
        (Kind::Setter, "timeout", "timeout_"),
        (Kind::Method, "custom", "custom"),
        (Kind::ClientMethod, "custom", "custom_"),
        (Kind::Method, "new", "new_"),
        (Kind::Method, "listOrders", "list_orders"),
        (Kind::Method, "delete", "delete"),
        (Kind::Method, "crate", "crate_"),
        (Kind::Argument, "gen", "r#gen"),
        (Kind::Module, "type", "type_"),
        (Kind::Module, "con", "con_"),
        (Kind::Module, "mod", "mod_"),
        (Kind::Module, "orderEdits", "order_edits"),
        (Kind::Field, long.as_str(), &long[..MAX_LENGTH]),
    ] {
        assert_eq!(kind.identifier(text), expected, "{kind:?} {text:?}");
    }
}

#[test]
fn names_of_generated_code_are_reserved() {
    for name in ["K", "K2", "N", "V", "OneOrMany"] {
        assert_eq!(Kind::Type.identifier(name), format!("{name}Model"));
    }
    assert_eq!(Kind::Type.identifier("Kilo"), "Kilo");
    assert_eq!(Kind::Argument.identifier("client"), "client_");
    assert_eq!(Kind::Argument.identifier("request"), "request_");
    assert_eq!(Kind::Setter.identifier("client"), "client");
}

#[test]
fn a_scope_keeps_names_apart() {
    for (kind, texts, expected) in [
        (Kind::Variant, ["a b", "a-b", "A_B"], ["AB", "AB2", "AB3"]),
        (
            Kind::Type,
            ["Item", "ITEM", "Item2"],
            ["Item", "ITEM2", "Item22"],
        ),
        (
            Kind::Field,
            ["type", "Type", "type_"],
            ["r#type", "type_2", "type_3"],
        ),
        (
            Kind::Setter,
            ["send", "send_", "Send"],
            ["send_", "send_2", "send_3"],
        ),
        (
            Kind::Module,
            ["Order", "order", "ORDER"],
            ["order", "order_2", "order_3"],
        ),
    ] {
        let mut scope = Scope::default();
        assert_eq!(texts.map(|text| scope.claim(kind, text)), expected);
    }
}

#[test]
fn singulars() {
    for (plural, expected) in [
        ("Tags", "Tag"),
        ("Categories", "Category"),
        ("Addresses", "Address"),
        ("Taxes", "Tax"),
        ("Statuses", "Status"),
        ("Batches", "Batch"),
        ("Status", "Status"),
        ("Address", "Address"),
        ("Metadata", "Metadata"),
        ("Prices", "Price"),
        ("item", "item"),
        ("s", "s"),
        ("", ""),
    ] {
        assert_eq!(singular(plural), expected, "{plural:?}");
    }
}

proptest! {
    #[test]
    fn any_text_becomes_a_valid_identifier(text in "\\PC{0,40}", kind in kinds()) {
        let name = kind.identifier(&text);
        prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name:?}");
        prop_assert!(name.is_ascii());
    }

    #[test]
    fn claimed_names_differ_in_more_than_case(texts in proptest::collection::vec("[aAbB_ -]{0,3}", 0..30), kind in kinds()) {
        let mut scope = Scope::default();
        let names: BTreeSet<_> = texts.iter().map(|text| key(&scope.claim(kind, text))).collect();
        prop_assert_eq!(names.len(), texts.len());
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Type,
        Kind::Variant,
        Kind::Field,
        Kind::ClientMethod,
        Kind::Method,
        Kind::Setter,
        Kind::Argument,
        Kind::Module,
    ])
}
