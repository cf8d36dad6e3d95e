//! For tools that collect findings: SARIF 2.1.0.

use super::{Entry, Location, Report, WaiverError};
use crate::drift::change::Level;
use crate::drift::rules::Rule;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The report as a SARIF log with one run.
pub fn sarif(report: &Report) -> Value {
    let used: BTreeSet<Rule> = report
        .changes
        .iter()
        .chain(report.waived.iter().map(|waived| &waived.change))
        .map(|change| change.rule)
        .collect();
    let used: Vec<Rule> = used.into_iter().collect();
    let index = |change: &Entry| {
        used.iter()
            .position(|rule| *rule == change.rule)
            .unwrap_or_default()
    };
    let rules: Vec<Value> = used.iter().map(|rule| rule_descriptor(*rule)).collect();
    let mut results: Vec<Value> = report
        .changes
        .iter()
        .map(|change| result(change, index(change)))
        .collect();
    for waived in &report.waived {
        let mut result = result(&waived.change, index(&waived.change));
        result["suppressions"] = json!([{ "kind": "external", "justification": waived.reason }]);
        results.push(result);
    }
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "medusa-codegen drift",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    if !report.faults.is_empty() {
        let notifications: Vec<Value> = report.faults.iter().map(notification).collect();
        log["runs"][0]["invocations"] = json!([{
            "executionSuccessful": true,
            "toolConfigurationNotifications": notifications,
        }]);
    }
    log
}

/// An error in the waivers is not a result: it concerns the configuration of the tool.
fn notification(fault: &WaiverError) -> Value {
    json!({
        "level": "error",
        "message": { "text": fault.message },
        "locations": [location(&fault.at)],
    })
}

fn rule_descriptor(rule: Rule) -> Value {
    json!({
        "id": rule.id(),
        "shortDescription": { "text": format!("{}.", rule.description()) },
        "properties": { "wire": rule.wire(), "rust": rule.bump() },
    })
}

fn result(change: &Entry, index: usize) -> Value {
    let level = match change.level() {
        Level::Wire => "error",
        Level::Major => "warning",
        Level::Minor | Level::Any => "note",
    };
    let mut message = format!("{}: {}.", change.subject, change.rule.description());
    for text in [change.difference(), change.reach()] {
        if !text.is_empty() {
            message += &format!(" {text}.");
        }
    }
    let related: Vec<Value> = match (&change.before_at, &change.after_at) {
        (Some(before), Some(_)) => vec![location(before)],
        _ => Vec::new(),
    };
    // Changes of several values of an enum share a subject.
    let fingerprint = format!("{} {} {}", change.rule, change.subject, change.difference());
    json!({
        "ruleId": change.rule.id(),
        "ruleIndex": index,
        "level": level,
        "message": { "text": message },
        "locations": change.location().map(location).into_iter().collect::<Vec<_>>(),
        "relatedLocations": related,
        "partialFingerprints": { "change/v1": fingerprint.trim_end() },
        "properties": { "wire": change.wire, "rust": change.rust, "group": change.group },
    })
}

fn location(at: &Location) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&at.file) },
            "region": { "startLine": at.line, "startColumn": at.column },
        },
    })
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const UNSAFE: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'%')
        .add(b'?')
        .add(b'#')
        .add(b':')
        .add(b'[')
        .add(b']')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'\\')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    utf8_percent_encode(&path.replace('\\', "/"), UNSAFE).to_string()
}
