//! Facts: appended, read, never changed.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Error, Role,
    event::{Basis, Event, SubjectKind},
    id::EventId,
    page::{Page, PageRequest, Position},
};
use uuid::Uuid;

use crate::{
    connection::DbConnection,
    each_backend,
    error::Stored,
    people::read,
    schema::events,
    types::{DbInstant, DbJson, DbUuid},
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
struct EventRow {
    id: DbUuid,
    subject_kind: String,
    subject_id: DbUuid,
    name: String,
    from_status: Option<String>,
    to_status: Option<String>,
    actor_key: String,
    actor_name: String,
    role: String,
    reason: Option<String>,
    document_number: Option<String>,
    on_behalf_of: Option<String>,
    occurred_on: NaiveDate,
    recorded_at: DbInstant,
    policy_version: i64,
    detail: DbJson,
}

/// Appends facts.
///
/// # Errors
/// When the database fails.
pub fn append(db: &mut DbConnection, facts: &[Event]) -> Result<(), Error> {
    let rows: Vec<EventRow> = facts.iter().map(EventRow::from).collect();
    // Several rows in one statement are outside the common dialect.
    for chunk in rows.chunks(500) {
        each_backend!(db, |c| diesel::insert_into(events::table).values(chunk).execute(c)).stored()?;
    }
    Ok(())
}

/// A page of what happened to a record, oldest first.
///
/// # Errors
/// When the database fails.
pub fn about(db: &mut DbConnection, subject: Uuid, page: &PageRequest) -> Result<Page<Event>, Error> {
    let mine = events::table.filter(events::subject_id.eq(DbUuid(subject)));
    let mut query = mine.into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(events::id.gt(DbUuid(after.id)));
    }
    let rows: Vec<EventRow> =
        query.order(events::id).limit(i64::from(page.size) + 1).select(EventRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Event>, Error> = rows.into_iter().map(EventRow::into_event).collect();
    let mut result = Page::cut(all?, page.size, |event| Position { value: None, id: event.id.0 });
    if page.count {
        result.total = Some(mine.count().get_result(db).stored()?);
    }
    Ok(result)
}

/// Who did what to a record, oldest first: name of the event and key of its actor.
///
/// # Errors
/// When the database fails.
pub fn actors(db: &mut DbConnection, subject: Uuid) -> Result<Vec<(String, String)>, Error> {
    let query = events::table.filter(events::subject_id.eq(DbUuid(subject))).order(events::id);
    query.select((events::name, events::actor_key)).load(db).stored()
}

impl From<&Event> for EventRow {
    fn from(event: &Event) -> Self {
        Self {
            id: DbUuid(event.id.0),
            subject_kind: event.subject_kind.as_str().to_owned(),
            subject_id: DbUuid(event.subject_id),
            name: event.name.clone(),
            from_status: event.from_status.clone(),
            to_status: event.to_status.clone(),
            actor_key: event.actor_key.clone(),
            actor_name: event.actor_name.clone(),
            role: event.role.as_str().to_owned(),
            reason: event.basis.reason.clone(),
            document_number: event.basis.document_number.clone(),
            on_behalf_of: event.basis.on_behalf_of.clone(),
            occurred_on: event.occurred_on,
            recorded_at: DbInstant(event.recorded_at),
            policy_version: event.policy_version,
            detail: DbJson(event.detail.clone()),
        }
    }
}

impl EventRow {
    fn into_event(self) -> Result<Event, Error> {
        let kind = SubjectKind::ALL.iter().copied().find(|kind| kind.as_str() == self.subject_kind);
        Ok(Event {
            id: EventId(self.id.0),
            subject_kind: read("events", "subject_kind", kind)?,
            subject_id: self.subject_id.0,
            name: self.name,
            from_status: self.from_status,
            to_status: self.to_status,
            actor_key: self.actor_key,
            actor_name: self.actor_name,
            role: read("events", "role", Role::parse(&self.role))?,
            basis: Basis {
                reason: self.reason,
                document_number: self.document_number,
                on_behalf_of: self.on_behalf_of,
                occurred_on: Some(self.occurred_on),
            },
            occurred_on: self.occurred_on,
            recorded_at: self.recorded_at.0,
            policy_version: self.policy_version,
            detail: self.detail.0,
        })
    }
}
