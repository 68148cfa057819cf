//! Statistics of findings: counted by the database in two statements, one for all problems and one for those that are due.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*, sql_types::BigInt};
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

/// All, closed, verified, reported, reported in time, recurring, look-backs held and relapsed, entries of guidance.
type Sums = (i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Which problems are counted.
#[derive(Debug, Clone, Copy)]
pub struct Notified<'a> {
    /// How far the caller reaches.
    pub reach: &'a Reach,
    /// Of these areas, if some are named.
    pub areas: &'a [Area],
    /// Notified on this day or later.
    pub first: Option<Day>,
    /// Notified on this day or earlier.
    pub last: Option<Day>,
}

/// Counts by one column of problems that were notified, and not withdrawn; of those that are due on a day alone, if one is named.
macro_rules! by_column {
    ($db:expr, $from:expr, $group:expr, $which:expr, $due:expr) => {
        by_column!($db, $from, $group => $group, $which, $due)
    };
    ($db:expr, $from:expr, $group:expr => $column:expr, $which:expr, $due:expr) => {{
        let sums = (
            count_star(),
            spelled::<BigInt>("COUNT(CASE WHEN findings.status = 'closed' THEN 1 END)"),
            spelled::<BigInt>("COUNT(CASE WHEN findings.status = 'verified' THEN 1 END)"),
            spelled::<BigInt>("COUNT(findings.reported_on)"),
            spelled::<BigInt>("COUNT(CASE WHEN findings.reported_on <= findings.due_on THEN 1 END)"),
            spelled::<BigInt>("COUNT(findings.recurs_id)"),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.look_backs_held), 0) AS BIGINT)"),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.look_backs_relapsed), 0) AS BIGINT)"),
            spelled::<BigInt>("CAST(COALESCE(SUM(findings.guidance_count), 0) AS BIGINT)"),
        );
        let told: Vec<&str> = FindingStatus::TOLD.iter().map(|status| status.as_str()).collect();
        let mut query = $from
            .filter(findings::superseded_at.is_null())
            .filter(findings::kind.eq(FindingKind::Problem.as_str()))
            .filter(findings::status.eq_any(told))
            .group_by($group)
            .select(($column, sums))
            .into_boxed::<MultiBackend>();
        narrow_to_areas!(query, findings::area, $which.reach, *$which.areas);
        if let Some(first) = $which.first {
            query = query.filter(findings::notified_on.ge(first));
        }
        if let Some(last) = $which.last {
            query = query.filter(findings::notified_on.le(last));
        }
        if let Some(day) = $due {
            query = query.filter(findings::due_on.le(day));
        }
        query.load($db).stored()?
    }};
}

/// The counts of each group, by the word, the code or the id of it, in their order; those of findings that say none come first.
///
/// # Errors
/// When the database fails.
pub fn counts(
    db: &mut DbConnection,
    which: Notified<'_>,
    day: Day,
    by: FindingDimension,
) -> Result<Vec<(Option<String>, Counts)>, Error> {
    let all = grouped(db, which, by, None)?;
    let due: HashMap<Option<String>, Sums> = grouped(db, which, by, Some(day))?.into_iter().collect();
    let counted = |(key, sums): (Option<String>, Sums)| {
        let due = due.get(&key).copied().unwrap_or_default();
        Ok((key, counts_of(sums, due)?))
    };
    let mut counts: Vec<(Option<String>, Counts)> = all.into_iter().map(counted).collect::<Result<_, Error>>()?;
    counts.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(counts)
}

fn grouped(
    db: &mut DbConnection,
    which: Notified<'_>,
    by: FindingDimension,
    due: Option<Day>,
) -> Result<Vec<(Option<String>, Sums)>, Error> {
    let words = |rows: Vec<(String, Sums)>| rows.into_iter().map(|(key, sums)| (Some(key), sums)).collect();
    let ids = |rows: Vec<(Option<DbUuid>, Sums)>| {
        rows.into_iter().map(|(key, sums)| (key.map(|id| id.0.to_string()), sums)).collect()
    };
    Ok(match by {
        FindingDimension::Matter => words(by_column!(db, findings::table, findings::matter, which, due)),
        FindingDimension::Status => words(by_column!(db, findings::table, findings::status, which, due)),
        FindingDimension::Severity => by_column!(db, findings::table, findings::severity, which, due),
        FindingDimension::School => ids(by_column!(db, findings::table, findings::school_id, which, due)),
        FindingDimension::Unit => ids(by_column!(db, findings::table, findings::organisation_id, which, due)),
        FindingDimension::Zone => {
            let with_schools = findings::table.left_join(schools::table);
            ids(by_column!(db, with_schools, schools::zone_id => schools::zone_id.nullable(), which, due))
        }
    })
}

fn counts_of(all: Sums, of_due: Sums) -> Result<Counts, Error> {
    let small = |count: i64| read("findings", "count", u32::try_from(count).ok());
    Ok(Counts {
        all: small(all.0)?,
        closed: small(all.1)?,
        verified: small(all.2)?,
        due: small(of_due.0)?,
        due_reported: small(of_due.3)?,
        on_time: small(of_due.4)?,
        recurring: small(all.5)?,
        held: small(all.6)?,
        relapsed: small(all.7)?,
        guidance: small(all.8)?,
    })
}
