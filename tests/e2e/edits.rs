//! Edits of orders, and the payments they need.

use crate::shop::{Done, Outcome, Shop, equal, expect, first, marked, refused, there};
use medusa_client::types::*;

/// What an order of one bulb costs, and what two more cost: with the parcel, and all with 19 % tax.
const ONE: i64 = 1000;
const TWO_MORE: i64 = 833;

/// An edit that makes an order dearer.
async fn edit(shop: &Shop) -> Outcome<(String, Order)> {
    let order = shop.order("variant_bulb", 1).await?;
    equal(order.total, Some(ONE), "one bulb")?;
    let orders = shop.boss.admin().orders();
    orders.capture_payment(&order.id).await?;
    let edits = shop.boss.admin().order_edits();
    let payload = AdminPostOrderEditsReq::new(order.id.as_str()).internal_note("One more");
    let created = edits.create(payload).await?.order_edit;
    equal(created.status, OrderEditStatus::Created, "a new edit")?;
    equal(created.total, Some(ONE), "nothing is changed")?;
    let id = created.id;
    let two = AdminPostOrderEditsEditLineItemsReq::new("variant_bulb", 2);
    let with = edits.add_line_item(&id, two).await?.order_edit;
    equal(with.difference_due, Some(TWO_MORE), "what two more cost")?;
    let change = first(with.changes, "a change")?;
    equal(
        change.r#type,
        OrderEditItemChangeType::ItemAdd,
        "the change",
    )?;
    Ok((id, order))
}

/// The payment collection that an edit waits for.
async fn request(shop: &Shop, id: &str) -> Outcome<String> {
    let edits = shop.boss.admin().order_edits();
    let asked = edits.request_confirmation(id).await?.order_edit;
    equal(asked.status, OrderEditStatus::Requested, "asked for")?;
    equal(asked.requested_by.as_deref(), Some("usr_boss"), "by whom")?;
    there(asked.payment_collection_id, "something is to be paid")
}

pub(crate) async fn paid_by_the_customer(shop: &Shop) -> Done {
    let edits = shop.boss.admin().order_edits();
    let (id, order) = edit(shop).await?;
    let payload = AdminPostOrderEditsOrderEditReq::new().internal_note("Two more");
    let updated = edits.update(&id, payload).await?.order_edit;
    let note = updated.internal_note.as_deref();
    equal(note, Some("Two more"), "another note")?;
    let found = edits.retrieve(&id).await?.order_edit;
    let item = found
        .items
        .into_iter()
        .flatten()
        .find(|item| item.original_item_id.is_some());
    let item = there(item, "the item of the order")?.id;
    let three = AdminPostOrderEditsEditLineItemsLineItemReq::new(3);
    let with = edits.update_line_item(&id, &item, three).await?.order_edit;
    let due = Some(2 * TWO_MORE);
    equal(with.difference_due, due, "what four more cost")?;
    let listed = edits.list().order_id(order.id.as_str()).await?.order_edits;
    let listed: Vec<_> = listed.iter().map(|known| &known.id).collect();
    equal(listed, [&id], "the edits of the order")?;
    let collection = request(shop, &id).await?;
    pay(shop, &collection).await?;

    let edits_of_mine = shop.ada.order_edits();
    let found = edits_of_mine.retrieve(&id).await?.order_edit;
    equal(
        found.status,
        OrderEditStatus::Requested,
        "what it waits for",
    )?;
    let total = Some(ONE + 2 * TWO_MORE);
    equal(found.total, total, "what the order will cost")?;
    let done = edits_of_mine.complete(&id).await?.order_edit;
    equal(done.status, OrderEditStatus::Confirmed, "confirmed")?;
    let orders = shop.boss.admin().orders();
    let order = orders.retrieve(&order.id).await?.order;
    equal(order.total, total, "what the order costs")?;
    let items = order.items.iter().flatten().map(|item| item.quantity);
    let mut quantities: Vec<_> = items.collect();
    quantities.sort_unstable();
    equal(quantities, [2, 3], "what is ordered")
}

/// The customer pays what an edit costs: first with one session, then with several.
async fn pay(shop: &Shop, collection: &str) -> Done {
    let payments = shop.ada.payment_collections();
    let asked = payments.retrieve(collection).await?.payment_collection;
    equal(asked.amount, 2 * TWO_MORE, "what is to be paid")?;
    equal(asked.status, PaymentCollectionStatus::NotPaid, "its status")?;
    let manual = StorePaymentCollectionSessionsReq::new("manual");
    let with = payments.manage_payment_session(collection, manual).await?;
    let session = first(with.payment_collection.payment_sessions, "a session")?;
    equal(session.amount, Some(asked.amount), "the amount of it")?;
    let session = session.id;
    let new = payments
        .refresh_payment_session(collection, &session)
        .await?;
    let new = new.payment_session;
    equal(new.provider_id.as_str(), "manual", "who is paid")?;
    equal(new.status, PaymentSessionStatus::Pending, "its status")?;
    let all = StorePostPaymentCollectionsSessionsReq::new("manual", asked.amount);
    let all = StorePostPaymentCollectionsBatchSessionsReq::new([all]);
    let with = payments
        .manage_payment_sessions_batch(collection, all)
        .await?
        .payment_collection;
    let session = first(with.payment_sessions, "a session")?.id;
    let all = StorePostPaymentCollectionsBatchSessionsAuthorizeReq::new([session.as_str()]);
    let paid = payments
        .authorize_payment_sessions_batch(collection, all)
        .await?
        .payment_collection;
    equal(paid.status, PaymentCollectionStatus::Authorized, "paid")?;
    equal(paid.authorized_amount, Some(asked.amount), "all of it")?;
    let again = payments.authorize_payment_session(collection, &session);
    let again = again.await?.payment_session;
    equal(again.status, PaymentSessionStatus::Authorized, "as before")
}

