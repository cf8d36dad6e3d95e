//! The evidence of the fixups: where it is an exchange with a server, there is a recording that shows it.
//!
//! ```text
//! GET /store/regions: $.regions[].countries[].id = 236      an answer, and a value in it
//! GET /store/products: $.products[].profile_id              the same of a field that is absent, null or new
//! POST /store/carts with quantity = 2: 200                  what was sent, and the status that came
//! GET /admin/users without limit: $.limit = 50              what was not sent
//! GET /store/product-tags without credentials: 200
//! POST /admin/inventory-items: 400, property ean should not exist      a refusal, and what it says
//! ```

use expect_test::expect;
use medusa_tests::recordings::{self, Exchange};
use medusa_tests::{shared, workspace};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

const VERSION: &str = "Medusa 1.20.11, ";

/// Headers of those who are signed in.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "x-medusa-access-token"];

#[derive(Deserialize)]
struct Fixups {
    fixup: Vec<Fixup>,
}

/// As much of a fixup as says what the evidence has to show.
#[derive(Deserialize)]
struct Fixup {
    at: String,
    #[serde(rename = "type")]
    ty: Option<String>,
    required: Option<bool>,
    nullable: Option<bool>,
    #[serde(default)]
    omits: BTreeMap<String, Vec<String>>,
    evidence: String,
}

