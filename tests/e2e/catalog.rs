//! The catalog: products and what belongs to them.

use crate::shop::{Done, Outcome, Shop, expect, marked, object, there};
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
    let id = &product.id;
    let payload = AdminPostProductsProductReq::new()
        .title("Shade of paper")
        .status(ProductStatus::Published);
    let updated = products.update(id, payload).await?.product;
    expect(updated.title == "Shade of paper", "another title")?;
    products
        .set_metadata(
            id,
            AdminPostProductsProductMetadataReq::new("color", "white"),
        )
        .await?;
    let found = products.retrieve(id).await?.product;
    expect(
        found
            .metadata
            .is_some_and(|metadata| metadata["color"] == "white"),
        "the metadata",
    )?;
    let listed = products
        .list()
        .q("shade")
        .status([ProductStatus::Published])
        .limit(5)
        .await?;
    expect(
        listed.products.iter().any(|product| product.id == *id),
        "the product is listed",
    )?;
    products.list_tags().await?;
    products.list_types().await?;
    shop.boss.admin().product_tags().list().q("paper").await?;
    shop.boss.admin().product_types().list().q("shade").await?;
    expect(products.delete(id).await?.deleted, "deleted")
}

pub(crate) async fn variants_and_options(shop: &Shop) -> Done {
    let products = shop.boss.admin().products();
    let payload = AdminPostProductsReq::new("Cable").options([ProductOptionReq::new("Length")]);
    let product = products.create(payload).await?.product;
    let option = there(product.options.into_iter().flatten().next(), "an option")?.id;
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
    let variant = there(product.variants.into_iter().flatten().next(), "a variant")?.id;
    let payload = AdminPostProductsProductVariantsVariantReq::new()
        .title("Very long")
        .weight(300.0);
    products.update_variant(&id, &variant, payload).await?;
    expect(
        products.list_variants(&id).await?.variants.len() == 1,
        "one variant",
    )?;
    products
        .update_option(
            &id,
            &option,
            AdminPostProductsProductOptionsOption::new("Meters"),
        )
        .await?;
    let product = products
        .add_option(&id, AdminPostProductsProductOptionsReq::new("Color"))
        .await?
        .product;
    let added = product
        .options
        .into_iter()
        .flatten()
        .find(|option| option.title == "Color");
    products
        .delete_option(&id, &there(added, "the new option")?.id)
        .await?;

    let variants = shop.boss.admin().variants();
    variants.list().q("long").limit(3).await?;
    variants.retrieve(&variant).await?;
    variants.get_inventory(&variant).await?;
    products.delete_variant(&id, &variant).await?;
    products.delete(&id).await?;
    Ok(())
}

