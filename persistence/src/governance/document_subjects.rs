//! Which records documents are about: those that are within reach, and by which a document is found.

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{
    Error, Reach,
    governance::document::{
        Document,
        parts::{DocumentSubject, DocumentSubjectKind},
    },
};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::area,
    schema::{
        accountability_measures, document_subjects, documents, evaluations, findings, inspections, organisations,
        schools, supervision_plans,
    },
    types::DbUuid,
};

/// Which of these records of a table are known now and within reach. `versions` is said of a table that keeps all versions.
macro_rules! within {
    ($db:expr, $reach:expr, $ids:expr, $table:ident) => {
        within!(@read $db, $reach, $table, $table::table.filter($table::id.eq_any($ids)))
    };
    ($db:expr, $reach:expr, $ids:expr, versions $table:ident) => {
        within!(@read $db, $reach, $table,
            $table::table.filter($table::superseded_at.is_null()).filter($table::id.eq_any($ids)))
    };
    (@read $db:expr, $reach:expr, $table:ident, $query:expr) => {{
        let rows: Vec<(DbUuid, String)> = $query.select(($table::id, $table::area)).load($db).stored()?;
        let mut known = HashSet::new();
        for (id, stored) in rows {
            if $reach.covers(&area(stringify!($table), &stored)?) {
                known.insert(id.0);
            }
        }
        Ok(known)
    }};
}

/// Which records of a kind are known now and within reach.
fn known(
    db: &mut DbConnection,
    reach: &Reach,
    kind: DocumentSubjectKind,
    ids: Vec<DbUuid>,
) -> Result<HashSet<Uuid>, Error> {
    match kind {
        DocumentSubjectKind::Inspection => within!(db, reach, ids, versions inspections),
        DocumentSubjectKind::Finding => within!(db, reach, ids, versions findings),
        DocumentSubjectKind::Evaluation => within!(db, reach, ids, versions evaluations),
        DocumentSubjectKind::AccountabilityMeasure => within!(db, reach, ids, versions accountability_measures),
        DocumentSubjectKind::SupervisionPlan => within!(db, reach, ids, versions supervision_plans),
        DocumentSubjectKind::School => within!(db, reach, ids, schools),
        DocumentSubjectKind::Organisation => within!(db, reach, ids, organisations),
    }
}

/// The places in a list of the subjects that are not within reach.
///
/// # Errors
/// When the database fails.
pub fn unknown(db: &mut DbConnection, reach: &Reach, subjects: &[DocumentSubject]) -> Result<Vec<usize>, Error> {
    let mut missing = Vec::new();
    for kind in DocumentSubjectKind::ALL {
        let of_kind: Vec<(usize, Uuid)> =
            subjects.iter().enumerate().filter(|(_, one)| one.kind == *kind).map(|(at, one)| (at, one.id)).collect();
        if of_kind.is_empty() {
            continue;
        }
        let known = known(db, reach, *kind, of_kind.iter().map(|(_, id)| DbUuid(*id)).collect())?;
        missing.extend(of_kind.into_iter().filter(|(_, id)| !known.contains(id)).map(|(at, _)| at));
    }
    missing.sort_unstable();
    Ok(missing)
}

/// Which documents are known now and within reach.
fn known_documents(db: &mut DbConnection, reach: &Reach, ids: Vec<DbUuid>) -> Result<HashSet<Uuid>, Error> {
    within!(db, reach, ids, versions documents)
}

/// The places in a list of the documents that are not within reach.
///
/// # Errors
/// When the database fails.
pub fn unknown_documents(db: &mut DbConnection, reach: &Reach, ids: &[Uuid]) -> Result<Vec<usize>, Error> {
    let known = known_documents(db, reach, ids.iter().map(|id| DbUuid(*id)).collect())?;
    Ok(ids.iter().enumerate().filter(|(_, id)| !known.contains(id)).map(|(at, _)| at).collect())
}

/// A row of the list of subjects.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = document_subjects, treat_none_as_default_value = false)]
struct SubjectRow {
    document_id: DbUuid,
    subject_id: DbUuid,
}

/// Stores by which records a document is found, in place of those that it named before.
///
/// # Errors
/// When the database fails.
pub(super) fn store(db: &mut DbConnection, of: &Document) -> Result<(), Error> {
    let document_id = DbUuid(of.id.0);
    diesel::delete(document_subjects::table.filter(document_subjects::document_id.eq(document_id)))
        .execute(db)
        .stored()?;
    let ids: HashSet<Uuid> = of.content.subjects.iter().map(|subject| subject.id).collect();
    let rows: Vec<SubjectRow> = ids.into_iter().map(|id| SubjectRow { document_id, subject_id: DbUuid(id) }).collect();
    insert_all!(db, document_subjects::table, rows)
}
