//! Visitors: they look around, and they sign in.

use crate::shop::{Done, PASSWORD, REGION, SHOPPER, Shop, equal, expect, refused, there};
use medusa_client::types::{DateComparisonOperator, StorePostAuthReq, StorePostSearchReq};
use medusa_client::{Area, Credential, Timestamp};

pub(crate) async fn browse(shop: &Shop) -> Done {
    products(shop).await?;
    variants(shop).await?;
    groups(shop).await?;
    regions(shop).await
}

async fn products(shop: &Shop) -> Done {
    let products = shop.guest.products();
    let all = products.list().order("title").await?.products;
    let titles: Vec<&str> = all.iter().map(|product| product.title.as_str()).collect();
    equal(titles, ["Bulb", "Desk lamp", "Voucher"], "all by title")?;
    let page = products
        .list()
        .order("-title")
        .limit(2)
        .offset(1)
        .region_id(REGION)
        .currency_code("eur")
        .await?;
    let titles: Vec<&str> = page
        .products
        .iter()
        .map(|product| product.title.as_str())
        .collect();
    equal(titles, ["Desk lamp", "Bulb"], "the second page, backwards")?;
    equal((page.count, page.limit, page.offset), (3, 2, 1), "the page")?;
    let first = page.products.iter().flat_map(|product| &product.variants);
    let mut prices: Vec<_> = first
        .flatten()
        .map(|variant| variant.calculated_price)
        .collect();
    prices.sort_unstable();
    equal(prices, [Some(350), Some(4900), Some(4950)], "the prices")?;

    let long_ago: Timestamp = "2020-01-01T00:00:00Z".parse()?;
    let lamps = products
        .list()
        .q("lamp")
        .collection_id(["pcol_light"])
        .category_id(["pcat_lamps"])
        .created_at(DateComparisonOperator::new().gt(long_ago))
        .await?
        .products;
    let ids: Vec<&str> = lamps.iter().map(|lamp| lamp.id.as_str()).collect();
    equal(ids, ["prod_lamp"], "the lamp")?;
    let old = DateComparisonOperator::new().lt(long_ago);
    let old = products.list().created_at(old).await?;
    equal((old.products.len(), old.count), (0, 0), "old products")?;
    let none = products.list().collection_id(["pcol_none"]).await?;
    equal(none.count, 0, "products of no collection")?;

    let lamp = products
        .retrieve("prod_lamp")
        .region_id(REGION)
        .await?
        .product;
    equal(lamp.material.as_deref(), Some("steel"), "the material")?;
    let tags = lamp.tags.iter().flatten().map(|tag| tag.value.as_str());
    equal(tags.collect::<Vec<_>>(), ["light"], "the tags")?;
    // There is no search engine here: it answers with nothing.
    let found = products
        .search(StorePostSearchReq::new().q("lamp"))
        .send_raw()
        .await?;
    equal(found.status().as_u16(), 200, "a search is answered")?;
    equal(&found.bytes()[..], br#"{"hits":[]}"#, "nothing is found")
}

async fn variants(shop: &Shop) -> Done {
    let products = shop.guest.products();
    let variants = products.variants();
    let both = variants
        .list()
        .ids("variant_red,variant_blue")
        .await?
        .variants;
    let mut both: Vec<_> = both.iter().map(|variant| variant.sku.as_deref()).collect();
    both.sort_unstable();
    equal(both, [Some("LAMP-BLUE"), Some("LAMP-RED")], "two variants")?;
    let red = variants
        .retrieve("variant_red")
        .region_id(REGION)
        .await?
        .variant;
    equal(red.calculated_price, Some(4900), "the price")?;
    equal(red.calculated_price_incl_tax, Some(5831), "with 19 % tax")?;
    let dollars = variants
        .retrieve("variant_red")
        .region_id("reg_america")
        .await?
        .variant;
    equal(dollars.calculated_price, Some(5500), "the price in dollars")
}

async fn groups(shop: &Shop) -> Done {
    let collections = shop.guest.collections();
    let light = collections.list().handle(["light"]).await?.collections;
    let ids: Vec<&str> = light.iter().map(|light| light.id.as_str()).collect();
    equal(ids, ["pcol_light"], "the collection")?;
    let light = collections.retrieve("pcol_light").await?.collection;
    equal(light.title.as_str(), "Light", "its title")?;
    let categories = shop.guest.product_categories();
    let tree = categories.list().include_descendants_tree(true).await?;
    equal((tree.count, tree.limit), (2, 100), "categories")?;
    let home = categories.retrieve("pcat_home").await?.product_category;
    let below: Vec<&str> = home
        .category_children
        .iter()
        .flatten()
        .map(|child| child.handle.as_str())
        .collect();
    equal(below, ["lamps"], "what is below")?;
    let tags = shop.guest.product_tags().list().q("light").await?;
    let tags: Vec<&str> = tags.product_tags.iter().map(|tag| &*tag.value).collect();
    equal(tags, ["light"], "the tag")?;
    let types = shop.guest.product_types().list().await?;
    let types: Vec<&str> = types.product_types.iter().map(|ty| &*ty.value).collect();
    equal(types, ["lamp"], "the types of products")
}

async fn regions(shop: &Shop) -> Done {
    let regions = shop.guest.regions().list().await?.regions;
    let mut ids: Vec<&str> = regions.iter().map(|region| region.id.as_str()).collect();
    ids.sort_unstable();
    equal(ids, ["reg_america", REGION], "two regions")?;
    let region = shop.guest.regions().retrieve(REGION).await?.region;
    equal(region.tax_rate, 19.0, "the tax rate")?;
    let mut countries: Vec<&str> = region
        .countries
        .iter()
        .flatten()
        .map(|country| country.iso_2.as_str())
        .collect();
    countries.sort_unstable();
    equal(countries, ["de", "dk", "fr"], "three countries")?;
    let back = shop
        .guest
        .shipping_options()
        .list()
        .region_id(REGION)
        .is_return(true)
        .await?
        .shipping_options;
    let back: Vec<&str> = back.iter().map(|option| option.id.as_str()).collect();
    equal(back, ["so_back"], "the way back")?;
    let reasons = shop.guest.return_reasons().list().await?.return_reasons;
    expect(reasons.is_empty(), "no reasons to return something yet")
}

pub(crate) async fn sign_in(shop: &Shop) -> Done {
    let auth = shop.guest.auth();
    expect(auth.exists(SHOPPER).await?.exists, "the customer is known")?;
    expect(
        !auth.exists("nobody@example.com").await?.exists,
        "nobody is not",
    )?;
    let me = auth
        .authenticate(StorePostAuthReq::new(SHOPPER, PASSWORD))
        .await?
        .customer;
    equal(me.email.as_str(), SHOPPER, "it is me")?;
    let wrong = StorePostAuthReq::new(SHOPPER, "wrong");
    refused(auth.authenticate(wrong).await, 401, "Unauthorized")?;
    let token = auth
        .get_token(StorePostAuthReq::new(SHOPPER, PASSWORD))
        .await?;
    let token = there(token.access_token, "a token")?;
    let by_token = shop
        .guest
        .with_credential(Credential::jwt(Area::Store, token))?;
    let found = by_token.customers().retrieve().await?.customer;
    equal(found.id.as_str(), me.id.as_str(), "it is me, by that token")?;
    // One area's token says nothing to the other.
    let nobody = by_token.admin().customers().list().await;
    refused(nobody, 401, "Unauthorized")?;

    // By a token, then by a session that ends.
    let by_token = shop.guest.sign_in(Area::Store, SHOPPER, PASSWORD).await?;
    let found = by_token.auth().get_session().await?.customer;
    equal(found.id.as_str(), me.id.as_str(), "it is me, by a token")?;
    let by_session = shop
        .guest
        .sign_in(Area::Store, SHOPPER, PASSWORD)
        .session()
        .await?;
    let found = by_session.auth().get_session().await?.customer;
    equal(found.id, me.id, "it is me, by a session")?;
    by_session.auth().delete_session().await?;
    refused(by_session.auth().get_session().await, 401, "Unauthorized")?;
    Ok(())
}
