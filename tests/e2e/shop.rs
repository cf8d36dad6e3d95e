//! The shop that the flows are about, and what several of them do.

use medusa_client::types::{
    AddressPayload, Order, StorePostCartItem, StorePostCartReq,
    StorePostCartsCartPaymentSessionReq, StorePostCartsCartReq,
    StorePostCartsCartShippingMethodReq, StorePostCustomersReq,
};
use medusa_client::{Area, Json, JsonObject, Medusa, Method};
use medusa_tests::proxy::Proxy;
use serde_json::json;
use std::error::Error;
use std::time::Duration;

/// How a flow ends.
pub(crate) type Done = Result<(), Box<dyn Error + Send + Sync>>;
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub(crate) const BOSS: &str = "boss@example.com";
pub(crate) const PASSWORD: &str = "hush-hush";
pub(crate) const SHOPPER: &str = "ada@example.com";
pub(crate) const REGION: &str = "reg_europe";

/// A client for each who takes part.
pub(crate) struct Shop {
    pub(crate) proxy: Proxy,
    /// Nobody.
    pub(crate) guest: Medusa,
    /// The admin user, by a token.
    pub(crate) boss: Medusa,
    /// A customer, by a session.
    pub(crate) ada: Medusa,
}

/// An object, for metadata and the like.
pub(crate) fn object(value: &Json) -> JsonObject {
    value.as_object().cloned().unwrap_or_default()
}

/// `condition`, or an error that says what was expected.
pub(crate) fn expect(condition: bool, what: &str) -> Done {
    if condition {
        Ok(())
    } else {
        Err(format!("expected: {what}").into())
    }
}

/// What is there, or an error that says what was expected.
pub(crate) fn there<T>(value: Option<T>, what: &str) -> Outcome<T> {
    value.ok_or_else(|| format!("expected: {what}").into())
}

pub(crate) fn address() -> AddressPayload {
    AddressPayload::new()
        .first_name("Ada")
        .last_name("Byron")
        .address_1("Main Street 1")
        .city("Berlin")
        .country_code("de")
        .postal_code("10115")
}

impl Shop {
    pub(crate) async fn open(address: &str) -> Outcome<Self> {
        let proxy = Proxy::start(address).await?;
        let guest = proxy.client();
        proxy.begin("open");
        let boss = guest.sign_in(Area::Admin, BOSS, PASSWORD).await?;
        let ada = StorePostCustomersReq::new("Ada", "Byron", SHOPPER, PASSWORD);
        guest.customers().create(ada).await?;
        let ada = guest
            .sign_in(Area::Store, SHOPPER, PASSWORD)
            .session()
            .await?;
        Ok(Self {
            proxy,
            guest,
            boss,
            ada,
        })
    }

    /// A cart with some of a variant, an address, a way to ship it and one to pay.
    pub(crate) async fn filled_cart(&self, variant: &str, quantity: i64) -> Outcome<String> {
        let items = [StorePostCartItem::new(variant, quantity)];
        let payload = StorePostCartReq::new().region_id(REGION).items(items);
        let cart = self.ada.carts().create(payload).await?.cart.id;
        let carts = self.ada.carts();
        let payload = StorePostCartsCartReq::new()
            .email(SHOPPER)
            .shipping_address(address())
            .billing_address(address());
        carts.update(&cart, payload).await?;
        carts
            .add_shipping_method(&cart, StorePostCartsCartShippingMethodReq::new("so_parcel"))
            .await?;
        Ok(cart)
    }

    /// Pays a cart.
    pub(crate) async fn complete(&self, cart: &str) -> Outcome<Order> {
        let carts = self.ada.carts();
        carts.create_payment_sessions(cart).await?;
        carts
            .set_payment_session(cart, StorePostCartsCartPaymentSessionReq::new("manual"))
            .await?;
        let completed = serde_json::to_value(carts.complete(cart).await?)?;
        expect(completed["type"] == "order", "a complete cart is an order")?;
        let id = there(completed["data"]["id"].as_str(), "an order has an id")?;
        Ok(self.boss.admin().orders().retrieve(id).await?.order)
    }

    /// An order of some of a variant, paid and not yet captured.
    pub(crate) async fn order(&self, variant: &str, quantity: i64) -> Outcome<Order> {
        let cart = self.filled_cart(variant, quantity).await?;
        self.complete(&cart).await
    }

    /// The data of the last event of this name that the server would have mailed.
    pub(crate) async fn mailed(&self, event: &str) -> Outcome<Json> {
        for _ in 0..50 {
            let said: Json = self.guest.request(Method::GET, "/__events", &[]).await?;
            let mut of_it = said
                .as_array()
                .into_iter()
                .flatten()
                .filter(|said| said["event"] == event);
            if let Some(last) = of_it.next_back() {
                return Ok(last["data"].clone());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("expected: the server says {event}").into())
    }
}

/// The first line item of an order.
pub(crate) fn first_item(order: &Order) -> Outcome<String> {
    let item = order.items.iter().flatten().next();
    there(item.map(|item| item.id.clone()), "an order has items")
}

/// Metadata that shows where something comes from.
pub(crate) fn marked() -> JsonObject {
    object(&json!({ "made_by": "tests", "level": 3 }))
}
