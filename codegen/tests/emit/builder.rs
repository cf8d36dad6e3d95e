//! Small APIs for tests.

use medusa_codegen::ir::{
    Api, Area, Body, Call, Encoding, EnumValue, Field, Identity, JoinKey, Method, Object,
    Operation, Owner, PathParameter, Resource, ResourceId, Response, Shape, Type, TypeDef, TypeId,
    Variant, Verb,
};

/// An API that grows case by case.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) api: Api,
}

impl Builder {
    /// A resource at a property path; `admin.…` for the admin area.
    pub(crate) fn resource(&mut self, path: &str) -> ResourceId {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let is_admin = path[0] == "admin";
        let name = medusa_codegen::names::pascal(&path.join(" ")) + "Resource";
        let parent = self
            .api
            .resource_ids()
            .find(|&id| path.len() > 1 && self.api[id].path == path[..path.len() - 1]);
        let id = self.api.add_resource(Resource {
            doc: format!("Test things of {}.", path.join(", ")),
            name,
            path,
            area: if is_admin { Area::Admin } else { Area::Store },
            parent,
            children: Vec::new(),
            methods: Vec::new(),
            origins: Vec::new(),
        });
        if let Some(parent) = parent {
            self.api[parent].children.push(id);
        }
        id
    }

    /// A method for `operation`.
    pub(crate) fn method(
        &mut self,
        resource: ResourceId,
        name: &str,
        operation: Operation,
    ) -> &mut Method {
        let operation = Operation {
            area: self.api[resource].area,
            ..operation
        };
        let id = self.api.add_operation(operation);
        self.push(resource, name, Call::Operation(id), JoinKey::SampleCallPath)
    }

    /// A method for routes that callers name.
    pub(crate) fn custom(&mut self, resource: ResourceId, name: &str, verb: Verb) -> &mut Method {
        self.push(resource, name, Call::Custom(verb), JoinKey::CustomRoute)
    }

    fn push(&mut self, resource: ResourceId, name: &str, call: Call, join: JoinKey) -> &mut Method {
        self.api[resource].methods.push(Method {
            name: name.to_owned(),
            call,
            join,
            doc: String::new(),
            examples: Vec::new(),
            deprecated: None,
            origins: Vec::new(),
        });
        self.api[resource]
            .methods
            .last_mut()
            .expect("it was just pushed")
    }

    /// A documented type.
    pub(crate) fn ty(&mut self, name: &str, identity: Identity, shape: Shape) -> TypeId {
        self.api.add_type(TypeDef {
            name: name.to_owned(),
            identities: vec![identity],
            owner: None,
            shape,
            doc: String::new(),
            deprecated: None,
            feature_flag: None,
            origins: Vec::new(),
        })
    }

    /// A schema.
    pub(crate) fn schema(&mut self, name: &str, shape: Shape) -> TypeId {
        self.ty(name, Identity::Schema(name.to_owned()), shape)
    }

    /// A schema that is an object.
    pub(crate) fn object(&mut self, name: &str, fields: Vec<Field>) -> TypeId {
        let object = Object {
            fields,
            additional: None,
        };
        self.schema(name, Shape::Object(object))
    }

    /// A type that nobody named.
    pub(crate) fn inline(&mut self, owner: &str, field: &str, shape: Shape) -> Type {
        let place = format!("{owner}.{field}");
        let id = self.ty("", Identity::Inline(place), shape);
        self.own(id, owner, field);
        Type::Ref(id)
    }

    /// Says who holds a type.
    pub(crate) fn own(&mut self, id: TypeId, owner: &str, field: &str) {
        self.api[id].owner = Some(Owner {
            name: owner.to_owned(),
            field: field.to_owned(),
        });
    }
}

/// `GET /store/things/{id}` and the like, without parameters other than those in the path.
pub(crate) fn operation(verb: Verb, path: &str) -> Operation {
    let path_parameters = (path.split('/'))
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| PathParameter {
            name: name.to_owned(),
            argument: None,
            doc: String::new(),
            origins: Vec::new(),
        })
        .collect();
    Operation {
        id: medusa_codegen::names::pascal(&format!("{} {path}", verb.as_str().to_lowercase())),
        verb,
        path: path.to_owned(),
        area: Area::Store,
        summary: String::new(),
        doc: String::new(),
        tags: Vec::new(),
        path_parameters,
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        response: Response {
            status: 200,
            ty: None,
            omissions: Vec::new(),
            doc: String::new(),
        },
        errors: Vec::new(),
        authenticated: false,
        security: Vec::new(),
        deprecated: false,
        feature_flag: None,
        origins: Vec::new(),
    }
}

/// An operation that answers with `ty`.
pub(crate) fn get(path: &str, ty: TypeId) -> Operation {
    answering(operation(Verb::Get, path), ty)
}

/// An operation that takes and answers JSON.
pub(crate) fn post(path: &str, sent: TypeId, answered: TypeId) -> Operation {
    let body = Body {
        encoding: Encoding::Json,
        ty: Type::Ref(sent),
        required: true,
        doc: String::new(),
    };
    let operation = operation(Verb::Post, path);
    answering(
        Operation {
            body: Some(body),
            ..operation
        },
        answered,
    )
}

fn answering(mut operation: Operation, ty: TypeId) -> Operation {
    operation.response.ty = Some(Type::Ref(ty));
    operation
}

/// A field that is always there.
pub(crate) fn required(name: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        ty,
        required: true,
        nullable: false,
        expandable: false,
        default: None,
        example: None,
        doc: String::new(),
        deprecated: None,
        feature_flag: None,
        origins: Vec::new(),
    }
}

/// A field that may be missing.
pub(crate) fn optional(name: &str, ty: Type) -> Field {
    Field {
        required: false,
        ..required(name, ty)
    }
}

/// A field that may be missing or null.
pub(crate) fn nullable(name: &str, ty: Type) -> Field {
    Field {
        nullable: true,
        ..optional(name, ty)
    }
}

/// An enum of strings.
pub(crate) fn values(values: &[&str]) -> Shape {
    let value = |value: &&str| EnumValue {
        value: (*value).to_owned(),
        constant: None,
        doc: String::new(),
        origins: Vec::new(),
    };
    Shape::Enum(values.iter().map(value).collect())
}

/// A union without a tag.
pub(crate) fn union(types: Vec<Type>) -> Shape {
    let variant = |ty| Variant {
        ty,
        tag: None,
        origins: Vec::new(),
    };
    Shape::Union(types.into_iter().map(variant).collect())
}

/// A list.
pub(crate) fn list(ty: Type) -> Type {
    Type::Array(Box::new(ty))
}
