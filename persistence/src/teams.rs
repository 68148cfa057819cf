//! Drawn teams: stored whole, with all that the draw rested on, and never changed.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};
use domain::{
    Area, Day, Error, Reach,
    id::{AppointmentId, PersonId, SchoolId, TeamId},
    page::{Page, PageRequest, Position},
    team::{Candidate, Exclusion, Seed, SupervisionKind, Team},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read, texts},
    schema::{team_members, teams},
    types::{DbInstant, DbJson, DbUuid},
};

/// A team as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = teams, treat_none_as_default_value = false)]
struct TeamRow {
    id: DbUuid,
    version: i64,
    area: String,
    kind: String,
    title: String,
    supervises_on: NaiveDate,
    school_ids: DbJson,
    size: i64,
    wanted: DbJson,
    seed: String,
    candidates: DbJson,
    created_at: DbInstant,
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

/// The team of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: TeamId) -> Result<Team, Error> {
    let row: TeamRow = teams::table.find(DbUuid(id.0)).select(TeamRow::as_select()).first(db).stored()?;
    let team = with_members(db, vec![row])?.pop().ok_or(Error::NotFound)?;
    if reach.covers(&team.area) { Ok(team) } else { Err(Error::NotFound) }
}

/// A page of teams within reach, in the order in which they were drawn or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    people: &[PersonId],
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Team>, Error> {
    let filtered = || {
        let mut query = teams::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, teams::area, reach, *areas);
        if !people.is_empty() {
            let theirs = team_members::table
                .filter(team_members::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
                .select(team_members::team_id);
            query = query.filter(teams::id.eq_any(theirs));
        }
        query
    };
    let mut query = filtered().limit(i64::from(page.size) + 1);
    after_position!(query, teams::id, page, descending);
    let rows: Vec<TeamRow> = query.select(TeamRow::as_select()).load(db).stored()?;
    let mut result = Page::cut(with_members(db, rows)?, page.size, |team| Position { value: None, id: team.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
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
            row.into_team(members)
        })
        .collect()
}

fn candidate(one: &Candidate) -> Value {
    json!([
        one.person_id.0,
        one.number,
        one.appointment_id.0,
        one.has,
        one.workload,
        one.excluded.map(Exclusion::as_str)
    ])
}

fn stored_candidate(stored: &Value) -> Option<Candidate> {
    let id = |at: usize| stored.get(at)?.as_str()?.parse::<Uuid>().ok();
    let small = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
    let excluded = stored.get(5)?;
    Some(Candidate {
        person_id: PersonId(id(0)?),
        number: stored.get(1)?.as_str()?.to_owned(),
        appointment_id: AppointmentId(id(2)?),
        has: stored.get(3)?.as_array()?.iter().map(small).collect::<Option<_>>()?,
        workload: small(stored.get(4)?)?,
        excluded: if excluded.is_null() { None } else { Some(Exclusion::parse(excluded.as_str()?)?) },
    })
}

impl From<&Team> for TeamRow {
    fn from(team: &Team) -> Self {
        Self {
            id: DbUuid(team.id.0),
            version: team.version,
            area: team.area.as_str().to_owned(),
            kind: team.kind.as_str().to_owned(),
            title: team.title.clone(),
            supervises_on: team.supervises_on,
            school_ids: DbJson(team.school_ids.iter().map(|id| json!(id.0)).collect()),
            size: i64::from(team.size),
            wanted: DbJson(team.wanted.clone().into()),
            seed: team.seed.as_str().to_owned(),
            candidates: DbJson(team.candidates.iter().map(candidate).collect()),
            created_at: DbInstant(team.created_at),
        }
    }
}

impl TeamRow {
    fn into_team(self, members: Vec<PersonId>) -> Result<Team, Error> {
        const TABLE: &str = "teams";
        let schools = texts(Some(&self.school_ids.0));
        let schools = schools.iter().map(|raw| read(TABLE, "school_ids", raw.parse().ok().map(SchoolId)));
        let kept = self.candidates.0.as_array().map(Vec::as_slice).unwrap_or_default();
        let kept = kept.iter().map(|stored| read(TABLE, "candidates", stored_candidate(stored)));
        Ok(Team {
            id: TeamId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            kind: read(TABLE, "kind", SupervisionKind::parse(&self.kind))?,
            title: self.title,
            supervises_on: self.supervises_on,
            school_ids: schools.collect::<Result<_, _>>()?,
            size: read(TABLE, "size", u32::try_from(self.size).ok())?,
            wanted: texts(Some(&self.wanted.0)),
            seed: Seed::from_stored(self.seed),
            candidates: kept.collect::<Result<_, _>>()?,
            members,
            created_at: self.created_at.0,
        })
    }
}
