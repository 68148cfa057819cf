//! Teams: drawn by chance from a recorded seed, read, proved.

use std::collections::HashSet;

use domain::{
    Area, Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{PersonId, SchoolId, TeamId},
        page::{Page, PageRequest},
        policy::Action,
        rules,
        time::Moment,
        wording::number,
    },
    people::person::Person,
    roles,
    service::{
        appointment::{Appointment, Status},
        team::{self, CANDIDATES_MAX, Candidate, Exclusion, Seed},
        zone::School,
    },
};
use openapi::service::team::{CreateTeam, Team, TeamProof, Wanted};
use persistence::service::{
    appointments, recusals,
    teams::{self, TeamFilter},
};

use super::zone_assignments::who_stays_away;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

/// How long back the teams are counted into which an inspector was drawn.
const WORKLOAD_DAYS: u64 = 90;

impl UseCase for CreateTeam {
    const ACTION: Action = Action::write("create_team", roles![Registrar, Approver, Operator]);
    type Output = Team;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Team, Error> {
        let mut faults = Faults::new();
        let wanted = self.parse(&mut faults);
        let schools = match &wanted {
            Some(wanted) => supervised(ctx, &wanted.school_ids, &mut faults)?,
            None => Vec::new(),
        };
        let wanted = faults.finish(wanted)?;
        let (rules, on) = (ctx.rules()?, self.supervises_on.unwrap_or_else(|| ctx.today()));
        let area = ctx.area_for(wanted.area.as_ref())?;
        let candidates = candidates(ctx, &area, &wanted, &schools, on)?;
        let seed = Seed::from_chance(ctx.chance()?, ctx.chance()?);
        team::check_size(&candidates, self.size, &rules)?;
        let members = team::draw(&seed, &candidates, &wanted.specialities, self.size)?;
        let drawn = team::Team {
            id: TeamId(ctx.new_id()?),
            version: 1,
            area,
            kind: self.kind.into(),
            title: wanted.title,
            supervises_on: on,
            school_ids: wanted.school_ids,
            size: self.size,
            wanted: wanted.specialities,
            seed,
            candidates,
            members,
            created_at: ctx.now(),
        };
        teams::insert(ctx.db, &drawn)?;
        ctx.record((SubjectKind::Team, drawn.id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(drawn.into())
    }
}

fn supervised(ctx: &mut Ctx<'_>, ids: &[SchoolId], faults: &mut Faults) -> Result<Vec<School>, Error> {
    let schools = within_reach::schools(ctx, ids)?;
    for (at, _) in ids.iter().enumerate().filter(|(_, id)| !schools.contains_key(*id)) {
        within_reach::unknown(format!("/school_ids/{at}"), faults);
    }
    Ok(schools.into_values().collect())
}

/// Everybody in office in the area on the day, each once, in the order of their numbers.
fn candidates(
    ctx: &mut Ctx<'_>,
    area: &Area,
    wanted: &Wanted,
    schools: &[School],
    on: Day,
) -> Result<Vec<Candidate>, Error> {
    let limit = i64::from(number32(CANDIDATES_MAX)) + 1;
    let areas = [area.clone()];
    let in_office = appointments::in_office(ctx.db, ctx.vault, &Reach::under(area), &areas, on, limit)?;
    if in_office.len() > CANDIDATES_MAX {
        let wording = Wording::TooManyEntries { max: number(CANDIDATES_MAX) };
        return Err(Error::invalid(domain::Fault::new("/area", FaultCode::Length, wording)));
    }
    let people: Vec<PersonId> = in_office.iter().map(|(_, person)| person.id).collect();
    let recorded = if schools.is_empty() { Vec::new() } else { recusals::of_people(ctx.db, ctx.vault, &people)? };
    let known: Vec<&Person> = in_office.iter().map(|(_, person)| person).collect();
    let away: HashSet<PersonId> =
        who_stays_away(&known, &recorded, schools, on).into_iter().map(|one| one.person_id).collect();
    let since = on.checked_sub_days(chrono::Days::new(WORKLOAD_DAYS)).unwrap_or(on);
    let draws = teams::draws(ctx.db, since, on)?;
    let most = ctx.rules()?.count(&rules::TEAM_MAX_DRAWS);
    let candidate = |(appointment, person): &(Appointment, Person)| {
        let workload = draws.get(&person.id).copied().unwrap_or_default();
        let excluded = match appointment.trail.on(on) {
            Some(Status::Suspended) => Some(Exclusion::Suspended),
            _ if away.contains(&person.id) => Some(Exclusion::Recusal),
            _ if workload >= most => Some(Exclusion::Workload),
            _ => None,
        };
        let has = (0_u32..).zip(&wanted.specialities);
        Candidate {
            person_id: person.id,
            number: person.number.as_str().to_owned(),
            appointment_id: appointment.id,
            has: has.filter(|(_, one)| person.details.specialities.contains(one)).map(|(place, _)| place).collect(),
            workload,
            excluded,
        }
    };
    let mut all: Vec<Candidate> = in_office.iter().map(candidate).collect();
    all.sort_by(|one, other| one.number.cmp(&other.number));
    // Who serves two authorities is one candidate.
    all.dedup_by(|one, other| one.person_id == other.person_id);
    Ok(all)
}

fn number32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Read one drawn team, as it was known at a moment.
pub type ReadTeam = ReadAsOf<Team>;

impl Readable for Team {
    type Id = TeamId;
    const ACTION: Action = Action::read("read_team", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;

    fn read(ctx: &mut Ctx<'_>, id: TeamId, moment: Moment) -> Result<Self, Error> {
        teams::find(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

/// Prove a draw: do it again from its seed.
pub struct ProveTeam(pub TeamId);

impl UseCase for ProveTeam {
    const ACTION: Action = Action::read("read_team_proof", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = TeamProof;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<TeamProof, Error> {
        let drawn = teams::find(ctx.db, ctx.reach, self.0, None)?;
        let reproduced = drawn.is_reproduced();
        Ok(TeamProof::new(&drawn, reproduced))
    }
}

impl Listing for TeamFilter {
    const ACTION: Action = Action::read("list_teams", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type View = Team;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Team>, Error> {
        Ok(teams::list(ctx.db, ctx.reach, self, descending, request)?.map(Team::from))
    }
}
