//! A customer's account.

use crate::shop::{
    Done, PASSWORD, SHOPPER, Shop, address, equal, expect, first, marked, refused, there,
};
use medusa_client::Area;
use medusa_client::types::{
    AddressCreatePayload, AddressPayload, StorePostCustomersCustomerAddressesReq,
    StorePostCustomersCustomerPasswordTokenReq, StorePostCustomersCustomerReq,
    StorePostCustomersReq, StorePostCustomersResetPasswordReq,
};

pub(crate) async fn register(shop: &Shop) -> Done {
    let payload =
        StorePostCustomersReq::new("Grace", "Hopper", "grace@example.com", PASSWORD).phone("12345");
    let created = shop.guest.customers().create(payload).await?.customer;
    expect(created.has_account, "an account")?;
    equal(created.first_name.as_deref(), Some("Grace"), "the name")?;
    equal(created.last_name.as_deref(), Some("Hopper"), "the name")?;
    equal(created.phone.as_deref(), Some("12345"), "the phone")?;
    let grace = shop
        .guest
        .sign_in(Area::Store, "grace@example.com", PASSWORD)
        .await?;
    let payload = StorePostCustomersCustomerReq::new()
        .phone("6789")
        .metadata(marked());
    let updated = grace.customers().update(payload).await?.customer;
    equal(updated.phone.as_deref(), Some("6789"), "another phone")?;
    let found = grace.customers().retrieve().await?.customer;
    equal(found.id, created.id, "it is the same customer")?;
    equal(found.metadata, Some(marked()), "the metadata")?;
    let cards = grace.customers().payment_methods().list().await?;
    expect(cards.payment_methods.is_empty(), "no saved cards")?;
    let history = grace.customers().list_orders().await?;
    equal((history.orders.len(), history.count), (0, 0), "orders")
}

pub(crate) async fn addresses(shop: &Shop) -> Done {
    let addresses = shop.ada.customers();
    let addresses = addresses.addresses();
    let payload =
        AddressCreatePayload::new("Ada", "Byron", "Side Street 2", "Berlin", "de", "10117")
            .company("Lamps");
    let customer = addresses
        .add_address(StorePostCustomersCustomerAddressesReq::new(payload))
        .await?
        .customer;
    let added = first(customer.shipping_addresses, "an address")?;
    equal(added.company.as_deref(), Some("Lamps"), "the company")?;
    equal(added.city.as_deref(), Some("Berlin"), "the city")?;
    let moved = addresses
        .update_address(&added.id, AddressPayload::new().city("Potsdam"))
        .await?
        .customer;
    let moved = first(moved.shipping_addresses, "an address")?;
    equal(moved.id.as_str(), added.id.as_str(), "the same address")?;
    equal(moved.city.as_deref(), Some("Potsdam"), "another city")?;
    equal(moved.company.as_deref(), Some("Lamps"), "the company stays")?;
    let payload = StorePostCustomersCustomerReq::new().billing_address(address());
    let updated = shop.ada.customers().update(payload).await?.customer;
    let found = shop.ada.customers().retrieve().await?.customer;
    expect(
        updated.billing_address_id.is_some(),
        "an address for invoices",
    )?;
    let billing = there(found.billing_address, "an address for invoices")?;
    equal(Some(billing.id), updated.billing_address_id, "that address")?;
    equal(
        billing.address_1.as_deref(),
        Some("Main Street 1"),
        "the street",
    )?;
    let left = addresses.delete_address(&added.id).await?.customer;
    equal(
        left.shipping_addresses.map(|left| left.len()),
        Some(0),
        "addresses left",
    )
}

pub(crate) async fn password_reset(shop: &Shop) -> Done {
    let customers = shop.guest.customers();
    customers
        .generate_password_token(StorePostCustomersCustomerPasswordTokenReq::new(SHOPPER))
        .await?;
    let mailed = shop.mailed("customer.password_reset", SHOPPER).await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    let reset = customers
        .reset_password(StorePostCustomersResetPasswordReq::new(
            SHOPPER,
            token,
            "new-secret",
        ))
        .await?
        .customer;
    equal(reset.email.as_str(), SHOPPER, "whose password it is")?;
    let old = shop.guest.sign_in(Area::Store, SHOPPER, PASSWORD).await;
    refused(old, 401, "Unauthorized")?;
    let ada = shop
        .guest
        .sign_in(Area::Store, SHOPPER, "new-secret")
        .await?;
    let back = StorePostCustomersCustomerReq::new().password(PASSWORD);
    ada.customers().update(back).await?;
    let ada = shop.guest.sign_in(Area::Store, SHOPPER, PASSWORD).await?;
    let me = ada.auth().get_session().await?.customer;
    equal(me.id, reset.id, "it is the same customer")
}
