//! Buys the first thing of a shop: a cart, an address, shipping, payment, an order.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 cargo run --example storefront_checkout
//! ```
//!
//! The variable `MEDUSA_PUBLISHABLE_KEY` is sent where it is set. The shop needs a product that can be bought, a shipping option
//! for its first region, and a payment provider.

use std::env;
use std::error::Error;

use medusa_client::Medusa;
use medusa_client::types::{
    AddressPayload, OrderOrCartOrSwap, StorePostCartReq, StorePostCartsCartLineItemsReq,
    StorePostCartsCartPaymentSessionReq, StorePostCartsCartReq,
    StorePostCartsCartShippingMethodReq,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let medusa = client()?;

    let region = (medusa.regions().list().await?.regions.into_iter().next())
        .ok_or("the shop has no region")?;
    let country = (region.countries.iter().flatten().next())
        .ok_or("the region has no country")?
        .iso_2
        .clone();
    let variant = variant_to_buy(&medusa, &region.id).await?;

    let carts = medusa.carts();
    let cart = carts
        .create(StorePostCartReq::new().region_id(&region.id))
        .await?
        .cart;
    println!("cart {} in {}", cart.id, region.name);

    let item = StorePostCartsCartLineItemsReq::new(variant, 1);
    carts.line_items().create(&cart.id, item).await?;

    let address = AddressPayload::new()
        .first_name("Ada")
        .last_name("Example")
        .address_1("1 Sample Street")
        .city("Sampletown")
        .postal_code("12345")
        .country_code(country);
    let update = StorePostCartsCartReq::new()
        .email("ada@example.com")
        .shipping_address(address);
    carts.update(&cart.id, update).await?;

    let shipping = medusa.shipping_options();
    let options = shipping.list_cart_options(&cart.id).await?.shipping_options;
    let option = options.first().ok_or("nothing is shipped to there")?;
    let method = StorePostCartsCartShippingMethodReq::new(&option.id);
    carts.add_shipping_method(&cart.id, method).await?;

    let with_sessions = carts.create_payment_sessions(&cart.id).await?.cart;
    let mut sessions = with_sessions.payment_sessions.iter().flatten();
    let session = sessions.next().ok_or("the cart cannot be paid")?;
    let choice = StorePostCartsCartPaymentSessionReq::new(&session.provider_id);
    carts.set_payment_session(&cart.id, choice).await?;

    // Should the server stumble over it, the request goes on where it stopped: the client sends the key of its answer.
    match carts.complete(&cart.id).await?.data {
        OrderOrCartOrSwap::Order(order) => {
            // In the smallest unit of the currency, such as cents.
            let total = order.total.ok_or("the order has no total")?;
            println!(
                "order {}: {total} in the smallest unit of {}, to be paid with {}",
                order.display_id, order.currency_code, session.provider_id
            );
        }
        OrderOrCartOrSwap::Cart(_) => println!("the payment needs another step"),
        other => println!("unexpected: {other:?}"),
    }
    Ok(())
}

fn client() -> Result<Medusa, Box<dyn Error>> {
    let mut builder = Medusa::builder(env::var("MEDUSA_URL")?);
    if let Ok(key) = env::var("MEDUSA_PUBLISHABLE_KEY") {
        builder = builder.publishable_key(key);
    }
    Ok(builder.build()?)
}

/// The first variant that can be bought and has a price in the region, from all pages of products.
async fn variant_to_buy(medusa: &Medusa, region: &str) -> Result<String, Box<dyn Error>> {
    let list = medusa.products().list().region_id(region).limit(50);
    let mut products = list.items();
    while let Some(product) = products.next().await {
        let product = product?;
        let mut variants = product.variants.iter().flatten();
        if let Some(variant) = variants
            .find(|variant| variant.purchasable == Some(true) && variant.calculated_price.is_some())
        {
            println!("{} ({})", product.title, variant.title);
            return Ok(variant.id.clone());
        }
    }
    Err("nothing can be bought".into())
}
