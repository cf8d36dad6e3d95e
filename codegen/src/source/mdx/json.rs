//! JSON whose strings still lie in the page's text, so that each knows where it was read.
//!
//! In comes the text from the `[` of an attribute on, out goes a tree and the length of what was read.
//! A string without escapes is borrowed; the address of a borrowed string gives its offset.

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// A JSON value.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Number,
    Text(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of a JSON object.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) value: Json<'a>,
}

/// Why a text is no JSON.
pub(super) struct JsonError {
    /// The offset of the character it broke at, in bytes.
    pub(super) offset: usize,
    /// What is wrong, without a full stop.
    pub(super) message: String,
}

impl Json<'_> {
    /// What kind of value it is, with its article.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number => "a number",
            Json::Text(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

/// Reads one value at the beginning of `text`, and says where it ends.
pub(super) fn read(text: &str) -> Result<(Json<'_>, usize), JsonError> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Json<'_>>();
    match values.next() {
        Some(Ok(value)) => Ok((value, values.byte_offset())),
        Some(Err(error)) => Err(JsonError {
            offset: offset_of(text, error.line(), error.column()),
            message: message_of(&error),
        }),
        None => Err(JsonError {
            offset: text.len(),
            message: "the page ends where a value must stand".to_owned(),
        }),
    }
}

/// The offset of a line and column as `serde_json` counts them: both from 1, columns in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The error's text without the position at its end, which only counts from the block's beginning.
fn message_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// The offset of `piece` in `text`, if it is a part of it.
pub(super) fn place_of(piece: &str, text: &str) -> Option<usize> {
    let offset = piece.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (offset + piece.len() <= text.len()).then_some(offset)
}

/// Where the string stands in `text` that follows `key`, without its quotes and as it is escaped there.
pub(super) fn string_after(key: &str, text: &str) -> Option<Range<usize>> {
    let after_key = place_of(key, text)? + key.len();
    let rest = text[after_key..].strip_prefix('"')?.trim_start();
    let rest = rest.strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let start = text.len() - rest.len();
    let mut escaped = false;
    let length = rest.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some(start..start + length)
}

/// How far into the escaped string `raw` the byte `offset` of the string it stands for is.
pub(super) fn escaped_offset(raw: &str, offset: usize) -> usize {
    let mut chars = raw.char_indices();
    let mut seen = 0;
    while seen < offset {
        seen += match chars.next() {
            None => return raw.len(),
            Some((_, '\\')) => match chars.next() {
                Some((at, 'u')) => {
                    chars.nth(3);
                    escaped_length(raw.get(at + 1..at + 5))
                }
                _ => 1,
            },
            Some((_, plain)) => plain.len_utf8(),
        };
    }
    chars.offset()
}

/// How many bytes the `XXXX` of a `\uXXXX` stands for; a pair of surrogates counts at its second half.
fn escaped_length(hex: Option<&str>) -> usize {
    let unit = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match unit.unwrap_or(0) {
        0xD800..0xDC00 => 0,
        0xDC00..0xE000 => 4,
        unit => char::from_u32(unit).map_or(1, char::len_utf8),
    }
}

/// An object's key; `Cow` alone would always be owned.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Json::Number)
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<Member<'de>> = Vec::with_capacity(8);
        while let Some(Key(key)) = entries.next_key()? {
            if members.iter().any(|member| member.key == key) {
                return Err(de::Error::custom(format_args!("key `{key}` stands twice")));
            }
            let value = entries.next_value()?;
            members.push(Member { key, value });
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_through_escapes() {
        let raw = r#"a\"b\u00e4c\ud83d\ude00d"#;
        let plain = "a\"bäc😀d";
        for (wanted, letter) in [
            (0, "a"),
            (1, "\""),
            (3, "b"),
            (4, "ä"),
            (10, "c"),
            (23, "d"),
        ] {
            let offset = plain.find(letter).expect("the letter is in it");
            assert_eq!(escaped_offset(raw, offset), wanted, "{letter}");
        }
        assert_eq!(escaped_offset(raw, plain.len()), raw.len());
        assert_eq!(escaped_offset(raw, plain.len() + 1), raw.len());
    }

    #[test]
    fn strings_are_found_behind_their_keys() {
        let text = r#"{ "a" : "b\"c\\", "d":1 }"#;
        let string = string_after(&text[3..4], text).expect("a string follows");
        assert_eq!(&text[string], r#"b\"c\\"#);
        assert_eq!(string_after(&text[19..20], text), None, "a number follows");
        assert_eq!(string_after("a", text), None, "not a part of the text");
    }

    #[test]
    fn errors_stand_at_the_character_they_are_about() {
        for (text, wanted) in [("[\n  1,\n  ä]", 9), ("[1", 1), ("[1]]", usize::MAX)] {
            let offset = read(text).map_or_else(|error| error.offset, |_| usize::MAX);
            assert_eq!(offset, wanted, "{text}");
        }
    }
}
