//! How the structs of the API are read and written: a table of its fields for each, and one piece of code for all.
//!
//! `serde`'s derive would do the same. It writes four times as much code, alike for every struct, and checking that was
//! three quarters of the time that this crate took to compile.
//!
//! Reading begins with an empty value, whose fields are set as they come; what must be there is checked at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Json, JsonObject, Patch};

/// A struct with a table of fields; [`object!`] implements it.
pub(crate) trait Object: Empty {
    const NAME: &'static str;
    /// A field is known by its index here.
    const FIELDS: &'static [Field];
    /// Where they are, by their names.
    const INDEX: &'static Index;
    /// Whether values are kept whose key is none of the fields.
    const KEEPS_OTHERS: bool = false;

    /// Reads the next value of `map` into a field; says whether it was null.
    fn set<'de, A: MapAccess<'de>>(&mut self, field: usize, map: &mut A) -> Result<bool, A::Error>;

    /// Notes that a field was sent as null.
    fn note_null(&mut self, _field: usize) {}

    /// Reads the next value of `map`, whose key is none of the fields.
    fn set_other<'de, A: MapAccess<'de>>(&mut self, _: &str, map: &mut A) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }
}

/// What is known of a field.
pub(crate) struct Field {
    /// The wire name.
    name: &'static str,
    is_required: bool,
}

impl Field {
    pub(crate) const fn required(name: &'static str) -> Self {
        let is_required = true;
        Self { name, is_required }
    }

    pub(crate) const fn optional(name: &'static str) -> Self {
        let is_required = false;
        Self { name, is_required }
    }

    pub(crate) const fn nullable(name: &'static str) -> Self {
        Self::optional(name)
    }

    pub(crate) const fn patch(name: &'static str) -> Self {
        Self::optional(name)
    }

    pub(crate) const fn either(name: &'static str) -> Self {
        Self::optional(name)
    }
}

/// Which fields were sent as null, of those that may be absent as well: a relation that was asked for and is not
/// there is null, one that was not asked for is absent. To a caller both are `None`; written again, each is what it was.
///
/// Fields beyond the bits are written as absent; no struct of the API has so many.
#[derive(Clone, Copy, Default)]
pub(crate) struct Nulls([u64; 2]);

/// All are equal: two values whose fields are the same are the same, however they were written.
impl PartialEq for Nulls {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Nulls {}

impl Hash for Nulls {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Nulls {
    pub(crate) fn insert(&mut self, field: usize) {
        if let Some(bits) = self.0.get_mut(field / 64) {
            *bits |= 1 << (field % 64);
        }
    }

    fn contains(self, field: usize) -> bool {
        let bits = self.0.get(field / 64);
        bits.is_some_and(|bits| bits & (1 << (field % 64)) != 0)
    }
}

impl fmt::Debug for Nulls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries((0..128).filter(|field| self.contains(*field)))
            .finish()
    }
}

/// How many slots an index has.
const SLOTS: usize = 128;

/// A slot that no field took.
const FREE: u8 = u8::MAX;

/// More fields than this are searched one by one.
const INDEXED: usize = 96;

/// A hash table of fields: each is in the slot of its name's hash, or in the first free one behind it.
pub(crate) type Index = [u8; SLOTS];

/// The index of a struct's fields.
pub(crate) const fn index(fields: &[Field]) -> Index {
    let mut index = [FREE; SLOTS];
    let mut field = 0;
    while field < fields.len() && field < INDEXED {
        let mut slot = slot(fields[field].name.as_bytes());
        while index[slot] != FREE {
            slot = (slot + 1) % SLOTS;
        }
        index[slot] = field as u8;
        field += 1;
    }
    index
}

/// The slot in which a name is looked for first.
const fn slot(name: &[u8]) -> usize {
    let [first, .., last] = name else {
        return 0;
    };
    let middle = name[name.len() / 2] as usize;
    let (first, last) = (*first as usize, *last as usize);
    (first * 7 + middle * 13 + last * 31 + name.len() * 5) % SLOTS
}

/// What has a value to begin with, before the real one is read. Nobody sees it.
pub(crate) trait Empty: Sized {
    fn empty() -> Self;

    /// Whether this is how null is read.
    fn is_null(&self) -> bool {
        false
    }
}

