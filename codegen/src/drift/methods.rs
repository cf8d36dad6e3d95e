//! Resources and methods: what leads to the operations; and what opens them.

use super::operations::{Pairs, method_name, methods};
use super::rules::Rule;
use super::walk::{Holder, Walk};
use crate::ir::{Api, Call, Method, OperationId, Resource};

pub(super) fn compare(walk: &mut Walk<'_>, pairs: &Pairs) {
    resources(walk);
    security(walk);
    for (index, &(old, new)) in pairs.both.iter().enumerate() {
        of_operation(walk, Holder::Operation(index), old, new);
    }
    custom(walk);
}

fn resources(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old.api, walk.new.api);
    for before in &old.resources {
        let subject = walk.old.path(before);
        match new.resources.iter().find(|after| after.path == before.path) {
            Some(after) => walk.descriptions(
                &subject,
                Holder::Nothing,
                [&before.doc, &after.doc],
                [&before.origins, &after.origins],
            ),
            None => {
                walk.note(Rule::ResourceRemoved, subject, Holder::Nothing)
                    .at([&before.origins, &[]]);
            }
        }
    }
    for after in &new.resources {
        if !old.resources.iter().any(|before| before.path == after.path) {
            let subject = walk.new.path(after);
            walk.note(Rule::ResourceAdded, subject, Holder::Nothing)
                .at([&[], &after.origins]);
        }
    }
}

/// Compares what carries the ways to be signed in.
fn security(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old.api, walk.new.api);
    for before in &old.security {
        let same = (new.security.iter()).find(|after| after.name == before.name);
        if let Some(after) = same
            && after.carriers != before.carriers
        {
            let texts = [before, after].map(|scheme| scheme.carriers.join(" or "));
            walk.note(Rule::AuthSchemeChanged, &before.name, Holder::Nothing)
                .texts(&texts[0], &texts[1])
                .at([&before.origins, &after.origins]);
        }
    }
}

/// Compares the methods that call the same operation.
fn of_operation(walk: &mut Walk<'_>, holder: Holder, old: OperationId, new: OperationId) {
    let mut before: Vec<_> = methods(walk.old.api, old).collect();
    let mut after: Vec<_> = methods(walk.new.api, new).collect();
    before.retain(
        |old| match after.iter().position(|new| is_same(*old, *new)) {
            Some(index) => {
                pair(walk, holder, *old, after.remove(index));
                false
            }
            None => true,
        },
    );
    // What one state calls in one way and the other in another is the same method under another name.
    while let (Some(old), Some(new)) = (before.first().copied(), after.first().copied()) {
        before.remove(0);
        after.remove(0);
        walk.note(Rule::MethodRenamed, method_name(old.0, old.1), holder)
            .texts(method_name(old.0, old.1), method_name(new.0, new.1))
            .at([&old.1.origins, &new.1.origins]);
        pair(walk, holder, old, new);
    }
    unpaired(walk, holder, &before, &after);
}

type Named<'a> = (&'a Resource, &'a Method);

fn is_same(old: Named<'_>, new: Named<'_>) -> bool {
    old.0.path == new.0.path && old.1.name == new.1.name
}

fn pair(walk: &mut Walk<'_>, holder: Holder, old: Named<'_>, new: Named<'_>) {
    let subject = method_name(new.0, new.1);
    let origins: [&[_]; 2] = [&old.1.origins, &new.1.origins];
    let deprecated = [(walk.old.api, old.1), (walk.new.api, new.1)]
        .map(|(api, method)| method.deprecated.is_some() && !is_call_deprecated(api, method));
    let rules = [Rule::MethodDeprecated, Rule::MethodUndeprecated];
    walk.deprecation(rules, &subject, holder, deprecated, origins);
    walk.descriptions(&subject, holder, [&old.1.doc, &new.1.doc], origins);
}

/// Whether the deprecation of a method is that of its operation.
fn is_call_deprecated(api: &Api, method: &Method) -> bool {
    matches!(method.call, Call::Operation(id) if api[id].deprecated)
}

fn unpaired(walk: &mut Walk<'_>, holder: Holder, before: &[Named<'_>], after: &[Named<'_>]) {
    for (resource, method) in before {
        walk.note(Rule::MethodRemoved, method_name(resource, method), holder)
            .at([&method.origins, &[]]);
    }
    for (resource, method) in after {
        walk.note(Rule::MethodAdded, method_name(resource, method), holder)
            .at([&[], &method.origins]);
    }
}

/// Compares the methods for routes that callers name.
fn custom(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old.api, walk.new.api);
    let mut before: Vec<_> = custom_methods(&old.resources).collect();
    let mut after: Vec<_> = custom_methods(&new.resources).collect();
    before.retain(|old| {
        match after
            .iter()
            .position(|new| is_same(*old, *new) && old.1.call == new.1.call)
        {
            Some(index) => {
                pair(walk, Holder::Nothing, *old, after.remove(index));
                false
            }
            None => true,
        }
    });
    unpaired(walk, Holder::Nothing, &before, &after);
}

fn custom_methods(resources: &[Resource]) -> impl Iterator<Item = Named<'_>> {
    (resources.iter())
        .flat_map(|resource| {
            resource
                .methods
                .iter()
                .map(move |method| (resource, method))
        })
        .filter(|(_, method)| matches!(method.call, Call::Custom(_)))
}
