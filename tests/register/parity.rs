//! Both surfaces answer alike: every read of the table of operations, for every role, over the records of the demo's city.

use std::collections::{BTreeMap, HashMap};

use api::{
    graph::graph,
    operation::{Gives, KeyKind, Operation},
    table,
};
use async_graphql::parser::{
    parse_schema,
    types::{BaseType, Type, TypeKind, TypeSystemDefinition},
};
use domain::Role;
use serde_json::{Map, Value, json};
use tests::{Client, Register, graphql::camel, on_both_databases};

/// Records of a list that are compared, and that are read one by one.
const RECORDS: usize = 4;
/// Deepest nesting of what is selected.
const DEPTH_MAX: usize = 8;

/// The schema, as a client reads it.
struct Schema {
    objects: HashMap<String, BTreeMap<String, Type>>,
    words: Vec<String>,
}

impl Schema {
    fn read() -> Self {
        let mut schema = Self { objects: HashMap::new(), words: Vec::new() };
        for definition in parse_schema(api::graphql::document()).unwrap().definitions {
            let TypeSystemDefinition::Type(of) = definition else { continue };
            let name = of.node.name.node.to_string();
            match of.node.kind {
                TypeKind::Object(object) => {
                    let fields = object.fields.into_iter();
                    let fields = fields.map(|field| (field.node.name.node.to_string(), field.node.ty.node));
                    schema.objects.insert(name, fields.collect());
                }
                TypeKind::Enum(_) => schema.words.push(name),
                _ => {}
            }
        }
        schema
    }

    /// The fields of an object that REST has, too: not those that lead to other records.
    fn fields(&self, of: &str) -> Vec<(&String, &Type)> {
        let fields = self.objects[of].iter();
        let is_edge = |name: &str| graph().of(of).any(|edge| camel(&edge.field) == name);
        fields.filter(|(name, _)| !is_edge(name)).collect()
    }

    /// Everything of a type.
    fn selection(&self, of: &str, depth: usize) -> String {
        assert!(depth < DEPTH_MAX, "{of} holds itself");
        if !self.objects.contains_key(of) {
            return String::new();
        }
        let fields = self.fields(of).into_iter();
        let fields = fields.map(|(name, of)| format!("{name} {}", self.selection(named(of), depth + 1)));
        format!("{{ {} }}", fields.collect::<Vec<_>>().join(" "))
    }

    /// A value that REST answers, as GraphQL spells it.
    fn spelled(&self, value: &Value, of: &Type) -> Value {
        match (&of.base, value) {
            (BaseType::List(items), Value::Array(values)) => {
                values.iter().map(|one| self.spelled(one, items)).collect()
            }
            (BaseType::List(_), Value::Null) if !of.nullable => json!([]),
            (BaseType::Named(name), Value::String(word)) if self.words.contains(&name.to_string()) => {
                json!(word.to_uppercase())
            }
            (BaseType::Named(name), Value::Object(fields)) if self.objects.contains_key(name.as_str()) => {
                let said: HashMap<String, &Value> = fields.iter().map(|(name, value)| (camel(name), value)).collect();
                let fields = self.fields(name).into_iter();
                let spell = |(name, of): (&String, &Type)| {
                    let value = said.get(name).copied().unwrap_or(&Value::Null);
                    (name.clone(), self.spelled(value, of))
                };
                Value::Object(fields.map(spell).collect::<Map<_, _>>())
            }
            (_, value) => value.clone(),
        }
    }
}

fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name,
        BaseType::List(items) => named(items),
    }
}

/// The reads that need nothing but a key.
fn reads() -> Vec<&'static Operation> {
    let all = table::all();
    all.filter(|one| {
        !one.action.writes()
            && one.takes.body.is_none()
            && !matches!(one.gives, Gives::File(..))
            && needs_no_filter(one)
    })
    .collect()
}

