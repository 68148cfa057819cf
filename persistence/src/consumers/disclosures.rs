//! Disclosures: a row for each answer that told a client of people.

use diesel::{
    prelude::*,
    sql_types::{Bool, Nullable},
};
use domain::{
    Error, Instant,
    consumers::disclosure::Disclosure,
    kernel::{
        id::{AgreementId, ClientId, DisclosureId, PersonId},
        page::{Page, PageRequest, Position},
    },
};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::texts,
    schema::{clients, disclosures},
    types::{DbInstant, DbJson, DbUuid},
};

/// Most disclosures that are forgotten at once.
pub const FORGOTTEN_AT_ONCE_MAX: usize = 1_000;
/// What separates the people of one row.
const SEPARATOR: &str = ",";

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = disclosures, treat_none_as_default_value = false)]
struct DisclosureRow {
    id: DbUuid,
    at: DbInstant,
    client_id: DbUuid,
    agreement_id: Option<DbUuid>,
    purpose: Option<String>,
    operation: String,
    fields: Option<DbJson>,
    people: i64,
    person_id: Option<DbUuid>,
    person_ids: Option<String>,
}

impl From<&Disclosure> for DisclosureRow {
    fn from(one: &Disclosure) -> Self {
        let (person_id, person_ids) = match one.people.as_slice() {
            [person] => (Some(DbUuid(person.0)), None),
            several => {
                let ids: Vec<String> = several.iter().map(|id| id.0.simple().to_string()).collect();
                (None, Some(ids.join(SEPARATOR)))
            }
        };
        Self {
            id: DbUuid(one.id.0),
            at: DbInstant(one.at),
            client_id: DbUuid(one.client_id.0),
            agreement_id: one.agreement_id.map(|id| DbUuid(id.0)),
            purpose: one.purpose.clone(),
            operation: one.operation.clone(),
            fields: one.fields.clone().map(|fields| DbJson(fields.into())),
            people: i64::try_from(one.people.len()).unwrap_or(i64::MAX),
            person_id,
            person_ids,
        }
    }
}

impl DisclosureRow {
    fn into_record(self) -> Disclosure {
        let several = self.person_ids.unwrap_or_default();
        let several = several.split(SEPARATOR).filter_map(|id| Uuid::try_parse(id).ok());
        Disclosure {
            id: DisclosureId(self.id.0),
            at: self.at.0,
            client_id: ClientId(self.client_id.0),
            agreement_id: self.agreement_id.map(|id| AgreementId(id.0)),
            purpose: self.purpose,
            operation: self.operation,
            fields: self.fields.map(|fields| texts(Some(&fields.0))),
            people: self.person_id.map(|id| id.0).into_iter().chain(several).map(PersonId).collect(),
        }
    }
}

/// Stores disclosures, in one statement.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, all: &[Disclosure]) -> Result<(), Error> {
    let rows: Vec<DisclosureRow> = all.iter().map(DisclosureRow::from).collect();
    insert_all!(db, disclosures::table, rows)
}

/// Which disclosures are looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of these people; of anybody if none is named.
    pub people: Vec<PersonId>,
    /// To these clients; to any if none is named.
    pub clients: Vec<ClientId>,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
}

/// A page of disclosures, in the order in which they were made, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    wanted: &Wanted,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Disclosure>, Error> {
    let filtered = || {
        let mut query = disclosures::table.into_boxed::<MultiBackend>();
        if !wanted.clients.is_empty() {
            query = query.filter(disclosures::client_id.eq_any(wanted.clients.iter().map(|id| DbUuid(id.0))));
        }
        if let Some(from) = wanted.from {
            query = query.filter(disclosures::at.ge(DbInstant(from)));
        }
        if let Some(until) = wanted.until {
            query = query.filter(disclosures::at.lt(DbInstant(until)));
        }
        if !wanted.people.is_empty() {
            let alone = disclosures::person_id.eq_any(wanted.people.iter().map(|id| DbUuid(id.0)));
            // A merged person has a few ids: each narrows by a condition of its own.
            let among = |id: &PersonId| disclosures::person_ids.like(format!("%{}%", id.0.simple()));
            let none: Box<dyn BoxableExpression<disclosures::table, MultiBackend, SqlType = Nullable<Bool>>> =
                Box::new(alone);
            query = query.filter(wanted.people.iter().fold(none, |any, id| Box::new(any.or(among(id)))));
        }
        query
    };
    page_of!(db, disclosures: DisclosureRow, filtered(), page, descending, |rows| {
        Ok::<_, Error>(rows.into_iter().map(DisclosureRow::into_record).collect::<Vec<_>>())
    })
}

/// The names and the purposes of clients.
///
/// # Errors
/// When the database fails.
pub fn recipients(db: &mut DbConnection, ids: &[ClientId]) -> Result<Vec<(ClientId, String, Option<String>)>, Error> {
    let found = clients::table.filter(clients::id.eq_any(ids.iter().map(|id| DbUuid(id.0))));
    let rows: Vec<(DbUuid, String, Option<String>)> =
        found.select((clients::id, clients::name, clients::purpose)).load(db).stored()?;
    Ok(rows.into_iter().map(|(id, name, purpose)| (ClientId(id.0), name, purpose)).collect())
}

/// Forgets the oldest disclosures of before an instant, so many at once; tells of how many.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut DbConnection, before: Instant) -> Result<usize, Error> {
    let oldest = disclosures::table.filter(disclosures::at.lt(DbInstant(before))).order(disclosures::id);
    let limit = i64::try_from(FORGOTTEN_AT_ONCE_MAX).unwrap_or(i64::MAX);
    let ids: Vec<DbUuid> = oldest.limit(limit).select(disclosures::id).load(db).stored()?;
    diesel::delete(disclosures::table.filter(disclosures::id.eq_any(ids))).execute(db).stored()
}
