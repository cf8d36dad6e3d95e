//! Writes all orders as CSV to the standard output, a page in memory at a time.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 MEDUSA_ADMIN_TOKEN=… cargo run --example export_orders_csv > orders.csv
//! ```
//!
//! The totals are in the smallest unit of their currency, such as cents. The list of orders has no totals unless they are
//! selected with `fields`, so the program selects what it needs and decodes it into a type of its own. That type requires
//! the total: an order without one ends the export with an error.

use std::env;
use std::error::Error;
use std::io;
use std::time::Duration;

use medusa_client::{Medusa, RetryPolicy, Timestamp};
use serde::Deserialize;

/// The fields of an [`Order`].
const FIELDS: [&str; 6] = [
    "display_id",
    "created_at",
    "email",
    "status",
    "currency_code",
    "total",
];

/// An order as far as the export needs it.
#[derive(Deserialize)]
struct Order {
    display_id: i64,
    created_at: Timestamp,
    email: String,
    status: String,
    currency_code: String,
    total: i64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Nobody waits for an export: it may take its time where the server is busy.
    let patient = RetryPolicy::new()
        .times(8)
        .max_delay(Duration::from_secs(30))
        .max_retry_after(Duration::from_secs(300));
    let medusa = Medusa::builder(env::var("MEDUSA_URL")?)
        .admin_api_token(env::var("MEDUSA_ADMIN_TOKEN")?)
        .retries(patient)
        .build()?;

    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record([
        "number",
        "placed at",
        "e-mail",
        "status",
        "currency",
        "total in the smallest unit",
    ])?;
    let mut orders = medusa
        .admin()
        .orders()
        .list()
        .fields(FIELDS)
        .limit(100)
        .items_as::<Order>();
    let mut written = 0;
    while let Some(order) = orders.next().await {
        let order = order?;
        csv.write_record([
            order.display_id.to_string(),
            order.created_at.to_string(),
            order.email,
            order.status,
            order.currency_code,
            order.total.to_string(),
        ])?;
        written += 1;
    }
    csv.flush()?;
    eprintln!("{written} of {} orders", orders.total().unwrap_or(written));
    Ok(())
}
