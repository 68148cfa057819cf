//! Root fields that write: REST's writes, each with `dryRun`.

use async_graphql::{Context, ID, Object};
use domain::id::{
    AppointmentId, AssessmentId, CertificationId, ClientId, CohortId, ComplaintId, DismissalId, DutyRecordId, GradeId,
    ImportId, MembershipId, OrganisationId, PayeeId, PromotionId, ProposalId, RecusalId, SanctionId, SchoolId,
    StipendLineId, StipendRunId, StipendStandardId, TrainingId, VacancyId, ZoneAssignmentId, ZoneId,
};
use openapi::{
    appointment::{
        Appointments, CreateAppointment, CreateAppointments, TransitionAppointment, TransitionAppointments,
        UpdateAppointment,
    },
    assessment::{Assessment, CreateAssessment, TransitionAssessment, UpdateAssessment},
    calendar::{Calendar, PutCalendar},
    certification::{CreateCertification, TransitionCertification, UpdateCertification},
    client::{Client, ClientSecret, CreateClient},
    code_set::{CodeSet, PutAreas},
    complaint::{Complaint, CreateComplaint, RevealComplaint, RevealedComplaint, TransitionComplaint},
    dismissal::{CreateDismissal, Dismissal, DismissalRemedies, FileDismissalRemedy, TransitionDismissal},
    duty::{CreateDutyRecord, CreateDutyRecords, DutyRecord, DutyRecords, UpdateDutyRecord},
    grade::{CreateGrade, Grade, UpdateGrade},
    import::{Import, TransitionImport},
    organisation::{Cohort, CreateCohort, CreateOrganisation, Organisation, UpdateCohort, UpdateOrganisation},
    payee::{CreatePayee, Payee, UpdatePayee},
    person::{CreatePerson, MergePerson, RevealPerson, RevealedPerson, UpdatePerson},
    policy::{CreatePolicyProposal, PolicyProposal, TransitionPolicyProposal},
    pool_membership::{CreatePoolMembership, TransitionPoolMembership, UpdatePoolMembership},
    promotion::{CreatePromotion, Promotion, TransitionPromotion},
    recusal::{CreateRecusal, Recusal, UpdateRecusal},
    sanction::{CreateSanction, Sanction, UpdateSanction},
    stipend_run::{
        CreatePaymentResults, CreateStipendRun, StipendLine, StipendRun, TransitionStipendLine, TransitionStipendRun,
    },
    stipend_standard::{CreateStipendStandard, StipendStandard, TransitionStipendStandard, UpdateStipendStandard},
    team::{CreateTeam, Team},
    training::{CreateTraining, Training, UpdateTraining},
    vacancy::{CreateVacancy, TransitionVacancy, Vacancy},
    zone::{CreateSchool, CreateZone, School, UpdateSchool, UpdateZone, Zone},
    zone_assignment::{CreateZoneAssignment, TransitionZoneAssignment, ZoneAssignment},
};

use super::{
    error::Refusal,
    nodes::{Appointment, Certification, Person, PoolMembership, uuid},
    run_or_try,
};
use crate::app::{
    App,
    appointments::{CompleteAppointment, FireAppointmentEvent},
    assessments::{FireAssessmentEvent, RedraftAssessment},
    calendars::UploadCalendar,
    certifications::{CompleteCertification, FireCertificationEvent},
    clients::{RevokeClient, RotateClient},
    complaints::{self, FireComplaintEvent},
    dismissals::{FileRemedy, FireDismissalEvent},
    duty_records::CorrectDutyRecord,
    grades::CorrectGrade,
    imports::FireImportEvent,
    organisations::{CorrectCohort, CorrectOrganisation},
    payees::{CorrectPayee, VerifyPayee},
    people::{CorrectPerson, MergeInto, PersonKey, Reveal},
    policies::FirePolicyProposalEvent,
    pool_memberships::{CompletePoolMembership, FirePoolMembershipEvent},
    promotions::FirePromotionEvent,
    recusals::CorrectRecusal,
    sanctions::CorrectSanction,
    stipend_lines::FireStipendLineEvent,
    stipend_runs::{FireStipendRunEvent, Progress, RecordPaymentResults},
    stipend_standards::{FireStipendStandardEvent, RewriteStipendStandard},
    trainings::CorrectTraining,
    vacancies::FireVacancyEvent,
    zone_assignments::FireZoneAssignmentEvent,
    zones::{ChangeZone, CorrectSchool},
};

