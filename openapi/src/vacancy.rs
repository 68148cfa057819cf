//! Vacancies on the wire, and who was ranked for them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording, code_set,
    event::Basis,
    fault::Faults,
    id::{PersonId, VacancyId},
    text,
    vacancy::{self, Command, Event, ranking},
    wording::number,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{appointment::AppointmentRoute, transition::BasisInput};

/// Most specialities that are looked for.
pub const WANTED_MAX: usize = 10;

published! {
    VacancyStatus = domain::vacancy::Status,
    VacancyFrozenBecause = domain::vacancy::Cause,
    CandidateOrigin = domain::vacancy::ranking::Source,
    CandidateComponent = domain::vacancy::ranking::Component,
    CandidateExclusionGround = domain::vacancy::ranking::Exclusion,
}

/// The weight of a component.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateWeight {
    /// Which.
    pub component: CandidateComponent,
    /// Its weight in percent.
    pub weight: u32,
}

/// How many people a rule excluded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExclusionCount {
    /// By what.
    pub ground: CandidateExclusionGround,
    /// The policy key of the rule behind it.
    pub rule: String,
    /// The article it comes from.
    pub article: String,
    /// How many; who is excluded by several counts with each.
    pub count: u32,
}

/// What a ranking was made of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VacancyRanking {
    /// The day as of which candidates were looked at.
    pub ranked_on: NaiveDate,
    /// When.
    pub ranked_at: DateTime<Utc>,
    /// The weights of the components, which sum to a hundred.
    pub weights: Vec<CandidateWeight>,
    /// How many people were looked at.
    pub considered: u32,
    /// How many of them got a rank; the first hundred are kept.
    pub ranked: u32,
    /// How many were excluded by what.
    pub excluded: Vec<ExclusionCount>,
}

impl From<ranking::Ranking> for VacancyRanking {
    fn from(one: ranking::Ranking) -> Self {
        let weights = ranking::Component::ALL.iter().zip(one.weights.0);
        let count = |(exclusion, count): (ranking::Exclusion, u32)| ExclusionCount {
            ground: exclusion.into(),
            rule: exclusion.rule().key.to_owned(),
            article: exclusion.rule().article.to_owned(),
            count,
        };
        Self {
            ranked_on: one.on,
            ranked_at: one.at,
            weights: weights
                .map(|(component, weight)| CandidateWeight { component: (*component).into(), weight })
                .collect(),
            considered: one.considered,
            ranked: one.ranked,
            excluded: one.excluded.into_iter().map(count).collect(),
        }
    }
}

/// A place that is to be filled.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Vacancy {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the authority.
    pub area: String,
    /// The authority that appoints.
    pub authority_id: Uuid,
    /// By which way.
    pub route: AppointmentRoute,
    /// The cohort with which the next appointment ends.
    pub cohort_id: Option<Uuid>,
    /// The zone in which the place is.
    pub zone_id: Option<Uuid>,
    /// The schools that were served from it; none named means every school of the zone.
    pub school_ids: Vec<Uuid>,
    /// The appointment that left it.
    pub left_appointment_id: Option<Uuid>,
    /// The case that ended that appointment.
    pub dismissal_id: Option<Uuid>,
    /// The subject that is looked for (code set `subjects`).
    pub subject: Option<String>,
    /// The teaching stage that is looked for (code set `teaching_stages`).
    pub stage: Option<String>,
    /// The specialities that are looked for.
    pub specialities: Vec<String>,
    /// Where it stands.
    pub status: VacancyStatus,
    /// The last ranking.
    pub ranking: Option<VacancyRanking>,
    /// Who was chosen.
    pub candidate_id: Option<Uuid>,
    /// The appointment of who was chosen.
    pub appointment_id: Option<Uuid>,
    /// Why nobody is looked for.
    pub frozen_because: Option<VacancyFrozenBecause>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<vacancy::Vacancy> for Vacancy {
    fn from(one: vacancy::Vacancy) -> Self {
        let place = one.place;
        Self {
            id: Uuid::from(one.id),
            version: one.version,
            area: one.area.as_str().to_owned(),
            authority_id: Uuid::from(place.authority_id),
            route: place.route.into(),
            cohort_id: place.cohort_id.map(Uuid::from),
            zone_id: place.zone_id.map(Uuid::from),
            school_ids: place.school_ids.into_iter().map(Uuid::from).collect(),
            left_appointment_id: place.left_id.map(Uuid::from),
            dismissal_id: place.dismissal_id.map(Uuid::from),
            subject: place.wanted.subject,
            stage: place.wanted.stage,
            specialities: place.wanted.specialities,
            status: one.status.into(),
            ranking: one.ranking.map(VacancyRanking::from),
            candidate_id: one.candidate_id.map(Uuid::from),
            appointment_id: one.appointment_id.map(Uuid::from),
            frozen_because: one.frozen_because.map(VacancyFrozenBecause::from),
            created_at: one.created_at,
            updated_at: one.updated_at,
        }
    }
}

