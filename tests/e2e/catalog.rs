//! The catalog: products and what belongs to them.

use crate::shop::{
    Done, Outcome, REGION, Shop, equal, expect, first, marked, object, refused, there,
};
use medusa_client::File;
use medusa_client::types::*;
use serde_json::json;
use std::time::Duration;

pub(crate) async fn products(shop: &Shop) -> Done {
    let products = shop.boss.admin().products();
    let price = ProductVariantPricesCreateReq::new(1200).currency_code("eur");
    let variant = AdminPostProductsProductVariantReq::new("Small")
        .prices([price])
        .sku("SHADE-S")
        .inventory_quantity(5)
        .options([AdminPostProductsProductVariantOptionReq::new("S")]);
    let payload = AdminPostProductsReq::new("Lamp shade")
        .subtitle("Of paper")
        .description("Keeps the light from the eyes.")
        .images(["http://127.0.0.1/shade.png"])
        .status(ProductStatus::Draft)
        .tags([ProductTagReq::new("paper")])
        .r#type(ProductTypeReq::new("shade"))
        .options([ProductOptionReq::new("Size")])
        .variants([variant])
        .weight(120.0)
        .metadata(marked());
    let product = products.create(payload).await?.product;
    let id = product.id.clone();
    made_as_asked(product)?;
    // A draft is not in the shop window.
    let hidden = shop.guest.products().retrieve(&id).await?.product;
    equal(hidden.status, ProductStatus::Draft, "what it is still")?;
    let listed = shop.guest.products().list().q("shade").await?;
    equal(listed.count, 0, "drafts on show")?;

    let payload = AdminPostProductsProductReq::new()
        .title("Shade of paper")
        .status(ProductStatus::Published);
    let updated = products.update(&id, payload).await?.product;
    equal(updated.title.as_str(), "Shade of paper", "another title")?;
    equal(updated.status, ProductStatus::Published, "what it is now")?;
    let color = AdminPostProductsProductMetadataReq::new("color", "white");
    products.set_metadata(&id, color).await?;
    let found = products.retrieve(&id).await?.product;
    let mut metadata = marked();
    metadata.insert("color".to_owned(), "white".into());
    equal(found.metadata, Some(metadata), "the metadata")?;
    let listed = products
        .list()
        .q("shade")
        .status([ProductStatus::Published])
        .limit(5)
        .await?;
    let ids: Vec<&str> = listed.products.iter().map(|known| &*known.id).collect();
    equal(ids, [id.as_str()], "the products with that word")?;
    let window = shop.guest.products().retrieve(&id).region_id(REGION);
    let shade = first(window.await?.product.variants, "a variant")?;
    equal(shade.calculated_price, Some(1200), "the price in the shop")?;
    tags_and_types(shop).await?;
    expect(products.delete(&id).await?.deleted, "deleted")?;
    refused(products.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// Everything that was said of the product, also what is below it.
fn made_as_asked(product: PricedProduct) -> Done {
    equal(product.status, ProductStatus::Draft, "the status")?;
    equal(product.subtitle.as_deref(), Some("Of paper"), "the text")?;
    equal(product.handle.as_deref(), Some("lamp-shade"), "the handle")?;
    equal(product.weight, Some(120.0), "the weight")?;
    equal(product.metadata, Some(marked()), "the metadata")?;
    let images = product.images.iter().flatten().map(|image| &*image.url);
    let url = "http://127.0.0.1/shade.png";
    equal(images.collect::<Vec<_>>(), [url], "the images")?;
    equal(product.thumbnail.as_deref(), Some(url), "the small one")?;
    equal(first(product.tags, "a tag")?.value.as_str(), "paper", "tag")?;
    let ty = there(product.r#type, "a type")?;
    equal(ty.value.as_str(), "shade", "the type")?;
    let option = first(product.options, "an option")?;
    equal(option.title.as_str(), "Size", "the option")?;
    let variants = product.variants.unwrap_or_default();
    equal(variants.len(), 1, "variants")?;
    for variant in variants {
        equal(variant.title.as_str(), "Small", "the variant")?;
        equal(variant.sku.as_deref(), Some("SHADE-S"), "its number")?;
        equal(variant.inventory_quantity, Some(5), "how many there are")?;
        let size = first(variant.options, "its option")?;
        equal(size.value.as_str(), "S", "its size")?;
        equal(size.option_id.as_str(), &*option.id, "of that option")?;
        let prices = variant.prices.iter().flatten();
        let prices: Vec<_> = prices
            .map(|price| (price.amount, price.currency_code.as_str()))
            .collect();
        equal(prices, [(1200, "eur")], "its prices")?;
    }
    Ok(())
}

/// As long as there is the shade of paper, and the lamp of the seed.
async fn tags_and_types(shop: &Shop) -> Done {
    let admin = shop.boss.admin();
    let tags = admin.products().list_tags().await?.tags;
    let mut used: Vec<_> = tags
        .iter()
        .map(|tag| (&*tag.value, &*tag.usage_count))
        .collect();
    used.sort_unstable();
    equal(used, [("light", "1"), ("paper", "1")], "tags in use")?;
    let types = admin.products().list_types().await?.types;
    let mut types: Vec<_> = types.iter().map(|ty| &*ty.value).collect();
    types.sort_unstable();
    equal(types, ["lamp", "shade"], "types in use")?;
    let tags = admin.product_tags().list().q("paper").await?.product_tags;
    let tags: Vec<_> = tags.iter().map(|tag| &*tag.value).collect();
    equal(tags, ["paper"], "the tag")?;
    let types = admin.product_types().list().q("shade").await?.product_types;
    let types: Vec<_> = types.iter().map(|ty| &*ty.value).collect();
    equal(types, ["shade"], "the type")
}

pub(crate) async fn variants_and_options(shop: &Shop) -> Done {
    let products = shop.boss.admin().products();
    let payload = AdminPostProductsReq::new("Cable").options([ProductOptionReq::new("Length")]);
    let product = products.create(payload).await?.product;
    let option = first(product.options, "an option")?.id;
    let id = product.id;
    let payload = AdminPostProductsProductVariantsReq::new(
        "Long",
        [ProductVariantPricesCreateReq::new(700).currency_code("eur")],
    )
    .sku("CABLE-L")
    .options([
        AdminPostProductsProductVariantsProductVariantOptionReq::new("3 m", option.as_str()),
    ]);
    let product = products.create_variant(&id, payload).await?.product;
    let made = first(product.variants, "a variant")?;
    equal(made.sku.as_deref(), Some("CABLE-L"), "its number")?;
    equal(first(made.prices, "a price")?.amount, 700, "its price")?;
    let length = first(made.options, "an option")?.value;
    equal(length.as_str(), "3 m", "its length")?;
    let variant = made.id;
    let payload = AdminPostProductsProductVariantsVariantReq::new()
        .title("Very long")
        .weight(300.0);
    products.update_variant(&id, &variant, payload).await?;
    let listed = products.list_variants(&id).await?.variants;
    let listed: Vec<_> = listed
        .iter()
        .map(|known| (&*known.id, &*known.title, known.weight))
        .collect();
    equal(
        listed,
        [(&*variant, "Very long", Some(300.0))],
        "the variants",
    )?;

    let meters = AdminPostProductsProductOptionsOption::new("Meters");
    let product = products.update_option(&id, &option, meters).await?.product;
    let renamed = first(product.options, "an option")?;
    equal(renamed.id, option.clone(), "the same option")?;
    equal(renamed.title.as_str(), "Meters", "its name")?;
    let color = AdminPostProductsProductOptionsReq::new("Color");
    let product = products.add_option(&id, color).await?.product;
    let added = product
        .options
        .into_iter()
        .flatten()
        .find(|option| option.title == "Color");
    let added = there(added, "the new option")?.id;
    let without = products.delete_option(&id, &added).await?;
    equal(without.option_id, added, "the option that is gone")?;
    let left = without.product.options.iter().flatten();
    let left: Vec<_> = left.map(|option| &*option.id).collect();
    equal(left, [option.as_str()], "the options that are left")?;

    let variants = shop.boss.admin().variants();
    let found = variants.list().q("long").limit(3).await?;
    equal(found.count, 1, "long things")?;
    equal(&found.variants[0].id, &variant, "the long thing")?;
    let found = variants.retrieve(&variant).await?.variant;
    equal(found.product_id, id.clone(), "whose variant it is")?;
    let stock = variants.get_inventory(&variant).await?.variant;
    let stock = there(stock, "its stock")?;
    equal(stock.id, variant.clone(), "whose stock it is")?;
    let skus: Vec<_> = stock.inventory.iter().map(|item| &*item.sku).collect();
    equal(skus, ["CABLE-L"], "what is kept of it")?;
    let gone = products.delete_variant(&id, &variant).await?;
    equal(gone.variant_id, variant.clone(), "the variant that is gone")?;
    refused(variants.retrieve(&variant).await, 404, "was not found")?;
    expect(products.delete(&id).await?.deleted, "deleted")
}

pub(crate) async fn collections(shop: &Shop) -> Done {
    let collections = shop.boss.admin().collections();
    let payload = AdminPostCollectionsReq::new("Winter")
        .handle("winter")
        .metadata(marked());
    let created = collections.create(payload).await?.collection;
    equal(created.handle.as_deref(), Some("winter"), "the handle")?;
    equal(created.metadata, Some(marked()), "the metadata")?;
    let id = created.id;
    let payload = AdminPostCollectionsCollectionReq::new().title("Winter sale");
    let updated = collections.update(&id, payload).await?.collection;
    equal(updated.title.as_str(), "Winter sale", "another title")?;
    let bulb = AdminPostProductsToCollectionReq::new(["prod_bulb"]);
    collections.add_products(&id, bulb).await?;
    let found = collections.retrieve(&id).await?.collection;
    let inside = found.products.iter().flatten().map(|known| &*known.id);
    equal(inside.collect::<Vec<_>>(), ["prod_bulb"], "what is inside")?;
    let in_it = shop.guest.products().list().collection_id([id.as_str()]);
    equal(in_it.await?.count, 1, "what the shop shows of it")?;
    let listed = collections.list().q("winter").await?.collections;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the collections with that word")?;
    let bulb = AdminDeleteProductsFromCollectionReq::new(["prod_bulb"]);
    let without = collections.remove_products(&id, bulb).await?;
    equal(without.removed_products, ["prod_bulb"], "what is out again")?;
    expect(collections.delete(&id).await?.deleted, "deleted")?;
    refused(collections.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn categories(shop: &Shop) -> Done {
    let categories = shop.boss.admin().product_categories();
    let payload = AdminPostProductCategoriesReq::new("Bulbs")
        .parent_category_id("pcat_home")
        .is_active(true);
    let created = categories.create(payload).await?.product_category;
    equal(created.handle.as_str(), "bulbs", "the handle")?;
    let parent = created.parent_category_id.as_deref();
    equal(parent, Some("pcat_home"), "what it is below")?;
    let id = created.id;
    let payload = AdminPostProductCategoriesCategoryReq::new().description("They shine.");
    let updated = categories.update(&id, payload).await?.product_category;
    let text = updated.description.as_deref();
    equal(text, Some("They shine."), "another description")?;
    let product = || [ProductBatchProductCategory::new("prod_bulb")];
    let add = AdminPostProductCategoriesCategoryProductsBatchReq::new(product());
    categories.add_products(&id, add).await?;
    let in_it = shop.guest.products().list().category_id([id.as_str()]);
    equal(in_it.await?.count, 1, "what the shop shows of it")?;
    let found = categories.retrieve(&id).expand(["parent_category"]).await?;
    let parent = there(found.product_category.parent_category, "a parent")?;
    equal(parent.name.as_str(), "Home", "its name")?;
    let listed = categories.list().q("bulb").await?.product_categories;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the categories with that word")?;
    let remove = AdminDeleteProductCategoriesCategoryProductsBatchReq::new(product());
    categories.remove_products(&id, remove).await?;
    let in_it = shop.guest.products().list().category_id([id.as_str()]);
    equal(in_it.await?.count, 0, "what the shop shows of it now")?;
    expect(categories.delete(&id).await?.deleted, "deleted")?;
    refused(categories.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// What a variant costs in the shop now and without any list, and why.
async fn shop_price(shop: &Shop, variant: &str) -> Outcome<(i64, i64, String)> {
    let variants = shop.guest.products();
    let variants = variants.variants();
    let variant = variants.retrieve(variant).region_id(REGION).await?.variant;
    Ok((
        there(variant.calculated_price, "a price")?,
        there(variant.original_price, "a price without lists")?,
        variant.calculated_price_type.unwrap_or_default(),
    ))
}

pub(crate) async fn price_lists(shop: &Shop) -> Done {
    let lists = shop.boss.admin().price_lists();
    let price = |amount, variant: &str| {
        AdminPriceListPricesCreateReq::new(amount, variant).currency_code("eur")
    };
    let prices = [
        price(4000, "variant_red"),
        price(4100, "variant_blue"),
        price(300, "variant_bulb"),
    ];
    let payload = AdminPostPriceListsPriceListReq::new(
        "Sale",
        "Everything is cheaper",
        PriceListType::Sale,
        prices,
    )
    .status(PriceListStatus::Active);
    let created = lists.create(payload).await?.price_list;
    equal(created.r#type, PriceListType::Sale, "the kind of list")?;
    equal(created.status, PriceListStatus::Active, "its status")?;
    let id = created.id;
    equal(
        shop_price(shop, "variant_red").await?,
        (4000, 4900, "sale".to_owned()),
        "the price with the list",
    )?;
    let payload = AdminPostPriceListsPriceListPriceListReq::new().name("Big sale");
    lists.update(&id, payload).await?;
    let found = lists.retrieve(&id).await?.price_list;
    equal(found.name.as_str(), "Big sale", "another name")?;
    let active = lists.list().status([PriceListStatus::Active]).await?;
    let active: Vec<_> = active.price_lists.iter().map(|known| &*known.id).collect();
    equal(active, [id.as_str()], "the lists in force")?;
    let products = lists.list_products(&id).await?.products;
    let mut products: Vec<_> = products.iter().map(|known| &*known.id).collect();
    products.sort_unstable();
    equal(products, ["prod_bulb", "prod_lamp"], "what is in the list")?;
    let more = AdminPriceListPricesUpdateReq::new("variant_red", 3900).currency_code("usd");
    let more = AdminPostPriceListPricesPricesReq::new().prices([more]);
    let prices = lists.add_prices(&id, more).await?.price_list.prices;
    let prices = prices.unwrap_or_default();
    equal(prices.len(), 4, "prices in the list")?;
    prices_go(shop, &id, &prices).await?;
    expect(lists.delete(&id).await?.deleted, "deleted")?;
    refused(lists.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// Takes the prices out of a list, one by one: each deletion tells of just that one.
async fn prices_go(shop: &Shop, list: &str, prices: &[MoneyAmount]) -> Done {
    let lists = shop.boss.admin().price_lists();
    let of = |amount: i64| {
        let price = prices.iter().find(|price| price.amount == amount);
        price.map(|price| price.id.clone()).into_iter()
    };
    let one = AdminDeletePriceListPricesPricesReq::new().price_ids(of(4000));
    let gone = lists.delete_prices(list, one).await?.ids;
    equal(gone, of(4000).collect::<Vec<_>>(), "the one price")?;
    equal(
        shop_price(shop, "variant_red").await?,
        (4900, 4900, "default".to_owned()),
        "the price without the list",
    )?;
    let gone = lists.delete_variant_prices(list, "variant_blue").await?.ids;
    equal(gone, of(4100).collect::<Vec<_>>(), "a variant's price")?;
    let gone = lists.delete_product_prices(list, "prod_lamp").await?.ids;
    equal(gone, of(3900).collect::<Vec<_>>(), "a product's price")?;
    let bulb =
        AdminDeletePriceListsPriceListProductsPricesBatchReq::new().product_ids(["prod_bulb"]);
    let gone = lists.delete_products_prices(list, bulb).await?.ids;
    equal(
        gone,
        of(300).collect::<Vec<_>>(),
        "several products' prices",
    )?;
    let left = lists.retrieve(list).await?.price_list.prices;
    equal(left.map(|left| left.len()), Some(0), "prices left")
}

/// What is at a URL of the server's own; nothing where there is no such file.
async fn fetch(url: &str) -> Outcome<Option<String>> {
    let answer = reqwest::get(url).await?;
    Ok(match answer.status().as_u16() {
        404 => None,
        _ => Some(answer.error_for_status()?.text().await?),
    })
}

pub(crate) async fn uploads(shop: &Shop) -> Done {
    let uploads = shop.boss.admin().uploads();
    let files = [File::new("lamp.txt", "a lamp"), File::new("b.csv", "a,b\n")];
    let uploaded = uploads.create(files).await?.uploads;
    let [lamp, table] = &uploaded[..] else {
        return Err(format!("expected: two files, not {uploaded:?}").into());
    };
    expect(lamp.key.ends_with("-lamp.txt"), "the key tells the name")?;
    equal(
        fetch(&lamp.url).await?.as_deref(),
        Some("a lamp"),
        "one file",
    )?;
    equal(
        fetch(&table.url).await?.as_deref(),
        Some("a,b\n"),
        "another",
    )?;
    let secret = [File::new("secret.txt", "hush")];
    let secret = uploads.create_protected(secret).await?.uploads;
    let secret = there(secret.into_iter().next(), "a protected file")?;
    for (file, content) in [(lamp, "a lamp"), (&secret, "hush")] {
        let asked = AdminPostUploadsDownloadUrlReq::new(file.key.as_str());
        let url = uploads.get_presigned_download_url(asked).await?;
        let found = fetch(&url.download_url).await?;
        equal(found.as_deref(), Some(content), "what is downloaded")?;
    }
    for file in [lamp, table, &secret] {
        let key = file.key.as_str();
        let deleted = uploads.delete(AdminDeleteUploadsReq::new(key)).await?;
        equal((deleted.id.as_str(), deleted.deleted), (key, true), "gone")?;
        equal(fetch(&file.url).await?, None, "what is left")?;
    }
    Ok(())
}

/// An export is tried first and made then; another one is called off.
pub(crate) async fn exports(shop: &Shop) -> Done {
    let jobs = shop.boss.admin().batch_jobs();
    let dry = AdminPostBatchesReq::new("product-export", object(&json!({}))).dry_run(true);
    let created = jobs.create(dry).await?.batch_job;
    equal(created.status, BatchJobStatus::Created, "a new job")?;
    let ready = settled(shop, &created.id, BatchJobStatus::PreProcessed).await?;
    let told = ready.result.and_then(|result| result.stat_descriptors);
    let told = first(told, "what the job would do")?.message;
    let says = "There will be 3 products exported by this action";
    equal(told.as_deref(), Some(says), "what the job would do")?;
    let confirmed = jobs.confirm(&created.id).await?.batch_job;
    equal(confirmed.status, BatchJobStatus::Confirmed, "its status")?;
    let done = settled(shop, &created.id, BatchJobStatus::Completed).await?;
    expect(done.completed_at.is_some(), "it is told when")?;
    let result = there(done.result, "a result")?;
    equal(result.count, Some(3.0), "products in the file")?;
    let key = there(result.file_key, "a file")?;
    let uploads = shop.boss.admin().uploads();
    let asked = AdminPostUploadsDownloadUrlReq::new(key.as_str());
    let url = uploads
        .get_presigned_download_url(asked)
        .await?
        .download_url;
    let table = there(fetch(&url).await?, "the file")?;
    let lines: Vec<&str> = table.lines().collect();
    equal(lines.len(), 1 + 4, "lines: a head, and one a variant")?;
    expect(lines[0].starts_with("Product Id;"), "a head")?;
    for number in ["LAMP-RED", "LAMP-BLUE", "BULB-7", "VOUCHER-20"] {
        let rows = lines.iter().filter(|line| line.contains(number)).count();
        equal(rows, 1, &format!("lines of {number}"))?;
    }
    uploads.delete(AdminDeleteUploadsReq::new(key)).await?;

    let off = AdminPostBatchesReq::new("order-export", object(&json!({}))).dry_run(true);
    let off = jobs.create(off).await?.batch_job.id;
    let canceled = jobs.cancel(&off).await?.batch_job;
    equal(canceled.status, BatchJobStatus::Canceled, "called off")?;
    let listed = jobs.list().limit(10).await?.batch_jobs;
    let mut listed: Vec<_> = listed.iter().map(|job| &*job.id).collect();
    listed.sort_unstable();
    let mut both = [created.id.as_str(), off.as_str()];
    both.sort_unstable();
    equal(listed, both, "the jobs")
}

/// A batch job once it has come so far. The server looks for work every few seconds.
async fn settled(shop: &Shop, id: &str, status: BatchJobStatus) -> Outcome<BatchJob> {
    let jobs = shop.boss.admin().batch_jobs();
    let mut job = jobs.retrieve(id).await?.batch_job;
    for _ in 0..60 {
        let is_over = job.status == BatchJobStatus::Completed
            || job.status == BatchJobStatus::Failed
            || job.status == BatchJobStatus::Canceled;
        if job.status == status || is_over {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        job = jobs.retrieve(id).await?.batch_job;
    }
    equal(&job.status, &status, "what becomes of the job")?;
    Ok(job)
}

/// Files that cannot be imported.
pub(crate) async fn failing_imports(shop: &Shop) -> Done {
    let lists = shop.boss.admin().price_lists();
    let price = AdminPriceListPricesCreateReq::new(1, "variant_red").currency_code("eur");
    let list = AdminPostPriceListsPriceListReq::new(
        "Imported",
        "From a file",
        PriceListType::Sale,
        [price],
    );
    let list = lists.create(list).await?.price_list.id;
    for (kind, context) in [
        ("product-import", json!({})),
        ("price-list-import", json!({ "price_list_id": list })),
    ] {
        let file = File::new("wrong.csv", "Color;Size\nred;small\n");
        let uploaded = shop.boss.admin().uploads().create([file]).await?.uploads;
        let key = there(uploaded.into_iter().next(), "a file")?.key;
        let mut context = object(&context);
        context.insert("fileKey".to_owned(), key.into());
        let job = shop
            .boss
            .admin()
            .batch_jobs()
            .create(AdminPostBatchesReq::new(kind, context))
            .await?
            .batch_job;
        let job = settled(shop, &job.id, BatchJobStatus::Failed).await?;
        expect(job.failed_at.is_some(), "it is told when")?;
        let errors = job.result.and_then(|result| result.errors);
        let error = first(errors, "it is said why")?;
        let error = error.as_str().unwrap_or_default();
        expect(
            error.contains("Unable to treat column Color;Size from the csv file"),
            &format!("the column that is not known, not {error}"),
        )?;
    }
    expect(lists.delete(&list).await?.deleted, "deleted")
}
