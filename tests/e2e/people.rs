//! Who works in the shop, who buys there, and through which channels.

use crate::shop::{
    BOSS, Done, Outcome, PASSWORD, Shop, TOKEN, equal, expect, marked, refused, there,
};
use medusa_client::types::*;
use medusa_client::{Area, Credential, Medusa};

/// Who is signed in to the back office.
async fn who(client: &Medusa) -> Outcome<User> {
    Ok(client.admin().auth().get_session().await?.user)
}

pub(crate) async fn sign_in(shop: &Shop) -> Done {
    let auth = shop.guest.admin().auth();
    let boss = || AdminPostAuthReq::new(BOSS, PASSWORD);
    let user = auth.create_session(boss()).await?.user;
    equal(user.id.as_str(), "usr_boss", "the boss")?;
    equal(user.role, UserRoles::Admin, "the role")?;
    let wrong = AdminPostAuthReq::new(BOSS, "wrong");
    refused(auth.create_session(wrong).await, 401, "Unauthorized")?;
    let token = auth.get_token(boss()).await?.access_token;
    let token = there(token, "a token")?;
    let token = Credential::jwt(Area::Admin, token);
    let by_token = shop.guest.with_credential(token)?;
    equal(who(&by_token).await?.email.as_str(), BOSS, "by a token")?;
    let token = Credential::admin_api_token(TOKEN);
    let by_api_token = shop.guest.with_credential(token)?;
    let email = who(&by_api_token).await?.email;
    equal(email.as_str(), BOSS, "by a token for programs")?;
    let forged = Credential::admin_api_token("forged");
    let forged = shop.guest.with_credential(forged)?;
    refused(forged.admin().users().list().await, 401, "Unauthorized")?;

    let by_session = shop
        .guest
        .sign_in(Area::Admin, BOSS, PASSWORD)
        .session()
        .await?;
    equal(who(&by_session).await?.email.as_str(), BOSS, "by a session")?;
    by_session.admin().auth().delete_session().await?;
    let ended = by_session.admin().auth().get_session().await;
    refused(ended, 401, "Unauthorized")?;
    Ok(())
}

pub(crate) async fn users(shop: &Shop) -> Done {
    const CLERK: &str = "clerk@example.com";
    let users = shop.boss.admin().users();
    let payload = AdminCreateUserPayload::new(CLERK, PASSWORD)
        .first_name("Cle")
        .role(UserRole::Member);
    let created = users.create(payload).await?.user;
    equal(created.role, UserRoles::Member, "the role")?;
    let id = created.id;
    let payload = AdminUpdateUserPayload::new()
        .last_name("Rk")
        .api_token("token-of-the-clerk");
    users.update(&id, payload).await?;
    let found = users.retrieve(&id).await?.user;
    equal(found.first_name.as_deref(), Some("Cle"), "the first name")?;
    equal(found.last_name.as_deref(), Some("Rk"), "the last name")?;
    let token = Credential::admin_api_token("token-of-the-clerk");
    let clerk = shop.guest.with_credential(token)?;
    equal(who(&clerk).await?.email.as_str(), CLERK, "by the token")?;
    let all = clerk.admin().users().list().await?.users;
    let mut all: Vec<_> = all.iter().map(|user| &*user.email).collect();
    all.sort_unstable();
    equal(all, [BOSS, CLERK], "the users")?;

    users
        .send_reset_password_token(AdminResetPasswordTokenRequest::new(CLERK))
        .await?;
    let mailed = shop.mailed("user.password_reset", CLERK).await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    let payload = AdminResetPasswordRequest::new(token, "new-secret").email(CLERK);
    let reset = users.reset_password(payload).await?.user;
    equal(reset.id.as_str(), &*id, "whose password it is")?;
    let sign_in = |password| shop.guest.sign_in(Area::Admin, CLERK, password);
    refused(sign_in(PASSWORD).await, 401, "Unauthorized")?;
    let clerk = sign_in("new-secret").await?;
    equal(who(&clerk).await?.id, id.clone(), "the clerk")?;
    expect(users.delete(&id).await?.deleted, "deleted")?;
    refused(sign_in("new-secret").await, 401, "Unauthorized")?;
    Ok(())
}

