//! Root fields about recusals, sanctions, complaints, dismissals, and the places they leave vacant.

use async_graphql::{Context, ID, Object};
use domain::{
    Day, Instant,
    id::{ComplaintId, DismissalId, RecusalId, SanctionId, VacancyId},
    time::Moment,
};
use openapi::{
    appointment::AppointmentRoute,
    complaint::{
        Complaint, ComplaintOutcome, ComplaintStatus, ComplaintSubject, CreateComplaint, RevealComplaint,
        RevealedComplaint, TransitionComplaint,
    },
    dismissal::{
        CreateDismissal, Dismissal, DismissalGround, DismissalRemedies, DismissalStatus, FileDismissalRemedy,
        TransitionDismissal,
    },
    query::{ComplaintsQuery, DismissalsQuery, RecusalsQuery, SanctionsQuery, VacanciesQuery, VacancyCandidatesQuery},
    recusal::{CreateRecusal, Recusal, RecusalGround, UpdateRecusal},
    sanction::{CreateSanction, Sanction, SanctionKind, UpdateSanction},
    transition::Transitions,
    vacancy::{CandidateOrigin, CreateVacancy, TransitionVacancy, Vacancy, VacancyCandidate, VacancyStatus},
};

use super::{
    error::Refusal,
    find,
    nodes::uuid,
    page::{Page, at, day, ids, instant, moment, page, page_at, page_cost, request, words},
    run, run_or_try,
};
use crate::app::{
    complaints::{self, FireComplaintEvent, ReadComplaint, ReadComplaintTransitions},
    dismissals::{FileRemedy, FireDismissalEvent, ReadDismissal, ReadDismissalTransitions, ReadRemedies},
    recusals::{CorrectRecusal, ReadRecusal},
    sanctions::{CorrectSanction, ReadSanction},
    vacancies::{FireVacancyEvent, ListVacancyCandidates, ReadVacancy, ReadVacancyTransitions},
};

/// Reading recusals, sanctions, complaints, dismissals, and the places they leave vacant.
#[derive(Default)]
pub struct MisconductQuery;

