//! Root fields that read: REST's resources, with REST's filters as arguments.

use async_graphql::{
    Context, ID, Json, Object, SimpleObject,
    connection::{Connection, Edge, EmptyFields},
};
use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    id::{
        AppointmentId, AssessmentId, CertificationId, ClientId, CohortId, ComplaintId, DismissalId, DutyRecordId,
        GradeId, ImportId, MembershipId, OrganisationId, PayeeId, PersonId, PromotionId, ProposalId, RecusalId,
        SanctionId, SchoolId, StipendLineId, StipendRunId, StipendStandardId, TeamId, TrainingId, VacancyId,
        ZoneAssignmentId, ZoneId,
    },
    time::{Moment, parse_day, parse_instant},
};
use openapi::{
    appointment::{AppointmentRoute, AppointmentStatus},
    assessment::{Assessment, AssessmentExplanation, AssessmentGrade, AssessmentStatus},
    calendar::Calendar,
    certification::{
        CertificationCredential, CertificationRoute, CertificationStatus, CertificationVerification,
        VerifyCertification,
    },
    client::Client,
    code_set::CodeSet,
    complaint::{Complaint, ComplaintOutcome, ComplaintStatus, ComplaintSubject},
    coverage::{Coverage, ZoneCoverage},
    dismissal::{Dismissal, DismissalGround, DismissalRemedies, DismissalStatus},
    duty::{DutyKind, DutyRecord, DutySummary, SchoolVisits, VisitMode},
    expert::Expert,
    grade::{Grade, GradeTrack},
    import::Import,
    organisation::{Cohort, Organisation},
    payee::Payee,
    person::{PersonHistoryEntry, PersonSearch},
    person_file::PersonFile,
    policy::{Policy, PolicyProposal},
    pool_membership::{Pool, PoolMembershipStatus},
    promotion::{Promotion, PromotionStatus},
    public_notice::PublicNotice,
    query::{
        AppointmentsQuery, AssessmentsQuery, CertificationsQuery, CohortsQuery, ComplaintsQuery, CoverageQuery,
        DismissalsQuery, DutyRecordsQuery, DutySummariesQuery, ExpertsQuery, GradesQuery, OrganisationsQuery,
        PayeesQuery, PeopleQuery, PlainQuery, PoolMembershipsQuery, PromotionsQuery, PublicNoticesQuery, RecusalsQuery,
        SanctionsQuery, SchoolVisitsQuery, SchoolsQuery, StipendFindingsQuery, StipendLinesQuery, StipendRunsQuery,
        StipendStandardsQuery, StipendTransfersQuery, StipendWhatIfQuery, TeamStructureQuery, TeamsQuery,
        TrainingHoursQuery, TrainingsQuery, VacanciesQuery, VacancyCandidatesQuery, ZoneAssignmentsQuery, ZonesQuery,
    },
    recusal::{Recusal, RecusalGround},
    sanction::{Sanction, SanctionKind},
    standing::PersonStanding,
    statistics::TeamStructure,
    stipend_explanation::StipendExplanation,
    stipend_run::{
        PaymentOutcome, PaymentResult, StipendFinding, StipendFindingCode, StipendLine, StipendLineKind, StipendRun,
        StipendRunStatus,
    },
    stipend_standard::{StipendComponent, StipendStandard, StipendStandardStatus},
    stipend_transfer::{StipendBatch, StipendManifest, StipendReconciliation, StipendTransfer},
    stipend_what_if::{PersonDifference, StipendWhatIf},
    team::{Team, TeamProof},
    training::{Training, TrainingForm, TrainingHours, TrainingMode},
    transition::Transitions,
    vacancy::{CandidateOrigin, Vacancy, VacancyCandidate, VacancyStatus},
    zone::{School, Zone},
    zone_assignment::{SchoolPlate, ZoneAssignment, ZoneAssignmentStatus, ZoneRole},
};

