//! The types that one would write by hand for a list of orders; `D` is what dates become.

#![allow(dead_code, reason = "what is read is read for the time it takes")]

use serde::Deserialize;
use serde_json::{Map, Value};

/// A page of orders.
#[derive(Deserialize)]
pub(crate) struct Orders<D> {
    orders: Vec<Order<D>>,
    count: i64,
    offset: i64,
    limit: i64,
}

/// An order.
#[derive(Deserialize)]
pub(crate) struct Order<D> {
    id: String,
    created_at: D,
    updated_at: D,
    object: String,
    status: String,
    fulfillment_status: String,
    payment_status: String,
    display_id: i64,
    cart_id: Option<String>,
    customer_id: String,
    email: String,
    region_id: String,
    currency_code: String,
    tax_rate: Option<f64>,
    draft_order_id: Option<String>,
    canceled_at: Option<D>,
    no_notification: Option<bool>,
    idempotency_key: Option<String>,
    external_id: Option<String>,
    sales_channel_id: Option<String>,
    billing_address_id: Option<String>,
    shipping_address_id: Option<String>,
    billing_address: Option<Box<Address<D>>>,
    shipping_address: Option<Box<Address<D>>>,
    customer: Option<Box<Customer<D>>>,
    region: Option<Box<Region<D>>>,
    sales_channel: Option<Box<SalesChannel<D>>>,
    items: Vec<LineItem<D>>,
    payments: Vec<Payment<D>>,
    shipping_methods: Vec<ShippingMethod>,
    claims: Vec<Value>,
    discounts: Vec<Value>,
    fulfillments: Vec<Value>,
    gift_cards: Vec<Value>,
    gift_card_transactions: Vec<Value>,
    refunds: Vec<Value>,
    returns: Vec<Value>,
    swaps: Vec<Value>,
    edits: Vec<Value>,
    shipping_total: i64,
    discount_total: i64,
    tax_total: i64,
    refunded_total: i64,
    gift_card_total: i64,
    subtotal: i64,
    total: i64,
    paid_total: i64,
    refundable_amount: i64,
    metadata: Option<Map<String, Value>>,
}

/// An address.
#[derive(Deserialize)]
pub(crate) struct Address<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    customer_id: Option<String>,
    company: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    address_1: Option<String>,
    address_2: Option<String>,
    city: Option<String>,
    country_code: Option<String>,
    province: Option<String>,
    postal_code: Option<String>,
    phone: Option<String>,
    metadata: Option<Map<String, Value>>,
}

/// A customer.
#[derive(Deserialize)]
pub(crate) struct Customer<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    email: String,
    first_name: Option<String>,
    last_name: Option<String>,
    billing_address_id: Option<String>,
    phone: Option<String>,
    has_account: bool,
    metadata: Option<Map<String, Value>>,
}

/// A region.
#[derive(Deserialize)]
pub(crate) struct Region<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    name: String,
    currency_code: String,
    tax_rate: f64,
    tax_code: Option<String>,
    gift_cards_taxable: bool,
    automatic_taxes: bool,
    tax_provider_id: Option<String>,
    includes_tax: Option<bool>,
    metadata: Option<Map<String, Value>>,
}

/// A sales channel.
#[derive(Deserialize)]
pub(crate) struct SalesChannel<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    name: String,
    description: Option<String>,
    is_disabled: bool,
    metadata: Option<Map<String, Value>>,
}

/// A payment.
#[derive(Deserialize)]
pub(crate) struct Payment<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    swap_id: Option<String>,
    cart_id: Option<String>,
    order_id: Option<String>,
    amount: i64,
    currency_code: String,
    amount_refunded: i64,
    provider_id: String,
    data: Map<String, Value>,
    captured_at: Option<D>,
    canceled_at: Option<D>,
    idempotency_key: Option<String>,
    metadata: Option<Map<String, Value>>,
}

/// How an order is shipped.
#[derive(Deserialize)]
pub(crate) struct ShippingMethod {
    id: String,
    shipping_option_id: String,
    order_id: Option<String>,
    claim_order_id: Option<String>,
    cart_id: Option<String>,
    swap_id: Option<String>,
    return_id: Option<String>,
    price: i64,
    data: Map<String, Value>,
    includes_tax: Option<bool>,
}

/// A line of an order.
#[derive(Deserialize)]
pub(crate) struct LineItem<D> {
    id: String,
    created_at: D,
    updated_at: D,
    cart_id: Option<String>,
    order_id: Option<String>,
    swap_id: Option<String>,
    claim_order_id: Option<String>,
    original_item_id: Option<String>,
    order_edit_id: Option<String>,
    title: String,
    description: Option<String>,
    thumbnail: Option<String>,
    is_return: bool,
    is_giftcard: bool,
    should_merge: bool,
    allow_discounts: bool,
    has_shipping: Option<bool>,
    unit_price: i64,
    variant_id: Option<String>,
    quantity: i64,
    fulfilled_quantity: Option<i64>,
    returned_quantity: Option<i64>,
    shipped_quantity: Option<i64>,
    includes_tax: Option<bool>,
    adjustments: Vec<Value>,
    refundable: Option<i64>,
    tax_lines: Vec<TaxLine<D>>,
    variant: Option<Box<Variant<D>>>,
    metadata: Option<Map<String, Value>>,
}

/// A tax on a line.
#[derive(Deserialize)]
pub(crate) struct TaxLine<D> {
    id: String,
    created_at: D,
    updated_at: D,
    rate: f64,
    name: String,
    code: Option<String>,
    item_id: String,
    metadata: Option<Map<String, Value>>,
}

/// A variant of a product.
#[derive(Deserialize)]
pub(crate) struct Variant<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    title: String,
    product_id: String,
    sku: Option<String>,
    barcode: Option<String>,
    ean: Option<String>,
    upc: Option<String>,
    variant_rank: Option<i64>,
    inventory_quantity: i64,
    allow_backorder: bool,
    manage_inventory: bool,
    hs_code: Option<String>,
    origin_country: Option<String>,
    mid_code: Option<String>,
    material: Option<String>,
    weight: Option<f64>,
    length: Option<f64>,
    height: Option<f64>,
    width: Option<f64>,
    product: Box<Product<D>>,
    metadata: Option<Map<String, Value>>,
}

/// A product.
#[derive(Deserialize)]
pub(crate) struct Product<D> {
    id: String,
    created_at: D,
    updated_at: D,
    deleted_at: Option<D>,
    title: String,
    subtitle: Option<String>,
    handle: Option<String>,
    description: Option<String>,
    is_giftcard: bool,
    status: String,
    thumbnail: Option<String>,
    weight: Option<f64>,
    length: Option<f64>,
    height: Option<f64>,
    width: Option<f64>,
    hs_code: Option<String>,
    origin_country: Option<String>,
    mid_code: Option<String>,
    material: Option<String>,
    collection_id: Option<String>,
    type_id: Option<String>,
    discountable: bool,
    external_id: Option<String>,
    profile_id: Option<String>,
    metadata: Option<Map<String, Value>>,
}
