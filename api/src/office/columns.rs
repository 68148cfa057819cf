//! The columns of a list, read off what its operation answers.

use domain::{
    Instant,
    kernel::{
        code_set::{self, CodeSet},
        time::{in_shanghai, parse_instant},
    },
};
use openapi::kernel::catalogue::Language;
use serde_json::{Map, Value};

use crate::titles;
use crate::{
    graph::{Kind, Way, graph},
    operation::Operation,
};

/// A column.
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// What stands in it.
    pub source: Source,
}

/// What stands in a column.
pub enum Source {
    /// A field of the record.
    Field(String, Format),
    /// The names of the records that a field of ids leads to.
    Names(String, Kind),
}

/// How a value is written.
pub enum Format {
    /// A text, as it is: never a number, never a formula.
    Text,
    /// A number.
    Number,
    /// Money: fen as yuan.
    Money,
    /// A day.
    Day,
    /// An instant, in Shanghai.
    Instant,
    /// `true` or `false`.
    Flag,
    /// A word of a closed list.
    Word,
    /// A code of these sets.
    Code(Vec<&'static CodeSet>),
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Money in fen.
    Fen(i64),
    /// A day, as `2026-11-23`.
    Day(String),
}

/// Fields that are no business of an office, unless it asks for them.
const LEFT_OUT: [&str; 5] = ["created_at", "unreadable_fields", "updated_at", "version", "photo"];

/// The columns of a list: those that are asked for, else all that an office reads, in the order of the titles.
pub fn columns(operation: &Operation, fields: Option<&[String]>, language: Language) -> Vec<Column> {
    let Some(shape) = operation.gives.item() else { return Vec::new() };
    let (on, schemas) = (shape.name(), schemas(operation));
    let properties = schemas.get(&on).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    let mut all: Vec<(String, Source)> = Vec::new();
    for (name, property) in properties.into_iter().flatten() {
        let format = format_of(name, property, &schemas);
        let is_shown = fields
            .map_or_else(|| format.is_some() && !LEFT_OUT.contains(&name.as_str()), |fields| fields.contains(name));
        if is_shown {
            all.push((name.clone(), Source::Field(name.clone(), format.unwrap_or(Format::Text))));
        }
    }
    for edge in graph().of(&on) {
        let (Way::One(kind) | Way::Several(kind)) = edge.way else { continue };
        let is_told =
            || kind.list.gives.fields().iter().any(|field| field == "name") && !has_own_name(properties, &edge.field);
        if fields.map_or_else(is_told, |fields| fields.contains(&edge.field)) {
            all.push((edge.field.clone(), Source::Names(edge.key.clone(), kind)));
        }
    }
    match fields {
        Some(fields) => all.sort_by_key(|(name, _)| fields.iter().position(|known| known == name)),
        None => all.sort_by_key(|(name, _)| titles::place(name).unwrap_or(usize::MAX)),
    }
    all.into_iter().map(|(name, source)| Column { title: titles::of_field(&name, language), source }).collect()
}

/// True where the record itself says the name of what a field leads to, as `person_name` does.
fn has_own_name(properties: Option<&Map<String, Value>>, field: &str) -> bool {
    properties.is_some_and(|known| known.contains_key(&format!("{field}_name")))
}

fn schemas(operation: &Operation) -> Map<String, Value> {
    let shapes = operation.gives.item().into_iter().flat_map(|shape| shape.schemas());
    shapes.filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?))).collect()
}

/// How the values of a field are written; none of ids and of what has parts, which an office does not read.
fn format_of(name: &str, property: &Value, schemas: &Map<String, Value>) -> Option<Format> {
    let named = |value: &Value| {
        let path = value.get("$ref").and_then(Value::as_str)?;
        schemas.get(path.rsplit('/').next()?).cloned()
    };
    let branches = property.get("oneOf").and_then(Value::as_array);
    let referred = named(property).or_else(|| branches.into_iter().flatten().find_map(named));
    if let Some(referred) = referred {
        return referred.get("enum").map(|_| Format::Word);
    }
    let is = |kind: &str| match property.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|known| known == kind),
        Some(known) => known == kind,
        None => false,
    };
    let format = property.get("format").and_then(Value::as_str);
    match format {
        Some("uuid") => None,
        Some("date") => Some(Format::Day),
        Some("date-time") => Some(Format::Instant),
        _ if is("array") => format_of(name, property.get("items")?, schemas),
        _ if is("boolean") => Some(Format::Flag),
        _ if name.ends_with("_fen") => Some(Format::Money),
        _ if is("integer") || is("number") => Some(Format::Number),
        _ if is("string") => Some(coded(property)),
        _ => None,
    }
}

