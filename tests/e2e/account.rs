//! A customer's account.

use crate::shop::{Done, PASSWORD, SHOPPER, Shop, address, expect, marked, there};
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
    let grace = shop
        .guest
        .sign_in(Area::Store, "grace@example.com", PASSWORD)
        .await?;
    let payload = StorePostCustomersCustomerReq::new()
        .phone("6789")
        .metadata(marked());
    let updated = grace.customers().update(payload).await?.customer;
    expect(updated.phone.as_deref() == Some("6789"), "another phone")?;
    let found = grace.customers().retrieve().await?.customer;
    expect(found.metadata == Some(marked()), "the metadata")?;
    grace.customers().payment_methods().list().await?;
    expect(
        grace.customers().list_orders().await?.orders.is_empty(),
        "no orders yet",
    )
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
    let added = there(
        customer.shipping_addresses.into_iter().flatten().next(),
        "an address",
    )?;
    addresses
        .update_address(&added.id, AddressPayload::new().city("Potsdam"))
        .await?;
    let payload = StorePostCustomersCustomerReq::new().billing_address(address());
    shop.ada.customers().update(payload).await?;
    let left = addresses.delete_address(&added.id).await?.customer;
    let left = left.shipping_addresses.into_iter().flatten();
    expect(
        !left.into_iter().any(|address| address.id == added.id),
        "the address is gone",
    )
}

pub(crate) async fn password_reset(shop: &Shop) -> Done {
    let customers = shop.guest.customers();
    customers
        .generate_password_token(StorePostCustomersCustomerPasswordTokenReq::new(SHOPPER))
        .await?;
    let mailed = shop.mailed("customer.password_reset").await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    customers
        .reset_password(StorePostCustomersResetPasswordReq::new(
            SHOPPER,
            token,
            "new-secret",
        ))
        .await?;
    let old = shop
        .guest
        .sign_in(Area::Store, SHOPPER, PASSWORD)
        .await
        .err();
    expect(
        there(old, "the old password is refused")?.is_unauthorized(),
        "401",
    )?;
    let ada = shop
        .guest
        .sign_in(Area::Store, SHOPPER, "new-secret")
        .await?;
    ada.customers()
        .update(StorePostCustomersCustomerReq::new().password(PASSWORD))
        .await?;
    Ok(())
}
