//! Claims: something arrived broken.

use crate::checkout::shipped;
use crate::shop::{Done, Outcome, Shop, expect, marked, there};
use medusa_client::types::*;

fn broken(item: &str) -> AdminPostOrdersOrderClaimsItem {
    AdminPostOrdersOrderClaimsItem::new(item, 1)
        .reason(ClaimItemReason::ProductionFailure)
        .note("It does not shine")
        .tags(["dark"])
        .images(["http://127.0.0.1/dark.png"])
}

async fn replacement(shop: &Shop, order: &str, item: &str) -> Outcome<String> {
    let method = AdminPostOrdersOrderClaimsShippingMethod::new()
        .option_id("so_parcel")
        .price(0);
    let payload = AdminPostOrdersOrderClaimsReq::new(ClaimType::Replace, [broken(item)])
        .additional_items([AdminPostOrdersOrderClaimsAdditionalItem::new(
            "variant_bulb",
            1,
        )])
        .shipping_methods([method]);
    let claimed = shop
        .boss
        .admin()
        .orders()
        .create_claim(order, payload)
        .await?
        .order;
    let claim = claimed
        .claims
        .into_iter()
        .flatten()
        .max_by_key(|claim| claim.created_at);
    Ok(there(claim, "a claim")?.id)
}

pub(crate) async fn replace_and_refund(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let (order, item) = shipped(shop, "variant_bulb", 4).await?;
    let id = order.id.as_str();
    let claim = replacement(shop, id, &item).await?;
    let payload = AdminPostOrdersOrderClaimsClaimReq::new()
        .no_notification(true)
        .metadata(marked());
    orders.update_claim(id, &claim, payload).await?;
    let fulfill = || AdminPostOrdersOrderClaimsClaimFulfillmentsReq::new();
    let with = orders.fulfill_claim(id, &claim, fulfill()).await?.order;
    let fulfillments = |order: Order| {
        let claim = order
            .claims
            .into_iter()
            .flatten()
            .find(|known| known.id == claim);
        claim
            .and_then(|claim| claim.fulfillments)
            .into_iter()
            .flatten()
    };
    let first = there(fulfillments(with).next(), "a fulfillment")?.id;
    orders.cancel_claim_fulfillment(id, &claim, &first).await?;
    let with = orders.fulfill_claim(id, &claim, fulfill()).await?.order;
    let second = there(
        fulfillments(with).find(|fulfillment| fulfillment.id != first),
        "another fulfillment",
    )?
    .id;
    let payload =
        AdminPostOrdersOrderClaimsClaimShipmentsReq::new(second).tracking_numbers(["CLAIM1"]);
    orders.create_claim_shipment(id, &claim, payload).await?;

    let other = replacement(shop, id, &item).await?;
    orders.cancel_claim(id, &other).await?;
    let payload =
        AdminPostOrdersOrderClaimsReq::new(ClaimType::Refund, [broken(&item)]).refund_amount(100);
    let refunded = orders.create_claim(id, payload).await?.order;
    expect(
        refunded.claims.is_some_and(|claims| claims.len() == 3),
        "three claims",
    )
}
