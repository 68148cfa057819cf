//! Meetings: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    governance::meeting::{AgendaItem, Attendance, Meeting, MeetingKind, MeetingStatus, Resolution},
    kernel::{
        id::{MeetingId, OrganisationId},
        page::{Page, PageRequest, Position},
    },
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Id, Ids, Json, Maybe, Plain, Time, Worded},
    schema::meetings,
    types::DbUuid,
};

row! {
    /// A version of a meeting as stored.
    MeetingRow of Meeting in meetings {
        id: Id<MeetingId>,
        version: Plain<i64>,
        area: AreaCode,
        kind: Worded<MeetingKind>,
        organiser_ids: Ids<OrganisationId>,
        planned_on: Plain<Day>,
        held_on: Maybe<Plain<Day>>,
        agenda: Json<Vec<AgendaItem>>,
        attendance: Json<Vec<Attendance>>,
        resolutions: Json<Vec<Resolution>>,
        document_number: Maybe<Plain<String>>,
        status: Worded<MeetingStatus>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
}

filter! {
    /// Which meetings.
    MeetingFilter on meetings sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Kind.
        kind: words MeetingKind,
        /// Status.
        status: words MeetingStatus,
        /// Only what was held on this day or later.
        held_on_from: from => held_on,
        /// Only what was held on this day or before.
        held_on_to: until => held_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The meeting of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach or was not known then.
pub fn find(db: &mut DbConnection, reach: &Reach, id: MeetingId, known_at: Option<Instant>) -> Result<Meeting, Error> {
    find!(db, reach, meetings: MeetingRow, id, known_at)
}

/// A page of meetings within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &MeetingFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Meeting>, Error> {
    let filtered = || filter.narrow(meetings::table.into_boxed(), reach);
    page_of!(db, meetings: MeetingRow, filtered(), page, descending)
}

/// The meetings within reach that were held between two days.
///
/// # Errors
/// When the database fails.
pub fn held(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    (first, last): (Day, Day),
) -> Result<Vec<Meeting>, Error> {
    let filter = MeetingFilter {
        area: areas.to_vec(),
        held_on_from: Some(first),
        held_on_to: Some(last),
        ..MeetingFilter::default()
    };
    load_all!(db, MeetingRow, filter.narrow(meetings::table.into_boxed(), reach).order(meetings::id))
}

/// Stores the first version of a meeting.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Meeting) -> Result<(), Error> {
    diesel::insert_into(meetings::table).values(MeetingRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of a meeting: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Meeting) -> Result<(), Error> {
    close_present!(db, meetings, next)?;
    insert(db, next)
}