/// Reads a struct.
pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Object,
{
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut value = T::empty();
        let keys = Keys {
            fields: T::FIELDS,
            index: T::INDEX,
            keeps_others: T::KEEPS_OTHERS,
        };
        fill(&mut value, keys, map)?;
        Ok(value)
    }
}

/// [`Object`] without its type, so that the loop over the keys is compiled once.
trait Target<'de, A: MapAccess<'de>> {
    fn set(&mut self, field: usize, map: &mut A) -> Result<bool, A::Error>;
    fn note_null(&mut self, field: usize);
    fn set_other(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Object> Target<'de, A> for T {
    fn set(&mut self, field: usize, map: &mut A) -> Result<bool, A::Error> {
        Object::set(self, field, map)
    }

    fn note_null(&mut self, field: usize) {
        Object::note_null(self, field);
    }

    fn set_other(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        Object::set_other(self, key, map)
    }
}

fn fill<'de, A: MapAccess<'de>>(
    target: &mut dyn Target<'de, A>,
    keys: Keys,
    mut map: A,
) -> Result<(), A::Error> {
    let mut seen = Seen::default();
    let mut next = 0;
    while let Some(found) = map.next_key_seed(NextKey { keys, next })? {
        match found {
            Found::Field(field) => {
                if target.set(field, &mut map)? {
                    target.note_null(field);
                }
                seen.insert(field);
                next = field + 1;
            }
            Found::Other(key) => target.set_other(&key, &mut map)?,
        }
    }
    let mut missing = (keys.fields.iter().enumerate())
        .filter(|(index, field)| field.is_required && !seen.contains(*index));
    match missing.next() {
        Some((_, field)) => Err(A::Error::missing_field(field.name)),
        None => Ok(()),
    }
}

/// Which fields have been set.
#[derive(Default)]
struct Seen {
    first: u128,
    /// Those beyond the bits of `first`.
    rest: BTreeSet<usize>,
}

impl Seen {
    fn insert(&mut self, field: usize) {
        match Self::bit(field) {
            Some(bit) => self.first |= bit,
            None => drop(self.rest.insert(field)),
        }
    }

    fn contains(&self, field: usize) -> bool {
        match Self::bit(field) {
            Some(bit) => self.first & bit != 0,
            None => self.rest.contains(&field),
        }
    }

    fn bit(field: usize) -> Option<u128> {
        1u128.checked_shl(u32::try_from(field).ok()?)
    }
}

/// The keys of a struct.
#[derive(Clone, Copy)]
struct Keys {
    fields: &'static [Field],
    index: &'static Index,
    keeps_others: bool,
}

impl Keys {
    fn find(&self, key: &str) -> Option<usize> {
        let is_it = |field: &Field| field.name == key;
        if self.fields.len() > INDEXED {
            return self.fields.iter().position(is_it);
        }
        let mut slot = slot(key.as_bytes());
        loop {
            let field = usize::from(self.index[slot]);
            if is_it(self.fields.get(field)?) {
                return Some(field);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Reads a key and finds its field.
struct NextKey {
    keys: Keys,
    /// Where it is looked for first: servers mostly send fields in one order.
    next: usize,
}

enum Found {
    Field(usize),
    /// Another key; empty where nobody wants to know.
    Other(String),
}

impl<'de> DeserializeSeed<'de> for NextKey {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NextKey {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, key: &str) -> Result<Found, E> {
        let keys = self.keys;
        let next = keys.fields.get(self.next);
        Ok(match next.filter(|field| field.name == key) {
            Some(_) => Found::Field(self.next),
            None => match keys.find(key) {
                Some(field) => Found::Field(field),
                None if keys.keeps_others => Found::Other(key.to_owned()),
                None => Found::Other(String::new()),
            },
        })
    }
}

/// Reads the next value of `map` into a place; says whether it was null.
pub(crate) fn read<'de, A, T>(place: &mut T, map: &mut A) -> Result<bool, A::Error>
where
    A: MapAccess<'de>,
    T: Deserialize<'de> + Empty,
{
    *place = map.next_value()?;
    Ok(place.is_null())
}

/// Writes a struct, field by field; the first error is told at the end.
pub(crate) struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    nulls: Nulls,
    /// The index of the next field.
    next: usize,
}

impl<S: Serializer> Writer<S> {
    pub(crate) fn new(serializer: S) -> Self {
        Self {
            map: serializer.serialize_map(None),
            nulls: Nulls::default(),
            next: 0,
        }
    }

    /// Tells which fields are null when they are empty.
    pub(crate) fn nulls(&mut self, nulls: Nulls) {
        self.nulls = nulls;
    }

    /// A field that is always there.
    pub(crate) fn required<T: Serialize>(&mut self, name: &'static str, value: &T) {
        self.field(name, Some(value));
    }

    /// A field that is always there, maybe as null.
    pub(crate) fn nullable<T: Serialize>(&mut self, name: &'static str, value: &T) {
        self.field(name, Some(value));
    }

    /// A field that is left out when it is empty.
    pub(crate) fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        self.field(name, value.as_ref());
    }

    /// A field that, when it is empty, is what it was when it was read: null or absent.
    pub(crate) fn either<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        let is_written = value.is_some() || self.nulls.contains(self.next);
        self.field(name, is_written.then_some(value));
    }

    /// A field that is left out when it is not set.
    pub(crate) fn patch<T: Serialize>(&mut self, name: &'static str, value: &Patch<T>) {
        self.field(name, Some(value).filter(|value| !value.is_unset()));
    }

    /// Fields that have no names of their own.
    pub(crate) fn others<'a, T: Serialize + 'a>(
        &mut self,
        values: impl IntoIterator<Item = (&'a String, &'a T)>,
    ) {
        for (name, value) in values {
            self.entry(name, value);
        }
    }

    fn field<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.entry(name, value);
        }
        self.next += 1;
    }