pub(crate) async fn collections_and_categories(shop: &Shop) -> Done {
    let collections = shop.boss.admin().collections();
    let created = collections
        .create(
            AdminPostCollectionsReq::new("Winter")
                .handle("winter")
                .metadata(marked()),
        )
        .await?;
    let id = created.collection.id;
    collections
        .update(
            &id,
            AdminPostCollectionsCollectionReq::new().title("Winter sale"),
        )
        .await?;
    collections
        .add_products(&id, AdminPostProductsToCollectionReq::new(["prod_bulb"]))
        .await?;
    collections.retrieve(&id).await?;
    collections.list().q("winter").await?;
    collections
        .remove_products(
            &id,
            AdminDeleteProductsFromCollectionReq::new(["prod_bulb"]),
        )
        .await?;
    collections.delete(&id).await?;

    let categories = shop.boss.admin().product_categories();
    let payload = AdminPostProductCategoriesReq::new("Bulbs")
        .parent_category_id("pcat_home")
        .is_active(true);
    let id = categories.create(payload).await?.product_category.id;
    categories
        .update(
            &id,
            AdminPostProductCategoriesCategoryReq::new().description("They shine."),
        )
        .await?;
    let product = || [ProductBatchProductCategory::new("prod_bulb")];
    categories
        .add_products(
            &id,
            AdminPostProductCategoriesCategoryProductsBatchReq::new(product()),
        )
        .await?;
    categories.retrieve(&id).expand(["parent_category"]).await?;
    categories.list().q("bulb").await?;
    categories
        .remove_products(
            &id,
            AdminDeleteProductCategoriesCategoryProductsBatchReq::new(product()),
        )
        .await?;
    categories.delete(&id).await?;
    Ok(())
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
    let id = created.id;
    let first = there(created.prices.into_iter().flatten().next(), "a price")?.id;
    lists
        .update(
            &id,
            AdminPostPriceListsPriceListPriceListReq::new().name("Big sale"),
        )
        .await?;
    lists.retrieve(&id).await?;
    expect(
        lists
            .list()
            .status([PriceListStatus::Active])
            .await?
            .price_lists
            .len()
            == 1,
        "one list",
    )?;
    expect(
        !lists.list_products(&id).await?.products.is_empty(),
        "products in the list",
    )?;
    let more = AdminPriceListPricesUpdateReq::new("variant_red", 3900).currency_code("usd");
    lists
        .add_prices(&id, AdminPostPriceListPricesPricesReq::new().prices([more]))
        .await?;
    lists
        .delete_prices(
            &id,
            AdminDeletePriceListPricesPricesReq::new().price_ids([first]),
        )
        .await?;
    lists.delete_variant_prices(&id, "variant_blue").await?;
    lists.delete_product_prices(&id, "prod_lamp").await?;
    let payload =
        AdminDeletePriceListsPriceListProductsPricesBatchReq::new().product_ids(["prod_bulb"]);
    lists.delete_products_prices(&id, payload).await?;
    lists.delete(&id).await?;
    Ok(())
}

pub(crate) async fn uploads_and_jobs(shop: &Shop) -> Done {
    let uploads = shop.boss.admin().uploads();
    let uploaded = uploads
        .create([File::new("lamp.txt", "a lamp"), File::new("b.csv", "a,b\n")])
        .await?
        .uploads;
    expect(uploaded.len() == 2, "two files")?;
    uploads
        .create_protected([File::new("secret.txt", "hush")])
        .await?;
    let url = there(uploaded.first(), "a file")?.url.clone();
    let key = there(url.rsplit('/').next(), "a key")?;
    uploads
        .get_presigned_download_url(AdminPostUploadsDownloadUrlReq::new(key))
        .await?;
    uploads.delete(AdminDeleteUploadsReq::new(key)).await?;

    let jobs = shop.boss.admin().batch_jobs();
    let dry = AdminPostBatchesReq::new("product-export", object(&json!({}))).dry_run(true);
    let dry = jobs.create(dry).await?.batch_job.id;
    settled(shop, &dry).await?;
    jobs.confirm(&dry).await?;
    let canceled = AdminPostBatchesReq::new("order-export", object(&json!({}))).dry_run(true);
    let canceled = jobs.create(canceled).await?.batch_job.id;
    jobs.cancel(&canceled).await?;
    expect(
        jobs.list().limit(10).await?.batch_jobs.len() >= 2,
        "two jobs",
    )
}

/// A batch job once the server is done with it, or waits for a word.
async fn settled(shop: &Shop, id: &str) -> Outcome<BatchJob> {
    let jobs = shop.boss.admin().batch_jobs();
    for _ in 0..50 {
        let job = jobs.retrieve(id).await?.batch_job;
        if matches!(
            job.status,
            BatchJobStatus::PreProcessed | BatchJobStatus::Completed | BatchJobStatus::Failed
        ) {
            return Ok(job);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("expected: the batch job is prepared or fails".into())
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
        let job = settled(shop, &job.id).await?;
        expect(job.status == BatchJobStatus::Failed, "the file is refused")?;
        expect(
            job.result.is_some_and(|result| result.errors.is_some()),
            "it is said why",
        )?;
    }
    lists.delete(&list).await?;
    Ok(())
}
