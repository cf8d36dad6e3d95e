//! What all requests of a client have in common, and what stays secret.

use std::hash::Hash;
use std::time::Duration;

use medusa_client::{
    ApiError, Area, Credential, ErrorKind, Json, Medusa, Method, Page, Patch, Progress,
    RetryPolicy, reqwest,
};
use wiremock::ResponseTemplate;

use crate::{answering, get, last, listening, refused};

#[tokio::test]
async fn headers_are_sent_and_replaced() {
    let (server, _) = listening().await;
    let medusa = Medusa::builder(server.uri())
        .header("X-Shop", "north")
        .header("x-shop", "south")
        .header("x-text", "grün")
        .build()
        .expect("valid settings");
    get(&medusa, "/a", &[]).await.expect("sent");
    let headers = last(&server).await.headers;
    for (name, value) in [
        ("x-shop", "south"),
        ("x-text", "grün"),
        ("accept", "application/json"),
        (
            "user-agent",
            concat!("medusa-client/", env!("CARGO_PKG_VERSION")),
        ),
    ] {
        assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
        assert_eq!(headers[name].as_bytes(), value.as_bytes(), "{name}");
    }

    get(&medusa, "/a", &[])
        .header("x-shop", "east")
        .header("X-Shop", "west")
        .header("user-agent", "mine")
        .await
        .expect("sent");
    let headers = last(&server).await.headers;
    assert_eq!(headers.get_all("x-shop").iter().count(), 1);
    assert_eq!(
        (&headers["x-shop"], &headers["user-agent"]),
        (
            &"west".parse().expect("valid"),
            &"mine".parse().expect("valid")
        )
    );

    get(&medusa, "/a", &[])
        .header("x-text", "gone")
        .without_header("X-Text")
        .without_header("user-agent")
        .without_header("x-shop")
        .header("x-shop", "back")
        .await
        .expect("sent");
    let headers = last(&server).await.headers;
    assert!(!headers.contains_key("x-text") && !headers.contains_key("user-agent"));
    assert_eq!(headers["x-shop"], "back");

    let medusa = Medusa::builder(server.uri())
        .user_agent("shop/1")
        .build()
        .expect("valid settings");
    get(&medusa, "/a", &[]).await.expect("sent");
    assert_eq!(last(&server).await.headers["user-agent"], "shop/1");
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let url = "http://localhost:9000";
    for (builder, said) in [
        (Medusa::builder(""), "the base URL is not a URL"),
        (Medusa::builder("a shop"), "the base URL is not a URL"),
        (
            Medusa::builder("user:hush@localhost"),
            "the base URL is neither http nor https",
        ),
        (
            Medusa::builder("file:///tmp"),
            "the base URL is neither http nor https",
        ),
        (
            Medusa::builder("http://user:hush@localhost"),
            "the base URL holds a user name or password; send them as a header",
        ),
        (
            Medusa::builder("http://localhost?a"),
            "the base URL has a query or a fragment",
        ),
        (
            Medusa::builder("http://localhost#a"),
            "the base URL has a query or a fragment",
        ),
        (
            Medusa::builder(url).admin_api_token("hush\n"),
            "the value of the header `x-medusa-access-token` is not valid",
        ),
        (
            Medusa::builder(url).customer_jwt("hush\0"),
            "the value of the header `authorization` is not valid",
        ),
        (
            Medusa::builder(url).header("hush hush", "a"),
            "a header's name is not valid",
        ),
        (
            Medusa::builder(url).credential(Credential::session(Area::Store, "hush; a=b")),
            "the session is not the value of one cookie",
        ),
        (
            Medusa::builder(url).admin_jwt(""),
            "the credential is empty",
        ),
        // The first fault counts.
        (
            Medusa::builder("").header("", ""),
            "the base URL is not a URL",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("hush"), "{builder:?}");
        let error = builder.build().expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::InvalidSettings);
        assert_eq!(
            (error.to_string().as_str(), error.message()),
            (said, Some(said))
        );
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    }
}

#[test]
fn a_base_url_without_a_scheme_is_completed_in_the_error() {
    for (url, host) in [
        ("127.0.0.1:9100", "127.0.0.1:9100"),
        ("localhost:9000", "localhost:9000"),
        ("localhost", "localhost"),
        ("shop.example.com:443/store", "shop.example.com:443"),
        ("[::1]:9000/?token=hush", "[::1]:9000"),
    ] {
        let error = Medusa::new(url).expect_err("no scheme");
        assert_eq!(error.kind(), ErrorKind::InvalidSettings);
        assert_eq!(
            error.to_string(),
            format!(
                "the base URL begins with neither `http://` nor `https://`: write `http://{host}`, or `https://{host}` if \
                 the server speaks TLS"
            )
        );
    }
}

