//! Rows as a browser prints them: name, type, whether it is required, default and prose without anything
//! between: `customHeadersRecord<string, any>RequiredDefault: {}`.

use crate::source::types;
use std::ops::Range;

/// A row in a line of text; all places count from the line's beginning.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: Range<usize>,
    pub(super) ty: Range<usize>,
    pub(super) optional: bool,
    pub(super) default: Option<Range<usize>>,
    /// What follows: prose, or what stands behind the row.
    pub(super) rest: Range<usize>,
}

/// Types that have names of their own and no link, by which one is told from the name before it.
const KNOWN: [&str; 20] = [
    "ResponsePromise",
    "Promise",
    "Record",
    "Partial",
    "Required",
    "Omit",
    "Pick",
    "Date",
    "Array",
    "undefined",
    "string",
    "number",
    "boolean",
    "unknown",
    "object",
    "null",
    "void",
    "any",
    "never",
    "\"",
];

/// How long a name may be, and a name with its type, and in how many places the type may end: what a line
/// costs must not grow with its square.
const MAX_NAME: usize = 100;
const MAX_TYPE: usize = 2000;
const MAX_ENDS: usize = 8;

/// Reads the row in a line, if there is one.
pub(super) fn row(line: &str) -> Option<Row> {
    ["Required", "Optional"]
        .iter()
        .flat_map(|mark| {
            let ends = line.match_indices(mark).take(MAX_ENDS);
            ends.take_while(|(at, _)| *at <= MAX_TYPE)
        })
        .find_map(|(at, mark)| {
            let start = split(line.get(..at)?)?;
            let after = at + mark.len();
            let default = default(line, after);
            let rest = default.as_ref().map_or(after, |default| default.end);
            Some(Row {
                name: 0..start,
                ty: start..at,
                optional: mark == "Optional",
                default,
                rest: rest..line.len(),
            })
        })
}

/// The default that is printed at `start`: up to the end of a value.
fn default(line: &str, start: usize) -> Option<Range<usize>> {
    const MARK: &str = "Default: ";
    let value = line.get(start..)?.strip_prefix(MARK)?;
    let length = match value.chars().next()? {
        '{' => value.find('}')? + 1,
        '[' => value.find(']')? + 1,
        '"' => value[1..].find('"')? + 2,
        _ => value
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c)))
            .unwrap_or(value.len()),
    };
    let start = start + MARK.len();
    Some(start..start + length)
}

/// Where the type begins in a text that is a name and a type: at a name that is known, or else at the first
/// capital letter.
fn split(text: &str) -> Option<usize> {
    let name_end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len())
        .min(MAX_NAME);
    let is_known = |at: &usize| {
        KNOWN.iter().any(|known| {
            let after = text[*at..].strip_prefix(known);
            after.is_some_and(|after| *known == "\"" || !after.starts_with(char::is_alphanumeric))
        })
    };
    let begins_type = |at: &usize| is_type(&text[*at..]);
    let known = (1..=name_end).find(|at| is_known(at) && begins_type(at));
    known.or_else(|| {
        let capital = (1..name_end).find(|at| text.as_bytes()[*at].is_ascii_uppercase())?;
        begins_type(&capital).then_some(capital)
    })
}

fn is_type(text: &str) -> bool {
    types::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_types() {
        let read = |line: &str| {
            let row = row(line)?;
            let default = row.default.map_or("-", |default| &line[default]);
            Some(format!(
                "{} {} {} {default} {}",
                &line[row.name], &line[row.ty], row.optional, &line[row.rest]
            ))
        };
        for (line, expected) in [
            (
                "customHeadersRecord<string, any>RequiredDefault: {}",
                "customHeaders Record<string, any> false {} ",
            ),
            (
                "ResponsePromiseResponsePromise<LampsRes>RequiredResolves to it.",
                "ResponsePromise ResponsePromise<LampsRes> false - Resolves to it.",
            ),
            (
                "ResponsePromiseResponsePromiseRequired",
                "ResponsePromise ResponsePromise false - ",
            ),
            (
                "lampIdstringRequiredThe lamp.",
                "lampId string false - The lamp.",
            ),
            (
                "limitnumberOptionalDefault: 50How many.",
                "limit number true 50 How many.",
            ),
            ("payloadPostLampReqRequired", "payload PostLampReq false - "),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
        for line in ["Required", "Light a lamp.", "A lamp that is Required", ""] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
