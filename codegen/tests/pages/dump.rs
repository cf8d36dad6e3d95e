//! Writes a page and diagnostics down, one fact a line.

use medusa_codegen::diagnostic::{Diagnostics, Severity, Sources, Span, Spanned};
use medusa_codegen::source::mdx::{Node, Page, PageMethod, Section};

struct Dump<'a> {
    sources: &'a Sources,
    text: String,
}

/// All that was read from a page.
pub(crate) fn page(sources: &Sources, page: &Page) -> String {
    let mut dump = Dump {
        sources,
        text: String::new(),
    };
    dump.page(page);
    dump.text
}

/// All that was said about a page.
pub(crate) fn diagnostics(sources: &Sources, diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let mut line =
            |indent: &str, content: String| text.push_str(&format!("{indent}{content}\n"));
        line(
            "",
            format!("{severity}[{}]: {}", diagnostic.code, diagnostic.message),
        );
        for label in &diagnostic.labels {
            let written = sources.slice(label.span).replace('\n', "⏎");
            let place = sources.place(label.span);
            line("  ", format!("{place}: {} «{written}»", label.text));
        }
        if let Some(help) = &diagnostic.help {
            line("  ", format!("help: {help}"));
        }
    }
    text
}

impl Dump<'_> {
    fn page(&mut self, page: &Page) {
        self.spanned("page", &page.title);
        if let Some(accessor) = &page.accessor {
            self.line(
                1,
                &format!("accessor {:?}{}", accessor.value, self.at(accessor.span)),
            );
        }
        if let Some(anchor) = &page.anchor {
            self.line(1, &format!("anchor {} {:?}", anchor.api, anchor.tag));
        }
        self.prose(1, "description", &page.description);
        self.nodes(1, "property", &page.properties);
        self.nodes(1, "alias", &page.aliases);
        for method in &page.methods {
            self.method(method);
        }
        self.sections(1, &page.sections);
    }

    fn method(&mut self, method: &PageMethod) {
        self.spanned("  method", &method.name);
        for (what, text) in [
            ("signature", &method.signature),
            ("deprecated", &method.deprecated),
        ] {
            if let Some(text) = text {
                self.line(2, &format!("{what} {:?}{}", text.value, self.at(text.span)));
            }
        }
        self.prose(2, "description", &method.description);
        for example in &method.examples {
            self.line(
                2,
                &format!("example in {:?}{}", example.language, self.at(example.span)),
            );
            self.prose(3, "caption", &example.caption);
            self.prose(3, "code", &example.code);
        }
        self.nodes(2, "type parameter", &method.type_parameters);
        self.nodes(2, "parameter", &method.parameters);
        self.nodes(2, "returns", &method.returns);
        self.sections(2, &method.sections);
    }

    fn nodes(&mut self, depth: usize, what: &str, nodes: &[Node]) {
        for node in nodes {
            let ty = match &node.ty {
                Some(ty) => ty.to_string(),
                None => format!("unread {:?}", node.type_text),
            };
            let mut line = format!("{what} {}: {ty}", node.name);
            for (key, value) in [("optional", node.optional), ("expandable", node.expandable)] {
                match value {
                    Some(true) => line += &format!(", {key}"),
                    Some(false) => {}
                    None => line += &format!(", {key} or not"),
                }
            }
            if !node.default.is_empty() {
                line += &format!(", default {:?}", node.default);
            }
            if let Some(flag) = &node.feature_flag {
                line += &format!(", flag {flag}");
            }
            if node.deprecated {
                line += ", deprecated";
            }
            self.line(depth, &(line + &self.at(node.span)));
            self.prose(depth + 1, "description", &node.description);
            self.nodes(depth + 1, "child", &node.children);
        }
    }

    fn sections(&mut self, depth: usize, sections: &[Section]) {
        for section in sections {
            let place = self.at(section.heading.span);
            self.line(
                depth,
                &format!("section {:?}{place}", section.heading.value),
            );
            self.prose(depth + 1, "body", &section.body);
        }
    }

    fn prose(&mut self, depth: usize, what: &str, prose: &str) {
        if prose.contains('\n') {
            self.line(depth, what);
            for line in prose.lines() {
                self.line(depth, &format!("| {line}"));
            }
        } else if !prose.is_empty() {
            self.line(depth, &format!("{what} | {prose}"));
        }
    }

    fn spanned(&mut self, what: &str, text: &Spanned<String>) {
        self.line(0, &format!("{what} {}{}", text.value, self.at(text.span)));
    }

    /// Line and column, if the place holds anything.
    fn at(&self, span: Span) -> String {
        let position = self.sources.position(span);
        format!(" @{}:{}", position.line, position.column)
    }

    fn line(&mut self, depth: usize, content: &str) {
        let line = format!("{}{content}", "  ".repeat(depth));
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}
