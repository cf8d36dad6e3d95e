//! The shop that the flows are about, and what several of them do.

use medusa_client::types::{
    AddressPayload, Cart, Order, OrderOrCartOrSwap, OrderStatus, PaymentStatus,
    StoreCompleteCartType, StorePostCartItem, StorePostCartReq,
    StorePostCartsCartPaymentSessionReq, StorePostCartsCartReq,
    StorePostCartsCartShippingMethodReq, StorePostCustomersReq,
};
use medusa_client::{Area, Json, JsonObject, Medusa, Method};
use medusa_tests::proxy::Proxy;
use serde_json::json;
use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

/// How a flow ends.
pub(crate) type Done = Result<(), Box<dyn Error + Send + Sync>>;
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub(crate) const BOSS: &str = "boss@example.com";
pub(crate) const PASSWORD: &str = "hush-hush";
/// The API token that the seed gives the boss.
pub(crate) const TOKEN: &str = "token-of-the-tests";
pub(crate) const SHOPPER: &str = "ada@example.com";
pub(crate) const REGION: &str = "reg_europe";
/// What the shipping option `so_parcel` costs.
pub(crate) const PARCEL: i64 = 490;

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

/// The same, or an error that says what was expected and what came.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is compared is mostly a temporary"
)]
pub(crate) fn equal<A, B>(came: A, expected: B, what: &str) -> Done
where
    A: PartialEq<B> + Debug,
    B: Debug,
{
    expect(
        came == expected,
        &format!("{what}: {expected:?}, not {came:?}"),
    )
}

/// A refusal by the server, with this status and these words; neither success nor another failure.
pub(crate) fn refused<T>(
    result: medusa_client::Result<T>,
    status: u16,
    says: &str,
) -> Outcome<medusa_client::Error> {
    let error = there(result.err(), &format!("a refusal that says {says}"))?;
    let came = error.status().map(|status| status.as_u16());
    expect(
        came == Some(status) && error.message().unwrap_or_default().contains(says),
        &format!("{status} {says}, not {error}"),
    )?;
    Ok(error)
}

/// What is there, or an error that says what was expected.
pub(crate) fn there<T>(value: Option<T>, what: &str) -> Outcome<T> {
    value.ok_or_else(|| format!("expected: {what}").into())
}

/// The first of a list that is there and not empty.
pub(crate) fn first<T>(list: Option<Vec<T>>, what: &str) -> Outcome<T> {
    there(list.into_iter().flatten().next(), what)
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

    /// A cart with some of a variant and an address.
    pub(crate) async fn filled_cart(&self, variant: &str, quantity: i64) -> Outcome<String> {
        let items = [StorePostCartItem::new(variant, quantity)];
        let payload = StorePostCartReq::new().region_id(REGION).items(items);
        let cart = self.ada.carts().create(payload).await?.cart;
        let item = first(cart.items, "an item")?;
        equal(item.variant_id.as_deref(), Some(variant), "the variant")?;
        equal(item.quantity, quantity, "how many")?;
        let payload = StorePostCartsCartReq::new()
            .email(SHOPPER)
            .shipping_address(address())
            .billing_address(address());
        let updated = self.ada.carts().update(&cart.id, payload).await?.cart;
        equal(updated.email.as_deref(), Some(SHOPPER), "whose it is")?;
        let to = there(updated.shipping_address, "where it goes")?;
        equal(to.postal_code.as_deref(), Some("10115"), "the postal code")?;
        Ok(cart.id)
    }

    /// Has a cart sent by parcel. The server forgets that when the items change.
    pub(crate) async fn by_parcel(&self, cart: &str) -> Outcome<Cart> {
        let method = StorePostCartsCartShippingMethodReq::new("so_parcel");
        let carts = self.ada.carts();
        let cart = carts.add_shipping_method(cart, method).await?.cart;
        equal(cart.shipping_total, Some(PARCEL), "the price of a parcel")?;
        Ok(cart)
    }

    /// Pays a cart.
    pub(crate) async fn complete(&self, cart: &str) -> Outcome<Order> {
        let carts = self.ada.carts();
        let total = carts.create_payment_sessions(cart).await?.cart.total;
        let payload = StorePostCartsCartPaymentSessionReq::new("manual");
        let paid = carts.set_payment_session(cart, payload).await?.cart;
        let session = there(paid.payment_session, "a payment session")?;
        equal(session.provider_id.as_str(), "manual", "who is paid")?;
        let completed = carts.complete(cart).await?;
        equal(completed.r#type, StoreCompleteCartType::Order, "an order")?;
        let OrderOrCartOrSwap::Order(order) = completed.data else {
            return Err("expected: an order".into());
        };
        let order = self.boss.admin().orders().retrieve(&order.id).await?.order;
        equal(order.email.as_str(), SHOPPER, "whose it is")?;
        equal(order.cart_id.as_deref(), Some(cart), "the cart it was")?;
        equal(order.total, total, "the order costs what the cart did")?;
        equal(order.paid_total, total, "and so much is paid")?;
        equal(
            (order.status.clone(), order.payment_status.clone()),
            (OrderStatus::Pending, PaymentStatus::Awaiting),
            "a new order",
        )?;
        Ok(order)
    }

    /// An order of some of a variant, paid and not yet captured.
    pub(crate) async fn order(&self, variant: &str, quantity: i64) -> Outcome<Order> {
        let cart = self.filled_cart(variant, quantity).await?;
        self.by_parcel(&cart).await?;
        let order = self.complete(&cart).await?;
        equal(order.shipping_total, Some(PARCEL), "the parcel is paid")?;
        Ok(order)
    }

    /// The data of the last event of this name that the server would have mailed to somebody. It looks for them every few
    /// seconds.
    pub(crate) async fn mailed(&self, event: &str, to: &str) -> Outcome<Json> {
        let concerns = |data: &Json| object(data).values().any(|value| value == to);
        for _ in 0..60 {
            let said: Json = self.guest.request(Method::GET, "/__events", &[]).await?;
            let mut of_it = said
                .as_array()
                .into_iter()
                .flatten()
                .filter(|said| said["event"] == event && concerns(&said["data"]));
            if let Some(last) = of_it.next_back() {
                return Ok(last["data"].clone());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Err(format!("expected: the server says {event} to {to}").into())
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
