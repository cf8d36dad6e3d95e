//! Where in a body decoding failed.
//!
//! In come the body and what `serde_json` says of it (a line and a column); out goes the path of the place and what was
//! found there. Decoding into the caller's type a second time under `serde_path_to_error` would say the same, but
//! compiles every response type twice. Here one type does for all: the body is cut where decoding stopped, made
//! unreadable from there on, and read as plain JSON with the path being followed.

use std::fmt;

use serde_path_to_error::{Path, Segment};

use crate::Json;

/// How much of a text is shown, in characters.
const SHOWN_CHARS: usize = 60;

/// How many keys of an object are shown.
const SHOWN_KEYS: usize = 20;

/// A place in a JSON body. Its `Display` holds no text of the body, which may be a token.
pub(crate) struct Place {
    /// The path, such as `orders[3].status`; `.` is the whole.
    pub(crate) path: String,
    /// What is there, in short, with the beginning of a text.
    pub(crate) found: String,
    /// The same without any text.
    kind: String,
    /// What is wrong with it, where that can be said without what is there.
    problem: Option<String>,
}

impl Place {
    /// The place where decoding `body` failed.
    pub(crate) fn of(error: &serde_json::Error, body: &[u8]) -> Self {
        let path = path_at(body, offset(error, body));
        let problem = problem(error);
        let Ok(root) = serde_json::from_slice::<Json>(body) else {
            let text = String::from_utf8_lossy(body);
            return Self {
                path: written(path.iter()),
                found: format!("text: {:?}", shorten(&text)),
                kind: format!("{} that is no JSON", measure(&text)),
                problem,
            };
        };
        let (depth, value) = descend(&root, path.iter());
        let kind = describe(value);
        Self {
            path: written(path.iter().take(depth)),
            found: match value {
                Json::String(text) => format!("{:?}", shorten(text)),
                _ => kind.clone(),
            },
            kind,
            problem,
        }
    }
}

/// What `serde_json` says is wrong, without the value that it names first: what was expected, or which field is missing.
fn problem(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    if !error.is_data() {
        return Some(message);
    }
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(message, _)| message);
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => Some(format!("expected {expected}")),
        None => message
            .starts_with("missing field `")
            .then(|| message.to_owned()),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}", self.path, self.kind)?;
        match &self.problem {
            Some(problem) => write!(f, ", {problem}"),
            None => Ok(()),
        }
    }
}

/// How many bytes were read when the error came up.
fn offset(error: &serde_json::Error, body: &[u8]) -> usize {
    let line_start = body
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(error.line().saturating_sub(2))
        .filter(|_| error.line() > 1)
        .map_or(0, |(newline, _)| newline + 1);
    (line_start + error.column()).min(body.len())
}

/// The path of the value that ends or begins at `offset`.
fn path_at(body: &[u8], offset: usize) -> Path {
    let mut cut = unread_value(&body[..offset]).to_vec();
    cut.push(b'?');
    let mut reader = serde_json::Deserializer::from_slice(&cut);
    match serde_path_to_error::deserialize::<_, Json>(&mut reader) {
        Err(error) => error.path().clone(),
        // The body was whole and something followed it.
        Ok(_) => serde_path_to_error::Track::new().path(),
    }
}

/// Takes the end of the last value away, so that reading stops inside it.
fn unread_value(read: &[u8]) -> &[u8] {
    match read {
        [.., b':' | b'[' | b',' | b' ' | b'\n' | b'\r' | b'\t'] | [] => read,
        [.., b'0'..=b'9'] => {
            let is_number =
                |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            let digits = read.iter().rev().take_while(|byte| is_number(byte)).count();
            &read[..read.len() - digits]
        }
        [rest @ .., _] => rest,
    }
}

/// Follows a path as far as there is something; tells how far that is.
fn descend<'a, 'p>(root: &'a Json, path: impl Iterator<Item = &'p Segment>) -> (usize, &'a Json) {
    let (mut depth, mut value) = (0, root);
    for segment in path {
        let child = match segment {
            Segment::Map { key } => value.get(key),
            Segment::Seq { index } => value.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        match child {
            Some(child) => (depth, value) = (depth + 1, child),
            None => break,
        }
    }
    (depth, value)
}

fn written<'a>(path: impl Iterator<Item = &'a Segment>) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } if text.is_empty() => text.push_str(key),
            Segment::Map { key } => text.extend([".", key]),
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    if text.is_empty() {
        ".".to_owned()
    } else {
        text
    }
}

/// Texts by their length and objects by their keys only: what is in them may be anybody's data.
fn describe(value: &Json) -> String {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::String(text) => measure(text),
        Json::Array(items) => format!("an array of {}", items.len()),
        Json::Object(fields) => {
            let mut keys: Vec<&str> = fields.keys().map(String::as_str).take(SHOWN_KEYS).collect();
            if fields.len() > SHOWN_KEYS {
                keys.push("…");
            }
            format!("an object with the keys {}", keys.join(", "))
        }
    }
}

