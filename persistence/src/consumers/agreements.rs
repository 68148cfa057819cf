//! Agreements: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    consumers::agreement::{Agreement, AgreementStatus, Resources},
    kernel::{
        id::{AgreementId, ClientId},
        page::{Page, PageRequest, Position},
    },
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Id, Json, Maybe, Plain, Time, Worded},
    schema::agreements,
    types::DbUuid,
};

row! {
    /// A version of an agreement as stored.
    AgreementRow of Agreement in agreements {
        id: Id<AgreementId>,
        version: Plain<i64>,
        area: AreaCode,
        client_id: Id<ClientId>,
        purpose: Plain<String>,
        legal_basis: Plain<String>,
        resources: Json<Resources>,
        starts_on: Plain<Day>,
        ends_on: Plain<Day>,
        document_number: Plain<String>,
        status: Worded<AgreementStatus>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
}

filter! {
    /// Which agreements.
    AgreementFilter on agreements sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The client.
        client_id: ids ClientId,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The agreement of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: AgreementId) -> Result<Agreement, Error> {
    find!(db, reach, agreements: AgreementRow, id, None::<Instant>)
}

/// A page of agreements within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &AgreementFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Agreement>, Error> {
    let filtered = || filter.narrow(agreements::table.into_boxed(), reach);
    page_of!(db, agreements: AgreementRow, filtered(), page, descending)
}

/// Stores the first version of an agreement.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Agreement) -> Result<(), Error> {
    diesel::insert_into(agreements::table).values(AgreementRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of an agreement: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Agreement) -> Result<(), Error> {
    close_present!(db, agreements, next)?;
    insert(db, next)
}