#[test]
fn https_needs_a_build_with_tls() {
    let built = Medusa::new("https://localhost");
    if cfg!(any(
        feature = "rustls",
        feature = "rustls-ring",
        feature = "native-tls"
    )) {
        built.expect("a build with TLS");
    } else {
        let error = built.expect_err("a build without TLS");
        assert_eq!(error.kind(), ErrorKind::InvalidSettings);
        assert_eq!(
            error.to_string(),
            "the base URL is https, and this build has no TLS: turn on one of the features `rustls`, `rustls-ring` and \
             `native-tls` of medusa-client, or give it an HTTP client that has TLS"
        );
        let http_client = Medusa::builder("https://localhost").http_client(reqwest::Client::new());
        http_client.build().expect("the caller's own TLS");
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused() {
    let (_server, medusa) = listening().await;
    let error = refused(
        get(&medusa, "/a", &[]).header("x-a", "hush\n"),
        ErrorKind::InvalidArgument,
    )
    .await;
    assert_eq!(
        error.to_string(),
        "GET /a: the value of the header `x-a` is not valid"
    );
    let error = refused(
        get(&medusa, "/a", &[])
            .header("", "hush")
            .header("x-a", "\n"),
        ErrorKind::InvalidRequest,
    )
    .await;
    assert_eq!(error.to_string(), "GET /a: a header's name is not valid");
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
}

#[tokio::test]
async fn no_secret_is_shown() {
    let (server, _) = answering(
        ResponseTemplate::new(401)
            .insert_header("set-cookie", "connect.sid=hush")
            .set_body_string("{\"access_token\":\"hush\"}"),
    )
    .await;
    let builder = Medusa::builder(server.uri())
        .admin_api_token("hush")
        .credential(Credential::session(Area::Store, "hush"))
        .publishable_key("hush")
        .header("x-token", "hush");
    let builder_shown = format!("{builder:?}");
    let medusa = builder.build().expect("valid settings");
    let request = medusa
        .request::<Json>(Method::POST, "/store/auth/{email}", &["hush"])
        .header("x-secret", "hush")
        .query("limit", 1)
        .json(&serde_json::json!({ "password": "hush" }));
    let request_shown = format!("{request:?}");
    let response = request.clone().send_raw().await.expect("a response");
    let error = request.await.expect_err("no success");
    for shown in [
        builder_shown,
        format!("{medusa:?}"),
        format!("{:?}", medusa.credential(Area::Admin)),
        format!("{:?}", medusa.sign_in(Area::Store, "hush", "hush")),
        request_shown.clone(),
        format!("{response:?}"),
        format!("{error:?}"),
        error.to_string(),
    ] {
        assert!(!shown.contains("hush"), "{shown}");
    }
    for known in ["POST", "/store/auth/{email}", "limit", "x-secret", "Json"] {
        assert!(request_shown.contains(known), "{known}: {request_shown}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (elsewhere, _) = listening().await;
    let (server, _) =
        answering(ResponseTemplate::new(302).insert_header("location", elsewhere.uri().as_str()))
            .await;
    let medusa = Medusa::builder(server.uri())
        .admin_api_token("hush")
        .build()
        .expect("valid settings");
    let error = get(&medusa, "/admin/a", &[]).await.expect_err("no success");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    assert!(
        elsewhere
            .received_requests()
            .await
            .expect("recorded")
            .is_empty()
    );
}

#[tokio::test]
async fn an_http_client_of_the_callers_own() {
    let (server, _) =
        answering(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let http = reqwest::Client::builder()
        .timeout(Duration::from_millis(50))
        .build()
        .expect("a client");
    let medusa = Medusa::builder(server.uri())
        .admin_api_token("token-1")
        .retries(RetryPolicy::never())
        .http_client(http)
        .build()
        .expect("valid settings");
    let error = get(&medusa, "/admin/a", &[]).await.expect_err("too late");
    assert!(error.is_timeout());
    assert_eq!(
        last(&server).await.headers["x-medusa-access-token"],
        "token-1"
    );
}

#[test]
fn values_can_be_compared_and_be_keys() {
    fn key<T: Clone + std::fmt::Debug + Eq + Hash>() {}
    key::<ApiError>();
    key::<Area>();
    key::<Credential>();
    key::<ErrorKind>();
    key::<Page<i64>>();
    key::<Patch<i64>>();
    key::<Progress>();
    key::<RetryPolicy>();
    assert_eq!(ApiError::default().message, None);
    assert_eq!(Page::<Json>::default(), Page::of(Vec::new()));
    assert_eq!(Patch::<i64>::default(), Patch::Unset);
    assert_eq!(Progress::default().sent, 0);
    assert_eq!(RetryPolicy::default(), RetryPolicy::new());
}

#[test]
fn clients_cross_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Medusa>();
    shared::<medusa_client::Request<Json>>();
    fn sent<T: Send + Sync + 'static>() {}
    sent::<medusa_client::Error>();
}
