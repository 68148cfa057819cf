//! Deaths: read from the record with which the death was reported, and stored nowhere else (ADR 0028).

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Day, Error, kernel::id::PersonId, pools::pool::Status as MembershipStatus,
    service::appointment::Status as AppointmentStatus,
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::Steps,
    schema::{appointments, deaths_to_follow as queue, people, pool_memberships},
    types::{DbJson, DbUuid},
};

/// The day of death of each of these people who has died; the first, if two were reported. One statement.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<HashMap<PersonId, Day>, Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    let members = pool_memberships::person_id
        .eq(people::id)
        .and(pool_memberships::superseded_at.is_null())
        .and(pool_memberships::status.eq(MembershipStatus::Deceased.as_str()));
    let holders = appointments::person_id
        .eq(people::id)
        .and(appointments::superseded_at.is_null())
        .and(appointments::status.eq(AppointmentStatus::Deceased.as_str()));
    let rows: Vec<(DbUuid, Option<NaiveDate>, Option<DbJson>)> = people::table
        .left_join(pool_memberships::table.on(members))
        .left_join(appointments::table.on(holders))
        .filter(people::id.eq_any(ids))
        .filter(pool_memberships::id.is_not_null().or(appointments::id.is_not_null()))
        .select((people::id, pool_memberships::last_event_on.nullable(), appointments::steps.nullable()))
        .load(db)
        .stored()?;
    let mut all: HashMap<PersonId, Day> = HashMap::new();
    for (person, as_member, steps) in rows {
        let in_office = steps.map(died_in_office).transpose()?.flatten();
        for day in as_member.into_iter().chain(in_office) {
            all.entry(PersonId(person.0)).and_modify(|known| *known = day.min(*known)).or_insert(day);
        }
    }
    Ok(all)
}

/// The day on which an appointment ended by death, from its history.
fn died_in_office(kept: DbJson) -> Result<Option<Day>, Error> {
    let trail = load!(appointments.steps: Steps<AppointmentStatus>, kept)?;
    Ok(trail.steps().iter().find(|(_, status)| *status == AppointmentStatus::Deceased).map(|(day, _)| *day))
}

/// People whose death an earlier release recorded, and whose other records it left open; at most so many.
///
/// # Errors
/// When the database fails.
pub fn to_follow(db: &mut DbConnection, limit: i64) -> Result<Vec<PersonId>, Error> {
    let waiting = queue::table.order(queue::person_id).limit(limit).select(queue::person_id);
    let ids: Vec<DbUuid> = waiting.load(db).stored()?;
    Ok(ids.into_iter().map(|id| PersonId(id.0)).collect())
}

/// Notes that the other records of these people were ended.
///
/// # Errors
/// When the database fails.
pub fn followed(db: &mut DbConnection, people: &[PersonId]) -> Result<(), Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    diesel::delete(queue::table.filter(queue::person_id.eq_any(ids))).execute(db).stored().map(drop)
}
