//! Facts: appended, read, never changed.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Error, Instant, Role,
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::{EventId, PersonId},
        page::{Page, PageRequest, Position},
        text::UNREADABLE_WORDS,
    },
};
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    notices,
    row::read,
    schema::{event_private_values, events},
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
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

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_private_values, treat_none_as_default_value = false)]
struct PrivateValueRow {
    event_id: DbUuid,
    field: String,
    value: Vec<u8>,
}

/// Appends facts.
///
/// # Errors
/// When the database fails.
pub fn append(db: &mut DbConnection, vault: &Vault, facts: &[Event]) -> Result<(), Error> {
    let mut private = Vec::new();
    let mut rows: Vec<EventRow> = facts.iter().map(EventRow::from).collect();
    for row in &mut rows {
        set_aside(vault, row, &mut private)?;
    }
    insert_all!(db, events::table, rows)?;
    insert_all!(db, event_private_values::table, private)?;
    Ok(())
}

/// Fields of a fact's `before` whose values are private.
const PRIVATE_FIELDS: [&str; 5] =
    ["citizen_number", "identity_document_number", "phone", "health_declaration", "statement"];
/// The name under which the reason of a fact is kept, where it is private.
const REASON: &str = "reason";
/// What a fact names when it follows from a case.
const CASE: &str = "dismissal_id";
/// Kinds of records whose facts have private reasons: they say what somebody is accused of.
const ACCUSING: [SubjectKind; 3] = [SubjectKind::Complaint, SubjectKind::Dismissal, SubjectKind::Recusal];
/// Events whose facts have private reasons, whatever their record: they say what somebody objects to.
const OBJECTING: [&str; 3] = ["object", "uphold_objection", "dismiss_objection"];
/// Where a fact names the private values that do not open, which are null.
const UNREADABLE: &str = "unreadable_fields";
/// What stands in a fact in place of a private value.
const SET_ASIDE: &str = "sealed";

/// Takes the private values out of a fact, which is never changed, and seals them for a table of their own, where a new
/// key can seal them again.
fn set_aside(vault: &Vault, row: &mut EventRow, private: &mut Vec<PrivateValueRow>) -> Result<(), Error> {
    let accuses = ACCUSING.iter().any(|kind| kind.as_str() == row.subject_kind)
        || OBJECTING.contains(&row.name.as_str())
        || row.detail.0.get(CASE).is_some();
    if let Some(reason) = row.reason.as_mut().filter(|_| accuses) {
        let text = std::mem::replace(reason, SET_ASIDE.to_owned());
        let value = vault.seal(&place(row.id.0, REASON), text.as_bytes())?;
        private.push(PrivateValueRow { event_id: row.id, field: REASON.to_owned(), value });
    }
    let Some(before) = row.detail.0.get_mut("before").and_then(Value::as_object_mut) else { return Ok(()) };
    for field in PRIVATE_FIELDS {
        if let Some(value) = before.get_mut(field).filter(|value| value.is_string()) {
            let text = std::mem::replace(value, SET_ASIDE.into());
            let text = text.as_str().unwrap_or_default();
            let value = vault.seal(&place(row.id.0, field), text.as_bytes())?;
            private.push(PrivateValueRow { event_id: row.id, field: field.to_owned(), value });
        }
    }
    Ok(())
}

