//! Supervision plans: rows in and out, every version of them, and the schools that they cover.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{OrganisationId, SchoolId, SupervisionPlanId, ZoneId},
        page::{Page, PageRequest, Position},
    },
    supervision::plan::{
        Content, Days, Excused, Item, Outcome, PlanApproach, PlanKind, PlanStatus, Scope, SupervisionPlan,
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Ids, Json, Maybe, Plain, Texts, Time, Worded},
    schema::{schools, supervision_plans},
    types::DbUuid,
};

row! {
    /// A version of a plan as stored.
    PlanRow of SupervisionPlan in supervision_plans {
        id: Id<SupervisionPlanId>,
        version: Plain<i64>,
        area: AreaCode,
        kind: Worded<PlanKind>,
        excused: Json<Vec<Excused>>,
        outcome: Maybe<Json<Outcome>>,
        status: Worded<PlanStatus>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in content: Content {
        title: Plain<String>,
        theme: Maybe<Plain<String>>,
        approach: Maybe<Worded<PlanApproach>>,
        parent_id: Maybe<Id<SupervisionPlanId>>,
        lead_unit_id: Maybe<Id<OrganisationId>>,
        unit_ids: Ids<OrganisationId>,
        items: Json<Vec<Item>>,
    }
    in days: Days { period: Maybe<Plain<String>>, starts_on: Plain<Day>, ends_on: Plain<Day> }
    in scope: Scope {
        school_ids: Ids<SchoolId>,
        zone_ids: Ids<ZoneId>,
        school_types: Texts,
        organisation_ids: Ids<OrganisationId>,
    }
}

filter! {
    /// Which supervision plans.
    SupervisionPlanFilter on supervision_plans sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Kind.
        kind: words PlanKind,
        /// Status.
        status: words PlanStatus,
        /// The theme (code set `supervision_themes`).
        theme: texts,
        /// The month, semester or year, as written.
        period: texts,
        /// The plan of which they are a part.
        parent_id: ids SupervisionPlanId,
        /// The unit that leads.
        lead_unit_id: ids OrganisationId,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The plan of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach or was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: SupervisionPlanId,
    known_at: Option<Instant>,
) -> Result<SupervisionPlan, Error> {
    find!(db, reach, supervision_plans: PlanRow, id, known_at)
}

/// A page of plans within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SupervisionPlanFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<SupervisionPlan>, Error> {
    let filtered = || filter.narrow(supervision_plans::table.into_boxed(), reach);
    page_of!(db, supervision_plans: PlanRow, filtered(), page, descending)
}

/// Stores the first version of a plan.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &SupervisionPlan) -> Result<(), Error> {
    diesel::insert_into(supervision_plans::table).values(PlanRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of a plan: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &SupervisionPlan) -> Result<(), Error> {
    close_present!(db, supervision_plans, next)?;
    insert(db, next)
}

/// The plans of a plan's kind and area that share a day with it.
///
/// # Errors
/// When the database fails.
pub fn beside(db: &mut DbConnection, plan: &SupervisionPlan) -> Result<Vec<SupervisionPlan>, Error> {
    let query = supervision_plans::table
        .filter(supervision_plans::superseded_at.is_null())
        .filter(supervision_plans::kind.eq(plan.kind.as_str()))
        .filter(supervision_plans::area.eq(plan.area.as_str()))
        .filter(supervision_plans::starts_on.le(plan.days.ends_on))
        .filter(supervision_plans::ends_on.ge(plan.days.starts_on));
    load_all!(db, PlanRow, query)
}

/// The theme of a day in an area, of the plan that is decided for the area or the one nearest above it.
///
/// # Errors
/// When the database fails.
pub fn theme_of(db: &mut DbConnection, area: &Area, day: Day) -> Result<Option<String>, Error> {
    let query = supervision_plans::table
        .filter(supervision_plans::superseded_at.is_null())
        .filter(supervision_plans::kind.eq(PlanKind::MonthlyTheme.as_str()))
        .filter(supervision_plans::starts_on.le(day))
        .filter(supervision_plans::ends_on.ge(day));
    let all: Result<Vec<SupervisionPlan>, Error> = load_all!(db, PlanRow, query);
    let mut above = all?;
    above.retain(|plan| plan.is_decided() && Reach::under(&plan.area).covers(area));
    above.sort_by_key(|plan| plan.area.as_str().trim_end_matches('0').len());
    Ok(above.pop().and_then(|plan| plan.content.theme))
}

/// The schools that a plan covers, with their names, in the order of their names: one statement.
///
/// # Errors
/// When the database fails.
pub fn schools_of(db: &mut DbConnection, plan: &SupervisionPlan) -> Result<Vec<(SchoolId, String)>, Error> {
    let Scope { school_ids, zone_ids, school_types, .. } = &plan.scope;
    let named: Vec<DbUuid> = school_ids.iter().map(|id| DbUuid(id.0)).collect();
    let zones: Vec<DbUuid> = zone_ids.iter().map(|id| DbUuid(id.0)).collect();
    let (low, high) = Reach::under(&plan.area).bounds();
    let of_types = schools::school_type.eq_any(school_types.clone()).and(schools::area.between(low, high));
    let covered = schools::id.eq_any(named).or(schools::zone_id.eq_any(zones)).or(of_types);
    let query = schools::table.filter(covered).order((schools::name, schools::id)).select((schools::id, schools::name));
    let rows: Vec<(DbUuid, String)> = query.into_boxed::<MultiBackend>().load(db).stored()?;
    Ok(rows.into_iter().map(|(id, name)| (SchoolId(id.0), name)).collect())
}
