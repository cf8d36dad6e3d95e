//! Swaps: one thing back, another one instead.

use crate::checkout::shipped;
use crate::shop::{Done, Outcome, Shop, equal, expect, first, there};
use medusa_client::types::*;

fn newest(order: Order) -> Outcome<Swap> {
    there(
        order
            .swaps
            .into_iter()
            .flatten()
            .max_by_key(|swap| swap.created_at),
        "a swap",
    )
}

async fn swap(shop: &Shop, order: &str, item: &str) -> Outcome<Swap> {
    let payload =
        AdminPostOrdersOrderSwapsReq::new([AdminPostOrdersOrderSwapsReturnItem::new(item, 1)])
            .return_shipping(AdminPostOrdersOrderSwapsReturnShipping::new("so_back").price(0))
            .additional_items([AdminPostOrdersOrderSwapsAdditionalItem::new(
                "variant_blue",
                1,
            )])
            .custom_shipping_options([CustomShippingOption::new("so_parcel", 10)]);
    newest(
        shop.boss
            .admin()
            .orders()
            .create_swap(order, payload)
            .await?
            .order,
    )
}

/// Pays the cart of a swap.
async fn pay(shop: &Shop, swap: &Swap) -> Done {
    let cart = there(swap.cart_id.clone(), "a swap has a cart")?;
    let carts = shop.ada.carts();
    let method = StorePostCartsCartShippingMethodReq::new("so_parcel");
    let with = carts.add_shipping_method(&cart, method).await?.cart;
    equal(with.shipping_total, Some(10), "a price of its own")?;
    carts.create_payment_sessions(&cart).await?;
    let completed = carts.complete(&cart).await?;
    equal(completed.r#type, StoreCompleteCartType::Swap, "a swap")?;
    let OrderOrCartOrSwap::Swap(completed) = completed.data else {
        return Err("expected: a swap".into());
    };
    equal(&completed.id, &swap.id, "the swap of the cart")?;
    let found = shop.ada.swaps().retrieve_by_cart_id(&cart).await?.swap;
    equal(&found.id, &swap.id, "the swap of the cart")?;
    // 4950 instead of 4900, and 10 for the parcel, all with 19 % tax.
    equal(found.difference_due, Some(72), "what is to be paid")?;
    equal(found.payment_status, SwapPaymentStatus::Awaiting, "paid")?;
    expect(found.confirmed_at.is_some(), "it is told when")
}

/// A swap of an order.
fn swap_of(order: Order, id: &str) -> Outcome<Swap> {
    let mut swaps = order.swaps.into_iter().flatten();
    there(swaps.find(|known| known.id == id), "the swap")
}

pub(crate) async fn by_the_shop(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let (order, item) = shipped(shop, "variant_red", 3).await?;
    let id = order.id.as_str();
    let made = swap(shop, id, &item).await?;
    equal(&made.payment_status, &SwapPaymentStatus::NotPaid, "new")?;
    let instead = first(made.additional_items.clone(), "what comes instead")?;
    let variant = instead.variant_id.as_deref();
    equal(variant, Some("variant_blue"), "what comes instead")?;
    let back = there(made.return_order.clone(), "what comes back")?;
    equal(back.status, ReturnStatus::Requested, "what comes back")?;
    equal(back.refund_amount, 5831, "what that is worth")?;
    pay(shop, &made).await?;
    let paid = orders.process_swap_payment(id, &made.id).await?.order;
    let paid = swap_of(paid, &made.id)?.payment_status;
    equal(paid, SwapPaymentStatus::Captured, "paid")?;

    let fulfill = || AdminPostOrdersOrderSwapsSwapFulfillmentsReq::new();
    let packed = orders.fulfill_swap(id, &made.id, fulfill()).await?.order;
    let packed = swap_of(packed, &made.id)?;
    let status = SwapFulfillmentStatus::Fulfilled;
    equal(&packed.fulfillment_status, &status, "packed")?;
    let unpacked = first(packed.fulfillments, "a fulfillment")?.id;
    let without = orders.cancel_swap_fulfillment(id, &made.id, &unpacked);
    let without = swap_of(without.await?.order, &made.id)?;
    let canceled = SwapFulfillmentStatus::Canceled;
    equal(without.fulfillment_status, canceled, "unpacked")?;
    let packed = orders.fulfill_swap(id, &made.id, fulfill()).await?.order;
    let packed = swap_of(packed, &made.id)?.fulfillments;
    let mut packed = packed.into_iter().flatten();
    let packed = packed.find(|known| known.id != unpacked);
    let packed = there(packed, "another fulfillment")?.id;
    let payload =
        AdminPostOrdersOrderSwapsSwapShipmentsReq::new(packed).tracking_numbers(["SWAP1"]);
    orders.create_swap_shipment(id, &made.id, payload).await?;
    let swaps = shop.boss.admin().swaps();
    let found = swaps.retrieve(&made.id).await?.swap;
    equal(found.payment_status, SwapPaymentStatus::Captured, "paid")?;
    let shipped = SwapFulfillmentStatus::Shipped;
    equal(found.fulfillment_status, shipped, "sent")?;
    let listed = swaps.list().await?.swaps;
    let listed: Vec<_> = listed.iter().map(|known| &known.id).collect();
    equal(listed, [&made.id], "the swaps")?;

    let other = swap(shop, id, &item).await?;
    let back = there(other.return_order, "a swap has a return")?;
    shop.boss.admin().returns().cancel(&back.id).await?;
    let without = orders.cancel_swap(id, &other.id).await?.order;
    let off = swap_of(without, &other.id)?;
    equal(
        off.payment_status,
        SwapPaymentStatus::Canceled,
        "called off",
    )?;
    expect(off.canceled_at.is_some(), "it is told when")
}

pub(crate) async fn by_the_customer(shop: &Shop) -> Done {
    let (order, item) = shipped(shop, "variant_red", 2).await?;
    let payload = StorePostSwapsReq::new(
        order.id.as_str(),
        [StorePostSwapsItem::new(item.as_str(), 1)],
        [StorePostSwapsAdditionalItem::new("variant_blue", 1)],
    )
    .return_shipping_option("so_back");
    let swap = shop.ada.swaps().create(payload).await?.swap;
    equal(swap.order_id, order.id, "whose it is")?;
    equal(swap.payment_status, SwapPaymentStatus::NotPaid, "new")?;
    let instead = first(swap.additional_items, "what comes instead")?;
    let variant = instead.variant_id.as_deref();
    equal(variant, Some("variant_blue"), "what comes instead")?;
    let back = there(swap.return_order, "what comes back")?;
    let back = first(back.items, "what comes back")?;
    equal((back.item_id, back.quantity), (item, 1), "what comes back")
}
