//! The five columns in which a public notice lies, wherever one does, and the list of those that run.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Reach,
    kernel::{
        event::SubjectKind,
        notice::{Clock, Notice, PublishedElsewhere},
    },
};
use serde_json::{Value, json};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{appointments, certifications, pool_memberships, promotions, stipend_runs},
    types::DbJson,
};

/// The list of a table's public notices, for what everybody may object to.
macro_rules! in_notice {
    ($table:ident: $row:ident of $record:ty) => {
        /// The notices that run on a day, with the person's public particulars.
        ///
        /// # Errors
        /// When the database fails.
        pub fn in_notice(
            db: &mut DbConnection,
            vault: &Vault,
            reach: &Reach,
            areas: &[Area],
            today: Day,
            page: &PageRequest,
        ) -> Result<Page<($record, domain::people::person::Person)>, Error> {
            let filtered = || {
                let mut query = $table::table
                    .inner_join(people::table)
                    .into_boxed::<MultiBackend>()
                    .filter($table::superseded_at.is_null())
                    .filter($table::status.eq(Status::InPublicNotice.as_str()))
                    .filter($table::notice_opened_on.le(today))
                    .filter($table::notice_ends_on.ge(today));
                narrow_to_areas!(query, $table::area, reach, areas);
                query
            };
            let mut query = filtered().limit(i64::from(page.size) + 1);
            after_position!(query, $table::id, page, false);
            let rows: Vec<($row, PersonRow)> =
                query.select(($row::as_select(), PersonRow::as_select())).load(db).stored()?;
            let public = |(one, person): ($row, PersonRow)| {
                Ok::<_, Error>((one.into_record()?, person.public().into_person(vault)?))
            };
            let all: Vec<_> = rows.into_iter().map(public).collect::<Result<_, _>>()?;
            let mut result = Page::cut(all, page.size, |(one, _)| Position { value: None, id: one.id.0 });
            if page.count {
                result.total = Some(filtered().count().get_result(db).stored()?);
            }
            Ok(result)
        }
    };
}

/// `notice_opened_on`, `notice_counted_from`, `notice_ends_on`, `notice_days_left`.
type Days = (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<i64>);

/// The days, and `notice_elsewhere`.
pub(crate) type Columns = (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<i64>, Option<DbJson>);

/// All columns of a notice.
pub(crate) fn with_elsewhere((opened_on, counted_from, ends_on, left): Days, elsewhere: Option<DbJson>) -> Columns {
    (opened_on, counted_from, ends_on, left, elsewhere)
}

/// What is kept of a publication elsewhere, as JSON.
pub fn kept(elsewhere: &PublishedElsewhere) -> Value {
    json!({
        "place": elsewhere.place,
        "document_number": elsewhere.document_number,
        "from": elsewhere.from,
        "until": elsewhere.until,
    })
}

/// A notice as columns.
pub(crate) fn columns(notice: Option<&Notice>) -> Columns {
    let Some(notice) = notice else { return (None, None, None, None, None) };
    let (ends_on, days_left) = match notice.clock {
        Clock::RunsUntil(day) => (Some(day), None),
        Clock::Stopped { days_left } => (None, Some(i64::from(days_left))),
    };
    let elsewhere = notice.published_elsewhere.as_ref().map(|elsewhere| DbJson(kept(elsewhere)));
    (Some(notice.opened_on), Some(notice.counted_from), ends_on, days_left, elsewhere)
}

/// Columns as a notice.
pub(crate) fn notice(table: &'static str, columns: Columns) -> Result<Option<Notice>, Error> {
    let (Some(opened_on), Some(counted_from), ends_on, days_left, elsewhere) = columns else { return Ok(None) };
    let clock = match (ends_on, days_left) {
        (Some(day), _) => Clock::RunsUntil(day),
        (None, Some(left)) => Clock::Stopped { days_left: read(table, "notice_days_left", u32::try_from(left).ok())? },
        (None, None) => return Ok(None),
    };
    let published_elsewhere =
        elsewhere.map(|kept| read(table, "notice_elsewhere", serde_json::from_value(kept.0).ok())).transpose()?;
    Ok(Some(Notice { opened_on, counted_from, clock, published_elsewhere }))
}

/// How many notices began on some days, and how many of them this register did not publish, by the kind of record.
///
/// # Errors
/// When the database fails.
pub fn counts(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    (from, to): (Option<Day>, Option<Day>),
) -> Result<Vec<(SubjectKind, i64, i64)>, Error> {
    macro_rules! count {
        ($table:ident, $kind:ident) => {{
            let begun = || {
                let mut query = $table::table
                    .filter($table::notice_opened_on.is_not_null())
                    .filter($table::superseded_at.is_null())
                    .into_boxed::<MultiBackend>();
                narrow_to_areas!(query, $table::area, reach, *areas);
                if let Some(from) = from {
                    query = query.filter($table::notice_opened_on.ge(from));
                }
                if let Some(to) = to {
                    query = query.filter($table::notice_opened_on.le(to));
                }
                query
            };
            let all: i64 = begun().count().get_result(db).stored()?;
            let elsewhere: i64 =
                begun().filter($table::notice_elsewhere.is_not_null()).count().get_result(db).stored()?;
            (SubjectKind::$kind, all, elsewhere)
        }};
    }
    Ok(vec![
        count!(pool_memberships, PoolMembership),
        count!(certifications, Certification),
        count!(appointments, Appointment),
        count!(promotions, Promotion),
        count!(stipend_runs, StipendRun),
    ])
}
