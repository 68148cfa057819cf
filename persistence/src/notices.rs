//! The four columns in which a public notice lies, wherever one does, and the list of those that run.

use chrono::NaiveDate;
use domain::{
    Error,
    notice::{Clock, Notice},
};

use crate::people::read;

/// The list of a table's public notices, for what everybody may object to.
macro_rules! in_notice {
    ($table:ident: $row:ident, $read:ident, $record:ty) => {
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
        ) -> Result<Page<($record, domain::person::Person)>, Error> {
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
            let public =
                |(one, person): ($row, PersonRow)| Ok::<_, Error>((one.$read()?, person.public().into_person(vault)?));
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
pub(crate) type Columns = (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<i64>);

/// A notice as columns.
pub(crate) fn columns(notice: Option<&Notice>) -> Columns {
    let Some(notice) = notice else { return (None, None, None, None) };
    let (ends_on, days_left) = match notice.clock {
        Clock::RunsUntil(day) => (Some(day), None),
        Clock::Stopped { days_left } => (None, Some(i64::from(days_left))),
    };
    (Some(notice.opened_on), Some(notice.counted_from), ends_on, days_left)
}

/// Columns as a notice.
pub(crate) fn notice(table: &'static str, columns: Columns) -> Result<Option<Notice>, Error> {
    let (Some(opened_on), Some(counted_from), ends_on, days_left) = columns else { return Ok(None) };
    let clock = match (ends_on, days_left) {
        (Some(day), _) => Clock::RunsUntil(day),
        (None, Some(left)) => Clock::Stopped { days_left: read(table, "notice_days_left", u32::try_from(left).ok())? },
        (None, None) => return Ok(None),
    };
    Ok(Some(Notice { opened_on, counted_from, clock }))
}
