//! Inspections: rows in and out, every version of them, and beside them who inspected.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};
use domain::{
    Day, Error, Instant, Reach,
    kernel::{
        id::{InspectionId, OrganisationId, PersonId, SchoolId, SupervisionPlanId, TeamId},
        page::{Page, PageRequest, Position},
        time,
    },
    performance::duty::Mode,
    service::team::SupervisionKind,
    supervision::{
        finding::FindingStatus,
        inspection::{Channel, Course, Inspection, InspectionStatus, Inspector, Setup},
        object::Object,
    },
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Id, Ids, Json, Maybe, Plain, Texts, Time, Worded},
    schema::{findings, inspection_inspectors, inspections},
    types::DbUuid,
};

row! {
    /// A version of an inspection as stored.
    InspectionRow of Inspection in inspections {
        id: Id<InspectionId>,
        version: Plain<i64>,
        area: AreaCode,
        inspectors: Json<Vec<Inspector>>,
        expert_ids: Ids<PersonId>,
        occurred_on: Maybe<Plain<Day>>,
        course: Json<Course>,
        status: Worded<InspectionStatus>,
        written_by: Plain<String>,
        external_reference: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in object: Object { school_id: Maybe<Id<SchoolId>>, organisation_id: Maybe<Id<OrganisationId>> }
    in setup: Setup {
        kind: Worded<SupervisionKind>,
        mode: Worded<Mode>,
        channel: Worded<Channel>,
        plan_id: Maybe<Id<SupervisionPlanId>>,
        team_id: Maybe<Id<TeamId>>,
        matters: Texts,
        planned_on: Plain<Day>,
    }
}

/// Who inspects, as lists look for it.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = inspection_inspectors, treat_none_as_default_value = false)]
struct InspectorRow {
    inspection_id: DbUuid,
    person_id: DbUuid,
}

filter! {
    /// Which inspections.
    InspectionFilter on inspections sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The school.
        school_id: ids SchoolId,
        /// The organisation.
        organisation_id: ids OrganisationId,
        /// The plan of which they are a part.
        plan_id: ids SupervisionPlanId,
        /// The drawn team.
        team_id: ids TeamId,
        /// An inspector.
        person_id: ids PersonId => _,
        /// Kind (code set `supervision_kinds`).
        kind: words SupervisionKind,
        /// By which way.
        channel: words Channel,
        /// Status.
        status: words InspectionStatus,
        /// On this day or later.
        occurred_on_from: from => occurred_on,
        /// On this day or earlier.
        occurred_on_to: until => occurred_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The inspection of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach or was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: InspectionId,
    known_at: Option<Instant>,
) -> Result<Inspection, Error> {
    find!(db, reach, inspections: InspectionRow, id, known_at)
}

/// A page of inspections within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &InspectionFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Inspection>, Error> {
    let filtered = || {
        let query = filter.narrow(inspections::table.into_boxed(), reach);
        if filter.person_id.is_empty() {
            return query;
        }
        let theirs = inspection_inspectors::table
            .filter(inspection_inspectors::person_id.eq_any(filter.person_id.iter().map(|id| DbUuid(id.0))))
            .select(inspection_inspectors::inspection_id);
        query.filter(inspections::id.eq_any(theirs))
    };
    page_of!(db, inspections: InspectionRow, filtered(), page, descending)
}

/// Stores the first version of an inspection.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Inspection) -> Result<(), Error> {
    diesel::insert_into(inspections::table).values(InspectionRow::from(new)).execute(db).stored()?;
    let id = DbUuid(new.id.0);
    let before = inspection_inspectors::table.filter(inspection_inspectors::inspection_id.eq(id));
    diesel::delete(before).execute(db).stored()?;
    let row = |one: &Inspector| InspectorRow { inspection_id: id, person_id: DbUuid(one.person_id.0) };
    let rows: Vec<InspectorRow> = new.inspectors.iter().map(row).collect();
    insert_all!(db, inspection_inspectors::table, rows)
}

/// Stores the next version of an inspection: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Inspection) -> Result<(), Error> {
    close_present!(db, inspections, next)?;
    insert(db, next)
}

/// The inspection that a client knows under a reference of its own.
///
/// # Errors
/// When the database fails.
pub fn by_reference(db: &mut DbConnection, written_by: &str, reference: &str) -> Result<Option<Inspection>, Error> {
    let query = inspections::table
        .filter(inspections::written_by.eq(written_by))
        .filter(inspections::external_reference.eq(reference))
        .filter(inspections::superseded_at.is_null());
    let row: Option<InspectionRow> = query.select(InspectionRow::as_select()).first(db).optional().stored()?;
    row.map(InspectionRow::into_record).transpose()
}

/// The present inspections of a plan.
///
/// # Errors
/// When the database fails.
pub fn of_plan(db: &mut DbConnection, plan: SupervisionPlanId) -> Result<Vec<Inspection>, Error> {
    let query = inspections::table
        .filter(inspections::plan_id.eq(DbUuid(plan.0)))
        .filter(inspections::superseded_at.is_null())
        .order(inspections::id);
    load_all!(db, InspectionRow, query)
}

/// Gives what is known now of the inspections of a merged person to the survivor. Each becomes a next version.
///
/// # Errors
/// When the database fails.
pub fn move_to(db: &mut DbConnection, from: PersonId, to: PersonId, now: Instant) -> Result<(), Error> {
    let theirs = inspection_inspectors::table
        .filter(inspection_inspectors::person_id.eq(DbUuid(from.0)))
        .select(inspection_inspectors::inspection_id);
    let query = inspections::table.filter(inspections::superseded_at.is_null()).filter(inspections::id.eq_any(theirs));
    let all: Result<Vec<Inspection>, Error> = load_all!(db, InspectionRow, query);
    for before in all? {
        let mut next = before.clone();
        // Whoever inspected under both records did so once.
        if next.inspectors.iter().any(|one| one.person_id == to) {
            next.inspectors.retain(|one| one.person_id != from);
        }
        for one in next.inspectors.iter_mut().filter(|one| one.person_id == from) {
            one.person_id = to;
        }
        next.version += 1;
        next.updated_at = time::following(before.updated_at, now);
        update(db, &next)?;
    }
    Ok(())
}

/// How many problems of each of these inspections are open: one statement.
///
/// # Errors
/// When the database fails.
pub fn open_findings(db: &mut DbConnection, ids: &[InspectionId]) -> Result<HashMap<InspectionId, u32>, Error> {
    let over = [FindingStatus::Closed, FindingStatus::Withdrawn, FindingStatus::Noted].map(FindingStatus::as_str);
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(findings::inspection_id.eq_any(ids.iter().map(|id| DbUuid(id.0))))
        .filter(findings::status.ne_all(over))
        .group_by(findings::inspection_id)
        .select((findings::inspection_id, count_star()));
    let rows: Vec<(Option<DbUuid>, i64)> = query.load(db).stored()?;
    let each = |(id, open): (Option<DbUuid>, i64)| Some((InspectionId(id?.0), u32::try_from(open).unwrap_or(u32::MAX)));
    Ok(rows.into_iter().filter_map(each).collect())
}
