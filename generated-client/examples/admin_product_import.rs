//! Imports a product with a picture: uploads the picture, creates the product.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 MEDUSA_ADMIN_EMAIL=… MEDUSA_ADMIN_PASSWORD=… \
//!     cargo run --example admin_product_import -- lamp.jpg "Desk lamp" 4900
//! ```
//!
//! The price is in the smallest unit of the shop's currency.

use std::env;
use std::error::Error;
use std::time::Duration;

use medusa_client::types::{
    AdminPostProductsProductVariantOptionReq, AdminPostProductsProductVariantReq,
    AdminPostProductsReq, ProductOptionReq, ProductStatus, ProductVariantPricesCreateReq,
};
use medusa_client::{Area, File, Medusa};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "give a picture, a title and a price";
    let picture = arguments.next().ok_or(usage)?;
    let title = arguments.next().ok_or(usage)?;
    let price: i64 = arguments.next().ok_or(usage)?.parse()?;

    let medusa = Medusa::new(env::var("MEDUSA_URL")?)?
        .sign_in(
            Area::Admin,
            &env::var("MEDUSA_ADMIN_EMAIL")?,
            &env::var("MEDUSA_ADMIN_PASSWORD")?,
        )
        .await?;
    let admin = medusa.admin();

    // Read from disk while it is sent; a large one takes longer than other requests may.
    let picture = File::from_path(picture).on_progress(|progress| {
        if let Some(total) = progress.total {
            eprint!("\r{:3} %", 100 * progress.sent / total.max(1));
        }
    });
    let uploads = admin
        .uploads()
        .create([picture])
        .timeout(Duration::from_secs(600))
        .await?
        .uploads;
    eprintln!();

    let currency = admin.store().retrieve().await?.store.default_currency_code;
    let variant = AdminPostProductsProductVariantReq::new("Standard")
        .options([AdminPostProductsProductVariantOptionReq::new("Standard")])
        .prices([ProductVariantPricesCreateReq::new(price).currency_code(currency)])
        .inventory_quantity(10);
    let product = AdminPostProductsReq::new(title)
        .status(ProductStatus::Draft)
        .images(uploads.iter().map(|upload| &upload.url))
        .options([ProductOptionReq::new("Edition")])
        .variants([variant]);
    match admin.products().create(product).await {
        Ok(created) => println!("{}: {}", created.product.id, created.product.title),
        Err(error) if error.is_duplicate() => println!("there is such a product already"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
