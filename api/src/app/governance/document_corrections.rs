//! R295: a publication about a record that was reversed or corrected since has to be corrected, too.

use domain::{
    Day, Error,
    governance::document::{Document, publication_due},
    kernel::event::{Basis, Event as Fact, SubjectKind},
};
use persistence::{administration::calendars, governance::documents};
use uuid::Uuid;

use crate::app::{Ctx, kernel::context::Particulars};

/// The name of the fact that a publication has to be corrected.
const CORRECTION_DUE: &str = "correction_due";

/// Stores until when the publications about a changed record are to be corrected, and gives the facts of it, to be stated.
///
/// # Errors
/// When the database fails.
pub fn oblige(ctx: &mut Ctx<'_>, changed: Uuid, (day, basis): (Day, &Basis)) -> Result<Vec<Fact>, Error> {
    let published = documents::published_about(ctx.db, changed)?;
    if published.is_empty() {
        return Ok(Vec::new());
    }
    let (rules, working_days, now) = (ctx.rules()?, calendars::working_days(ctx.db)?, ctx.now());
    let due_on = publication_due(&rules, &working_days, day);
    let next: Vec<_> = published.iter().filter_map(|one| one.owing_correction(changed, due_on, now)).collect();
    documents::update_many(ctx.db, &next)?;
    let fact = |one: &Document| {
        let statuses = (Some(one.status.as_str()), Some(one.status.as_str()));
        let basis = Basis { occurred_on: Some(day), ..basis.clone() };
        let particulars = Particulars { statuses, ..Particulars::default() };
        ctx.fact((SubjectKind::Document, one.id.0), CORRECTION_DUE, basis, particulars)
    };
    next.iter().map(fact).collect()
}