/// A record that says something of a candidate, in the version that was read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateFact {
    /// Of which kind.
    pub kind: String,
    /// Which.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

impl From<ranking::Fact> for CandidateFact {
    fn from(one: ranking::Fact) -> Self {
        Self { kind: one.kind.as_str().to_owned(), id: Uuid::from(one.id), version: one.version }
    }
}

/// One component of a candidate's score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidatePart {
    /// Which.
    pub component: CandidateComponent,
    /// The merit, 0 to 1000.
    pub merit: u32,
    /// Its weight in percent.
    pub weight: u32,
    /// Merit times weight: thousandths of a point.
    pub points: u32,
    /// What was found: the last day of the certification, year and grade of the assessment, how many of how many; null when
    /// there is nothing.
    pub found: Option<String>,
    /// The records behind it.
    pub facts: Vec<CandidateFact>,
}

impl From<ranking::Part> for CandidatePart {
    fn from(part: ranking::Part) -> Self {
        Self {
            component: part.component.into(),
            merit: part.merit,
            weight: part.weight,
            points: part.points(),
            found: part.found,
            facts: part.facts.into_iter().map(CandidateFact::from).collect(),
        }
    }
}

/// What keeps a candidate from the place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateExclusion {
    /// What.
    pub ground: CandidateExclusionGround,
    /// The policy key of the rule behind it.
    pub rule: String,
    /// The article it comes from.
    pub article: String,
    /// The record behind it.
    pub fact: CandidateFact,
}

impl From<(ranking::Exclusion, ranking::Fact)> for CandidateExclusion {
    fn from((exclusion, fact): (ranking::Exclusion, ranking::Fact)) -> Self {
        Self {
            ground: exclusion.into(),
            rule: exclusion.rule().key.to_owned(),
            article: exclusion.rule().article.to_owned(),
            fact: fact.into(),
        }
    }
}

/// Somebody who was ranked for a vacancy, or excluded, with the explanation as of the ranking.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VacancyCandidate {
    /// The place in the list: first those with a rank, then those who were excluded.
    pub place: u32,
    /// The rank; null for who was excluded.
    pub rank: Option<u32>,
    /// Who.
    pub person_id: Uuid,
    /// The person's number; null for who has left the caller's area since.
    pub person_number: Option<String>,
    /// The person's name; null for who has left the caller's area since.
    pub name: Option<String>,
    /// From where.
    pub origin: CandidateOrigin,
    /// The record by which the person comes from there.
    pub origin_fact: CandidateFact,
    /// The score in thousandths of a point, 0 to 100000: the sum of the points.
    pub score: u32,
    /// How the score came about.
    pub components: Vec<CandidatePart>,
    /// What excluded the person.
    pub excluded_by: Vec<CandidateExclusion>,
}

impl VacancyCandidate {
    /// The candidate as ranked, with number and name as they are now where the person is within reach.
    pub fn new(one: ranking::Ranked, named: Option<(String, String)>) -> Self {
        let (person_number, name) = named.unzip();
        Self {
            place: one.place,
            rank: one.rank,
            person_id: Uuid::from(one.person_id),
            person_number,
            name,
            origin: one.source.0.into(),
            origin_fact: one.source.1.into(),
            score: one.score,
            components: one.parts.into_iter().map(CandidatePart::from).collect(),
            excluded_by: one.excluded_by.into_iter().map(CandidateExclusion::from).collect(),
        }
    }
}

/// How somebody stood in a ranking for a vacancy, as they are told: nothing of others.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StoodAsCandidate {
    /// For which vacancy.
    pub vacancy_id: Uuid,
    /// The day of the ranking.
    pub ranked_on: NaiveDate,
    /// The rank; null for who was excluded.
    pub rank: Option<u32>,
    /// From where.
    pub origin: CandidateOrigin,
    /// The score in thousandths of a point, 0 to 100000: the sum of the points.
    pub score: u32,
    /// How the score came about.
    pub components: Vec<CandidatePart>,
    /// What excluded the person.
    pub excluded_by: Vec<CandidateExclusion>,
}

