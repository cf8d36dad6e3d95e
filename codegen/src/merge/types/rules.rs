//! The rules of the table: of two types in one place, which is taken.

use super::{Place, Types, or_null};
use crate::ir::{Api, Type};
use crate::merge::graph::{DefId, Shape, Ty};

impl Types<'_> {
    /// The type of a place that both sources describe, and whether it may be null.
    pub(in crate::merge) fn choose(
        &mut self,
        api: &mut Api,
        place: Place,
        page: &Ty,
        document: &Ty,
    ) -> (Type, bool) {
        let graph = self.graph;
        let ((page, page_null), (document, document_null)) =
            (graph.bare(page), graph.bare(document));
        let chosen = match (page, document) {
            (Ty::Map(page), Ty::Map(document)) => {
                let (value, nullable) = self.choose(api, place, page, document);
                Type::Map(Box::new(or_null(value, nullable)))
            }
            (Ty::Array(_), _) | (_, Ty::Array(_))
                if !self.is_union(page) && !self.is_union(document) =>
            {
                let (item, nullable) = self.choose(api, place, item(page), item(document));
                Type::Array(Box::new(or_null(item, nullable)))
            }
            (page, document) => {
                let stronger = self.stronger(place, page, document);
                self.lower(api, stronger)
            }
        };
        (chosen, page_null || document_null)
    }

    /// The rule of the table above, for two types of which neither is a list.
    fn stronger<'t>(&self, place: Place, page: &'t Ty, document: &'t Ty) -> &'t Ty {
        let is_known = |ty: &Ty| !ty.is_vague() && !self.is_unknown(ty) && *ty != Ty::Nothing;
        if !is_known(document) || !is_known(page) {
            return if is_known(document) { document } else { page };
        }
        let is_enum = |ty: &Ty| {
            self.shape_of(ty)
                .is_some_and(|shape| matches!(shape, Shape::Enum(_)))
        };
        match (page, document) {
            (Ty::Ref(a), Ty::Ref(b)) => {
                let same =
                    self.classes.find(*a) == self.classes.find(*b) || self.derives_from(*a, *b);
                let spelled_out =
                    !self.graph.get(*a).name.is_empty() && self.graph.get(*b).name.is_empty();
                let one_of_several = self.is_union(page) && !self.is_member(*b, *a);
                if same || spelled_out || one_of_several {
                    page
                } else {
                    document
                }
            }
            (Ty::Ref(_), Ty::String | Ty::Literal(_)) if is_enum(page) => page,
            (Ty::Ref(_), _) if self.is_union(page) => page,
            (Ty::Ref(_), _) | (_, Ty::Ref(_)) => document,
            (Ty::Number, Ty::Integer) | (Ty::String, Ty::DateTime) => document,
            _ if place == Place::Query => document,
            _ => page,
        }
    }

    fn is_union(&self, ty: &Ty) -> bool {
        self.shape_of(ty)
            .is_some_and(|shape| matches!(shape, Shape::Union(_)))
    }

    /// Whether a type is one of a union's members.
    fn is_member(&self, id: DefId, union: DefId) -> bool {
        let Shape::Union(variants) = &self.graph.get(self.graph.resolve(union)).shape else {
            return false;
        };
        let is_it = |ty: &Ty| matches!(ty, Ty::Ref(variant) if self.classes.find(*variant) == self.classes.find(id));
        variants.iter().any(|(ty, _)| is_it(ty.split_null().0))
    }

    fn derives_from(&self, derived: DefId, base: DefId) -> bool {
        let is_it = |id| self.classes.find(id) == self.classes.find(base);
        (self.graph.base(&Ty::Ref(derived)))
            .is_some_and(|(id, derivations)| !derivations.is_empty() && is_it(id))
    }

    fn shape_of(&self, ty: &Ty) -> Option<&Shape> {
        match ty {
            Ty::Ref(id) => Some(&self.graph.get(self.graph.resolve(*id)).shape),
            _ => None,
        }
    }

    fn is_unknown(&self, ty: &Ty) -> bool {
        let Ty::Ref(id) = ty else { return false };
        let unknown = |id: &DefId| matches!(self.graph.get(*id).shape, Shape::Unknown);
        self.classes
            .members(*id)
            .iter()
            .all(|id| unknown(&self.graph.resolve(*id)))
    }
}

fn item(ty: &Ty) -> &Ty {
    if let Ty::Array(item) = ty { item } else { ty }
}
