//! The forms of a list beside JSON: lines of JSON and CSV, for who pulls it whole.

use actix_web::{
    HttpRequest,
    http::header::{Accept, Header},
};
use domain::Error;
use openapi::body;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// In which form a list is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page of JSON.
    Json,
    /// One record a line.
    Ndjson,
    /// A table with the fields' names above.
    Csv,
}

impl Format {
    /// The form that a request prefers; JSON where it says nothing that is known here.
    pub fn of(request: &HttpRequest) -> Self {
        let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
        let known = |media: &str| match media {
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Some(Self::Ndjson),
            "text/csv" => Some(Self::Csv),
            _ => None,
        };
        ranked.iter().find_map(|media| known(media.essence_str())).unwrap_or(Self::Json)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }

    /// What comes before the first record: the names of the fields in a table.
    pub fn head<T: ToSchema>(self, fields: Option<&[String]>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Csv => row(columns::<T>(fields).iter().map(String::as_str)),
            Self::Json | Self::Ndjson => Ok(Vec::new()),
        }
    }

    /// How a record is written.
    pub fn writer<T: ToSchema + Serialize>(
        self,
        fields: Option<Vec<String>>,
    ) -> impl Fn(&T, &mut Vec<u8>) -> Result<(), Error> + Send {
        let columns = columns::<T>(fields.as_deref());
        move |record, out| {
            match (self, &fields) {
                (Self::Csv, _) => out.extend(row(cells(record, &columns)?.iter().map(String::as_str))?),
                (_, None) => serde_json::to_writer(&mut *out, record).map_err(Error::internal)?,
                (_, Some(fields)) => {
                    let value = serde_json::to_value(record).map_err(Error::internal)?;
                    let picked: serde_json::Map<String, Value> = match value {
                        Value::Object(all) => all.into_iter().filter(|(name, _)| fields.contains(name)).collect(),
                        _ => serde_json::Map::new(),
                    };
                    serde_json::to_writer(&mut *out, &picked).map_err(Error::internal)?;
                }
            }
            if self == Self::Ndjson {
                out.push(b'\n');
            }
            Ok(())
        }
    }
}

/// The fields of a record in the order of their names, or as they were selected.
fn columns<T: ToSchema>(fields: Option<&[String]>) -> Vec<String> {
    fields.map_or_else(body::field_names::<T>, <[String]>::to_vec)
}

fn cells(record: &impl Serialize, columns: &[String]) -> Result<Vec<String>, Error> {
    let value = serde_json::to_value(record).map_err(Error::internal)?;
    let cell = |name: &String| match value.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => inert(text),
        Some(other) => other.to_string(),
    };
    Ok(columns.iter().map(cell).collect())
}

/// A text as a spreadsheet program shows it and does not compute it: what would begin a formula there has an apostrophe
/// before it (OWASP, CSV injection).
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn row<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells).map_err(Error::internal)?;
    writer.into_inner().map_err(Error::internal)
}
