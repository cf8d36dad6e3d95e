//! Tells OpenAPI documents from other files without reading them.

use crate::source::quoted::string_end;
use crate::source::yaml;

/// Whether a YAML or JSON text calls itself an OpenAPI document (or, as it was called before, Swagger).
///
/// Looks only for the key at the top level; the text may still be invalid.
pub fn looks_like(text: &str) -> bool {
    const KEYS: [&str; 2] = ["openapi", "swagger"];
    if yaml::is_json(text) {
        return json_keys(text).any(|key| KEYS.contains(&key));
    }
    text.lines().any(|line| {
        let key = line.split_once(':').map(|(key, _)| key.trim_end());
        key.is_some_and(|key| KEYS.contains(&key.trim_matches(['"', '\''])))
    })
}

/// The keys of a JSON object, as written.
fn json_keys(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut depth = 0usize;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(['"', '{', '}', '[', ']'])?;
            let found = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            match found {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {
                    let string = &rest[..string_end(rest)?];
                    rest = &rest[string.len() + 1..];
                    if depth == 1 && rest.trim_start().starts_with(':') {
                        return Some(string);
                    }
                }
            }
        }
    })
}