fn person_key(id: &str) -> async_graphql::Result<PersonKey> {
    Ok(PersonKey::parse(id).ok_or(domain::Error::NotFound).map_err(Refusal)?)
}

/// Writing.
pub struct Mutation;

#[Object]
impl Mutation {
    /// Register a person.
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        input: CreatePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Correct or complete a person's record.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        version: i32,
        input: UpdatePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        let command = CorrectPerson { key: person_key(&id)?, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Merge a double record into another.
    async fn merge_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: MergePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, MergeInto { key: person_key(&id)?, merge: input }).await?.into())
    }

    /// Read a citizen number in full, with a purpose, recorded.
    async fn reveal_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: RevealPerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<RevealedPerson> {
        run_or_try(ctx, dry_run, Reveal { key: person_key(&id)?, reveal: input }).await
    }

    /// Nominate a person for a pool.
    async fn create_pool_membership(
        &self,
        ctx: &Context<'_>,
        input: CreatePoolMembership,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Complete a draft.
    async fn update_pool_membership(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdatePoolMembership,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        let id = MembershipId(uuid(&id).map_err(Refusal)?);
        let command = CompletePoolMembership { id, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Fire an event of a membership's lifecycle.
    async fn transition_pool_membership(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionPoolMembership,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        let id = MembershipId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FirePoolMembershipEvent { id, transition: input }).await?.into())
    }

    /// Apply for a person's certification.
    async fn create_certification(
        &self,
        ctx: &Context<'_>,
        input: CreateCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Complete an application.
    async fn update_certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        let command = CompleteCertification { id, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Fire an event of a certification's lifecycle.
    async fn transition_certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FireCertificationEvent { id, transition: input }).await?.into())
    }

    /// Record a training of a person.
    async fn create_training(
        &self,
        ctx: &Context<'_>,
        input: CreateTraining,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a training.
    async fn update_training(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateTraining,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        let id = TrainingId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectTraining { id, version: i64::from(version), patch: input }).await
    }

    /// Record duty of a person.
    async fn create_duty_record(
        &self,
        ctx: &Context<'_>,
        input: CreateDutyRecord,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<DutyRecord> {
        Ok(run_or_try(ctx, dry_run, input).await?.record)
    }

    /// Record duty of many by one request, all or none.
    async fn create_duty_records(
        &self,
        ctx: &Context<'_>,
        input: CreateDutyRecords,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<DutyRecords> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct or annul a duty record.
    async fn update_duty_record(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateDutyRecord,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<DutyRecord> {
        let id = DutyRecordId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectDutyRecord { id, version: i64::from(version), patch: input }).await
    }

    /// Draft the targets of a person for a year.
    async fn create_assessment(
        &self,
        ctx: &Context<'_>,
        input: CreateAssessment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Write other targets into a draft.
    async fn update_assessment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateAssessment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        let id = AssessmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RedraftAssessment { id, version: i64::from(version), patch: input }).await
    }

    /// Fire an event of an assessment's lifecycle.
    async fn transition_assessment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionAssessment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        let id = AssessmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireAssessmentEvent { id, transition: input }).await
    }

    /// Register an organisation.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        input: CreateOrganisation,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Organisation> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct an organisation.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateOrganisation,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Organisation> {
        let id = OrganisationId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectOrganisation { id, version: i64::from(version), patch: input }).await
    }

    /// Make a cohort of an authority.
    async fn create_cohort(
        &self,
        ctx: &Context<'_>,
        input: CreateCohort,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Cohort> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct a cohort.
    async fn update_cohort(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateCohort,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Cohort> {
        let id = CohortId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectCohort { id, version: i64::from(version), patch: input }).await
    }

    /// Nominate a person for appointment.
    async fn create_appointment(
        &self,
        ctx: &Context<'_>,
        input: CreateAppointment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Nominate many people by one request, all or none.
    async fn create_appointments(
        &self,
        ctx: &Context<'_>,
        input: CreateAppointments,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Appointments> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Complete a nomination.
    async fn update_appointment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateAppointment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        let id = AppointmentId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, CompleteAppointment { id, version: i64::from(version), patch: input })
            .await?
            .into())
    }

    /// Fire an event of an appointment's lifecycle.
    async fn transition_appointment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionAppointment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        let id = AppointmentId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FireAppointmentEvent { id, transition: input }).await?.into())
    }

    /// Fire one event for many appointments, all or none.
    async fn transition_appointments(
        &self,
        ctx: &Context<'_>,
        input: TransitionAppointments,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Appointments> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Assign an inspector to a zone.
    async fn create_zone_assignment(
        &self,
        ctx: &Context<'_>,
        input: CreateZoneAssignment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<ZoneAssignment> {
        run_or_try(ctx, dry_run, input).await
    }

    /// End a zone assignment.
    async fn transition_zone_assignment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionZoneAssignment,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<ZoneAssignment> {
        let id = ZoneAssignmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireZoneAssignmentEvent { id, transition: input }).await
    }

    /// Draw a team by chance.
    async fn create_team(
        &self,
        ctx: &Context<'_>,
        input: CreateTeam,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Team> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Make a zone.
    async fn create_zone(
        &self,
        ctx: &Context<'_>,
        input: CreateZone,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Zone> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Change, close or open a zone.
    async fn update_zone(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateZone,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Zone> {
        let id = ZoneId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, ChangeZone { id, version: i64::from(version), patch: input }).await
    }

    /// Register a school.
    async fn create_school(
        &self,
        ctx: &Context<'_>,
        input: CreateSchool,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<School> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct a school's record, or give the school to another zone.
    async fn update_school(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateSchool,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<School> {
        let id = SchoolId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectSchool { id, version: i64::from(version), patch: input }).await
    }

    /// Record that a person must stay away from a school.
    async fn create_recusal(
        &self,
        ctx: &Context<'_>,
        input: CreateRecusal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Recusal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a recusal.
    async fn update_recusal(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateRecusal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Recusal> {
        let id = RecusalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectRecusal { id, version: i64::from(version), patch: input }).await
    }

    /// Record a sanction of a person.
    async fn create_sanction(
        &self,
        ctx: &Context<'_>,
        input: CreateSanction,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Sanction> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a sanction, or record that it was lifted.
    async fn update_sanction(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateSanction,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Sanction> {
        let id = SanctionId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectSanction { id, version: i64::from(version), patch: input }).await
    }

    /// Record a title or rank that the personnel authority decided.
    async fn create_grade(
        &self,
        ctx: &Context<'_>,
        input: CreateGrade,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Grade> {
        Ok(run_or_try(ctx, dry_run, input).await?.record)
    }

    /// Correct or annul a grade.
    async fn update_grade(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateGrade,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Grade> {
        let id = GradeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectGrade { id, version: i64::from(version), patch: input }).await
    }

    /// Enter how a person is paid.
    async fn create_payee(
        &self,
        ctx: &Context<'_>,
        input: CreatePayee,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Change how a person is paid; it is unverified from then on.
    async fn update_payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdatePayee,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectPayee { id, version: i64::from(version), patch: input }).await
    }

    /// Verify what another entered: the version that was looked at.
    async fn verify_payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, VerifyPayee { id, version: i64::from(version) }).await
    }

    /// Begin a promotion or a demotion.
    async fn create_promotion(
        &self,
        ctx: &Context<'_>,
        input: CreatePromotion,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Promotion> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a promotion's lifecycle.
    async fn transition_promotion(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionPromotion,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Promotion> {
        let id = PromotionId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FirePromotionEvent { id, transition: input }).await
    }

    /// Draft a stipend standard.
    async fn create_stipend_standard(
        &self,
        ctx: &Context<'_>,
        input: CreateStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Rewrite a draft of a stipend standard.
    async fn update_stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RewriteStipendStandard { id, version: i64::from(version), patch: input }).await
    }

    /// Fire an event of a stipend standard's lifecycle.
    async fn transition_stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendStandardEvent { id, transition: input }).await
    }

    /// Begin a month's run of stipends.
    async fn create_stipend_run(
        &self,
        ctx: &Context<'_>,
        input: CreateStipendRun,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a run's lifecycle.
    async fn transition_stipend_run(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendRun,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let command = FireStipendRunEvent { id, transition: input, progress: Progress::default() };
        run_or_try(ctx, dry_run, command).await
    }

    /// Record what became of payments of a run.
    async fn create_payment_results(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: CreatePaymentResults,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RecordPaymentResults { id, results: input }).await
    }

    /// Hold a line of a run, or let it go.
    async fn transition_stipend_line(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendLine,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendLine> {
        let id = StipendLineId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendLineEvent { id, transition: input }).await
    }

    /// Take in a complaint about an inspector.
    async fn create_complaint(
        &self,
        ctx: &Context<'_>,
        input: CreateComplaint,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Complaint> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a complaint's lifecycle.
    async fn transition_complaint(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionComplaint,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Complaint> {
        let id = ComplaintId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireComplaintEvent { id, transition: input }).await
    }

    /// Read who complained, with a purpose, recorded.
    async fn reveal_complaint(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: RevealComplaint,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<RevealedComplaint> {
        let id = ComplaintId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, complaints::Reveal { id, reveal: input }).await
    }

    /// Open a dismissal case.
    async fn create_dismissal(
        &self,
        ctx: &Context<'_>,
        input: CreateDismissal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Dismissal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a dismissal case's lifecycle.
    async fn transition_dismissal(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionDismissal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Dismissal> {
        let id = DismissalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireDismissalEvent { id, transition: input }).await
    }

    /// File a remedy against a decision.
    async fn file_dismissal_remedy(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: FileDismissalRemedy,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<DismissalRemedies> {
        let id = DismissalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FileRemedy { id, remedy: input }).await
    }

    /// Open a vacancy.
    async fn create_vacancy(
        &self,
        ctx: &Context<'_>,
        input: CreateVacancy,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Vacancy> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a vacancy's lifecycle.
    async fn transition_vacancy(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionVacancy,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Vacancy> {
        let id = VacancyId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireVacancyEvent { id, transition: input }).await
    }

    /// Apply or discard a roster that waits for an approver.
    async fn transition_import(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionImport,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Import> {
        let id = ImportId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireImportEvent { id, transition: input }).await
    }

    /// Upload the list of administrative areas.
    async fn put_areas(
        &self,
        ctx: &Context<'_>,
        input: PutAreas,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<CodeSet> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Upload the calendar of one year.
    async fn put_calendar(
        &self,
        ctx: &Context<'_>,
        year: i32,
        version: Option<i32>,
        input: PutCalendar,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Calendar> {
        run_or_try(ctx, dry_run, UploadCalendar { year, version: version.map(i64::from), body: input }).await
    }

    /// Propose another value for a rule.
    async fn create_policy_proposal(
        &self,
        ctx: &Context<'_>,
        input: CreatePolicyProposal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PolicyProposal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Confirm or withdraw a proposal.
    async fn transition_policy_proposal(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionPolicyProposal,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PolicyProposal> {
        let id = ProposalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FirePolicyProposalEvent { id, transition: input }).await
    }

    /// Register an API client; its secret is shown once.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        input: CreateClient,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<ClientSecret> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Give a client a new secret.
    async fn rotate_client(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<ClientSecret> {
        run_or_try(ctx, dry_run, RotateClient(ClientId(uuid(&id).map_err(Refusal)?))).await
    }

    /// Refuse a client from now on.
    async fn revoke_client(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Client> {
        let id = ClientId(uuid(&id).map_err(Refusal)?);
        let revoked = run_or_try(ctx, dry_run, RevokeClient(id)).await?;
        ctx.data::<App>()?.gate().forget(id);
        Ok(revoked)
    }
}
