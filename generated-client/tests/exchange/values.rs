//! Responses that are not quite what is documented.

use medusa_client::types::{AdminUserRes, UserRoles};
use medusa_client::{ErrorKind, Json, Result};

use crate::get;
use crate::server::{Answer, Server, json, response};

/// A user, with these fields in place of the usual ones.
fn user(fields: &[(&str, Json)]) -> Json {
    let mut user = serde_json::json!({
        "id": "usr_1",
        "created_at": "2024-01-31T10:00:00.000Z",
        "updated_at": "2024-01-31T10:00:00.000Z",
        "deleted_at": null,
        "role": "member",
        "email": "boss@example.com",
        "first_name": null,
        "last_name": null,
        "api_token": null,
        "metadata": null,
    });
    for (name, value) in fields {
        user[*name] = value.clone();
    }
    serde_json::json!({ "user": user })
}

async fn retrieve(answer: Answer) -> Result<AdminUserRes> {
    let server = Server::start([answer]).await;
    server.client().admin().users().retrieve("usr_1").await
}

#[tokio::test]
async fn a_value_that_nobody_documented() {
    let body = user(&[("role", "captain".into())]);
    let found = retrieve(json(&body.to_string())).await.expect("success");
    assert_eq!(found.user.role, UserRoles::Unknown("captain".to_owned()));
    let written = serde_json::to_value(&found).expect("JSON");
    assert_eq!(written["user"]["role"], "captain");
}

#[tokio::test]
async fn more_than_was_documented() {
    let mut body = user(&[("shoe_size", 43.into()), ("tags", Json::Array(Vec::new()))]);
    body["took_ms"] = 3.into();
    let found = retrieve(json(&body.to_string())).await.expect("success");
    assert_eq!(found.user.email, "boss@example.com");
}

#[tokio::test]
async fn less_than_was_documented() {
    let body = user(&[("email", Json::Null)]);
    let error = retrieve(json(&body.to_string()))
        .await
        .expect_err("no text");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        (error.json_path(), error.snippet()),
        (Some("user.email"), Some("null"))
    );
    assert_eq!(
        error.to_string(),
        "GET /admin/users/{id}: cannot decode the body at user.email: found null, expected a string"
    );
    assert!(!error.is_retryable());
    // The rest of it is not lost.
    let raw: Json = error.response().expect("a response").json().expect("JSON");
    assert_eq!(raw["user"]["id"], "usr_1");

    let server = Server::start([json(&body.to_string())]).await;
    let request = server.client().admin().users().retrieve("usr_1");
    let loose: Json = request.send_as().await.expect("success");
    assert_eq!(loose["user"]["email"], Json::Null);
}

#[tokio::test]
async fn whatever_the_content_type() {
    let body = user(&[]).to_string();
    for content_type in ["text/html", "text/plain; charset=latin1", "nonsense"] {
        let header = format!("content-type: {content_type}\r\n");
        let found = retrieve(response(200, &header, &body))
            .await
            .expect("success");
        assert_eq!(found.user.id, "usr_1");
    }
    let html = response(
        200,
        "content-type: application/json\r\n",
        "<!DOCTYPE html><p>Hi",
    );
    let error = retrieve(html).await.expect_err("no JSON");
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("."))
    );
    assert_eq!(error.snippet(), Some("text: \"<!DOCTYPE html><p>Hi\""));
}

#[tokio::test]
async fn what_an_error_keeps() {
    let body = r#"{"type":"duplicate_error","code":"invalid_request_error","message":"Exists"}"#;
    let headers = "x-request-id: req-7\r\nidempotency-key: k1\r\n";
    let server = Server::start([response(422, headers, body)]).await;
    let error = get(&server.client(), "/admin/a")
        .await
        .expect_err("no success");
    assert!(error.is_duplicate() && !error.is_retryable() && !error.is_server_error());
    assert_eq!(error.request_id(), Some("req-7"));
    assert_eq!(error.idempotency_key(), Some("k1"));
    assert_eq!((error.attempts(), error.retry_after()), (1, None));

    let server = Server::start([response(403, "", "Forbidden")]).await;
    let error = get(&server.client(), "/admin/a")
        .await
        .expect_err("no success");
    assert!(error.is_forbidden() && !error.is_unauthorized());
    let server = Server::start([response(500, "", "")]).await;
    let error = get(&server.client(), "/admin/a")
        .await
        .expect_err("no success");
    assert!(error.is_server_error() && !error.is_retryable());
}
