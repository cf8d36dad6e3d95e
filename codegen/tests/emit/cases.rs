//! The cases: each adds a resource, or types under names of its own, so that all fit into one API.

use crate::builder::{
    Builder, get, list, nullable, operation, optional, post, required, union, values,
};
use medusa_codegen::ir::{
    Body, Encoding, Field, Identity, Object, Omission, Operation, Shape, Type, Variant, Verb,
};

/// What is called so, and what adds it.
type Case = (&'static str, fn(&mut Builder));

/// Every case with its name.
pub(crate) const CASES: &[Case] = &[
    ("enum", open_enum),
    ("payload", payload),
    ("nested_response", nested_response),
    ("union", unions),
    ("omit", omit),
    ("omissions", omissions),
    ("additional", additional),
    ("cycle", cycle),
    ("multipart", multipart),
    ("delete_with_body", delete_with_body),
    ("deprecated", deprecated),
    ("collision", collision),
    ("keyword", keyword),
    ("query", query),
    ("list", crate::lists::paged),
    ("custom", custom),
    ("hostile_docs", hostile_docs),
    ("hostile_names", hostile_names),
];

fn open_enum(b: &mut Builder) {
    let status = b.schema(
        "ParcelStatus",
        values(&[
            "not_sent", "sent", "-sent", "", "12", "a b", "a-b", "unknown", "self",
        ]),
    );
    let Shape::Enum(documented) = &mut b.api[status].shape else {
        unreachable!()
    };
    documented[0].doc = "Still in the warehouse.".into();
    let parcel = b.object("Parcel", vec![required("status", Type::Ref(status))]);
    let parcels = b.resource("parcels");
    b.method(parcels, "retrieve", get("/store/parcels/{id}", parcel));
}

fn payload(b: &mut Builder) {
    let address = b.object(
        "PickupAddress",
        vec![
            required("city", Type::String),
            optional("floor", Type::Integer),
        ],
    );
    let by_reference = b.inline(
        "StorePostPickupReq",
        "address",
        union(vec![Type::String, Type::Ref(address)]),
    );
    let sent = b.object(
        "StorePostPickupReq",
        vec![
            required("email", Type::String),
            required("address", by_reference),
            required("tags", list(Type::String)),
            Field {
                nullable: true,
                ..required("company", Type::String)
            },
            Field {
                default: Some("1".into()),
                ..optional("quantity", Type::Integer)
            },
            optional("at", Type::DateTime),
            optional("boxes", list(Type::Ref(address))),
            nullable("note", Type::String),
            nullable("metadata", Type::Map(Box::new(Type::Any))),
            nullable("pickedFrom", Type::Ref(address)),
        ],
    );
    let update = b.object(
        "StorePostPickupUpdateReq",
        vec![
            optional("clone", Type::Boolean),
            nullable("new", Type::Number),
        ],
    );
    let answered = b.object("StorePickupRes", vec![required("id", Type::String)]);
    let pickups = b.resource("pickups");
    b.method(pickups, "create", post("/store/pickups", sent, answered));
    b.method(
        pickups,
        "update",
        post("/store/pickups/{id}", update, answered),
    );
}

fn nested_response(b: &mut Builder) {
    let owner = b.object("Keeper", vec![required("id", Type::String)]);
    let tag = b.inline(
        "StoreShelvesRes",
        "tags",
        Shape::Object(Object {
            fields: vec![required("value", Type::String)],
            additional: None,
        }),
    );
    let shelf = b.object(
        "Shelf",
        vec![
            required("id", Type::String),
            Field {
                nullable: true,
                ..required("parent_id", Type::String)
            },
            Field {
                expandable: true,
                nullable: true,
                ..required("keeper", Type::Ref(owner))
            },
            optional("height", Type::Number),
            nullable("created_at", Type::DateTime),
            required("extent", Type::Map(Box::new(Type::Number))),
            required("rows", list(Type::Nullable(Box::new(Type::Integer)))),
        ],
    );
    let res = b.object(
        "StoreShelvesRes",
        vec![
            required("shelf", Type::Ref(shelf)),
            required("tags", list(tag)),
        ],
    );
    let shelves = b.resource("shelves");
    b.method(shelves, "retrieve", get("/store/shelves/{id}", res));
}

fn unions(b: &mut Builder) {
    let circle = b.object(
        "Circle",
        vec![
            required("kind", Type::String),
            required("radius", Type::Number),
        ],
    );
    let square = b.object(
        "Square",
        vec![
            required("kind", Type::String),
            required("side", Type::Number),
        ],
    );
    let tagged = |ty, value: &str| Variant {
        ty: Type::Ref(ty),
        tag: Some(("kind".into(), value.into())),
        origins: Vec::new(),
    };
    let shape = b.schema(
        "Form",
        Shape::Union(vec![tagged(circle, "circle"), tagged(square, "square")]),
    );
    let point = b.object("Point", vec![optional("x", Type::Number)]);
    let text = b.inline(
        "StoreFormsRes",
        "label",
        union(vec![Type::String, Type::Ref(point)]),
    );
    let again = b.inline(
        "StoreFormsRes",
        "title",
        union(vec![Type::Ref(point), Type::String]),
    );
    let res = b.object(
        "StoreFormsRes",
        vec![
            required("form", Type::Ref(shape)),
            required("label", text),
            optional("title", again),
        ],
    );
    let sent = b.schema(
        "FormPayload",
        Shape::Union(vec![tagged(circle, "circle"), tagged(square, "square")]),
    );
    let req = b.object("StorePostFormsReq", vec![required("form", Type::Ref(sent))]);
    let forms = b.resource("forms");
    b.method(forms, "create", post("/store/forms", req, res));
}

fn omit(b: &mut Builder) {
    let left = Object {
        fields: vec![required("id", Type::String)],
        additional: None,
    };
    let omitted = b.ty(
        "Omit",
        Identity::Inline("Basket.Omit".into()),
        Shape::Object(left),
    );
    b.own(omitted, "Basket", "totals");
    let basket = b.object("Basket", vec![required("totals", Type::Ref(omitted))]);
    let other = Object {
        fields: vec![optional("sum", Type::Integer)],
        additional: None,
    };
    let other = b.ty(
        "Omit",
        Identity::Inline("StoreBasketsRes.Omit".into()),
        Shape::Object(other),
    );
    b.own(other, "StoreBasketsRes", "rest");
    let res = b.object(
        "StoreBasketsRes",
        vec![
            required("basket", Type::Ref(basket)),
            required("rest", Type::Ref(other)),
        ],
    );
    let baskets = b.resource("baskets");
    b.method(baskets, "retrieve", get("/store/baskets/{id}", res));
}

/// Fields that some methods do not send; one type is sent in both areas.
fn omissions(b: &mut Builder) {
    let item = b.object("InvoiceItem", vec![optional("tax", Type::Integer)]);
    let invoice = b.object(
        "Invoice",
        vec![
            required("items", list(Type::Ref(item))),
            optional("total", Type::Integer),
        ],
    );
    let answer = b.object("InvoiceRes", vec![required("invoice", Type::Ref(invoice))]);
    let omit = |mut operation: Operation, paths: [&str; 2], selected_by: Option<&str>| {
        operation.response.omissions = paths
            .map(|path| Omission {
                path: path.to_owned(),
                selected_by: selected_by.map(str::to_owned),
            })
            .to_vec();
        operation
    };
    let paths = ["invoice.total", "invoice.items[].tax"];
    let invoices = b.resource("invoices");
    let retrieve = Operation {
        query: vec![optional("fields", Type::String)],
        ..get("/store/invoices/{id}", answer)
    };
    b.method(invoices, "retrieve", omit(retrieve, paths, Some("fields")));
    let latest = get("/store/invoices/latest", answer);
    b.method(invoices, "latest", omit(latest, paths, None));
    let invoices = b.resource("admin.invoices");
    let retrieve = get("/admin/invoices/{id}", answer);
    b.method(invoices, "retrieve", omit(retrieve, paths, None));
}

fn additional(b: &mut Builder) {
    let both = |additional| {
        Shape::Object(Object {
            fields: vec![required("id", Type::String)],
            additional: Some(additional),
        })
    };
    let any = b.schema("AppSettings", both(Type::Any));
    let counts = b.schema("AppCounts", both(Type::Integer));
    let bare = b.schema("AppBare", Shape::Object(Object::default()));
    let map = b.schema(
        "AppMap",
        Shape::Object(Object {
            fields: Vec::new(),
            additional: Some(Type::Boolean),
        }),
    );
    let res = b.object(
        "AdminAppsRes",
        vec![
            required("settings", Type::Ref(any)),
            required("counts", Type::Ref(counts)),
            required("bare", Type::Ref(bare)),
            required("map", Type::Ref(map)),
        ],
    );
    let apps = b.resource("admin.apps");
    b.method(apps, "update", post("/admin/apps", counts, res));
}

fn cycle(b: &mut Builder) {
    let node = b.object("Node", Vec::new());
    let child = b.object(
        "Twig",
        vec![
            required("id", Type::String),
            optional("node", Type::Ref(node)),
        ],
    );
    let Shape::Object(object) = &mut b.api[node].shape else {
        unreachable!()
    };
    object.fields = vec![
        required("id", Type::String),
        optional("parent", Type::Ref(node)),
        optional("twig", Type::Ref(child)),
        required("children", list(Type::Ref(node))),
    ];
    let nodes = b.resource("admin.nodes");
    b.method(nodes, "retrieve", get("/admin/nodes/{id}", node));
}

fn multipart(b: &mut Builder) {
    let res = b.object(
        "AdminUploadsRes",
        vec![required("urls", list(Type::String))],
    );
    let body = b.object(
        "AdminPostUploadsReq",
        vec![
            required("files", list(Type::Binary)),
            optional("cover", Type::Binary),
            required("folder", Type::String),
            optional("size", Type::Integer),
        ],
    );
    let mut operation = post("/admin/uploads", body, res);
    let Some(sent) = &mut operation.body else {
        unreachable!()
    };
    sent.encoding = Encoding::Multipart;
    let uploads = b.resource("admin.uploads");
    b.method(uploads, "create", operation);
}

fn delete_with_body(b: &mut Builder) {
    let req = b.object(
        "AdminDeleteBatchReq",
        vec![required("ids", list(Type::String))],
    );
    let body = Body {
        encoding: Encoding::Json,
        ty: Type::Ref(req),
        required: false,
        doc: String::new(),
    };
    let operation = Operation {
        body: Some(body),
        authenticated: true,
        feature_flag: Some("batches".into()),
        ..operation(Verb::Delete, "/admin/batches/{id}/items/{item_id}")
    };
    let batches = b.resource("admin.batches");
    b.method(batches, "deleteItems", operation);
}

fn deprecated(b: &mut Builder) {
    let old = b.object(
        "OldThing",
        vec![Field {
            deprecated: Some("Use `new_id`.".into()),
            ..required("id", Type::String)
        }],
    );
    b.api[old].deprecated = Some(String::new());
    let kind = b.schema("OldKind", values(&["one"]));
    b.api[kind].deprecated = Some("There is only one.".into());
    let req = b.object(
        "OldReq",
        vec![
            Field {
                deprecated: Some(String::new()),
                ..required("kind", Type::Ref(kind))
            },
            Field {
                deprecated: Some(String::new()),
                ..optional("size", Type::Integer)
            },
        ],
    );
    let olds = b.resource("olds");
    let with_query = Operation {
        query: vec![Field {
            deprecated: Some("Say nothing.".into()),
            ..optional("limit", Type::Integer)
        }],
        ..post("/store/olds", req, old)
    };
    b.method(olds, "make", with_query).deprecated = Some("Use *something* else.".into());
    let field = b.object(
        "OldFieldReq",
        vec![Field {
            deprecated: Some(String::new()),
            ..required("size", Type::Integer)
        }],
    );
    let older = b.resource("older");
    b.method(older, "make", post("/store/older", field, field));
    b.method(
        olds,
        "get",
        Operation {
            deprecated: true,
            ..get("/store/olds", old)
        },
    );
}

fn collision(b: &mut Builder) {
    let item = |fields| {
        Shape::Object(Object {
            fields,
            additional: None,
        })
    };
    let main = b.ty(
        "Piece",
        Identity::Link("entities.Piece".into()),
        item(vec![required("id", Type::String)]),
    );
    let mut owned = Vec::new();
    for (number, owner) in ["StorePostPuzzleReq", "StorePuzzlesRes"]
        .into_iter()
        .enumerate()
    {
        let piece = b.ty(
            "Piece",
            Identity::Link(format!("internal.Piece-{number}")),
            item(vec![required("n", Type::Integer)]),
        );
        b.own(piece, owner, "pieces");
        owned.push(piece);
    }
    let req = b.object(
        "StorePostPuzzleReq",
        vec![required("pieces", list(Type::Ref(owned[0])))],
    );
    let res = b.object(
        "StorePuzzlesRes",
        vec![
            required("pieces", list(Type::Ref(owned[1]))),
            required("main", Type::Ref(main)),
        ],
    );
    let lower = b.object(
        "PIECE",
        vec![
            required("a", Type::String),
            required("A", Type::String),
            required("a_", Type::String),
        ],
    );
    let puzzles = b.resource("puzzles");
    b.method(puzzles, "create", post("/store/puzzles", req, res));
    b.method(
        puzzles,
        "puzzles",
        Operation {
            query: vec![optional("a", Type::Ref(lower))],
            ..get("/store/puzzles", res)
        },
    );
    b.method(puzzles, "pieces", get("/store/puzzles/pieces", lower));
    let pieces = b.resource("puzzles.pieces");
    b.method(pieces, "list", get("/store/puzzles/p", res));
    let pieces = b.resource("other.pieces");
    b.method(pieces, "list", get("/store/other/pieces", res));
}

fn keyword(b: &mut Builder) {
    let words = ["type", "self", "Self", "async", "gen", "2fa", "created-at"];
    let fields = |field: fn(&str, Type) -> Field| {
        words.iter().map(|word| field(word, Type::String)).collect()
    };
    let error = b.object("Error", fields(required));
    let option = b.object("Option", fields(optional));
    let kinds = b.resource("type");
    let by_type = Operation {
        query: vec![
            optional("type", Type::String),
            required("match", Type::String),
            optional("send", Type::Boolean),
        ],
        ..post("/store/type/{crate}/{type}", option, error)
    };
    b.method(kinds, "move", by_type);
}

fn query(b: &mut Builder) {
    let operator = b.object(
        "Comparison",
        vec![
            optional("lt", Type::DateTime),
            optional("gt", Type::DateTime),
        ],
    );
    let status = b.schema("TicketStatus", values(&["open", "closed"]));
    let one_or_many = b.inline(
        "GetTickets",
        "id",
        union(vec![Type::String, list(Type::String)]),
    );
    let at = b.inline(
        "GetTickets",
        "created_at",
        union(vec![Type::DateTime, Type::Ref(operator)]),
    );
    let res = b.object(
        "StoreTicketsRes",
        vec![
            required("count", Type::Integer),
            required("tickets", list(Type::Map(Box::new(Type::Any)))),
        ],
    );
    let key = Field {
        doc: "Sent as it is.".into(),
        ..optional("X-Key", Type::String)
    };
    let operation = Operation {
        headers: vec![key],
        query: vec![
            Field {
                doc: "What to look for.".into(),
                ..required("q", Type::String)
            },
            optional("id", one_or_many),
            optional("status", list(Type::Ref(status))),
            optional("order", Type::Ref(status)),
            optional("created_at", at),
            optional("updated_at", Type::Ref(operator)),
            optional("expand", Type::String),
            Field {
                default: Some("10".into()),
                ..optional("limit", Type::Integer)
            },
            optional("timeout", Type::Boolean),
            optional("handle", Type::String),
        ],
        ..get("/store/tickets", res)
    };
    let tickets = b.resource("tickets");
    b.method(tickets, "list", operation);
}

fn custom(b: &mut Builder) {
    b.object("NeverSent", vec![required("id", Type::String)]);
    let own = b.resource("admin.own");
    b.custom(own, "get", Verb::Get).doc = "Asks a route of yours.".into();
    b.custom(own, "post", Verb::Post);
    b.custom(own, "delete", Verb::Delete);
}

fn hostile_docs(b: &mut Builder) {
    let doc = "# Heading\nSee [`Wicked`](../entities.Wicked.mdx), [its page](js_client.WickedResource.mdx#listAll), \
        [a lost one](../nowhere.mdx), [the web](https://example.com/a_(b)) and https://example.com/x_y.\n\n\
        <script>alert(1)</script> & [Vec] [`Option`] [foo]: bar\n\n\
        ```rust\nfn main() { panic!() }\n```\n\n    indented\n\n```ignore,x\n`` ` ``\n```\n\n\
        - one\n- two\n\n  more of two\n  1. nested\n\n> quoted\n> #[deprecated]\n\n\
        a | b\n--|--\n1 | `2`\n\n\
        unbalanced ` tick, \u{202e}reversed\u{202c}, zero\u{200b}width, */ /* \\ end\n\n\
        1\\. not a list\n\n+ \n\n![image](https://example.com/i.png) ***bold*** _it_ snake_case __init__ a*b ~~no~~";
    let wicked = b.ty(
        "Wicked",
        Identity::Link("entities.Wicked".into()),
        Shape::Object(Object {
            fields: vec![
                Field {
                    doc: doc.into(),
                    default: Some("`a` ``b``".into()),
                    ..required("a", Type::String)
                },
                Field {
                    doc: "\u{202e}".into(),
                    ..required("b\u{202e}\"\\\n", Type::String)
                },
            ],
            additional: None,
        }),
    );
    b.api[wicked].doc = doc.into();
    b.api[wicked].feature_flag = Some("`flag`".into());
    let res = b.resource("wicked");
    b.api[res].doc = doc.into();
    b.api[res].name = "WickedResource".into();
    let method = b.method(
        res,
        "listAll",
        Operation {
            query: vec![Field {
                doc: doc.into(),
                ..optional("x", Type::String)
            }],
            ..get("/store/wicked/{a`b}", wicked)
        },
    );
    method.doc = doc.into();
    method.deprecated = Some("Use [this](x.mdx) `now`\n<b>!".into());
}

fn hostile_names(b: &mut Builder) {
    let long = "x".repeat(300);
    let names = [
        "",
        "\u{1f600}",
        "__proto__",
        "größe",
        " ",
        "1",
        "\"",
        "\\",
        "{}",
        long.as_str(),
        "a\nb",
    ];
    let hostile = values(&names);
    let hostile = b.schema("\u{1f600}", hostile);
    let fields = names
        .iter()
        .map(|name| optional(name, Type::Ref(hostile)))
        .collect();
    let object = b.object("__proto__", fields);
    let short = b.object(&long, vec![required("x", Type::Ref(object))]);
    let same = b.object(&"x".repeat(299), vec![required("x", Type::Ref(short))]);
    let resource = b.resource("con");
    for name in names {
        let query = names
            .iter()
            .map(|name| optional(name, Type::String))
            .collect();
        b.method(
            resource,
            name,
            Operation {
                query,
                ..post("/store/con", same, object)
            },
        );
    }
    for path in ["mod", "CON", "\u{1f600}", "Lib", "lib"] {
        let resource = b.resource(path);
        b.method(resource, "new", get("/store/x", object));
    }
}
