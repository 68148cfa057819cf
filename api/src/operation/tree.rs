//! A view as a tree whose leaves are JSON already: GraphQL picks of it what was asked for, and copies.

use std::{ops::Range, sync::Arc};

use domain::kernel::agreed::Shown;
use serde::{
    Serialize, Serializer,
    ser::{self, Error as _},
};
use serde_json::Value;

/// A view, taken apart.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The leaves, one after another.
    text: Vec<u8>,
    /// The view itself.
    pub root: Node,
    /// The fields that are shown, if an agreement names some.
    shown: Option<Arc<Shown>>,
}

/// A part of a view.
#[derive(Debug, Clone, Default)]
pub enum Node {
    /// Nothing.
    #[default]
    Null,
    /// A text, a number, `true` or `false`: where it stands among the leaves.
    Leaf(Range<usize>),
    /// Several values.
    List(Vec<Node>),
    /// Fields by their names.
    Record(Vec<(&'static str, Node)>),
    /// Fields whose names are no constants.
    Map(Vec<(String, Node)>),
}

impl Tree {
    /// A view, taken apart.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn of(view: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        let mut text = Vec::new();
        let root = view.serialize(Writer(&mut text))?;
        Ok(Self { text, root, shown: None })
    }

    /// With these fields of its records alone.
    #[must_use]
    pub fn limited(mut self, shown: Arc<Shown>) -> Self {
        let limit = |node: &mut Node| match node {
            Node::Record(fields) => fields.retain(|(name, _)| shown.has(name)),
            Node::Map(fields) => fields.retain(|(name, _)| shown.has(name)),
            _ => {}
        };
        match &mut self.root {
            Node::List(records) => records.iter_mut().for_each(limit),
            one => limit(one),
        }
        Self { shown: Some(shown), ..self }
    }

    /// True if an agreement hides a field of the records.
    pub fn hides(&self, field: &str) -> bool {
        self.shown.as_ref().is_some_and(|shown| !shown.has(field))
    }

    /// The JSON of a leaf.
    pub fn leaf(&self, at: &Range<usize>) -> &[u8] {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// A part of the view as JSON.
    ///
    /// # Errors
    /// None; every leaf was written as JSON.
    pub fn value(&self, node: &Node) -> Result<Value, serde_json::Error> {
        Ok(match node {
            Node::Null => Value::Null,
            Node::Leaf(at) => serde_json::from_slice(self.leaf(at))?,
            Node::List(items) => Value::Array(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?),
            Node::Record(fields) => {
                let each = fields.iter().map(|(name, node)| Ok(((*name).to_owned(), self.value(node)?)));
                Value::Object(each.collect::<Result<_, serde_json::Error>>()?)
            }
            Node::Map(fields) => {
                let each = fields.iter().map(|(name, node)| Ok((name.clone(), self.value(node)?)));
                Value::Object(each.collect::<Result<_, serde_json::Error>>()?)
            }
        })
    }

    /// The text of a leaf that needs no escapes, such as an id.
    pub fn plain_text(&self, node: &Node) -> Option<&str> {
        let Node::Leaf(at) = node else { return None };
        let text = std::str::from_utf8(self.leaf(at)).ok()?;
        text.strip_prefix('"')?.strip_suffix('"')
    }
}

impl Node {
    /// A field; `hint` is where it most likely stands.
    pub fn field(&self, name: &str, hint: usize) -> Option<&Self> {
        match self {
            Self::Record(fields) => match fields.get(hint) {
                Some((known, node)) if *known == name => Some(node),
                _ => fields.iter().find(|(known, _)| *known == name).map(|(_, node)| node),
            },
            Self::Map(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, node)| node),
            _ => None,
        }
    }
}

/// Writes the leaves, and tells where each stands.
struct Writer<'t>(&'t mut Vec<u8>);

impl Writer<'_> {
    fn leaf(self, value: &(impl Serialize + ?Sized)) -> Result<Node, serde_json::Error> {
        let begin = self.0.len();
        serde_json::to_writer(&mut *self.0, value)?;
        Ok(Node::Leaf(begin..self.0.len()))
    }
}

