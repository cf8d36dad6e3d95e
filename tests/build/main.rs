//! The reference in; out go tables that the tests need and the client does not: how the answer of each operation is
//! decoded, and a call of each method.

mod calls;

use medusa_codegen::lower::model::{Call, Model, RustType};
use medusa_codegen::{lower, pipeline};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let spec = root.join("spec");
    println!("cargo::rerun-if-changed={}", spec.display());
    println!("cargo::rerun-if-changed=build");
    let run = pipeline::read(&[spec]);
    let api = run
        .api
        .expect("the reference can be read; `cargo xtask regen` says what is wrong with it");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to"));
    let model = lower::lower(&api);
    for (file, text) in [
        ("answers.rs", answers(&model)),
        ("calls.rs", calls::calls(&model)),
    ] {
        fs::write(out.join(file), text).expect("cargo's folder can be written to");
    }
}

/// The operations with the types of their answers, and how one is decoded and written again.
fn answers(model: &Model<'_>) -> String {
    let mut types = BTreeMap::new();
    for method in model
        .resources
        .iter()
        .flat_map(|resource| &resource.methods)
    {
        if let Call::Operation(call) = &method.call {
            let operation = format!("{} {}", call.ir.verb.as_str(), call.ir.path);
            types.insert(operation, call.response.as_ref().map(|ty| rust(model, ty)));
        }
    }
    let mut text =
        "/// Every documented operation.\npub const OPERATIONS: &[&str] = &[\n".to_owned();
    for operation in types.keys() {
        let _ = writeln!(text, "    {operation:?},");
    }
    text += "];\n\n\
        /// Decodes the answer of an operation and writes it again; `None` where none is documented.\n\
        pub fn through_its_type(operation: &str, body: &[u8]) -> Option<Result<serde_json::Value, String>> {\n    \
        match operation {\n";
    for (operation, ty) in types {
        if let Some(ty) = ty {
            let _ = writeln!(
                text,
                "        {operation:?} => Some(through::<{ty}>(body)),"
            );
        }
    }
    text + "        _ => None,\n    }\n}\n"
}

fn rust(model: &Model<'_>, ty: &RustType) -> String {
    match ty {
        RustType::String => "String".to_owned(),
        RustType::Integer => "i64".to_owned(),
        RustType::Number => "f64".to_owned(),
        RustType::Boolean => "bool".to_owned(),
        RustType::Timestamp => "medusa_client::Timestamp".to_owned(),
        RustType::Json => "medusa_client::Json".to_owned(),
        RustType::JsonObject => "medusa_client::JsonObject".to_owned(),
        RustType::Named(id) => match &model.types[id.index()] {
            Some(item) => format!("medusa_client::types::{}", item.name),
            None => "medusa_client::Json".to_owned(),
        },
        RustType::List(item) => format!("Vec<{}>", rust(model, item)),
        RustType::Map(value) => {
            format!("std::collections::BTreeMap<String, {}>", rust(model, value))
        }
        RustType::Option(inner) => format!("Option<{}>", rust(model, inner)),
    }
}