use super::{
    PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX,
    error::Refusal,
    find,
    nodes::{Appointment, Certification, Node, Person, PoolMembership, uuid},
    run,
};
use crate::app::{
    App, Caller,
    appointments::{ReadAppointment, ReadAppointmentTransitions},
    assessments::{ExplainAssessment, ReadAssessment, ReadAssessmentTransitions},
    calendars::{ListCalendars, ReadCalendar},
    certifications::{ReadCertification, ReadCertificationTransitions, ReadCredential, verify},
    clients::{ListClients, ReadClient},
    code_sets::{ListCodeSets, ReadCodeSet},
    complaints::{ReadComplaint, ReadComplaintTransitions},
    coverage::{ListZoneCoverage, ReadCoverage},
    dismissals::{ReadDismissal, ReadDismissalTransitions, ReadRemedies},
    duty_records::{ListDutySummaries, ListSchoolVisits, ReadDutyRecord},
    experts::ReadExpert,
    grades::ReadGrade,
    imports::{ListImports, ReadImport, ReadImportTransitions},
    list::{ListRequest, Listed},
    organisations::{ReadCohort, ReadOrganisation},
    payees::ReadPayee,
    people::{PersonHistory, PersonKey, ReadPerson, ReadStanding},
    person_file::ReadPersonFile,
    policies::{ListPolicies, ReadPolicy, ReadPolicyProposal, ReadPolicyProposalTransitions},
    pool_memberships::{ReadPoolMembership, ReadTransitions},
    promotions::{ReadPromotion, ReadPromotionTransitions},
    recusals::ReadRecusal,
    sanctions::ReadSanction,
    statistics::ReadTeamStructure,
    stipend_lines::{ExplainStipendLine, ReadStipendLine},
    stipend_runs::{
        CompareStipendBooks, ListPaymentResults, ListStipendRunFindings, ListStipendTransfers, ListStipendWhatIfPeople,
        ReadStipendManifest, ReadStipendRun, ReadStipendRunTransitions, ReadStipendWhatIf,
    },
    stipend_standards::{ReadStipendStandard, ReadStipendStandardTransitions},
    teams::{ProveTeam, ReadTeam},
    trainings::{ListTrainingHours, ReadTraining},
    vacancies::{ListVacancyCandidates, ReadVacancy, ReadVacancyTransitions},
    zone_assignments::{ReadSchoolPlate, ReadZoneAssignment, ReadZoneAssignmentTransitions},
    zones::{ReadSchool, ReadZone},
};

/// What a connection has beside its edges.
#[derive(SimpleObject)]
pub struct Counted {
    /// How many records the filter has; counted only when asked for.
    total_count: Option<i64>,
}

/// A page of records.
type Page<T> = Connection<String, T, Counted, EmptyFields>;

/// A list as asked for: `first` up to 100, `after`, and the count only when it is selected.
fn request<Q>(
    ctx: &Context<'_>,
    query: Q,
    first: Option<i32>,
    after: Option<String>,
    sort: Option<String>,
) -> async_graphql::Result<ListRequest<Q>> {
    let first = first.unwrap_or(PAGE_SIZE_DEFAULT);
    let limit = u32::try_from(first).ok().filter(|limit| (1..=PAGE_SIZE_MAX.unsigned_abs()).contains(limit));
    let Some(limit) = limit else {
        let fault = Fault::new("/first", FaultCode::Range, Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() });
        return Err(Refusal(Error::invalid(fault)).into());
    };
    let count = ctx.look_ahead().field("totalCount").exists();
    Ok(ListRequest { query, limit, after, sort, count, edges: true })
}

fn page<V, T: From<V> + async_graphql::OutputType>(asked_after: bool, listed: Listed<V>) -> Page<T> {
    let mut page =
        Connection::with_additional_fields(asked_after, listed.next.is_some(), Counted { total_count: listed.total });
    let edges = listed.cursors.into_iter().zip(listed.items);
    page.edges.extend(edges.map(|(cursor, record)| Edge::new(cursor, T::from(record))));
    page
}

/// The cost of a page: as many times its fields as it may hold records.
fn page_cost(first: Option<i32>, child: usize) -> usize {
    usize::try_from(first.unwrap_or(PAGE_SIZE_DEFAULT)).unwrap_or(usize::MAX).saturating_mul(child.max(1))
}

/// The cost of what reads a whole area, or all among whom a team was drawn: a request asks for it once or twice.
fn area_cost(child: usize) -> usize {
    1_000_usize.saturating_add(child)
}

/// Values of a filter as REST's words.
fn words<T>(values: Option<Vec<T>>, word: impl Fn(T) -> &'static str) -> Option<Vec<String>> {
    values.map(|values| values.into_iter().map(|value| word(value).to_owned()).collect())
}

fn pools(pools: Option<Vec<Pool>>) -> Option<Vec<String>> {
    words(pools, |pool| domain::pool::Pool::from(pool).as_str())
}

fn ids(ids: Option<Vec<ID>>) -> Option<Vec<String>> {
    ids.map(|ids| ids.into_iter().map(|id| id.to_string()).collect())
}

/// From when a single record is looked at.
fn moment(as_of: Option<&str>, known_at: Option<&str>) -> Result<Moment, Error> {
    let mut faults = Faults::new();
    let moment = Moment::parse(as_of, known_at, &mut faults);
    faults.finish(Some(moment))
}

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

