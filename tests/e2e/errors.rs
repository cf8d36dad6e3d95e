//! Errors of the real server, as the values they are documented to be: a refusal of every shape it has.

use crate::shop::{Done, REGION, SHOPPER, Shop, equal, expect, refused, there};
use medusa_client::types::*;
use medusa_client::{ErrorKind, Json, Medusa, Method};
use serde_json::json;

/// What Medusa says in JSON: a type, a message, and sometimes a code.
pub(crate) async fn shapes(shop: &Shop) -> Done {
    let missing = shop.guest.products().retrieve("prod_none").await;
    let missing = refused(missing, 404, "Product with id: prod_none was not found")?;
    expect(missing.is_not_found(), "nothing is found")?;
    equal(missing.error_type(), Some("not_found"), "the type")?;
    equal(missing.code(), None, "the code")?;

    let twice = StorePostCustomersReq::new("Ada", "Byron", SHOPPER, "secret");
    let twice = shop.guest.customers().create(twice).await;
    let twice = refused(twice, 422, "already has an account")?;
    expect(twice.is_duplicate(), "it is there already")?;
    equal(twice.code(), Some("invalid_request_error"), "the code")?;

    let unknown = shop.guest.products().list().query("no_such_filter", 1);
    let unknown = refused(unknown.await, 400, "no_such_filter should not exist")?;
    expect(unknown.is_invalid_data(), "the type is told")?;

    let wrong = AdminPostRegionsReq::new("Nowhere", "xyz", 1.0, ["manual"], ["manual"], ["at"]);
    let wrong = shop.boss.admin().regions().create(wrong).await;
    let wrong = refused(wrong, 400, "Invalid currency code")?;
    expect(wrong.is_invalid_data(), "the type is told")?;
    let taken = AdminPostRegionsReq::new("Nowhere", "eur", 1.0, ["manual"], ["manual"], ["de"]);
    let taken = shop.boss.admin().regions().create(taken).await;
    let taken = refused(taken, 422, "Germany already exists in region reg_europe")?;
    expect(taken.is_duplicate(), "the country is in another region")?;

    let elsewhere =
        AdminPostProductsReq::new("Lost").sales_channels([ProductSalesChannelReq::new("sc_none")]);
    let elsewhere = shop.boss.admin().products().create(elsewhere).await;
    let elsewhere = refused(elsewhere, 400, "Sales Channels sc_none do not exist")?;
    equal(elsewhere.errors().len(), 1, "errors in a list")
}

/// Where the state of a thing does not allow what is asked for. The server calls some of these its own fault.
pub(crate) async fn states(shop: &Shop) -> Done {
    let carts = shop.ada.carts();
    let cart = shop.filled_cart("variant_bulb", 1).await?;
    let early = carts.complete(&cart).await;
    let early = refused(
        early,
        400,
        "cannot complete a cart without a payment session",
    )?;
    equal(early.error_type(), Some("not_allowed"), "the type")?;
    let none = StorePostCartsCartPaymentSessionReq::new("manual");
    let none = carts.set_payment_session(&cart, none).await;
    let none = refused(none, 500, "Could not find payment session")?;
    equal(none.error_type(), Some("unexpected_state"), "the type")?;
    expect(none.is_server_error(), "the server calls it its fault")?;

    let cards = shop.boss.admin().gift_cards();
    let card = AdminPostGiftCardsReq::new(REGION).value(100);
    let card = cards.create(card).await?.gift_card.id;
    let more = AdminPostGiftCardsGiftCardReq::new().balance(101);
    let more = refused(
        cards.update(&card, more).await,
        500,
        "new balance is invalid",
    )?;
    equal(more.error_type(), Some("invalid_argument"), "the type")?;
    expect(cards.delete(&card).await?.deleted, "deleted")?;

    let forged = StorePostCustomersResetPasswordReq::new(SHOPPER, "forged", "secret");
    let forged = shop.guest.customers().reset_password(forged).await;
    let forged = refused(forged, 500, "An unknown error occurred.")?;
    equal(forged.code(), Some("unknown_error"), "the code")
}

/// What comes before Medusa has its say, or without its words: text and pages.
pub(crate) async fn other_bodies(shop: &Shop) -> Done {
    let nobody = shop.guest.admin().customers().list().await;
    let nobody = refused(nobody, 401, "Unauthorized")?;
    expect(nobody.is_unauthorized(), "nobody is signed in")?;
    expect(nobody.errors().is_empty(), "plain text")?;
    let unknown = shop.guest.orders().lookup_order(99_999, SHOPPER).await;
    let unknown = refused(unknown, 404, "Not Found")?;
    expect(unknown.errors().is_empty(), "plain text")?;

    let nowhere = shop
        .guest
        .request::<Json>(Method::GET, "/store/nowhere", &[]);
    let nowhere = refused(nowhere.await, 404, "")?;
    equal(nowhere.message(), None, "a page has no message")?;
    let page = there(nowhere.response(), "a page")?.bytes();
    expect(page.starts_with(b"<!DOCTYPE html>"), "a page")?;

    let customers = |body: Json| {
        let route = shop
            .guest
            .request::<Json>(Method::POST, "/store/customers", &[]);
        route.json(&body)
    };
    // Only an object or a list will do for the server.
    let null = refused(customers(Json::Null).await, 400, "")?;
    equal(null.message(), None, "a page has no message")?;
    let missing = customers(json!({ "first_name": "Ada" })).await;
    refused(missing, 400, "email must be an email")?;

    let url = format!("{}/store/customers", shop.proxy.url());
    for (body, status) in [("{not json".to_owned(), 400), ("x".repeat(200 * 1024), 413)] {
        let sent = reqwest::Client::new().post(&url).body(body);
        let answer = sent.header("content-type", "application/json").send();
        let answer = answer.await?;
        equal(answer.status().as_u16(), status, "what cannot be read")?;
        let page = answer.text().await?;
        expect(page.starts_with("<!DOCTYPE html>"), "a page")?;
    }
    Ok(())
}

/// Fields that the documentation has and the server refuses: the types leave them out.
pub(crate) async fn refused_fields(shop: &Shop) -> Done {
    let body = json!({
        "variant_id": "variant_bulb", "allow_backorder": true, "barcode": "1", "ean": "2",
        "inventory_quantity": 3, "manage_inventory": true, "upc": "4",
    });
    let made = shop
        .boss
        .request::<Json>(Method::POST, "/admin/inventory-items", &[])
        .json(&body);
    let made = refused(made.await, 400, "should not exist")?;
    expect(made.is_invalid_data(), "the type is told")?;
    for field in [
        "allow_backorder",
        "barcode",
        "ean",
        "inventory_quantity",
        "manage_inventory",
        "upc",
    ] {
        let says = format!("property {field} should not exist");
        let message = made.message().unwrap_or_default();
        expect(message.contains(&says), &format!("{says}, not {message}"))?;
    }
    Ok(())
}

/// No answer at all.
pub(crate) async fn nobody_there(_: &Shop) -> Done {
    let closed = Medusa::new("http://127.0.0.1:9")?;
    let refused = closed.regions().retrieve(REGION).await.err();
    let refused = there(refused, "nobody listens there")?;
    equal(refused.kind(), ErrorKind::Transport, "the kind")?;
    expect(refused.is_connect(), "there is no connection")?;
    equal(refused.status(), None, "the status")
}
