//! Idempotency keys: where the server keeps them, and which one counts.
//!
//! How Medusa 1.20 treats the header `Idempotency-Key` of a request:
//!
//! - With a key that it made itself, it goes on where the request of that key stopped; where that has ended, it answers
//!   the same again. It does not look at the path or body, so that a key must serve one request only.
//! - Any other key it ignores. It makes one of its own and answers with that, be it a success or not.
//!
//! A key of the client's making would protect nothing, so none is made. The key of an answer is sent with the retry.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};

use crate::route::Route;

/// The header, in both directions.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The operations whose handlers keep a key and replay by it, as seen in the server's answers and in the sources of its
/// routes. Adding a line item to a cart is answered with a key too, but that one does not replay.
const ROUTES: [&str; 8] = [
    "/admin/orders/{id}/claims",
    "/admin/orders/{id}/return",
    "/admin/orders/{id}/swaps",
    "/store/carts/{id}/complete",
    "/store/carts/{id}/payment-sessions",
    "/store/carts/{id}/taxes",
    "/store/returns",
    "/store/swaps",
];

/// Whether the server keeps a key for this operation.
pub(crate) fn is_kept(route: &Route) -> bool {
    route.method == Method::POST && ROUTES.contains(&route.template.as_ref())
}

/// Makes the next attempt say the key that the server answered with; tells whether there was one.
pub(crate) fn adopt(request: &mut HeaderMap, response: &HeaderMap) -> bool {
    let key = response.get(&KEY);
    if let Some(key) = key {
        request.insert(KEY, key.clone());
    }
    key.is_some()
}

#[cfg(all(test, feature = "store", feature = "admin"))]
mod tests {
    use super::*;

    /// What the table says is what the reference says: a route that is written otherwise would never be found.
    #[test]
    fn the_routes_are_documented() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/generated");
        let mut text = String::new();
        for file in [
            "admin/orders.rs",
            "store/carts.rs",
            "store/returns.rs",
            "store/swaps.rs",
        ] {
            text += &std::fs::read_to_string(format!("{source}/{file}")).expect("generated code");
        }
        let text: String = text.split_whitespace().collect();
        for route in ROUTES {
            assert!(
                text.contains(&format!("Method::POST,\"{route}\"")),
                "{route}"
            );
        }
    }
}
