//! Resources, methods and security schemes.

use super::operations::{MethodOf, OperationPairs, method_name, methods, methods_of};
use super::rules::{Aspect, ChangeKind, Rule, Subject};
use super::sink::{ChangeSink, UsageSite};
use super::state::ApiPair;
use crate::ir::{Api, Call, Method, OperationId, Resource};

pub(super) fn compare(apis: &ApiPair<'_>, sink: &mut ChangeSink, pairs: &OperationPairs) {
    let (old, new) = (apis.old.api, apis.new.api);
    resources(sink, old, new);
    security(sink, old, new);
    for (index, &(before, after)) in pairs.both.iter().enumerate() {
        of_operation(apis, sink, UsageSite::Operation(index), before, after);
    }
    custom(apis, sink);
}

fn resources(sink: &mut ChangeSink, old: &Api, new: &Api) {
    let rule = |change| Subject::Resource.rule(Aspect::Itself, change);
    let find = |api: &'_ Api, wanted: &Resource| {
        (api.resources.iter()).position(|resource| resource.path == wanted.path)
    };
    for before in &old.resources {
        let subject = before.path.join(".");
        if let Some(index) = find(new, before) {
            let after = &new.resources[index];
            let origins: [&[_]; 2] = [&before.origins, &after.origins];
            let texts = [before.doc.as_str(), &after.doc];
            sink.descriptions(&subject, UsageSite::Nowhere, texts, origins);
        } else {
            sink.add(rule(ChangeKind::Removed), subject, UsageSite::Nowhere)
                .at([&before.origins, &[]]);
        }
    }
    for after in (new.resources.iter()).filter(|after| find(old, after).is_none()) {
        let subject = after.path.join(".");
        sink.add(rule(ChangeKind::Added), subject, UsageSite::Nowhere)
            .at([&[], &after.origins]);
    }
}

/// Compares the headers and cookies of security schemes.
fn security(sink: &mut ChangeSink, old: &Api, new: &Api) {
    for before in &old.security {
        let same = (new.security.iter()).find(|after| after.name == before.name);
        if let Some(after) = same
            && after.carriers != before.carriers
        {
            let rule = Subject::AuthScheme.rule(Aspect::Itself, ChangeKind::Changed);
            let texts = [before, after].map(|scheme| scheme.carriers.join(" or "));
            sink.add(rule, &before.name, UsageSite::Nowhere)
                .texts(&texts[0], &texts[1])
                .at([&before.origins, &after.origins]);
        }
    }
}

/// Compares the methods that call the same operation.
fn of_operation(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    site: UsageSite,
    old: OperationId,
    new: OperationId,
) {
    let before = methods_of(apis.old.api, old).collect();
    let after = methods_of(apis.new.api, new).collect();
    let (mut before, mut after) = pairs(apis, sink, site, before, after);
    // The remaining methods of both states are renamed, in their order.
    let renamed = before.len().min(after.len());
    for (old, new) in before.drain(..renamed).zip(after.drain(..renamed)) {
        let rule = Subject::Method.rule(Aspect::Itself, ChangeKind::Renamed);
        sink.add(rule, method_name(old), site)
            .texts(method_name(old), method_name(new))
            .at([&old.1.origins, &new.1.origins]);
        pair(apis, sink, site, old, new);
    }
    unpaired(sink, site, &before, &after);
}

/// Compares the methods of the same resource and name with equal calls; returns the others.
fn pairs<'a>(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    site: UsageSite,
    mut before: Vec<MethodOf<'a>>,
    mut after: Vec<MethodOf<'a>>,
) -> (Vec<MethodOf<'a>>, Vec<MethodOf<'a>>) {
    let is_same = |old: MethodOf<'_>, new: MethodOf<'_>| {
        let is_same_call = match (&old.1.call, &new.1.call) {
            (Call::Custom(old), Call::Custom(new)) => old == new,
            _ => true,
        };
        old.0.path == new.0.path && old.1.name == new.1.name && is_same_call
    };
    before.retain(|old| {
        let index = after.iter().position(|new| is_same(*old, *new));
        if let Some(index) = index {
            pair(apis, sink, site, *old, after.remove(index));
        }
        index.is_none()
    });
    (before, after)
}

fn pair(
    apis: &ApiPair<'_>,
    sink: &mut ChangeSink,
    site: UsageSite,
    old: MethodOf<'_>,
    new: MethodOf<'_>,
) {
    let subject = method_name(new);
    let origins: [&[_]; 2] = [&old.1.origins, &new.1.origins];
    let deprecated = [(apis.old.api, old.1), (apis.new.api, new.1)]
        .map(|(api, method)| method.deprecated.is_some() && !is_call_deprecated(api, method));
    let rule = Subject::Method.rule(Aspect::Deprecated, ChangeKind::Added);
    sink.deprecation(rule, &subject, site, deprecated, origins);
    sink.descriptions(&subject, site, [&old.1.doc, &new.1.doc], origins);
}

/// Whether the deprecation of a method is that of its operation.
fn is_call_deprecated(api: &Api, method: &Method) -> bool {
    matches!(method.call, Call::Operation(id) if api[id].deprecated)
}

fn unpaired(
    sink: &mut ChangeSink,
    site: UsageSite,
    before: &[MethodOf<'_>],
    after: &[MethodOf<'_>],
) {
    let rule = |change| -> Rule { Subject::Method.rule(Aspect::Itself, change) };
    for method in before {
        sink.add(rule(ChangeKind::Removed), method_name(*method), site)
            .at([&method.1.origins, &[]]);
    }
    for method in after {
        sink.add(rule(ChangeKind::Added), method_name(*method), site)
            .at([&[], &method.1.origins]);
    }
}

/// Compares the methods that request a path of the caller.
fn custom(apis: &ApiPair<'_>, sink: &mut ChangeSink) {
    let is_custom = |(_, method): &MethodOf<'_>| matches!(method.call, Call::Custom(_));
    let before = methods(apis.old.api).filter(is_custom).collect();
    let after = methods(apis.new.api).filter(is_custom).collect();
    let (before, after) = pairs(apis, sink, UsageSite::Nowhere, before, after);
    unpaired(sink, UsageSite::Nowhere, &before, &after);
}
