//! Which definitions of the two sources are the same type.
//!
//! Both sources' trees are walked side by side, from every place where a joined method meets its
//! operation. Two definitions that meet are the same type when
//!
//! 1. they have the same documented name, or one of them has no name of its own, or one of them is
//!    known by name only, and
//! 2. with different names, they have the same fields, and not both sources know both names,
//!
//! and when joining them does not make two types one that a source knows by different names and to have
//! different fields or values. Below two types that are not one, what is known by name only and what has
//! other content stays apart. Links that differ
//! only in the number a documentation tool appended are one type when they met the same schema, or
//! are enums of the same values, or of values and of none. A page's type that met nothing is the schema
//! of its name when the fields agree. An inline enum is a named one when the values are the same.

use super::graph::{DefId, Graph, Shape, Ty};
use crate::ir::{Identity, Source};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// Definitions grouped into types.
#[derive(Debug)]
pub(super) struct Classes {
    parent: Vec<DefId>,
    /// The members of each class, kept where its representative is.
    members: Vec<Vec<DefId>>,
}

impl Classes {
    fn new(graph: &Graph) -> Self {
        Self {
            parent: graph.ids().collect(),
            members: graph.ids().map(|id| vec![id]).collect(),
        }
    }

    /// The definition that stands for the type of `id`.
    pub(super) fn find(&self, mut id: DefId) -> DefId {
        while self.parent[id.index()] != id {
            id = self.parent[id.index()];
        }
        id
    }

    fn join(&mut self, a: DefId, b: DefId) {
        let (a, b) = (self.find(a), self.find(b));
        // The smaller id stands for both, so that the order of joining does not matter.
        let (root, child) = if a < b { (a, b) } else { (b, a) };
        if root != child {
            self.parent[child.index()] = root;
            let moved = std::mem::take(&mut self.members[child.index()]);
            self.members[root.index()].extend(moved);
        }
    }

    /// The definitions that are the same type as `id`.
    pub(super) fn members(&self, id: DefId) -> &[DefId] {
        &self.members[self.find(id).index()]
    }

    /// Every class, by its representative.
    pub(super) fn iter(&self) -> impl Iterator<Item = (DefId, &[DefId])> {
        let classes = self.members.iter().filter_map(|members| members.first());
        classes.map(|&any| (self.find(any), self.members(any)))
    }
}

/// Walks both sources side by side.
pub(super) struct Unifier<'a> {
    graph: &'a Graph,
    classes: Classes,
    work: VecDeque<(Ty, Ty)>,
    /// Pairs of definitions that differ in name or content, decided after all others.
    later: Vec<(DefId, DefId)>,
    seen: HashSet<(DefId, DefId)>,
    /// Whether what is walked stands below types that are not one.
    below_others: bool,
    page_names: HashSet<&'a str>,
}

