//! Visitors: they look around, and they sign in.

use crate::shop::{Done, PASSWORD, REGION, SHOPPER, Shop, expect, there};
use medusa_client::types::{DateComparisonOperator, StorePostAuthReq, StorePostSearchReq};
use medusa_client::{Area, Timestamp};

pub(crate) async fn browse(shop: &Shop) -> Done {
    let products = shop.guest.products();
    let page = products
        .list()
        .limit(2)
        .region_id(REGION)
        .currency_code("eur")
        .await?;
    expect(
        page.products.len() == 2 && page.count >= 3,
        "a page of two products",
    )?;
    let yesterday: Timestamp = "2020-01-01T00:00:00Z".parse()?;
    let lamps = products
        .list()
        .q("lamp")
        .collection_id(["pcol_light"])
        .category_id(["pcat_lamps"])
        .created_at(DateComparisonOperator::new().gt(yesterday))
        .order("-title")
        .await?;
    expect(lamps.products.len() == 1, "one lamp")?;
    let lamp = products
        .retrieve("prod_lamp")
        .region_id(REGION)
        .await?
        .product;
    let price = lamp
        .variants
        .iter()
        .flatten()
        .next()
        .and_then(|variant| variant.calculated_price);
    expect(
        price.is_some_and(|price| price == 4900 || price == 4950),
        "a price in euros",
    )?;
    // There is no search engine here: it answers with nothing or with an error, and is asked all the same.
    let found = products
        .search(StorePostSearchReq::new().q("lamp"))
        .send_raw()
        .await?;
    expect(found.status() == 200, "a search is answered")?;

    let variants = products.variants();
    expect(
        variants
            .list()
            .ids("variant_red,variant_blue")
            .await?
            .variants
            .len()
            == 2,
        "two variants",
    )?;
    variants.retrieve("variant_red").region_id(REGION).await?;
    let collections = shop.guest.collections();
    expect(
        collections
            .list()
            .handle(["light"])
            .await?
            .collections
            .len()
            == 1,
        "one collection",
    )?;
    collections.retrieve("pcol_light").await?;
    let categories = shop.guest.product_categories();
    let tree = categories.list().include_descendants_tree(true).await?;
    expect(tree.limit == 100, "a page of categories is long")?;
    categories.retrieve("pcat_home").await?;
    let tags = shop.guest.product_tags().list().q("light").await?;
    expect(tags.product_tags.len() == 1, "one tag")?;
    let types = shop.guest.product_types().list().await?;
    expect(!types.product_types.is_empty(), "types of products")?;
    expect(
        shop.guest.regions().list().await?.regions.len() == 2,
        "two regions",
    )?;
    let region = shop.guest.regions().retrieve(REGION).await?.region;
    expect(
        region.countries.iter().flatten().count() == 3,
        "three countries",
    )?;
    shop.guest
        .shipping_options()
        .list()
        .region_id(REGION)
        .is_return(true)
        .await?;
    shop.guest.return_reasons().list().await?;
    Ok(())
}

pub(crate) async fn sign_in(shop: &Shop) -> Done {
    let auth = shop.guest.auth();
    expect(auth.exists(SHOPPER).await?.exists, "the customer is known")?;
    auth.authenticate(StorePostAuthReq::new(SHOPPER, PASSWORD))
        .await?;
    auth.get_token(StorePostAuthReq::new(SHOPPER, PASSWORD))
        .await?;

    // By a token, then by a session that ends.
    let by_token = shop.guest.sign_in(Area::Store, SHOPPER, PASSWORD).await?;
    let me = by_token.auth().get_session().await?.customer;
    expect(me.email == SHOPPER, "it is me")?;
    let by_session = shop
        .guest
        .sign_in(Area::Store, SHOPPER, PASSWORD)
        .session()
        .await?;
    by_session.auth().get_session().await?;
    by_session.auth().delete_session().await?;
    let refused = by_session.auth().get_session().await.err();
    expect(
        there(refused, "the session has ended")?.is_unauthorized(),
        "nobody is signed in",
    )
}
