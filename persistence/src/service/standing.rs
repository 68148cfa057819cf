//! What somebody's standing rests on: the person with their appointments, certifications and a recorded death, by one
//! statement.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{id::PersonId, text::PersonNumber},
    pools::pool::Status as MembershipStatus,
    qualification::certification::Certification,
    service::appointment::{Appointment, Status as AppointmentStatus},
};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::area,
        schema::{appointments, certifications, people, pool_memberships},
        types::{DbInstant, DbUuid},
        versions::end_of_time,
    },
    qualification::certifications::CertificationRow,
    service::appointments::AppointmentRow,
};

/// Whose standing is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// By id.
    Id(PersonId),
    /// By public number.
    Number(&'a PersonNumber),
}

/// What the register knows.
#[derive(Debug, Clone)]
pub struct Record {
    /// The person.
    pub person_id: PersonId,
    /// The public number.
    pub number: String,
    /// Into which record it was merged.
    pub merged_into: Option<PersonId>,
    /// When the person was erased.
    pub erased_at: Option<Instant>,
    /// The day of the person's death, as recorded with an appointment or a membership.
    pub died_on: Option<Day>,
    /// The appointments.
    pub appointments: Vec<Appointment>,
    /// The certifications.
    pub certifications: Vec<Certification>,
}

type Row = (
    (DbUuid, String, String, Option<DbUuid>, Option<DbInstant>),
    Option<AppointmentRow>,
    Option<CertificationRow>,
    Option<NaiveDate>,
);

/// What the register knew of a version at an instant.
macro_rules! known {
    ($table:ident, $at:expr) => {
        $table::updated_at.le($at).and($table::superseded_at.is_null().or($table::superseded_at.gt($at)))
    };
}

/// The person with the versions that were known at an instant, in the way that `$known` says.
macro_rules! rows {
    ($db:expr, $known:ident, $who:expr, $at:expr) => {{
        let at = $at;
        let query = people::table
            .left_join(appointments::table.on(appointments::person_id.eq(people::id).and($known!(appointments, at))))
            .left_join(
                certifications::table.on(certifications::person_id.eq(people::id).and($known!(certifications, at))),
            )
            .left_join(
                pool_memberships::table.on(pool_memberships::person_id
                    .eq(people::id)
                    .and(pool_memberships::status.eq(MembershipStatus::Deceased.as_str()))
                    .and(known!(pool_memberships, at))),
            )
            .into_boxed::<MultiBackend>();
        let query = match $who {
            Who::Id(id) => query.filter(people::id.eq(DbUuid(id.0))),
            Who::Number(number) => query.filter(people::number.eq(number.as_str().to_owned())),
        };
        let rows: Vec<Row> = query
            .select((
                (people::id, people::number, people::area, people::merged_into, people::erased_at),
                Option::<AppointmentRow>::as_select(),
                Option::<CertificationRow>::as_select(),
                pool_memberships::last_event_on.nullable(),
            ))
            .load($db)
            .stored()?;
        rows
    }};
}

/// The records that decide whether a person within reach may inspect, as known at an instant (now by default); with or
/// without what was taken back since.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn record(
    db: &mut DbConnection,
    reach: &Reach,
    who: Who<'_>,
    known_at: Option<Instant>,
    with_taken_back: bool,
) -> Result<Record, Error> {
    let at = DbInstant(known_at.unwrap_or_else(end_of_time));
    let rows = if with_taken_back { rows!(db, known, who, at) } else { rows!(db, stood_at, who, at) };
    gathered(reach, rows)
}

/// The rows of a person, each appointment beside each certification, as one record.
fn gathered(reach: &Reach, rows: Vec<Row>) -> Result<Record, Error> {
    let Some(((id, number, within, merged_into, erased_at), ..)) = rows.first() else { return Err(Error::NotFound) };
    let within: Area = area("people", within)?;
    if !reach.covers(&within) {
        return Err(Error::NotFound);
    }
    let mut record = Record {
        person_id: PersonId(id.0),
        number: number.clone(),
        merged_into: merged_into.map(|id| PersonId(id.0)),
        erased_at: erased_at.map(|at| at.0),
        died_on: None,
        appointments: Vec::new(),
        certifications: Vec::new(),
    };
    let mut deaths: Vec<Day> = Vec::new();
    for (_, appointment, certification, died_on) in rows {
        if let Some(row) = appointment.filter(|row| record.appointments.iter().all(|known| known.id.0 != row.id.0)) {
            record.appointments.push(row.into_record()?);
        }
        if let Some(row) = certification.filter(|row| record.certifications.iter().all(|known| known.id.0 != row.id.0))
        {
            record.certifications.push(row.into_record()?);
        }
        deaths.extend(died_on);
    }
    let of_appointment = |one: &Appointment| {
        one.trail.steps().iter().find(|(_, status)| *status == AppointmentStatus::Deceased).map(|(day, _)| *day)
    };
    deaths.extend(record.appointments.iter().filter_map(of_appointment));
    record.died_on = deaths.into_iter().min();
    Ok(record)
}
