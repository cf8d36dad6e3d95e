//! What pages say in their prose rather than by their form.

use super::Anchor;
use std::ops::Range;

/// The property path in inline code such as `medusa.admin.orders`, if the text after it calls it a property.
pub(super) fn property_path(code: &str, after: &str) -> Option<Vec<String>> {
    let path = code.strip_prefix("medusa.")?;
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let is_property = after.trim_start().starts_with("property") && path.split('.').all(is_word);
    is_property.then(|| path.split('.').map(str::to_owned).collect())
}

/// The place in the API reference that a link such as `https://…/api/store#carts_postcarts` leads to.
pub(super) fn anchor(link: &str) -> Option<Anchor> {
    let (_, target) = link.split_once("/api/")?;
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let api = path.trim_end_matches('/');
    if !matches!(api, "store" | "admin") {
        return None;
    }
    let tag = fragment.split('_').next().filter(|tag| !tag.is_empty());
    Some(Anchor {
        api: api.to_owned(),
        tag: tag.map(str::to_owned),
    })
}

/// Where the signature of the method `name` stands, if prose begins with one, such as
/// ``**create**(`payload`): [`ResponsePromise`](…)``.
pub(super) fn signature(text: &str, prose: Range<usize>, name: &str) -> Option<Range<usize>> {
    let paragraph = paragraphs(text, prose).into_iter().next()?;
    let mut line = text[paragraph.clone()].trim_start_matches('▸').trim_start();
    while let Some((_modifier, rest)) = line.strip_prefix('`').and_then(|rest| rest.split_once('`'))
    {
        line = rest.trim_start();
    }
    let (written, rest) = line.strip_prefix("**")?.split_once("**")?;
    let is_call = rest.starts_with(['(', '<', '\\', '&']);
    (is_call && written.replace('\\', "") == name).then_some(paragraph)
}

/// Where prose says that something is deprecated, and what it says beyond that.
pub(super) fn deprecation(text: &str, prose: Range<usize>) -> Option<(Range<usize>, &str)> {
    paragraphs(text, prose).into_iter().find_map(|paragraph| {
        let content = without_admonition(&text[paragraph.clone()]);
        Some((paragraph, deprecation_reason(content)?))
    })
}

/// What a paragraph that begins with "Deprecated" says beyond that.
fn deprecation_reason(paragraph: &str) -> Option<&str> {
    const MARKS: [char; 3] = ['*', '_', '`'];
    let rest = paragraph
        .trim_start_matches(MARKS)
        .strip_prefix("Deprecated")?;
    if !rest.starts_with(char::is_whitespace) {
        let is_end = |c: char| {
            MARKS.contains(&c)
                || c.is_whitespace()
                || matches!(c, ':' | '.' | ',' | '-' | '–' | '—')
        };
        let reason = rest.trim_start_matches(is_end);
        return (rest.is_empty() || reason.len() < rest.len()).then_some(reason);
    }
    // "Deprecated since 1.8" says that the method is, "Deprecated fields are left out" does not.
    let word = rest.split_whitespace().next()?;
    matches!(word, "since" | "in" | "as" | "from" | "-" | "–" | "—").then_some(paragraph)
}

/// The content of an admonition (`:::caution` to `:::`), of which a paragraph may hold either mark.
fn without_admonition(paragraph: &str) -> &str {
    let content = match paragraph.strip_prefix(":::") {
        Some(opened) => opened
            .split_once('\n')
            .map_or("", |(_title, content)| content),
        None => paragraph,
    };
    content.strip_suffix(":::").unwrap_or(content).trim()
}

/// The paragraphs in `range`: what stands between blank lines.
fn paragraphs(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    let mut after_blank = true;
    for line in text[range].split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if line.trim().is_empty() {
            after_blank = true;
        } else if let (false, Some(open)) = (after_blank, paragraphs.last_mut()) {
            open.end = end;
        } else {
            paragraphs.push(at..end);
            after_blank = false;
        }
        at += line.len();
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_the_api_reference() {
        let anchor = |link| anchor(link).map(|anchor| (anchor.api, anchor.tag.unwrap_or_default()));
        let found = |api: &str, tag: &str| Some((api.to_owned(), tag.to_owned()));
        assert_eq!(
            anchor("https://a.example/v1/api/store#gift-cards_getcode"),
            found("store", "gift-cards")
        );
        assert_eq!(
            anchor("https://a.example/api/admin#uploads"),
            found("admin", "uploads")
        );
        assert_eq!(anchor("https://a.example/api/admin/"), found("admin", ""));
        assert_eq!(anchor("https://a.example/api/routes#store"), None);
        assert_eq!(anchor("AuthResource.mdx#api"), None);
    }

    #[test]
    fn property_paths_are_called_properties() {
        let path = |code, after| property_path(code, after).map(|path| path.join("/"));
        assert_eq!(
            path("medusa.admin.orders", "\n  property."),
            Some("admin/orders".to_owned())
        );
        assert_eq!(path("medusa.admin.orders", " method."), None);
        assert_eq!(path("medusa.orders.list()", " property."), None);
        assert_eq!(path("medusa.", " property."), None);
        assert_eq!(path("client.orders", " property."), None);
    }
}