fn needs_no_filter(operation: &Operation) -> bool {
    let name = operation.action.as_str();
    // The file of a person tells who read it, so that two readings differ.
    const NEED_ONE: [&str; 3] = ["read_client_preview", "read_finding_statistics", "read_team_structure"];
    let needs_one = name.contains("what_if") || NEED_ONE.contains(&name);
    name != "read_person_file" && !needs_one
}

fn field(operation: &Operation) -> String {
    let name = operation.action.as_str();
    camel(name.strip_prefix("read_").or_else(|| name.strip_prefix("list_")).unwrap_or(name))
}

/// Some keys of the list above a record.
fn keys(auditor: &Client, operation: &Operation) -> Vec<Value> {
    let Some(key) = operation.takes.key else { return vec![Value::Null] };
    let list = operation.route.path.split("/{").next().unwrap();
    let items = auditor.get(&format!("{list}?limit={RECORDS}"));
    let items = if items.status == 200 { items } else { auditor.get(list) };
    let items = items.json()["items"].as_array().cloned().unwrap_or_default();
    items.iter().take(RECORDS).map(|item| item[key.name].clone()).collect()
}

/// What REST answers, as GraphQL spells it, or the code of the refusal.
fn by_rest(schema: &Schema, client: &Client, operation: &Operation, key: &Value) -> Value {
    let text = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
    let mut path = operation.route.path.to_owned();
    if let (Some(begin), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(begin..=end, &text);
    }
    if operation.takes.page {
        path = format!("{path}?limit={RECORDS}");
    }
    let answer = client.get(&path);
    if answer.status != 200 {
        return json!({ "refused": answer.code() });
    }
    let root = &schema.objects["Query"][&field(operation)];
    let body = answer.json();
    if operation.takes.page {
        let nodes = &schema.objects[named(root)]["nodes"];
        return schema.spelled(&body["items"], nodes);
    }
    let is_list = matches!(operation.gives, Gives::Page(..) | Gives::List(..));
    schema.spelled(if is_list { &body["items"] } else { &body }, root)
}

fn by_graphql(schema: &Schema, client: &Client, operation: &Operation, key: &Value) -> Value {
    let (name, root) = (field(operation), &schema.objects["Query"][&field(operation)]);
    let mut arguments = Vec::new();
    if let Some(of) = operation.takes.key {
        let value = if of.kind == KeyKind::Year { key.to_string() } else { json!(key).to_string() };
        arguments.push(format!("{}: {value}", of.name));
    }
    let selection = if operation.takes.page {
        arguments.push(format!("first: {RECORDS}"));
        let node = named(&schema.objects[named(root)]["nodes"]);
        format!("{{ nodes {} }}", schema.selection(node, 0))
    } else {
        schema.selection(named(root), 0)
    };
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let answer = client.graphql(&format!("{{ it: {name}{arguments} {selection} }}"), &json!({})).json();
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return json!({ "refused": code });
    }
    if operation.takes.page { answer["data"]["it"]["nodes"].clone() } else { answer["data"]["it"].clone() }
}

#[on_both_databases]
fn every_read_is_answered_alike_on_both_surfaces(register: &Register) {
    register.becomes_a_city();
    let schema = Schema::read();
    let auditor = register.acting("auditor");
    let mut answered = 0;
    let asked: Vec<_> = reads().into_iter().map(|operation| (operation, keys(&auditor, operation))).collect();
    for role in Role::OF_CLIENTS {
        let client = register.acting(role.as_str());
        for (operation, keys) in &asked {
            for key in keys {
                let rest = by_rest(&schema, &client, operation, key);
                let graphql = by_graphql(&schema, &client, operation, key);
                assert_eq!(graphql, rest, "{} of {key} for {}", operation.action.as_str(), role.as_str());
                answered += usize::from(rest.get("refused").is_none());
            }
        }
    }
    assert!(answered > 500, "{answered} answers were compared");
}