/// A text, or a code of the sets that its description names.
fn coded(property: &Value) -> Format {
    let said = property.get("description").and_then(Value::as_str).unwrap_or_default();
    let named = said.split_once("code set").map(|(_, sets)| sets.split('`').skip(1).step_by(2)).into_iter().flatten();
    let sets: Vec<&'static CodeSet> = named.filter_map(code_set::find).collect();
    if sets.is_empty() { Format::Text } else { Format::Code(sets) }
}

impl Format {
    /// A value as a cell.
    pub fn cell(&self, value: &Value, language: Language) -> Cell {
        match (self, value) {
            (_, Value::Null) => Cell::Empty,
            (_, Value::Array(all)) => {
                let texts = all.iter().map(|one| self.cell(one, language).text()).collect::<Vec<_>>();
                if texts.is_empty() { Cell::Empty } else { Cell::Text(texts.join("、")) }
            }
            (Self::Money, Value::Number(fen)) => fen.as_i64().map_or(Cell::Empty, Cell::Fen),
            (Self::Number, Value::Number(number)) => number.as_f64().map_or(Cell::Empty, Cell::Number),
            (Self::Day, Value::String(day)) => Cell::Day(day.clone()),
            (Self::Instant, Value::String(at)) => Cell::Text(parse_instant(at).map_or_else(|_| at.clone(), shown)),
            (Self::Flag, Value::Bool(flag)) => Cell::Text(flag_of(*flag, language).to_owned()),
            (Self::Word, Value::String(word)) => Cell::Text(titles::of_word(word, language)),
            (Self::Code(sets), Value::String(code)) => {
                let entry = sets.iter().find_map(|set| set.by_code(code));
                Cell::Text(entry.map_or_else(|| code.clone(), |entry| format!("{code} {}", entry.label)))
            }
            (_, Value::String(text)) => Cell::Text(text.clone()),
            (_, other) => Cell::Text(other.to_string()),
        }
    }
}

fn flag_of(flag: bool, language: Language) -> &'static str {
    match (language, flag) {
        (Language::Chinese, true) => "是",
        (Language::Chinese, false) => "否",
        (Language::English, true) => "yes",
        (Language::English, false) => "no",
    }
}

fn shown(at: Instant) -> String {
    in_shanghai(at).format("%Y-%m-%d %H:%M").to_string()
}

impl Cell {
    /// As a text.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Day(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Fen(fen) => yuan(*fen),
        }
    }
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{office::is_office, table};

    #[test]
    fn every_column_of_every_list_has_a_title() {
        let mut untitled = Vec::new();
        for operation in table::all().filter(|one| is_office(one)) {
            assert!(titles::of_list(operation.route.path).is_some(), "{}", operation.route.path);
            for Column { title, source } in columns(operation, None, Language::Chinese) {
                let (Source::Field(name, _) | Source::Names(name, _)) = source;
                untitled.extend(title.is_ascii().then(|| format!("{} {name} {title}", operation.route.path)));
            }
        }
        assert!(untitled.is_empty(), "{untitled:#?}");
    }

    #[test]
    fn a_value_is_written_as_an_office_reads_it() {
        let (zh, en) = (Language::Chinese, Language::English);
        assert_eq!([yuan(-5), yuan(123_456), yuan(0)], ["-0.05", "1234.56", "0.00"]);
        assert_eq!(Format::Money.cell(&json!(-5), zh), Cell::Fen(-5));
        assert_eq!(Format::Flag.cell(&json!(true), en), Cell::Text("yes".to_owned()));
        assert_eq!(Format::Word.cell(&json!(["lead", "member"]), zh), Cell::Text("组长、成员".to_owned()));
        assert_eq!(Format::Instant.cell(&json!("2026-11-30T20:05:00Z"), zh), Cell::Text("2026-12-01 04:05".to_owned()));
        let sex = Format::Code(vec![code_set::find("sexes").unwrap()]);
        assert_eq!(sex.cell(&json!("1"), zh), Cell::Text("1 男性".to_owned()));
        assert_eq!(sex.cell(&json!("x"), zh), Cell::Text("x".to_owned()));
    }
}
