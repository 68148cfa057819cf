//! GraphQL documents that grow by chance: most are sound for the schema, and many are too deep, too wide or too often
//! unfolded.

use serde_json::{Value, json};

/// Fields of a type, with the type that each has, and with its arguments.
type Fields = &'static [(&'static str, Option<usize>, &'static [(&'static str, &'static str)])];

/// The types that a document walks through, by their place.
const TYPES: [(&str, Fields); 9] = [
    (
        "Query",
        &[
            ("people", Some(1), &[("first", "Int"), ("speciality", "[String!]"), ("name", "String")]),
            ("experts", None, &[("pool", "[Pool!]"), ("speciality", "[String!]"), ("q", "String")]),
            ("poolMemberships", None, &[("status", "[PoolMembershipStatus!]"), ("personId", "[ID!]")]),
            ("__schema", Some(5), &[]),
            ("__type", Some(6), &[("name", "String!")]),
            ("codeSets", None, &[]),
        ],
    ),
    ("PersonConnection", &[("nodes", Some(3), &[]), ("edges", Some(2), &[]), ("totalCount", None, &[])]),
    ("PersonEdge", &[("node", Some(3), &[]), ("cursor", None, &[])]),
    ("Person", &[("id", None, &[]), ("name", None, &[]), ("memberships", Some(4), &[])]),
    ("PoolMembership", &[("id", None, &[]), ("status", None, &[]), ("person", Some(3), &[])]),
    ("__Schema", &[("types", Some(6), &[]), ("queryType", Some(6), &[])]),
    (
        "__Type",
        &[
            ("name", None, &[]),
            ("fields", Some(7), &[("includeDeprecated", "Boolean")]),
            ("possibleTypes", Some(6), &[]),
            ("inputFields", Some(8), &[]),
            ("ofType", Some(6), &[]),
        ],
    ),
    ("__Field", &[("name", None, &[]), ("type", Some(6), &[]), ("args", Some(8), &[])]),
    ("__InputValue", &[("name", None, &[]), ("type", Some(6), &[])]),
];

/// A document and its variables, as chance has it: `pick` gives a number below another.
pub fn grown(pick: &mut dyn FnMut(usize) -> usize) -> (String, Value) {
    let fragments = [0, 0, 1, 3, 30, 110][pick(6)];
    let room = [300, 2_000, 10_000, 30_000][pick(4)];
    let operations = if pick(4) == 0 { [2, 30][pick(2)] } else { 1 };
    let mut grower = Grower { text: String::new(), pick, fragments, room };
    for operation in 0..operations {
        grower.operation(operation);
    }
    for fragment in 0..fragments {
        let of = type_of_fragment(fragment);
        grower.text += &format!("fragment f{fragment} on {} ", TYPES[of].0);
        grower.set(of, 0);
    }
    let variable = grower.variable();
    (grower.text, json!({ "v": variable }))
}

/// On which type a fragment is.
fn type_of_fragment(fragment: usize) -> usize {
    fragment % TYPES.len()
}

struct Grower<'a> {
    text: String,
    pick: &'a mut dyn FnMut(usize) -> usize,
    fragments: usize,
    /// How many bytes it grows to; what was begun is ended beyond that.
    room: usize,
}

impl Grower<'_> {
    fn pick(&mut self, end: usize) -> usize {
        (self.pick)(end)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.pick(many) == 1
    }

    fn operation(&mut self, number: usize) {
        let kind = if self.one_in(8) { "mutation" } else { "query" };
        self.text += &format!("{kind} q{number} ");
        if self.one_in(2) {
            let list = if self.one_in(8) { [3, 200][self.pick(2)] } else { 0 };
            let (open, close) = ("[".repeat(list), "]".repeat(list));
            let of = ["Nothing", "ID", "Pool!", "String!", "String!", "String!"][self.pick(6)];
            self.text += &format!("($v: {open}{of}{close}");
            if self.one_in(4) {
                self.text += " = ";
                self.value(0);
            }
            self.text += ") ";
        }
        self.directives();
        self.set(0, 0);
    }

    fn variable(&mut self) -> Value {
        match self.pick(5) {
            0 => json!("x".repeat([10, 100_000][self.pick(2)])),
            1 => json!(vec!["word"; [3, 101, 40_000][self.pick(3)]]),
            2 => (0..[2, 30, 100][self.pick(3)]).fold(json!(1), |inside, _| json!([inside])),
            3 => json!(["SPECIALIST"]),
            _ => Value::Null,
        }
    }

    /// A set of selections of a type.
    fn set(&mut self, of: usize, level: usize) {
        self.text += "{ ";
        let (name, fields) = TYPES[of];
        let items = if level > 40 || self.text.len() > self.room { 0 } else { [1, 2, 3, 40][self.pick(4)] };
        for _ in 0..items {
            match self.pick(6) {
                0 if self.fragments > 0 => {
                    let nearest = self.pick(self.fragments);
                    // Mostly one of the same type; any other is a fault that is found.
                    let same = (nearest / TYPES.len()) * TYPES.len() + of;
                    let fragment = if same < self.fragments { same } else { nearest };
                    self.text += &format!("...f{fragment} ");
                    self.directives();
                }
                1 => {
                    self.text += &format!("... on {name} ");
                    self.directives();
                    self.set(of, level + 1);
                }
                _ => {
                    let field = fields[self.pick(fields.len())];
                    self.field(field, level);
                }
            }
        }
        self.text += "__typename } ";
    }

    fn field(&mut self, (name, of, arguments): (&str, Option<usize>, &[(&str, &str)]), level: usize) {
        if self.one_in(12) {
            let alias = self.pick(100);
            self.text += &format!("a{alias}: ");
        }
        self.text += name;
        if !arguments.is_empty() && self.one_in(2) {
            let (argument, _) = arguments[self.pick(arguments.len())];
            self.text += &format!("({argument}: ");
            self.value(0);
            self.text += ")";
        }
        self.text += " ";
        self.directives();
        if let Some(of) = of {
            self.set(of, level + 1);
        }
    }

    fn directives(&mut self) {
        if self.one_in(16) {
            let many = [1, 12, 500][self.pick(3)];
            self.text += &"@include(if: true) ".repeat(many);
        }
    }

    fn value(&mut self, level: usize) {
        match self.pick(9) {
            0 => self.text += "\"words\"",
            1 => self.text += "SPECIALIST",
            2 => self.text += "$v",
            3 => self.text += "\"\"\"a \\\"\"\" [[[ { block\"\"\"",
            4 => {
                let many = [1, 100, 3_000][self.pick(3)];
                self.text += &format!("[{}]", "$v ".repeat(many));
            }
            5 => {
                let many = [1, 101, 9_000][self.pick(3)];
                self.text += &format!("[{}]", "\"w\" ".repeat(many));
            }
            6 => {
                let deep = [1, 10, 70, 4_000][self.pick(4)];
                self.text += &format!("{}1{}", "[".repeat(deep), "]".repeat(deep));
            }
            7 if level < 4 => {
                self.text += "{a: ";
                self.value(level + 1);
                self.text += "}";
            }
            _ => {
                let digits = [1, 9, 400][self.pick(3)];
                self.text += &"9".repeat(digits);
            }
        }
    }
}

/// Chance as bytes have it, for what grows inputs by changing bytes; when they are over, it is always 0.
pub struct Bytes<'a>(pub &'a [u8]);

impl Bytes<'_> {
    /// A number from 0 up to and without the end.
    pub fn below(&mut self, end: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % end.max(1)
    }
}