/// Any record by its id: the kinds are tried one after another, each within the caller's reach.
async fn node(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Node> {
    let id = uuid(id).map_err(Refusal)?;
    if let Ok(person) = run(ctx, ReadPerson(PersonKey::Id(PersonId(id)))).await {
        return Ok(Node::Person(person.into()));
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
    if let Ok(revised) = run(ctx, ReadExpert(PersonId(id))).await {
        return Ok(Node::Expert(revised.expert));
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

/// Reading.
pub struct Query;

#[Object]
impl Query {
    /// Any record by its id.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Node>> {
        Some(node(ctx, &id).await)
    }

    /// One person, by id or public number.
    async fn person(&self, ctx: &Context<'_>, id: String) -> Option<async_graphql::Result<Person>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPerson)).await
    }

    /// Everything about a person, to hand it to them, as REST answers it; the reading is recorded.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn person_file(&self, ctx: &Context<'_>, id: String) -> Option<async_graphql::Result<Json<PersonFile>>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPersonFile)).await
    }

    /// Whether somebody may inspect on a day, today unless said: codes, and nothing of their grounds.
    async fn person_standing(
        &self,
        ctx: &Context<'_>,
        id: String,
        on: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<PersonStanding>> {
        let read = || {
            let key = PersonKey::parse(&id).ok_or(Error::NotFound)?;
            let mut faults = Faults::new();
            let on = on.and_then(|raw| faults.keep("/on", parse_day(&raw)));
            let known_at = known_at.and_then(|raw| faults.keep("/known_at", parse_instant(&raw)));
            faults.finish(Some(ReadStanding { key, on, known_at }))
        };
        find(ctx, read()).await
    }

    /// The people within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        number: Option<Vec<String>>,
        subject: Option<Vec<String>>,
        stage: Option<Vec<String>>,
        professional_title: Option<Vec<String>>,
        education: Option<Vec<String>>,
        identity_class: Option<Vec<String>>,
        speciality: Option<Vec<String>>,
        name: Option<String>,
    ) -> async_graphql::Result<Page<Person>> {
        let query = PeopleQuery {
            area,
            number,
            subject,
            stage,
            professional_title,
            education,
            identity_class,
            speciality,
            name,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// People by terms that must not stand in a URL.
    #[graphql(complexity = "page_cost(Some(50), child_complexity)")]
    async fn search_people(&self, ctx: &Context<'_>, input: PersonSearch) -> async_graphql::Result<Vec<Person>> {
        Ok(run(ctx, input).await?.items.into_iter().map(Person::from).collect())
    }

    /// What a person's record said before.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn person_history(
        &self,
        ctx: &Context<'_>,
        id: String,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PersonHistoryEntry>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound).map_err(Refusal)?;
        let asked_after = after.is_some();
        let list = request(ctx, PlainQuery::default(), first, after, None)?;
        Ok(page(asked_after, run(ctx, PersonHistory { key, list }).await?))
    }

    /// One pool membership.
    async fn pool_membership(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<PoolMembership>> {
        let id = uuid(&id).map(MembershipId);
        find(ctx, id.map(ReadPoolMembership)).await
    }

    /// What happened to a membership, and what may happen next.
    async fn pool_membership_transitions(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadTransitions(MembershipId(id)))).await
    }

    /// The pool memberships within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn pool_memberships(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        pool: Option<Vec<Pool>>,
        status: Option<Vec<PoolMembershipStatus>>,
        source: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        valid_until_from: Option<String>,
        valid_until_to: Option<String>,
    ) -> async_graphql::Result<Page<PoolMembership>> {
        let query = PoolMembershipsQuery {
            area,
            pool: pools(pool),
            status: words(status, |status| domain::pool::Status::from(status).as_str()),
            source,
            person_id: ids(person_id),
            valid_until_from,
            valid_until_to,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One certification, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Certification>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadCertification { id: CertificationId(uuid(&id)?), moment }))).await
    }

    /// What happened to a certification, and what may happen next.
    async fn certification_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadCertificationTransitions(CertificationId(id)))).await
    }

    /// The certifications within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn certifications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        status: Option<Vec<CertificationStatus>>,
        route: Option<Vec<CertificationRoute>>,
        person_id: Option<Vec<ID>>,
        valid_until_from: Option<String>,
        valid_until_to: Option<String>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Certification>> {
        let query = CertificationsQuery {
            area,
            status: words(status, |status| domain::certification::Status::from(status).as_str()),
            route: words(route, |route| domain::certification::Route::from(route).as_str()),
            person_id: ids(person_id),
            valid_until_from,
            valid_until_to,
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// A certificate in its signed form, while it is in force.
    async fn certification_credential(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<CertificationCredential>> {
        find(ctx, uuid(&id).map(|id| ReadCredential(CertificationId(id)))).await
    }

    /// Whether number and name are those of a certificate.
    async fn verify_certification(
        &self,
        ctx: &Context<'_>,
        input: VerifyCertification,
    ) -> async_graphql::Result<CertificationVerification> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        Ok(verify(app, caller, input).await.map_err(Refusal)?)
    }

    /// One training.
    async fn training(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Training>> {
        find(ctx, uuid(&id).map(|id| ReadTraining(TrainingId(id)))).await
    }

    /// The trainings within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn trainings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        form: Option<Vec<TrainingForm>>,
        mode: Option<Vec<TrainingMode>>,
        held_on_from: Option<String>,
        held_on_to: Option<String>,
    ) -> async_graphql::Result<Page<Training>> {
        let query = TrainingsQuery {
            area,
            person_id: ids(person_id),
            form: words(form, |form| domain::training::Form::from(form).as_str()),
            mode: words(mode, |mode| domain::training::Mode::from(mode).as_str()),
            held_on_from,
            held_on_to,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Who of the inspectors has the hours that a year asks for.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn training_hours(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        year: Option<i32>,
        short: Option<bool>,
    ) -> async_graphql::Result<Page<TrainingHours>> {
        let query = TrainingHoursQuery {
            area,
            year: year.map(|year| year.to_string()),
            short: short.map(|short| short.to_string()),
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListTrainingHours(request(ctx, query, first, after, sort)?)).await?))
    }

    /// One duty record, as known now or at an instant.
    async fn duty_record(
        &self,
        ctx: &Context<'_>,
        id: ID,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<DutyRecord>> {
        let moment = moment(None, known_at.as_deref());
        let use_case =
            moment.and_then(|moment| Ok(ReadDutyRecord { id: DutyRecordId(uuid(&id)?), known_at: moment.known_at }));
        find(ctx, use_case).await
    }

    /// The duty records within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn duty_records(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        school_id: Option<Vec<ID>>,
        kind: Option<Vec<DutyKind>>,
        mode: Option<Vec<VisitMode>>,
        occurred_on_from: Option<String>,
        occurred_on_to: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<DutyRecord>> {
        let query = DutyRecordsQuery {
            area,
            person_id: ids(person_id),
            school_id: ids(school_id),
            kind: words(kind, |kind| domain::duty::Kind::from(kind).as_str()),
            mode: words(mode, |mode| domain::duty::Mode::from(mode).as_str()),
            occurred_on_from,
            occurred_on_to,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One assessment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn assessment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Assessment>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadAssessment { id: AssessmentId(uuid(&id)?), moment }))).await
    }

    /// How score and grade of an assessment came about.
    async fn assessment_explanation(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<AssessmentExplanation>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ExplainAssessment { id: AssessmentId(uuid(&id)?), moment }))).await
    }

    /// What happened to an assessment, and what may happen next.
    async fn assessment_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadAssessmentTransitions(AssessmentId(id)))).await
    }

    /// The assessments within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn assessments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        authority_id: Option<Vec<ID>>,
        year: Option<Vec<i32>>,
        status: Option<Vec<AssessmentStatus>>,
        grade: Option<Vec<AssessmentGrade>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Assessment>> {
        let query = AssessmentsQuery {
            area,
            person_id: ids(person_id),
            authority_id: ids(authority_id),
            year: year.map(|years| years.iter().map(i32::to_string).collect()),
            status: words(status, |status| domain::assessment::Status::from(status).as_str()),
            grade: words(grade, |grade| domain::assessment::grade::Grade::from(grade).as_str()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// The inspectors' duty in a month, and what is missing.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn duty_summaries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        month: Option<String>,
        short: Option<bool>,
    ) -> async_graphql::Result<Page<DutySummary>> {
        let query = DutySummariesQuery { area, month, short: short.map(|short| short.to_string()) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListDutySummaries(request(ctx, query, first, after, sort)?)).await?))
    }

    /// The schools' visits in a semester, and what is missing.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn school_visits(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        semester: Option<String>,
        short: Option<bool>,
    ) -> async_graphql::Result<Page<SchoolVisits>> {
        let query = SchoolVisitsQuery { area, semester, short: short.map(|short| short.to_string()) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListSchoolVisits(request(ctx, query, first, after, sort)?)).await?))
    }

    /// One organisation.
    async fn organisation(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Organisation>> {
        find(ctx, uuid(&id).map(|id| ReadOrganisation(OrganisationId(id)))).await
    }

    /// The organisations within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<Organisation>> {
        let query = OrganisationsQuery { area };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One cohort.
    async fn cohort(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Cohort>> {
        find(ctx, uuid(&id).map(|id| ReadCohort(CohortId(id)))).await
    }

    /// The cohorts of authorities within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn cohorts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        authority_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<Cohort>> {
        let query = CohortsQuery { area, authority_id: ids(authority_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One appointment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn appointment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Appointment>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadAppointment { id: AppointmentId(uuid(&id)?), moment }))).await
    }

    /// The appointments within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        status: Option<Vec<AppointmentStatus>>,
        route: Option<Vec<AppointmentRoute>>,
        person_id: Option<Vec<ID>>,
        authority_id: Option<Vec<ID>>,
        cohort_id: Option<Vec<ID>>,
        ends_on_from: Option<String>,
        ends_on_to: Option<String>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Appointment>> {
        let query = AppointmentsQuery {
            area,
            status: words(status, |one| domain::appointment::Status::from(one).as_str()),
            route: words(route, |one| domain::appointment::Route::from(one).as_str()),
            person_id: ids(person_id),
            authority_id: ids(authority_id),
            cohort_id: ids(cohort_id),
            ends_on_from,
            ends_on_to,
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What happened to an appointment and what may happen next.
    async fn appointment_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadAppointmentTransitions(AppointmentId(id)))).await
    }

    /// One zone assignment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn zone_assignment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<ZoneAssignment>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadZoneAssignment { id: ZoneAssignmentId(uuid(&id)?), moment }))).await
    }

    /// Who serves which zone and school.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zone_assignments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        zone_id: Option<Vec<ID>>,
        person_id: Option<Vec<ID>>,
        appointment_id: Option<Vec<ID>>,
        school_id: Option<Vec<ID>>,
        role: Option<Vec<ZoneRole>>,
        status: Option<Vec<ZoneAssignmentStatus>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<ZoneAssignment>> {
        let query = ZoneAssignmentsQuery {
            area,
            zone_id: ids(zone_id),
            person_id: ids(person_id),
            appointment_id: ids(appointment_id),
            school_id: ids(school_id),
            role: words(role, |one| domain::zone_assignment::ZoneRole::from(one).as_str()),
            status: words(status, |one| domain::zone_assignment::Standing::from(one).as_str()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What happened to a zone assignment and what may happen next.
    async fn zone_assignment_transitions(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadZoneAssignmentTransitions(ZoneAssignmentId(id)))).await
    }

    /// Whether every school has its inspector and every zone its full-time lead.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn coverage(
        &self,
        ctx: &Context<'_>,
        area: Option<Vec<String>>,
        as_of: Option<String>,
    ) -> async_graphql::Result<Coverage> {
        run(ctx, ReadCoverage(CoverageQuery { area, as_of })).await
    }

    /// The same zone by zone.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zone_coverage(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        as_of: Option<String>,
    ) -> async_graphql::Result<Page<ZoneCoverage>> {
        let query = CoverageQuery { area, as_of };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListZoneCoverage(request(ctx, query, first, after, sort)?)).await?))
    }

    /// How the inspectors in office are made up, by `kind`, `age_band`, `education`, `professional_title`, `subject`, `stage` or
    /// `zone`.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn team_structure(
        &self,
        ctx: &Context<'_>,
        by: String,
        area: Option<Vec<String>>,
        as_of: Option<String>,
    ) -> async_graphql::Result<TeamStructure> {
        run(ctx, ReadTeamStructure(TeamStructureQuery { area, by: Some(by), as_of })).await
    }

    /// What stands on the plate at a school's gate.
    async fn school_plate(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<SchoolPlate>> {
        find(ctx, uuid(&id).map(|id| ReadSchoolPlate(SchoolId(id)))).await
    }

    /// One drawn team.
    async fn team(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Team>> {
        find(ctx, uuid(&id).map(|id| ReadTeam(TeamId(id)))).await
    }

    /// The proof of a draw.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn team_proof(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<TeamProof>> {
        find(ctx, uuid(&id).map(|id| ProveTeam(TeamId(id)))).await
    }

    /// The drawn teams within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<Team>> {
        let query = TeamsQuery { area, person_id: ids(person_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One expert.
    async fn expert(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Expert>> {
        let id = uuid(&id).map(PersonId);
        find(ctx, id.map(ReadExpert)).await
    }

    /// The active members of the pools.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn experts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        pool: Option<Vec<Pool>>,
        source: Option<Vec<String>>,
        subject: Option<Vec<String>>,
        stage: Option<Vec<String>>,
        professional_title: Option<Vec<String>>,
        speciality: Option<Vec<String>>,
        q: Option<String>,
    ) -> async_graphql::Result<Page<Expert>> {
        let pool = pools(pool);
        let query = ExpertsQuery { area, pool, source, subject, stage, professional_title, speciality, q };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// The names open for objections.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn public_notices(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        area: Option<Vec<String>>,
        pool: Option<Vec<Pool>>,
    ) -> async_graphql::Result<Page<PublicNotice>> {
        let query = PublicNoticesQuery { area, pool: pools(pool) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, None)?).await?))
    }

    /// One zone.
    async fn zone(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Zone>> {
        find(ctx, uuid(&id).map(|id| ReadZone(ZoneId(id)))).await
    }

    /// The zones within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zones(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<Zone>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, ZonesQuery { area }, first, after, None)?).await?))
    }

    /// One school.
    async fn school(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<School>> {
        find(ctx, uuid(&id).map(|id| ReadSchool(SchoolId(id)))).await
    }

    /// The schools within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn schools(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        area: Option<Vec<String>>,
        zone_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<School>> {
        let query = SchoolsQuery { area, zone_id: ids(zone_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, None)?).await?))
    }

    /// One recusal, as known now or at an instant; with a day only if it holds then.
    async fn recusal(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Recusal>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadRecusal { id: RecusalId(uuid(&id)?), moment }))).await
    }

    /// The recusals within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn recusals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        school_id: Option<Vec<ID>>,
        ground: Option<Vec<RecusalGround>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Recusal>> {
        let query = RecusalsQuery {
            area,
            person_id: ids(person_id),
            school_id: ids(school_id),
            ground: words(ground, |ground| domain::recusal::Ground::from(ground).as_str()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One sanction, as known now or at an instant; with a day only if it has effect then.
    async fn sanction(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Sanction>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadSanction { id: SanctionId(uuid(&id)?), moment }))).await
    }

    /// The sanctions within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn sanctions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        kind: Option<Vec<SanctionKind>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Sanction>> {
        let query = SanctionsQuery {
            area,
            person_id: ids(person_id),
            kind: words(kind, |kind| domain::sanction::Kind::from(kind).as_str()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One grade, as known now or at an instant; with a day only if it holds then.
    async fn grade(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Grade>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadGrade { id: GradeId(uuid(&id)?), moment }))).await
    }

    /// The grades within the caller's area, on a day, as known now or at an instant, or what changed after one.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn grades(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        track: Option<Vec<GradeTrack>>,
        grade: Option<Vec<String>>,
        as_of: Option<String>,
        known_at: Option<String>,
        changed_after: Option<String>,
    ) -> async_graphql::Result<Page<Grade>> {
        let query = GradesQuery {
            area,
            person_id: ids(person_id),
            track: words(track, |track| domain::grade::Track::from(track).as_str()),
            grade,
            as_of,
            known_at,
            changed_after,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// How a person is paid, as known now or at an instant; with a day only if it holds then. What finance is shown is
    /// recorded.
    async fn payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Payee>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadPayee { id: PayeeId(uuid(&id)?), moment }))).await
    }

    /// How people within the caller's area are paid, on a day, as known now or at an instant. What finance is shown is
    /// recorded.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn payees(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        payer_id: Option<Vec<ID>>,
        verified: Option<bool>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Payee>> {
        let query = PayeesQuery {
            area,
            person_id: ids(person_id),
            payer_id: ids(payer_id),
            verified: verified.map(|verified| verified.to_string()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One promotion, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn promotion(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Promotion>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadPromotion { id: PromotionId(uuid(&id)?), moment }))).await
    }

    /// What happened to a promotion and what may happen next.
    async fn promotion_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadPromotionTransitions(PromotionId(id)))).await
    }

    /// The promotions and demotions within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn promotions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        track: Option<Vec<GradeTrack>>,
        status: Option<Vec<PromotionStatus>>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Promotion>> {
        let query = PromotionsQuery {
            area,
            person_id: ids(person_id),
            track: words(track, |track| domain::grade::Track::from(track).as_str()),
            status: words(status, |status| domain::promotion::Status::from(status).as_str()),
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One stipend standard, as the register knew it at a moment; with a day, only if it was decided and holds then.
    async fn stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<StipendStandard>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        let read = |moment| Ok(ReadStipendStandard { id: StipendStandardId(uuid(&id)?), moment });
        find(ctx, moment.and_then(read)).await
    }

    /// What happened to a stipend standard and what may happen next.
    async fn stipend_standard_transitions(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendStandardTransitions(StipendStandardId(id)))).await
    }

    /// The stipend standards within the caller's area; finance sees what was decided.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_standards(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        status: Option<Vec<StipendStandardStatus>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<StipendStandard>> {
        let status = words(status, |status| domain::stipend::standard::Status::from(status).as_str());
        let query = StipendStandardsQuery { area, status, as_of, known_at };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What a month would come to by a stipend standard, beside what it comes to by those in effect.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_what_if(&self, ctx: &Context<'_>, id: ID, month: String) -> async_graphql::Result<StipendWhatIf> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run(ctx, ReadStipendWhatIf { id, query: StipendWhatIfQuery { month: Some(month) } }).await
    }

    /// What each person's month would come to by a stipend standard.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_what_if_people(
        &self,
        ctx: &Context<'_>,
        id: ID,
        month: String,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PersonDifference>> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, StipendWhatIfQuery { month: Some(month) }, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendWhatIfPeople { id, list }).await?))
    }

    /// One run of stipends, as the register knew it at an instant.
    async fn stipend_run(
        &self,
        ctx: &Context<'_>,
        id: ID,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<StipendRun>> {
        let moment = moment(None, known_at.as_deref());
        let read = |moment| Ok(ReadStipendRun { id: StipendRunId(uuid(&id)?), moment });
        find(ctx, moment.and_then(read)).await
    }

    /// What happened to a run and what may happen next.
    async fn stipend_run_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendRunTransitions(StipendRunId(id)))).await
    }

    /// The runs within the caller's area; finance sees those that were approved.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_runs(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        month: Option<Vec<String>>,
        status: Option<Vec<StipendRunStatus>>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<StipendRun>> {
        let status = words(status, |status| domain::stipend::run::Status::from(status).as_str());
        let query = StipendRunsQuery { area, month, status, known_at };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Whom a run lists, and why.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_run_findings(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
        code: Option<Vec<StipendFindingCode>>,
    ) -> async_graphql::Result<Page<StipendFinding>> {
        let code = words(code, |code| domain::stipend::line::FindingCode::from(code).as_str());
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, StipendFindingsQuery { code }, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendRunFindings { id, list }).await?))
    }

    /// What finance reported about a run.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn payment_results(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PaymentResult>> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, PlainQuery::default(), first, after, None)?;
        Ok(page(asked_after, run(ctx, ListPaymentResults { id, list }).await?))
    }

    /// What finance transfers by a decided run: one sum for each person and payer; all of it, or what is unpaid.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_transfers(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
        unpaid: Option<bool>,
    ) -> async_graphql::Result<Page<StipendTransfer>> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let query = StipendTransfersQuery { unpaid: unpaid.map(|unpaid| unpaid.to_string()) };
        let list = request(ctx, query, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendTransfers { id, list }).await?))
    }

    /// The signed control totals of a decided run, with the digests of what REST answers when it is pulled whole.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_manifest(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<StipendManifest>> {
        find(ctx, uuid(&id).map(|id| ReadStipendManifest(StipendRunId(id)))).await
    }

    /// Whether the register's books and those of finance agree about a decided run.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_reconciliation(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: Option<StipendBatch>,
    ) -> Option<async_graphql::Result<StipendReconciliation>> {
        let batch = input.unwrap_or_default();
        find(ctx, uuid(&id).map(|id| CompareStipendBooks { id: StipendRunId(id), batch })).await
    }

    /// One line of a run.
    async fn stipend_line(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<StipendLine>> {
        find(ctx, uuid(&id).map(|id| ReadStipendLine(StipendLineId(id)))).await
    }

    /// Why a line is what it is.
    async fn stipend_line_explanation(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<StipendExplanation>> {
        find(ctx, uuid(&id).map(|id| ExplainStipendLine(StipendLineId(id)))).await
    }

    /// The lines of runs within the caller's area; finance sees those of approved runs.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_lines(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        run_id: Option<Vec<ID>>,
        person_id: Option<Vec<ID>>,
        month: Option<Vec<String>>,
        component: Option<Vec<StipendComponent>>,
        kind: Option<Vec<StipendLineKind>>,
        payment: Option<Vec<PaymentOutcome>>,
    ) -> async_graphql::Result<Page<StipendLine>> {
        let query = StipendLinesQuery {
            area,
            run_id: ids(run_id),
            person_id: ids(person_id),
            month,
            component: words(component, |one| domain::stipend::amounts::Component::from(one).as_str()),
            kind: words(kind, |one| domain::stipend::line::LineKind::from(one).as_str()),
            payment: words(payment, |one| domain::stipend::line::PaymentOutcome::from(one).as_str()),
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One complaint, as known now or at an instant. Who complained is not in it.
    async fn complaint(
        &self,
        ctx: &Context<'_>,
        id: ID,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Complaint>> {
        let known_at = moment(None, known_at.as_deref()).map(|moment| moment.known_at);
        find(ctx, known_at.and_then(|known_at| Ok(ReadComplaint { id: ComplaintId(uuid(&id)?), known_at }))).await
    }

    /// What happened to a complaint and what may happen next.
    async fn complaint_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadComplaintTransitions(ComplaintId(id)))).await
    }

    /// The complaints within the caller's area, without their words.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn complaints(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<String>>,
        status: Option<Vec<ComplaintStatus>>,
        subject: Option<Vec<ComplaintSubject>>,
        outcome: Option<Vec<ComplaintOutcome>>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Complaint>> {
        let query = ComplaintsQuery {
            area,
            person_id,
            status: words(status, |status| domain::complaint::Status::from(status).as_str()),
            subject: words(subject, |subject| domain::complaint::Subject::from(subject).as_str()),
            outcome: words(outcome, |outcome| domain::complaint::Outcome::from(outcome).as_str()),
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One dismissal case, as it stood on a day, as the register knew it at a moment.
    async fn dismissal(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Dismissal>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        let read = |moment| Ok(ReadDismissal { id: DismissalId(uuid(&id)?), moment });
        find(ctx, moment.and_then(read)).await
    }

    /// What happened to a dismissal case and what may happen next.
    async fn dismissal_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadDismissalTransitions(DismissalId(id)))).await
    }

    /// The remedies against a decision, with their clocks.
    async fn dismissal_remedies(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<DismissalRemedies>> {
        find(ctx, uuid(&id).map(|id| ReadRemedies(DismissalId(id)))).await
    }

    /// The dismissal cases within the caller's area; HR sees those that ended somebody's service.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn dismissals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<String>>,
        status: Option<Vec<DismissalStatus>>,
        ground: Option<Vec<DismissalGround>>,
        due_on_to: Option<String>,
        spent: Option<bool>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Dismissal>> {
        let query = DismissalsQuery {
            area,
            person_id,
            status: words(status, |status| domain::dismissal::Status::from(status).as_str()),
            ground: words(ground, |ground| domain::dismissal::ground::Ground::from(ground).as_str()),
            due_on_to,
            spent: spent.map(|spent| spent.to_string()),
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One vacancy, as it stood on a day, as the register knew it at a moment.
    async fn vacancy(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Vacancy>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadVacancy { id: VacancyId(uuid(&id)?), moment }))).await
    }

    /// What happened to a vacancy and what may happen next.
    async fn vacancy_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadVacancyTransitions(VacancyId(id)))).await
    }

    /// The vacancies of authorities within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn vacancies(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        authority_id: Option<Vec<ID>>,
        cohort_id: Option<Vec<ID>>,
        zone_id: Option<Vec<ID>>,
        dismissal_id: Option<Vec<ID>>,
        route: Option<Vec<AppointmentRoute>>,
        status: Option<Vec<VacancyStatus>>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Vacancy>> {
        let query = VacanciesQuery {
            area,
            authority_id: ids(authority_id),
            cohort_id: ids(cohort_id),
            zone_id: ids(zone_id),
            dismissal_id: ids(dismissal_id),
            route: words(route, |route| domain::appointment::Route::from(route).as_str()),
            status: words(status, |status| domain::vacancy::Status::from(status).as_str()),
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Who was ranked for a vacancy, and why so.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn vacancy_candidates(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
        origin: Option<Vec<CandidateOrigin>>,
        excluded: Option<bool>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<VacancyCandidate>> {
        let query = VacancyCandidatesQuery {
            origin: words(origin, |origin| domain::vacancy::ranking::Source::from(origin).as_str()),
            excluded: excluded.map(|excluded| excluded.to_string()),
            known_at,
        };
        let id = VacancyId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, query, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListVacancyCandidates { id, list }).await?))
    }

    /// One import.
    async fn import(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Import>> {
        find(ctx, uuid(&id).map(|id| ReadImport(ImportId(id)))).await
    }

    /// The uploaded rosters.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn imports(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<Import>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListImports(request(ctx, PlainQuery::default(), first, after, None)?)).await?))
    }

    /// What happened to an import, and what may happen next.
    async fn import_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadImportTransitions(ImportId(id)))).await
    }

    /// What happened to a proposed change of a rule, and what may happen next.
    async fn policy_proposal_transitions(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadPolicyProposalTransitions(ProposalId(id)))).await
    }

    /// One code set with its codes.
    async fn code_set(&self, ctx: &Context<'_>, name: String) -> Option<async_graphql::Result<CodeSet>> {
        find(ctx, Ok(ReadCodeSet(name))).await
    }

    /// The code sets, without their codes.
    async fn code_sets(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CodeSet>> {
        Ok(run(ctx, ListCodeSets).await?.items)
    }

    /// The calendar of one year.
    async fn calendar(&self, ctx: &Context<'_>, year: i32) -> Option<async_graphql::Result<Calendar>> {
        find(ctx, Ok(ReadCalendar(year))).await
    }

    /// The calendars.
    async fn calendars(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Calendar>> {
        Ok(run(ctx, ListCalendars).await?.items)
    }

    /// One rule.
    async fn policy(&self, ctx: &Context<'_>, key: String) -> Option<async_graphql::Result<Policy>> {
        find(ctx, Ok(ReadPolicy(key))).await
    }

    /// The rules in force.
    async fn policies(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Policy>> {
        Ok(run(ctx, ListPolicies).await?.items)
    }

    /// One proposed change of a rule.
    async fn policy_proposal(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<PolicyProposal>> {
        find(ctx, uuid(&id).map(|id| ReadPolicyProposal(ProposalId(id)))).await
    }

    /// The proposed changes of rules.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn policy_proposals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PolicyProposal>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, PlainQuery::default(), first, after, None)?).await?))
    }

    /// One API client.
    async fn client(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Client>> {
        find(ctx, uuid(&id).map(|id| ReadClient(ClientId(id)))).await
    }

    /// The API clients.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn clients(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<Client>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListClients(request(ctx, PlainQuery::default(), first, after, None)?)).await?))
    }
}