/// Puts the private values of facts back into them.
fn restore(db: &mut DbConnection, vault: &Vault, facts: &mut [Event]) -> Result<(), Error> {
    let is_set_aside = |fact: &&Event| {
        let before = fact.detail.get("before").and_then(Value::as_object);
        fact.basis.reason.as_deref() == Some(SET_ASIDE)
            || before.is_some_and(|before| {
                PRIVATE_FIELDS.iter().any(|field| before.get(*field).is_some_and(|it| it == SET_ASIDE))
            })
    };
    let ids: Vec<DbUuid> = facts.iter().filter(is_set_aside).map(|fact| DbUuid(fact.id.0)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<PrivateValueRow> = event_private_values::table
        .filter(event_private_values::event_id.eq_any(ids))
        .select(PrivateValueRow::as_select())
        .load(db)
        .stored()?;
    for row in rows {
        let value = vault.opened_text(&place(row.event_id.0, &row.field), &row.value, "event_private_values.value")?;
        let mut fact = facts.iter_mut().find(|fact| fact.id.0 == row.event_id.0);
        if let Some(fact) = fact.as_mut().filter(|_| row.field == REASON) {
            fact.basis.reason = Some(value.unwrap_or_else(|| UNREADABLE_WORDS.to_owned()));
            continue;
        }
        let before = fact.and_then(|fact| fact.detail.get_mut("before")).and_then(Value::as_object_mut);
        let Some(before) = before else { continue };
        if value.is_none() {
            let unreadable = before.entry(UNREADABLE).or_insert_with(|| Value::Array(Vec::new()));
            unreadable.as_array_mut().into_iter().for_each(|fields| fields.push(row.field.clone().into()));
        }
        before.insert(row.field, value.into());
    }
    Ok(())
}

/// What a private value of a fact belongs to.
pub(crate) fn place(event: Uuid, field: &str) -> Vec<u8> {
    [b"event_private_values\0", field.as_bytes(), b"\0", event.as_bytes()].concat()
}

/// A page of what happened to a record, oldest first.
///
/// # Errors
/// When the database fails.
pub fn about(db: &mut DbConnection, vault: &Vault, subject: Uuid, page: &PageRequest) -> Result<Page<Event>, Error> {
    let mine = events::table.filter(events::subject_id.eq(DbUuid(subject)));
    let mut query = mine.into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(events::id.gt(DbUuid(after.id)));
    }
    let rows: Vec<EventRow> =
        query.order(events::id).limit(i64::from(page.size) + 1).select(EventRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Event>, Error> = rows.into_iter().map(EventRow::into_event).collect();
    let mut all = all?;
    restore(db, vault, &mut all)?;
    let mut result = Page::cut(all, page.size, |event| Position { value: None, id: event.id.0 });
    if page.count {
        result.total = Some(mine.count().get_result(db).stored()?);
    }
    Ok(result)
}

/// The events of these ids, in the order of the ids given, as they are stored; those that are there.
///
/// # Errors
/// When the database fails.
pub fn of_ids(db: &mut DbConnection, ids: &[Uuid]) -> Result<Vec<Event>, Error> {
    let wanted: Vec<DbUuid> = ids.iter().map(|id| DbUuid(*id)).collect();
    let rows: Vec<EventRow> =
        events::table.filter(events::id.eq_any(wanted)).select(EventRow::as_select()).load(db).stored()?;
    let mut found = rows.into_iter().map(EventRow::into_event).collect::<Result<Vec<Event>, Error>>()?;
    let places: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    found.sort_by_key(|event| places.get(&event.id.0).copied());
    Ok(found)
}

/// As [`of_ids`], with their private values.
///
/// # Errors
/// When the database fails.
pub fn restored(db: &mut DbConnection, vault: &Vault, ids: &[Uuid]) -> Result<Vec<Event>, Error> {
    let mut found = of_ids(db, ids)?;
    restore(db, vault, &mut found)?;
    Ok(found)
}

/// What happened to a record at an instant.
///
/// # Errors
/// When the database fails.
pub fn stated_at(db: &mut DbConnection, vault: &Vault, subject: Uuid, at: Instant) -> Result<Vec<Event>, Error> {
    let then =
        events::table.filter(events::subject_id.eq(DbUuid(subject))).filter(events::recorded_at.eq(DbInstant(at)));
    let rows: Vec<EventRow> = then.order(events::id).select(EventRow::as_select()).load(db).stored()?;
    let mut facts = rows.into_iter().map(EventRow::into_event).collect::<Result<Vec<Event>, Error>>()?;
    restore(db, vault, &mut facts)?;
    Ok(facts)
}

/// The citizen numbers that merged records had, as the facts of their merges tell.
///
/// # Errors
/// When the database fails.
pub fn numbers_before_merge(
    db: &mut DbConnection,
    vault: &Vault,
    merged: &[PersonId],
) -> Result<Vec<(PersonId, String)>, Error> {
    let ids: Vec<DbUuid> = merged.iter().map(|id| DbUuid(id.0)).collect();
    let merges = events::table.filter(events::subject_id.eq_any(ids)).filter(events::name.eq("merged"));
    let rows: Vec<EventRow> = merges.order(events::id).select(EventRow::as_select()).load(db).stored()?;
    let mut facts = rows.into_iter().map(EventRow::into_event).collect::<Result<Vec<Event>, Error>>()?;
    restore(db, vault, &mut facts)?;
    let number = |fact: &Event| Some(fact.detail.get("before")?.get("citizen_number")?.as_str()?.to_owned());
    Ok(facts.iter().filter_map(|fact| Some((PersonId(fact.subject_id), number(fact)?))).collect())
}

/// Who did what to several records, oldest first: the record, name of the event and key of its actor.
///
/// # Errors
/// When the database fails.
pub fn actors(db: &mut DbConnection, subjects: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Error> {
    let ids: Vec<DbUuid> = subjects.iter().map(|id| DbUuid(*id)).collect();
    let query = events::table.filter(events::subject_id.eq_any(ids)).order(events::id);
    let rows: Vec<(DbUuid, String, String)> =
        query.select((events::subject_id, events::name, events::actor_key)).load(db).stored()?;
    Ok(rows.into_iter().map(|(id, name, key)| (id.0, name, key)).collect())
}

/// Where the detail of a fact names the publication of a notice.
const PUBLISHED_ELSEWHERE: &str = "published_elsewhere";

/// The detail of a fact as it is kept: with where a notice was published that this register did not publish.
fn detail_of(event: &Event) -> Value {
    let Some(elsewhere) = &event.basis.published_elsewhere else { return event.detail.clone() };
    let mut detail = event.detail.as_object().cloned().unwrap_or_default();
    detail.insert(PUBLISHED_ELSEWHERE.to_owned(), notices::kept(elsewhere));
    Value::Object(detail)
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
            detail: DbJson(detail_of(event)),
        }
    }
}

impl EventRow {
    fn into_event(self) -> Result<Event, Error> {
        let kind = SubjectKind::ALL.iter().copied().find(|kind| kind.as_str() == self.subject_kind);
        let elsewhere = self.detail.0.get(PUBLISHED_ELSEWHERE).cloned();
        let elsewhere =
            elsewhere.map(|kept| read("events", "detail", serde_json::from_value(kept).ok())).transpose()?;
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
                published_elsewhere: elsewhere,
            },
            occurred_on: self.occurred_on,
            recorded_at: self.recorded_at.0,
            policy_version: self.policy_version,
            detail: self.detail.0,
        })
    }
}
