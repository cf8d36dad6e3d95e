//! What documents of 2022 and 2023 write otherwise: routes without the half of the API that the server's
//! address ends in, and parameters of routes as `:id`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned};
use crate::source::yaml::{Data, Yaml};

/// What stands before the routes of a document: `/store` or `/admin`, if that is how a server's address ends
/// and no route says so itself. Where something does or should, that is said.
pub(super) fn prefix(
    root: &Yaml,
    routes: &[&Spanned<String>],
    diagnostics: &mut Diagnostics,
) -> &'static str {
    let mut bare = routes.iter().filter(|route| !has_area(&route.value));
    let Some(first) = bare.next() else {
        return "";
    };
    let count = 1 + bare.count();
    if let Some(Spanned { value, span }) = area_of_server(root)
        && count == routes.len()
    {
        let message =
            format!("`{value}` is put before the routes, for the server's address ends in it");
        diagnostics.push(
            Diagnostic::new(Code::RoutePrefix, message)
                .label(span, "this server")
                .label(first.span, "the first route"),
        );
        return value;
    }
    let message = match routes.len() {
        all if count == all => "no route begins with `/store` or `/admin`".to_owned(),
        all => format!("{count} of {all} routes begin neither with `/store` nor with `/admin`"),
    };
    let help = "they are read as they are; where all are so, a server whose address ends in either tells which it is";
    diagnostics.push(
        Diagnostic::new(Code::UnknownConstruct, message)
            .label(first.span, "the first of them")
            .help(help),
    );
    ""
}

/// Whether a route begins with the half of the API that it is in.
fn has_area(path: &str) -> bool {
    matches!(path.split('/').nth(1), Some("store" | "admin"))
}

/// `/store` or `/admin`, and the first server whose address ends in it.
fn area_of_server(root: &Yaml) -> Option<Spanned<&'static str>> {
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
