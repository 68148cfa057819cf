//! What leads where. A field with an id leads to the record of that id; a list that an id narrows leads back from it.

use std::{collections::BTreeMap, sync::OnceLock};

use serde_json::{Map, Value};

use crate::{
    app::{UseCase, people::ReadPeople},
    operation::{Gives, Method, Operation},
    table,
};

/// Records that are read by an id of their own.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What reads one.
    pub read: &'static Operation,
    /// What lists them.
    pub list: &'static Operation,
}

/// A way from a record to others.
pub struct Edge {
    /// The type of the record.
    pub on: String,
    /// Its name, as REST spells it.
    pub field: String,
    /// The field of the record with the id by which is looked.
    pub key: String,
    /// The type that it leads to.
    pub of: String,
    /// What is looked for.
    pub way: Way,
}

/// What is looked for by an id.
#[derive(Clone, Copy)]
pub enum Way {
    /// The record of the id.
    One(Kind),
    /// The records of several ids.
    Several(Kind),
    /// A page of a list that this parameter narrows.
    Page(&'static Operation, &'static str),
    /// The same list whole, as it was shown before it had pages.
    Whole(&'static Operation, &'static str),
}

/// All edges.
pub struct Graph {
    edges: Vec<Edge>,
}

impl Kind {
    /// True for people, whose ids may be those of records merged since.
    pub fn names_people(self) -> bool {
        self.read.action == ReadPeople::ACTION
    }
}

impl Edge {
    /// True if it leads to records, and not to pages of them.
    pub fn leads_to_records(&self) -> bool {
        matches!(self.way, Way::One(_) | Way::Several(_))
    }
}

/// Words by which fields call records, where these are not called by their own name.
const WORDS: &[(&str, &str)] = &[
    ("approved_by_post", "post"),
    ("authority", "organisation"),
    ("candidate", "person"),
    ("carried_out_by", "organisation"),
    ("consulted_unit", "organisation"),
    ("corrects", "stipend_line"),
    ("employer", "organisation"),
    ("evaluator", "organisation"),
    ("finding", "supervision_finding"),
    ("issuer", "organisation"),
    ("line", "stipend_line"),
    ("next_term", "appointment"),
    ("organiser", "organisation"),
    ("parent", "supervision_plan"),
    ("payer", "organisation"),
    ("plan", "supervision_plan"),
    ("rater_unit", "organisation"),
    ("recurs", "supervision_finding"),
    ("renews", "appointment"),
    ("replaces", "document"),
    ("run", "stipend_run"),
    ("standard", "stipend_standard"),
    ("system", "indicator_system"),
    ("unit", "organisation"),
    ("verifier", "person"),
];

/// Fields with ids that lead nowhere, and why.
pub const LEAD_NOWHERE: [(&str, &str); 6] = [
    ("actor_id", "only administrators read clients, and the program's own actors are none"),
    ("client_id", "the client itself stands beside it"),
    ("export_id", "a manifest stands in its export"),
    ("message_id", "messages are made when they are sent"),
    ("record_id", "it is of any kind: `node` finds it"),
    ("signal_id", "its kind is what `signal` says: `node` finds it"),
];

/// What was there before pages were: the type, the field, and the list that it shows.
const WHOLE: [(&str, &str, &str); 1] = [("Person", "memberships", "pool_memberships")];

/// The edges between the records of the table, found once.
pub fn graph() -> &'static Graph {
    static GRAPH: OnceLock<Graph> = OnceLock::new();
    GRAPH.get_or_init(Graph::of_table)
}

impl Graph {
    /// All edges, by the type that has them.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges of a type.
    pub fn of<'g, 'n>(&'g self, on: &'n str) -> impl Iterator<Item = &'g Edge> + use<'g, 'n> {
        self.edges.iter().filter(move |edge| edge.on == on)
    }

    fn of_table() -> Self {
        let (kinds, types) = (kinds(), types());
        let mut edges = Vec::new();
        for (on, fields) in &types {
            edges.extend(fields.keys().filter_map(|key| to_record(&kinds, on, key)));
        }
        for list in table::all().filter(|one| lists(one)) {
            edges.extend(to_pages(&kinds, list));
        }
        let has = |edge: &Edge| types.get(&edge.on).is_some_and(|fields| fields.contains_key(&edge.field));
        edges.retain(|edge| !has(edge));
        for (on, field, list) in WHOLE {
            let page = edges.iter().find(|edge| edge.on == on && edge.field == list);
            let whole = page.and_then(|page| match page.way {
                Way::Page(list, parameter) => Some((page, Way::Whole(list, parameter))),
                _ => None,
            });
            let whole = whole.map(|(page, way)| Edge {
                on: on.to_owned(),
                field: field.to_owned(),
                key: page.key.clone(),
                of: page.of.clone(),
                way,
            });
            edges.extend(whole);
        }
        edges.sort_by(|one, other| (&one.on, &one.field).cmp(&(&other.on, &other.field)));
        Self { edges }
    }
}

