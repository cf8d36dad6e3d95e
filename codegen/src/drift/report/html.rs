//! One self-contained page for browsers: changes grouped by resource, a filter by verdict, and the old value next to
//! the new one.

use super::{Entry, Location, Report};
use crate::drift::change::Level;

/// The number of places that are listed; the others are counted.
const SHOWN_PLACES: usize = 12;

/// The report as a page. All text is escaped, and nothing is loaded from elsewhere.
pub fn html(report: &Report) -> String {
    let title = format!("API drift: {} → {}", report.from, report.to);
    let groups: String = report
        .groups()
        .into_iter()
        .map(|(name, changes)| group(name, &changes))
        .collect();
    let filters: String = Level::ALL
        .iter()
        .map(|level| filter(report, *level))
        .collect();
    let (nothing, hidden) = match report.changes.is_empty() {
        true => ("Nothing has changed.", ""),
        false => ("Nothing matches.", " hidden"),
    };
    let faults: String = (report.faults.iter())
        .map(|fault| {
            let (message, file) = (escape(&fault.message), escape(&fault.at.file));
            format!(
                "<p class=\"fault\">{message} <small>{file}:{}</small></p>",
                fault.at.line
            )
        })
        .collect();
    let waived: String = (report.waived.iter())
        .map(|waived| {
            let (subject, rule, reason) = (
                escape(&waived.change.subject),
                waived.change.rule,
                escape(&waived.reason),
            );
            format!("<li><code>{subject}</code> {rule}: {reason}</li>")
        })
        .collect();
    let waived = if waived.is_empty() {
        waived
    } else {
        format!("<details class=\"waived\"><summary>Waived</summary><ul>{waived}</ul></details>")
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n\
         <header><h1>{title}</h1><p>{summary}</p>\
         <form id=\"filters\">{filters}<input id=\"search\" type=\"search\" placeholder=\"Field, route, rule …\" aria-label=\"Search\"></form></header>\n\
         <main>{faults}<p id=\"none\"{hidden}>{nothing}</p>{groups}{waived}</main>\n<script>{SCRIPT}</script>\n</html>\n",
        title = escape(&title),
        summary = escape(&report.verdict()),
    )
}

fn class(level: Level) -> &'static str {
    match level {
        Level::Wire => "wire",
        Level::Major => "major",
        Level::Minor => "minor",
        Level::Any => "any",
    }
}

fn filter(report: &Report, level: Level) -> String {
    let count = report
        .changes
        .iter()
        .filter(|change| change.level() == level)
        .count();
    let (class, words) = (class(level), level.as_str());
    let state = if count == 0 { "disabled" } else { "checked" };
    format!(
        "<label class=\"{class}\"><input type=\"checkbox\" value=\"{class}\" {state}> {words} <b>{count}</b></label>"
    )
}

fn group(name: &str, changes: &[&Entry]) -> String {
    let rows: String = changes.iter().map(|change| row(change)).collect();
    format!(
        "<section><h2>{} <small>{}</small></h2>{rows}</section>\n",
        escape(name),
        changes.len()
    )
}

fn row(change: &Entry) -> String {
    let level = change.level();
    format!(
        "<article class=\"{class}\" data-level=\"{class}\"><h3><code>{subject}</code></h3>\
         <p class=\"verdict\"><span>{words}</span> wire {wire} · Rust {rust} · <code>{rule}</code></p>\
         <p>{means}.</p>{difference}{places}</article>",
        class = class(level),
        words = level.as_str(),
        subject = escape(&change.subject),
        wire = change.wire.as_str(),
        rust = change.rust.as_str(),
        rule = change.rule.id(),
        means = escape(&capitalised(&change.rule.description())),
        difference = difference(change),
        places = places(change),
    )
}

fn difference(change: &Entry) -> String {
    // A change without values, such as a deprecation, shows its places only.
    let has_texts = change.before.is_some() || change.after.is_some();
    let side = |title, text: &Option<String>, at: &Option<Location>| {
        let text = match text {
            Some(text) => format!("<code>{}</code>", escape(text)),
            None if has_texts => "<i>nothing</i>".to_owned(),
            None => String::new(),
        };
        let at = at
            .as_ref()
            .map(|at| format!("<small>{}:{}</small>", escape(&at.file), at.line));
        format!("<div><b>{title}</b>{text}{}</div>", at.unwrap_or_default())
    };
    if !has_texts && change.location().is_none() {
        return String::new();
    }
    format!(
        "<div class=\"sides\">{}{}</div>",
        side("before", &change.before, &change.before_at),
        side("after", &change.after, &change.after_at)
    )
}

