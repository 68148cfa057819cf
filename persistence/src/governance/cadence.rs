//! What was done of what supervision owes in a year: a statement for each kind of work, whatever its amount.

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Reach,
    governance::{
        cadence::{Planned, Reached},
        meeting::{MeetingKind, MeetingStatus},
    },
    kernel::word::Word,
    service::{organisation::Function, team::SupervisionKind},
    supervision::{
        inspection::InspectionStatus,
        plan::{PlanKind, PlanStatus},
    },
};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{read, texts},
    schema::{inspections, meetings, organisations, schools, supervision_plans},
    types::{DbJson, DbUuid},
};

/// The days of a period, both included.
pub type Days = (Day, Day);

/// The meetings that were held by those of one area between two days: kind and day.
///
/// # Errors
/// When the database fails.
pub fn meetings(db: &mut DbConnection, area: &Area, (first, last): Days) -> Result<Vec<(MeetingKind, Day)>, Error> {
    let rows: Vec<(String, Option<Day>)> = meetings::table
        .filter(meetings::superseded_at.is_null())
        .filter(meetings::area.eq(area.as_str()))
        .filter(meetings::status.ne(MeetingStatus::Cancelled.as_str()))
        .filter(meetings::held_on.between(first, last))
        .select((meetings::kind, meetings::held_on))
        .load(db)
        .stored()?;
    let held = rows.into_iter().filter_map(|(kind, on)| Some((kind, on?)));
    held.map(|(kind, on)| Ok((read("meetings", "kind", MeetingKind::parse(&kind))?, on))).collect()
}

/// The plans of one area that are decided and have a day between two: those that are not plans of schools.
///
/// # Errors
/// When the database fails.
pub fn plans(db: &mut DbConnection, area: &Area, (first, last): Days) -> Result<Vec<Planned>, Error> {
    let rows: Vec<(String, Day, Day)> = supervision_plans::table
        .filter(supervision_plans::superseded_at.is_null())
        .filter(supervision_plans::area.eq(area.as_str()))
        .filter(supervision_plans::kind.ne(PlanKind::School.as_str()))
        .filter(supervision_plans::status.eq_any(decided()))
        .filter(supervision_plans::starts_on.le(last))
        .filter(supervision_plans::ends_on.ge(first))
        .select((supervision_plans::kind, supervision_plans::starts_on, supervision_plans::ends_on))
        .load(db)
        .stored()?;
    let planned = |(kind, starts_on, ends_on): (String, Day, Day)| {
        Ok(Planned { kind: read("supervision_plans", "kind", PlanKind::parse(&kind))?, starts_on, ends_on })
    };
    rows.into_iter().map(planned).collect()
}

fn decided() -> Vec<&'static str> {
    PlanStatus::ALL.iter().filter(|status| status.is_decided()).map(|status| status.as_str()).collect()
}

/// How many schools lie under an area, and how many of them have a plan of their own with a day between two.
///
/// # Errors
/// When the database fails.
pub fn schools_with_plans(db: &mut DbConnection, area: &Area, (first, last): Days) -> Result<Reached, Error> {
    let (low, high) = Reach::under(area).bounds();
    let rows: Vec<DbJson> = supervision_plans::table
        .filter(supervision_plans::superseded_at.is_null())
        .filter(supervision_plans::area.between(low, high))
        .filter(supervision_plans::kind.eq(PlanKind::School.as_str()))
        .filter(supervision_plans::status.eq_any(decided()))
        .filter(supervision_plans::starts_on.le(last))
        .filter(supervision_plans::ends_on.ge(first))
        .select(supervision_plans::school_ids)
        .load(db)
        .stored()?;
    let planned: HashSet<Uuid> =
        rows.iter().flat_map(|DbJson(ids)| texts(Some(ids))).filter_map(|id| id.parse().ok()).collect();
    Ok(reached(&schools_under(db, area)?, &planned))
}

fn reached(all: &HashSet<Uuid>, those: &HashSet<Uuid>) -> Reached {
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    Reached { all: count(all.len()), reached: count(all.intersection(those).count()) }
}

fn schools_under(db: &mut DbConnection, area: &Area) -> Result<HashSet<Uuid>, Error> {
    let (low, high) = Reach::under(area).bounds();
    let rows: Vec<DbUuid> =
        schools::table.filter(schools::area.between(low, high)).select(schools::id).load(db).stored()?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// How many schools lie under an area, and how many of them were supervised comprehensively between two days.
///
/// # Errors
/// When the database fails.
pub fn schools_supervised(db: &mut DbConnection, area: &Area, (first, last): Days) -> Result<Reached, Error> {
    let (low, high) = Reach::under(area).bounds();
    let rows: Vec<Option<DbUuid>> = inspections::table
        .filter(inspections::superseded_at.is_null())
        .filter(inspections::area.between(low, high))
        .filter(inspections::status.eq(InspectionStatus::Completed.as_str()))
        .filter(inspections::kind.eq(SupervisionKind::Comprehensive.as_str()))
        .filter(inspections::occurred_on.between(first, last))
        .filter(inspections::school_id.is_not_null())
        .select(inspections::school_id)
        .distinct()
        .load(db)
        .stored()?;
    let supervised = rows.into_iter().flatten().map(|id| id.0).collect();
    Ok(reached(&schools_under(db, area)?, &supervised))
}

/// How many governments and departments lie under an area, and how many of them were under special or comprehensive supervision
/// between two days.
///
/// # Errors
/// When the database fails.
pub fn governments_supervised(db: &mut DbConnection, area: &Area, (first, last): Days) -> Result<Reached, Error> {
    const SUPERVISED: [Function; 3] = [Function::Government, Function::Department, Function::Township];
    let (low, high) = Reach::under(area).bounds();
    let rows: Vec<(DbUuid, DbJson)> = organisations::table
        .filter(organisations::area.between(&low, &high))
        .select((organisations::id, organisations::functions))
        .load(db)
        .stored()?;
    let is_government = |functions: &DbJson| {
        texts(Some(&functions.0)).iter().any(|word| SUPERVISED.iter().any(|one| one.as_str() == word))
    };
    let all = rows.iter().filter(|(_, functions)| is_government(functions)).map(|(id, _)| id.0).collect();
    let kinds = [SupervisionKind::Special, SupervisionKind::Comprehensive].map(Word::as_str);
    let rows: Vec<Option<DbUuid>> = inspections::table
        .filter(inspections::superseded_at.is_null())
        .filter(inspections::area.between(low, high))
        .filter(inspections::status.eq(InspectionStatus::Completed.as_str()))
        .filter(inspections::kind.eq_any(kinds))
        .filter(inspections::occurred_on.between(first, last))
        .filter(inspections::organisation_id.is_not_null())
        .select(inspections::organisation_id)
        .distinct()
        .load(db)
        .stored()?;
    Ok(reached(&all, &rows.into_iter().flatten().map(|id| id.0).collect()))
}