macro_rules! leaves {
    ($($method:ident: $of:ty,)+) => {$(
        fn $method(self, value: $of) -> Result<Node, serde_json::Error> {
            self.leaf(&value)
        }
    )+};
}

impl<'t> Serializer for Writer<'t> {
    type Ok = Node;
    type Error = serde_json::Error;
    type SerializeSeq = Items<'t>;
    type SerializeTuple = Items<'t>;
    type SerializeTupleStruct = Items<'t>;
    type SerializeTupleVariant = ser::Impossible<Node, serde_json::Error>;
    type SerializeMap = Entries<'t>;
    type SerializeStruct = Fields<'t>;
    type SerializeStructVariant = ser::Impossible<Node, serde_json::Error>;

    leaves! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, Self::Error> {
        Err(Self::Error::custom("bytes are no JSON"))
    }

    fn serialize_none(self) -> Result<Node, Self::Error> {
        Ok(Node::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Self::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, Self::Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, Self::Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<Node, Self::Error> {
        self.leaf(word)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Node, Self::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
        value: &T,
    ) -> Result<Node, Self::Error> {
        Ok(Node::Record(vec![(word, value.serialize(self)?)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'t>, Self::Error> {
        Ok(Items { text: self.0, items: Vec::with_capacity(length.unwrap_or_default()) })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'t>, Self::Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'t>, Self::Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Self::Error> {
        Err(Self::Error::custom("no view has variants of several values"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Entries<'t>, Self::Error> {
        Ok(Entries { text: self.0, fields: Vec::with_capacity(length.unwrap_or_default()), name: String::new() })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields<'t>, Self::Error> {
        Ok(Fields { text: self.0, fields: Vec::with_capacity(length) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Self::Error> {
        Err(Self::Error::custom("no view has variants with fields"))
    }
}

struct Items<'t> {
    text: &'t mut Vec<u8>,
    items: Vec<Node>,
}

impl Items<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), serde_json::Error> {
        self.items.push(value.serialize(Writer(self.text))?);
        Ok(())
    }
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = Node;
    type Error = serde_json::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        self.push(value)
    }

    fn end(self) -> Result<Node, Self::Error> {
        Ok(Node::List(self.items))
    }
}

impl ser::SerializeTuple for Items<'_> {
    type Ok = Node;
    type Error = serde_json::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        self.push(value)
    }

    fn end(self) -> Result<Node, Self::Error> {
        Ok(Node::List(self.items))
    }
}

impl ser::SerializeTupleStruct for Items<'_> {
    type Ok = Node;
    type Error = serde_json::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        self.push(value)
    }

    fn end(self) -> Result<Node, Self::Error> {
        Ok(Node::List(self.items))
    }
}

struct Fields<'t> {
    text: &'t mut Vec<u8>,
    fields: Vec<(&'static str, Node)>,
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = Node;
    type Error = serde_json::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Self::Error> {
        self.fields.push((name, value.serialize(Writer(self.text))?));
        Ok(())
    }

    fn end(self) -> Result<Node, Self::Error> {
        Ok(Node::Record(self.fields))
    }
}

struct Entries<'t> {
    text: &'t mut Vec<u8>,
    fields: Vec<(String, Node)>,
    name: String,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = Node;
    type Error = serde_json::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Self::Error> {
        match serde_json::to_value(key)? {
            Value::String(name) => self.name = name,
            other => self.name = other.to_string(),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
        let node = value.serialize(Writer(self.text))?;
        self.fields.push((std::mem::take(&mut self.name), node));
        Ok(())
    }

    fn end(self) -> Result<Node, Self::Error> {
        Ok(Node::Map(self.fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct View {
        id: &'static str,
        amounts: Vec<Option<i64>>,
        pair: (bool, char),
        more: Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<u8>,
    }

    #[test]
    fn tree_says_what_the_json_says() {
        let more = json!({ "甲\n": [1.5, null, { "b": "\"" }] });
        let view = View { id: "0\\1", amounts: vec![Some(-7), None], pair: (true, '·'), more, absent: None };
        let tree = Tree::of(&view).unwrap();
        assert_eq!(tree.value(&tree.root).unwrap(), json!(view));
        assert_eq!(tree.plain_text(tree.root.field("id", 3).unwrap()), Some("0\\\\1"));
    }
}
