//! The examples of the client, each as a program of its own, and the output that it must have.

use crate::shop::{BOSS, Done, Outcome, PASSWORD, Shop, TOKEN, equal, expect, there};
use medusa_client::types::ProductStatus;
use medusa_tests::workspace;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The examples that a flow here runs.
const EXAMPLES: [&str; 6] = [
    "admin_product_import",
    "blocking",
    "error_handling",
    "export_orders_csv",
    "storefront_checkout",
    "testing",
];

/// A purchase, and the export of all orders, in which the amounts are those of the orders.
pub(crate) async fn purchase_and_export(shop: &Shop) -> Done {
    let bought = stdout(run(shop, "storefront_checkout", &[])?)?;
    let last = there(bought.lines().last(), "a line for each step")?;
    let number = last
        .strip_prefix("order ")
        .and_then(|rest| rest.split_once(": "));
    let (number, rest) = there(number, &format!("the number of an order, not {last}"))?;
    let (total, _) = there(rest.split_once(' '), &format!("a total, not {rest}"))?;

    let csv = stdout(run(shop, "export_orders_csv", &[])?)?;
    let mut rows = csv.lines();
    let heading = "number,placed at,e-mail,status,currency,total in the smallest unit";
    equal(rows.next(), Some(heading), "the heading")?;
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(',').collect()).collect();
    let mut orders = shop.boss.admin().orders().list().items();
    let mut count = 0;
    while let Some(order) = orders.next().await {
        let id = order?.id;
        let order = shop.boss.admin().orders().retrieve(&id).await?.order;
        let row = [
            order.display_id.to_string(),
            order.created_at.to_string(),
            order.email,
            order.status.to_string(),
            order.currency_code,
            there(order.total, "an order has a total")?.to_string(),
        ];
        let found = rows.iter().find(|found| found[0] == row[0]);
        equal(
            found,
            Some(&row.iter().map(String::as_str).collect()),
            "the row of an order",
        )?;
        if row[0] == number {
            equal(
                row[5].as_str(),
                total,
                "the total that the purchase printed",
            )?;
        }
        count += 1;
    }
    equal(rows.len(), count, "the rows of the export")?;
    expect(
        rows.iter().any(|row| row[0] == number),
        "the order that was bought is exported",
    )
}

/// A product with a picture and a price.
pub(crate) async fn product_import(shop: &Shop) -> Done {
    let picture = env::temp_dir().join("medusa-example.png");
    std::fs::write(&picture, b"not really a picture")?;
    let picture = picture.to_string_lossy();
    let arguments = [&*picture, "Lamp of the example", "4900"];
    let printed = stdout(run(shop, "admin_product_import", &arguments)?)?;
    let (id, title) = there(printed.trim().split_once(": "), "an identifier and a title")?;
    equal(title, arguments[1], "the title")?;
    let product = shop.boss.admin().products().retrieve(id).await?.product;
    equal(product.status, ProductStatus::Draft, "the status")?;
    let images = product.images.iter().flatten().count();
    equal(images, 1, "the pictures")?;
    let variants = product.variants.iter().flatten();
    let prices = variants.flat_map(|variant| variant.prices.iter().flatten());
    let amounts: Vec<i64> = prices.map(|price| price.amount).collect();
    equal(amounts, [4900], "the prices")?;

    let again = stdout(run(shop, "admin_product_import", &arguments)?)?;
    equal(
        again.trim(),
        "there is such a product already",
        "the second run",
    )?;
    shop.boss.admin().products().delete(id).await?;
    Ok(())
}

/// The products of the shop, one by one, and what is not there.
pub(crate) async fn products_and_errors(shop: &Shop) -> Done {
    let mut products = shop.guest.products().list().items();
    let mut expected = Vec::new();
    while let Some(product) = products.next().await {
        let product = product?;
        expected.push(format!("{}: {}", product.id, product.title));
    }
    expected.insert(0, format!("{} products", expected.len()));
    let printed = stdout(run(shop, "blocking", &[])?)?;
    equal(printed.lines().collect::<Vec<_>>(), expected, "the list")?;

    let printed = stdout(run(shop, "error_handling", &["prod_lamp"])?)?;
    equal(printed.trim(), "Desk lamp", "the title")?;
    let printed = stdout(run(shop, "error_handling", &["prod_none"])?)?;
    equal(
        printed.trim(),
        "there is no product prod_none",
        "a product that is not there",
    )?;
    let mut alone = example("error_handling", &["prod_lamp"])?;
    let failed = alone.env("MEDUSA_URL", "http://127.0.0.1:9").output()?;
    let said = String::from_utf8_lossy(&failed.stderr);
    expect(
        !failed.status.success() && said.contains("Is the server running, and its address right?"),
        &format!("advice for a server that does not answer, not {said}"),
    )?;

    let printed = stdout(run(shop, "testing", &[])?)?;
    equal(printed.trim(), "3 tests passed", "the tests in the example")
}

/// The output of an example that talks to the shop.
fn run(shop: &Shop, name: &str, arguments: &[&str]) -> Outcome<Output> {
    let output = example(name, arguments)?
        .env("MEDUSA_URL", shop.proxy.url())
        .env("MEDUSA_ADMIN_TOKEN", TOKEN)
        .env("MEDUSA_ADMIN_EMAIL", BOSS)
        .env("MEDUSA_ADMIN_PASSWORD", PASSWORD)
        .output()?;
    Ok(output)
}

fn example(name: &str, arguments: &[&str]) -> Outcome<Command> {
    let program = folder()?
        .join(name)
        .with_extension(env::consts::EXE_EXTENSION);
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// Where cargo puts the examples: next to the folder of the test's own program.
fn folder() -> Outcome<PathBuf> {
    let own = env::current_exe()?;
    let target = own.parent().and_then(Path::parent);
    Ok(there(target, "the folder of the test")?.join("examples"))
}

/// The standard output of a program that has succeeded.
fn stdout(output: Output) -> Outcome<String> {
    let said = String::from_utf8_lossy(&output.stderr);
    expect(
        output.status.success(),
        &format!("success of the example, not {said}"),
    )?;
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn every_example_is_run() {
    let folder = workspace().join("generated-client/examples");
    let files = std::fs::read_dir(folder).expect("the folder can be read");
    let mut names: Vec<String> = files
        .map(|file| file.expect("the folder can be read").path())
        .map(|path| {
            path.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, EXAMPLES);
}
