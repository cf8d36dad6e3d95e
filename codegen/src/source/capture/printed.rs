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

/// Reads the row in a line, if there is one.
pub(super) fn row(line: &str) -> Option<Row> {
    ["Required", "Optional"]
        .iter()
        .flat_map(|mark| line.match_indices(mark))
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

/// Where the type begins in a text that is a name and a type.
fn split(text: &str) -> Option<usize> {
    let name_end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    let known = KNOWN.iter().filter_map(|known| {
        let is_word = |at: usize| {
            let after = text[at + known.len()..].chars().next();
            *known == "\"" || !after.is_some_and(char::is_alphanumeric)
        };
        let (at, _) = text
            .match_indices(known)
            .find(|(at, _)| *at > 0 && *at <= name_end && is_word(*at) && is_type(&text[*at..]))?;
        Some(at)
    });
    let at = known.min().or_else(|| {
        let capital = |(_, c): &(usize, char)| c.is_ascii_uppercase();
        let (at, _) = text[..name_end].char_indices().skip(1).find(capital)?;
        is_type(&text[at..]).then_some(at)
    })?;
    let name = &text[..at];
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(at)
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
