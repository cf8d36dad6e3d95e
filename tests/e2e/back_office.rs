//! The back office: everything that a shop is set up with.

use crate::shop::{BOSS, Done, PASSWORD, REGION, Shop, expect, marked, object, there};
use medusa_client::Area;
use medusa_client::types::*;
use serde_json::json;

pub(crate) async fn regions(shop: &Shop) -> Done {
    let regions = shop.boss.admin().regions();
    let payload = AdminPostRegionsReq::new("North", "eur", 25.0, ["manual"], ["manual"], ["se"])
        .tax_code("MOMS");
    let id = regions.create(payload).await?.region.id;
    regions
        .update(
            &id,
            AdminPostRegionsRegionReq::new()
                .name("Far north")
                .metadata(marked()),
        )
        .await?;
    regions
        .add_country(&id, AdminPostRegionsRegionCountriesReq::new("fi"))
        .await?;
    regions.delete_country(&id, "fi").await?;
    regions.delete_fulfillment_provider(&id, "manual").await?;
    regions
        .add_fulfillment_provider(
            &id,
            AdminPostRegionsRegionFulfillmentProvidersReq::new("manual"),
        )
        .await?;
    regions.delete_payment_provider(&id, "manual").await?;
    regions
        .add_payment_provider(
            &id,
            AdminPostRegionsRegionPaymentProvidersReq::new("manual"),
        )
        .await?;
    let options = regions.retrieve_fulfillment_options(&id).await?;
    expect(!options.fulfillment_options.is_empty(), "ways to fulfill")?;
    regions.retrieve(&id).await?;
    expect(
        regions.list().limit(10).await?.regions.len() == 3,
        "three regions",
    )?;
    expect(regions.delete(&id).await?.deleted, "deleted")
}

pub(crate) async fn tax_rates(shop: &Shop) -> Done {
    let rates = shop.boss.admin().tax_rates();
    let id = rates
        .create(AdminPostTaxRatesReq::new("REDUCED", "Reduced", REGION).rate(7.0))
        .await?
        .tax_rate
        .id;
    rates
        .update(&id, AdminPostTaxRatesTaxRateReq::new().name("Reduced rate"))
        .await?;
    let ty = shop
        .boss
        .admin()
        .products()
        .retrieve("prod_lamp")
        .await?
        .product
        .type_id;
    let ty = there(ty, "the lamp has a type")?;
    rates
        .add_products(&id, AdminPostTaxRatesTaxRateProductsReq::new(["prod_bulb"]))
        .await?;
    rates
        .add_product_types(
            &id,
            AdminPostTaxRatesTaxRateProductTypesReq::new([ty.as_str()]),
        )
        .await?;
    rates
        .add_shipping_options(
            &id,
            AdminPostTaxRatesTaxRateShippingOptionsReq::new(["so_express"]),
        )
        .await?;
    let found = rates
        .retrieve(&id)
        .expand(["products", "product_types"])
        .await?
        .tax_rate;
    expect(
        found.products.is_some_and(|products| products.len() == 1),
        "one product",
    )?;
    rates.list().region_id([REGION]).await?;
    rates
        .remove_products(
            &id,
            AdminDeleteTaxRatesTaxRateProductsReq::new(["prod_bulb"]),
        )
        .await?;
    rates
        .remove_product_types(
            &id,
            AdminDeleteTaxRatesTaxRateProductTypesReq::new([ty.as_str()]),
        )
        .await?;
    rates
        .remove_shipping_options(
            &id,
            AdminDeleteTaxRatesTaxRateShippingOptionsReq::new(["so_express"]),
        )
        .await?;
    rates.delete(&id).await?;
    Ok(())
}

