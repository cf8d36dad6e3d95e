//! Resources and their methods.

use super::lists;
use super::model::{
    Accessor, AreaItem, Call, MethodItem, OperationCall, Parameter, ParameterValue, Payload, Place,
    RequestItem, ResourceItem, TypeItem,
};
use super::resolve::Types;
use crate::ir::{self, Api, Area, Encoding, Field, ResourceId, Shape, Type};
use crate::names::{Kind, Scope, pascal};

/// The resources, by [`ResourceId::index`].
pub(crate) fn lower<'a>(
    api: &'a Api,
    types: &Types<'_>,
    items: &[Option<TypeItem<'_>>],
) -> Vec<ResourceItem<'a>> {
    let mut scopes = [(Scope::default(), Scope::default()), Default::default()];
    (api.resource_ids().zip(&api.resources))
        .map(|(id, ir)| {
            let (modules, structs) = &mut scopes[usize::from(ir.area == Area::Admin)];
            let text = wanted_name(api, id);
            let name = structs.claim(Kind::Type, &text);
            let module = if is_area(ir) {
                String::new()
            } else {
                modules.claim(Kind::Module, &text)
            };
            resource(api, types, items, ir, name, module)
        })
        .collect()
}

/// The entry points of an area.
pub(crate) fn area(api: &Api, area: Area) -> AreaItem {
    let of_area = || (api.resource_ids()).filter(|&id| api[id].area == area);
    let entry = of_area().find(|&id| is_area(&api[id]));
    let top_level = of_area().filter(|&id| api[id].parent.is_none() && Some(id) != entry);
    let mut scope = Scope::default();
    AreaItem {
        area,
        entry,
        accessors: top_level
            .map(|id| accessor(api, id, Kind::ClientMethod, &mut scope))
            .collect(),
    }
}

/// Whether a resource is the area itself: the class `Admin`.
fn is_area(resource: &ir::Resource) -> bool {
    resource.area == Area::Admin && below_area(resource).is_empty()
}

/// The property path without the property that leads to the area.
fn below_area(resource: &ir::Resource) -> &[String] {
    match resource.path.as_slice() {
        [first, rest @ ..] if resource.area == Area::Admin && first == "admin" => rest,
        all => all,
    }
}

/// The last property of the path; where several paths end so, the whole path.
fn wanted_name(api: &Api, id: ResourceId) -> String {
    let resource = &api[id];
    let Some(last) = resource.path.last() else {
        return resource.name.clone();
    };
    let mut namesakes = (api.resources.iter())
        .filter(|other| other.area == resource.area && other.path.last() == Some(last));
    let path = below_area(resource);
    if namesakes.nth(1).is_some() && path.len() > 1 {
        path.join(" ")
    } else {
        last.clone()
    }
}

fn accessor(api: &Api, target: ResourceId, kind: Kind, scope: &mut Scope) -> Accessor {
    let resource = &api[target];
    let text = resource.path.last().unwrap_or(&resource.name);
    Accessor {
        name: scope.claim(kind, text),
        target,
    }
}

fn resource<'a>(
    api: &'a Api,
    types: &Types<'_>,
    items: &[Option<TypeItem<'_>>],
    ir: &'a ir::Resource,
    name: String,
    module: String,
) -> ResourceItem<'a> {
    let mut methods = Scope::default();
    let mut structs = Scope::default();
    structs.claim(Kind::Type, &name);
    let accessors = (ir.children.iter())
        .map(|&child| accessor(api, child, Kind::Method, &mut methods))
        .collect();
    let methods = (ir.methods.iter())
        .map(|method| MethodItem {
            name: methods.claim(Kind::Method, &method.name),
            ir: method,
            call: match method.call {
                ir::Call::Custom(verb) => Call::Custom(verb),
                ir::Call::Operation(id) => Call::Operation(Box::new(operation(
                    api,
                    types,
                    items,
                    method,
                    &api[id],
                    &mut structs,
                ))),
            },
        })
        .collect();
    ResourceItem {
        name,
        module,
        ir,
        area: ir.area,
        accessors,
        methods,
    }
}

