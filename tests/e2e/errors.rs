//! Errors of the real server, as the values they are documented to be.

use crate::shop::{Done, REGION, SHOPPER, Shop, expect, there};
use medusa_client::types::{AdminPostRegionsReq, StorePostCustomersReq};
use medusa_client::{Json, Medusa, Method};

pub(crate) async fn shapes(shop: &Shop) -> Done {
    let missing = there(
        shop.guest.products().retrieve("prod_none").await.err(),
        "there is no such product",
    )?;
    expect(missing.is_not_found(), "404")?;
    expect(
        missing.error_type() == Some("not_found"),
        "the type is told",
    )?;

    let twice = StorePostCustomersReq::new("Ada", "Byron", SHOPPER, "secret");
    let twice = there(
        shop.guest.customers().create(twice).await.err(),
        "the address is taken",
    )?;
    expect(twice.status().is_some_and(|status| status == 422), "422")?;

    let nobody = there(
        shop.guest.admin().customers().list().await.err(),
        "nobody is signed in",
    )?;
    expect(nobody.is_unauthorized(), "401")?;

    let unknown = shop
        .guest
        .products()
        .list()
        .query("no_such_filter", 1)
        .await
        .err();
    let unknown = there(unknown, "unknown filters are refused")?;
    expect(unknown.status().is_some_and(|status| status == 400), "400")?;

    let wrong = AdminPostRegionsReq::new("Nowhere", "xyz", 1.0, ["manual"], ["manual"], ["de"]);
    let wrong = there(
        shop.boss.admin().regions().create(wrong).await.err(),
        "no such currency",
    )?;
    expect(
        wrong
            .status()
            .is_some_and(|status| status.is_client_error()),
        "4xx",
    )?;

    let nowhere = shop
        .guest
        .request::<Json>(Method::GET, "/store/nowhere", &[])
        .await
        .err();
    expect(
        there(nowhere, "no such route")?.is_not_found(),
        "404, as a page",
    )?;

    let closed = Medusa::new("http://127.0.0.1:9")?;
    let refused = there(
        closed.regions().retrieve(REGION).await.err(),
        "nobody listens there",
    )?;
    expect(refused.status().is_none(), "no answer at all")
}
