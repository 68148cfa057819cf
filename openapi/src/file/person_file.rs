//! The file of a person on the wire: everything that the register holds about somebody, for them.

use chrono::{DateTime, Utc};
use domain::performance::assessment::rating::RaterKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    misconduct::{complaint::ConcludedComplaint, dismissal::Dismissal, sanction::Sanction},
    money::{payee::Payee, stipend_run::StipendLine},
    people::person::{Person, PersonHistoryEntry},
    performance::{assessment::Assessment, duty::DutyRecord, grade::Grade, promotion::Promotion},
    pools::pool_membership::PoolMembership,
    qualification::{certification::Certification, training::Training},
    service::{appointment::Appointment, post::Post, recusal::Recusal, team::Team, zone_assignment::ZoneAssignment},
    supervision::{finding::SupervisionFinding, inspection::Inspection},
    vacancies::vacancy::StoodAsCandidate,
};

/// Everything that the register holds about a person, as the office hands it to them (个人信息保护法 art. 45). Who objected
/// to a person or complained is not named in it, and neither is anybody else whom a team was drawn of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonFile {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The person.
    pub person: Person,
    /// What the record said before, and who read a number of it in full.
    pub history: Vec<PersonHistoryEntry>,
    /// Memberships of the pools.
    pub pool_memberships: Vec<PoolMembership>,
    /// Qualification certifications.
    pub certifications: Vec<Certification>,
    /// Trainings.
    pub trainings: Vec<Training>,
    /// Appointments.
    pub appointments: Vec<Appointment>,
    /// Assignments to zones.
    pub zone_assignments: Vec<ZoneAssignment>,
    /// Posts of the supervision committee or office.
    pub posts: Vec<Post>,
    /// Inspections, with this inspector alone.
    pub inspections: Vec<Inspection>,
    /// What the person found in supervision.
    pub findings: Vec<SupervisionFinding>,
    /// Schools to stay away from.
    pub recusals: Vec<Recusal>,
    /// Drawn teams, with this member alone.
    pub teams: Vec<Team>,
    /// Duty that was done.
    pub duty_records: Vec<DutyRecord>,
    /// Yearly assessments.
    pub assessments: Vec<Assessment>,
    /// Titles, ranks and grades.
    pub grades: Vec<Grade>,
    /// Procedures that lead to a grade.
    pub promotions: Vec<Promotion>,
    /// How the person is paid; accounts are masked.
    pub payees: Vec<Payee>,
    /// What was paid, and why.
    pub stipend_lines: Vec<StipendLine>,
    /// Sanctions.
    pub sanctions: Vec<Sanction>,
    /// Complaints about the person that are concluded: what came of them, and neither their words nor who complained.
    pub complaints: Vec<ConcludedComplaint>,
    /// Dismissal cases.
    pub dismissals: Vec<Dismissal>,
    /// How the person stood in rankings for vacancies.
    pub candidacies: Vec<StoodAsCandidate>,
}

impl PersonFile {
    /// The file without what is said in it of others, and without what is not told to the person yet: who objected, whom else a
    /// team was drawn of, who of a school rated (domain notes d.4), who guided and verified, assessments before their notice, and
    /// cases before that of the intent.
    #[must_use]
    pub fn without_others(mut self) -> Self {
        for membership in &mut self.pool_memberships {
            membership.objector = None;
        }
        for certification in &mut self.certifications {
            certification.objector = None;
        }
        self.assessments.retain(|one| one.notified_on.is_some());
        for rating in self.assessments.iter_mut().flat_map(|one| &mut one.ratings) {
            if rating.rater_kind.0 == RaterKind::School {
                (rating.rater, rating.rater_person_id) = (String::new(), None);
            }
        }
        self.dismissals.retain(|one| one.defence_until.is_some());
        for case in &mut self.dismissals {
            (case.investigator, case.signal_id) = (None, None);
        }
        let own = self.person.id;
        for finding in &mut self.findings {
            finding.verifier_id = finding.verifier_id.filter(|id| *id == own);
            for one in &mut finding.guidance {
                one.person_id = one.person_id.filter(|id| *id == own);
            }
        }
        for inspection in &mut self.inspections {
            inspection.inspectors.retain(|one| one.person_id == own);
            inspection.expert_ids.retain(|id| *id == own);
        }
        for team in &mut self.teams {
            team.members.retain(|member| member.person_id == self.person.id);
        }
        self
    }
}
