//! Claims: something arrived broken.

use crate::checkout::shipped;
use crate::shop::{Done, Outcome, Shop, equal, expect, first, marked, there};
use medusa_client::types::*;

fn broken(item: &str) -> AdminPostOrdersOrderClaimsItem {
    AdminPostOrdersOrderClaimsItem::new(item, 1)
        .reason(ClaimItemReason::ProductionFailure)
        .note("It does not shine")
        .tags(["dark"])
        .images(["http://127.0.0.1/dark.png"])
}

async fn replacement(shop: &Shop, order: &str, item: &str) -> Outcome<ClaimOrder> {
    let method = AdminPostOrdersOrderClaimsShippingMethod::new()
        .option_id("so_parcel")
        .price(0);
    let payload = AdminPostOrdersOrderClaimsReq::new(ClaimType::Replace, [broken(item)])
        .additional_items([AdminPostOrdersOrderClaimsAdditionalItem::new(
            "variant_bulb",
            1,
        )])
        .shipping_methods([method]);
    let orders = shop.boss.admin().orders();
    let claimed = orders.create_claim(order, payload).await?.order;
    let claims = claimed.claims.into_iter().flatten();
    let claim = there(claims.max_by_key(|claim| claim.created_at), "a claim")?;
    equal(&claim.r#type, &ClaimType::Replace, "what is asked for")?;
    equal(&claim.payment_status, &ClaimPaymentStatus::Na, "no money")?;
    let status = &claim.fulfillment_status;
    equal(status, &ClaimFulfillmentStatus::NotFulfilled, "not sent")?;
    Ok(claim)
}

/// A claim of an order.
fn claim_of(order: Order, id: &str) -> Outcome<ClaimOrder> {
    let mut claims = order.claims.into_iter().flatten();
    there(claims.find(|known| known.id == id), "the claim")
}

pub(crate) async fn replace_and_refund(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let (order, item) = shipped(shop, "variant_bulb", 4).await?;
    let id = order.id.as_str();
    let claim = replacement(shop, id, &item).await?;
    let what = first(claim.claim_items, "what is broken")?;
    equal(
        what.reason,
        ClaimItemReason::ProductionFailure,
        "the reason",
    )?;
    equal(what.note.as_deref(), Some("It does not shine"), "the note")?;
    equal((what.item_id, what.quantity), (item.clone(), 1), "the item")?;
    let instead = first(claim.additional_items, "what comes instead")?;
    let variant = instead.variant_id.as_deref();
    equal(variant, Some("variant_bulb"), "what comes instead")?;
    let claim = claim.id;
    let payload = AdminPostOrdersOrderClaimsClaimReq::new()
        .no_notification(true)
        .metadata(marked());
    let updated = orders.update_claim(id, &claim, payload).await?.order;
    let updated = claim_of(updated, &claim)?;
    equal(updated.no_notification, Some(true), "nothing is mailed")?;
    equal(updated.metadata, Some(marked()), "the metadata")?;

    let fulfill = || AdminPostOrdersOrderClaimsClaimFulfillmentsReq::new();
    let packed = orders.fulfill_claim(id, &claim, fulfill()).await?.order;
    let packed = claim_of(packed, &claim)?;
    let status = ClaimFulfillmentStatus::Fulfilled;
    equal(&packed.fulfillment_status, &status, "packed")?;
    let unpacked = first(packed.fulfillments, "a fulfillment")?.id;
    let without = orders.cancel_claim_fulfillment(id, &claim, &unpacked);
    let without = claim_of(without.await?.order, &claim)?;
    let canceled = ClaimFulfillmentStatus::Canceled;
    equal(without.fulfillment_status, canceled, "unpacked")?;
    let packed = orders.fulfill_claim(id, &claim, fulfill()).await?.order;
    let mut packed = claim_of(packed, &claim)?.fulfillments.into_iter().flatten();
    let packed = packed.find(|known| known.id != unpacked);
    let packed = there(packed, "another fulfillment")?.id;
    let payload =
        AdminPostOrdersOrderClaimsClaimShipmentsReq::new(packed).tracking_numbers(["CLAIM1"]);
    let sent = orders.create_claim_shipment(id, &claim, payload).await?;
    let sent = claim_of(sent.order, &claim)?.fulfillment_status;
    equal(sent, ClaimFulfillmentStatus::Shipped, "sent")?;

    let other = replacement(shop, id, &item).await?.id;
    let without = orders.cancel_claim(id, &other).await?.order;
    let canceled = claim_of(without, &other)?.canceled_at;
    expect(canceled.is_some(), "the other claim is called off")?;
    let payload =
        AdminPostOrdersOrderClaimsReq::new(ClaimType::Refund, [broken(&item)]).refund_amount(100);
    let order = orders.create_claim(id, payload).await?.order;
    equal(order.refunded_total, Some(100), "what was paid back")?;
    let claims = order.claims.unwrap_or_default();
    equal(claims.len(), 3, "claims")?;
    let mut refunds = claims
        .iter()
        .filter(|claim| claim.r#type == ClaimType::Refund);
    let refund = there(refunds.next(), "the claim")?;
    equal(refund.refund_amount, Some(100), "the amount")?;
    equal(
        &refund.payment_status,
        &ClaimPaymentStatus::Refunded,
        "paid",
    )
}
