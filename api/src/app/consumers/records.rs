//! The records that consumers follow, and how each is read.
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

/// A page of a list as a caller sees it, with the cursor of the next one: by a filter, behind a cursor.
pub type List =
    Box<dyn Fn(&mut Ctx<'_>, Vec<(&'static str, String)>, Option<String>) -> Result<Page, Error> + Send + Sync>;
/// The records of a page, and the cursor of the next one.
pub type Page = (Vec<Value>, Option<String>);

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
    /// Listing the records, for the policy.
    pub listed_by: Action,
    /// The parameters of the list.
    pub filters: Vec<&'static str>,
    /// Reads a page of the list.
    pub list: List,
}

static FOLLOWED: OnceLock<Vec<Followed>> = OnceLock::new();

/// Hands in the resources whose records are followed; they are the same for every register of the program.
pub fn declare(all: fn() -> Vec<Followed>) {
    FOLLOWED.get_or_init(all);
}

/// The resources whose records are followed.
pub fn followed() -> &'static [Followed] {
    FOLLOWED.get().map(Vec::as_slice).unwrap_or_default()
}
