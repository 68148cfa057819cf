//! Sanctions: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{PersonId, SanctionId},
        page::{Page, PageRequest, Position},
        time::Moment,
    },
    misconduct::sanction::{Kind, Sanction},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Plain, Time, Worded},
    schema::sanctions,
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of a sanction as stored.
    SanctionRow of Sanction in sanctions {
        id: Id<SanctionId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        kind: Worded<Kind>,
        document_number: Plain<String>,
        decided_on: Plain<Day>,
        lifted_on: Maybe<Plain<Day>>,
        lifted_reason: Maybe<Plain<String>>,
        created_at: Time,
        updated_at: Time,
    }
    computed { ends_on: Plain<Day> = Sanction::ends_on }
}

versioned!(sanctions: SanctionRow from Sanction);

filter! {
    /// Which sanctions.
    SanctionFilter on sanctions sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who was sanctioned.
        person_id: ids PersonId,
        /// Kind.
        kind: words Kind,
        /// Only what has effect on this day.
        as_of: day => decided_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The sanction of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or has no effect on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: SanctionId, moment: Moment) -> Result<Sanction, Error> {
    find!(db, reach, sanctions: SanctionRow, id, moment.known_at, |one| moment.as_of.is_none_or(|day| one.blocks(day)))
}

fn filtered<'a>(reach: &Reach, filter: &SanctionFilter) -> sanctions::BoxedQuery<'a, MultiBackend> {
    let query = filter.narrow(sanctions::table.into_boxed(), reach);
    match filter.as_of {
        Some(day) => query.filter(sanctions::lifted_on.is_null().or(sanctions::lifted_on.gt(day))),
        None => query,
    }
}

/// A page of sanctions within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SanctionFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Sanction>, Error> {
    page_of!(db, sanctions: SanctionRow, filtered(reach, filter), page, descending)
}
