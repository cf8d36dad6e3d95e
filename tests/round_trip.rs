//! The generated client against a server on a real socket: what is sent, and what comes back.

use medusa_client::types::{
    AdminDeleteUploadsReq, DateComparisonOperator, FulfillmentStatus, OrderStatus, ProductStatus,
    StorePostCustomersCustomerReq, StorePostCustomersReq,
};
use medusa_client::{File, Timestamp};
use medusa_tests::{answering, only_request, query};
use serde_json::{Value, json};

fn customer() -> Value {
    json!({
        "id": "cus_1",
        "email": "ada@example.com",
        "first_name": "Ada",
        "last_name": null,
        "billing_address_id": null,
        "phone": null,
        "has_account": true,
        "metadata": { "level": 3 },
        "created_at": "2024-01-31T10:00:00.000Z",
        "updated_at": "2024-01-31T10:00:00.000Z",
        "deleted_at": null
    })
}

#[tokio::test]
async fn create() {
    let (server, medusa) = answering(200, json!({ "customer": customer() })).await;
    let payload =
        StorePostCustomersReq::new("Ada", "Byron", "ada@example.com", "secret").phone("12");
    let created = medusa.customers().create(payload).await.unwrap().customer;

    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("POST", "/store/customers")
    );
    assert_eq!(
        request.body_json::<Value>().unwrap(),
        json!({
            "first_name": "Ada", "last_name": "Byron", "email": "ada@example.com",
            "password": "secret", "phone": "12"
        })
    );
    assert_eq!(created.id, "cus_1");
    assert_eq!(created.last_name, None);
    assert_eq!(created.created_at, "2024-01-31T10:00:00Z".parse().unwrap());
}

#[tokio::test]
async fn retrieve() {
    let (server, medusa) = answering(200, json!({ "customer": customer() })).await;
    let found = medusa
        .admin()
        .customers()
        .retrieve("cus/1?x")
        .await
        .unwrap()
        .customer;

    let request = only_request(&server).await;
    assert_eq!(request.method.as_str(), "GET");
    assert_eq!(request.url.path(), "/admin/customers/cus%2F1%3Fx");
    assert!(request.body.is_empty());
    assert_eq!(found.metadata.unwrap()["level"], 3);
}

#[tokio::test]
async fn update() {
    let (server, medusa) = answering(200, json!({ "customer": customer() })).await;
    let payload = StorePostCustomersCustomerReq::new()
        .first_name("Ada")
        .billing_address("addr_1");
    medusa.customers().update(payload).await.unwrap();

    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("POST", "/store/customers/me")
    );
    assert_eq!(
        request.body_json::<Value>().unwrap(),
        json!({ "first_name": "Ada", "billing_address": "addr_1" })
    );
}

#[tokio::test]
async fn list_with_filters() {
    let orders = json!({ "orders": [], "count": 0, "offset": 0, "limit": 10 });
    let (server, medusa) = answering(200, orders).await;
    let since: Timestamp = "2024-01-31T10:00:00Z".parse().unwrap();
    let listed = medusa
        .customers()
        .list_orders()
        .status([OrderStatus::Pending, OrderStatus::RequiresAction])
        .fulfillment_status([FulfillmentStatus::NotFulfilled])
        .created_at(DateComparisonOperator::new().gt(since))
        .expand(["items", "customer"])
        .limit(10)
        .await
        .unwrap();

    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("GET", "/store/customers/me/orders")
    );
    assert_eq!(
        query(&request),
        "status[]=pending&status[]=requires_action&fulfillment_status[]=not_fulfilled\
         &created_at[gt]=2024-01-31T10:00:00.000Z&expand=items,customer&limit=10"
    );
    assert_eq!((listed.count, listed.orders.len()), (0, 0));
}

#[tokio::test]
async fn delete_with_body() {
    let deleted = json!({ "id": "file_1", "object": "file", "deleted": true });
    let (server, medusa) = answering(200, deleted).await;
    let payload = AdminDeleteUploadsReq::new("file_1");
    let deleted = medusa.admin().uploads().delete(payload).await.unwrap();

    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("DELETE", "/admin/uploads")
    );
    assert_eq!(
        request.body_json::<Value>().unwrap(),
        json!({ "file_key": "file_1" })
    );
    assert!(deleted.deleted);
}

#[tokio::test]
async fn multipart_upload() {
    let uploads = json!({ "uploads": [{ "url": "http://host/a.csv", "key": "a.csv" }] });
    let (server, medusa) = answering(200, uploads).await;
    let files = [
        File::new("a.csv", "id,name\n"),
        File::new("b.bin", vec![0, 159]).content_type("application/x-own"),
    ];
    let uploaded = medusa
        .admin()
        .uploads()
        .create(files)
        .await
        .unwrap()
        .uploads;

    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("POST", "/admin/uploads")
    );
    let kind = request.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    let body = String::from_utf8_lossy(&request.body);
    assert!(
        body.contains(
            "name=\"files\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nid,name\n"
        )
    );
    assert!(body.contains("name=\"files\"; filename=\"b.bin\"\r\nContent-Type: application/x-own"));
    assert_eq!(uploaded[0].key, "a.csv");
}

#[tokio::test]
async fn unknown_enum_values_are_kept() {
    let products =
        json!({ "products": [{ "status": "retired" }], "count": 1, "offset": 0, "limit": 1 });
    let (_server, medusa) = answering(200, products.clone()).await;
    #[derive(serde::Deserialize, serde::Serialize)]
    struct Row {
        status: ProductStatus,
    }
    #[derive(serde::Deserialize)]
    struct Rows {
        products: Vec<Row>,
    }
    let request = medusa.admin().products().list().fields(["status"]);
    let rows: Rows = request.send_as().await.unwrap();
    assert_eq!(
        rows.products[0].status,
        ProductStatus::Unknown("retired".to_owned())
    );
    assert_eq!(
        serde_json::to_value(&rows.products[0]).unwrap(),
        json!({ "status": "retired" })
    );
}

#[tokio::test]
async fn errors_say_what_the_server_said() {
    let body = json!({ "type": "not_found", "message": "Customer with id: x was not found" });
    let (_server, medusa) = answering(404, body).await;
    let error = medusa.admin().customers().retrieve("x").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.message(), Some("Customer with id: x was not found"));
    assert_eq!(error.error_type(), Some("not_found"));
}

#[tokio::test]
async fn custom_routes() {
    let (server, medusa) = answering(200, json!({ "posts": [1, 2] })).await;
    let posts: Value = medusa.admin().custom().get("/blog/posts").await.unwrap();
    assert_eq!(only_request(&server).await.url.path(), "/admin/blog/posts");
    assert_eq!(posts["posts"], json!([1, 2]));
}

#[tokio::test]
async fn operations_without_a_page() {
    let (server, medusa) = answering(200, json!({})).await;
    let _: Value = medusa
        .carts()
        .calculate_taxes("cart_1")
        .send_as()
        .await
        .unwrap();
    let request = only_request(&server).await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("POST", "/store/carts/cart_1/taxes")
    );
}
