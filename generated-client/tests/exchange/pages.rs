//! Lists over several pages.

use futures_util::{StreamExt, TryStreamExt};
use medusa_client::{ErrorKind, types::ProductTag};
use serde::Deserialize;

use crate::server::{Answer, Received, Server, json, status};

/// A number in a query.
fn asked(request: &Received, name: &str) -> Option<usize> {
    let (_, query) = request.line().split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name));
    value?.strip_prefix('=')?.parse().ok()
}

/// A page as the server writes it.
fn page(ids: impl IntoIterator<Item = usize>, offset: usize, limit: usize, count: usize) -> Answer {
    let tag = |id| {
        let at = "2024-01-31T10:00:00.000Z";
        format!(r#"{{"id":"{id}","value":"v","created_at":"{at}","updated_at":"{at}"}}"#)
    };
    let tags: Vec<String> = ids.into_iter().map(tag).collect();
    let tags = tags.join(",");
    json(&format!(
        r#"{{"product_tags":[{tags}],"count":{count},"offset":{offset},"limit":{limit}}}"#
    ))
}

/// A server with so many tags that gives no more than `most` at once.
async fn shop(count: usize, most: usize) -> Server {
    Server::with(move |_, request| {
        let offset = asked(request, "offset").unwrap_or(0);
        let limit = asked(request, "limit").unwrap_or(20).min(most);
        page((offset..count).take(limit), offset, limit, count)
    })
    .await
}

fn ids(tags: &[ProductTag]) -> Vec<usize> {
    tags.iter()
        .map(|tag| tag.id.parse().expect("a number"))
        .collect()
}

#[tokio::test]
async fn items_of_all_pages() {
    let server = shop(5, 100).await;
    let list = server.client().product_tags().list().limit(2);
    let mut items = list.clone().items();
    assert_eq!(items.total(), None);
    let first = items.next().await.expect("an item").expect("success");
    assert_eq!(
        (first.id.as_str(), items.total(), server.count()),
        ("0", Some(5), 1)
    );
    let rest: Vec<ProductTag> = items.try_collect().await.expect("success");
    assert_eq!(ids(&rest), [1, 2, 3, 4]);
    assert_eq!(
        server.lines(),
        [
            "GET /store/product-tags?limit=2&offset=0",
            "GET /store/product-tags?limit=2&offset=2",
            "GET /store/product-tags?limit=2&offset=4",
        ]
    );

    let all = list.clone().offset(3).items().all().await.expect("success");
    assert_eq!(ids(&all), [3, 4]);
    let some: Vec<_> = list.items().take(2).collect().await;
    assert_eq!((some.len(), server.count()), (2, 5));
}

/// An order with the selected fields, of which the server sends the total only if it is selected.
#[derive(Debug, PartialEq, Deserialize)]
struct OrderTotal {
    id: String,
    total: i64,
}

/// A server with so many orders that sends the fields `id` and `total` only, as `fields` asks.
async fn order_totals(count: usize) -> Server {
    Server::with(move |_, request| {
        let (offset, limit) = (asked(request, "offset").unwrap_or(0), 2);
        let order = |id| format!(r#"{{"id":"{id}","total":{}}}"#, 100 * id);
        let orders: Vec<String> = (offset..count).take(limit).map(order).collect();
        let orders = orders.join(",");
        json(&format!(
            r#"{{"orders":[{orders}],"count":{count},"offset":{offset},"limit":{limit}}}"#
        ))
    })
    .await
}

#[tokio::test]
async fn selected_fields_are_streamed_into_a_type_of_the_callers_own() {
    let server = order_totals(3).await;
    let list = server.client().admin().orders().list();
    let list = list.fields(["id", "total"]).limit(2);
    let mut items = list.clone().items_as::<OrderTotal>();
    let first = items.next().await.expect("an item").expect("success");
    assert_eq!((first.total, items.total()), (0, Some(3)));
    let rest = items.all().await.expect("success");
    let expected = [("1", 100), ("2", 200)].map(|(id, total)| OrderTotal {
        id: id.to_owned(),
        total,
    });
    assert_eq!(rest, expected);
    assert_eq!(
        server.lines(),
        [
            "GET /admin/orders?fields=id%2Ctotal&limit=2&offset=0",
            "GET /admin/orders?fields=id%2Ctotal&limit=2&offset=2",
        ]
    );

    let pages: Vec<_> = list
        .clone()
        .offset(1)
        .pages_as::<OrderTotal>()
        .collect()
        .await;
    let pages: Vec<_> = pages
        .into_iter()
        .map(|page| page.expect("success"))
        .collect();
    assert_eq!(
        (pages.len(), pages[0].offset, pages[0].limit),
        (1, Some(1), Some(2))
    );
    assert_eq!(pages[0].items, expected);

    // The documented type needs more fields than were selected.
    let error = list.items().all().await.expect_err("does not fit");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.json_path(), Some("orders[0]"));
}

#[tokio::test]
async fn a_page_that_does_not_fit_the_callers_type_is_an_error() {
    let server = Server::start([page([0], 0, 1, 2), json(r#"{"tags":[]}"#)]).await;
    let list = server.client().product_tags().list();
    let error = list.clone().items_as::<OrderTotal>().all().await;
    let error = error.expect_err("does not fit");
    assert_eq!(error.json_path(), Some("product_tags[0]"));
    assert!(
        error.to_string().ends_with(", missing field `total`"),
        "{error}"
    );
    let error = list.items().all().await.expect_err("no list");
    assert_eq!(
        error.to_string(),
        "GET /store/product-tags: cannot decode the body at .: found an object with the keys tags, \
         missing field `product_tags`"
    );
}

#[tokio::test]
async fn an_offset_that_is_not_a_number_is_an_error() {
    let server = shop(5, 100).await;
    let list = server.client().product_tags().list();
    let error = list.query("offset", "second").items().all().await;
    assert_eq!(
        error.expect_err("not sent").to_string(),
        "GET /store/product-tags: the query parameter `offset` is not a whole number"
    );
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn pages_one_by_one() {
    let server = shop(3, 100).await;
    let mut pages = server.client().product_tags().list().limit(2).pages();
    let first = pages.next().await.expect("a page").expect("success");
    assert_eq!(
        (first.count, first.offset, first.limit),
        (Some(3), Some(0), Some(2))
    );
    assert_eq!((pages.total(), pages.next_offset()), (Some(3), 2));
    let second = pages.next().await.expect("a page").expect("success");
    assert_eq!(ids(&second.items), [2]);
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn an_empty_list_has_one_page() {
    let server = shop(0, 100).await;
    let list = server.client().product_tags().list();
    let pages: Vec<_> = list.clone().pages().try_collect().await.expect("success");
    assert_eq!((pages.len(), pages[0].count), (1, Some(0)));
    assert!(list.items().all().await.expect("success").is_empty());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn pages_shorter_than_asked_for() {
    let server = shop(4, 1).await;
    let items = server.client().product_tags().list().limit(3).items();
    assert_eq!(ids(&items.all().await.expect("success")), [0, 1, 2, 3]);
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn a_list_that_shrinks_or_grows_meanwhile() {
    let server = Server::start([page([0, 1], 0, 2, 5), page([2], 2, 2, 3)]).await;
    let items = server.client().product_tags().list().limit(2).items();
    assert_eq!(ids(&items.all().await.expect("success")), [0, 1, 2]);
    assert_eq!(server.count(), 2);

    // The count is wrong, and nothing is left.
    let server = Server::start([page([0, 1], 0, 2, 9), page([], 2, 2, 9)]).await;
    let items = server.client().product_tags().list().items();
    assert_eq!(ids(&items.all().await.expect("success")), [0, 1]);
    assert_eq!(server.count(), 2);

    let server = Server::start([page([0], 0, 1, 1), page([1], 1, 1, 2)]).await;
    let items = server.client().product_tags().list().items();
    assert_eq!(ids(&items.all().await.expect("success")), [0]);
}

#[tokio::test]
async fn a_server_that_ignores_the_offset() {
    // It says so, or it does not.
    let honest = Server::start([page([0, 1], 0, 2, 1000)]).await;
    let liar =
        Server::with(|_, request| page([0, 1], asked(request, "offset").unwrap_or(0), 2, 1000))
            .await;
    for (server, said) in [
        (
            honest,
            "the page begins at another offset than was asked for",
        ),
        (
            liar,
            "the page is the one before, although it begins at another offset",
        ),
    ] {
        let mut items = server.client().product_tags().list().items();
        for _ in 0..2 {
            items.next().await.expect("an item").expect("success");
        }
        let error = items.next().await.expect("an end").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            error.to_string(),
            format!("GET /store/product-tags: {said}")
        );
        assert!(items.next().await.is_none());
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn a_list_without_numbers_ends_with_an_empty_page() {
    let variants = |ids: &[u8]| {
        let variant = |id: &u8| format!(r#"{{"id":"{id}"}}"#);
        let variants: Vec<String> = ids.iter().map(variant).collect();
        json(&format!(r#"{{"variants":[{}]}}"#, variants.join(",")))
    };
    let server = Server::start([variants(&[]), variants(&[1])]).await;
    let pages = server.client().products().variants().list().pages();
    let pages: Vec<_> = pages.try_collect().await.expect("success");
    assert_eq!((pages.len(), pages[0].count, server.count()), (1, None, 1));
}

#[tokio::test]
async fn a_page_that_fails() {
    let server = Server::start([
        page([0], 0, 1, 9),
        status(503),
        page([1], 1, 1, 9),
        status(400),
    ])
    .await;
    let mut items = server.client().product_tags().list().limit(1).items();
    for id in ["0", "1"] {
        let item = items.next().await.expect("an item").expect("success");
        assert_eq!(item.id, id);
    }
    let error = items.next().await.expect("an end").expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 4);
}
