//! Type expressions of the graph in, those of the IR out.

use super::{Types, or_null};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Api, Field, Object, Type, TypeDef, TypeId};
use crate::merge::graph::{Def, DefId, Derivation, Shape, Ty};

/// How many aliases and derivations may lead from a name to a type: more than anybody writes, and
/// few enough to follow them.
const DEEPEST: usize = 64;

impl Types<'_> {
    /// A type expression of the graph as one of the IR.
    pub(in crate::merge) fn lower(&mut self, api: &mut Api, ty: &Ty) -> Type {
        match ty {
            Ty::Any | Ty::Nothing => Type::Any,
            Ty::Opaque => Type::Map(Box::new(Type::Any)),
            Ty::String | Ty::Literal(_) => Type::String,
            Ty::Integer => Type::Integer,
            Ty::Number => Type::Number,
            Ty::Boolean => Type::Boolean,
            Ty::DateTime => Type::DateTime,
            Ty::Binary => Type::Binary,
            Ty::Array(item) => Type::Array(Box::new(self.lower(api, item))),
            Ty::Map(value) => Type::Map(Box::new(self.lower(api, value))),
            Ty::Nullable(inner) => or_null(self.lower(api, inner), true),
            Ty::Ref(id) => self.lower_ref(api, *id),
        }
    }

    fn lower_ref(&mut self, api: &mut Api, id: DefId) -> Type {
        let class = self.classes.find(id);
        if let Some(&known) = self.ids.get(&class) {
            return Type::Ref(known);
        }
        if self.open.contains(&class) || self.open.len() >= DEEPEST {
            return self.endless(id);
        }
        self.open.push(class);
        let ty = self.follow(api, class);
        self.open.pop();
        ty
    }

    /// What a class stands for that has neither fields nor values nor variants.
    fn follow(&mut self, api: &mut Api, class: DefId) -> Type {
        let defs = self.in_order(self.classes.members(class));
        if let Some(ty) = defs.iter().find_map(|def| alias(def)) {
            return self.lower(api, ty);
        }
        if let Some((base, derivation)) = defs.iter().find_map(|def| derivation(def)) {
            return match self.lower(api, base) {
                Type::Ref(base) => Type::Ref(self.derived(api, base, derivation, class)),
                Type::Nullable(base) => match *base {
                    Type::Ref(base) => {
                        or_null(Type::Ref(self.derived(api, base, derivation, class)), true)
                    }
                    other => or_null(other, true),
                },
                other => other,
            };
        }
        self.nobody_describes(class)
    }

    fn nobody_describes(&mut self, class: DefId) -> Type {
        let name = self.called(class);
        self.any(
            class,
            format!("nobody describes `{name}`; it is emitted as any JSON value"),
            "only named here",
        )
    }

    fn endless(&mut self, id: DefId) -> Type {
        let name = self.called(id);
        self.any(
            id,
            format!("`{name}` is defined by itself; it is emitted as any JSON value"),
            "leads back here",
        )
    }

    fn called(&self, id: DefId) -> String {
        let defs = self.in_order(self.classes.members(id));
        defs.first().map_or_else(String::new, |def| def.called())
    }

    /// Any value, with a warning, once for each definition.
    fn any(&mut self, id: DefId, message: String, label: &str) -> Type {
        if self.unknown.insert(self.classes.find(id)) {
            let mut diagnostic = Diagnostic::new(Code::UnknownType, message);
            if let Some(origin) = self.graph.get(id).origins.first() {
                diagnostic = diagnostic.label(origin.span, label);
            }
            self.diagnostics
                .push(diagnostic.help("a fixup can give it a type"));
        }
        Type::Any
    }

    fn derived(
        &mut self,
        api: &mut Api,
        base: TypeId,
        derivation: &Derivation,
        class: DefId,
    ) -> TypeId {
        let frame = self.frame(self.classes.members(class));
        let key = (base, derivation.clone());
        if let Some(&known) = self.derived.get(&key)
            && frame.name.is_empty()
        {
            return known;
        }
        let has_name = !frame.name.is_empty();
        let id = api.add_type(TypeDef {
            shape: ir::Shape::Alias(Type::Ref(base)),
            ..frame
        });
        if has_name {
            self.ids.insert(class, id);
        }
        self.derived.entry(key).or_insert(id);
        self.pending.push((id, base, derivation.clone()));
        id
    }

    /// Gives derived types their fields, when all others have theirs. An `Omit` that leaves out nothing,
    /// or only what the base may lack anyway, is its base: every value of it is one of the base.
    pub(in crate::merge) fn derive(&mut self, api: &mut Api) {
        for (id, base, derivation) in std::mem::take(&mut self.pending) {
            let ir::Shape::Object(object) = base_shape(api, base) else {
                continue;
            };
            let omits_nothing = match &derivation {
                Derivation::Omit(keys) => object
                    .fields
                    .iter()
                    .all(|field| !keys.contains(&field.name) || !field.required),
                _ => false,
            };
            if !omits_nothing {
                let Object {
                    mut fields,
                    additional,
                } = object.clone();
                let require = |field: &mut Field, required| field.required = required;
                derivation.apply(&mut fields, |field| &field.name, require);
                api[id].shape = ir::Shape::Object(Object { fields, additional });
            }
        }
    }
}

/// What a definition is another name for; of an alias of a type, that type is in the class.
fn alias(def: &Def) -> Option<&Ty> {
    match &def.shape {
        Shape::Alias(Ty::Ref(_)) => None,
        Shape::Alias(ty) => Some(ty),
        _ => None,
    }
}

fn derivation(def: &Def) -> Option<(&Ty, &Derivation)> {
    match &def.shape {
        Shape::Derived { base, derivation } => Some((base, derivation)),
        _ => None,
    }
}

/// The shape of a type, or of the one that it is another name for.
fn base_shape(api: &Api, mut id: TypeId) -> &ir::Shape {
    // A longer way is a circle.
    for _ in 0..api.types.len() {
        match &api[id].shape {
            ir::Shape::Alias(Type::Ref(next)) => id = *next,
            _ => break,
        }
    }
    &api[id].shape
}
