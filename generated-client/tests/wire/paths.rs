//! Routes, their arguments, and custom paths.

use medusa_client::{ErrorKind, Json, Medusa, Method};

use crate::{get, last, listening, refused};

#[tokio::test]
async fn an_argument_stays_one_segment() {
    let (server, medusa) = listening().await;
    for (argument, sent) in [
        ("prod_01", "prod_01"),
        ("a/b", "a%2Fb"),
        ("a\\b", "a%5Cb"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("50%", "50%25"),
        ("%2e%2E", "%252e%252E"),
        ("%2F", "%252F"),
        ("a b\tc\nd", "a%20b%09c%0Ad"),
        ("a+b&c", "a%2Bb%26c"),
        ("...", "..."),
        ("..;", "..%3B"),
        ("../..", "..%2F.."),
        (" ", "%20"),
        ("{id}", "%7Bid%7D"),
        ("a@b.example", "a%40b.example"),
        ("Größe-\u{1F4E6}", "Gr%C3%B6%C3%9Fe-%F0%9F%93%A6"),
        ("-._~", "-._~"),
    ] {
        get(
            &medusa,
            "/store/orders/{id}/items/{item_id}",
            &[argument, "i"],
        )
        .await
        .expect("sent");
        let url = last(&server).await.url;
        assert_eq!(url.path(), format!("/store/orders/{sent}/items/i"));
        assert_eq!((url.query(), url.fragment()), (None, None), "{argument}");
    }
}

#[tokio::test]
async fn an_argument_that_is_no_segment_is_refused() {
    let (server, medusa) = listening().await;
    for (argument, said) in [("", "is empty"), (".", "is `.`"), ("..", "is `..`")] {
        let error = refused(
            get(&medusa, "/store/orders/{id}", &[argument]),
            ErrorKind::InvalidArgument,
        )
        .await;
        let text = error.to_string();
        assert!(
            text.starts_with("GET /store/orders/{id}: the argument `id` "),
            "{text}"
        );
        assert!(text.contains(said), "{text}");
        assert_eq!(error.route(), Some("/store/orders/{id}"));
        assert_eq!(error.method(), Some(&Method::GET));
        assert_eq!(error.status(), None);
    }
    assert!(
        server
            .received_requests()
            .await
            .expect("recorded")
            .is_empty()
    );
}

#[tokio::test]
async fn a_route_that_is_no_path_is_refused() {
    let (server, medusa) = listening().await;
    let few: &[&str] = &["a"];
    for (route, arguments, said) in [
        ("store", &[][..], "slash"),
        ("", &[], "slash"),
        ("https://host/a", &[], "slash"),
        ("//host/a", &[], "empty segment"),
        ("/a//b", &[], "empty segment"),
        ("/a/../b", &[], "segment"),
        ("/a/%2E%2e", &[], "segment"),
        ("/a?b=c", &[], "'?'"),
        ("/a#b", &[], "'#'"),
        ("/a\\b", &[], "'\\\\'"),
        ("/.\t./a", &[], "'\\t'"),
        ("/a/x{id}", few, "'{'"),
        ("/{a}/{b}", few, "no argument for `b`"),
        ("/{a}/b", &["x", "y"], "1 more arguments"),
    ] {
        let error = refused(get(&medusa, route, arguments), ErrorKind::InvalidRequest).await;
        assert!(error.to_string().contains(said), "{error}");
    }
    assert!(
        server
            .received_requests()
            .await
            .expect("recorded")
            .is_empty()
    );
}

#[tokio::test]
async fn a_path_in_the_base_url_is_kept() {
    let (server, _) = listening().await;
    for (base, sent) in [
        ("", "/store/regions/r"),
        ("/", "/store/regions/r"),
        ("/shop", "/shop/store/regions/r"),
        ("/shop/", "/shop/store/regions/r"),
        ("/a%20b/c/", "/a%20b/c/store/regions/r"),
    ] {
        let medusa = Medusa::new(format!("{}{base}", server.uri())).expect("a valid URL");
        get(&medusa, "/store/regions/{id}", &["r"])
            .await
            .expect("sent");
        assert_eq!(last(&server).await.url.path(), sent);
    }
}

#[tokio::test]
async fn custom_paths_stay_below_their_prefix() {
    let (server, medusa) = listening().await;
    let custom = |path: &str| medusa.custom::<Json>(Method::POST, "/admin", path);
    for (path, sent) in [
        ("/blog/posts", "/admin/blog/posts"),
        ("blog/posts", "/admin/blog/posts"),
        ("blog/posts/", "/admin/blog/posts/"),
        ("", "/admin"),
        ("/", "/admin"),
        ("blog/a%2Fb/ü x", "/admin/blog/a%2Fb/%C3%BC%20x"),
    ] {
        custom(path).await.expect("sent");
        assert_eq!(last(&server).await.url.path(), sent);
    }
    for path in [
        "//host/x",
        "https://host/x",
        "../store/orders",
        "/blog/../../store",
        "blog/%2e%2e/x",
        "blog/.\n./x",
        "blog\\..\\x",
        "blog?limit=1",
        "blog#top",
        "blog/{id}",
    ] {
        refused(custom(path), ErrorKind::InvalidArgument).await;
    }
    let error = refused(custom("a?b"), ErrorKind::InvalidArgument).await;
    assert_eq!(error.route(), Some("/admin/…"));
}
