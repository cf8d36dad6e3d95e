//! The back office: everything that a shop is set up with.

use crate::shop::{
    Done, PARCEL, REGION, Shop, equal, expect, first, marked, object, refused, there,
};
use medusa_client::types::*;
use serde_json::json;

pub(crate) async fn regions(shop: &Shop) -> Done {
    let regions = shop.boss.admin().regions();
    let payload = AdminPostRegionsReq::new("North", "eur", 25.0, ["manual"], ["manual"], ["se"])
        .tax_code("MOMS");
    let created = regions.create(payload).await?.region;
    equal(created.tax_rate, 25.0, "the tax rate")?;
    equal(created.tax_code.as_deref(), Some("MOMS"), "the tax code")?;
    let id = created.id;
    let payload = AdminPostRegionsRegionReq::new()
        .name("Far north")
        .metadata(marked());
    let updated = regions.update(&id, payload).await?.region;
    equal(updated.name.as_str(), "Far north", "another name")?;
    equal(updated.metadata, Some(marked()), "the metadata")?;
    let countries = |region: Region| {
        let countries = region.countries.into_iter().flatten();
        let mut codes: Vec<_> = countries.map(|country| country.iso_2).collect();
        codes.sort_unstable();
        codes
    };
    let finland = AdminPostRegionsRegionCountriesReq::new("fi");
    let with = regions.add_country(&id, finland).await?.region;
    equal(countries(with), ["fi", "se"], "the countries")?;
    let without = regions.delete_country(&id, "fi").await?.region;
    equal(countries(without), ["se"], "the countries")?;

    let without = regions.delete_fulfillment_provider(&id, "manual").await?;
    let left = without.region.fulfillment_providers.map(|left| left.len());
    equal(left, Some(0), "who sends")?;
    let manual = AdminPostRegionsRegionFulfillmentProvidersReq::new("manual");
    let with = regions.add_fulfillment_provider(&id, manual).await?.region;
    let sends = first(with.fulfillment_providers, "who sends")?;
    equal(sends.id.as_str(), "manual", "who sends")?;
    let without = regions.delete_payment_provider(&id, "manual").await?;
    let left = without.region.payment_providers.map(|left| left.len());
    equal(left, Some(0), "who is paid")?;
    let manual = AdminPostRegionsRegionPaymentProvidersReq::new("manual");
    let with = regions.add_payment_provider(&id, manual).await?.region;
    let paid = first(with.payment_providers, "who is paid")?;
    equal(paid.id.as_str(), "manual", "who is paid")?;

    let options = regions.retrieve_fulfillment_options(&id).await?;
    let ways: Vec<_> = options
        .fulfillment_options
        .iter()
        .map(|of| (&*of.provider_id, of.options.len()))
        .collect();
    equal(ways, [("manual", 2)], "ways to fulfill: there and back")?;
    let found = regions.retrieve(&id).await?.region;
    equal(found.currency_code.as_str(), "eur", "the currency")?;
    let all = regions.list().limit(10).await?;
    equal((all.regions.len(), all.count), (3, 3), "regions")?;
    expect(regions.delete(&id).await?.deleted, "deleted")?;
    refused(regions.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn tax_rates(shop: &Shop) -> Done {
    let rates = shop.boss.admin().tax_rates();
    let payload = AdminPostTaxRatesReq::new("REDUCED", "Reduced", REGION).rate(7.0);
    let created = rates.create(payload).await?.tax_rate;
    equal(created.rate, Some(7.0), "the rate")?;
    let id = created.id;
    let payload = AdminPostTaxRatesTaxRateReq::new().name("Reduced rate");
    let updated = rates.update(&id, payload).await?.tax_rate;
    equal(updated.name.as_str(), "Reduced rate", "another name")?;
    let lamp = shop.boss.admin().products().retrieve("prod_lamp").await?;
    let ty = there(lamp.product.type_id, "the lamp has a type")?;
    let bulb = AdminPostTaxRatesTaxRateProductsReq::new(["prod_bulb"]);
    rates.add_products(&id, bulb).await?;
    let lamps = AdminPostTaxRatesTaxRateProductTypesReq::new([ty.as_str()]);
    rates.add_product_types(&id, lamps).await?;
    let parcel = AdminPostTaxRatesTaxRateShippingOptionsReq::new(["so_parcel"]);
    rates.add_shipping_options(&id, parcel).await?;
    let found = rates
        .retrieve(&id)
        .expand(["products", "product_types", "shipping_options"])
        .await?
        .tax_rate;
    let bulb = first(found.products, "a product")?.id;
    equal(bulb.as_str(), "prod_bulb", "the product")?;
    equal(first(found.product_types, "a type")?.id, ty.clone(), "type")?;
    let parcel = first(found.shipping_options, "a way to ship")?.id;
    equal(parcel.as_str(), "so_parcel", "the way to ship")?;
    taxed(shop, "variant_bulb", 350, 7.0).await?;
    taxed(shop, "variant_red", 4900, 7.0).await?;
    let listed = rates.list().region_id([REGION]).await?.tax_rates;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the rates of the region")?;

    let bulb = AdminDeleteTaxRatesTaxRateProductsReq::new(["prod_bulb"]);
    rates.remove_products(&id, bulb).await?;
    let lamps = AdminDeleteTaxRatesTaxRateProductTypesReq::new([ty.as_str()]);
    rates.remove_product_types(&id, lamps).await?;
    let parcel = AdminDeleteTaxRatesTaxRateShippingOptionsReq::new(["so_parcel"]);
    rates.remove_shipping_options(&id, parcel).await?;
    taxed(shop, "variant_bulb", 350, 19.0).await?;
    expect(rates.delete(&id).await?.deleted, "deleted")?;
    refused(rates.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// A cart with one of a variant and a parcel, both taxed at a rate.
async fn taxed(shop: &Shop, variant: &str, price: i64, rate: f64) -> Done {
    let cart = shop.filled_cart(variant, 1).await?;
    shop.by_parcel(&cart).await?;
    let cart = shop.ada.carts().calculate_taxes(&cart).await?.cart;
    let of = |amount: i64| Some((amount as f64 * rate / 100.0).round() as i64);
    equal(cart.item_tax_total, of(price), "the tax of the item")?;
    equal(cart.shipping_tax_total, of(PARCEL), "the tax of the parcel")?;
    let item = first(cart.items, "an item")?;
    let line = first(item.tax_lines, "a line about tax")?;
    equal(line.rate, rate, "the rate")
}

pub(crate) async fn shipping_options(shop: &Shop) -> Done {
    let options = shop.boss.admin().shipping_options();
    let data = object(&json!({ "id": "manual-fulfillment" }));
    let payload = AdminPostShippingOptionsReq::new(
        "Courier",
        REGION,
        "manual",
        data,
        ShippingOptionPriceType::FlatRate,
    )
    .amount(2900)
    .requirements([AdminPostShippingOptionsOptionRequirement::new(
        RequirementType::MinSubtotal,
        1000,
    )]);
    let created = options.create(payload).await?.shipping_option;
    equal(created.amount, Some(2900), "the price")?;
    let id = created.id;
    let requirement =
        AdminPostShippingOptionsOptionOptionRequirement::new(RequirementType::MaxSubtotal, 99_000);
    let payload = AdminPostShippingOptionsOptionReq::new([requirement]).name("Fast courier");
    options.update(&id, payload).await?;
    let found = options.retrieve(&id).await?.shipping_option;
    equal(found.name.as_str(), "Fast courier", "another name")?;
    let needed = found.requirements.iter().flatten();
    let needed: Vec<_> = needed.map(|needs| (&needs.r#type, needs.amount)).collect();
    let most = RequirementType::MaxSubtotal;
    equal(needed, [(&most, 99_000)], "the other one is replaced")?;
    let listed = options.list().region_id(REGION).await?;
    let names = listed.shipping_options.iter().map(|option| &*option.name);
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let all = ["Express", "Fast courier", "Parcel", "Parcel back"];
    equal(names, all, "the options of the region")?;
    expect(options.delete(&id).await?.deleted, "deleted")?;
    refused(options.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn shipping_profiles(shop: &Shop) -> Done {
    let profiles = shop.boss.admin().shipping_profiles();
    let payload = AdminPostShippingProfilesReq::new("Bulky", ShippingProfileType::Custom);
    let created = profiles.create(payload).await?.shipping_profile;
    equal(created.r#type, ShippingProfileType::Custom, "the type")?;
    let id = created.id;
    let payload = AdminPostShippingProfilesProfileReq::new().name("Very bulky");
    profiles.update(&id, payload).await?;
    let found = profiles.retrieve(&id).await?.shipping_profile;
    equal(found.name.as_str(), "Very bulky", "another name")?;
    let all = profiles.list().await?.shipping_profiles;
    let mut names: Vec<_> = all.iter().map(|profile| &*profile.name).collect();
    names.sort_unstable();
    let expected = [
        "Default Shipping Profile",
        "Gift Card Profile",
        "Very bulky",
    ];
    equal(names, expected, "the profiles")?;
    expect(profiles.delete(&id).await?.deleted, "deleted")?;
    refused(profiles.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn store(shop: &Shop) -> Done {
    let store = shop.boss.admin().store();
    let found = store.retrieve().await?.store;
    equal(found.name.as_str(), "Lamps and more", "the name")?;
    equal(found.default_currency_code.as_str(), "eur", "the currency")?;
    let template = "http://127.0.0.1/{invite_token}";
    let payload = AdminPostStoreReq::new().invite_link_template(template);
    let updated = store.update(payload).await?.store;
    let link = updated.invite_link_template.as_deref();
    equal(link, Some(template), "the link for invites")?;
    let currencies = |store: Store| {
        let currencies = store.currencies.into_iter().flatten();
        let mut codes: Vec<_> = currencies.map(|currency| currency.code).collect();
        codes.sort_unstable();
        codes
    };
    let with = store.add_currency("dkk").await?.store;
    equal(currencies(with), ["dkk", "eur", "usd"], "the currencies")?;
    let without = store.delete_currency("dkk").await?.store;
    equal(currencies(without), ["eur", "usd"], "the currencies")?;
    let paid = store.list_payment_providers().await?.payment_providers;
    let paid: Vec<_> = paid
        .iter()
        .map(|who| (&*who.id, who.is_installed))
        .collect();
    equal(paid, [("manual", true)], "who is paid")?;
    let taxes = store.list_tax_providers().await?.tax_providers;
    equal(taxes.len(), 0, "others than the server who compute taxes")?;

    let all = shop.boss.admin().currencies();
    let euro = all.list().code("eur").await?.currencies;
    let names: Vec<_> = euro.iter().map(|currency| &*currency.name).collect();
    equal(names, ["Euro"], "the currency of that code")?;
    for includes_tax in [true, false] {
        let payload = AdminPostCurrenciesCurrencyReq::new().includes_tax(includes_tax);
        let euro = all.update("eur", payload).await?.currency;
        equal(euro.includes_tax, Some(includes_tax), "with tax")?;
    }
    Ok(())
}

pub(crate) async fn discounts(shop: &Shop) -> Done {
    let discounts = shop.boss.admin().discounts();
    let rule = AdminPostDiscountsDiscountRule::new(
        DiscountRuleType::Percentage,
        15.0,
        AllocationType::Total,
    );
    let payload = AdminPostDiscountsReq::new("SPRING", rule, [REGION])
        .is_dynamic(true)
        .usage_limit(10);
    let created = discounts.create(payload).await?.discount;
    equal(created.usage_limit, Some(10), "the limit")?;
    equal(created.rule.map(|rule| rule.value), Some(15), "percent")?;
    let id = created.id;
    let payload = AdminPostDiscountsDiscountReq::new().usage_limit(20);
    discounts.update(&id, payload).await?;
    let regions = |discount: Discount| discount.regions.map(|regions| regions.len());
    let with = discounts.add_region(&id, "reg_america").await?.discount;
    equal(regions(with), Some(2), "regions")?;
    let without = discounts.remove_region(&id, "reg_america").await?;
    equal(regions(without.discount), Some(1), "regions")?;

    let payload = AdminPostDiscountsDiscountDynamicCodesReq::new("SPRING-1");
    discounts.create_dynamic_code(&id, payload).await?;
    let one = discounts.retrieve_by_code("SPRING-1").await?.discount;
    equal(one.parent_discount_id.as_deref(), Some(&*id), "of which")?;
    discounts.delete_dynamic_code(&id, "SPRING-1").await?;
    let gone = discounts.retrieve_by_code("SPRING-1").await;
    refused(gone, 404, "was not found")?;
    let found = discounts.retrieve(&id).await?.discount;
    equal(found.usage_limit, Some(20), "another limit")?;
    let found = discounts.retrieve_by_code("SPRING").await?.discount;
    equal(found.id.as_str(), &*id, "the discount of that code")?;
    let listed = discounts.list().q("spring").await?.discounts;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the discounts with that word")?;
    conditions(shop, &id).await?;
    expect(discounts.delete(&id).await?.deleted, "deleted")?;
    refused(discounts.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

async fn conditions(shop: &Shop, discount: &str) -> Done {
    let discounts = shop.boss.admin().discounts();
    let condition = AdminPostDiscountsDiscountConditions::new(DiscountConditionOperator::In)
        .products(["prod_lamp"]);
    let with = discounts
        .create_condition(discount, condition)
        .expand(["rule", "rule.conditions"])
        .await?
        .discount;
    let condition = first(with.rule.and_then(|rule| rule.conditions), "a condition")?;
    equal(&condition.operator, &DiscountConditionOperator::In, "how")?;
    let id = condition.id.as_str();
    let holds = async |expected: &[&str]| {
        let found = discounts.get_condition(discount, id).expand(["products"]);
        let found = found.await?.discount_condition;
        let products = found.products.iter().flatten();
        let mut products: Vec<_> = products.map(|product| &*product.id).collect();
        products.sort_unstable();
        equal(products, expected, "the products it holds for")
    };
    holds(&["prod_lamp"]).await?;
    let payload =
        AdminPostDiscountsDiscountConditionsCondition::new().products(["prod_lamp", "prod_bulb"]);
    discounts.update_condition(discount, id, payload).await?;
    holds(&["prod_bulb", "prod_lamp"]).await?;
    let voucher = [AdminPostDiscountsDiscountConditionsConditionBatchResource::new("prod_voucher")];
    let payload = AdminPostDiscountsDiscountConditionsConditionBatchReq::new(voucher);
    discounts
        .add_condition_resource_batch(discount, id, payload)
        .await?;
    holds(&["prod_bulb", "prod_lamp", "prod_voucher"]).await?;
    let voucher =
        [AdminDeleteDiscountsDiscountConditionsConditionBatchResource::new("prod_voucher")];
    let payload = AdminDeleteDiscountsDiscountConditionsConditionBatchReq::new(voucher);
    discounts
        .delete_condition_resource_batch(discount, id, payload)
        .await?;
    holds(&["prod_bulb", "prod_lamp"]).await?;
    let gone = discounts.delete_condition(discount, id).await?;
    expect(gone.deleted, "deleted")?;
    let gone = discounts.get_condition(discount, id).await;
    refused(gone, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn gift_cards(shop: &Shop) -> Done {
    let cards = shop.boss.admin().gift_cards();
    let card = cards
        .create(AdminPostGiftCardsReq::new(REGION).value(3000))
        .await?
        .gift_card;
    equal((card.value, card.balance), (3000, 3000), "a new card")?;
    let less = AdminPostGiftCardsGiftCardReq::new().balance(2500);
    cards.update(&card.id, less).await?;
    let found = cards.retrieve(&card.id).await?.gift_card;
    equal((found.value, found.balance), (3000, 2500), "what is left")?;
    let listed = cards.list().q(card.code.as_str()).await?.gift_cards;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [card.id.as_str()], "the card of that code")?;
    let cards_of_the_shop = shop.guest.gift_cards();
    let shown = cards_of_the_shop.retrieve(&card.code).await?.gift_card;
    equal(shown.balance, 2500, "what is left")?;
    expect(cards.delete(&card.id).await?.deleted, "deleted")?;
    let gone = cards_of_the_shop.retrieve(&card.code).await;
    refused(gone, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn return_reasons(shop: &Shop) -> Done {
    let reasons = shop.boss.admin().return_reasons();
    let payload =
        AdminPostReturnReasonsReq::new("too-dark", "Too dark").description("It does not shine.");
    let id = reasons.create(payload).await?.return_reason.id;
    let payload = AdminPostReturnReasonsReasonReq::new().label("Far too dark");
    reasons.update(&id, payload).await?;
    let found = reasons.retrieve(&id).await?.return_reason;
    equal(found.value.as_str(), "too-dark", "the reason")?;
    equal(found.label.as_str(), "Far too dark", "another label")?;
    let all = reasons.list().await?.return_reasons;
    equal(all.len(), 1, "reasons")?;
    let shown = shop.guest.return_reasons().retrieve(&id).await?;
    let text = shown.return_reason.description;
    equal(text.as_deref(), Some("It does not shine."), "the text")?;
    expect(reasons.delete(&id).await?.deleted, "deleted")?;
    refused(reasons.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn notes(shop: &Shop) -> Done {
    let notes = shop.boss.admin().notes();
    let payload = AdminPostNotesReq::new("prod_lamp", "product", "Sells well");
    let created = notes.create(payload).await?.note;
    equal(created.author_id.as_deref(), Some("usr_boss"), "by whom")?;
    let id = created.id;
    let payload = AdminPostNotesNoteReq::new("Sells very well");
    notes.update(&id, payload).await?;
    let found = notes.retrieve(&id).await?.note;
    equal(found.value.as_str(), "Sells very well", "another text")?;
    let about = notes.list().resource_id("prod_lamp").await?.notes;
    let about: Vec<_> = about.iter().map(|note| &*note.id).collect();
    equal(about, [id.as_str()], "what is noted of the lamp")?;
    expect(notes.delete(&id).await?.deleted, "deleted")?;
    refused(notes.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// What only plugins bring along: none is installed.
pub(crate) async fn of_plugins(shop: &Shop) -> Done {
    let admin = shop.boss.admin();
    let sent = admin.notifications().list().await?.notifications;
    equal(sent.len(), 0, "notifications")?;
    let again = AdminPostNotificationsNotificationResendReq::new();
    let again = admin.notifications().resend("noti_none", again).await;
    refused(again, 404, "Notification with id: noti_none was not found")?;
    let apps = admin.apps().list().await?.apps;
    equal(apps.len(), 0, "apps")?;
    let app = AdminPostAppsReq::new("none", "state", "code");
    refused(admin.apps().authorize(app).await, 404, "none")?;
    Ok(())
}
