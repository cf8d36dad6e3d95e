//! Stock: where it is, and what is set aside.

use crate::shop::{Done, Outcome, Shop, equal, expect, first, first_item, marked, refused, there};
use medusa_client::types::*;
use medusa_client::{Json, Method};
use serde_json::json;

async fn location(shop: &Shop, name: &str) -> Outcome<String> {
    let address = StockLocationAddressInput::new("Harbor 3", "de")
        .city("Hamburg")
        .postal_code("20095");
    let payload = AdminPostStockLocationsReq::new(name).address(address);
    let locations = shop.boss.admin().stock_locations();
    let created = locations.create(payload).await?.stock_location;
    equal(created.name.as_str(), name, "the name")?;
    Ok(created.id)
}

/// The inventory item of the red lamp.
async fn red(shop: &Shop) -> Outcome<DecoratedInventoryItemDTO> {
    let items = shop.boss.admin().inventory_items();
    let found = items.list().sku(["LAMP-RED"]).await?.inventory_items;
    equal(found.len(), 1, "inventory items of the red lamp")?;
    first(Some(found), "an inventory item")
}

pub(crate) async fn locations(shop: &Shop) -> Done {
    let locations = shop.boss.admin().stock_locations();
    let (id, other) = (
        location(shop, "Warehouse").await?,
        location(shop, "Shop").await?,
    );
    let payload = AdminPostStockLocationsLocationReq::new()
        .name("Big warehouse")
        .metadata(marked());
    locations.update(&id, payload).await?;
    let found = locations.retrieve(&id).await?.stock_location;
    equal(found.name.as_str(), "Big warehouse", "another name")?;
    equal(found.metadata, Some(marked()), "the metadata")?;
    let all = locations.list().limit(5).await?.stock_locations;
    let mut all: Vec<_> = all.iter().map(|known| &*known.name).collect();
    all.sort_unstable();
    equal(all, ["Big warehouse", "Shop"], "the locations")?;
    let store = shop.boss.admin().store().retrieve().await?.store;
    let channel = there(store.default_sales_channel_id, "a channel")?;
    let channels = shop.boss.admin().sales_channels();
    for location in [&id, &other] {
        let payload = AdminPostSalesChannelsChannelStockLocationsReq::new(location.as_str());
        channels.add_location(&channel, payload).await?;
    }
    let payload = AdminDeleteSalesChannelsChannelStockLocationsReq::new(other.as_str());
    let gone = channels.remove_location(&channel, payload).await?;
    // The id is that of the channel.
    let expected = (channel.as_str(), true);
    equal((gone.id.as_str(), gone.deleted), expected, "from it")?;
    let serves = locations.retrieve(&id).expand(["sales_channels"]).await?;
    let serves = first(serves.stock_location.sales_channels, "a channel")?.id;
    equal(serves, channel, "what is sold from here")?;
    let serves = locations.retrieve(&other).expand(["sales_channels"]);
    let serves = serves.await?.stock_location.sales_channels;
    equal(
        serves.map(|all| all.len()),
        Some(0),
        "channels of the other",
    )?;
    expect(locations.delete(&other).await?.deleted, "deleted")?;
    refused(locations.retrieve(&other).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn stock(shop: &Shop) -> Done {
    let locations = shop.boss.admin().stock_locations().list().await?;
    let id = first(Some(locations.stock_locations), "a location")?.id;
    let other = location(shop, "Cellar").await?;
    let items = shop.boss.admin().inventory_items();
    // Variants that the seed has made have none.
    let payload = AdminPostInventoryItemsReq::new("variant_red").sku("LAMP-RED");
    items.create(payload).await?;
    let item = there(red(shop).await?.id, "an item has an id")?;
    let payload =
        AdminPostInventoryItemsItemLocationLevelsReq::new(id.as_str(), 40).incoming_quantity(5);
    items.create_location_level(&item, payload).await?;
    let payload = AdminPostInventoryItemsItemLocationLevelsReq::new(other.as_str(), 1);
    items.create_location_level(&item, payload).await?;
    let payload = AdminPostInventoryItemsItemLocationLevelsLevelReq::new().stocked_quantity(60);
    items.update_location_level(&item, &id, payload).await?;
    let levels = items.list_location_levels(&item).await?.inventory_item;
    let mut levels: Vec<_> = levels
        .location_levels
        .iter()
        .map(|level| (level.stocked_quantity, level.incoming_quantity))
        .collect();
    levels.sort_unstable();
    equal(levels, [(1, 0), (60, 5)], "what is there, and on its way")?;
    items.delete_location_level(&item, &other).await?;
    let payload = AdminPostInventoryItemsInventoryItemReq::new()
        .hs_code("9405")
        .weight(800.0);
    items.update(&item, payload).await?;
    let found = items.retrieve(&item).await?.inventory_item;
    equal(found.hs_code.as_deref(), Some("9405"), "the customs code")?;
    equal(found.weight, Some(800.0), "the weight")?;
    equal(found.stocked_quantity, Some(60), "what is there")?;
    let level = first(found.location_levels, "where it is")?;
    equal(level.location_id.as_str(), &*id, "where it is")?;

    let variants = shop.boss.admin().variants();
    let stock = variants.get_inventory("variant_red").await?.variant;
    let stock = there(stock, "its stock")?;
    let sold = stock.sales_channel_availability.iter();
    let sold: Vec<_> = sold
        .map(|channel| (&*channel.channel_name, channel.available_quantity))
        .collect();
    equal(sold, [("Default Sales Channel", Some(60.0))], "for sale")?;
    let payload = AdminPostInventoryItemsReq::new("variant_bulb").sku("BULB-ITEM");
    let bulb = items.create(payload).await?.inventory_item;
    equal(bulb.sku.as_deref(), Some("BULB-ITEM"), "its number")?;
    let bulb = there(bulb.id, "an item has an id")?;
    expect(items.delete(&bulb).await?.deleted, "deleted")?;
    refused(items.retrieve(&bulb).await, 404, "was not found")?;
    let locations = shop.boss.admin().stock_locations();
    expect(locations.delete(&other).await?.deleted, "deleted")
}

pub(crate) async fn reservations(shop: &Shop) -> Done {
    let reservations = shop.boss.admin().reservations();
    let item = red(shop).await?;
    let location = first(item.location_levels, "where it is")?.location_id;
    let item = there(item.id, "an item has an id")?;
    let payload = AdminPostReservationsReq::new(location, item.as_str(), 2)
        .description("For Ada")
        .metadata(marked());
    let created = reservations.create(payload).await?.reservation;
    let created = there(created, "a reservation")?;
    equal(created.description.as_deref(), Some("For Ada"), "for whom")?;
    equal(created.created_by.as_deref(), Some("usr_boss"), "by whom")?;
    let id = created.id;
    let three = AdminPostReservationsReservationReq::new().quantity(3);
    reservations.update(&id, three).await?;
    let found = reservations.retrieve(&id).await?.reservation;
    let found = there(found, "a reservation")?;
    equal(found.quantity, 3, "how many are set aside")?;
    equal(found.metadata, Some(marked()), "the metadata")?;
    let listed = reservations.list().inventory_item_id([item]).await?;
    let listed: Vec<_> = listed.reservations.iter().map(|known| &known.id).collect();
    equal(listed, [&id], "what is set aside of it")?;

    let order = shop.order("variant_red", 1).await?;
    let orders = shop.boss.admin().orders();
    let reserved = orders.list_reservations(&order.id).await?.reservations;
    let reserved = first(Some(reserved), "what is set aside for the order")?;
    equal(reserved.quantity, 1, "what is set aside for the order")?;
    let item = first_item(&order)?;
    equal(reserved.line_item_id, Some(item.clone()), "for which item")?;
    equal(
        red(shop).await?.reserved_quantity,
        3 + 1,
        "set aside in all",
    )?;
    expect(reservations.delete(&id).await?.deleted, "deleted")?;
    refused(reservations.retrieve(&id).await, 404, "not found")?;
    equal(red(shop).await?.reserved_quantity, 1, "set aside in all")?;
    never_reserved(shop, &order, &item).await
}

/// The route that reserves for a line item refuses both fields of its payload, and reserves at no place without them.
async fn never_reserved(shop: &Shop, order: &Order, item: &str) -> Done {
    let location = first(red(shop).await?.location_levels, "where it is")?;
    let payload = AdminOrdersOrderLineItemReservationReq::new(location.location_id).quantity(1);
    let orders = shop.boss.admin().orders();
    let made = orders.create_line_items_reserve(&order.id, item, payload);
    let says = "property location_id should not exist, property quantity should not exist";
    let made = refused(made.await, 400, says)?;
    expect(made.is_invalid_data(), "the type is told")?;
    let route = "/admin/orders/{id}/line-items/{line_item_id}/reserve";
    let made = shop
        .boss
        .request::<Json>(Method::POST, route, &[&order.id, item])
        .json(&json!({}));
    refused(made.await, 404, "is not stocked at location undefined")?;
    Ok(())
}

/// Somebody else takes what is in a cart before it is paid.
pub(crate) async fn sold_out(shop: &Shop) -> Done {
    let carts = shop.ada.carts();
    let cart = shop.filled_cart("variant_red", 2).await?;
    shop.by_parcel(&cart).await?;
    carts.create_payment_sessions(&cart).await?;
    let item = red(shop).await?;
    let level = first(item.location_levels, "where it is")?;
    let item = there(item.id, "an item has an id")?;
    let items = shop.boss.admin().inventory_items();
    let stocked = async |quantity| {
        let payload =
            AdminPostInventoryItemsItemLocationLevelsLevelReq::new().stocked_quantity(quantity);
        items
            .update_location_level(&item, &level.location_id, payload)
            .await
    };
    stocked(level.reserved_quantity + 1).await?;
    let says = "Variant with id: variant_red does not have the required inventory";
    let late = refused(carts.complete(&cart).await, 409, says)?;
    expect(late.is_conflict(), "it does not go with the stock")?;
    equal(late.code(), Some("insufficient_inventory"), "the code")?;
    equal(late.error_type(), Some("not_allowed"), "the type")?;
    expect(!late.is_retryable(), "it will not be otherwise later")?;
    let more = StorePostCartsCartLineItemsReq::new("variant_red", 2);
    let more = refused(carts.line_items().create(&cart, more).await, 400, says)?;
    equal(more.code(), Some("insufficient_inventory"), "the code")?;
    stocked(level.stocked_quantity).await?;
    let order = shop.complete(&cart).await?;
    equal(order.subtotal, Some(2 * 4900), "once there are enough")
}