pub(crate) async fn shipping(shop: &Shop) -> Done {
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
    let id = options.create(payload).await?.shipping_option.id;
    let requirement =
        AdminPostShippingOptionsOptionOptionRequirement::new(RequirementType::MaxSubtotal, 99_000);
    options
        .update(
            &id,
            AdminPostShippingOptionsOptionReq::new([requirement]).name("Fast courier"),
        )
        .await?;
    options.retrieve(&id).await?;
    expect(
        options
            .list()
            .region_id(REGION)
            .await?
            .shipping_options
            .len()
            >= 4,
        "four options",
    )?;
    options.delete(&id).await?;

    let profiles = shop.boss.admin().shipping_profiles();
    let created = profiles
        .create(AdminPostShippingProfilesReq::new(
            "Bulky",
            ShippingProfileType::Custom,
        ))
        .await?;
    let id = created.shipping_profile.id;
    profiles
        .update(
            &id,
            AdminPostShippingProfilesProfileReq::new().name("Very bulky"),
        )
        .await?;
    profiles.retrieve(&id).await?;
    expect(
        profiles.list().await?.shipping_profiles.len() == 3,
        "three profiles",
    )?;
    profiles.delete(&id).await?;
    Ok(())
}

pub(crate) async fn store(shop: &Shop) -> Done {
    let store = shop.boss.admin().store();
    let found = store.retrieve().await?.store;
    expect(found.name == "Lamps and more", "the name of the shop")?;
    store
        .update(AdminPostStoreReq::new().invite_link_template("http://127.0.0.1/{invite_token}"))
        .await?;
    store.add_currency("dkk").await?;
    store.delete_currency("dkk").await?;
    expect(
        !store
            .list_payment_providers()
            .await?
            .payment_providers
            .is_empty(),
        "a payment provider",
    )?;
    store.list_tax_providers().await?;
    let currencies = shop.boss.admin().currencies();
    currencies.list().code("eur").await?;
    currencies
        .update(
            "eur",
            AdminPostCurrenciesCurrencyReq::new().includes_tax(false),
        )
        .await?;
    Ok(())
}

pub(crate) async fn people(shop: &Shop) -> Done {
    let auth = shop.guest.admin().auth();
    auth.create_session(AdminPostAuthReq::new(BOSS, PASSWORD))
        .await?;
    auth.get_token(AdminPostAuthReq::new(BOSS, PASSWORD))
        .await?;
    let by_session = shop
        .guest
        .sign_in(Area::Admin, BOSS, PASSWORD)
        .session()
        .await?;
    by_session.admin().auth().get_session().await?;
    by_session.admin().auth().delete_session().await?;

    let users = shop.boss.admin().users();
    let payload = AdminCreateUserPayload::new("clerk@example.com", PASSWORD)
        .first_name("Cle")
        .role(UserRole::Member);
    let id = users.create(payload).await?.user.id;
    users
        .update(
            &id,
            AdminUpdateUserPayload::new()
                .last_name("Rk")
                .api_token("token-of-the-clerk"),
        )
        .await?;
    users.retrieve(&id).await?;
    expect(users.list().await?.users.len() == 2, "two users")?;
    users
        .send_reset_password_token(AdminResetPasswordTokenRequest::new("clerk@example.com"))
        .await?;
    let mailed = shop.mailed("user.password_reset").await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    users
        .reset_password(
            AdminResetPasswordRequest::new(token, "new-secret").email("clerk@example.com"),
        )
        .await?;
    users.delete(&id).await?;

    let invites = shop.boss.admin().invites();
    invites
        .create(AdminPostInvitesPayload::new(
            "new@example.com",
            UserRole::Member,
        ))
        .await?;
    invites
        .create(AdminPostInvitesPayload::new(
            "late@example.com",
            UserRole::Developer,
        ))
        .await?;
    let all = invites.list().await?.invites;
    let of = |email: &str| all.iter().find(|invite| invite.user_email == email);
    let (new, late) = (
        there(of("new@example.com"), "an invite")?,
        there(of("late@example.com"), "an invite")?,
    );
    invites.resend(&new.id).await?;
    let user = AdminPostInvitesInviteAcceptUserReq::new("New", "Comer", PASSWORD);
    shop.guest
        .admin()
        .invites()
        .accept(AdminPostInvitesInviteAcceptReq::new(
            new.token.as_str(),
            user,
        ))
        .await?;
    invites.delete(&late.id).await?;
    Ok(())
}

