//! The Rust model: every decision about the generated code, none of its syntax.
//!
//! Documentation text is not copied: each node points to the IR node it stands for.

use super::links::{Links, Target};
use super::resolve::Types;
use crate::ir::{self, Area, TypeId, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is generated.
#[derive(Debug)]
pub struct Model<'a> {
    /// The API that this is the model of.
    pub api: &'a ir::Api,
    /// The types that are emitted, by [`TypeId::index`].
    pub types: Vec<Option<TypeItem<'a>>>,
    /// The files of the types and what each holds, in the order of declaration.
    pub type_files: BTreeMap<TypeFile, Vec<TypeId>>,
    /// The resources, by [`ir::ResourceId::index`].
    pub resources: Vec<ResourceItem<'a>>,
    /// The entry points: store, then admin.
    pub areas: [AreaItem; 2],
    /// Where documentation links lead.
    pub links: Links,
    /// How types of the API are seen.
    pub(crate) resolved: Types<'a>,
}

impl<'a> Model<'a> {
    /// A type expression as it is written in Rust.
    pub fn text(&self, ty: &RustType) -> String {
        match ty {
            RustType::String => "String".to_owned(),
            RustType::Integer => "i64".to_owned(),
            RustType::Number => "f64".to_owned(),
            RustType::Boolean => "bool".to_owned(),
            RustType::Timestamp => "Timestamp".to_owned(),
            RustType::Json => "Json".to_owned(),
            RustType::JsonObject => "JsonObject".to_owned(),
            RustType::Named(id) => match self.item(*id) {
                Some(item) => item.name.clone(),
                None => "Json".to_owned(),
            },
            RustType::List(item) => format!("Vec<{}>", self.text(item)),
            RustType::Map(value) => format!("BTreeMap<String, {}>", self.text(value)),
            RustType::Option(inner) => format!("Option<{}>", self.text(inner)),
        }
    }

    /// The Rust item of a type that is in use.
    pub fn item(&self, id: TypeId) -> Option<&TypeItem<'a>> {
        self.types[self.resolved.canonical(id).index()].as_ref()
    }

    /// The resources of an area, by module name.
    pub fn resources_of(&self, area: Area) -> impl Iterator<Item = &ResourceItem<'_>> {
        let mut of_area: Vec<_> = (self.resources.iter())
            .filter(|resource| resource.area == area)
            .collect();
        of_area.sort_by(|a, b| a.module.cmp(&b.module));
        of_area.into_iter()
    }

    /// The methods that lead from the client to a resource, such as `admin` and `customers`.
    pub fn accessors_to(&self, resource: &ResourceItem<'_>) -> Vec<&str> {
        let area = &self.areas[usize::from(resource.area == Area::Admin)];
        let mut names = Vec::new();
        let mut next = Some(resource.ir);
        while let Some(target) = next {
            let parent = target.parent.map(|id| &self.resources[id.index()]);
            let accessors = parent.map_or(&area.accessors, |parent| &parent.accessors);
            let leads_there = |accessor: &&Accessor| {
                self.resources[accessor.target.index()].ir.path == target.path
            };
            names.extend(
                accessors
                    .iter()
                    .find(leads_there)
                    .map(|found| found.name.as_str()),
            );
            next = parent.map(|parent| parent.ir);
        }
        if resource.area == Area::Admin {
            names.push(Areas::only(Area::Admin).folder());
        }
        names.reverse();
        names
    }
}

/// Which features a thing needs: any one of these areas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Areas {
    /// It is there with the feature `store`.
    pub store: bool,
    /// It is there with the feature `admin`.
    pub admin: bool,
}

impl Areas {
    /// Just one.
    pub fn only(area: Area) -> Self {
        Self {
            store: area == Area::Store,
            admin: area == Area::Admin,
        }
    }

    /// These and those.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            store: self.store || other.store,
            admin: self.admin || other.admin,
        }
    }

    /// Whether a thing in these areas is there wherever one in `other` is.
    pub fn cover(self, other: Self) -> bool {
        (self.store || !other.store) && (self.admin || !other.admin)
    }

    /// The folder for what is only there with these: the feature's name, or `common`.
    pub fn folder(self) -> &'static str {
        match (self.store, self.admin) {
            (true, false) => "store",
            (false, true) => "admin",
            _ => "common",
        }
    }
}

/// The file a type is in, as a folder and a module name below `types`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeFile {
    /// Who can see it.
    pub areas: Areas,
    /// The module.
    pub module: String,
}

/// What types are used for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// In request bodies.
    pub body: bool,
    /// In queries.
    pub query: bool,
    /// In responses.
    pub response: bool,
    /// By resources of these areas.
    pub areas: Areas,
    /// By these resources.
    pub resources: BTreeSet<ir::ResourceId>,
}

impl Usage {
    /// Whether callers make values of it.
    pub fn is_request(&self) -> bool {
        self.body || self.query
    }
}

