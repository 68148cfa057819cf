//! Statistics of findings: counted by the database in one statement.

use diesel::{
    dsl::{AggregateExpressionMethods, count_star},
    prelude::*,
    sql_types::BigInt,
};
use domain::{
    Area, Day, Error, Reach,
    supervision::{
        finding::{FindingKind, FindingStatus},
        rates::{Counts, FindingDimension},
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{findings, schools},
    spelled::spelled,
    types::DbUuid,
};

/// What is counted of a group, in the order of the columns.
type Sums = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Counts by one column of problems that were notified in a period, and not withdrawn, as they are on a day.
macro_rules! by_column {
    ($db:expr, $from:expr, $column:expr, $of:ty, ($reach:expr, $areas:expr), ($first:expr, $last:expr), $day:expr) => {{
        let is = |status: FindingStatus| findings::status.eq(status.as_str());
        let is_due = || findings::due_on.le($day);
        let sums = (
            count_star(),
            count_star().aggregate_filter(is(FindingStatus::Closed)),
            count_star().aggregate_filter(is(FindingStatus::Verified)),
            count_star().aggregate_filter(is_due()),
            count_star().aggregate_filter(is_due().and(findings::reported_on.is_not_null())),
            count_star().aggregate_filter(is_due().and(findings::reported_on.le(findings::due_on))),
            count_star().aggregate_filter(findings::recurs_id.is_not_null()),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.look_backs_held), 0) AS BIGINT)"),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.look_backs_relapsed), 0) AS BIGINT)"),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.guidance_count), 0) AS BIGINT)"),
        );
        let told: Vec<&str> = FindingStatus::TOLD.iter().map(|status| status.as_str()).collect();
        let mut query = $from
            .filter(findings::superseded_at.is_null())
            .filter(findings::kind.eq(FindingKind::Problem.as_str()))
            .filter(findings::status.eq_any(told))
            .group_by($column)
            .select(($column, sums))
            .into_boxed::<MultiBackend>();
        narrow_to_areas!(query, findings::area, $reach, *$areas);
        if let Some(first) = $first {
            query = query.filter(findings::notified_on.ge(first));
        }
        if let Some(last) = $last {
            query = query.filter(findings::notified_on.le(last));
        }
        let rows: Vec<($of, Sums)> = query.load($db).stored()?;
        rows
    }};
}

/// The counts of each group, by the word, the code or the id of it; those of findings that say none come under none.
///
/// # Errors
/// When the database fails.
pub fn counts(
    db: &mut DbConnection,
    (reach, areas): (&Reach, &[Area]),
    (first, last): (Option<Day>, Option<Day>),
    day: Day,
    by: FindingDimension,
) -> Result<Vec<(Option<String>, Counts)>, Error> {
    let within = (reach, areas);
    let text = |rows: Vec<(String, Sums)>| rows.into_iter().map(|(key, sums)| (Some(key), sums)).collect();
    let id = |rows: Vec<(Option<DbUuid>, Sums)>| {
        rows.into_iter().map(|(key, sums)| (key.map(|id| id.0.to_string()), sums)).collect()
    };
    let rows: Vec<(Option<String>, Sums)> = match by {
        FindingDimension::Matter => {
            text(by_column!(db, findings::table, findings::matter, String, (within.0, within.1), (first, last), day))
        }
        FindingDimension::Status => {
            text(by_column!(db, findings::table, findings::status, String, (within.0, within.1), (first, last), day))
        }
        FindingDimension::Severity => {
            by_column!(
                db,
                findings::table,
                findings::severity,
                Option<String>,
                (within.0, within.1),
                (first, last),
                day
            )
        }
        FindingDimension::School => id(by_column!(
            db,
            findings::table,
            findings::school_id,
            Option<DbUuid>,
            (within.0, within.1),
            (first, last),
            day
        )),
        FindingDimension::Unit => id(by_column!(
            db,
            findings::table,
            findings::organisation_id,
            Option<DbUuid>,
            (within.0, within.1),
            (first, last),
            day
        )),
        FindingDimension::Zone => id(by_column!(
            db,
            findings::table.left_join(schools::table),
            schools::zone_id.nullable(),
            Option<DbUuid>,
            (within.0, within.1),
            (first, last),
            day
        )),
    };
    rows.into_iter().map(|(key, sums)| Ok((key, counts_of(sums)?))).collect()
}

fn counts_of(sums: Sums) -> Result<Counts, Error> {
    let small = |count: i64| read("findings", "count", u32::try_from(count).ok());
    Ok(Counts {
        all: small(sums.0)?,
        closed: small(sums.1)?,
        verified: small(sums.2)?,
        due: small(sums.3)?,
        due_reported: small(sums.4)?,
        on_time: small(sums.5)?,
        recurring: small(sums.6)?,
        held: small(sums.7)?,
        relapsed: small(sums.8)?,
        guidance: small(sums.9)?,
    })
}
