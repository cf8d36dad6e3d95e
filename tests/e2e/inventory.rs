//! Stock: where it is, and what is set aside.

use crate::shop::{Done, Outcome, Shop, expect, marked, there};
use medusa_client::types::*;

async fn location(shop: &Shop, name: &str) -> Outcome<String> {
    let address = StockLocationAddressInput::new("Harbor 3", "de")
        .city("Hamburg")
        .postal_code("20095");
    let created = shop
        .boss
        .admin()
        .stock_locations()
        .create(AdminPostStockLocationsReq::new(name).address(address))
        .await?;
    Ok(created.stock_location.id)
}

async fn item_of(shop: &Shop, sku: &str) -> Outcome<String> {
    let found = shop
        .boss
        .admin()
        .inventory_items()
        .list()
        .sku([sku])
        .await?
        .inventory_items;
    let item = there(
        found.into_iter().next(),
        "the variant has an inventory item",
    )?;
    there(item.id, "an item has an id")
}

pub(crate) async fn stock(shop: &Shop) -> Done {
    let locations = shop.boss.admin().stock_locations();
    let (id, other) = (
        location(shop, "Warehouse").await?,
        location(shop, "Shop").await?,
    );
    locations
        .update(
            &id,
            AdminPostStockLocationsLocationReq::new()
                .name("Big warehouse")
                .metadata(marked()),
        )
        .await?;
    locations.retrieve(&id).await?;
    expect(
        locations.list().limit(5).await?.stock_locations.len() == 2,
        "two locations",
    )?;
    let channel = there(
        shop.boss
            .admin()
            .store()
            .retrieve()
            .await?
            .store
            .default_sales_channel_id,
        "a channel",
    )?;
    let channels = shop.boss.admin().sales_channels();
    channels
        .add_location(
            &channel,
            AdminPostSalesChannelsChannelStockLocationsReq::new(id.as_str()),
        )
        .await?;
    channels
        .add_location(
            &channel,
            AdminPostSalesChannelsChannelStockLocationsReq::new(other.as_str()),
        )
        .await?;
    let payload = AdminDeleteSalesChannelsChannelStockLocationsReq::new(other.as_str());
    channels.remove_location(&channel, payload).await?;

    let items = shop.boss.admin().inventory_items();
    // Variants that the seed has made have none.
    items
        .create(AdminPostInventoryItemsReq::new("variant_red").sku("LAMP-RED"))
        .await?;
    let item = item_of(shop, "LAMP-RED").await?;
    let payload =
        AdminPostInventoryItemsItemLocationLevelsReq::new(id.as_str(), 40).incoming_quantity(5);
    items.create_location_level(&item, payload).await?;
    items
        .create_location_level(
            &item,
            AdminPostInventoryItemsItemLocationLevelsReq::new(other.as_str(), 1),
        )
        .await?;
    let payload = AdminPostInventoryItemsItemLocationLevelsLevelReq::new().stocked_quantity(60);
    items.update_location_level(&item, &id, payload).await?;
    items.list_location_levels(&item).await?;
    items.delete_location_level(&item, &other).await?;
    items
        .update(
            &item,
            AdminPostInventoryItemsInventoryItemReq::new()
                .hs_code("9405")
                .weight(800.0),
        )
        .await?;
    items.retrieve(&item).await?;
    shop.boss
        .admin()
        .variants()
        .get_inventory("variant_red")
        .await?;
    let bulb = items
        .create(AdminPostInventoryItemsReq::new("variant_bulb").sku("BULB-ITEM"))
        .await?
        .inventory_item
        .id;
    items.delete(&there(bulb, "an item has an id")?).await?;
    expect(locations.delete(&other).await?.deleted, "deleted")
}

pub(crate) async fn reservations(shop: &Shop) -> Done {
    let reservations = shop.boss.admin().reservations();
    let item = item_of(shop, "LAMP-RED").await?;
    let locations = shop
        .boss
        .admin()
        .stock_locations()
        .list()
        .await?
        .stock_locations;
    let location = there(locations.into_iter().next(), "a location")?.id;
    let payload = AdminPostReservationsReq::new(location, item.as_str(), 2)
        .description("For Ada")
        .metadata(marked());
    let created = reservations.create(payload).await?.reservation;
    let id = there(created, "a reservation")?.id;
    reservations
        .update(&id, AdminPostReservationsReservationReq::new().quantity(3))
        .await?;
    let found = there(
        reservations.retrieve(&id).await?.reservation,
        "a reservation",
    )?;
    expect(found.quantity == 3, "three are set aside")?;
    reservations.list().inventory_item_id([item]).await?;
    let order = shop.order("variant_red", 1).await?;
    shop.boss
        .admin()
        .orders()
        .list_reservations(&order.id)
        .await?;
    reservations.delete(&id).await?;
    Ok(())
}
