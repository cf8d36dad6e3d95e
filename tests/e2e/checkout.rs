//! From a cart to an order, and what becomes of it.

use crate::shop::{
    Done, Outcome, REGION, SHOPPER, Shop, address, expect, first_item, object, there,
};
use medusa_client::types::*;
use serde_json::json;

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
    let items = carts.line_items();
    let with = items
        .create(
            &cart,
            StorePostCartsCartLineItemsReq::new("variant_bulb", 1),
        )
        .await?
        .cart;
    let bulb = with
        .items
        .into_iter()
        .flatten()
        .find(|item| item.variant_id.as_deref() == Some("variant_bulb"));
    let bulb = there(bulb, "the bulb is in the cart")?.id;
    items
        .update(&cart, &bulb, StorePostCartsCartLineItemsItemReq::new(3))
        .await?;
    items.delete(&cart, &bulb).await?;

    let discount = || [StorePostCartsCartDiscount::new("TEN")];
    carts
        .update(&cart, StorePostCartsCartReq::new().discounts(discount()))
        .await?;
    carts.delete_discount(&cart, "TEN").await?;
    let gift_card = [StorePostCartsCartGiftCard::new(card.code.as_str())];
    carts
        .update(
            &cart,
            StorePostCartsCartReq::new()
                .discounts(discount())
                .gift_cards(gift_card),
        )
        .await?;
    expect(
        !shop
            .ada
            .shipping_options()
            .list_cart_options(&cart)
            .await?
            .shipping_options
            .is_empty(),
        "ways to ship",
    )?;
    carts.calculate_taxes(&cart).await?;
    carts.create_payment_sessions(&cart).await?;
    carts
        .set_payment_session(&cart, StorePostCartsCartPaymentSessionReq::new("manual"))
        .await?;
    let data = StorePostCartsCartPaymentSessionUpdateReq::new(object(&json!({ "note": "quick" })));
    carts.update_payment_session(&cart, "manual", data).await?;
    carts.refresh_payment_session(&cart, "manual").await?;
    carts.delete_payment_session(&cart, "manual").await?;
    let found = carts.retrieve(&cart).await?.cart;
    expect(
        found.discount_total.is_some_and(|total| total > 0),
        "a discount",
    )?;
    expect(found.gift_card_total == Some(1000), "a gift card")?;
    let order = shop.complete(&cart).await?;
    expect(order.email == SHOPPER, "the order is mine")
}

