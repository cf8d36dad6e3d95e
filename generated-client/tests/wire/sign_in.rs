//! Who is signed in, and who is told.

use medusa_client::{Area, Credential, ErrorKind, Json, Medusa, Method, reqwest};
use wiremock::matchers::{body_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{get, last, listening};

const SECRETS: [&str; 4] = [
    "authorization",
    "cookie",
    "x-medusa-access-token",
    "x-publishable-api-key",
];

/// The secret headers of the last request.
async fn told(server: &MockServer) -> Vec<(&'static str, String)> {
    let headers = last(server).await.headers;
    let value = |name: &str| Some(headers.get(name)?.to_str().expect("text").to_owned());
    SECRETS
        .into_iter()
        .filter_map(|name| Some((name, value(name)?)))
        .collect()
}

fn pair(name: &'static str, value: &str) -> (&'static str, String) {
    (name, value.to_owned())
}

#[tokio::test]
async fn each_area_is_told_of_its_own_people() {
    let (server, _) = listening().await;
    let medusa = Medusa::builder(server.uri())
        .admin_api_token("api")
        .customer_jwt("jwt")
        .publishable_key("pk")
        .build()
        .expect("valid settings");
    let admin = vec![pair("x-medusa-access-token", "api")];
    let store = vec![
        pair("authorization", "Bearer jwt"),
        pair("x-publishable-api-key", "pk"),
    ];
    for (route, expected) in [
        ("/admin/orders", &admin),
        ("/admin", &admin),
        ("/store/orders", &store),
        ("/stores", &vec![]),
        ("/hooks/admin", &vec![]),
        ("/health", &vec![]),
    ] {
        get(&medusa, route, &[]).await.expect("sent");
        assert_eq!(told(&server).await, *expected, "{route}");
    }
    // The template decides, not what is put into it.
    get(&medusa, "/{area}/orders", &["admin"])
        .await
        .expect("sent");
    assert_eq!(told(&server).await, []);
    medusa
        .custom::<Json>(Method::GET, "/admin", "own/1")
        .await
        .expect("sent");
    assert_eq!(told(&server).await, admin);

    get(&medusa, "/health", &[])
        .signed_in_as(Area::Admin)
        .await
        .expect("sent");
    assert_eq!(told(&server).await, admin);
    get(&medusa, "/admin/orders", &[])
        .anonymous()
        .await
        .expect("sent");
    assert_eq!(told(&server).await, []);
    get(&medusa, "/store/orders", &[])
        .without_header("x-publishable-api-key")
        .header("authorization", "mine")
        .await
        .expect("sent");
    assert_eq!(told(&server).await, [pair("authorization", "mine")]);
}

#[tokio::test]
async fn a_credential_takes_the_place_of_the_last() {
    let (server, medusa) = listening().await;
    let token = medusa
        .with_credential(Credential::admin_api_token("api"))
        .expect("valid");
    let session = token
        .with_credential(Credential::session(Area::Admin, "s%3Aid"))
        .expect("valid");
    let both = session
        .with_credential(Credential::jwt(Area::Store, "jwt"))
        .expect("valid");
    let none = both.without_credential(Area::Admin);
    for (medusa, expected) in [
        (&medusa, vec![]),
        (&token, vec![pair("x-medusa-access-token", "api")]),
        (&session, vec![pair("cookie", "connect.sid=s%3Aid")]),
        (&both, vec![pair("cookie", "connect.sid=s%3Aid")]),
        (&none, vec![]),
    ] {
        get(medusa, "/admin/a", &[]).await.expect("sent");
        assert_eq!(told(&server).await, expected);
    }
    get(&none, "/store/a", &[]).await.expect("sent");
    assert_eq!(told(&server).await, [pair("authorization", "Bearer jwt")]);

    let kept = both.credential(Area::Admin).expect("signed in");
    assert_eq!((kept.area(), kept.expose_secret()), (Area::Admin, "s%3Aid"));
    let error = both
        .with_credential(Credential::jwt(Area::Store, "a\nb"))
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}

/// A server that knows one password.
async fn server_with_people() -> MockServer {
    let server = MockServer::start().await;
    let login = serde_json::json!({ "email": "ada@example.com", "password": "hush" });
    for area in ["store", "admin"] {
        let token = serde_json::json!({ "access_token": format!("{area}.jwt") });
        let cookie = format!("connect.sid=s%3A{area}; Path=/; HttpOnly");
        let responses = [
            (
                format!("/{area}/auth/token"),
                ResponseTemplate::new(200).set_body_json(token),
            ),
            (
                format!("/{area}/auth"),
                ResponseTemplate::new(200)
                    .append_header("set-cookie", "other=1; Path=/")
                    .append_header("set-cookie", cookie.as_str())
                    .set_body_string("{}"),
            ),
        ];
        for (route, response) in responses {
            Mock::given(method("POST"))
                .and(path(route))
                .and(body_json(&login))
                .respond_with(response)
                .mount(&server)
                .await;
        }
    }
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(401).set_body_string("Unauthorized"))
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(200).set_body_string("OK"))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn signing_in_gives_a_client_that_is_signed_in() {
    let server = server_with_people().await;
    let nobody = Medusa::new(server.uri()).expect("a valid URL");
    for (area, name) in [(Area::Store, "store"), (Area::Admin, "admin")] {
        let route = if area == Area::Store {
            "/store/a"
        } else {
            "/admin/a"
        };
        let token = nobody
            .sign_in(area, "ada@example.com", "hush")
            .await
            .expect("signed in");
        get(&token, route, &[]).await.expect("sent");
        let expected = pair("authorization", &format!("Bearer {name}.jwt"));
        assert_eq!(told(&server).await, [expected]);

        // Whoever was signed in before is no help in signing in.
        let session = token
            .sign_in(area, "ada@example.com", "hush")
            .session()
            .await
            .expect("signed in");
        assert_eq!(told(&server).await, []);
        get(&session, route, &[]).await.expect("sent");
        let expected = vec![pair("cookie", &format!("connect.sid=s%3A{name}"))];
        assert_eq!(told(&server).await, expected);

        let out = session.sign_out(area).await.expect("signed out");
        let last_request = last(&server).await;
        assert_eq!(last_request.method, Method::DELETE);
        assert_eq!(last_request.url.path(), format!("/{name}/auth"));
        assert_eq!(told(&server).await, expected);
        assert!(out.credential(area).is_none() && session.credential(area).is_some());

        // A token is only forgotten.
        let before = server.received_requests().await.expect("recorded").len();
        let out = token.sign_out(area).await.expect("signed out");
        assert!(out.credential(area).is_none());
        assert_eq!(
            server.received_requests().await.expect("recorded").len(),
            before
        );

        let error = nobody
            .sign_in(area, "ada@example.com", "wrong")
            .await
            .expect_err("refused");
        assert!(error.is_unauthorized());
        assert_eq!(error.message(), Some("Unauthorized"));
    }
    assert!(nobody.credential(Area::Store).is_none());
}

#[tokio::test]
async fn a_sign_in_without_a_cookie_is_an_error() {
    let (_server, medusa) = listening().await;
    let sign_in = medusa.sign_in(Area::Admin, "a", "b").session();
    let error = sign_in.await.expect_err("no session");
    assert_eq!(
        error.to_string(),
        "POST /admin/auth: the server accepted the password and began no session"
    );
    let error = medusa
        .sign_in(Area::Admin, "a", "b")
        .await
        .expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_response_from_another_server_is_refused() {
    let (elsewhere, _) = listening().await;
    let server = MockServer::start().await;
    let redirect = ResponseTemplate::new(302).insert_header("location", elsewhere.uri().as_str());
    Mock::given(method("GET"))
        .respond_with(redirect)
        .mount(&server)
        .await;
    let medusa = Medusa::builder(server.uri())
        .admin_jwt("jwt")
        .http_client(reqwest::Client::new())
        .build()
        .expect("valid settings");
    let error = get(&medusa, "/admin/a", &[]).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "GET /admin/a: the HTTP client followed a redirect to another server"
    );
    assert_eq!(told(&elsewhere).await, []);
}