pub(crate) async fn declined_canceled_deleted(shop: &Shop) -> Done {
    let edits = shop.boss.admin().order_edits();
    let (id, order) = edit(shop).await?;
    request(shop, &id).await?;
    let reason = StorePostOrderEditsOrderEditDecline::new().declined_reason("Too dear");
    let declined = shop.ada.order_edits().decline(&id, reason).await?;
    let declined = declined.order_edit;
    equal(declined.status, OrderEditStatus::Declined, "declined")?;
    let reason = declined.declined_reason.as_deref();
    equal(reason, Some("Too dear"), "the reason")?;

    let payload = || AdminPostOrderEditsReq::new(order.id.as_str());
    let id = edits.create(payload()).await?.order_edit.id;
    let voucher = AdminPostOrderEditsEditLineItemsReq::new("variant_voucher", 1);
    let with = edits.add_line_item(&id, voucher).await?.order_edit;
    let change = first(with.changes, "a change")?.id;
    let gone = edits.delete_item_change(&id, &change).await?;
    equal(
        (gone.id, gone.deleted),
        (change, true),
        "the change is gone",
    )?;
    let found = edits.retrieve(&id).await?.order_edit;
    let changes = found.changes.map(|changes| changes.len());
    equal(changes, Some(0), "changes")?;
    let item = first(found.items, "the item of the order")?.id;
    let without = edits.remove_line_item(&id, &item).await?.order_edit;
    let change = first(without.changes, "a change")?.r#type;
    equal(change, OrderEditItemChangeType::ItemRemove, "the change")?;
    let canceled = edits.cancel(&id).await?.order_edit;
    equal(canceled.status, OrderEditStatus::Canceled, "canceled")?;
    let id = edits.create(payload()).await?.order_edit.id;
    expect(edits.delete(&id).await?.deleted, "deleted")?;
    refused(edits.retrieve(&id).await, 404, "was not found")?;
    let orders = shop.boss.admin().orders();
    let total = orders.retrieve(&order.id).await?.order.total;
    equal(total, Some(ONE), "the order costs what it did")
}

/// The shop says that it was paid some other way.
pub(crate) async fn collections(shop: &Shop) -> Done {
    let collections = shop.boss.admin().payment_collections();
    let edits = shop.boss.admin().order_edits();
    let (id, order) = edit(shop).await?;
    let collection = request(shop, &id).await?;
    let payload = AdminUpdatePaymentCollectionsReq::new()
        .description("By bank transfer")
        .metadata(marked());
    let updated = collections.update(&collection, payload).await?;
    let text = updated.payment_collection.description;
    equal(text.as_deref(), Some("By bank transfer"), "the text")?;
    let paid = collections.mark_as_authorized(&collection).await?;
    let status = PaymentCollectionStatus::Authorized;
    equal(&paid.payment_collection.status, &status, "paid")?;
    let found = collections.retrieve(&collection).await?.payment_collection;
    equal(found.status, status, "paid")?;
    equal(found.authorized_amount, Some(TWO_MORE), "all of it")?;
    equal(found.metadata, Some(marked()), "the metadata")?;
    let paid = collections.delete(&collection).await;
    let says = "Cannot delete payment collection with status authorized";
    refused(paid, 400, says)?;
    let confirmed = edits.confirm(&id).await?.order_edit;
    equal(confirmed.status, OrderEditStatus::Confirmed, "confirmed")?;
    let orders = shop.boss.admin().orders();
    let total = orders.retrieve(&order.id).await?.order.total;
    equal(total, Some(ONE + TWO_MORE), "what the order costs")?;

    let (other, _) = edit(shop).await?;
    let unpaid = request(shop, &other).await?;
    // The edit refers to it, which the server reports as if it were not there. Asked again, the edit gets a new one.
    let referred = refused(collections.delete(&unpaid).await, 404, "")?;
    // The server sends the text `null`, which is not a message.
    equal(referred.message(), None, "the message")?;
    let sent = referred
        .errors()
        .first()
        .and_then(|error| error.message.as_deref());
    equal(sent, Some("null"), "the message as it is sent")?;
    let new = request(shop, &other).await?;
    expect(new != unpaid, "a new collection")?;
    expect(collections.delete(&unpaid).await?.deleted, "deleted")?;
    refused(collections.retrieve(&unpaid).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn payments(shop: &Shop) -> Done {
    let order = shop.order("variant_bulb", 3).await?;
    let payment = first(order.payments, "a payment")?.id;
    let payments = shop.boss.admin().payments();
    let found = payments.retrieve(&payment).await?.payment;
    equal(Some(found.amount), order.total, "what is paid")?;
    equal(found.order_id, Some(order.id), "what for")?;
    equal(found.captured_at, None, "when")?;
    let captured = payments.capture_payment(&payment).await?.payment;
    expect(captured.captured_at.is_some(), "it is told when")?;
    let refund = AdminPostPaymentRefundsReq::new(10, RefundReason::Discount).note("A gift");
    let refund = payments.refund_payment(&payment, refund).await?.refund;
    equal(refund.amount, 10, "what was paid back")?;
    equal(refund.reason, RefundReason::Discount, "the reason")?;
    equal(refund.note.as_deref(), Some("A gift"), "the note")?;
    let found = payments.retrieve(&payment).await?.payment;
    equal(found.amount_refunded, 10, "what was paid back")
}