fn operation<'a>(
    api: &'a Api,
    types: &Types<'_>,
    items: &[Option<TypeItem<'_>>],
    method: &ir::Method,
    ir: &'a ir::Operation,
    structs: &mut Scope,
) -> OperationCall<'a> {
    let mut arguments = Scope::default();
    let path = (ir.path_parameters.iter())
        .map(|parameter| {
            let text = parameter.argument.as_ref().unwrap_or(&parameter.name);
            arguments.claim(Kind::Argument, text)
        })
        .collect();
    let json = ir
        .body
        .as_ref()
        .filter(|body| body.encoding == Encoding::Json);
    let payload = json.map(|body| Payload {
        name: arguments.claim(Kind::Argument, "payload"),
        ty: types.rust_type(&body.ty),
    });
    let form = form(api, ir);
    let (required, optional): (Vec<_>, Vec<_>) =
        parameters(form, ir).partition(|(_, field)| field.required);
    let mut setters = Scope::default();
    let mut parameter = |(place, ir): (Place, &'a Field), kind| Parameter {
        name: match kind {
            Kind::Argument => arguments.claim(kind, &ir.name),
            _ => setters.claim(kind, &ir.name),
        },
        ir,
        place,
        value: value(types, place, ir),
    };
    let response = ir.response.ty.as_ref().map(|ty| types.rust_type(ty));
    OperationCall {
        ir,
        path,
        form,
        payload,
        arguments: (required.into_iter())
            .map(|field| parameter(field, Kind::Argument))
            .collect(),
        request: (!optional.is_empty()).then(|| RequestItem {
            name: request_name(structs, &method.name),
            setters: (optional.into_iter())
                .map(|field| parameter(field, Kind::Setter))
                .collect(),
            list: lists::paged(ir, response.as_ref(), items),
        }),
        response,
    }
}

/// The fields of a multipart body.
fn form<'a>(api: &'a Api, operation: &'a ir::Operation) -> &'a [Field] {
    match &operation.body {
        Some(body) if body.encoding == Encoding::Multipart => fields(api, &body.ty),
        _ => &[],
    }
}

/// Everything that is sent under a name: form fields first, as they are what it is about.
fn parameters<'a>(
    form: &'a [Field],
    operation: &'a ir::Operation,
) -> impl Iterator<Item = (Place, &'a Field)> {
    let placed = |place, fields: &'a [Field]| fields.iter().map(move |field| (place, field));
    placed(Place::Form, form)
        .chain(placed(Place::Query, &operation.query))
        .chain(placed(Place::Header, &operation.headers))
}

fn value(types: &Types<'_>, place: Place, field: &Field) -> ParameterValue {
    match (place, &field.ty) {
        (Place::Query, _) => types.parameter(field),
        // A part may come several times, whether the document says so or not.
        (Place::Form, Type::Binary) => ParameterValue::Files,
        (Place::Form, Type::Array(item)) if **item == Type::Binary => ParameterValue::Files,
        // Headers and form fields are texts, whatever they mean.
        (Place::Form | Place::Header, _) => ParameterValue::Text,
    }
}

/// `ListOrders` for `listOrders`; `CustomersRequest` for the method `customers` of `Customers`.
fn request_name(structs: &mut Scope, method: &str) -> String {
    let name = pascal(method);
    if structs.is_free(Kind::Type, &name) {
        structs.claim(Kind::Type, &name)
    } else {
        structs.claim(Kind::Type, &format!("{name}Request"))
    }
}

/// The fields of the object that a type expression stands for.
fn fields<'a>(api: &'a Api, ty: &'a Type) -> &'a [Field] {
    let mut ty = ty;
    // As many steps as there are types: an alias of itself has no fields.
    for _ in 0..=api.types.len() {
        match ty {
            Type::Ref(id) => match &api[*id].shape {
                Shape::Object(object) => return &object.fields,
                Shape::Alias(target) => ty = target,
                Shape::Enum(_) | Shape::Union(_) => return &[],
            },
            Type::Nullable(inner) => ty = inner,
            _ => return &[],
        }
    }
    &[]
}
