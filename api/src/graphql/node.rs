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
    nodes::{Node, Versioned, record_and_moment},
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

/// A record whose versions are read, as it was at a moment.
async fn version(ctx: &Context<'_>, id: uuid::Uuid, moment: Moment) -> Option<Node> {
    macro_rules! try_each {
        ($($node:ident: $read:expr;)+) => {$(
            if let Ok(found) = run(ctx, $read).await {
                return Some(Node::$node(Versioned::at(found.into(), moment)));
            }
        )+};
    }
    let known_at = moment.known_at;
    try_each! {
        Certification: ReadCertification { id: CertificationId(id), moment };
        DutyRecord: ReadDutyRecord { id: DutyRecordId(id), known_at };
        Appointment: ReadAppointment { id: AppointmentId(id), moment };
        ZoneAssignment: ReadZoneAssignment { id: ZoneAssignmentId(id), moment };
        Recusal: ReadRecusal { id: RecusalId(id), moment };
        Grade: ReadGrade { id: GradeId(id), moment };
        Promotion: ReadPromotion { id: PromotionId(id), moment };
        Vacancy: ReadVacancy { id: VacancyId(id), moment };
        Complaint: ReadComplaint { id: ComplaintId(id), known_at };
        Dismissal: ReadDismissal { id: DismissalId(id), moment };
        Sanction: ReadSanction { id: SanctionId(id), moment };
        StipendStandard: ReadStipendStandard { id: StipendStandardId(id), moment };
        StipendRun: ReadStipendRun { id: StipendRunId(id), moment };
        Payee: ReadPayee { id: PayeeId(id), moment };
        Assessment: ReadAssessment { id: AssessmentId(id), moment };
    }
    None
}

/// True if a refusal tells what became of a record of this id: it was merged into another, or its file is closed.
fn names_record(error: &async_graphql::Error) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    [&problem::MOVED, &problem::GONE].iter().any(|known| code == Some(&Value::from(known.code)))
}

/// A record that is read as it is now alone. A person whose record was merged, or whose file is closed, is told as such.
async fn present(ctx: &Context<'_>, id: uuid::Uuid) -> async_graphql::Result<Option<Node>> {
    macro_rules! try_each {
        ($($node:ident: $read:expr;)+) => {$(
            if let Ok(found) = run(ctx, $read).await {
                return Ok(Some(Node::$node(found.into())));
            }
        )+};
    }
    match run(ctx, ReadPerson(PersonKey::Id(PersonId(id)))).await {
        Ok(person) => return Ok(Some(Node::Person(person.into()))),
        Err(error) if names_record(&error) => return Err(error),
        Err(_) => {}
    }
    try_each! {
        PoolMembership: ReadPoolMembership(MembershipId(id));
        Training: ReadTraining(TrainingId(id));
        Organisation: ReadOrganisation(OrganisationId(id));
        Cohort: ReadCohort(CohortId(id));
        Team: ReadTeam(TeamId(id));
    }
    match run(ctx, ReadExpert(PersonId(id))).await {
        Ok(revised) => return Ok(Some(Node::Expert(revised.expert))),
        Err(error) if names_record(&error) => return Err(error),
        Err(_) => {}
    }
    try_each! {
        Zone: ReadZone(ZoneId(id));
        School: ReadSchool(SchoolId(id));
        StipendLine: ReadStipendLine(StipendLineId(id));
    }
    Ok(None)
}

/// Any record by its id: the kinds are tried one after another, each within the caller's reach. The id of a version gives that
/// version.
async fn node(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Node> {
    let (id, moment) = record_and_moment(id).map_err(Refusal)?;
    let is_present = moment == Moment::default();
    if is_present && let Some(found) = present(ctx, id).await? {
        return Ok(found);
    }
    Ok(version(ctx, id, moment).await.ok_or(Refusal(Error::NotFound))?)
}

/// Reading by id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Any record by its id.
    #[graphql(complexity = "question_cost(child_complexity)")]
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier, of a record or of a version.")] id: ID,
    ) -> Option<async_graphql::Result<Node>> {
        Some(node(ctx, &id).await)
    }
}
