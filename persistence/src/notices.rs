//! The four columns in which a public notice lies, wherever one does.

use chrono::NaiveDate;
use domain::{
    Error,
    notice::{Clock, Notice},
};

use crate::people::read;

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
