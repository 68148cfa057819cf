//! Ranking: what is known of everybody who comes into question, read by set, scored by the domain, and kept as it was seen.

use std::collections::{HashMap, HashSet};

use chrono::Months;
use domain::{
    Day, Error, Reach, Wording,
    kernel::{
        id::{CohortId, PersonId},
        rules::{self, refused},
        time::Term,
    },
    misconduct::dismissal::spent::spent_since,
    service::{appointment::Appointment, organisation::Cohort, zone::School},
    vacancies::vacancy::{
        Chosen, Vacancy,
        eligibility::{Conditions, Held},
        ranking::{self, Candidate, Exclusion, Needs, Source, Weights},
    },
};
use persistence::{
    service::{organisations, zones},
    vacancies::{
        self, candidates,
        search::{self, Search},
    },
};

use crate::app::Ctx;

/// Ranks the candidates as they are known today: the vacancy holds what the ranking was made of, and what it explains is kept
/// beside it.
pub(super) fn rank(ctx: &mut Ctx<'_>, vacancy: &mut Vacancy) -> Result<(), Error> {
    let today = ctx.today();
    let cohort = cohort(ctx, vacancy)?;
    if let Some(last) = cohort.as_ref().map(|cohort| cohort.term.until).filter(|last| *last < today) {
        return refused(&rules::REPLACEMENT_CO_TERMINATES, Wording::CohortIsOver { last: last.to_string() });
    }
    let (candidates, needs) = candidates(ctx, vacancy, cohort.as_ref(), None)?;
    let weights = Weights::of(&ctx.rules()?);
    let made = (vacancy.version, today, vacancy.updated_at);
    let (ranking, kept) = ranking::rank(&candidates, &needs, weights, made);
    candidates::insert(ctx.db, vacancy.id, ranking.number, &kept)?;
    vacancy.ranking = Some(ranking);
    Ok(())
}

/// Somebody as ranked, and what excludes the person by now; none for who was not ranked.
pub(super) fn chosen(ctx: &mut Ctx<'_>, vacancy: &Vacancy, person: PersonId) -> Result<Option<Chosen>, Error> {
    let Some(ranking) = &vacancy.ranking else { return Ok(None) };
    let Some(rank) = candidates::rank_of(ctx.db, (vacancy.id, ranking.number), person)? else { return Ok(None) };
    let cohort = cohort(ctx, vacancy)?;
    let (found, _) = candidates(ctx, vacancy, cohort.as_ref(), Some(person))?;
    let excluded_by = match found.first() {
        Some(candidate) => candidate.excluded_by.iter().map(|(exclusion, _)| *exclusion).collect(),
        None => vec![Exclusion::NoSource],
    };
    Ok(Some(Chosen { rank, excluded_by }))
}

fn cohort(ctx: &mut Ctx<'_>, vacancy: &Vacancy) -> Result<Option<Cohort>, Error> {
    match vacancy.place.cohort_id {
        Some(id) => Ok(organisations::cohorts(ctx.db, &[id])?.pop()),
        None => Ok(None),
    }
}

fn schools(ctx: &mut Ctx<'_>, vacancy: &Vacancy) -> Result<Vec<School>, Error> {
    match (vacancy.place.school_ids.as_slice(), vacancy.place.zone_id) {
        ([], Some(zone)) => zones::schools_of(ctx.db, &[zone]),
        ([], None) => Ok(Vec::new()),
        (named, _) => zones::schools(ctx.db, &Reach::everything(), named),
    }
}

/// From today until the cohort's last day, or for a whole term.
fn term(ctx: &mut Ctx<'_>, cohort: Option<&Cohort>) -> Result<Term, Error> {
    let (today, rules) = (ctx.today(), ctx.rules()?);
    let longest = Term::of_years(today, rules.count(&rules::PART_TIME_TERM_YEARS));
    Ok(Term { until: cohort.map_or(longest.until, |cohort| longest.until.min(cohort.term.until)), ..longest })
}

fn candidates(
    ctx: &mut Ctx<'_>,
    vacancy: &Vacancy,
    cohort: Option<&Cohort>,
    only: Option<PersonId>,
) -> Result<(Vec<Candidate>, Needs), Error> {
    let (day, rules) = (ctx.today(), ctx.rules()?);
    let in_use = |source: &&Source| rules.lists(&rules::REPLACEMENT_SOURCES, source.as_str());
    let sources: Vec<Source> = Source::ALL.iter().filter(in_use).copied().collect();
    let months = Months::new(rules.count(&rules::REPLACEMENT_RESERVE_MONTHS));
    let since: Day = day.checked_sub_months(months).unwrap_or(day);
    let reserve = vacancies::last_chosen(ctx.db, (vacancy.place.authority_id, vacancy.place.route), since)?;
    let schools = schools(ctx, vacancy)?;
    let spent_since = spent_since(&rules, day);
    let search = Search {
        vacancy,
        sources: &sources,
        reserve: reserve.as_ref(),
        schools: &schools,
        day,
        spent_since: &spent_since,
        only,
    };
    let (found, held) = search::find(ctx.db, &search)?;
    let cohorts = cohorts_of(ctx, &held)?;
    let mut theirs: HashMap<PersonId, Vec<(&Appointment, Option<Term>)>> = HashMap::new();
    for one in &held {
        let term = one.cohort_id.and_then(|id| cohorts.get(&id)).copied();
        theirs.entry(one.person_id).or_default().push((one, term));
    }
    let term = term(ctx, cohort)?;
    let conditions =
        Conditions { route: vacancy.place.route, term, cohort: cohort.map(|cohort| cohort.term), rules: &rules };
    let look_at = |found: search::Found| {
        let mut candidate = found.candidate;
        let held: &Held<'_> = theirs.get(&candidate.person_id).map(Vec::as_slice).unwrap_or_default();
        candidate.look_at(found.born, held, &conditions);
        candidate
    };
    let types = schools.iter().map(|school| school.school_type.code());
    let needs = Needs { term, wanted: vacancy.place.wanted.clone(), schools: Needs::stages(types) };
    Ok((found.into_iter().map(look_at).collect(), needs))
}

/// The days of the cohorts in which somebody served.
fn cohorts_of(ctx: &mut Ctx<'_>, held: &[Appointment]) -> Result<HashMap<CohortId, Term>, Error> {
    let named: HashSet<CohortId> = held.iter().filter_map(|one| one.cohort_id).collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let cohorts = organisations::cohorts(ctx.db, &named.into_iter().collect::<Vec<_>>())?;
    Ok(cohorts.into_iter().map(|cohort| (cohort.id, cohort.term)).collect())
}