/// A type.
#[derive(Debug)]
pub struct TypeItem<'a> {
    /// The identifier.
    pub name: String,
    /// What it stands for.
    pub ir: &'a ir::TypeDef,
    /// What it is used for.
    pub usage: Usage,
    /// The only place it is in, unless methods refer to it too.
    pub only_holder: Option<Holder<'a>>,
    /// What leads to it.
    pub uses: Uses,
    /// Whether every value equals itself, because none of its parts is a floating-point number.
    pub has_total_equality: bool,
    /// What it is.
    pub kind: TypeKind<'a>,
}

/// What leads to a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The methods whose payload it is.
    pub sent_by: Vec<Target>,
    /// The methods that return it.
    pub returned_by: Vec<Target>,
    /// The types that have it as a part.
    pub part_of: Vec<Target>,
}

/// The struct that a type is, seen through other names for it.
pub(crate) fn structure_of<'t>(
    types: &'t [Option<TypeItem<'_>>],
    ty: &RustType,
) -> Option<(&'t TypeItem<'t>, &'t Struct<'t>)> {
    let &RustType::Named(mut id) = ty else {
        return None;
    };
    // As many steps as there are types: another name for itself is no struct.
    for _ in 0..=types.len() {
        let item = types[id.index()].as_ref()?;
        match &item.kind {
            TypeKind::Struct(structure) => return Some((item, structure)),
            TypeKind::Alias(RustType::Named(target)) => id = *target,
            TypeKind::Alias(_) | TypeKind::Enum(_) | TypeKind::Union(_) => return None,
        }
    }
    None
}

/// A place in a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder<'a> {
    /// The type.
    pub owner: TypeId,
    /// The wire name of the field; empty for a union or alias.
    pub field: &'a str,
    /// Whether the place is a list.
    pub is_item: bool,
}

/// What a type is.
#[derive(Debug)]
pub enum TypeKind<'a> {
    /// A struct.
    Struct(Struct<'a>),
    /// An enum of strings.
    Enum(Vec<EnumVariant<'a>>),
    /// An enum of types.
    Union(Union<'a>),
    /// Another name.
    Alias(RustType),
}

/// A struct.
#[derive(Debug)]
pub struct Struct<'a> {
    /// The fields.
    pub fields: Vec<StructField<'a>>,
    /// Name and value type of the field that holds the unnamed ones.
    pub additional: Option<(String, RustType)>,
    /// Name of the private field that remembers which fields were null, where some may be null or absent.
    pub nulls: Option<String>,
    /// Whether callers make values of it.
    pub constructible: bool,
}

impl Struct<'_> {
    /// Whether a value can be made without any argument.
    pub fn has_default(&self) -> bool {
        self.fields.iter().all(|field| !field.is_argument())
    }
}

/// A field of a struct.
#[derive(Debug)]
pub struct StructField<'a> {
    /// What it stands for.
    pub ir: &'a ir::Field,
    /// The identifier.
    pub name: String,
    /// The method that sets it.
    pub setter: String,
    /// The type, apart from presence and boxing.
    pub ty: RustType,
    /// When it is there.
    pub presence: Presence,
    /// Whether the value is boxed.
    pub boxed: bool,
    /// The methods whose responses lack it, by the query parameter that selects it all the same, if any does.
    pub omitted_by: BTreeMap<Option<String>, Vec<Target>>,
}

impl StructField<'_> {
    /// Whether `new` asks for it.
    pub fn is_argument(&self) -> bool {
        self.presence == Presence::Always
    }

    /// The generic type around the value, if there is one.
    pub fn wrapper(&self) -> Option<Wrapper> {
        match (self.presence, &self.ty) {
            (Presence::Always, _) => None,
            (Presence::Patch, _) => Some(Wrapper::Patch),
            // A value that may be null is already optional.
            (_, RustType::Option(_)) => None,
            _ => Some(Wrapper::Option),
        }
    }
}

/// A generic type around the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// `Option<…>`
    Option,
    /// `Patch<…>`
    Patch,
}

/// When a field is there, and how its absence is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always, with a value: `T`.
    Always,
    /// Always, maybe as null: `Option<T>`.
    Nullable,
    /// Not always: `Option<T>`, left out when empty.
    Optional,
    /// Not always, and sometimes as null: `Option<T>`, which is written as it was read.
    Either,
    /// Not always, and null means something else than absence: `Patch<T>`.
    Patch,
}

/// A value of an enum.
#[derive(Debug)]
pub struct EnumVariant<'a> {
    /// The identifier.
    pub name: String,
    /// What it stands for.
    pub ir: &'a ir::EnumValue,
}

/// An enum of types.
#[derive(Debug)]
pub struct Union<'a> {
    /// The variants, most particular first.
    pub variants: Vec<UnionVariant<'a>>,
    /// The field that says which variant it is.
    pub tag: Option<&'a str>,
    /// Whether values that fit no variant are kept.
    pub open: bool,
    /// The variant of a value to begin with.
    pub first: usize,
}