#[test]
#[ignore = "needs MEDUSA_SHARED: the shared recordings"]
fn exchanges_are_recorded() {
    let folders = [
        shared().join("recordings"),
        workspace().join("tests/recordings"),
    ];
    let files = folders.iter().flat_map(|folder| recordings::files(folder));
    let exchanges: Vec<Exchange> = files
        .flat_map(|file| recordings::read(&file).expect("recordings can be read"))
        .collect();
    let text = fs::read_to_string(workspace().join("spec/fixups.toml"));
    let fixups: Fixups =
        toml::from_str(&text.expect("the fixups can be read")).expect("they are TOML");
    let (mut unproven, mut elsewhere) = (Vec::new(), Vec::new());
    for fixup in &fixups.fixup {
        match Claim::read(&fixup.evidence) {
            // A line of the server's source, or of the documentation.
            None => elsewhere.push(fixup.at.as_str()),
            Some(claim) if claim.is_shown(fixup, &exchanges) => {}
            Some(_) => unproven.push(format!("{}: {}", fixup.at, fixup.evidence)),
        }
    }
    assert!(
        unproven.is_empty(),
        "{} fixups:\n{}",
        unproven.len(),
        unproven.join("\n")
    );
    expect![[r#"
        AdminOrdersOrderLineItemReservationReq.quantity
        AdminPostInventoryItemsItemLocationLevelsLevelReq.incoming_quantity
        AdminPostOrdersOrderReq.discounts
        AdminPostOrdersOrderReq.items
        AdminPostProductCategoriesCategoryReq.rank
        AdminPostReturnsReturnReceiveReq.refund
        POST /store/orders/customer/confirm"#]]
    .assert_eq(&elsewhere.join("\n"));
}

/// What is said of the exchanges of an operation.
struct Claim<'t> {
    operation: &'t str,
    with: Option<(&'t str, &'t str)>,
    without: Option<&'t str>,
    /// A status, also with words, or a path and a value.
    came: &'t str,
}

impl<'t> Claim<'t> {
    fn read(evidence: &'t str) -> Option<Self> {
        let text = evidence.strip_prefix(VERSION)?;
        let (head, came) = text.split_once(": ")?;
        let (verb, _) = head.split_once(' ')?;
        ["GET", "POST", "DELETE"].contains(&verb).then_some(())?;
        let (operation, with) = match head.split_once(" with ") {
            Some((operation, given)) => (operation, Some(given.split_once(" = ")?)),
            None => (head, None),
        };
        let (operation, without) = match operation.split_once(" without ") {
            Some((operation, name)) => (operation, Some(name)),
            None => (operation, None),
        };
        Some(Self {
            operation,
            with,
            without,
            came,
        })
    }

    fn is_shown(&self, fixup: &Fixup, exchanges: &[Exchange]) -> bool {
        let about = exchanges.iter().filter(|exchange| self.is_about(exchange));
        let about: Vec<&Exchange> = about.collect();
        let Some(path) = self.came.strip_prefix("$.") else {
            let (status, words) = self.came.split_once(", ").unwrap_or((self.came, ""));
            let says_so = |answer: &Value| {
                let message = answer["message"].as_str().unwrap_or_default();
                message.split(", ").any(|one| one == words)
            };
            let is_it = |exchange: &&Exchange| {
                exchange.status.to_string() == status
                    && (words.is_empty() || exchange.response_json.as_ref().is_some_and(says_so))
            };
            return about.iter().any(is_it);
        };
        let (path, value) = match path.split_once(" = ") {
            Some((path, value)) => (path, Some(value)),
            None => (path, None),
        };
        let steps: Vec<&str> = path.split('.').collect();
        let mut found = Vec::new();
        let whole = about
            .iter()
            .filter(|exchange| exchange.success().is_some() && !exchange.is_partial());
        for answer in whole.filter_map(|exchange| exchange.response_json.as_ref()) {
            values(answer, &steps, &mut found);
        }
        let is_value = |found: &Value| value.is_none_or(|value| is_like(found, value));
        if fixup.ty.as_deref() == Some("Integer")
            && found.iter().flatten().any(|value| value.is_f64())
        {
            return false;
        }
        found.iter().any(|found| match found {
            None => fixup.required == Some(false) || !fixup.omits.is_empty(),
            Some(Value::Null) if fixup.nullable == Some(true) => true,
            Some(found) => {
                let is_about_values =
                    fixup.required.is_none() && fixup.nullable.is_none() && fixup.omits.is_empty();
                is_about_values && is_value(found)
            }
        })
    }

    fn is_about(&self, exchange: &Exchange) -> bool {
        exchange.operation.as_deref() == Some(self.operation)
            && self.with.is_none_or(|(name, value)| {
                let body = exchange.request_body.as_ref();
                let is_sent = body.is_some_and(|body| is_like(&body[name], value));
                is_sent || query(exchange).any(|pair| pair == format!("{name}={value}"))
            })
            && self.without.is_none_or(|name| match name {
                "credentials" => {
                    let headers = exchange.request_headers.keys();
                    !headers
                        .into_iter()
                        .any(|name| CREDENTIALS.contains(&name.as_str()))
                }
                _ => !query(exchange).any(|pair| pair.split('=').next() == Some(name)),
            })
    }
}

fn query(exchange: &Exchange) -> impl Iterator<Item = &str> {
    let (_, query) = exchange.url.split_once('?').unwrap_or_default();
    query.split('&')
}

/// Whether a value is what is said; of a long text the beginning is.
fn is_like(found: &Value, said: &str) -> bool {
    let text = found.to_string();
    match said.strip_suffix("…\"") {
        Some(beginning) => text.starts_with(beginning),
        None => text == said,
    }
}

/// What is at a path, in each object that can have it: `None` where it is absent.
fn values<'v>(value: &'v Value, steps: &[&str], found: &mut Vec<Option<&'v Value>>) {
    let Some((step, rest)) = steps.split_first() else {
        return found.push(Some(value));
    };
    let Some(object) = value.as_object() else {
        return;
    };
    match (
        object.get(step.trim_end_matches("[]")),
        step.ends_with("[]"),
    ) {
        (Some(Value::Array(items)), true) => {
            for item in items {
                values(item, rest, found);
            }
        }
        (Some(value), false) => values(value, rest, found),
        (None, _) if rest.is_empty() => found.push(None),
        _ => {}
    }
}