#[Object]
impl MisconductQuery {
    /// One recusal, as known now or at an instant; with a day only if it holds then.
    async fn recusal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Recusal>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadRecusal { id: RecusalId(uuid(&id)?), moment }))).await,
        )
    }

    /// The recusals within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn recusals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who must stay away.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "From which school.")] school_id: Option<Vec<ID>>,
        #[graphql(desc = "Ground.")] ground: Option<Vec<RecusalGround>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Recusal>> {
        let query = RecusalsQuery {
            area,
            person_id: ids(person_id),
            school_id: ids(school_id),
            ground: words(ground, |ground| domain::recusal::Ground::from(ground).as_str()),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One sanction, as known now or at an instant; with a day only if it has effect then.
    async fn sanction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Sanction>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadSanction { id: SanctionId(uuid(&id)?), moment }))).await,
        )
    }

    /// The sanctions within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn sanctions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who was sanctioned.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Kind.")] kind: Option<Vec<SanctionKind>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Sanction>> {
        let query = SanctionsQuery {
            area,
            person_id: ids(person_id),
            kind: words(kind, |kind| domain::sanction::Kind::from(kind).as_str()),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One complaint, as known now or at an instant. Who complained is not in it.
    async fn complaint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Complaint>> {
        let moment = moment(None, known_at);
        let read = |moment: Moment| Ok(ReadComplaint { id: ComplaintId(uuid(&id)?), known_at: moment.known_at });
        at((None, known_at), find(ctx, moment.and_then(read)).await)
    }

    /// What happened to a complaint and what may happen next.
    async fn complaint_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadComplaintTransitions(ComplaintId(id)))).await
    }

    /// The complaints within the caller's area, without their words.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn complaints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "About whom.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Status.")] status: Option<Vec<ComplaintStatus>>,
        #[graphql(desc = "What they are about (code set `complaint_subjects`).")] subject: Option<
            Vec<ComplaintSubject>,
        >,
        #[graphql(desc = "What the check found.")] outcome: Option<Vec<ComplaintOutcome>>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Complaint>> {
        let query = ComplaintsQuery {
            area,
            person_id: ids(person_id),
            status: words(status, |status| domain::complaint::Status::from(status).as_str()),
            subject: words(subject, |subject| domain::complaint::Subject::from(subject).as_str()),
            outcome: words(outcome, |outcome| domain::complaint::Outcome::from(outcome).as_str()),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One dismissal case, as it stood on a day, as the register knew it at a moment.
    async fn dismissal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Dismissal>> {
        let moment = moment(as_of, known_at);
        let read = |moment| Ok(ReadDismissal { id: DismissalId(uuid(&id)?), moment });
        at((as_of, known_at), find(ctx, moment.and_then(read)).await)
    }

    /// What happened to a dismissal case and what may happen next.
    async fn dismissal_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadDismissalTransitions(DismissalId(id)))).await
    }

    /// The remedies against a decision, with their clocks.
    async fn dismissal_remedies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<DismissalRemedies>> {
        find(ctx, uuid(&id).map(|id| ReadRemedies(DismissalId(id)))).await
    }

    /// The dismissal cases within the caller's area; HR sees those that ended somebody's service.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn dismissals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "About whom.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Status.")] status: Option<Vec<DismissalStatus>>,
        #[graphql(desc = "Ground (code set `dismissal_grounds`).")] ground: Option<Vec<DismissalGround>>,
        #[graphql(desc = "Something is due on this day or earlier: what the office is reminded of.")] due_on_to: Option<
            Day,
        >,
        #[graphql(
            desc = "`true` for those, too, whose measure is spent, and those that were dropped or reversed; without it the list has of the latter those whose `status` it asks for by name. HR never sees any of these."
        )]
        spent: Option<bool>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Dismissal>> {
        let query = DismissalsQuery {
            area,
            person_id: ids(person_id),
            status: words(status, |status| domain::dismissal::Status::from(status).as_str()),
            ground: words(ground, |ground| domain::dismissal::ground::Ground::from(ground).as_str()),
            due_on_to: day(due_on_to),
            spent: spent.map(|spent| spent.to_string()),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One vacancy, as it stood on a day, as the register knew it at a moment.
    async fn vacancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Vacancy>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadVacancy { id: VacancyId(uuid(&id)?), moment }))).await,
        )
    }

    /// What happened to a vacancy and what may happen next.
    async fn vacancy_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadVacancyTransitions(VacancyId(id)))).await
    }

    /// The vacancies of authorities within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn vacancies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Authority.")] authority_id: Option<Vec<ID>>,
        #[graphql(desc = "Cohort.")] cohort_id: Option<Vec<ID>>,
        #[graphql(desc = "Zone.")] zone_id: Option<Vec<ID>>,
        #[graphql(desc = "The dismissal case that opened it.")] dismissal_id: Option<Vec<ID>>,
        #[graphql(desc = "Route.")] route: Option<Vec<AppointmentRoute>>,
        #[graphql(desc = "Status.")] status: Option<Vec<VacancyStatus>>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Vacancy>> {
        let query = VacanciesQuery {
            area,
            authority_id: ids(authority_id),
            cohort_id: ids(cohort_id),
            zone_id: ids(zone_id),
            dismissal_id: ids(dismissal_id),
            route: words(route, |route| domain::appointment::Route::from(route).as_str()),
            status: words(status, |status| domain::vacancy::Status::from(status).as_str()),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Who was ranked for a vacancy, and why so.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn vacancy_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "From where.")] origin: Option<Vec<CandidateOrigin>>,
        #[graphql(desc = "`true` for those who were excluded, `false` for those with a rank; both unless said.")]
        excluded: Option<bool>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<VacancyCandidate>> {
        let query = VacancyCandidatesQuery {
            origin: words(origin, |origin| domain::vacancy::ranking::Source::from(origin).as_str()),
            excluded: excluded.map(|excluded| excluded.to_string()),
            known_at: instant(known_at),
        };
        let id = VacancyId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, query, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListVacancyCandidates { id, list }).await?))
    }
}

/// Writing recusals, sanctions, complaints, dismissals, and the places they leave vacant.
#[derive(Default)]
pub struct MisconductMutation;

#[Object]
impl MisconductMutation {
    /// Record that a person must stay away from a school.
    async fn create_recusal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateRecusal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Recusal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a recusal.
    async fn update_recusal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateRecusal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Recusal> {
        let id = RecusalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectRecusal { id, version: i64::from(version), patch: input }).await
    }

    /// Record a sanction of a person.
    async fn create_sanction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateSanction,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Sanction> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a sanction, or record that it was lifted.
    async fn update_sanction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateSanction,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Sanction> {
        let id = SanctionId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectSanction { id, version: i64::from(version), patch: input }).await
    }

    /// Take in a complaint about an inspector.
    async fn create_complaint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateComplaint,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Complaint> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a complaint's lifecycle.
    async fn transition_complaint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionComplaint,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Complaint> {
        let id = ComplaintId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireComplaintEvent { id, transition: input }).await
    }

    /// Read who complained, with a purpose, recorded.
    async fn reveal_complaint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: RevealComplaint,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<RevealedComplaint> {
        let id = ComplaintId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, complaints::Reveal { id, reveal: input }).await
    }

    /// Open a dismissal case.
    async fn create_dismissal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateDismissal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Dismissal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a dismissal case's lifecycle.
    async fn transition_dismissal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionDismissal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Dismissal> {
        let id = DismissalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireDismissalEvent { id, transition: input }).await
    }

    /// File a remedy against a decision.
    async fn file_dismissal_remedy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: FileDismissalRemedy,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<DismissalRemedies> {
        let id = DismissalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FileRemedy { id, remedy: input }).await
    }

    /// Open a vacancy.
    async fn create_vacancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateVacancy,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Vacancy> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a vacancy's lifecycle.
    async fn transition_vacancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionVacancy,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Vacancy> {
        let id = VacancyId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireVacancyEvent { id, transition: input }).await
    }
}
