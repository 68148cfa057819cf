//! Who died: read from the record to which the death was told, and kept nowhere else (ADR 0028).

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{Day, Error, appointment::Status as AppointmentStatus, id::PersonId, pool::Status as MembershipStatus};

use crate::{
    connection::DbConnection,
    error::Stored,
    schema::{appointments, pool_memberships},
    steps,
    types::{DbJson, DbUuid},
};

/// The days on which those of some people died who have; the first, where two were told.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<HashMap<PersonId, Day>, Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    let mut all: HashMap<PersonId, Day> = HashMap::new();
    let mut note = |person: DbUuid, day: Day| {
        all.entry(PersonId(person.0)).and_modify(|known| *known = day.min(*known)).or_insert(day);
    };
    let of_memberships: Vec<(DbUuid, Option<NaiveDate>)> = pool_memberships::table
        .filter(pool_memberships::person_id.eq_any(&ids))
        .filter(pool_memberships::status.eq(MembershipStatus::Deceased.as_str()))
        .select((pool_memberships::person_id, pool_memberships::last_event_on))
        .load(db)
        .stored()?;
    let of_appointments: Vec<(DbUuid, DbJson)> = appointments::table
        .filter(appointments::person_id.eq_any(&ids))
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::status.eq(AppointmentStatus::Deceased.as_str()))
        .select((appointments::person_id, appointments::steps))
        .load(db)
        .stored()?;
    for (person, day) in of_memberships {
        day.into_iter().for_each(|day| note(person, day));
    }
    for (person, kept) in of_appointments {
        let trail = steps::read("appointments", &kept, AppointmentStatus::parse)?;
        let died = trail.steps().iter().find(|(_, status)| *status == AppointmentStatus::Deceased);
        died.into_iter().for_each(|(day, _)| note(person, *day));
    }
    Ok(all)
}
