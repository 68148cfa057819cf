//! Any record by its id.

use async_graphql::{Context, ID, Object, Value};
use domain::{
    Error,
    id::{
        AppointmentId, AssessmentId, CertificationId, CohortId, ComplaintId, DismissalId, DutyRecordId, GradeId,
        MembershipId, OrganisationId, PayeeId, PersonId, PromotionId, RecusalId, SanctionId, SchoolId, StipendLineId,
        StipendRunId, StipendStandardId, TeamId, TrainingId, VacancyId, ZoneAssignmentId, ZoneId,
    },
    time::Moment,
};
use openapi::problem;

use super::{
    error::Refusal,
    nodes::{Node, uuid},
    page::question_cost,
    run,
};
use crate::app::{
    appointments::ReadAppointment,
    assessments::ReadAssessment,
    certifications::ReadCertification,
    complaints::ReadComplaint,
    dismissals::ReadDismissal,
    duty_records::ReadDutyRecord,
    experts::ReadExpert,
    grades::ReadGrade,
    organisations::{ReadCohort, ReadOrganisation},
    payees::ReadPayee,
    people::{PersonKey, ReadPerson},
    pool_memberships::ReadPoolMembership,
    promotions::ReadPromotion,
    recusals::ReadRecusal,
    sanctions::ReadSanction,
    stipend_lines::ReadStipendLine,
    stipend_runs::ReadStipendRun,
    stipend_standards::ReadStipendStandard,
    teams::ReadTeam,
    trainings::ReadTraining,
    vacancies::ReadVacancy,
    zone_assignments::ReadZoneAssignment,
    zones::{ReadSchool, ReadZone},
};

/// The record about stipends with this id.
async fn of_stipends(ctx: &Context<'_>, id: uuid::Uuid) -> Option<Node> {
    let moment = Moment::default();
    if let Ok(standard) = run(ctx, ReadStipendStandard { id: StipendStandardId(id), moment }).await {
        return Some(Node::StipendStandard(standard));
    }
    if let Ok(found) = run(ctx, ReadStipendRun { id: StipendRunId(id), moment }).await {
        return Some(Node::StipendRun(found));
    }
    if let Ok(line) = run(ctx, ReadStipendLine(StipendLineId(id))).await {
        return Some(Node::StipendLine(line));
    }
    if let Ok(payee) = run(ctx, ReadPayee { id: PayeeId(id), moment }).await {
        return Some(Node::Payee(payee));
    }
    None
}

/// The record about what somebody did wrong, or is said to have done, with this id.
async fn of_misconduct(ctx: &Context<'_>, id: uuid::Uuid) -> Option<Node> {
    let moment = Moment::default();
    if let Ok(complaint) = run(ctx, ReadComplaint { id: ComplaintId(id), known_at: None }).await {
        return Some(Node::Complaint(complaint));
    }
    if let Ok(dismissal) = run(ctx, ReadDismissal { id: DismissalId(id), moment }).await {
        return Some(Node::Dismissal(dismissal));
    }
    if let Ok(sanction) = run(ctx, ReadSanction { id: SanctionId(id), moment }).await {
        return Some(Node::Sanction(sanction));
    }
    None
}

/// True if a refusal tells what became of a record of this id: it was merged into another, or its file is closed.
fn names_record(error: &async_graphql::Error) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    [&problem::MOVED, &problem::GONE].iter().any(|known| code == Some(&Value::from(known.code)))
}

/// Any record by its id: the kinds are tried one after another, each within the caller's reach.
async fn node(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Node> {
    let id = uuid(id).map_err(Refusal)?;
    match run(ctx, ReadPerson(PersonKey::Id(PersonId(id)))).await {
        Ok(person) => return Ok(Node::Person(person.into())),
        Err(error) if names_record(&error) => return Err(error),
        Err(_) => {}
    }
    if let Ok(membership) = run(ctx, ReadPoolMembership(MembershipId(id))).await {
        return Ok(Node::PoolMembership(membership.into()));
    }
    if let Ok(certification) = run(ctx, ReadCertification { id: CertificationId(id), moment: Moment::default() }).await
    {
        return Ok(Node::Certification(certification.into()));
    }
    if let Ok(training) = run(ctx, ReadTraining(TrainingId(id))).await {
        return Ok(Node::Training(training));
    }
    if let Ok(record) = run(ctx, ReadDutyRecord { id: DutyRecordId(id), known_at: None }).await {
        return Ok(Node::DutyRecord(record));
    }
    if let Ok(organisation) = run(ctx, ReadOrganisation(OrganisationId(id))).await {
        return Ok(Node::Organisation(organisation));
    }
    if let Ok(cohort) = run(ctx, ReadCohort(CohortId(id))).await {
        return Ok(Node::Cohort(cohort));
    }
    if let Ok(appointment) = run(ctx, ReadAppointment { id: AppointmentId(id), moment: Moment::default() }).await {
        return Ok(Node::Appointment(appointment.into()));
    }
    let assignment = ReadZoneAssignment { id: ZoneAssignmentId(id), moment: Moment::default() };
    if let Ok(assignment) = run(ctx, assignment).await {
        return Ok(Node::ZoneAssignment(assignment));
    }
    if let Ok(team) = run(ctx, ReadTeam(TeamId(id))).await {
        return Ok(Node::Team(team));
    }
    match run(ctx, ReadExpert(PersonId(id))).await {
        Ok(revised) => return Ok(Node::Expert(revised.expert)),
        Err(error) if names_record(&error) => return Err(error),
        Err(_) => {}
    }
    if let Ok(zone) = run(ctx, ReadZone(ZoneId(id))).await {
        return Ok(Node::Zone(zone));
    }
    if let Ok(school) = run(ctx, ReadSchool(SchoolId(id))).await {
        return Ok(Node::School(school));
    }
    let moment = Moment::default();
    if let Ok(recusal) = run(ctx, ReadRecusal { id: RecusalId(id), moment }).await {
        return Ok(Node::Recusal(recusal));
    }
    if let Ok(grade) = run(ctx, ReadGrade { id: GradeId(id), moment }).await {
        return Ok(Node::Grade(grade));
    }
    if let Ok(promotion) = run(ctx, ReadPromotion { id: PromotionId(id), moment }).await {
        return Ok(Node::Promotion(promotion));
    }
    if let Ok(vacancy) = run(ctx, ReadVacancy { id: VacancyId(id), moment }).await {
        return Ok(Node::Vacancy(vacancy));
    }
    if let Some(found) = of_misconduct(ctx, id).await {
        return Ok(found);
    }
    if let Some(found) = of_stipends(ctx, id).await {
        return Ok(found);
    }
    match run(ctx, ReadAssessment { id: AssessmentId(id), moment }).await {
        Ok(assessment) => Ok(Node::Assessment(assessment)),
        Err(_) => Err(Refusal(Error::NotFound).into()),
    }
}

/// Reading by id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Any record by its id.
    #[graphql(complexity = "question_cost(child_complexity)")]
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Node>> {
        Some(node(ctx, &id).await)
    }
}
