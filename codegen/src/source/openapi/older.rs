//! What documents of 2022 and 2023 write otherwise: routes without the half of the API that the server's
//! address ends in, and parameters of routes as `:id`.

use crate::diagnostic::Spanned;
use crate::source::yaml::{Data, Yaml};

/// `/store` or `/admin`, and the first server whose address ends in it.
pub(super) fn prefix(root: &Yaml) -> Option<Spanned<&'static str>> {
    let Data::Sequence(servers) = &root.get("servers")?.data else {
        return None;
    };
    servers.iter().find_map(|server| {
        let url = server.get("url")?;
        let end = url.as_text()?.trim_end_matches('/').rsplit('/').next()?;
        let mut areas = ["/store", "/admin"].into_iter();
        let area = areas.find(|area| &area[1..] == end)?;
        Some(Spanned::new(area, url.span))
    })
}

/// Whether a route begins with the half of the API that it is in.
pub(super) fn has_area(path: &str) -> bool {
    matches!(path.split('/').nth(1), Some("store" | "admin"))
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
