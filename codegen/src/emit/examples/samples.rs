//! Texts and numbers for examples: documented ones, or what fields of such names hold.

use crate::ir::Field;
use crate::names::singular;
use serde_json::Value;

/// A documented text that is longer than this makes an example hard to read.
const LONGEST: usize = 40;

/// What fields of these names hold.
const TEXTS: [(&str, &str); 20] = [
    ("address_1", "Nyhavn 1"),
    ("city", "Copenhagen"),
    ("country_code", "dk"),
    ("currency_code", "usd"),
    ("default_currency_code", "usd"),
    ("description", "A lamp for the desk"),
    ("email", "ada@example.com"),
    ("first_name", "Ada"),
    ("handle", "desk-lamp"),
    ("last_name", "Lovelace"),
    ("new_password", "correct horse battery staple"),
    ("old_password", "tr0ub4dor"),
    ("password", "correct horse battery staple"),
    ("phone", "+45 12 34 56 78"),
    ("postal_code", "1051"),
    ("q", "lamp"),
    ("sku", "LAMP-1"),
    ("title", "Desk lamp"),
    ("token", "token"),
    ("url", "https://example.com/lamp"),
];

/// What a value in an example is for.
#[derive(Clone, Copy)]
pub(super) struct Sample<'f> {
    /// The wire name.
    pub(super) name: &'f str,
    /// The documented example.
    pub(super) example: Option<&'f Value>,
}

impl<'f> From<&'f Field> for Sample<'f> {
    fn from(field: &'f Field) -> Self {
        Self {
            name: &field.name,
            example: field.example.as_ref(),
        }
    }
}

impl Sample<'_> {
    /// A text.
    pub(super) fn text(self) -> String {
        let documented = self.example.and_then(Value::as_str);
        documented
            .filter(|text| is_presentable(text))
            .map_or_else(|| text_for(self.name), str::to_owned)
    }

    /// A whole number. Amounts are in cents and the like.
    pub(super) fn integer(self) -> i64 {
        let documented = self.example.and_then(Value::as_i64);
        documented.unwrap_or(match self.name {
            "limit" => 20,
            "amount" | "unit_price" | "price" | "value" => 1000,
            _ => 1,
        })
    }

    /// Any number, such as a percentage.
    pub(super) fn number(self) -> f64 {
        self.example.and_then(Value::as_f64).unwrap_or(10.0)
    }
}

/// A text for a field or argument of this name.
fn text_for(name: &str) -> String {
    if let Some((_, text)) = TEXTS.iter().find(|(known, _)| *known == name) {
        return (*text).to_owned();
    }
    let text = match name.strip_suffix("_ids").or(name.strip_suffix("_id")) {
        Some(owner) => format!("{owner}_1"),
        None => singular(name).replace('_', " "),
    };
    Some(text)
        .filter(|text| is_presentable(text))
        .unwrap_or_else(|| "value".to_owned())
}

/// A text for a parameter in a path: an identifier of what stands before it in the path, unless its name says more.
pub(super) fn path_argument(path: &str, parameter: &str) -> String {
    if parameter != "id" {
        return text_for(parameter);
    }
    let before = path.split("/{id}").next().unwrap_or_default();
    let kind = before.rsplit('/').next().unwrap_or_default();
    text_for(&format!("{}_id", singular(kind).replace('-', "_")))
}

/// Whether a documented text can stand in an example: nothing in it ends the example or is not seen.
fn is_presentable(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || " _-.,:/@+".contains(letter);
    !text.trim().is_empty() && text.len() <= LONGEST && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_of_what_stands_before_them() {
        assert_eq!(path_argument("/store/carts/{id}/taxes", "id"), "cart_1");
        assert_eq!(
            path_argument("/admin/price-lists/{id}", "id"),
            "price_list_1"
        );
        assert_eq!(
            path_argument("/store/carts/{id}/line-items/{line_id}", "line_id"),
            "line_1"
        );
    }

    #[test]
    fn documented_texts_cannot_end_an_example() {
        for text in ["```", "a\nb", "", " ", "a\u{202e}b", "`", &"x".repeat(41)] {
            assert!(!is_presentable(text), "{text:?}");
        }
        assert!(is_presentable("2024-01-31T10:00:00.000Z"));
        assert_eq!(text_for("a`b_id"), "value");
    }
}
