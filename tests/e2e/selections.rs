//! Fields that are in a response only when the caller selects them.

use crate::shop::{Done, Outcome, REGION, Shop, equal, expect, there};
use medusa_client::Json;
use medusa_client::types::{
    AdminDeleteTaxRatesTaxRateProductTypesReq, AdminDeleteTaxRatesTaxRateProductsReq,
    AdminDeleteTaxRatesTaxRateShippingOptionsReq, AdminPostTaxRatesReq,
    AdminPostTaxRatesTaxRateProductTypesReq, AdminPostTaxRatesTaxRateProductsReq,
    AdminPostTaxRatesTaxRateReq, AdminPostTaxRatesTaxRateShippingOptionsReq,
};

/// The totals that the list of orders has when they are selected.
const TOTALS: [&str; 9] = [
    "discount_total",
    "gift_card_total",
    "paid_total",
    "refundable_amount",
    "refunded_total",
    "shipping_total",
    "subtotal",
    "tax_total",
    "total",
];

/// The totals of a list are those that each order has when it is retrieved.
pub(crate) async fn totals_of_orders(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let selected: Json = orders.list().fields(TOTALS).send_as().await?;
    let selected = there(selected["orders"].as_array(), "a list of orders")?;
    expect(!selected.is_empty(), "an order")?;
    for order in selected {
        let id = there(order["id"].as_str(), "an identifier")?;
        let retrieved: Json = orders.retrieve(id).send_as().await?;
        for total in TOTALS {
            expect(order[total].is_i64(), &format!("a number as {total}"))?;
            equal(&order[total], &retrieved["order"][total], total)?;
        }
    }
    for order in orders.list().await?.orders {
        equal(order.total, None, "a total that was not selected")?;
    }
    Ok(())
}

/// A tax rate has the counts of the records that it applies to when the counts are selected.
pub(crate) async fn counts_of_tax_rates(shop: &Shop) -> Done {
    const COUNTS: [&str; 3] = [
        "product_count",
        "product_type_count",
        "shipping_option_count",
    ];
    /// The counts of a response, with the identifier of the rate.
    fn counts(rate: &Json) -> Outcome<(String, Vec<String>)> {
        let id = there(rate["id"].as_str(), "an identifier")?.to_owned();
        Ok((id, COUNTS.map(|name| rate[name].to_string()).to_vec()))
    }
    let fields = || ["id"].into_iter().chain(COUNTS);
    let rates = shop.boss.admin().tax_rates();
    let lamp = shop.boss.admin().products().retrieve("prod_lamp").await?;
    let ty = there(lamp.product.type_id, "the lamp has a type")?;
    macro_rules! selects {
        ($request:expr, $expected:expr) => {{
            let response: Json = $request.fields(fields()).send_as().await?;
            let (id, counts) = counts(&response["tax_rate"])?;
            equal(counts, $expected, "the counts")?;
            id
        }};
    }

    let payload = AdminPostTaxRatesReq::new("COUNTED", "Counted", REGION).rate(7.0);
    let id = selects!(rates.create(payload), ["0", "0", "0"]);
    let payload = AdminPostTaxRatesTaxRateReq::new().name("Counted rate");
    selects!(rates.update(&id, payload), ["0", "0", "0"]);
    let payload = AdminPostTaxRatesTaxRateProductsReq::new(["prod_bulb"]);
    selects!(rates.add_products(&id, payload), ["1", "0", "0"]);
    let payload = AdminPostTaxRatesTaxRateProductTypesReq::new([ty.as_str()]);
    selects!(rates.add_product_types(&id, payload), ["1", "1", "0"]);
    let payload = AdminPostTaxRatesTaxRateShippingOptionsReq::new(["so_parcel"]);
    selects!(rates.add_shipping_options(&id, payload), ["1", "1", "1"]);
    selects!(rates.retrieve(&id), ["1", "1", "1"]);
    let listed: Json = rates.list().fields(fields()).send_as().await?;
    let listed = there(listed["tax_rates"].as_array(), "a list of rates")?;
    let listed = there(listed.iter().find(|rate| rate["id"] == *id), "the rate")?;
    equal(counts(listed)?.1, ["1", "1", "1"], "the counts in the list")?;
    let payload = AdminDeleteTaxRatesTaxRateProductsReq::new(["prod_bulb"]);
    selects!(rates.remove_products(&id, payload), ["0", "1", "1"]);
    let payload = AdminDeleteTaxRatesTaxRateProductTypesReq::new([ty.as_str()]);
    selects!(rates.remove_product_types(&id, payload), ["0", "0", "1"]);
    let payload = AdminDeleteTaxRatesTaxRateShippingOptionsReq::new(["so_parcel"]);
    selects!(rates.remove_shipping_options(&id, payload), ["0", "0", "0"]);
    rates.delete(&id).await?;
    Ok(())
}

/// The rank of a variant among those of its product.
pub(crate) async fn ranks_of_variants(shop: &Shop) -> Done {
    let variants = shop.boss.admin().variants();
    let fields = ["id", "variant_rank"];
    let one: Json = variants
        .retrieve("variant_red")
        .fields(fields)
        .send_as()
        .await?;
    equal(&one["variant"]["variant_rank"], &Json::from(0), "the rank")?;
    let listed: Json = variants.list().fields(fields).send_as().await?;
    let listed = there(listed["variants"].as_array(), "a list of variants")?;
    let red = there(
        listed.iter().find(|one| one["id"] == "variant_red"),
        "the red one",
    )?;
    equal(&red["variant_rank"], &Json::from(0), "the rank in the list")
}