impl StoodAsCandidate {
    /// What a ranking kept of the person.
    pub fn new(vacancy_id: VacancyId, ranked_on: NaiveDate, one: ranking::Ranked) -> Self {
        Self {
            vacancy_id: Uuid::from(vacancy_id),
            ranked_on,
            rank: one.rank,
            origin: one.source.0.into(),
            score: one.score,
            components: one.parts.into_iter().map(CandidatePart::from).collect(),
            excluded_by: one.excluded_by.into_iter().map(CandidateExclusion::from).collect(),
        }
    }
}

/// A vacancy to open: of a place that an appointment left, or of a new one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateVacancy {
    /// The appointment that left the place; authority, route and cohort are then its own.
    pub left_appointment_id: Option<Uuid>,
    /// The authority that appoints.
    pub authority_id: Option<Uuid>,
    /// By which way.
    pub route: Option<AppointmentRoute>,
    /// The cohort with which the next appointment ends.
    pub cohort_id: Option<Uuid>,
    /// The zone in which the place is; that of who left unless said.
    pub zone_id: Option<Uuid>,
    /// The subject that is looked for (code set `subjects`); that of who left unless said.
    pub subject: Option<String>,
    /// The teaching stage that is looked for (code set `teaching_stages`); that of who left unless said.
    pub stage: Option<String>,
    /// The specialities that are looked for, ten at most; those of who left unless said.
    #[schema(max_items = 10)]
    pub specialities: Option<Vec<String>>,
}

impl CreateVacancy {
    /// Puts what is said to be looked for over what was, noting faults.
    pub fn wanted(&self, over: ranking::Wanted, faults: &mut Faults) -> ranking::Wanted {
        let mut code = |pointer: &str, said: &Option<String>, set: &code_set::CodeSet| {
            let said = said.as_ref()?;
            let known = set.by_code(said).map(|entry| entry.code.to_owned());
            if known.is_none() {
                faults.add(pointer, FaultCode::Code, Wording::NotAParameterValue);
            }
            known
        };
        let subject = code("/subject", &self.subject, &code_set::SUBJECTS);
        let stage = code("/stage", &self.stage, &code_set::TEACHING_STAGES);
        let specialities = self.specialities.as_ref().map(|said| specialities(said, faults));
        ranking::Wanted {
            subject: subject.or(over.subject),
            stage: stage.or(over.stage),
            specialities: specialities.unwrap_or(over.specialities),
        }
    }
}

fn specialities(said: &[String], faults: &mut Faults) -> Vec<String> {
    if said.len() > WANTED_MAX {
        faults.add("/specialities", FaultCode::Length, Wording::TooManyEntries { max: number(WANTED_MAX) });
    }
    let mut all: Vec<String> = Vec::new();
    for (at, one) in said.iter().enumerate().take(WANTED_MAX) {
        match faults.keep(&format!("/specialities/{at}"), text::line(one)) {
            Some(one) if all.contains(&one) => {
                faults.add(format!("/specialities/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            Some(one) => all.push(one),
            None => {}
        }
    }
    all
}

/// `select`: choose one of the candidates.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectCandidate {
    /// Whom: one of the last ranking.
    pub person_id: Uuid,
    /// Why; needed for anybody but the first.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// On whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a vacancy's lifecycle, with what it needs.
    TransitionVacancy =>
    /// Rank the candidates as they are known today; may be done again until somebody is chosen.
    Rank = "rank" (BasisInput),
    /// Choose one of the candidates: a nomination is made, or the open one is taken.
    Select = "select" (SelectCandidate),
    /// Look for nobody; needs a reason.
    Freeze = "freeze" (BasisInput),
    /// Look for somebody again.
    Unfreeze = "unfreeze" (BasisInput),
}

impl TransitionVacancy {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Select(input) => (Command::Select { person_id: PersonId(input.person_id) }, basis_of!(input)),
            Self::Rank(input) => (Command::Plain(Event::Rank), input),
            Self::Freeze(input) => (Command::Plain(Event::Freeze), input),
            Self::Unfreeze(input) => (Command::Plain(Event::Unfreeze), input),
        };
        let basis: BasisInput = basis;
        let basis = basis.parse(&mut faults);
        faults.finish(Some((command, basis)))
    }
}