fn places(change: &Entry) -> String {
    let reached = change.reached();
    let items: String = (reached.iter().take(SHOWN_PLACES))
        .map(|place| {
            format!(
                "<li><code>{}</code> {}</li>",
                escape(&place.operation),
                escape(&place.path)
            )
        })
        .collect();
    let more = reached.len().saturating_sub(SHOWN_PLACES);
    let more = if more > 0 {
        format!("<li>and {more} more</li>")
    } else {
        String::new()
    };
    match reached.len() {
        0 => String::new(),
        1 => format!("<ul>{items}</ul>"),
        count => format!(
            "<details><summary>reaches {count} operations</summary><ul>{items}{more}</ul></details>"
        ),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// Text without markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            _ => escaped.push(character),
        }
    }
    escaped
}

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --wire: #d03030; --major: #c07000; --minor: #208040; --any: #808080; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0; }
header { position: sticky; top: 0; z-index: 1; padding: .8rem 1.5rem; background: Canvas; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.25rem; margin: 0; }
header p { margin: .2rem 0 .6rem; opacity: .8; }
form { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
label { border-bottom: 3px solid; padding-bottom: .1rem; cursor: pointer; }
label.wire { border-color: var(--wire); } label.major { border-color: var(--major); }
label.minor { border-color: var(--minor); } label.any { border-color: var(--any); }
input[type=search] { font: inherit; padding: .2rem .5rem; flex: 1; min-width: 12rem; }
main { padding: 0 1.5rem 3rem; max-width: 75rem; margin: auto; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; } small { opacity: .65; font-weight: normal; overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-left: 4px solid; border-radius: 4px; padding: .5rem .8rem; margin: .5rem 0; }
article.wire { border-left-color: var(--wire); } article.major { border-left-color: var(--major); }
article.minor { border-left-color: var(--minor); } article.any { border-left-color: var(--any); }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
article p { margin: .15rem 0; } .verdict { opacity: .8; font-size: .85rem; }
article.wire .verdict span { color: var(--wire); } article.major .verdict span { color: var(--major); }
article.minor .verdict span { color: var(--minor); } label:has(:disabled) { opacity: .5; cursor: default; } .verdict span { font-weight: 600; margin-right: .4rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin: .4rem 0; }
.sides div { background: var(--soft); padding: .35rem .6rem; border-radius: 4px; display: flex; flex-direction: column; overflow-wrap: anywhere; }
.sides b { font-size: .75rem; opacity: .65; } ul { margin: .3rem 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
.fault { color: var(--wire); font-weight: 600; }
[hidden] { display: none !important; }
@media (prefers-color-scheme: dark) { :root { --wire: #ff7070; --major: #e8a040; --minor: #60c080; } }
@media (max-width: 40rem) { .sides { grid-template-columns: 1fr; } header { position: static; } }
";

const SCRIPT: &str = "
const [filters, search, none] = ['filters', 'search', 'none'].map(id => document.getElementById(id));
function show() {
  const levels = new Set([...filters.querySelectorAll('input:checked')].map(box => box.value));
  const words = search.value.toLowerCase().split(/\\s+/);
  none.hidden = false;
  for (const section of document.querySelectorAll('section')) {
    const name = section.querySelector('h2').firstChild.textContent;
    let shown = 0;
    for (const change of section.querySelectorAll('article')) {
      const text = (name + change.textContent).toLowerCase();
      change.hidden = !levels.has(change.dataset.level) || !words.every(word => text.includes(word));
      shown += !change.hidden;
    }
    section.hidden = !shown;
    section.querySelector('small').textContent = shown;
    none.hidden ||= shown > 0;
  }
}
filters.addEventListener('input', show);
filters.addEventListener('submit', event => event.preventDefault());
// Some browsers keep what was typed.
show();
";
