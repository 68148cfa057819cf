//! The records that consumers follow, the lists that they compare and export, and how each is read.
//!
//! They are those of the table of operations, which knows the use cases and cannot be known by them: it hands them in.

use std::sync::OnceLock;

use domain::{
    Error,
    kernel::{policy::Action, time::Moment},
};
use serde_json::Value;
use uuid::Uuid;

use crate::app::Ctx;

/// Reads a record as a caller sees it, whoever the caller is.
pub type Read = Box<dyn Fn(&mut Ctx<'_>, Uuid, Moment) -> Result<Value, Error> + Send + Sync>;

/// Reads a page of a list as a caller sees it.
pub type ReadPage = Box<dyn Fn(&mut Ctx<'_>, PageAsked) -> Result<Page, Error> + Send + Sync>;

/// A page of a list that is asked for.
#[derive(Debug, Clone, Default)]
pub struct PageAsked {
    /// The parameters of the list, each with its name.
    pub filter: Vec<(&'static str, String)>,
    /// The cursor of the record before the page.
    pub after: Option<String>,
    /// True if the list is to be counted.
    pub count: bool,
}

/// A page of a list.
pub struct Page {
    /// The records.
    pub records: Vec<Value>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// How many records the list has, if they were counted.
    pub total: Option<i64>,
}

/// A resource whose records are followed.
pub struct Followed {
    /// Its name: that of its path, and of its table.
    pub resource: String,
    /// Reading a record, for the policy.
    pub action: Action,
    /// True if its records can be read as they were known at an instant. The events alone hold the past of people.
    pub has_past: bool,
    /// Reads a record.
    pub read: Read,
}

/// A list of records with ids.
pub struct Listed {
    /// The resource: the name of its path.
    pub resource: String,
    /// Listing the records, for the policy.
    pub action: Action,
    /// The parameters of the list.
    pub filters: Vec<&'static str>,
    /// The fields of a record, in the order of the columns of a table.
    pub columns: Vec<String>,
    /// Reads a page of it.
    pub page: ReadPage,
}

static FOLLOWED: OnceLock<Vec<Followed>> = OnceLock::new();
static LISTED: OnceLock<Vec<Listed>> = OnceLock::new();

/// Hands in the resources whose records are followed, and the lists; they are the same for every register of the program.
pub fn declare(followed: fn() -> Vec<Followed>, listed: fn() -> Vec<Listed>) {
    FOLLOWED.get_or_init(followed);
    LISTED.get_or_init(listed);
}

/// The resources whose records are followed.
pub fn followed() -> &'static [Followed] {
    FOLLOWED.get().map(Vec::as_slice).unwrap_or_default()
}

/// The list of a resource; none if it has none.
pub fn list_of(resource: &str) -> Option<&'static Listed> {
    LISTED.get()?.iter().find(|one| one.resource == resource)
}