pub(crate) async fn channels_and_keys(shop: &Shop) -> Done {
    let channels = shop.boss.admin().sales_channels();
    let id = channels
        .create(AdminPostSalesChannelsReq::new("Market").description("On Sundays"))
        .await?
        .sales_channel
        .id;
    channels
        .update(
            &id,
            AdminPostSalesChannelsSalesChannelReq::new().description("On Saturdays"),
        )
        .await?;
    let product = || [ProductBatchSalesChannel::new("prod_bulb")];
    channels
        .add_products(
            &id,
            AdminPostSalesChannelsChannelProductsBatchReq::new(product()),
        )
        .await?;
    channels
        .remove_products(
            &id,
            AdminDeleteSalesChannelsChannelProductsBatchReq::new(product()),
        )
        .await?;
    channels.retrieve(&id).await?;
    channels.list().q("market").await?;

    let keys = shop.boss.admin().publishable_api_keys();
    let key = keys
        .create(AdminPostPublishableApiKeysReq::new("Market stall"))
        .await?
        .publishable_api_key
        .id;
    keys.update(
        &key,
        AdminPostPublishableApiKeysPublishableApiKeyReq::new().title("Stall"),
    )
    .await?;
    let channel = || [ProductBatchSalesChannel::new(id.as_str())];
    keys.add_sales_channels_batch(
        &key,
        AdminPostPublishableApiKeySalesChannelsBatchReq::new(channel()),
    )
    .await?;
    expect(
        keys.list_sales_channels(&key).await?.sales_channels.len() == 1,
        "one channel",
    )?;
    keys.delete_sales_channels_batch(
        &key,
        AdminDeletePublishableApiKeySalesChannelsBatchReq::new(channel()),
    )
    .await?;
    keys.retrieve(&key).await?;
    keys.list().await?;
    keys.revoke(&key).await?;
    keys.delete(&key).await?;
    channels.delete(&id).await?;
    Ok(())
}

pub(crate) async fn customers_and_groups(shop: &Shop) -> Done {
    let customers = shop.boss.admin().customers();
    let id = customers
        .create(AdminPostCustomersReq::new(
            "kurt@example.com",
            "Kurt",
            "G",
            PASSWORD,
        ))
        .await?
        .customer
        .id;
    let groups = shop.boss.admin().customer_groups();
    let group = groups
        .create(AdminPostCustomerGroupsReq::new("Friends"))
        .await?
        .customer_group
        .id;
    groups
        .update(
            &group,
            AdminPostCustomerGroupsGroupReq::new().name("Good friends"),
        )
        .await?;
    let member = || [CustomerGroupsBatchCustomer::new(id.as_str())];
    groups
        .add_customers(
            &group,
            AdminPostCustomerGroupsGroupCustomersBatchReq::new(member()),
        )
        .await?;
    expect(
        groups.list_customers(&group).await?.customers.len() == 1,
        "one member",
    )?;
    customers
        .update(
            &id,
            AdminPostCustomersCustomerReq::new()
                .phone("99")
                .groups([Group::new(group.as_str())]),
        )
        .await?;
    let found = customers.retrieve(&id).expand(["groups"]).await?.customer;
    expect(
        found.groups.is_some_and(|groups| groups.len() == 1),
        "one group",
    )?;
    customers.list().q("kurt").has_account(true).await?;
    groups.retrieve(&group).expand(["customers"]).await?;
    groups.list().q("friends").await?;
    groups
        .remove_customers(
            &group,
            AdminDeleteCustomerGroupsGroupCustomerBatchReq::new(member()),
        )
        .await?;
    groups.delete(&group).await?;
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
    let discount = discounts.create(payload).await?.discount;
    let id = discount.id;
    discounts
        .update(&id, AdminPostDiscountsDiscountReq::new().usage_limit(20))
        .await?;
    discounts.add_region(&id, "reg_america").await?;
    discounts.remove_region(&id, "reg_america").await?;
    discounts
        .create_dynamic_code(
            &id,
            AdminPostDiscountsDiscountDynamicCodesReq::new("SPRING-1"),
        )
        .await?;
    discounts.delete_dynamic_code(&id, "SPRING-1").await?;
    discounts.retrieve(&id).await?;
    discounts.retrieve_by_code("SPRING").await?;
    expect(
        discounts.list().q("spring").await?.discounts.len() == 1,
        "one discount",
    )?;

    let condition = AdminPostDiscountsDiscountConditions::new(DiscountConditionOperator::In)
        .products(["prod_lamp"]);
    let with = discounts
        .create_condition(&id, condition)
        .expand(["rule", "rule.conditions"])
        .await?
        .discount;
    let condition = with
        .rule
        .and_then(|rule| rule.conditions)
        .and_then(|conditions| conditions.into_iter().next());
    let condition = there(condition, "a condition")?.id;
    let payload =
        AdminPostDiscountsDiscountConditionsCondition::new().products(["prod_lamp", "prod_bulb"]);
    discounts.update_condition(&id, &condition, payload).await?;
    let resource =
        [AdminPostDiscountsDiscountConditionsConditionBatchResource::new("prod_voucher")];
    let payload = AdminPostDiscountsDiscountConditionsConditionBatchReq::new(resource);
    discounts
        .add_condition_resource_batch(&id, &condition, payload)
        .await?;
    let resource =
        [AdminDeleteDiscountsDiscountConditionsConditionBatchResource::new("prod_voucher")];
    let payload = AdminDeleteDiscountsDiscountConditionsConditionBatchReq::new(resource);
    discounts
        .delete_condition_resource_batch(&id, &condition, payload)
        .await?;
    discounts.get_condition(&id, &condition).await?;
    discounts.delete_condition(&id, &condition).await?;
    discounts.delete(&id).await?;
    Ok(())
}