    fn entry<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}

/// Implements reading and writing for a struct, given for each field its index, wire name, identifier and presence.
#[allow(
    unused_macros,
    reason = "only generated code uses it, and features turn that off"
)]
macro_rules! object {
    ($type:ident, $($index:literal $name:literal $field:ident $presence:ident,)* $(others $others:ident,)? $(nulls: $nulls:ident,)?) => {
        impl crate::object::Empty for $type {
            fn empty() -> Self {
                Self {
                    $($field: crate::object::Empty::empty(),)*
                    $($others: crate::object::Empty::empty(),)?
                    $($nulls: crate::object::Nulls::default(),)?
                }
            }
        }

        impl crate::object::Object for $type {
            const NAME: &'static str = stringify!($type);
            const FIELDS: &'static [crate::object::Field] =
                &[$(crate::object::Field::$presence($name)),*];
            const INDEX: &'static crate::object::Index = &crate::object::index(Self::FIELDS);

            fn set<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                field: usize,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                match field {
                    $($index => crate::object::read(&mut self.$field, map),)*
                    _ => Ok(false),
                }
            }

            $(
                fn note_null(&mut self, field: usize) {
                    self.$nulls.insert(field);
                }
            )?

            $(
                // Said of any struct that has a field for them.
                const KEEPS_OTHERS: bool = !stringify!($others).is_empty();

                fn set_other<'de, A: serde::de::MapAccess<'de>>(
                    &mut self,
                    key: &str,
                    map: &mut A,
                ) -> Result<(), A::Error> {
                    self.$others.insert(key.to_owned(), map.next_value()?);
                    Ok(())
                }
            )?
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::object::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut fields = crate::object::Writer::new(serializer);
                $(fields.nulls(self.$nulls);)?
                $(fields.$presence($name, &self.$field);)*
                $(fields.others(&self.$others);)?
                fields.end()
            }
        }
    };
}
#[allow(
    unused_imports,
    reason = "only generated code uses it, and features turn that off"
)]
pub(crate) use object;

macro_rules! empty {
    ($([$($parameters:tt)*] $type:ty = $value:expr;)*) => {
        $(impl<$($parameters)*> Empty for $type {
            fn empty() -> Self {
                $value
            }
        })*
    };
}

empty! {
    [] String = Self::new();
    [] bool = false;
    [] i64 = 0;
    [] f64 = 0.0;
    [] Json = Self::Null;
    [] JsonObject = Self::new();
    [T] Vec<T> = Self::new();
    [T] BTreeMap<String, T> = Self::new();
    [T] Patch<T> = Self::default();
    [T: Empty] Box<T> = Self::new(T::empty());
}

