//! From a cart to an order, and what becomes of it.

use crate::shop::{
    Done, Outcome, PARCEL, REGION, SHOPPER, Shop, address, equal, expect, first, first_item,
    object, refused, there,
};
use medusa_client::types::*;
use serde_json::json;
use std::time::Duration;

pub(crate) async fn cart_to_order(shop: &Shop) -> Done {
    let rule = AdminPostDiscountsDiscountRule::new(
        DiscountRuleType::Percentage,
        10.0,
        AllocationType::Total,
    );
    shop.boss
        .admin()
        .discounts()
        .create(AdminPostDiscountsReq::new("TEN", rule, [REGION]))
        .await?;
    let card = shop
        .boss
        .admin()
        .gift_cards()
        .create(AdminPostGiftCardsReq::new(REGION).value(1000))
        .await?
        .gift_card;

    let carts = shop.ada.carts();
    let cart = shop.filled_cart("variant_red", 1).await?;
    items_change(shop, &cart).await?;
    let discount = || [StorePostCartsCartDiscount::new("TEN")];
    let payload = StorePostCartsCartReq::new().discounts(discount());
    let with = carts.update(&cart, payload).await?.cart;
    equal(with.discount_total, Some(490), "ten percent of 4900")?;
    let without = carts.delete_discount(&cart, "TEN").await?.cart;
    equal(without.discount_total, Some(0), "no discount")?;
    let gift_card = [StorePostCartsCartGiftCard::new(card.code.as_str())];
    let payload = StorePostCartsCartReq::new()
        .discounts(discount())
        .gift_cards(gift_card);
    let with = carts.update(&cart, payload).await?.cart;
    equal(with.discount_total, Some(490), "the discount again")?;
    equal(with.gift_card_total, Some(1000), "and a gift card")?;
    let ways = shop.ada.shipping_options().list_cart_options(&cart).await?;
    let mut ways: Vec<_> = ways
        .shipping_options
        .iter()
        .map(|way| (&*way.name, way.amount))
        .collect();
    ways.sort_unstable();
    let all = [("Express", Some(1490)), ("Parcel", Some(PARCEL))];
    equal(ways, all, "ways to ship")?;
    shop.by_parcel(&cart).await?;
    let taxed = carts.calculate_taxes(&cart).await?.cart;
    equal(taxed.item_tax_total, Some(838), "19 % of 4410")?;
    equal(taxed.shipping_tax_total, Some(93), "19 % of 490")?;
    payment_changes(shop, &cart).await?;

    let order = shop.complete(&cart).await?;
    as_calculated(&order)?;
    let cards = shop.guest.gift_cards();
    let card = cards.retrieve(&card.code).await?.gift_card;
    equal((card.value, card.balance), (1000, 0), "nothing is left")
}

/// The order of one red lamp, less ten percent and a gift card, with a parcel and 19 % tax.
fn as_calculated(order: &Order) -> Done {
    let items = order.items.iter().flatten();
    let items: Vec<_> = items
        .map(|item| (item.variant_id.as_deref(), item.quantity, item.unit_price))
        .collect();
    equal(items, [(Some("variant_red"), 1, 4900)], "what is ordered")?;
    let ways = order.shipping_methods.iter().flatten();
    let ways: Vec<_> = ways
        .map(|way| (&*way.shipping_option_id, way.price))
        .collect();
    equal(ways, [("so_parcel", PARCEL)], "how it is shipped")?;
    equal(order.subtotal, Some(4900), "the lamp")?;
    equal(order.discount_total, Some(490), "less ten percent")?;
    equal(order.shipping_total, Some(PARCEL), "and the parcel")?;
    equal(order.gift_card_total, Some(1000), "less the gift card")?;
    equal(order.gift_card_tax_total, Some(190), "which is taxed")?;
    equal(order.tax_total, Some(838 + 93 - 190), "and all the tax")?;
    equal(order.total, Some(4900 - 490 + 490 - 1000 + 741), "together")?;
    let codes = order.discounts.iter().flatten().map(|known| &*known.code);
    equal(codes.collect::<Vec<_>>(), ["TEN"], "the discount's code")
}

