//! Orders as a server sends them, made up.

use serde_json::{Value, json};

const AT: &str = "2024-01-31T10:00:00.000Z";

/// A page of so many orders.
pub(crate) fn list(count: usize) -> Vec<u8> {
    let orders: Vec<Value> = (1..=count).map(order).collect();
    let page = json!({ "orders": orders, "count": count, "offset": 0, "limit": count });
    page.to_string().into_bytes()
}

/// An identifier as long as those of the server.
fn id(kind: &str, number: usize) -> String {
    format!("{kind}_01HN{number:022}")
}

/// An entity: what it has, and when it was made.
fn entity(kind: &str, number: usize, fields: Value) -> Value {
    let mut entity = json!({
        "id": id(kind, number), "created_at": AT, "updated_at": AT, "deleted_at": null,
        "metadata": null,
    });
    if let (Value::Object(entity), Value::Object(fields)) = (&mut entity, fields) {
        entity.extend(fields);
    }
    entity
}

fn order(number: usize) -> Value {
    let items: Vec<Value> = (0..2).map(|item| line_item(2 * number + item)).collect();
    let money = 1000 + number;
    entity(
        "order",
        number,
        json!({
            "object": "order",
            "status": "pending", "fulfillment_status": "not_fulfilled", "payment_status": "captured",
            "display_id": number, "cart_id": id("cart", number), "customer_id": id("cus", number),
            "email": format!("customer{number}@example.com"), "region_id": "reg_1",
            "currency_code": "eur", "tax_rate": null, "draft_order_id": null, "canceled_at": null,
            "no_notification": null, "idempotency_key": null, "external_id": null,
            "sales_channel_id": "sc_1", "billing_address_id": id("addr", number),
            "shipping_address_id": id("addr", number),
            "billing_address": address(number), "shipping_address": address(number),
            "customer": entity("cus", number, json!({
                "email": format!("customer{number}@example.com"), "first_name": "Ada",
                "last_name": "Example", "billing_address_id": null, "phone": null,
                "has_account": true,
            })),
            "region": entity("reg", 1, json!({
                "name": "Europe", "currency_code": "eur", "tax_rate": 20, "tax_code": "VAT20",
                "gift_cards_taxable": true, "automatic_taxes": true, "tax_provider_id": null,
                "includes_tax": false,
            })),
            "sales_channel": entity("sc", 1, json!({
                "name": "Web shop", "description": "What is sold on the web", "is_disabled": false,
            })),
            "items": items,
            "payments": [entity("pay", number, json!({
                "swap_id": null, "cart_id": id("cart", number), "order_id": id("order", number),
                "amount": money, "currency_code": "eur", "amount_refunded": 0,
                "provider_id": "manual", "data": { "status": "captured" }, "captured_at": AT,
                "canceled_at": null, "idempotency_key": null,
            }))],
            "shipping_methods": [{
                "id": id("sm", number), "shipping_option_id": "so_1",
                "order_id": id("order", number), "claim_order_id": null,
                "cart_id": id("cart", number), "swap_id": null, "return_id": null, "price": 500,
                "data": {}, "includes_tax": false,
            }],
            "claims": [], "discounts": [], "fulfillments": [], "gift_cards": [],
            "gift_card_transactions": [], "refunds": [], "returns": [], "swaps": [], "edits": [],
            "shipping_total": 500, "discount_total": 0, "tax_total": 200, "refunded_total": 0,
            "gift_card_total": 0, "subtotal": money, "total": money + 700,
            "paid_total": money + 700, "refundable_amount": money + 700,
        }),
    )
}

fn address(number: usize) -> Value {
    entity(
        "addr",
        number,
        json!({
            "customer_id": null, "company": null, "first_name": "Ada", "last_name": "Example",
            "address_1": "1 Sample Street", "address_2": null, "city": "Sampletown",
            "country_code": "de", "province": null, "postal_code": "12345",
            "phone": "+49 30 1234567",
        }),
    )
}

fn line_item(number: usize) -> Value {
    entity(
        "item",
        number,
        json!({
            "cart_id": id("cart", number), "order_id": id("order", number), "swap_id": null,
            "claim_order_id": null, "original_item_id": null, "order_edit_id": null,
            "title": "Desk lamp", "description": "Brass, dimmable",
            "thumbnail": "https://shop.example.com/lamp.png", "is_return": false,
            "is_giftcard": false, "should_merge": true, "allow_discounts": true,
            "has_shipping": true, "unit_price": 4900, "variant_id": id("variant", number),
            "quantity": 1, "fulfilled_quantity": null, "returned_quantity": null,
            "shipped_quantity": null, "includes_tax": false, "adjustments": [], "refundable": 5880,
            "tax_lines": [entity("litl", number, json!({
                "rate": 20, "name": "default", "code": "default", "item_id": id("item", number),
            }))],
            "variant": entity("variant", number, json!({
                "title": "Brass", "product_id": id("prod", number), "sku": "LAMP-BRASS",
                "barcode": null, "ean": null, "upc": null, "variant_rank": 0,
                "inventory_quantity": 100, "allow_backorder": false, "manage_inventory": true,
                "hs_code": null, "origin_country": null, "mid_code": null, "material": null,
                "weight": 1200, "length": null, "height": null, "width": null,
                "product": entity("prod", number, json!({
                    "title": "Desk lamp", "subtitle": null, "handle": "desk-lamp",
                    "description": "A lamp that stands on a desk and shines on what is read there.",
                    "is_giftcard": false, "status": "published",
                    "thumbnail": "https://shop.example.com/lamp.png", "weight": 1200,
                    "length": null, "height": null, "width": null, "hs_code": null,
                    "origin_country": null, "mid_code": null, "material": null,
                    "collection_id": null, "type_id": null, "discountable": true,
                    "external_id": null, "profile_id": "sp_1",
                })),
            })),
        }),
    )
}
