//! The generated client against a real server: what a shop does, from the first visitor to the last refund.
//!
//! `cargo xtask e2e` starts the server and says where it is. Everything goes through a proxy that writes it down; in
//! the end each answer must have been the same after a way through its type, and each operation must have been called.

#![allow(deprecated, reason = "what is deprecated must work as well")]

mod account;
mod back_office;
mod catalog;
mod checkout;
mod claims;
mod edits;
mod errors;
mod examples;
mod inventory;
mod outcome;
mod people;
mod selections;
mod shop;
mod swaps;
mod visitors;

use shop::{Done, Shop};
use std::env;
use std::pin::Pin;

type Flow = for<'s> fn(&'s Shop) -> Pin<Box<dyn Future<Output = Done> + 's>>;

macro_rules! flows {
    ($($path:path),* $(,)?) => {
        &[$((stringify!($path), (|shop| Box::pin($path(shop))) as Flow)),*]
    };
}

/// With all modules of the server.
const FLOWS: &[(&str, Flow)] = flows![
    visitors::browse,
    visitors::sign_in,
    account::register,
    account::addresses,
    account::password_reset,
    catalog::products,
    catalog::variants_and_options,
    catalog::collections,
    catalog::categories,
    catalog::price_lists,
    catalog::uploads,
    catalog::exports,
    catalog::failing_imports,
    back_office::regions,
    back_office::tax_rates,
    back_office::shipping_options,
    back_office::shipping_profiles,
    back_office::store,
    back_office::discounts,
    back_office::gift_cards,
    back_office::return_reasons,
    back_office::notes,
    back_office::of_plugins,
    people::sign_in,
    people::users,
    people::invites,
    people::channels,
    people::customers_and_groups,
    checkout::cart_to_order,
    checkout::history,
    checkout::order_claim,
    checkout::fulfillment_and_refund,
    checkout::returns,
    checkout::draft_orders,
    claims::replace_and_refund,
    edits::paid_by_the_customer,
    edits::declined_canceled_deleted,
    edits::collections,
    edits::payments,
    inventory::locations,
    inventory::stock,
    inventory::reservations,
    inventory::sold_out,
    errors::shapes,
    errors::states,
    errors::other_bodies,
    errors::refused_fields,
    errors::nobody_there,
    selections::totals_of_orders,
    selections::counts_of_tax_rates,
    selections::ranks_of_variants,
    examples::purchase_and_export,
    examples::product_import,
    examples::products_and_errors,
];

/// What works only where the server has no modules for the inventory.
const WITHOUT_INVENTORY: &[(&str, Flow)] = flows![swaps::by_the_shop, swaps::by_the_customer];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs MEDUSA_BACKEND: run by `cargo xtask e2e`"]
async fn backend_flows() {
    let address = medusa_tests::backend();
    let has_inventory = env::var("MEDUSA_INVENTORY").as_deref() != Ok("off");
    let shop = Shop::open(&address)
        .await
        .expect("the backend can be signed in to");
    let flows = if has_inventory {
        FLOWS
    } else {
        WITHOUT_INVENTORY
    };
    let mut failed = Vec::new();
    for (name, flow) in flows {
        shop.proxy.begin(&name.replace("::", "-").replace('_', "-"));
        if let Err(error) = flow(&shop).await {
            failed.push(format!("{name}: {error}"));
        }
    }
    let part = if has_inventory {
        "all-modules"
    } else {
        "without-inventory"
    };
    failed.extend(outcome::settle(part, &shop.proxy.exchanges()));
    assert!(
        failed.is_empty(),
        "{} failures:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
