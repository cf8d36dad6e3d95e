//! Scratch.
use medusa_codegen::*;
fn main() {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let t = std::time::Instant::now();
    let run = pipeline::read(&[args[0].clone().into()]);
    eprintln!("{:?}", t.elapsed());
    let mut counts = std::collections::BTreeMap::new();
    for d in &run.diagnostics { *counts.entry(d.code.as_str()).or_insert(0) += 1; }
    eprintln!("{counts:?}");
    let want = args.get(1).map_or("", |s| s.as_str());
    for d in &run.diagnostics {
        if d.code.as_str() == want || (want.is_empty() && d.severity() != diagnostic::Severity::Note) {
            println!("{}: {} {}", d.code, d.message, d.labels.iter().map(|l| format!("[{} {}]", run.sources.place(l.span), l.text)).collect::<Vec<_>>().join(" "));
        }
    }
    if let Some(api) = &run.api {
        eprintln!("pages {} resources {} operations {} types {} left {:?}", run.pages, api.resources.len(), api.operations.len(), api.types.len(), api.left_out.iter().map(|l| (&l.what, &l.reason)).collect::<Vec<_>>());
        if want == "dump" { println!("{api:#?}"); }
    }
}