pub(crate) async fn gift_cards(shop: &Shop) -> Done {
    let cards = shop.boss.admin().gift_cards();
    let card = cards
        .create(AdminPostGiftCardsReq::new(REGION).value(3000))
        .await?
        .gift_card;
    cards
        .update(&card.id, AdminPostGiftCardsGiftCardReq::new().balance(2500))
        .await?;
    cards.retrieve(&card.id).await?;
    cards.list().q(card.code.as_str()).await?;
    let shown = shop
        .guest
        .gift_cards()
        .retrieve(&card.code)
        .await?
        .gift_card;
    expect(shown.balance == 2500, "what is left")?;
    cards.delete(&card.id).await?;
    Ok(())
}

pub(crate) async fn small_things(shop: &Shop) -> Done {
    let reasons = shop.boss.admin().return_reasons();
    let payload =
        AdminPostReturnReasonsReq::new("too-dark", "Too dark").description("It does not shine.");
    let id = reasons.create(payload).await?.return_reason.id;
    reasons
        .update(
            &id,
            AdminPostReturnReasonsReasonReq::new().label("Far too dark"),
        )
        .await?;
    reasons.retrieve(&id).await?;
    reasons.list().await?;
    shop.guest.return_reasons().retrieve(&id).await?;
    reasons.delete(&id).await?;

    let notes = shop.boss.admin().notes();
    let id = notes
        .create(AdminPostNotesReq::new("prod_lamp", "product", "Sells well"))
        .await?
        .note
        .id;
    notes
        .update(&id, AdminPostNotesNoteReq::new("Sells very well"))
        .await?;
    notes.retrieve(&id).await?;
    expect(
        notes.list().resource_id("prod_lamp").await?.notes.len() == 1,
        "one note",
    )?;
    notes.delete(&id).await?;

    let admin = shop.boss.admin();
    admin.notifications().list().await?;
    let resent = admin
        .notifications()
        .resend(
            "noti_none",
            AdminPostNotificationsNotificationResendReq::new(),
        )
        .await;
    expect(resent.is_err(), "there is no notification")?;
    admin.apps().list().await?;
    let authorized = admin
        .apps()
        .authorize(AdminPostAppsReq::new("none", "state", "code"))
        .await;
    expect(authorized.is_err(), "there is no app")
}
