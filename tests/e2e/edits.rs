//! Edits of orders, and the payments they need.

use crate::shop::{Done, Outcome, Shop, expect, first_item, marked, there};
use medusa_client::types::*;

/// An edit that makes an order dearer.
async fn edit(shop: &Shop) -> Outcome<(String, Order)> {
    let order = shop.order("variant_bulb", 1).await?;
    shop.boss
        .admin()
        .orders()
        .capture_payment(&order.id)
        .await?;
    let edits = shop.boss.admin().order_edits();
    let payload = AdminPostOrderEditsReq::new(order.id.as_str()).internal_note("One more");
    let id = edits.create(payload).await?.order_edit.id;
    edits
        .add_line_item(
            &id,
            AdminPostOrderEditsEditLineItemsReq::new("variant_bulb", 2),
        )
        .await?;
    Ok((id, order))
}

/// The payment collection that an edit waits for.
async fn request(shop: &Shop, id: &str) -> Outcome<String> {
    let edits = shop.boss.admin().order_edits();
    let asked = edits.request_confirmation(id).await?.order_edit;
    there(asked.payment_collection_id, "something is to be paid")
}

pub(crate) async fn paid_by_the_customer(shop: &Shop) -> Done {
    let edits = shop.boss.admin().order_edits();
    let (id, order) = edit(shop).await?;
    edits
        .update(
            &id,
            AdminPostOrderEditsOrderEditReq::new().internal_note("Two more"),
        )
        .await?;
    let found = edits.retrieve(&id).await?.order_edit;
    let item = found
        .items
        .into_iter()
        .flatten()
        .find(|item| item.original_item_id.is_some());
    let item = there(item, "the item of the order")?.id;
    edits
        .update_line_item(
            &id,
            &item,
            AdminPostOrderEditsEditLineItemsLineItemReq::new(3),
        )
        .await?;
    edits.list().order_id(order.id.as_str()).await?;
    let collection = request(shop, &id).await?;

    let payments = shop.ada.payment_collections();
    let amount = payments
        .retrieve(&collection)
        .await?
        .payment_collection
        .amount;
    let with = payments
        .manage_payment_session(
            &collection,
            StorePaymentCollectionSessionsReq::new("manual"),
        )
        .await?;
    let session = with
        .payment_collection
        .payment_sessions
        .into_iter()
        .flatten()
        .next();
    let session = there(session, "a session")?.id;
    payments
        .refresh_payment_session(&collection, &session)
        .await?;
    let sessions = [StorePostPaymentCollectionsSessionsReq::new(
        "manual", amount,
    )];
    let payload = StorePostPaymentCollectionsBatchSessionsReq::new(sessions);
    let with = payments
        .manage_payment_sessions_batch(&collection, payload)
        .await?
        .payment_collection;
    let session = there(
        with.payment_sessions.into_iter().flatten().next(),
        "a session",
    )?
    .id;
    let payload = StorePostPaymentCollectionsBatchSessionsAuthorizeReq::new([session.as_str()]);
    payments
        .authorize_payment_sessions_batch(&collection, payload)
        .await?;
    payments
        .authorize_payment_session(&collection, &session)
        .await?;
    shop.ada.order_edits().retrieve(&id).await?;
    let done = shop.ada.order_edits().complete(&id).await?.order_edit;
    expect(done.status == OrderEditStatus::Confirmed, "confirmed")
}

pub(crate) async fn declined_canceled_deleted(shop: &Shop) -> Done {
    let edits = shop.boss.admin().order_edits();
    let (id, order) = edit(shop).await?;
    request(shop, &id).await?;
    let reason = StorePostOrderEditsOrderEditDecline::new().declined_reason("Too dear");
    shop.ada.order_edits().decline(&id, reason).await?;

    let payload = || AdminPostOrderEditsReq::new(order.id.as_str());
    let id = edits.create(payload()).await?.order_edit.id;
    let with = edits
        .add_line_item(
            &id,
            AdminPostOrderEditsEditLineItemsReq::new("variant_voucher", 1),
        )
        .await?
        .order_edit;
    let change = there(with.changes.into_iter().flatten().next(), "a change")?.id;
    edits.delete_item_change(&id, &change).await?;
    let found = edits.retrieve(&id).await?.order_edit;
    let item = there(found.items.into_iter().flatten().next(), "an item")?.id;
    edits.remove_line_item(&id, &item).await?;
    edits.cancel(&id).await?;
    let id = edits.create(payload()).await?.order_edit.id;
    edits.delete(&id).await?;
    let _ = first_item(&order)?;
    Ok(())
}

/// The shop says that it was paid some other way.
pub(crate) async fn payments(shop: &Shop) -> Done {
    let collections = shop.boss.admin().payment_collections();
    let (id, _) = edit(shop).await?;
    let collection = request(shop, &id).await?;
    let payload = AdminUpdatePaymentCollectionsReq::new()
        .description("By bank transfer")
        .metadata(marked());
    collections.update(&collection, payload).await?;
    collections.mark_as_authorized(&collection).await?;
    collections.retrieve(&collection).await?;
    shop.boss.admin().order_edits().confirm(&id).await?;
    let (other, _) = edit(shop).await?;
    let unpaid = request(shop, &other).await?;
    // The edit still refers to it, which the server reports as if it were not there.
    expect(
        collections.delete(&unpaid).await.is_err(),
        "the collection is in use",
    )?;
    collections.delete("paycol_none").await?;

    let order = shop.order("variant_bulb", 3).await?;
    let payment = there(order.payments.into_iter().flatten().next(), "a payment")?.id;
    let payments = shop.boss.admin().payments();
    payments.retrieve(&payment).await?;
    payments.capture_payment(&payment).await?;
    let refund = AdminPostPaymentRefundsReq::new(10, RefundReason::Discount).note("A gift");
    payments.refund_payment(&payment, refund).await?;
    Ok(())
}
