//! What lines of runs rest on: rows in and out.

use diesel::prelude::*;
use domain::{
    Error,
    kernel::{
        id::{PersonId, StipendRunId},
        period::Month,
    },
    money::stipend::{
        grounds::Grounds,
        line::{Line, grounds_id},
    },
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::read,
    schema::stipend_grounds,
    types::{DbJson, DbUuid},
};

#[derive(Insertable)]
#[diesel(table_name = stipend_grounds, treat_none_as_default_value = false)]
struct GroundsRow {
    id: DbUuid,
    run_id: DbUuid,
    grounds: DbJson,
}

/// What a person's lines of a month rest on.
pub type GroundsOf = (PersonId, Month, Grounds);

/// Stores what lines of runs rest on.
///
/// # Errors
/// When the database fails.
pub fn insert<'a>(
    db: &mut DbConnection,
    new: impl Iterator<Item = (StipendRunId, &'a GroundsOf)>,
) -> Result<(), Error> {
    let row = |(run, (person, month, grounds)): (StipendRunId, &GroundsOf)| {
        Ok(GroundsRow {
            id: DbUuid(grounds_id(run, *person, *month)),
            run_id: DbUuid(run.0),
            grounds: DbJson(serde_json::to_value(grounds).map_err(Error::internal)?),
        })
    };
    let rows: Vec<GroundsRow> = new.map(row).collect::<Result<_, Error>>()?;
    insert_all!(db, stipend_grounds::table, rows)
}

/// What a line rests on.
///
/// # Errors
/// When the database fails.
pub fn of_line(db: &mut DbConnection, line: &Line) -> Result<Grounds, Error> {
    let id = DbUuid(grounds_id(line.run_id, line.person_id, line.month));
    let kept: DbJson = stipend_grounds::table.find(id).select(stipend_grounds::grounds).first(db).stored()?;
    read("stipend_grounds", "grounds", serde_json::from_value(kept.0).ok())
}
