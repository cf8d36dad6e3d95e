//! Paths: a template and its arguments in, an encoded path out.
//!
//! Whatever an argument holds, it stays one segment of the path: everything but letters, digits and `-._~` is
//! percent-encoded. A URL parser would still take `.` and `..` away, encoded or not, so these are refused.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::fault::Fault;

/// All but the characters that RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Puts the arguments, in order, in place of the template's `{placeholders}`.
pub(crate) fn expand(template: &str, arguments: &[&str]) -> Result<String, Fault> {
    let Some(relative) = template.strip_prefix('/') else {
        return Err(Fault::new("the route does not begin with a slash"));
    };
    let mut path = String::with_capacity(template.len() + 32);
    let mut arguments = arguments.iter();
    let mut segments = relative.split('/').peekable();
    while let Some(segment) = segments.next() {
        path.push('/');
        if let Some(name) = placeholder(segment) {
            let argument = arguments
                .next()
                .ok_or_else(|| Fault::new(format!("no argument for `{name}`")))?;
            path.extend(encode(name, argument)?);
        } else if !segment.is_empty() {
            path.push_str(literal(segment)?);
        } else if segments.peek().is_some() {
            return Err(Fault::new("the route has an empty segment"));
        }
    }
    match arguments.len() {
        0 => Ok(path),
        left => Err(Fault::new(format!(
            "{left} more arguments than placeholders"
        ))),
    }
}

/// The template for a path of the caller's own, below `prefix`.
pub(crate) fn below(prefix: &str, path: &str) -> String {
    match path.strip_prefix('/').unwrap_or(path) {
        "" => prefix.to_owned(),
        path => format!("{prefix}/{path}"),
    }
}

fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn encode<'a>(name: &str, argument: &'a str) -> Result<percent_encoding::PercentEncode<'a>, Fault> {
    match argument {
        "" => Err(Fault::new(format!("the argument `{name}` is empty")).of_argument()),
        "." | ".." => Err(Fault::new(format!(
            "the argument `{name}` is `{argument}`, which no URL can hold as a segment"
        ))
        .of_argument()),
        _ => Ok(utf8_percent_encode(argument, SEGMENT)),
    }
}

/// A segment that stays as it is; it may hold percent-encoding.
fn literal(segment: &str) -> Result<&str, Fault> {
    let dots = segment.to_ascii_lowercase().replace("%2e", ".");
    if dots == "." || dots == ".." {
        return Err(Fault::new("the route has a `.` or `..` segment"));
    }
    // A URL parser takes a backslash for a slash and drops control characters.
    let is_refused = |c: char| matches!(c, '?' | '#' | '\\' | '{' | '}') || c.is_ascii_control();
    match segment.chars().find(|c| is_refused(*c)) {
        Some(c) => Err(Fault::new(format!("the route has {c:?} in it"))),
        None => Ok(segment),
    }
}
