//! Records shown beside the ids that name them, as `expand=person,run.standard` asks.

use std::collections::{HashMap, HashSet};

use domain::{Error, Fault, FaultCode, Wording, kernel::wording::number};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Edge, Found, LOOKUPS_MAX, Way, graph, records};
use crate::app::{App, Caller};

/// Most names of one expansion.
pub const EXPANDED_MAX: usize = 10;
/// Deepest expansion: a record, and those beside its ids.
const DEPTH_MAX: usize = 2;

/// What is shown beside the ids of a record: the edges, each with what is shown of the records behind it.
#[derive(Default)]
pub struct Expansion(Vec<(&'static Edge, Expansion)>);

impl Expansion {
    /// Reads names separated by commas, of what records of a type lead to; none for what they do not lead to, and for more
    /// than are taken.
    pub fn parse(on: &str, said: &str) -> Option<Self> {
        let mut all = Self::default();
        for (at, path) in said.split(',').enumerate() {
            let parts: Vec<&str> = path.trim().split('.').collect();
            if at >= EXPANDED_MAX || parts.len() > DEPTH_MAX {
                return None;
            }
            all.add(on, &parts)?;
        }
        Some(all)
    }

    fn add(&mut self, on: &str, path: &[&str]) -> Option<()> {
        let Some((name, rest)) = path.split_first() else { return Some(()) };
        let edge = graph().of(on).find(|edge| edge.field == *name && edge.leads_to_records())?;
        let at = self.0.iter().position(|(known, _)| known.field == edge.field).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((edge, Self::default()));
        }
        self.0.get_mut(at)?.1.add(&edge.of, rest)
    }

    /// The fields that it adds to a record.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(edge, _)| edge.field.as_str())
    }

    /// True if nothing is to be shown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows the records behind these: each as the caller reads it today, null where it is out of reach.
    ///
    /// # Errors
    /// [`Error::NotForRole`] for what the caller never reads, [`Error::Invalid`] for too many records.
    pub fn show<'a, 'r: 'a>(
        &'a self,
        app: &'a App,
        caller: &'a Caller,
        shown: &'a mut [&'r mut Map<String, Value>],
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            for (edge, behind) in &self.0 {
                let mut found = found(app, caller, edge, shown).await?;
                let mut all: Vec<&mut Map<String, Value>> =
                    found.values_mut().filter_map(Value::as_object_mut).collect();
                if !behind.is_empty() {
                    behind.show(app, caller, &mut all).await?;
                }
                for record in shown.iter_mut() {
                    let value = beside(record.get(&edge.key), &edge.way, &found);
                    record.insert(edge.field.clone(), value);
                }
            }
            Ok(())
        })
    }
}

/// The ids that a value has, one or several.
fn ids(value: Option<&Value>) -> Vec<Uuid> {
    let id = |value: &Value| value.as_str().and_then(|text| Uuid::try_parse(text).ok());
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(id).collect(),
        Some(one) => id(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The records to which an edge leads from these.
async fn found(
    app: &App,
    caller: &Caller,
    edge: &Edge,
    shown: &[&mut Map<String, Value>],
) -> Result<HashMap<Uuid, Value>, Error> {
    let (Way::One(kind) | Way::Several(kind)) = edge.way else { return Ok(HashMap::new()) };
    let wanted: HashSet<Uuid> = shown.iter().flat_map(|record| ids(record.get(&edge.key))).collect();
    if wanted.len() > LOOKUPS_MAX {
        let wording = Wording::TooManyEntries { max: number(LOOKUPS_MAX) };
        return Err(Error::invalid(Fault::new("/expand", FaultCode::Length, wording)));
    }
    let read = |found: Found| found.tree().value(found.node()).map_err(Error::internal);
    let records = records(app, caller, kind, wanted).await?;
    records.into_iter().map(|(id, record)| Ok((id, read(record)?))).collect()
}

/// What stands beside an id: its record, or those of several ids.
fn beside(key: Option<&Value>, way: &Way, found: &HashMap<Uuid, Value>) -> Value {
    let mut records = ids(key).into_iter().filter_map(|id| found.get(&id).cloned());
    match way {
        Way::Several(_) => records.collect(),
        _ => records.next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_nowhere_or_too_far_are_refused() {
        let fields = |on: &str, said: &str| -> Option<Vec<String>> {
            Some(Expansion::parse(on, said)?.fields().map(str::to_owned).collect())
        };
        let both = fields("StipendLine", "person, run,run");
        assert_eq!(both, Some(vec!["person".to_owned(), "run".to_owned()]));
        assert_eq!(fields("StipendLine", "corrects.run"), Some(vec!["corrects".to_owned()]));
        for said in ["", "persons", "person,", "run.nothing", "corrects.corrects.run", "person_id"] {
            assert_eq!(fields("StipendLine", said), None, "{said}");
        }
        assert_eq!(fields("StipendLine", &["run"; EXPANDED_MAX + 1].join(",")), None);
    }
}