impl<'a> Unifier<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut classes = Classes::new(graph);
        for id in graph.ids() {
            if matches!(graph.get(id).shape, Shape::Alias(Ty::Ref(_))) {
                classes.join(id, graph.resolve(id));
            }
        }
        Self {
            graph,
            classes,
            work: VecDeque::new(),
            later: Vec::new(),
            seen: HashSet::new(),
            below_others: false,
            page_names: (graph.defs.iter())
                .filter(|def| def.source == Source::Pages)
                .map(|def| def.name.as_str())
                .collect(),
        }
    }

    /// Notes that a page's type and a document's type stand in the same place.
    pub(super) fn meet(&mut self, page: &Ty, document: &Ty) {
        self.work.push_back((page.clone(), document.clone()));
    }

    /// The same for the fields of two definitions that are not the same type.
    pub(super) fn meet_fields(&mut self, page: DefId, document: DefId) {
        let (page, document) = (self.graph.resolve(page), self.graph.resolve(document));
        let others: HashMap<&str, &Ty> = (self.graph.fields(document).iter())
            .map(|field| (field.name.as_str(), &field.ty))
            .collect();
        for field in self.graph.fields(page) {
            if let Some(&other) = others.get(field.name.as_str()) {
                self.work.push_back((field.ty.clone(), other.clone()));
            }
        }
    }

    /// Walks everything that met, and groups the definitions; `queries` are the types of query parameters.
    pub(super) fn finish(mut self, queries: &[Ty]) -> Classes {
        self.settle();
        self.join_unmet();
        self.join_numbered_links();
        self.join_inline_enums();
        self.join_inline_filters(queries);
        self.classes
    }

    /// Walks everything that met: first below what is one type, then below what is not.
    fn settle(&mut self) {
        self.walk();
        let mut apart = Vec::new();
        while !self.later.is_empty() {
            for (page, document) in std::mem::take(&mut self.later) {
                let is_same = self.same_name(page, document)
                    || self.same_content(page, document) && !self.are_known_apart(page, document);
                if is_same && self.may_join(page, document) {
                    self.join(page, document);
                } else {
                    apart.push((page, document));
                }
            }
            self.walk();
        }
        self.below_others = true;
        for (page, document) in apart {
            self.meet_fields(page, document);
        }
        self.walk();
        self.below_others = false;
    }

    fn join(&mut self, page: DefId, document: DefId) {
        self.classes.join(page, document);
        self.meet_fields(page, document);
    }

    fn walk(&mut self) {
        while let Some((page, document)) = self.work.pop_front() {
            let graph = self.graph;
            match (graph.bare(&page).0, graph.bare(&document).0) {
                (Ty::Array(page), Ty::Array(document)) => self.meet(page, document),
                (Ty::Array(page), document) => self.meet(page, document),
                (page, Ty::Array(document)) => self.meet(page, document),
                (Ty::Map(page), Ty::Map(document)) => self.meet(page, document),
                (Ty::Ref(page), Ty::Ref(document)) => {
                    let pair = (self.graph.resolve(*page), self.graph.resolve(*document));
                    if self.seen.insert(pair) {
                        self.pair(pair.0, pair.1);
                    }
                }
                _ => {}
            }
        }
    }

    fn pair(&mut self, page: DefId, document: DefId) {
        match (&self.graph.get(page).shape, &self.graph.get(document).shape) {
            (Shape::Derived { base, .. }, _) => {
                let base = (**base).clone();
                self.meet(&base, &Ty::Ref(document));
                return;
            }
            (Shape::Union(variants), Shape::Union(others)) => {
                self.pair_variants(variants, others);
            }
            (Shape::Union(variants), _) => {
                for (variant, _) in variants {
                    self.work.push_back((variant.clone(), Ty::Ref(document)));
                }
                return;
            }
            (_, Shape::Union(variants)) => {
                for (variant, _) in variants {
                    self.work.push_back((Ty::Ref(page), variant.clone()));
                }
                return;
            }
            (Shape::Object { .. }, Shape::Enum(_)) | (Shape::Enum(_), Shape::Object { .. }) => {
                return;
            }
            _ => {}
        }
        let joins = match self.below_others {
            // Fields of two types that happen to have one name say little.
            true => self.is_one_name(page, document) || self.is_told_the_same(page, document),
            // Of several types that meet one without a name, the one that is the same comes first.
            false => self.same_name(page, document) && self.same_content(page, document),
        };
        if joins && self.may_join(page, document) {
            self.join(page, document);
        } else if self.below_others {
            self.meet_fields(page, document);
        } else {
            self.later.push((page, document));
        }
    }

    fn pair_variants(
        &mut self,
        variants: &[(Ty, crate::diagnostic::Span)],
        others: &[(Ty, crate::diagnostic::Span)],
    ) {
        let objects = |variants: &[(Ty, crate::diagnostic::Span)]| -> Vec<Ty> {
            variants
                .iter()
                .map(|(ty, _)| ty.clone())
                .filter(|ty| matches!(ty.split_null().0, Ty::Ref(_)))
                .collect()
        };
        let (mine, theirs) = (objects(variants), objects(others));
        if let ([mine], [theirs]) = (mine.as_slice(), theirs.as_slice()) {
            self.meet(mine, theirs);
            return;
        }
        for mine in &mine {
            if let Some(theirs) = theirs.iter().find(|theirs| self.names_match(mine, theirs)) {
                self.meet(mine, theirs);
            }
        }
    }

    fn names_match(&self, a: &Ty, b: &Ty) -> bool {
        match (a.split_null().0, b.split_null().0) {
            (Ty::Ref(a), Ty::Ref(b)) => {
                let (a, b) = (self.graph.get(*a), self.graph.get(*b));
                !a.name.is_empty() && a.name == b.name
            }
            _ => false,
        }
    }

    fn same_name(&self, page: DefId, document: DefId) -> bool {
        let (page, document) = (self.graph.get(page), self.graph.get(document));
        page.name.is_empty() || document.name.is_empty() || page.name == document.name
    }

    /// Whether either source has a type of its own of the other's name.
    fn are_known_apart(&self, page: DefId, document: DefId) -> bool {
        let mine = Identity::Schema(self.graph.get(page).name.clone());
        let is_another = |id: DefId| self.classes.find(id) != self.classes.find(document);
        let theirs = self.graph.get(document).name.as_str();
        (self.graph.find(Source::OpenApi, &mine)).is_some_and(is_another)
            && self.page_names.contains(theirs)
    }

    fn is_one_name(&self, page: DefId, document: DefId) -> bool {
        let (page, document) = (self.graph.get(page), self.graph.get(document));
        !page.name.is_empty() && page.name == document.name
    }

    /// Whether two definitions say what they consist of, and say the same.
    fn is_told_the_same(&self, page: DefId, document: DefId) -> bool {
        let is_told = |id: DefId| match &self.graph.get(id).shape {
            Shape::Unknown => false,
            Shape::Enum(values) => !values.is_empty(),
            _ => true,
        };
        is_told(page)
            && is_told(document)
            && self.same_content(page, document)
            && !self.are_known_apart(page, document)
    }

    /// Whether two definitions have the same fields or values, as far as they say.
    fn same_content(&self, a: DefId, b: DefId) -> bool {
        match (&self.graph.get(a).shape, &self.graph.get(b).shape) {
            (Shape::Unknown, _) | (_, Shape::Unknown) => true,
            (Shape::Object { .. }, Shape::Object { .. }) => {
                self.field_names(a) == self.field_names(b)
            }
            (Shape::Enum(mine), Shape::Enum(theirs)) => {
                mine.is_empty() || theirs.is_empty() || self.values(a) == self.values(b)
            }
            _ => false,
        }
    }

    fn field_names(&self, id: DefId) -> BTreeSet<&'a str> {
        self.graph
            .fields(id)
            .iter()
            .map(|field| field.name.as_str())
            .collect()
    }

    /// Whether joining two classes makes no two types one that a source knows by different names and to
    /// have different content.
    fn may_join(&self, a: DefId, b: DefId) -> bool {
        let (a, b) = (self.classes.find(a), self.classes.find(b));
        let differ = |mine: DefId, theirs: DefId| {
            let (a, b) = (self.graph.get(mine), self.graph.get(theirs));
            let has_names = !a.name.is_empty() && !b.name.is_empty();
            has_names
                && a.source == b.source
                && a.name != b.name
                && !self.same_content(mine, theirs)
        };
        let (mine, theirs) = (self.classes.members(a), self.classes.members(b));
        a == b || !(mine.iter()).any(|&mine| theirs.iter().any(|&theirs| differ(mine, theirs)))
    }

    /// A page's type that met no schema, since the document cut the tree above it, is the schema of its
    /// name: if the page only names it, or if the two share more than half of their fields.
    fn join_unmet(&mut self) {
        let pages: Vec<DefId> = self
            .graph
            .ids()
            .filter(|id| self.graph.get(*id).source == Source::Pages)
            .collect();
        for page in pages {
            let met = |id: &DefId| self.graph.get(*id).source == Source::OpenApi;
            let name = &self.graph.get(page).name;
            if name.is_empty() || self.classes.members(page).iter().any(met) {
                continue;
            }
            let Some(document) = self
                .graph
                .find(Source::OpenApi, &Identity::Schema(name.clone()))
            else {
                continue;
            };
            let unknown = matches!(self.graph.get(page).shape, Shape::Unknown);
            if unknown || self.mostly_same_fields(page, document) {
                self.join(page, document);
                self.settle();
            }
        }
    }

    fn mostly_same_fields(&self, page: DefId, document: DefId) -> bool {
        let (mine, theirs) = (self.field_names(page), self.field_names(document));
        2 * mine.intersection(&theirs).count() > mine.union(&theirs).count()
    }

    /// `Status` and `Status-1` are one enum when they have the same values. One that lists none is any
    /// other of its name, if all of these are one.
    fn join_numbered_links(&mut self) {
        let mut by_name: BTreeMap<&str, BTreeMap<BTreeSet<&str>, Vec<DefId>>> = BTreeMap::new();
        for id in self.graph.ids() {
            let def = self.graph.get(id);
            if let (Identity::Link(_), Some(values)) = (&def.identity, self.values(id)) {
                let same_name = by_name.entry(&def.name).or_default();
                same_name.entry(values).or_default().push(id);
            }
        }
        for mut same_name in by_name.into_values() {
            let without_values = same_name.remove(&BTreeSet::new());
            if same_name.len() == 1 {
                same_name
                    .values_mut()
                    .for_each(|ids| ids.extend(without_values.iter().flatten()));
            }
            for ids in same_name.values() {
                ids.iter().for_each(|id| self.classes.join(ids[0], *id));
            }
        }
    }

    fn values(&self, id: DefId) -> Option<BTreeSet<&'a str>> {
        match &self.graph.get(id).shape {
            Shape::Enum(values) => Some(values.iter().map(|value| value.value.as_str()).collect()),
            _ => None,
        }
    }

    /// An enum without a name is the named one with the same values; where several have them, the one
    /// called like the field, or ending like it. Without a named one, enums of one field name and the same
    /// values are one type.
    fn join_inline_enums(&mut self) {
        let mut named: BTreeMap<BTreeSet<&str>, Vec<DefId>> = BTreeMap::new();
        let mut inline: Vec<(BTreeSet<&str>, DefId)> = Vec::new();
        for (class, members) in self.classes.iter() {
            let values: BTreeSet<&str> = members
                .iter()
                .filter_map(|id| self.values(*id))
                .flatten()
                .collect();
            let has_name = |id: &DefId| !self.graph.get(*id).name.is_empty();
            if values.is_empty() {
                continue;
            } else if members.iter().any(has_name) {
                named.entry(values).or_default().push(class);
            } else {
                inline.push((values, class));
            }
        }
        let mut first: BTreeMap<(String, BTreeSet<&str>), DefId> = BTreeMap::new();
        for (values, class) in inline {
            let field = self.field_of(class);
            let same = named.get(&values).map_or(&[][..], Vec::as_slice);
            let choice = self.called_like(same, &field);
            let choice = choice.unwrap_or_else(|| *first.entry((field, values)).or_insert(class));
            self.classes.join(choice, class);
        }
    }

    /// The name of the field that an inline type stands in.
    fn field_of(&self, class: DefId) -> String {
        let owners = self.classes.members(class).iter();
        let owner = owners
            .filter_map(|id| self.graph.get(*id).owner.as_ref())
            .min();
        owner.map_or(String::new(), |owner| squash(&owner.field))
    }

    /// The only one of several types, or the only one that is called like a field.
    fn called_like(&self, types: &[DefId], field: &str) -> Option<DefId> {
        // A class is called by any of its names.
        let names = |class: &DefId| -> Vec<String> {
            let members = self.classes.members(*class).iter();
            members
                .map(|id| squash(&self.graph.get(*id).name))
                .collect()
        };
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut fitting = types.iter().filter(|class| {
                names(class)
                    .iter()
                    .any(|name| !name.is_empty() && fits(name))
            });
            fitting.next().copied().filter(|_| fitting.next().is_none())
        };
        only(&|_| true)
            .or_else(|| only(&|name| name == field))
            .or_else(|| only(&|name| name.ends_with(field)))
    }

    /// An object that a document spells out in a query is the named type with the same fields: every
    /// list has its own copy of the comparison operators.
    fn join_inline_filters(&mut self, queries: &[Ty]) {
        let inline: Vec<DefId> = queries
            .iter()
            .flat_map(|ty| self.inline_objects(ty))
            .collect();
        if inline.is_empty() {
            return;
        }
        let mut named: Vec<DefId> = self
            .graph
            .ids()
            .filter(|id| !self.graph.get(*id).name.is_empty() && !self.graph.fields(*id).is_empty())
            .collect();
        named.sort_by_key(|id| (self.graph.get(*id).source, &self.graph.get(*id).identity));
        let mut by_fields = HashMap::new();
        for id in named {
            by_fields.entry(self.signature(id)).or_insert(id);
        }
        for id in inline {
            if let Some(named) = by_fields.get(&self.signature(id)) {
                self.classes.join(*named, id);
            }
        }
    }

    /// The objects without a name that a type consists of.
    fn inline_objects(&self, ty: &Ty) -> Vec<DefId> {
        match ty {
            Ty::Ref(id) => match &self.graph.get(*id).shape {
                Shape::Union(variants) => variants
                    .iter()
                    .flat_map(|(ty, _)| self.inline_objects(ty))
                    .collect(),
                Shape::Object { .. } if self.graph.get(*id).name.is_empty() => vec![*id],
                _ => Vec::new(),
            },
            Ty::Array(item) => self.inline_objects(item),
            _ => Vec::new(),
        }
    }

    fn signature(&self, id: DefId) -> BTreeMap<&'a str, &'a Ty> {
        self.graph
            .fields(id)
            .iter()
            .map(|field| (field.name.as_str(), &field.ty))
            .collect()
    }
}

/// A name without case and separators.
fn squash(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