pub(crate) async fn history(shop: &Shop) -> Done {
    let order = shop.order("variant_blue", 1).await?;
    let listed = shop
        .ada
        .customers()
        .list_orders()
        .limit(5)
        .expand(["items"])
        .await?
        .orders;
    expect(
        listed.iter().any(|known| known.id == order.id),
        "the order is in the history",
    )?;
    let orders = shop.ada.orders();
    orders.retrieve(&order.id).await?;
    let cart = there(order.cart_id, "the order was a cart")?;
    orders.retrieve_by_cart_id(&cart).await?;
    let found = orders.lookup_order(order.display_id, SHOPPER).await?.order;
    expect(found.id == order.id, "it is the same order")
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
    let completed = serde_json::to_value(carts.complete(&cart).await?)?;
    let order = there(completed["data"]["id"].as_str(), "an order")?;
    let payload = StorePostCustomersCustomerOrderClaimReq::new([order]);
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
    let (id, item) = (&order.id, first_item(&order)?);
    let payload = AdminPostOrdersOrderReq::new()
        .email("other@example.com")
        .no_notification(true);
    orders.update(id, payload).await?;
    orders
        .add_shipping_method(
            id,
            AdminPostOrdersOrderShippingMethodsReq::new(100, option_of_its_own(shop).await?),
        )
        .await?;
    orders.list_reservations(id).await?;
    let reserve = AdminOrdersOrderLineItemReservationReq::new("sloc_none").quantity(1);
    expect(
        orders
            .create_line_items_reserve(id, &item, reserve)
            .await
            .is_err(),
        "no such location",
    )?;
    orders.capture_payment(id).await?;
    let some = || {
        AdminPostOrdersOrderFulfillmentsReq::new([AdminPostOrdersOrderFulfillmentsItem::new(
            item.as_str(),
            1,
        )])
    };
    let first = orders.create_fulfillment(id, some()).await?.order;
    let first = there(
        first.fulfillments.into_iter().flatten().next(),
        "a fulfillment",
    )?
    .id;
    orders.cancel_fulfillment(id, &first).await?;
    let second = orders
        .create_fulfillment(id, some())
        .await?
        .order
        .fulfillments;
    let second = second
        .into_iter()
        .flatten()
        .find(|fulfillment| fulfillment.id != first);
    let second = there(second, "another fulfillment")?.id;
    orders
        .create_shipment(
            id,
            AdminPostOrdersOrderShipmentReq::new(second).tracking_numbers(["LAMP1"]),
        )
        .await?;
    let refund = AdminPostOrdersOrderRefundsReq::new(50, "discount").note("A scratch");
    let refunded = orders.refund_payment(id, refund).await?.order;
    expect(refunded.refunded_total == Some(50), "a refund")?;
    orders.complete(id).await?;
    orders.archive(id).await?;
    orders
        .list()
        .status([OrderStatus::Archived])
        .expand(["items"])
        .limit(5)
        .await?;
    let other = shop.order("variant_bulb", 1).await?;
    let canceled = orders.cancel(&other.id).await?.order;
    expect(canceled.status == OrderStatus::Canceled, "canceled")
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
    let fulfilled = orders
        .create_fulfillment(&order.id, AdminPostOrdersOrderFulfillmentsReq::new(all))
        .await?
        .order;
    let fulfillment = there(
        fulfilled.fulfillments.into_iter().flatten().next(),
        "a fulfillment",
    )?
    .id;
    orders
        .create_shipment(&order.id, AdminPostOrdersOrderShipmentReq::new(fulfillment))
        .await?;
    Ok((order, item))
}

pub(crate) async fn returns(shop: &Shop) -> Done {
    let (order, item) = shipped(shop, "variant_bulb", 4).await?;
    let payload = StorePostReturnsReq::new(
        order.id.as_str(),
        [StorePostReturnsItem::new(item.as_str(), 1)],
    )
    .return_shipping(StorePostReturnsReturnShipping::new("so_back"));
    let asked = shop.ada.returns().create(payload).await?.r#return;
    let returns = shop.boss.admin().returns();
    let back = [AdminPostReturnsReturnReceiveItem::new(item.as_str(), 1)];
    let received = returns
        .receive(&asked.id, AdminPostReturnsReturnReceiveReq::new(back))
        .await?
        .r#return;
    expect(received.status == ReturnStatus::Received, "received")?;
    let back = AdminPostOrdersOrderReturnsReq::new([OrdersReturnItem::new(item.as_str(), 1)])
        .note("By phone");
    shop.boss
        .admin()
        .orders()
        .request_return(&order.id, back)
        .await?;
    let open = returns.list().limit(20).await?.returns;
    let open = open
        .into_iter()
        .find(|back| back.status == ReturnStatus::Requested);
    returns.cancel(&there(open, "an open return")?.id).await?;
    Ok(())
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
    drafts
        .update(
            &id,
            AdminPostDraftOrdersDraftOrderReq::new().no_notification_order(true),
        )
        .await?;
    let payload = AdminPostDraftOrdersDraftOrderLineItemsReq::new(1).variant_id("variant_voucher");
    let with = drafts.add_line_item(&id, payload).await?.draft_order;
    let added = with.cart.and_then(|cart| cart.items).into_iter().flatten();
    let added = added
        .into_iter()
        .find(|item| item.variant_id.as_deref() == Some("variant_voucher"));
    let added = there(added, "the voucher is in the draft")?.id;
    drafts
        .update_line_item(
            &id,
            &added,
            AdminPostDraftOrdersDraftOrderLineItemsItemReq::new().quantity(2),
        )
        .await?;
    drafts.remove_line_item(&id, &added).await?;
    drafts.retrieve(&id).await?;
    drafts.list().limit(5).await?;
    drafts.mark_paid(&id).await?;
    let other = drafts.create(draft()).await?.draft_order.id;
    drafts.delete(&other).await?;
    Ok(())
}