/// The names of what the records that an operation answers can be expanded by.
pub fn expandable(operation: &Operation) -> Vec<&'static str> {
    let is_read =
        operation.route.method == Method::Get && (operation.takes.page || matches!(operation.gives, Gives::Record(..)));
    let on = type_of(operation);
    let edges = graph().edges().iter().filter(|edge| is_read && edge.on == on && edge.leads_to_records());
    edges.map(|edge| edge.field.as_str()).collect()
}

/// The kinds of records, by the words for them.
fn kinds() -> BTreeMap<String, Kind> {
    let reads = table::all().filter(|one| one.route.method == Method::Get);
    let kinds = reads.filter_map(|read| {
        let path = read.route.path.strip_suffix("/{id}")?;
        let list = table::all().find(|one| one.route.path == path && lists(one))?;
        // A line of a run has no tag, and is a record all the same.
        let is_record = matches!(read.gives, Gives::Record(..)) || type_of(read) == type_of(list);
        is_record.then_some(())?;
        Some((snake(&type_of(read)), Kind { read, list }))
    });
    let mut kinds: BTreeMap<String, Kind> = kinds.collect();
    for (word, kind) in WORDS.iter().copied() {
        if let Some(kind) = kinds.get(kind).copied() {
            kinds.insert(word.to_owned(), kind);
        }
    }
    kinds
}

/// True for the list of all records of a kind.
fn lists(operation: &Operation) -> bool {
    let Operation { route, takes, .. } = operation;
    route.method == Method::Get && takes.page && takes.key.is_none() && takes.filter.is_some()
}

/// The types of what is answered, with their fields.
fn types() -> BTreeMap<String, Map<String, Value>> {
    let shapes = table::all().flat_map(|one| [one.gives.shape(), one.gives.item()]).flatten();
    let schemas = shapes.flat_map(|shape| shape.schemas());
    let fields = schemas.filter_map(|(name, schema)| {
        let schema = serde_json::to_value(schema).unwrap_or_default();
        Some((name, schema.get("properties")?.as_object()?.clone()))
    });
    fields.collect()
}

fn type_of(operation: &Operation) -> String {
    operation.gives.item().map(|shape| shape.name()).unwrap_or_default()
}

/// The last part of a list's path as a field.
fn name_of(list: &Operation) -> String {
    list.route.path.rsplit('/').next().unwrap_or_default().replace('-', "_")
}

/// The kind that a word calls: the longest of the words that it ends with says so.
fn called<'k>(kinds: &'k BTreeMap<String, Kind>, word: &str) -> Option<(&'k str, Kind)> {
    let ends = |known: &str| word.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('_'));
    let calling = kinds.iter().filter(|(known, _)| ends(known));
    calling.max_by_key(|(known, _)| known.len()).map(|(known, kind)| (known.as_str(), *kind))
}

/// What a field with an id, or with several, leads to.
fn to_record(kinds: &BTreeMap<String, Kind>, on: &str, key: &str) -> Option<Edge> {
    if LEAD_NOWHERE.iter().any(|(known, _)| *known == key) {
        return None;
    }
    let several = key.strip_suffix("_ids");
    let word = several.or_else(|| key.strip_suffix("_id"))?;
    let (known, kind) = called(kinds, word)?;
    let own = known == snake(&type_of(kind.read));
    let (field, way) = match several {
        None => (word.to_owned(), Way::One(kind)),
        Some(word) if own && word == known => (name_of(kind.list), Way::Several(kind)),
        Some(word) if word.ends_with('s') => (word.to_owned(), Way::Several(kind)),
        Some(word) => (format!("{word}s"), Way::Several(kind)),
    };
    Some(Edge { on: on.to_owned(), field, key: key.to_owned(), of: type_of(kind.read), way })
}

