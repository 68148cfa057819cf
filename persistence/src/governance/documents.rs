//! Documents: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    governance::document::{
        Content, Document, DocumentStatus,
        parts::{Channel, Correction, DocumentKind, DocumentSubject, Openness, Publication},
    },
    kernel::{
        id::{DocumentId, OrganisationId},
        page::{Page, PageRequest, Position},
    },
};
use uuid::Uuid;

use super::document_subjects;
use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    row::{AreaCode, Id, Ids, Json, Maybe, Plain, Texts, Time, Worded, Words},
    schema::{document_subjects as named, documents},
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of a document as stored.
    DocumentRow of Document in documents {
        id: Id<DocumentId>,
        version: Plain<i64>,
        area: AreaCode,
        status: Worded<DocumentStatus>,
        issued_on: Maybe<Plain<Day>>,
        ends_on: Maybe<Plain<Day>>,
        publication_due_on: Maybe<Plain<Day>>,
        publication_withdrawn_on: Maybe<Plain<Day>>,
        correction_due_on: Maybe<Plain<Day>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in content: Content {
        kind: Worded<DocumentKind>,
        title: Plain<String>,
        number: Maybe<Plain<String>>,
        issuer_ids: Ids<OrganisationId>,
        effective_on: Maybe<Plain<Day>>,
        expires_on: Maybe<Plain<Day>>,
        replaces_ids: Ids<DocumentId>,
        policy_keys: Texts,
        subjects: Json<Vec<DocumentSubject>>,
        digest: Maybe<Plain<String>>,
        media_type: Maybe<Plain<String>>,
        bytes: Maybe<Plain<i64>>,
        location: Maybe<Plain<String>>,
        openness: Worded<Openness>,
        public_summary: Maybe<Plain<String>>,
    }
    maybe publication: Publication {
        published_on = on: Plain<Day>,
        channels: Words<Channel>,
        privacy_checked_by: Plain<String>,
        corrections: Json<Vec<Correction>>,
    }
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which documents.
    DocumentFilter on documents sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Kind.
        kind: words DocumentKind,
        /// Status, as it reads today.
        status: words DocumentStatus => _,
        /// Number.
        number: texts,
        /// Who may have it.
        openness: words Openness,
        /// A record that the document is about.
        subject_id: values Uuid = |raw| Uuid::try_parse(raw).ok() => _,
        /// `true`: only what is known to the public; `false`: only the others.
        published: flag => _,
        /// To be published on this day or earlier.
        publication_due_on_to: until => publication_due_on,
        /// `true`: only what owes a correction of its publication; `false`: only the others.
        correction_due: flag => _,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Published on this day or later.
        published_from: Option<Day>,
        /// Published on this day or earlier.
        published_to: Option<Day>,
    }
}

type Query<'a> = documents::BoxedQuery<'a, MultiBackend>;

type Clause = Box<
    dyn BoxableExpression<
            documents::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// The words of what was issued and has not ended.
fn issued() -> impl Iterator<Item = &'static str> {
    DocumentStatus::ISSUED.iter().map(|status| status.as_str())
}

/// A status as it reads on a day; see [`Document::effective`].
fn reads_as(status: DocumentStatus, day: Day) -> Clause {
    use documents::{effective_on, expires_on};
    let is_issued = documents::status.eq_any(issued()).nullable();
    let is_not_over = expires_on.is_null().nullable().or(expires_on.gt(day));
    match status {
        DocumentStatus::Issued => Box::new(is_issued.and(effective_on.gt(day)).and(is_not_over)),
        DocumentStatus::InForce => Box::new(is_issued.and(effective_on.le(day)).and(is_not_over)),
        DocumentStatus::Expired => {
            let is_stored = documents::status.eq(status.as_str()).nullable();
            Box::new(is_stored.or(is_issued.and(expires_on.le(day))))
        }
        DocumentStatus::Draft | DocumentStatus::Superseded | DocumentStatus::Repealed => {
            Box::new(documents::status.eq(status.as_str()).nullable())
        }
    }
}

/// Any of these statuses, as they read on a day.
fn narrowed_to<'a>(query: Query<'a>, statuses: &[DocumentStatus], day: Day) -> Query<'a> {
    let any = each_once(DocumentStatus::ALL, statuses).map(|status| reads_as(*status, day));
    match any.reduce(|all, one| Box::new(all.or(one))) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