fn measure(text: &str) -> String {
    format!("a text of {} characters", text.chars().count())
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Order {
        id: String,
        count: u8,
        tags: Vec<String>,
        paid: bool,
        inner: Option<Box<Order>>,
        parts: Option<Vec<Order>>,
        more: Option<BTreeMap<String, i64>>,
    }

    /// The place where our way and `serde_path_to_error` on the type itself see the error.
    fn both<T: DeserializeOwned + fmt::Debug>(body: &str) -> (String, String) {
        let error = serde_json::from_str::<T>(body).expect_err("a body that does not fit");
        let mut reader = serde_json::Deserializer::from_str(body);
        let expected = serde_path_to_error::deserialize::<_, T>(&mut reader)
            .expect_err("a body that does not fit")
            .path()
            .to_string();
        (Place::of(&error, body.as_bytes()).path, expected)
    }

    fn order(field: &str, value: &str) -> String {
        let mut fields = BTreeMap::from([
            ("id", "\"a \\\"b\\\" [\""),
            ("count", "12"),
            ("tags", "[\"x\", \"y\"]"),
            ("paid", "true"),
        ]);
        fields.insert(field, value);
        let fields: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("\n  \"{key}\": {value}"))
            .collect();
        format!("{{{}\n}}", fields.join(","))
    }

    #[test]
    fn finds_what_the_type_itself_would_say() {
        let wrong = [
            ("count", "null"),
            ("count", "\"12\""),
            ("count", "300"),
            ("count", "-1.5e3"),
            ("count", "{\"a\": 1}"),
            ("count", "[]"),
            ("id", "false"),
            ("id", "7"),
            ("id", "{}"),
            ("tags", "[\"x\", 1]"),
            ("tags", "[1]"),
            ("tags", "[{}]"),
            ("tags", "[\"x\",[]]"),
            ("tags", "\"x\""),
            ("more", "{\"a\": 1, \"b\": \"c\"}"),
            ("more", "{\"a\": 1.5}"),
        ];
        for (field, value) in wrong {
            let plain = order(field, value);
            let nested = order("inner", &plain);
            let deep = order("parts", &format!("[{}, {nested}]", order("count", "1")));
            for body in [plain, nested, deep] {
                let compact: String = body.split("\n  ").collect::<String>().replace('\n', "");
                for body in [body, compact] {
                    let (ours, expected) = both::<Order>(&body);
                    assert_eq!(ours, expected, "in {body}");
                }
            }
        }
    }

    #[test]
    fn finds_the_object_that_lacks_a_field() {
        let body = format!(r#"{{"orders": [{}, {{"id": "x"}}]}}"#, order("id", "\"\""));
        let (ours, expected) = both::<BTreeMap<String, Vec<Order>>>(&body);
        assert_eq!(
            (ours.as_str(), expected.as_str()),
            ("orders[1]", "orders[1]")
        );
    }

    #[test]
    fn says_what_is_there() {
        let place = |body: &str| {
            let error = serde_json::from_str::<Order>(body).expect_err("a body that does not fit");
            Place::of(&error, body.as_bytes())
        };
        for (body, said) in [
            (&*order("count", "null"), "count: found null, expected u8"),
            (
                &*order("count", "[1, 2]"),
                "count: found an array of 2, expected u8",
            ),
            (
                r#"{"count": 1, "password": "hush"}"#,
                ".: found an object with the keys count, password, missing field `id`",
            ),
            (
                "[]",
                ".: found an array of 0, expected struct Order with 7 elements",
            ),
            (
                "",
                ".: found a text of 0 characters that is no JSON, EOF while parsing a value at line 1 column 0",
            ),
            (
                "<p>Hi</p>",
                ".: found a text of 9 characters that is no JSON, expected value at line 1 column 1",
            ),
            (
                &*order("paid", "\"a, expected token at line 9\""),
                "paid: found a text of 27 characters, expected a boolean",
            ),
        ] {
            assert_eq!(place(body).to_string(), said);
        }
        assert_eq!(place("<p>Hi</p>").found, "text: \"<p>Hi</p>\"");
        let long = place(&order("paid", &format!("\"{}\"", "ü".repeat(100))));
        assert_eq!(long.found, format!("\"{}…\"", "ü".repeat(60)));
    }

    #[test]
    fn finds_the_place_of_broken_json() {
        let error = serde_json::from_str::<Json>(r#"{"a": [1, tru]}"#).expect_err("broken");
        assert_eq!(Place::of(&error, br#"{"a": [1, tru]}"#).path, "a[1]");
    }
}
