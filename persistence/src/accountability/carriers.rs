//! The records upon which a measure rests, within reach.

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{Error, Reach, accountability::measure::parts::Carriers, kernel::id::FindingId};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::area,
    schema::{evaluations, findings, inspections},
    types::DbUuid,
};

/// Which of these records of a table are known now and within reach.
macro_rules! within {
    ($db:expr, $reach:expr, $table:ident, $ids:expr) => {{
        let ids: Vec<DbUuid> = $ids.iter().map(|id| DbUuid(id.0)).collect();
        let rows: Vec<(DbUuid, String)> = $table::table
            .filter($table::superseded_at.is_null())
            .filter($table::id.eq_any(ids))
            .select(($table::id, $table::area))
            .load($db)
            .stored()?;
        let mut known = HashSet::new();
        for (id, stored) in rows {
            if $reach.covers(&area(stringify!($table), &stored)?) {
                known.insert(id.0);
            }
        }
        Ok::<HashSet<Uuid>, Error>(known)
    }};
}

/// Which of these findings are within reach.
///
/// # Errors
/// When the database fails.
pub fn findings_within(db: &mut DbConnection, reach: &Reach, ids: &[FindingId]) -> Result<HashSet<Uuid>, Error> {
    within!(db, reach, findings, ids)
}

/// The places of the records that are not within reach, as pointers into a request.
///
/// # Errors
/// When the database fails.
pub fn unknown(db: &mut DbConnection, reach: &Reach, carriers: &Carriers) -> Result<Vec<String>, Error> {
    let mut unknown = Vec::new();
    let mut note = |field: &str, ids: Vec<Uuid>, known: &HashSet<Uuid>| {
        let missing = ids.iter().enumerate().filter(|(_, id)| !known.contains(id));
        unknown.extend(missing.map(|(at, _)| format!("/{field}/{at}")));
    };
    let known = within!(db, reach, findings, carriers.finding_ids)?;
    note("finding_ids", carriers.finding_ids.iter().map(|id| id.0).collect(), &known);
    let known = within!(db, reach, evaluations, carriers.evaluation_ids)?;
    note("evaluation_ids", carriers.evaluation_ids.iter().map(|id| id.0).collect(), &known);
    let known = within!(db, reach, inspections, carriers.inspection_ids)?;
    note("inspection_ids", carriers.inspection_ids.iter().map(|id| id.0).collect(), &known);
    Ok(unknown)
}