impl<T> Empty for Option<T> {
    fn empty() -> Self {
        None
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq)]
    struct Lamp {
        id: String,
        watts: Option<i64>,
        bulb: Option<Box<Lamp>>,
        note: Patch<String>,
        shade: Option<String>,
        more: JsonObject,
        nulls: Nulls,
    }

    object! {
        Lamp,
        0 "id" id required,
        1 "watts" watts nullable,
        2 "bulb" bulb optional,
        3 "note" note patch,
        4 "shade" shade either,
        others more,
        nulls: nulls,
    }

    fn error(json: &str) -> String {
        let error = serde_json::from_str::<Lamp>(json).expect_err("it does not fit");
        error.to_string()
    }

    #[test]
    fn what_is_read_is_written() {
        for value in [
            json!({"id": "a", "watts": null}),
            json!({"id": "a", "watts": 5, "bulb": {"id": "b", "watts": null}, "note": null, "color": ["red"]}),
            json!({"id": "", "watts": 5, "note": "dim", "Id": 1}),
            json!({"id": "", "watts": 5, "shade": null, "bulb": {"id": "b", "watts": 1, "shade": "red"}}),
        ] {
            let lamp: Lamp = serde_json::from_value(value.clone()).expect("it fits");
            assert_eq!(
                serde_json::to_value(&lamp).expect("it can be written"),
                value
            );
        }
    }

    #[test]
    fn any_order_will_do_and_the_last_value_counts() {
        let lamp: Lamp =
            serde_json::from_str(r#"{"x": 1, "watts": 1, "note": "n", "watts": 2, "id": "a"}"#)
                .expect("it fits");
        assert_eq!((lamp.id.as_str(), lamp.watts), ("a", Some(2)));
        assert_eq!(
            (&lamp.note, &lamp.more["x"]),
            (&Patch::Value("n".to_owned()), &json!(1))
        );
    }

    #[test]
    fn what_may_be_null_may_be_absent() {
        let lamp: Lamp = serde_json::from_str(r#"{"id": "a"}"#).expect("it fits");
        let written = serde_json::to_value(&lamp).expect("it can be written");
        assert_eq!(written, json!({"id": "a", "watts": null}));
    }

    #[test]
    fn how_an_empty_field_was_written_does_not_tell_values_apart() {
        let read = |json| serde_json::from_str::<Lamp>(json).expect("it fits");
        assert_eq!(
            read(r#"{"id": "a", "shade": null}"#),
            read(r#"{"id": "a"}"#)
        );
        assert_ne!(read(r#"{"id": "a", "shade": ""}"#), read(r#"{"id": "a"}"#));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert_eq!(error("{}"), "missing field `id` at line 1 column 2");
        assert!(error(r#"{"id": null}"#).starts_with("invalid type: null, expected a string"));
        assert!(error("[]").starts_with("invalid type: sequence, expected struct Lamp"));
        assert!(error(r#"{"id": "a", "bulb": {}}"#).starts_with("missing field `id`"));
    }

    #[test]
    fn every_field_is_found() {
        let names: Vec<&str> = "a b ab ba aba bab id ids created_at updated_at deleted_at"
            .split(' ')
            .collect();
        for count in 0..=names.len() {
            let fields = names[..count].iter().map(|name| Field::optional(name));
            let fields: &'static [Field] = fields.collect::<Vec<_>>().leak();
            let keys = Keys {
                fields,
                index: Box::leak(Box::new(index(fields))),
                keeps_others: false,
            };
            for (position, name) in names.iter().enumerate() {
                assert_eq!(
                    keys.find(name),
                    (position < count).then_some(position),
                    "{name}"
                );
            }
            assert_eq!(keys.find(""), None);
        }
    }

    #[test]
    fn more_fields_than_an_index_holds() {
        let names: Vec<String> = (0..500).map(|number| format!("field_{number}")).collect();
        for count in [INDEXED, INDEXED + 1, 500] {
            let fields = names[..count]
                .iter()
                .map(|name| Field::optional(name.clone().leak()));
            let fields: &'static [Field] = fields.collect::<Vec<_>>().leak();
            let keys = Keys {
                fields,
                index: Box::leak(Box::new(index(fields))),
                keeps_others: false,
            };
            assert!((0..count).all(|position| keys.find(&names[position]) == Some(position)));
            assert_eq!(keys.find("field_500"), None);
        }
    }

    #[test]
    fn fields_beyond_the_bits() {
        let mut seen = Seen::default();
        for field in [0, 127, 128, 5000] {
            assert!(!seen.contains(field));
            seen.insert(field);
            assert!(seen.contains(field) && !seen.contains(field + 1));
        }
    }
}