fn filtered<'a>(reach: &Reach, filter: &DocumentFilter, today: Day) -> Query<'a> {
    use documents::{correction_due_on, published_on};
    let mut query = narrowed_to(filter.narrow(documents::table.into_boxed(), reach), &filter.status, today);
    if !filter.subject_id.is_empty() {
        let ids: Vec<DbUuid> = filter.subject_id.iter().map(|id| DbUuid(*id)).collect();
        let about = named::table.filter(named::subject_id.eq_any(ids)).select(named::document_id);
        query = query.filter(documents::id.eq_any(about));
    }
    query = match filter.published {
        Some(true) => query.filter(published_on.is_not_null()),
        Some(false) => query.filter(published_on.is_null()),
        None => query,
    };
    query = match filter.correction_due {
        Some(true) => query.filter(correction_due_on.is_not_null()),
        Some(false) => query.filter(correction_due_on.is_null()),
        None => query,
    };
    if let Some(day) = filter.published_from {
        query = query.filter(published_on.ge(day));
    }
    if let Some(day) = filter.published_to {
        query = query.filter(published_on.le(day));
    }
    query
}

/// The document of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: DocumentId,
    known_at: Option<Instant>,
) -> Result<Document, Error> {
    find!(db, reach, documents: DocumentRow, id, known_at)
}

/// A page of documents within reach, in the order in which they were drafted, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &DocumentFilter,
    (descending, today): (bool, Day),
    page: &PageRequest,
) -> Result<Page<Document>, Error> {
    page_of!(db, documents: DocumentRow, filtered(reach, filter, today), page, descending)
}

/// The documents of these ids, as they are known now.
///
/// # Errors
/// When the database fails.
pub fn of_ids(db: &mut DbConnection, ids: &[DocumentId]) -> Result<Vec<Document>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = documents::table
        .filter(documents::superseded_at.is_null())
        .filter(documents::id.eq_any(ids))
        .order(documents::id);
    load_all!(db, DocumentRow, query)
}

/// Whose first day or whose end has come and is not stored, at most `limit`, what takes effect first before the rest.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut DbConnection, today: Day, limit: i64) -> Result<Vec<Document>, Error> {
    use documents::{effective_on, expires_on, id, status};
    let begins = status.eq(DocumentStatus::Issued.as_str()).nullable().and(effective_on.le(today));
    let ends = status.eq_any(issued()).nullable().and(expires_on.le(today));
    let query = documents::table
        .filter(documents::superseded_at.is_null())
        .filter(begins.or(ends))
        .order((effective_on, id))
        .limit(limit);
    load_all!(db, DocumentRow, query)
}

/// What the public knows and is about a record.
///
/// # Errors
/// When the database fails.
pub fn published_about(db: &mut DbConnection, subject: Uuid) -> Result<Vec<Document>, Error> {
    let about = named::table.filter(named::subject_id.eq(DbUuid(subject))).select(named::document_id);
    let query = documents::table
        .filter(documents::superseded_at.is_null())
        .filter(documents::published_on.is_not_null())
        .filter(documents::id.eq_any(about))
        .order(documents::id);
    load_all!(db, DocumentRow, query)
}

/// Stores a version of a document.
fn insert_version(db: &mut DbConnection, one: &Document) -> Result<(), Error> {
    diesel::insert_into(documents::table).values(DocumentRow::from(one)).execute(db).stored().map(drop)
}

/// Stores a new document, with the records that it is about.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Document) -> Result<(), Error> {
    insert_version(db, new)?;
    document_subjects::store(db, new)
}

/// Stores the next version of a draft, with the records that it is about now.
///
/// # Errors
/// As [`update`].
pub fn rewrite(db: &mut DbConnection, next: &Document) -> Result<(), Error> {
    update(db, next)?;
    document_subjects::store(db, next)
}

/// Stores the next version of a document: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Document) -> Result<(), Error> {
    close_present!(db, documents, next)?;
    insert_version(db, next)
}

/// Stores the next versions of documents that one change concerns, in two statements: they are of one moment.
///
/// # Errors
/// When the database fails.
pub fn update_many(db: &mut DbConnection, next: &[Document]) -> Result<(), Error> {
    use documents::{id, superseded_at, table};
    let Some(now) = next.iter().map(|one| one.updated_at).max() else { return Ok(()) };
    let ids: Vec<DbUuid> = next.iter().map(|one| DbUuid(one.id.0)).collect();
    let present = table.filter(id.eq_any(ids)).filter(superseded_at.is_null());
    diesel::update(present).set(superseded_at.eq(DbInstant(now))).execute(db).stored()?;
    let rows: Vec<DocumentRow> = next.iter().map(DocumentRow::from).collect();
    insert_all!(db, table, rows)
}
