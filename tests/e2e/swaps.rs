//! Swaps: one thing back, another one instead.

use crate::checkout::shipped;
use crate::shop::{Done, Outcome, Shop, expect, there};
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
    carts
        .add_shipping_method(&cart, StorePostCartsCartShippingMethodReq::new("so_parcel"))
        .await?;
    carts.create_payment_sessions(&cart).await?;
    let completed = serde_json::to_value(carts.complete(&cart).await?)?;
    expect(completed["type"] == "swap", "the cart of a swap")?;
    shop.ada.swaps().retrieve_by_cart_id(&cart).await?;
    Ok(())
}

pub(crate) async fn by_the_shop(shop: &Shop) -> Done {
    let orders = shop.boss.admin().orders();
    let (order, item) = shipped(shop, "variant_red", 3).await?;
    let id = order.id.as_str();
    let made = swap(shop, id, &item).await?;
    pay(shop, &made).await?;
    orders.process_swap_payment(id, &made.id).await?;
    let fulfill = || AdminPostOrdersOrderSwapsSwapFulfillmentsReq::new();
    let fulfillments = |order: Order| {
        let swap = order
            .swaps
            .into_iter()
            .flatten()
            .find(|known| known.id == made.id);
        swap.and_then(|swap| swap.fulfillments)
            .into_iter()
            .flatten()
    };
    let with = orders.fulfill_swap(id, &made.id, fulfill()).await?.order;
    let first = there(fulfillments(with).next(), "a fulfillment")?.id;
    orders.cancel_swap_fulfillment(id, &made.id, &first).await?;
    let with = orders.fulfill_swap(id, &made.id, fulfill()).await?.order;
    let second = there(
        fulfillments(with).find(|known| known.id != first),
        "another fulfillment",
    )?
    .id;
    let payload =
        AdminPostOrdersOrderSwapsSwapShipmentsReq::new(second).tracking_numbers(["SWAP1"]);
    orders.create_swap_shipment(id, &made.id, payload).await?;
    let swaps = shop.boss.admin().swaps();
    swaps.retrieve(&made.id).await?;
    expect(!swaps.list().await?.swaps.is_empty(), "a swap")?;
    let other = swap(shop, id, &item).await?;
    let back = there(other.return_order, "a swap has a return")?;
    shop.boss.admin().returns().cancel(&back.id).await?;
    orders.cancel_swap(id, &other.id).await?;
    Ok(())
}

pub(crate) async fn by_the_customer(shop: &Shop) -> Done {
    let (order, item) = shipped(shop, "variant_red", 2).await?;
    let payload = StorePostSwapsReq::new(
        order.id.as_str(),
        [StorePostSwapsItem::new(item, 1)],
        [StorePostSwapsAdditionalItem::new("variant_blue", 1)],
    )
    .return_shipping_option("so_back");
    let swap = shop.ada.swaps().create(payload).await?.swap;
    expect(swap.order_id == order.id, "a swap of the order")
}
