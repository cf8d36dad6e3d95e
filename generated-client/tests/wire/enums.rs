//! Open enums: documented values are known, and others are kept.
#![cfg(feature = "store")]

use medusa_client::Patch;
use medusa_client::types::OrderStatus;

#[test]
fn every_text_is_read_and_written_unchanged() {
    for text in ["pending", "requires_action", "", "brand new", "\u{1F4E6}\n"] {
        let json = serde_json::to_string(text).expect("valid");
        let status: OrderStatus = serde_json::from_str(&json).expect("any text is a status");
        assert_eq!(serde_json::to_string(&status).expect("valid"), json);
        assert_eq!(status, OrderStatus::from(text));
        assert_eq!(status, OrderStatus::from(text.to_owned()));
        assert_eq!(Ok(&status), text.parse().as_ref());
        assert_eq!((status.as_ref(), status.to_string().as_str()), (text, text));
        assert_eq!(String::from(&status), text);
        assert_eq!(String::from(status.clone()), text);
        assert_eq!(Patch::<String>::from(&status), Patch::from(text));
        let is_known = ["pending", "requires_action"].contains(&text);
        assert_eq!(status.is_unknown(), !is_known);
        assert_eq!(OrderStatus::VALUES.contains(&status), is_known);
        assert_eq!(
            OrderStatus::from_known(text).ok(),
            is_known.then_some(status)
        );
    }
    assert!(serde_json::from_str::<OrderStatus>("1").is_err());
}

#[test]
fn documented_values_are_listed() {
    let known = [
        "pending",
        "completed",
        "archived",
        "canceled",
        "requires_action",
    ];
    let texts: Vec<&str> = OrderStatus::VALUES
        .iter()
        .map(OrderStatus::as_str)
        .collect();
    assert_eq!(texts, known);
    let error = OrderStatus::from_known("Pending").expect_err("case matters");
    assert_eq!((error.text(), error.known()), ("Pending", &known[..]));
    assert_eq!(
        error.to_string(),
        "`Pending` is not a documented OrderStatus: expected `pending`, `completed`, `archived`, `canceled` or \
         `requires_action`"
    );
}

#[test]
fn values_are_ordered_by_their_texts() {
    let texts = ["completed", "pending", "shipped", "archived", "on hold"];
    let mut values = texts.map(OrderStatus::from);
    values.sort();
    let mut sorted = texts;
    sorted.sort_unstable();
    assert_eq!(values.map(|value| value.to_string()), sorted);
    let misnamed = OrderStatus::Unknown("pending".to_owned());
    assert!(misnamed > OrderStatus::Pending && misnamed != OrderStatus::Pending);
}
