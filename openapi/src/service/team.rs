//! Drawn teams on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, FaultCode, Wording,
    kernel::{fault::Faults, id::SchoolId, text},
    service::team::{self, SIZE_MAX},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    SupervisionKind = domain::service::team::SupervisionKind,
    DrawExclusion = domain::service::team::Exclusion,
}

/// A member of a team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamMember {
    /// The inspector.
    pub person_id: Uuid,
    /// The person's number, which enters the draw.
    pub number: String,
    /// The wanted specialities that the inspector has.
    pub specialities: Vec<String>,
}

/// A drawn team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Team {
    /// Identifier.
    pub id: Uuid,
    /// Version: a drawn team is never changed; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// For what.
    pub kind: SupervisionKind,
    /// What is supervised, in words.
    pub title: String,
    /// The day of the supervision.
    pub supervises_on: NaiveDate,
    /// The schools.
    pub school_ids: Vec<Uuid>,
    /// How many members were asked for.
    pub size: u32,
    /// The specialities asked for.
    pub specialities: Vec<String>,
    /// The members, in the order in which they were drawn.
    pub members: Vec<TeamMember>,
    /// The seed, which chance gave: the draw is done again from it.
    pub seed: String,
    /// Among how many inspectors it was drawn.
    pub drawn_from: u32,
    /// How many inspectors in office were left out.
    pub left_out: u32,
    /// When it was drawn.
    pub created_at: DateTime<Utc>,
}

impl From<team::Team> for Team {
    fn from(one: team::Team) -> Self {
        let left_out = one.candidates.iter().filter(|candidate| candidate.excluded.is_some()).count();
        let drawn_from = one.candidates.len() - left_out;
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let members = one.members.iter().filter_map(|person| {
            let candidate = one.candidates.iter().find(|candidate| candidate.person_id == *person)?;
            Some(TeamMember {
                person_id: Uuid::from(*person),
                number: candidate.number.clone(),
                specialities: specialities(candidate, &one.wanted),
            })
        });
        Self {
            id: Uuid::from(one.id),
            version: one.version,
            area: one.area.as_str().to_owned(),
            kind: one.kind.into(),
            title: one.title.clone(),
            supervises_on: one.supervises_on,
            school_ids: one.school_ids.iter().map(|id| Uuid::from(*id)).collect(),
            size: one.size,
            specialities: one.wanted.clone(),
            members: members.collect(),
            seed: one.seed.as_str().to_owned(),
            drawn_from: small(drawn_from),
            left_out: small(left_out),
            created_at: one.created_at,
        }
    }
}

fn specialities(candidate: &team::Candidate, wanted: &[String]) -> Vec<String> {
    (0_u32..).zip(wanted).filter(|(place, _)| candidate.has.contains(place)).map(|(_, one)| one.clone()).collect()
}

/// Everybody who was looked at, with their lot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DrawCandidate {
    /// The inspector.
    pub person_id: Uuid,
    /// The person's number.
    pub number: String,
    /// SHA-256 of seed, colon and number, in hexadecimal digits: the smallest come first.
    pub lot: String,
    /// Teams of the last 90 days: fewer come first.
    pub workload: u32,
    /// The wanted specialities that the inspector has.
    pub specialities: Vec<String>,
    /// Why the inspector was not drawn from; null for whoever was.
    pub excluded: Option<DrawExclusion>,
}

/// The proof of a draw: what it rested on, and whether it gives the same team when it is done again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamProof {
    /// The team.
    pub team_id: Uuid,
    /// The seed.
    pub seed: String,
    /// How it is drawn, in words.
    pub procedure: String,
    /// Whether the draw, done again now, gives the same team.
    pub reproduced: bool,
    /// Everybody who was looked at, in the order of their numbers.
    pub candidates: Vec<DrawCandidate>,
    /// Who was drawn, in order.
    pub members: Vec<Uuid>,
}

/// How a team is drawn, for whoever proves it.
const PROCEDURE: &str = "Candidates who are not excluded are ordered by workload, then by lot, the SHA-256 of `seed:number`. For each wanted \
    speciality that no member has yet, the first who has it is taken; then the first of the rest, until the team is complete.";

impl TeamProof {
    /// The proof of a draw.
    pub fn new(one: &team::Team, reproduced: bool) -> Self {
        let candidate = |candidate: &team::Candidate| DrawCandidate {
            person_id: Uuid::from(candidate.person_id),
            number: candidate.number.clone(),
            lot: one.seed.lot(&candidate.number).iter().map(|byte| format!("{byte:02x}")).collect(),
            workload: candidate.workload,
            specialities: specialities(candidate, &one.wanted),
            excluded: candidate.excluded.map(Into::into),
        };
        Self {
            team_id: Uuid::from(one.id),
            seed: one.seed.as_str().to_owned(),
            procedure: PROCEDURE.to_owned(),
            reproduced,
            candidates: one.candidates.iter().map(candidate).collect(),
            members: one.members.iter().map(|id| Uuid::from(*id)).collect(),
        }
    }
}

/// A team to draw.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    /// Area (GB/T 2260) whose inspectors are drawn from; the client's or the register's unless said.
    pub area: Option<String>,
    /// For what.
    pub kind: SupervisionKind,
    /// What is supervised, in words.
    pub title: String,
    /// The day of the supervision; today unless said.
    pub supervises_on: Option<NaiveDate>,
    /// The schools that are supervised: who has to stay away from one of them is not drawn.
    #[schema(max_items = 50)]
    pub school_ids: Option<Vec<Uuid>>,
    /// How many members, at least three.
    #[schema(minimum = 3, maximum = 30)]
    pub size: u32,
    /// Specialities that have to be among the members.
    #[schema(max_items = 10)]
    pub specialities: Option<Vec<String>>,
}

/// What a draw is asked for, parsed.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The area.
    pub area: Option<Area>,
    /// What is supervised.
    pub title: String,
    /// The schools.
    pub school_ids: Vec<SchoolId>,
    /// The specialities.
    pub specialities: Vec<String>,
}

impl CreateTeam {
    /// Parses what is asked for, noting its faults.
    pub fn parse(&self, faults: &mut Faults) -> Option<Wanted> {
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let title = faults.keep("/title", text::line(&self.title));
        if !(3..=SIZE_MAX).contains(&self.size) {
            faults.add("/size", FaultCode::Range, Wording::Between { min: 3, max: SIZE_MAX.into() });
        }
        let schools = self.school_ids.as_deref().unwrap_or_default();
        let mut specialities: Vec<String> = Vec::new();
        let given = self.specialities.as_deref().unwrap_or_default();
        for (at, raw) in given.iter().enumerate() {
            match faults.keep(&format!("/specialities/{at}"), text::line(raw)) {
                Some(one) if specialities.contains(&one) => {
                    faults.add(format!("/specialities/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
                }
                Some(one) => specialities.push(one),
                None => {}
            }
        }
        // One member stands for each speciality at least, in whatever order they are drawn.
        if specialities.len() > usize::try_from(self.size).unwrap_or(usize::MAX) {
            faults.add("/specialities", FaultCode::Length, Wording::TooManyEntries { max: self.size.into() });
        }
        let mut school_ids: Vec<SchoolId> = Vec::new();
        for (at, id) in schools.iter().map(|id| SchoolId(*id)).enumerate() {
            if school_ids.contains(&id) {
                faults.add(format!("/school_ids/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            school_ids.push(id);
        }
        title.map(|title| Wanted { area, title, school_ids, specialities })
    }
}
