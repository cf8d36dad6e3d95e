//! Lists the products of a shop without an async runtime: the feature `blocking`.
//!
//! ```console
//! $ MEDUSA_URL=http://localhost:9000 cargo run --features blocking --example blocking
//! ```

use std::env;

use medusa_client::Medusa;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let medusa = Medusa::new(env::var("MEDUSA_URL")?)?;

    // What others await is waited for.
    let first = medusa.products().list().limit(1).wait()?;
    println!("{} products", first.count);

    // A stream becomes an iterator.
    for product in medusa.products().list().limit(50).items().wait() {
        let product = product?;
        println!("{}: {}", product.id, product.title);
    }
    Ok(())
}