/// Puts something more into a cart, changes its mind about how much, and takes it out again.
async fn items_change(shop: &Shop, cart: &str) -> Done {
    shop.by_parcel(cart).await?;
    let carts = shop.ada.carts();
    let items = carts.line_items();
    let bulb = StorePostCartsCartLineItemsReq::new("variant_bulb", 1);
    let with = items.create(cart, bulb).await?.cart;
    let ways = with.shipping_methods.map(|ways| ways.len());
    equal(ways, Some(0), "how it is shipped is to be said again")?;
    let bulb = with
        .items
        .into_iter()
        .flatten()
        .find(|item| item.variant_id.as_deref() == Some("variant_bulb"));
    let bulb = there(bulb, "the bulb is in the cart")?.id;
    let three = StorePostCartsCartLineItemsItemReq::new(3);
    let with = items.update(cart, &bulb, three).await?.cart;
    equal(with.subtotal, Some(4900 + 3 * 350), "with three bulbs")?;
    let without = items.delete(cart, &bulb).await?.cart;
    equal(without.subtotal, Some(4900), "without")?;
    equal(without.items.map(|items| items.len()), Some(1), "items")
}

/// Chooses how to pay, says more of it, and changes its mind.
async fn payment_changes(shop: &Shop, cart: &str) -> Done {
    let carts = shop.ada.carts();
    let with = carts.create_payment_sessions(cart).await?.cart;
    let session = first(with.payment_sessions, "a way to pay")?;
    equal(session.provider_id.as_str(), "manual", "the way to pay")?;
    equal(session.status, PaymentSessionStatus::Pending, "its status")?;
    let manual = StorePostCartsCartPaymentSessionReq::new("manual");
    let with = carts.set_payment_session(cart, manual).await?.cart;
    let chosen = there(with.payment_session, "the way to pay")?;
    equal(chosen.is_selected, Some(true), "it is chosen")?;
    let data = StorePostCartsCartPaymentSessionUpdateReq::new(object(&json!({ "note": "quick" })));
    carts.update_payment_session(cart, "manual", data).await?;
    let new = carts.refresh_payment_session(cart, "manual").await?.cart;
    let new = first(new.payment_sessions, "a new one")?;
    equal(new.provider_id.as_str(), "manual", "the way to pay")?;
    expect(new.id != chosen.id, "it is a new one")?;
    carts.delete_payment_session(cart, "manual").await?;
    let found = carts.retrieve(cart).await?.cart;
    let left = found.payment_sessions.map(|left| left.len());
    equal(left, Some(0), "ways to pay left")
}

pub(crate) async fn history(shop: &Shop) -> Done {
    let order = shop.order("variant_blue", 1).await?;
    let listed = shop
        .ada
        .customers()
        .list_orders()
        .limit(1)
        .expand(["items"])
        .await?;
    expect(listed.count >= 2, "at least this order and one before")?;
    let [newest] = &listed.orders[..] else {
        return Err("expected: a page of one order".into());
    };
    equal(&newest.id, &order.id, "the newest order")?;
    let items = newest.items.iter().flatten().map(|item| &item.variant_id);
    let blue = Some("variant_blue".to_owned());
    equal(items.collect::<Vec<_>>(), [&blue], "what was ordered")?;
    let orders = shop.ada.orders();
    let found = orders.retrieve(&order.id).await?.order;
    equal(found.display_id, order.display_id, "its number")?;
    equal(found.total, Some(6474), "4950 and 490, and 19 % tax")?;
    let cart = there(order.cart_id, "the order was a cart")?;
    let found = orders.retrieve_by_cart_id(&cart).await?.order;
    equal(&found.id, &order.id, "the order of the cart")?;
    let found = orders.lookup_order(order.display_id, SHOPPER).await?.order;
    equal(&found.id, &order.id, "the order of the number")?;
    let other = orders.lookup_order(order.display_id, "other@example.com");
    refused(other.await, 404, "Not Found")?;
    Ok(())
}

