//! The types of the schema, made from the description of the surface: the same names, fields and words as REST has.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A type as a field has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What it is.
    pub shape: Shape,
    /// True if it may be null, or left out.
    pub is_nullable: bool,
    /// What it is taken for where it is left out of an input.
    pub default: Option<Value>,
}

impl Typed {
    /// A type.
    pub const fn new(shape: Shape, is_nullable: bool) -> Self {
        Self { shape, is_nullable, default: None }
    }
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A scalar: `String`, `Int`, `Float`, `Boolean`, `ID`, `Date`, `DateTime` or `JSON`.
    Scalar(&'static str),
    /// A word of a closed list, by the name of its type.
    Word(String),
    /// An object or an input, by the name of its type.
    Object(String),
    /// Several values of a type.
    List(Box<Typed>),
}

/// A field of an object or an input.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in JSON.
    pub json: String,
    /// Its type.
    pub typed: Typed,
    /// What it says.
    pub description: Option<String>,
}

/// An object, or an input: its fields by their names in the schema.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// What it is.
    pub description: Option<String>,
    /// Its fields.
    pub fields: BTreeMap<String, Field>,
    /// True for an input with exactly one of its fields, which is the event of a lifecycle.
    pub is_event: bool,
}

/// A closed list of words: each with what it means.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// What it lists.
    pub description: Option<String>,
    /// The words as JSON has them.
    pub words: Vec<(String, String)>,
}

/// The types of the schema.
#[derive(Debug, Default)]
pub struct Types {
    /// What is answered.
    pub objects: BTreeMap<String, Object>,
    /// What is said.
    pub inputs: BTreeMap<String, Object>,
    /// Closed lists.
    pub words: BTreeMap<String, Words>,
}

/// Types that the schema calls otherwise than REST, whose name reads as a list of records.
const RENAMED: [(&str, &str); 1] = [("Appointments", "AppointmentRecords")];

/// How the names of merge patches begin, in which what is left out stays as it is.
const PATCH: &str = "Update";

/// Makes the types that a description names.
pub struct Maker<'d> {
    schemas: &'d Map<String, Value>,
    /// What was made so far.
    pub types: Types,
}

impl<'d> Maker<'d> {
    /// Begins with the schemas of a description.
    pub fn new(schemas: &'d Map<String, Value>) -> Self {
        Self { schemas, types: Types::default() }
    }

    /// The type of what is answered, by its name in the description.
    pub fn of_name(&mut self, name: &str) -> Typed {
        Typed::new(self.named(name, false), false)
    }

    /// The type of a value that is said.
    pub fn input(&mut self, schema: &'d Value) -> Typed {
        self.typed(schema, true)
    }

    fn typed(&mut self, schema: &'d Value, is_input: bool) -> Typed {
        if let Some(branches) = schema.get("oneOf").and_then(Value::as_array)
            && schema.get("discriminator").is_none()
        {
            let is_null = |branch: &&Value| branch.get("type").and_then(Value::as_str) == Some("null");
            let value = branches.iter().find(|branch| !is_null(branch)).unwrap_or(schema);
            return Typed {
                is_nullable: branches.iter().any(|branch| is_null(&branch)),
                ..self.typed(value, is_input)
            };
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
            return Typed::new(self.named(name, is_input), false);
        }
        let (kind, is_nullable) = kind_of(schema);
        let shape = match (kind, schema.get("format").and_then(Value::as_str)) {
            ("array", _) => match schema.get("items") {
                Some(items) => Shape::List(Box::new(self.typed(items, is_input))),
                None => Shape::Scalar("JSON"),
            },
            ("string", Some("uuid")) => Shape::Scalar("ID"),
            ("string", Some("date")) => Shape::Scalar("Date"),
            ("string", Some("date-time")) => Shape::Scalar("DateTime"),
            ("string", _) => Shape::Scalar("String"),
            ("integer", _) => Shape::Scalar("Int"),
            ("number", _) => Shape::Scalar("Float"),
            ("boolean", _) => Shape::Scalar("Boolean"),
            ("object", _) => Shape::Scalar("JSON"),
            _ => return Typed::new(Shape::Scalar("JSON"), true),
        };
        Typed::new(shape, is_nullable)
    }

