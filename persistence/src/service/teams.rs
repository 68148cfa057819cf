//! Drawn teams: stored whole, with all that the draw rested on, and never changed.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};
use domain::{
    Day, Error, Instant, Reach,
    kernel::{
        id::{AppointmentId, PersonId, SchoolId, TeamId},
        page::{Page, PageRequest, Position},
    },
    service::team::{Candidate, Exclusion, Seed, SupervisionKind, Team},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Entry, Id, Ids, List, Number, Plain, Text, Texts, Time, Worded},
    schema::{team_members, teams},
    types::DbUuid,
};

row! {
    /// A team as stored.
    TeamRow of Team in teams {
        id: Id<TeamId>,
        version: Plain<i64>,
        area: AreaCode,
        kind: Worded<SupervisionKind>,
        title: Plain<String>,
        supervises_on: Plain<Day>,
        school_ids: Ids<SchoolId>,
        size: Number<u32>,
        wanted: Texts,
        seed: Text<Seed>,
        candidates: List<Candidate>,
        created_at: Time,
    }
    beside { members: Vec<PersonId> }
}

/// A member of a team as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = team_members, treat_none_as_default_value = false)]
struct MemberRow {
    team_id: DbUuid,
    person_id: DbUuid,
    appointment_id: DbUuid,
    place: i64,
}

/// The team of this id within reach, if it was drawn by a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was drawn later.
pub fn find(db: &mut DbConnection, reach: &Reach, id: TeamId, known_at: Option<Instant>) -> Result<Team, Error> {
    let row: TeamRow = teams::table.find(DbUuid(id.0)).select(TeamRow::as_select()).first(db).stored()?;
    let team = with_members(db, vec![row])?.pop().ok_or(Error::NotFound)?;
    let is_known = known_at.is_none_or(|at| team.created_at <= at);
    if is_known && reach.covers(&team.area) { Ok(team) } else { Err(Error::NotFound) }
}

filter! {
    /// Which drawn teams.
    TeamFilter on teams sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// A member.
        person_id: ids PersonId => _,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: made,
    }
}

/// A page of teams within reach, in the order in which they were drawn or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &TeamFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Team>, Error> {
    let filtered = || {
        let query = filter.narrow(teams::table.into_boxed(), reach);
        if filter.person_id.is_empty() {
            return query;
        }
        let theirs = team_members::table
            .filter(team_members::person_id.eq_any(filter.person_id.iter().map(|id| DbUuid(id.0))))
            .select(team_members::team_id);
        query.filter(teams::id.eq_any(theirs))
    };
    page_of!(db, teams: TeamRow, filtered(), page, descending, |rows| with_members(db, rows))
}

/// Into how many teams each person was drawn, for supervisions from one day to another.
///
/// # Errors
/// When the database fails.
pub fn draws(db: &mut DbConnection, from: Day, to: Day) -> Result<HashMap<PersonId, u32>, Error> {
    let query = team_members::table
        .inner_join(teams::table)
        .filter(teams::supervises_on.between(from, to))
        .group_by(team_members::person_id)
        .select((team_members::person_id, count_star()));
    let rows: Vec<(DbUuid, i64)> = query.load(db).stored()?;
    Ok(rows.into_iter().map(|(id, times)| (PersonId(id.0), u32::try_from(times).unwrap_or(u32::MAX))).collect())
}

/// Stores a drawn team.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, team: &Team) -> Result<(), Error> {
    diesel::insert_into(teams::table).values(TeamRow::from(team)).execute(db).stored()?;
    let appointment = |person: &PersonId| {
        let drawn = team.candidates.iter().find(|one| one.person_id == *person);
        drawn.map(|one| one.appointment_id).ok_or_else(|| Error::internal("a member who was no candidate"))
    };
    let member = |(place, person): (i64, &PersonId)| -> Result<MemberRow, Error> {
        let appointment_id = DbUuid(appointment(person)?.0);
        Ok(MemberRow { team_id: DbUuid(team.id.0), person_id: DbUuid(person.0), appointment_id, place })
    };
    let rows: Vec<MemberRow> = (1..).zip(&team.members).map(member).collect::<Result<_, _>>()?;
    insert_all!(db, team_members::table, rows)
}

fn with_members(db: &mut DbConnection, rows: Vec<TeamRow>) -> Result<Vec<Team>, Error> {
    let ids: Vec<DbUuid> = rows.iter().map(|row| row.id).collect();
    let query = team_members::table
        .filter(team_members::team_id.eq_any(ids))
        .order((team_members::team_id, team_members::place))
        .select(MemberRow::as_select());
    let members: Vec<MemberRow> = query.load(db).stored()?;
    let mut by_team: HashMap<DbUuid, Vec<PersonId>> = HashMap::new();
    for member in members {
        by_team.entry(member.team_id).or_default().push(PersonId(member.person_id.0));
    }
    rows.into_iter()
        .map(|row| {
            let members = by_team.remove(&row.id).unwrap_or_default();
            row.into_record(members)
        })
        .collect()
}

impl Entry for Candidate {
    fn written(&self) -> Value {
        let excluded = self.excluded.map(Exclusion::as_str);
        json!([self.person_id.0, self.number, self.appointment_id.0, self.has, self.workload, excluded])
    }

    fn of_stored(stored: &Value) -> Option<Self> {
        let id = |at: usize| stored.get(at)?.as_str()?.parse::<Uuid>().ok();
        let small = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        let excluded = stored.get(5)?;
        Some(Self {
            person_id: PersonId(id(0)?),
            number: stored.get(1)?.as_str()?.to_owned(),
            appointment_id: AppointmentId(id(2)?),
            has: stored.get(3)?.as_array()?.iter().map(small).collect::<Option<_>>()?,
            workload: small(stored.get(4)?)?,
            excluded: if excluded.is_null() { None } else { Some(Exclusion::parse(excluded.as_str()?)?) },
        })
    }
}
