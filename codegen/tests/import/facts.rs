//! What an API is, without prose and places: for comparing what two folders give.

use medusa_codegen::ir::{Api, Shape};

/// The facts of an API, one a line.
pub(crate) fn facts_of(api: &Api) -> String {
    let mut api = api.clone();
    for resource in &mut api.resources {
        resource.doc.clear();
        resource.origins.clear();
        for method in &mut resource.methods {
            method.doc.clear();
            method.examples.clear();
            method.origins.clear();
            if let Some(reason) = &mut method.deprecated {
                reason.clear();
            }
        }
    }
    for scheme in &mut api.security {
        scheme.origins.clear();
    }
    for operation in &mut api.operations {
        operation.summary.clear();
        operation.doc.clear();
        operation.origins.clear();
        operation.response.doc.clear();
        operation.path_parameters.iter_mut().for_each(|parameter| {
            parameter.doc.clear();
            parameter.origins.clear();
        });
        operation
            .query
            .iter_mut()
            .chain(&mut operation.headers)
            .for_each(blank_field);
        if let Some(body) = &mut operation.body {
            body.doc.clear();
        }
    }
    for def in &mut api.types {
        def.doc.clear();
        def.origins.clear();
        match &mut def.shape {
            Shape::Object(object) => object.fields.iter_mut().for_each(blank_field),
            Shape::Enum(values) => values.iter_mut().for_each(|value| {
                value.doc.clear();
                value.origins.clear();
            }),
            Shape::Union(variants) => variants
                .iter_mut()
                .for_each(|variant| variant.origins.clear()),
            Shape::Alias(_) => {}
        }
    }
    for left_out in &mut api.left_out {
        left_out.at = None;
    }
    format!("{api:#?}")
}

fn blank_field(field: &mut medusa_codegen::ir::Field) {
    field.doc.clear();
    field.origins.clear();
    field.example = None;
    if let Some(reason) = &mut field.deprecated {
        reason.clear();
    }
}
