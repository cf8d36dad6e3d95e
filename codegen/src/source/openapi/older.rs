//! What documents of 2022 and 2023 write otherwise: routes without the half of the API that the server's
//! address ends in, and parameters of routes as `:id`.

use crate::source::yaml::{Data, Yaml};

/// What stands before the routes of a document: `/store` or `/admin`, if that is how its server's address
/// ends and no route says so itself.
pub(super) fn prefix(root: &Yaml) -> Option<&'static str> {
    let Data::Sequence(servers) = &root.get("servers")?.data else {
        return None;
    };
    let url = servers.first()?.get("url")?.as_text()?;
    let end = url.trim_end_matches('/').rsplit('/').next()?;
    let area = ["/store", "/admin"]
        .into_iter()
        .find(|area| &area[1..] == end)?;
    let has_area = |path: &str| matches!(path.split('/').nth(1), Some("store" | "admin"));
    let mut paths = root.get("paths")?.keys();
    (!paths.any(has_area)).then_some(area)
}

/// A route with its `:id` as `{id}`; `None` if it has none.
pub(super) fn with_braces(path: &str) -> Option<String> {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => segment.to_owned(),
    };
    let segments: Vec<String> = path.split('/').map(segment).collect();
    let changed = segments.join("/");
    (changed != path).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_become_braces() {
        let expected = Some("/orders/{id}/swaps/{swap_id}".to_owned());
        assert_eq!(with_braces("/orders/:id/swaps/{swap_id}"), expected);
        assert_eq!(with_braces("/orders/{id}"), None);
        assert_eq!(with_braces("/times/12:30/:"), None);
    }
}