pub(crate) async fn invites(shop: &Shop) -> Done {
    const NEW: &str = "new@example.com";
    const LATE: &str = "late@example.com";
    let invites = shop.boss.admin().invites();
    for (email, role) in [(NEW, UserRole::Member), (LATE, UserRole::Developer)] {
        invites
            .create(AdminPostInvitesPayload::new(email, role))
            .await?;
    }
    let all = invites.list().await?.invites;
    equal(all.len(), 2, "invites")?;
    let of = |email: &str| all.iter().find(|invite| invite.user_email == email);
    let new = there(of(NEW), "an invite")?;
    let late = there(of(LATE), "an invite")?;
    equal(&new.role, &Some(UserRoles::Member), "the role")?;
    expect(!new.accepted, "nobody has come yet")?;
    invites.resend(&new.id).await?;
    let mailed = shop.mailed("invite.created", NEW).await?;
    let token = there(mailed["token"].as_str(), "a token")?;
    let user = || AdminPostInvitesInviteAcceptUserReq::new("New", "Comer", PASSWORD);
    let accept = |token| {
        let payload = AdminPostInvitesInviteAcceptReq::new(token, user());
        shop.guest.admin().invites().accept(payload)
    };
    refused(accept("forged").await, 400, "Token is not valid")?;
    accept(token).await?;
    let comer = shop.guest.sign_in(Area::Admin, NEW, PASSWORD).await?;
    let me = who(&comer).await?;
    equal(me.email.as_str(), NEW, "who has come")?;
    equal(me.first_name.as_deref(), Some("New"), "the name")?;
    equal(me.role, UserRoles::Member, "the role")?;

    let late = invites.delete(&late.id).await?;
    expect(late.deleted, "deleted")?;
    let left = invites.list().await?.invites;
    expect(left.iter().all(|invite| invite.id != late.id), "it is gone")?;
    let users = shop.boss.admin().users();
    expect(users.delete(&me.id).await?.deleted, "deleted")
}

pub(crate) async fn channels(shop: &Shop) -> Done {
    let channels = shop.boss.admin().sales_channels();
    let payload = AdminPostSalesChannelsReq::new("Market").description("On Sundays");
    let created = channels.create(payload).await?.sales_channel;
    expect(!created.is_disabled, "it is open")?;
    let id = created.id;
    let payload = AdminPostSalesChannelsSalesChannelReq::new().description("On Saturdays");
    channels.update(&id, payload).await?;
    let found = channels.retrieve(&id).await?.sales_channel;
    equal(found.name.as_str(), "Market", "the name")?;
    let text = found.description.as_deref();
    equal(text, Some("On Saturdays"), "another description")?;
    let product = || [ProductBatchSalesChannel::new("prod_bulb")];
    let add = AdminPostSalesChannelsChannelProductsBatchReq::new(product());
    channels.add_products(&id, add).await?;
    let listed = channels.list().q("market").await?.sales_channels;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the channels with that word")?;
    keys(shop, &id).await?;
    let remove = AdminDeleteSalesChannelsChannelProductsBatchReq::new(product());
    channels.remove_products(&id, remove).await?;
    let sold = shop.guest.products().list().sales_channel_id([id.as_str()]);
    equal(sold.await?.count, 0, "what is sold there now")?;
    expect(channels.delete(&id).await?.deleted, "deleted")?;
    refused(channels.retrieve(&id).await, 404, "was not found")?;
    Ok(())
}