/// What a list leads back from: one edge for each of its parameters that are ids.
fn to_pages(kinds: &BTreeMap<String, Kind>, list: &'static Operation) -> Vec<Edge> {
    let parameters = list.takes.filter.iter().flat_map(|filter| filter.parameters);
    let named = parameters.filter_map(|one| {
        let word = one.name.strip_suffix("_id")?;
        Some((one.name, word, called(kinds, word)?))
    });
    let named: Vec<_> = named.collect();
    let edges = named.iter().map(|(parameter, word, (known, kind))| {
        let on = type_of(kind.read);
        let others = named.iter().filter(|(_, _, (_, other))| type_of(other.read) == on).count();
        // Two parameters that name records of one kind: the one that calls them otherwise says how.
        let field =
            if others > 1 && *known != snake(&on) { format!("{word}_{}", name_of(list)) } else { name_of(list) };
        Edge { on, field, key: "id".to_owned(), of: type_of(list), way: Way::Page(list, parameter) }
    });
    edges.collect()
}

/// A name of the schema as REST spells it: `StipendRun` and `stipendRun` as `stipend_run`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn has(on: &str, field: &str) -> bool {
        graph().of(on).any(|edge| edge.field == field)
    }

    #[test]
    fn every_field_with_an_id_leads_somewhere_or_says_why_not() {
        let mut unused: BTreeSet<&str> = LEAD_NOWHERE.iter().map(|(key, _)| *key).collect();
        for (on, fields) in types() {
            for key in fields.keys().filter(|key| key.ends_with("_id") || key.ends_with("_ids")) {
                let leads = graph().of(&on).any(|edge| edge.key == *key);
                assert!(leads != unused.contains(key.as_str()) || !leads, "{on}.{key}");
                // The plate of a school has the school's name where its record would be, a disclosure the number of people.
                let is_said = key.strip_suffix("_id").is_some_and(|field| fields.contains_key(field))
                    || (key == "person_ids" && fields.contains_key("people"));
                let is_known = is_said || LEAD_NOWHERE.iter().any(|(known, _)| known == key);
                assert!(leads || is_known, "{on}.{key} leads nowhere");
            }
        }
        unused.retain(|key| !types().values().any(|fields| fields.contains_key(*key)));
        assert!(unused.is_empty(), "{unused:?}");
    }

    /// Filters without an edge: administrators alone read clients, a subject is of any kind, and inspections and complaints have
    /// fields of those names.
    const WITHOUT_EDGE: [&str; 5] = [
        "/v1/agreements client_id",
        "/v1/disclosures client_id",
        "/v1/documents subject_id",
        "/v1/duty-records inspection_id",
        "/v1/findings complaint_id",
    ];

    #[test]
    fn every_list_that_an_id_narrows_has_its_edge() {
        let parameters = |list: &'static Operation| {
            let all = list.takes.filter.iter().flat_map(|filter| filter.parameters);
            all.map(move |one| (list, one.name))
        };
        let without: BTreeSet<String> = table::all()
            .filter(|one| lists(one))
            .flat_map(parameters)
            .filter(|(list, name)| {
                let is_edge = |edge: &Edge| matches!(edge.way, Way::Page(known, by) if known.action == list.action && by == *name);
                graph().edges().iter().any(is_edge) != name.ends_with("_id")
            })
            .map(|(list, name)| format!("{} {name}", list.route.path))
            .collect();
        assert_eq!(without, WITHOUT_EDGE.map(str::to_owned).into());
    }

    #[test]
    fn edges_are_called_by_what_they_lead_to() {
        for (on, field) in [
            ("Grade", "person"),
            ("StipendLine", "run"),
            ("Person", "appointments"),
            ("Person", "memberships"),
            ("Zone", "schools"),
            ("Organisation", "posts"),
            ("Organisation", "unit_posts"),
            ("Team", "schools"),
            ("Vacancy", "left_appointment"),
            ("PersonWarning", "people"),
        ] {
            assert!(has(on, field), "{on}.{field}");
        }
        let names: Vec<_> = graph().edges().iter().map(|edge| (&edge.on, &edge.field)).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no name stands twice");
    }
}
