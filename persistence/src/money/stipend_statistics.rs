//! What decided runs granted, month by month: grouped and summed by the database, in one statement.

use diesel::{prelude::*, sql_types::BigInt};
use domain::{
    Area, Error, Reach,
    administration::statistics::GrantedMonth,
    kernel::period::Month,
    money::stipend::{amounts::Component, run::Status},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{stipend_lines, stipend_runs},
    spelled::spelled,
};

/// What decided runs granted for the months of a year, by month and component.
///
/// # Errors
/// When the database fails.
pub fn granted(db: &mut DbConnection, reach: &Reach, areas: &[Area], year: i32) -> Result<Vec<GrantedMonth>, Error> {
    let sums = (
        stipend_lines::month,
        stipend_lines::component,
        spelled::<BigInt>("CAST(COUNT(CASE WHEN kind <> 'held' THEN 1 END) AS BIGINT)"),
        spelled::<BigInt>("CAST(COALESCE(SUM(CASE WHEN kind <> 'held' THEN amount_fen END), 0) AS BIGINT)"),
        spelled::<BigInt>("CAST(COALESCE(SUM(CASE WHEN kind = 'held' THEN amount_fen END), 0) AS BIGINT)"),
    );
    let decided = stipend_runs::table
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_runs::status.eq_any(Status::DECIDED.map(Status::as_str)))
        .select(stipend_runs::id);
    let mut query = stipend_lines::table
        .filter(stipend_lines::is_void.eq(false))
        .filter(stipend_lines::month.between(format!("{year:04}-01"), format!("{year:04}-12")))
        .filter(stipend_lines::run_id.eq_any(decided))
        .group_by((stipend_lines::month, stipend_lines::component))
        .order((stipend_lines::month, stipend_lines::component))
        .select(sums)
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, stipend_lines::area, reach, *areas);
    let rows: Vec<(String, String, i64, i64, i64)> = query.load(db).stored()?;
    rows.into_iter()
        .map(|(month, component, lines, amount_fen, held_fen)| {
            let month = read("stipend_lines", "month", Month::parse(&month).ok())?;
            let component = read("stipend_lines", "component", Component::parse(&component))?;
            Ok(GrantedMonth { month, component, lines, amount_fen, held_fen })
        })
        .collect()
}