/// A key for a channel where only the bulb is sold: whoever comes with it sees only that.
async fn keys(shop: &Shop, channel: &str) -> Done {
    let keys = shop.boss.admin().publishable_api_keys();
    let payload = AdminPostPublishableApiKeysReq::new("Market stall");
    let created = keys.create(payload).await?.publishable_api_key;
    equal(
        created.created_by.as_deref(),
        Some("usr_boss"),
        "whose it is",
    )?;
    let key = created.id;
    let payload = AdminPostPublishableApiKeysPublishableApiKeyReq::new().title("Stall");
    keys.update(&key, payload).await?;
    let found = keys.retrieve(&key).await?.publishable_api_key;
    equal(found.title.as_str(), "Stall", "another title")?;
    let all = keys.list().await?.publishable_api_keys;
    let mut all: Vec<_> = all.iter().map(|known| &*known.title).collect();
    all.sort_unstable();
    equal(all, ["Stall", "Storefront of the tests"], "the keys")?;

    let visitor = Medusa::builder(shop.proxy.url())
        .publishable_key(&key)
        .build()?;
    equal(visitor.products().list().await?.count, 3, "all are sold")?;
    let batch = || [ProductBatchSalesChannel::new(channel)];
    let add = AdminPostPublishableApiKeySalesChannelsBatchReq::new(batch());
    keys.add_sales_channels_batch(&key, add).await?;
    let linked = keys.list_sales_channels(&key).await?.sales_channels;
    let linked: Vec<_> = linked.iter().map(|known| &*known.id).collect();
    equal(linked, [channel], "the channels of the key")?;
    let sold = visitor.products().list().await?.products;
    let sold: Vec<_> = sold.iter().map(|known| &*known.id).collect();
    equal(sold, ["prod_bulb"], "what is sold through the channel")?;
    let elsewhere = visitor.products().list().sales_channel_id(["sc_none"]);
    refused(
        elsewhere.await,
        400,
        "is not associated with the Publishable",
    )?;
    let remove = AdminDeletePublishableApiKeySalesChannelsBatchReq::new(batch());
    keys.delete_sales_channels_batch(&key, remove).await?;
    let linked = keys.list_sales_channels(&key).await?.sales_channels;
    equal(linked.len(), 0, "channels of the key")?;

    let revoked = keys.revoke(&key).await?.publishable_api_key;
    equal(revoked.revoked_by.as_deref(), Some("usr_boss"), "by whom")?;
    expect(revoked.revoked_at.is_some(), "it is told when")?;
    expect(keys.delete(&key).await?.deleted, "deleted")?;
    refused(keys.retrieve(&key).await, 404, "was not found")?;
    Ok(())
}

pub(crate) async fn customers_and_groups(shop: &Shop) -> Done {
    const KURT: &str = "kurt@example.com";
    let customers = shop.boss.admin().customers();
    let payload = AdminPostCustomersReq::new(KURT, "Kurt", "G", PASSWORD);
    let created = customers.create(payload).await?.customer;
    expect(created.has_account, "an account")?;
    let id = created.id;
    let groups = shop.boss.admin().customer_groups();
    let payload = AdminPostCustomerGroupsReq::new("Friends");
    let group = groups.create(payload).await?.customer_group.id;
    let payload = AdminPostCustomerGroupsGroupReq::new()
        .name("Good friends")
        .metadata(marked());
    let updated = groups.update(&group, payload).await?.customer_group;
    equal(updated.name.as_str(), "Good friends", "another name")?;
    equal(updated.metadata, Some(marked()), "the metadata")?;
    let member = || [CustomerGroupsBatchCustomer::new(id.as_str())];
    let add = AdminPostCustomerGroupsGroupCustomersBatchReq::new(member());
    groups.add_customers(&group, add).await?;
    let members = groups.list_customers(&group).await?.customers;
    let members: Vec<_> = members.iter().map(|known| &*known.email).collect();
    equal(members, [KURT], "the members")?;
    let payload = AdminPostCustomersCustomerReq::new()
        .phone("99")
        .groups([Group::new(group.as_str())]);
    customers.update(&id, payload).await?;
    let found = customers.retrieve(&id).expand(["groups"]).await?.customer;
    equal(found.phone.as_deref(), Some("99"), "the phone")?;
    let of_kurt = found.groups.iter().flatten().map(|known| &*known.id);
    equal(of_kurt.collect::<Vec<_>>(), [group.as_str()], "his groups")?;
    let kurt = shop.guest.sign_in(Area::Store, KURT, PASSWORD).await?;
    let me = kurt.customers().retrieve().await?.customer;
    equal(me.id, id.clone(), "he can sign in")?;

    let listed = customers.list().q("kurt").has_account(true).await?;
    let listed: Vec<_> = listed.customers.iter().map(|known| &*known.id).collect();
    equal(listed, [id.as_str()], "the customers of that name")?;
    let found = groups.retrieve(&group).expand(["customers"]).await?;
    let members = found.customer_group.customers.map(|all| all.len());
    equal(members, Some(1), "members")?;
    let listed = groups.list().q("friends").await?.customer_groups;
    let listed: Vec<_> = listed.iter().map(|known| &*known.id).collect();
    equal(listed, [group.as_str()], "the groups of that name")?;
    let remove = AdminDeleteCustomerGroupsGroupCustomerBatchReq::new(member());
    groups.remove_customers(&group, remove).await?;
    let left = groups.list_customers(&group).await?;
    equal((left.customers.len(), left.count), (0, 0), "members left")?;
    expect(groups.delete(&group).await?.deleted, "deleted")?;
    refused(groups.retrieve(&group).await, 404, "was not found")?;
    Ok(())
}