    /// The type of this name in the description.
    fn named(&mut self, name: &str, is_input: bool) -> Shape {
        let Some(schema) = self.schemas.get(name) else { return Shape::Scalar("JSON") };
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            self.types.words.entry(name.to_owned()).or_insert_with(|| words_of(schema, words));
            return Shape::Word(name.to_owned());
        }
        if schema.get("discriminator").is_none() && schema.get("properties").is_none() {
            return Shape::Scalar("JSON");
        }
        let own = RENAMED.iter().find(|(known, _)| *known == name).map_or(name, |(_, own)| own).to_owned();
        let known = if is_input { &mut self.types.inputs } else { &mut self.types.objects };
        if !known.contains_key(&own) {
            // What names itself further below finds it here.
            known.insert(own.clone(), Object::default());
            let mut object =
                if schema.get("discriminator").is_some() { self.union(schema) } else { self.object(schema, is_input) };
            if name.starts_with(PATCH) {
                object.fields.values_mut().for_each(|field| field.typed.default = None);
            }
            let known = if is_input { &mut self.types.inputs } else { &mut self.types.objects };
            known.insert(own.clone(), object);
        }
        Shape::Object(own)
    }

    fn object(&mut self, schema: &'d Value, is_input: bool) -> Object {
        let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut object = Object { description: text(schema, "description"), ..Object::default() };
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let mut typed = self.typed(property, is_input);
            let is_required = required.iter().any(|known| known == name);
            if is_input && !is_required && !typed.is_nullable {
                typed.default = default_of(&typed.shape);
            }
            typed.is_nullable |= !is_required && is_input;
            let field = Field { json: name.clone(), typed, description: description_of(property) };
            object.fields.insert(camel(name), field);
        }
        object
    }

    /// The events of a lifecycle: an input with one field for each.
    fn union(&mut self, schema: &'d Value) -> Object {
        let mut object = Object { description: text(schema, "description"), is_event: true, ..Object::default() };
        let mapping = schema.pointer("/discriminator/mapping").and_then(Value::as_object);
        for (event, path) in mapping.into_iter().flatten() {
            let name = path.as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
            let Some(branch) = self.schemas.get(name) else { continue };
            let input = text(branch, openapi::kernel::body::GRAPHQL_INPUT).unwrap_or_else(|| name.to_owned());
            if !self.types.inputs.contains_key(&input) {
                let mut made = self.object(branch, true);
                made.fields.remove("event");
                self.types.inputs.insert(input.clone(), made);
            }
            let typed = Typed::new(Shape::Object(input), true);
            let description = text(branch, openapi::kernel::body::GRAPHQL_MEANING);
            object.fields.insert(camel(event), Field { json: event.clone(), typed, description });
        }
        object
    }
}

/// The default of an input field that may be left out and may not be null.
fn default_of(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::List(_) => Some(Value::Array(Vec::new())),
        Shape::Scalar("Boolean") => Some(Value::Bool(false)),
        _ => None,
    }
}

/// The type of a schema, and whether null is one, too.
fn kind_of(schema: &Value) -> (&str, bool) {
    match schema.get("type") {
        Some(Value::String(kind)) => (kind, false),
        Some(Value::Array(kinds)) => {
            let mut named = kinds.iter().filter_map(Value::as_str);
            (named.find(|kind| *kind != "null").unwrap_or_default(), kinds.iter().any(|kind| kind == "null"))
        }
        _ => ("", true),
    }
}

fn text(schema: &Value, name: &str) -> Option<String> {
    schema.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The description of a field; for a reference that may be null it is on a branch of `oneOf`.
fn description_of(property: &Value) -> Option<String> {
    let branches = property.get("oneOf").and_then(Value::as_array);
    let of_branch = || branches.into_iter().flatten().find_map(|branch| text(branch, "description"));
    text(property, "description").or_else(of_branch)
}

fn words_of(schema: &Value, words: &[Value]) -> Words {
    let meanings = schema.get(openapi::kernel::word::ENUM_DESCRIPTIONS).and_then(Value::as_array);
    let meaning = |at: usize| meanings.and_then(|all| all.get(at)).and_then(Value::as_str).unwrap_or_default();
    let named = words.iter().filter_map(Value::as_str).enumerate();
    let description = text(schema, "description");
    // The list of the words follows what they are about.
    let description = description.and_then(|text| text.split("\n\n").next().map(str::to_owned));
    Words { description, words: named.map(|(at, word)| (word.to_owned(), meaning(at).to_owned())).collect() }
}

/// `work_unit` as `workUnit`.
pub fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let mut letters = part.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        all + &capital + letters.as_str()
    })
}
