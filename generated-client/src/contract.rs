//! A piece of generated code, written by hand: what the generator may count on.

#![allow(
    unreachable_pub,
    clippy::needless_pass_by_value,
    reason = "generated code is public"
)]

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wiremock::matchers::{body_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::query::Integer;
use crate::{JsonObject, Medusa, Method, OneOrMany, Patch, Request, RetryPolicy, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderStatus {
    Pending,
    RequiresAction,
    Unknown(String),
}

crate::open_enum::open_enum! {
    OrderStatus,
    Pending "pending",
    RequiresAction "requires_action",
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DateComparisonOperator {
    lt: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gt: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    id: String,
    status: OrderStatus,
    created_at: Timestamp,
    metadata: Option<JsonObject>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub struct ListOrdersRes {
    orders: Vec<Order>,
    count: i64,
    offset: Option<i64>,
    limit: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct UpdateCustomer {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Patch::is_unset")]
    phone: Patch<String>,
}

#[derive(Clone, Debug)]
pub struct Customers {
    client: Medusa,
}

impl Customers {
    pub fn new(client: Medusa) -> Self {
        Self { client }
    }

    pub fn list_orders(&self) -> ListOrders {
        ListOrders {
            request: self
                .client
                .request(Method::GET, "/store/customers/me/orders", &[]),
        }
    }

    pub fn update(&self, id: impl Into<String>, payload: UpdateCustomer) -> Request<Order> {
        fn request(client: &Medusa, id: String, payload: UpdateCustomer) -> Request<Order> {
            client
                .request(Method::POST, "/admin/customers/{id}", &[&id])
                .json(&payload)
        }
        request(&self.client, id.into(), payload)
    }

    pub fn delete(&self, id: impl Into<String>) -> Request<()> {
        fn request(client: &Medusa, id: String) -> Request<()> {
            client.request_empty(Method::DELETE, "/admin/customers/{id}", &[&id])
        }
        request(&self.client, id.into())
    }
}

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListOrders {
    request: Request<ListOrdersRes>,
}

impl ListOrders {
    pub fn q(self, q: impl Into<String>) -> Self {
        Self {
            request: self.request.query("q", q.into()),
        }
    }

    pub fn status<K>(self, status: impl OneOrMany<OrderStatus, K>) -> Self {
        Self {
            request: self.request.query("status", status.into_list()),
        }
    }

    pub fn limit(self, limit: impl TryInto<i64>) -> Self {
        Self {
            request: self.request.query("limit", Integer::new(limit)),
        }
    }

    pub fn created_at(self, created_at: DateComparisonOperator) -> Self {
        Self {
            request: self.request.query("created_at", created_at),
        }
    }
}

crate::request::builder!(ListOrders, ListOrdersRes);
crate::pages::list!(
    ListOrders,
    ListOrdersRes,
    orders,
    Order,
    [count, offset, limit]
);

const ORDER: &str = r#"{"id":"order_1","status":"held_for_review","created_at":"2024-01-31T10:00:00.000Z","metadata":null}"#;

fn customers(server: &MockServer) -> Customers {
    Customers::new(Medusa::new(server.uri()).expect("a valid URL"))
}

#[tokio::test]
async fn a_list_with_filters() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/store/customers/me/orders"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_string(format!("{{\"orders\":[{ORDER}],\"count\":1,\"limit\":20}}")),
        )
        .mount(&server)
        .await;
    let list = customers(&server)
        .list_orders()
        .q("lamp & pen")
        .status([OrderStatus::Pending, "held_for_review".into()])
        .created_at(DateComparisonOperator {
            gt: Some("2020-01-01T00:00:00Z".parse().expect("valid")),
            ..DateComparisonOperator::default()
        });

    let answer = list.clone().await.expect("success");
    assert_eq!(answer.count, 1);
    assert_eq!(
        answer.orders[0].status,
        OrderStatus::Unknown("held_for_review".to_owned())
    );
    assert_eq!(
        serde_json::to_string(&answer.orders[0]).expect("valid"),
        ORDER
    );

    let requests = server.received_requests().await.expect("recorded");
    assert_eq!(
        requests[0].url.query(),
        Some(concat!(
            "q=lamp%20%26%20pen&status%5B%5D=pending&status%5B%5D=held_for_review",
            "&created_at%5Bgt%5D=2020-01-01T00%3A00%3A00.000Z"
        ))
    );

    // All that the macro forwards.
    let list = list
        .query("extra", true)
        .header("x-extra", "1")
        .without_header("accept")
        .timeout(Duration::from_secs(5))
        .deadline(Duration::from_secs(5))
        .retries(RetryPolicy::never())
        .idempotency_key("key_1")
        .anonymous();
    let raw = list.clone().send_raw().await.expect("a response");
    assert_eq!(raw.status(), 200);
    let count: crate::Json = list.clone().send_as().await.expect("success");
    assert_eq!(count["count"], 1);
    assert_eq!(list.clone().send().await.expect("success").count, 1);
    #[cfg(feature = "blocking")]
    {
        let list = list.clone();
        let waiting = tokio::task::spawn_blocking(|| list.wait());
        assert_eq!(waiting.await.expect("no panic").expect("success").count, 1);
    }
    let page = list.clone().pages().next().await.expect("a page");
    let page = page.expect("success");
    assert_eq!(
        (page.count, page.offset, page.limit),
        (Some(1), None, Some(20))
    );
    let items = list.items().all().await.expect("success");
    assert_eq!((&items, items.len()), (&page.items, 1));
    let requests = server.received_requests().await.expect("recorded");
    for request in &requests[1..] {
        assert!(
            request.url.as_str().ends_with("&extra=true"),
            "{}",
            request.url
        );
        assert_eq!(request.headers["x-extra"], "1");
        assert_eq!(request.headers["idempotency-key"], "key_1");
    }
    assert_eq!(requests.len(), 6 + usize::from(cfg!(feature = "blocking")));
}

#[tokio::test]
async fn a_payload_and_a_body_that_is_ignored() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/admin/customers/cus_1"))
        .and(body_json(serde_json::json!({ "phone": null })))
        .respond_with(ResponseTemplate::new(200).set_body_string(ORDER))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(200).set_body_string("OK"))
        .expect(1)
        .mount(&server)
        .await;
    let customers = customers(&server);
    let payload = UpdateCustomer {
        phone: Patch::Null,
        ..UpdateCustomer::default()
    };
    assert_eq!(
        customers
            .update("cus_1", payload)
            .await
            .expect("success")
            .id,
        "order_1"
    );
    customers.delete("cus_1").await.expect("any body will do");
}

#[test]
fn open_enums_keep_what_they_do_not_know() {
    for text in ["pending", "requires_action", "", "brand new", "\u{1F4E6}\n"] {
        let json = serde_json::to_string(text).expect("valid");
        let status: OrderStatus = serde_json::from_str(&json).expect("any text is a status");
        assert_eq!(serde_json::to_string(&status).expect("valid"), json);
        assert_eq!(status, OrderStatus::from(text));
        assert_eq!(status, OrderStatus::from(text.to_owned()));
        assert_eq!(Ok(&status), text.parse().as_ref());
        assert_eq!((status.as_ref(), status.to_string().as_str()), (text, text));
        assert_eq!(String::from(&status), text);
        assert_eq!(String::from(status.clone()), text);
        assert_eq!(Patch::<String>::from(&status), Patch::from(text));
        assert_eq!(status.is_unknown(), !OrderStatus::VALUES.contains(&status));
        assert_eq!(
            OrderStatus::from_known(text).ok(),
            (!status.is_unknown()).then_some(status)
        );
    }
    assert!(serde_json::from_str::<OrderStatus>("1").is_err());
}

#[test]
fn open_enums_list_their_documented_values() {
    let values = [OrderStatus::Pending, OrderStatus::RequiresAction];
    assert_eq!(OrderStatus::VALUES, values);
    let error = OrderStatus::from_known("Pending").expect_err("case matters");
    assert_eq!(
        error.to_string(),
        "`Pending` is not a documented OrderStatus: expected `pending` or `requires_action`"
    );
    assert_eq!(
        (error.text(), error.known()),
        ("Pending", &["pending", "requires_action"][..])
    );
}

#[tokio::test]
async fn a_number_that_does_not_fit_is_an_error_of_the_request() {
    let client = Medusa::new("http://localhost:9000").expect("a valid URL");
    let list = Customers::new(client).list_orders().limit(u64::MAX);
    let error = list.await.expect_err("the number is too large");
    assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("`limit`"), "{error}");
}

#[test]
fn open_enums_are_in_the_order_of_their_texts() {
    let texts = ["completed", "pending", "shipped", "archived", "on hold"];
    let mut values = texts.map(OrderStatus::from);
    values.sort();
    let mut sorted = texts;
    sorted.sort_unstable();
    assert_eq!(values.map(|value| value.to_string()), sorted);
    let misnamed = OrderStatus::Unknown("pending".to_owned());
    assert!(misnamed > OrderStatus::Pending && misnamed != OrderStatus::Pending);
}

#[test]
fn requests_are_small_and_cross_threads() {
    fn sent<T: Send + 'static>(_: &T) {}
    let client = Medusa::new("http://localhost:9000").expect("a valid URL");
    let list = Customers::new(client).list_orders();
    assert!(size_of_val(&list) <= 2 * size_of::<usize>());
    assert_eq!(size_of::<crate::Error>(), size_of::<usize>());
    sent(&list);
    sent(&list.send());
}