/// A variant of a union.
#[derive(Debug)]
pub struct UnionVariant<'a> {
    /// What it stands for.
    pub ir: &'a ir::Variant,
    /// The identifier.
    pub name: String,
    /// The type.
    pub ty: RustType,
    /// The value of the tag.
    pub tag: Option<&'a str>,
    /// Whether the value is boxed.
    pub boxed: bool,
    /// Whether callers make it from a value of its type: no other variant has that type.
    pub convertible: bool,
}

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RustType {
    /// `String`
    String,
    /// `i64`
    Integer,
    /// `f64`
    Number,
    /// `bool`
    Boolean,
    /// `Timestamp`
    Timestamp,
    /// `Json`
    Json,
    /// `JsonObject`
    JsonObject,
    /// A type of the model.
    Named(TypeId),
    /// `Vec<…>`
    List(Box<RustType>),
    /// `BTreeMap<String, …>`
    Map(Box<RustType>),
    /// `Option<…>`
    Option(Box<RustType>),
}

/// The entry points of an area.
#[derive(Debug)]
pub struct AreaItem {
    /// The area.
    pub area: Area,
    /// The resource that is the area itself.
    pub entry: Option<ir::ResourceId>,
    /// Methods that lead to the resources directly below.
    pub accessors: Vec<Accessor>,
}

/// A resource: a struct with methods, in a module of its own.
#[derive(Debug)]
pub struct ResourceItem<'a> {
    /// The identifier.
    pub name: String,
    /// The module; empty for the resource that is the area itself.
    pub module: String,
    /// What it stands for.
    pub ir: &'a ir::Resource,
    /// The area.
    pub area: Area,
    /// Methods that lead to other resources.
    pub accessors: Vec<Accessor>,
    /// The methods.
    pub methods: Vec<MethodItem<'a>>,
}

impl ResourceItem<'_> {
    /// The path of the module, such as `crate::store::customers`.
    pub fn module_path(&self) -> String {
        let area = Areas::only(self.area).folder();
        match self.module.as_str() {
            "" => format!("crate::{area}"),
            module => format!("crate::{area}::{module}"),
        }
    }

    /// The path of the struct, such as `crate::store::customers::Customers`.
    pub fn path(&self) -> String {
        format!("{}::{}", self.module_path(), self.name)
    }
}

/// A method that leads to a resource.
#[derive(Debug)]
pub struct Accessor {
    /// The identifier.
    pub name: String,
    /// Where it leads.
    pub target: ir::ResourceId,
}

/// A method that makes a request.
#[derive(Debug)]
pub struct MethodItem<'a> {
    /// The identifier.
    pub name: String,
    /// What it stands for.
    pub ir: &'a ir::Method,
    /// What it does.
    pub call: Call<'a>,
}

/// What a method does.
#[derive(Debug)]
pub enum Call<'a> {
    /// Requests a documented operation.
    Operation(Box<OperationCall<'a>>),
    /// Requests what the caller names.
    Custom(Verb),
}

/// A request of a documented operation.
#[derive(Debug)]
pub struct OperationCall<'a> {
    /// The operation.
    pub ir: &'a ir::Operation,
    /// The identifiers of the path arguments, in the order of the template.
    pub path: Vec<String>,
    /// The documented fields of the multipart body.
    pub form: &'a [ir::Field],
    /// What is sent as JSON.
    pub payload: Option<Payload>,
    /// Parameters that the server insists on.
    pub arguments: Vec<Parameter<'a>>,
    /// What is answered.
    pub response: Option<RustType>,
    /// The request value, if there is anything to set on it.
    pub request: Option<RequestItem<'a>>,
}

/// The argument that becomes the JSON body.
#[derive(Debug)]
pub struct Payload {
    /// The identifier.
    pub name: String,
    /// The type.
    pub ty: RustType,
}

/// A request value with setters.
#[derive(Debug)]
pub struct RequestItem<'a> {
    /// The identifier.
    pub name: String,
    /// What can be set.
    pub setters: Vec<Parameter<'a>>,
    /// What it is a list of, if it is one that comes in pages.
    pub list: Option<PagedList>,
}

/// A list that comes in pages.
#[derive(Debug)]
pub struct PagedList {
    /// The wire name of the field with the items.
    pub field: String,
    /// The type of the items.
    pub item: RustType,
}

/// A parameter of the query, the header or a form.
#[derive(Debug)]
pub struct Parameter<'a> {
    /// The identifier of the argument or setter.
    pub name: String,
    /// What it stands for.
    pub ir: &'a ir::Field,
    /// Where it goes.
    pub place: Place,
    /// What is taken for it.
    pub value: ParameterValue,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the query.
    Query,
    /// Into the header.
    Header,
    /// Into the multipart body.
    Form,
}

/// What is taken for a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// A text.
    Text,
    /// Names, sent as one text with commas between them.
    Names,
    /// A value of this type.
    Plain(RustType),
    /// Anything that becomes a value of this type.
    Into(RustType),
    /// Any number of values of this type.
    List(RustType),
    /// Any number of files.
    Files,
}
