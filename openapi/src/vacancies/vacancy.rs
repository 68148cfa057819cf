//! Vacancies on the wire, and who was ranked for them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        code_set,
        event::Basis,
        fault::Faults,
        id::{PersonId, VacancyId},
        text,
    },
    vacancies::vacancy::{self, Command, Event, ranking},
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{kernel::transition::BasisInput, service::appointment::AppointmentRoute};

/// Most specialities that are looked for.
pub const WANTED_MAX: usize = 10;

published! {
    VacancyStatus = domain::vacancies::vacancy::Status,
    VacancyFrozenBecause = domain::vacancies::vacancy::Cause,
    CandidateOrigin = domain::vacancies::vacancy::ranking::Source,
    CandidateComponent = domain::vacancies::vacancy::ranking::Component,
    CandidateExclusionGround = domain::vacancies::vacancy::ranking::Exclusion,
}

/// The weight of a component.
#[view(one: (ranking::Component, u32))]
pub struct CandidateWeight {
    /// Which.
    #[from(one.0)]
    pub component: CandidateComponent,
    /// Its weight in percent.
    #[from(one.1)]
    pub weight: u32,
}

/// How many people a rule excluded.
#[view(one: (ranking::Exclusion, u32))]
pub struct ExclusionCount {
    /// By what.
    #[from(one.0)]
    pub ground: CandidateExclusionGround,
    /// The policy key of the rule behind it.
    #[from(one.0.rule().key)]
    pub rule: String,
    /// The article it comes from.
    #[from(one.0.rule().article)]
    pub article: String,
    /// How many; who is excluded by several counts with each.
    #[from(one.1)]
    pub count: u32,
}

/// What a ranking was made of.
#[view(one: ranking::Ranking)]
pub struct VacancyRanking {
    /// The day as of which candidates were looked at.
    #[from(one.on)]
    pub ranked_on: NaiveDate,
    /// When.
    #[from(one.at)]
    pub ranked_at: DateTime<Utc>,
    /// The weights of the components, which sum to a hundred.
    #[from(ranking::Component::ALL.iter().copied().zip(one.weights.0).collect::<Vec<_>>())]
    pub weights: Vec<CandidateWeight>,
    /// How many people were looked at.
    pub considered: u32,
    /// How many of them got a rank; the first hundred are kept.
    pub ranked: u32,
    /// How many were excluded by what.
    pub excluded: Vec<ExclusionCount>,
}

/// A place that is to be filled.
#[view(one: vacancy::Vacancy)]
pub struct Vacancy {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the authority.
    pub area: String,
    /// The authority that appoints.
    #[within(one.place)]
    pub authority_id: Uuid,
    /// By which way.
    #[within(one.place)]
    pub route: AppointmentRoute,
    /// The cohort with which the next appointment ends.
    #[within(one.place)]
    pub cohort_id: Option<Uuid>,
    /// The zone in which the place is.
    #[within(one.place)]
    pub zone_id: Option<Uuid>,
    /// The schools that were served from it; none named means every school of the zone.
    #[within(one.place)]
    pub school_ids: Vec<Uuid>,
    /// The appointment that left it.
    #[from(one.place.left_id)]
    pub left_appointment_id: Option<Uuid>,
    /// The case that ended that appointment.
    #[within(one.place)]
    pub dismissal_id: Option<Uuid>,
    /// The subject that is looked for (code set `subjects`).
    #[within(one.place.wanted)]
    pub subject: Option<String>,
    /// The teaching stage that is looked for (code set `teaching_stages`).
    #[within(one.place.wanted)]
    pub stage: Option<String>,
    /// The specialities that are looked for.
    #[within(one.place.wanted)]
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

/// A record that says something of a candidate, in the version that was read.
#[view(one: ranking::Fact)]
pub struct CandidateFact {
    /// Of which kind.
    pub kind: String,
    /// Which.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

/// One component of a candidate's score.
#[view(part: ranking::Part)]
pub struct CandidatePart {
    /// Which.
    pub component: CandidateComponent,
    /// The merit, 0 to 1000.
    pub merit: u32,
    /// Its weight in percent.
    pub weight: u32,
    /// Merit times weight: thousandths of a point.
    #[from(part.points())]
    pub points: u32,
    /// What was found: the last day of the certification, year and grade of the assessment, how many of how many; null when
    /// there is nothing.
    pub found: Option<String>,
    /// The records behind it.
    pub facts: Vec<CandidateFact>,
}

/// What keeps a candidate from the place.
#[view(one: (ranking::Exclusion, ranking::Fact))]
pub struct CandidateExclusion {
    /// What.
    #[from(one.0)]
    pub ground: CandidateExclusionGround,
    /// The policy key of the rule behind it.
    #[from(one.0.rule().key)]
    pub rule: String,
    /// The article it comes from.
    #[from(one.0.rule().article)]
    pub article: String,
    /// The record behind it.
    #[from(one.1)]
    pub fact: CandidateFact,
}

/// Somebody who was ranked for a vacancy, or excluded, with the explanation as of the ranking.
#[view(one: ranking::Ranked, named: Option<(String, String)>)]
pub struct VacancyCandidate {
    /// The place in the list: first those with a rank, then those who were excluded.
    pub place: u32,
    /// The rank; null for who was excluded.
    pub rank: Option<u32>,
    /// Who.
    pub person_id: Uuid,
    /// The person's number; null for who has left the caller's area since.
    #[from(named.as_ref().map(|(number, _)| number.clone()))]
    pub person_number: Option<String>,
    /// The person's name; null for who has left the caller's area since.
    #[from(named.map(|(_, name)| name))]
    pub name: Option<String>,
    /// From where.
    #[from(one.source.0)]
    pub origin: CandidateOrigin,
    /// The record by which the person comes from there.
    #[from(one.source.1)]
    pub origin_fact: CandidateFact,
    /// The score in thousandths of a point, 0 to 100000: the sum of the points.
    pub score: u32,
    /// How the score came about.
    #[from(one.parts)]
    pub components: Vec<CandidatePart>,
    /// What excluded the person.
    pub excluded_by: Vec<CandidateExclusion>,
}

/// How somebody stood in a ranking for a vacancy, as they are told: nothing of others.
#[view(one: ranking::Ranked, vacancy_id: VacancyId, ranked_on: NaiveDate)]
pub struct StoodAsCandidate {
    /// For which vacancy.
    pub vacancy_id: Uuid,
    /// The day of the ranking.
    pub ranked_on: NaiveDate,
    /// The rank; null for who was excluded.
    #[within(one)]
    pub rank: Option<u32>,
    /// From where.
    #[from(one.source.0)]
    pub origin: CandidateOrigin,
    /// The score in thousandths of a point, 0 to 100000: the sum of the points.
    #[within(one)]
    pub score: u32,
    /// How the score came about.
    #[from(one.parts)]
    pub components: Vec<CandidatePart>,
    /// What excluded the person.
    #[within(one)]
    pub excluded_by: Vec<CandidateExclusion>,
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
    let mut all: Vec<String> = Vec::new();
    for (at, one) in said.iter().enumerate() {
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
#[event]
pub struct SelectCandidate {
    /// Whom: one of the last ranking.
    pub person_id: Uuid,
    /// Why; needed for anybody but the first.
    pub reason: Option<String>,
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