/// A guest orders, and later says: that was me.
pub(crate) async fn order_claim(shop: &Shop) -> Done {
    let carts = shop.guest.carts();
    let items = [StorePostCartItem::new("variant_bulb", 1)];
    let cart = carts
        .create(StorePostCartReq::new().region_id(REGION).items(items))
        .await?
        .cart
        .id;
    let payload = StorePostCartsCartReq::new()
        .email("guest@example.com")
        .shipping_address(address());
    carts.update(&cart, payload).await?;
    carts
        .add_shipping_method(&cart, StorePostCartsCartShippingMethodReq::new("so_parcel"))
        .await?;
    carts.create_payment_sessions(&cart).await?;
    let completed = carts.complete(&cart).await?;
    equal(completed.r#type, StoreCompleteCartType::Order, "an order")?;
    let OrderOrCartOrSwap::Order(order) = completed.data else {
        return Err("expected: an order".into());
    };
    equal(order.email.as_str(), "guest@example.com", "whose it is")?;
    let order = order.id;
    let mine = shop.ada.customers().list_orders().await?.orders;
    expect(
        mine.iter().all(|known| known.id != order),
        "the order is not mine yet",
    )?;
    let payload = StorePostCustomersCustomerOrderClaimReq::new([order.as_str()]);
    shop.ada.orders().request_customer_orders(payload).await?;
    let mailed = shop
        .mailed("order-update-token.created", "guest@example.com")
        .await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    shop.ada
        .orders()
        .confirm_request(StorePostCustomersCustomerAcceptClaimReq::new(token))
        .await?;
    let mine = shop.ada.customers().list_orders().await?.orders;
    expect(
        mine.iter().any(|known| known.id == order),
        "the order is mine now",
    )
}

/// A shipping option with a profile of its own: one with the profile of an order's method would replace that, which
/// the server cannot do once the method is taxed.
async fn option_of_its_own(shop: &Shop) -> Outcome<String> {
    let profile = AdminPostShippingProfilesReq::new("Gifts", ShippingProfileType::Custom);
    let profile = shop
        .boss
        .admin()
        .shipping_profiles()
        .create(profile)
        .await?
        .shipping_profile;
    let data = object(&json!({ "id": "manual-fulfillment" }));
    let payload = AdminPostShippingOptionsReq::new(
        "Wrapped",
        REGION,
        "manual",
        data,
        ShippingOptionPriceType::FlatRate,
    )
    .amount(300)
    .profile_id(profile.id);
    Ok(shop
        .boss
        .admin()
        .shipping_options()
        .create(payload)
        .await?
        .shipping_option
        .id)
}

pub(crate) async fn fulfillment_and_refund(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let order = shop.order("variant_bulb", 2).await?;
    let id = &order.id;
    let payload = AdminPostOrdersOrderReq::new()
        .email("other@example.com")
        .no_notification(true);
    let updated = orders.update(id, payload).await?.order;
    equal(updated.email.as_str(), "other@example.com", "the address")?;
    equal(updated.no_notification, Some(true), "nothing is mailed")?;
    let wrapped = option_of_its_own(shop).await?;
    let wrapped = AdminPostOrdersOrderShippingMethodsReq::new(100, wrapped);
    let with = orders.add_shipping_method(id, wrapped).await?.order;
    equal(with.shipping_total, Some(PARCEL + 100), "both are paid")?;
    let reserved = orders.list_reservations(id).await?.reservations;
    equal(reserved.len(), 0, "bulbs are not kept in stock")?;
    let captured = orders.capture_payment(id).await?.order;
    equal(captured.payment_status, PaymentStatus::Captured, "paid")?;

    ship_one(shop, &order).await?;
    let refund = AdminPostOrdersOrderRefundsReq::new(50, "discount").note("A scratch");
    let refunded = orders.refund_payment(id, refund).await?.order;
    equal(refunded.refunded_total, Some(50), "a refund")?;
    equal(refunded.refundable_amount, Some(1416 - 50), "what is left")?;
    let status = PaymentStatus::PartiallyRefunded;
    equal(refunded.payment_status, status, "the status")?;
    let refund = first(refunded.refunds, "a refund")?;
    equal(refund.note.as_deref(), Some("A scratch"), "the note")?;
    equal(refund.reason, RefundReason::Discount, "the reason")?;
    let completed = orders.complete(id).await?.order;
    equal(completed.status, OrderStatus::Completed, "completed")?;
    let archived = orders.archive(id).await?.order;
    equal(archived.status, OrderStatus::Archived, "archived")?;
    let listed = orders
        .list()
        .status([OrderStatus::Archived])
        .expand(["items"])
        .limit(5)
        .await?
        .orders;
    let listed: Vec<_> = listed.iter().map(|known| &known.id).collect();
    equal(listed, [id], "what is archived")?;
    let other = shop.order("variant_bulb", 1).await?;
    let canceled = orders.cancel(&other.id).await?.order;
    equal(canceled.status, OrderStatus::Canceled, "canceled")?;
    equal(canceled.payment_status, PaymentStatus::Canceled, "not paid")?;
    expect(canceled.canceled_at.is_some(), "it is told when")
}

/// Packs one of the two things in an order, unpacks it, packs it again and sends it.
async fn ship_one(shop: &Shop, order: &Order) -> Done {
    let orders = shop.boss.admin().orders();
    let (id, item) = (&order.id, first_item(order)?);
    let one = || {
        let item = AdminPostOrdersOrderFulfillmentsItem::new(item.as_str(), 1);
        AdminPostOrdersOrderFulfillmentsReq::new([item])
    };
    let packed = orders.create_fulfillment(id, one()).await?.order;
    let status = FulfillmentStatus::PartiallyFulfilled;
    equal(packed.fulfillment_status, status, "one of two")?;
    let unpacked = first(packed.fulfillments, "a fulfillment")?.id;
    let without = orders.cancel_fulfillment(id, &unpacked).await?.order;
    let status = FulfillmentStatus::Canceled;
    equal(without.fulfillment_status, status, "unpacked")?;
    let packed = orders.create_fulfillment(id, one()).await?.order;
    let packed = packed.fulfillments.into_iter().flatten();
    let packed = packed.into_iter().find(|known| known.id != unpacked);
    let packed = there(packed, "another fulfillment")?.id;
    let payload = AdminPostOrdersOrderShipmentReq::new(packed.as_str()).tracking_numbers(["LAMP1"]);
    let sent = orders.create_shipment(id, payload).await?.order;
    let status = FulfillmentStatus::PartiallyShipped;
    equal(sent.fulfillment_status, status, "sent")?;
    let parcel = sent.fulfillments.into_iter().flatten();
    let parcel = parcel.into_iter().find(|known| known.id == packed);
    let parcel = there(parcel, "the fulfillment")?;
    expect(parcel.shipped_at.is_some(), "it is told when")?;
    // The field of that name stays empty.
    let link = first(parcel.tracking_links, "where to look for it")?;
    equal(link.tracking_number.as_str(), "LAMP1", "its number")
}

/// An order of which everything was captured and shipped.
pub(crate) async fn shipped(shop: &Shop, variant: &str, quantity: i64) -> Outcome<(Order, String)> {
    let orders = shop.boss.admin().orders();
    let order = shop.order(variant, quantity).await?;
    let item = first_item(&order)?;
    orders.capture_payment(&order.id).await?;
    let all = [AdminPostOrdersOrderFulfillmentsItem::new(
        item.as_str(),
        quantity,
    )];
    let all = AdminPostOrdersOrderFulfillmentsReq::new(all);
    let packed = orders.create_fulfillment(&order.id, all).await?.order;
    let packed = first(packed.fulfillments, "a fulfillment")?.id;
    let payload = AdminPostOrdersOrderShipmentReq::new(packed);
    let order = orders.create_shipment(&order.id, payload).await?.order;
    let (paid, sent) = (PaymentStatus::Captured, FulfillmentStatus::Shipped);
    equal(&order.payment_status, &paid, "paid")?;
    equal(&order.fulfillment_status, &sent, "sent")?;
    Ok((order, item))
}

pub(crate) async fn returns(shop: &Shop) -> Done {
    // One bulb, with tax.
    const BULB: i64 = 417;
    let (order, item) = shipped(shop, "variant_bulb", 4).await?;
    let payload = StorePostReturnsReq::new(
        order.id.as_str(),
        [StorePostReturnsItem::new(item.as_str(), 1)],
    )
    .return_shipping(StorePostReturnsReturnShipping::new("so_back"));
    let asked = shop.ada.returns().create(payload).await?.r#return;
    equal(asked.status, ReturnStatus::Requested, "asked for")?;
    equal(asked.refund_amount, BULB, "what is to be paid back")?;
    let returns = shop.boss.admin().returns();
    let back = [AdminPostReturnsReturnReceiveItem::new(item.as_str(), 1)];
    let back = AdminPostReturnsReturnReceiveReq::new(back);
    let received = returns.receive(&asked.id, back).await?.r#return;
    equal(received.status, ReturnStatus::Received, "received")?;
    let got = first(received.items, "what came back")?;
    equal(got.received_quantity, Some(1), "how many came back")?;

    let back = AdminPostOrdersOrderReturnsReq::new([OrdersReturnItem::new(item.as_str(), 1)])
        .note("By phone");
    let orders = shop.boss.admin().orders();
    let order = orders.request_return(&order.id, back).await?.order;
    equal(order.refunded_total, Some(BULB), "what was paid back")?;
    let status = FulfillmentStatus::PartiallyReturned;
    equal(order.fulfillment_status, status, "one of four")?;
    let open = returns.list().limit(20).await?.returns;
    let open: Vec<_> = open
        .iter()
        .filter(|back| back.status == ReturnStatus::Requested)
        .collect();
    let [open] = open[..] else {
        return Err(format!("expected: one open return, not {open:?}").into());
    };
    equal(open.order_id.as_deref(), Some(&*order.id), "whose it is")?;
    let order = returns.cancel(&open.id).await?.order;
    let back = order.returns.into_iter().flatten();
    let back = back.into_iter().find(|known| known.id == open.id);
    let status = there(back, "the return")?.status;
    equal(status, ReturnStatus::Canceled, "called off")
}

pub(crate) async fn draft_orders(shop: &Shop) -> Done {
    let drafts = shop.boss.admin().draft_orders();
    let draft = || {
        let method = AdminPostDraftOrdersShippingMethod::new("so_parcel").price(100);
        let own = AdminPostDraftOrdersItem::new(2)
            .title("Wrapping")
            .unit_price(150);
        AdminPostDraftOrdersReq::new(SHOPPER, REGION, [method])
            .items([
                AdminPostDraftOrdersItem::new(1).variant_id("variant_bulb"),
                own,
            ])
            .shipping_address(address())
            .billing_address(address())
    };
    let id = drafts.create(draft()).await?.draft_order.id;
    let payload = AdminPostDraftOrdersDraftOrderReq::new().no_notification_order(true);
    // The answer shows the draft as it was before.
    drafts.update(&id, payload).await?;
    let created = drafts.retrieve(&id).await?.draft_order;
    equal(created.no_notification_order, Some(true), "no mail")?;
    equal(created.status, DraftOrderStatus::Open, "a new draft")?;
    let cart = there(created.cart, "its cart")?;
    let way = first(cart.shipping_methods, "a way to ship")?;
    equal(way.price, 100, "a price of its own")?;
    draft_changes(shop, &id).await?;
    let listed = drafts.list().limit(5).await?.draft_orders;
    let listed: Vec<_> = listed.iter().map(|known| &known.id).collect();
    equal(listed, [&id], "the drafts")?;

    // As in any cart, the way to ship is forgotten when the items change.
    let order = drafts.mark_paid(&id).await?.order;
    equal(order.payment_status, PaymentStatus::Captured, "it is paid")?;
    equal(order.draft_order_id.as_deref(), Some(&*id), "what it was")?;
    equal(order.subtotal, Some(350 + 2 * 150), "a bulb, wrapped")?;
    equal(order.shipping_total, Some(0), "how it is shipped")?;
    equal(order.total, Some(717), "with the tax of the bulb")?;
    let completed = drafts.retrieve(&id).await?.draft_order;
    equal(completed.status, DraftOrderStatus::Completed, "completed")?;
    equal(completed.order_id, Some(order.id), "the order")?;
    let other = drafts.create(draft()).await?.draft_order.id;
    expect(drafts.delete(&other).await?.deleted, "deleted")?;
    refused(drafts.retrieve(&other).await, 404, "was not found")?;
    Ok(())
}

/// Puts a voucher into a draft, then two, then none.
async fn draft_changes(shop: &Shop, id: &str) -> Done {
    let drafts = shop.boss.admin().draft_orders();
    let voucher = AdminPostDraftOrdersDraftOrderLineItemsReq::new(1).variant_id("variant_voucher");
    drafts.add_line_item(id, voucher).await?;
    let added = there(vouchers(shop, id, Some(1)).await?, "a voucher")?;
    let two = AdminPostDraftOrdersDraftOrderLineItemsItemReq::new().quantity(2);
    drafts.update_line_item(id, &added, two).await?;
    let same = vouchers(shop, id, Some(2)).await?;
    equal(same.as_deref(), Some(added.as_str()), "the same item")?;
    drafts.remove_line_item(id, &added).await?;
    vouchers(shop, id, None).await?;
    Ok(())
}

/// The item with so many vouchers in a draft. These three routes of the server answer before they commit: what they
/// have done is not there at once.
async fn vouchers(shop: &Shop, draft: &str, quantity: Option<i64>) -> Outcome<Option<String>> {
    let drafts = shop.boss.admin().draft_orders();
    for _ in 0..50 {
        let cart = there(drafts.retrieve(draft).await?.draft_order.cart, "a cart")?;
        let item = cart
            .items
            .into_iter()
            .flatten()
            .find(|item| item.variant_id.as_deref() == Some("variant_voucher"));
        if item.as_ref().map(|item| item.quantity) == quantity {
            return Ok(item.map(|item| item.id));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("expected: {quantity:?} vouchers in the draft").into())
}
