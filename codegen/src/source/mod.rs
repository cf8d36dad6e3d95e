//! Reading: files in, raw nodes with spans out.
//!
//! Each reader keeps what its source says and where; it decides nothing about Rust and joins
//! nothing. `Page` is what a reference page says, [`Document`](openapi::Document) what an OpenAPI
//! document says; a [`capture`] becomes one of both.

pub mod capture;
mod files;
mod load;
pub mod mdx;
pub mod openapi;
mod quoted;
pub mod types;
pub mod yaml;

pub(crate) use load::is_called_as_document;
pub use load::{FIXUPS, MANIFEST, Spec, WAIVERS, load, load_as, read};
