//! The case of lists that come in pages.

use crate::builder::{Builder, get, list, optional, required};
use medusa_codegen::ir::{Field, Operation, Type};

/// Lists in pages, and some that look like them.
pub(crate) fn paged(b: &mut Builder) {
    let ticket = b.object("ListedTicket", vec![required("id", Type::String)]);
    let page = |b: &mut Builder, name, items, more: Vec<Field>| {
        let tickets = required(items, list(Type::Ref(ticket)));
        b.object(name, [vec![tickets], more].concat())
    };
    let count = required("count", Type::Integer);
    let offset = optional("offset", Type::Integer);
    let whole = page(b, "WholeListRes", "tickets", vec![count.clone(), offset]);
    let bare = page(b, "BareListRes", "allTickets", Vec::new());
    let others = required("others", list(Type::String));
    let two = page(b, "TwoListsRes", "tickets", vec![count, others]);
    let paged = || {
        vec![
            optional("limit", Type::Integer),
            optional("offset", Type::Integer),
        ]
    };
    let resource = b.resource("lists");
    let methods = [
        ("whole", whole, paged()),
        ("bare", bare, paged()),
        ("twoLists", two, paged()),
        (
            "withoutOffset",
            whole,
            vec![optional("limit", Type::Integer)],
        ),
    ];
    for (name, response, query) in methods {
        let operation = Operation {
            query,
            ..get(&format!("/store/lists/{name}"), response)
        };
        b.method(resource, name, operation);
    }
}
