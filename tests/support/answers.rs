//! The answer of every operation through its generated type and back, and what is lost on the way.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;

include!(concat!(env!("OUT_DIR"), "/answers.rs"));

fn through<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value: T =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// A place where what is written differs from what came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The path, with `[]` for any item of a list.
    pub path: String,
    /// How it differs.
    pub kind: Kind,
}

/// How what is written differs from what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is not there any more.
    Lost,
    /// It was not there before.
    Added,
    /// It is another value.
    Changed,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, self.path)
    }
}

/// The places where `written` differs from `came`.
pub fn differences(came: &Value, written: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("$", came, written, &mut found);
    found
}

fn compare(path: &str, came: &Value, written: &Value, found: &mut Vec<Difference>) {
    let mut note = |path: String, kind| found.push(Difference { path, kind });
    match (came, written) {
        (Value::Object(came), Value::Object(written)) => {
            for key in came.keys().filter(|key| !written.contains_key(*key)) {
                note(format!("{path}.{key}"), Kind::Lost);
            }
            for key in written.keys().filter(|key| !came.contains_key(*key)) {
                note(format!("{path}.{key}"), Kind::Added);
            }
            for (key, came) in came {
                if let Some(written) = written.get(key) {
                    compare(&format!("{path}.{key}"), came, written, found);
                }
            }
        }
        (Value::Array(came), Value::Array(written)) if came.len() == written.len() => {
            for (came, written) in came.iter().zip(written) {
                compare(&format!("{path}[]"), came, written, found);
            }
        }
        // JSON has one kind of number: 1 and 1.0 are the same.
        (Value::Number(came), Value::Number(written)) if came.as_f64() == written.as_f64() => {}
        _ if came == written => {}
        _ => note(path.to_owned(), Kind::Changed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_to_differ_is_seen() {
        let came = json!({"a": 1, "b": [{"c": null}, {"c": 2}], "d": "x", "e": 1.5});
        let written = json!({"a": 1.0, "b": [{}, {"c": 3, "f": 0}], "d": "y", "e": 1.5});
        let mut found: Vec<String> = differences(&came, &written)
            .iter()
            .map(Difference::to_string)
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                "Added $.b[].f",
                "Changed $.b[].c",
                "Changed $.d",
                "Lost $.b[].c"
            ]
        );
    }

    #[test]
    fn all_operations_are_there() {
        assert_eq!(OPERATIONS.len(), 320);
        assert!(
            through_its_type("GET /store/regions", br#"{"regions": 1}"#)
                .is_some_and(|answer| answer.is_err())
        );
        assert!(through_its_type("GET /nowhere", b"{}").is_none());
    }
}
